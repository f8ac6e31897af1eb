"""Changes after the invitations: who is told what, and whose answer still holds."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import Connection

from organizer.domain.invitations import InvitationState
from organizer.domain.letters import Change
from organizer.domain.rounds import (
    BrokenLinkError,
    InsecureLinkError,
    RoundLengthError,
    RoundState,
    SlotOutsideRoundError,
)
from organizer.domain.vocabulary import ParticipationStatus
from organizer.formats.mails import open_mail
from organizer.services import invitations, replies
from organizer.services.round_changes import (
    NewTerms,
    NothingChangedError,
    cancel_round,
    change_round,
    plan_cancellation,
    plan_change,
)
from organizer.services.rounds import Evening, EveningOverError, RoundCancelledError
from organizer.store import invitations as store
from organizer.store import outbox
from organizer.store.engine import transaction
from tests.builders import NOW
from tests.services.evenings import (
    OFFICE,
    STARTS_AT,
    a_database,
    again,
    invitations_of,
    lay_evening,
    let_leave,
    mails_of,
    told,
)

LATER = STARTS_AT + timedelta(hours=1)


@pytest.fixture
def connection() -> Iterator[Connection]:
    with a_database() as engine, transaction(engine) as connection:
        yield connection


@pytest.fixture
def planned(connection: Connection) -> Evening:
    """Everybody has the invitation; Carla said no, Bob yes; a speaker comes for twenty minutes."""
    laid = lay_evening(connection, with_speaker=True)
    invitations.invite(connection, laid, OFFICE, NOW, as_drafts=False)
    let_leave(connection, laid)
    for place, status in ((0, ParticipationStatus.ACCEPTED), (1, ParticipationStatus.DECLINED)):
        invitation = invitations.open_invitation(connection, laid, laid.guests[place].id)
        replies.record(connection, invitation, status, "", NOW)
    return again(connection, laid)


def terms(planned: Evening, **changes: Any) -> NewTerms:
    round_ = planned.round
    names = ("starts_at", "time_zone", "length_minutes", "video_link")
    return NewTerms(**{**{name: getattr(round_, name) for name in names}, **changes})


def given(people) -> list[str]:
    return [person.name.given for person in people]


def test_move_asks_everybody_anew_but_those_who_said_no(connection: Connection, planned: Evening):
    telling = plan_change(connection, planned, terms(planned, starts_at=LATER))

    assert telling.changes == (Change.DATE,)
    assert given(telling.told) == given(telling.asked_again) == ["Bob", "Dirk", "Edda", "Femke", "Ivo"]
    assert given(telling.not_told) == ["Carla"]


def test_longer_evening_does_not_concern_the_speaker(connection: Connection, planned: Evening):
    telling = plan_change(connection, planned, terms(planned, length_minutes=120))

    assert planned.speaker not in telling.told
    assert given(telling.told) == ["Bob", "Dirk", "Edda", "Femke"]


def test_slot_concerns_the_speaker_only(connection: Connection, planned: Evening):
    telling = change_round(connection, planned, terms(planned, slot_offset_minutes=45), OFFICE, NOW, as_drafts=False)

    assert telling.told == (planned.speaker,)
    assert again(connection, planned).round.speaker_slot.offset_minutes == 45


def test_slot_of_a_speaker_nobody_invited_yet_is_changed_without_a_word(connection: Connection, planned: Evening):
    speaker_invited = [one for one in invitations_of(connection, planned) if one.person_id == planned.speaker.id]
    store.update_invitation(connection, speaker_invited[0].id, {"state": InvitationState.CLOSED})

    telling = change_round(
        connection, again(connection, planned), terms(planned, slot_length_minutes=30), OFFICE, NOW, as_drafts=False
    )

    assert telling.told == ()
    assert again(connection, planned).round.speaker_slot.length_minutes == 30


def test_change_keeps_the_uid_and_raises_the_sequence(connection: Connection, planned: Evening):
    before = {one.id: (one.uid, one.sequence) for one in invitations_of(connection, planned)}

    change_round(connection, planned, terms(planned, starts_at=LATER), OFFICE, NOW, as_drafts=False)

    after = {one.id: (one.uid, one.sequence) for one in invitations_of(connection, planned)}
    raised = {key: (uid, sequence + 1) for key, (uid, sequence) in before.items()}
    carla = invitations.open_invitation(connection, again(connection, planned), planned.guests[1].id).id
    assert after == {**raised, carla: before[carla]}
    for mail in mails_of(connection, planned)[6:]:
        found = outbox.find_dispatch(connection, planned.host.id, mail.id)
        assert b"SEQUENCE:1\r\n" in open_mail(found[1]).calendar


def test_answer_to_the_old_date_does_not_hold_and_one_to_the_old_link_does(connection: Connection, planned: Evening):
    bob = planned.guests[0].id

    def stands() -> str:
        invitation = invitations.open_invitation(connection, again(connection, planned), bob)
        return replies.standings(connection, [invitation])[invitation.id].status.value

    change_round(connection, planned, terms(planned, video_link=""), OFFICE, NOW, as_drafts=False)
    with_new_link = stands()
    moved = again(connection, planned)
    change_round(connection, moved, terms(moved, starts_at=LATER), OFFICE, NOW, as_drafts=False)

    assert [with_new_link, stands()] == ["ACCEPTED", "NEEDS-ACTION"]


def test_whoever_has_no_mail_yet_gets_the_first_one_anew(connection: Connection):
    laid = lay_evening(connection)
    invitations.invite(connection, laid, OFFICE, NOW, as_drafts=False)

    planned = again(connection, laid)
    change_round(connection, planned, terms(planned, starts_at=LATER), OFFICE, NOW, as_drafts=False)

    everybody = ("bob", "carla", "dirk", "edda", "femke")
    assert told(connection, planned) == [(one, "invitation", 0, "queued") for one in everybody]


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({}, NothingChangedError),
        ({"video_link": "http://meet.example.org"}, InsecureLinkError),
        ({"video_link": "https://meet example"}, BrokenLinkError),
        ({"length_minutes": 5}, RoundLengthError),
        ({"length_minutes": 30}, SlotOutsideRoundError),
        ({"slot_offset_minutes": 80}, SlotOutsideRoundError),
    ],
)
def test_terms_that_cannot_be_are_refused(connection: Connection, planned: Evening, changes: Any, error: type):
    with pytest.raises(error):
        plan_change(connection, planned, terms(planned, **changes))
    with pytest.raises(error):
        change_round(connection, planned, terms(planned, **changes), OFFICE, NOW, as_drafts=False)


def test_cancelling_tells_everybody_who_may_have_the_entry(connection: Connection, planned: Evening):
    invitations.offer_again(connection, planned, planned.guests[1].id, NOW)
    invitations.invite(connection, again(connection, planned), OFFICE, NOW, as_drafts=False)

    current = again(connection, planned)
    foretold = plan_cancellation(connection, current)
    telling = cancel_round(connection, current, OFFICE, NOW, as_drafts=False)

    assert telling == foretold
    assert given(telling.not_told) == ["Carla"]
    assert sorted(told(connection, planned))[:3] == [
        ("bob", "cancellation", 1, "queued"),
        ("bob", "invitation", 0, "sent"),
        ("carla", "invitation", 0, "cancelled"),
    ]
    assert {one.state for one in invitations_of(connection, planned)} == {"closed"}
    assert again(connection, planned).round.state is RoundState.CANCELLED


def test_cancelled_round_stays_as_it_is(connection: Connection, planned: Evening):
    cancel_round(connection, planned, OFFICE, NOW, as_drafts=False)
    cancelled = again(connection, planned)

    with pytest.raises(RoundCancelledError):
        change_round(connection, cancelled, terms(cancelled, starts_at=LATER), OFFICE, NOW, as_drafts=False)
    with pytest.raises(RoundCancelledError):
        cancel_round(connection, cancelled, OFFICE, NOW, as_drafts=False)
    with pytest.raises(RoundCancelledError):
        invitations.take_back(connection, cancelled, NOW)


def test_evening_that_is_over_stays_as_it_is(connection: Connection, planned: Evening):
    after = STARTS_AT + timedelta(hours=3)

    with pytest.raises(EveningOverError):
        change_round(connection, planned, terms(planned, starts_at=LATER), OFFICE, after, as_drafts=False)
    with pytest.raises(EveningOverError):
        cancel_round(connection, planned, OFFICE, after, as_drafts=False)
    with pytest.raises(EveningOverError):
        invitations.withdraw(connection, planned, planned.guests[0].id, OFFICE, after, as_drafts=False)
