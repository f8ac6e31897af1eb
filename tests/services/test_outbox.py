"""Delivering what is due: each mail once, each outcome noted, nothing by itself that the host did not send."""

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta

import pytest
from sqlalchemy import Engine

from organizer.domain.outbox import GIVE_UP_AFTER, DispatchState
from organizer.mail.smtp import Outcome, OutcomeKind
from organizer.services import invitations, outbox, people
from organizer.services.outbox import Sweep
from organizer.services.rounds import Evening
from organizer.store import outbox as store
from organizer.store.engine import transaction
from organizer.store.outbox import DOT_LEASE, LEASE, Claimed
from tests.builders import NOW
from tests.services.evenings import KEYS, OFFICE, a_database, lay_evening, mails_of

DUE = NOW + timedelta(minutes=5)
NAMES = ("bob", "carla", "dirk", "edda", "femke")


@pytest.fixture
def engine() -> Iterator[Engine]:
    with a_database() as engine:
        yield engine


@pytest.fixture
def planned(engine: Engine) -> Evening:
    """An evening to which everybody is invited; the mails wait for the end of the hold."""
    with transaction(engine) as connection:
        laid = lay_evening(connection)
        invitations.invite(connection, laid, OFFICE, NOW, as_drafts=False)
    return laid


class Server:
    """Answers what it is told to, and remembers who got a mail."""

    def __init__(self, **answers: Outcome) -> None:
        self.answers = answers
        self.took: list[str] = []

    def deliver(self, mail: Claimed, before_dot: Callable[[], bool]) -> Outcome:
        whose = mail.recipient.partition("@")[0]
        outcome = self.answers.get(whose, Outcome(kind=OutcomeKind.SENT, code=250))
        if outcome.kind is OutcomeKind.SENT:
            if not before_dot():
                return Outcome(kind=OutcomeKind.STOPPED)
            self.took.append(whose)
        return outcome


def sweep(engine: Engine, server: Server, now: datetime = DUE) -> Sweep:
    return outbox.deliver_due(engine, server.deliver, owner="worker", clock=lambda: now)


def states(engine: Engine, planned: Evening) -> dict[str, str]:
    with transaction(engine) as connection:
        return {mail.recipient.partition("@")[0]: mail.state.value for mail in mails_of(connection, planned)}


def all_of(state: DispatchState) -> dict[str, str]:
    return dict.fromkeys(NAMES, state.value)


def test_everything_due_is_delivered_once(engine: Engine, planned: Evening):
    server = Server()

    before, first, second = sweep(engine, server, NOW), sweep(engine, server), sweep(engine, server)

    assert [one.tried for one in (before, first, second)] == [0, 5, 0]
    assert server.took == list(NAMES)
    assert states(engine, planned) == all_of(DispatchState.SENT)


def test_refused_guest_does_not_stop_the_others(engine: Engine, planned: Evening):
    refusal = Outcome(kind=OutcomeKind.FAILED, code=550, text="no such user")

    sweep(engine, Server(carla=refusal))

    assert states(engine, planned) == all_of(DispatchState.SENT) | {"carla": "failed"}


def test_refused_mailbox_stops_the_sweep_and_holds_the_mail(engine: Engine, planned: Evening):
    refusal = Outcome(kind=OutcomeKind.ACCOUNT, code=535, text="wrong password")

    swept = sweep(engine, Server(bob=refusal))

    assert swept == Sweep(tried=1, refused="wrong password")
    assert states(engine, planned) == all_of(DispatchState.QUEUED) | {"bob": "held"}


def test_temporary_refusal_is_tried_again_later(engine: Engine, planned: Evening):
    sweep(engine, Server(bob=Outcome(kind=OutcomeKind.RETRY, code=450, text="greylisted")))
    server = Server()

    too_early, later = sweep(engine, server, DUE + timedelta(seconds=59)), sweep(engine, server, DUE + LEASE)

    assert (too_early.tried, later.tried) == (0, 1)
    assert server.took == ["bob"]
    assert states(engine, planned) == all_of(DispatchState.SENT)


def test_temporary_refusal_is_final_after_four_days(engine: Engine, planned: Evening):
    busy = Outcome(kind=OutcomeKind.RETRY, code=450, text="greylisted")

    sweep(engine, Server(bob=busy), NOW + GIVE_UP_AFTER + timedelta(minutes=1))

    assert states(engine, planned)["bob"] == "failed"


def test_full_mailbox_is_given_up_after_a_few_tries(engine: Engine, planned: Evening):
    full = Server(bob=Outcome(kind=OutcomeKind.RETRY, code=552, text="full", few_tries=True))

    tried = [sweep(engine, full, DUE + timedelta(hours=hour)).tried for hour in range(4)]

    assert tried == [5, 1, 1, 0]
    assert states(engine, planned)["bob"] == "failed"


def test_broken_line_after_the_dot_is_for_the_host_to_settle(engine: Engine, planned: Evening):
    sweep(engine, Server(bob=Outcome(kind=OutcomeKind.UNCERTAIN, text="connection reset")))
    server = Server()

    sweep(engine, server, DUE + timedelta(days=1))

    assert server.took == []
    assert states(engine, planned)["bob"] == "uncertain"


def test_mail_to_whoever_said_stop_meanwhile_is_dropped(engine: Engine, planned: Evening):
    with transaction(engine) as connection:
        people.never_again(connection, planned.host.id, planned.guests[0].id, KEYS, NOW)
    server = Server()

    sweep(engine, server)

    assert server.took == list(NAMES[1:])
    assert states(engine, planned) == all_of(DispatchState.SENT) | {"bob": "cancelled"}


def test_mails_about_an_evening_that_is_over_never_leave(engine: Engine, planned: Evening):
    assert planned.round.ends_at is not None
    server = Server()

    sweep(engine, server, planned.round.ends_at)

    assert server.took == []
    assert states(engine, planned) == all_of(DispatchState.CANCELLED)


def test_what_fell_due_while_nothing_ran_waits_for_the_host(engine: Engine, planned: Evening):
    with transaction(engine) as connection:
        held = outbox.hold_overdue(connection, DUE + timedelta(seconds=1))

    assert held == 5
    assert sweep(engine, Server(), DUE + timedelta(hours=1)).tried == 0
    assert states(engine, planned) == all_of(DispatchState.HELD)


def test_what_is_still_stoppable_at_the_start_leaves_when_due(engine: Engine, planned: Evening):
    with transaction(engine) as connection:
        held = outbox.hold_overdue(connection, NOW + timedelta(minutes=1))

    assert (held, sweep(engine, Server()).tried) == (0, 5)


@pytest.mark.parametrize(("before_dot", "becomes"), [(True, "queued"), (False, "uncertain")])
def test_mail_of_a_worker_that_is_gone_is_free_again_before_the_dot_and_uncertain_after(
    engine: Engine, planned: Evening, *, before_dot: bool, becomes: str
):
    with transaction(engine) as connection:
        claimed = store.claim(connection, "gone", DUE)
        if claimed and not before_dot:
            in_hand = (DispatchState.CLAIMED,)
            store.advance(connection, claimed.id, "gone", from_=in_hand, to=DispatchState.DOT_PENDING, now=DUE)
        store.recover(connection, DUE + LEASE)
        early = mails_of(connection, planned)[0].state
        store.recover(connection, DUE + DOT_LEASE + timedelta(seconds=1))

    assert early in (DispatchState.CLAIMED, DispatchState.DOT_PENDING)
    assert states(engine, planned)["bob"] == becomes


def test_at_the_start_no_worker_is_waited_for(engine: Engine, planned: Evening):
    with transaction(engine) as connection:
        store.claim(connection, "killed", DUE)
        outbox.hold_overdue(connection, DUE + timedelta(seconds=1))

    assert states(engine, planned) == all_of(DispatchState.HELD)


def test_worker_that_lost_its_mail_does_not_send_it(engine: Engine, planned: Evening):
    server = Server()

    def slow(mail: Claimed, before_dot: Callable[[], bool]) -> Outcome:
        with transaction(engine) as connection:
            store.recover(connection, DUE + LEASE + timedelta(seconds=1))
            store.claim(connection, "another", DUE + LEASE + timedelta(seconds=1))
        return server.deliver(mail, before_dot)

    with transaction(engine) as connection:
        ids = [mail.id for mail in mails_of(connection, planned)[1:]]
        store.change_state(connection, ids, from_=DispatchState, to=DispatchState.CANCELLED, now=NOW)
    outbox.deliver_due(engine, slow, owner="worker", clock=lambda: DUE)

    assert server.took == []
    assert states(engine, planned)["bob"] == "claimed"


def test_slow_worker_may_still_say_that_the_mail_arrived(engine: Engine, planned: Evening):
    def slow(mail: Claimed, before_dot: Callable[[], bool]) -> Outcome:
        before_dot()
        with transaction(engine) as connection:
            store.recover(connection, DUE + DOT_LEASE + timedelta(seconds=1))
        return Outcome(kind=OutcomeKind.SENT, code=250)

    outbox.deliver_due(engine, slow, owner="worker", clock=lambda: DUE)

    assert states(engine, planned) == all_of(DispatchState.SENT)


def test_uncertain_mail_leaves_once_more_by_the_hosts_word_only(engine: Engine, planned: Evening):
    sweep(engine, Server(bob=Outcome(kind=OutcomeKind.UNCERTAIN, text="connection reset")))
    with transaction(engine) as connection:
        (mail,) = (one for one in mails_of(connection, planned) if one.state is DispatchState.UNCERTAIN)
        pressed = [outbox.send_again(connection, mail.id, DUE) for _ in range(2)]
    server = Server()

    sweep(engine, server)

    assert pressed == [1, 0]
    assert server.took == ["bob"]
