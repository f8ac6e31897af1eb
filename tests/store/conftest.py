"""Use cases of the store stand on a real database of each kind."""

from collections.abc import Iterator

import pytest
from sqlalchemy import Connection, Engine

from organizer.store.engine import transaction


@pytest.fixture
def engine(each_engine: Engine) -> Engine:
    return each_engine


@pytest.fixture
def connection(engine: Engine) -> Iterator[Connection]:
    with transaction(engine) as connection:
        yield connection
