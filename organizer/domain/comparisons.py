"""What one table has that another has not, and what each guest adds to those before: facts, told in words elsewhere."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from organizer.domain.organisations import place_key
from organizer.domain.people import Person
from organizer.domain.relevance import matching
from organizer.domain.sectors import Sector, sector_of
from organizer.domain.table_facts import may_not_follow
from organizer.domain.table_mix import mix
from organizer.domain.table_requests import Grouping, HostSide, Request
from organizer.domain.vocabulary import Level, PersonId

# A kind of house is missed at a table when so many on the list, and such a part of them, are from there.
MISSED_FROM, MISSED_PART = 3, 0.1


class Aspect(StrEnum):
    """In what people differ so that a table gains by it; a visit's people are of one house, but of several sites."""

    LEVEL = "level"
    SECTOR = "sector"
    COUNTRY = "country"
    SITE = "site"
    DEPARTMENT = "department"


class Counted(StrEnum):
    """What is only counted: how many organisations, how many guests who …"""

    ORGANISATIONS = "organisations"
    ON_TOPIC = "on topic"
    MET_BEFORE = "met before"
    WITHOUT_ADDRESS = "without address"
    MAY_NOT_FOLLOW = "may not follow"  # the language spoken at the table


@dataclass(frozen=True, slots=True, kw_only=True)
class Trait:
    """Something somebody brings: a Level, a Sector, an ISO country, a site or a department as it is written."""

    aspect: Aspect
    value: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Addition:
    """A trait nobody had before: the `place`-th of its aspect, the host's own counted."""

    trait: Trait
    place: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Count:
    """A number that is another at the second table."""

    what: Counted
    before: int
    after: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Shift:
    """From one table to another: what comes in, what nobody brings any more, which numbers change."""

    gained: tuple[Trait, ...]
    lost: tuple[Trait, ...]
    counts: tuple[Count, ...]

    @property
    def is_even(self) -> bool:
        return not (self.gained or self.lost or self.counts)


def shift(before: Sequence[Person], after: Sequence[Person], request: Request) -> Shift:
    """What changes from one table to another."""
    old, new = _traits(before, request.grouping), _traits(after, request.grouping)
    return Shift(
        gained=tuple(trait for key, trait in new.items() if key not in old),
        lost=tuple(trait for key, trait in old.items() if key not in new),
        counts=_changed(_counted(before, request), _counted(after, request)),
    )


def additions(table: Sequence[Person], request: Request) -> Mapping[PersonId, tuple[Addition, ...]]:
    """What each guest adds to the host and the guests before: those the host asked for first, then in their order.

    The first of an aspect adds nothing: one country is no mix.
    """
    seen = _traits_of_host(request.host, request.grouping)
    places = Counter(aspect for aspect, _ in seen)
    added = {}
    for person in sorted(table, key=lambda one: not request.is_wanted(one.id)):
        fresh = [trait for key, trait in _traits([person], request.grouping).items() if key not in seen]
        for trait in fresh:
            seen[_key(trait)] = trait
            places[trait.aspect] += 1
        added[person.id] = tuple(
            Addition(trait=trait, place=places[trait.aspect]) for trait in fresh if places[trait.aspect] > 1
        )
    return added


def sectors_at(table: Iterable[Person]) -> tuple[tuple[Sector, int], ...]:
    """From what kinds of houses the guests are, the commonest first."""
    counted = count_sectors(table)
    return tuple(sorted(counted.items(), key=lambda pair: (-pair[1], pair[0])))


def count_sectors(people: Iterable[Person]) -> Counter[Sector]:
    """How many people are from which kind of house: by the names of the houses, each looked at once."""
    counted: Counter[Sector] = Counter()
    for organisation, count in Counter(person.organisation for person in people).items():
        if sector := sector_of(organisation):
            counted[sector] += count
    return counted


def sectors_missed(table: Iterable[Person], counted: Counter[Sector], host: HostSide) -> tuple[Sector, ...]:
    """Kinds of houses many on the list are from, and neither a guest nor the host; the commonest on the list first."""
    present = {*count_sectors(table), sector_of(host.organisation)}
    enough = max(MISSED_FROM, MISSED_PART * counted.total())
    return tuple(sector for sector, count in counted.most_common() if sector not in present and count >= enough)


def _traits(table: Iterable[Person], grouping: Grouping) -> dict[tuple[Aspect, str], Trait]:
    """Every trait at a table once, in the order of its guests."""
    traits = (trait for person in table for trait in _traits_of(person, grouping))
    found: dict[tuple[Aspect, str], Trait] = {}
    for trait in traits:
        found.setdefault(_key(trait), trait)
    return found


def _traits_of(person: Person, grouping: Grouping) -> list[Trait]:
    is_visit = grouping is not Grouping.ORGANISATION
    said = {
        Aspect.LEVEL: "" if person.level is Level.UNKNOWN else person.level.value,
        Aspect.SECTOR: "" if is_visit else (sector_of(person.organisation) or ""),
        Aspect.COUNTRY: person.country,
        Aspect.SITE: person.city if is_visit else "",
        Aspect.DEPARTMENT: person.department if is_visit else "",
    }
    return [Trait(aspect=aspect, value=value) for aspect, value in said.items() if value.strip()]


def _key(trait: Trait) -> tuple[Aspect, str]:
    return trait.aspect, place_key(trait.value)


def _traits_of_host(host: HostSide, grouping: Grouping) -> dict[tuple[Aspect, str], Trait]:
    said = {Aspect.LEVEL: "" if host.level is Level.UNKNOWN else host.level.value, Aspect.COUNTRY: host.country}
    if grouping is Grouping.ORGANISATION:
        said[Aspect.SECTOR] = sector_of(host.organisation) or ""
    traits = (Trait(aspect=aspect, value=value) for aspect, value in said.items() if value)
    return {_key(trait): trait for trait in traits}


def _counted(table: Sequence[Person], request: Request) -> dict[Counted, int]:
    counted = {
        Counted.ON_TOPIC: sum(bool(matching(request.topic, (*one.talks, *one.topics))) for one in table),
        Counted.MET_BEFORE: sum(one.id in request.met_before for one in table),
        Counted.WITHOUT_ADDRESS: sum(not one.email for one in table),
        Counted.MAY_NOT_FOLLOW: sum(may_not_follow(one.language, request.spoken_language) for one in table),
    }
    if request.grouping is Grouping.ORGANISATION:
        return {Counted.ORGANISATIONS: mix(table).organisations, **counted}
    return counted


def _changed(before: Mapping[Counted, int], after: Mapping[Counted, int]) -> tuple[Count, ...]:
    return tuple(
        Count(what=what, before=before[what], after=after[what]) for what in before if before[what] != after[what]
    )
