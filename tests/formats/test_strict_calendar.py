"""The strict judge finds what it is there for: a good object and a good mail, each spoilt in one place."""

import base64
import re

import pytest

from organizer.domain.calendar_objects import Method, as_download
from organizer.formats.calendar_objects import write
from organizer.formats.mails import compose
from tests.builders import a_calendar_object, a_mail
from tests.formats import strict_calendar, strict_mail

GOOD = write(a_calendar_object())
CANCEL = write(a_calendar_object(method=Method.CANCEL, sequence=1))
DOWNLOAD = write(as_download(a_calendar_object()))
DTSTART = b"DTSTART;TZID=Europe/Amsterdam:20261203T180000\r\n"

SPOILT = [
    (GOOD, b"VERSION:2.0\r\n", b"", "5545 3.6: VCALENDAR with 0 VERSION"),
    (GOOD, b"VERSION:2.0", b"VERSION:1.0", "5545 3.8: VERSION of 1.0"),
    (GOOD, b"METHOD:REQUEST\r\n", b"", "5546 1.4: METHOD missing"),
    (GOOD, b"METHOD:REQUEST", b"METHOD:INVITE", "5546 1.4: METHOD INVITE"),
    (GOOD, b"\r\nMETHOD", b"\nMETHOD", "5545 3.1: a bare CR or LF"),
    (GOOD, b"METHOD", b"\xef\xbb\xbfMETHOD", "house: a character that some take for a line break"),
    (GOOD, b"BEGIN:VCALENDAR\r\n", b"\xef\xbb\xbfBEGIN:VCALENDAR\r\n", "house: a byte order mark"),
    (GOOD, b"END:VCALENDAR\r\n", b"END:VCALENDAR", "5545 3.1: the last line does not end"),
    (GOOD, b"END:VEVENT\r\n", b"", "5545 3.6: components do not nest"),
    (GOOD, b"END:VCALENDAR\r\n", b"END:VCALENDAR\r\nBEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n", "5545 3.4: not one whole"),
    (GOOD, b"SEQUENCE:0", b"SEQUENCE:0\r\n", "5545 3.1: an empty line"),
    (GOOD, b"SEQUENCE:0", b"SEQUENCE:x", "5545 3.3.8: SEQUENCE is no number"),
    (GOOD, b"SEQUENCE:0", b"SEQUENCE:0\r\nSEQUENCE:1", "5546 3.2 REQUEST: VEVENT with 2 SEQUENCE"),
    (GOOD, b"SEQUENCE:0", b"SEQUENCE 0", "5545 3.1: line"),
    (GOOD, b"SEQUENCE:0", b"X-LONG:" + b"a" * 69, "5545 3.1: a line of more than 75 octets"),
    (GOOD, b"SEQUENCE:0", b"SEQUENCE:0\x07", "5545 3.1: a control character"),
    (GOOD, b"SEQUENCE:0", b"X-A:\xc3\r\n \xa4", "house: a character is split by folding, or no UTF-8"),
    (GOOD, b"SEQUENCE:0", b"X-A:\xe2\x80\xa8", "house: a character that some take for a line break"),
    (GOOD, b"DTSTAMP:20261102T090000Z", b"DTSTAMP:20261102T090000", "5545 3.8.7: DTSTAMP is not in UTC"),
    (GOOD, b"DTSTAMP:20261102T090000Z\r\n", b"", "5546 3.2 REQUEST: VEVENT with 0 DTSTAMP"),
    (GOOD, DTSTART, b"", "5546 3.2 REQUEST: VEVENT with 0 DTSTART"),
    (GOOD, DTSTART, b"DTSTART:20261203T180000\r\n", "5545 3.3.5: DTSTART floats"),
    (GOOD, DTSTART, b"DTSTART;VALUE=DATE:20261203\r\n", "house: DTSTART is no moment"),
    (GOOD, DTSTART, DTSTART.replace(b"T180000", b"T180000Z"), "5545 3.3.5: DTSTART floats"),
    (GOOD, DTSTART, DTSTART.replace(b"1203T180000", b"1203T193000"), "5545 3.8.2.2: the end is not later"),
    (GOOD, DTSTART, DTSTART.replace(b"Amsterdam", b"Berlin"), "5545 3.2.19: no VTIMEZONE for Europe/Berlin"),
    (GOOD, DTSTART, b"DURATION:PT90M\r\n" + DTSTART, "5545 3.6.1: DTEND and DURATION"),
    (GOOD, b"BYMONTH=10", b"BYMONTH=12", "5545 3.6.5: Europe/Amsterdam is told wrong"),
    (GOOD, b"TZOFFSETTO:+0100", b"TZOFFSETTO:+0130", "5545 3.6.5: Europe/Amsterdam is told wrong"),
    (GOOD, b"\r\nTZOFFSETTO:+0100", b"", "5545 3.6.5: STANDARD with 0 TZOFFSETTO"),
    (GOOD, b"DTSTART:1970", b"DTSTART:2026", "house: an onset after 1970"),
    (GOOD, b"BYDAY=-1SU", b"BYMONTHDAY=25", "house: a zone that is not told by yearly weekdays"),
    (GOOD, b"SUMMARY:Ronde", b"SUMMARY:Ronde, de", "5545 3.3.11: SUMMARY is no TEXT"),
    (GOOD, b"SUMMARY:Ronde", b"SUMMARY:Ronde\\:", "5545 3.3.11: SUMMARY is no TEXT"),
    (GOOD, b"URL:https", b"URL:ht tps", "5545 3.3.13: URL is no URI"),
    (GOOD, b";VALUE=URI", b"", "7986 5.11: CONFERENCE without VALUE=URI"),
    (GOOD, b"ORGANIZER;CN=", b"ORGANIZER;ROLE=CHAIR;CN=", "5545 3.2: ORGANIZER with ROLE"),
    (GOOD, b'CN="Alice Brandt"', b"CN=Brandt, Alice; host", "5545 3.1: line"),
    (GOOD, b'CN="Alice Brandt"', b'CN="Alice^nBrandt"', "house: a caret in CN"),
    (GOOD, b"PARTSTAT=NEEDS-ACTION", b"PARTSTAT=MAYBE", "5545 3.2: PARTSTAT of MAYBE"),
    (GOOD, b";PARTSTAT=NEEDS-ACTION", b"", "house: ATTENDEE without PARTSTAT"),
    (GOOD, b";RSVP=TRUE", b"", "house: a REQUEST that asks for no answer"),
    (GOOD, b"mailto:bob", b"bob", "5545 3.3.3: ATTENDEE is no address"),
    (GOOD, b"mailto:bob@polder.example.org", b"mailto:alice@office.example.org", "house: ATTENDEE is the ORGANIZER"),
    (GOOD, b"METHOD:REQUEST", b"METHOD:PUBLISH", "5546 3.2 PUBLISH: VEVENT with 1 ATTENDEE"),
    (GOOD, b"STATUS:CONFIRMED", b"STATUS:CANCELLED", "5546 3.2 REQUEST: STATUS CANCELLED"),
    (GOOD, b"BEGIN:VEVENT", b"BEGIN:VTODO", "5545 3.6: components do not nest"),
    (GOOD, b"END:VEVENT", b"BEGIN:VALARM\r\nEND:VALARM\r\nEND:VEVENT", "house: a VALARM"),
    (CANCEL, b"SEQUENCE:1\r\n", b"", "5546 3.2 CANCEL: VEVENT with 0 SEQUENCE"),
    (CANCEL, b"STATUS:CANCELLED", b"STATUS:CONFIRMED", "5546 3.2 CANCEL: STATUS CONFIRMED"),
    (CANCEL, b"METHOD:CANCEL", b"METHOD:REQUEST", "5546 3.2 REQUEST: STATUS CANCELLED"),
    (DOWNLOAD, b"METHOD:PUBLISH", b"METHOD:REQUEST", "5546 3.2 REQUEST: VEVENT with 0 ATTENDEE"),
    (DOWNLOAD, b"METHOD:PUBLISH", b"METHOD:CANCEL", "5546 3.2.5: a CANCEL that names nobody"),
]


def spoilt(good: bytes, old: bytes, new: bytes) -> bytes:
    """The object with something else in one place, folded anew where that place is folded."""
    if old in good:
        return good.replace(old, new, 1)
    unfolded = good.replace(b"\r\n ", b"")
    assert old in unfolded
    lines = unfolded.replace(old, new, 1).split(b"\r\n")
    return b"\r\n".join(b"\r\n ".join(re.findall(b".{1,74}", line) or [b""]) for line in lines)


@pytest.mark.parametrize("good", [GOOD, CANCEL, DOWNLOAD], ids=["REQUEST", "CANCEL", "PUBLISH"])
def test_good_object_has_no_faults(good: bytes):
    assert strict_calendar.faults(good) == []


@pytest.mark.parametrize(("good", "old", "new", "fault"), SPOILT, ids=[spoilt[3] for spoilt in SPOILT])
def test_spoilt_object_is_found_out(good: bytes, old: bytes, new: bytes, fault: str):
    found = strict_calendar.faults(spoilt(good, old, new))

    assert [one for one in found if one.startswith(fault)] != []


@pytest.mark.parametrize(
    ("conversation", "fault"),
    [
        ([CANCEL], "5546 3.2.5: CANCEL of what was never asked for"),
        ([GOOD, GOOD], "house: SEQUENCE did not rise"),
        ([GOOD, CANCEL], "5545 3.8.7.2: DTSTAMP did not rise"),
        ([GOOD, CANCEL, GOOD], "5546 3.2.5: a word after the CANCEL"),
    ],
)
def test_conversation_that_does_not_hold_together_is_found_out(conversation: list[bytes], fault: str):
    assert fault in strict_calendar.faults_of_conversation(conversation)


MAIL = compose(a_mail(calendar=GOOD, method=Method.REQUEST))
OTHER = base64.encodebytes(CANCEL).replace(b"\n", b"\r\n")
SPOILT_MAILS = [
    (b'method="REQUEST"', b'method="CANCEL"', "6047 2.4: method of the part is not METHOD"),
    (b'charset="UTF-8"', b'charset="latin-1"', "6047 2.4: charset is not UTF-8"),
    (b"text/calendar", b"text/x-calendar", "6047 2.4: 0 calendar parts"),
    (b"From: Alice", b"From: b@c.example.org\r\nFrom: Alice", "5322 3.6: 2 From"),
    (b"To: ", b"Cc: charlie@example.net\r\nTo: ", "house: a second recipient"),
    (b"To: Bob de Wit <bob@polder", b"To: Bob de Wit <bobby@polder", "6047 3: To is not the ATTENDEE"),
    (b"<alice@office", b"<noreply@office", "6047 3: From is not the ORGANIZER"),
    (b"Message-ID: <k7q2m4x9.0@runde.example.org>\r\n", b"", "5322 3.6: 0 Message-ID"),
    (b"multipart/alternative", b"multipart/related", "house: parts"),
    (b"Subject: ", b"Subject: \xc3\xa9", "5322 2.1: more than ASCII"),
    (b"Subject: ", b"Subject: \nX: y", "5322 2.3: a bare CR or LF"),
    (b"Subject: ", b"Subject: " + b"a" * 999, "5322 2.1.1: a line of more than 998 octets"),
]


def test_good_mail_has_no_faults():
    assert strict_mail.faults(MAIL) == []


@pytest.mark.parametrize(("old", "new", "fault"), SPOILT_MAILS, ids=[spoilt[2] for spoilt in SPOILT_MAILS])
def test_spoilt_mail_is_found_out(old: bytes, new: bytes, fault: str):
    assert old in MAIL

    found = strict_mail.faults(MAIL.replace(old, new, 1))

    assert [one for one in found if one.startswith(fault)] != []


def test_attached_copy_of_another_object_is_found_out():
    calendar = base64.encodebytes(GOOD).replace(b"\n", b"\r\n")
    head, tail = MAIL.rsplit(calendar, 1)

    assert strict_mail.faults(head + OTHER + tail) == ["house: the attached copy is another"]
