"""Worker processes that sweep a real outbox over a real line, and die where they are told to.

The program's code runs as it is; what it is given (the line's socket, the clock, the way to deliver) tells the moment
to an observer, which kills the process with SIGKILL.
"""

import os
import resource
import signal
import socket
from collections.abc import Callable
from contextlib import nullcontext
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from multiprocessing.process import BaseProcess
from pathlib import Path
from time import monotonic, sleep
from typing import Any, ClassVar

import sqlalchemy as sa
from sqlalchemy import Connection, Engine, event

from organizer.domain.outbox import DispatchState
from organizer.mail.smtp import Outcome, Patience, SmtpAccount, open_connection
from organizer.mail.smtp_accounts import Security
from organizer.mail.smtp_line import Line, connect
from organizer.services import outbox
from organizer.services.outbox import Worker
from organizer.store import outbox as store
from organizer.store.engine import InstanceLock, open_engine, transaction
from organizer.store.outbox import Claimed
from organizer.store.schema import dispatches
from tests.builders import NOW
from tests.processes import PROCESSES

PATIENCE = Patience(command=5, after_dot=5)

Observer = Callable[["Point"], None]
BeforeDot = Callable[[], bool]


class Point(StrEnum):
    """Where a worker may die, in the order in which a mail passes them."""

    CLAIM_UNWRITTEN = "claim unwritten"
    CLAIMED = "claimed"
    CONNECTED = "connected"
    MAIL_SENT = "MAIL sent"
    RCPT_SENT = "RCPT sent"
    DATA_SENT = "DATA sent"
    GO_ON_HEARD = "354 heard"
    HALF_BODY = "half the body sent"
    BODY_SENT = "body sent"
    DOT_UNRECORDED = "dot pending unwritten"
    DOT_RECORDED = "dot pending"
    DOT_WRITTEN = "dot written"
    DOT_ANSWERED = "250 heard"
    OUTCOME_UNWRITTEN = "sent unwritten"
    OUTCOME_RECORDED = "sent"


class Fate(StrEnum):
    """What befalls a worker: it is killed, it sleeps until it is told to go on, or its disk is full from there on."""

    KILLED = "killed"
    ASLEEP = "asleep"
    DISK_FULL = "disk full"


FATES: dict[Fate, Callable[[], object]] = {
    Fate.KILLED: lambda: os.kill(os.getpid(), signal.SIGKILL),
    Fate.ASLEEP: lambda: os.kill(os.getpid(), signal.SIGSTOP),
    # No file may grow or be written to past its first byte, as seen by this process only.
    Fate.DISK_FULL: lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (0, resource.RLIM_INFINITY)),
}

# From the commit of "dot pending" to that of the outcome nobody can know whether the mail was taken.
DOT_WINDOW = (Point.DOT_RECORDED, Point.DOT_WRITTEN, Point.DOT_ANSWERED, Point.OUTCOME_UNWRITTEN)


class Guard(StrEnum):
    """What keeps mails from being lost or doubled; taken away one by one to see that the harness notices."""

    DOT_PENDING = "dot pending is recorded before the dot"
    FENCE = "a worker that lost its mail sends no dot"
    LEASE = "a mail stays with its worker until the lease has run out"
    PARK = "an uncertain mail is not sent again by itself"


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """What a worker is started with. Its clock stood at NOW at `zero` (monotonic), and is `ahead` by so many seconds.

    It falls at a point in its `in_mail`-th mail, or meets another `fate` there. `without` are guards taken away.
    """

    url: str
    port: int
    home: Path
    zero: float
    ahead: Any  # a double shared by all processes
    fall_at: Point | None = None
    in_mail: int = 1
    fate: Fate = Fate.KILLED
    without: frozenset[Guard] = frozenset()
    ready: Any = None  # an event that is set when there is a mail in hand

    def clock(self) -> datetime:
        return NOW + timedelta(seconds=monotonic() - self.zero + self.ahead.value)


def start(job: Job) -> BaseProcess:
    """Start a worker; it sweeps once and ends, or dies on the way."""
    process = PROCESSES.Process(target=sweep, args=(job,))
    process.start()
    return process


def sweep(job: Job) -> None:
    """One worker's whole life: as `make run` with SQLite, alone with the file; as one of several with PostgreSQL."""
    engine = open_engine(job.url)
    walk = Walk(job)
    event.listen(engine, "commit", lambda _: walk.pass_by(walk.commits))
    event.listen(engine, "checkin", lambda *_: walk.note_back())
    alone = engine.dialect.name == "sqlite"
    account = SmtpAccount(host="127.0.0.1", port=job.port, security=Security.OPEN)
    with (
        InstanceLock(job.home) if alone else nullcontext(),
        open_connection(account, patience=PATIENCE, open_line=walk.open_line) as line,
    ):
        _begin(engine, job, alone=alone)

        def deliver(mail: Claimed, before_dot: BeforeDot) -> Outcome:
            walk.begin_mail()
            outcome = line.deliver(mail.envelope_from, mail.recipient, mail.raw, walk.asking(before_dot))
            walk.pass_by(Point.DOT_ANSWERED)
            walk.commits = Point.OUTCOME_UNWRITTEN
            return outcome

        outbox.deliver_due(Worker(engine=engine, owner=f"worker-{os.getpid()}", clock=job.clock), deliver)


class Walk:
    """A mail's way past the points. `commits` is what the next commit writes; dying is a SIGKILL to oneself."""

    def __init__(self, job: Job) -> None:
        self.job = job
        self.mails = 0
        self.commits = Point.CLAIM_UNWRITTEN

    def pass_by(self, point: Point) -> None:
        """Die here, or fall asleep, if this is the place."""
        before_a_mail = point is Point.CLAIM_UNWRITTEN
        if point is self.job.fall_at and self.mails + before_a_mail == self.job.in_mail:
            if point is Point.DOT_WRITTEN:
                sleep(os.getpid() % 4 * 0.01)  # the server may have taken the mail by then, or not
            FATES[self.job.fate]()

    def begin_mail(self) -> None:
        self.mails += 1
        if self.job.ready:
            self.job.ready.set()
        self.commits = Point.DOT_UNRECORDED
        self.pass_by(Point.CLAIMED)

    def note_back(self) -> None:
        """A connection went back to its pool: what it wrote is committed."""
        if self.commits is Point.OUTCOME_UNWRITTEN:
            self.commits = Point.CLAIM_UNWRITTEN
            self.pass_by(Point.OUTCOME_RECORDED)

    def open_line(self, *how: Any) -> Line:
        line = connect(*how)
        line.sock = WatchedSocket(line.sock, self)
        self.pass_by(Point.CONNECTED)
        return line

    def asking(self, before_dot: BeforeDot) -> BeforeDot:
        """What the line asks before the dot; without a guard it is told to go on whatever the outbox says."""

        def ask() -> bool:
            goes_on = Guard.DOT_PENDING in self.job.without or before_dot() or Guard.FENCE in self.job.without
            if goes_on:
                self.pass_by(Point.DOT_RECORDED)
            return goes_on

        return ask


class WatchedSocket:
    """A socket that tells what has been written to it."""

    VERBS: ClassVar = {
        b"mail": Point.MAIL_SENT,
        b"rcpt": Point.RCPT_SENT,
        b"DATA": Point.DATA_SENT,
        b".\r\n": Point.DOT_WRITTEN,
    }

    def __init__(self, inner: socket.socket, walk: Walk) -> None:
        self.inner = inner
        self.walk = walk
        self.in_body = False

    def __getattr__(self, name: str) -> Any:
        return getattr(self.inner, name)

    def sendall(self, content: bytes) -> None:
        verb = self.VERBS.get(content[:4])
        if self.in_body and verb is not Point.DOT_WRITTEN:
            self._send_body(content)
            return
        self.inner.sendall(content)
        self.in_body = verb is Point.DATA_SENT
        if verb:
            self.walk.pass_by(verb)

    def _send_body(self, body: bytes) -> None:
        self.walk.pass_by(Point.GO_ON_HEARD)
        middle = len(body) // 2
        self.inner.sendall(body[:middle])
        self.walk.pass_by(Point.HALF_BODY)
        self.inner.sendall(body[middle:])
        self.walk.pass_by(Point.BODY_SENT)


def _begin(engine: Engine, job: Job, *, alone: bool) -> None:
    """As the server of local mode starts, and its host then says "send" of all that was held."""
    with transaction(engine) as connection:
        now = job.clock()
        if alone:
            outbox.hold_overdue(connection, now)
            _release(connection, DispatchState.HELD, now)
        if Guard.LEASE in job.without:
            store.recover(connection, now, alone=True)
        if Guard.PARK in job.without:
            _release(connection, DispatchState.UNCERTAIN, now)


def _release(connection: Connection, state: DispatchState, now: datetime) -> None:
    ids = connection.execute(sa.select(dispatches.c.id)).scalars().all()
    store.change_state(connection, ids, from_=(state,), to=DispatchState.QUEUED, now=now, due_at=now)
