"""H1: a worker is killed at every point of a mail's way, and at random ones. Nothing is lost, nothing doubled."""

import os
import random
import signal
import time
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa

from organizer.domain.outbox import DispatchState
from organizer.store.engine import transaction
from organizer.store.schema import rounds
from tests.builders import NOW
from tests.faults.floors import ENDS_WITHIN, KINDS, LATER, SEED, SOAK, Floor, a_floor
from tests.faults.outboxes import Tally, judge, states
from tests.faults.workers import DOT_WINDOW, Fate, Guard, Point, start
from tests.processes import PROCESSES

KILLS, SLEEPERS = 10, 5
ROUNDS = KILLS + 2  # a worker may find that the mail it was to die in is being tried again only later
RANDOM_KILLS = 250 if SOAK else 50  # by each seed, on each kind of database
MAILS_A_KILL, LONGEST_LIFE = 3, 0.4  # seconds from the first mail in hand: as long as several of them take

pytestmark = pytest.mark.slow


def kill_at(floor: Floor, point: Point, **how) -> Tally:
    """Kill a worker at this point again and again, each time among mails that have just fallen due."""
    for number in range(ROUNDS):
        if floor.killed == KILLS:
            break
        doomed = floor.job(fall_at=point, in_mail=mail_to_die_in(floor, point, number), ready=PROCESSES.Event(), **how)
        floor.run(doomed, *[floor.job(**how)] * floor.several)
        floor.wait(LATER)
    floor.finish(**how)
    in_window = floor.killed if point in DOT_WINDOW else 0
    tally = judge(floor.engine, floor.sink, uncertain=in_window)
    print(f"{point}: {floor.killed} kills, {tally}; seed {SEED}")
    return tally


def oversleep(floor: Floor, point: Point, **how) -> Tally:
    """Stop a worker (SIGSTOP) until another one has taken its mail over, then let it go on."""
    for _ in range(SLEEPERS):
        sleeper = start(floor.job(fall_at=point, fate=Fate.ASLEEP, **how))
        asleep(sleeper)
        floor.wait(LATER)
        floor.run(floor.job())
        os.kill(sleeper.pid, signal.SIGCONT)
        sleeper.join(ENDS_WITHIN)
        assert sleeper.exitcode == 0
        floor.wait(LATER)
    floor.finish()
    tally = judge(floor.engine, floor.sink)
    print(f"asleep at {point}: {tally}")
    return tally


def asleep(worker) -> None:
    """Wait until the worker has stopped itself."""
    deadline = time.monotonic() + ENDS_WITHIN
    while Path(f"/proc/{worker.pid}/stat").read_text().rpartition(")")[2].split()[0] != "T":
        assert time.monotonic() < deadline, "the worker does not fall asleep"
        time.sleep(0.005)


def mail_to_die_in(floor: Floor, point: Point, number: int) -> int:
    """The first or the third in turn; one of several workers may not get as far, and a kept line connects once."""
    return 1 if floor.several or point is Point.CONNECTED else 1 + number % 2 * 2


def batches(mails: int) -> list:
    """When mails fall due: some at the start, and as many again after each kill."""
    return [NOW + number * LATER for number in range(ROUNDS) for _ in range(mails)]


def put_off_the_evening(floor: Floor) -> None:
    """It lies so far ahead that no mail is given up for its sake, however many days the kills take by the clock."""
    with transaction(floor.engine) as connection:
        connection.execute(sa.update(rounds).values(starts_at=NOW + timedelta(days=365)))


def kill_anywhere(floor: Floor, seed: int, **how) -> Tally:
    """Kill workers from outside at moments of the dice's choice, once they have a mail in hand, while others go on."""
    dice, in_doubt = random.Random(seed), set()
    for _ in range(2 * RANDOM_KILLS):
        if floor.killed == RANDOM_KILLS:
            break
        floor.add(MAILS_A_KILL)
        kill_one(floor, dice.uniform(0, LONGEST_LIFE), **how)
        in_doubt |= floor.at_their_dot()
        floor.wait(LATER)
    floor.finish(**how)
    tally = judge(floor.engine, floor.sink)
    unlisted = in_doubt - {one for one, state in states(floor.engine).items() if state is DispatchState.UNCERTAIN}
    print(f"at random: {floor.killed} kills, {len(in_doubt)} at a dot, {len(unlisted)} unlisted, {tally}; seed {seed}")
    return replace(tally, violations=[*tally.violations, *(f"{one} was at its dot, unlisted" for one in unlisted)])


def kill_one(floor: Floor, after: float, **how) -> None:
    """A worker dies so many seconds after it took its first mail, beside another one where there may be several."""
    ready = PROCESSES.Event()
    workers = [start(floor.job(ready=ready, **how)), *[start(floor.job(**how)) for _ in range(floor.several)]]
    while workers[0].is_alive() and not ready.wait(0.05):
        pass
    time.sleep(after)
    workers[0].kill()
    for worker in workers:
        worker.join(ENDS_WITHIN)
    floor.killed += workers[0].exitcode == -signal.SIGKILL


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("point", Point)
def test_kill_at_a_point_loses_nothing_and_doubles_nothing(folder: Path, kind: str, point: Point):
    with a_floor(kind, folder, batches(3)) as floor:
        tally = kill_at(floor, point)

    assert floor.killed == KILLS
    assert tally.violations == []


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("seed", range(SEED, SEED + (4 if SOAK else 1)))
def test_kills_at_random_with_greylisting_lose_nothing_and_double_nothing(folder: Path, kind: str, seed: int):
    with a_floor(kind, folder, [], greylists=0.3, dawdles=0.1) as floor:
        put_off_the_evening(floor)
        tally = kill_anywhere(floor, seed)

    assert floor.killed == RANDOM_KILLS
    assert tally.violations == []
    assert tally.uncertain <= floor.killed


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize(
    ("guard", "point"),
    [(Guard.DOT_PENDING, Point.DOT_WRITTEN), (Guard.DOT_PENDING, Point.DOT_ANSWERED), (Guard.PARK, Point.DOT_ANSWERED)],
)
def test_without_a_guard_mails_are_doubled(folder: Path, kind: str, guard: Guard, point: Point):
    with a_floor(kind, folder, batches(2)) as floor:
        tally = kill_at(floor, point, without=frozenset({guard}))

    assert tally.doubled > 0


@pytest.mark.postgres
def test_worker_that_slept_past_its_lease_sends_no_dot(folder: Path):
    with a_floor("postgresql", folder, [NOW + 2 * number * LATER for number in range(SLEEPERS)]) as floor:
        tally = oversleep(floor, Point.BODY_SENT)

    assert tally.violations == []


@pytest.mark.postgres
def test_worker_that_slept_past_its_lease_doubles_without_the_fence(folder: Path):
    with a_floor("postgresql", folder, [NOW + 2 * number * LATER for number in range(SLEEPERS)]) as floor:
        tally = oversleep(floor, Point.BODY_SENT, without=frozenset({Guard.FENCE}))

    assert tally.doubled == SLEEPERS


@pytest.mark.postgres
def test_answer_that_came_while_the_worker_slept_past_its_lease_still_counts(folder: Path):
    with a_floor("postgresql", folder, [NOW + 2 * number * LATER for number in range(SLEEPERS)]) as floor:
        tally = oversleep(floor, Point.DOT_ANSWERED)

    assert (tally.uncertain, tally.violations) == (0, [])


@pytest.mark.postgres
def test_without_the_lease_mails_of_the_living_are_called_uncertain(folder: Path):
    with a_floor("postgresql", folder, [NOW + 2 * number * LATER for number in range(SLEEPERS)]) as floor:
        sleeper = start(floor.job(fall_at=Point.DOT_ANSWERED, fate=Fate.ASLEEP))
        asleep(sleeper)
        floor.run(floor.job(without=frozenset({Guard.LEASE})))
        tally = judge(floor.engine, floor.sink)
        sleeper.kill()
        sleeper.join()

    assert tally.uncertain == 1
