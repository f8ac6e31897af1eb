"""Answers as programs write them that keep to the RFCs less, or otherwise, than the usual ones (invented people).

Each is a function of what was said, with what it should become beside it: a verdict, and an answer where it counts.
"""

import base64
import quopri
from collections.abc import Callable
from dataclasses import dataclass, replace
from email.utils import format_datetime

from organizer.domain.replies import Verdict
from tests.reply_mails import ORGANIZER, Said

TIMES = ("DTSTART:20261203T170000Z", "DTEND:20261203T183000Z")
REPLY = "text/calendar; charset=utf-8; method=REPLY"


@dataclass(frozen=True, slots=True, kw_only=True)
class Odd:
    """An odd answer: how it is written, what becomes of it, and the status that then counts ("" for none)."""

    write: Callable[[Said], bytes]
    verdict: Verdict = Verdict.TAKEN
    status: str = "ACCEPTED"


ODD: dict[str, Odd] = {}


def odd(verdict: Verdict = Verdict.TAKEN, status: str = "ACCEPTED") -> Callable[[Callable[[Said], bytes]], Callable]:
    def known(write: Callable[[Said], bytes]) -> Callable[[Said], bytes]:
        ODD[write.__name__] = Odd(write=write, verdict=verdict, status=status if verdict is Verdict.TAKEN else "")
        return write

    return known


def ics(
    said: Said,
    *more: str,
    attendee: str = "ATTENDEE;PARTSTAT={status};CN=Bob Muster:mailto:{attendee}",
    method: str = "METHOD:REPLY",
    stamp: str = "DTSTAMP:{at:%Y%m%dT%H%M%SZ}",
    sequence: str = "SEQUENCE:{sequence}",
    uid: str = "UID:{uid}",
    times: tuple[str, ...] = TIMES,
    prodid: str = "-//Example//EN",
) -> bytes:
    """A calendar object; a line given as "" is left out."""
    said_ = {name: getattr(said, name) for name in ("uid", "attendee", "status", "sequence", "at", "sender")}
    lines = ["BEGIN:VCALENDAR", f"PRODID:{prodid}", "VERSION:2.0", method, "BEGIN:VEVENT", uid, stamp, sequence]
    lines += [*times, *more, attendee, "END:VEVENT", "END:VCALENDAR"]
    return "".join(f"{line.format(**said_)}\r\n" for line in lines if line).encode()


def mail(said: Said, *parts: bytes, head: str = "", kind: str = "mixed", subject: str = "Zugesagt: Runde") -> bytes:
    """A mail of these parts; one part alone is the mail."""
    start = (
        f"From: Bob Muster <{said.sender}>\r\nTo: alice@office.example.org\r\nSubject: {subject}\r\n"
        f"Date: {format_datetime(said.at)}\r\n{head}MIME-Version: 1.0\r\n"
    ).encode()
    if len(parts) == 1:
        return start + parts[0]
    return start + multipart(kind, *parts)


def multipart(kind: str, *parts: bytes) -> bytes:
    boundary = f"=_{kind}_{len(parts)}"
    head = f'Content-Type: multipart/{kind}; boundary="{boundary}"\r\n\r\n'
    inner = b"".join(f"--{boundary}\r\n".encode() + part + b"\r\n" for part in parts)
    return head.encode() + inner + f"--{boundary}--\r\n".encode()


def part(content: bytes, kind: str = REPLY, encoding: str = "", disposition: str = "") -> bytes:
    """One part; base64 and quoted-printable are written as programs write them."""
    encoded = {"base64": base64.encodebytes, "quoted-printable": quopri.encodestring}.get(encoding, bytes)(content)
    head = f"Content-Type: {kind}\r\n"
    head += f"Content-Transfer-Encoding: {encoding}\r\n" if encoding else ""
    head += f"Content-Disposition: {disposition}\r\n" if disposition else ""
    return head.encode() + b"\r\n" + encoded


def plain(text: str) -> bytes:
    return part(text.encode(), "text/plain; charset=utf-8", "quoted-printable")


# --- programs -------------------------------------------------------------------------------------------------------


@odd()
def gmail_on_a_phone(said: Said) -> bytes:
    """The organizer stands among the attendees, as Google adds it to what it takes over."""
    host = "ATTENDEE;CUTYPE=INDIVIDUAL;PARTSTAT=ACCEPTED;X-NUM-GUESTS=0:mailto:alice@office.example.org"
    object_ = ics(said, ORGANIZER, host, "CREATED:00001231T000000Z", prodid="-//Google Inc//Google Calendar//EN")
    return mail(said, multipart("alternative", plain("Bob"), part(object_, encoding="base64")), plain(""))


@odd()
def outlook_on_the_web(said: Said) -> bytes:
    """A zone of Windows with rules of the year 1601, LANGUAGE on texts, X-MICROSOFT properties, no ORGANIZER."""
    zone = "BEGIN:VTIMEZONE\r\nTZID:W. Europe Standard Time\r\nBEGIN:STANDARD\r\nDTSTART:16010101T030000\r\n"
    zone += "TZOFFSETFROM:+0200\r\nTZOFFSETTO:+0100\r\nRRULE:FREQ=YEARLY;INTERVAL=1;BYDAY=-1SU;BYMONTH=10\r\n"
    zone += "END:STANDARD\r\nBEGIN:DAYLIGHT\r\nDTSTART:16010101T020000\r\nTZOFFSETFROM:+0100\r\nTZOFFSETTO:+0200\r\n"
    zone += "RRULE:FREQ=YEARLY;INTERVAL=1;BYDAY=-1SU;BYMONTH=3\r\nEND:DAYLIGHT\r\nEND:VTIMEZONE\r\n"
    object_ = ics(
        said,
        "SUMMARY;LANGUAGE=de-DE:Zugesagt: Runde mit Alice",
        "COMMENT;LANGUAGE=de-DE:\\n",
        "X-MICROSOFT-CDO-APPT-SEQUENCE:{sequence}",
        "X-MICROSOFT-CDO-OWNERAPPTID:0",
        "X-MICROSOFT-CDO-INSTTYPE:0",
        times=("DTSTART;TZID=W. Europe Standard Time:20261203T180000",),
        prodid="Microsoft Exchange Server 2010",
    ).replace(b"BEGIN:VEVENT", zone.encode() + b"BEGIN:VEVENT")
    return mail(said, plain(""), part(object_, encoding="base64"), kind="alternative")


@odd()
def outlook_mobile_with_a_hexadecimal_uid(said: Said) -> bytes:
    """The UID of others inside Exchange's own GlobalObjectId, written out in hexadecimal."""
    inner = b"vCal-Uid\x01\0\0\0" + said.uid.encode() + b"\0"
    packed = bytes.fromhex("040000008200E00074C5B7101A82E008") + bytes(20) + len(inner).to_bytes(4, "little") + inner
    object_ = ics(replace(said, uid=packed.hex().upper()))
    return mail(said, plain(""), part(object_, encoding="base64"), kind="alternative")


@odd()
def exchange_with_a_file_of_its_own(said: Said) -> bytes:
    """TNEF beside the object: a winmail.dat that can be left alone."""
    packed = part(b"\x78\x9f\x3e\x22\x01\x00" + bytes(200), "application/ms-tnef; name=winmail.dat", "base64")
    return mail(said, multipart("alternative", plain(""), part(ics(said), encoding="base64")), packed)


@odd()
def exchange_with_nothing_but_a_file_of_its_own(said: Said) -> bytes:
    """The object lies inside winmail.dat, as it was attached."""
    packed = b"\x78\x9f\x3e\x22\x01\x00\x02\x0f\x80\x06\x00" + ics(said) + b"\x7a\x01"
    return mail(said, plain(""), part(packed, "application/ms-tnef; name=winmail.dat", "base64"))


@odd(Verdict.WORDS)
def outlook_that_packs_its_answer(said: Said) -> bytes:
    """The answer is MAPI properties: only the UID is in plain sight, and the subject says what it is."""
    packed = b"\x78\x9f\x3e\x22IPM.Schedule.Meeting.Resp.Pos\0vCal-Uid\x01\0\0\0" + said.uid.encode() + b"\0\0"
    return mail(said, plain(""), part(packed, "application/ms-tnef; name=winmail.dat", "base64"), subject="Zugesagt: x")


@odd()
def apple_phone_with_a_path(said: Said) -> bytes:
    """A principal of a CalDAV server as ATTENDEE, the address beside it."""
    who = "ATTENDEE;CN=Bob;CUTYPE=INDIVIDUAL;EMAIL={attendee};PARTSTAT={status}:/aMTIz/principal/"
    object_ = ics(said, ORGANIZER, attendee=who, prodid="-//Apple Inc.//iOS 18.5//EN")
    file = part(object_, "text/calendar; name=iCal-1.ics; method=REPLY", "base64", "attachment; filename=iCal-1.ics")
    return mail(said, plain(" "), file)


@odd()
def nextcloud_with_other_files(said: Said) -> bytes:
    """A vCard and a picture before the object, which is a nested attachment."""
    card = part(b"BEGIN:VCARD\r\nEND:VCARD\r\n", "text/vcard; name=bob.vcf", "", "attachment; filename=bob.vcf")
    file = part(ics(said), "text/calendar; method=REPLY; name=event.ics", "base64", "attachment; filename=event.ics")
    return mail(said, multipart("alternative", plain("Bob"), part(b"<p>Bob", "text/html")), card, file)


@odd()
def zimbra_with_quoted_zones(said: Said) -> bytes:
    times = ('DTSTART;TZID="(GMT+01.00) Amsterdam / Berlin":20261203T180000',)
    object_ = ics(said, ORGANIZER, "X-ZIMBRA-STATUS:CONF", times=times, prodid="Zimbra-Calendar-Provider")
    return mail(said, plain("Ja"), part(object_, encoding="8bit"), kind="alternative")


@odd()
def lotus_notes(said: Said) -> bytes:
    """A component parameter, X-LOTUS properties, us-ascii; the invitation itself lies beside the answer."""
    copy = part(ics(said, method="METHOD:REQUEST"), "text/calendar; component=VEVENT; charset=us-ascii; method=REQUEST")
    object_ = ics(
        said,
        "X-LOTUS-UPDATE-SEQ:2",
        "X-LOTUS-UPDATE-WISL:$S:1;$L:1;$B:1;$R:1;$E:1",
        "X-LOTUS-NOTESVERSION:2",
        "X-LOTUS-APPTTYPE:3",
        attendee='ATTENDEE;ROLE=CHAIR;PARTSTAT={status};CN="Bob Muster/Haus1/DE":MAILTO:{attendee}',
        times=('DTSTART;TZID="W. Europe":20261203T180000',),
        prodid="-//Lotus Development Corporation//NONSGML Notes 9.0//EN_API_S",
    )
    return mail(said, copy, part(object_, "text/calendar; component=VEVENT; method=REPLY; charset=us-ascii"))


@odd()
def yahoo(said: Said) -> bytes:
    """Only a file of a type that says nothing, under a name of several words."""
    kind = 'application/octet-stream; name="calendar event.ics"'
    return mail(said, plain("Bob"), part(ics(said), kind, "base64", 'attachment; filename="calendar event.ics"'))


@odd()
def fastmail(said: Said) -> bytes:
    """SCHEDULE parameters, the time in a UTC zone by name, a JMAP id."""
    who = 'ATTENDEE;X-JMAP-ID=x1;CN="Bob";EMAIL={attendee};PARTSTAT={status};SCHEDULE-STATUS=2.0:mailto:{attendee}'
    times = ("DTSTART;TZID=Etc/UTC:20261203T170000",)
    object_ = ics(said, ORGANIZER, attendee=who, times=times, prodid="-//CyrusIMAP.org/Cyrus 3.11//EN")
    return mail(said, multipart("related", plain("Bob"), part(object_, encoding="quoted-printable")), plain(""))


@odd()
def open_xchange(said: Said) -> bytes:
    """GMX, WEB.DE, mailbox.org: alternatives in a mixed mail, a copy as application/ics, Auto-Submitted."""
    object_ = ics(said, ORGANIZER, "X-OX-DELEGATED:FALSE", prodid="-//OX Software GmbH//NONSGML OX V8//EN")
    inner = multipart("alternative", plain("Bob"), part(b"<p>Bob", "text/html"), part(object_, encoding="base64"))
    copy = part(object_, "application/ics; name=invite.ics", "base64", "attachment; filename=invite.ics")
    return mail(said, inner, copy, head="Auto-Submitted: auto-generated\r\n")


@odd()
def korganizer(said: Said) -> bytes:
    """The mail is the object, with a quoted CN, STATUS and a CRLF before its head."""
    who = 'ATTENDEE;CN="Muster, Bob";RSVP=FALSE;PARTSTAT={status};ROLE=REQ-PARTICIPANT;X-UID=94:mailto:{attendee}'
    object_ = ics(said, ORGANIZER, "REQUEST-STATUS:2.0;Success", attendee=who, prodid="-//K Desktop//KO//EN")
    return mail(said, part(b"\r\n" + object_, "text/calendar; method=reply; charset=utf-8", "7bit"))


@odd()
def evolution(said: Said) -> bytes:
    """Upper and lower case by turns, a name that is encoded, parameters in quotation marks."""
    kind = 'TEXT/CALENDAR; CHARSET="UTF-8"; METHOD="REPLY"; NAME="meeting.ics"'
    return mail(said, plain("Bob"), part(ics(said, "X-EVOLUTION-CALDAV-HREF:x"), kind, "7bit"), kind="alternative")


@odd()
def sogo(said: Said) -> bytes:
    """Alternatives first, then the object at the end of the mail, as an inline file."""
    file = part(ics(said, ORGANIZER), "text/calendar; method=REPLY; charset=utf-8", "8bit", 'inline; filename="a.ics"')
    return mail(said, multipart("alternative", plain("Bob"), part(b"<p>Bob", "text/html")), file)


@odd()
def roundcube(said: Said) -> bytes:
    """The charset is not the one it says, and a name has an umlaut."""
    who = "ATTENDEE;PARTSTAT={status};CN=Bob Müster:mailto:{attendee}"
    return mail(said, plain("Bob"), part(ics(said, attendee=who), "text/calendar; method=REPLY; charset=us-ascii"))


@odd(Verdict.WORDS)
def signed_beyond_reading(said: Said) -> bytes:
    """Opaque S/MIME: only the subject can be read, which is that of the entry."""
    return mail(said, part(b"0\x80\x06\x09*", "application/pkcs7-mime; name=smime.p7m", "base64"), subject=SUBJECT)


SUBJECT = "Accepted: Round table with Alice Brandt: Open research data"


# --- parts and methods ----------------------------------------------------------------------------------------------


@odd()
def method_in_the_mail_only(said: Said) -> bytes:
    return mail(said, plain(""), part(ics(said, method="")), kind="alternative")


@odd()
def other_method_in_the_mail(said: Said) -> bytes:
    return mail(said, part(ics(said), "text/calendar; method=REQUEST"))


@odd(Verdict.WORDS)
def no_method_at_all(said: Said) -> bytes:
    return mail(said, plain("Bob is coming"), part(ics(said, method=""), "text/calendar"))


@odd(Verdict.WORDS)
def asks_for_the_invitation_again(said: Said) -> bytes:
    return mail(said, plain("Please send it once more"), part(ics(said, method="METHOD:REFRESH"), "text/calendar"))


@odd(Verdict.NO_ANSWER)
def declines_a_counter_of_nobody(said: Said) -> bytes:
    return mail(said, part(ics(said, method="METHOD:DECLINECOUNTER"), "text/calendar; method=DECLINECOUNTER"))


@odd(Verdict.WORDS)
def object_that_is_cut_off(said: Said) -> bytes:
    return mail(said, plain("Bob is coming"), part(ics(said)[:-40], REPLY))


@odd()
def text_that_is_an_object(said: Said) -> bytes:
    return mail(said, part(ics(said), "text/plain; charset=utf-8", "quoted-printable"))


@odd()
def text_below_the_object(said: Said) -> bytes:
    """A gateway appends its notice to every part."""
    return mail(said, part(ics(said) + b"\r\n-- \r\nThis mail was scanned.\r\n", REPLY, "8bit"))


@odd()
def sixteen_bits(said: Said) -> bytes:
    wide = ics(said).decode().encode("utf-16")
    return mail(said, part(wide, "text/calendar; charset=utf-16; method=REPLY", "base64"))


@odd()
def bare_line_feeds_and_folds(said: Said) -> bytes:
    folded = ics(said).replace(b"mailto:", b"mai\r\n lto:").replace(b"\r\n", b"\n")
    return mail(said, part(folded, REPLY, "base64"))


@odd()
def doubled_carriage_returns(said: Said) -> bytes:
    return mail(said, part(ics(said).replace(b"\r\n", b"\r\r\n"), REPLY, "base64"))


@odd()
def lines_broken_without_a_blank(said: Said) -> bytes:
    return mail(said, part(ics(said).replace(b"haus1.exam", b"haus1.exam\r\n"), REPLY, "base64"))


@odd()
def small_letters(said: Said) -> bytes:
    small = "".join(
        f"{line[: line.find(':')].lower()}{line[line.find(':') :]}\r\n" for line in ics(said).decode().splitlines()
    )
    return mail(said, part(small.replace("PARTSTAT", "partstat").encode(), "text/calendar"))


# --- who answers ----------------------------------------------------------------------------------------------------


@odd()
def address_in_capitals(said: Said) -> bytes:
    who = f"ATTENDEE;PARTSTAT={{status}}:MAILTO:{said.attendee.upper()}"
    return mail(replace(said, sender=said.sender.title()), part(ics(said, attendee=who)))


@odd()
def address_without_scheme(said: Said) -> bytes:
    return mail(said, part(ics(said, attendee="ATTENDEE;PARTSTAT={status}:{attendee}")))


@odd(Verdict.NO_STATUS)
def attendee_is_left_out(said: Said) -> bytes:
    """A REPLY without ATTENDEE says no status either, but whoever sent it is known."""
    return mail(said, part(ics(said, ORGANIZER, attendee="")))


@odd(Verdict.UNPROVEN)
def assistant_on_behalf(said: Said) -> bytes:
    who = 'ATTENDEE;PARTSTAT={status};SENT-BY="mailto:desk@haus1.example.org":mailto:{attendee}'
    return mail(replace(said, sender="desk@haus1.example.org"), part(ics(said, attendee=who)))


@odd(Verdict.WRONG_ATTENDEE)
def alias_of_the_guest(said: Said) -> bytes:
    return mail(said, part(ics(replace(said, attendee="b.muster@haus1.example.org"))))


@odd()
def everybody_is_named(said: Said) -> bytes:
    """Two attendees: the one who sent the mail answers."""
    return mail(said, part(ics(said, "ATTENDEE;PARTSTAT=DECLINED:mailto:charlie@elsewhere.example.net")))


@odd(Verdict.NO_STATUS)
def says_yes_and_no(said: Said) -> bytes:
    """Two events of one UID that contradict each other."""
    first, second = ics(said), ics(replace(said, status="DECLINED"))
    event = second[second.index(b"BEGIN:VEVENT") : second.index(b"END:VCALENDAR")]
    return mail(said, part(first.replace(b"END:VCALENDAR", event + b"END:VCALENDAR")))


@odd(Verdict.NO_STATUS)
def old_vcalendar(said: Said) -> bytes:
    """vCalendar 1.0 has STATUS where PARTSTAT is now."""
    who = "ATTENDEE;ROLE=ATTENDEE;STATUS={status}:MAILTO:{attendee}"
    return mail(said, part(ics(said, attendee=who).replace(b"VERSION:2.0", b"VERSION:1.0")))


@odd()
def name_behind_the_address(said: Said) -> bytes:
    return mail(said, part(ics(said))).replace(
        f"From: Bob Muster <{said.sender}>".encode(), f"From: {said.sender} (Bob Muster)".encode()
    )


# --- which invitation, and when -------------------------------------------------------------------------------------


@odd()
def uid_in_capitals(said: Said) -> bytes:
    return mail(said, part(ics(replace(said, uid=said.uid.upper()))))


@odd()
def uid_with_an_occurrence(said: Said) -> bytes:
    return mail(said, part(ics(said, "RECURRENCE-ID:20261203T170000Z", uid="UID:{uid}_20261203T170000Z")))


@odd()
def uid_with_a_domain(said: Said) -> bytes:
    return mail(said, part(ics(said, uid="UID:{uid}@calendar.example.com")))


@odd(Verdict.UNKNOWN_INVITATION)
def uid_of_a_test_mail(said: Said) -> bytes:
    """The entry of a test to the host never stands for the guest's."""
    return mail(said, part(ics(said, uid="UID:test-{uid}")))


@odd()
def neither_stamp_nor_number(said: Said) -> bytes:
    return mail(said, part(ics(said, stamp="", sequence="")))


@odd()
def stamp_of_no_zone(said: Said) -> bytes:
    return mail(said, part(ics(said, stamp="DTSTAMP:{at:%Y%m%dT%H%M%S}")))


@odd(Verdict.FROM_THE_FUTURE)
def number_of_its_own(said: Said) -> bytes:
    """Some programs raise SEQUENCE when they answer."""
    return mail(said, part(ics(replace(said, sequence=said.sequence + 1))))


@odd(Verdict.OTHER_TIME)
def counter_of_a_start_alone(said: Said) -> bytes:
    object_ = ics(said, method="METHOD:COUNTER", times=("DTSTART;TZID=Europe/Berlin:20261204T180000",))
    return mail(said, part(object_, "text/calendar; method=COUNTER"))


@odd(Verdict.OTHER_TIME)
def counter_of_a_day(said: Said) -> bytes:
    object_ = ics(said, method="METHOD:COUNTER", times=("DTSTART;VALUE=DATE:20261204",))
    return mail(said, part(object_, "text/calendar; method=COUNTER"))
