"""What a table would gain and lose: who could take a seat, and another table beside the present one."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from sqlalchemy import Connection

from organizer.domain.comparisons import Addition, Shift, additions, sectors_at, shift
from organizer.domain.crowds import Crowd
from organizer.domain.directories import Filters
from organizer.domain.errors import NotFoundError
from organizer.domain.people import Person
from organizer.domain.reasons import Fact
from organizer.domain.sectors import Sector
from organizer.domain.shortlist import Suggestion, cautions_of, stand_ins, suggest
from organizer.domain.table_facts import facts_for
from organizer.domain.table_mix import MixWords, mix_in_words
from organizer.domain.table_requests import Grouping, Request, Taste, Wish
from organizer.domain.ties import Tie
from organizer.domain.unmet import Unmet
from organizer.domain.vocabulary import PersonId
from organizer.services import tables
from organizer.services.crowds import Prepared
from organizer.services.rounds import Evening
from organizer.store import people as people_store

BEST_SHOWN, FOUND_SHOWN = 5, 12


@dataclass(frozen=True, slots=True, kw_only=True)
class Successor:
    """Somebody who could take a seat, with what would speak for them there, and what the table gains and loses."""

    person: Person
    facts: tuple[Fact, ...]
    cautions: tuple[Fact, ...]
    shift: Shift
    waits: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenSeat:
    """A seat before it is given to somebody else: who is `best` for it, who else is `waiting`, and people `found`."""

    leaving: Person
    best: tuple[Successor, ...]
    waiting: tuple[Successor, ...]
    found: tuple[Successor, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Laid:
    """One table of two: its guests in order, what speaks for each, what each adds, and the mix."""

    guests: tuple[Person, ...]
    bench: tuple[PersonId, ...]
    facts: Mapping[PersonId, tuple[Fact, ...]]
    cautions: Mapping[PersonId, tuple[Fact, ...]]
    additions: Mapping[PersonId, tuple[Addition, ...]]
    mix: MixWords
    sectors: tuple[tuple[Sector, int], ...]
    ties: tuple[Tie, ...]

    @property
    def ids(self) -> frozenset[PersonId]:
        return frozenset(one.id for one in self.guests)


@dataclass(frozen=True, slots=True, kw_only=True)
class Since:
    """What has changed at a table since it was last otherwise."""

    came: tuple[Person, ...]
    left: tuple[Person, ...]
    shift: Shift


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """The present table and another one; `seed` is the one that led to it."""

    present: Laid
    other: Laid
    shift: Shift
    unmet: tuple[Unmet, ...]
    seed: int

    @property
    def since(self) -> Since:
        """What taking the other table would change."""
        mine, theirs = self.present, self.other
        return Since(
            came=tuple(one for one in theirs.guests if one.id not in mine.ids),
            left=tuple(one for one in mine.guests if one.id not in theirs.ids),
            shift=self.shift,
        )

    @property
    def common(self) -> frozenset[PersonId]:
        return self.present.ids & self.other.ids


def since(connection: Connection, planned: Evening, seated_before: Sequence[PersonId]) -> Since:
    """Who came, who left, and what the table gained and lost by it."""
    found = {one.id: one for one in people_store.people_of(connection, planned.host.id, seated_before)}
    before = tuple(found[one] for one in seated_before if one in found)
    now = {one.id for one in planned.guests}
    return Since(
        came=tuple(one for one in planned.guests if one.id not in found),
        left=tuple(one for one in before if one.id not in now),
        shift=shift(before, planned.guests, tables.request_for(connection, planned)),
    )


def look_at_seat(connection: Connection, planned: Evening, leaving_id: PersonId, words: str = "") -> OpenSeat:
    """Who could take somebody's seat, and what would change; `words` look for anybody else."""
    leaving = next((one for one in planned.guests if one.id == leaving_id), None)
    if leaving is None:
        raise NotFoundError
    prepared = tables.prepared_for(connection, planned)
    crowd, request = prepared.crowd, tables.request_for(connection, planned)
    seated = [one.id for one in planned.guests]
    picks = stand_ins(crowd.people, seated, request, most=BEST_SHOWN, only=[leaving_id], crowd=crowd)[leaving_id]
    best = [crowd.person(pick.person_id) for pick in picks]
    shown = {one.id for one in (*best, *planned.guests, planned.speaker) if one}
    waiting = [one for one in planned.bench if one.id not in shown]
    found = _found(prepared, words, shown | {one.id for one in waiting})
    known = cautions_of((*best, *waiting, *found), request, crowd)
    after = (_successors(ones, planned, leaving_id, request, known) for ones in (best, waiting, found))
    return OpenSeat(leaving=leaving, **dict(zip(("best", "waiting", "found"), after, strict=True)))


def compare(connection: Connection, planned: Evening, taste: Taste, *, seed: int | None = None) -> Comparison:
    """Another table than the present one to this taste, among near equals; the very table of a `seed` once known."""
    request = _to_taste(tables.request_for(connection, planned), taste)
    crowd = tables.prepared_for(connection, planned).crowd
    present = _laid(connection, planned, request, crowd, planned.guests, tuple(one.id for one in planned.bench))
    first = sum(present.ids)
    seeds = range(first, first + tables.TRIES) if seed is None else (seed,)
    suggestion, tried = _another(crowd, request, planned.guests, seeds)
    guests = _in_place(tuple(crowd.person(pick.person_id) for pick in suggestion.seats), planned.guests)
    bench = tuple(pick.person_id for pick in suggestion.bench)
    return Comparison(
        present=present,
        other=_laid(connection, planned, request, crowd, guests, bench),
        shift=shift(present.guests, guests, request),
        unmet=suggestion.unmet,
        seed=tried,
    )


def _another(crowd: Crowd, request: Request, present: Sequence[Person], seeds: Iterable[int]) -> tuple[Suggestion, int]:
    """Another table among near equals; where the same one comes out each time, the best without one guest of it."""
    ids = {one.id for one in present}
    for seed in seeds:
        suggestion = suggest(crowd.people, replace(request, seed=seed), crowd=crowd)
        if {pick.person_id for pick in suggestion.seats} != ids:
            return suggestion, seed
    least = next((one.id for one in reversed(present) if not request.is_wanted(one.id)), None)
    if least is None:
        return suggestion, seed
    asked = replace(request, wishes={**request.wishes, least: Wish.NOT_NOW}, seed=seed)
    other = suggest(crowd.people, asked, crowd=crowd)
    return (other if len(other.seats) >= len(present) else suggestion), seed


def _in_place(guests: Sequence[Person], present: Sequence[Person]) -> tuple[Person, ...]:
    """In the order of the present table: whoever sits at both keeps the place, the others fill the gaps."""
    ids = {one.id for one in guests}
    fresh = iter([one for one in guests if one.id not in {other.id for other in present}])
    kept = [one if one.id in ids else next(fresh, None) for one in present]
    return (*(one for one in kept if one), *fresh)


def _to_taste(request: Request, taste: Taste) -> Request:
    return replace(
        request,
        lean=taste.lean,
        more_senior=taste.more_senior,
        more_new_faces=taste.more_new_faces,
        most_of_one=taste.most_of_one,
    )


def _found(prepared: Prepared, words: str, shown: set[PersonId]) -> tuple[Person, ...]:
    if not words.strip():
        return ()
    hits = prepared.directory.find(words, Filters(), limit=FOUND_SHOWN + len(shown))
    fitting = (prepared.crowd.person(one) for one in hits.ids if one not in shown)
    return tuple(one for one in fitting if not one.opted_out)[:FOUND_SHOWN]


def _successors(
    people: Sequence[Person],
    planned: Evening,
    leaving_id: PersonId,
    request: Request,
    known: Mapping[PersonId, tuple[Fact, ...]],
) -> tuple[Successor, ...]:
    return tuple(
        _successor(person, planned, leaving_id, request, known.get(person.id, ()))
        for person in people
        if not person.opted_out
    )


def _successor(
    person: Person, planned: Evening, leaving_id: PersonId, request: Request, cautions: tuple[Fact, ...]
) -> Successor:
    after = tuple(person if one.id == leaving_id else one for one in planned.guests)
    return Successor(
        person=person,
        facts=facts_for(person, after, request),
        cautions=cautions,
        shift=shift(planned.guests, after, request),
        waits=any(one.id == person.id for one in planned.bench),
    )


def _laid(
    connection: Connection,
    planned: Evening,
    request: Request,
    crowd: Crowd,
    guests: tuple[Person, ...],
    bench: tuple[PersonId, ...],
) -> Laid:
    return Laid(
        guests=guests,
        bench=bench,
        facts={one.id: facts_for(one, guests, request) for one in guests},
        cautions=cautions_of(guests, request, crowd),
        additions=additions(guests, request),
        mix=mix_in_words(guests, request.host, request.spoken_language),
        sectors=sectors_at(guests) if request.grouping is Grouping.ORGANISATION else (),
        ties=tables.ties_of(connection, planned, guests),
    )
