"""Delivering what is due: claim a mail, hand it over, note what became of it, each in a transaction of its own."""

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from pathlib import Path
from random import SystemRandom

from sqlalchemy import Connection, Engine

from organizer.domain.errors import N_
from organizer.domain.outbox import (
    AFTERWARDS,
    QUOTA_LOOKS_BACK,
    STALE_AFTER,
    Dispatch,
    DispatchKind,
    DispatchState,
    Quota,
    free_again_at,
    last_try,
    try_again_at,
)
from organizer.domain.vocabulary import DispatchId, HostId, ParticipationStatus
from organizer.mail.folder import UnwritableFolderError, write_mail
from organizer.mail.smtp import Outcome, OutcomeKind, SmtpAccount, open_connection
from organizer.store import departures
from organizer.store import outbox as store
from organizer.store.engine import transaction, when_free
from organizer.store.outbox import Claimed

WHILE_STOPPED = N_("fell due while the program was stopped")
OPTED_OUT = N_("does not wish to be written to")
IS_OVER = N_("the evening is over")
WITHDRAWN = N_("the invitation was withdrawn meanwhile")
SAID_NO = N_("said no meanwhile")
HAS_ANSWERED = N_("has answered")
QUOTA_REACHED = N_("so many mails have left this mailbox that the rest waits; it leaves by itself")

# Means nothing to a guest who has said no since it was written, or names others whom they will not meet.
FOR_WHO_MAY_COME = frozenset({DispatchKind.UPDATE, DispatchKind.INTRODUCTION})
# Once it was withdrawn, or the evening cancelled, these would call back what the guest was just told is off.
OF_A_STANDING_INVITATION = FOR_WHO_MAY_COME | {DispatchKind.INVITATION, DispatchKind.REMINDER, DispatchKind.ASSISTANT}

Clock = Callable[[], datetime]
Deliver = Callable[[Claimed, Callable[[], bool]], Outcome]
Dice = Callable[[], float]

_IN_HAND = (DispatchState.CLAIMED, DispatchState.DOT_PENDING, DispatchState.UNCERTAIN)
_ANY_FACE = SystemRandom().random


@dataclass(frozen=True, slots=True, kw_only=True)
class Sweep:
    """One look through the outbox: how many mails were tried, and why a mailbox was refused, if one was."""

    tried: int
    refused: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Worker:
    """Who delivers: in which database, under which name, by whose clock and dice.

    `quota` says how many mails may leave a mailbox, by its address; `goes_on` is asked before each mail, so that a
    worker told to stop ends after the one in hand.
    """

    engine: Engine
    owner: str
    clock: Clock
    quota: Callable[[str], Quota] | None = None
    goes_on: Callable[[], bool] = lambda: True
    dice: Dice = _ANY_FACE


@contextmanager
def by_smtp(account: SmtpAccount) -> Iterator[Deliver]:
    """A way to deliver: over one kept connection to the mail server."""
    with open_connection(account) as line:
        yield lambda mail, before_dot: line.deliver(mail.envelope_from, mail.recipient, mail.raw, before_dot)


@contextmanager
def into_folder(folder: Path) -> Iterator[Deliver]:
    """A way to deliver: as files into a folder."""
    yield lambda mail, before_dot: _file(folder, mail, before_dot)


def deliver_due(worker: Worker, deliver: Deliver) -> Sweep:
    """Deliver everything due, mailbox by mailbox."""
    return sum_up(deliver_mailbox(worker, mailbox, deliver) for mailbox in mailboxes_due(worker))


def sum_up(sweeps: Iterable[Sweep]) -> Sweep:
    """What several mailboxes' looks come to: all that was tried, and the first refusal."""
    told = tuple(sweeps)
    refused = next((sweep.refused for sweep in told if sweep.refused), "")
    return Sweep(tried=sum(sweep.tried for sweep in told), refused=refused)


def mailboxes_due(worker: Worker) -> tuple[str, ...]:
    """Take back what workers that are gone had in hand, and say from which mailboxes something is due."""
    with transaction(worker.engine) as connection:
        now = worker.clock()
        store.recover(connection, now)
        departures.forget(connection, now - QUOTA_LOOKS_BACK)
        return store.mailboxes_due(connection, now)


def deliver_mailbox(worker: Worker, mailbox: str, deliver: Deliver) -> Sweep:
    """Deliver what is due from one mailbox, one by one, until it is refused, out of reach, or has sent enough."""
    tried = 0
    while worker.goes_on() and (mail := _claim(worker, mailbox)):
        outcome = deliver(mail, lambda mail=mail: _dot_pending(worker, mail))  # type: ignore[misc]
        tried += 1
        # It has left, or it has not: an import that writes meanwhile, or a database that is started anew, is no reason
        # to doubt it.
        when_free(partial(_settle, worker, mail, outcome))
        if outcome.kind is OutcomeKind.ACCOUNT:
            return Sweep(tried=tried, refused=outcome.text)
    return Sweep(tried=tried)


def hold_mailbox(worker: Worker, mailbox: str, why: str) -> None:
    """Everything due from a mailbox that cannot be opened waits for the host's word."""
    with transaction(worker.engine) as connection:
        store.set_aside(connection, mailbox, worker.clock(), to=DispatchState.HELD, why=why)


def hold_stale(worker: Worker) -> int:
    """What has been due for longer than an hour: no worker ran, or the machine slept. It waits for the host's word.

    Of several processes none knows when all of them were stopped.
    """
    with transaction(worker.engine) as connection:
        return store.hold_overdue(connection, worker.clock() - STALE_AFTER, WHILE_STOPPED)


def hold_overdue(connection: Connection, now: datetime) -> int:
    """At the start of the one process there is: what fell due while nothing ran waits for the host's word."""
    store.recover(connection, now, alone=True)
    return store.hold_overdue(connection, now, WHILE_STOPPED)


def note_handed_over(connection: Connection, ids: list[DispatchId], now: datetime) -> int:
    """The host says that these drafts were sent from their own mailbox, or that an uncertain mail has arrived."""
    from_ = (DispatchState.HANDED, DispatchState.UNCERTAIN)
    return store.change_state(connection, ids, from_=from_, to=DispatchState.SENT, now=now)


def send_again(connection: Connection, dispatch_id: DispatchId, now: datetime) -> int:
    """The host says that an uncertain mail shall leave once more: the same bytes, so that receivers see it is one.

    One whose words were taken away meanwhile stays where it is.
    """
    worded = store.worded(connection, [dispatch_id])
    return store.change_state(
        connection, worded, from_=(DispatchState.UNCERTAIN,), to=DispatchState.QUEUED, now=now, due_at=now
    )


def note_departure(engine: Engine, mailbox: str, now: datetime) -> bool:
    """A mail that stands in no outbox, such as a test to the host, comes to its dot: the quota counts it, too."""
    with transaction(engine) as connection:
        departures.note(connection, mailbox, now)
    return True


def mail(connection: Connection, host_id: HostId, dispatch_id: DispatchId) -> tuple[Dispatch, bytes] | None:
    """A mail with its frozen bytes."""
    return store.find_dispatch(connection, host_id, dispatch_id)


def _claim(worker: Worker, mailbox: str) -> Claimed | None:
    """The next due mail; one that has become pointless is dropped, and all wait when the mailbox has sent enough."""
    with transaction(worker.engine) as connection:
        now = worker.clock()
        if worker.quota and _has_sent_enough(connection, mailbox, worker.quota(mailbox), now):
            return None
        while claimed := store.claim(connection, mailbox, worker.owner, now):
            pointless = _pointless(connection, claimed, now)
            if not pointless:
                return claimed
            _advance(connection, worker, claimed, DispatchState.CANCELLED, text=pointless)
    return None


def _has_sent_enough(connection: Connection, mailbox: str, quota: Quota, now: datetime) -> bool:
    in_hand = store.count_claimed(connection, mailbox)
    left = departures.since(connection, mailbox, now - QUOTA_LOOKS_BACK)
    due_at = free_again_at([*left, *[now] * in_hand], quota, now)
    if due_at is None:
        return False
    store.set_aside(connection, mailbox, now, to=DispatchState.QUEUED, why=QUOTA_REACHED, due_at=due_at)
    return True


def _pointless(connection: Connection, claimed: Claimed, now: datetime) -> str:
    """The last look: why this mail must not leave any more, or nothing."""
    if store.is_opted_out(connection, claimed.id):
        return OPTED_OUT
    if claimed.kind in OF_A_STANDING_INVITATION and store.is_closed(connection, claimed.id):
        return WITHDRAWN
    said = store.last_word(connection, claimed.id)
    if claimed.kind is DispatchKind.REMINDER and said:
        return HAS_ANSWERED
    if claimed.kind in FOR_WHO_MAY_COME and said is ParticipationStatus.DECLINED:
        return SAID_NO
    _, ends_at = store.evening_of(connection, claimed.id)
    return IS_OVER if ends_at and ends_at <= now and claimed.kind not in AFTERWARDS else ""


def _dot_pending(worker: Worker, claimed: Claimed) -> bool:
    """Committed before the final dot leaves: from here on a crash means that nobody knows."""
    with transaction(worker.engine) as connection:
        return store.advance(
            connection,
            claimed.id,
            worker.owner,
            from_=(DispatchState.CLAIMED,),
            to=DispatchState.DOT_PENDING,
            now=worker.clock(),
        )


def _settle(worker: Worker, claimed: Claimed, outcome: Outcome) -> None:
    becomes = {
        OutcomeKind.SENT: DispatchState.SENT,
        OutcomeKind.FAILED: DispatchState.FAILED,
        OutcomeKind.ACCOUNT: DispatchState.HELD,
        OutcomeKind.UNCERTAIN: DispatchState.UNCERTAIN,
    }
    with transaction(worker.engine) as connection:
        if outcome.kind is OutcomeKind.RETRY:
            _retry(connection, worker, claimed, outcome)
        # STOPPED: another worker took the mail over, so it is not ours to settle.
        elif outcome.kind in becomes:
            _advance(connection, worker, claimed, becomes[outcome.kind], code=outcome.code, text=outcome.text)
        if outcome.kind is OutcomeKind.ACCOUNT:
            _set_aside(connection, worker, claimed, outcome, to=DispatchState.HELD)


def _retry(connection: Connection, worker: Worker, claimed: Claimed, outcome: Outcome) -> None:
    """Later; the other mails of a mailbox that reaches no server wait with this one rather than knock in turn."""
    now = worker.clock()
    starts_at, _ = store.evening_of(connection, claimed.id)
    deadline = None if claimed.kind in AFTERWARDS else starts_at
    due_at = try_again_at(
        claimed.attempt,
        now,
        until=last_try(claimed.created_at, deadline),
        dice=worker.dice(),
        slowly=outcome.slowly,
        asked=outcome.asked,
    )
    state = DispatchState.QUEUED if due_at else DispatchState.FAILED
    _advance(connection, worker, claimed, state, code=outcome.code, text=outcome.text, due_at=due_at)
    if outcome.of_account and due_at:
        _set_aside(connection, worker, claimed, outcome, to=DispatchState.QUEUED, due_at=due_at)


def _set_aside(
    connection: Connection,
    worker: Worker,
    claimed: Claimed,
    outcome: Outcome,
    *,
    to: DispatchState,
    due_at: datetime | None = None,
) -> None:
    now, mailbox = worker.clock(), claimed.envelope_from
    store.set_aside(connection, mailbox, now, to=to, why=outcome.text, due_at=due_at, code=outcome.code)


def _advance(
    connection: Connection,
    worker: Worker,
    claimed: Claimed,
    to: DispatchState,
    *,
    code: int | None = None,
    text: str = "",
    due_at: datetime | None = None,
) -> None:
    store.advance(
        connection,
        claimed.id,
        worker.owner,
        from_=_IN_HAND,
        to=to,
        now=worker.clock(),
        code=code,
        text=text,
        due_at=due_at,
    )


def _file(folder: Path, mail: Claimed, before_dot: Callable[[], bool]) -> Outcome:
    if not before_dot():
        return Outcome(kind=OutcomeKind.STOPPED)
    try:
        write_mail(folder, mail.recipient, mail.raw)
    except UnwritableFolderError as error:
        return Outcome(kind=OutcomeKind.ACCOUNT, text=str(error))
    return Outcome(kind=OutcomeKind.SENT)
