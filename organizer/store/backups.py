"""Every table as plain rows, out of one consistent state and back; the same for SQLite and PostgreSQL."""

import base64
import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from datetime import date, datetime
from itertools import islice
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection, Engine, Table
from sqlalchemy.types import TypeDecorator, TypeEngine

from organizer.domain.outbox import DispatchState
from organizer.store.engine import current_revision, migrate_within, open_engine, reading
from organizer.store.schema import dispatches, hosts, metadata

AT_ONCE = 500
# Who is signed in, or about to be, ends with a restore; and what was prepared from people is prepared anew.
LEFT_OUT = ("kept_forms", "people_stamps", "sign_ins", "visits")

# What a column holds -> the plain type that writes it back under any revision of the schema.
_PLAIN: Mapping[str, type[TypeEngine[Any]]] = {
    "datetime": sa.DateTime,
    "date": sa.Date,
    "bytes": sa.LargeBinary,
    "json": sa.JSON,
    "bool": sa.Boolean,
    "int": sa.Integer,
    "float": sa.Float,
    "text": sa.Text,
}

Row = list[Any]


@contextmanager
def consistent_copy(engine: Engine) -> Iterator[Connection]:
    """A connection to one state of the database that stays as it is while others write.

    SQLite's is a copy in a folder of its own, made by its backup API, so that writers wait for the copying only.
    """
    if engine.dialect.name != "sqlite":
        with engine.connect().execution_options(isolation_level="REPEATABLE READ") as connection, connection.begin():
            yield connection
        return
    with TemporaryDirectory() as folder:
        path = Path(folder) / "copy.sqlite"
        _copy(engine, path)
        copy = open_engine(f"sqlite:///{path}")
        with reading(copy) as connection:
            yield connection
        copy.dispose()


def revision_of(connection: Connection) -> str | None:
    return current_revision(connection)


def tables() -> tuple[str, ...]:
    """The tables that a backup holds, in an order in which they can be filled."""
    return tuple(table.name for table in metadata.sorted_tables if table.name not in LEFT_OUT)


def columns_of(name: str) -> dict[str, str]:
    """The columns of a table and what they hold."""
    return {column.name: _kind(column.type) for column in metadata.tables[name].columns}


def rows_of(connection: Connection, name: str) -> Iterator[Row]:
    """Every row of a table, as JSON can say it."""
    kinds = columns_of(name)
    table = _plain_table(name, kinds)
    found = connection.execution_options(yield_per=AT_ONCE).execute(sa.select(*(table.c[one] for one in kinds)))
    for row in found:
        yield [_said(value) for value in row]


def last_ids(connection: Connection) -> dict[str, int]:
    """The highest id ever given in each table: none of them is given again."""
    found = {}
    for name in tables():
        table = metadata.tables[name]
        if _counts(table):
            found[name] = max(
                connection.execute(sa.select(sa.func.max(table.c.id))).scalar() or 0, _given(connection, name)
            )
    return found


def is_in_use(connection: Connection) -> bool:
    """Whether there is anything that a restore would replace."""
    if current_revision(connection) is None:
        return False
    return connection.execute(sa.select(hosts.c.id).limit(1)).first() is not None


def remembers(connection: Connection) -> bool:
    """Whether this database can say who was erased: older ones cannot."""
    return sa.inspect(connection).has_table("erasures")


def make_empty(connection: Connection, revision: str) -> None:
    """Drop everything and lay the tables of that revision, within the transaction."""
    found = sa.MetaData()
    found.reflect(connection)
    found.drop_all(connection)
    migrate_within(connection, revision)


def fill(connection: Connection, name: str, kinds: Mapping[str, str], rows: Iterable[Row]) -> int:
    """Write rows into a table; `kinds` says what the columns hold. Returns how many there were."""
    table, written = _plain_table(name, kinds), 0
    rows = iter(rows)
    while some := list(islice(rows, AT_ONCE)):
        values = [
            {one: _read(kind, value) for (one, kind), value in zip(kinds.items(), row, strict=True)} for row in some
        ]
        connection.execute(sa.insert(table), values)
        written += len(some)
    return written


def count_on(connection: Connection, last: Mapping[str, int]) -> None:
    """Go on counting ids after the last one ever given."""
    for name, number in last.items():
        if not number:
            continue
        if connection.dialect.name == "postgresql":
            sequence = sa.func.pg_get_serial_sequence(name, "id")
            connection.execute(sa.select(sa.func.setval(sequence, number)))
        elif _has_sequences(connection):
            connection.execute(
                sa.text("UPDATE sqlite_sequence SET seq = :seq WHERE name = :name"), {"seq": number, "name": name}
            )


def hold_restored(connection: Connection, why: str, now: datetime) -> int:
    """Nothing leaves by itself after a restore: what was waiting is held, and what was at the dot is uncertain."""
    held = 0
    for before, after in (
        ((DispatchState.QUEUED, DispatchState.CLAIMED), DispatchState.HELD),
        ((DispatchState.DOT_PENDING,), DispatchState.UNCERTAIN),
    ):
        values = {"state": after, "last_text": why, "settled_at": now, "owner": None, "lease_until": None}
        here = dispatches.c.state.in_(before)
        held += connection.execute(sa.update(dispatches).where(here).values(values)).rowcount
    return held


def _copy(engine: Engine, path: Path) -> None:
    raw = engine.raw_connection()
    try:
        with sqlite3.connect(path) as copy:
            driver: Any = raw.driver_connection
            driver.backup(copy)
        copy.close()
    finally:
        raw.close()


def _plain_table(name: str, kinds: Mapping[str, str]) -> sa.TableClause:
    return sa.table(name, *(sa.column(one, _PLAIN[kind]()) for one, kind in kinds.items()))


def _kind(type_: TypeEngine[Any]) -> str:
    plain = type_.impl_instance if isinstance(type_, TypeDecorator) else type_
    return next((kind for kind, known in _PLAIN.items() if isinstance(plain, known)), "text")


def _said(value: Any) -> Any:  # noqa: ANN401 - whatever a column holds
    if isinstance(value, bytes | memoryview):
        return base64.b64encode(bytes(value)).decode("ascii")
    return value.isoformat() if isinstance(value, date) else value


def _read(kind: str, value: Any) -> Any:  # noqa: ANN401 - whatever JSON says
    if value is None:
        return None
    if kind == "datetime":
        return datetime.fromisoformat(value)
    if kind == "date":
        return date.fromisoformat(value)
    return base64.b64decode(value) if kind == "bytes" else value


def _counts(table: Table) -> bool:
    return "id" in table.c and isinstance(table.c.id.type, sa.Integer)


def _given(connection: Connection, name: str) -> int:
    """What the database itself remembers of ids given and deleted since."""
    if connection.dialect.name == "postgresql":
        sequence = connection.execute(sa.select(sa.func.pg_get_serial_sequence(name, "id"))).scalar()
        return connection.execute(sa.text(f"SELECT last_value FROM {sequence}")).scalar_one() if sequence else 0  # noqa: S608
    if not _has_sequences(connection):
        return 0
    return (
        connection.execute(sa.text("SELECT seq FROM sqlite_sequence WHERE name = :name"), {"name": name}).scalar() or 0
    )


def _has_sequences(connection: Connection) -> bool:
    query = sa.text("SELECT 1 FROM sqlite_master WHERE name = 'sqlite_sequence'")
    return connection.execute(query).first() is not None
