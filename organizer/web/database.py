"""Connections of the running application: one transaction for one use case."""

from contextlib import AbstractContextManager

from sqlalchemy import Connection

from organizer.store import engine as store
from organizer.web.shell import shell


def reading() -> AbstractContextManager[Connection]:
    """A connection that sees one consistent state and changes nothing."""
    return store.reading(shell().engine)


def writing() -> AbstractContextManager[Connection]:
    """A connection for reading and writing; commits at the end, rolls back on any exception."""
    return store.transaction(shell().engine)
