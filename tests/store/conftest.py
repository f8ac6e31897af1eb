"""A real database: SQLite in a folder of its own, and PostgreSQL where one can be started or is named."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Connection, Engine

from organizer.store.engine import migrate, open_engine, transaction
from tests.postgres import a_database


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def engine(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Engine]:
    """An empty, migrated database of each kind."""
    if request.param == "sqlite":
        engine = open_engine(f"sqlite:///{tmp_path / 'runde.db'}")
        migrate(engine)
        yield engine
        engine.dispose()
        return
    with a_database() as url:
        engine = open_engine(url)
        migrate(engine)
        yield engine
        engine.dispose()


@pytest.fixture
def connection(engine: Engine) -> Iterator[Connection]:
    with transaction(engine) as connection:
        yield connection
