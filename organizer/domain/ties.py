"""What ties guests to one another: whom they know, and what they could talk about."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from itertools import combinations

from organizer.domain.organisations import house_key, join_spellings, place_key
from organizer.domain.people import Person
from organizer.domain.relevance import matching
from organizer.domain.vocabulary import PersonId


class TieKind(StrEnum):
    """How two guests are tied, the closest first. A shared topic is no acquaintance: it is what may become one."""

    MET = "met"
    COLLEAGUES = "colleagues"
    TOPIC = "topic"


@dataclass(frozen=True, slots=True, kw_only=True)
class Tie:
    """Between two guests; `detail` is the number of the round, the organisation, or the topic."""

    one: PersonId
    other: PersonId
    kind: TieKind
    detail: str = ""

    @property
    def ends(self) -> frozenset[PersonId]:
        return frozenset((self.one, self.other))


def ties_among(
    table: Sequence[Person], met: Mapping[PersonId, Iterable[int]], *, topic: str, is_visit: bool
) -> tuple[Tie, ...]:
    """The closest tie of each two guests, in the order of the table; `met` says at which rounds somebody was.

    That two are interested in the evening's own `topic` ties nobody in particular. For a visit everybody is of one
    house, so colleagues are those of one department at one site.
    """
    houses = _houses(table, is_visit=is_visit)
    topics = {one.id: _topics_beside(one, topic) for one in table}
    ties = (_tie(one.id, other.id, met, houses, topics) for one, other in combinations(table, 2))
    named = {one.id: one.organisation for one in table}
    return tuple(replace(tie, detail=tie.detail or named[tie.one]) for tie in ties if tie)


def _houses(table: Sequence[Person], *, is_visit: bool) -> dict[PersonId, str]:
    if is_visit:
        keys = {one.id: (place_key(one.city), place_key(one.department)) for one in table}
        return {person_id: " ".join(key) if all(key) else "" for person_id, key in keys.items()}
    joined = join_spellings(table)
    keys_of = {one.id: house_key(one.organisation) for one in table}
    return {person_id: joined.get(key, key) for person_id, key in keys_of.items()}


def _topics_beside(person: Person, topic: str) -> dict[str, str]:
    """A person's topics by key, without those that are the evening's own."""
    own = set(matching(topic, person.topics))
    return {key: one for one in person.topics if one not in own and (key := place_key(one))}


def _tie(
    one: PersonId,
    other: PersonId,
    met: Mapping[PersonId, Iterable[int]],
    houses: Mapping[PersonId, str],
    topics: Mapping[PersonId, Mapping[str, str]],
) -> Tie | None:
    together = set(met.get(one, ())) & set(met.get(other, ()))
    if together:
        return Tie(one=one, other=other, kind=TieKind.MET, detail=str(max(together)))
    if houses[one] and houses[one] == houses[other]:
        return Tie(one=one, other=other, kind=TieKind.COLLEAGUES)
    shared = next((said for key, said in topics[one].items() if key in topics[other]), "")
    return Tie(one=one, other=other, kind=TieKind.TOPIC, detail=shared) if shared else None
