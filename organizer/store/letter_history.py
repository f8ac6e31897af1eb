"""What was written to whom: the mails of a host as letters, found by their words, read once more."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy import ColumnElement, Connection, Row, Select

from organizer.domain.names import Name
from organizer.domain.outbox import MAY_HAVE_LEFT, TO_ASSISTANT, Dispatch
from organizer.domain.vocabulary import DispatchId, HostId, InvitationId, PartyId, PersonId
from organizer.store.schema import dispatches, invitations, occasions, parties, people, rounds

_COLUMNS = tuple(dispatches.c[name] for name in Dispatch.__slots__)
_NAME = ("given", "family", "honorific", "suffix")
_LETTER: tuple[sa.Column[Any], ...] = (
    *_COLUMNS,
    *(people.c[part] for part in (*_NAME, "original_name")),
    invitations.c.person_id,
    rounds.c.party_id,
    rounds.c.number,
    parties.c.topic,
    occasions.c.name,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptLetter:
    """One mail of the outbox as a letter: to whom, and about which evening. The assistant's belong to the speaker."""

    dispatch: Dispatch
    person_id: PersonId
    name: Name
    party_id: PartyId
    round_number: int
    topic: str
    occasion: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Hit:
    """A letter that holds the words; with `raw`, its frozen bytes, an older one still to be looked through."""

    id: DispatchId
    raw: bytes | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ToldBefore:
    """The text of a letter that somebody may have; `raw` where only the frozen bytes hold it."""

    person_id: PersonId
    invitation_id: InvitationId
    id: DispatchId
    created_at: datetime
    body: str | None
    raw: bytes | None


def find(connection: Connection, host_id: HostId, words: Sequence[str], person_id: PersonId | None) -> tuple[Hit, ...]:
    """The host's letters that hold all of these folded words, the newest first; to one person, or to anybody."""
    raw = _raw_where(dispatches.c.search_text.is_(None)) if words else sa.null().label("raw")
    query = _of_host(sa.select(dispatches.c.id, raw), host_id).where(_holding(words))
    if person_id is not None:
        query = query.where(invitations.c.person_id == person_id)
    rows = connection.execute(query.order_by(dispatches.c.created_at.desc(), dispatches.c.id.desc()))
    return tuple(Hit(id=DispatchId(row.id), raw=row.raw) for row in rows)


def count(connection: Connection, host_id: HostId) -> int:
    """How many letters there are in all."""
    return int(connection.execute(_of_host(sa.select(sa.func.count()), host_id)).scalar_one())


def letters_of(connection: Connection, host_id: HostId, ids: Collection[DispatchId]) -> tuple[KeptLetter, ...]:
    """These letters, the newest first."""
    query = _of_host(sa.select(*_LETTER), host_id).join(people, people.c.id == invitations.c.person_id)
    query = query.join(occasions, occasions.c.id == parties.c.occasion_id).where(dispatches.c.id.in_(tuple(ids)))
    rows = connection.execute(query.order_by(dispatches.c.created_at.desc(), dispatches.c.id.desc()))
    return tuple(_kept(row) for row in rows)


def told_before(connection: Connection, host_id: HostId, ids: Collection[PersonId]) -> dict[PersonId, list[ToldBefore]]:
    """Every letter of the host that these people may have, the newest first."""
    query = sa.select(
        invitations.c.person_id,
        dispatches.c.invitation_id,
        dispatches.c.id,
        dispatches.c.created_at,
        dispatches.c.body,
        _raw_where(dispatches.c.body.is_(None)),
    )
    query = _of_host(query, host_id).where(invitations.c.person_id.in_(tuple(ids)))
    query = query.where(dispatches.c.state.in_(tuple(MAY_HAVE_LEFT)), dispatches.c.kind.not_in(tuple(TO_ASSISTANT)))
    told: dict[PersonId, list[ToldBefore]] = {}
    for row in connection.execute(query.order_by(dispatches.c.created_at.desc(), dispatches.c.id.desc())):
        told.setdefault(PersonId(row.person_id), []).append(ToldBefore(**row._mapping))
    return told


def _of_host(query: Select[Any], host_id: HostId) -> Select[Any]:
    query = query.select_from(dispatches).join(invitations, invitations.c.id == dispatches.c.invitation_id)
    query = query.join(rounds, rounds.c.id == invitations.c.round_id)
    query = query.join(parties, parties.c.id == rounds.c.party_id).where(parties.c.host_id == host_id)
    return query.where(dispatches.c.subject != "")  # others were kept long enough


def _holding(words: Sequence[str]) -> ColumnElement[bool]:
    """All the words; of an older letter nobody can tell from here."""
    if not words:
        return sa.true()
    held = sa.and_(*(dispatches.c.search_text.contains(word, autoescape=True) for word in words))
    return held | dispatches.c.search_text.is_(None)


def _raw_where(is_needed: ColumnElement[bool]) -> sa.Label[bytes | None]:
    return sa.case((is_needed, dispatches.c.raw), else_=None).label("raw")


def _kept(row: Row[Any]) -> KeptLetter:
    return KeptLetter(
        dispatch=Dispatch(**{slot: row._mapping[slot] for slot in Dispatch.__slots__}),
        person_id=PersonId(row.person_id),
        name=Name(**{part: row._mapping[part] for part in _NAME}, original=row.original_name),
        party_id=PartyId(row.party_id),
        round_number=row.number,
        topic=row.topic,
        occasion=row.name,
    )
