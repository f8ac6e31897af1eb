"""The outbox at work: each due mail is tried once, and what becomes of it is noted where the board can see it."""

from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest
from sqlalchemy import Engine

from organizer.domain.outbox import HOLD, DispatchState
from organizer.mail.smtp import Outcome, OutcomeKind
from organizer.services import invitations, outbox, people
from organizer.services.outbox import FEW_TRIES, OPTED_OUT, WHILE_STOPPED, deliver_due, hold_overdue
from organizer.services.rounds import Evening
from organizer.store.engine import transaction
from organizer.store.outbox import DOT_LEASE, LEASE, Claimed
from tests.builders import NOW
from tests.services.evenings import KEYS, OFFICE, a_database, lay_evening, mails_of, told

DUE = NOW + HOLD
EVERYBODY = ("bob", "carla", "dirk", "edda", "femke")


@pytest.fixture
def engine() -> Iterator[Engine]:
    with a_database() as engine:
        yield engine


@pytest.fixture
def planned(engine: Engine) -> Evening:
    """Everybody is invited at NOW; the mails are due when the hold is over."""
    with transaction(engine) as connection:
        planned = lay_evening(connection)
        invitations.invite(connection, planned, OFFICE, NOW, as_drafts=False)
    return planned


def a_server(*outcomes: Outcome) -> Callable[[Claimed, Callable[[], bool]], Outcome]:
    """Answers in turn, the last answer for good; asks before the dot as a real line does."""
    waiting = list(outcomes)

    def deliver(mail: Claimed, before_dot: Callable[[], bool]) -> Outcome:
        assert before_dot()
        return waiting.pop(0) if len(waiting) > 1 else waiting[0]

    return deliver


def states(engine: Engine, planned: Evening) -> list[str]:
    with transaction(engine) as connection:
        return [state for *_, state in told(connection, planned)]


def sweep(engine: Engine, *outcomes: Outcome, at=DUE):
    return deliver_due(engine, a_server(*outcomes), owner="worker", clock=lambda: at)


SENT = Outcome(kind=OutcomeKind.SENT, code=250)


def test_nothing_leaves_before_the_hold_is_over(engine: Engine, planned: Evening):
    assert sweep(engine, SENT, at=DUE - timedelta(seconds=1)).tried == 0
    assert states(engine, planned) == ["queued"] * 5


def test_everything_due_leaves_once(engine: Engine, planned: Evening):
    assert sweep(engine, SENT).tried == 5
    assert sweep(engine, SENT).tried == 0
    assert states(engine, planned) == ["sent"] * 5


def test_refused_address_keeps_the_servers_words_and_the_others_leave(engine: Engine, planned: Evening):
    sweep(engine, Outcome(kind=OutcomeKind.FAILED, code=550, text="no such user"), SENT)

    with transaction(engine) as connection:
        refused = mails_of(connection, planned)[0]
    assert (refused.state, refused.last_code, refused.last_text) == (DispatchState.FAILED, 550, "no such user")
    assert states(engine, planned) == ["failed", *["sent"] * 4]


def test_refused_mailbox_stops_the_sweep_and_holds_the_mail(engine: Engine, planned: Evening):
    swept = sweep(engine, Outcome(kind=OutcomeKind.ACCOUNT, code=535, text="wrong password"))

    assert (swept.tried, swept.refused) == (1, "wrong password")
    assert states(engine, planned) == ["held", *["queued"] * 4]


def test_mail_that_may_have_left_is_never_tried_again_by_itself(engine: Engine, planned: Evening):
    sweep(engine, Outcome(kind=OutcomeKind.UNCERTAIN), SENT)

    assert sweep(engine, SENT, at=DUE + timedelta(days=1)).tried == 0
    assert states(engine, planned) == ["uncertain", *["sent"] * 4]


def test_busy_server_is_tried_again_later(engine: Engine, planned: Evening):
    sweep(engine, Outcome(kind=OutcomeKind.RETRY, code=451), SENT)

    assert states(engine, planned) == ["queued", *["sent"] * 4]
    assert sweep(engine, SENT, at=DUE + timedelta(seconds=59)).tried == 0
    assert sweep(engine, SENT, at=DUE + timedelta(seconds=60)).tried == 1


def test_full_mailbox_is_given_up_after_a_few_tries(engine: Engine, planned: Evening):
    full = Outcome(kind=OutcomeKind.RETRY, code=452, text="mailbox full", few_tries=True)

    tried = [sweep(engine, full, at=DUE + timedelta(hours=hour)).tried for hour in range(FEW_TRIES + 1)]

    assert tried == [5] * FEW_TRIES + [0]
    assert states(engine, planned) == ["failed"] * 5


def test_worker_that_was_taken_over_settles_nothing(engine: Engine, planned: Evening):
    def slow(mail: Claimed, before_dot: Callable[[], bool]) -> Outcome:
        # Another worker comes when the lease has run out, and sends everything.
        deliver_due(engine, a_server(SENT), owner="other", clock=lambda: DUE + LEASE + timedelta(seconds=1))
        assert not before_dot()
        return Outcome(kind=OutcomeKind.STOPPED)

    deliver_due(engine, slow, owner="worker", clock=lambda: DUE)

    assert states(engine, planned) == ["sent"] * 5


def test_worker_that_fell_silent_after_the_dot_leaves_the_mail_uncertain(engine: Engine, planned: Evening):
    def dies(mail: Claimed, before_dot: Callable[[], bool]) -> Outcome:
        assert before_dot()
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        deliver_due(engine, dies, owner="worker", clock=lambda: DUE)
    sweep(engine, SENT, at=DUE + DOT_LEASE + timedelta(seconds=1))

    assert states(engine, planned) == ["uncertain", *["sent"] * 4]


def test_whoever_asked_not_to_be_written_to_meanwhile_gets_nothing(engine: Engine, planned: Evening):
    with transaction(engine) as connection:
        people.never_again(connection, planned.host.id, planned.guests[0].id, KEYS, NOW)

    sweep(engine, SENT)

    with transaction(engine) as connection:
        held = mails_of(connection, planned)[0]
    assert (held.state, held.last_text) == (DispatchState.HELD, OPTED_OUT)
    assert states(engine, planned)[1:] == ["sent"] * 4


def test_what_fell_due_while_nothing_ran_waits_for_the_hosts_word(engine: Engine, planned: Evening):
    with transaction(engine) as connection:
        held = hold_overdue(connection, DUE + timedelta(hours=1))

    assert held == 5
    assert sweep(engine, SENT, at=DUE + timedelta(hours=2)).tried == 0
    with transaction(engine) as connection:
        assert {mail.last_text for mail in mails_of(connection, planned)} == {WHILE_STOPPED}


def test_what_is_not_due_yet_stays_queued_at_the_start(engine: Engine, planned: Evening):
    with transaction(engine) as connection:
        assert hold_overdue(connection, DUE - timedelta(minutes=1)) == 0


def test_uncertain_mail_sent_again_is_the_same_bytes(engine: Engine, planned: Evening):
    sweep(engine, Outcome(kind=OutcomeKind.UNCERTAIN), SENT)
    with transaction(engine) as connection:
        which = mails_of(connection, planned)[0].id
        before = outbox.mail(connection, planned.host.id, which)
        outbox.send_again(connection, which, DUE)
    seen: list[bytes] = []

    def deliver(mail: Claimed, before_dot: Callable[[], bool]) -> Outcome:
        seen.append(mail.raw)
        return SENT if before_dot() else Outcome(kind=OutcomeKind.STOPPED)

    deliver_due(engine, deliver, owner="worker", clock=lambda: DUE)

    assert before is not None
    assert seen == [before[1]]
