"""From one round to the next: last time's people in the order in which they are asked again."""

from datetime import timedelta

import pytest
from sqlalchemy import Connection

from organizer.domain.next_round import Turnout
from organizer.domain.rounds import RoundState
from organizer.domain.vocabulary import ParticipationStatus
from organizer.services import invitations, people, replies, tables, turnouts
from organizer.services.next_round import StillPlanningError, look_back, open_next_round, plan_next_round
from organizer.services.parties import view
from organizer.services.round_changes import cancel_round
from organizer.services.rounds import Evening
from organizer.services.turnouts import NotBegunError, note_attendance
from tests.builders import NOW
from tests.services.evenings import KEYS, OFFICE, STARTS_AT, again, invitations_of, lay_evening, let_leave

AFTER = STARTS_AT + timedelta(hours=3)


@pytest.fixture
def planned(connection: Connection) -> Evening:
    laid = lay_evening(connection)
    invitations.invite(connection, laid, OFFICE, NOW, as_drafts=False)
    let_leave(connection, laid)
    return again(connection, laid)


def say(connection: Connection, planned: Evening, *statuses: str) -> None:
    for guest, status in zip(planned.guests, statuses, strict=False):
        invitation = invitations.open_invitation(connection, again(connection, planned), guest.id)
        replies.record(connection, invitation, ParticipationStatus(status), "", NOW)


def looked(connection: Connection, planned: Evening) -> list[tuple[str, str]]:
    return [(one.person.name.given, one.turnout.value) for one in look_back(connection, again(connection, planned))]


def test_look_back_sorts_by_attendance_and_answer(connection: Connection, planned: Evening):
    say(connection, planned, "ACCEPTED", "ACCEPTED", "TENTATIVE", "DECLINED")
    note_attendance(connection, planned, {planned.guests[1].id, planned.guests[2].id}, AFTER)

    assert looked(connection, planned) == [
        ("Carla", "came"),
        ("Dirk", "came"),
        ("Edda", "said no"),
        ("Gerd", "bench"),
        ("Hanna", "bench"),
        ("Femke", "silent"),
        ("Bob", "did not come"),
    ]


def test_attendance_says_nothing_of_whoever_declined_and_stayed_away(connection: Connection, planned: Evening):
    say(connection, planned, "DECLINED", "DECLINED", "ACCEPTED")

    note_attendance(connection, planned, {planned.guests[1].id}, AFTER)

    assert [one.came for one in invitations_of(connection, planned)] == [None, True, False, False, False]


def test_attendance_can_be_corrected(connection: Connection, planned: Evening):
    note_attendance(connection, planned, {planned.guests[0].id}, AFTER)
    note_attendance(connection, planned, {planned.guests[1].id}, AFTER)

    assert [one.came for one in invitations_of(connection, planned)] == [False, True, False, False, False]


def test_nobody_came_before_the_start(connection: Connection, planned: Evening):
    with pytest.raises(NotBegunError):
        note_attendance(connection, planned, set(), STARTS_AT - timedelta(minutes=1))


def test_whoever_said_no_and_lost_the_seat_still_said_no(connection: Connection, planned: Evening):
    say(connection, planned, "DECLINED")
    tables.bring_in(connection, again(connection, planned), planned.bench[0].id)

    assert ("Bob", "said no") in looked(connection, planned)


def test_whoever_was_withdrawn_waits_on_the_bench(connection: Connection, planned: Evening):
    say(connection, planned, "ACCEPTED")
    invitations.withdraw(connection, planned, planned.guests[0].id, OFFICE, NOW, as_drafts=False)

    assert ("Bob", Turnout.BENCH.value) in looked(connection, planned)


def test_whoever_does_not_wish_to_be_written_to_is_left_out(connection: Connection, planned: Evening):
    say(connection, planned, *["ACCEPTED"] * 5)
    people.never_again(connection, planned.host.id, planned.guests[0].id, KEYS, NOW)

    second = plan_next_round(connection, again(connection, planned))

    assert [one.name.given for one in second.guests] == ["Carla", "Dirk", "Edda", "Femke"]


def test_next_round_of_a_cancelled_one_begins_with_whoever_had_not_said_no(connection: Connection, planned: Evening):
    say(connection, planned, "ACCEPTED", "DECLINED")
    cancel_round(connection, again(connection, planned), OFFICE, NOW, as_drafts=False)

    second = open_next_round(connection, planned.host, planned.party.id)

    assert [one.name.given for one in second.guests] == ["Bob", "Dirk", "Edda", "Femke"]
    assert second.round.starts_at is None
    assert second.round.video_link == planned.round.video_link


def test_next_round_asked_for_twice_is_one(connection: Connection, planned: Evening):
    first, second = (open_next_round(connection, planned.host, planned.party.id) for _ in range(2))

    assert first.round == second.round
    assert (first.round.number, first.round.state) == (2, RoundState.PLANNING)


def test_first_round_has_to_be_invited_to_before_the_next(connection: Connection):
    laid = lay_evening(connection)

    with pytest.raises(StillPlanningError):
        open_next_round(connection, laid.host, laid.party.id)


def test_turnouts_of_a_round_that_is_still_ahead_are_the_answers(connection: Connection, planned: Evening):
    say(connection, planned, "ACCEPTED", "TENTATIVE")

    stood = turnouts.turnouts_of(connection, planned.round)

    assert [stood[one.id].value for one in planned.guests] == ["said yes", "said maybe", *["silent"] * 3]


def test_view_of_a_party_counts_seats_and_answers_of_the_last_round(connection: Connection, planned: Evening):
    say(connection, planned, "ACCEPTED", "DECLINED")

    shown = view(connection, planned.party)

    assert (shown.next_step, shown.seated, shown.answered, shown.coming) == ("board", 5, 2, 1)


def test_met_before_is_who_was_there(connection: Connection, planned: Evening):
    say(connection, planned, "ACCEPTED", "ACCEPTED", "TENTATIVE", "DECLINED")
    note_attendance(connection, planned, {planned.guests[1].id, planned.guests[2].id}, AFTER)
    opened = plan_next_round(connection, again(connection, planned))

    assert turnouts.rounds_attended(connection, opened) == {planned.guests[1].id: (1,), planned.guests[2].id: (1,)}


def test_nobody_was_met_at_a_cancelled_evening(connection: Connection, planned: Evening):
    say(connection, planned, "ACCEPTED")
    cancel_round(connection, again(connection, planned), OFFICE, NOW, as_drafts=False)
    opened = plan_next_round(connection, again(connection, planned))

    assert turnouts.rounds_attended(connection, opened) == {}
