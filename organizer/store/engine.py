"""The database: SQLite by default, PostgreSQL by URL; transactions, migrations, the instance lock."""

import fcntl
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from time import monotonic, sleep
from typing import Any

import sqlalchemy as sa
from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine, event
from sqlalchemy.exc import ArgumentError, OperationalError

from organizer.domain.errors import N_, OrganizerError
from organizer.store.ledgers import begin_to_listen, write_down_news
from organizer.store.people_stamps import forget_changes, stamp_changes, watch

MIGRATIONS = Path(__file__).parent / "migrations"
# Reading and importing a very long list keeps others from the file for as long as it takes.
BUSY_TIMEOUT_MS = 60_000
# How often, each time for as long as that, what has happened already waits to be noted.
PATIENCE = 15
SERVER_IS_BACK_WITHIN = 60.0  # seconds
_KEEPING = ("fsync", "full_page_writes", "synchronous_commit")
# Otherwise PostgreSQL shows each statement the newest state, and a page that asks twice may see two truths.
_ONE_STATE = {"isolation_level": "REPEATABLE READ", "postgresql_readonly": True}


class UnusableDatabaseError(OrganizerError):
    message = N_("The database cannot be used. Run `flask --app app migrate`; `flask --app app doctor` says more.")


class NewerDatabaseError(OrganizerError):
    message = N_(
        "The database was last used by a newer version of this program. Start that version, or bring back a backup "
        "from before it into an empty place with `flask --app app restore`."
    )


class InstanceBusyError(OrganizerError):
    message = N_("The program is already running with this data. Stop it first, or use its pages.")


def open_engine(url: str, **how: Any) -> Engine:  # noqa: ANN401 - SQLAlchemy's own options
    """An engine for SQLite or PostgreSQL; SQLite set for safety: rollback journal, full sync, foreign keys.

    Errors do not repeat the values of a statement: names and addresses do not belong in a log. `how` is handed to
    SQLAlchemy's create_engine, for example a `creator` of connections.
    """
    if not url.startswith("sqlite"):
        url = url.replace("postgresql://", "postgresql+psycopg://", 1)
        engine = sa.create_engine(url, pool_pre_ping=True, hide_parameters=True, **how)
        watch(engine)
        return engine
    engine = sa.create_engine(url, hide_parameters=True, **how)
    watch(engine)
    event.listen(engine, "connect", _set_for_safety)
    event.listen(engine, "begin", _begin)
    return engine


@contextmanager
def transaction(engine: Engine) -> Iterator[Connection]:
    """A connection for reading and writing; commits at the end, rolls back on any exception."""
    with engine.begin() as connection:
        forget_changes(connection)
        begin_to_listen(connection)
        yield connection
        stamp_changes(connection)
        write_down_news(connection)


@contextmanager
def long_transaction(engine: Engine) -> Iterator[Connection]:
    """A transaction with much to write, during which others go on reading.

    SQLite would lock the file for everybody as soon as its cache of 2 MB is full; here all that is written stays in
    memory until the commit. Others who write wait until then all the same.
    """
    with engine.execution_options(is_long=True).begin() as connection:
        forget_changes(connection)
        yield connection
        stamp_changes(connection)


def when_free(note: Callable[[], None], rest: Callable[[float], object] = sleep) -> None:
    """Note what has happened already and cannot be taken back, however long another one writes to an SQLite file, and
    also while a PostgreSQL server is being started anew. `note` may be called again after it was done.
    """
    for _ in range(PATIENCE - 1):
        try:
            return note()
        except OperationalError as error:
            if isinstance(error.orig, sqlite3.Error):
                if not _is_busy(error.orig):
                    raise
            else:
                rest(SERVER_IS_BACK_WITHIN / PATIENCE)
    return note()


@contextmanager
def reading(engine: Engine) -> Iterator[Connection]:
    """A connection that sees one consistent state and changes nothing, however many questions it asks."""
    options = _ONE_STATE if engine.dialect.name == "postgresql" else {"read_only": True}
    with engine.connect().execution_options(**options) as connection, connection.begin() as begun:
        yield connection
        begun.rollback()


def is_address(url: str) -> bool:
    """Whether this can be read as the address of a database."""
    try:
        host = sa.make_url(url).host or ""
    except (ArgumentError, ValueError):
        return False
    return "@" not in host  # of a password in which it stands unescaped


def migrate(engine: Engine) -> None:
    """Bring the schema to the newest revision, in one transaction. Raises NewerDatabaseError."""
    with transaction(engine) as connection:
        if _is_newer(connection):
            raise NewerDatabaseError
        migrate_within(connection)


def migrate_within(connection: Connection, revision: str = "head") -> None:
    """Bring the schema to a revision in the transaction of this connection."""
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    config.attributes["connection"] = connection
    command.upgrade(config, revision)


def current_revision(connection: Connection) -> str | None:
    """The revision of the schema; None when there is none."""
    return MigrationContext.configure(connection).get_current_revision()


def is_known_revision(revision: str) -> bool:
    """Whether this program has the migrations up to that revision."""
    return revision in {one.revision for one in ScriptDirectory(str(MIGRATIONS)).walk_revisions()}


def is_made(url: str) -> bool:
    """Whether there is a database to ask; only opening one of SQLite would leave an empty file there."""
    parts = sa.make_url(url)
    in_a_file = parts.get_backend_name() == "sqlite" and parts.database not in (None, "", ":memory:")
    return not in_a_file or Path(str(parts.database)).exists()


def is_migrated(engine: Engine) -> bool:
    """Whether the schema is at the newest revision; asks only."""
    newest = ScriptDirectory(str(MIGRATIONS)).get_current_head()
    with reading(engine) as connection:
        return current_revision(connection) == newest


def is_newer(engine: Engine) -> bool:
    """Whether a newer version of this program has changed the schema."""
    with reading(engine) as connection:
        return _is_newer(connection)


def unsafe_settings(engine: Engine) -> tuple[str, ...]:
    """What is switched off on a PostgreSQL server although what was acknowledged may be lost without it."""
    if engine.dialect.name != "postgresql":
        return ()
    with reading(engine) as connection:
        shown = {name: connection.execute(sa.text(f"SHOW {name}")).scalar_one() for name in _KEEPING}
    return tuple(name for name, value in shown.items() if value == "off")


def clock_of(engine: Engine) -> Callable[[], datetime]:
    """The clock that all who use this database share; leases of one machine must mean the same on another.

    On PostgreSQL it is asked once and counted on from there, so that setting the machine's clock changes nothing.
    """
    if engine.dialect.name == "sqlite":
        return lambda: datetime.now(UTC)
    with reading(engine) as connection:
        started, now = monotonic(), connection.execute(sa.select(sa.func.clock_timestamp())).scalar_one()
    return lambda: (now + timedelta(seconds=monotonic() - started)).astimezone(UTC)


class InstanceLock:
    """Held by the one process that owns the SQLite file; refuses a second one with a sentence."""

    def __init__(self, home: Path) -> None:
        self.path = home / "lock"

    def __enter__(self) -> "InstanceLock":
        self.path.parent.mkdir(parents=True, exist_ok=True)
        self.file = self.path.open("w")
        try:
            fcntl.flock(self.file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            self.file.close()
            raise InstanceBusyError from None
        return self

    def __exit__(self, *_: object) -> None:
        self.file.close()


def _is_newer(connection: Connection) -> bool:
    revision = current_revision(connection)
    return revision is not None and not is_known_revision(revision)


def _is_busy(error: sqlite3.Error) -> bool:
    """Whether another one is writing; nothing was noted then."""
    # The lowest byte is the fault, the others are its kind.
    return error.sqlite_errorcode & 0xFF == sqlite3.SQLITE_BUSY


def _set_for_safety(connection: Any, _: object) -> None:  # noqa: ANN401 - the driver's own connection
    # The driver must not open transactions of its own accord; `_begin` does.
    connection.isolation_level = None
    cursor = connection.cursor()
    # The timeout comes first, for the others may have to wait for a writer.
    # secure_delete: whoever was erased is not to be found in the free pages of the file either.
    for pragma in (
        f"busy_timeout={BUSY_TIMEOUT_MS}",
        "secure_delete=ON",
        "journal_mode=TRUNCATE",
        "synchronous=FULL",
        "foreign_keys=ON",
    ):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _begin(connection: Connection) -> None:
    options = connection.get_execution_options()
    read_only = options.get("read_only", False)
    # Heard only outside of a transaction; a connection of the pool may have been used for a long one before.
    connection.exec_driver_sql(f"PRAGMA cache_spill={'OFF' if options.get('is_long') else 'ON'}")
    connection.exec_driver_sql("BEGIN" if read_only else "BEGIN IMMEDIATE")
