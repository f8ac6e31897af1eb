"""What the tests of use cases stand on."""

from collections.abc import Iterator

import pytest
from sqlalchemy import Connection

from organizer.store.engine import transaction
from tests.services.evenings import a_database


@pytest.fixture
def connection() -> Iterator[Connection]:
    """An open transaction in an empty database of its own."""
    with a_database() as engine, transaction(engine) as connection:
        yield connection
