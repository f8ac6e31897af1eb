"""Answers in mails: by the links in a letter, or in words that only the host can read."""

import re
from datetime import timedelta
from urllib.parse import unquote

import pytest
from sqlalchemy import Connection

from organizer.domain.incoming import Way
from organizer.domain.invitations import Invitation, InvitationState
from organizer.domain.replies import Channel, Verdict
from organizer.domain.tokens import guest_code
from organizer.domain.vocabulary import ParticipationStatus
from organizer.formats.incoming import read_incoming
from organizer.formats.mails import open_mail
from organizer.services.host_words import settle, write_no_more
from organizer.services.incoming_seats import Receipt
from organizer.services.mailed_answers import _note_code
from organizer.services.rounds import Evening
from organizer.store import invitations as invitation_store
from organizer.store import outbox
from organizer.store import replies as reply_store
from tests.reply_mails import SAID, words
from tests.services.evenings import (
    KEYS,
    again,
    mails_of,
)
from tests.services.what_came_back import (
    BOB,
    BY_HAND,
    CHARLIE,
    LATER,
    MAYBE,
    NO,
    OPEN,
    YES,
    an_invited_table,
    bobs,
    log,
    move,
    note,
    stand,
    verdicts,
)


@pytest.fixture
def planned(connection: Connection) -> Evening:
    return an_invited_table(connection)


def replies_of(connection: Connection, invitation: Invitation) -> tuple[object, ...]:
    return tuple(reply_store.replies_to(connection, [invitation.id]).get(invitation.id, ()))


def test_plain_reply_lies_beside_the_seat_without_what_it_quotes(connection: Connection, planned: Evening):
    (first, *_) = mails_of(connection, planned)
    text = "Ja, gerne!\n\nBob\n\nAm 21.11.2026 um 09:00 schrieb Alice:\n> Guten Tag\n> kommen Sie?\n"

    noted = note(connection, words(BOB, text, In_Reply_To=first.message_id))

    (entry,) = log(connection, planned)
    assert (verdicts(noted), entry.text, entry.is_question) == ([Verdict.WORDS], "Ja, gerne!\n\nBob", True)
    assert stand(connection, planned)[0] is OPEN


@pytest.mark.parametrize("status", [YES, NO, MAYBE])
def test_host_says_what_a_plain_reply_means(connection: Connection, planned: Evening, status: ParticipationStatus):
    note(connection, words(BOB, "Schaun wir mal."), BY_HAND)
    (entry,) = log(connection, planned)

    settle(connection, planned, entry.id, status, LATER)

    (reply,) = reply_store.replies_to(connection, [entry.invitation_id])[entry.invitation_id]
    assert (reply.status, reply.channel, reply.comment) == (status, Channel.MAIL, "Schaun wir mal.")
    assert [one.is_question for one in log(connection, planned)] == [False]


def test_mailbox_gives_away_only_what_answers_our_mails(connection: Connection, planned: Evening):
    (first, *_) = mails_of(connection, planned)
    subjects = (
        "Lunch on Friday?",
        f"Re: {first.subject}",
        f"AW: Re: {first.subject}",
        f"Out of office: {first.subject}",
    )

    noted = [verdicts(note(connection, words(BOB, subject, subject=subject))) for subject in subjects]

    assert noted == [[], [Verdict.WORDS], [Verdict.WORDS], [Verdict.AWAY]]
    assert "Lunch" not in " ".join(one.text for one in log(connection, planned))


@pytest.mark.parametrize(
    "headers",
    [
        {"Auto_Submitted": "auto-replied"},
        {"X_Autoreply": "yes"},
        {"Precedence": "auto_reply"},
        {"Subject": "Automatische Antwort: Hello"},
    ],
)
def test_out_of_office_note_is_shown_and_changes_nothing(connection: Connection, planned: Evening, headers):
    subject = headers.pop("Subject", "Re: Hello")

    noted = note(connection, words(BOB, "Back on the 9th.", subject=subject, **headers), BY_HAND)

    (entry,) = log(connection, planned)
    assert (verdicts(noted), entry.text) == ([Verdict.AWAY], "Back on the 9th.")
    assert stand(connection, planned)[0] is OPEN


@pytest.mark.parametrize(
    ("status", "sender", "verdict", "stands"),
    [(YES, BOB, Verdict.TAKEN, YES), (NO, BOB, Verdict.TAKEN, NO), (YES, CHARLIE, Verdict.UNPROVEN, OPEN)],
)
def test_answer_by_the_link_in_a_letter_is_known_by_its_code(connection, planned, status, sender, verdict, stands):
    word = {YES: "Ja", NO: "Re: AW: No"}[status]
    subject = f"{word} {guest_code(KEYS, bobs(connection, planned).uid)}"

    noted = note(connection, words(sender, "", subject=subject))

    assert (verdicts(noted), stand(connection, planned)[0]) == ([verdict], stands)


def test_answer_by_a_link_from_before_the_date_moved_no_longer_holds(connection: Connection, planned: Evening):
    subject = f"Ja {guest_code(KEYS, bobs(connection, planned).uid)}"
    move(connection, again(connection, planned), SAID + timedelta(minutes=10))

    noted = note(connection, words(BOB, "", subject=subject), Receipt(now=SAID + timedelta(minutes=20), keys=KEYS))

    assert (verdicts(noted), stand(connection, planned)[0]) == ([Verdict.STALE], OPEN)


def test_answer_by_a_link_that_waited_while_the_invitation_was_withdrawn_is_no_seat(
    connection: Connection, planned: Evening
):
    read_before_the_lock = bobs(connection, planned)
    invitation_store.update_invitation(connection, read_before_the_lock.id, {"state": InvitationState.CLOSED})
    mail = read_incoming(words(BOB, "", subject=f"Ja {guest_code(KEYS, read_before_the_lock.uid)}"))

    noted = _note_code(connection, read_before_the_lock, YES, mail, Receipt(now=LATER, keys=KEYS))

    assert noted is not None
    assert (noted.verdict, noted.change) == (Verdict.CLOSED, None)
    assert replies_of(connection, read_before_the_lock) == ()


def test_both_links_of_a_real_letter_answer(connection: Connection, planned: Evening):
    first, *_ = mails_of(connection, planned)
    found = outbox.find_dispatch(connection, planned.host.id, first.id)
    subjects = re.findall(r"mailto:\S+\?subject=(\S+)", open_mail(found[1]).text) if found else []

    noted = [note(connection, words(BOB, "", subject=unquote(one)), Receipt(now=LATER, keys=KEYS)) for one in subjects]

    assert [one.change for answers in noted for one in answers][:1] == [YES]
    assert len(noted) == 2


def test_program_that_repeats_the_code_answers_nothing(connection: Connection, planned: Evening):
    subject = f"Ja {guest_code(KEYS, bobs(connection, planned).uid)}"
    (first, *_) = mails_of(connection, planned)

    noted = note(
        connection, words(BOB, "Away", subject=subject, Auto_Submitted="auto-replied", References=first.message_id)
    )

    assert (verdicts(noted), stand(connection, planned)[0]) == ([Verdict.AWAY], OPEN)


def test_code_in_a_quoted_letter_answers_nothing(connection: Connection, planned: Evening):
    code = guest_code(KEYS, bobs(connection, planned).uid)
    text = f"Hm.\n\n> mailto:alice@office.example.org?subject=Ja%20{code}\n> Ja {code}\n"

    noted = note(connection, words(BOB, text), BY_HAND)

    assert (verdicts(noted), stand(connection, planned)[0]) == ([Verdict.WORDS], OPEN)


def test_code_beside_other_words_only_says_whose_they_are(connection: Connection, planned: Evening):
    subject = f"Vielleicht {guest_code(KEYS, bobs(connection, planned).uid)}"

    noted = note(connection, words("bob@private.example.net", "Mal sehen", subject=subject))

    assert (verdicts(noted), stand(connection, planned)[0]) == ([Verdict.WORDS], OPEN)


@pytest.mark.parametrize(("text", "subject"), [("STOP", "Re: Hello"), ("stop.\n\nBob", "Re: x"), ("bitte", "Re: STOP")])
def test_stop_is_offered_to_the_host_and_final_at_their_word(connection, planned, text: str, subject: str):
    noted = note(connection, words(BOB, text, subject=subject), BY_HAND)
    (entry,) = log(connection, planned)

    invitee = write_no_more(connection, planned, entry.id, KEYS, LATER)

    assert (verdicts(noted), invitee.email) == ([Verdict.STOP], BOB)
    assert again(connection, planned).guests[0].opted_out
    assert [one.is_question for one in log(connection, planned)] == [False]


def test_words_brought_by_another_host_are_about_nothing(connection: Connection, planned: Evening):
    other = Receipt(now=LATER, way=Way.BROUGHT, only_of=type(planned.host.id)(planned.host.id + 1))

    assert note(connection, words(BOB, "ja"), other) == ()
    assert log(connection, planned) == ()
