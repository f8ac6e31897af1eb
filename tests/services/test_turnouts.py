"""How people stood in the rounds before, and what the next round and its letters make of it."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import Connection

from organizer.domain.letters import LastTime, LetterKind
from organizer.domain.next_round import Turnout
from organizer.domain.vocabulary import ParticipationStatus
from organizer.services import invitations, letters, next_round, replies
from organizer.services.rounds import Evening
from organizer.store.engine import open_engine, transaction
from tests import postgres
from tests.builders import NOW
from tests.databases import prepare
from tests.services.evenings import OFFICE, again, lay_evening, let_leave


@pytest.fixture
def planned(connection: Connection) -> Evening:
    """An evening to which everybody is invited; the mails wait."""
    laid = lay_evening(connection, bench=1)
    invitations.invite(connection, laid, OFFICE, NOW, as_drafts=False)
    return laid


def withdraw_first(connection: Connection, planned: Evening) -> None:
    invitations.withdraw(connection, again(connection, planned), planned.guests[0].id, OFFICE, NOW, as_drafts=False)


def first_letters(connection: Connection, planned: Evening) -> dict[str, tuple[LetterKind, LastTime | None]]:
    """For everybody of the next round, all of them seated: the kind of letter, and what it says of last time."""
    opened = next_round.plan_next_round(connection, again(connection, planned))
    desk = letters.open_desk(connection, opened)
    people = (*opened.guests, *opened.bench)
    return {one.name.given: (letters.letter_kind(desk, one), desk.last_times.get(one.id)) for one in people}


def test_last_times_people_come_back_sorted(connection: Connection, planned: Evening):
    let_leave(connection, planned)
    statuses = (ParticipationStatus.DECLINED, ParticipationStatus.ACCEPTED, ParticipationStatus.TENTATIVE)
    for guest, status in zip(planned.guests, statuses, strict=False):
        replies.record(connection, invitations.open_invitation(connection, planned, guest.id), status, "", NOW)

    looked = next_round.look_back(connection, again(connection, planned))

    assert [(one.person.name.given, one.turnout) for one in looked] == [
        ("Carla", Turnout.SAID_YES),
        ("Dirk", Turnout.SAID_MAYBE),
        ("Bob", Turnout.SAID_NO),
        ("Gerd", Turnout.BENCH),
        ("Edda", Turnout.SILENT),
        ("Femke", Turnout.SILENT),
    ]


def test_whose_invitation_never_left_is_asked_for_the_first_time(connection: Connection, planned: Evening):
    withdraw_first(connection, planned)
    let_leave(connection, planned)

    seen = first_letters(connection, planned)

    assert seen["Bob"] == (LetterKind.INVITATION, None)
    assert seen["Carla"] == (LetterKind.AGAIN, LastTime.SILENT)
    assert seen["Gerd"] == (LetterKind.INVITATION, None)


def test_whose_invitation_was_stopped_waited_on_the_bench(connection: Connection, planned: Evening):
    invitations.stop(connection, again(connection, planned), NOW)

    looked = next_round.look_back(connection, again(connection, planned))

    assert {one.turnout for one in looked} == {Turnout.BENCH}


def test_who_told_the_host_before_the_mail_left_counts_as_asked(connection: Connection, planned: Evening):
    guest = planned.guests[0]
    invitation = invitations.open_invitation(connection, planned, guest.id)
    replies.record(connection, invitation, ParticipationStatus.ACCEPTED, "", NOW)

    first, *_ = next_round.look_back(connection, again(connection, planned))

    assert (first.person.id, first.turnout) == (guest.id, Turnout.SAID_YES)


@pytest.mark.postgres
def test_two_clicks_at_once_on_postgresql_open_one_next_round():
    with postgres.a_database() as url:
        engine = open_engine(url)
        prepare(engine)
        with transaction(engine) as connection:
            planned = lay_evening(connection)
            invitations.invite(connection, planned, OFFICE, NOW, as_drafts=True)

        def click(_: int) -> int:
            with transaction(engine) as connection:
                return next_round.open_next_round(connection, planned.host, planned.party.id).round.number

        with ThreadPoolExecutor(2) as clicks:
            opened = list(clicks.map(click, range(2)))
        engine.dispose()

    assert opened == [2, 2]
