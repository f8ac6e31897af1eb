"""Answers as the usual calendar programs mail them, for any invitation (invented people). What each shape is known for
stands beside it."""

import base64
import quopri
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import format_datetime

SAID = datetime(2026, 11, 21, 10, 0, tzinfo=UTC)
ORGANIZER = "ORGANIZER;CN=Alice Brandt:mailto:alice@office.example.org"


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """What one program is told to answer."""

    uid: str
    attendee: str
    sender: str
    status: str = "ACCEPTED"
    sequence: int = 0
    at: datetime = SAID
    comment: str = ""


def gmail(said: Said) -> bytes:
    """A comment as a parameter, Auto-Submitted on a person's own answer, times in UTC."""
    comment = f';X-RESPONSE-COMMENT="{said.comment}"' if said.comment else ""
    ics = _object(
        said,
        "PRODID:-//Google Inc//Google Calendar 70.9054//EN",
        attendee="ATTENDEE;CUTYPE=INDIVIDUAL;ROLE=REQ-PARTICIPANT;PARTSTAT={status};CN={attendee};X-NUM-GUESTS=0"
        + comment,
        times=("DTSTART:20261203T170000Z", "DTEND:20261203T183000Z"),
        organizer=ORGANIZER,
    )
    parts = (
        ("text/plain; charset=UTF-8; format=flowed; delsp=yes", "7bit", "inline", b"Bob has accepted this invitation."),
        ("text/calendar; charset=UTF-8; method=REPLY", "7bit", "", ics),
    )
    inner = _multipart("alternative", "0000a", parts)
    copy = ('application/ics; name="invite.ics"', "base64", 'attachment; filename="invite.ics"', ics)
    head = "Sender: Google Calendar <calendar-notification@google.example.com>\r\nAuto-Submitted: auto-generated\r\n"
    return _mail(said, head, _multipart("mixed", "0000b", (copy,), first=inner))


def exchange(said: Said) -> bytes:
    """No ORGANIZER, a zone of Windows, a translated SUMMARY, everything in base64."""
    ics = _object(
        said,
        "PRODID:Microsoft Exchange Server 2010",
        attendee="ATTENDEE;PARTSTAT={status};CN=Bob Muster",
        times=(
            "DTSTART;TZID=W. Europe Standard Time:20261203T180000",
            "DTEND;TZID=W. Europe Standard Time:20261203T193000",
        ),
        more=(
            "SUMMARY;LANGUAGE=de-DE:Zugesagt: Runder Tisch",
            "X-MICROSOFT-CDO-APPT-SEQUENCE:0",
            "X-MICROSOFT-CDO-BUSYSTATUS:BUSY",
        ),
    )
    return _alternative(said, "text/calendar; charset=utf-8; method=REPLY", "base64", ics)


def outlook(said: Said) -> bytes:
    """Upper case MAILTO, X-MS-OLK properties, quoted-printable, an old PRODID."""
    ics = _object(
        said,
        "PRODID:-//Microsoft Corporation//Outlook 16.0 MIMEDIR//EN",
        attendee='ATTENDEE;CN="Muster, Bob";ROLE=REQ-PARTICIPANT;PARTSTAT={status};RSVP=FALSE',
        scheme="MAILTO:",
        times=("DTSTART:20261203T170000Z", "DTEND:20261203T183000Z"),
        more=("X-MS-OLK-CONFTYPE:0", "X-MS-OLK-AUTOFILLLOCATION:FALSE", "CLASS:PUBLIC", "PRIORITY:5"),
    )
    return _alternative(said, 'text/calendar; method=REPLY; name="meeting.ics"', "quoted-printable", ics)


def apple(said: Said) -> bytes:
    """The object as a file, and nothing but a blank around it."""
    ics = _object(
        said,
        "PRODID:-//Apple Inc.//macOS 15.6//EN",
        attendee="ATTENDEE;CN=Bob;CUTYPE=INDIVIDUAL;EMAIL={attendee};PARTSTAT={status}",
        times=("DTSTART;TZID=Europe/Berlin:20261203T180000", "DTEND;TZID=Europe/Berlin:20261203T193000"),
        organizer=ORGANIZER,
    )
    parts = (
        ("text/plain; charset=us-ascii", "7bit", "", b" "),
        (
            "text/calendar; x-unix-mode=0644; name=iCal-20261121-100000.ics; method=REPLY",
            "base64",
            "attachment; filename=iCal-20261121-100000.ics",
            ics,
        ),
    )
    return _mail(said, "X-Mailer: Apple Mail (2.3826)\r\n", _multipart("mixed", "Apple-Mail", parts))


def thunderbird(said: Said) -> bytes:
    """Two equal copies, no RSVP, a new DTSTAMP."""
    ics = _object(
        said,
        "PRODID:-//Mozilla.org/NONSGML Mozilla Calendar V1.1//EN",
        attendee="ATTENDEE;CN=Bob;PARTSTAT={status};ROLE=REQ-PARTICIPANT",
        times=("DTSTART;TZID=Europe/Berlin:20261203T180000", "DTEND;TZID=Europe/Berlin:20261203T193000"),
        organizer=ORGANIZER,
    )
    parts = (
        ("text/plain; charset=UTF-8; format=flowed", "8bit", "", "Bob hat Ihre Einladung bestätigt".encode()),
        ("text/calendar; method=REPLY; charset=UTF-8", "8bit", "", ics),
    )
    copy = ('application/ics; name="invite.ics"', "8bit", 'attachment; filename="invite.ics"', ics)
    return _mail(said, "", _multipart("mixed", "tb2", (copy,), first=_multipart("alternative", "tb1", parts)))


def nextcloud(said: Said) -> bytes:
    """The object as a nested file with SCHEDULE parameters and a version of its own."""
    ics = _object(
        said,
        "PRODID:-//Sabre//Sabre VObject 4.5.6//EN",
        attendee="ATTENDEE;CN=Bob;CUTYPE=INDIVIDUAL;LANGUAGE=nl;PARTSTAT={status};SCHEDULE-STATUS=2.0",
        times=("DTSTART;TZID=Europe/Berlin:20261203T180000", "DTEND;TZID=Europe/Berlin:20261203T193000"),
        organizer=ORGANIZER,
        more=("REQUEST-STATUS:2.0;Success",),
    )
    texts = (("text/plain; charset=utf-8", "quoted-printable", "", b"Bob accepted"),)
    file = (
        "text/calendar; charset=utf-8; method=REPLY; name=event.ics",
        "base64",
        "attachment; filename=event.ics",
        ics,
    )
    return _mail(said, "", _multipart("mixed", "sym2", (file,), first=_multipart("alternative", "sym1", texts)))


def zimbra(said: Said) -> bytes:
    """An assistant's SENT-BY on the attendee, the calendar part without an encoding."""
    ics = _object(
        said,
        "PRODID:Zimbra-Calendar-Provider",
        attendee='ATTENDEE;CN=Bob;ROLE=REQ-PARTICIPANT;PARTSTAT={status};SENT-BY="mailto:desk@haus1.example.org"',
        times=('DTSTART;TZID="Europe/Berlin":20261203T180000', 'DTEND;TZID="Europe/Berlin":20261203T193000'),
        organizer=ORGANIZER,
    )
    return _alternative(said, "text/calendar; charset=utf-8; method=REPLY; name=meeting.ics", "", ics)


def proton(said: Said) -> bytes:
    """A bridge took method= away, and the object is a file."""
    ics = _object(
        said,
        "PRODID:-//Proton AG//WebCalendar 5.0//EN",
        attendee="ATTENDEE;PARTSTAT={status};X-PM-TOKEN=0a1b2c",
        times=("DTSTART;TZID=Europe/Berlin:20261203T180000", "DTEND;TZID=Europe/Berlin:20261203T193000"),
        organizer=ORGANIZER,
    )
    parts = (
        ("text/html; charset=utf-8", "quoted-printable", "", b"<p>bob accepted your invitation</p>"),
        ("text/calendar; filename=invite.ics; name=invite.ics", "base64", "attachment; filename=invite.ics", ics),
    )
    return _mail(said, "", _multipart("mixed", "b1_proton", parts))


def samsung(said: Said) -> bytes:
    """The mail is the object; no charset, bare line feeds."""
    ics = _object(
        said,
        "PRODID:-//Samsung Electronics//Calendar//EN",
        attendee="ATTENDEE;PARTSTAT={status}",
        scheme="mailto:",
        times=("DTSTART:20261203T170000Z", "DTEND:20261203T183000Z"),
    ).replace(b"\r\n", b"\n")
    return _mail(said, "", b"Content-Type: text/calendar; method=REPLY\r\n\r\n" + ics)


def bare_file(said: Said) -> bytes:
    """What a guest's program saved: no mail around it."""
    times = ("DTSTART:20261203T170000Z", "DTEND:20261203T183000Z")
    return _object(said, "PRODID:-//Example//EN", attendee="ATTENDEE;PARTSTAT={status}", times=times)


PROGRAMS: dict[str, Callable[[Said], bytes]] = {
    program.__name__: program
    for program in (gmail, exchange, outlook, apple, thunderbird, nextcloud, zimbra, proton, samsung)
}


def counter(said: Said, starts: str, ends: str) -> bytes:
    """Outlook's proposal of another time."""
    ics = _object(
        said,
        "PRODID:Microsoft Exchange Server 2010",
        method="COUNTER",
        attendee="ATTENDEE;PARTSTAT=TENTATIVE;CN=Bob Muster",
        times=(f"DTSTART;TZID=W. Europe Standard Time:{starts}", f"DTEND;TZID=W. Europe Standard Time:{ends}"),
        more=(f"COMMENT:{said.comment}", "X-MS-OLK-ORIGINALSTART:20261203T170000Z"),
    )
    return _alternative(said, "text/calendar; charset=utf-8; method=COUNTER", "base64", ics)


def delegation(said: Said, to: str) -> bytes:
    times = ("DTSTART:20261203T170000Z", "DTEND:20261203T183000Z")
    attendee = f'ATTENDEE;PARTSTAT=DELEGATED;DELEGATED-TO="mailto:{to}"'
    ics = _object(said, "PRODID:-//Example//EN", attendee=attendee, times=times, organizer=ORGANIZER)
    return _alternative(said, "text/calendar; charset=utf-8; method=REPLY", "base64", ics)


def words(sender: str, text: str, *, subject: str = "Re: Hello", **headers: str) -> bytes:
    """A plain mail; headers by their names with underscores."""
    more = "".join(f"{name.replace('_', '-')}: {value}\r\n" for name, value in headers.items())
    head = f"From: Bob Muster <{sender}>\r\nSubject: {subject}\r\nDate: {format_datetime(SAID)}\r\n{more}"
    return (head + "Content-Type: text/plain; charset=utf-8\r\n\r\n" + text).encode()


def bounce(address: str, *, enclosed: str = "", action: str = "failed", status: str = "5.1.1") -> bytes:
    """A report of RFC 3464; `enclosed` are headers, or a whole mail, that it returns."""
    return (
        "Return-Path: <>\r\nFrom: Mail Delivery System <mailer-daemon@mx.example.net>\r\n"
        f"Date: {format_datetime(SAID)}\r\nAuto-Submitted: auto-replied\r\nMessage-ID: <r1@mx.example.net>\r\n"
        'Subject: Undelivered\r\nContent-Type: multipart/report; report-type=delivery-status; boundary="rr"\r\n\r\n'
        f"--rr\r\n\r\nCould not be delivered.\r\n--rr\r\nContent-Type: message/delivery-status\r\n\r\n"
        f"Reporting-MTA: dns; mx.example.net\r\n\r\nFinal-Recipient: rfc822; {address}\r\nAction: {action}\r\n"
        f"Status: {status}\r\nDiagnostic-Code: smtp; 550 {status} unknown user\r\n\r\n"
        f"--rr\r\nContent-Type: message/rfc822\r\n\r\n{enclosed}\r\n--rr--\r\n"
    ).encode()


def _object(
    said: Said,
    prodid: str,
    *,
    attendee: str,
    times: tuple[str, str],
    scheme: str = "mailto:",
    method: str = "REPLY",
    organizer: str = "",
    more: tuple[str, ...] = (),
) -> bytes:
    stamp = f"{said.at:%Y%m%dT%H%M%SZ}"
    head = ("BEGIN:VCALENDAR", prodid, "VERSION:2.0", f"METHOD:{method}", "BEGIN:VEVENT", f"UID:{said.uid}")
    who = f"{attendee.format(status=said.status, attendee=said.attendee)}:{scheme}{said.attendee}"
    body = (f"DTSTAMP:{stamp}", *times, f"SEQUENCE:{said.sequence}", organizer, who, *more)
    lines = [*head, *(line for line in body if line), "END:VEVENT", "END:VCALENDAR", ""]
    return "\r\n".join(lines).encode()


def _alternative(said: Said, content_type: str, encoding: str, ics: bytes) -> bytes:
    parts = (
        ("text/plain; charset=utf-8", "quoted-printable", "", said.comment.encode()),
        (content_type, encoding, "", ics),
    )
    return _mail(said, "", _multipart("alternative", "_000_", parts))


def _mail(said: Said, head: str, body: bytes) -> bytes:
    sender = f"From: Bob Muster <{said.sender}>\r\n" if said.sender else ""
    return (
        f"{sender}To: Alice Brandt <alice@office.example.org>\r\nSubject: Re: Runder Tisch\r\n"
        f"Date: {format_datetime(said.at)}\r\n{head}MIME-Version: 1.0\r\n"
    ).encode() + body


def _multipart(
    kind: str, boundary: str, parts: tuple[tuple[str, str, str, bytes], ...], *, first: bytes = b""
) -> bytes:
    pieces = [first, *(_part(*part) for part in parts)] if first else [_part(*part) for part in parts]
    line = f"--{boundary}\r\n".encode()
    whole = b"".join(line + piece + b"\r\n" for piece in pieces)
    head = f'Content-Type: multipart/{kind}; boundary="{boundary}"\r\n\r\n'.encode()
    return head + whole + f"--{boundary}--\r\n".encode()


def _part(content_type: str, encoding: str, disposition: str, content: bytes) -> bytes:
    encoded = {"base64": base64.encodebytes, "quoted-printable": quopri.encodestring}.get(encoding, bytes)(content)
    lines = [f"Content-Type: {content_type}"]
    lines += [f"Content-Transfer-Encoding: {encoding}"] if encoding else []
    lines += [f"Content-Disposition: {disposition}"] if disposition else []
    return "\r\n".join([*lines, "", ""]).encode() + encoded
