from datetime import UTC, date, datetime, timedelta

import pytest

from organizer.domain.scheduling import (
    FarDateError,
    HourVerdict,
    LocalTimeGapError,
    PastDateError,
    UnknownTimeZoneError,
    clock_change_near,
    coming_instant,
    difference_shifts,
    instant_of,
    is_ambiguous,
    local_hours,
    local_time,
    moved,
    propose_start,
    zone_of,
)

BERLIN = "Europe/Berlin"


def wall(*parts: int) -> datetime:
    return datetime(*parts)  # noqa: DTZ001 - a wall clock


@pytest.mark.parametrize(
    ("local", "expected"),
    [
        (wall(2026, 12, 3, 18), datetime(2026, 12, 3, 17, tzinfo=UTC)),
        (wall(2026, 7, 2, 18), datetime(2026, 7, 2, 16, tzinfo=UTC)),
        (wall(2026, 3, 29, 1, 59), datetime(2026, 3, 29, 0, 59, tzinfo=UTC)),
        (wall(2026, 3, 29, 3), datetime(2026, 3, 29, 1, tzinfo=UTC)),
        (wall(2026, 10, 25, 2, 30), datetime(2026, 10, 25, 0, 30, tzinfo=UTC)),
    ],
)
def test_instant_of_reads_a_wall_clock(local: datetime, expected: datetime):
    assert instant_of(local, BERLIN) == expected


def test_instant_of_refuses_a_skipped_time_and_says_which_exist():
    with pytest.raises(LocalTimeGapError) as raised:
        instant_of(wall(2026, 3, 29, 2, 30), BERLIN)

    assert raised.value.values == {"asked": "02:30", "before": "02:00", "after": "03:00"}


def test_instant_of_knows_gaps_of_half_an_hour():
    with pytest.raises(LocalTimeGapError) as raised:
        instant_of(wall(2026, 10, 4, 2, 15), "Australia/Lord_Howe")

    assert raised.value.values == {"asked": "02:15", "before": "02:00", "after": "02:30"}


def test_is_ambiguous_only_when_clocks_go_back():
    assert is_ambiguous(wall(2026, 10, 25, 2, 30), BERLIN)
    assert not is_ambiguous(wall(2026, 10, 25, 3, 0), BERLIN)
    assert not is_ambiguous(wall(2026, 3, 29, 2, 30), BERLIN)


@pytest.mark.parametrize("name", ["", "Europe", "Europe/Nowhere", "../../etc/passwd", "/etc/passwd", "a\x00b"])
def test_zone_of_refuses_what_is_no_zone(name: str):
    with pytest.raises(UnknownTimeZoneError):
        zone_of(name)


def test_coming_instant_refuses_the_past():
    now = datetime(2026, 12, 3, 17, tzinfo=UTC)

    assert coming_instant(wall(2026, 12, 3, 18, 1), BERLIN, now) == now + timedelta(minutes=1)
    with pytest.raises(PastDateError):
        coming_instant(wall(2026, 12, 3, 18), BERLIN, now)


@pytest.mark.parametrize(("year", "refusal"), [(1, PastDateError), (2029, FarDateError), (9999, FarDateError)])
def test_coming_instant_refuses_years_far_away(year, refusal):
    with pytest.raises(refusal):
        coming_instant(wall(year, 12, 31, 23, 59), "America/New_York", datetime(2026, 12, 3, 17, tzinfo=UTC))


def test_local_time_and_instant_of_are_each_others_inverse():
    start = datetime(2026, 12, 3, 17, tzinfo=UTC)

    assert instant_of(local_time(start, "Asia/Kathmandu"), "Asia/Kathmandu") == start


def test_moved_goes_by_the_wall_clock_over_a_change():
    evening_before = instant_of(wall(2026, 3, 28, 18), BERLIN)

    same_time_next_day = moved(evening_before, 24 * 60, BERLIN)

    assert local_time(same_time_next_day, BERLIN) == wall(2026, 3, 29, 18)


@pytest.mark.parametrize(
    ("now", "expected"),
    [
        (datetime(2026, 11, 2, 9, tzinfo=UTC), wall(2026, 11, 26, 18)),
        (datetime(2026, 11, 5, 9, tzinfo=UTC), wall(2026, 11, 26, 18)),
        (datetime(2026, 12, 1, 9, tzinfo=UTC), wall(2027, 1, 7, 18)),
    ],
)
def test_propose_start_is_a_thursday_in_three_weeks_that_is_no_quiet_day(now: datetime, expected: datetime):
    assert propose_start(now, BERLIN) == expected


def test_local_hours_judges_everybodys_clock():
    start = datetime(2026, 12, 3, 17, tzinfo=UTC)
    zones = ["Europe/Berlin", "America/New_York", "Australia/Perth", "Asia/Dubai", "Asia/Karachi", "America/Anchorage"]

    hours = local_hours(start, zones)

    assert [(hour.local.hour, hour.verdict) for hour in hours] == [
        (18, HourVerdict.GOOD),
        (12, HourVerdict.GOOD),
        (1, HourVerdict.RED),
        (21, HourVerdict.GOOD),
        (22, HourVerdict.EDGE),
        (8, HourVerdict.GOOD),
    ]


@pytest.mark.parametrize(
    ("hour", "minute", "verdict"),
    [
        (6, 59, HourVerdict.RED),
        (7, 0, HourVerdict.EDGE),
        (8, 0, HourVerdict.GOOD),
        (21, 1, HourVerdict.EDGE),
        (22, 0, HourVerdict.EDGE),
        (22, 1, HourVerdict.RED),
    ],
)
def test_local_hours_borders(hour: int, minute: int, verdict: HourVerdict):
    (there,) = local_hours(datetime(2026, 12, 3, hour, minute, tzinfo=UTC), ["UTC"])

    assert there.verdict is verdict


def test_clock_change_near_names_the_day():
    assert clock_change_near(datetime(2026, 3, 20, 17, tzinfo=UTC), BERLIN) == date(2026, 3, 29)
    assert clock_change_near(datetime(2026, 12, 3, 17, tzinfo=UTC), BERLIN) is None
    assert clock_change_near(datetime(2026, 3, 20, 17, tzinfo=UTC), "Asia/Tokyo") is None


def test_difference_shifts_when_only_one_zone_has_changed():
    between = datetime(2026, 10, 29, 17, tzinfo=UTC)

    assert difference_shifts(between, BERLIN, "America/New_York")
    assert not difference_shifts(between, BERLIN, "Europe/London")
    assert not difference_shifts(datetime(2026, 12, 3, 17, tzinfo=UTC), BERLIN, "America/New_York")
