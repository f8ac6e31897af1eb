"""What was typed into a form and not yet sent off, so that another page may show it: for a day, to the same visit.

A preview has an address of its own this way, and a page that is turned to another language loses nothing.
"""

import secrets
from datetime import datetime, timedelta

from sqlalchemy import Connection

from organizer.domain.tokens import token_hash
from organizer.store import kept_forms as store
from organizer.store.kept_forms import Fields

KEPT_FOR = timedelta(days=1)
MOST_OF_A_VISIT = 20
TOKEN_BYTES = 12


def keep_form(connection: Connection, visit: str, page: str, fields: Fields, now: datetime) -> str:
    """Keep the fields of a form for this page; gives the token that calls them up again.

    `visit` is the secret of whoever typed them: nobody else can call them up.
    """
    token = secrets.token_urlsafe(TOKEN_BYTES)
    store.insert_form(connection, token_hash(visit), token, page, fields, now)
    store.keep_the_last(connection, token_hash(visit), MOST_OF_A_VISIT)
    return token


def kept_form(connection: Connection, visit: str, page: str, token: str) -> Fields | None:
    """The fields kept under that token for this page; None when they are gone, or are another visit's."""
    return store.form_by_token(connection, token_hash(visit), token, page)


def forget_old_forms(connection: Connection, now: datetime) -> None:
    store.forget_forms(connection, now - KEPT_FOR)
