"""Four hundred evenings in the weeks when clocks change: mail, calendar entry and page show every guest one local time.

The witness is `dateutil`, which reads the time zone data with code of its own.
"""

from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
from dateutil import tz

from organizer.domain.vocabulary import Language
from organizer.formats.calendar_objects import write
from organizer.formats.dates import dates_for_guest, span_in_words
from organizer.settings import Settings
from organizer.web.languages import clock_time
from organizer.web.shell import Shell
from tests.builders import a_calendar_object
from tests.formats import strict_calendar
from tests.web.conftest import an_app

# Whole, half and quarter hours; both hemispheres; changes at midnight, on Saturdays, by half an hour; none at all.
ZONES = (
    *("Europe/Berlin", "Europe/Amsterdam", "Europe/London", "Europe/Dublin", "Europe/Lisbon", "Atlantic/Azores"),
    *("Europe/Helsinki", "Europe/Athens", "Europe/Chisinau", "Europe/Istanbul", "Europe/Moscow", "Atlantic/Reykjavik"),
    *("America/New_York", "America/Chicago", "America/Denver", "America/Phoenix", "America/Los_Angeles"),
    *("America/Anchorage", "America/St_Johns", "America/Havana", "America/Santiago", "America/Sao_Paulo"),
    *("America/Asuncion", "America/Nuuk", "Africa/Cairo", "Africa/Casablanca", "Africa/Johannesburg", "Asia/Beirut"),
    *("Asia/Jerusalem", "Asia/Tehran", "Asia/Kolkata", "Asia/Kathmandu", "Asia/Yangon", "Asia/Tokyo"),
    *("Australia/Sydney", "Australia/Adelaide", "Australia/Eucla", "Australia/Lord_Howe", "Pacific/Auckland"),
    "Pacific/Chatham",
)
# Between the American and the European change, the nights of both, the southern ones, and plain days.
DAYS = ("03-14", "03-20", "03-28", "04-04", "07-01", "09-26", "10-03", "10-31", "11-03", "11-07")
CASES = [
    pytest.param(host, guest, datetime.fromisoformat(f"2027-{day}").replace(hour=place % 24, minute=30, tzinfo=UTC))
    for place, (host, guest) in enumerate(pairwise((*ZONES, ZONES[0])))
    for day in DAYS
]


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> Shell:
    """One app for all cases, as nothing is kept in it."""
    home = tmp_path_factory.mktemp("home")
    return an_app(Settings(home=home, database_url=f"sqlite:///{home / 'runde.sqlite'}"))


def on_the_clock(instant: datetime, zone: str) -> datetime:
    """What the witness reads off the wall."""
    found = tz.gettz(zone)
    assert found is not None
    return instant.astimezone(found)


def shown_in_entry(written: bytes, name: str) -> datetime:
    """The moment that DTSTART or DTEND stands for, by the VTIMEZONE in the entry alone."""
    calendar = strict_calendar.read(written)
    (line,) = calendar.named("VEVENT")[0].all(name)
    if line.value.endswith("Z"):
        return datetime.fromisoformat(line.value)
    wall = datetime.fromisoformat(line.value)
    (zone,) = calendar.named("VTIMEZONE")
    return (wall - strict_calendar.offset_told(zone, wall)).replace(tzinfo=UTC)


def test_there_are_four_hundred_cases():
    assert len(CASES) == 400


@pytest.mark.parametrize(("host", "guest", "starts_at"), CASES)
def test_mail_entry_and_page_agree(pages: Shell, host: str, guest: str, starts_at: datetime):
    ends_at = starts_at + timedelta(minutes=90)
    begins, ends = on_the_clock(starts_at, guest), on_the_clock(ends_at, guest)
    at_the_hosts = on_the_clock(starts_at, host)

    written = write(a_calendar_object(time_zone=host, starts_at=starts_at, ends_at=ends_at))
    told = dates_for_guest(starts_at, guest, host, Language.EN)
    span = span_in_words(starts_at, 90, guest, Language.EN)
    with pages.test_request_context():
        page = (clock_time(starts_at, guest), clock_time(starts_at, host))

    assert strict_calendar.faults(written) == []
    assert (shown_in_entry(written, "DTSTART"), shown_in_entry(written, "DTEND")) == (starts_at, ends_at)
    assert told.date.startswith(f"{begins:%A}, {begins.day} {begins:%B} %Y, {begins:%H:%M} (".replace("%Y", "2027"))
    assert not told.host_time or told.host_time.endswith(f"{at_the_hosts:%H:%M}")
    assert told.host_time or begins.replace(tzinfo=None) == at_the_hosts.replace(tzinfo=None)
    assert f"{begins:%H:%M} to {ends:%H:%M}" in span
    assert page == (f"{begins:%H:%M}", f"{at_the_hosts:%H:%M}")
