"""Imports of long lists in threads of their own, over a database in a file."""

import threading
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from time import monotonic, sleep

import pytest
import sqlalchemy as sa
from sqlalchemy import Engine

from organizer.domain.errors import Problem
from organizer.domain.import_runs import ImportRun, Stage
from organizer.domain.vocabulary import HostId, ListId
from organizer.services import attendee_lists
from organizer.services.attendee_lists import NobodyInListError
from organizer.services.import_runs import CancelledError, ImportRunner
from organizer.services.list_decisions import AlreadyConfirmedError
from organizer.store import import_runs as store
from organizer.store import schema
from organizer.store.engine import long_transaction, reading, transaction
from tests.builders import NOW
from tests.services.evenings import KEYS, another_host

ROWS = 6_000
LONGEST = 300  # seconds, on a busy machine
CONTENT = b"Vorname;Nachname;E-Mail\n" + b"".join(b"Anna;Kurz%d;a%d@example.org\n" % (at, at) for at in range(ROWS))


@pytest.fixture
def engine(each_engine: Engine) -> Engine:
    return each_engine


@pytest.fixture
def mine(engine: Engine) -> tuple[HostId, ListId]:
    """Charlie's long list, which waits."""
    with transaction(engine) as connection:
        charlie = another_host(connection)
        list_id = attendee_lists.upload(connection, charlie.id, None, CONTENT, "long.csv", NOW)
        return charlie.id, list_id


def a_runner(engine: Engine) -> ImportRunner:
    return ImportRunner(engine, lambda: KEYS, lambda: NOW)


def a_run(list_id: ListId, stage: Stage) -> ImportRun:
    return ImportRun(list_id=list_id, stage=stage, rows=9, rows_expected=ROWS, owner="one process", lease_until=NOW)


def stage_of(engine: Engine, runner: ImportRunner, list_id: ListId) -> Stage | None:
    with reading(engine) as connection:
        run = runner.run_of(connection, list_id)
    return run.stage if run else None


def comes_true(what: Callable[[], bool]) -> bool:
    """Whether this comes true before anybody loses patience."""
    until = monotonic() + 30
    while not what() and monotonic() < until:
        sleep(0.02)
    return what()


def count_people(engine: Engine) -> int:
    with reading(engine) as connection:
        return connection.execute(sa.select(sa.func.count()).select_from(schema.people)).scalar_one()


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
@pytest.mark.parametrize("each_engine", ["postgresql"], indirect=True)
def test_an_import_is_cancelled_from_another_process(engine: Engine, mine: tuple[HostId, ListId]):
    here, elsewhere = a_runner(engine), a_runner(engine)
    before = everything(engine)
    with engine.connect() as connection, connection.begin() as begun:
        connection.execute(sa.text("LOCK TABLE people IN EXCLUSIVE MODE"))  # the import cannot write
        here.start(*mine, NOW, ROWS)
        elsewhere.start(*mine, NOW, ROWS)
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


@pytest.mark.postgres
@pytest.mark.parametrize("each_engine", ["postgresql"], indirect=True)
def test_an_import_that_is_silent_for_long_is_not_called_interrupted(engine: Engine, mine: tuple[HostId, ListId]):
    now = [NOW]
    here, elsewhere = (ImportRunner(engine, lambda: KEYS, lambda: now[0]) for _ in range(2))
    with engine.connect() as connection, connection.begin() as begun:
        connection.execute(sa.text("LOCK TABLE people IN ACCESS EXCLUSIVE MODE"))  # nobody is told from anybody
        here.start(*mine, NOW, ROWS)
        assert comes_true(lambda: stage_of(engine, here, mine[1]) is Stage.COMPARING)

        now[0] += timedelta(minutes=5)

        assert comes_true(lambda: stage_of(engine, elsewhere, mine[1]) is Stage.COMPARING)
        begun.rollback()
    assert here.wait(LONGEST)
    assert count_people(engine) == ROWS


@pytest.mark.parametrize("each_engine", ["sqlite"], indirect=True)
def test_an_import_is_begun_while_another_one_writes(engine: Engine, mine: tuple[HostId, ListId]):
    runner = a_runner(engine)

    with long_transaction(engine):
        began = monotonic()
        runner.start(*mine, NOW, ROWS)
        took, stage = monotonic() - began, stage_of(engine, runner, mine[1])

    assert runner.wait(LONGEST)
    assert stage in (Stage.WAITING, Stage.READING)
    assert took < 10
    assert count_people(engine) == ROWS


@pytest.mark.parametrize("each_engine", ["sqlite"], indirect=True)
def test_how_an_import_ended_is_told_at_once_and_noted_when_others_have_written(
    engine: Engine, mine: tuple[HostId, ListId]
):
    sa.event.listen(engine, "connect", lambda line, _: line.execute("PRAGMA busy_timeout=100"))
    engine.dispose()
    is_read, others_write = threading.Event(), threading.Event()

    def broken() -> None:
        is_read.set()
        others_write.wait(LONGEST)
        raise NobodyInListError

    runner = ImportRunner(engine, broken, lambda: NOW)  # type: ignore[arg-type]
    runner.start(*mine, NOW, ROWS)
    is_read.wait(LONGEST)
    with long_transaction(engine):
        others_write.set()
        assert comes_true(lambda: stage_of(engine, runner, mine[1]) is Stage.FAILED)
        sleep(0.3)  # longer than one try

    assert runner.wait(LONGEST)
    with reading(engine) as connection:
        kept = store.find_run(connection, mine[1])
    assert kept is not None
    assert (kept.stage, kept.failure) == (Stage.FAILED, Problem(advice=NobodyInListError.message))


@pytest.mark.parametrize("each_engine", ["sqlite"], indirect=True)
def test_a_list_is_not_under_way_where_no_thread_could_be_begun(engine: Engine, mine: tuple[HostId, ListId]):
    runner = a_runner(engine)
    usual = threading.stack_size(1 << 46)  # more than any machine has
    try:
        with pytest.raises(RuntimeError):
            runner.start(*mine, NOW, ROWS)
    finally:
        threading.stack_size(usual)

    runner.start(*mine, NOW, ROWS)

    assert runner.wait(LONGEST)
    assert count_people(engine) == ROWS


def test_a_list_imported_meanwhile_is_not_begun(engine: Engine, mine: tuple[HostId, ListId]):
    with transaction(engine) as connection:
        attendee_lists.confirm(connection, *mine, KEYS, NOW)

    with pytest.raises(AlreadyConfirmedError):
        a_runner(engine).start(*mine, NOW, ROWS)


def test_an_import_that_ended_or_is_anothers_is_not_renewed(engine: Engine, mine: tuple[HostId, ListId]):
    ended, anothers = a_run(mine[1], Stage.CANCELLED), replace(a_run(mine[1], Stage.READING), owner="another process")

    for kept in (ended, anothers):
        with transaction(engine) as connection:
            store.keep_run(connection, kept)
            store.renew(connection, a_run(mine[1], Stage.SAVING))

            assert store.find_run(connection, mine[1]) == kept


def test_why_an_import_failed_is_kept_apart_from_its_values(engine: Engine, mine: tuple[HostId, ListId]):
    failure = Problem(advice="This list has more than %(limit)s rows.", values=(("limit", "9"),))
    run = replace(a_run(mine[1], Stage.FAILED), failure=failure)

    with transaction(engine) as connection:
        store.keep_run(connection, run)

        assert store.find_run(connection, mine[1]) == run

        connection.execute(sa.update(schema.import_runs).values(failure="It broke off."))
        of_before = store.find_run(connection, mine[1])
    assert of_before == replace(run, failure=Problem(advice="It broke off."))
