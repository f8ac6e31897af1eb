"""When a host is busy, from the file of a calendar: spans of time and nothing else.

What the events are called, where they are and with whom is not even read out of the child process. A calendar is a
stranger's program: rules that repeat by the second, the minute or the hour are left out and counted.
"""

import json
import sys
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import recurring_ical_events
from icalendar import Calendar, Component
from icalendar.prop import vRecur

from organizer.domain.errors import N_, OrganizerError
from organizer.formats.fenced import FenceError, answer, close_fence, read_fenced

LARGEST_CALENDAR = 10 * 2**20
MOST_SPANS = 20_000
TOO_OFTEN = frozenset({"SECONDLY", "MINUTELY", "HOURLY"})
WITHIN_A_DAY = ("BYHOUR", "BYMINUTE", "BYSECOND")
MOST_TIMES_A_DAY = 24


class UnreadableCalendarError(OrganizerError):
    message = N_("This file is no calendar that could be read. Export your calendar as .ics and choose that file.")


class TooLargeCalendarError(OrganizerError):
    message = N_("This calendar is larger than %(limit)s MB. Export only the coming months.")


@dataclass(frozen=True, slots=True, kw_only=True)
class BusySpans:
    """Spans as (start, end) in UTC, in order and without overlap; `left_out` events could not be placed in time."""

    spans: tuple[tuple[datetime, datetime], ...]
    left_out: int


def read_busy_spans(
    content: bytes, *, begin: datetime, end: datetime, time_zone: str, email: str, own: Sequence[str] = ()
) -> BusySpans:
    """When the owner of this calendar is busy between two instants.

    Times without a zone, and whole days, are those of `time_zone`; events that `email` declined do not count, nor those
    whose UID is one of `own`.
    Raises UnreadableCalendarError, TooLargeCalendarError.
    """
    if len(content) > LARGEST_CALENDAR:
        raise TooLargeCalendarError(limit=LARGEST_CALENDAR // 2**20)
    span = {"begin": begin.timestamp(), "end": end.timestamp()}
    asked = {**span, "time_zone": time_zone, "email": email, "own": list(own)}
    try:
        found = read_fenced("organizer.formats.busy_times", json.dumps(asked).encode() + b"\n" + content)
    except FenceError as error:
        raise UnreadableCalendarError from error
    if "spans" not in found:
        raise UnreadableCalendarError
    spans = ((datetime.fromtimestamp(one, UTC), datetime.fromtimestamp(other, UTC)) for one, other in found["spans"])
    return BusySpans(spans=tuple(spans), left_out=found["left_out"])


def main() -> None:
    """The child: read a question and a calendar from standard input, answer with spans in seconds since 1970."""
    question, _, content = sys.stdin.buffer.read().partition(b"\n")
    close_fence()
    try:
        answer(_found(json.loads(question), content))
    except (ValueError, KeyError, IndexError, AttributeError, TypeError, ArithmeticError):
        # Whatever the libraries stumble over in a stranger's file: the parent says that it could not be read.
        answer({})


def _found(asked: dict[str, Any], content: bytes) -> dict[str, Any]:
    begin, end = (datetime.fromtimestamp(asked[name], UTC) for name in ("begin", "end"))
    zone, calendar = ZoneInfo(asked["time_zone"]), Calendar.from_ical(content)
    others = [one for one in calendar.walk("VEVENT") if str(one.get("uid", "")) not in asked["own"]]
    events = [one for one in others if _is_busy(one, asked["email"].casefold())]
    tame = [one for one in events if _is_tame(one)]
    kept = Calendar()
    for component in (*calendar.walk("VTIMEZONE"), *tame):
        kept.add_component(component)
    spans = [_span(one, zone) for one in _occurrences(kept, begin, end)]
    inside = [(max(first, begin), min(last, end)) for first, last in spans if first < end and last > begin]
    merged = _merged(inside)[:MOST_SPANS]
    return {
        "spans": [(int(first.timestamp()), int(last.timestamp())) for first, last in merged],
        "left_out": len(events) - len(tame),
    }


def _is_busy(event: Component, email: str) -> bool:
    """Whether an event takes its owner's time (RFC 5545 3.8.2.7): not what is free, cancelled or declined."""
    if str(event.get("transp", "")).upper() == "TRANSPARENT" or str(event.get("status", "")).upper() == "CANCELLED":
        return False
    if str(event.get("x-microsoft-cdo-busystatus", "")).upper() == "FREE":
        return False
    attendees = event.get("attendee", [])
    asked = attendees if isinstance(attendees, list) else [attendees]
    mine = (one for one in asked if str(one).casefold().removeprefix("mailto:") == email)
    return not any(str(one.params.get("PARTSTAT", "")).upper() == "DECLINED" for one in mine)


def _is_tame(event: Component) -> bool:
    """Whether an event has a start and repeats by the day or more seldom."""
    rules = event.get("rrule", [])
    return "dtstart" in event and all(_is_tame_rule(rule) for rule in (rules if isinstance(rules, list) else [rules]))


def _is_tame_rule(rule: vRecur) -> bool:
    times = 1
    for name in WITHIN_A_DAY:
        times *= max(1, len(rule.get(name, [])))
    return times <= MOST_TIMES_A_DAY and not TOO_OFTEN & {str(one).upper() for one in rule.get("FREQ", [])}


def _occurrences(calendar: Calendar, begin: datetime, end: datetime) -> Iterable[Component]:
    day = timedelta(days=1)
    query = recurring_ical_events.of(calendar, skip_bad_series=True)
    found: Iterable[Component] = query.between(begin - day, end + day)
    return found


def _span(event: Component, zone: ZoneInfo) -> tuple[datetime, datetime]:
    return _instant(event.decoded("dtstart"), zone), _instant(event.decoded("dtend"), zone)


def _instant(moment: date | datetime, zone: ZoneInfo) -> datetime:
    if not isinstance(moment, datetime):
        moment = datetime.combine(moment, time())
    return (moment if moment.tzinfo else moment.replace(tzinfo=zone)).astimezone(UTC)


def _merged(spans: Iterable[tuple[datetime, datetime]]) -> list[tuple[datetime, datetime]]:
    return list(_joined(sorted(spans)))


def _joined(spans: Iterable[tuple[datetime, datetime]]) -> Iterator[tuple[datetime, datetime]]:
    last: tuple[datetime, datetime] | None = None
    for first, end in spans:
        if last is None or first > last[1]:
            if last:
                yield last
            last = (first, end)
        else:
            last = (last[0], max(last[1], end))
    if last:
        yield last


if __name__ == "__main__":
    main()
