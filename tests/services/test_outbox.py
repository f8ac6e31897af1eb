"""Delivering what is due: each mail once, each outcome noted, nothing by itself that the host did not send."""

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from pathlib import Path
from threading import Timer
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import sqlalchemy as sa
from sqlalchemy import Connection, Engine

from organizer.domain.outbox import GIVE_UP_AFTER, DispatchKind, DispatchState, Quota
from organizer.domain.vocabulary import DispatchId, ParticipationStatus
from organizer.mail.smtp import Outcome, OutcomeKind
from organizer.services import erasures, invitations, outbox, people, replies
from organizer.services.outbox import Sweep, Worker
from organizer.services.refused_mails import mend
from organizer.services.round_changes import cancel_round
from organizer.services.rounds import Evening
from organizer.store import departures
from organizer.store import outbox as store
from organizer.store.engine import long_transaction, open_engine, transaction
from organizer.store.outbox import DOT_LEASE, LEASE, Claimed
from organizer.store.schema import dispatches
from tests.builders import NOW, a_host
from tests.databases import prepare
from tests.services.evenings import KEYS, OFFICE, a_database, again, invitations_of, lay_evening, mails_of

DUE = NOW + timedelta(minutes=5)
ALICE = a_host().email
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


def a_worker(engine: Engine, now: datetime = DUE, **changes: Any) -> Worker:
    """A worker whose clock stands still and whose dice always show the middle."""
    return Worker(engine=engine, owner="worker", clock=lambda: now, dice=lambda: 0.5, **changes)


def sweep(engine: Engine, server: Server, now: datetime = DUE) -> Sweep:
    return outbox.deliver_due(a_worker(engine, now), server.deliver)


def states(engine: Engine, planned: Evening) -> dict[str, str]:
    with transaction(engine) as connection:
        return {mail.recipient.partition("@")[0]: mail.state.value for mail in mails_of(connection, planned)}


def departures_of(engine: Engine) -> list[datetime]:
    """When mails left Alice's mailbox lately."""
    with transaction(engine) as connection:
        return departures.since(connection, ALICE, NOW)


def waiting_of(connection: Connection, planned: Evening) -> list[DispatchId]:
    """The mails that have not left."""
    return [mail.id for mail in mails_of(connection, planned) if mail.state is not DispatchState.SENT]


def tried_under_quota(engine: Engine) -> int:
    """How many mails a worker tries to send now, where two may leave in an hour."""
    return outbox.deliver_due(a_worker(engine, quota=lambda _: Quota(per_hour=2, per_day=4)), Server().deliver).tried


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


def test_refused_mailbox_holds_all_its_mails_until_the_host_says_go(engine: Engine, planned: Evening):
    refusal = Outcome(kind=OutcomeKind.ACCOUNT, code=535, text="wrong password")

    swept = sweep(engine, Server(bob=refusal))
    server = Server()
    later = sweep(engine, server, DUE + timedelta(minutes=30))

    assert (swept, later.tried) == (Sweep(tried=1, refused="wrong password"), 0)
    assert states(engine, planned) == all_of(DispatchState.HELD)
    with transaction(engine) as connection:
        mails = mails_of(connection, planned)
        assert {(mail.last_code, mail.last_text) for mail in mails} == {(535, "wrong password")}
        invitations.release(connection, mails, DUE)
    assert sweep(engine, server).tried == 5


def test_server_out_of_reach_is_asked_once_a_time_for_all_of_a_mailbox(engine: Engine, planned: Evening):
    nobody = Outcome(kind=OutcomeKind.RETRY, text="no route to host", of_account=True)

    tried = [sweep(engine, Server(bob=nobody), DUE + timedelta(minutes=minutes)).tried for minutes in (0, 0.9, 1, 5.9)]
    with transaction(engine) as connection:
        mails = mails_of(connection, planned)

    assert tried == [1, 0, 1, 0]
    assert {(mail.due_at, mail.last_text) for mail in mails} == {(DUE + timedelta(minutes=6), "no route to host")}
    assert sweep(engine, Server(), DUE + timedelta(minutes=6)).tried == 5


def test_refused_mailbox_does_not_stop_another_one(engine: Engine, planned: Evening):
    with transaction(engine) as connection:
        connection.execute(
            sa.update(dispatches).where(dispatches.c.recipient.startswith("dirk")).values(envelope_from="c@example.net")
        )
    server = Server(bob=Outcome(kind=OutcomeKind.ACCOUNT, code=535, text="wrong password"))

    sweep(engine, server)

    assert states(engine, planned) == all_of(DispatchState.HELD) | {"dirk": "sent"}


def test_mailbox_that_has_sent_enough_waits_and_says_so(engine: Engine, planned: Evening):
    server, quota = Server(), lambda _: Quota(per_hour=2, per_day=4)

    tried = [
        outbox.deliver_due(a_worker(engine, DUE + timedelta(hours=hours), quota=quota), server.deliver).tried
        for hours in (0, 0.9, 1, 23.9, 24)
    ]

    assert tried == [2, 0, 2, 0, 1]
    assert server.took == list(NAMES)


def test_reason_for_waiting_is_on_the_board(engine: Engine, planned: Evening):
    outbox.deliver_due(a_worker(engine, quota=lambda _: Quota(per_hour=2, per_day=4)), Server().deliver)

    with transaction(engine) as connection:
        waiting = [mail for mail in mails_of(connection, planned) if mail.state is DispatchState.QUEUED]

    assert {(mail.due_at, mail.last_text) for mail in waiting} == {(DUE + timedelta(hours=1), outbox.QUOTA_REACHED)}
    assert len(waiting) == 3


@pytest.mark.parametrize("state", [DispatchState.BOUNCED, DispatchState.DOT_PENDING, DispatchState.UNCERTAIN])
def test_mail_that_left_counts_whatever_became_of_it(engine: Engine, planned: Evening, state: DispatchState):
    with transaction(engine) as connection:
        claimed = store.claim(connection, ALICE, "another", DUE)
        at_dot = {"from_": (DispatchState.CLAIMED,), "to": DispatchState.DOT_PENDING, "now": DUE}
        store.advance(connection, claimed.id, "another", **at_dot)
        store.change_state(connection, [claimed.id], from_=DispatchState, to=state, now=DUE)

    tried = outbox.deliver_due(a_worker(engine, quota=lambda _: Quota(per_hour=2, per_day=4)), Server().deliver).tried

    assert tried == 1


def test_mail_that_left_counts_when_its_address_was_mended_and_its_row_replaced(engine: Engine, planned: Evening):
    outbox.deliver_due(a_worker(engine, quota=lambda _: Quota(per_hour=2, per_day=4)), Server().deliver)
    with transaction(engine) as connection:
        refused = mails_of(connection, planned)[0]
        store.change_state(connection, [refused.id], from_=DispatchState, to=DispatchState.FAILED, now=DUE)
        invited = again(connection, planned)
        mend(connection, invited, refused.id, "robert@haus.example.org", OFFICE, DUE, as_drafts=False)
        replaced = refused.id not in {mail.id for mail in mails_of(connection, planned)}

        store.change_state(
            connection,
            waiting_of(connection, planned),
            from_=DispatchState,
            to=DispatchState.QUEUED,
            now=DUE,
            due_at=DUE,
        )

    assert replaced
    assert tried_under_quota(engine) == 0


def test_mail_that_left_counts_when_its_guest_was_erased(engine: Engine, planned: Evening):
    outbox.deliver_due(a_worker(engine, quota=lambda _: Quota(per_hour=2, per_day=4)), Server().deliver)
    with transaction(engine) as connection:
        sent = [mail.id for mail in mails_of(connection, planned) if mail.state is DispatchState.SENT]
        for guest in planned.guests[:2]:
            erasures.erase(connection, planned.host.id, guest.id, DUE)
        left = [mail.id for mail in mails_of(connection, planned)]
        store.change_state(
            connection,
            waiting_of(connection, planned),
            from_=DispatchState,
            to=DispatchState.QUEUED,
            now=DUE,
            due_at=DUE,
        )

    assert (len(sent), len(left), set(sent) & set(left)) == (2, 3, set())
    assert tried_under_quota(engine) == 0


def test_mail_that_left_a_day_ago_counts_no_more_and_is_forgotten(engine: Engine, planned: Evening):
    outbox.deliver_due(a_worker(engine, quota=lambda _: Quota(per_hour=2, per_day=2)), Server().deliver)
    a_day_later = DUE + timedelta(days=1)

    tried = [
        outbox.deliver_due(a_worker(engine, now, quota=lambda _: Quota(per_hour=2, per_day=2)), Server().deliver).tried
        for now in (a_day_later - timedelta(seconds=1), a_day_later)
    ]
    outbox.mailboxes_due(a_worker(engine, a_day_later + timedelta(days=1)))

    assert tried == [0, 2]
    assert departures_of(engine) == []


def test_mail_in_the_hand_of_another_worker_counts_before_it_has_left(engine: Engine, planned: Evening):
    with transaction(engine) as connection:
        store.claim(connection, ALICE, "another", DUE)

    tried = outbox.deliver_due(a_worker(engine, quota=lambda _: Quota(per_hour=2, per_day=4)), Server().deliver).tried

    assert tried == 1


def test_worker_told_to_stop_ends_after_the_mail_in_hand(engine: Engine, planned: Evening):
    server = Server()

    outbox.deliver_due(a_worker(engine, goes_on=lambda: len(server.took) < 2), server.deliver)

    assert server.took == ["bob", "carla"]
    assert states(engine, planned) == all_of(DispatchState.QUEUED) | {"bob": "sent", "carla": "sent"}


def test_what_waits_for_more_than_an_hour_is_held_for_the_host(engine: Engine, planned: Evening):
    held = [outbox.hold_stale(a_worker(engine, DUE + timedelta(hours=1, seconds=seconds))) for seconds in (0, 1)]

    assert held == [0, 5]
    assert states(engine, planned) == all_of(DispatchState.HELD)


def test_change_is_not_told_to_whoever_said_no_meanwhile(engine: Engine, planned: Evening):
    with transaction(engine) as connection:
        connection.execute(sa.update(dispatches).values(kind=DispatchKind.UPDATE))
        bob = invitations_of(connection, planned)[0]
        replies.record(connection, bob, ParticipationStatus.DECLINED, "", NOW)
    server = Server()

    sweep(engine, server)

    assert server.took == list(NAMES[1:])
    assert states(engine, planned) == all_of(DispatchState.SENT) | {"bob": "cancelled"}


@pytest.mark.parametrize(
    ("kind", "status", "leaves"),
    [
        (DispatchKind.REMINDER, ParticipationStatus.TENTATIVE, False),
        (DispatchKind.REMINDER, ParticipationStatus.DECLINED, False),
        (DispatchKind.INTRODUCTION, ParticipationStatus.ACCEPTED, True),
        (DispatchKind.INTRODUCTION, ParticipationStatus.DECLINED, False),
        (DispatchKind.INVITATION, ParticipationStatus.DECLINED, True),
    ],
)
def test_letter_that_an_answer_overtook_is_dropped(
    engine: Engine, planned: Evening, kind: DispatchKind, status: ParticipationStatus, leaves: bool
):
    with transaction(engine) as connection:
        connection.execute(sa.update(dispatches).values(kind=kind))
        replies.record(connection, invitations_of(connection, planned)[0], status, "", NOW)

    sweep(engine, Server())

    assert states(engine, planned)["bob"] == ("sent" if leaves else "cancelled")


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
    full = Server(bob=Outcome(kind=OutcomeKind.RETRY, code=552, text="full", slowly=True))

    tried = [sweep(engine, full, DUE + timedelta(hours=hours)).tried for hours in (0, 0.9, 1, 5, 16.9, 17, 18, 48)]

    assert tried == [5, 0, 1, 1, 0, 1, 0, 0]
    assert states(engine, planned)["bob"] == "failed"


def test_a_mail_that_left_while_others_wrote_is_noted_as_sent(tmp_path: Path):
    engine = open_engine(f"sqlite:///{tmp_path / 'runde.db'}")
    sa.event.listen(engine, "connect", lambda line, _: line.execute("PRAGMA busy_timeout=100"))
    prepare(engine)
    with transaction(engine) as connection:
        laid = lay_evening(connection)
        invitations.invite(connection, laid, OFFICE, NOW, as_drafts=False)
    others = long_transaction(engine)
    server = Server()

    def deliver(mail: Claimed, before_dot: Callable[[], bool]) -> Outcome:
        outcome = server.deliver(mail, before_dot)
        if len(server.took) == 1:
            others.__enter__()  # an import begins to write
            Timer(0.3, others.__exit__, (None, None, None)).start()
        return outcome

    outbox.deliver_due(a_worker(engine), deliver)

    assert server.took == list(NAMES)
    assert states(engine, laid) == all_of(DispatchState.SENT)
    engine.dispose()


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
        claimed = store.claim(connection, ALICE, "gone", DUE)
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
        store.claim(connection, ALICE, "killed", DUE)
        outbox.hold_overdue(connection, DUE + timedelta(seconds=1))

    assert states(engine, planned) == all_of(DispatchState.HELD)


def test_worker_that_lost_its_mail_does_not_send_it(engine: Engine, planned: Evening):
    server = Server()

    def slow(mail: Claimed, before_dot: Callable[[], bool]) -> Outcome:
        with transaction(engine) as connection:
            store.recover(connection, DUE + LEASE + timedelta(seconds=1))
            store.claim(connection, ALICE, "another", DUE + LEASE + timedelta(seconds=1))
        return server.deliver(mail, before_dot)

    with transaction(engine) as connection:
        ids = [mail.id for mail in mails_of(connection, planned)[1:]]
        store.change_state(connection, ids, from_=DispatchState, to=DispatchState.CANCELLED, now=NOW)
    outbox.deliver_due(a_worker(engine), slow)

    assert server.took == []
    assert states(engine, planned)["bob"] == "claimed"


def test_slow_worker_may_still_say_that_the_mail_arrived(engine: Engine, planned: Evening):
    def slow(mail: Claimed, before_dot: Callable[[], bool]) -> Outcome:
        before_dot()
        with transaction(engine) as connection:
            store.recover(connection, DUE + DOT_LEASE + timedelta(seconds=1))
        return Outcome(kind=OutcomeKind.SENT, code=250)

    outbox.deliver_due(a_worker(engine), slow)

    assert states(engine, planned) == all_of(DispatchState.SENT)


@pytest.mark.parametrize("hours", [-1, 1])
def test_clock_set_by_an_hour_between_sweeps_sends_nothing_early_or_twice(engine: Engine, planned: Evening, hours: int):
    server = Server(carla=Outcome(kind=OutcomeKind.RETRY, code=450, text="greylisted"))
    sweep(engine, server)
    again = Server()

    moments = [DUE + timedelta(hours=hours), DUE + timedelta(seconds=59), DUE + timedelta(minutes=1)]
    tried = [sweep(engine, again, moment).tried for moment in moments]

    assert tried == ([0, 0, 1] if hours < 0 else [1, 0, 0])
    assert sorted(server.took + again.took) == sorted(NAMES)


def test_change_of_the_clocks_neither_hastens_nor_delays_a_mail(engine: Engine, planned: Evening):
    before_the_change = datetime(2026, 10, 25, 2, 30, tzinfo=ZoneInfo("Europe/Berlin"))
    with transaction(engine) as connection:
        connection.execute(sa.update(dispatches).values(due_at=before_the_change.replace(fold=1)))
    server = Server()

    tried = [sweep(engine, server, before_the_change.replace(fold=fold)).tried for fold in (0, 1)]

    assert tried == [0, 5]


def test_uncertain_mail_leaves_once_more_by_the_hosts_word_only(engine: Engine, planned: Evening):
    sweep(engine, Server(bob=Outcome(kind=OutcomeKind.UNCERTAIN, text="connection reset")))
    with transaction(engine) as connection:
        (mail,) = (one for one in mails_of(connection, planned) if one.state is DispatchState.UNCERTAIN)
        pressed = [outbox.send_again(connection, mail.id, DUE) for _ in range(2)]
    server = Server()

    sweep(engine, server)

    assert pressed == [1, 0]
    assert server.took == ["bob"]


def test_invitation_does_not_leave_once_the_evening_is_cancelled(engine: Engine, planned: Evening):
    """Also not by "send again": the guest was just told that the evening is off."""
    with transaction(engine) as connection:
        mails = [mail.id for mail in mails_of(connection, planned)]
        store.change_state(connection, mails, from_=(DispatchState.QUEUED,), to=DispatchState.UNCERTAIN, now=NOW)
        cancel_round(connection, again(connection, planned), OFFICE, NOW, as_drafts=True)
        outbox.send_again(connection, mails[0], NOW)
        first = mails_of(connection, planned)[0]

    sent = []
    outbox.deliver_due(
        Worker(engine=engine, owner="worker", clock=lambda: NOW),
        lambda mail, before_dot: sent.append(mail) or Outcome(kind=OutcomeKind.SENT),
    )

    assert first.state is DispatchState.QUEUED
    assert sent == []
