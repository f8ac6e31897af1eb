"""Erased people, as rows without a name."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy import Connection

from organizer.domain.vocabulary import HostId, PersonId
from organizer.store.schema import erasures, hosts, list_rows, people, unions


@dataclass(frozen=True, slots=True, kw_only=True)
class Erasure:
    """Who was erased: number and time of becoming known tell one person from every other, also in a backup."""

    host_id: HostId
    person_id: PersonId
    known_since: datetime
    erased_at: datetime


_COLUMNS = tuple(erasures.c[name] for name in Erasure.__slots__)


def known_since(connection: Connection, host_id: HostId, person_id: PersonId) -> datetime | None:
    query = sa.select(people.c.created_at).where(people.c.id == person_id, people.c.host_id == host_id)
    return connection.execute(query).scalar()


def joined_with(connection: Connection, host_id: HostId, person_id: PersonId) -> dict[PersonId, datetime]:
    """Who was joined with a person, and when each became known: an older backup has them still apart."""
    query = sa.select(unions.c.gone_id, unions.c.record).where(unions.c.host_id == host_id)
    rows = connection.execute(query.where(unions.c.kept_id == person_id))
    return {PersonId(row.gone_id): datetime.fromisoformat(row.record["person"]["created_at"]) for row in rows}


def note_erasures(connection: Connection, noted: Iterable[Erasure]) -> None:
    """Note those that are not noted yet, of hosts who are there."""
    there, present = set(all_erasures(connection)), set(connection.execute(sa.select(hosts.c.id)).scalars())
    fresh = [
        {name: getattr(one, name) for name in Erasure.__slots__}
        for one in dict.fromkeys(noted)
        if one not in there and one.host_id in present
    ]
    if fresh:
        connection.execute(sa.insert(erasures), fresh)


def all_erasures(connection: Connection) -> tuple[Erasure, ...]:
    rows = connection.execute(sa.select(*_COLUMNS).order_by(erasures.c.id))
    return tuple(Erasure(**row._mapping) for row in rows)


def delete_person(connection: Connection, host_id: HostId, person_id: PersonId, known_since: datetime) -> bool:
    """Delete a person with everything that hangs on them; of their rows in lists only the number stays."""
    here = (people.c.id == person_id) & (people.c.host_id == host_id) & (people.c.created_at == known_since)
    found = connection.execute(sa.select(people.c.id).where(here)).scalar()
    if found is None:
        return False
    connection.execute(sa.update(list_rows).where(list_rows.c.person_id == found).values(text="", filled=(), says=None))
    connection.execute(sa.delete(people).where(here))
    return True
