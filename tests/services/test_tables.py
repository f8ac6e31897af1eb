"""What the pages of the table rely on beyond what their own tests see."""

from dataclasses import replace

import pytest
from sqlalchemy import Connection

from organizer.domain.errors import NotFoundError
from organizer.domain.rounds import RoundState
from organizer.domain.table_requests import TableSizeError, Wish
from organizer.domain.vocabulary import Language, PersonId
from organizer.services import attendee_lists, crowds, people, tables
from organizer.services.rounds import Evening, RoundCancelledError
from organizer.services.tables import (
    AskedNotToError,
    NoTopicError,
    SamePersonError,
    Sought,
    SpeaksAlreadyError,
    StillInvitedError,
    TableFullError,
)
from organizer.store import invitations as invitation_store
from organizer.store import rounds as round_store
from tests.builders import NOW, a_person
from tests.services.evenings import KEYS, again, another_host, lay_evening

MARKUS = PersonId(999)


def table_of(connection: Connection, planned: Evening) -> tuple[list[int], list[int]]:
    now = again(connection, planned)
    return [one.id for one in now.guests], [one.id for one in now.bench]


def test_describe_evening_refuses_tables_of_four_and_eleven(connection: Connection):
    planned = lay_evening(connection)

    for guests in (4, 11):
        with pytest.raises(TableSizeError):
            tables.describe_evening(
                connection, planned, topic="Privacy", question="", spoken_language=Language.EN, guests=guests
            )


def test_suggest_needs_a_topic(connection: Connection):
    planned = lay_evening(connection)
    speechless = replace(planned, party=replace(planned.party, topic=" "))

    for deed in (tables.suggest_table, tables.suggest_another):
        with pytest.raises(NoTopicError):
            deed(connection, speechless)


def test_candidates_are_those_of_confirmed_lists_only(connection: Connection):
    planned = lay_evening(connection, seats=5, bench=2)
    content = b"Name;E-Mail\nAnna Kurz;anna@example.org\nBo Lang;bo@example.org\n"
    list_id = attendee_lists.upload(connection, planned.host.id, planned.party.occasion.id, content, "a.csv", NOW)

    before = crowds.of_party(connection, planned.party).crowd.people
    attendee_lists.confirm(connection, planned.host.id, list_id, KEYS, NOW)
    after = crowds.of_party(connection, planned.party).crowd.people

    assert len(before) == 7
    assert [person.name.full for person in after] == ["Anna Kurz", "Bo Lang"]


def test_seat_pins_whom_the_host_seats_and_takes_back_not_now(connection: Connection):
    planned = lay_evening(connection, seats=4, bench=2)
    bob = planned.bench[1].id
    tables.wish(connection, planned, bob, None)
    tables.take_off(connection, planned, bob)
    tables.wish(connection, again(connection, planned), bob, Wish.NOT_NOW)

    tables.seat(connection, again(connection, planned), bob)

    now = again(connection, planned)
    assert now.seat_of(bob).pinned
    assert tables.look_at(connection, now, Sought()).wishes == {}


def test_seat_of_somebody_seated_changes_nothing(connection: Connection):
    planned = lay_evening(connection)

    tables.seat(connection, planned, planned.guests[0].id)

    assert again(connection, planned).seats == planned.seats


def test_seat_refuses_a_full_table_strangers_and_the_speaker(connection: Connection):
    planned = lay_evening(connection, with_speaker=True)

    with pytest.raises(TableFullError):
        tables.seat(connection, planned, planned.bench[0].id)
    with pytest.raises(NotFoundError):
        tables.seat(connection, planned, MARKUS)
    with pytest.raises(SpeaksAlreadyError):
        tables.seat(connection, planned, planned.speaker.id)


def test_seat_refuses_whoever_does_not_wish_to_be_written_to(connection: Connection):
    planned = lay_evening(connection, seats=4)
    people.never_again(connection, planned.host.id, planned.bench[0].id, KEYS, NOW)

    with pytest.raises(AskedNotToError):
        tables.seat(connection, planned, planned.bench[0].id)
    with pytest.raises(AskedNotToError):
        tables.swap(connection, planned, planned.guests[0].id, planned.bench[0].id)


def test_swap_puts_whoever_leaves_first_on_the_bench(connection: Connection):
    planned = lay_evening(connection, seats=5, bench=2)
    seated, bench = table_of(connection, planned)

    tables.swap(connection, planned, PersonId(seated[2]), PersonId(bench[1]))

    assert table_of(connection, planned) == (
        [*seated[:2], bench[1], *seated[3:]],
        [seated[2], bench[0]],
    )
    assert again(connection, planned).seat_of(PersonId(bench[1])).pinned


def test_swap_of_somebody_without_a_seat_is_nowhere(connection: Connection):
    planned = lay_evening(connection)

    with pytest.raises(NotFoundError):
        tables.swap(connection, planned, planned.bench[0].id)


def test_swap_with_somebody_seated_changes_nothing(connection: Connection):
    planned = lay_evening(connection)

    tables.swap(connection, planned, planned.guests[0].id, planned.guests[1].id)

    assert again(connection, planned).seats == planned.seats


def test_best_swap_never_brings_the_speaker_to_the_table(connection: Connection):
    planned = lay_evening(connection, bench=0, with_speaker=True)

    with pytest.raises(tables.NobodyToSwapError):
        tables.swap(connection, planned, planned.guests[0].id)


def test_never_together_needs_two_known_people(connection: Connection):
    planned = lay_evening(connection)
    bob = planned.guests[0].id

    with pytest.raises(SamePersonError):
        tables.keep_apart(connection, planned, bob, bob, apart=True)
    with pytest.raises(NotFoundError):
        tables.keep_apart(connection, planned, bob, MARKUS, apart=True)


def test_people_of_another_host_cannot_be_wished_for(connection: Connection):
    planned = lay_evening(connection)
    charlie = another_host(connection)
    (theirs,) = people.add_people(connection, charlie.id, [a_person()], KEYS, NOW)

    with pytest.raises(NotFoundError):
        tables.wish(connection, planned, theirs, Wish.HOPED)


def test_cancelled_round_keeps_its_table(connection: Connection):
    planned = lay_evening(connection)
    round_store.update_round(connection, planned.round.id, {"state": RoundState.CANCELLED})
    over = again(connection, planned)
    bob = over.guests[0].id

    deeds = [
        lambda: tables.suggest_table(connection, over),
        lambda: tables.suggest_another(connection, over),
        lambda: tables.pin(connection, over, bob, pinned=True),
        lambda: tables.seat(connection, over, over.bench[0].id),
        lambda: tables.take_off(connection, over, bob),
        lambda: tables.swap(connection, over, bob),
        lambda: tables.wish(connection, over, bob, Wish.MUST),
        lambda: tables.keep_apart(connection, over, bob, over.guests[1].id, apart=True),
    ]

    for deed in deeds:
        with pytest.raises(RoundCancelledError):
            deed()


def test_suggest_another_keeps_the_invited_even_when_their_list_is_gone(connection: Connection):
    planned = lay_evening(connection, seats=5, bench=2)
    values = {"round_id": planned.round.id, "person_id": planned.guests[0].id, "role": "guest", "state": "open"}
    invitation_store.insert_invitation(connection, {**values, "uid": "u", "token_hash": "t"}, NOW)
    content = "Name;E-Mail\n" + "".join(f"Anna Kurz{n};anna{n}@haus{n}.example.org\n" for n in range(8))
    list_id = attendee_lists.upload(
        connection, planned.host.id, planned.party.occasion.id, content.encode(), "a.csv", NOW
    )
    attendee_lists.confirm(connection, planned.host.id, list_id, KEYS, NOW)

    tables.suggest_another(connection, planned)

    seated, _ = table_of(connection, planned)
    assert planned.guests[0].id in seated
    with pytest.raises(StillInvitedError):
        tables.take_off(connection, again(connection, planned), planned.guests[0].id)


def test_look_at_clamps_the_page(connection: Connection):
    planned = lay_evening(connection)

    seen = tables.look_at(connection, planned, Sought(page=10**6))

    assert (seen.page, seen.pages, seen.found, seen.everybody) == (1, 1, 7, 7)
