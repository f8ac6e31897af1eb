"""One meeting of a party: date, room, guest speaker slot."""

import re
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from urllib.parse import urlsplit

from organizer.domain.errors import N_, OrganizerError
from organizer.domain.vocabulary import PartyId, PersonId, RoundId

SHORTEST_MINUTES, LONGEST_MINUTES = 30, 240
SHORTEST_PART = 5
LONGEST_LINK = 2000
# The characters of a URI (RFC 3986 2); anything else does not survive a letter or a calendar entry.
URI = re.compile(r"[A-Za-z0-9\-._~:/?#\[\]@!$&'()*+,;=%]+")
HOST = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?(?::[0-9]{1,5})?")


class RoundState(StrEnum):
    """PLANNING until the first invitation is handed over; CANCELLED is final."""

    PLANNING = "planning"
    INVITING = "inviting"
    CANCELLED = "cancelled"


class SlotOutsideRoundError(OrganizerError):
    message = N_("The speaker's slot has to lie inside the evening. Choose an earlier start or a shorter length.")


class StayOutsideRoundError(OrganizerError):
    message = N_("The part of the evening that %(name)s stays for has to lie inside it and last five minutes or more.")


class RoundLengthError(OrganizerError):
    message = N_("An evening takes %(shortest)s to %(longest)s minutes. Choose a number between them.")


class InsecureLinkError(OrganizerError):
    message = N_("A video link begins with https://. Copy it anew from your video service, or decide later.")


class BrokenLinkError(OrganizerError):
    message = N_("This is not one whole link. Copy it anew from your video service; it has no blanks in it.")


class NameInLinkError(OrganizerError):
    message = N_("This link holds a name or a password in front of an @. Copy the link meant for guests.")


@dataclass(frozen=True, slots=True, kw_only=True)
class SpeakerSlot:
    """The part of the round a guest speaker stays for, on top of the guests; starts `offset_minutes` into the round."""

    person_id: PersonId
    offset_minutes: int = 20
    length_minutes: int = 20
    brief: str = ""
    assistant_email: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Stay:
    """The part of the round for which a guest is there, who comes later or leaves earlier than the others."""

    person_id: PersonId
    offset_minutes: int
    length_minutes: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Round:
    """One meeting. `starts_at` is an instant in UTC; `time_zone` the IANA name in which the host fixed it.

    `stays` are those of guests who are there for a part of it only. `revision` rises with every change: it is the
    SEQUENCE of the host's own entry. `guests_deleted` had all that was held about them deleted.
    """

    id: RoundId
    party_id: PartyId
    number: int
    state: RoundState = RoundState.PLANNING
    starts_at: datetime | None = None
    time_zone: str = "Europe/Berlin"
    length_minutes: int = 90
    video_link: str = ""
    speaker_slot: SpeakerSlot | None = None
    stays: tuple[Stay, ...] = ()
    revision: int = 0
    guests_deleted: int = 0

    @property
    def ends_at(self) -> datetime | None:
        return self.starts_at + timedelta(minutes=self.length_minutes) if self.starts_at else None

    def is_over(self, now: datetime) -> bool:
        return self.ends_at is not None and self.ends_at <= now

    @property
    def slot_starts_at(self) -> datetime | None:
        """When the guest speaker's slot begins, if there is one and the date is fixed."""
        if self.starts_at is None or self.speaker_slot is None:
            return None
        return self.starts_at + timedelta(minutes=self.speaker_slot.offset_minutes)

    def part_of(self, person_id: PersonId) -> SpeakerSlot | Stay | None:
        """The part of the round that this person is asked for; None where it is the whole."""
        if self.speaker_slot and self.speaker_slot.person_id == person_id:
            return self.speaker_slot
        return self.stay_of(person_id)

    def stay_of(self, person_id: PersonId) -> Stay | None:
        """The part of the round that this guest stays for; None where it is the whole."""
        return next((stay for stay in self.stays if stay.person_id == person_id), None)

    def as_asked_of(self, person_id: PersonId) -> "Round":
        """The round as this person's calendar shows it: begin and length of the part they are asked for."""
        part = self.part_of(person_id)
        if part is None or self.starts_at is None:
            return self
        starts_at = self.starts_at + timedelta(minutes=part.offset_minutes)
        return replace(self, starts_at=starts_at, length_minutes=part.length_minutes)


def check_slot(slot: SpeakerSlot, *, length_minutes: int) -> SpeakerSlot:
    """Return the slot if it lies inside a round of that length."""
    if not is_inside(slot, length_minutes=length_minutes):
        raise SlotOutsideRoundError
    return slot


def is_inside(part: SpeakerSlot | Stay, *, length_minutes: int) -> bool:
    """Whether a part lies inside a round of that length, and lasts."""
    ends = part.offset_minutes + part.length_minutes
    return part.offset_minutes >= 0 and part.length_minutes >= SHORTEST_PART and ends <= length_minutes


def check_length(minutes: int) -> int:
    """Return a length an evening may have."""
    if not SHORTEST_MINUTES <= minutes <= LONGEST_MINUTES:
        raise RoundLengthError(shortest=SHORTEST_MINUTES, longest=LONGEST_MINUTES)
    return minutes


def check_video_link(link: str) -> str:
    """Return the link if guests can be sent there: https, one piece, no name or password in it; empty is fine."""
    if not link:
        return link
    if not link.lower().startswith("https://"):
        raise InsecureLinkError
    if len(link) > LONGEST_LINK or not URI.fullmatch(link):
        raise BrokenLinkError
    place = re.split(r"[/?#]", link[len("https://") :], maxsplit=1)[0]
    if "@" in place:
        raise NameInLinkError
    if not HOST.fullmatch(place):
        raise BrokenLinkError
    return link


def room_host(link: str) -> str:
    """Where a video link leads, as it is shown to the host: "meet.example.org"."""
    return urlsplit(link).netloc.lower()
