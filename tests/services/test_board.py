"""The next best act, and who takes a seat."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import Connection

from organizer.domain.errors import NotFoundError
from organizer.domain.outbox import DispatchState
from organizer.domain.vocabulary import DispatchId, Level, ParticipationStatus
from organizer.services import invitations, people, refused_mails, replies, tables, turnouts
from organizer.services.board import Board, NextAct, board, mails_in
from organizer.services.refused_mails import NotRefusedError
from organizer.services.round_changes import NewTerms, change_round
from organizer.services.rounds import Evening
from tests.builders import NOW
from tests.services.evenings import (
    KEYS,
    OFFICE,
    STARTS_AT,
    again,
    invitations_of,
    lay_evening,
    let_leave,
    mails_of,
    settle,
    told,
)

AFTER = STARTS_AT + timedelta(hours=3)


def invited(connection: Connection, *, with_speaker: bool = False) -> Evening:
    planned = lay_evening(connection, with_speaker=with_speaker)
    invitations.invite(connection, planned, OFFICE, NOW, as_drafts=False)
    return again(connection, planned)


def seen(connection: Connection, planned: Evening, now=NOW) -> Board:
    return board(connection, again(connection, planned), now)


def say(connection: Connection, planned: Evening, place: int, status: str) -> None:
    invitation = invitations.open_invitation(connection, again(connection, planned), planned.guests[place].id)
    replies.record(connection, invitation, ParticipationStatus(status), "", NOW)


def test_board_of_an_empty_table_asks_to_lay_it(connection: Connection):
    planned = lay_evening(connection)
    tables.arrange(connection, planned, [], [])

    assert seen(connection, planned).next_act is NextAct.LAY_TABLE


@pytest.mark.parametrize(
    ("state", "act"),
    [
        (DispatchState.HELD, NextAct.RELEASE_HELD),
        (DispatchState.UNCERTAIN, NextAct.RESOLVE_UNCERTAIN),
        (DispatchState.FAILED, NextAct.MEND_FAILED),
        (DispatchState.HANDED, NextAct.SEND_DRAFTS),
        (DispatchState.SENT, NextAct.WAIT),
    ],
)
def test_board_leads_to_what_the_mails_wait_for(connection: Connection, state: DispatchState, act: NextAct):
    planned = invited(connection)

    settle(connection, planned, state)

    assert seen(connection, planned).next_act is act


def test_board_leads_through_the_life_of_a_round(connection: Connection):
    planned = invited(connection)
    let_leave(connection, planned)
    acts = [seen(connection, planned).next_act]

    say(connection, planned, 0, "DECLINED")
    acts.append(seen(connection, planned).next_act)
    tables.bring_in(connection, again(connection, planned), planned.bench[0].id)
    acts.append(seen(connection, planned).next_act)
    invitations.invite(connection, again(connection, planned), OFFICE, NOW, as_drafts=False)
    let_leave(connection, planned)
    acts.append(seen(connection, planned).next_act)
    acts.append(seen(connection, planned, AFTER).next_act)
    turnouts.note_attendance(connection, again(connection, planned), {planned.guests[1].id}, AFTER)
    acts.append(seen(connection, planned, AFTER).next_act)

    assert acts == [
        NextAct.WAIT,
        NextAct.FILL_SEAT,
        NextAct.INVITE_WAITING,
        NextAct.WAIT,
        NextAct.NOTE_ATTENDANCE,
        NextAct.PLAN_NEXT,
    ]


def test_opted_out_guest_is_not_awaited_and_gives_the_seat_to_the_bench(connection: Connection):
    planned = invited(connection)
    let_leave(connection, planned)
    people.never_again(connection, planned.host.id, planned.guests[0].id, KEYS, NOW)

    before = seen(connection, planned)
    tally = turnouts.tally_of(connection, planned.round)
    tables.bring_in(connection, again(connection, planned), planned.bench[0].id)

    assert [(row.wants_no_mail, row.opted_out_at) for row in before.rows[:2]] == [(True, NOW), (False, None)]
    assert (before.next_act, before.falls_free, before.free_seats) == (NextAct.FILL_SEAT, before.rows[0].person, 1)
    assert len(before.with_status(ParticipationStatus.NEEDS_ACTION)) == tally.total() == 4
    seated = [one.id for one in again(connection, planned).guests]
    assert seated == [one.id for one in (*planned.guests[1:], planned.bench[0])]


def test_opted_out_guest_who_said_yes_keeps_the_seat(connection: Connection):
    planned = invited(connection)
    let_leave(connection, planned)
    say(connection, planned, 0, "ACCEPTED")
    people.never_again(connection, planned.host.id, planned.guests[0].id, KEYS, NOW)

    assert seen(connection, planned).free_seats == 0


def test_whoever_said_no_gives_the_seat_back_and_takes_one_again_with_a_yes(connection: Connection):
    planned = invited(connection)
    free = [seen(connection, planned).free_seats]

    say(connection, planned, 0, "DECLINED")
    free.append(seen(connection, planned).free_seats)
    tables.bring_in(connection, again(connection, planned), planned.bench[0].id)
    say(connection, planned, 0, "ACCEPTED")
    free.append(seen(connection, planned).free_seats)

    late = next(row for row in seen(connection, planned).rows if row.person.id == planned.guests[0].id)
    assert free == [0, 1, 0]
    assert (late.has_seat, late.takes_seat) == (False, True)


def test_seat_given_away_is_offered_again_only_where_one_is_free(connection: Connection):
    planned = invited(connection)
    say(connection, planned, 0, "DECLINED")
    tables.bring_in(connection, again(connection, planned), planned.bench[0].id)

    with pytest.raises(tables.TableFullError):
        invitations.offer_again(connection, again(connection, planned), planned.guests[0].id, NOW)


def test_stopped_guest_who_was_put_on_the_bench_waits_there(connection: Connection):
    planned = invited(connection)
    invitations.stop(connection, planned, NOW)
    bob, gerd = planned.guests[0].id, planned.bench[0].id
    tables.swap(connection, again(connection, planned), bob, gerd)

    now = seen(connection, planned)

    assert bob in [one.id for one in now.bench]
    assert bob not in [row.person.id for row in now.rows]


def test_speaker_is_beside_the_seats(connection: Connection):
    planned = invited(connection, with_speaker=True)

    now = seen(connection, planned)

    assert [len(now.rows), now.free_seats, len(now.with_status(ParticipationStatus.NEEDS_ACTION))] == [6, 0, 5]


def test_speaker_withdrawn_leaves_no_slot(connection: Connection):
    planned = invited(connection, with_speaker=True)
    let_leave(connection, planned)

    invitations.withdraw(connection, planned, planned.speaker.id, OFFICE, NOW, as_drafts=False)

    assert again(connection, planned).round.speaker_slot is None
    assert told(connection, planned)[-1][1:] == ("cancellation", 1, "queued")


def test_mails_of_another_round_are_not_found(connection: Connection):
    planned = invited(connection)

    with pytest.raises(NotFoundError):
        mails_in(connection, planned, DispatchState.QUEUED, DispatchId(99))


def test_only_refused_mails_are_mended(connection: Connection):
    planned = invited(connection)
    (mail, *_) = mails_of(connection, planned)

    with pytest.raises(NotRefusedError):
        refused_mails.mend(connection, planned, mail.id, "x@neu.example.org", OFFICE, NOW, as_drafts=False)


def test_update_that_was_refused_becomes_an_invitation_at_the_new_address(connection: Connection):
    planned = invited(connection)
    let_leave(connection, planned)
    terms = NewTerms(
        starts_at=STARTS_AT + timedelta(hours=1), time_zone="Europe/Berlin", length_minutes=90, video_link=""
    )
    change_round(connection, planned, terms, OFFICE, NOW, as_drafts=False)
    settle(connection, planned, DispatchState.FAILED)
    refused = mails_in(connection, planned, DispatchState.FAILED)[0]

    refused_mails.mend(
        connection, again(connection, planned), refused.id, "robert@neu.example.org", OFFICE, NOW, as_drafts=False
    )

    assert ("robert", "invitation", 2, "queued") in told(connection, planned)
    assert ("bob", "update", 1, "cancelled") in told(connection, planned)
    bob = invitations_of(connection, planned)[0]
    assert (bob.sequence, bob.asked_sequence) == (2, 2)


def test_bench_comes_in_the_order_for_the_seat_that_falls_free(connection: Connection):
    planned = lay_evening(connection, seats=5, bench=2)
    leaving, last = planned.guests[1], planned.bench[1]
    # Only the last of the bench is from where the guest is who says no.
    for person in (leaving, last):
        people.correct(connection, planned.host.id, replace(person, level=Level.TOP, country="AT"), KEYS)
    invitations.invite(connection, again(connection, planned), OFFICE, NOW, as_drafts=False)
    let_leave(connection, planned)
    before = seen(connection, planned)

    say(connection, planned, 1, "DECLINED")
    after = seen(connection, planned)

    assert (before.falls_free, before.bench) == (None, again(connection, planned).bench)
    assert after.falls_free is not None
    assert (after.falls_free.id, after.bench[0].id) == (leaving.id, last.id)
    assert after.next_act is NextAct.FILL_SEAT
