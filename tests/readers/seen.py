"""What a calendar program reads in an object of ours, in one shape for all of them."""

from dataclasses import dataclass, replace
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from organizer.domain.calendar_objects import CalendarAddress, CalendarObject, Method


@dataclass(frozen=True, kw_only=True)
class Seen:
    """`wall_time` is the local time shown, `time_zone` the zone it is shown in; `complaints` what the reader minds."""

    method: str
    uid: str
    sequence: int
    starts_at: datetime
    ends_at: datetime
    wall_time: str
    time_zone: str
    summary: str
    description: str
    location: str
    status: str
    organizer: str
    organizer_name: str
    attendee: str = ""
    attendee_name: str = ""
    participation: str = ""
    conference: str = ""
    complaints: tuple[str, ...] = ()


def meant(calendar_object: CalendarObject, *, in_utc: bool = False) -> Seen:
    """What every reader should see; `in_utc` where the hour comes twice or the zone's law cannot be told."""
    time_zone = "UTC" if in_utc else calendar_object.time_zone
    local = calendar_object.starts_at.astimezone(ZoneInfo(time_zone))
    seen = Seen(
        method=calendar_object.method.value,
        uid=calendar_object.uid,
        sequence=calendar_object.sequence,
        starts_at=calendar_object.starts_at,
        ends_at=calendar_object.ends_at,
        wall_time=local.strftime("%Y-%m-%dT%H:%M:%S"),
        time_zone=time_zone,
        summary=calendar_object.summary,
        description=calendar_object.description,
        location=calendar_object.location,
        status="CANCELLED" if calendar_object.is_cancelled else "CONFIRMED",
        organizer=_address(calendar_object.organizer),
        organizer_name=_name(calendar_object.organizer),
        conference=calendar_object.location,
    )
    if calendar_object.method is Method.PUBLISH:
        return seen
    return replace(
        seen,
        attendee=_address(calendar_object.attendee),
        attendee_name=_name(calendar_object.attendee),
        participation=calendar_object.status.value,
    )


def instant(seconds: int) -> datetime:
    """An instant from seconds since 1970, as most programs give it."""
    return datetime.fromtimestamp(seconds, UTC)


def _address(address: CalendarAddress) -> str:
    local, _, domain = address.email.rpartition("@")
    return f"mailto:{local}@{domain.encode('idna').decode()}"


def _name(address: CalendarAddress) -> str:
    """A double quote cannot stand in a parameter (RFC 5545 3.2)."""
    return address.name.replace('"', "'")
