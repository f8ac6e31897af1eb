"""When a round begins: wall clocks, instants, and what changes of the clocks do to them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from organizer.domain.errors import N_, OrganizerError

USUAL_START = time(18, 0)
THURSDAY = 3
AHEAD = timedelta(weeks=3)
FARTHEST_YEARS = 2
# Days on which nobody is asked to a round, as (month, day).
QUIET_DAYS = frozenset({(12, 24), (12, 25), (12, 26), (12, 31), (1, 1)})

DAY_BEGINS, EVENING_ENDS = time(7, 0), time(22, 0)
EASY_FROM, EASY_UNTIL = time(8, 0), time(21, 0)

WEEKS_AROUND = timedelta(days=14)
MINUTES_OF_DAY = 24 * 60


class UnknownTimeZoneError(OrganizerError):
    message = N_("There is no time zone called %(time_zone)s. Choose one by its city, such as Europe/Berlin.")


class LocalTimeGapError(OrganizerError):
    message = N_(
        "The clocks go forward then, so %(asked)s does not exist on that day. "
        "Choose a time before %(before)s or from %(after)s on."
    )


class PastDateError(OrganizerError):
    message = N_("That date has passed. Choose a day that lies ahead.")


class FarDateError(OrganizerError):
    message = N_("That date is more than %(years)s years ahead. Look at the year again.")


class HourVerdict(StrEnum):
    """How an hour of the day suits somebody who is asked to talk."""

    GOOD = "good"
    EDGE = "edge"
    RED = "red"


@dataclass(frozen=True, slots=True, kw_only=True)
class LocalHour:
    """What the clock shows somewhere when the round begins."""

    time_zone: str
    local: datetime
    verdict: HourVerdict


def instant_of(local: datetime, time_zone: str) -> datetime:
    """The instant (UTC) of a wall clock's date and time; of an hour that comes twice, the first one.

    Raises LocalTimeGapError for a time that is skipped, UnknownTimeZoneError.
    """
    zone = zone_of(time_zone)
    instant = local.replace(tzinfo=zone, fold=0).astimezone(UTC)
    if instant.astimezone(zone).replace(tzinfo=None) != local.replace(fold=0):
        raise _gap(local, zone)
    return instant


def coming_instant(local: datetime, time_zone: str, now: datetime) -> datetime:
    """As `instant_of`; raises PastDateError unless it lies ahead of `now`, FarDateError when it is years away."""
    # Years at the ends of the calendar have no instant in every zone; they need not be asked for it.
    if local.year < now.year - 1:
        raise PastDateError
    if local.year > now.year + FARTHEST_YEARS:
        raise FarDateError(years=FARTHEST_YEARS)
    instant = instant_of(local, time_zone)
    if instant <= now:
        raise PastDateError
    return instant


def is_ambiguous(local: datetime, time_zone: str) -> bool:
    """Whether the clocks go back and show this time twice."""
    zone = zone_of(time_zone)
    first, second = (local.replace(tzinfo=zone, fold=fold).utcoffset() for fold in (0, 1))
    return first is not None and second is not None and first > second


def local_time(instant: datetime, time_zone: str) -> datetime:
    """What the wall clock shows at an instant, without a zone; what `instant_of` takes back."""
    return instant.astimezone(zone_of(time_zone)).replace(tzinfo=None)


def minutes_after(start: time, later: time) -> int:
    """How many minutes after a start the clock shows a later time, past midnight if need be."""
    return (60 * (later.hour - start.hour) + later.minute - start.minute) % MINUTES_OF_DAY


def moved(starts_at: datetime, minutes: int, time_zone: str) -> datetime:
    """An instant moved on the wall clock of a zone: 18:00 and 30 minutes is 18:30, whatever the clocks do meanwhile."""
    return instant_of(local_time(starts_at, time_zone) + timedelta(minutes=minutes), time_zone)


def propose_start(now: datetime, time_zone: str) -> datetime:
    """A wall clock's date and time about three weeks ahead: a Thursday at 18:00 that is no quiet day."""
    today = local_time(now, time_zone).date()
    day = today + AHEAD
    day += timedelta(days=(THURSDAY - day.weekday()) % 7)
    while not _is_open(day, time_zone):
        day += timedelta(weeks=1)
    return datetime.combine(day, USUAL_START)


def local_hours(starts_at: datetime, time_zones: Iterable[str]) -> tuple[LocalHour, ...]:
    """Everybody's wall clock when the round begins, in the order of the zones."""
    return tuple(_local_hour(starts_at, time_zone) for time_zone in time_zones)


def red_hour(starts_at: datetime, time_zone: str) -> LocalHour | None:
    """The hour somewhere if it is no hour to be asked for; of a zone nobody knows there is nothing to say."""
    try:
        (hour,) = local_hours(starts_at, [time_zone])
    except UnknownTimeZoneError:
        return None
    return hour if hour.verdict is HourVerdict.RED else None


def clock_change_near(starts_at: datetime, time_zone: str, within: timedelta = WEEKS_AROUND) -> date | None:
    """The local day within some days of the start on which the clocks of a zone are changed, if there is one."""
    zone = zone_of(time_zone)
    change = _change_between(zone, starts_at - within, starts_at + within)
    return change.astimezone(zone).date() if change else None


def difference_shifts(starts_at: datetime, one: str, other: str) -> bool:
    """Whether the hours between two zones change in the weeks around the start, as they change their clocks apart."""
    apart = {_apart(instant, one, other) for instant in (starts_at - WEEKS_AROUND, starts_at, starts_at + WEEKS_AROUND)}
    return len(apart) > 1


def zone_of(time_zone: str) -> ZoneInfo:
    """The zone of an IANA name; raises UnknownTimeZoneError, also for what only looks like a name."""
    try:
        return ZoneInfo(time_zone)
    except (KeyError, ValueError, OSError) as error:
        raise UnknownTimeZoneError(time_zone=time_zone[:60]) from error


def _gap(local: datetime, zone: ZoneInfo) -> LocalTimeGapError:
    near = local.replace(tzinfo=UTC)
    change = _change_between(zone, near - timedelta(days=1), near + timedelta(days=1)) or near
    before = (change - timedelta(seconds=1)).astimezone(zone) + timedelta(seconds=1)
    return LocalTimeGapError(asked=f"{local:%H:%M}", before=f"{before:%H:%M}", after=f"{change.astimezone(zone):%H:%M}")


def _is_open(day: date, time_zone: str) -> bool:
    if (day.month, day.day) in QUIET_DAYS:
        return False
    try:
        instant_of(datetime.combine(day, USUAL_START), time_zone)
    except LocalTimeGapError:
        return False
    return True


def _local_hour(starts_at: datetime, time_zone: str) -> LocalHour:
    local = local_time(starts_at, time_zone)
    return LocalHour(time_zone=time_zone, local=local, verdict=_verdict(local.time()))


def _verdict(hour: time) -> HourVerdict:
    if hour < DAY_BEGINS or hour > EVENING_ENDS:
        return HourVerdict.RED
    return HourVerdict.GOOD if EASY_FROM <= hour <= EASY_UNTIL else HourVerdict.EDGE


def _apart(instant: datetime, one: str, other: str) -> timedelta:
    return local_time(instant, one) - local_time(instant, other)


def _change_between(zone: ZoneInfo, early: datetime, late: datetime) -> datetime | None:
    """The first second after a change of the clocks between two instants, found by halving."""
    before = early.astimezone(zone).utcoffset()
    if late.astimezone(zone).utcoffset() == before:
        return None
    while late - early > timedelta(seconds=1):
        middle = early + (late - early) / 2
        early, late = (middle, late) if middle.astimezone(zone).utcoffset() == before else (early, middle)
    return late.replace(microsecond=0)
