"""Delivering what is due: claim a mail, hand it over, note what became of it, each in a transaction of its own."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sqlalchemy import Connection, Engine

from organizer.domain.errors import N_
from organizer.domain.outbox import Dispatch, DispatchState, try_again_at
from organizer.domain.vocabulary import DispatchId, HostId
from organizer.mail.folder import UnwritableFolderError, put
from organizer.mail.smtp import Outcome, OutcomeKind, SmtpAccount, open_connection
from organizer.store import outbox as store
from organizer.store.engine import transaction
from organizer.store.outbox import Claimed

WHILE_STOPPED = N_("fell due while the program was stopped")
OPTED_OUT = N_("does not wish to be written to")
IS_OVER = N_("the evening is over")
FEW_TRIES = 3

Clock = Callable[[], datetime]
Deliver = Callable[[Claimed, Callable[[], bool]], Outcome]

_IN_HAND = (DispatchState.CLAIMED, DispatchState.DOT_PENDING, DispatchState.UNCERTAIN)


@dataclass(frozen=True, slots=True, kw_only=True)
class Sweep:
    """One look through the outbox: how many mails were tried, and whether the mailbox itself was refused."""

    tried: int
    refused: str = ""


@contextmanager
def by_smtp(account: SmtpAccount) -> Iterator[Deliver]:
    """A way to deliver: over one kept connection to the mail server."""
    with open_connection(account) as line:
        yield lambda mail, before_dot: line.deliver(mail.envelope_from, mail.recipient, mail.raw, before_dot)


@contextmanager
def into_folder(folder: Path) -> Iterator[Deliver]:
    """A way to deliver: as files into a folder."""
    yield lambda mail, before_dot: _file(folder, mail, before_dot)


def deliver_due(engine: Engine, deliver: Deliver, *, owner: str, clock: Clock) -> Sweep:
    """Deliver everything due, one by one; stops when the mailbox itself is refused."""
    tried = 0
    while mail := _claim(engine, owner, clock):
        outcome = deliver(mail, lambda mail=mail: _dot_pending(engine, mail, owner, clock))  # type: ignore[misc]
        tried += 1
        _settle(engine, mail, outcome, owner, clock())
        if outcome.kind is OutcomeKind.ACCOUNT:
            return Sweep(tried=tried, refused=outcome.text)
    return Sweep(tried=tried)


def sweep_by_smtp(engine: Engine, account: SmtpAccount, *, owner: str, clock: Clock) -> Sweep:
    """Look through the outbox once and deliver what is due over the mail server."""
    with by_smtp(account) as deliver:
        return deliver_due(engine, deliver, owner=owner, clock=clock)


def hold_overdue(connection: Connection, now: datetime) -> int:
    """At the start of the one process there is: what fell due while nothing ran waits for the host's word."""
    store.recover(connection, now, alone=True)
    return store.hold_overdue(connection, now, WHILE_STOPPED)


def note_handed_over(connection: Connection, ids: list[DispatchId], now: datetime) -> int:
    """The host says that these drafts were sent from their own mailbox, or that an uncertain mail has arrived."""
    from_ = (DispatchState.HANDED, DispatchState.UNCERTAIN)
    return store.change_state(connection, ids, from_=from_, to=DispatchState.SENT, now=now)


def send_again(connection: Connection, dispatch_id: DispatchId, now: datetime) -> int:
    """The host says that an uncertain mail shall leave once more: the same bytes, so that receivers see it is one."""
    return store.change_state(
        connection, [dispatch_id], from_=(DispatchState.UNCERTAIN,), to=DispatchState.QUEUED, now=now, due_at=now
    )


def mail(connection: Connection, host_id: HostId, dispatch_id: DispatchId) -> tuple[Dispatch, bytes] | None:
    """A mail with its frozen bytes."""
    return store.find_dispatch(connection, host_id, dispatch_id)


def _claim(engine: Engine, owner: str, clock: Clock) -> Claimed | None:
    """The next due mail; one to somebody who opted out, or about an evening that is over, is dropped."""
    with transaction(engine) as connection:
        now = clock()
        store.recover(connection, now)
        while claimed := store.claim(connection, owner, now):
            pointless = _pointless(connection, claimed, now)
            if not pointless:
                return claimed
            _advance(connection, claimed, owner, DispatchState.CANCELLED, now, text=pointless)
    return None


def _pointless(connection: Connection, claimed: Claimed, now: datetime) -> str:
    """The last look: why this mail must not leave any more, or nothing."""
    if store.is_opted_out(connection, claimed.id):
        return OPTED_OUT
    return IS_OVER if store.is_over(connection, claimed.id, now) else ""


def _dot_pending(engine: Engine, claimed: Claimed, owner: str, clock: Clock) -> bool:
    """Committed before the final dot leaves: from here on a crash means that nobody knows."""
    with transaction(engine) as connection:
        return store.advance(
            connection,
            claimed.id,
            owner,
            from_=(DispatchState.CLAIMED,),
            to=DispatchState.DOT_PENDING,
            now=clock(),
        )


def _settle(engine: Engine, claimed: Claimed, outcome: Outcome, owner: str, now: datetime) -> None:
    with transaction(engine) as connection:
        if outcome.kind is OutcomeKind.RETRY:
            _retry(connection, claimed, outcome, owner, now)
            return
        becomes = {
            OutcomeKind.SENT: DispatchState.SENT,
            OutcomeKind.FAILED: DispatchState.FAILED,
            OutcomeKind.ACCOUNT: DispatchState.HELD,
            OutcomeKind.UNCERTAIN: DispatchState.UNCERTAIN,
        }
        # STOPPED: another worker took the mail over, so it is not ours to settle.
        if outcome.kind in becomes:
            _advance(connection, claimed, owner, becomes[outcome.kind], now, code=outcome.code, text=outcome.text)


def _retry(connection: Connection, claimed: Claimed, outcome: Outcome, owner: str, now: datetime) -> None:
    due_at = try_again_at(claimed.attempt, now, first_due=claimed.created_at)
    if outcome.few_tries and claimed.attempt >= FEW_TRIES:
        due_at = None
    state = DispatchState.QUEUED if due_at else DispatchState.FAILED
    _advance(connection, claimed, owner, state, now, code=outcome.code, text=outcome.text, due_at=due_at)


def _advance(
    connection: Connection,
    claimed: Claimed,
    owner: str,
    to: DispatchState,
    now: datetime,
    *,
    code: int | None = None,
    text: str = "",
    due_at: datetime | None = None,
) -> None:
    store.advance(connection, claimed.id, owner, from_=_IN_HAND, to=to, now=now, code=code, text=text, due_at=due_at)


def _file(folder: Path, mail: Claimed, before_dot: Callable[[], bool]) -> Outcome:
    if not before_dot():
        return Outcome(kind=OutcomeKind.STOPPED)
    try:
        put(folder, mail.recipient, mail.raw)
    except UnwritableFolderError as error:
        return Outcome(kind=OutcomeKind.ACCOUNT, text=str(error))
    return Outcome(kind=OutcomeKind.SENT)
