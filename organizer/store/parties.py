"""Parties with their occasions, as rows. Every question names the host it is asked for."""

from collections.abc import Mapping
from dataclasses import asdict
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy import Connection, Row, Select

from organizer.domain.parties import Occasion, Party
from organizer.domain.table_requests import Wish
from organizer.domain.vocabulary import HostId, OccasionId, PartyId, PersonId
from organizer.store.schema import apart, occasions, parties, wishes

_OCCASION = tuple(column.label(f"occasion_{column.name}") for column in occasions.c)
_PARTY = tuple(column for column in parties.c if column.name not in ("occasion_id", "created_at"))


def insert_occasion(connection: Connection, values: Mapping[str, object]) -> OccasionId:
    return OccasionId(connection.execute(sa.insert(occasions).values(**values).returning(occasions.c.id)).scalar_one())


def insert_party(connection: Connection, values: Mapping[str, object], now: datetime) -> PartyId:
    statement = sa.insert(parties).values(**values, created_at=now).returning(parties.c.id)
    return PartyId(connection.execute(statement).scalar_one())


def update_party(connection: Connection, party: Party, values: Mapping[str, object]) -> None:
    connection.execute(sa.update(parties).where(parties.c.id == party.id).values(**values))


def update_occasion(connection: Connection, occasion: Occasion) -> None:
    connection.execute(sa.update(occasions).where(occasions.c.id == occasion.id).values(asdict(occasion)))


def find_party(connection: Connection, host_id: HostId, party_id: PartyId) -> Party | None:
    row = connection.execute(_parties(host_id).where(parties.c.id == party_id)).first()
    return _party(row) if row else None


def party_of_occasion(connection: Connection, host_id: HostId, occasion_id: OccasionId) -> Party | None:
    row = connection.execute(_parties(host_id).where(parties.c.occasion_id == occasion_id)).first()
    return _party(row) if row else None


def parties_of(connection: Connection, host_id: HostId) -> tuple[Party, ...]:
    """All parties of a host, newest first."""
    return tuple(_party(row) for row in connection.execute(_parties(host_id).order_by(parties.c.id.desc())))


def wishes_of(connection: Connection, party_id: PartyId) -> dict[PersonId, Wish]:
    query = sa.select(wishes.c.person_id, wishes.c.wish).where(wishes.c.party_id == party_id)
    return {PersonId(person_id): wish for person_id, wish in connection.execute(query)}


def set_wish(connection: Connection, party_id: PartyId, person_id: PersonId, wish: Wish | None) -> None:
    """Note what the host wants of a person at this party; None takes it back."""
    connection.execute(sa.delete(wishes).where(wishes.c.party_id == party_id, wishes.c.person_id == person_id))
    if wish is not None:
        connection.execute(sa.insert(wishes).values(party_id=party_id, person_id=person_id, wish=wish))


def apart_in(connection: Connection, party_id: PartyId) -> frozenset[frozenset[PersonId]]:
    """Pairs of people who never sit at the same table."""
    query = sa.select(apart.c.one_id, apart.c.other_id).where(apart.c.party_id == party_id)
    return frozenset(frozenset((PersonId(one), PersonId(other))) for one, other in connection.execute(query))


def set_apart(connection: Connection, party_id: PartyId, pair: frozenset[PersonId], *, apart_now: bool) -> None:
    one, other = sorted(pair)
    here = (apart.c.party_id == party_id) & (apart.c.one_id == one) & (apart.c.other_id == other)
    connection.execute(sa.delete(apart).where(here))
    if apart_now:
        connection.execute(sa.insert(apart).values(party_id=party_id, one_id=one, other_id=other))


def _parties(host_id: HostId) -> Select[tuple[object, ...]]:
    return (
        sa.select(*_PARTY, *_OCCASION)
        .join(occasions, occasions.c.id == parties.c.occasion_id)
        .where(parties.c.host_id == host_id)
    )


def _party(row: Row[tuple[object, ...]]) -> Party:
    prefix = "occasion_"
    values = dict(row._mapping)
    occasion = {key.removeprefix(prefix): values.pop(key) for key in tuple(values) if key.startswith(prefix)}
    return Party(**values, occasion=Occasion(**occasion))
