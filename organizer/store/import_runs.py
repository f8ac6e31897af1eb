"""Imports of long lists under way, as rows."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy import Connection

from organizer.domain.import_runs import ImportRun, Stage
from organizer.domain.vocabulary import ListId
from organizer.store.schema import attendee_lists, import_runs


def lock_list(connection: Connection, list_id: ListId) -> None:
    """Let nobody else begin an import of this list before this transaction ends; rows of it may be saved meanwhile."""
    one = sa.select(attendee_lists.c.id).where(attendee_lists.c.id == list_id)
    connection.execute(one.with_for_update(key_share=True))


def find_run(connection: Connection, list_id: ListId) -> ImportRun | None:
    """The import of a list as it was last told."""
    columns = (import_runs.c[name] for name in ImportRun.__slots__)
    row = connection.execute(sa.select(*columns).where(import_runs.c.list_id == list_id)).first()
    return ImportRun(**row._mapping) if row else None


def keep_run(connection: Connection, run: ImportRun) -> None:
    """Note an import that begins, instead of an earlier one of the same list."""
    delete_run(connection, run.list_id)
    values = {name: getattr(run, name) for name in ImportRun.__slots__}
    connection.execute(sa.insert(import_runs).values(values))


def delete_run(connection: Connection, list_id: ListId) -> None:
    connection.execute(sa.delete(import_runs).where(import_runs.c.list_id == list_id))


def tell(connection: Connection, list_id: ListId, stage: Stage, rows: int, failure: str = "") -> None:
    """Note how far an import is, or how it ended."""
    values = {"stage": stage, "rows": rows, "failure": failure}
    connection.execute(sa.update(import_runs).where(import_runs.c.list_id == list_id).values(values))


def renew(connection: Connection, owner: str, until: datetime) -> None:
    """The imports of one process go on, those that wait for another included."""
    connection.execute(sa.update(import_runs).where(import_runs.c.owner == owner).values(lease_until=until))


def cancel(connection: Connection, list_id: ListId) -> None:
    """Ask whoever imports a list to stop."""
    connection.execute(sa.update(import_runs).where(import_runs.c.list_id == list_id).values(is_cancelled=True))
