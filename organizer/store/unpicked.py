"""People whom their host did not pick, lists that were never imported, and rows of nobody, as rows to be let go."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy import ColumnElement, Connection

from organizer.domain.invitations import Place
from organizer.domain.table_requests import Wish
from organizer.domain.vocabulary import HostId, PersonId
from organizer.store.retention import LONGEST_EVENING
from organizer.store.schema import (
    attendee_lists,
    import_runs,
    invitations,
    list_rows,
    people,
    rounds,
    seats,
    speaker_slots,
    wishes,
)

WANTED = (Wish.HOPED, Wish.MUST)
# Of a row only its number and what became of it are left.
BLANK = {"text": "", "filled": (), "says": None}


@dataclass(frozen=True, slots=True, kw_only=True)
class Bounds:
    """Who became known by `known_by`, or again on another list, is old enough to go; the bench of an evening that was
    over by `over_by` no longer counts as picked.
    """

    known_by: datetime
    over_by: datetime


def keep_picked(connection: Connection, bounds: Bounds) -> None:
    """Whoever was picked, or named by another list, since they were marked stays."""
    stays = people.c.leaves_on.is_not(None) & ~_may_leave(bounds)
    _set_day(connection, stays, None)


def mark(connection: Connection, bounds: Bounds, day: date) -> None:
    """Note the last day of all who may leave and have none yet."""
    _set_day(connection, people.c.leaves_on.is_(None) & _may_leave(bounds), day)


def delete_due(connection: Connection, bounds: Bounds, today: date, most: int) -> int:
    """Delete people whose last day is over with everything that hangs on them, at most so many; says how many.

    Opt-outs stay, and of their rows in lists the number.
    """
    due = (people.c.leaves_on < today) & _may_leave(bounds)
    query = sa.select(people.c.id).where(due).order_by(people.c.leaves_on, people.c.id).limit(most)
    # Once they are locked nobody can be picked any more; who was picked while this waited for the lock is seen now.
    held = tuple(connection.execute(query.with_for_update()).scalars())
    still = sa.select(people.c.host_id, people.c.id).where(people.c.id.in_(held), due)
    gone: dict[HostId, list[PersonId]] = {}
    for host_id, person_id in connection.execute(still):
        gone.setdefault(host_id, []).append(person_id)
    for host_id, ids in gone.items():
        _delete(connection, host_id, ids)
    return sum(map(len, gone.values()))


def blank_set_aside(connection: Connection, confirmed_by: datetime) -> None:
    """Empty the rows of nobody in lists that were imported by then; number and reason stay."""
    told = list_rows.c.person_id.is_(None) & ((list_rows.c.text != "") | list_rows.c.says.is_not(sa.null()))
    old = attendee_lists.c.confirmed_at <= confirmed_by
    query = sa.select(attendee_lists.c.host_id).join(list_rows, list_rows.c.list_id == attendee_lists.c.id)
    for host_id in connection.execute(query.where(told, old).distinct()).scalars().all():
        theirs = sa.select(attendee_lists.c.id).where(attendee_lists.c.host_id == host_id, old)
        connection.execute(sa.update(list_rows).where(told, list_rows.c.list_id.in_(theirs)).values(BLANK))


def throw_away_waiting(connection: Connection, uploaded_by: datetime, now: datetime) -> None:
    """Delete lists that were uploaded by then and never imported; one that is being imported stays."""
    under_way = sa.select(import_runs.c.list_id).where(import_runs.c.lease_until > now)
    waiting = attendee_lists.c.confirmed_at.is_(None) & (attendee_lists.c.uploaded_at <= uploaded_by)
    waiting &= attendee_lists.c.id.not_in(under_way)
    query = sa.select(attendee_lists.c.host_id).where(waiting).distinct()
    for host_id in connection.execute(query).scalars().all():
        connection.execute(sa.delete(attendee_lists).where(waiting, attendee_lists.c.host_id == host_id))


def leaving_days(connection: Connection, host_id: HostId, over_by: datetime) -> dict[date, int]:
    """How many people of a host go after which day."""
    query = sa.select(people.c.leaves_on, sa.func.count()).where(_leaves(host_id, over_by)).group_by(people.c.leaves_on)
    return {row[0]: row[1] for row in connection.execute(query)}


def leaving(connection: Connection, host_id: HostId, over_by: datetime) -> frozenset[PersonId]:
    """Ids of the people of a host who go."""
    query = sa.select(people.c.id).where(_leaves(host_id, over_by))
    return frozenset(PersonId(one) for one in connection.execute(query).scalars())


def leaves_on(connection: Connection, host_id: HostId, person_id: PersonId, over_by: datetime) -> date | None:
    """The last day of a person who goes."""
    query = sa.select(people.c.leaves_on).where(_leaves(host_id, over_by), people.c.id == person_id)
    return connection.execute(query).scalar()


def _leaves(host_id: HostId, over_by: datetime) -> ColumnElement[bool]:
    """Marked and not picked since: pages are true before the mark is taken off."""
    return (people.c.host_id == host_id) & people.c.leaves_on.is_not(None) & people.c.id.not_in(_picked(over_by))


def _may_leave(bounds: Bounds) -> ColumnElement[bool]:
    """Unpicked, and neither known nor named by a list since the bound."""
    lately = (
        sa.select(list_rows.c.id)
        .join(attendee_lists, attendee_lists.c.id == list_rows.c.list_id)
        .where(list_rows.c.person_id == people.c.id, attendee_lists.c.confirmed_at > bounds.known_by)
        .correlate(people)
    )
    return sa.and_(
        people.c.created_at <= bounds.known_by,
        people.c.id.not_in(_picked(bounds.over_by)),
        ~lately.exists(),
    )


def _picked(over_by: datetime) -> sa.CompoundSelect[tuple[int]]:
    """Ids of everybody picked: at a table, on a bench that may still be needed, invited, speaking, or hoped for."""
    is_over = rounds.c.starts_at.is_not(None) & (rounds.c.starts_at < over_by - LONGEST_EVENING)
    at_tables = sa.select(seats.c.person_id).join(rounds, rounds.c.id == seats.c.round_id)
    return sa.union(
        at_tables.where((seats.c.place != Place.BENCH) | ~is_over),
        sa.select(invitations.c.person_id),
        sa.select(speaker_slots.c.person_id),
        sa.select(wishes.c.person_id).where(wishes.c.wish.in_(WANTED)),
    )


def _set_day(connection: Connection, whom: ColumnElement[bool], day: date | None) -> None:
    """Host by host, and only where anybody is: what was prepared from a host's people is out of date by it."""
    for host_id in _hosts_of(connection, whom):
        connection.execute(sa.update(people).where(people.c.host_id == host_id, whom).values(leaves_on=day))


def _hosts_of(connection: Connection, whom: ColumnElement[bool]) -> Sequence[int]:
    return connection.execute(sa.select(people.c.host_id).where(whom).distinct()).scalars().all()


def _delete(connection: Connection, host_id: HostId, ids: Iterable[PersonId]) -> None:
    """The same as an erasure leaves, but for the entry in the ledger: a backup that is brought back holds them once
    more, and then the same rule deletes them once more.
    """
    theirs = sa.select(attendee_lists.c.id).where(attendee_lists.c.host_id == host_id)
    named = list_rows.c.person_id.in_(ids) & list_rows.c.list_id.in_(theirs)
    connection.execute(sa.update(list_rows).where(named).values(BLANK))
    connection.execute(sa.delete(people).where(people.c.host_id == host_id, people.c.id.in_(ids)))
