"""VTIMEZONE: the rules of a zone, judged by dateutil's reading of them."""

from datetime import UTC, datetime, timedelta
from io import StringIO
from zoneinfo import ZoneInfo

import pytest
from dateutil.tz import tzical

from organizer.formats.time_zones import vtimezone

BERLIN = """BEGIN:VTIMEZONE
TZID:Europe/Berlin
BEGIN:STANDARD
DTSTART:19701025T030000
TZOFFSETFROM:+0200
TZOFFSETTO:+0100
TZNAME:CET
RRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=10
END:STANDARD
BEGIN:DAYLIGHT
DTSTART:19700329T020000
TZOFFSETFROM:+0100
TZOFFSETTO:+0200
TZNAME:CEST
RRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=3
END:DAYLIGHT
END:VTIMEZONE
"""
KATHMANDU = """BEGIN:VTIMEZONE
TZID:Asia/Kathmandu
BEGIN:STANDARD
DTSTART:19700101T000000
TZOFFSETFROM:+0545
TZOFFSETTO:+0545
END:STANDARD
END:VTIMEZONE
"""
ZONES = (
    "Europe/Berlin",
    "Europe/Amsterdam",
    "Europe/Brussels",
    "Europe/Zurich",
    "Europe/Vienna",
    "Europe/London",
    "Europe/Dublin",
    "Europe/Lisbon",
    "Europe/Helsinki",
    "Europe/Moscow",
    "Europe/Istanbul",
    "Asia/Beirut",
    "Asia/Kolkata",
    "Asia/Kathmandu",
    "Asia/Tokyo",
    "Australia/Sydney",
    "Australia/Lord_Howe",
    "Pacific/Auckland",
    "America/New_York",
    "America/Los_Angeles",
    "America/Havana",
    "America/St_Johns",
    "America/Sao_Paulo",
    "Africa/Johannesburg",
)
# Around the changes of 2027 in Europe, America, Australia and New Zealand.
CHANGES = ("2027-03-14", "2027-03-28", "2027-04-04", "2027-09-26", "2027-10-03", "2027-10-31", "2027-11-07")


@pytest.mark.parametrize(("zone", "expected"), [("Europe/Berlin", BERLIN), ("Asia/Kathmandu", KATHMANDU)])
def test_zone_is_one_standard_and_at_most_one_daylight(zone, expected):
    written = vtimezone(zone, 2027)

    assert written.to_ical(sorted=False).decode() == expected.replace("\n", "\r\n")


@pytest.mark.parametrize(
    "zone", ["Africa/Cairo", "Africa/Casablanca", "Asia/Jerusalem", "America/Santiago", "America/Nuuk", "Asia/Gaza"]
)
def test_zone_with_another_law_than_nth_weekday_is_not_written(zone):
    assert vtimezone(zone, 2027) is None


@pytest.mark.parametrize(
    "zone", ["UTC", "Etc/UTC", "", "Europe", "Auenland/Hobbingen", "../../etc/passwd", "a\0b", "/x"]
)
def test_utc_and_what_is_no_zone_are_not_written(zone):
    assert vtimezone(zone, 2027) is None


def test_fourth_sunday_is_told_from_the_last_one():
    # In October 2026 and 2027 the last Sunday is not the same one of the month.
    rules = [vtimezone("Europe/Berlin", year).to_ical() for year in (2026, 2027, 2028)]

    assert rules == [rules[0]] * 3


def test_zone_follows_the_law_of_the_event_year():
    # Brazil gave up summer time in 2019, and never had it on an "nth weekday" in all years before.
    assert len(vtimezone("America/Sao_Paulo", 2027).subcomponents) == 1
    assert vtimezone("America/Sao_Paulo", 2015) is None


@pytest.mark.parametrize("zone", ZONES)
def test_wall_times_mean_the_same_instants_to_an_independent_reader(zone):
    reader = tzical(StringIO(vtimezone(zone, 2027).to_ical().decode())).get()
    start = [datetime.fromisoformat(day).replace(tzinfo=UTC) - timedelta(days=3) for day in CHANGES]
    instants = [day + timedelta(minutes=90 * step) for day in start for step in range(96)]

    walls = [instant.astimezone(ZoneInfo(zone)) for instant in instants]
    certain = [wall for wall in walls if wall.replace(fold=0).utcoffset() == wall.replace(fold=1).utcoffset()]

    assert [wall.replace(tzinfo=reader).astimezone(UTC) for wall in certain] == [
        wall.astimezone(UTC) for wall in certain
    ]
