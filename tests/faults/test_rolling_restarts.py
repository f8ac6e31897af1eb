"""H9: several workers and web processes, each stopped and started again in turn, as in an update without a pause."""

import random
import signal
import subprocess
import threading
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import Engine

from tests.faults.floors import SEED, SOAK
from tests.faults.outboxes import a_database, fill, judge, lay
from tests.faults.servers import Place, a_free_port, running, stop, wait_for
from tests.faults.sink import a_sink
from tests.faults.test_many_answers import Told, all_answer, invite_guests, words_kept

LASTS = timedelta(seconds=120 if SOAK else 10)
WORKERS = 2
MAILS_A_SECOND = 2

pytestmark = [pytest.mark.slow, pytest.mark.postgres]


def restart_in_turn(place: Place, web: subprocess.Popen[bytes], until: float) -> list[int]:
    """Stop a worker and start another one, and let the web processes be replaced (HUP); the workers' exit codes."""
    dice, codes = random.Random(SEED), []
    workers = [place.worker() for _ in range(WORKERS)]
    while time.monotonic() < until:
        time.sleep(dice.uniform(2, 4))
        codes.append(stop(workers.pop(0)))
        workers.append(place.worker())
        wait_for(place)
        web.send_signal(signal.SIGHUP)
    time.sleep(2)
    return [*codes, *[stop(worker) for worker in workers]]


def fall_due(engine: Engine, seconds: float) -> None:
    """Mails that fall due one after the other from now on."""
    lay(engine)
    now = datetime.now(UTC)
    fill(engine, [now + timedelta(seconds=number / MAILS_A_SECOND) for number in range(int(seconds * MAILS_A_SECOND))])


def test_rolling_restarts_lose_no_mail_and_no_answer(folder: Path):
    with a_database("postgresql", folder) as engine, a_sink(folder, SEED, dawdles=0.3) as (sink, port):
        tokens = invite_guests(engine, 1)
        fall_due(engine, LASTS.total_seconds())
        url = engine.url.render_as_string(hide_password=False).replace("+psycopg", "")
        place = Place(home=folder, database_url=url, port=a_free_port(), smtp_port=port)
        web = place.web(several=True)
        with running(place, [web]):
            told: list[Told] = []
            guests = threading.Thread(target=lambda: told.append(all_answer(place, tokens, answers=10)))
            guests.start()
            codes = restart_in_turn(place, web, time.monotonic() + LASTS.total_seconds())
            guests.join()
        last = place.start("flask", "--app", "app", "work", "--once").wait()
        tally = judge(engine, sink, uncertain=0)
        kept = words_kept(engine)
    print(f"{len(codes)} workers ended with {set(codes)}; {tally}; {dict(told[0].statuses)}; seed {SEED}")

    # One that was stopped before it had begun ends by the signal itself, and had nothing in hand.
    assert last == 0
    assert set(codes) <= {0, -signal.SIGTERM}
    assert tally.violations == []
    assert told[0].statuses == {303: 100}
    assert told[0].noted <= kept
