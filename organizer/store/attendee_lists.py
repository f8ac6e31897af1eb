"""Uploaded lists and their rows. The bytes stay only until the list is confirmed or thrown away."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy import Connection, Insert, Select

from organizer.domain.attendee_list import ListKind, RowVerdict
from organizer.domain.list_decisions import Decisions
from organizer.domain.vocabulary import HostId, ListId, OccasionId, PersonId
from organizer.store.bulk import insert_columns
from organizer.store.list_decisions import packed, unpacked
from organizer.store.schema import attendee_lists, invitations, list_rows, people

_HEAD = tuple(column for column in attendee_lists.c if column.name not in ("content", "decisions", "host_id"))


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
    kind: ListKind = ListKind.LIST


@dataclass(frozen=True, slots=True, kw_only=True)
class Upload:
    """The bytes of a list that waits for confirmation, with what the host decided about how to read them."""

    content: bytes
    decisions: Decisions


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptRow:
    """One row of a confirmed list and what became of it. `filled` names the fields of a known person it filled.

    `says` is what it tells of somebody, where that is not simply the person.
    """

    id: int = 0
    number: int
    verdict: RowVerdict
    text: str
    person_id: PersonId | None = None
    was_new: bool = False
    filled: tuple[str, ...] = ()
    says: Mapping[str, object] | None = None


def _rows_of_newcomers() -> Insert:
    """A row for each of the people who are keys of the parameter `numbers`, saying what they are called."""
    told = sa.func.json_each(sa.bindparam("numbers", type_=sa.JSON)).table_valued("key", "value")
    text = sa.case(
        (people.c.email == "", people.c.original_name),
        (people.c.original_name == "", people.c.email),
        else_=people.c.original_name + " | " + people.c.email,
    )
    values = {
        "list_id": sa.bindparam("list_id", type_=sa.Integer),
        "number": sa.cast(sa.cast(told.c.value, sa.Text), sa.Integer),
        "verdict": sa.literal(RowVerdict.PERSON, list_rows.c.verdict.type),
        "text": text,
        "person_id": people.c.id,
        "was_new": sa.true(),
        "filled": sa.literal((), list_rows.c.filled.type),
    }
    newcomers = sa.select(*values.values()).join_from(told, people, people.c.id == sa.cast(told.c.key, sa.Integer))
    return sa.insert(list_rows).from_select(list(values), newcomers, include_defaults=False)


_ROWS_OF_NEWCOMERS = _rows_of_newcomers()
_ROW = tuple(list_rows.c[name] for name in KeptRow.__slots__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Tally:
    """How many rows of a confirmed list came to which verdict, and how many people were new by it."""

    rows: Mapping[RowVerdict, int] = field(default_factory=dict)
    new: int = 0

    @property
    def people(self) -> int:
        return self.rows.get(RowVerdict.PERSON, 0)

    @property
    def repeats(self) -> int:
        return self.rows.get(RowVerdict.REPEAT, 0)

    @property
    def set_aside(self) -> int:
        return sum(self.rows.values()) - self.people - self.repeats


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
    query = sa.select(attendee_lists.c.content, attendee_lists.c.decisions)
    row = connection.execute(query.where(attendee_lists.c.host_id == host_id, attendee_lists.c.id == list_id)).first()
    if row is None or row.content is None:
        return None
    return Upload(content=row.content, decisions=unpacked(row.decisions))


def decide(connection: Connection, list_id: ListId, decisions: Decisions) -> None:
    """Keep what the host decided about a list that waits."""
    here = attendee_lists.c.id == list_id
    connection.execute(sa.update(attendee_lists).where(here).values(decisions=packed(decisions)))


def insert_rows(connection: Connection, list_id: ListId, rows: Sequence[KeptRow]) -> None:
    if rows:
        values = [{slot: getattr(row, slot) for slot in KeptRow.__slots__ if slot != "id"} for row in rows]
        connection.execute(sa.insert(list_rows), [{"list_id": list_id, **value} for value in values])


def insert_row_columns(
    connection: Connection, list_id: ListId, columns: Mapping[str, Sequence[object]], count: int
) -> None:
    """Add many rows given column by column, by the names of the table's columns."""
    insert_columns(connection, list_rows, columns, count, list_id=list_id)


def insert_rows_of_newcomers(connection: Connection, list_id: ListId, numbers: Mapping[PersonId, int]) -> None:
    """Add the row that made each of these people known, by its number; its words are the name and the address.

    The database writes them out of the people themselves: that costs it a third of taking them in once more.
    """
    connection.execute(_ROWS_OF_NEWCOMERS, {"list_id": list_id, "numbers": numbers})


def rows_of(
    connection: Connection,
    list_id: ListId,
    verdicts: Sequence[RowVerdict] = (),
    *,
    limit: int | None = None,
    offset: int = 0,
) -> tuple[KeptRow, ...]:
    """The rows of a confirmed list in the order of the file, or those with some verdicts, sorted by these."""
    query = sa.select(*_ROW).where(list_rows.c.list_id == list_id)
    if verdicts:
        order = sa.case({verdict: at for at, verdict in enumerate(verdicts)}, value=list_rows.c.verdict)
        query = query.where(list_rows.c.verdict.in_(verdicts)).order_by(order)
    query = query.order_by(list_rows.c.number, list_rows.c.id)
    return tuple(KeptRow(**row._mapping) for row in connection.execute(query.limit(limit).offset(offset)))


def row_of(connection: Connection, list_id: ListId, row_id: int) -> KeptRow | None:
    """One row of a list by its id."""
    query = sa.select(*_ROW).where(list_rows.c.list_id == list_id, list_rows.c.id == row_id)
    row = connection.execute(query).first()
    return KeptRow(**row._mapping) if row else None


def update_row(connection: Connection, row_id: int, values: Mapping[str, object]) -> None:
    connection.execute(sa.update(list_rows).where(list_rows.c.id == row_id).values(values))


def host_people_on(connection: Connection, host_id: HostId, list_id: ListId) -> frozenset[PersonId]:
    """Ids of the people a list of this host names."""
    query = (
        sa.select(list_rows.c.person_id)
        .join(attendee_lists, attendee_lists.c.id == list_rows.c.list_id)
        .where(attendee_lists.c.host_id == host_id, list_rows.c.list_id == list_id, list_rows.c.person_id.is_not(None))
    )
    return frozenset(PersonId(one) for one in connection.execute(query).scalars())


def tallies(connection: Connection, host_id: HostId) -> dict[ListId, Tally]:
    """How many rows of each confirmed list came to what."""
    query = (
        sa.select(
            list_rows.c.list_id,
            list_rows.c.verdict,
            sa.func.count(),
            sa.func.sum(sa.cast(list_rows.c.was_new, sa.Integer)),
        )
        .join(attendee_lists, attendee_lists.c.id == list_rows.c.list_id)
        .where(attendee_lists.c.host_id == host_id)
        .group_by(list_rows.c.list_id, list_rows.c.verdict)
    )
    counted: dict[ListId, Tally] = {}
    for list_id, verdict, rows, new in connection.execute(query):
        so_far = counted.get(list_id, Tally())
        counted[list_id] = Tally(rows={**so_far.rows, verdict: rows}, new=so_far.new + new)
    return counted


def filled_by(connection: Connection, list_id: ListId) -> dict[PersonId, tuple[str, ...]]:
    """For each person known before this list the fields it filled."""
    query = sa.select(list_rows.c.person_id, list_rows.c.filled).where(
        list_rows.c.list_id == list_id, list_rows.c.person_id.is_not(None), list_rows.c.was_new.is_(sa.false())
    )
    filled: dict[PersonId, tuple[str, ...]] = {}
    for person_id, fields in connection.execute(query):
        filled[PersonId(person_id)] = (*filled.get(PersonId(person_id), ()), *fields)
    return {person_id: fields for person_id, fields in filled.items() if fields}


def forget_filled(connection: Connection, person_id: PersonId, fields: Iterable[str]) -> None:
    """These fields of a person no longer stem from a list: the host has typed them since."""
    typed = set(fields)
    query = sa.select(list_rows.c.id, list_rows.c.filled).where(list_rows.c.person_id == person_id)
    for row_id, filled in connection.execute(query).all():
        kept = tuple(name for name in filled if name not in typed)
        if kept != filled:
            connection.execute(sa.update(list_rows).where(list_rows.c.id == row_id).values(filled=kept))


def is_named_elsewhere(connection: Connection, person_id: PersonId, row_id: int) -> bool:
    """Whether another row of any list names a person."""
    query = sa.select(list_rows.c.id).where(list_rows.c.person_id == person_id, list_rows.c.id != row_id).limit(1)
    return connection.execute(query).first() is not None


def hand_on(connection: Connection, person_ids: Sequence[PersonId]) -> None:
    """Whoever made these people known is gone: the first row that still names them has made them known."""
    first = sa.select(sa.func.min(list_rows.c.id)).where(list_rows.c.person_id.in_(person_ids))
    first = first.where(list_rows.c.verdict != RowVerdict.REPEAT).group_by(list_rows.c.person_id)
    connection.execute(sa.update(list_rows).where(list_rows.c.id.in_(first)).values(was_new=True, filled=()))


def people_on(connection: Connection, list_id: ListId) -> tuple[PersonId, ...]:
    """Everybody a list names."""
    query = sa.select(list_rows.c.person_id).where(list_rows.c.list_id == list_id, list_rows.c.person_id.is_not(None))
    return tuple(PersonId(person_id) for person_id in connection.execute(query.distinct()).scalars())


def brought_and_shared(connection: Connection, list_id: ListId) -> tuple[PersonId, ...]:
    """Whom a list made known and another list names as well."""
    elsewhere = sa.select(list_rows.c.person_id).where(list_rows.c.list_id != list_id)
    query = sa.select(list_rows.c.person_id).where(list_rows.c.list_id == list_id, list_rows.c.was_new)
    found = connection.execute(query.where(list_rows.c.person_id.in_(elsewhere)).distinct()).scalars()
    return tuple(PersonId(person_id) for person_id in found if person_id is not None)


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


def any_brought_invited(connection: Connection, list_id: ListId) -> bool:
    """Whether anybody whom only this list made known holds an invitation."""
    query = sa.select(invitations.c.id).where(invitations.c.person_id.in_(_brought_by(list_id))).limit(1)
    return connection.execute(query).first() is not None


def delete_brought(connection: Connection, list_id: ListId) -> int:
    """Delete the people whom only this list made known; says how many there were."""
    return connection.execute(sa.delete(people).where(people.c.id.in_(_brought_by(list_id)))).rowcount


def _brought_by(list_id: ListId) -> Select[tuple[int | None]]:
    """Ids of people who were new on this list and stand on no other."""
    elsewhere = sa.select(list_rows.c.person_id).where(
        list_rows.c.list_id != list_id, list_rows.c.person_id.is_not(None)
    )
    return sa.select(list_rows.c.person_id).where(
        list_rows.c.list_id == list_id, list_rows.c.was_new, list_rows.c.person_id.not_in(elsewhere)
    )
