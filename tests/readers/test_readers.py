"""Five readers that share no code with ours see in every object what was meant: moment, zone, text, people, state."""

import json
import re
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from icalendar import Calendar

from organizer.domain.calendar_objects import CalendarAddress, CalendarObject, Method, as_download
from organizer.domain.tokens import Keys
from organizer.domain.vocabulary import Language, ParticipationStatus
from organizer.formats.calendar_objects import write
from organizer.services import demo
from organizer.services.attendee_lists import SAMPLE
from organizer.services.post_office import PostOffice
from organizer.store.engine import open_engine
from tests.builders import a_calendar_object
from tests.formats import strict_calendar, strict_mail
from tests.readers.programs import READERS
from tests.readers.seen import Seen, meant

pytestmark = pytest.mark.slow

KEYS = Keys(invitations=b"i" * 32, addresses=b"a" * 32)
NOW = datetime(2026, 9, 1, 7, 0, tzinfo=UTC)
TEXTS = (
    "Käse, Brot; und Wein",
    'Sie sagte: "Ja", und blieb; C:\\temp',
    "Über 75 Oktetten: " + "größere Übermütigkeiten für Ärzte, " * 4 + "Ende",
    "漢字 😀 ñandú – “quoted” ’s",
)
# A backslash before an n is no line break. `ics` 0.7 alone takes it for one, so it is not asked.
BACKSLASH = "Ordner C:\\neu und \\\\server\\nord"
NAMES = ('Dr. Zoë "Zett" Ößler, Präsidentin', "O’Neill; Sinéad: host", "李 小龍")
# One of each kind: half hours, quarters, both hemispheres, a lawless one, none, the date line.
ZONES = (
    *("Europe/Berlin", "Europe/London", "Europe/Lisbon", "America/New_York", "America/St_Johns", "America/Sao_Paulo"),
    *("Asia/Kolkata", "Asia/Kathmandu", "Asia/Tokyo", "Australia/Lord_Howe", "Australia/Adelaide", "Pacific/Chatham"),
    *("Pacific/Auckland", "Pacific/Kiritimati", "Africa/Johannesburg"),
)
INSTANTS = tuple(
    datetime(2027, month, day, hour, 15, tzinfo=UTC)
    for month, day in ((1, 14), (3, 14), (3, 21), (3, 28), (4, 4), (7, 1), (9, 26), (10, 3), (10, 31), (11, 3), (11, 7))
    for hour in (1, 13)
)
# Whatever the reader, an hour that comes twice stands in UTC, and so does one whose law has no nth weekday.
STATES = (
    {"status": ParticipationStatus.ACCEPTED, "sequence": 3},
    {"method": Method.CANCEL, "sequence": 1},
    {"method": Method.PUBLISH},
    {"method": Method.PUBLISH, "cancelled": True},
)


def objects_of_every_kind() -> list[CalendarObject]:
    texts = [a_calendar_object(summary=text[:60], description=f"{text}\n\n{text}") for text in TEXTS]
    people = [a_calendar_object(attendee=CalendarAddress(name=name, email="zoe@bücher.example.org")) for name in NAMES]
    hosts = [a_calendar_object(organizer=CalendarAddress(name=name, email="o.neill@office.example")) for name in NAMES]
    states = [a_calendar_object(**state) for state in STATES]
    return [*texts, *people, *hosts, *states]


@pytest.mark.parametrize("reader", [name for name in READERS if name != "ics"])
def test_reader_keeps_a_backslash(reader: str):
    calendar_object = a_calendar_object(summary=BACKSLASH, description=BACKSLASH)

    assert READERS[reader]([write(calendar_object)]) == [meant(calendar_object)]


@pytest.mark.parametrize("reader", READERS)
def test_reader_sees_text_people_and_state(reader: str):
    objects = objects_of_every_kind()

    seen = READERS[reader]([write(one) for one in objects])

    assert seen == [meant(one) for one in objects]


@pytest.mark.parametrize("reader", READERS)
def test_reader_sees_the_moment_on_the_right_clock(reader: str):
    objects = [
        a_calendar_object(time_zone=zone, starts_at=instant, ends_at=instant + timedelta(minutes=90))
        for zone in ZONES
        for instant in INSTANTS
    ]

    seen = READERS[reader]([write(one) for one in objects])

    assert seen == [meant(one, in_utc=comes_twice(one)) for one in objects]


def comes_twice(calendar_object: CalendarObject) -> bool:
    """Whether start or end fall into the hour that the clock shows twice."""
    zone = ZoneInfo(calendar_object.time_zone)
    walls = [one.astimezone(zone).replace(fold=0) for one in (calendar_object.starts_at, calendar_object.ends_at)]
    return any(wall.utcoffset() != wall.replace(fold=1).utcoffset() for wall in walls)


@pytest.fixture(scope="module", params=list(Language))
def played(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A demonstration with the sample list, in each language."""
    folder = tmp_path_factory.mktemp("demo")
    engine = open_engine(f"sqlite:///{folder / 'runde.sqlite'}")
    demo.play(engine, PostOffice(keys=KEYS), folder, SAMPLE.read_bytes(), SAMPLE.name, request.param, NOW)
    engine.dispose()
    return folder


@pytest.mark.parametrize("reader", READERS)
def test_reader_sees_in_every_mail_what_the_summary_says(reader: str, played: Path):
    told = told_in(played)
    mails = [mail.read_bytes() for mail in sorted(played.glob("*/*.eml"))]

    seen = READERS[reader]([strict_mail.calendar_of(mail) for mail in mails])

    assert sorted(facts(one) for one in seen) == sorted(facts_of(one) for one in told)
    assert [one.complaints for one in seen] == [()] * len(mails)


@pytest.mark.parametrize("reader", READERS)
def test_reader_sees_in_every_download_the_same_evening(reader: str, played: Path):
    told = told_in(played)
    files = [(played / one["folder"] / one["ics"]).read_bytes() for one in told]

    seen = READERS[reader](files)

    assert [(one.uid, one.starts_at, one.ends_at, one.attendee) for one in seen] == [
        (one["uid"], moment(one["starts_at"]), moment(one["ends_at"]), "") for one in told
    ]
    assert {one.method for one in seen} == {"PUBLISH"}


def told_in(played: Path) -> list[dict[str, str]]:
    summary = json.loads((played / "summary.json").read_text(encoding="utf-8"))
    return [{**one, "folder": folder} for folder, told in summary["folders"].items() for one in told]


def facts(seen: Seen) -> tuple[object, ...]:
    address = (seen.attendee.removeprefix("mailto:"), seen.attendee_name)
    return (
        seen.uid,
        seen.sequence,
        seen.method,
        seen.starts_at,
        seen.ends_at,
        seen.wall_time,
        seen.time_zone,
        *address,
    )


def facts_of(told: dict[str, str]) -> tuple[object, ...]:
    moments = (moment(told["starts_at"]), moment(told["ends_at"]))
    wall_time = told["starts_at"][:19]
    place = (wall_time, told["time_zone"], told["recipient"], told["name"])
    return (told["uid"], told["sequence"], told["method"], *moments, *place)


def moment(iso: str) -> datetime:
    return datetime.fromisoformat(iso).astimezone(UTC)


def test_every_text_of_the_demonstration_is_read_alike(played: Path):
    calendars = [strict_mail.calendar_of(mail.read_bytes()) for mail in sorted(played.glob("*/*.eml"))]

    first, *others = (READERS[reader](calendars) for reader in READERS)

    assert [[(one.summary, one.description, one.location, one.status) for one in seen] for seen in others] == [
        [(one.summary, one.description, one.location, one.status) for one in first]
    ] * len(others)


# The readers have to be able to say no: what is known to be wrong has to be seen by somebody.


def test_zone_as_the_library_would_write_it_is_read_an_hour_off():
    summer = datetime(2027, 7, 1, 16, 0, tzinfo=UTC)
    ours = write(a_calendar_object(starts_at=summer, ends_at=summer + timedelta(hours=1)))
    calendar = Calendar.from_ical(re.sub(rb"BEGIN:VTIMEZONE.*END:VTIMEZONE\r\n", b"", ours, flags=re.DOTALL))
    calendar.add_missing_timezones()

    (seen,) = READERS["ical.js"]([calendar.to_ical()])

    assert seen.starts_at != summer


def test_libical_minds_a_request_for_what_is_cancelled():
    wrong = write(a_calendar_object()).replace(b"STATUS:CONFIRMED", b"STATUS:CANCELLED")

    (seen,) = READERS["libical"]([wrong])

    assert seen.complaints != ()


def test_downloads_and_mails_pass_the_strict_judge_too(played: Path):
    faults = {path.name: strict_calendar.faults(path.read_bytes()) for path in played.glob("*/*.ics")}
    faults |= {path.name: strict_mail.faults(path.read_bytes()) for path in played.glob("*/*.eml")}

    assert {name: found for name, found in faults.items() if found} == {}


def test_download_of_a_mailed_object_has_its_uid():
    mailed = a_calendar_object()

    seen = READERS["vobject"]([write(mailed), write(as_download(mailed))])

    assert seen[0].uid == seen[1].uid
