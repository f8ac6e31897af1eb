"""Uploaded lists and their rows. The bytes stay only until the list is confirmed or thrown away."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy import Connection

from organizer.domain.attendee_list import Field, RowVerdict
from organizer.domain.vocabulary import HostId, ListId, OccasionId, PersonId
from organizer.store.schema import attendee_lists, invitations, list_rows

_HEAD = tuple(column for column in attendee_lists.c if column.name not in ("content", "columns", "host_id"))


@dataclass(frozen=True, slots=True, kw_only=True)
class ListHead:
    """An imported list without its rows: where it came from and when."""

    id: ListId
    occasion_id: OccasionId | None
    filename: str
    uploaded_at: datetime
    confirmed_at: datetime | None
    source: str
    basis: str
    received_on: date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Upload:
    """The bytes of a list that waits for confirmation, with the host's corrections of what its columns hold."""

    content: bytes
    columns: Mapping[int, Field]


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptRow:
    """One row of a confirmed list and what became of it. `filled` names the fields of a known person it filled."""

    number: int
    verdict: RowVerdict
    text: str
    person_id: PersonId | None = None
    was_new: bool = False
    filled: tuple[str, ...] = ()


def insert_list(connection: Connection, host_id: HostId, values: Mapping[str, object]) -> ListId:
    statement = sa.insert(attendee_lists).values(host_id=host_id, **values).returning(attendee_lists.c.id)
    return ListId(connection.execute(statement).scalar_one())


def update_list(connection: Connection, host_id: HostId, list_id: ListId, values: Mapping[str, object]) -> None:
    here = (attendee_lists.c.host_id == host_id) & (attendee_lists.c.id == list_id)
    connection.execute(sa.update(attendee_lists).where(here).values(values))


def delete_list(connection: Connection, host_id: HostId, list_id: ListId) -> None:
    here = (attendee_lists.c.host_id == host_id) & (attendee_lists.c.id == list_id)
    connection.execute(sa.delete(attendee_lists).where(here))


def lists_of(connection: Connection, host_id: HostId) -> tuple[ListHead, ...]:
    """All lists of a host, newest first."""
    query = sa.select(*_HEAD).where(attendee_lists.c.host_id == host_id).order_by(attendee_lists.c.id.desc())
    return tuple(ListHead(**row._mapping) for row in connection.execute(query))


def find_list(connection: Connection, host_id: HostId, list_id: ListId) -> ListHead | None:
    return next((head for head in lists_of(connection, host_id) if head.id == list_id), None)


def upload_of(connection: Connection, host_id: HostId, list_id: ListId) -> Upload | None:
    """What was uploaded, while the list is not confirmed."""
    query = sa.select(attendee_lists.c.content, attendee_lists.c.columns)
    row = connection.execute(query.where(attendee_lists.c.host_id == host_id, attendee_lists.c.id == list_id)).first()
    if row is None or row.content is None:
        return None
    return Upload(content=row.content, columns={int(at): Field(field) for at, field in (row.columns or {}).items()})


def insert_rows(connection: Connection, list_id: ListId, rows: Sequence[KeptRow]) -> None:
    if rows:
        values = [{slot: getattr(row, slot) for slot in KeptRow.__slots__} for row in rows]
        connection.execute(sa.insert(list_rows), [{"list_id": list_id, **value} for value in values])


def rows_of(connection: Connection, list_id: ListId) -> tuple[KeptRow, ...]:
    """Every row of a confirmed list, in the order of the file."""
    columns = (list_rows.c[name] for name in KeptRow.__slots__)
    query = sa.select(*columns).where(list_rows.c.list_id == list_id).order_by(list_rows.c.number, list_rows.c.id)
    return tuple(KeptRow(**row._mapping) for row in connection.execute(query))


def lists_naming(connection: Connection, person_ids: Sequence[PersonId]) -> dict[PersonId, tuple[ListId, ...]]:
    """For each of these people the lists that name them, oldest first."""
    query = (
        sa.select(list_rows.c.person_id, list_rows.c.list_id)
        .where(list_rows.c.person_id.in_(person_ids))
        .distinct()
        .order_by(list_rows.c.list_id)
    )
    naming: dict[PersonId, tuple[ListId, ...]] = {}
    for person_id, list_id in connection.execute(query):
        naming[PersonId(person_id)] = (*naming.get(PersonId(person_id), ()), ListId(list_id))
    return naming


def any_invited(connection: Connection, ids: Iterable[PersonId]) -> bool:
    """Whether anybody among these people holds an invitation."""
    query = sa.select(invitations.c.id).where(invitations.c.person_id.in_(tuple(ids))).limit(1)
    return connection.execute(query).first() is not None
