"""H8: backups taken while mails leave, brought back into an empty place. Nothing leaves again by itself."""

import threading
import time
from datetime import timedelta
from functools import partial
from pathlib import Path

import pytest
import sqlalchemy as sa
from sqlalchemy import Engine

from organizer.domain.outbox import DispatchState
from organizer.mail.smtp import SmtpAccount
from organizer.mail.smtp_accounts import Security
from organizer.services import backups, outbox
from organizer.services.outbox import Worker
from organizer.settings import open_keys, put_key
from organizer.store.engine import reading, transaction
from organizer.store.schema import dispatches
from tests.builders import NOW
from tests.faults.floors import KINDS, SEED, SOAK
from tests.faults.outboxes import a_database, fill, states
from tests.faults.sink import a_sink

MAILS, BACKUPS = (400, 20) if SOAK else (60, 5)
WITHIN_SECONDS = 60
LATER = NOW + timedelta(minutes=1)

pytestmark = pytest.mark.slow


def deliver_all(engine: Engine, port: int) -> None:
    account = SmtpAccount(host="127.0.0.1", port=port, security=Security.OPEN)
    with outbox.by_smtp(account) as deliver:
        outbox.deliver_due(Worker(engine=engine, owner="worker", clock=lambda: LATER), deliver)


@pytest.mark.parametrize("releases", [False, True], ids=["as restored", "with the hold taken away"])
@pytest.mark.parametrize("kind", KINDS)
def test_what_left_after_a_backup_does_not_leave_again_after_a_restore(folder: Path, kind: str, releases: bool):
    """With the hold taken away it does: the harness notices."""
    open_keys(folder)
    with a_database(kind, folder, laid=True) as engine, a_sink(folder, SEED, dawdles=0.02) as (sink, port):
        fill(engine, [NOW] * MAILS)
        delivering = threading.Thread(target=deliver_all, args=(engine, port))
        delivering.start()
        files = []
        while delivering.is_alive() and len(files) < (1 if releases else BACKUPS):
            files.append(folder / f"{len(files)}.zip")
            backups.back_up(engine, folder, files[-1], NOW)
            time.sleep(0.05)
        delivering.join()
        accepted = sink.accepted()

        spent, waited = [], []
        for file in files:
            place = folder / f"{file.stem}-{kind}"
            place.mkdir()
            with a_database(kind, place) as empty:
                began = time.monotonic()
                backups.restore(empty, place, file, partial(put_key, place), NOW)
                spent.append(time.monotonic() - began)
                waited.append(sum(state is DispatchState.HELD for state in states(empty).values()))
                if releases:
                    release(empty)
                deliver_all(empty, port)
                assert is_whole(empty)

        print(f"{len(files)} backups while {MAILS} mails left, held after a restore: {waited}, seed {SEED}")
        doubled = [one for one, digests in sink.accepted().items() if len(digests) > 1]
        assert len(accepted) == MAILS
        assert max(waited) > 0
        assert max(spent) < WITHIN_SECONDS
        assert bool(doubled) is releases


def release(engine: Engine) -> None:
    with transaction(engine) as connection:
        held = dispatches.c.state == DispatchState.HELD
        connection.execute(sa.update(dispatches).where(held).values(state=DispatchState.QUEUED))


def is_whole(engine: Engine) -> bool:
    if engine.dialect.name != "sqlite":
        return True
    with reading(engine) as connection:
        return connection.execute(sa.text("PRAGMA integrity_check")).scalar_one() == "ok"
