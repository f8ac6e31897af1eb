"""The last change to a table can be taken back: how it was before stays with the visit until something else changes."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from flask import session

from organizer.domain.invitations import Place, Seat
from organizer.domain.vocabulary import PersonId
from organizer.services.rounds import Evening

KEY = "table before"
# What fits a cookie; a longer bench loses its end.
LONGEST_BENCH = 40


@dataclass(frozen=True, slots=True, kw_only=True)
class TableBefore:
    """Seats, bench and pins as they were."""

    seated: tuple[PersonId, ...]
    bench: tuple[PersonId, ...]
    pinned: tuple[PersonId, ...]


def note_change(before: Evening, after: Evening) -> None:
    """Keep how the table was, if people came, left or changed places. To an empty one nobody wants to go back."""
    if not before.guests or _places(before.seats) == _places(after.seats):
        return
    was = _table(before.seats)
    session[KEY] = {
        "round": before.round.id,
        "is": _places(after.seats),
        "seated": was.seated,
        "bench": was.bench[:LONGEST_BENCH],
        "pinned": was.pinned,
    }


def table_before(planned: Evening) -> TableBefore | None:
    """How the table was before its last change; None when it has changed otherwise since."""
    kept = session.get(KEY)
    if not isinstance(kept, Mapping) or kept["round"] != planned.round.id or kept["is"] != _places(planned.seats):
        return None
    return TableBefore(seated=tuple(kept["seated"]), bench=tuple(kept["bench"]), pinned=tuple(kept["pinned"]))


def _table(seats: Sequence[Seat]) -> TableBefore:
    def sitting(place: Place) -> tuple[PersonId, ...]:
        return tuple(seat.person_id for seat in seats if seat.place is place)

    pinned = tuple(seat.person_id for seat in seats if seat.pinned)
    return TableBefore(seated=sitting(Place.SEAT), bench=sitting(Place.BENCH), pinned=pinned)


def _places(seats: Sequence[Seat]) -> str:
    """Who sits where, as a line to compare."""
    table = _table(seats)
    return " ".join(map(str, (*table.seated, "|", *table.bench[:LONGEST_BENCH])))
