"""H2b: the PostgreSQL server falls while mails leave and guests answer. What was acknowledged is there afterwards."""

import random
import signal
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa
from sqlalchemy import Engine

from organizer.domain.outbox import DispatchState
from organizer.domain.vocabulary import ParticipationStatus
from organizer.mail.smtp import Outcome, OutcomeKind
from organizer.services import replies
from organizer.services.outbox import Worker, deliver_due
from organizer.store.engine import migrate, open_engine, transaction, unsafe_settings
from organizer.store.outbox import Claimed
from tests import postgres
from tests.builders import NOW
from tests.faults.floors import ENDS_WITHIN, LATER, SEED, SOAK, Floor
from tests.faults.outboxes import fill, judge, lay, states
from tests.faults.sink import a_sink
from tests.faults.test_last_seats import fullest, kept, set_tables
from tests.faults.workers import PROCESSES, start

CRASHES = 20 if SOAK else 5
MAILS_A_CRASH = 6
INVITED = 10

pytestmark = [pytest.mark.slow, pytest.mark.postgres]


@contextmanager
def answering(engine: Engine, tokens: Sequence[str]) -> Iterator[set[str]]:
    """A guest changes their mind all the time; gives the words that were acknowledged."""
    noted: set[str] = set()
    told = threading.Event()

    def answer() -> None:
        number = 0
        while not told.wait(0.005):
            number += 1
            status = (ParticipationStatus.ACCEPTED, ParticipationStatus.DECLINED)[number % 2]
            try:
                with transaction(engine) as connection:
                    at = NOW + timedelta(milliseconds=number)
                    replies.answer(connection, tokens[0], status, f"word {number}", at)
            except sa.exc.DBAPIError:
                continue
            noted.add(f"word {number}")

    guest = threading.Thread(target=answer)
    guest.start()
    try:
        yield noted
    finally:
        told.set()
        guest.join()


def fall_again_and_again(server: postgres.Server, floor: Floor) -> None:
    """Let two workers deliver, and the server fall in the midst of it, once they have a mail in hand."""
    dice = random.Random(SEED)
    for _ in range(CRASHES):
        ready = PROCESSES.Event()
        workers = [start(floor.job(ready=ready)) for _ in range(2)]
        while any(worker.is_alive() for worker in workers) and not ready.wait(0.05):
            pass
        time.sleep(dice.uniform(0, 0.3))
        server.fall()
        server.start()
        for worker in workers:
            worker.join(ENDS_WITHIN)
            assert worker.exitcode in (0, 1, -signal.SIGKILL)
        floor.wait(LATER)


def test_crashes_of_postgresql_lose_nothing_acknowledged_and_double_no_mail(folder: Path):
    due = [NOW + number * LATER for number in range(CRASHES) for _ in range(MAILS_A_CRASH)]
    with postgres.a_server() as server, a_sink(folder, SEED, dawdles=0.05) as (sink, port):
        engine = open_engine(server.url)
        migrate(engine)
        tokens = set_tables(engine, 1)
        lay(engine)
        fill(engine, due)
        floor = Floor(engine, sink, port, folder)
        with answering(engine, tokens) as noted:
            fall_again_and_again(server, floor)
        floor.finish()
        tally = judge(engine, sink)
        missing = noted - kept(engine)
        most = fullest(engine)
        engine.dispose()
    print(f"{CRASHES} crashes: {tally}; {len(noted)} answers acknowledged, {len(missing)} missing; seed {SEED}")

    assert tally.violations == []
    assert len(noted) > CRASHES
    assert missing == set()
    assert most <= INVITED


def test_answer_of_the_mail_server_that_came_while_postgresql_fell_is_noted_once_it_is_back(folder: Path):
    with postgres.a_server() as server:
        engine = open_engine(server.url)
        migrate(engine)
        lay(engine)
        fill(engine, [NOW])

        def deliver(_mail: Claimed, before_dot: Callable[[], bool]) -> Outcome:
            assert before_dot()
            server.fall()
            threading.Timer(1, server.start).start()
            return Outcome(kind=OutcomeKind.SENT, code=250)

        sweep = deliver_due(Worker(engine=engine, owner="worker", clock=lambda: NOW), deliver)
        found = set(states(engine).values())
        engine.dispose()

    assert (sweep.tried, found) == (1, {DispatchState.SENT})


def test_crash_loses_what_was_acknowledged_where_postgresql_does_not_wait_for_the_disk(folder: Path):
    """The harness notices, and so does the command doctor."""
    with postgres.a_server("synchronous_commit=off", "wal_writer_delay=10s") as server:
        engine = open_engine(server.url)
        migrate(engine)
        tokens = set_tables(engine, 1)
        with answering(engine, tokens) as noted:
            time.sleep(1)
        unsafe = unsafe_settings(engine)
        server.fall()
        server.start()
        missing = noted - kept(engine)
        engine.dispose()

    assert len(missing) > 0
    assert unsafe == ("synchronous_commit",)
