"""Parts of an evening: guests who stay for some of it, and a guest speaker who is found when invitations are out."""

from datetime import timedelta

import pytest
from sqlalchemy import Connection

from organizer.domain.rounds import SlotOutsideRoundError, Stay, StayOutsideRoundError
from organizer.domain.vocabulary import PersonId
from organizer.formats.calendar_objects import OpenedEntry, open_entry
from organizer.formats.mails import OpenedMail, open_mail
from organizer.services import invitations, rooms, round_changes, rounds
from organizer.services.rooms import Room, SpeakerInvitedError, SpeakerIsGuestError, SpeakerSaid
from organizer.services.round_changes import NewTerms, NothingChangedError
from organizer.services.rounds import Evening
from organizer.store import outbox
from organizer.store.engine import transaction
from tests.builders import NOW
from tests.services.evenings import KEYS, OFFICE, STARTS_AT, a_database, again, lay_evening, let_leave, mails_of, told

LATER = NOW + timedelta(hours=1)
MAREN = SpeakerSaid(name="Maren Vogt", email="maren@nordlicht.example.org")


def invited(connection: Connection) -> Evening:
    """Five guests who have their invitations."""
    planned = lay_evening(connection, seats=5, bench=0)
    invitations.invite(connection, planned, OFFICE, NOW, as_drafts=False)
    let_leave(connection, planned)
    return again(connection, planned)


def stay_of(person_id: PersonId, offset: int = 30, length: int = 45) -> Stay:
    return Stay(person_id=person_id, offset_minutes=offset, length_minutes=length)


def last_mail(connection: Connection, planned: Evening) -> OpenedMail:
    found = outbox.find_dispatch(connection, planned.host.id, mails_of(connection, planned)[-1].id)
    assert found is not None
    return open_mail(found[1])


def last_entry(connection: Connection, planned: Evening) -> OpenedEntry:
    return open_entry(last_mail(connection, planned).calendar or b"")


def moved(planned: Evening, **changes: object) -> NewTerms:
    names = ("starts_at", "time_zone", "length_minutes", "video_link")
    return NewTerms(**{**{name: getattr(planned.round, name) for name in names}, **changes})  # type: ignore[arg-type]


def test_guest_who_stays_for_a_part_alone_is_told_and_keeps_the_uid():
    with a_database() as engine, transaction(engine) as connection:
        planned = invited(connection)
        bob = planned.guests[0]
        uid = invitations.open_invitation(connection, planned, bob.id).uid

        telling = round_changes.change_stay(
            connection, planned, bob.id, stay_of(bob.id), OFFICE, LATER, as_drafts=False
        )

        entry = last_entry(connection, planned)
        assert [one.id for one in telling.told] == [bob.id]
        assert told(connection, planned)[5:] == [("bob", "update", 1, "queued")]
        assert (entry.uid, entry.starts_at, entry.ends_at) == (
            uid,
            STARTS_AT + timedelta(minutes=30),
            STARTS_AT + timedelta(minutes=75),
        )


def test_letter_and_entry_name_the_part_and_the_whole():
    with a_database() as engine, transaction(engine) as connection:
        planned = invited(connection)
        bob = planned.guests[0]

        round_changes.change_stay(connection, planned, bob.id, stay_of(bob.id), OFFICE, LATER, as_drafts=False)

        mail = last_mail(connection, planned)
        assert "18:30" in mail.text
        unfolded = (mail.calendar or b"").decode().replace("\r\n ", "")
        assert "The whole round: " in unfolded
        assert "45 minutes" in unfolded


def test_part_moves_with_the_round():
    with a_database() as engine, transaction(engine) as connection:
        planned = invited(connection)
        bob = planned.guests[0]
        round_changes.change_stay(connection, planned, bob.id, stay_of(bob.id), OFFICE, LATER, as_drafts=False)
        let_leave(connection, planned)
        terms = moved(planned, starts_at=STARTS_AT + timedelta(hours=1))

        round_changes.change_round(
            connection, again(connection, planned), terms, OFFICE, LATER + timedelta(hours=1), as_drafts=False
        )

        starts = {
            mail.recipient.partition("@")[0]: open_entry(open_mail(raw).calendar or b"").starts_at
            for mail in mails_of(connection, planned)[-5:]
            for _, raw in [outbox.find_dispatch(connection, planned.host.id, mail.id) or (mail, b"")]
        }
        assert starts.pop("bob") == STARTS_AT + timedelta(minutes=90)
        assert set(starts.values()) == {STARTS_AT + timedelta(minutes=60)}


def test_longer_evening_is_no_news_to_whoever_stays_for_a_part():
    with a_database() as engine, transaction(engine) as connection:
        planned = invited(connection)
        bob = planned.guests[0]
        round_changes.change_stay(connection, planned, bob.id, stay_of(bob.id), OFFICE, LATER, as_drafts=False)
        let_leave(connection, planned)

        telling = round_changes.plan_change(connection, again(connection, planned), moved(planned, length_minutes=120))

        assert len(telling.told) == 4
        assert [one.id for one in telling.not_told] == [bob.id]


@pytest.mark.parametrize(("offset", "length"), [(-5, 30), (60, 45), (0, 4)])
def test_part_outside_the_evening_is_refused(offset: int, length: int):
    with a_database() as engine, transaction(engine) as connection:
        planned = invited(connection)
        bob = planned.guests[0]

        with pytest.raises(StayOutsideRoundError):
            round_changes.plan_stay(connection, planned, bob.id, stay_of(bob.id, offset, length))


def test_evening_shorter_than_a_part_is_refused_whether_planned_or_sent():
    with a_database() as engine, transaction(engine) as connection:
        planned = lay_evening(connection, seats=5, bench=0)
        bob = planned.guests[0]
        round_changes.change_stay(connection, planned, bob.id, stay_of(bob.id), OFFICE, NOW, as_drafts=False)
        planned = again(connection, planned)

        with pytest.raises(StayOutsideRoundError):
            round_changes.plan_change(connection, planned, moved(planned, length_minutes=60))
        with pytest.raises(StayOutsideRoundError):
            rounds.fix_date(connection, planned, starts_at=STARTS_AT, time_zone="Europe/Berlin", length_minutes=60)


def test_part_that_is_the_whole_is_none():
    with a_database() as engine, transaction(engine) as connection:
        planned = invited(connection)
        bob = planned.guests[0]

        with pytest.raises(NothingChangedError):
            round_changes.plan_stay(connection, planned, bob.id, stay_of(bob.id, 0, 90))


def test_part_ends_with_the_invitation():
    with a_database() as engine, transaction(engine) as connection:
        planned = invited(connection)
        bob = planned.guests[0]
        round_changes.change_stay(connection, planned, bob.id, stay_of(bob.id), OFFICE, LATER, as_drafts=False)
        let_leave(connection, planned)

        invitations.withdraw(connection, again(connection, planned), bob.id, OFFICE, LATER, as_drafts=False)

        entry = last_entry(connection, planned)
        assert (entry.method, entry.starts_at) == ("CANCEL", STARTS_AT + timedelta(minutes=30))
        assert again(connection, planned).round.stays == ()


def test_speaker_found_later_alone_is_invited_with_a_uid_of_their_own():
    with a_database() as engine, transaction(engine) as connection:
        planned = invited(connection)
        room = Room(video_link=planned.round.video_link, speaker=MAREN, offset_minutes=20, length_minutes=20)

        rooms.furnish_room(connection, planned, room, KEYS, LATER)

        errands = invitations.first_errands(connection, again(connection, planned), OFFICE)
        uids = {one.uid for one in [invitations.open_invitation(connection, planned, p.id) for p in planned.guests]}
        assert [(one.kind.value, one.sequence, one.invitation.role.value) for one in errands] == [
            ("invitation", 0, "speaker")
        ]
        assert errands[0].invitation.uid not in uids
        assert len(told(connection, planned)) == 5


def test_speaker_who_is_not_told_yet_moves_and_goes_without_a_word():
    with a_database() as engine, transaction(engine) as connection:
        planned = invited(connection)
        room = Room(video_link=planned.round.video_link, speaker=MAREN)
        rooms.furnish_room(connection, planned, room, KEYS, LATER)
        later = Room(video_link=planned.round.video_link, offset_minutes=40)

        rooms.furnish_room(connection, again(connection, planned), later, KEYS, LATER)
        offset = again(connection, planned).round.speaker_slot
        rooms.remove_speaker(connection, again(connection, planned), LATER)

        assert offset is not None
        assert offset.offset_minutes == 40
        assert again(connection, planned).speaker is None
        assert len(told(connection, planned)) == 5


def test_speaker_who_is_invited_is_changed_on_the_board_only():
    with a_database() as engine, transaction(engine) as connection:
        planned = lay_evening(connection, seats=5, bench=0, with_speaker=True)
        invitations.invite(connection, planned, OFFICE, NOW, as_drafts=False)
        planned = again(connection, planned)

        with pytest.raises(SpeakerInvitedError):
            rooms.remove_speaker(connection, planned, LATER)
        with pytest.raises(SpeakerInvitedError):
            rooms.furnish_room(connection, planned, Room(video_link="", offset_minutes=5), KEYS, LATER)


def test_guest_who_is_invited_does_not_become_the_speaker_as_well():
    with a_database() as engine, transaction(engine) as connection:
        planned = invited(connection)
        bob = planned.guests[0]
        said = SpeakerSaid(name=rooms.speaker_label(bob))

        with pytest.raises(SpeakerIsGuestError):
            rooms.furnish_room(connection, planned, Room(video_link="", speaker=said), KEYS, LATER)


def test_slot_outside_the_evening_is_refused_when_invitations_are_out():
    with a_database() as engine, transaction(engine) as connection:
        planned = invited(connection)
        room = Room(video_link=planned.round.video_link, speaker=MAREN, offset_minutes=80, length_minutes=20)

        with pytest.raises(SlotOutsideRoundError):
            rooms.furnish_room(connection, planned, room, KEYS, LATER)


def test_room_changes_the_link_only_while_nobody_is_invited():
    with a_database() as engine, transaction(engine) as connection:
        planned = invited(connection)
        room = Room(video_link="https://meet.example.org/other", speaker=MAREN)

        rooms.furnish_room(connection, planned, room, KEYS, LATER)

        assert again(connection, planned).round.video_link == planned.round.video_link
