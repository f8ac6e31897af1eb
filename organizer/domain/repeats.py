"""Rows of one list that speak of the same person: repeats, joins of one call, add-ons of one booking."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any, TypeVar

from organizer.domain.attendee_list import Attendee
from organizer.domain.attendee_rows import RowFound
from organizer.domain.identity import group
from organizer.domain.names import fold
from organizer.domain.vocabulary import Consent, Level

T = TypeVar("T")
# Fields that a later row fills where all before it leave them empty.
FILLED = (
    "email",
    "organisation",
    "department",
    "job_title",
    "city",
    "country",
    "time_zone",
    "language",
    "bio",
    "profile_url",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Gathered:
    """One attendee and the rows it was gathered from, the telling one first."""

    attendee: Attendee
    found: tuple[RowFound, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Gathering:
    """Everybody of a list once, the rows that belong to nobody, and pairs of rows that may be of one person."""

    people: tuple[Gathered, ...]
    rest: tuple[RowFound, ...]
    doubtful: tuple[tuple[RowFound, RowFound], ...]


def gather(found: Sequence[RowFound]) -> Gathering:
    """Put the rows of one person together; nobody is joined on less than certain evidence."""
    rows = [row for row in found if row.attendee]
    records = [row.attendee for row in rows if row.attendee]
    grouping = group(records)
    leaders = _with_joins(_with_merged(grouping.groups, rows), rows, records)
    members: dict[int, list[int]] = {}
    for at, leader in enumerate(leaders):
        members.setdefault(leader, []).append(at)
    added = _add_ons(found, {id(row): leader for row, leader in zip(rows, leaders, strict=True)})
    people = [
        Gathered(
            attendee=merged([records[at] for at in own], added.get(leader, [])),
            found=(*(rows[at] for at in own), *added.get(leader, [])),
        )
        for leader, own in members.items()
    ]
    taken = {id(row) for person in people for row in person.found}
    doubtful = [(rows[one], rows[other]) for one, other in grouping.doubtful if leaders[one] != leaders[other]]
    rest = (row for row in found if id(row) not in taken)
    return Gathering(people=tuple(people), rest=tuple(rest), doubtful=tuple(doubtful))


def merged(records: Sequence[Attendee], added: Sequence[RowFound] = ()) -> Attendee:
    """What several rows say of one person: the first row counts, later ones fill what it leaves open."""
    first = records[0]
    rows = tuple(sorted({*(record.row for record in records), *(row.row.number for row in added)}))
    if len(records) == 1:
        return first if first.rows == rows else replace(first, rows=rows)
    return replace(
        first,
        rows=rows,
        name=max((record.name for record in records), key=lambda name: (bool(name.given), bool(name.family))),
        level=_filled(Level.UNKNOWN, (record.level for record in records)),
        language_is_guessed=all(record.language_is_guessed or record.language is None for record in records),
        topics=_united(record.topics for record in records),
        talks=_united(record.talks for record in records),
        consent=_consent([record.consent for record in records]),
        is_speaker=_speaker([record.is_speaker for record in records]),
        **{name: _first_told(name, records) for name in FILLED},
    )


def _with_merged(groups: Sequence[int], rows: Sequence[RowFound]) -> list[int]:
    """A row whose name is merged with the one above goes on with whom that speaks of."""
    leaders = list(groups)
    for at, row in enumerate(rows):
        if at and row.goes_on and rows[at - 1].row.number == row.row.number - 1:
            own, other = leaders[at], leaders[at - 1]
            leaders = [other if leader == own else leader for leader in leaders]
    return leaders


def _with_joins(groups: Sequence[int], rows: Sequence[RowFound], records: Sequence[Attendee]) -> list[int]:
    """In a log of joins the same name is the same caller, unless people with different addresses bear it."""
    bearers: dict[str, set[int]] = {}
    for leader, row, record in zip(groups, rows, records, strict=True):
        if row.from_log:
            bearers.setdefault(fold(record.name.full), set()).add(leader)
    joined: dict[int, int] = {}
    for own in bearers.values():
        if len({leader for leader in own if records[leader].email}) <= 1:
            joined.update(dict.fromkeys(own, min(own)))
    return [joined.get(leader, leader) for leader in groups]


def _add_ons(found: Sequence[RowFound], leaders: dict[int, int]) -> dict[int, list[RowFound]]:
    """Rows of workshops and dinners, by the person of the same booking they were added to."""
    bookings: dict[str, list[int]] = {}
    added: dict[int, list[RowFound]] = {}
    for row in found:
        if row.order and id(row) in leaders:
            bookings.setdefault(row.order, []).append(leaders[id(row)])
    for row in found:
        people = bookings.get(row.order, []) if row.add_on and not row.attendee else []
        if people:
            number = int(row.add_on) if row.add_on.isdecimal() else 1
            added.setdefault(people[min(max(number, 1), len(people)) - 1], []).append(row)
    return added


def _filled(nothing: T, values: Iterable[T]) -> T:
    return next((value for value in values if value != nothing), nothing)


def _first_told(name: str, records: Sequence[Attendee]) -> Any:  # noqa: ANN401 - of what kind the field is
    for record in records:
        if told := getattr(record, name):
            return told
    return getattr(records[0], name)


def _united(several: Iterable[tuple[str, ...]]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(one for values in several for one in values))


def _consent(answers: Sequence[Consent]) -> Consent:
    """A no anywhere is a no."""
    return min(answers, key=(Consent.NO, Consent.YES, Consent.NOT_ASKED).index)


def _speaker(answers: Sequence[bool | None]) -> bool | None:
    return True if True in answers else _filled(None, answers)
