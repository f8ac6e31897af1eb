"""Calendar objects as iCalendar (RFC 5545, 5546), in the one shape that every calendar program reads alike."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from urllib.parse import quote

from icalendar import Calendar, Conference, Event
from icalendar.prop import vCalAddress, vDuration, vText, vUri

from organizer.domain.calendar_objects import CalendarAddress, CalendarObject, Method, as_download
from organizer.domain.errors import N_, OrganizerError
from organizer.formats.borders import ascii_address, clean_line, clean_lines, clean_name
from organizer.formats.time_zones import find_zone, vtimezone_lines

PRODID = "-//Runde//Runde 1//EN"
LOOK_AGAIN_AFTER = timedelta(hours=6)
LINK = re.compile(r"https?://[^\s<>\"\\^`{|}]+")
FIRST_EVENT = b"\r\nBEGIN:VEVENT"
URI_CHARACTERS = "%/:?#[]@!$&'()*+,;=~"


class UnreadableEntryError(OrganizerError):
    message = N_("This calendar entry could not be read. Make it anew.")


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenedEntry:
    """An entry as a calendar program reads it: start and end as instants in UTC, addresses without `mailto:`."""

    method: str
    uid: str
    sequence: int
    summary: str
    starts_at: datetime
    ends_at: datetime
    location: str
    organizer: str
    attendee: str


def write(calendar_object: CalendarObject) -> bytes:
    """One VCALENDAR with one VEVENT: UTF-8, CRLF, folded at 75 octets between characters.

    REQUEST and CANCEL name the ATTENDEE; PUBLISH does not, but keeps the ORGANIZER, which RFC 5546 3.2.1 requires.
    Raises UnusableAddressError.
    """
    return _written(_empty(calendar_object.method), [calendar_object])


def write_feed(calendar_objects: Sequence[CalendarObject], name: str) -> bytes:
    """A calendar to subscribe to: every entry as PUBLISH, under a name (RFC 7986 5.1, and what was used before it)."""
    calendar = _empty(Method.PUBLISH)
    # The library escapes neither of the two by itself.
    calendar.add("name", vText(clean_line(name)))
    calendar.add("x-wr-calname", vText(clean_line(name)))
    calendar.add("refresh-interval", LOOK_AGAIN_AFTER, parameters={"VALUE": "DURATION"})
    calendar.add("x-published-ttl", vDuration(LOOK_AGAIN_AFTER))
    return _written(calendar, [as_download(one) for one in calendar_objects])


def open_entry(calendar: bytes) -> OpenedEntry:
    """Read back what was written; raises UnreadableEntryError where there is not one whole event."""
    try:
        whole = Calendar.from_ical(calendar)
        (event,) = whole.walk("VEVENT")
        return OpenedEntry(
            method=str(whole.get("method", "")),
            uid=str(event["uid"]),
            sequence=int(event.get("sequence", 0)),
            summary=str(event.get("summary", "")),
            starts_at=event.decoded("dtstart").astimezone(UTC),
            ends_at=event.decoded("dtend").astimezone(UTC),
            location=str(event.get("location", "")),
            organizer=_without_mailto(event.get("organizer", "")),
            attendee=_without_mailto(event.get("attendee", "")),
        )
    except (ValueError, KeyError, AttributeError) as error:
        raise UnreadableEntryError from error


def _empty(method: Method) -> Calendar:
    calendar = Calendar()
    calendar.add("version", "2.0")
    calendar.add("prodid", PRODID)
    calendar.add("calscale", "GREGORIAN")
    calendar.add("method", method.value)
    return calendar


def _written(calendar: Calendar, calendar_objects: Sequence[CalendarObject]) -> bytes:
    """The events, behind the zones they are placed in, each once; a zone is put into words once for all calendars."""
    placed = [(one, *_placed_in_zone(one)) for one in calendar_objects]
    for one, _, starts_at, ends_at in placed:
        calendar.add_component(_event(one, starts_at, ends_at))
    zones = b"".join({one.time_zone: zone for one, zone, _, _ in placed if zone}.values())
    # Whatever a text holds, the lines it is folded into begin with a blank, so this is the first event.
    return bytes(calendar.to_ical(sorted=False)).replace(FIRST_EVENT, b"\r\n" + zones + FIRST_EVENT[2:], 1)


def _without_mailto(address: object) -> str:
    return re.sub("^mailto:", "", str(address), flags=re.IGNORECASE)


def _placed_in_zone(calendar_object: CalendarObject) -> tuple[bytes, datetime, datetime]:
    """Start and end as wall times of the zone, or in UTC where its law cannot be told or an hour comes twice."""
    zone = find_zone(calendar_object.time_zone)
    if zone is None:
        return b"", calendar_object.starts_at, calendar_object.ends_at
    starts_at, ends_at = calendar_object.starts_at.astimezone(zone), calendar_object.ends_at.astimezone(zone)
    timezone = vtimezone_lines(calendar_object.time_zone, starts_at.year)
    if not timezone or _comes_twice(starts_at) or _comes_twice(ends_at):
        return b"", calendar_object.starts_at, calendar_object.ends_at
    return timezone, starts_at, ends_at


def _comes_twice(wall_time: datetime) -> bool:
    return wall_time.replace(fold=0).utcoffset() != wall_time.replace(fold=1).utcoffset()


def _event(calendar_object: CalendarObject, starts_at: datetime, ends_at: datetime) -> Event:
    event = Event()
    event.add("uid", clean_line(calendar_object.uid))
    event.add("sequence", calendar_object.sequence)
    event.add("dtstamp", calendar_object.dtstamp)
    event.add("last-modified", calendar_object.dtstamp)
    event.add("dtstart", starts_at)
    event.add("dtend", ends_at)
    event.add("summary", clean_line(calendar_object.summary))
    _add_place(event, calendar_object)
    event.add("description", clean_lines(calendar_object.description))
    event.add("status", "CANCELLED" if calendar_object.is_cancelled else "CONFIRMED")
    event.add("transp", "OPAQUE")
    if calendar_object.related_to:
        event.add("related-to", clean_line(calendar_object.related_to))
    event.add("organizer", _cal_address(calendar_object.organizer))
    if calendar_object.method is not Method.PUBLISH:
        event.add("attendee", _attendee(calendar_object))
    return event


def _add_place(event: Event, calendar_object: CalendarObject) -> None:
    """The link where each program looks for it: LOCATION, URL unless there is a page, CONFERENCE (RFC 7986 5.11)."""
    location = clean_line(calendar_object.location)
    if location:
        event.add("location", location)
    link = _uri(location)
    page = _uri(calendar_object.url) or link
    if page:
        event.add("url", vUri(page))
    if link:
        label = clean_name(calendar_object.conference_label) or None
        event.add("conference", Conference(link, feature="VIDEO", label=label).to_uri())


def _uri(text: str) -> str:
    return quote(text, safe=URI_CHARACTERS) if LINK.fullmatch(text) else ""


def _cal_address(address: CalendarAddress) -> vCalAddress:
    cal_address = vCalAddress(f"mailto:{ascii_address(address.email)}")
    if name := clean_name(address.name):
        cal_address.params["CN"] = name
    return cal_address


def _attendee(calendar_object: CalendarObject) -> vCalAddress:
    attendee = _cal_address(calendar_object.attendee)
    attendee.params["CUTYPE"] = "INDIVIDUAL"
    attendee.params["ROLE"] = "REQ-PARTICIPANT"
    attendee.params["PARTSTAT"] = calendar_object.status.value
    if calendar_object.method is Method.REQUEST:
        attendee.params["RSVP"] = "TRUE"
    return attendee
