"""Whoever does not wish to be written to gets no mail, whatever happens to the evening afterwards."""

from dataclasses import replace
from datetime import timedelta

import pytest
import sqlalchemy as sa
from sqlalchemy import Connection

from organizer.domain.invitations import InvitationState
from organizer.domain.outbox import DispatchState
from organizer.domain.people import Person
from organizer.domain.tokens import address_hash, older_hash
from organizer.services import (
    attendee_lists,
    erasures,
    invitations,
    people,
    refused_mails,
    round_changes,
    rounds,
    tables,
)
from organizer.services.opt_outs import bring_up_to_date
from organizer.services.people import AddressOptedOutError
from organizer.services.round_changes import NewTerms
from organizer.services.rounds import Evening
from organizer.services.tables import AskedNotToError
from organizer.store import people as people_store
from organizer.store.engine import reading, transaction
from organizer.store.people import Saved
from organizer.store.schema import dispatches
from tests.builders import NOW
from tests.services.evenings import (
    KEYS,
    OFFICE,
    a_database,
    again,
    everything,
    invitations_of,
    lay_evening,
    let_leave,
    mails_of,
    settle,
    told,
)

LATER = NOW + timedelta(hours=1)


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


def test_refused_mail_to_an_assistant_is_not_sent_to_an_address_that_said_stop(connection: Connection):
    laid = lay_evening(connection, with_speaker=True)
    slot = replace(laid.round.speaker_slot, assistant_email="office@haus.example.org")
    rounds.furnish(connection, laid, video_link=laid.round.video_link, slot=slot)
    invitations.invite(connection, again(connection, laid), OFFICE, NOW, as_drafts=False)
    settle(connection, laid, DispatchState.FAILED)
    refused = next(mail for mail in mails_of(connection, laid) if mail.recipient == "office@haus.example.org")
    people_store.note_opt_out(connection, laid.host.id, address_hash(KEYS, "other@haus.example.org"), NOW)

    with pytest.raises(AddressOptedOutError):
        refused_mails.mend(
            connection, again(connection, laid), refused.id, "other@haus.example.org", OFFICE, LATER, as_drafts=False
        )


def test_whoever_said_stop_is_not_brought_in_from_the_bench(connection: Connection):
    planned = lay_evening(connection, seats=5, bench=1, guests_wanted=6)
    waiting = planned.bench[0]
    people.never_again(connection, planned.host.id, waiting.id, KEYS, NOW)

    with pytest.raises(AskedNotToError):
        tables.bring_in(connection, again(connection, planned), waiting.id)


def carol_said_stop_long_ago(connection: Connection, planned: Evening) -> Person:
    """Noted when what stands behind a plus was part of the hash."""
    carol = replace(planned.guests[1], email="carol+events@haus.example.org")
    older = older_hash(KEYS, carol.email)
    people_store.update_person(connection, planned.host.id, Saved(person=carol, address_hash=older))
    people_store.note_opt_out(connection, planned.host.id, older, NOW)
    return people.person(connection, planned.host.id, carol.id)


def test_opt_out_of_the_older_hash_holds_when_the_person_is_changed(connection: Connection, planned: Evening):
    carol = carol_said_stop_long_ago(connection, planned)

    people.correct(connection, planned.host.id, replace(carol, job_title="Director"), KEYS)

    assert people.person(connection, planned.host.id, carol.id).opted_out


@pytest.mark.parametrize("many", [1, 5000])
def test_opt_out_of_the_older_hash_holds_when_a_list_brings_the_erased_back(
    connection: Connection, planned: Evening, many: int
):
    carol = carol_said_stop_long_ago(connection, planned)
    erasures.erase(connection, planned.host.id, carol.id, NOW)
    others = "".join(f"Nina Neu{at};nina{at}@neu.example.org\n" for at in range(many - 1))
    rows = f"Name;E-Mail\nCarol Muster;{carol.email}\n{others}"

    list_id = attendee_lists.upload(connection, planned.host.id, None, rows.encode(), "a.csv", NOW)
    attendee_lists.confirm(connection, planned.host.id, list_id, KEYS, NOW)

    refusing = [one.email for one in people.everybody(connection, planned.host.id) if one.opted_out]
    assert refusing == [carol.email]


def test_at_the_start_older_hashes_are_made_anew_and_doing_it_again_changes_nothing():
    with a_database() as engine:
        with transaction(engine) as connection:
            laid = lay_evening(connection)
            invitations.invite(connection, laid, OFFICE, NOW, as_drafts=False)
            carol = carol_said_stop_long_ago(connection, laid)
            connection.execute(sa.update(dispatches).values(recipient_hash=""))

        bring_up_to_date(engine, KEYS)

        with reading(engine) as connection:
            once = everything(connection)
            known = people_store.people_at(connection, laid.host.id, address_hash(KEYS, "carol@haus.example.org"))
            written_to = people_store.people_at(connection, laid.host.id, address_hash(KEYS, "carla@haus2.example.org"))
        bring_up_to_date(engine, KEYS)
        with reading(engine) as connection:
            assert everything(connection) == once
        assert [(one.id, one.opted_out) for one in known] == [(carol.id, True)]
        assert [one.id for one in written_to] == [carol.id]
