"""The calendar object of one invitation: what it says, before it is written as iCalendar (RFC 5545, 5546)."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from organizer.domain.vocabulary import ParticipationStatus


class Method(StrEnum):
    """iTIP methods we write (RFC 5546 3.2): REQUEST and CANCEL by mail, PUBLISH as a download."""

    REQUEST = "REQUEST"
    CANCEL = "CANCEL"
    PUBLISH = "PUBLISH"


@dataclass(frozen=True, slots=True, kw_only=True)
class CalendarAddress:
    name: str
    email: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CalendarObject:
    """One VEVENT. `starts_at`, `ends_at` and `dtstamp` are instants in UTC; `time_zone` is the IANA name they are written in."""

    method: Method
    uid: str
    sequence: int
    dtstamp: datetime
    starts_at: datetime
    ends_at: datetime
    time_zone: str
    summary: str
    description: str
    location: str = ""
    conference_label: str = ""
    organizer: CalendarAddress
    attendee: CalendarAddress
    status: ParticipationStatus
    related_to: str = ""
