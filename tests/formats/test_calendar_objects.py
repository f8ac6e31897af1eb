"""Calendar objects as written, and as two libraries read them."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import ics
import pytest
from icalendar import Calendar

from organizer.domain.calendar_objects import CalendarAddress, Method, as_download
from organizer.domain.vocabulary import ParticipationStatus
from organizer.formats.borders import UnusableAddressError
from organizer.formats.calendar_objects import OpenedEntry, UnreadableEntryError, open_entry, write
from tests.builders import a_calendar_object
from tests.goldens import golden

OBJECTS = {
    "request": a_calendar_object(),
    "update": a_calendar_object(
        sequence=1,
        dtstamp=datetime(2026, 11, 5, 7, 30, tzinfo=UTC),
        starts_at=datetime(2026, 12, 3, 17, 30, tzinfo=UTC),
        ends_at=datetime(2026, 12, 3, 19, 0, tzinfo=UTC),
        status=ParticipationStatus.ACCEPTED,
    ),
    "cancel": a_calendar_object(method=Method.CANCEL, sequence=2, dtstamp=datetime(2026, 11, 6, 7, 30, tzinfo=UTC)),
    "publish": as_download(a_calendar_object(url="https://runde.example.org/i/abc")),
    "speaker-slot": a_calendar_object(
        uid="s5p3k2r8@runde.example.org",
        related_to="k7q2m4x9@runde.example.org",
        starts_at=datetime(2026, 12, 3, 17, 20, tzinfo=UTC),
        ends_at=datetime(2026, 12, 3, 17, 40, tzinfo=UTC),
        summary='Käse, Brot; und \\ "Wein": zwanzig Minuten über Forschungsdaten im täglichen Gebrauch',
        attendee=CalendarAddress(name='Prof. Dr. Zoë "Zett" Ößler, Präsidentin', email="zoe@bücher.example.org"),
    ),
    "utc": a_calendar_object(time_zone="Africa/Cairo"),
}


@pytest.mark.parametrize("name", OBJECTS)
def test_calendar_object_is_written_in_the_agreed_shape(name):
    written = write(OBJECTS[name])

    assert written == golden(f"{name}.ics", written)


@pytest.mark.parametrize("name", OBJECTS)
def test_icalendar_reads_back_what_was_meant(name):
    meant = OBJECTS[name]

    event = Calendar.from_ical(write(meant)).events[0]

    assert (str(event["UID"]), event["SEQUENCE"]) == (meant.uid, meant.sequence)
    assert (event.start.astimezone(UTC), event.end.astimezone(UTC)) == (meant.starts_at, meant.ends_at)
    assert str(event["SUMMARY"]) == meant.summary
    assert str(event["DESCRIPTION"]) == meant.description
    assert str(event["LOCATION"]) == meant.location
    assert str(event["CONFERENCE"]) == meant.location
    assert event["DTSTAMP"].dt == event["LAST-MODIFIED"].dt == meant.dtstamp


@pytest.mark.parametrize("name", OBJECTS)
def test_ics_as_independent_witness_reads_the_same(name):
    meant = OBJECTS[name]

    (event,) = ics.Calendar(write(meant).decode()).events

    assert (event.begin.datetime, event.end.datetime) == (meant.starts_at, meant.ends_at)
    assert (event.uid, event.name, event.location) == (meant.uid, meant.summary, meant.location)
    assert event.description == meant.description


@pytest.mark.slow
@pytest.mark.parametrize("zone", ["Europe/Berlin", "America/New_York", "Asia/Kolkata", "Australia/Lord_Howe"])
@pytest.mark.parametrize("day", ["2027-03-14", "2027-03-28", "2027-10-31", "2027-11-07"])
def test_both_readers_find_the_instant_in_the_weeks_of_a_clock_change(zone, day):
    first = datetime.fromisoformat(day).replace(tzinfo=UTC) - timedelta(hours=10)
    for starts_at in (first + timedelta(hours=2 * step) for step in range(12)):
        meant = a_calendar_object(time_zone=zone, starts_at=starts_at, ends_at=starts_at + timedelta(minutes=90))

        written = write(meant)

        (witness,) = ics.Calendar(written.decode()).events
        event = Calendar.from_ical(written).events[0]
        assert (witness.begin.datetime, witness.end.datetime) == (meant.starts_at, meant.ends_at)
        assert (event.start.astimezone(UTC), event.end.astimezone(UTC)) == (meant.starts_at, meant.ends_at)


def test_hour_that_comes_twice_is_written_in_utc():
    # 02:30 in Berlin on this night is 00:30 and again 01:30 UTC.
    twice = a_calendar_object(
        time_zone="Europe/Berlin",
        starts_at=datetime(2026, 10, 25, 1, 30, tzinfo=UTC),
        ends_at=datetime(2026, 10, 25, 3, 0, tzinfo=UTC),
    )

    lines = write(twice).decode().split("\r\n")

    assert [line for line in lines if line.startswith(("DTSTART", "DTEND", "BEGIN:VTIMEZONE"))] == [
        "DTSTART:20261025T013000Z",
        "DTEND:20261025T030000Z",
    ]


def test_wall_time_of_the_zone_is_what_a_guest_sees():
    event = Calendar.from_ical(write(a_calendar_object())).events[0]

    assert event.start == datetime(2026, 12, 3, 18, 0, tzinfo=ZoneInfo("Europe/Amsterdam"))
    assert event["DTSTART"].params["TZID"] == "Europe/Amsterdam"


def test_download_has_no_attendee_but_organizer_and_the_same_uid():
    mailed = a_calendar_object()

    downloaded = Calendar.from_ical(write(as_download(mailed)))

    event = downloaded.events[0]
    assert str(downloaded["METHOD"]) == "PUBLISH"
    assert ("ATTENDEE" in event, str(event["ORGANIZER"])) == (False, "mailto:alice@office.example.org")
    assert str(event["UID"]) == mailed.uid


@pytest.mark.parametrize(
    ("calendar_object", "status"),
    [
        (a_calendar_object(), "CONFIRMED"),
        (a_calendar_object(method=Method.CANCEL), "CANCELLED"),
        (as_download(a_calendar_object()), "CONFIRMED"),
        (as_download(a_calendar_object(method=Method.CANCEL)), "CANCELLED"),
    ],
)
def test_status_says_whether_the_meeting_stands(calendar_object, status):
    event = Calendar.from_ical(write(calendar_object)).events[0]

    assert str(event["STATUS"]) == status


def test_known_answer_is_kept_and_only_a_request_asks_for_one():
    params = [
        dict(Calendar.from_ical(write(one)).events[0]["ATTENDEE"].params)
        for one in (a_calendar_object(status=ParticipationStatus.ACCEPTED), a_calendar_object(method=Method.CANCEL))
    ]

    person = {"CN": "Bob de Wit", "CUTYPE": "INDIVIDUAL", "ROLE": "REQ-PARTICIPANT"}
    assert params == [
        {**person, "PARTSTAT": "ACCEPTED", "RSVP": "TRUE"},
        {**person, "PARTSTAT": "NEEDS-ACTION"},
    ]


@pytest.mark.parametrize("letter", ["a", "ä", "€", "😀", "ä€😀"])
def test_lines_are_folded_between_characters_at_75_octets(letter):
    written = write(a_calendar_object(summary=letter * 200, description=f"{letter * 90}\n\n{letter * 90}"))

    lines = written.split(b"\r\n")
    assert max(map(len, lines)) <= 75
    assert [line.decode() for line in lines] == written.decode().split("\r\n")
    assert written.replace(b"\r\n", b"").find(b"\n") == -1
    assert written.endswith(b"END:VCALENDAR\r\n")


def test_place_that_is_no_link_is_only_a_location():
    event = Calendar.from_ical(write(a_calendar_object(location="Office 12, javascript:alert(1)"))).events[0]

    assert str(event["LOCATION"]) == "Office 12, javascript:alert(1)"
    assert [name for name in ("URL", "CONFERENCE") if name in event] == []


def test_page_of_the_round_stands_in_url_and_the_room_in_location():
    event = Calendar.from_ical(write(a_calendar_object(url="https://runde.example.org/i/abc"))).events[0]

    assert (str(event["URL"]), str(event["LOCATION"])) == (
        "https://runde.example.org/i/abc",
        "https://meet.example.org/runde-1",
    )


PAYLOADS = (
    "x\r\nATTENDEE:mailto:evil@evil.example",
    "x\nATTENDEE:mailto:evil@evil.example",
    "x\rATTENDEE:mailto:evil@evil.example",
    "x\r\n ATTENDEE:mailto:evil@evil.example",
    'x";ROLE=CHAIR;CN="y',
    "x;ROLE=CHAIR:mailto:evil@evil.example",
    "x^nATTENDEE:mailto:evil@evil.example",
    "x\\nATTENDEE:mailto:evil@evil.example",
    "x\u2028ATTENDEE:mailto:evil@evil.example\u2029y",
    "x\x85ATTENDEE:mailto:evil@evil.example\x0b\x0cy\x1cz",
    "x\0\x01\x08\x1b[31my\x7f\x9b",
    "x\r\nEND:VEVENT\r\nBEGIN:VEVENT\r\nUID:y\r\nEND:VEVENT\r\nEND:VCALENDAR\r\nBEGIN:VCALENDAR",
    "ä" * 37 + "\r\n\t" + "😀" * 40 + "\ud800\ufeff",
)
ALICE = a_calendar_object().organizer
BOB = a_calendar_object().attendee
PLACES = {
    "summary": lambda text: a_calendar_object(summary=text),
    "description": lambda text: a_calendar_object(description=text),
    "location": lambda text: a_calendar_object(location=f"https://meet.example.org/{text}"),
    "url": lambda text: a_calendar_object(url=f"https://runde.example.org/{text}"),
    "organizer": lambda text: a_calendar_object(organizer=replace(ALICE, name=text)),
    "attendee": lambda text: a_calendar_object(attendee=replace(BOB, name=text)),
    "label": lambda text: a_calendar_object(conference_label=text),
    "uid": lambda text: a_calendar_object(uid=text, related_to=text),
}


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("payload", PAYLOADS)
def test_hostile_text_stays_text(payload, place):
    written = write(PLACES[place](payload))

    calendar = Calendar.from_ical(written)
    (event,) = calendar.events
    assert [component.name for component in calendar.subcomponents] == ["VTIMEZONE", "VEVENT"]
    assert not isinstance(event["ATTENDEE"], list)
    assert str(event["ATTENDEE"]) == "mailto:bob@polder.example.org"
    assert str(event["ORGANIZER"]) == "mailto:alice@office.example.org"
    assert (event["ATTENDEE"].params["ROLE"], list(event["ORGANIZER"].params)) == ("REQ-PARTICIPANT", ["CN"])
    assert max(map(len, written.split(b"\r\n"))) <= 75
    assert forbidden_characters(written) == set()
    assert [component.errors for component in calendar.walk()] == [[]] * 5


@pytest.mark.parametrize(
    "address",
    [
        "bob@polder.example.org\r\nATTENDEE:mailto:evil@evil.example",
        "bob@polder.example.org,evil@evil.example",
        "bob@polder.example.org;ROLE=CHAIR",
        '"bob\r\n"@polder.example.org',
        "bob",
        "",
        "bjørn@polder.example.org",
    ],
)
@pytest.mark.parametrize("who", ["organizer", "attendee"])
def test_address_that_is_none_is_refused(who, address):
    hostile = a_calendar_object(**{who: CalendarAddress(name="Bob", email=address)})

    with pytest.raises(UnusableAddressError):
        write(hostile)


def forbidden_characters(written: bytes) -> set[str]:
    """Whatever some reader takes for a line break or a control, beyond the CRLF at the end of each line."""
    text = written.decode().replace("\r\n", "")
    return {one for one in text if ord(one) < 32 or 127 <= ord(one) < 160 or one in "\u2028\u2029\ufeff"}


def test_an_entry_reads_back_as_it_was_written():
    entry = open_entry(write(a_calendar_object()))

    assert entry == OpenedEntry(
        method="REQUEST",
        uid="k7q2m4x9@runde.example.org",
        sequence=0,
        summary="Ronde tafel: open onderzoeksdata",
        starts_at=datetime(2026, 12, 3, 17, 0, tzinfo=UTC),
        ends_at=datetime(2026, 12, 3, 18, 30, tzinfo=UTC),
        location="https://meet.example.org/runde-1",
        organizer="alice@office.example.org",
        attendee="bob@polder.example.org",
    )


@pytest.mark.parametrize("damaged", [b"", b"Guten Tag", b"BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n"])
def test_what_holds_no_event_is_refused(damaged: bytes):
    with pytest.raises(UnreadableEntryError):
        open_entry(damaged)
