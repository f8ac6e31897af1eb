"""What table the host wants: topic, size, wishes, rules and tastes."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from organizer.domain.errors import N_, OrganizerError
from organizer.domain.parties import FEWEST_GUESTS, MOST_GUESTS, USUAL_GUESTS, Lean, OccasionKind
from organizer.domain.vocabulary import Language, Level, PersonId

USUAL_BENCH = 5
MOST_OF_ONE = 2


class TableSizeError(OrganizerError):
    message = N_("A table has %(fewest)s to %(most)s guests. Choose a number between them.")


class Wish(StrEnum):
    """What the host wants of a person at this party."""

    HOPED = "hoped"  # starred: had hoped to meet
    MUST = "must"  # must be there
    NOT_NOW = "not now"  # not at this table


class Grouping(StrEnum):
    """Of what at most two sit at a table. Where BOTH seats too few, departments alone and sites alone are tried."""

    ORGANISATION = "organisation"
    BOTH = "site and department"
    DEPARTMENT = "department"
    SITE = "site"


@dataclass(frozen=True, slots=True, kw_only=True)
class Taste:
    """What tables the host likes; with `many_of_one` more than two of one organisation may sit together."""

    lean: Lean
    more_senior: bool = False
    more_new_faces: bool = False
    many_of_one: bool = False

    @property
    def most_of_one(self) -> int:
        return MOST_GUESTS if self.many_of_one else MOST_OF_ONE


@dataclass(frozen=True, slots=True, kw_only=True)
class HostSide:
    """What the host brings to the table. `country` is ISO 3166 alpha-2; empty means not known."""

    level: Level = Level.UNKNOWN
    topics: tuple[str, ...] = ()
    country: str = ""
    organisation: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """What table the host wants. `guests` is without the host, 5 to 10, else TableSizeError.

    `pinned` keep their seats; each pair in `apart` never sits together; `met_before` says in which round somebody sat.
    `lean` says how much closeness to the topic counts beside variety. `ties` are pairs who sat together in an earlier
    round; `invited_lately` were asked to another one not long ago, `twice_silent` left the last two unanswered.
    Another `seed` decides otherwise among near equals.
    """

    topic: str = ""
    guests: int = USUAL_GUESTS
    bench: int = USUAL_BENCH
    wishes: Mapping[PersonId, Wish] = field(default_factory=dict)
    apart: frozenset[frozenset[PersonId]] = frozenset()
    grouping: Grouping = Grouping.ORGANISATION
    most_of_one: int = MOST_OF_ONE
    host: HostSide = HostSide()
    pinned: frozenset[PersonId] = frozenset()
    met_before: Mapping[PersonId, int] = field(default_factory=dict)
    seed: int = 0
    lean: Lean = Lean.BALANCED
    more_senior: bool = False
    more_new_faces: bool = False
    ties: frozenset[frozenset[PersonId]] = frozenset()
    invited_lately: frozenset[PersonId] = frozenset()
    twice_silent: frozenset[PersonId] = frozenset()
    spoken_language: Language | None = None
    starts_at: datetime | None = None
    speaker_id: PersonId | None = None

    def __post_init__(self) -> None:
        if not FEWEST_GUESTS <= self.guests <= MOST_GUESTS:
            raise TableSizeError(fewest=FEWEST_GUESTS, most=MOST_GUESTS)

    def is_wanted(self, person_id: PersonId) -> bool:
        """Whether the host asked for this person."""
        return person_id in self.pinned or self.wishes.get(person_id) in (Wish.MUST, Wish.HOPED)


def grouping_for(kind: OccasionKind) -> Grouping:
    """Of what at most two sit together: organisations for a conference; sites and departments for a visit."""
    return Grouping.BOTH if kind.is_visit else Grouping.ORGANISATION
