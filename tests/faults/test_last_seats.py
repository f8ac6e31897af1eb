"""H3: thousands of answers race for the last seats. No table is ever fuller than it is large, and no answer is lost."""

import os
import random
from collections import Counter, defaultdict
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from threading import Barrier, BrokenBarrierError
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy import Engine, event

from organizer.domain.tokens import guest_token
from organizer.domain.vocabulary import ParticipationStatus
from organizer.services import invitations, replies
from organizer.store import schema
from organizer.store.engine import open_engine, reading, transaction
from tests.builders import NOW
from tests.faults.floors import ENDS_WITHIN
from tests.faults.outboxes import a_database
from tests.processes import PROCESSES
from tests.services.evenings import KEYS, OFFICE, invitations_of, lay_evening, let_leave

SEED = int(os.environ.get("FAULT_SEED", "20261121"))
TABLES, INVITED, SEATS = 10, 10, 5
RACERS = 8
ANSWERS = 5_000 if os.environ.get("SOAK") else 800
COMING = (ParticipationStatus.ACCEPTED, ParticipationStatus.TENTATIVE)
KINDS = ["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)]

pytestmark = pytest.mark.slow


@dataclass(frozen=True, slots=True, kw_only=True)
class Race:
    """What one racer does: so many answers with these tokens."""

    url: str
    tokens: tuple[str, ...]
    seed: int
    answers: int
    start: Any
    finished: Any


@dataclass(slots=True)
class Result:
    """What the racers were told: words that were noted, how many found no seat, how many could not be saved."""

    noted: set[str] = field(default_factory=set)
    no_seat: int = 0
    errors: Counter[str] = field(default_factory=Counter)

    def add(self, other: "Result") -> None:
        self.noted |= other.noted
        self.no_seat += other.no_seat
        self.errors += other.errors


def run_race(race: Race) -> None:
    """One racer's life: answer at random, and note what was acknowledged."""
    engine = open_engine(race.url)
    dice, result = random.Random(race.seed), Result()
    race.start.wait()
    for number in range(race.answers):
        word = f"{race.seed}.{number}"
        status = dice.choice([*COMING, ParticipationStatus.ACCEPTED, ParticipationStatus.DECLINED])
        at = NOW + timedelta(milliseconds=number, microseconds=race.seed % RACERS)
        _say(engine, (dice.choice(race.tokens), status, word, at), result)
    race.finished.put(result)


def race(engine: Engine, answers: int) -> Result:
    """Let all racers start at once, and collect what they were told."""
    tokens = set_tables(engine, TABLES)
    start, finished = PROCESSES.Event(), PROCESSES.Queue()
    url = engine.url.render_as_string(hide_password=False)
    racers = [
        PROCESSES.Process(
            target=run_race,
            args=(
                Race(
                    url=url,
                    tokens=tokens,
                    seed=SEED + number,
                    answers=answers // RACERS,
                    start=start,
                    finished=finished,
                ),
            ),
        )
        for number in range(RACERS)
    ]
    for racer in racers:
        racer.start()
    start.set()
    result = Result()
    for _ in racers:
        result.add(finished.get(timeout=600))
    for racer in racers:
        racer.join()
    return result


def come_at_once(engine: Engine, *, held_at: str, patience: float) -> Result:
    """All racers say yes to one table, and each is held before a statement that writes until all others are there, too.

    With a lock before it they cannot all be there: then they go on one by one, once patience has run out.
    """
    tokens = set_tables(engine, 1)[:RACERS]
    everybody = Barrier(RACERS)

    def hold(_connection, _cursor, statement: str, *_: Any) -> None:
        if statement.startswith(held_at):
            with suppress(BrokenBarrierError):
                everybody.wait(patience)

    event.listen(engine, "before_cursor_execute", hold)
    result, at = Result(), NOW + timedelta(minutes=1)
    with ThreadPoolExecutor(RACERS) as racers:
        for told in racers.map(lambda token: _come(engine, token, at), tokens):
            result.add(told)
    event.remove(engine, "before_cursor_execute", hold)
    return result


def set_tables(engine: Engine, tables: int) -> tuple[str, ...]:
    """Tables at which more were invited than there are seats, and everybody has said no once; their guests' tokens."""
    with transaction(engine) as connection:
        host, tokens = None, []
        for _ in range(tables):
            planned = lay_evening(connection, seats=INVITED, bench=0, guests_wanted=INVITED, host=host)
            host = planned.host
            invitations.invite(connection, planned, OFFICE, NOW, as_drafts=False)
            let_leave(connection, planned)
            tokens += [guest_token(KEYS, one.uid) for one in invitations_of(connection, planned)]
        for token in tokens:
            replies.answer(connection, token, ParticipationStatus.DECLINED, "", NOW)
        connection.execute(sa.update(schema.parties).values(guests_wanted=SEATS))
    return tuple(tokens)


def fullest(engine: Engine) -> int:
    """How many were coming to one table at once, at the worst instant of the whole history."""
    query = (
        sa.select(schema.replies.c.status, schema.invitations.c.id, schema.invitations.c.round_id)
        .join(schema.invitations, schema.invitations.c.id == schema.replies.c.invitation_id)
        .order_by(schema.replies.c.id)
    )
    coming: defaultdict[int, set[int]] = defaultdict(set)
    most = 0
    with reading(engine) as connection:
        for status, invitation_id, round_id in connection.execute(query):
            (coming[round_id].add if status in COMING else coming[round_id].discard)(invitation_id)
            most = max(most, len(coming[round_id]))
    return most


def kept(engine: Engine) -> set[str]:
    """The words of all answers that are in the database."""
    with reading(engine) as connection:
        return set(connection.execute(sa.select(schema.replies.c.comment)).scalars()) - {""}


@pytest.mark.parametrize("kind", KINDS)
def test_race_for_the_last_seats_never_overbooks_and_loses_no_answer(folder: Path, kind: str):
    with a_database(kind, folder) as engine:
        result = race(engine, ANSWERS)
        print(f"{kind}: {len(result.noted)} noted, {result.no_seat} found no seat, {result.errors}; seed {SEED}")

        assert fullest(engine) == SEATS
        assert kept(engine) == result.noted
    assert result.errors == Counter()
    assert result.no_seat > 0
    assert len(result.noted) + result.no_seat == ANSWERS


@pytest.mark.postgres
def test_racers_who_all_look_before_one_writes_are_stopped_by_the_lock_alone(folder: Path):
    with a_database("postgresql", folder) as engine:
        result = come_at_once(engine, held_at="INSERT INTO replies", patience=0.5)

        assert fullest(engine) == SEATS
    assert (len(result.noted), result.no_seat) == (SEATS, RACERS - SEATS)


@pytest.mark.postgres
def test_racers_who_all_look_before_one_writes_overbook_without_the_lock(folder: Path):
    with a_database("postgresql", folder) as engine:
        event.listen(engine, "before_cursor_execute", _without_locks, retval=True)

        come_at_once(engine, held_at="INSERT INTO replies", patience=ENDS_WITHIN)

        assert fullest(engine) == RACERS


def test_racers_cannot_be_saved_without_the_lock_of_the_one_writer(folder: Path):
    with a_database("sqlite", folder) as engine:
        event.listen(engine, "before_cursor_execute", _without_locks, retval=True)

        result = come_at_once(engine, held_at="UPDATE dispatches", patience=ENDS_WITHIN)

    assert result.errors == Counter(OperationalError=RACERS - 1)


def _come(engine: Engine, token: str, at: datetime) -> Result:
    result = Result()
    _say(engine, (token, ParticipationStatus.ACCEPTED, token, at), result)
    return result


def _say(engine: Engine, said: tuple[str, ParticipationStatus, str, datetime], result: Result) -> None:
    _, status, word, _ = said
    try:
        with transaction(engine) as connection:
            stands = replies.answer(connection, *said)
    except sa.exc.DBAPIError as error:
        result.errors[type(error).__name__] += 1
        return
    if stands is status:
        result.noted.add(word)
    else:
        result.no_seat += 1


def _without_locks(_connection, _cursor, statement: str, parameters, _context, _many) -> tuple[str, Any]:
    return statement.replace(" FOR UPDATE", "").replace("BEGIN IMMEDIATE", "BEGIN"), parameters
