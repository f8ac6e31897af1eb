"""One meeting of a party: date, room, guest speaker slot."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from organizer.domain.errors import N_, OrganizerError
from organizer.domain.vocabulary import PartyId, PersonId, RoundId


class RoundState(StrEnum):
    """PLANNING until the first invitation is handed over; CANCELLED is final."""

    PLANNING = "planning"
    INVITING = "inviting"
    CANCELLED = "cancelled"


class SlotOutsideRoundError(OrganizerError):
    message = N_("The speaker's slot has to lie inside the evening. Choose an earlier start or a shorter length.")


@dataclass(frozen=True, slots=True, kw_only=True)
class SpeakerSlot:
    """The part of the round a guest speaker stays for, on top of the guests; starts `offset_minutes` into the round."""

    person_id: PersonId
    offset_minutes: int = 20
    length_minutes: int = 20
    brief: str = ""
    assistant_email: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Round:
    """One meeting. `starts_at` is an instant in UTC; `time_zone` the IANA name in which the host fixed it."""

    id: RoundId
    party_id: PartyId
    number: int
    state: RoundState = RoundState.PLANNING
    starts_at: datetime | None = None
    time_zone: str = "Europe/Berlin"
    length_minutes: int = 90
    video_link: str = ""
    speaker_slot: SpeakerSlot | None = None

    @property
    def ends_at(self) -> datetime | None:
        return self.starts_at + timedelta(minutes=self.length_minutes) if self.starts_at else None

    @property
    def slot_starts_at(self) -> datetime | None:
        """When the guest speaker's slot begins, if there is one and the date is fixed."""
        if self.starts_at is None or self.speaker_slot is None:
            return None
        return self.starts_at + timedelta(minutes=self.speaker_slot.offset_minutes)


def check_slot(slot: SpeakerSlot, *, length_minutes: int) -> SpeakerSlot:
    """Return the slot if it lies inside a round of that length."""
    if slot.offset_minutes < 0 or slot.length_minutes < 5 or slot.offset_minutes + slot.length_minutes > length_minutes:
        raise SlotOutsideRoundError
    return slot
