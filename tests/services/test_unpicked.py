"""People who were not picked go after 30 days, with a week's warning; so does what was never imported."""

from datetime import date, datetime, timedelta

import pytest
import sqlalchemy as sa
from sqlalchemy import Connection, Engine

from organizer.domain.attendee_list import RowVerdict
from organizer.domain.import_runs import ImportRun, Stage
from organizer.domain.names import Name
from organizer.domain.table_requests import Wish
from organizer.domain.vocabulary import HostId, ListId, PersonId
from organizer.services import attendee_lists, invitations, mailboxes, people, same_person, tables
from organizer.services.rounds import Evening
from organizer.services.unpicked import MOST_AT_ONCE, forget_unpicked, forgetter, leaves_on, leaving, people_leaving
from organizer.store import attendee_lists as list_store
from organizer.store import erasures, import_runs, schema
from organizer.store.attendee_lists import KeptRow
from organizer.store.engine import reading, transaction
from organizer.store.people_stamps import people_stamp
from tests.builders import NOW, a_person
from tests.services.evenings import KEYS, OFFICE, STARTS_AT, again, another_host, everything, lay_evening

A_DAY = timedelta(days=1)
MARKED_ON = NOW + 23 * A_DAY
LAST_DAY = date(2026, 12, 2)
# The evening is over a day after it began; thirty days later its bench is free to go.
BENCH_IS_FREE = STARTS_AT + 31 * A_DAY + timedelta(seconds=1)


@pytest.fixture
def planned(connection: Connection) -> Evening:
    return lay_evening(connection)


def known(connection: Connection, host_id: HostId, count: int = 1, at: datetime = NOW) -> tuple[PersonId, ...]:
    """Strangers whom a list has made known, and nobody has picked."""
    newcomers = [
        a_person(
            id=PersonId(0),
            name=Name(given=f"Given{at:%m%d}", family=f"Stranger{number}"),
            email=f"stranger{number}.{at:%m%d}@example.org",
        )
        for number in range(count)
    ]
    ids = people.add_people(connection, host_id, newcomers, KEYS, at)
    list_id = confirmed_list(connection, host_id, at)
    rows = [
        KeptRow(number=number, verdict=RowVerdict.PERSON, text="Stranger", person_id=one, was_new=True)
        for number, one in enumerate(ids, 1)
    ]
    list_store.insert_rows(connection, list_id, rows)
    return ids


def confirmed_list(connection: Connection, host_id: HostId, at: datetime) -> ListId:
    return list_store.insert_list(connection, host_id, {"filename": "a.csv", "uploaded_at": at, "confirmed_at": at})


def live_through(connection: Connection, until: datetime) -> None:
    """The program runs every day from the first on."""
    day = NOW
    while day <= until:
        forget_unpicked(connection, day)
        day += A_DAY


def ids_of(connection: Connection) -> set[int]:
    return set(connection.execute(sa.select(schema.people.c.id)).scalars())


def days_of(connection: Connection) -> dict[int, date]:
    """Who is marked, with the last day."""
    marked = sa.select(schema.people.c.id, schema.people.c.leaves_on).where(schema.people.c.leaves_on.is_not(None))
    return {row[0]: row[1] for row in connection.execute(marked)}


def test_before_the_day_of_the_mark_nothing_is_touched(connection: Connection, planned: Evening):
    known(connection, planned.host.id)
    before = everything(connection)

    forget_unpicked(connection, MARKED_ON - timedelta(seconds=1))

    assert everything(connection) == before


def test_week_before_the_end_who_is_not_picked_is_marked(each_engine: Engine):
    with transaction(each_engine) as connection:
        planned = lay_evening(connection)
        (stranger,) = known(connection, planned.host.id)

        forget_unpicked(connection, MARKED_ON)

        assert days_of(connection) == {stranger: LAST_DAY}


def test_on_the_last_day_everybody_is_there_and_a_day_later_only_who_was_picked(each_engine: Engine):
    with transaction(each_engine) as connection:
        planned = lay_evening(connection)
        picked = ids_of(connection)
        (stranger,) = known(connection, planned.host.id)

        live_through(connection, NOW + 30 * A_DAY)
        on_the_last_day = ids_of(connection)
        forget_unpicked(connection, NOW + 31 * A_DAY)

        assert (on_the_last_day, ids_of(connection)) == ({*picked, stranger}, picked)


def test_number_of_the_row_is_all_that_is_left(each_engine: Engine):
    with transaction(each_engine) as connection:
        planned = lay_evening(connection)
        (stranger,) = known(connection, planned.host.id)
        connection.execute(sa.update(schema.list_rows).values(says={"name": {"given": "Given"}}, filled=("city",)))
        live_through(connection, NOW + 31 * A_DAY)

        rows = connection.execute(sa.select(schema.list_rows)).all()

        assert [(row.number, row.verdict, row.person_id) for row in rows] == [(1, RowVerdict.PERSON, None)]
        assert [(row.text, row.says, row.filled) for row in rows] == [("", None, ())]
        assert stranger not in ids_of(connection)


def test_no_name_is_kept_of_them_and_a_no_stays(connection: Connection, planned: Evening):
    (stranger,) = known(connection, planned.host.id)
    people.never_again(connection, planned.host.id, stranger, KEYS, NOW)

    live_through(connection, NOW + 31 * A_DAY)

    assert erasures.all_erasures(connection) == ()
    assert len(connection.execute(sa.select(schema.opt_outs)).all()) == 1
    assert "stranger" not in repr(everything(connection)).casefold()


@pytest.mark.parametrize("wanted", [Wish.HOPED, Wish.MUST])
def test_who_is_hoped_for_stays(connection: Connection, planned: Evening, wanted: Wish):
    (stranger,) = known(connection, planned.host.id)
    tables.wish(connection, planned, stranger, wanted)

    live_through(connection, NOW + 31 * A_DAY)

    assert stranger in ids_of(connection)


def test_who_is_left_out_of_a_table_is_not_picked_by_that(connection: Connection, planned: Evening):
    (stranger,) = known(connection, planned.host.id)
    tables.wish(connection, planned, stranger, Wish.NOT_NOW)

    live_through(connection, NOW + 31 * A_DAY)

    assert stranger not in ids_of(connection)


def test_guests_and_speaker_stay_for_good(connection: Connection):
    planned = again(connection, lay_evening(connection, bench=0, with_speaker=True))
    picked = ids_of(connection)

    forget_unpicked(connection, NOW + 1_000 * A_DAY)
    forget_unpicked(connection, NOW + 1_100 * A_DAY)

    assert planned.speaker is not None
    assert ids_of(connection) == picked


def test_who_was_invited_stays_though_no_seat_is_left(connection: Connection):
    planned = lay_evening(connection, bench=0)
    invitations.invite(connection, planned, OFFICE, NOW, as_drafts=False)
    picked = ids_of(connection)
    connection.execute(sa.delete(schema.seats))

    forget_unpicked(connection, NOW + 1_000 * A_DAY)
    forget_unpicked(connection, NOW + 1_100 * A_DAY)

    assert ids_of(connection) == picked


def test_who_is_picked_during_the_warning_loses_the_mark(connection: Connection, planned: Evening):
    (stranger,) = known(connection, planned.host.id)
    forget_unpicked(connection, MARKED_ON)
    tables.wish(connection, planned, stranger, Wish.HOPED)

    forget_unpicked(connection, NOW + 31 * A_DAY)

    assert days_of(connection) == {}
    assert stranger in ids_of(connection)


def test_who_is_no_longer_wanted_has_a_warning_of_their_own(connection: Connection, planned: Evening):
    (stranger,) = known(connection, planned.host.id)
    tables.wish(connection, planned, stranger, Wish.HOPED)
    live_through(connection, NOW + 50 * A_DAY)
    tables.wish(connection, planned, stranger, None)

    forget_unpicked(connection, NOW + 50 * A_DAY)

    assert days_of(connection) == {stranger: (NOW + 57 * A_DAY).date()}


def test_who_is_on_another_list_since_begins_anew(connection: Connection, planned: Evening):
    (stranger,) = known(connection, planned.host.id)
    forget_unpicked(connection, MARKED_ON)
    later = confirmed_list(connection, planned.host.id, MARKED_ON)
    row = KeptRow(number=1, verdict=RowVerdict.PERSON, text="Stranger", person_id=stranger)
    list_store.insert_rows(connection, later, [row])

    forget_unpicked(connection, NOW + 31 * A_DAY)
    days = days_of(connection)
    forget_unpicked(connection, MARKED_ON + 23 * A_DAY)

    assert (days, days_of(connection)) == ({}, {stranger: (MARKED_ON + 30 * A_DAY).date()})


def test_bench_stays_until_thirty_days_after_the_evening(each_engine: Engine):
    with transaction(each_engine) as connection:
        planned = lay_evening(connection, seats=5, bench=2)
        bench = {one.id for one in again(connection, planned).bench}
        everybody = ids_of(connection)
        live_through(connection, BENCH_IS_FREE - timedelta(seconds=2))
        before = days_of(connection)

        forget_unpicked(connection, BENCH_IS_FREE)
        marked = days_of(connection)
        forget_unpicked(connection, BENCH_IS_FREE + 8 * A_DAY)

        assert (before, set(marked)) == ({}, bench)
        assert set(marked.values()) == {(BENCH_IS_FREE + 7 * A_DAY).date()}
        assert ids_of(connection) == everybody - bench


def test_bench_of_a_round_without_a_date_stays(connection: Connection, planned: Evening):
    everybody = ids_of(connection)
    connection.execute(sa.update(schema.rounds).values(starts_at=None))

    forget_unpicked(connection, NOW + 1_000 * A_DAY)
    forget_unpicked(connection, NOW + 1_100 * A_DAY)

    assert ids_of(connection) == everybody


def test_after_a_long_absence_there_is_a_week_of_warning(connection: Connection, planned: Evening):
    (stranger,) = known(connection, planned.host.id)
    benched = {one.id for one in again(connection, planned).bench}
    back = NOW + 220 * A_DAY

    forget_unpicked(connection, back)
    marked = days_of(connection)
    forget_unpicked(connection, back + 7 * A_DAY)
    on_the_last_day = ids_of(connection)
    forget_unpicked(connection, back + 8 * A_DAY)

    assert marked == dict.fromkeys((stranger, *benched), (back + 7 * A_DAY).date())
    assert on_the_last_day - ids_of(connection) == {stranger, *benched}


def test_another_host_is_left_alone(each_engine: Engine):
    with transaction(each_engine) as connection:
        planned = lay_evening(connection)
        charlie = another_host(connection)
        known(connection, planned.host.id)
    with transaction(each_engine) as connection:
        (his,) = known(connection, charlie.id, at=NOW + 20 * A_DAY)
    with reading(each_engine) as connection:
        stamp = people_stamp(connection, charlie.id)

    with transaction(each_engine) as connection:
        live_through(connection, NOW + 31 * A_DAY)

    with reading(each_engine) as connection:
        assert his in ids_of(connection)
        assert days_of(connection) == {}
        assert leaving(connection, charlie.id, NOW + 31 * A_DAY) is None
        assert people_stamp(connection, charlie.id) == stamp


def test_pick_of_one_host_keeps_nobody_of_another(connection: Connection, planned: Evening):
    charlie = another_host(connection)
    (his,) = known(connection, charlie.id)

    live_through(connection, NOW + 31 * A_DAY)

    assert his not in ids_of(connection)


def test_more_than_a_thousand_go_in_turns(each_engine: Engine):
    with transaction(each_engine) as connection:
        planned = lay_evening(connection)
        picked = len(ids_of(connection))
        known(connection, planned.host.id, MOST_AT_ONCE + 1)
        forget_unpicked(connection, MARKED_ON)
        counted = []
        for _ in range(3):
            more = forget_unpicked(connection, NOW + 31 * A_DAY)
            counted.append((len(ids_of(connection)) - picked, more))

        assert counted == [(1, True), (0, False), (0, False)]


def test_twice_changes_nothing(connection: Connection, planned: Evening):
    known(connection, planned.host.id)
    known(connection, planned.host.id, at=NOW + 5 * A_DAY)
    live_through(connection, NOW + 31 * A_DAY)
    before = everything(connection)
    written: list[str] = []

    @sa.event.listens_for(connection, "after_cursor_execute")
    def count(_: Connection, __: object, statement: str, *___: object) -> None:
        written.extend(word for word in ("UPDATE ", "DELETE ", "INSERT ") if statement.startswith(word))

    forget_unpicked(connection, NOW + 31 * A_DAY)

    assert (everything(connection), written) == (before, [])


def test_rows_set_aside_keep_number_and_reason_only(each_engine: Engine):
    with transaction(each_engine) as connection:
        host_id = lay_evening(connection).host.id
        row = KeptRow(number=4, verdict=RowVerdict.INVALID, text="Bob | 0170", says={"name": {"given": "Bob"}})
        for at in (NOW, NOW + A_DAY):
            list_store.insert_rows(connection, confirmed_list(connection, host_id, at), [row])

        forget_unpicked(connection, NOW + 30 * A_DAY)

        told = sa.select(schema.list_rows).order_by(schema.list_rows.c.list_id)
        old, young = connection.execute(told).all()
        assert (old.number, old.verdict, old.text, old.says) == (4, RowVerdict.INVALID, "", None)
        assert (young.text, young.says) == ("Bob | 0170", {"name": {"given": "Bob"}})


def test_list_that_waits_too_long_is_thrown_away(each_engine: Engine):
    with transaction(each_engine) as connection:
        host_id = lay_evening(connection).host.id
        attendee_lists.upload_sample(connection, host_id, None, NOW)
        young = attendee_lists.upload_sample(connection, host_id, None, NOW + A_DAY)
        forget_unpicked(connection, NOW + 30 * A_DAY - timedelta(seconds=1))
        before = len(list_store.lists_of(connection, host_id))

        forget_unpicked(connection, NOW + 30 * A_DAY)

        assert (before, [head.id for head in list_store.lists_of(connection, host_id)]) == (2, [young])


def test_list_that_is_being_imported_is_not_thrown_away(connection: Connection, planned: Evening):
    list_id = attendee_lists.upload_sample(connection, planned.host.id, None, NOW)
    now = NOW + 30 * A_DAY
    run = ImportRun(
        list_id=list_id, stage=Stage.SAVING, rows=1, rows_expected=2, owner="x", lease_until=now + timedelta(seconds=1)
    )
    import_runs.keep_run(connection, run)

    forget_unpicked(connection, now)
    kept = len(list_store.lists_of(connection, planned.host.id))
    forget_unpicked(connection, now + timedelta(seconds=1))

    assert (kept, len(list_store.lists_of(connection, planned.host.id))) == (1, 0)


def test_who_is_parted_again_has_a_warning_of_their_own(connection: Connection, planned: Evening):
    one, other = known(connection, planned.host.id, 2)
    forget_unpicked(connection, MARKED_ON)
    union_id = same_person.join(connection, planned.host.id, (one, other), KEYS, MARKED_ON)
    (kept,) = {one, other} & ids_of(connection)
    tables.wish(connection, planned, kept, Wish.HOPED)
    now = NOW + 60 * A_DAY
    forget_unpicked(connection, now)

    same_person.part(connection, planned.host.id, union_id, KEYS, now)
    forget_unpicked(connection, now)

    (parted,) = {one, other} - {kept}
    assert days_of(connection)[parted] == (now + 7 * A_DAY).date()


def test_warning_counts_those_of_the_nearest_day(connection: Connection, planned: Evening):
    first = known(connection, planned.host.id, 2)
    second = known(connection, planned.host.id, 3, at=NOW + A_DAY)
    live_through(connection, MARKED_ON + A_DAY)

    warning = leaving(connection, planned.host.id, MARKED_ON + A_DAY)

    assert warning is not None
    assert (warning.day, warning.count) == (LAST_DAY, 2)
    assert people_leaving(connection, planned.host.id, MARKED_ON + A_DAY) == {*first, *second}


def test_warning_is_silent_as_soon_as_they_are_picked(connection: Connection, planned: Evening):
    (stranger,) = known(connection, planned.host.id)
    forget_unpicked(connection, MARKED_ON)
    before = leaves_on(connection, planned.host.id, stranger, MARKED_ON)
    tables.wish(connection, planned, stranger, Wish.HOPED)

    after = leaves_on(connection, planned.host.id, stranger, MARKED_ON)

    assert (before, after) == (LAST_DAY, None)
    assert leaving(connection, planned.host.id, MARKED_ON) is None


def test_it_is_looked_once_an_hour_and_anew_while_more_are_due(each_engine: Engine):
    with transaction(each_engine) as connection:
        planned = lay_evening(connection)
        picked = len(ids_of(connection))
        known(connection, planned.host.id, MOST_AT_ONCE + 1)
        forget_unpicked(connection, MARKED_ON)
    clock = [MARKED_ON]
    forget = forgetter(each_engine, lambda: clock[0])

    def left_after(now: datetime) -> int:
        clock[0] = now
        forget()
        with reading(each_engine) as connection:
            return len(ids_of(connection)) - picked

    minute = timedelta(minutes=1)
    due = NOW + 31 * A_DAY
    assert [left_after(at) for at in (MARKED_ON, due, due + minute)] == [MOST_AT_ONCE + 1, 1, 0]
    with transaction(each_engine) as connection:
        known(connection, planned.host.id, at=NOW)
        connection.execute(sa.update(schema.people).where(schema.people.c.id > MOST_AT_ONCE).values(leaves_on=LAST_DAY))
    assert [left_after(due + n * minute) for n in (2, 59, 61)] == [1, 1, 0]


def test_program_looks_by_itself_where_no_mailbox_is_set(each_engine: Engine):
    with transaction(each_engine) as connection:
        (stranger,) = known(connection, lay_evening(connection).host.id)

    mailboxes.reader(each_engine, "", KEYS, lambda: MARKED_ON)()

    with reading(each_engine) as connection:
        assert days_of(connection) == {stranger: LAST_DAY}
