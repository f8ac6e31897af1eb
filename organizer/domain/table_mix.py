"""Who meets at a table, in numbers and as data for sentences."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from organizer.domain.organisations import house_key
from organizer.domain.people import Person
from organizer.domain.table_facts import may_not_follow
from organizer.domain.table_requests import HostSide
from organizer.domain.vocabulary import Language, Level

LADDER = (Level.TOP, Level.SENIOR, Level.JUNIOR)


class Height(StrEnum):
    """Where a level stands, seen from the host's."""

    ABOVE = "above"
    BESIDE = "beside"
    BELOW = "below"


@dataclass(frozen=True, slots=True, kw_only=True)
class Mix:
    """The table in numbers, told in words on the page: distinct known values among the seats."""

    organisations: int
    levels: int
    countries: int


@dataclass(frozen=True, slots=True, kw_only=True)
class MixWords:
    """What the page says of a table: guests on each level, highest first, and which height is missing beside the host.

    `missing` is empty when the host's own level is not known. `countries` are ISO codes in alphabetical order.
    `may_not_follow` are the names of those who may not speak the table's language.
    """

    levels: tuple[tuple[Level, int], ...]
    missing: tuple[Height, ...]
    organisations: int
    countries: tuple[str, ...]
    without_address: int
    may_not_follow: tuple[str, ...] = ()


def mix(people: Sequence[Person]) -> Mix:
    """How many different organisations, levels and countries are known among these people."""
    return Mix(
        organisations=len({house_key(person.organisation) for person in people} - {""}),
        levels=len({person.level for person in people} - {Level.UNKNOWN}),
        countries=len({person.country for person in people} - {""}),
    )


def mix_in_words(people: Sequence[Person], host: HostSide, spoken: Language | None = None) -> MixWords:
    """The same as data for a sentence, with what is missing above, beside or below the host."""
    counted = Counter(person.level for person in people)
    return MixWords(
        levels=tuple((level, counted[level]) for level in Level if counted[level] and level is not Level.UNKNOWN),
        missing=_missing_heights(counted, host.level),
        organisations=mix(people).organisations,
        countries=tuple(sorted({person.country for person in people} - {""})),
        without_address=sum(not person.email for person in people),
        may_not_follow=tuple(one.name.full for one in people if may_not_follow(one.language, spoken)),
    )


def _missing_heights(levels: Iterable[Level], host: Level) -> tuple[Height, ...]:
    """The heights nobody has, of those there are from where the host stands; independents stand on none."""
    if host not in LADDER:
        return ()
    own = LADDER.index(host)
    heights = {Height.ABOVE: LADDER[:own], Height.BESIDE: LADDER[own : own + 1], Height.BELOW: LADDER[own + 1 :]}
    present = set(levels)
    return tuple(height for height, steps in heights.items() if steps and not present & set(steps))
