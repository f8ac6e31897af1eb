"""Time zone rules as VTIMEZONE: one STANDARD, one DAYLIGHT, each with an RRULE, so that every calendar program agrees.

Programs approximate a zone by these two, and ignore what they cannot approximate (MS-STANOICAL 2.2.47); lists of RDATE,
as libraries write them, show summer events an hour late. So a zone whose law is not "nth weekday of a month" gets none.
"""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from icalendar import Component, Timezone, TimezoneDaylight, TimezoneStandard
from icalendar.prop import vRecur

# Enough years to tell the fourth Sunday of a month from its last one.
YEARS_THAT_PROVE_A_LAW = 7
WEEKDAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One change of the clocks; `local` is the wall time just before, without zone, as RFC 5545 3.6.5 wants it."""

    local: datetime
    offset_from: timedelta
    offset_to: timedelta
    abbreviation: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Onset:
    """When, every year, clocks change: the `nth` weekday (-1 is the last) of a month at a wall time."""

    month: int
    nth: int
    weekday: int
    hour: int
    minute: int


def find_zone(time_zone: str) -> ZoneInfo | None:
    """The zone of an IANA name, or None when there is no such zone."""
    try:
        return ZoneInfo(time_zone)
    except (ZoneInfoNotFoundError, ValueError, OSError):  # ValueError, OSError: names that are no plain file names
        return None


@lru_cache(maxsize=256)
def vtimezone(time_zone: str, year: int) -> Component | None:
    """The VTIMEZONE that is right for events of `year`; None means that such events are to be written in UTC.

    The component is shared between calendar objects: write it, do not change it.
    """
    zone = find_zone(time_zone)
    if zone is None or time_zone in ("UTC", "Etc/UTC"):
        return None
    years = [_changes(zone, one) for one in range(year, year + YEARS_THAT_PROVE_A_LAW)]
    if not any(years) and not _offset(zone, datetime(year, 1, 1, tzinfo=UTC)):
        # Reykjavik and the like keep UTC all year, and the library writes their times so.
        return None
    if not any(years):
        return _timezone(time_zone, [_constant(zone, year)])
    observances = _observances(years)
    return _timezone(time_zone, observances) if observances else None


@lru_cache(maxsize=256)
def vtimezone_lines(time_zone: str, year: int) -> bytes:
    """The VTIMEZONE as it is written into calendars; empty where events are to be written in UTC."""
    component = vtimezone(time_zone, year)
    return bytes(component.to_ical(sorted=False)) if component else b""


def _changes(zone: ZoneInfo, year: int) -> list[Change]:
    first = datetime(year, 1, 1, tzinfo=UTC)
    days = [first + timedelta(days=number) for number in range((datetime(year + 1, 1, 1, tzinfo=UTC) - first).days + 1)]
    offsets = [_offset(zone, day) for day in days]
    return [
        _change_between(zone, days[number], days[number + 1])
        for number in range(len(days) - 1)
        if offsets[number] != offsets[number + 1]
    ]


def _offset(zone: ZoneInfo, instant: datetime) -> timedelta:
    return instant.astimezone(zone).utcoffset() or timedelta()


def _change_between(zone: ZoneInfo, early: datetime, late: datetime) -> Change:
    before = _offset(zone, early)
    while late - early > timedelta(seconds=1):
        middle = early + (late - early) // 2
        early, late = (middle, late) if _offset(zone, middle) == before else (early, middle)
    late = late.replace(microsecond=0)
    return Change(
        local=(late + before).replace(tzinfo=None),
        offset_from=before,
        offset_to=_offset(zone, late),
        abbreviation=late.astimezone(zone).tzname() or "",
    )


def _constant(zone: ZoneInfo, year: int) -> Component:
    instant = datetime(year, 1, 1, tzinfo=UTC)
    offset = _offset(zone, instant)
    return _observance(
        TimezoneStandard(),
        datetime(1970, 1, 1),  # noqa: DTZ001 - a wall time
        offset,
        offset,
        instant.astimezone(zone).tzname() or "",
    )


def _observances(years: list[list[Change]]) -> list[Component]:
    """STANDARD and DAYLIGHT, or nothing when the years do not follow one law."""
    if any(len(changes) != 2 for changes in years):
        return []
    observances = []
    for number in (0, 1):
        changes = [changes[number] for changes in years]
        onset = _common_onset(changes)
        if onset is None or len({(one.offset_from, one.offset_to) for one in changes}) != 1:
            return []
        observances.append(_yearly(changes[0], onset))
    return observances


def _common_onset(changes: list[Change]) -> Onset | None:
    common = set.intersection(*(_possible_onsets(change.local) for change in changes))
    return min(common, key=lambda onset: onset.nth) if common else None


def _possible_onsets(local: datetime) -> set[Onset]:
    """A day may be the fourth and the last Sunday at once; only other years tell which is meant."""
    if local.second:
        return set()
    nths = {(local.day - 1) // 7 + 1}
    if (local + timedelta(days=7)).month != local.month:
        nths.add(-1)
    return {
        Onset(month=local.month, nth=nth, weekday=local.weekday(), hour=local.hour, minute=local.minute) for nth in nths
    }


def _yearly(change: Change, onset: Onset) -> Component:
    kind = TimezoneDaylight if change.offset_to > change.offset_from else TimezoneStandard
    observance = _observance(kind(), _first_in_1970(onset), change.offset_from, change.offset_to, change.abbreviation)
    rule = {"freq": "YEARLY", "bymonth": onset.month, "byday": f"{onset.nth}{WEEKDAYS[onset.weekday]}"}
    observance.add("rrule", vRecur(rule))
    return observance


def _first_in_1970(onset: Onset) -> datetime:
    """DTSTART is the first onset (RFC 5545 3.8.2.4); in 1970, because some take an event before it for UTC."""
    days = [datetime(1970, onset.month, 1) + timedelta(days=day) for day in range(31)]  # noqa: DTZ001 - wall times
    fitting = [day for day in days if day.month == onset.month and day.weekday() == onset.weekday]
    day = fitting[onset.nth if onset.nth < 0 else onset.nth - 1]
    return day.replace(hour=onset.hour, minute=onset.minute)


def _observance(
    observance: Component, onset: datetime, offset_from: timedelta, offset_to: timedelta, abbreviation: str
) -> Component:
    observance.add("dtstart", onset)
    observance.add("tzoffsetfrom", offset_from)
    observance.add("tzoffsetto", offset_to)
    if abbreviation.isalpha():
        observance.add("tzname", abbreviation)
    return observance


def _timezone(time_zone: str, observances: list[Component]) -> Component:
    timezone = Timezone()
    timezone.add("tzid", time_zone)
    for observance in sorted(observances, key=lambda one: isinstance(one, TimezoneDaylight)):
        timezone.add_component(observance)
    return timezone
