"""Replies that come back: calendar objects of every program, from a mail or a bare file, read without believing them.

Programs differ: no ORGANIZER (Exchange), a comment as a parameter (Gmail), two equal copies (Thunderbird), the object
as an attachment (Apple), no method parameter (a gateway stripped it). Only the object itself counts.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from email import policy
from email.message import Message
from email.parser import BytesParser
from email.utils import parsedate_to_datetime
from html import unescape

from icalendar import Calendar, Component
from icalendar.prop import vDDDTypes

from organizer.domain.errors import N_, OrganizerError
from organizer.domain.replies import CalendarReply, Proposal
from organizer.domain.vocabulary import ParticipationStatus
from organizer.formats.borders import LONGEST_NAME, clean_header, clean_line, clean_lines, clean_name

LARGEST_MAIL, LARGEST_OBJECT = 10_000_000, 500_000
# A reply has two or three parts; a mail of many nested ones is only there to keep us busy.
MOST_BOUNDARIES, MOST_EVENTS = 50, 100
LONGEST_COMMENT, LONGEST_ADDRESS, LONGEST_UID = 2000, 320, 255
HIGHEST_SEQUENCE = 2**31 - 1
LONG_AGO = datetime(1970, 1, 1, tzinfo=UTC)
ONE_DAY = timedelta(days=1)
QUOTES = "\"'<> "

CALENDAR_TYPES = ("text/calendar", "application/ics")
# One address, bare or in angle brackets; whatever is harder to read proves nothing.
ONE_ADDRESS = re.compile(r"(?:[^<>]*<)?([^\s<>()\",;:@]+@[^\s<>()\",;:@]+)>?")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Envelope:
    """The mail around a calendar object; `sender` is None where there is none."""

    sender: str | None
    name: str = ""
    aligned: bool | None = None
    sent_at: datetime | None = None


class TooLargeReplyError(OrganizerError):
    message = N_(
        "This file is too large for a reply. Take the mail with the answer, without attachments, or its .ics file."
    )


class UnreadableReplyError(OrganizerError):
    message = N_("This is no reply that could be read. Save the mail as .eml, or note the answer on the board by hand.")


def is_calendar_object(raw: bytes) -> bool:
    """Whether these bytes are a bare calendar object rather than a mail."""
    return raw[:15].upper() == b"BEGIN:VCALENDAR"


def replies_in_object(content: bytes) -> tuple[CalendarReply, ...]:
    """What a bare calendar object answers; raises TooLargeReplyError or UnreadableReplyError."""
    return _in_object(content, _Envelope(sender=None))


def replies_in_mail(message: Message, *, aligned: bool | None = None) -> tuple[CalendarReply, ...]:
    """What the calendar objects of a mail answer; nothing when it holds none.

    Raises TooLargeReplyError or UnreadableReplyError.
    """
    sender, name = sender_of(message)
    envelope = _Envelope(sender=sender, name=name, aligned=aligned, sent_at=sent_at(message))
    return _first_readable(_calendar_parts(message), envelope)


def open_mail(raw: bytes) -> Message:
    """A mail, opened; raises UnreadableReplyError for what is none."""
    if raw.count(b"boundary=") + raw.lower().count(b"message/") > MOST_BOUNDARIES:
        raise UnreadableReplyError
    message = BytesParser(policy=policy.compat32).parsebytes(raw)
    if not message.keys():
        raise UnreadableReplyError
    return message


def sender_of(message: Message) -> tuple[str, str]:
    """The address in From, if it is certain which one that is, and the name in front of it."""
    headers = [str(value) for value in message.get_all("From", [])]
    if len(headers) != 1 or len(headers[0]) > 4 * LONGEST_ADDRESS:
        return "", ""
    line = " ".join(headers[0].split())
    found = ONE_ADDRESS.fullmatch(line)
    if not found:
        return "", ""
    return found[1], clean_header(line.partition("<")[0].strip(' "'), LONGEST_NAME) if "<" in line else ""


def sent_at(message: Message) -> datetime | None:
    """When the sender's program says that it was sent."""
    try:
        return _in_utc(parsedate_to_datetime(str(message["Date"])))
    except (TypeError, ValueError):
        return None


def own_parts(message: Message) -> Iterator[Message]:
    """Leaves of this mail, but not those of a mail it encloses: a bounce encloses our own invitation."""
    if message.get_content_maintype() == "message":
        return
    if not message.is_multipart():
        yield message
        return
    for part in message.get_payload():
        if isinstance(part, Message):
            yield from own_parts(part)


def _calendar_parts(message: Message) -> list[bytes]:
    """The bytes of calendar parts, text/calendar first: copies of other types may be older or garbled."""
    leaves = list(own_parts(message))
    ranked = [part for kind in CALENDAR_TYPES for part in leaves if part.get_content_type() == kind]
    files = [part for part in leaves if part not in ranked and _file_name(part).endswith(".ics")]
    contents = [part.get_payload(decode=True) for part in [*ranked, *files]]
    return [content for content in contents if isinstance(content, bytes)]


def _file_name(part: Message) -> str:
    return str(part.get_filename() or "").lower()


def _first_readable(contents: list[bytes], envelope: _Envelope) -> tuple[CalendarReply, ...]:
    unreadable = False
    for content in contents:
        try:
            if replies := _in_object(content, envelope):
                return replies
        except UnreadableReplyError:
            unreadable = True
    if unreadable:
        raise UnreadableReplyError
    return ()


def _in_object(content: bytes, envelope: _Envelope) -> tuple[CalendarReply, ...]:
    if len(content) > LARGEST_OBJECT:
        raise TooLargeReplyError
    replies = [
        _reply(event, _method(calendar), envelope)
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


def _reply(event: Component, method: str, envelope: _Envelope) -> CalendarReply:
    attendee = event.get("ATTENDEE")
    return CalendarReply(
        uid=clean_line(str(event["UID"]))[:LONGEST_UID],
        attendee=_address(attendee),
        status=_status(attendee) if method == "REPLY" else None,
        sequence=_sequence(event.get("SEQUENCE", 0)),
        dtstamp=_dtstamp(event) or envelope.sent_at or LONG_AGO,
        sender=envelope.sender,
        aligned=envelope.aligned,
        name=clean_name(_parameter(attendee, "CN")) or envelope.name,
        comment=_comment(event, attendee),
        method=method,
        proposal=_proposal(event) if method == "COUNTER" else None,
        delegate=_delegate(attendee),
    )


def _proposal(event: Component) -> Proposal | None:
    """The time that a COUNTER proposes; nothing where it names a day only, or a time of no zone."""
    start, end = _instant(event.get("DTSTART")), _instant(event.get("DTEND"))
    if start is None:
        return None
    if end is None:
        length = getattr(event.get("DURATION"), "dt", None)
        end = start + length if isinstance(length, timedelta) and timedelta() <= length < ONE_DAY else start
    return Proposal(starts_at=start, ends_at=end) if start <= end < start + ONE_DAY else None


def _instant(value: object) -> datetime | None:
    moment = value.dt if isinstance(value, vDDDTypes) else None
    return _in_utc(moment) if isinstance(moment, datetime) and moment.tzinfo else None


def _delegate(attendee: object) -> str:
    """To whom the seat was passed on (RFC 5546 3.2.2.3); a dash where nobody is named."""
    if _parameter(attendee, "PARTSTAT").upper() != "DELEGATED":
        return ""
    parameters = getattr(attendee, "params", None) or {}
    named = parameters.get("DELEGATED-TO", "")
    first = named[0] if isinstance(named, list) and named else named
    return _bare(str(first))[:LONGEST_ADDRESS] or "-"


def _sequence(sequence: object) -> int:
    """None means 0 (RFC 5545 3.8.7.4); what cannot be read is a SEQUENCE that was never sent."""
    return int(sequence) if isinstance(sequence, int) and sequence >= 0 else HIGHEST_SEQUENCE


def _address(attendee: object) -> str:
    """The ATTENDEE's address; nobody when there are several, since an answer is one person's (RFC 5546 3.2.3)."""
    if attendee is None or isinstance(attendee, list):
        return ""
    return _bare(str(attendee))[:LONGEST_ADDRESS]


def _bare(address: str) -> str:
    """An address without its scheme, and without the quotes that some programs leave around it."""
    address = clean_line(address).strip(QUOTES)
    return (address[7:] if address[:7].lower() == "mailto:" else address).strip(QUOTES)


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
