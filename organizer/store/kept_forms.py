"""Forms filled in but not yet sent off, as rows: of each visit the last few, for a day."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy import Connection

from organizer.store.schema import kept_forms

Fields = tuple[tuple[str, str], ...]


def insert_form(
    connection: Connection, visit_hash: str, token: str, page: str, fields: Fields, kept_at: datetime
) -> None:
    values = {"visit_hash": visit_hash, "token": token, "page": page, "fields": fields, "kept_at": kept_at}
    connection.execute(sa.insert(kept_forms).values(values))


def form_by_token(connection: Connection, visit_hash: str, token: str, page: str) -> Fields | None:
    query = sa.select(kept_forms.c.fields).where(
        kept_forms.c.visit_hash == visit_hash, kept_forms.c.token == token, kept_forms.c.page == page
    )
    found = connection.execute(query).scalar()
    return None if found is None else tuple((name, value) for name, value in found)


def keep_the_last(connection: Connection, visit_hash: str, most: int) -> None:
    """Drop all forms of a visit but the last ones."""
    theirs = kept_forms.c.visit_hash == visit_hash
    last = sa.select(kept_forms.c.id).where(theirs).order_by(kept_forms.c.id.desc()).limit(most)
    connection.execute(sa.delete(kept_forms).where(theirs, kept_forms.c.id.not_in(last)))


def forget_forms(connection: Connection, kept_since: datetime) -> None:
    connection.execute(sa.delete(kept_forms).where(kept_forms.c.kept_at < kept_since))
