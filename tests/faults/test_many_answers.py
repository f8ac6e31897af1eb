"""H4: fifty guests answer a thousand times at once, over HTTP. Every answer is kept, and nobody waits for long."""

import os
import threading
import time
from collections import Counter
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa
from sqlalchemy import Engine

from organizer.domain.tokens import guest_token
from organizer.services import invitations
from organizer.store import schema
from organizer.store.engine import reading, transaction
from tests.builders import NOW
from tests.faults.outboxes import a_database
from tests.faults.servers import Guest, Place, a_free_port, running
from tests.services.evenings import KEYS, OFFICE, invitations_of, lay_evening, let_leave

GUESTS, ANSWERS_EACH = 50, 20
LONGEST_WAIT, GIVES_UP_AFTER = 2.0, 60.0
QUIET, QUIET_WITH_US = 1.0, 2.5  # load of a machine of two cores
KINDS = ["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)]

pytestmark = pytest.mark.slow


@dataclass(slots=True)
class Told:
    """What the guests saw: how long each answer took, which status came, and the words of those that were noted."""

    seconds: list[float] = field(default_factory=list)
    statuses: Counter[int] = field(default_factory=Counter)
    noted: set[str] = field(default_factory=set)

    def percentile(self, share: float) -> float:
        return sorted(self.seconds)[int(share * (len(self.seconds) - 1))]


def invite_guests(engine: Engine, tables: int) -> list[str]:
    """Tables of ten whose evening lies ahead by the machine's own clock; the guests' tokens."""
    with transaction(engine) as connection:
        host, tokens = None, []
        for _ in range(tables):
            planned = lay_evening(connection, seats=10, bench=0, guests_wanted=10, host=host)
            host = planned.host
            invitations.invite(connection, planned, OFFICE, NOW, as_drafts=False)
            let_leave(connection, planned)
            tokens += [guest_token(KEYS, one.uid) for one in invitations_of(connection, planned)]
        connection.execute(sa.update(schema.rounds).values(starts_at=datetime.now(UTC) + timedelta(days=30)))
    return tokens


def all_answer(place: Place, tokens: list[str], *, answers: int) -> Told:
    """Each guest with a browser of their own, all at once: the page is opened, then they change their minds."""
    told, start, turn = Told(), threading.Barrier(len(tokens)), threading.Lock()

    def answer(number: int, token: str) -> None:
        guest = Guest(place)
        guest.open(token)
        start.wait()
        for change in range(answers):
            word = f"word {number}.{change}"
            began = time.monotonic()
            status, _ = guest.answer(token, "yes" if change % 2 else "maybe", word)
            took = time.monotonic() - began
            with turn:
                told.seconds.append(took)
                told.statuses[status] += 1
                if status == 303:
                    told.noted.add(word)

    threads = [threading.Thread(target=answer, args=one) for one in enumerate(tokens)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return told


def words_kept(engine: Engine) -> set[str]:
    with reading(engine) as connection:
        return set(connection.execute(sa.select(schema.replies.c.comment)).scalars())


def longest_wait(load_before: float) -> float:
    """Two seconds on a machine that had nothing else to do; elsewhere until a browser gives up."""
    was_quiet = load_before < QUIET and os.getloadavg()[0] < QUIET_WITH_US
    return LONGEST_WAIT if was_quiet else GIVES_UP_AFTER


@pytest.mark.parametrize("kind", KINDS)
def test_a_thousand_answers_at_once_are_all_kept_and_nobody_waits_for_long(folder: Path, kind: str):
    load = os.getloadavg()[0]
    with a_database(kind, folder) as engine:
        tokens = invite_guests(engine, GUESTS // 10)
        url = engine.url.render_as_string(hide_password=False).replace("+psycopg", "")
        place = Place(home=folder, database_url=url, port=a_free_port(), smtp_port=9)
        engine.dispose()
        with running(place, [place.web(several=kind == "postgresql")]):
            began = time.monotonic()
            told = all_answer(place, tokens, answers=ANSWERS_EACH)
            took = time.monotonic() - began
        kept = words_kept(engine)
    figures = ", ".join(f"p{round(share * 100)} {told.percentile(share):.2f} s" for share in (0.5, 0.95, 0.99, 1))
    print(f"{kind}: {len(told.seconds)} answers in {took:.1f} s, {figures}, {dict(told.statuses)}, load {load} before")

    assert told.statuses == {303: GUESTS * ANSWERS_EACH}
    assert told.noted == kept
    assert told.percentile(0.99) < longest_wait(load)
