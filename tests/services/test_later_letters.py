"""Reminder, introduction and thanks: who gets one, who does not and why, and never twice."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import Connection

from organizer.domain.letters import BaseText, LetterKind
from organizer.domain.outbox import DispatchKind, DispatchState, NothingToSendError
from organizer.domain.vocabulary import Consent, ParticipationStatus
from organizer.formats.mails import open_mail
from organizer.services import invitations, later_letters, letters, people, replies
from organizer.services.later_letters import (
    ALREADY,
    HAS_ANSWERED,
    IS_SPEAKER,
    NOBODY_NAMED,
    NOT_COMING,
    NOT_INVITED,
    WAS_AWAY,
    TooEarlyForThanksError,
)
from organizer.services.outbox import deliver_due
from organizer.services.rounds import Evening, EveningOverError
from organizer.store.engine import transaction
from tests.builders import NOW
from tests.services.evenings import KEYS, OFFICE, STARTS_AT, a_database, again, lay_evening, let_leave, mails_of, told
from tests.services.test_outbox import Server, a_worker

AFTER = STARTS_AT + timedelta(hours=3)
REMINDER, INTRODUCTION, THANKS = DispatchKind.REMINDER, DispatchKind.INTRODUCTION, DispatchKind.THANKS


@pytest.fixture
def planned(connection: Connection) -> Evening:
    """Five guests and a speaker are invited; Bob said yes, Carla no, the others nothing."""
    planned = lay_evening(connection, with_speaker=True)
    invitations.invite(connection, planned, OFFICE, NOW, as_drafts=False)
    let_leave(connection, planned)
    said = (ParticipationStatus.ACCEPTED, ParticipationStatus.DECLINED)
    for guest, status in zip(planned.guests, said, strict=False):
        replies.record(connection, invitations.open_invitation(connection, planned, guest.id), status, "", NOW)
    return again(connection, planned)


def prepared(connection: Connection, planned: Evening, kind: DispatchKind) -> tuple[list[str], dict[str, str]]:
    """Who would get the letter, and why the others would not, by given name."""
    found = later_letters.prepare(connection, letters.open_desk(connection, planned), kind)
    return [one.person.name.given for one in found.letters], {one.person.name.given: one.why for one in found.left_out}


def send(connection: Connection, planned: Evening, kind: DispatchKind, now=NOW, *, as_drafts: bool = False):
    everybody = {person.id for person in planned.people.values()}
    return later_letters.send(connection, planned, kind, everybody, OFFICE, now, as_drafts=as_drafts)


def test_only_the_silent_are_reminded(connection: Connection, planned: Evening):
    ready, left_out = prepared(connection, planned, REMINDER)

    assert ready == ["Dirk", "Edda", "Femke"]
    assert left_out == {"Bob": HAS_ANSWERED, "Carla": HAS_ANSWERED, "Ivo": IS_SPEAKER}


def test_a_reminder_is_held_like_every_mail_and_never_goes_twice(connection: Connection, planned: Evening):
    first = send(connection, planned, REMINDER)

    with pytest.raises(NothingToSendError):
        send(connection, planned, REMINDER)
    queued = [mail for mail in mails_of(connection, planned) if mail.kind is REMINDER]
    assert [mail.recipient for mail in first] == [mail.recipient for mail in queued]
    assert {(mail.state, mail.due_at, mail.sequence) for mail in queued} == {
        (DispatchState.QUEUED, NOW + OFFICE.hold, 0)
    }
    assert prepared(connection, planned, REMINDER)[1]["Dirk"] == ALREADY


def test_a_reminder_carries_the_entry_as_it_stands(connection: Connection, planned: Evening):
    mail = open_mail(send(connection, planned, REMINDER)[0].raw)

    assert (mail.method, b"SEQUENCE:0" in (mail.calendar or b"")) == ("REQUEST", True)


def test_a_stopped_reminder_can_be_prepared_anew(connection: Connection, planned: Evening):
    send(connection, planned, REMINDER)
    invitations.stop(connection, again(connection, planned), NOW)

    sent_again = send(connection, planned, REMINDER)

    assert len(sent_again) == 3
    assert {state for _, kind, _, state in told(connection, planned) if kind == REMINDER} == {"queued"}


def test_whose_invitation_has_not_left_is_not_reminded(connection: Connection):
    planned = lay_evening(connection)
    invitations.invite(connection, planned, OFFICE, NOW, as_drafts=False)

    ready, left_out = prepared(connection, again(connection, planned), REMINDER)

    assert (ready, set(left_out.values())) == ([], {NOT_INVITED})


def test_an_introduction_needs_somebody_who_agreed_to_be_named(connection: Connection, planned: Evening):
    assert prepared(connection, planned, INTRODUCTION) == (
        [],
        {
            "Bob": NOBODY_NAMED,
            "Carla": NOT_COMING,
            "Dirk": NOT_COMING,
            "Edda": NOT_COMING,
            "Femke": NOT_COMING,
            "Ivo": IS_SPEAKER,
        },
    )


def test_an_introduction_names_those_who_come_and_agreed_and_nobody_else(connection: Connection, planned: Evening):
    _, _, dirk, edda, _ = planned.guests
    for guest in (dirk, edda):
        invitation = invitations.open_invitation(connection, planned, guest.id)
        replies.record(connection, invitation, ParticipationStatus.ACCEPTED, "", NOW)
    people.change(connection, planned.host.id, replace(dirk, consent=Consent.YES), KEYS)

    mails = {
        mail.recipient: open_mail(mail.raw).text for mail in send(connection, again(connection, planned), INTRODUCTION)
    }

    assert sorted(mails) == ["bob@haus1.example.org", "edda@haus4.example.org"]
    assert "\n\nDirk Muster, Data steward, Haus 3\nOne more guest prefers" in mails["bob@haus1.example.org"]
    assert "Edda" not in mails["bob@haus1.example.org"]


def test_thanks_wait_for_the_end_and_go_to_those_who_were_there(connection: Connection, planned: Evening):
    with pytest.raises(TooEarlyForThanksError):
        send(connection, planned, THANKS)

    sent = send(connection, planned, THANKS, AFTER)

    assert [mail.recipient for mail in sent] == ["bob@haus1.example.org"]
    assert open_mail(sent[0].raw).calendar is None
    assert prepared(connection, planned, THANKS)[1]["Dirk"] == WAS_AWAY


def test_after_the_evening_nobody_is_reminded(connection: Connection, planned: Evening):
    with pytest.raises(EveningOverError):
        send(connection, planned, REMINDER, AFTER)


def test_a_reminder_edited_for_one_is_sent_as_edited(connection: Connection, planned: Evening):
    dirk = planned.guests[2]
    text = BaseText(subject="One word", body="Dear Dirk, {{ date }}. Yes or no?")
    letters.write_text(connection, letters.open_desk(connection, planned), dirk.id, text, LetterKind.REMINDER)

    mails = {mail.recipient: mail.subject for mail in send(connection, planned, REMINDER)}

    assert mails["dirk@haus3.example.org"] == "One word"
    assert mails["edda@haus4.example.org"].startswith("Asking once more")


def test_letters_handed_over_as_drafts_are_told_too(connection: Connection, planned: Evening):
    send(connection, planned, REMINDER, as_drafts=True)

    states = {mail.state for mail in mails_of(connection, planned) if mail.kind is REMINDER}
    assert states == {DispatchState.HANDED}
    with pytest.raises(NothingToSendError):
        send(connection, planned, REMINDER)


def test_thanks_leave_although_the_evening_is_over_and_nothing_else_does():
    with a_database() as engine:
        with transaction(engine) as connection:
            planned = lay_evening(connection)
            invitations.invite(connection, planned, OFFICE, NOW, as_drafts=False)
            let_leave(connection, planned)
            bob = invitations.open_invitation(connection, planned, planned.guests[0].id)
            send(connection, again(connection, planned), REMINDER)
            replies.record(connection, bob, ParticipationStatus.ACCEPTED, "", NOW)
            send(connection, again(connection, planned), THANKS, AFTER)
        server = Server()

        deliver_due(a_worker(engine, AFTER + OFFICE.hold), server.deliver)

        assert server.took == ["bob"]
