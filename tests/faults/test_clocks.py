"""H7: the clock is set while mails leave, round the days when clocks change. None leaves early or twice."""

import os
import signal
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa

from organizer.store.engine import transaction
from organizer.store.schema import dispatches, rounds
from tests.builders import NOW
from tests.faults.floors import ENDS_WITHIN, KINDS, Floor, a_floor
from tests.faults.outboxes import Tally, judge
from tests.faults.test_kills import asleep
from tests.faults.workers import Fate, Guard, Point, start

# Ten minutes before the clocks of Europe/Berlin go back, go forward, and before the year ends there.
MOMENTS = {
    "clocks go back": datetime(2026, 10, 25, 0, 50, tzinfo=UTC),
    "clocks go forward": datetime(2027, 3, 28, 0, 50, tzinfo=UTC),
    "year ends": datetime(2026, 12, 31, 22, 50, tzinfo=UTC),
}
HOUR, STEP = timedelta(hours=1), timedelta(minutes=20)
STEPS, JUMP_AT = 8, 3

pytestmark = pytest.mark.slow


def begin_at(floor: Floor, moment: datetime) -> None:
    """Let the clock show this moment, and all mails have been written then, for an evening ten days ahead."""
    floor.wait(moment - NOW)
    with transaction(floor.engine) as connection:
        connection.execute(sa.update(dispatches).values(created_at=moment))
        connection.execute(sa.update(rounds).values(starts_at=moment + timedelta(days=10)))


def number_of(message_id: str) -> int:
    return int(message_id[1 : message_id.index("@")])


def jump_in_hand(floor: Floor, jump: timedelta, **how) -> None:
    """Set the clock while a worker that has sent a whole body, but no dot, is asleep; others sweep meanwhile."""
    sleeper = start(floor.job(fall_at=Point.BODY_SENT, fate=Fate.ASLEEP, **how))
    asleep(sleeper)
    floor.wait(jump)
    if floor.several:
        floor.run(floor.job())
    os.kill(sleeper.pid, signal.SIGCONT)
    sleeper.join(ENDS_WITHIN)
    assert sleeper.exitcode == 0


def pass_the_time(floor: Floor, due: list[datetime], jump: timedelta, **how) -> Tally:
    """Sweep every twenty minutes, with one jump of the clock in the midst of a mail."""
    early: list[str] = []
    for step in range(STEPS):
        known, before = set(floor.sink.accepted()), floor.job().clock()
        if step == JUMP_AT:
            jump_in_hand(floor, jump, **how)
        else:
            floor.run(*[floor.job()] * (1 + floor.several))
        latest = max(before, floor.job().clock())
        early += [one for one in floor.sink.accepted() if one not in known and due[number_of(one)] > latest]
        floor.wait(STEP)
    floor.finish()
    tally = judge(floor.engine, floor.sink, uncertain=0)
    tally.violations.extend(f"{one} left early" for one in early)
    print(f"clock set by {jump}: {tally}")
    return tally


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("jump", [HOUR, -HOUR], ids=["forward", "back"])
@pytest.mark.parametrize("moment", MOMENTS)
def test_clock_that_is_set_lets_no_mail_leave_early_or_twice(folder: Path, kind: str, moment: str, jump: timedelta):
    due = [MOMENTS[moment] + number * STEP for number in range(STEPS) for _ in range(2)]

    with a_floor(kind, folder, due, greylists=0.3) as floor:
        begin_at(floor, MOMENTS[moment])
        tally = pass_the_time(floor, due, jump)

    assert tally.violations == []
    assert tally.accepted == len(due)


@pytest.mark.postgres
def test_clock_that_is_set_doubles_a_mail_without_the_fence(folder: Path):
    due = [MOMENTS["year ends"] + number * STEP for number in range(STEPS) for _ in range(2)]

    with a_floor("postgresql", folder, due) as floor:
        begin_at(floor, MOMENTS["year ends"])
        tally = pass_the_time(floor, due, HOUR, without=frozenset({Guard.FENCE}))

    assert tally.doubled > 0
