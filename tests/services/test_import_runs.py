"""Imports of long lists in threads of their own, over a database in a file."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa
from sqlalchemy import Engine

from organizer.domain.import_runs import ImportRun, Stage
from organizer.domain.vocabulary import HostId, ListId
from organizer.services import attendee_lists
from organizer.services.import_runs import CancelledError, ImportRunner
from organizer.store import import_runs as store
from organizer.store import schema
from organizer.store.engine import long_transaction, migrate, open_engine, reading, transaction
from tests.builders import NOW
from tests.postgres import a_database
from tests.services.evenings import KEYS, another_host

ROWS = 6_000
LONGEST = 300  # seconds, on a busy machine
CONTENT = b"Vorname;Nachname;E-Mail\n" + b"".join(b"Anna;Kurz%d;a%d@example.org\n" % (at, at) for at in range(ROWS))


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def engine(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Engine]:
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
def mine(engine: Engine) -> tuple[HostId, ListId]:
    """Charlie's long list, which waits."""
    with transaction(engine) as connection:
        charlie = another_host(connection)
        list_id = attendee_lists.upload(connection, charlie.id, None, CONTENT, "long.csv", NOW)
        return charlie.id, list_id


def a_runner(engine: Engine) -> ImportRunner:
    return ImportRunner(engine, lambda: KEYS, lambda: NOW)


def everything(engine: Engine) -> dict[str, list[str]]:
    with reading(engine) as connection:
        return {
            table.name: sorted(map(repr, connection.execute(sa.select(table))))
            for table in schema.metadata.sorted_tables
        }


@pytest.mark.parametrize(("stage", "rows"), [(Stage.COMPARING, 0), (Stage.SAVING, 3_999), (Stage.SAVING, ROWS)])
def test_cancelling_during_the_writing_takes_everything_back(
    engine: Engine, mine: tuple[HostId, ListId], stage: Stage, rows: int
):
    before = everything(engine)

    def stop(at: Stage, done: int) -> None:
        if (at, done) == (stage, rows):
            raise CancelledError

    with pytest.raises(CancelledError), long_transaction(engine) as connection:
        attendee_lists.confirm(connection, *mine, KEYS, NOW, tell=stop)

    assert everything(engine) == before


def test_others_read_while_much_is_written(engine: Engine, mine: tuple[HostId, ListId]):
    seen = []

    def look(at: Stage, done: int) -> None:
        if at is Stage.SAVING:
            with reading(engine) as connection:
                if engine.dialect.name == "sqlite":
                    connection.exec_driver_sql("PRAGMA busy_timeout=100")
                seen.append(connection.execute(sa.select(sa.func.count()).select_from(schema.people)).scalar_one())

    with long_transaction(engine) as connection:
        attendee_lists.confirm(connection, *mine, KEYS, NOW, tell=look)

    assert set(seen) == {0}


def test_another_process_sees_an_import_while_its_lease_lasts(engine: Engine, mine: tuple[HostId, ListId]):
    is_shared = engine.dialect.name == "postgresql"
    run = ImportRun(
        list_id=mine[1],
        stage=Stage.READING,
        rows=9,
        rows_expected=ROWS,
        owner="another process",
        lease_until=NOW + timedelta(seconds=1),
    )
    with transaction(engine) as connection:
        store.keep_run(connection, run)
    later = ImportRunner(engine, lambda: KEYS, lambda: NOW + timedelta(minutes=5))

    with reading(engine) as connection:
        seen = [one.run_of(connection, mine[1]) for one in (a_runner(engine), later)]

    # An SQLite file has one process, so that whoever began is gone.
    assert [one.stage for one in seen if one] == [
        Stage.READING if is_shared else Stage.INTERRUPTED,
        Stage.INTERRUPTED,
    ]


@pytest.mark.postgres
@pytest.mark.parametrize("engine", ["postgresql"], indirect=True)
def test_an_import_is_cancelled_from_another_process(engine: Engine, mine: tuple[HostId, ListId]):
    here, elsewhere = a_runner(engine), a_runner(engine)
    before = everything(engine)
    with engine.connect() as connection, connection.begin() as begun:
        connection.execute(sa.text("LOCK TABLE people IN EXCLUSIVE MODE"))  # the import cannot write
        here.start(*mine, NOW)
        elsewhere.start(*mine, NOW)
        elsewhere.cancel(*mine)
        begun.rollback()

    assert here.wait(LONGEST)

    with reading(engine) as connection:
        ended = elsewhere.run_of(connection, mine[1])
    after = everything(engine)
    assert ended is not None
    assert ended.stage is Stage.CANCELLED
    assert after.pop("import_runs")
    assert after == {name: rows for name, rows in before.items() if name != "import_runs"}
