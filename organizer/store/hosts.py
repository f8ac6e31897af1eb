"""Hosts, as rows."""

from dataclasses import asdict

import sqlalchemy as sa
from sqlalchemy import Connection, Row

from organizer.domain.parties import Host
from organizer.domain.vocabulary import HostId
from organizer.store.schema import hosts


def insert_host(connection: Connection, values: dict[str, object]) -> HostId:
    return HostId(connection.execute(sa.insert(hosts).values(values).returning(hosts.c.id)).scalar_one())


def update_host(connection: Connection, host: Host) -> None:
    connection.execute(sa.update(hosts).where(hosts.c.id == host.id).values(asdict(host)))


def find_host(connection: Connection, host_id: HostId | None = None) -> Host | None:
    """The host of that id, or without one the first: local mode has a single host."""
    query = sa.select(hosts).order_by(hosts.c.id).limit(1)
    if host_id is not None:
        query = query.where(hosts.c.id == host_id)
    row = connection.execute(query).first()
    return _host(row) if row else None


def lock_host(connection: Connection, host_id: HostId) -> None:
    """Let nobody else bring people to this host or take them back before this transaction ends.

    What only refers to the host goes on being written; on SQLite there is one writer anyway.
    """
    one = sa.select(hosts.c.id).where(hosts.c.id == host_id)
    connection.execute(one.with_for_update(key_share=True))


def ids(connection: Connection) -> tuple[HostId, ...]:
    """All hosts there are."""
    return tuple(HostId(one) for one in connection.execute(sa.select(hosts.c.id)).scalars())


def _host(row: Row[tuple[object, ...]]) -> Host:
    return Host(**row._mapping)
