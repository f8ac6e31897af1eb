"""Reports of failed delivery settle the mails they are about, or ask."""

from datetime import timedelta

import pytest
from sqlalchemy import Connection

from organizer.domain.outbox import DispatchState
from organizer.domain.replies import Verdict
from organizer.services import invitations
from organizer.services.incoming_seats import Receipt
from organizer.services.rounds import Evening
from organizer.store import outbox
from tests.builders import NOW
from tests.reply_mails import bounce, words
from tests.services.evenings import (
    OFFICE,
    lay_evening,
    mails_of,
)
from tests.services.evenings import settle as settle_mails
from tests.services.what_came_back import BOB, LATER, an_invited_table, bobs, note, states, verdicts


@pytest.fixture
def planned(connection: Connection) -> Evening:
    return an_invited_table(connection)


def test_bounce_that_names_our_message_settles_the_mail(connection: Connection, planned: Evening):
    first, *_ = mails_of(connection, planned)

    noted = note(connection, bounce(BOB, enclosed=f"Message-ID: {first.message_id}\r\nSubject: x\r\n\r\n"))

    mended, *_ = mails_of(connection, planned)
    assert verdicts(noted) == [Verdict.RETURNED]
    assert (mended.state, mended.last_text) == (DispatchState.BOUNCED, "550 5.1.1 unknown user")
    assert states(connection, planned)[1:] == ["sent"] * 4


def test_bounce_of_a_draft_is_known_by_the_calendar_object_it_returns(connection: Connection):
    laid = lay_evening(connection)
    invitations.invite(connection, laid, OFFICE, NOW, as_drafts=True)
    ics = f"Content-Type: text/calendar\r\n\r\nBEGIN:VCALENDAR\r\nUID:{bobs(connection, laid).uid}\r\n"

    noted = note(connection, bounce(BOB, enclosed=ics))

    assert verdicts(noted) == [Verdict.RETURNED]
    assert states(connection, laid) == ["bounced", *["handed"] * 4]


@pytest.mark.parametrize(
    ("enclosed", "age"), [("Message-ID: <forged@elsewhere.example>\r\n\r\n", 0), ("", 0), ("own", 15)]
)
def test_bounce_without_proof_or_too_late_only_asks(connection: Connection, planned: Evening, enclosed: str, age: int):
    first, *_ = mails_of(connection, planned)
    enclosed = f"Message-ID: {first.message_id}\r\n\r\n" if enclosed == "own" else enclosed

    noted = note(connection, bounce(BOB, enclosed=enclosed), Receipt(now=NOW + timedelta(days=age)))

    expected = [Verdict.PERHAPS_RETURNED]
    assert (verdicts(noted), states(connection, planned)) == (expected, ["sent"] * 5)


def test_delay_changes_nothing_but_proves_that_the_mail_left(connection: Connection):
    laid = lay_evening(connection)
    invitations.invite(connection, laid, OFFICE, NOW, as_drafts=False)
    settle_mails(connection, laid, DispatchState.UNCERTAIN)
    first, *_ = mails_of(connection, laid)
    report = bounce(BOB, enclosed=f"Message-ID: {first.message_id}\r\n\r\n", action="delayed", status="4.4.1")

    noted = note(connection, report)

    assert (verdicts(noted), states(connection, laid)) == ([Verdict.DELAYED], ["sent", *["uncertain"] * 4])


@pytest.mark.parametrize("sender", ["MAILER-DAEMON@mx.example.net", "postmaster@haus1.example.org"])
def test_bounce_of_an_old_form_is_read(connection: Connection, planned: Evening, sender: str):
    first, *_ = mails_of(connection, planned)
    text = (
        "Hi. This is the qmail-send program at mx.example.net.\n"
        "I'm afraid I wasn't able to deliver your message to the following addresses.\n\n"
        f"<{BOB}>:\n550 5.1.1 no such user\n\n"
        f"--- Below this line is a copy of the message.\n\nReturn-Path: <a@b.example>\nMessage-ID: {first.message_id}\n"
    )

    noted = note(connection, words(sender, text, subject="failure notice"))

    assert (verdicts(noted), states(connection, planned)[0]) == ([Verdict.RETURNED], "bounced")


def test_bounce_read_twice_does_not_undo_what_was_sent_again(connection: Connection, planned: Evening):
    first, *_ = mails_of(connection, planned)
    report = bounce(BOB, enclosed=f"Message-ID: {first.message_id}\r\n\r\n")
    note(connection, report)
    bounced = (DispatchState.BOUNCED,)
    outbox.change_state(connection, [first.id], from_=bounced, to=DispatchState.SENT, now=LATER)

    note(connection, report)

    assert states(connection, planned)[0] == "sent"
