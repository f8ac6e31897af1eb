"""Answers of guests, whatever their channel: believed or not, noted once, the last one counts."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import Connection

from organizer.domain.errors import NotFoundError
from organizer.domain.outbox import DispatchState
from organizer.domain.replies import CalendarReply, Verdict
from organizer.domain.tokens import guest_token
from organizer.domain.vocabulary import HostId, ParticipationStatus
from organizer.services import invitations, replies
from organizer.services.calendar_answers import note_calendar_reply
from organizer.services.incoming_seats import Receipt
from organizer.services.replies import AnswerTooLateError, NotInvitedError, answer, guest_page
from organizer.services.round_changes import NewTerms, cancel_round, change_round
from organizer.services.rounds import Evening
from organizer.store import outbox
from organizer.store import replies as store
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
)

YES, NO, MAYBE = ParticipationStatus.ACCEPTED, ParticipationStatus.DECLINED, ParticipationStatus.TENTATIVE


@pytest.fixture
def planned(connection: Connection) -> Evening:
    laid = lay_evening(connection)
    invitations.invite(connection, laid, OFFICE, NOW, as_drafts=False)
    let_leave(connection, laid)
    return again(connection, laid)


def bobs(connection: Connection, planned: Evening):
    return invitations_of(connection, planned)[0]


def token(connection: Connection, planned: Evening) -> str:
    return guest_token(KEYS, bobs(connection, planned).uid)


def stands(connection: Connection, planned: Evening) -> ParticipationStatus:
    bob = bobs(connection, planned)
    return replies.standings(connection, [bob])[bob.id].status


def a_calendar_reply(connection: Connection, planned: Evening, **changes) -> CalendarReply:
    reply = CalendarReply(
        uid=bobs(connection, planned).uid,
        attendee=planned.guests[0].email,
        status=YES,
        sequence=0,
        dtstamp=NOW + timedelta(hours=1),
    )
    return replace(reply, **changes)


@pytest.mark.parametrize("state", [DispatchState.UNCERTAIN, DispatchState.HANDED])
def test_answer_on_the_page_proves_that_the_mail_with_its_link_arrived(
    connection: Connection, planned: Evening, state: DispatchState
):
    ids = [mail.id for mail in mails_of(connection, planned)]
    outbox.change_state(connection, ids, from_=(DispatchState.SENT,), to=state, now=NOW)

    answer(connection, token(connection, planned), YES, "", NOW)

    states = [mail.state for mail in mails_of(connection, planned)]
    assert states == [DispatchState.SENT, *[state] * 4]


def test_answer_on_the_page_does_not_tell_which_of_two_mails_arrived(connection: Connection, planned: Evening):
    change_round(
        connection,
        planned,
        NewTerms(
            starts_at=STARTS_AT, time_zone="Europe/Berlin", length_minutes=60, video_link=planned.round.video_link
        ),
        OFFICE,
        NOW,
        as_drafts=True,
    )

    answer(connection, token(connection, planned), YES, "", NOW)

    changes = [mail.state for mail in mails_of(connection, again(connection, planned)) if mail.sequence]
    assert changes == [DispatchState.HANDED] * 5


def test_last_word_counts_whatever_its_channel(connection: Connection, planned: Evening):
    said = []

    answer(connection, token(connection, planned), YES, "", NOW)
    said.append(stands(connection, planned))
    note_calendar_reply(
        connection, a_calendar_reply(connection, planned, status=NO), Receipt(now=NOW + timedelta(hours=1))
    )
    said.append(stands(connection, planned))
    replies.record(connection, bobs(connection, planned), MAYBE, "on the phone", NOW + timedelta(hours=2))
    said.append(stands(connection, planned))

    assert said == [YES, NO, MAYBE]
    assert len(store.replies_to(connection, [bobs(connection, planned).id])[bobs(connection, planned).id]) == 3


def test_same_word_again_adds_nothing_and_a_new_word_does(connection: Connection, planned: Evening):
    bob = bobs(connection, planned)

    for comment in ("", "", "with joy"):
        replies.record(connection, bob, YES, comment, NOW)

    assert [reply.comment for reply in store.replies_to(connection, [bob.id])[bob.id]] == ["", "with joy"]


def test_same_answer_after_a_move_is_a_new_one(connection: Connection, planned: Evening):
    answer(connection, token(connection, planned), YES, "", NOW)
    terms = NewTerms(
        starts_at=STARTS_AT + timedelta(hours=1), time_zone="Europe/Berlin", length_minutes=90, video_link=""
    )
    change_round(connection, planned, terms, OFFICE, NOW, as_drafts=False)
    moved = stands(connection, planned)

    answer(connection, token(connection, planned), YES, "", NOW)

    assert (moved, stands(connection, planned)) == (ParticipationStatus.NEEDS_ACTION, YES)


def test_calendar_answer_to_the_old_date_is_told_as_such(connection: Connection, planned: Evening):
    reply = a_calendar_reply(connection, planned)
    terms = NewTerms(
        starts_at=STARTS_AT + timedelta(hours=1), time_zone="Europe/Berlin", length_minutes=90, video_link=""
    )
    change_round(connection, planned, terms, OFFICE, NOW, as_drafts=False)

    noted = note_calendar_reply(connection, reply, Receipt(now=NOW))

    assert (noted.verdict, noted.change) == (Verdict.STALE, None)
    assert stands(connection, planned) is ParticipationStatus.NEEDS_ACTION


@pytest.mark.parametrize(
    ("changes", "verdict"),
    [
        ({"uid": "unknown"}, Verdict.UNKNOWN_INVITATION),
        ({"attendee": "charlie@elsewhere.example.org"}, Verdict.WRONG_ATTENDEE),
        ({"sequence": 1}, Verdict.FROM_THE_FUTURE),
        ({"status": None}, Verdict.NO_STATUS),
        ({"method": "COUNTER"}, Verdict.OTHER_TIME),
    ],
)
def test_calendar_reply_that_does_not_count_changes_nothing(
    connection: Connection, planned: Evening, changes: dict[str, object], verdict: Verdict
):
    noted = note_calendar_reply(connection, a_calendar_reply(connection, planned, **changes), Receipt(now=NOW))

    assert (noted.verdict, noted.change) == (verdict, None)
    assert stands(connection, planned) is ParticipationStatus.NEEDS_ACTION


def test_reply_brought_by_another_host_is_unknown(connection: Connection, planned: Evening):
    reply = a_calendar_reply(connection, planned)

    noted = note_calendar_reply(connection, reply, Receipt(now=NOW, only_of=HostId(planned.host.id + 1)))

    assert (noted.verdict, noted.person) == (Verdict.UNKNOWN_INVITATION, "")
    assert stands(connection, planned) is ParticipationStatus.NEEDS_ACTION


def test_page_is_found_by_its_token_only(connection: Connection, planned: Evening):
    assert guest_page(connection, token(connection, planned)).invitation == bobs(connection, planned)
    with pytest.raises(NotFoundError):
        guest_page(connection, token(connection, planned)[:-1])


def test_answer_is_possible_until_the_start(connection: Connection, planned: Evening):
    answer(connection, token(connection, planned), YES, "", STARTS_AT - timedelta(seconds=1))

    with pytest.raises(AnswerTooLateError):
        answer(connection, token(connection, planned), NO, "", STARTS_AT)


def test_answer_to_a_cancelled_evening_is_refused(connection: Connection, planned: Evening):
    bob = token(connection, planned)
    cancel_round(connection, planned, OFFICE, NOW, as_drafts=False)

    with pytest.raises(NotInvitedError):
        answer(connection, bob, YES, "", NOW)


def test_answer_to_a_withdrawn_invitation_cannot_be_recorded(connection: Connection, planned: Evening):
    invitations.withdraw(connection, planned, planned.guests[0].id, OFFICE, NOW, as_drafts=False)

    with pytest.raises(NotInvitedError):
        replies.record(connection, bobs(connection, planned), YES, "", NOW)
