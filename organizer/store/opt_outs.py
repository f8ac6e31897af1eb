"""Opt-outs, as rows: keyed hashes of addresses that must never be written to again."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy import Connection

from organizer.domain.vocabulary import HostId, PersonId
from organizer.store.schema import hosts, opt_outs, people

# Longer ones were made before, and stand in older backups and ledgers.
LENGTH_OF_A_HASH = 32


@dataclass(frozen=True, slots=True, kw_only=True)
class OptOut:
    """One address, as a hash, that a host must leave in peace."""

    host_id: HostId
    address_hash: str
    created_at: datetime


_COLUMNS = tuple(opt_outs.c[name] for name in OptOut.__slots__)


def all_opt_outs(connection: Connection) -> tuple[OptOut, ...]:
    rows = connection.execute(sa.select(*_COLUMNS).order_by(opt_outs.c.id))
    return tuple(OptOut(**row._mapping) for row in rows)


def noted_at(connection: Connection, person_ids: Iterable[PersonId]) -> dict[PersonId, datetime]:
    """Since when those of these people who opted out are not to be written to."""
    same = (opt_outs.c.host_id == people.c.host_id) & (opt_outs.c.address_hash == people.c.address_hash)
    query = sa.select(people.c.id, opt_outs.c.created_at).join(opt_outs, same).where(people.c.id.in_(tuple(person_ids)))
    return {PersonId(person_id): since for person_id, since in connection.execute(query)}


def take_over(connection: Connection, host_id: HostId, today: Mapping[str, str]) -> None:
    """Let opt-outs of older hashes hold under today's, given by the older ones."""
    noted = [one for one in all_opt_outs(connection) if one.host_id == host_id and one.address_hash in today]
    note_all(connection, [replace(one, address_hash=today[one.address_hash]) for one in noted])


def note_all(connection: Connection, noted: Iterable[OptOut]) -> None:
    """Note those that are not noted yet, of hosts who are there."""
    known = {(one.host_id, one.address_hash) for one in all_opt_outs(connection)}
    present = set(connection.execute(sa.select(hosts.c.id)).scalars())
    today = [replace(one, address_hash=one.address_hash[:LENGTH_OF_A_HASH]) for one in noted]
    fresh = {
        (one.host_id, one.address_hash): {name: getattr(one, name) for name in OptOut.__slots__}
        for one in today
        if (one.host_id, one.address_hash) not in known and one.host_id in present
    }
    if fresh:
        connection.execute(sa.insert(opt_outs), list(fresh.values()))
