"""Invitations, as rows. The guest's token is not stored, only its hash; it can be made again from the key."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy import Connection, Row

from organizer.domain.invitations import Invitation, InvitationState
from organizer.domain.vocabulary import HostId, InvitationId, PartyId, PersonId, RoundId
from organizer.store.schema import invitations, parties, replies, rounds

_COLUMNS = tuple(invitations.c[name] for name in Invitation.__slots__)


def insert_invitation(connection: Connection, values: Mapping[str, object], now: datetime) -> InvitationId:
    statement = sa.insert(invitations).values(**values, created_at=now).returning(invitations.c.id)
    return InvitationId(connection.execute(statement).scalar_one())


def update_invitation(connection: Connection, invitation_id: InvitationId, values: Mapping[str, object]) -> None:
    connection.execute(sa.update(invitations).where(invitations.c.id == invitation_id).values(values))


def invitations_of(connection: Connection, round_id: RoundId) -> tuple[Invitation, ...]:
    """All invitations of a round, oldest first, closed ones included."""
    query = sa.select(*_COLUMNS).where(invitations.c.round_id == round_id).order_by(invitations.c.id)
    return tuple(_invitation(row) for row in connection.execute(query))


def invitation_by_uid(connection: Connection, uid: str) -> Invitation | None:
    """The invitation a calendar reply speaks of; the UID is a secret of its own (128 bit)."""
    row = connection.execute(sa.select(*_COLUMNS).where(invitations.c.uid == uid)).first()
    return _invitation(row) if row else None


def invitation_by_token(connection: Connection, token_hash: str) -> Invitation | None:
    row = connection.execute(sa.select(*_COLUMNS).where(invitations.c.token_hash == token_hash)).first()
    return _invitation(row) if row else None


def find_invitation(connection: Connection, invitation_id: InvitationId) -> tuple[Invitation, datetime] | None:
    """An invitation with the moment at which it was made."""
    query = sa.select(*_COLUMNS, invitations.c.created_at).where(invitations.c.id == invitation_id)
    row = connection.execute(query).first()
    if row is None:
        return None
    values = dict(row._mapping)
    created_at = values.pop("created_at")
    return Invitation(**values), created_at


def people_met(connection: Connection, host_id: HostId) -> frozenset[PersonId]:
    """Ids of the people of whom the host noted at any round that they came."""
    query = (
        sa.select(invitations.c.person_id)
        .join(rounds, rounds.c.id == invitations.c.round_id)
        .join(parties, parties.c.id == rounds.c.party_id)
        .where(parties.c.host_id == host_id, invitations.c.came.is_(sa.true()))
    )
    return frozenset(PersonId(one) for one in connection.execute(query).scalars())


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """One invitation to another round: whom it asked, to which party, when, and whether any answer came."""

    person_id: PersonId
    party_id: PartyId
    created_at: datetime
    answered: bool


def asked_elsewhere(connection: Connection, host_id: HostId, round_id: RoundId) -> tuple[Asked, ...]:
    """The open invitations of a host to all other rounds than this one, newest first."""
    answered = sa.exists().where(replies.c.invitation_id == invitations.c.id).label("answered")
    query = (
        sa.select(invitations.c.person_id, rounds.c.party_id, invitations.c.created_at, answered)
        .join(rounds, rounds.c.id == invitations.c.round_id)
        .join(parties, parties.c.id == rounds.c.party_id)
        .where(parties.c.host_id == host_id, rounds.c.id != round_id, invitations.c.state == InvitationState.OPEN)
        .order_by(invitations.c.created_at.desc(), invitations.c.id.desc())
    )
    return tuple(Asked(**row._mapping) for row in connection.execute(query))


def where_invited(connection: Connection, round_id: RoundId) -> tuple[int, int, int]:
    """Host, party and round number to which a round belongs."""
    query = (
        sa.select(parties.c.host_id, parties.c.id, rounds.c.number)
        .join(rounds, rounds.c.party_id == parties.c.id)
        .where(rounds.c.id == round_id)
    )
    host_id, party_id, number = connection.execute(query).one()
    return host_id, party_id, number


def _invitation(row: Row[tuple[object, ...]]) -> Invitation:
    return Invitation(**row._mapping)
