"""What came back, as rows: a log of decisions, each thing once."""

from collections.abc import Collection, Iterable, Mapping
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy import Connection

from organizer.domain.incoming import Incoming
from organizer.domain.invitations import Invitation, InvitationState
from organizer.domain.outbox import Dispatch, DispatchState
from organizer.domain.replies import Verdict
from organizer.domain.vocabulary import DispatchId, HostId, IncomingId, InvitationId
from organizer.store.schema import dispatches, incoming, invitations, parties, people, replies, rounds

_COLUMNS = tuple(incoming.c[name] for name in Incoming.__slots__)
_INVITATION = tuple(invitations.c[name] for name in Invitation.__slots__)
_DISPATCH = tuple(dispatches.c[name] for name in Dispatch.__slots__)


def insert_incoming(connection: Connection, values: Mapping[str, object]) -> bool:
    """Keep what came back; False when the same was decided about the same thing before."""
    key = {name: values[name] for name in ("invitation_id", "fingerprint", "verdict")}
    if connection.execute(sa.select(incoming.c.id).filter_by(**key)).first():
        return False
    connection.execute(sa.insert(incoming).values(values))
    return True


def was_taken(connection: Connection, invitation_id: InvitationId, fingerprint: str) -> bool:
    """Whether this very answer was believed before."""
    key = {"invitation_id": invitation_id, "fingerprint": fingerprint, "verdict": Verdict.TAKEN}
    return connection.execute(sa.select(incoming.c.id).filter_by(**key)).first() is not None


def incoming_to(connection: Connection, ids: Iterable[InvitationId]) -> dict[InvitationId, tuple[Incoming, ...]]:
    """Everything that came back about these invitations, in the order it came."""
    query = sa.select(*_COLUMNS).where(incoming.c.invitation_id.in_(tuple(ids))).order_by(incoming.c.id)
    found: dict[InvitationId, tuple[Incoming, ...]] = {}
    for row in connection.execute(query):
        one = Incoming(**row._mapping)
        found[one.invitation_id] = (*found.get(one.invitation_id, ()), one)
    return found


def settle(connection: Connection, ids: Iterable[IncomingId], now: datetime) -> int:
    """Note that these wait for nobody any more; returns how many did."""
    here = incoming.c.id.in_(tuple(ids)) & incoming.c.settled_at.is_(None)
    return connection.execute(sa.update(incoming).where(here).values(settled_at=now)).rowcount


def note_vouched(connection: Connection, incoming_id: IncomingId) -> None:
    """The host said that an answer from another address is the guest's own."""
    connection.execute(sa.update(incoming).where(incoming.c.id == incoming_id).values(verdict=Verdict.VOUCHED))


def addresses_of(connection: Connection, invitation: Invitation) -> frozenset[str]:
    """Under which addresses an invitee is known: the present one, those the mails went to, and those the host vouched
    for.
    """
    queries = (
        sa.select(people.c.email).where(people.c.id == invitation.person_id),
        sa.select(dispatches.c.recipient)
        .join(invitations, invitations.c.id == dispatches.c.invitation_id)
        .where(invitations.c.id == invitation.id),
        sa.select(incoming.c.sender)
        .join(invitations, invitations.c.id == incoming.c.invitation_id)
        .where(invitations.c.person_id == invitation.person_id, incoming.c.verdict == Verdict.VOUCHED),
    )
    return frozenset(row[0] for query in queries for row in connection.execute(query) if row[0])


def open_invitations(connection: Connection, host_id: HostId | None) -> tuple[Invitation, ...]:
    """Everybody's invitations that stand, or those of one host; the latest first."""
    query = (
        sa.select(*_INVITATION)
        .join(rounds, rounds.c.id == invitations.c.round_id)
        .join(parties, parties.c.id == rounds.c.party_id)
        .where(invitations.c.state == InvitationState.OPEN)
        .order_by(invitations.c.id.desc())
    )
    if host_id is not None:
        query = query.where(parties.c.host_id == host_id)
    return tuple(Invitation(**row._mapping) for row in connection.execute(query))


def open_invitations_of(
    connection: Connection, spellings: Collection[str], host_id: HostId | None
) -> tuple[Invitation, ...]:
    """The invitations that stand of whoever is known by this address, in one of its spellings; the latest first.

    Known by as `addresses_of` says: the address now, those our mails went to, those the host vouched for.
    """
    if not spellings:
        return ()
    others = invitations.alias()
    written_to = sa.exists().where(
        dispatches.c.invitation_id == invitations.c.id, sa.func.lower(dispatches.c.recipient).in_(spellings)
    )
    vouched = (
        sa.exists()
        .where(others.c.id == incoming.c.invitation_id, others.c.person_id == invitations.c.person_id)
        .where(incoming.c.verdict == Verdict.VOUCHED, sa.func.lower(incoming.c.sender).in_(spellings))
    )
    query = (
        sa.select(*_INVITATION)
        .join(people, people.c.id == invitations.c.person_id)
        .where(invitations.c.state == InvitationState.OPEN)
        .where(sa.func.lower(people.c.email).in_(spellings) | written_to | vouched)
        .order_by(invitations.c.id.desc())
    )
    if host_id is not None:
        query = query.where(people.c.host_id == host_id)
    return tuple(Invitation(**row._mapping) for row in connection.execute(query))


def raw_mail(connection: Connection, dispatch_id: DispatchId) -> bytes:
    """The frozen bytes of a mail."""
    return bytes(connection.execute(sa.select(dispatches.c.raw).where(dispatches.c.id == dispatch_id)).scalar_one())


def invitation_by_id(connection: Connection, invitation_id: InvitationId) -> Invitation:
    row = connection.execute(sa.select(*_INVITATION).where(invitations.c.id == invitation_id)).one()
    return Invitation(**row._mapping)


def dispatches_by_message_id(connection: Connection, message_ids: Iterable[str]) -> tuple[Dispatch, ...]:
    """The mails that carry one of these Message-IDs."""
    query = sa.select(*_DISPATCH).where(dispatches.c.message_id.in_(tuple(message_ids))).order_by(dispatches.c.id)
    return tuple(Dispatch(**row._mapping) for row in connection.execute(query))


def dispatches_to(
    connection: Connection, address: str, since: datetime, host_id: HostId | None
) -> tuple[Dispatch, ...]:
    """The mails that went to an address since then, of one host or of all, the latest first."""
    here = (sa.func.lower(dispatches.c.recipient) == address.lower()) & (dispatches.c.created_at >= since)
    query = (
        sa.select(*_DISPATCH)
        .join(invitations, invitations.c.id == dispatches.c.invitation_id)
        .join(rounds, rounds.c.id == invitations.c.round_id)
        .join(parties, parties.c.id == rounds.c.party_id)
        .where(here)
        .order_by(dispatches.c.id.desc())
    )
    if host_id is not None:
        query = query.where(parties.c.host_id == host_id)
    return tuple(Dispatch(**row._mapping) for row in connection.execute(query))


def uncertain_mails(connection: Connection) -> dict[DispatchId, str]:
    """The Message-IDs of mails of which nobody knows whether they left."""
    query = sa.select(dispatches.c.id, dispatches.c.message_id).where(dispatches.c.state == DispatchState.UNCERTAIN)
    return {DispatchId(row.id): row.message_id for row in connection.execute(query)}


def first_sent_at(connection: Connection) -> datetime | None:
    """When the first mail was made whose answers may still come."""
    return connection.execute(sa.select(sa.func.min(dispatches.c.created_at))).scalar()


def forget(connection: Connection, kept_since: datetime) -> None:
    """Drop what guests wrote about rounds that were over by then."""
    over = sa.select(invitations.c.id).join(rounds, rounds.c.id == invitations.c.round_id)
    over = over.where(rounds.c.starts_at < kept_since - timedelta(days=1))
    connection.execute(sa.delete(incoming).where(incoming.c.invitation_id.in_(over)))
    # Every write waits for an import that runs: what is empty already is left alone.
    worded = replies.c.invitation_id.in_(over) & (replies.c.comment != "")
    connection.execute(sa.update(replies).where(worded).values(comment=""))
