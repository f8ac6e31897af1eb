"""Which replies count, and where a seat stands."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from organizer.domain.invitations import Invitation, InvitationState, Role
from organizer.domain.replies import CalendarReply, Channel, Reply, Standing, Verdict, in_order, standing, weigh
from organizer.domain.vocabulary import InvitationId, ParticipationStatus, PersonId, RoundId

BOB = "bob@polder.example.org"
CHARLIE = "charlie@stranger.example.net"
SAID = datetime(2026, 11, 3, 8, 15, tzinfo=UTC)
MINUTE = timedelta(minutes=1)


def an_invitation(**changes) -> Invitation:
    bobs = Invitation(
        id=InvitationId(5),
        round_id=RoundId(1),
        person_id=PersonId(11),
        role=Role.GUEST,
        uid="k7q2m4x9",
        sequence=3,
        asked_sequence=2,
        state=InvitationState.OPEN,
    )
    return replace(bobs, **changes)


def a_calendar_reply(**changes) -> CalendarReply:
    yes = CalendarReply(
        uid="k7q2m4x9",
        attendee=BOB,
        status=ParticipationStatus.ACCEPTED,
        sequence=3,
        dtstamp=SAID,
        sender=BOB,
    )
    return replace(yes, **changes)


def a_reply(**changes) -> Reply:
    yes = Reply(
        invitation_id=InvitationId(5),
        status=ParticipationStatus.ACCEPTED,
        channel=Channel.CALENDAR,
        sequence=3,
        said_at=SAID,
        received_at=SAID + MINUTE,
    )
    return replace(yes, **changes)


@pytest.mark.parametrize(
    ("attendee", "sender", "verdict"),
    [
        (BOB, BOB, Verdict.TAKEN),
        (BOB, CHARLIE, Verdict.UNPROVEN),
        (BOB, "", Verdict.UNPROVEN),
        (BOB, None, Verdict.TAKEN),
        ("BOB@Polder.Example.org", None, Verdict.TAKEN),
        (CHARLIE, BOB, Verdict.WRONG_ATTENDEE),
        ("", BOB, Verdict.TAKEN),
        ("", "", Verdict.UNPROVEN),
        (CHARLIE, CHARLIE, Verdict.WRONG_ATTENDEE),
        (CHARLIE, "", Verdict.WRONG_ATTENDEE),
        (CHARLIE, None, Verdict.WRONG_ATTENDEE),
        ("x" + BOB, BOB + ".evil.example", Verdict.WRONG_ATTENDEE),
    ],
)
def test_attendee_is_the_invitee_and_a_second_proof_is_needed(attendee, sender, verdict):
    assert weigh(a_calendar_reply(attendee=attendee, sender=sender), an_invitation(), {BOB}, ()) is verdict


def test_invitee_without_an_address_proves_nothing():
    assert weigh(a_calendar_reply(attendee="", sender=None), an_invitation(), {""}, ()) is Verdict.UNPROVEN


def test_address_with_umlauts_is_the_same_as_it_travels():
    reply = a_calendar_reply(attendee="zoe@xn--bcher-kva.example.org", sender=None)

    assert weigh(reply, an_invitation(), {"Zoe@Bücher.example.org"}, ()) is Verdict.TAKEN


@pytest.mark.parametrize(
    ("changes", "verdict"),
    [
        ({"sequence": 1}, Verdict.STALE),
        ({"sequence": 2}, Verdict.TAKEN),
        ({"sequence": 3}, Verdict.TAKEN),
        ({"sequence": 4}, Verdict.FROM_THE_FUTURE),
        ({"status": None}, Verdict.NO_STATUS),
        ({"status": None, "delegate": CHARLIE}, Verdict.DELEGATED),
        ({"status": None, "delegate": "-"}, Verdict.DELEGATED),
        ({"status": ParticipationStatus.NEEDS_ACTION}, Verdict.NO_STATUS),
        ({"status": ParticipationStatus.DECLINED}, Verdict.TAKEN),
        ({"status": ParticipationStatus.TENTATIVE}, Verdict.TAKEN),
        ({"method": "COUNTER", "status": None}, Verdict.OTHER_TIME),
        ({"method": "COUNTER"}, Verdict.OTHER_TIME),
        ({"method": "COUNTER", "sequence": 1}, Verdict.STALE),
        ({"method": "REQUEST"}, Verdict.NO_ANSWER),
        ({"method": ""}, Verdict.NO_ANSWER),
    ],
)
def test_only_an_answer_to_what_was_asked_counts(changes, verdict):
    assert weigh(a_calendar_reply(**changes), an_invitation(), {BOB}, ()) is verdict


@pytest.mark.parametrize(
    ("invitation", "verdict"),
    [
        (None, Verdict.UNKNOWN_INVITATION),
        (an_invitation(state=InvitationState.CLOSED), Verdict.CLOSED),
        (an_invitation(state=InvitationState.PLANNED), Verdict.CLOSED),
    ],
)
def test_only_an_open_invitation_can_be_answered(invitation, verdict):
    assert weigh(a_calendar_reply(), invitation, {BOB}, ()) is verdict


@pytest.mark.parametrize(
    ("known", "verdict"),
    [
        (a_reply(said_at=SAID - MINUTE), Verdict.TAKEN),
        (a_reply(), Verdict.REPEATED),
        (a_reply(status=ParticipationStatus.DECLINED), Verdict.TAKEN),
        (a_reply(said_at=SAID + MINUTE), Verdict.OLDER),
        (a_reply(sequence=2, said_at=SAID + MINUTE), Verdict.TAKEN),
        (a_reply(channel=Channel.PAGE, said_at=SAID - MINUTE), Verdict.TAKEN),
        (a_reply(channel=Channel.PAGE, said_at=SAID + MINUTE), Verdict.OLDER),
        (a_reply(channel=Channel.HOST, said_at=SAID + MINUTE), Verdict.OLDER),
    ],
)
def test_later_word_wins(known, verdict):
    assert weigh(a_calendar_reply(), an_invitation(), {BOB}, [known]) is verdict


@pytest.mark.parametrize(
    ("aligned", "attendee", "sender", "verdict"),
    [
        (True, BOB, CHARLIE, Verdict.TAKEN),
        (True, BOB, BOB, Verdict.TAKEN),
        (False, BOB, BOB, Verdict.UNPROVEN),
        (False, BOB, CHARLIE, Verdict.UNPROVEN),
        (True, CHARLIE, CHARLIE, Verdict.WRONG_ATTENDEE),
    ],
)
def test_sender_found_authentic_is_a_proof_and_a_forged_one_is_none(aligned, attendee, sender, verdict):
    reply = a_calendar_reply(attendee=attendee, sender=sender, aligned=aligned)

    assert weigh(reply, an_invitation(), {BOB}, ()) is verdict


def test_guests_clock_that_runs_ahead_is_taken_back_to_now():
    ahead, behind = a_calendar_reply(dtstamp=SAID + timedelta(days=400)), a_calendar_reply(dtstamp=SAID - MINUTE)

    assert in_order(ahead, SAID).dtstamp == SAID
    assert in_order(behind, SAID) == behind


def test_seat_stands_where_the_last_reply_put_it():
    earlier, last = a_reply(), a_reply(status=ParticipationStatus.DECLINED, channel=Channel.PAGE)

    assert standing(an_invitation(), [earlier, last]) == Standing(status=ParticipationStatus.DECLINED, reply=last)


def test_seat_without_a_reply_waits():
    assert standing(an_invitation(), []) == Standing(status=ParticipationStatus.NEEDS_ACTION)


def test_answer_to_an_earlier_date_no_longer_holds_but_is_kept():
    yes = a_reply(sequence=1)

    assert standing(an_invitation(), [yes]) == Standing(status=ParticipationStatus.NEEDS_ACTION, earlier=yes)
