"""One seat offered to one person in one round: its own UID, its SEQUENCE, its life."""

from dataclasses import dataclass
from enum import StrEnum

from organizer.domain.reasons import Fact
from organizer.domain.vocabulary import InvitationId, PersonId, RoundId


class Role(StrEnum):
    GUEST = "guest"
    SPEAKER = "speaker"


class InvitationState(StrEnum):
    """PLANNED until its mail is handed over; OPEN while the calendar entry stands; CLOSED for good after a CANCEL."""

    PLANNED = "planned"
    OPEN = "open"
    CLOSED = "closed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Invitation:
    """A seat offered. After CANCEL its UID is dead: re-inviting makes a new invitation (RFC 5546 3.2.5).

    `sequence` is that of the last calendar object frozen for it, `asked_sequence` that of the last one that asked for
    an answer: what was said to an earlier one no longer holds. `came` is noted after the evening.
    """

    id: InvitationId
    round_id: RoundId
    person_id: PersonId
    role: Role
    uid: str
    sequence: int = 0
    asked_sequence: int = 0
    state: InvitationState = InvitationState.PLANNED
    came: bool | None = None


class Place(StrEnum):
    SEAT = "seat"
    BENCH = "bench"


@dataclass(frozen=True, slots=True, kw_only=True)
class Seat:
    """A place at the table of a round, or a ranked place on its bench, with the facts that speak for the person."""

    round_id: RoundId
    person_id: PersonId
    place: Place
    rank: int
    pinned: bool = False
    facts: tuple[Fact, ...] = ()
