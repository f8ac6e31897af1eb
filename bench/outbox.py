"""Sending over one kept line: beside Postfix's smtp-source to the same smtp-sink, and what recording the dot costs.

Seconds on the clock, not of the processor: what is waited for is the disk, which each commit is written through to.
"""

import os
import shutil
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from statistics import median

from bench.pairs import line
from organizer.formats.mails import compose
from organizer.mail.smtp import Connection, SmtpAccount, open_connection
from organizer.mail.smtp_accounts import Security
from organizer.services.outbox import Worker, deliver_due
from tests.builders import NOW, a_mail
from tests.faults.outboxes import a_database, fill
from tests.faults.servers import a_free_port

MAILS, ROUNDS = 100, 5
PLACES = "/usr/sbin:/usr/local/sbin:/usr/bin"
HOW = "smtp-source and smtp-sink are not here; install them (Debian: apt install postfix) to measure sending"


def measure() -> None:
    """A hundred mails: by smtp-source, over our line, through the outbox with and without recording the dot."""
    source, sink = (shutil.which(name) or shutil.which(name, path=PLACES) for name in ("smtp-source", "smtp-sink"))
    if not (source and sink):
        print(HOW)
        return
    with a_sink(sink) as port:
        rounds = [_round(source, port) for _ in range(ROUNDS)]
    by_source, by_line, unrecorded, recorded = (median(one[side] for one in rounds) for side in range(4))
    line(f"{MAILS} mails over one line / smtp-source (wall)", by_line, by_source)
    line(f"{MAILS} mails through the outbox on SQLite / over one line (wall)", recorded, by_line)
    line(f"{MAILS} mails through the outbox / the same without recording the dot (wall)", recorded, unrecorded)


@contextmanager
def a_sink(program: str) -> Iterator[int]:
    """Postfix's smtp-sink, which takes everything, and its port."""
    port = a_free_port()
    user = ["-u", "nobody"] if os.geteuid() == 0 else []
    process = subprocess.Popen([program, *user, f"127.0.0.1:{port}", "100"])
    try:
        time.sleep(0.5)
        yield port
    finally:
        process.terminate()
        process.wait()


def _round(source: str, port: int) -> tuple[float, float, float, float]:
    raw = compose(a_mail())
    command = [source, "-s", "1", "-m", str(MAILS), "-l", str(len(raw)), f"127.0.0.1:{port}"]
    return (
        _seconds(lambda: subprocess.run(command, check=True)),
        _over_one_line(port, raw),
        _through_the_outbox(port, records_the_dot=False),
        _through_the_outbox(port, records_the_dot=True),
    )


def _over_one_line(port: int, raw: bytes) -> float:
    with _line(port) as kept:
        return _seconds(
            lambda: [
                kept.deliver("alice@office.example.org", "bob@example.org", raw, lambda: True) for _ in range(MAILS)
            ]
        )


def _through_the_outbox(port: int, *, records_the_dot: bool) -> float:
    with (
        tempfile.TemporaryDirectory() as folder,
        a_database("sqlite", Path(folder), laid=True) as engine,
        _line(port) as kept,
    ):
        fill(engine, [NOW] * MAILS)
        worker = Worker(engine=engine, owner="bench", clock=lambda: NOW)
        return _seconds(
            lambda: deliver_due(
                worker,
                lambda mail, before_dot: kept.deliver(
                    mail.envelope_from, mail.recipient, mail.raw, before_dot if records_the_dot else lambda: True
                ),
            )
        )


@contextmanager
def _line(port: int) -> Iterator[Connection]:
    account = SmtpAccount(host="127.0.0.1", port=port, security=Security.OPEN)
    with open_connection(account) as kept:
        yield kept


def _seconds(work: Callable[[], object]) -> float:
    began = time.monotonic()
    work()
    return time.monotonic() - began
