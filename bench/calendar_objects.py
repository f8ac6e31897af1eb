"""Writing calendar objects, beside the library that reads them: what they and the rules of their zones cost."""

from datetime import timedelta

from icalendar import Calendar

from bench.pairs import compare
from organizer.formats.calendar_objects import write, write_feed
from organizer.formats.time_zones import vtimezone
from tests.builders import a_calendar_object

ZONES = ("Europe/Berlin", "America/New_York", "Asia/Kolkata", "Australia/Lord_Howe")
FIRST = a_calendar_object().starts_at
STARTS = tuple(FIRST + timedelta(days=number) for number in range(100))
OBJECTS = [
    a_calendar_object(uid=f"round-{day}", time_zone=ZONES[day % 4], starts_at=start, ends_at=start + timedelta(hours=1))
    for day, start in enumerate(STARTS)
]


def measure() -> None:
    """Print what a hundred entries cost, each of its own and in one feed, and what the zones' rules cost uncached."""
    written = [write(one) for one in OBJECTS]
    compare("100 calendar objects written (floor: the library reads them)", _all, lambda: _read(written))
    compare("a feed of 100 entries (floor: 100 objects of their own)", lambda: write_feed(OBJECTS, "Runde"), _all)
    compare("rules of 4 zones found anew (floor: from the cache)", _uncached, _cached)


def _all() -> list[bytes]:
    return [write(one) for one in OBJECTS]


def _read(written: list[bytes]) -> None:
    for one in written:
        Calendar.from_ical(one)


def _uncached() -> None:
    vtimezone.cache_clear()
    _cached()


def _cached() -> None:
    for zone in ZONES:
        vtimezone(zone, 2027)
