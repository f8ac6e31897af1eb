"""Seats and bench of a round, as rows."""

from collections.abc import Iterable

import sqlalchemy as sa
from sqlalchemy import Connection, Row

from organizer.domain.invitations import Seat
from organizer.domain.reasons import Fact, FactKind
from organizer.domain.vocabulary import RoundId
from organizer.store.schema import seats


def seats_of(connection: Connection, round_id: RoundId) -> tuple[Seat, ...]:
    """Seats first, then the bench, each by rank."""
    query = sa.select(seats).where(seats.c.round_id == round_id).order_by(seats.c.place.desc(), seats.c.rank)
    return tuple(_seat(row) for row in connection.execute(query))


def replace_seats(connection: Connection, round_id: RoundId, places: Iterable[Seat]) -> None:
    """Set table and bench of a round anew."""
    connection.execute(sa.delete(seats).where(seats.c.round_id == round_id))
    rows = [_values(seat) for seat in places]
    if rows:
        connection.execute(sa.insert(seats), rows)


def _values(seat: Seat) -> dict[str, object]:
    plain = {slot: getattr(seat, slot) for slot in Seat.__slots__ if slot != "facts"}
    return {**plain, "facts": [[fact.kind.value, *fact.details] for fact in seat.facts]}


def _seat(row: Row[tuple[object, ...]]) -> Seat:
    values = dict(row._mapping)
    facts = tuple(Fact(kind=FactKind(kind), details=tuple(details)) for kind, *details in values.pop("facts"))
    return Seat(**values, facts=facts)
