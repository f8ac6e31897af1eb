"""Where workers run and fall: one database, one mail server, one clock."""

import os
import signal
import time
from contextlib import contextmanager
from datetime import datetime, timedelta
from multiprocessing.process import BaseProcess
from pathlib import Path

import pytest

from organizer.domain.outbox import DispatchState
from tests.faults.outboxes import a_database, fill, states
from tests.faults.sink import a_sink
from tests.faults.workers import Job, start
from tests.processes import PROCESSES

SEED = int(os.environ.get("FAULT_SEED", "20261121"))
SOAK = bool(os.environ.get("SOAK"))
KINDS = ["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)]
# Longer than any lease: who was killed before this is known to be gone.
LATER = timedelta(minutes=20)
ENDS_WITHIN = 900.0 if SOAK else 60.0
MOST_SWEEPS = 10
UNSETTLED = frozenset({DispatchState.QUEUED, DispatchState.CLAIMED, DispatchState.DOT_PENDING})


class Floor:
    """Where workers run: one database, one mail server, one clock for all."""

    def __init__(self, engine, sink, port: int, home: Path) -> None:
        self.engine, self.sink, self.port, self.home = engine, sink, port, home
        self.several = engine.dialect.name != "sqlite"
        self.zero, self.ahead = time.monotonic(), PROCESSES.Value("d", 0.0)
        self.killed = 0

    def job(self, **how) -> Job:
        url = self.engine.url.render_as_string(hide_password=False)
        return Job(url=url, port=self.port, home=self.home, zero=self.zero, ahead=self.ahead, **how)

    def run(self, *jobs: Job) -> None:
        """Let workers run side by side until each has ended or died."""
        workers = [self._started(job) for job in jobs]
        for worker in workers:
            worker.join(ENDS_WITHIN)
            assert worker.exitcode in (0, -signal.SIGKILL), f"a worker ended with {worker.exitcode}"
            self.killed += worker.exitcode == -signal.SIGKILL

    def _started(self, job: Job) -> BaseProcess:
        """A worker that is to fall has its mail in hand before others begin: else these may take all of them."""
        worker = start(job)
        while job.ready and worker.is_alive() and not job.ready.wait(0.01):
            pass
        return worker

    def now(self) -> datetime:
        return self.job().clock()

    def add(self, mails: int) -> None:
        """The host sends so many mails more."""
        fill(self.engine, [self.now()] * mails, self.now())

    def at_their_dot(self) -> set[str]:
        """The mails, by Message-ID, that workers left between the recorded dot and the recorded answer."""
        return {one for one, state in states(self.engine).items() if state is DispatchState.DOT_PENDING}

    def wait(self, for_: timedelta) -> None:
        self.ahead.value += for_.total_seconds()

    def finish(self, **how) -> None:
        """Workers that nothing happens to take up whatever is left, once every lease and every delay is over."""
        for _ in range(MOST_SWEEPS):
            self.wait(timedelta(hours=2))
            self.run(*[self.job(**how) for _ in range(1 + self.several)])
            if UNSETTLED.isdisjoint(states(self.engine).values()):
                return


@contextmanager
def a_floor(kind: str, folder: Path, due: list, **habits):
    with a_database(kind, folder, laid=True) as engine, a_sink(folder, SEED, **habits) as (sink, port):
        fill(engine, due)
        yield Floor(engine, sink, port, folder)
