"""Many rows at once: the driver's own executemany beneath SQLAlchemy, in the same transaction."""

from collections.abc import Iterable, Mapping, Sequence
from itertools import repeat
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection, Table

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
    # Without the columns' defaults, which are for single rows.
    plain = sa.table(table.name, *map(sa.column, values))
    statement = sa.insert(plain).compile(dialect=connection.dialect)
    rows: Any = zip(*(values[name] for name in statement.positiontup or values), strict=True)
    if not statement.positional:
        rows = (dict(zip(values, row, strict=True)) for row in rows)
    connection.exec_driver_sql(str(statement), list(rows))


def new_ids(connection: Connection, table: Table, count: int) -> Sequence[int]:
    """Ids for new rows, none of which was ever another row's."""
    if connection.dialect.name == "sqlite":
        query = sa.text("SELECT seq FROM sqlite_sequence WHERE name = :name")
        last = connection.execute(query, {"name": table.name}).scalar() or 0
        return range(last + 1, last + 1 + count)
    query = sa.text("SELECT nextval(pg_get_serial_sequence(:name, 'id')) FROM generate_series(1, :count)")
    return connection.execute(query, {"name": table.name, "count": count}).scalars().all()


def _bound(connection: Connection, table: Table, name: str, column: Column) -> Column:
    """Values as the driver takes them; each different one is turned once."""
    bind = table.c[name].type.dialect_impl(connection.dialect).bind_processor(connection.dialect)
    if bind is None:
        return column
    if isinstance(table.c[name].type, sa.JSON):  # objects, which cannot be told apart quickly
        return list(map(bind, column))
    known = {value: bind(value) for value in set(column)}
    return [known[value] for value in column]
