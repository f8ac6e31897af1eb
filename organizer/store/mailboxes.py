"""How far each mailbox has been read, as rows."""

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy import Connection

from organizer.store.schema import mailboxes


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """How far a folder has been read (RFC 9051 2.3.1.1), when it was last looked at, and what was wrong with it."""

    account: str
    uid_validity: int = 0
    last_uid: int = 0
    looked_at: datetime | None = None
    failed_at: datetime | None = None
    failure: str = ""


def reading_of(connection: Connection, account: str) -> Reading:
    """How far this folder has been read; from the start when it is new."""
    columns = (mailboxes.c[name] for name in Reading.__slots__)
    row = connection.execute(sa.select(*columns).where(mailboxes.c.account == account)).first()
    return Reading(**row._mapping) if row else Reading(account=account)


def keep_reading(connection: Connection, reading: Reading) -> None:
    values = {name: getattr(reading, name) for name in Reading.__slots__}
    if connection.execute(sa.update(mailboxes).filter_by(account=reading.account).values(values)).rowcount == 0:
        connection.execute(sa.insert(mailboxes).values(values))
