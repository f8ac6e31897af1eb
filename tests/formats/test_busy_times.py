"""When a host is busy: repeated, moved, whole days, free, declined, and calendars that are meant to hurt."""

import time
from contextlib import suppress
from datetime import UTC, datetime

import pytest

from organizer.formats.busy_times import (
    LARGEST_CALENDAR,
    BusySpans,
    TooLargeCalendarError,
    UnreadableCalendarError,
    read_busy_spans,
)

BERLIN = """BEGIN:VTIMEZONE
TZID:Europe/Berlin
BEGIN:STANDARD
DTSTART:19701025T030000
TZOFFSETFROM:+0200
TZOFFSETTO:+0100
RRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU
END:STANDARD
BEGIN:DAYLIGHT
DTSTART:19700329T020000
TZOFFSETFROM:+0100
TZOFFSETTO:+0200
RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU
END:DAYLIGHT
END:VTIMEZONE"""
MONDAY = "DTSTART;TZID=Europe/Berlin:20261102T180000\nDTEND;TZID=Europe/Berlin:20261102T190000"


def calendar(*events: str) -> bytes:
    written = (f"UID:{number}\nDTSTAMP:20260101T000000Z\n{one}" for number, one in enumerate(events))
    inside = "\n".join(f"BEGIN:VEVENT\n{one}\nEND:VEVENT" for one in written)
    whole = f"BEGIN:VCALENDAR\nVERSION:2.0\nPRODID:x\n{BERLIN}\n{inside}\nEND:VCALENDAR\n"
    return whole.replace("\n", "\r\n").encode()


def spans(*events: str) -> list[str]:
    """Busy from 1 to 30 November 2026, as "02 17:00-18:00" in UTC."""
    return [f"{first:%d %H:%M}-{last:%H:%M}" for first, last in found(calendar(*events)).spans]


def found(content: bytes) -> BusySpans:
    return read_busy_spans(
        content,
        begin=datetime(2026, 11, 1, tzinfo=UTC),
        end=datetime(2026, 11, 30, tzinfo=UTC),
        time_zone="Europe/Berlin",
        email="alice@office.example.org",
    )


def test_event_is_a_span():
    assert spans(MONDAY) == ["02 17:00-18:00"]


def test_repeated_event_is_one_span_each_week_but_where_it_was_taken_out_or_moved():
    weekly = f"{MONDAY}\nRRULE:FREQ=WEEKLY\nEXDATE;TZID=Europe/Berlin:20261109T180000"
    moved = "DTSTART;TZID=Europe/Berlin:20261117T200000\nDTEND;TZID=Europe/Berlin:20261117T210000"
    content = calendar(weekly, f"RECURRENCE-ID;TZID=Europe/Berlin:20261116T180000\n{moved}").replace(b"UID:1", b"UID:0")

    assert [f"{first:%d %H:%M}" for first, _ in found(content).spans] == ["02 17:00", "17 19:00", "23 17:00"]


def test_series_that_began_in_summer_keeps_its_wall_time():
    summer = "DTSTART;TZID=Europe/Berlin:20260803T180000\nDURATION:PT1H\nRRULE:FREQ=WEEKLY"

    assert spans(summer)[0] == "02 17:00-18:00"


def test_whole_day_is_that_of_the_host():
    assert spans("DTSTART;VALUE=DATE:20261105\nDTEND;VALUE=DATE:20261106") == ["04 23:00-23:00"]


def test_time_without_a_zone_is_that_of_the_host():
    assert spans("DTSTART:20261105T180000\nDTEND:20261105T190000") == ["05 17:00-18:00"]


def test_overlapping_events_are_one_span():
    later = MONDAY.replace("T180000", "T183000").replace("T190000", "T200000")

    assert spans(MONDAY, later, MONDAY) == ["02 17:00-19:00"]


@pytest.mark.parametrize(
    "free",
    [
        "TRANSP:TRANSPARENT",
        "STATUS:CANCELLED",
        "X-MICROSOFT-CDO-BUSYSTATUS:FREE",
        "ATTENDEE;PARTSTAT=DECLINED:MAILTO:Alice@office.example.org",
    ],
)
def test_what_takes_no_time_is_not_busy(free: str):
    assert spans(f"{MONDAY}\n{free}") == []


def test_what_somebody_else_declined_is_busy():
    assert spans(f"{MONDAY}\nATTENDEE;PARTSTAT=DECLINED:mailto:bob@polder.example.org") == ["02 17:00-18:00"]


@pytest.mark.parametrize(
    "bomb",
    [
        "RRULE:FREQ=SECONDLY",
        "RRULE:FREQ=MINUTELY;INTERVAL=1",
        "RRULE:FREQ=HOURLY",
        "RRULE:FREQ=DAILY;BYHOUR=1,2,3,4,5;BYMINUTE=1,2,3,4,5,6;BYSECOND=1,2",
    ],
)
def test_rule_that_repeats_too_often_is_left_out_and_counted(bomb: str):
    result = found(calendar(f"{MONDAY}\n{bomb}", MONDAY.replace("1102T", "1103T")))

    assert ([f"{first:%d}" for first, _ in result.spans], result.left_out) == (["03"], 1)


@pytest.mark.slow
def test_calendar_that_is_meant_to_hurt_ends_in_time():
    ancient = "DTSTART:00010101T000000Z\nDTEND:00010101T000001Z\nRRULE:FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30"
    began = time.monotonic()

    with suppress(UnreadableCalendarError):
        found(calendar(*[ancient] * 400))

    assert time.monotonic() - began < 60


@pytest.mark.parametrize("content", [b"", b"Guten Tag", b"\0\xff" * 50, b"BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\n"])
def test_file_that_is_no_calendar_is_refused(content: bytes):
    with pytest.raises(UnreadableCalendarError):
        found(content)


def test_file_that_is_too_large_is_refused():
    with pytest.raises(TooLargeCalendarError):
        found(b"x" * (LARGEST_CALENDAR + 1))


def test_empty_calendar_is_a_free_host():
    assert found(calendar()) == BusySpans(spans=(), left_out=0)
