from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import Connection

from organizer.domain.invitations import InvitationState, Role
from organizer.domain.outbox import AlreadyLeavingError, DispatchKind, DispatchState, NothingToSendError
from organizer.domain.rounds import RoundState, SpeakerSlot
from organizer.domain.scheduling import PastDateError
from organizer.formats.calendar_objects import OpenedEntry, open_entry
from organizer.formats.mails import OpenedMail, open_mail
from organizer.services import invitations, letters, people, rounds, tables
from organizer.services import outbox as outbox_service
from organizer.services.invitations import LettersNotReadyError, NoGuestsError, OptedOutError
from organizer.services.mails import NoDateError
from organizer.services.rounds import Evening, RoundCancelledError
from organizer.store import outbox
from organizer.store import rounds as round_store
from organizer.store.engine import open_engine, transaction
from tests import postgres
from tests.builders import NOW
from tests.databases import prepare
from tests.services.evenings import (
    KEYS,
    OFFICE,
    STARTS_AT,
    again,
    everything,
    invitations_of,
    lay_evening,
    let_leave,
    mails_of,
    told,
    write_reasons,
)

SOON = NOW + timedelta(minutes=1)


@pytest.fixture
def planned(connection: Connection) -> Evening:
    return lay_evening(connection, with_speaker=True)


def opened(raw: bytes) -> tuple[OpenedMail, OpenedEntry]:
    mail = open_mail(raw)
    return mail, open_entry(mail.calendar or b"")


def raw_of(connection: Connection, planned: Evening) -> list[bytes]:
    found = [outbox.find_dispatch(connection, planned.host.id, one.id) for one in mails_of(connection, planned)]
    return [one[1] for one in found if one]


def hindrances(connection: Connection, planned: Evening) -> list[tuple[type, str]]:
    rehearsal = invitations.rehearse(connection, again(connection, planned), OFFICE, NOW)
    return [(type(one.error), one.person.name.given if one.person else "") for one in rehearsal.hindrances]


def test_a_rehearsal_changes_nothing(connection: Connection, planned: Evening):
    before = everything(connection)

    invitations.rehearse(connection, planned, OFFICE, NOW)

    assert everything(connection) == before


def test_what_is_rehearsed_is_what_is_sent(connection: Connection, planned: Evening):
    rehearsal = invitations.rehearse(connection, planned, OFFICE, NOW)
    invitations.invite(connection, planned, OFFICE, SOON, as_drafts=False)

    rehearsed = [opened(one.mail.raw) for one in rehearsal.mails]
    sent = [opened(raw) for raw in raw_of(connection, planned)]

    assert (rehearsal.hindrances, rehearsal.unexplained) == ((), ())
    assert [one.role for one in rehearsal.mails] == [*[Role.GUEST] * 5, Role.SPEAKER]
    assert [entry for _, entry in rehearsed] == [entry for _, entry in sent]
    assert [(mail.recipient, mail.subject, mail.text, mail.html) for mail, _ in rehearsed] == [
        (mail.recipient, mail.subject, mail.text, mail.html) for mail, _ in sent
    ]


def test_pressing_send_twice_makes_no_second_mail(connection: Connection, planned: Evening):
    invitations.invite(connection, planned, OFFICE, NOW, as_drafts=False)
    once = everything(connection)

    with pytest.raises(NothingToSendError):
        invitations.invite(connection, again(connection, planned), OFFICE, SOON, as_drafts=True)

    assert everything(connection) == once


def test_what_was_stopped_can_be_sent_again_under_the_same_uid(connection: Connection, planned: Evening):
    invitations.invite(connection, planned, OFFICE, NOW, as_drafts=False)
    uids = [one.uid for one in invitations_of(connection, planned)]
    stopped = invitations.stop(connection, again(connection, planned), SOON)
    after_stop = again(connection, planned).round.state, {one.state for one in invitations_of(connection, planned)}
    invitations.invite(connection, again(connection, planned), OFFICE, SOON, as_drafts=False)

    assert stopped == 6
    assert after_stop == (RoundState.PLANNING, {InvitationState.PLANNED})
    assert [one.uid for one in invitations_of(connection, planned)] == uids
    assert told(connection, planned) == [
        (one.email.partition("@")[0], "invitation", 0, "queued") for one in (*planned.guests, planned.speaker)
    ]


def test_guest_who_was_stopped_and_then_speaks_is_invited_to_the_slot(connection: Connection):
    planned = lay_evening(connection, seats=5, guests_wanted=6)
    speaker = planned.guests[0]
    invitations.invite(connection, planned, OFFICE, NOW, as_drafts=False)
    invitations.stop(connection, again(connection, planned), SOON)
    tables.free_seat(connection, again(connection, planned), speaker.id)
    slot = SpeakerSlot(person_id=speaker.id, offset_minutes=20, length_minutes=20)
    rounds.furnish(connection, again(connection, planned), video_link="https://meet.example.org/runde-1", slot=slot)
    write_reasons(connection, again(connection, planned))

    invitations.invite(connection, again(connection, planned), OFFICE, SOON, as_drafts=False)

    entries = [opened(raw)[1] for raw in raw_of(connection, planned)]
    assert [one.starts_at for one in entries if one.attendee == speaker.email] == [STARTS_AT + timedelta(minutes=20)]
    assert [one.role for one in invitations_of(connection, planned) if one.person_id == speaker.id] == [Role.SPEAKER]


def test_mails_wait_for_the_hold_before_they_leave(connection: Connection, planned: Evening):
    invitations.invite(connection, planned, OFFICE, NOW, as_drafts=False)

    early, due = (
        outbox.claim(connection, planned.host.email, "worker", NOW + timedelta(seconds=seconds))
        for seconds in (299, 300)
    )

    assert (early, due.recipient if due else "") == (None, planned.guests[0].email)


def test_what_has_left_cannot_be_stopped(connection: Connection, planned: Evening):
    invitations.invite(connection, planned, OFFICE, NOW, as_drafts=False)
    let_leave(connection, planned)

    with pytest.raises(AlreadyLeavingError):
        invitations.stop(connection, again(connection, planned), SOON)


def test_drafts_are_handed_over_and_never_queued(connection: Connection, planned: Evening):
    invitations.invite(connection, planned, OFFICE, NOW, as_drafts=True)

    assert {state for *_, state in told(connection, planned)} == {"handed"}
    assert outbox.claim(connection, planned.host.email, "worker", NOW + timedelta(days=1)) is None
    assert {open_mail(raw).header("X-Unsent") for raw in raw_of(connection, planned)} == {"1"}


def test_a_missing_date_is_one_hindrance_not_one_for_each_letter(connection: Connection, planned: Evening):
    round_store.update_round(connection, planned.round.id, {"starts_at": None})

    assert hindrances(connection, planned) == [(NoDateError, "")]


def test_a_date_that_has_passed_is_a_hindrance(connection: Connection, planned: Evening):
    late = STARTS_AT + timedelta(days=1)

    rehearsal = invitations.rehearse(connection, planned, OFFICE, late)

    assert [type(one.error) for one in rehearsal.hindrances] == [PastDateError]
    with pytest.raises(PastDateError):
        invitations.invite(connection, planned, OFFICE, late, as_drafts=True)


def test_whoever_cannot_be_written_to_is_named(connection: Connection, planned: Evening):
    _, carla, dirk, *_ = planned.guests
    people.never_again(connection, planned.host.id, carla.id, KEYS, NOW)
    letters.write_reason(connection, letters.open_desk(connection, planned), dirk.id, "")

    found = hindrances(connection, planned)

    assert found == [(OptedOutError, "Carla"), (LettersNotReadyError, "Dirk")]


def test_whoever_has_no_address_is_invited_by_a_text_that_the_host_passes_on(connection: Connection, planned: Evening):
    bob, carla, *_ = planned.guests
    people.change(connection, planned.host.id, replace(bob, email=""), KEYS)

    frozen = invitations.invite(connection, again(connection, planned), OFFICE, NOW, as_drafts=False)

    mails = {mail.recipient: mail for mail in mails_of(connection, again(connection, planned))}
    text = open_mail(next(mail.raw for mail in frozen if not mail.recipient))
    assert mails[""].state is DispatchState.HANDED
    assert mails[carla.email].state is DispatchState.QUEUED
    assert (text.calendar, text.recipient, text.header("X-Unsent")) == (None, "", "1")
    assert "tell me a mail address" in text.text


def test_text_passed_on_is_noted_and_a_withdrawal_becomes_one_too(connection: Connection, planned: Evening):
    bob = planned.guests[0]
    people.change(connection, planned.host.id, replace(bob, email=""), KEYS)
    invitations.invite(connection, again(connection, planned), OFFICE, NOW, as_drafts=False)
    (handed,) = (mail for mail in mails_of(connection, again(connection, planned)) if not mail.recipient)

    outbox_service.note_handed_over(connection, [handed.id], NOW)
    invitations.withdraw(connection, again(connection, planned), bob.id, OFFICE, NOW, as_drafts=False)

    told = [mail for mail in mails_of(connection, again(connection, planned)) if not mail.recipient]
    assert [(mail.kind, mail.state) for mail in told] == [
        (DispatchKind.INVITATION, DispatchState.SENT),
        (DispatchKind.CANCELLATION, DispatchState.HANDED),
    ]


def test_somebody_invited_already_no_longer_stands_in_the_way_of_others(connection: Connection):
    planned = lay_evening(connection, seats=5, guests_wanted=6)
    invitations.invite(connection, planned, OFFICE, NOW, as_drafts=True)
    bob = planned.guests[0]
    people.never_again(connection, planned.host.id, bob.id, KEYS, NOW)
    tables.bring_in(connection, again(connection, planned), planned.bench[0].id)
    letters.write_reason(
        connection, letters.open_desk(connection, again(connection, planned)), planned.bench[0].id, "Gerd knows."
    )

    mails = invitations.invite(connection, again(connection, planned), OFFICE, SOON, as_drafts=True)

    assert [mail.recipient for mail in mails] == ["gerd@haus6.example.org"]


def test_nobody_is_invited_to_an_empty_or_a_cancelled_table(connection: Connection):
    empty = lay_evening(connection, seats=0, bench=5)
    nobody = hindrances(connection, empty)
    round_store.update_round(connection, empty.round.id, {"state": RoundState.CANCELLED})
    cancelled = hindrances(connection, empty)

    assert nobody == [(NoGuestsError, "")]
    assert cancelled == [(RoundCancelledError, ""), (NoGuestsError, "")]
    with pytest.raises(RoundCancelledError):
        invitations.invite(connection, again(connection, empty), OFFICE, NOW, as_drafts=True)


def test_one_bad_address_keeps_everybody_s_mail_in_the_house(connection: Connection, planned: Evening):
    people.change(
        connection, planned.host.id, replace(planned.guests[2], email="dirk@haus3\r\nBcc: eve@evil.example"), KEYS
    )
    before = everything(connection)

    with pytest.raises(Exception, match="cannot be written to"), connection.begin_nested():
        invitations.invite(connection, again(connection, planned), OFFICE, NOW, as_drafts=False)

    assert everything(connection) == before


def test_without_a_mail_server_only_drafts_are_offered(connection: Connection, planned: Evening):
    with pytest.raises(invitations.NoMailServerError):
        invitations.require_mail_server(replace(OFFICE, sends=False))

    invitations.require_mail_server(OFFICE)


def test_open_invitations_are_the_ones_already_out(connection: Connection, planned: Evening):
    before = invitations.already_invited(connection, planned)
    invitations.invite(connection, planned, OFFICE, NOW, as_drafts=True)

    assert before == frozenset()
    assert invitations.already_invited(connection, planned) == {one.id for one in (*planned.guests, planned.speaker)}


def test_the_slot_of_the_speaker_is_an_entry_of_its_own(connection: Connection, planned: Evening):
    rehearsal = invitations.rehearse(connection, planned, OFFICE, NOW)

    _, entry = opened(rehearsal.mails[-1].mail.raw)

    assert entry.starts_at == STARTS_AT + timedelta(minutes=20)
    assert entry.ends_at == STARTS_AT + timedelta(minutes=40)


@pytest.mark.postgres
def test_two_clicks_at_once_on_postgresql_send_once():
    with postgres.a_database() as url:
        engine = open_engine(url)
        prepare(engine)
        with transaction(engine) as connection:
            planned = lay_evening(connection)

        def click(_: int) -> str:
            try:
                with transaction(engine) as connection:
                    return f"{len(invitations.invite(connection, planned, OFFICE, NOW, as_drafts=False))} mails"
            except NothingToSendError:
                return "nothing left"

        with ThreadPoolExecutor(2) as clicks:
            said = sorted(clicks.map(click, range(2)))
        engine.dispose()

    assert said == ["5 mails", "nothing left"]
