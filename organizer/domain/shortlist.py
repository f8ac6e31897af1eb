"""From many people to a table: who should sit together, who stands ready, and why; the formula: docs/choosing.md."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from organizer.domain import composition, table_search
from organizer.domain.crowds import Crowd
from organizer.domain.errors import N_
from organizer.domain.halls import Hall, Seating, best_seating, open_hall, waiting
from organizer.domain.people import Person
from organizer.domain.reasons import Fact
from organizer.domain.table_facts import cautions_for, facts_for
from organizer.domain.table_mix import Mix, mix
from organizer.domain.table_requests import Request
from organizer.domain.unmet import Unmet, unmet_as_suggested, unmet_by_hand
from organizer.domain.vocabulary import PersonId

MOST_STAND_INS = 3

METHOD_BY_MEANING = N_(
    "Everybody is compared with the topic by what their words mean, and by the words themselves, in three languages. "
    "The table is put together step by step; then one or two people are exchanged for as long as it gains in relevance "
    "and variety."
)
METHOD = N_(
    "Everybody is compared with the topic, by parts of words and in three languages. The table is put together step by "
    "step; then one or two people are exchanged for as long as it gains in relevance and variety."
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Pick:
    """One person chosen, with the facts that speak for them at this table, and what to know before asking them."""

    person_id: PersonId
    facts: tuple[Fact, ...]
    cautions: tuple[Fact, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Suggestion:
    """Seats and a ranked bench; `unmet` tells which rules could not hold; `method` is a sentence for translation."""

    seats: tuple[Pick, ...]
    bench: tuple[Pick, ...]
    mix: Mix
    unmet: tuple[Unmet, ...]
    method: str = METHOD


def method_of(crowd: Crowd) -> str:
    """How a table is chosen from this crowd, a sentence for translation."""
    return METHOD_BY_MEANING if crowd.meanings else METHOD


def suggest(people: Sequence[Person], request: Request, *, crowd: Crowd | None = None) -> Suggestion:
    """Seat those the host wants, complete the table round them, and rank a bench.

    `crowd` is `gather(people)` when it is at hand. Same people, request and
    seed, same table, in whatever order the people come.
    """
    hall = open_hall(people, request, crowd)
    seating = best_seating(hall)
    table = [hall.people[one] for one in seating.seats]
    return Suggestion(
        seats=tuple(_pick(hall, one, table) for one in seating.seats),
        bench=tuple(_pick(hall, one, table) for one in _bench(hall, seating)),
        mix=mix(table),
        unmet=unmet_as_suggested(hall, seating),
        method=method_of(hall.crowd),
    )


def unmet_at(
    people: Sequence[Person], seated_ids: Sequence[PersonId], request: Request, *, crowd: Crowd | None = None
) -> tuple[Unmet, ...]:
    """What is not as the rules or the host would have it at a table that was changed by hand since it was suggested."""
    hall = open_hall(people, request, crowd)
    best = best_seating(hall)
    seating = replace(best, seats=tuple(hall.places[one] for one in seated_ids if one in hall.places))
    return unmet_by_hand(hall, seating, best)


def cautions_of(people: Iterable[Person], request: Request, crowd: Crowd) -> dict[PersonId, tuple[Fact, ...]]:
    """What the host should know before asking these people of a crowd."""
    closeness = crowd.closeness(request.topic)
    return {
        one.id: cautions_for(one, request, float(closeness[crowd.places[one.id]]))
        for one in people
        if one.id in crowd.places
    }


def replacement(
    people: Sequence[Person],
    seated_ids: Iterable[PersonId],
    leaving_id: PersonId,
    request: Request,
    *,
    crowd: Crowd | None = None,
) -> Pick | None:
    """Who takes a seat that falls free and keeps rules and mix; wanted people first; None when rules bar everybody."""
    hall = open_hall(people, request, crowd)
    return next(iter(_stand_ins(hall, tuple(seated_ids), leaving_id, most=1)), None)


def stand_ins(
    people: Sequence[Person],
    seated_ids: Sequence[PersonId],
    request: Request,
    *,
    most: int = MOST_STAND_INS,
    only: Sequence[PersonId] | None = None,
    crowd: Crowd | None = None,
) -> dict[PersonId, tuple[Pick, ...]]:
    """For each seat, or `only` some, who takes it when it falls free: wanted people first, then who keeps the mix."""
    hall = open_hall(people, request, crowd)
    return {leaving: _stand_ins(hall, seated_ids, leaving, most=most) for leaving in (only or seated_ids)}


def _stand_ins(hall: Hall, seated_ids: Sequence[PersonId], leaving_id: PersonId, *, most: int) -> tuple[Pick, ...]:
    """Who may take one seat, ranked, under the first reading of the rules that lets anybody sit."""
    rest = [hall.places[one] for one in seated_ids if one != leaving_id and one in hall.places]
    barred = hall.candidates.barred | hall.mask([leaving_id])
    for groups in hall.groupings.values():
        candidates = replace(hall.candidates, groups=groups, barred=barred)
        if ranked := composition.successors(candidates, rest, most=most, first=hall.wanted):
            table = [hall.people[one] for one in rest]
            return tuple(_pick(hall, one, [*table, hall.people[one]]) for one in ranked)
    return ()


def _bench(hall: Hall, seating: Seating) -> list[int]:
    """Those the host wants who found no seat, the best first; then whoever keeps the mix when somebody falls out."""
    first = waiting(hall, seating)
    barred = seating.candidates.barred | hall.mask(hall.people[one].id for one in first)
    others = replace(seating.candidates, barred=barred)
    return [*first, *table_search.understudies(others, seating.seats, size=hall.request.bench - len(first))]


def _pick(hall: Hall, one: int, table: Sequence[Person]) -> Pick:
    person, request = hall.people[one], hall.request
    cautions = cautions_for(person, request, float(hall.relevances[one]))
    return Pick(person_id=person.id, facts=facts_for(person, table, request), cautions=cautions)
