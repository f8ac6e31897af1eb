"""Whoever does not wish to be written to gets no mail, whatever happens to the evening afterwards."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from sqlalchemy import Connection

from organizer.domain.invitations import InvitationState
from organizer.domain.outbox import DispatchState
from organizer.domain.people import Person
from organizer.services import invitations, people, refused_mails, round_changes, tables
from organizer.services.people import AddressOptedOutError
from organizer.services.round_changes import NewTerms
from organizer.services.rounds import Evening
from organizer.services.tables import AskedNotToError
from organizer.store.engine import transaction
from tests.builders import NOW
from tests.services.evenings import (
    KEYS,
    OFFICE,
    a_database,
    again,
    invitations_of,
    lay_evening,
    let_leave,
    mails_of,
    settle,
    told,
)

LATER = NOW + timedelta(hours=1)


@pytest.fixture
def connection() -> Iterator[Connection]:
    with a_database() as engine, transaction(engine) as connection:
        yield connection


@pytest.fixture
def planned(connection: Connection) -> Evening:
    """An evening to which everybody is invited; the mails wait."""
    laid = lay_evening(connection)
    invitations.invite(connection, laid, OFFICE, NOW, as_drafts=False)
    return laid


def bob_says_stop(connection: Connection, planned: Evening) -> Person:
    bob = planned.guests[0]
    people.never_again(connection, planned.host.id, bob.id, KEYS, NOW)
    return bob


def told_later(connection: Connection, planned: Evening) -> list[tuple[str, str]]:
    """Whom the mails after the invitation go to."""
    return [(whose, kind) for whose, kind, _, _ in told(connection, planned) if kind != "invitation"]


@pytest.mark.parametrize("as_drafts", [False, True])
def test_change_is_not_told_to_whoever_said_stop(connection: Connection, planned: Evening, *, as_drafts: bool):
    let_leave(connection, planned)
    bob = bob_says_stop(connection, planned)
    round_ = planned.round
    terms = NewTerms(
        starts_at=round_.starts_at + timedelta(hours=1),
        time_zone=round_.time_zone,
        length_minutes=round_.length_minutes,
        video_link=round_.video_link,
    )

    telling = round_changes.change_round(
        connection, again(connection, planned), terms, OFFICE, LATER, as_drafts=as_drafts
    )

    assert [person.id for person in telling.not_told] == [bob.id]
    assert told_later(connection, planned) == [(name, "update") for name in ("carla", "dirk", "edda", "femke")]


@pytest.mark.parametrize("as_drafts", [False, True])
def test_cancellation_is_not_told_to_whoever_said_stop(connection: Connection, planned: Evening, *, as_drafts: bool):
    let_leave(connection, planned)
    bob = bob_says_stop(connection, planned)
    shown = round_changes.plan_cancellation(connection, again(connection, planned))

    telling = round_changes.cancel_round(connection, again(connection, planned), OFFICE, LATER, as_drafts=as_drafts)

    assert telling == shown
    assert [person.id for person in telling.not_told] == [bob.id]
    assert told_later(connection, planned) == [(name, "cancellation") for name in ("carla", "dirk", "edda", "femke")]
    assert {one.state for one in invitations_of(connection, planned)} == {InvitationState.CLOSED}


def test_withdrawing_whoever_said_stop_frees_the_seat_without_a_mail(connection: Connection, planned: Evening):
    let_leave(connection, planned)
    bob = bob_says_stop(connection, planned)
    would_be_told = invitations.would_be_told(connection, again(connection, planned), bob.id)

    invitations.withdraw(connection, again(connection, planned), bob.id, OFFICE, LATER, as_drafts=True)

    assert not would_be_told
    assert told_later(connection, planned) == []
    assert bob not in again(connection, planned).guests
    assert invitations_of(connection, planned)[0].state is InvitationState.CLOSED


@pytest.mark.parametrize("email", ["bob@haus1.example.org", "bob@elsewhere.example.org"])
def test_refused_mail_of_whoever_said_stop_goes_to_no_other_address(
    connection: Connection, planned: Evening, email: str
):
    settle(connection, planned, DispatchState.FAILED)
    bob = bob_says_stop(connection, planned)
    refused = next(mail for mail in mails_of(connection, planned) if mail.recipient == bob.email)

    with pytest.raises(AddressOptedOutError):
        refused_mails.mend(connection, again(connection, planned), refused.id, email, OFFICE, LATER, as_drafts=False)

    assert people.person(connection, planned.host.id, bob.id).email == bob.email


def test_whoever_said_stop_is_not_brought_in_from_the_bench(connection: Connection):
    planned = lay_evening(connection, seats=5, bench=1, guests_wanted=6)
    waiting = planned.bench[0]
    people.never_again(connection, planned.host.id, waiting.id, KEYS, NOW)

    with pytest.raises(AskedNotToError):
        tables.bring_in(connection, again(connection, planned), waiting.id)
