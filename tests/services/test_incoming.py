"""What comes back about invitations, by mail: believed, asked about, or left alone; every decision in the log."""

import os
import random
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from itertools import product
from urllib.parse import unquote

import pytest
import sqlalchemy as sa
from sqlalchemy import Connection

from organizer.domain.errors import OrganizerError
from organizer.domain.incoming import Incoming, Way
from organizer.domain.outbox import DispatchKind, DispatchState
from organizer.domain.replies import Channel, Verdict
from organizer.domain.tokens import guest_code, guest_token
from organizer.domain.vocabulary import ParticipationStatus
from organizer.formats.incoming import read_incoming
from organizer.formats.mails import open_mail
from organizer.services import incoming, invitations, later_letters, replies, tables
from organizer.services.incoming import AlreadySettledError, Noted, Receipt, note_incoming, note_mail, settle
from organizer.services.round_changes import NewTerms, change_round
from organizer.services.rounds import Evening
from organizer.store import incoming as log_store
from organizer.store import outbox, schema
from organizer.store import replies as reply_store
from organizer.store.engine import transaction
from tests.builders import NOW
from tests.formats.test_replies import mutated
from tests.reply_mails import PROGRAMS, SAID, Said, bare_file, bounce, counter, delegation, words
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
)
from tests.services.evenings import (
    settle as settle_mails,
)

YES, NO, MAYBE = ParticipationStatus.ACCEPTED, ParticipationStatus.DECLINED, ParticipationStatus.TENTATIVE
OPEN = ParticipationStatus.NEEDS_ACTION
BOB, CHARLIE = "bob@haus1.example.org", "charlie@elsewhere.example.net"
SAID_AT = NOW + timedelta(hours=1)
LATER = NOW + timedelta(hours=2)
RECEIPT = Receipt(now=LATER, keys=KEYS)
BY_HAND = Receipt(now=LATER, way=Way.BROUGHT, keys=KEYS)


@pytest.fixture
def connection() -> Iterator[Connection]:
    with a_database() as engine, transaction(engine) as connection:
        yield connection


@pytest.fixture
def planned(connection: Connection) -> Evening:
    laid = lay_evening(connection)
    invitations.invite(connection, laid, OFFICE, NOW, as_drafts=False)
    let_leave(connection, laid)
    return again(connection, laid)


def bobs(connection: Connection, planned: Evening):
    return invitations_of(connection, planned)[0]


def said(connection: Connection, planned: Evening, **changes) -> Said:
    told = Said(uid=bobs(connection, planned).uid, attendee=BOB, sender=BOB, at=SAID_AT)
    return replace(told, **changes)


def note(connection: Connection, raw: bytes, receipt: Receipt = RECEIPT) -> tuple[Noted, ...]:
    return note_incoming(connection, read_incoming(raw), receipt)


def verdicts(noted: tuple[Noted, ...]) -> list[Verdict]:
    return [one.verdict for one in noted]


def stand(connection: Connection, planned: Evening) -> list[ParticipationStatus]:
    """Where each seat stands, in the order of the table."""
    known = invitations_of(connection, planned)
    stood = replies.standings(connection, known)
    return [stood[one.id].status for one in known]


def log(connection: Connection, planned: Evening) -> tuple[Incoming, ...]:
    bob = bobs(connection, planned)
    return log_store.incoming_to(connection, [bob.id]).get(bob.id, ())


def states(connection: Connection, planned: Evening) -> list[str]:
    return [mail.state.value for mail in mails_of(connection, planned)]


def move(connection: Connection, planned: Evening, now: datetime = NOW) -> None:
    terms = NewTerms(
        starts_at=STARTS_AT + timedelta(hours=1), time_zone="Europe/Berlin", length_minutes=90, video_link=""
    )
    change_round(connection, planned, terms, OFFICE, now, as_drafts=False)


# --- the matrix -----------------------------------------------------------------------------------------------------

# Who answers: (ATTENDEE, From), and what a current reply with the right UID becomes.
WHO = {
    "the invitee": (BOB, BOB, Verdict.TAKEN),
    "the invitee from another address": (BOB, "bob@private.example.net", Verdict.UNPROVEN),
    "a stranger in the invitee's name": (BOB, CHARLIE, Verdict.UNPROVEN),
    "a stranger": (CHARLIE, CHARLIE, Verdict.WRONG_ATTENDEE),
    "the invitee for somebody else": (CHARLIE, BOB, Verdict.WRONG_ATTENDEE),
    "nobody": (BOB, "", Verdict.UNPROVEN),
}
# SEQUENCE of the reply where 1 is the current one, which asked anew.
SEQUENCES = {0: Verdict.STALE, 1: Verdict.TAKEN, 2: Verdict.FROM_THE_FUTURE}


@dataclass(frozen=True, slots=True)
class Cell:
    program: str
    status: str
    who: str
    sequence: int
    is_right_uid: bool

    @property
    def specified(self) -> Verdict:
        """A wrong UID is about nothing; then it has to be the invitee; then the answer has to be current."""
        if not self.is_right_uid:
            return Verdict.UNKNOWN_INVITATION
        verdict = WHO[self.who][2]
        return SEQUENCES[self.sequence] if verdict is Verdict.TAKEN else verdict


CELLS = [
    Cell(*cell) for cell in product(PROGRAMS, ("ACCEPTED", "TENTATIVE", "DECLINED"), WHO, SEQUENCES, (True, False))
]


@pytest.mark.slow
def test_every_cell_of_the_matrix_is_as_specified_and_no_other_seat_moves(connection: Connection, planned: Evening):
    move(connection, planned)
    uid, wrong = bobs(connection, planned).uid, []

    for cell in CELLS:
        attendee, sender, _ = WHO[cell.who]
        asked = Said(
            uid=uid if cell.is_right_uid else uid[::-1],
            attendee=attendee,
            sender=sender,
            status=cell.status,
            sequence=cell.sequence,
            at=SAID_AT,
        )
        with connection.begin_nested() as savepoint:
            (noted,) = note(connection, PROGRAMS[cell.program](asked))
            bob = ParticipationStatus(cell.status) if cell.specified is Verdict.TAKEN else OPEN
            if noted.verdict is not cell.specified or stand(connection, planned) != [bob, *[OPEN] * 4]:
                wrong.append((cell, noted.verdict))
            savepoint.rollback()

    assert wrong == []
    assert len(CELLS) == 972


@pytest.mark.slow
def test_mutated_mails_change_no_seat_that_they_should_not(connection: Connection, planned: Evening):
    seed, rounds = 20261122, 10_000 if os.environ.get("SOAK") else 1_000
    rng = random.Random(seed)  # noqa: S311 - repeatable, not secret
    told = said(connection, planned)
    message_id = mails_of(connection, planned)[0].message_id
    originals = [program(told) for program in PROGRAMS.values()]
    originals += [bare_file(told), counter(told, "20261204T180000", "20261204T193000"), delegation(told, CHARLIE)]
    originals += [
        words(BOB, "ja gerne", In_Reply_To=message_id),
        bounce(BOB, enclosed=f"Message-ID: {message_id}\r\n\r\n"),
    ]
    wrong = []

    for number in range(rounds):
        raw = mutated(rng, rng.choice(originals))
        with connection.begin_nested() as savepoint:
            try:
                note(connection, raw)
            except OrganizerError:
                savepoint.rollback()
                continue
            bob, *others = stand(connection, planned)
            mails = states(connection, planned)
            if bob not in (OPEN, YES) or others != [OPEN] * 4 or mails[1:] != ["sent"] * 4:
                wrong.append((seed, number, bob, others, mails))
            savepoint.rollback()

    assert wrong == []


# --- calendar replies -----------------------------------------------------------------------------------------------


def test_answer_is_kept_with_the_guests_time_and_logged(connection: Connection, planned: Evening):
    note(connection, PROGRAMS["gmail"](said(connection, planned, comment="With cheese")))

    (reply,) = reply_store.replies_to(connection, [bobs(connection, planned).id])[bobs(connection, planned).id]
    assert (reply.status, reply.channel, reply.said_at, reply.received_at, reply.comment) == (
        YES,
        Channel.CALENDAR,
        SAID_AT,
        LATER,
        "With cheese",
    )
    assert [(one.verdict, one.way) for one in log(connection, planned)] == [(Verdict.TAKEN, Way.MAILBOX)]


def test_same_answer_in_another_wrapping_is_known_and_a_later_one_is_not(connection: Connection, planned: Evening):
    answers = [
        note(connection, PROGRAMS["thunderbird"](said(connection, planned))),
        note(connection, bare_file(said(connection, planned)), BY_HAND),
        note(connection, bare_file(said(connection, planned, status="DECLINED", at=SAID_AT + timedelta(minutes=1)))),
        note(connection, PROGRAMS["thunderbird"](said(connection, planned))),
        note(connection, bare_file(said(connection, planned, at=SAID_AT + timedelta(minutes=2)))),
    ]

    assert [one for noted in answers for one in verdicts(noted)] == [
        Verdict.TAKEN,
        Verdict.REPEATED,
        Verdict.TAKEN,
        Verdict.REPEATED,
        Verdict.TAKEN,
    ]
    assert stand(connection, planned)[0] is YES


def test_clock_that_runs_ahead_neither_blocks_later_words_nor_counts_twice(connection: Connection, planned: Evening):
    ahead = bare_file(said(connection, planned, at=NOW + timedelta(days=300)))
    told = [
        note(connection, ahead),
        note(connection, bare_file(said(connection, planned, status="DECLINED", at=LATER)), Receipt(now=LATER)),
    ]
    later = Receipt(now=LATER + timedelta(hours=1))
    told.append(note(connection, bare_file(said(connection, planned, status="DECLINED", at=later.now)), later))
    told.append(note(connection, ahead, Receipt(now=later.now + timedelta(hours=1))))

    assert [one for noted in told for one in verdicts(noted)] == [
        Verdict.TAKEN,
        Verdict.OLDER,
        Verdict.TAKEN,
        Verdict.REPEATED,
    ]
    assert stand(connection, planned)[0] is NO


def test_address_that_the_mail_went_to_still_answers_after_it_was_corrected(connection: Connection, planned: Evening):
    connection.execute(
        sa.update(schema.people).where(schema.people.c.email == BOB).values(email="b.muster@haus1.example.org")
    )

    noted = note(connection, PROGRAMS["gmail"](said(connection, planned)))

    assert verdicts(noted) == [Verdict.TAKEN]


def test_sender_that_the_trusted_server_found_authentic_answers_for_the_attendee(
    connection: Connection, planned: Evening
):
    raw = PROGRAMS["apple"](said(connection, planned, sender="bob@private.example.net"))
    stamped = b"Authentication-Results: mx.example.org; spf=pass; dmarc=pass header.from=private.example.net\r\n" + raw

    noted = [
        note_incoming(connection, read_incoming(stamped, trusted=trusted), RECEIPT)[0].verdict
        for trusted in ("", "mx.elsewhere.example", "mx.example.org")
    ]

    assert noted == [Verdict.UNPROVEN, Verdict.UNPROVEN, Verdict.TAKEN]


def test_sender_that_the_trusted_server_found_forged_is_a_question(connection: Connection, planned: Evening):
    raw = b"Authentication-Results: mx.example.org; dmarc=fail\r\n" + PROGRAMS["gmail"](said(connection, planned))

    (noted,) = note_incoming(connection, read_incoming(raw, trusted="mx.example.org"), RECEIPT)

    assert (noted.verdict, stand(connection, planned)[0]) == (Verdict.UNPROVEN, OPEN)


def test_host_vouches_for_an_address_once_and_it_is_known_from_then_on(connection: Connection, planned: Evening):
    note(connection, PROGRAMS["apple"](said(connection, planned, sender="bob@private.example.net")))
    (question,) = log(connection, planned)

    settle(connection, planned, question.id, YES, LATER)
    again_ = said(connection, planned, sender="bob@private.example.net", status="DECLINED", at=LATER)
    noted = note(connection, PROGRAMS["apple"](again_))

    assert verdicts(noted) == [Verdict.TAKEN]
    assert stand(connection, planned)[0] is NO


def test_stranger_is_a_question_until_the_host_has_spoken(connection: Connection, planned: Evening):
    note(connection, PROGRAMS["gmail"](said(connection, planned, attendee=CHARLIE, sender=CHARLIE)))
    (question,) = log(connection, planned)

    settle(connection, planned, question.id, None, LATER)

    assert (question.is_question, question.sender, question.status) == (True, CHARLIE, YES)
    assert stand(connection, planned) == [OPEN] * 5
    with pytest.raises(AlreadySettledError):
        settle(connection, planned, question.id, YES, LATER)


def test_proposal_of_another_time_is_kept_and_never_applied(connection: Connection, planned: Evening):
    told = said(connection, planned, comment="A day later?")

    noted = note(connection, counter(told, "20261204T180000", "20261204T193000"))

    (question,) = log(connection, planned)
    assert verdicts(noted) == [Verdict.OTHER_TIME]
    assert (question.proposed_start, question.text) == (STARTS_AT + timedelta(days=1), "A day later?")
    assert again(connection, planned).round.starts_at == STARTS_AT
    assert stand(connection, planned)[0] is OPEN


def test_later_answer_settles_the_proposal(connection: Connection, planned: Evening):
    note(connection, counter(said(connection, planned), "20261204T180000", "20261204T193000"))

    note(connection, PROGRAMS["exchange"](said(connection, planned, at=SAID_AT + timedelta(minutes=5))))

    assert [one.is_question for one in log(connection, planned)] == [False, False]


def test_seat_passed_on_is_a_question(connection: Connection, planned: Evening):
    noted = note(connection, delegation(said(connection, planned), CHARLIE))

    (question,) = log(connection, planned)
    assert (verdicts(noted), question.delegate) == ([Verdict.DELEGATED], CHARLIE)
    assert stand(connection, planned) == [OPEN] * 5


def test_answer_proves_that_an_uncertain_mail_or_a_draft_left(connection: Connection):
    laid = lay_evening(connection)
    invitations.invite(connection, laid, OFFICE, NOW, as_drafts=False)
    settle_mails(connection, laid, DispatchState.UNCERTAIN)

    note(connection, PROGRAMS["gmail"](said(connection, again(connection, laid))))

    assert states(connection, laid) == ["sent", *["uncertain"] * 4]


def test_answer_proves_nothing_of_letters_that_bring_no_entry(connection: Connection, planned: Evening):
    later_letters.send(connection, planned, DispatchKind.REMINDER, {planned.guests[0].id}, OFFICE, NOW, as_drafts=True)

    note(connection, PROGRAMS["gmail"](said(connection, planned)))

    assert states(connection, planned) == [*["sent"] * 5, "handed"]


# --- who comes back after all ---------------------------------------------------------------------------------------


def give_bobs_seat_to_the_bench(connection: Connection, planned: Evening) -> Evening:
    replies.record(connection, bobs(connection, planned), NO, "", NOW)
    now = again(connection, planned)
    tables.bring_in(connection, now, now.bench[0].id)
    invitations.invite(connection, again(connection, planned), OFFICE, NOW, as_drafts=False)
    return again(connection, planned)


def test_who_comes_back_after_the_seat_was_given_on_is_a_question(connection: Connection, planned: Evening):
    now = give_bobs_seat_to_the_bench(connection, planned)
    token = guest_token(KEYS, bobs(connection, planned).uid)

    by_calendar = note(connection, PROGRAMS["gmail"](said(connection, planned)))
    by_page = replies.answer(connection, token, YES, "I would love to", LATER)

    assert (verdicts(by_calendar), by_page) == ([Verdict.SEAT_GIVEN], NO)
    assert stand(connection, now)[0] is NO
    assert [one.way for one in log(connection, now) if one.is_question] == [Way.MAILBOX, Way.PAGE]


def test_host_may_make_room_for_who_comes_back(connection: Connection, planned: Evening):
    now = give_bobs_seat_to_the_bench(connection, planned)
    note(connection, PROGRAMS["gmail"](said(connection, planned)))
    (question,) = [one for one in log(connection, now) if one.is_question]

    settle(connection, now, question.id, YES, LATER)

    assert stand(connection, now)[0] is YES


def test_who_comes_back_while_the_seat_is_free_has_it(connection: Connection, planned: Evening):
    replies.record(connection, bobs(connection, planned), NO, "", NOW)

    noted = note(connection, PROGRAMS["gmail"](said(connection, planned)))

    assert (verdicts(noted), stand(connection, planned)[0]) == ([Verdict.TAKEN], YES)


# --- words ----------------------------------------------------------------------------------------------------------


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

    invitee = incoming.write_no_more(connection, planned, entry.id, KEYS, LATER)

    assert (verdicts(noted), invitee.email) == ([Verdict.STOP], BOB)
    assert again(connection, planned).guests[0].opted_out
    assert [one.is_question for one in log(connection, planned)] == [False]


def test_words_brought_by_another_host_are_about_nothing(connection: Connection, planned: Evening):
    other = Receipt(now=LATER, way=Way.BROUGHT, only_of=type(planned.host.id)(planned.host.id + 1))

    assert note(connection, words(BOB, "ja"), other) == ()
    assert log(connection, planned) == ()


# --- mails that come back -------------------------------------------------------------------------------------------


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


# --- what is kept, and how long -------------------------------------------------------------------------------------


def test_words_go_with_the_person(connection: Connection, planned: Evening):
    note(connection, words(BOB, "ja gerne"), BY_HAND)

    connection.execute(sa.delete(schema.people).where(schema.people.c.email == BOB))

    assert connection.execute(sa.select(schema.incoming)).all() == []


@pytest.mark.parametrize(("days", "kept"), [(89, 1), (92, 0)])
def test_words_go_some_time_after_the_evening(connection: Connection, planned: Evening, days: int, kept: int):
    note(connection, PROGRAMS["gmail"](said(connection, planned, comment="With cheese")))

    incoming.forget_old(connection, STARTS_AT + timedelta(days=days))

    (reply,) = reply_store.replies_to(connection, [bobs(connection, planned).id])[bobs(connection, planned).id]
    assert (len(log(connection, planned)), reply.comment) == (kept, "With cheese" if kept else "")
    assert stand(connection, planned)[0] is YES


def test_one_broken_file_in_an_archive_does_not_keep_the_others_out(connection: Connection, planned: Evening):
    mbox = b"From bob@x Sat Nov 21 10:00:00 2026\n" + PROGRAMS["gmail"](said(connection, planned)).replace(
        b"\r\n", b"\n"
    )
    mbox += b"\n\nFrom charlie@x Sat Nov 21 10:00:00 2026\nno mail at all\n"

    told = note_mail(connection, mbox, "inbox.mbox", RECEIPT)

    assert [(one["file"], one["change"]) for one in told] == [("inbox.mbox (1)", "ACCEPTED"), ("inbox.mbox (2)", None)]
