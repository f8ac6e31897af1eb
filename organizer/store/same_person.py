"""Pairs of people who may be one human, and people joined to one with everything it takes to part them again."""

import contextlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Column, Connection, Row, Table
from sqlalchemy.exc import IntegrityError

from organizer.domain.invitations import InvitationState
from organizer.domain.same_person import Answer, pair
from organizer.domain.vocabulary import HostId, PersonId
from organizer.store.bulk import insert_columns
from organizer.store.opt_outs import LENGTH_OF_A_HASH
from organizer.store.schema import invitations, likenesses, metadata, people, unions
from organizer.store.types import UtcDateTime

# Pairs of people, the smaller id first; when one of them goes, the order may turn.
PAIRED = ("one_id", "other_id")

Plain = Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Likeness:
    """Two people who may be one, and what the host said of it."""

    one_id: PersonId
    other_id: PersonId
    answer: Answer


@dataclass(frozen=True, slots=True, kw_only=True)
class Moved:
    """What joining did to the tables: rows that name the other one now, by their keys before and after, and rows that
    went because the other one had such a row already, whole."""

    keys: tuple[tuple[str, Plain, Plain], ...] = ()
    gone: tuple[tuple[str, Plain], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Union:
    """Two people joined to one, with what it takes to part them: the row of who went, the `filled` fields of who
    stayed, what happened to other tables, and the hash of the address that shares an opt-out only by this."""

    id: int = 0
    kept_id: PersonId
    gone_id: PersonId
    person: Plain
    filled: tuple[str, ...]
    moved: Moved
    opted_out: str
    made_at: datetime


def likenesses_of(connection: Connection, host_id: HostId) -> tuple[Likeness, ...]:
    """All pairs of a host: those never looked at first, then those put off, then those told apart, latest first."""
    order = sa.case({Answer.OPEN: 0, Answer.LATER: 1}, value=likenesses.c.answer, else_=2)
    query = sa.select(likenesses.c.one_id, likenesses.c.other_id, likenesses.c.answer)
    query = query.where(likenesses.c.host_id == host_id).order_by(
        order,
        sa.case((likenesses.c.answer == Answer.LATER, likenesses.c.answered_at)),
        likenesses.c.answered_at.desc(),
        likenesses.c.one_id,
        likenesses.c.other_id,
    )
    return tuple(Likeness(**row._mapping) for row in connection.execute(query))


def ask(connection: Connection, host_id: HostId, pairs: Iterable[tuple[PersonId, PersonId]]) -> int:
    """Note pairs to be asked about, but for those noted before; says how many are new."""
    known = {(one.one_id, one.other_id) for one in likenesses_of(connection, host_id)}
    fresh = sorted({pair(*both) for both in pairs} - known)
    columns = {"one_id": [one for one, _ in fresh], "other_id": [other for _, other in fresh]}
    insert_columns(connection, likenesses, columns, len(fresh), host_id=host_id, answer=Answer.OPEN)
    return len(fresh)


def note_answer(
    connection: Connection, host_id: HostId, both: tuple[PersonId, PersonId], answer: Answer, now: datetime | None
) -> None:
    """Keep what the host says of two people, in place of what was said before."""
    one, other = pair(*both)
    here = (likenesses.c.one_id == one) & (likenesses.c.other_id == other) & (likenesses.c.host_id == host_id)
    connection.execute(sa.delete(likenesses).where(here))
    values = {"one_id": one, "other_id": other, "host_id": host_id, "answer": answer, "answered_at": now}
    connection.execute(sa.insert(likenesses).values(values))


def unions_of(connection: Connection, host_id: HostId) -> tuple[Union, ...]:
    """Everybody joined by hand, the latest first."""
    query = sa.select(unions).where(unions.c.host_id == host_id).order_by(unions.c.id.desc())
    return tuple(_union(row) for row in connection.execute(query))


def insert_union(connection: Connection, host_id: HostId, union: Union) -> int:
    record = {
        "person": union.person,
        "filled": union.filled,
        "keys": union.moved.keys,
        "gone": union.moved.gone,
        "opted_out": union.opted_out,
    }
    values = {"kept_id": union.kept_id, "gone_id": union.gone_id, "made_at": union.made_at, "record": record}
    return int(
        connection.execute(sa.insert(unions).values(host_id=host_id, **values).returning(unions.c.id)).scalar_one()
    )


def delete_union(connection: Connection, host_id: HostId, union_id: int) -> None:
    connection.execute(sa.delete(unions).where(unions.c.host_id == host_id, unions.c.id == union_id))


def rounds_shared(connection: Connection, one_id: PersonId, other_id: PersonId) -> bool:
    """Whether two people hold invitations to the same round that still stand."""
    mine, theirs = invitations.alias(), invitations.alias()
    query = sa.select(mine.c.id).join(theirs, theirs.c.round_id == mine.c.round_id)
    query = query.where(mine.c.person_id == one_id, theirs.c.person_id == other_id)
    standing = (mine.c.state != InvitationState.CLOSED) & (theirs.c.state != InvitationState.CLOSED)
    return connection.execute(query.where(standing).limit(1)).first() is not None


def is_invited(connection: Connection, person_id: PersonId) -> bool:
    """Whether a person holds an invitation, whatever its state."""
    query = sa.select(invitations.c.id).where(invitations.c.person_id == person_id).limit(1)
    return connection.execute(query).first() is not None


def take_out(connection: Connection, gone_id: PersonId, kept_id: PersonId) -> tuple[Plain, Moved]:
    """Take one person out, so that everything which named them names the other; says what was done."""
    keys: list[tuple[str, Plain, Plain]] = []
    gone: list[tuple[str, Plain]] = []
    for table in _naming_people():
        for row in connection.execute(sa.select(table).where(_names(table, gone_id))).all():
            before = _plain(table, row)
            after = _renamed(table, before, gone_id, kept_id)
            if after is None or connection.execute(sa.select(table).where(_at(table, after))).first():
                connection.execute(sa.delete(table).where(_at(table, before)))
                gone.append((table.name, before))
            else:
                connection.execute(sa.update(table).where(_at(table, before)).values(after))
                keys.append((table.name, _key(table, before), after))
    here = people.c.id == gone_id
    # Whoever is brought back later has a warning of their own before they go.
    remembered = (column for column in people.c if column is not people.c.leaves_on)
    person = _plain(people, connection.execute(sa.select(*remembered).where(here)).one())
    connection.execute(sa.delete(people).where(here))
    return person, Moved(keys=tuple(keys), gone=tuple(gone))


def bring_back(connection: Connection, person: Plain, moved: Moved) -> None:
    """The opposite of `take_out`; rows that were changed or deleted since stay as they are."""
    connection.execute(sa.insert(people).values(_restored(people, person)))
    for name, before, after in moved.keys:
        table = metadata.tables[name]
        if before == after or not connection.execute(sa.select(table).where(_at(table, before))).first():
            connection.execute(sa.update(table).where(_at(table, after)).values(before))
    for name, row in moved.gone:
        table = metadata.tables[name]
        if not connection.execute(sa.select(table).where(_at(table, row))).first():
            with contextlib.suppress(IntegrityError), connection.begin_nested():  # what it hung on is gone
                connection.execute(sa.insert(table).values(_restored(table, row)))


def _union(row: Row[Any]) -> Union:
    record = row.record
    return Union(
        id=row.id,
        kept_id=row.kept_id,
        gone_id=row.gone_id,
        person=record["person"],
        filled=tuple(record["filled"]),
        moved=Moved(
            keys=tuple((table, before, after) for table, before, after in record["keys"]),
            gone=tuple((table, values) for table, values in record["gone"]),
        ),
        opted_out=record["opted_out"][:LENGTH_OF_A_HASH],
        made_at=row.made_at,
    )


def _naming_people() -> list[Table]:
    """Every table that has a column for a person."""
    return [table for table in metadata.sorted_tables if _naming(table)]


def _naming(table: Table) -> list[Column[Any]]:
    return [column for column in table.c if any(key.column is people.c.id for key in column.foreign_keys)]


def _names(table: Table, person_id: PersonId) -> sa.ColumnElement[bool]:
    return sa.or_(*(column == person_id for column in _naming(table)))


def _key(table: Table, row: Plain) -> Plain:
    """What tells a row from all others, and whom it names."""
    return {column.name: row[column.name] for column in (*table.primary_key, *_naming(table))}


def _at(table: Table, row: Plain) -> sa.ColumnElement[bool]:
    key = _restored(table, _key(table, row))
    return sa.and_(*(table.c[name] == value for name, value in key.items()))


def _renamed(table: Table, row: Plain, gone_id: PersonId, kept_id: PersonId) -> Plain | None:
    """The key of a row that names the other one; None for a pair that would be of one person."""
    named = {column.name for column in _naming(table)}
    key = {name: kept_id if name in named and value == gone_id else value for name, value in _key(table, row).items()}
    if named < set(PAIRED):
        return key
    one, other = (key.get(name) for name in PAIRED)
    if one is None or other is None:
        return key
    return None if one == other else {**key, "one_id": min(one, other), "other_id": max(one, other)}


def _plain(table: Table, row: Row[Any]) -> dict[str, Any]:
    """A row as JSON can keep it."""
    values = {column.name: row._mapping[column] for column in table.c if column in row._mapping}
    return {name: value.isoformat() if isinstance(value, datetime) else value for name, value in values.items()}


def _restored(table: Table, row: Plain) -> dict[str, Any]:
    """The opposite of `_plain`, of a whole row or of some of its columns."""
    return {
        name: datetime.fromisoformat(value) if value and isinstance(table.c[name].type, UtcDateTime) else value
        for name, value in row.items()
    }
