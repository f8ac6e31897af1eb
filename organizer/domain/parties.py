"""The host, the meeting that did not happen, and the party that replaces it."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from organizer.domain.vocabulary import Formality, HostId, Language, Level, OccasionId, PartyId

FEWEST_GUESTS, MOST_GUESTS, USUAL_GUESTS = 5, 10, 7
USUAL_LENGTH_MINUTES = 90


class OccasionKind(StrEnum):
    """Which meeting did not happen."""

    CONFERENCE_CANCELLED = "conference-cancelled"
    CONFERENCE_POSTPONED = "conference-postponed"
    LAST_EDITION = "last-edition"
    THEIR_VISIT = "their-visit"
    MY_VISIT = "my-visit"

    @property
    def is_visit(self) -> bool:
        """A visit brings people of one organisation together: the table mixes sites and departments instead."""
        return self in (OccasionKind.THEIR_VISIT, OccasionKind.MY_VISIT)


class Lean(StrEnum):
    """What a table leans to: people close to the topic, or people who differ from one another."""

    TOPIC = "topic"
    RATHER_TOPIC = "rather topic"
    BALANCED = "balanced"
    RATHER_MIXED = "rather mixed"
    MIXED = "mixed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Host:
    """The organiser; the ORGANIZER of the calendar objects. `time_zone` is an IANA name.

    `company_details` is what the law asks of a firm's mails: form, seat, register, directors.
    """

    id: HostId
    name: str
    email: str
    role: str = ""
    organisation: str = ""
    level: Level = Level.UNKNOWN
    topics: tuple[str, ...] = ()
    signature: str = ""
    company_details: str = ""
    language: Language = Language.EN
    time_zone: str = "Europe/Berlin"


@dataclass(frozen=True, slots=True, kw_only=True)
class Occasion:
    """The meeting that did not happen. `name` is a conference, or for a visit the office that is not visited."""

    id: OccasionId
    host_id: HostId
    kind: OccasionKind
    name: str
    place: str = ""
    planned_on: date | None = None
    fell_out: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Party:
    """The series of rounds: topic, occasion, spoken language, how many guests (host not counted), usual length.

    `formality` is how guests are addressed where the person says nothing else. `lean`, `more_senior` and
    `more_new_faces` are the host's taste in tables, `many_of_one` lets more than two of one organisation sit together.
    """

    id: PartyId
    host_id: HostId
    occasion: Occasion
    topic: str = ""
    question: str = ""
    spoken_language: Language = Language.EN
    guests_wanted: int = USUAL_GUESTS
    length_minutes: int = USUAL_LENGTH_MINUTES
    formality: Formality = Formality.FORMAL
    lean: Lean = Lean.BALANCED
    more_senior: bool = False
    more_new_faces: bool = False
    many_of_one: bool = False
