"""Work that comes due while the program runs: once a minute the outbox is looked through, and the mailbox.

Huey runs it, in threads of the same process and with nothing stored: tasks carry the address of a mailbox and no more,
and the outbox table is the record of sending, so a lost or doubled run changes nothing. Several processes, on several
machines, look through the same table and skip what another has in hand.
"""

import logging
import secrets
import signal
import threading
from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any

from huey import MemoryHuey, crontab
from huey.consumer import Consumer
from sqlalchemy import Engine

from organizer.domain.errors import OrganizerError
from organizer.domain.outbox import OWN_MAILBOX, SERVICE_MAILBOX, Quota
from organizer.mail.smtp import SmtpAccount
from organizer.services import outbox
from organizer.services.outbox import Clock, Deliver, Sweep, Worker

# One mail server that lets us wait for minutes must not keep the others waiting.
THREADS = 4

log = logging.getLogger(__name__)

# The way by which the mails of a mailbox leave, by the mailbox's address.
Ways = Callable[[str], AbstractContextManager[Deliver]]


class _QuietConsumer(Consumer):  # type: ignore[misc]
    """A consumer inside the server's process, which keeps the signals for itself."""

    def _set_signal_handlers(self) -> None:
        """The server stops the consumer."""


class Work:
    """Looks through the outbox every minute from `start` until `stop`, which waits for the mails under way.

    Each mailbox has one line at a time to its server, and up to four are served side by side. `read` looks for
    answers, in a thread beside them: a mailbox that does not answer keeps no mail from leaving.
    """

    def __init__(self, worker: Worker, ways: Ways, read: Callable[[], object], *, threads: int = THREADS) -> None:
        self._worker = worker
        self._ways = ways
        self._read = read
        self._reading = threading.Lock()
        self._busy: set[str] = set()
        self._turn = threading.Lock()
        huey = MemoryHuey("runde")
        self._serve = huey.task()(self._serve_unless_busy)
        huey.periodic_task(crontab(minute="*"))(self.look_through)
        huey.periodic_task(crontab(minute="*"))(self.look_for_answers)
        self._consumer: Any = _QuietConsumer(huey, workers=threads + 1, check_worker_health=False)

    def start(self) -> None:
        self._consumer.start()

    def stop(self) -> None:
        self._consumer.stop(graceful=True)

    def look_through(self) -> None:
        """Hold what is stale, and give each mailbox with something due to a thread."""
        outbox.hold_stale(self._worker)
        for mailbox in outbox.mailboxes_due(self._worker):
            self._serve(mailbox)

    def look_for_answers(self) -> None:
        """Read the mailbox, unless the last look is still under way."""
        if not self._reading.acquire(blocking=False):
            return
        try:
            self._read()
        finally:
            self._reading.release()

    def _serve_unless_busy(self, mailbox: str) -> None:
        with self._turn:
            if mailbox in self._busy:
                return
            self._busy.add(mailbox)
        try:
            serve(self._worker, mailbox, self._ways)
        finally:
            with self._turn:
                self._busy.discard(mailbox)


def a_worker(engine: Engine, clock: Clock, service_mailbox: str, goes_on: Callable[[], bool] = lambda: True) -> Worker:
    """One of possibly many workers; the mailbox of a service that sends for many carries more than a host's own."""

    def quota(mailbox: str) -> Quota:
        return SERVICE_MAILBOX if mailbox == service_mailbox else OWN_MAILBOX

    return Worker(engine=engine, owner=secrets.token_hex(8), clock=clock, quota=quota, goes_on=goes_on)


def over_smtp(account_of: Callable[[str], SmtpAccount]) -> Ways:
    """Each mailbox over its own mail server."""
    return lambda mailbox: outbox.by_smtp(account_of(mailbox))


def serve(worker: Worker, mailbox: str, ways: Ways) -> Sweep:
    """Deliver what is due from one mailbox by its way; without one its mails wait for the host's word."""
    try:
        way = ways(mailbox)
    except OrganizerError as error:
        outbox.hold_mailbox(worker, mailbox, str(error))
        return Sweep(tried=0, refused=str(error))
    with way as deliver:
        sweep = outbox.deliver_mailbox(worker, mailbox, deliver)
    if sweep.refused:
        log.warning("a mailbox was refused; its mails are held")
    return sweep


def work_once(worker: Worker, ways: Ways) -> Sweep:
    """Look through the outbox once and deliver what is due, mailbox by mailbox."""
    outbox.hold_stale(worker)
    return outbox.sum_up(serve(worker, mailbox, ways) for mailbox in outbox.mailboxes_due(worker))


def work_until_told(start: Callable[[Callable[[], bool]], Work]) -> None:
    """Work until SIGTERM or Ctrl-C; then the mails in hand are finished, and no other is begun."""
    told = threading.Event()
    for one in (signal.SIGTERM, signal.SIGINT):
        signal.signal(one, lambda *_: told.set())
    work = start(lambda: not told.is_set())
    work.start()
    told.wait()
    work.stop()
