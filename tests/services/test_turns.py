"""Who comes second waits, and sees what the first has done: with PostgreSQL, where many write at once."""

from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import timedelta
from threading import Barrier, BrokenBarrierError
from time import sleep

import pytest
import sqlalchemy as sa
from sqlalchemy import Connection, Engine, event

from organizer.domain.sign_ins import MOST_FOR_ONE_ADDRESS, TooManySignInsError
from organizer.domain.tokens import guest_token
from organizer.domain.vocabulary import ParticipationStatus
from organizer.services import invitations, replies, sign_ins, tables
from organizer.services.rounds import Evening, evening_to_change
from organizer.store import outbox, schema
from organizer.store.engine import open_engine, reading, transaction
from tests import postgres
from tests.builders import NOW, a_host
from tests.services.evenings import KEYS, OFFICE, again, invitations_of, lay_evening, let_leave

pytestmark = pytest.mark.postgres

DUE = NOW + timedelta(hours=1)


@pytest.fixture
def engine() -> Iterator[Engine]:
    with postgres.a_database() as url:
        engine = open_engine(url)
        with transaction(engine) as connection:
            schema.metadata.create_all(connection)
        yield engine
        engine.dispose()


def invited(connection: Connection) -> Evening:
    laid = lay_evening(connection)
    invitations.invite(connection, laid, OFFICE, NOW, as_drafts=False)
    return again(connection, laid)


def test_guest_who_comes_back_while_the_seat_is_given_on_is_not_seated(engine: Engine):
    with transaction(engine) as connection:
        planned = invited(connection)
        let_leave(connection, planned)
        bob = invitations_of(connection, planned)[0]
        replies.record(connection, bob, ParticipationStatus.DECLINED, "", NOW)
    token = guest_token(KEYS, bob.uid)

    with ThreadPoolExecutor() as threads:
        with transaction(engine) as connection:
            current = evening_to_change(connection, planned.host, planned.party.id, 1)
            late = threads.submit(_say_yes, engine, token)
            sleep(0.3)
            tables.bring_in(connection, current, current.bench[0].id)
        stands = late.result(timeout=20)

    assert stands is ParticipationStatus.DECLINED


def test_no_worker_takes_a_mail_whose_invitation_is_just_being_withdrawn(engine: Engine):
    with transaction(engine) as connection:
        planned = invited(connection)

    with transaction(engine) as connection, transaction(engine) as workers:
        evening_to_change(connection, planned.host, planned.party.id, 1)
        meanwhile = outbox.claim(workers, a_host().email, "worker", DUE)
    with transaction(engine) as workers:
        afterwards = outbox.claim(workers, a_host().email, "worker", DUE)

    assert (meanwhile, afterwards is not None) == (None, True)


def test_page_that_asks_twice_sees_one_truth(engine: Engine):
    with transaction(engine) as connection:
        invited(connection)
    mails = sa.select(sa.func.count()).select_from(schema.dispatches)

    with reading(engine) as page:
        first = page.execute(mails).scalar_one()
        with transaction(engine) as meanwhile:
            meanwhile.execute(sa.delete(schema.dispatches))
        second = page.execute(mails).scalar_one()

    assert first == second > 0


def test_many_who_ask_to_sign_in_at_once_are_counted_one_by_one(engine: Engine):
    everybody = Barrier(MOST_FOR_ONE_ADDRESS + 3)

    def hold(_connection, _cursor, statement: str, *_) -> None:
        if statement.startswith("INSERT INTO sign_ins"):
            with suppress(BrokenBarrierError):
                everybody.wait(0.5)

    event.listen(engine, "before_cursor_execute", hold)
    with ThreadPoolExecutor(everybody.parties) as browsers:
        told = Counter(browsers.map(lambda number: _ask(engine, f"browser {number}"), range(everybody.parties)))

    assert told == {"mailed": MOST_FOR_ONE_ADDRESS, "too many": 3}


def _ask(engine: Engine, browser: str) -> str:
    try:
        with transaction(engine) as connection:
            sign_ins.ask(
                connection, email="alice@example.org", browser=browser, place_hash="", organizers=("*",), now=NOW
            )
    except TooManySignInsError:
        return "too many"
    return "mailed"


def _say_yes(engine: Engine, token: str) -> ParticipationStatus:
    with transaction(engine) as connection:
        return replies.answer(connection, token, ParticipationStatus.ACCEPTED, "", NOW)
