from dataclasses import replace

import pytest
from sqlalchemy import Connection

from organizer.domain.outbox import NothingToSendError
from organizer.domain.tokens import guest_code
from organizer.formats.calendar_objects import open_entry
from organizer.formats.mails import open_mail
from organizer.mail.smtp import Outcome, OutcomeKind
from organizer.services import invitations
from organizer.services.rounds import Evening
from organizer.services.trial_mails import (
    TrialAccountRefusedError,
    TrialAddressRefusedError,
    TrialTemporarilyRefusedError,
    TrialUncertainError,
    send_trial,
    write_trial,
)
from organizer.store.outbox import FrozenMail
from tests.builders import NOW
from tests.services.evenings import KEYS, OFFICE, again, everything, lay_evening


@pytest.fixture
def planned(connection: Connection) -> Evening:
    return lay_evening(connection)


def test_a_test_is_the_first_letter_to_the_host(connection: Connection, planned: Evening):
    before = everything(connection)

    trial = write_trial(connection, planned, OFFICE, NOW)

    (first, *_) = invitations.rehearse(connection, planned, OFFICE, NOW).mails
    mail, real = open_mail(trial.raw), open_mail(first.mail.raw)
    assert trial.recipient == "alice@office.example.org"
    assert mail.recipient == "Alice Brandt <alice@office.example.org>"
    invited, tried = (guest_code(KEYS, open_entry(one.calendar).uid) for one in (real, mail))
    assert (mail.subject, mail.text) == (f"[Test] {real.subject}", real.text.replace(invited, tried))
    assert everything(connection) == before


def test_a_test_never_stands_for_the_guest_s_entry_or_answer(connection: Connection, planned: Evening):
    office = replace(OFFICE, public_base_url="https://party.example.org")
    trial = write_trial(connection, planned, office, NOW)
    (first, *_) = invitations.rehearse(connection, planned, office, NOW).mails

    test, real = (open_mail(raw) for raw in (trial.raw, first.mail.raw))
    entry, guest_entry = (open_entry(mail.calendar or b"") for mail in (test, real))

    assert entry.uid == f"test-{guest_entry.uid}"
    assert (entry.attendee, entry.summary) == ("alice@office.example.org", f"[Test] {guest_entry.summary}")
    guest_link = next(word for word in real.text.split() if word.startswith("https://party.example.org/i/"))
    assert guest_link not in test.text


def test_once_everybody_is_invited_there_is_nothing_to_test(connection: Connection, planned: Evening):
    invitations.invite(connection, planned, OFFICE, NOW, as_drafts=True)

    with pytest.raises(NothingToSendError):
        write_trial(connection, again(connection, planned), OFFICE, NOW)


@pytest.mark.parametrize(
    ("kind", "error"),
    [
        (OutcomeKind.RETRY, TrialTemporarilyRefusedError),
        (OutcomeKind.ACCOUNT, TrialAccountRefusedError),
        (OutcomeKind.FAILED, TrialAddressRefusedError),
        (OutcomeKind.UNCERTAIN, TrialUncertainError),
    ],
)
def test_a_refusal_is_said_with_the_server_s_words(
    connection: Connection, planned: Evening, kind: OutcomeKind, error: type[Exception]
):
    trial = write_trial(connection, planned, OFFICE, NOW)

    with pytest.raises(error) as raised:
        send_trial(trial, lambda _: Outcome(kind=kind, code=451, text="come back later"))

    assert error is TrialUncertainError or "come back later" in str(raised.value)


def test_a_test_that_was_taken_is_said_nothing_against(connection: Connection, planned: Evening):
    taken: list[FrozenMail] = []
    trial = write_trial(connection, planned, OFFICE, NOW)

    def deliver(mail: FrozenMail) -> Outcome:
        taken.append(mail)
        return Outcome(kind=OutcomeKind.SENT)

    send_trial(trial, deliver)

    assert taken == [trial]
