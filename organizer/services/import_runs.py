"""Long lists imported while the host does something else: one at a time, told how far, cancelled at any moment.

The list is read before its transaction begins, and everything is written in one: until that commits, nothing is there,
and whatever ends the import before, the list waits as it did. How far it is stands in the memory of the process that
does it; where several processes share a database it is written there too, about once a second, by a thread of its own:
finding out who is who says nothing for as long as it takes, and is not to pass for the end of the program.
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
from sqlalchemy.exc import SQLAlchemyError

from organizer.domain.errors import N_, NotFoundError, OrganizerError, Problem
from organizer.domain.import_runs import ImportRun, Stage
from organizer.domain.tokens import Keys
from organizer.domain.vocabulary import HostId, ListId
from organizer.services import attendee_lists, crowds, list_decisions
from organizer.services.list_decisions import AlreadyConfirmedError
from organizer.store import import_runs as store
from organizer.store.engine import long_transaction, reading, transaction, when_free

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
    ended: threading.Event = field(default_factory=threading.Event)


class ImportRunner:
    """Imports long lists in threads of this process, one after the other."""

    def __init__(self, engine: Engine, keys: Callable[[], Keys], clock: Callable[[], datetime]) -> None:
        self._engine, self._keys, self._clock = engine, keys, clock
        self._owner = secrets.token_hex(8)
        # One process owns an SQLite file, and while an import writes to it nobody else can.
        self._shares = engine.dialect.name != "sqlite"
        self._imports: dict[ListId, _Import] = {}
        self._starting, self._turn = threading.Lock(), threading.Lock()

    def start(self, host_id: HostId, list_id: ListId, now: datetime, rows: int, shown: str = "") -> None:
        """Begin to import a list that waits, unless that is under way; what is saved is dated `now`.

        `rows` is about how many there are, `shown` the mark of the preview the host looked at. Raises NotFoundError and
        AlreadyConfirmedError.
        """
        here = self._imports.get(list_id)
        if here and here.run.goes_on:  # pressed twice; must not wait for what the first one writes
            return
        run = ImportRun(
            list_id=list_id,
            stage=Stage.WAITING,
            rows=0,
            rows_expected=rows,
            owner=self._owner,
            lease_until=self._clock() + LEASE,
        )
        with self._starting:
            begun = self._begin(_Import(host_id=host_id, run=run, now=now, shown=shown))
        if begun:
            self._set_off(begun)

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

    def _begin(self, one: _Import) -> _Import | None:
        """Put a list in the line of those to import; none where it stands there.

        An import that writes to an SQLite file keeps it to itself, so that another one is only noted at its turn.
        """
        list_id = one.run.list_id
        with (transaction if self._shares else reading)(self._engine) as connection:
            store.lock_list(connection, list_id)
            if attendee_lists.find(connection, one.host_id, list_id).confirmed_at is not None:
                raise AlreadyConfirmedError
            under_way = self.run_of(connection, list_id)
            if under_way and under_way.goes_on:
                return None
            if self._shares:
                store.keep_run(connection, one.run)
        self._imports[list_id] = one
        return one

    def _set_off(self, one: _Import) -> None:
        name = f"import-{one.run.list_id}"
        try:
            # Not waited for at the end of the program: what is not committed was never there.
            threading.Thread(target=self._carry_out_and_prepare, args=(one,), name=name, daemon=True).start()
        except RuntimeError:  # the machine gives no more threads
            self._forget(one)
            raise

    def _carry_out_and_prepare(self, one: _Import) -> None:
        """Very many people are taken apart before the host opens the page that asks for them."""
        self._carry_out(one)
        crowds.prepare_ahead(self._engine, one.host_id)

    def _carry_out(self, one: _Import) -> None:
        """Import a list when it is its turn, and note how that ended where it did not succeed."""
        try:
            self._try(one)
            if not one.run.goes_on:
                when_free(lambda: self._keep(one))
        except SQLAlchemyError as error:  # the page tells no more than that the import is over
            log.error("how an import ended could not be noted: %s", type(error).__name__)
        finally:
            self._forget(one)

    def _try(self, one: _Import) -> None:
        try:
            if self._shares:
                threading.Thread(target=self._beat_on, args=(one,), daemon=True).start()
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
            values = tuple((name, str(value)) for name, value in error.values.items())
            self._end(one, Stage.FAILED, Problem(advice=error.message, values=values))
        except Exception as error:  # nobody waits for this thread, and its host is to be told
            log.error("an import broke off: %s", type(error).__name__)
            self._end(one, Stage.FAILED, Problem(advice=UNFORESEEN))

    def _await_turn(self, one: _Import) -> None:
        while not self._turn.acquire(timeout=BEAT):
            self._tell(one, Stage.WAITING, 0)

    def _import(self, one: _Import) -> None:
        tell = partial(self._tell, one)
        tell(Stage.READING, 0)
        if not self._shares:
            self._keep(one)  # so that another program that is started after this one was stopped can tell
        list_id = one.run.list_id
        with reading(self._engine) as connection:
            waiting = list_decisions.waiting(connection, one.host_id, list_id)
        ahead, keys = attendee_lists.read_ahead(waiting, tell), self._keys()
        with long_transaction(self._engine) as connection:
            attendee_lists.confirm(connection, one.host_id, list_id, keys, one.now, ahead, one.shown, tell)
            tell(Stage.SAVING, one.run.rows)
            kept = store.find_run(connection, list_id)
            if kept and kept.is_cancelled:  # by another process, since the last beat
                raise CancelledError
            store.delete_run(connection, list_id)

    def _tell(self, one: _Import, stage: Stage, rows: int) -> None:
        """Note how far an import is; raises CancelledError where it is to stop."""
        one.run = replace(one.run, stage=stage, rows=rows)
        if one.cancelled.is_set():
            raise CancelledError

    def _beat_on(self, one: _Import) -> None:
        """Say to other processes that an import goes on, whether it has something to tell or not."""
        while not one.ended.wait(BEAT):
            try:
                self._beat(one)
            except SQLAlchemyError as error:  # the lease lasts for many beats, and the import itself will hear of it
                log.warning("an import could not be told of: %s", type(error).__name__)

    def _beat(self, one: _Import) -> None:
        """Tell other processes how far it is, and hear whether one of them was asked to cancel it."""
        with transaction(self._engine) as connection:
            store.renew(connection, replace(one.run, lease_until=self._clock() + LEASE))
            kept = store.find_run(connection, one.run.list_id)
        if kept and kept.is_cancelled:
            one.cancelled.set()

    def _end(self, one: _Import, stage: Stage, failure: Problem | None = None) -> None:
        one.run = replace(one.run, stage=stage, rows=0, failure=failure)

    def _keep(self, one: _Import) -> None:
        with transaction(self._engine) as connection:
            if store.lock_list(connection, one.run.list_id):
                store.keep_run(connection, one.run)

    def _forget(self, one: _Import) -> None:
        one.ended.set()
        if self._imports.get(one.run.list_id) is one:
            del self._imports[one.run.list_id]
