"""From many people to a table: who should sit together, who stands ready, and why."""

from dataclasses import dataclass
from enum import StrEnum

from organizer.domain.reasons import Fact
from organizer.domain.vocabulary import PersonId


class Wish(StrEnum):
    """What the host wants of a person at this party."""

    HOPED = "hoped"  # starred: had hoped to meet
    MUST = "must"  # must be there
    NOT_NOW = "not now"  # not at this table


@dataclass(frozen=True, slots=True, kw_only=True)
class Pick:
    """One person chosen, with the facts that speak for them at this table."""

    person_id: PersonId
    facts: tuple[Fact, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Mix:
    """The table in numbers, told in words on the page: distinct known values among the seats."""

    organisations: int
    levels: int
    countries: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Suggestion:
    """Seats and a ranked bench. `unmet` are English sentences, keys of their translations, for rules that could not hold."""

    seats: tuple[Pick, ...]
    bench: tuple[Pick, ...]
    mix: Mix
    unmet: tuple[str, ...]
    method: str
