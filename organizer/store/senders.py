"""Hosts' own mailboxes to send from, as rows."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy import Connection

from organizer.domain.vocabulary import HostId
from organizer.store.schema import hosts, senders


def keep_sender(connection: Connection, host_id: HostId, sealed: bytes, now: datetime) -> None:
    forget_sender(connection, host_id)
    connection.execute(sa.insert(senders).values(host_id=host_id, sealed=sealed, tested_at=now))


def forget_sender(connection: Connection, host_id: HostId) -> None:
    connection.execute(sa.delete(senders).where(senders.c.host_id == host_id))


def find_sender(connection: Connection, host_id: HostId) -> tuple[bytes, datetime] | None:
    """The sealed account of a host, and when it was last tested."""
    row = connection.execute(sa.select(senders.c.sealed, senders.c.tested_at).filter_by(host_id=host_id)).first()
    return (row.sealed, row.tested_at) if row else None


def has_sender(connection: Connection, host_id: HostId) -> bool:
    """Whether a host has a mailbox to send from."""
    query = sa.select(senders.c.host_id).filter_by(host_id=host_id)
    return connection.execute(query).first() is not None


def senders_of_address(connection: Connection, email: str) -> tuple[bytes, ...]:
    """The sealed accounts of hosts with this address."""
    query = sa.select(senders.c.sealed).join(hosts, hosts.c.id == senders.c.host_id)
    return tuple(connection.execute(query.where(sa.func.lower(hosts.c.email) == email.casefold())).scalars())
