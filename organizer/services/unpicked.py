"""People whom their host did not pick: they go after 30 days, and it is said a week before.

Lists bring many strangers of whom few are wanted. What was set aside of a list, and a list that was never imported,
goes after the same time.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import Connection, Engine

from organizer.domain.vocabulary import HostId, PersonId
from organizer.store import unpicked as store
from organizer.store.engine import transaction
from organizer.store.unpicked import Bounds

KEPT_FOR = timedelta(days=30)
WARNED_FOR = timedelta(days=7)
# One transaction deletes no more people than this: others wait for it.
MOST_AT_ONCE = 1_000
# Looking through very many people takes a while, and nothing is lost by an hour.
LOOKED_EVERY = timedelta(hours=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Leaving:
    """How many people are deleted after the nearest day on which any are."""

    day: date
    count: int


def forget_unpicked(connection: Connection, now: datetime) -> bool:
    """Mark who is not picked, unmark who was picked since, delete whose last day is over; says whether more are due.

    Doing it again changes nothing.
    """
    bounds, today = _bounds(now), now.date()
    store.keep_picked(connection, bounds)
    # Whoever is old enough has been known for all of the time but the warning, so that this is never earlier than the
    # time kept; it is later when the program was off.
    store.mark(connection, bounds, today + WARNED_FOR)
    store.blank_set_aside(connection, now - KEPT_FOR)
    store.throw_away_waiting(connection, now - KEPT_FOR, now)
    return store.delete_due(connection, bounds, today, MOST_AT_ONCE) == MOST_AT_ONCE


def forgetter(engine: Engine, clock: Callable[[], datetime]) -> Callable[[], None]:
    """`forget_unpicked`, to be called as often as one likes: it looks once an hour, and anew while more are due."""
    due_at: datetime | None = None

    def forget() -> None:
        nonlocal due_at
        now = clock()
        if due_at is not None and due_at - LOOKED_EVERY <= now < due_at:
            return
        with transaction(engine) as connection:
            has_more = forget_unpicked(connection, now)
        due_at = now if has_more else now + LOOKED_EVERY

    return forget


def leaving(connection: Connection, host_id: HostId, now: datetime) -> Leaving | None:
    """Who is deleted next, to warn the host; None when nobody is."""
    days = store.leaving_days(connection, host_id, now - KEPT_FOR)
    if not days:
        return None
    # What is overdue after the program was off goes today.
    day = max(min(days), now.date())
    return Leaving(day=day, count=sum(count for other, count in days.items() if other <= day))


def people_leaving(connection: Connection, host_id: HostId, now: datetime) -> frozenset[PersonId]:
    """Everybody who is going to be deleted unless the host picks them."""
    return store.leaving(connection, host_id, now - KEPT_FOR)


def leaves_on(connection: Connection, host_id: HostId, person_id: PersonId, now: datetime) -> date | None:
    """The day after which a person is deleted unless the host picks them."""
    day = store.leaves_on(connection, host_id, person_id, now - KEPT_FOR)
    return day and max(day, now.date())


def _bounds(now: datetime) -> Bounds:
    return Bounds(known_by=now - (KEPT_FOR - WARNED_FOR), over_by=now - KEPT_FOR)
