"""Many rows at once: the driver's own executemany beneath SQLAlchemy, in the same transaction."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import lru_cache
from itertools import repeat
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection, Table
from sqlalchemy.engine import Dialect
from sqlalchemy.types import TypeDecorator, TypeEngine

Column = Sequence[Any]


def insert_columns(
    connection: Connection, table: Table, columns: Mapping[str, Column], count: int, **same: object
) -> None:
    """Insert `count` rows given column by column; `same` are values that all of them have."""
    if not count:
        return
    values: dict[str, Iterable[Any]] = {
        name: _bound(connection, table, name, column) for name, column in columns.items()
    }
    for name, value in same.items():
        values[name] = repeat(_bound(connection, table, name, [value])[0], count)
    statement, places = _insertion(table.name, tuple(values), connection.dialect)
    rows: Any = zip(*(values[name] for name in places or values), strict=True)
    if not places:
        rows = (dict(zip(values, row, strict=True)) for row in rows)
    connection.exec_driver_sql(statement, list(rows))


def new_ids(connection: Connection, table: Table, count: int) -> Sequence[int]:
    """Ids for new rows, none of which was ever another row's."""
    if connection.dialect.name == "sqlite":
        query = sa.text("SELECT seq FROM sqlite_sequence WHERE name = :name")
        last = connection.execute(query, {"name": table.name}).scalar() or 0
        return range(last + 1, last + 1 + count)
    query = sa.text("SELECT nextval(pg_get_serial_sequence(:name, 'id')) FROM generate_series(1, :count)")
    return connection.execute(query, {"name": table.name, "count": count}).scalars().all()


def _bound(connection: Connection, table: Table, name: str, column: Column) -> Column:
    """Values as the driver takes them; each different object is turned once.

    Objects are told apart by where they are: hashes of enums and tuples cost more than the driver does.
    """
    bind = _binding(table.c[name].type, connection.dialect)
    if bind is None:
        return column
    bound = {place: bind(value) for place, value in dict(zip(map(id, column), column, strict=True)).items()}
    return list(map(bound.__getitem__, map(id, column)))


@lru_cache(maxsize=2**6)
def _insertion(table: str, names: tuple[str, ...], dialect: Dialect) -> tuple[str, Sequence[str]]:
    """The statement that inserts a row, without the columns' defaults, which are for single rows; where the driver
    takes values by their places, the columns in that order.
    """
    plain = sa.table(table, *map(sa.column, names))
    statement = sa.insert(plain).compile(dialect=dialect)
    return str(statement), (statement.positiontup or names) if statement.positional else ()


@lru_cache(maxsize=2**8)
def _binding(kind: TypeEngine[Any], dialect: Dialect) -> Callable[[Any], Any] | None:
    """How the driver wants values of a kind; of our own kinds, whose values have hashes, it remembers the last."""
    bind = kind.dialect_impl(dialect).bind_processor(dialect)
    return lru_cache(maxsize=2**12)(bind) if bind and isinstance(kind, TypeDecorator) else bind
