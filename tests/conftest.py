"""What every test may ask for."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings
from sqlalchemy import Engine

from organizer.store.engine import open_engine
from tests.databases import prepare
from tests.postgres import a_database

# Other tests run beside: how long an example takes on the wall says nothing of it.
settings.register_profile("beside others", deadline=None)
settings.load_profile("beside others")

ATTENDEES = Path(__file__).resolve().parents[2] / "shared" / "attendees"


@pytest.fixture(scope="session")
def attendees() -> Path:
    """The folder of invented attendee lists in real formats."""
    if not ATTENDEES.is_dir():
        pytest.skip("the attendee lists are not beside the project; put them into ../shared/attendees")
    return ATTENDEES


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def each_engine(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Engine]:
    """An empty, migrated database: SQLite in a folder of its own; PostgreSQL where one can be started or is named."""
    if request.param == "sqlite":
        engine = open_engine(f"sqlite:///{tmp_path / 'runde.db'}")
        prepare(engine)
        yield engine
        engine.dispose()
        return
    with a_database() as url:
        engine = open_engine(url)
        prepare(engine)
        yield engine
        engine.dispose()
