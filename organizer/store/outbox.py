"""The outbox, as rows: the record of sending. Every step of a mail is a guarded update."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy import ColumnElement, Connection

from organizer.domain.invitations import InvitationState
from organizer.domain.outbox import REFUSED, STOPPABLE, TO_ASSISTANT, Dispatch, DispatchKind, DispatchState
from organizer.domain.relevance import fold_loosely
from organizer.domain.vocabulary import DispatchId, HostId, InvitationId, ParticipationStatus, RoundId
from organizer.store import departures
from organizer.store.schema import dispatches, invitations, opt_outs, parties, people, replies, rounds

LEASE = timedelta(minutes=5)
DOT_LEASE = timedelta(minutes=15)  # RFC 5321 4.5.3.2.6 waits 10 minutes for the answer to the final dot

_COLUMNS = tuple(dispatches.c[name] for name in Dispatch.__slots__)


@dataclass(frozen=True, slots=True, kw_only=True)
class FrozenMail:
    """A finished mail before it enters the outbox; `body` is the plain text that `raw` holds."""

    invitation_id: InvitationId
    kind: DispatchKind
    sequence: int
    envelope_from: str
    recipient: str
    recipient_hash: str
    subject: str
    message_id: str
    raw: bytes
    body: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Claimed:
    """A mail in the hands of one worker, who alone may move it on."""

    id: DispatchId
    invitation_id: InvitationId
    kind: DispatchKind
    envelope_from: str
    recipient: str
    raw: bytes
    attempt: int
    created_at: datetime


def place_mail(
    connection: Connection, mail: FrozenMail, state: DispatchState, *, due_at: datetime, now: datetime
) -> None:
    """Place a mail; one that was stopped or refused is replaced, the database refuses any other of the same key."""
    key = {"invitation_id": mail.invitation_id, "kind": mail.kind, "sequence": mail.sequence}
    never_arrived = dispatches.c.state.in_((DispatchState.CANCELLED, *REFUSED))
    connection.execute(sa.delete(dispatches).filter_by(**key).where(never_arrived))
    values = {slot: getattr(mail, slot) for slot in FrozenMail.__slots__}
    values["search_text"] = search_text(mail.recipient, mail.subject, mail.body)
    connection.execute(sa.insert(dispatches).values(**values, state=state, due_at=due_at, created_at=now))


def search_text(recipient: str, subject: str, body: str) -> str:
    """What a search for letters looks through, folded."""
    return fold_loosely(f"{recipient} {subject}\n{body}")


def keep_from_workers(connection: Connection, round_id: RoundId) -> None:
    """Until the end of the transaction no worker takes a waiting mail of this round: what is replaced or withdrawn in
    it does not leave meanwhile. On SQLite there is one writer anyway.
    """
    theirs = sa.select(invitations.c.id).where(invitations.c.round_id == round_id)
    waiting = dispatches.c.invitation_id.in_(theirs) & dispatches.c.state.in_(tuple(STOPPABLE))
    connection.execute(sa.select(dispatches.c.id).where(waiting).order_by(dispatches.c.id).with_for_update())


def dispatches_of(connection: Connection, ids: Iterable[InvitationId]) -> dict[InvitationId, tuple[Dispatch, ...]]:
    """All mails about these invitations, oldest first."""
    query = sa.select(*_COLUMNS).where(dispatches.c.invitation_id.in_(tuple(ids))).order_by(dispatches.c.id)
    found: dict[InvitationId, tuple[Dispatch, ...]] = {}
    for row in connection.execute(query):
        dispatch = Dispatch(**row._mapping)
        found[dispatch.invitation_id] = (*found.get(dispatch.invitation_id, ()), dispatch)
    return found


def mails_to(
    connection: Connection, host_id: HostId, hashed: str, kinds: Iterable[DispatchKind] = tuple(DispatchKind)
) -> tuple[DispatchId, ...]:
    """The mails of a host to the address of this hash, whoever has it now."""
    query = (
        sa.select(dispatches.c.id)
        .join(invitations, invitations.c.id == dispatches.c.invitation_id)
        .join(rounds, rounds.c.id == invitations.c.round_id)
        .join(parties, parties.c.id == rounds.c.party_id)
        .where(parties.c.host_id == host_id, dispatches.c.kind.in_(tuple(kinds)))
        .where(dispatches.c.recipient_hash == hashed, dispatches.c.recipient != "")
    )
    return tuple(DispatchId(one) for one in connection.execute(query).scalars())


def without_hash(connection: Connection) -> dict[DispatchId, str]:
    """Mails that have no hash of the address they go to, by id, with that address."""
    here = (dispatches.c.recipient_hash == "") & (dispatches.c.recipient != "")
    rows = connection.execute(sa.select(dispatches.c.id, dispatches.c.recipient).where(here))
    return {DispatchId(row.id): row.recipient for row in rows}


def set_hashes(connection: Connection, hashes: Mapping[DispatchId, str]) -> None:
    """Set the hashes of the addresses these mails go to."""
    for dispatch_id, hashed in hashes.items():
        here = dispatches.c.id == dispatch_id
        connection.execute(sa.update(dispatches).where(here).values(recipient_hash=hashed))


def delete(connection: Connection, ids: Iterable[DispatchId]) -> None:
    """Delete mails for good."""
    connection.execute(sa.delete(dispatches).where(dispatches.c.id.in_(tuple(ids))))


def worded(connection: Connection, ids: Iterable[DispatchId]) -> tuple[DispatchId, ...]:
    """Those of these mails that still have their words: after a set time only what became of them is kept."""
    query = sa.select(dispatches.c.id).where(dispatches.c.id.in_(tuple(ids)), dispatches.c.subject != "")
    return tuple(DispatchId(one) for one in connection.execute(query).scalars())


def find_dispatch(connection: Connection, host_id: HostId, dispatch_id: DispatchId) -> tuple[Dispatch, bytes] | None:
    """A mail of this host with its frozen bytes."""
    query = (
        sa.select(*_COLUMNS, dispatches.c.raw)
        .join(invitations, invitations.c.id == dispatches.c.invitation_id)
        .join(rounds, rounds.c.id == invitations.c.round_id)
        .join(parties, parties.c.id == rounds.c.party_id)
        .where(dispatches.c.id == dispatch_id, parties.c.host_id == host_id, dispatches.c.subject != "")
    )
    row = connection.execute(query).first()
    if row is None:
        return None
    values = dict(row._mapping)
    raw = values.pop("raw")
    return Dispatch(**values), raw


def change_state(
    connection: Connection,
    ids: Sequence[DispatchId],
    *,
    from_: Iterable[DispatchState],
    to: DispatchState,
    now: datetime,
    due_at: datetime | None = None,
    why: str = "",
) -> int:
    """Move mails that are still in one of the states `from_`; returns how many were."""
    values: dict[str, object] = {"state": to, "settled_at": now, "last_text": why}
    if due_at is not None:
        values["due_at"] = due_at
    here = dispatches.c.id.in_(ids) & dispatches.c.state.in_(tuple(from_))
    return connection.execute(sa.update(dispatches).where(here).values(values)).rowcount


def hold_overdue(connection: Connection, now: datetime, why: str) -> int:
    """Hold what fell due while nothing ran; it leaves only by the host's word."""
    overdue = (dispatches.c.state == DispatchState.QUEUED) & (dispatches.c.due_at < now)
    values = {"state": DispatchState.HELD, "last_text": why, "settled_at": now}
    return connection.execute(sa.update(dispatches).where(overdue).values(values)).rowcount


def recover(connection: Connection, now: datetime, *, alone: bool = False) -> None:
    """Take back mails whose worker is gone: before the dot nothing was sent, after it nobody knows.

    A lease runs out by time; `alone` says that no other worker can exist, so that none has to be waited for.
    A worker that was only slow still owns an uncertain mail, and may yet say what became of it.
    """
    expired = sa.true() if alone else dispatches.c.lease_until < now
    released = {"lease_until": None, "owner": None}
    for stale, values in (
        (DispatchState.CLAIMED, {"state": DispatchState.QUEUED, **released}),
        (DispatchState.DOT_PENDING, {"state": DispatchState.UNCERTAIN, "lease_until": None}),
    ):
        connection.execute(sa.update(dispatches).where((dispatches.c.state == stale) & expired).values(values))


def mailboxes_due(connection: Connection, now: datetime) -> tuple[str, ...]:
    """The mailboxes, by their addresses, from which something is due; who waited longest comes first."""
    query = (
        sa.select(dispatches.c.envelope_from)
        .where(_due(now))
        .group_by(dispatches.c.envelope_from)
        .order_by(sa.func.min(dispatches.c.due_at))
    )
    return tuple(connection.execute(query).scalars())


def claim(connection: Connection, mailbox: str, owner: str, now: datetime) -> Claimed | None:
    """Take the next due mail of a mailbox for this worker, or None. On PostgreSQL workers skip each other's rows."""
    due = _due(now) & (dispatches.c.envelope_from == mailbox)
    first = sa.select(dispatches.c.id).where(due).order_by(dispatches.c.due_at, dispatches.c.id).limit(1)
    statement = (
        sa.update(dispatches)
        .where(dispatches.c.id == first.with_for_update(skip_locked=True).scalar_subquery())
        .where(dispatches.c.state == DispatchState.QUEUED)
        .values(state=DispatchState.CLAIMED, owner=owner, attempt=dispatches.c.attempt + 1, lease_until=now + LEASE)
        .returning(*(dispatches.c[name] for name in Claimed.__slots__))
    )
    row = connection.execute(statement).first()
    return Claimed(**row._mapping) if row else None


def set_aside(
    connection: Connection,
    mailbox: str,
    now: datetime,
    *,
    to: DispatchState,
    why: str,
    due_at: datetime | None = None,
    code: int | None = None,
) -> int:
    """Hold or postpone all that is due from a mailbox, with the reason; returns how many mails that were."""
    values: dict[str, object] = {"state": to, "settled_at": now, "last_text": why[:500], "last_code": code}
    if due_at is not None:
        values["due_at"] = due_at
    here = _due(now) & (dispatches.c.envelope_from == mailbox)
    return connection.execute(sa.update(dispatches).where(here).values(values)).rowcount


def count_claimed(connection: Connection, mailbox: str) -> int:
    """How many mails of a mailbox workers have in hand, not yet at their dot."""
    here = (dispatches.c.envelope_from == mailbox) & (dispatches.c.state == DispatchState.CLAIMED)
    return connection.execute(sa.select(sa.func.count()).select_from(dispatches).where(here)).scalar_one()


def advance(
    connection: Connection,
    dispatch_id: DispatchId,
    owner: str,
    *,
    from_: Iterable[DispatchState],
    to: DispatchState,
    now: datetime,
    code: int | None = None,
    text: str = "",
    due_at: datetime | None = None,
) -> bool:
    """Move a claimed mail on; False when another worker took it over meanwhile."""
    leaves = to is DispatchState.DOT_PENDING
    values: dict[str, object] = {"state": to, "last_code": code, "last_text": text[:500]}
    values |= {"lease_until": now + DOT_LEASE} if leaves else {"lease_until": None, "settled_at": now}
    if due_at is not None:
        values["due_at"] = due_at
    here = _owned(dispatch_id, owner) & dispatches.c.state.in_(tuple(from_))
    moved = sa.update(dispatches).where(here).values(values).returning(dispatches.c.envelope_from)
    mailbox = connection.execute(moved).scalar()
    if leaves and mailbox is not None:
        departures.note(connection, mailbox, now)
    return mailbox is not None


def is_opted_out(connection: Connection, dispatch_id: DispatchId) -> bool:
    """Whether the address a mail goes to, or the person it is for, asked not to be written to."""
    guests = (people.c.address_hash == opt_outs.c.address_hash) & dispatches.c.kind.not_in(tuple(TO_ASSISTANT))
    refused = (dispatches.c.recipient_hash == opt_outs.c.address_hash) | guests
    query = (
        sa.select(opt_outs.c.id)
        .select_from(dispatches)
        .join(invitations, invitations.c.id == dispatches.c.invitation_id)
        .join(people, people.c.id == invitations.c.person_id)
        .join(opt_outs, (opt_outs.c.host_id == people.c.host_id) & refused)
        .where(dispatches.c.id == dispatch_id)
    )
    return connection.execute(query.limit(1)).first() is not None


def last_word(connection: Connection, dispatch_id: DispatchId) -> ParticipationStatus | None:
    """What the guest a mail is about has last said since they were asked; None where they said nothing."""
    query = (
        sa.select(replies.c.status)
        .join(invitations, invitations.c.id == replies.c.invitation_id)
        .join(dispatches, dispatches.c.invitation_id == invitations.c.id)
        .where(dispatches.c.id == dispatch_id)
        .where(replies.c.sequence >= invitations.c.asked_sequence)
        .order_by(replies.c.id.desc())
    )
    return connection.execute(query.limit(1)).scalar()


def is_closed(connection: Connection, dispatch_id: DispatchId) -> bool:
    """Whether the invitation a mail is about was withdrawn or cancelled."""
    query = (
        sa.select(invitations.c.state)
        .join(dispatches, dispatches.c.invitation_id == invitations.c.id)
        .where(dispatches.c.id == dispatch_id)
    )
    return connection.execute(query).scalar() is InvitationState.CLOSED


def evening_of(connection: Connection, dispatch_id: DispatchId) -> tuple[datetime | None, datetime | None]:
    """When the evening a mail is about begins and ends; None where it has no date."""
    query = (
        sa.select(rounds.c.starts_at, rounds.c.length_minutes)
        .join(invitations, invitations.c.round_id == rounds.c.id)
        .join(dispatches, dispatches.c.invitation_id == invitations.c.id)
        .where(dispatches.c.id == dispatch_id)
    )
    starts_at, length_minutes = connection.execute(query).one()
    return starts_at, starts_at and starts_at + timedelta(minutes=length_minutes)


def _due(now: datetime) -> ColumnElement[bool]:
    return (dispatches.c.state == DispatchState.QUEUED) & (dispatches.c.due_at <= now)


def _owned(dispatch_id: DispatchId, owner: str) -> ColumnElement[bool]:
    return (dispatches.c.id == dispatch_id) & (dispatches.c.owner == owner)
