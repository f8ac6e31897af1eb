"""Imports of long lists under way, as rows."""

import json

import sqlalchemy as sa
from sqlalchemy import Connection

from organizer.domain.errors import Problem
from organizer.domain.import_runs import ENDS, ImportRun
from organizer.domain.vocabulary import ListId
from organizer.store.schema import attendee_lists, import_runs


def lock_list(connection: Connection, list_id: ListId) -> bool:
    """Let nobody else begin an import of this list before this transaction ends; says whether there is such a list.

    Rows of it may be saved meanwhile.
    """
    one = sa.select(attendee_lists.c.id).where(attendee_lists.c.id == list_id)
    return connection.execute(one.with_for_update(key_share=True)).first() is not None


def find_run(connection: Connection, list_id: ListId) -> ImportRun | None:
    """The import of a list as it was last told."""
    columns = (import_runs.c[name] for name in ImportRun.__slots__)
    row = connection.execute(sa.select(*columns).where(import_runs.c.list_id == list_id)).first()
    return ImportRun(**{**row._mapping, "failure": _failure(row.failure)}) if row else None


def keep_run(connection: Connection, run: ImportRun) -> None:
    """Note an import that begins, instead of an earlier one of the same list."""
    delete_run(connection, run.list_id)
    values = {name: getattr(run, name) for name in ImportRun.__slots__}
    connection.execute(sa.insert(import_runs).values({**values, "failure": _plain(run.failure)}))


def delete_run(connection: Connection, list_id: ListId) -> None:
    connection.execute(sa.delete(import_runs).where(import_runs.c.list_id == list_id))


def renew(connection: Connection, run: ImportRun) -> None:
    """Note how far an import is and until when its process answers for it; one that has ended or is another's stays."""
    is_own = (import_runs.c.list_id == run.list_id) & (import_runs.c.owner == run.owner)
    values = {"stage": run.stage, "rows": run.rows, "lease_until": run.lease_until}
    connection.execute(sa.update(import_runs).where(is_own, import_runs.c.stage.not_in(ENDS)).values(values))


def cancel(connection: Connection, list_id: ListId) -> None:
    """Ask whoever imports a list to stop."""
    connection.execute(sa.update(import_runs).where(import_runs.c.list_id == list_id).values(is_cancelled=True))


def _plain(failure: Problem | None) -> str:
    """Why an import failed as JSON, the sentence apart from its values, so that it can be said in any language."""
    return json.dumps([failure.advice, dict(failure.values)]) if failure else ""


def _failure(plain: str) -> Problem | None:
    if not plain:
        return None
    if not plain.startswith("["):  # as it was kept before: the sentence alone
        return Problem(advice=plain)
    advice, values = json.loads(plain)
    return Problem(advice=advice, values=tuple(values.items()))
