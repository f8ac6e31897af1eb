"""H1b: a mail server that dawdles, and a host of another mailbox who must not wait for it."""

import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import pytest
import sqlalchemy as sa
from sqlalchemy import Engine

from organizer.domain.outbox import DispatchState
from organizer.mail.smtp import Patience, SmtpAccount, open_connection
from organizer.mail.smtp_accounts import Security
from organizer.services.outbox import Worker, deliver_due
from organizer.store.engine import reading, transaction
from organizer.store.schema import dispatches
from organizer.work import Work, over_smtp
from tests.builders import NOW
from tests.faults.floors import SEED
from tests.faults.outboxes import a_database, fill, states
from tests.faults.sink import a_sink
from tests.mail.servers import Script, a_scripted_server

OTHER = "charlie@example.net"
DAWDLING = "alice@office.example.org"
LONGEST_WAIT, STILL_WAITING_AFTER = 5.0, 2.0

pytestmark = pytest.mark.slow

# A server that keeps a worker waiting for longer than anybody else may have to; it lets go once that was seen.
TARPITS = {
    "greeting": Script(pause={"ehlo": 50}),
    "recipient, a byte at a time": Script(drip="rcpt", rcpt=b"250 " + b"x" * 1_000),
    "answer to the dot": Script(pause={"dot": 50}),
}
HASTE = Patience(command=0.5, after_dot=0.5)
# What the server does, what becomes of the mail, and whether the others of the same mailbox are still tried.
STATUSES = {
    "takes all": (Script(), DispatchState.SENT, True),
    "says nothing": (Script(pause={"banner": 1}), DispatchState.QUEUED, False),
    "wants a login": (Script(mail=b"530 5.7.0 log in first"), DispatchState.HELD, False),
    "refuses the sender": (Script(rcpt=b"550 5.7.26 DMARC says no"), DispatchState.HELD, False),
    "closes": (Script(mail=b"421 4.3.2 closing"), DispatchState.QUEUED, False),
    "has too many lines": (Script(rcpt=b"432 4.3.2 concurrent connections exceeded"), DispatchState.QUEUED, False),
    "greylists": (Script(rcpt=b"450 4.2.0 try again in 5 minutes"), DispatchState.QUEUED, True),
    "knows no such user": (Script(rcpt=b"550 5.1.1 unknown user"), DispatchState.FAILED, True),
    "has a full mailbox": (Script(rcpt=b"552 5.2.2 mailbox full"), DispatchState.QUEUED, True),
    "hangs up in the body": (Script(data=None), DispatchState.QUEUED, True),
    "hangs up after the dot": (Script(dot=None), DispatchState.UNCERTAIN, True),
    "talks nonsense after the dot": (Script(dot=b"hello"), DispatchState.UNCERTAIN, True),
    "refuses after the dot": (Script(dot=b"554 5.6.0 we do not like it"), DispatchState.FAILED, True),
}


@contextmanager
def working(engine: Engine, ports: dict[str, int], **how: int) -> Iterator[None]:
    """The program's own work, each mailbox with its own mail server."""
    accounts = {
        mailbox: SmtpAccount(host="127.0.0.1", port=port, security=Security.OPEN) for mailbox, port in ports.items()
    }
    told = threading.Event()
    worker = Worker(engine=engine, owner="worker", clock=lambda: NOW, goes_on=lambda: not told.is_set())
    work = Work(worker, over_smtp(lambda mailbox: accounts[mailbox]), lambda: None, **how)
    work.start()
    try:
        yield
    finally:
        told.set()
        work.stop()


def all_sent_within(engine: Engine, mailbox: str, seconds: float) -> bool:
    """Whether all mails of a mailbox have been sent before so many seconds are over."""
    deadline = time.monotonic() + seconds
    query = sa.select(sa.func.count()).where(dispatches.c.envelope_from == mailbox)
    while time.monotonic() < deadline:
        with reading(engine) as connection:
            if not connection.execute(query.where(dispatches.c.state != DispatchState.SENT)).scalar_one():
                return True
        time.sleep(0.02)
    return False


def sent_beside_a_tarpit(folder: Path, script: Script, seconds: float, **how: int) -> bool:
    """Whether the mails of one mailbox are sent within so many seconds while another one's server dawdles."""
    with a_database("sqlite", folder, laid=True) as engine, a_sink(folder, SEED) as (_, good), ExitStack() as closing:
        fill(engine, [NOW] * 10)
        with transaction(engine) as connection:
            connection.execute(sa.update(dispatches).where(dispatches.c.id % 2 == 0).values(envelope_from=OTHER))
        tarpit = closing.enter_context(a_scripted_server(script))
        with working(engine, {DAWDLING: tarpit, OTHER: good}, **how):
            sent = all_sent_within(engine, OTHER, seconds)
            closing.close()
    return sent


@pytest.mark.parametrize("stage", TARPITS)
def test_mailbox_of_another_server_is_served_while_one_dawdles(folder: Path, stage: str):
    assert sent_beside_a_tarpit(folder, TARPITS[stage], LONGEST_WAIT)


def test_mailbox_of_another_server_waits_where_one_thread_serves_both(folder: Path):
    assert not sent_beside_a_tarpit(folder, TARPITS["greeting"], STILL_WAITING_AFTER, threads=0)


@pytest.mark.parametrize("what", STATUSES)
def test_server_that_does_this_leaves_mails_in_their_true_state(folder: Path, what: str):
    script, state, goes_on = STATUSES[what]

    with a_database("sqlite", folder, laid=True) as engine, a_scripted_server(script) as port:
        fill(engine, [NOW, NOW])
        account = SmtpAccount(host="127.0.0.1", port=port, security=Security.OPEN)
        with open_connection(account, patience=HASTE) as line:
            worker = Worker(engine=engine, owner="worker", clock=lambda: NOW)
            sweep = deliver_due(
                worker, lambda mail, ask: line.deliver(mail.envelope_from, mail.recipient, mail.raw, ask)
            )
        found = states(engine)
        with reading(engine) as connection:
            rows = connection.execute(sa.select(dispatches.c.due_at, dispatches.c.last_text)).all()

    assert set(found.values()) == {state}
    assert sweep.tried == (2 if goes_on else 1)
    if state is DispatchState.QUEUED:
        assert all(row.due_at > NOW and row.last_text for row in rows)
