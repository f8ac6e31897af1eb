"""Replies that come back: calendar objects of every program, from a mail or a bare file, read without believing them.

Programs differ: no ORGANIZER (Exchange), a comment as a parameter (Gmail), two equal copies (Thunderbird), the object
as an attachment (Apple), no method parameter (a gateway stripped it). Only the object itself counts.
"""

import re
from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime
from email import policy
from email.message import Message
from email.parser import BytesParser
from email.utils import parsedate_to_datetime
from html import unescape

from icalendar import Calendar, Component
from icalendar.prop import vDDDTypes

from organizer.domain.errors import N_, OrganizerError
from organizer.domain.replies import CalendarReply
from organizer.domain.vocabulary import ParticipationStatus
from organizer.formats.borders import clean_line, clean_lines

LARGEST_MAIL, LARGEST_OBJECT = 10_000_000, 500_000
# A reply has two or three parts; a mail of many nested ones is only there to keep us busy.
MOST_BOUNDARIES, MOST_EVENTS = 50, 100
LONGEST_COMMENT, LONGEST_ADDRESS, LONGEST_UID = 2000, 320, 255
HIGHEST_SEQUENCE = 2**31 - 1
LONG_AGO = datetime(1970, 1, 1, tzinfo=UTC)

CALENDAR_TYPES = ("text/calendar", "application/ics")
# One address, bare or in angle brackets; whatever is harder to read proves nothing.
ONE_ADDRESS = re.compile(r"(?:[^<>]*<)?([^\s<>()\",;:@]+@[^\s<>()\",;:@]+)>?")


class TooLargeReplyError(OrganizerError):
    message = N_(
        "This file is too large for a reply. Take the mail with the answer, without attachments, or its .ics file."
    )


class UnreadableReplyError(OrganizerError):
    message = N_("This is no reply that could be read. Save the mail as .eml, or note the answer on the board by hand.")


def read_replies(raw: bytes) -> tuple[CalendarReply, ...]:
    """What a mail (`.eml`) or a calendar object (`.ics`) answers; nothing when a mail holds no calendar object.

    Raises TooLargeReplyError or UnreadableReplyError.
    """
    if len(raw) > LARGEST_MAIL:
        raise TooLargeReplyError
    raw = raw.removeprefix(b"\xef\xbb\xbf").lstrip()
    if raw[:15].upper() == b"BEGIN:VCALENDAR":
        return _in_object(raw, sender="", sent_at=None)
    message = _open(raw)
    sender, sent_at = _sender(message), _sent_at(message)
    return _first_readable(_calendar_parts(message), sender=sender, sent_at=sent_at)


def _open(raw: bytes) -> Message:
    if raw.count(b"boundary=") > MOST_BOUNDARIES:
        raise UnreadableReplyError
    message = BytesParser(policy=policy.compat32).parsebytes(raw)
    if not message.keys():
        raise UnreadableReplyError
    return message


def _sender(message: Message) -> str:
    """The address in From, if it is certain which one that is."""
    headers = [str(value) for value in message.get_all("From", [])]
    if len(headers) != 1 or len(headers[0]) > 2 * LONGEST_ADDRESS:
        return ""
    found = ONE_ADDRESS.fullmatch(" ".join(headers[0].split()))
    return found[1] if found else ""


def _sent_at(message: Message) -> datetime | None:
    try:
        return _in_utc(parsedate_to_datetime(str(message["Date"])))
    except (TypeError, ValueError):
        return None


def _calendar_parts(message: Message) -> list[bytes]:
    """The bytes of calendar parts, text/calendar first: copies of other types may be older or garbled."""
    leaves = list(_own_parts(message))
    ranked = [part for kind in CALENDAR_TYPES for part in leaves if part.get_content_type() == kind]
    files = [part for part in leaves if part not in ranked and _file_name(part).endswith(".ics")]
    contents = [part.get_payload(decode=True) for part in [*ranked, *files]]
    return [content for content in contents if isinstance(content, bytes)]


def _own_parts(message: Message) -> Iterator[Message]:
    """Leaves of this mail, but not those of a mail it encloses: a bounce encloses our own invitation."""
    if message.get_content_maintype() == "message":
        return
    if not message.is_multipart():
        yield message
        return
    for part in message.get_payload():
        if isinstance(part, Message):
            yield from _own_parts(part)


def _file_name(part: Message) -> str:
    return str(part.get_filename() or "").lower()


def _first_readable(contents: list[bytes], *, sender: str, sent_at: datetime | None) -> tuple[CalendarReply, ...]:
    unreadable = False
    for content in contents:
        try:
            if replies := _in_object(content, sender=sender, sent_at=sent_at):
                return replies
        except UnreadableReplyError:
            unreadable = True
    if unreadable:
        raise UnreadableReplyError
    return ()


def _in_object(content: bytes, *, sender: str, sent_at: datetime | None) -> tuple[CalendarReply, ...]:
    if len(content) > LARGEST_OBJECT:
        raise TooLargeReplyError
    replies = [
        _reply(event, method=_method(calendar), sender=sender, sent_at=sent_at)
        for calendar in _calendars(content)
        for event in calendar.subcomponents[:MOST_EVENTS]
        if event.name == "VEVENT" and event.get("UID")
    ]
    return tuple(dict.fromkeys(replies))


def _calendars(content: bytes) -> Sequence[Component]:
    try:
        calendars = Calendar.from_ical(_decoded(content), multiple=True)
    except Exception as error:  # whatever a broken object does to the library, its reader gets a sentence
        raise UnreadableReplyError from error
    if not calendars:
        raise UnreadableReplyError
    return calendars


def _decoded(content: bytes) -> str:
    """UTF-8 whatever the label says; else what old programs on Windows write."""
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("windows-1252", "replace")


def _method(calendar: Component) -> str:
    return clean_line(str(calendar.get("METHOD", ""))).upper()[:20]


def _reply(event: Component, *, method: str, sender: str, sent_at: datetime | None) -> CalendarReply:
    attendee = event.get("ATTENDEE")
    return CalendarReply(
        uid=clean_line(str(event["UID"]))[:LONGEST_UID],
        attendee=_address(attendee),
        status=_status(attendee) if method == "REPLY" else None,
        sequence=_sequence(event.get("SEQUENCE", 0)),
        dtstamp=_dtstamp(event) or sent_at or LONG_AGO,
        sender=sender,
        comment=_comment(event, attendee),
        method=method,
    )


def _sequence(sequence: object) -> int:
    """None means 0 (RFC 5545 3.8.7.4); what cannot be read is a SEQUENCE that was never sent."""
    return int(sequence) if isinstance(sequence, int) and sequence >= 0 else HIGHEST_SEQUENCE


def _address(attendee: object) -> str:
    """The ATTENDEE's address; nobody when there are several, since an answer is one person's (RFC 5546 3.2.3)."""
    if attendee is None or isinstance(attendee, list):
        return ""
    address = clean_line(str(attendee))
    return (address[7:] if address[:7].lower() == "mailto:" else address)[:LONGEST_ADDRESS]


def _status(attendee: object) -> ParticipationStatus | None:
    try:
        return ParticipationStatus(_parameter(attendee, "PARTSTAT").upper())
    except ValueError:
        return None


def _parameter(attendee: object, name: str) -> str:
    parameters = getattr(attendee, "params", None)
    value = parameters.get(name, "") if parameters else ""
    return value if isinstance(value, str) else ""


def _dtstamp(event: Component) -> datetime | None:
    dtstamp = event.get("DTSTAMP")
    return _in_utc(dtstamp.dt) if isinstance(dtstamp, vDDDTypes) and isinstance(dtstamp.dt, date) else None


def _in_utc(moment: date) -> datetime | None:
    if not isinstance(moment, datetime):
        moment = datetime(moment.year, moment.month, moment.day, tzinfo=UTC)
    try:
        return moment.astimezone(UTC) if moment.tzinfo else moment.replace(tzinfo=UTC)
    except (OverflowError, ValueError):  # the years 1 and 9999
        return None


def _comment(event: Component, attendee: object) -> str:
    """A word to the host: COMMENT, or Google's parameter, which may hold HTML entities."""
    comment = event.get("COMMENT") or unescape(_parameter(attendee, "X-RESPONSE-COMMENT"))
    comments = comment if isinstance(comment, list) else [comment]
    return clean_lines("\n".join(map(str, comments)))[:LONGEST_COMMENT].strip()
