"""Long lists imported while the host does something else: one at a time, told how far, cancelled at any moment.

The list is read before its transaction begins, and everything is written in one: until that commits, nothing is there,
and whatever ends the import before, the list waits as it did. How far it is stands in the memory of the process that
does it; where several processes share a database it is written there too, about once a second.
"""

import logging
import secrets
import threading
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from functools import partial
from time import monotonic, sleep

from sqlalchemy import Connection, Engine

from organizer.domain.errors import N_, NotFoundError, OrganizerError
from organizer.domain.import_runs import ImportRun, Stage
from organizer.domain.tokens import Keys
from organizer.domain.vocabulary import HostId, ListId
from organizer.formats.long_tables import rows_about
from organizer.services import attendee_lists, crowds, list_decisions
from organizer.services.list_decisions import AlreadyConfirmedError
from organizer.store import import_runs as store
from organizer.store.engine import long_transaction, reading, transaction

LEASE = timedelta(minutes=1)
BEAT = 1.0  # seconds between what is told to other processes

UNFORESEEN = N_("The import broke off. Nothing of it was kept. Import the list again.")

log = logging.getLogger(__name__)


class CancelledError(Exception):
    """The host wants an import to stop."""


@dataclass(slots=True, kw_only=True)
class _Import:
    """An import of this process: whose it is, how far it is, whether it is to stop."""

    host_id: HostId
    run: ImportRun
    now: datetime
    shown: str
    cancelled: threading.Event = field(default_factory=threading.Event)
    told_at: float = 0.0


class ImportRunner:
    """Imports long lists in threads of this process, one after the other."""

    def __init__(self, engine: Engine, keys: Callable[[], Keys], clock: Callable[[], datetime]) -> None:
        self._engine, self._keys, self._clock = engine, keys, clock
        self._owner = secrets.token_hex(8)
        # One process owns an SQLite file, and while an import writes to it nobody else can.
        self._shares = engine.dialect.name != "sqlite"
        self._imports: dict[ListId, _Import] = {}
        self._starting, self._turn = threading.Lock(), threading.Lock()

    def start(self, host_id: HostId, list_id: ListId, now: datetime, shown: str = "") -> None:
        """Begin to import a list that waits, unless that is under way; what is saved is dated `now`.

        `shown` is the mark of the preview the host looked at.
        """
        if list_id in self._imports:  # pressed twice; must not wait for what the first one writes
            return
        with self._starting:
            begun = self._begin(host_id, list_id, now, shown)
        if begun:
            # Not waited for at the end of the program: what is not committed was never there.
            threading.Thread(
                target=self._carry_out_and_prepare, args=(begun,), name=f"import-{list_id}", daemon=True
            ).start()

    def run_of(self, connection: Connection, list_id: ListId) -> ImportRun | None:
        """How far the import of a list is, or how the last one ended; none where it succeeded or never began."""
        here = self._imports.get(list_id)
        if here:
            return here.run
        run = store.find_run(connection, list_id)
        if run and run.goes_on and not (self._shares and run.lease_until > self._clock()):
            return replace(run, stage=Stage.INTERRUPTED)
        return run

    def cancel(self, host_id: HostId, list_id: ListId) -> None:
        """Stop the import of a list, whoever does it; one that is being committed at this moment stays."""
        with reading(self._engine) as connection:
            attendee_lists.find(connection, host_id, list_id)
        here = self._imports.get(list_id)
        if here:
            here.cancelled.set()
        elif self._shares:
            with transaction(self._engine) as connection:
                store.cancel(connection, list_id)

    def wait(self, seconds: float) -> bool:
        """Wait until nothing is imported here any more; says whether that is so."""
        until = monotonic() + seconds
        while self._imports and monotonic() < until:
            sleep(0.01)
        return not self._imports

    def _begin(self, host_id: HostId, list_id: ListId, now: datetime, shown: str) -> _Import | None:
        with transaction(self._engine) as connection:
            store.lock_list(connection, list_id)
            waiting = list_decisions.waiting(connection, host_id, list_id)
            under_way = self.run_of(connection, list_id)
            if under_way and under_way.goes_on:
                return None
            run = ImportRun(
                list_id=list_id,
                stage=Stage.WAITING,
                rows=0,
                rows_expected=rows_about(waiting.content),
                owner=self._owner,
                lease_until=self._clock() + LEASE,
            )
            store.keep_run(connection, run)
        self._imports[list_id] = _Import(host_id=host_id, run=run, now=now, shown=shown)
        return self._imports[list_id]

    def _carry_out_and_prepare(self, one: _Import) -> None:
        """Very many people are taken apart before the host opens the page that asks for them."""
        self._carry_out(one)
        crowds.prepare_ahead(self._engine, one.host_id)

    def _carry_out(self, one: _Import) -> None:
        """Import a list when it is its turn, and note how that ended where it did not succeed."""
        try:
            self._await_turn(one)
            try:
                self._import(one)
            finally:
                self._turn.release()
        except CancelledError:
            self._end(one, Stage.CANCELLED)
        except (AlreadyConfirmedError, NotFoundError):
            log.info("a list was imported or thrown away before its import began")
        except OrganizerError as error:
            self._end(one, Stage.FAILED, str(error))
        except Exception as error:  # nobody waits for this thread, and its host is to be told
            log.error("an import broke off: %s", type(error).__name__)
            self._end(one, Stage.FAILED, UNFORESEEN)
        finally:
            del self._imports[one.run.list_id]

    def _await_turn(self, one: _Import) -> None:
        while not self._turn.acquire(timeout=BEAT):
            self._tell(one, Stage.WAITING, 0)

    def _import(self, one: _Import) -> None:
        tell = partial(self._tell, one)
        tell(Stage.READING, 0)
        list_id = one.run.list_id
        with reading(self._engine) as connection:
            waiting = list_decisions.waiting(connection, one.host_id, list_id)
        ahead, keys = attendee_lists.read_ahead(waiting, tell), self._keys()
        with long_transaction(self._engine) as connection:
            attendee_lists.confirm(connection, one.host_id, list_id, keys, one.now, ahead, one.shown, tell)
            tell(Stage.SAVING, one.run.rows)
            store.delete_run(connection, list_id)

    def _tell(self, one: _Import, stage: Stage, rows: int) -> None:
        """Note how far an import is; raises CancelledError where it is to stop."""
        one.run = replace(one.run, stage=stage, rows=rows)
        if self._shares and monotonic() - one.told_at >= BEAT:
            one.told_at = monotonic()
            self._beat(one)
        if one.cancelled.is_set():
            raise CancelledError

    def _beat(self, one: _Import) -> None:
        """Tell other processes how far it is, and hear whether one of them was asked to cancel it."""
        with transaction(self._engine) as connection:
            store.tell(connection, one.run.list_id, one.run.stage, one.run.rows)
            store.renew(connection, self._owner, self._clock() + LEASE)
            kept = store.find_run(connection, one.run.list_id)
        if kept and kept.is_cancelled:
            one.cancelled.set()

    def _end(self, one: _Import, stage: Stage, failure: str = "") -> None:
        with transaction(self._engine) as connection:
            store.tell(connection, one.run.list_id, stage, 0, failure)
