"""Letters go a set time after the last evening of their party; what became of them stays."""

import sqlite3
from datetime import timedelta

import pytest
import sqlalchemy as sa
from sqlalchemy import Connection

from organizer.domain.incoming import KEPT_FOR
from organizer.domain.letter_words import WORDS
from organizer.domain.outbox import DispatchState
from organizer.domain.vocabulary import ParticipationStatus
from organizer.services import invitations, letter_history, letters, replies, rounds
from organizer.services.outbox import send_again
from organizer.services.retention import forget_old, letters_go_on
from organizer.services.rounds import Evening
from organizer.store import outbox
from tests.builders import NOW
from tests.services.evenings import (
    OFFICE,
    STARTS_AT,
    again,
    everything,
    invitations_of,
    lay_evening,
    let_leave,
    mails_of,
    settle,
)

A_DAY = timedelta(days=1)
LAST_DAY = STARTS_AT + KEPT_FOR + A_DAY


@pytest.fixture
def planned(connection: Connection) -> Evening:
    laid = lay_evening(connection)
    invitations.invite(connection, laid, OFFICE, NOW, as_drafts=False)
    return laid


def traces(connection: Connection) -> list[str]:
    """What is left of the words of letters, and of whom they went to, outside the people themselves."""
    tables = everything(connection)
    rest = repr([tables["dispatches"], tables["letters"]])
    return [word for word in ("Nobody tells", "@haus1.example.org", "Open research data") if word in rest]


def test_until_the_last_day_nothing_is_touched(connection: Connection, planned: Evening):
    let_leave(connection, planned)
    before = everything(connection)

    forget_old(connection, LAST_DAY)

    assert everything(connection) == before


def test_afterwards_the_words_are_gone_and_what_became_of_the_mails_stays(connection: Connection, planned: Evening):
    let_leave(connection, planned)

    forget_old(connection, LAST_DAY + timedelta(seconds=1))

    assert traces(connection) == []
    assert [mail.state for mail in mails_of(connection, planned)] == [DispatchState.SENT] * 5
    assert letter_history.search(connection, planned.host.id).everything == 0


def test_forgetting_twice_changes_nothing(connection: Connection, planned: Evening):
    let_leave(connection, planned)
    forget_old(connection, LAST_DAY + A_DAY)
    before = everything(connection)

    forget_old(connection, LAST_DAY + A_DAY)

    assert everything(connection) == before


def test_mail_that_still_waits_never_leaves_empty(connection: Connection, planned: Evening):
    forget_old(connection, LAST_DAY + A_DAY)

    assert {mail.state for mail in mails_of(connection, planned)} == {DispatchState.CANCELLED}


def test_uncertain_mail_whose_words_are_gone_is_not_sent_again(connection: Connection, planned: Evening):
    settle(connection, planned, DispatchState.UNCERTAIN)
    forget_old(connection, LAST_DAY + A_DAY)

    sent = [send_again(connection, mail.id, LAST_DAY + A_DAY) for mail in mails_of(connection, planned)]

    assert sent == [0] * 5
    assert {mail.state for mail in mails_of(connection, planned)} == {DispatchState.UNCERTAIN}


def test_answers_that_are_forgotten_are_not_written_to_at_every_look(connection: Connection, planned: Evening):
    let_leave(connection, planned)
    for invitation in invitations_of(connection, planned):
        replies.record(connection, invitation, ParticipationStatus.ACCEPTED, "Gladly.", NOW)
    forget_old(connection, LAST_DAY + A_DAY)
    written: list[int] = []

    @sa.event.listens_for(connection, "after_cursor_execute")
    def count(_: Connection, cursor: sqlite3.Cursor, statement: str, *__: object) -> None:
        if statement.startswith("UPDATE"):
            written.append(cursor.rowcount)

    forget_old(connection, LAST_DAY + A_DAY)

    assert sum(written) == 0


def test_further_evening_of_the_party_keeps_the_letters_of_the_earlier_ones(connection: Connection, planned: Evening):
    let_leave(connection, planned)
    rounds.fix_date(connection, planned, starts_at=STARTS_AT + KEPT_FOR, time_zone="Europe/Berlin", length_minutes=90)

    forget_old(connection, LAST_DAY + A_DAY)

    assert traces(connection) != []


def test_forgotten_letter_is_found_nowhere(connection: Connection, planned: Evening):
    let_leave(connection, planned)
    mail = mails_of(connection, planned)[0]

    forget_old(connection, LAST_DAY + A_DAY)

    assert outbox.find_dispatch(connection, planned.host.id, mail.id) is None
    assert letters.open_desk(connection, again(connection, planned)).told_before == {}


def test_day_is_said(connection: Connection, planned: Evening):
    assert letters_go_on(connection, planned.host.id) == {planned.party.id: LAST_DAY.date()}


def test_footers_promise_what_is_done():
    assert [str(KEPT_FOR.days) in words.kept for words in WORDS.values()] == [True] * len(WORDS)
