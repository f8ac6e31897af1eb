"""The calendar object of one invitation: what it says, before it is written as iCalendar (RFC 5545, 5546)."""

from dataclasses import dataclass, replace
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
    """One VEVENT. `starts_at`, `ends_at`, `dtstamp` are instants in UTC, written as wall times of the zone `time_zone`.

    `dtstamp` is the time of this mail; with the same UID it and `sequence` have to rise from mail to mail. `location`
    is the bare video link; `url` the page of the round where there is one. `related_to` is the UID of the round a guest
    speaker's slot belongs to. A CANCEL is always cancelled; a download may be.
    """

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
    url: str = ""
    organizer: CalendarAddress
    attendee: CalendarAddress
    status: ParticipationStatus
    related_to: str = ""
    cancelled: bool = False

    @property
    def is_cancelled(self) -> bool:
        return self.cancelled or self.method is Method.CANCEL


def as_download(calendar_object: CalendarObject) -> CalendarObject:
    """The same entry to be taken from a page or a folder: same UID, so that it never stands beside the mailed one."""
    return replace(calendar_object, method=Method.PUBLISH, cancelled=calendar_object.is_cancelled)
