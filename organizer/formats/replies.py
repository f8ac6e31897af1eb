"""Replies that come back: calendar objects of every program, from a mail or a bare file, read without believing them.

Programs differ: no ORGANIZER (Exchange), a comment as a parameter (Gmail), two equal copies (Thunderbird), the object
as an attachment (Apple), no method in the mail (a gateway stripped it) or in the object. The object itself counts.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from email.message import Message
from html import unescape
from threading import Lock

from icalendar import Calendar, Component, use_zoneinfo
from icalendar.prop import vDDDTypes

from organizer.domain.replies import UNDATED, CalendarReply, Proposal
from organizer.domain.vocabulary import ParticipationStatus
from organizer.formats.borders import clean_line, clean_lines, clean_name
from organizer.formats.calendar_parts import CalendarPart, calendar_parts, object_text, our_uid
from organizer.formats.foreign_mails import (
    LONGEST_ADDRESS,
    TooLargeReplyError,
    UnreadableReplyError,
    in_utc,
    sender_of,
    sent_at,
)

LARGEST_MAIL, LARGEST_OBJECT = 10_000_000, 500_000
MOST_EVENTS = 100
LONGEST_COMMENT, LONGEST_UID = 2000, 255
HIGHEST_SEQUENCE = 2**31 - 1
ONE_DAY = timedelta(days=1)
QUOTES = "\"'<> "
ANSWERS = ("REPLY", "COUNTER")

# The library remembers zones that an object describes by their names, for all objects that come after.
_ALONE = Lock()


@dataclass(frozen=True, slots=True, kw_only=True)
class _Envelope:
    """The mail around a calendar object; `sender` is None where there is none. `method` is that of the part's label."""

    sender: str | None
    name: str = ""
    aligned: bool | None = None
    sent_at: datetime | None = None
    method: str = ""


def is_calendar_object(raw: bytes) -> bool:
    """Whether these bytes are a bare calendar object, in UTF-8 or UTF-16, rather than a mail."""
    start = raw[:40].replace(b"\0", b"").removeprefix(b"\xff\xfe").removeprefix(b"\xfe\xff")
    return start[:15].upper() == b"BEGIN:VCALENDAR"


def replies_in_object(content: bytes) -> tuple[CalendarReply, ...]:
    """What a bare calendar object answers; raises TooLargeReplyError or UnreadableReplyError."""
    return _in_object(CalendarPart(content=content), _Envelope(sender=None))


def replies_in_mail(message: Message, *, aligned: bool | None = None) -> tuple[CalendarReply, ...]:
    """What the calendar objects of a mail answer; nothing when it holds none.

    Raises TooLargeReplyError or UnreadableReplyError.
    """
    sender, name = sender_of(message)
    envelope = _Envelope(sender=sender, name=name, aligned=aligned, sent_at=sent_at(message))
    return _first_answer(calendar_parts(message), envelope)


def _first_answer(parts: Sequence[CalendarPart], envelope: _Envelope) -> tuple[CalendarReply, ...]:
    """What the first part that answers says; else what the first says that can be read at all."""
    found: list[tuple[CalendarReply, ...]] = []
    unreadable = False
    for part in parts:
        try:
            found.append(_in_object(part, replace(envelope, method=part.method)))
        except UnreadableReplyError:
            unreadable = True
    if unreadable and not any(found):
        raise UnreadableReplyError
    answers = (replies for replies in found if any(reply.method in ANSWERS for reply in replies))
    return next(answers, next((replies for replies in found if replies), ()))


def _in_object(part: CalendarPart, envelope: _Envelope) -> tuple[CalendarReply, ...]:
    if len(part.content) > LARGEST_OBJECT:
        raise TooLargeReplyError
    replies = [
        _reply(event, _method(calendar, envelope), envelope)
        for calendar in _calendars(part)
        for event in calendar.subcomponents[:MOST_EVENTS]
        if event.name == "VEVENT" and event.get("UID")
    ]
    return tuple(dict.fromkeys(_without_contradictions(replies)))


def _calendars(part: CalendarPart) -> Sequence[Component]:
    try:
        with _ALONE:
            use_zoneinfo()  # type: ignore[no-untyped-call]
            calendars = Calendar.from_ical(object_text(part), multiple=True)
    except Exception as error:  # whatever a broken object does to the library, its reader gets a sentence
        raise UnreadableReplyError from error
    if not any(calendar.subcomponents for calendar in calendars):
        raise UnreadableReplyError
    return calendars


def _method(calendar: Component, envelope: _Envelope) -> str:
    return clean_line(str(calendar.get("METHOD", ""))).upper()[:20] or envelope.method


def _without_contradictions(replies: Sequence[CalendarReply]) -> Iterable[CalendarReply]:
    """Who says yes and no in one breath says neither."""
    said: dict[tuple[str, str], set[ParticipationStatus | None]] = {}
    for reply in replies:
        said.setdefault((reply.uid, reply.attendee.casefold()), set()).add(reply.status)
    return (
        replace(reply, status=None) if len(said[reply.uid, reply.attendee.casefold()]) > 1 else reply
        for reply in replies
    )


def _reply(event: Component, method: str, envelope: _Envelope) -> CalendarReply:
    attendee = _who_answers(event, envelope)
    return CalendarReply(
        uid=our_uid(clean_line(str(event["UID"]))[:LONGEST_UID]),
        attendee=_address(attendee),
        status=_status(attendee) if method == "REPLY" else None,
        sequence=_sequence(event.get("SEQUENCE", 0)),
        names_sequence="SEQUENCE" in event,
        starts_at=_instant(event.get("DTSTART")),
        dtstamp=_dtstamp(event) or envelope.sent_at or UNDATED,
        sent_at=envelope.sent_at,
        sender=envelope.sender,
        aligned=envelope.aligned,
        name=clean_name(_parameter(attendee, "CN")) or envelope.name,
        comment=_comment(event, attendee),
        method=method,
        proposal=_proposal(event) if method == "COUNTER" else None,
        delegate=_delegate(attendee),
    )


def _who_answers(event: Component, envelope: _Envelope) -> object:
    """The one ATTENDEE whose answer it is (RFC 5546 3.2.3); None where that is not certain.

    Some programs name the organizer as well, who is none of those asked, or everybody they know of: then it is the one
    who sent the mail.
    """
    named = event.get("ATTENDEE")
    several = {_address(one).casefold(): one for one in (named if isinstance(named, list) else [named]) if one}
    organizer = _address(event.get("ORGANIZER")).casefold()
    invited = [one for address, one in several.items() if address != organizer] or list(several.values())
    if len(invited) > 1:
        invited = [one for one in invited if envelope.sender and _address(one).casefold() == envelope.sender.casefold()]
    return invited[0] if len(invited) == 1 else None


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
    return in_utc(moment) if isinstance(moment, datetime) and moment.tzinfo else None


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
    """The address of an ATTENDEE; some programs name a path on their server and the address beside it (RFC 7986)."""
    if attendee is None or isinstance(attendee, list):
        return ""
    address = _bare(str(attendee))
    return (address if "@" in address else _bare(_parameter(attendee, "EMAIL")) or address)[:LONGEST_ADDRESS]


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
    return in_utc(dtstamp.dt) if isinstance(dtstamp, vDDDTypes) and isinstance(dtstamp.dt, date) else None


def _comment(event: Component, attendee: object) -> str:
    """A word to the host: COMMENT, or Google's parameter, which may hold HTML entities."""
    comment = event.get("COMMENT") or unescape(_parameter(attendee, "X-RESPONSE-COMMENT"))
    comments = comment if isinstance(comment, list) else [comment]
    return clean_lines("\n".join(map(str, comments)))[:LONGEST_COMMENT].strip()
