"""Changes of a round: what each guest reads is measured against what they were told last."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import Connection

from organizer.domain.letters import Change
from organizer.domain.outbox import DispatchState
from organizer.domain.scheduling import PastDateError
from organizer.domain.vocabulary import ParticipationStatus
from organizer.formats.mails import open_mail
from organizer.services import invitations, people, replies, round_changes
from organizer.services.outbox import note_handed_over
from organizer.services.replies import standings
from organizer.services.round_changes import NewTerms, NothingChangedError
from organizer.services.rounds import Evening
from organizer.store import outbox
from organizer.store.engine import transaction
from tests.builders import NOW
from tests.services.evenings import (
    KEYS,
    OFFICE,
    STARTS_AT,
    a_database,
    again,
    invitations_of,
    lay_evening,
    let_leave,
    mails_of,
    settle,
    told,
)

LINK, OTHER_LINK = "https://meet.example.org/runde-1", "https://meet.example.org/anders"
SIX, SEVEN = "Thursday, 3 December 2026, 18:00", "Thursday, 3 December 2026, 19:00"


@pytest.fixture
def planned(connection: Connection) -> Evening:
    """An evening at six to which everybody is invited; the mails have left."""
    laid = lay_evening(connection, with_speaker=True)
    invitations.invite(connection, laid, OFFICE, NOW, as_drafts=False)
    let_leave(connection, laid)
    return laid


def change(connection: Connection, planned: Evening, **terms: object) -> round_changes.Telling:
    round_ = again(connection, planned).round
    names = ("starts_at", "time_zone", "length_minutes", "video_link")
    wanted = NewTerms(**{**{name: getattr(round_, name) for name in names}, **terms})
    return round_changes.change_round(connection, again(connection, planned), wanted, OFFICE, NOW, as_drafts=False)


def waiting_text(connection: Connection, planned: Evening, whose: str) -> str:
    """The mail to somebody that waits in the outbox, in one line."""
    (mail,) = (
        one
        for one in mails_of(connection, planned)
        if one.state is DispatchState.QUEUED and one.recipient.startswith(whose)
    )
    found = outbox.find_dispatch(connection, planned.host.id, mail.id)
    return " ".join(open_mail(found[1] if found else b"").text.split())


def an_hour_later(planned: Evening) -> dict[str, object]:
    return {"starts_at": planned.round.starts_at + timedelta(hours=1)}


def test_later_date_is_told_with_the_one_before(connection: Connection, planned: Evening):
    change(connection, planned, **an_hour_later(planned))

    text = waiting_text(connection, planned, "bob")

    assert f"has a new time. Until now: {SIX} (Amsterdam time) Now: {SEVEN} (Amsterdam time)" in text


def test_change_before_the_last_one_left_is_told_along_with_it(connection: Connection, planned: Evening):
    change(connection, planned, **an_hour_later(planned))

    telling = change(connection, planned, video_link=OTHER_LINK)

    text = waiting_text(connection, planned, "bob")
    assert telling.asked_again == telling.told
    assert "as before" not in text
    assert f"Until now: {SIX} (Amsterdam time) Now: {SEVEN} (Amsterdam time)" in text
    assert OTHER_LINK in text
    assert [one for one in told(connection, planned) if one[0] == "bob"] == [
        ("bob", "invitation", 0, "sent"),
        ("bob", "update", 1, "cancelled"),
        ("bob", "update", 2, "queued"),
    ]


def test_refused_change_is_told_along_with_the_next(connection: Connection, planned: Evening):
    change(connection, planned, **an_hour_later(planned))
    settle(connection, planned, DispatchState.FAILED)

    change(connection, planned, video_link=OTHER_LINK)

    assert f"Until now: {SIX} (Amsterdam time) Now: {SEVEN}" in waiting_text(connection, planned, "bob")


def test_change_that_left_is_not_told_again(connection: Connection, planned: Evening):
    change(connection, planned, **an_hour_later(planned))
    let_leave(connection, planned)

    telling = change(connection, planned, video_link=OTHER_LINK)

    assert telling.asked_again == ()
    assert f"When: {SEVEN} (Amsterdam time), as before" in waiting_text(connection, planned, "bob")


def test_change_taken_back_before_it_left_bothers_nobody(connection: Connection, planned: Evening):
    bob = invitations.open_invitation(connection, planned, planned.guests[0].id)
    replies.record(connection, bob, ParticipationStatus.ACCEPTED, "", NOW)
    change(connection, planned, **an_hour_later(planned))

    telling = change(connection, planned, starts_at=planned.round.starts_at)

    stood = standings(connection, invitations_of(connection, planned))
    assert (telling.told, stood[bob.id].status) == ((), ParticipationStatus.ACCEPTED)
    assert [one for one in told(connection, planned) if one[0] == "bob"] == [
        ("bob", "invitation", 0, "sent"),
        ("bob", "update", 1, "cancelled"),
    ]


def test_stopped_change_that_is_changed_back_bothers_nobody(connection: Connection, planned: Evening):
    change(connection, planned, **an_hour_later(planned))
    let_leave(connection, planned)
    change(connection, planned, video_link=OTHER_LINK)
    let_leave(connection, planned)
    change(connection, planned, length_minutes=60)
    invitations.stop(connection, again(connection, planned), NOW)

    telling = change(connection, planned, length_minutes=90)

    bob = invitations.open_invitation(connection, planned, planned.guests[0].id)
    assert telling.told == ()
    # The second mail asked for the later date, the third told a link only; the next one is the fifth.
    assert (bob.asked_sequence, bob.sequence) == (1, 3)
    assert [mail.state for mail in mails_of(connection, planned) if mail.sequence == 3] == [DispatchState.CANCELLED] * 5


def test_who_answered_to_a_stopped_date_is_asked_again(connection: Connection, planned: Evening):
    change(connection, planned, **an_hour_later(planned))
    invitations.stop(connection, again(connection, planned), NOW)
    bob = invitations.open_invitation(connection, planned, planned.guests[0].id)
    replies.record(connection, bob, ParticipationStatus.ACCEPTED, "", NOW)

    telling = change(connection, planned, starts_at=planned.round.starts_at)

    assert telling.asked_again == planned.guests[:1]
    assert f"Now: {SIX}" in waiting_text(connection, planned, "bob")


def test_change_after_a_mail_came_back_can_be_stopped_and_the_evening_cancelled(
    connection: Connection, planned: Evening
):
    bob = mails_of(connection, planned)[0]
    outbox.change_state(
        connection, [bob.id], from_=(DispatchState.SENT,), to=DispatchState.BOUNCED, now=NOW, why="550 no such user"
    )
    change(connection, planned, **an_hour_later(planned))
    invitations.stop(connection, again(connection, planned), NOW)

    round_changes.cancel_round(connection, again(connection, planned), OFFICE, NOW, as_drafts=False)

    assert [one for one in told(connection, planned) if one[0] == "bob"] == [
        ("bob", "invitation", 0, "bounced"),
        ("bob", "update", 1, "cancelled"),
        ("bob", "cancellation", 2, "queued"),
    ]


def test_speaker_is_told_of_a_move_that_did_not_leave_before_the_new_link(connection: Connection, planned: Evening):
    change(connection, planned, **an_hour_later(planned))

    change(connection, planned, video_link=OTHER_LINK)

    text = waiting_text(connection, planned, "ivo")
    assert ("18:20" in text, "19:20" in text, "as before" in text) == (True, True, False)


def test_length_of_the_evening_is_nothing_to_the_speaker(connection: Connection, planned: Evening):
    telling = change(connection, planned, length_minutes=120)

    assert telling.changes == (Change.LENGTH,)
    assert telling.not_told == (planned.speaker,)


def test_yes_to_the_old_date_no_longer_holds(connection: Connection, planned: Evening):
    invitation = invitations.open_invitation(connection, planned, planned.guests[0].id)
    replies.record(connection, invitation, ParticipationStatus.ACCEPTED, "", NOW)

    change(connection, planned, **an_hour_later(planned))

    (stood, *_) = standings(connection, invitations_of(connection, planned)).values()
    assert (stood.status, stood.earlier.status if stood.earlier else None) == ("NEEDS-ACTION", "ACCEPTED")


def test_round_is_not_moved_into_the_past(connection: Connection, planned: Evening):
    with pytest.raises(PastDateError):
        change(connection, planned, starts_at=NOW)

    assert again(connection, planned).round.starts_at == STARTS_AT


def test_link_can_change_while_the_evening_runs(connection: Connection, planned: Evening):
    round_ = again(connection, planned).round
    names = ("starts_at", "time_zone", "length_minutes")
    terms = NewTerms(**{name: getattr(round_, name) for name in names}, video_link=OTHER_LINK)
    minute_after = STARTS_AT + timedelta(minutes=1)

    round_changes.change_round(connection, planned, terms, OFFICE, minute_after, as_drafts=False)

    assert again(connection, planned).round.video_link == OTHER_LINK


def test_same_terms_are_no_change(connection: Connection, planned: Evening):
    with pytest.raises(NothingChangedError):
        change(connection, planned, video_link=LINK)


def test_stopped_change_can_be_looked_up_to_be_changed_back():
    with a_database() as engine, transaction(engine) as connection:
        planned = lay_evening(connection)
        invitations.invite(connection, planned, OFFICE, NOW, as_drafts=False)
        let_leave(connection, planned)
        planned = again(connection, planned)
        terms = NewTerms(
            starts_at=STARTS_AT + timedelta(hours=1),
            time_zone=planned.round.time_zone,
            length_minutes=60,
            video_link="https://meet.example.org/other",
        )
        round_changes.change_round(connection, planned, terms, OFFICE, NOW, as_drafts=False)
        before_the_stop = round_changes.as_it_was_told(connection, again(connection, planned))
        invitations.stop(connection, again(connection, planned), NOW)

        known = round_changes.as_it_was_told(connection, again(connection, planned))

        assert before_the_stop is None
        assert known is not None
        assert (known.starts_at, known.length_minutes, known.video_link) == (STARTS_AT, 90, planned.round.video_link)


def test_whoever_said_no_to_the_first_date_is_not_told_that_the_later_one_is_off(
    connection: Connection, planned: Evening
):
    bob = invitations.open_invitation(connection, planned, planned.guests[0].id)
    replies.record(connection, bob, ParticipationStatus.DECLINED, "", NOW)
    change(connection, planned, starts_at=STARTS_AT + timedelta(days=5))
    let_leave(connection, planned)

    telling = round_changes.cancel_round(connection, again(connection, planned), OFFICE, NOW, as_drafts=False)

    assert [one.id for one in telling.not_told] == [bob.person_id]
    assert [line for line in told(connection, planned) if line[0] == "bob"] == [("bob", "invitation", 0, "sent")]
    assert {one.state.value for one in invitations_of(connection, planned)} == {"closed"}


def test_whoever_said_no_to_the_date_that_stands_gets_the_cancel(connection: Connection, planned: Evening):
    bob = invitations.open_invitation(connection, planned, planned.guests[0].id)
    replies.record(connection, bob, ParticipationStatus.DECLINED, "", NOW)

    telling = round_changes.cancel_round(connection, again(connection, planned), OFFICE, NOW, as_drafts=False)

    assert telling.not_told == ()


def test_first_text_not_yet_passed_on_is_written_anew_with_the_new_date(connection: Connection):
    laid = invited_without_an_address(connection)

    change(connection, laid, **an_hour_later(laid))

    texts = [one for one in mails_of(connection, laid) if not one.recipient]
    (waiting,) = (one for one in texts if one.waits_to_be_passed_on)
    found = outbox.find_dispatch(connection, laid.host.id, waiting.id)
    assert [one.kind for one in texts] == ["invitation"]
    assert SEVEN in " ".join(open_mail(found[1] if found else b"").text.split())


def test_text_that_was_passed_on_is_followed_by_the_new_date(connection: Connection):
    laid = invited_without_an_address(connection)
    (text,) = (one for one in mails_of(connection, laid) if not one.recipient)
    note_handed_over(connection, [text.id], NOW)

    change(connection, laid, **an_hour_later(laid))

    texts = [(one.kind, one.state) for one in mails_of(connection, laid) if not one.recipient]
    assert texts == [("invitation", "sent"), ("update", "handed")]


def test_guest_without_an_address_who_said_no_gets_no_text_with_the_new_date(connection: Connection):
    laid = invited_without_an_address(connection)
    theirs = invitations.open_invitation(connection, laid, laid.guests[-1].id)
    replies.record(connection, theirs, ParticipationStatus.DECLINED, "", NOW)

    telling = change(connection, laid, **an_hour_later(laid))

    assert laid.guests[-1].id in {person.id for person in telling.not_told}
    assert [one.kind for one in mails_of(connection, laid) if not one.recipient] == ["invitation"]


def invited_without_an_address(connection: Connection) -> Evening:
    """An evening of which the last guest has no mail address; the mails have left."""
    laid = lay_evening(connection)
    people.change(connection, laid.host.id, replace(laid.guests[-1], email=""), KEYS)
    laid = again(connection, laid)
    invitations.invite(connection, laid, OFFICE, NOW, as_drafts=False)
    let_leave(connection, laid)
    return again(connection, laid)
