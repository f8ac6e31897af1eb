"""Connections of the running application: one transaction for one use case."""

from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager

from flask import g
from sqlalchemy import Connection

from organizer.store import engine as store
from organizer.web.shell import shell


def reading() -> AbstractContextManager[Connection]:
    """A connection that sees one consistent state and changes nothing."""
    return _alone(store.reading(shell().engine))


def writing() -> AbstractContextManager[Connection]:
    """A connection for reading and writing; commits at the end, rolls back on any exception."""
    return _alone(store.transaction(shell().engine))


@contextmanager
def _alone(opening: AbstractContextManager[Connection]) -> Iterator[Connection]:
    """Refuse a second connection inside the first: on SQLite a writer that waits for the first to end keeps the second
    waiting for the writer, until one of them gives up.
    """
    if g.get("is_connected"):
        raise RuntimeError("This page is connected already: hand on the connection it has.")
    g.is_connected = True
    try:
        with opening as connection:
            yield connection
    finally:
        g.is_connected = False
