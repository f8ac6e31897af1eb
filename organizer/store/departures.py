"""When mails left a mailbox, for as long as its quota looks back; of the mails themselves nothing is known here."""

from datetime import datetime
from hashlib import sha256

import sqlalchemy as sa
from sqlalchemy import Connection

from organizer.store.schema import departures


def note(connection: Connection, mailbox: str, now: datetime) -> None:
    """A mail leaves this mailbox: its provider counts it."""
    connection.execute(sa.insert(departures).values(mailbox=_mark(mailbox), left_at=now))


def since(connection: Connection, mailbox: str, earliest: datetime) -> list[datetime]:
    """When mails came to their dot in this mailbox after `earliest`, oldest first."""
    query = (
        sa.select(departures.c.left_at)
        .where(departures.c.mailbox == _mark(mailbox), departures.c.left_at > earliest)
        .order_by(departures.c.left_at)
    )
    return list(connection.execute(query).scalars())


def forget(connection: Connection, until: datetime) -> None:
    """Mails that left before then count no more."""
    connection.execute(sa.delete(departures).where(departures.c.left_at <= until))


def _mark(mailbox: str) -> str:
    """Tells mailboxes apart without naming them."""
    return sha256(mailbox.encode()).hexdigest()[:32]
