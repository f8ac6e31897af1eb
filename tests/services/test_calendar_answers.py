"""Answers by calendar programs: believed, asked about, or left alone; every decision in the log."""

from datetime import timedelta

import pytest
import sqlalchemy as sa
from sqlalchemy import Connection

from organizer.domain.incoming import Way
from organizer.domain.outbox import DispatchKind, DispatchState
from organizer.domain.replies import Channel, Verdict
from organizer.domain.tokens import guest_token
from organizer.formats.incoming import read_incoming
from organizer.services import invitations, later_letters, replies, tables
from organizer.services.host_words import AlreadySettledError, settle
from organizer.services.incoming import note_incoming
from organizer.services.incoming_seats import Receipt
from organizer.services.rounds import Evening
from organizer.store import replies as reply_store
from organizer.store import schema
from tests.builders import NOW
from tests.reply_mails import PROGRAMS, bare_file, counter, delegation
from tests.services.evenings import (
    KEYS,
    OFFICE,
    STARTS_AT,
    again,
    lay_evening,
)
from tests.services.evenings import settle as settle_mails
from tests.services.what_came_back import (
    BOB,
    BY_HAND,
    CHARLIE,
    LATER,
    MINUTE,
    NO,
    OPEN,
    RECEIPT,
    SAID_AT,
    YES,
    an_invited_table,
    bobs,
    log,
    note,
    said,
    stand,
    states,
    verdicts,
)


@pytest.fixture
def planned(connection: Connection) -> Evening:
    return an_invited_table(connection)


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
        note(
            connection, bare_file(said(connection, planned, status="DECLINED", at=LATER - MINUTE)), Receipt(now=LATER)
        ),
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
