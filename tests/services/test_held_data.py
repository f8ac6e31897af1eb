"""What a host holds about a reader, by the link in their mail: it carries all it needs, so it works for ever."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import Connection, Engine

from organizer.domain.errors import NotFoundError
from organizer.domain.names import Name
from organizer.domain.outbox import DispatchState
from organizer.domain.people import Person
from organizer.domain.tokens import Keys, address_hash, address_hashes, read_stop_token, stop_token
from organizer.domain.vocabulary import HostId, PersonId
from organizer.mail.smtp import Outcome, OutcomeKind
from organizer.services import attendee_lists, held_data, invitations, people, rounds, same_person
from organizer.services.outbox import Worker, deliver_due
from organizer.services.rooms import AssistantOptedOutError, Room, furnish_room
from organizer.services.rounds import Evening
from organizer.store import people as people_store
from organizer.store.engine import transaction
from organizer.store.outbox import Claimed
from tests.builders import NOW
from tests.services.evenings import (
    KEYS,
    OFFICE,
    a_database,
    again,
    another_host,
    everything,
    lay_evening,
    let_leave,
    mails_of,
    told,
)

PUBLIC = replace(OFFICE, public_base_url="https://runde.example.org")
ADDRESSES = ("bob@haus1.example.org", " BOB@Haus1.example.org", "bob+list@haus1.example.org", "+@x.example", "bücher@x")


def token_for(planned, person) -> str:
    return stop_token(KEYS, planned.host.id, person.email)


def with_assistant(connection: Connection) -> Evening:
    planned = lay_evening(connection, with_speaker=True)
    slot = replace(planned.round.speaker_slot, assistant_email="office@haus.example.org")
    rounds.furnish(connection, planned, video_link=planned.round.video_link, slot=slot)
    return again(connection, planned)


def test_token_carries_host_and_address_and_fits_into_a_line_of_a_mail():
    token = stop_token(KEYS, HostId(7), "Bob@Haus1.example.org")

    assert read_stop_token(KEYS, token) == (7, address_hash(KEYS, "bob@haus1.example.org"))
    assert len(f"https://runde.example.org/o/{token}") <= 76
    assert token.isascii()
    assert token.isalnum()


@pytest.mark.parametrize(
    "token",
    ["", "a" * 48, "A" * 48, "x" * 47, "ä" * 48, "a" * 49],
)
def test_token_that_we_never_made_names_nobody(token: str):
    assert read_stop_token(KEYS, token) is None


def test_token_changed_anywhere_names_nobody():
    token = stop_token(KEYS, HostId(7), "bob@haus1.example.org")
    others = [token[:at] + ("b" if token[at] == "a" else "a") + token[at + 1 :] for at in range(len(token))]

    assert [read_stop_token(KEYS, other) for other in others] == [None] * len(token)


def test_token_of_another_key_names_nobody():
    other = Keys(invitations=KEYS.invitations, addresses=b"b" * 32)

    assert read_stop_token(other, stop_token(KEYS, HostId(7), "bob@haus1.example.org")) is None


def test_hashes_are_the_same_however_an_address_is_spelt_and_made_one_by_one_or_together():
    hashes = [address_hash(KEYS, address) for address in ADDRESSES]

    assert hashes[:3] == [hashes[0]] * 3
    assert len({len(one) for one in hashes}) == 1
    assert address_hashes(KEYS, ADDRESSES) == hashes


def test_held_names_every_record_with_source_letters_and_answers(connection: Connection):
    planned = lay_evening(connection)
    invitations.invite(connection, planned, PUBLIC, NOW, as_drafts=False)
    bob = planned.guests[0]

    found = held_data.held(connection, KEYS, token_for(planned, bob))

    (record,) = found.records
    assert (found.host.name, record.person, found.opted_out) == (planned.host.name, bob, False)
    assert [letter.dispatch.recipient for letter in record.letters] == [bob.email]
    assert record.written == ("Nobody tells Bob’s story better.",)


def test_taking_along_holds_every_table_and_no_secret(connection: Connection):
    planned = lay_evening(connection)
    invitations.invite(connection, planned, PUBLIC, NOW, as_drafts=False)
    bob = planned.guests[0]

    whole = held_data.as_plain(held_data.held(connection, KEYS, token_for(planned, bob)))

    (record,) = whole["records"]
    assert sorted(record) == ["dispatches", "invitations", "letters", "people", "seats", "sources"]
    assert record["people"][0]["email"] == bob.email
    assert "hash" not in repr(whole)


def test_link_shows_nothing_of_another_host(connection: Connection):
    planned = lay_evening(connection)
    charlie = another_host(connection)
    token = stop_token(KEYS, charlie.id, planned.guests[0].email)

    found = held_data.held(connection, KEYS, token)
    held_data.stop(connection, KEYS, token, NOW)

    assert found.records == ()
    assert not people.person(connection, planned.host.id, planned.guests[0].id).opted_out


def test_link_to_a_host_who_is_gone_leads_nowhere(connection: Connection):
    lay_evening(connection)
    token = stop_token(KEYS, HostId(99), "bob@haus1.example.org")

    with pytest.raises(NotFoundError):
        held_data.stop(connection, KEYS, token, NOW)


def test_looking_changes_nothing(connection: Connection):
    planned = lay_evening(connection)
    before = everything(connection)

    held_data.held(connection, KEYS, token_for(planned, planned.guests[0]))

    assert everything(connection) == before


def test_stop_holds_when_the_person_is_erased_other_keys_change_and_the_list_comes_back(connection: Connection):
    planned = lay_evening(connection)
    bob = planned.guests[0]
    token = token_for(planned, bob)
    held_data.delete(connection, KEYS, token, NOW)
    rotated = Keys(invitations=b"n" * 32, addresses=KEYS.addresses)

    held_data.stop(connection, rotated, token, NOW + timedelta(days=400))

    rows = "Name;E-Mail\nBob Neu;BOB@haus1.example.org\nBob Plus;bob+x@haus1.example.org\n"
    list_id = attendee_lists.upload(connection, planned.host.id, None, rows.encode(), "a.csv", NOW)
    attendee_lists.confirm(connection, planned.host.id, list_id, rotated, NOW)
    back = [one for one in people.everybody(connection, planned.host.id) if one.name.given == "Bob"]
    assert [one.opted_out for one in back] == [True] * len(back)
    assert back != []


def test_delete_leaves_a_hash_and_nothing_else(connection: Connection):
    planned = lay_evening(connection)
    invitations.invite(connection, planned, PUBLIC, NOW, as_drafts=False)
    bob = planned.guests[0]
    token = token_for(planned, bob)

    held_data.delete(connection, KEYS, token, NOW)

    found = held_data.held(connection, KEYS, token)
    assert (found.is_empty, found.opted_out) == (True, True)
    assert bob.email not in repr(everything(connection))
    assert bob.name.full not in repr(everything(connection))


def test_assistant_who_says_stop_is_forgotten_and_gets_no_mail_that_waits(connection: Connection):
    planned = with_assistant(connection)
    invitations.invite(connection, planned, PUBLIC, NOW, as_drafts=False)
    token = stop_token(KEYS, planned.host.id, "office@haus.example.org")
    assert held_data.held(connection, KEYS, token).is_assistant

    held_data.stop(connection, KEYS, token, NOW)

    waiting = [one for one in told(connection, planned) if one[0] == "office"]
    assert [state for _, _, _, state in waiting] == [DispatchState.CANCELLED.value]
    assert again(connection, planned).round.speaker_slot.assistant_email == ""


def test_assistant_who_has_everything_deleted_is_in_no_table(connection: Connection):
    planned = with_assistant(connection)
    invitations.invite(connection, planned, PUBLIC, NOW, as_drafts=False)
    let_leave(connection, planned)

    held_data.delete(connection, KEYS, stop_token(KEYS, planned.host.id, "office@haus.example.org"), NOW)

    assert "office@haus.example.org" not in repr(everything(connection))


@pytest.mark.parametrize(
    ("office", "has_button"),
    [
        (PUBLIC, False),
        (replace(PUBLIC, mail_from="invite@runde.example.org"), True),
        (replace(PUBLIC, mail_from="invite@runde.example.org", own_mailbox=True), False),
        (replace(OFFICE, mail_from="invite@runde.example.org"), False),
        (replace(PUBLIC, public_base_url="http://runde.example.org", mail_from="invite@runde.example.org"), False),
    ],
)
def test_mail_program_gets_its_button_only_where_the_service_sends(connection: Connection, office, *, has_button: bool):
    planned = lay_evening(connection)

    mail = invitations.invite(connection, planned, office, NOW, as_drafts=False)[0]

    link = office.stop_link(planned.host, mail.recipient)
    headers = f"List-Unsubscribe: <{link}>\r\nList-Unsubscribe-Post: List-Unsubscribe=One-Click\r\n"
    assert (headers.encode() in mail.raw) is has_button


def test_every_mail_carries_its_own_readers_link_and_a_trial_none_of_the_guests(connection: Connection):
    planned = lay_evening(connection)

    mails = invitations.invite(connection, planned, PUBLIC, NOW, as_drafts=False)

    links = [PUBLIC.stop_link(planned.host, mail.recipient) for mail in mails]
    assert [link in mail.body for link, mail in zip(links, mails, strict=True)] == [True] * len(mails)
    assert len(set(links)) == len(mails)
    assert len(mails_of(connection, planned)) == len(mails)


def test_link_to_a_former_address_shows_nothing_but_stops_and_deletes_whoever_was_written_to_there(
    connection: Connection,
):
    planned = lay_evening(connection)
    bob = planned.guests[0]
    invitations.invite(connection, planned, PUBLIC, NOW, as_drafts=False)
    token = token_for(planned, bob)
    people.correct(connection, planned.host.id, replace(bob, email="bob@new.example.org"), KEYS)

    shown = held_data.held(connection, KEYS, token)
    held_data.stop(connection, KEYS, token, NOW)
    stopped = people.person(connection, planned.host.id, bob.id)
    waiting = [state for whose, _, _, state in told(connection, planned) if whose == "bob"]
    held_data.delete(connection, KEYS, token, NOW)

    # The address that was corrected may be that of somebody else.
    assert (shown.records, shown.moved, shown.is_empty) == ((), True, False)
    assert "bob@new.example.org" not in repr(held_data.as_plain(shown))
    assert (stopped.opted_out, waiting) == (True, ["cancelled"])
    rest = repr(everything(connection))
    assert [text for text in (bob.email, "bob@new.example.org", bob.name.full) if text in rest] == []


def test_deletion_by_one_link_leaves_everybody_else_alone(connection: Connection):
    planned = lay_evening(connection)
    invitations.invite(connection, planned, PUBLIC, NOW, as_drafts=False)
    bob, carla = planned.guests[:2]

    held_data.delete(connection, KEYS, token_for(planned, bob), NOW)

    assert not people.person(connection, planned.host.id, carla.id).opted_out
    assert [state for whose, _, _, state in told(connection, again(connection, planned)) if whose == "carla"] == [
        "queued"
    ]


def two_as_one(connection: Connection) -> tuple[Evening, Person, Person]:
    """Zoe of two lists, who was joined; the second record is gone."""
    planned = lay_evening(connection)
    host_id = planned.host.id
    zoe = Person(id=PersonId(0), name=Name(given="Zoe", family="Zander"))
    kept = people.type_in(connection, host_id, replace(zoe, email="zoe@private.example.org"), KEYS, NOW)
    work = replace(zoe, email="zoe@work.example.org", note="secret note")
    gone = people.type_in(connection, host_id, work, KEYS, NOW + timedelta(seconds=5))
    same_person.join(connection, host_id, (kept.id, gone.id), KEYS, NOW)
    return planned, kept, gone


def test_link_of_a_record_that_was_joined_finds_both_and_both_go(connection: Connection):
    planned, kept, gone = two_as_one(connection)
    token = token_for(planned, gone)

    found = held_data.held(connection, KEYS, token)
    held_data.delete(connection, KEYS, token, NOW)

    assert [record.person.id for record in found.records] == [kept.id]
    assert gone.email in repr(held_data.as_plain(found))
    rest = repr(everything(connection))
    assert [text for text in ("Zoe", kept.email, gone.email, "secret note") if text in rest] == []
    assert [held_data.held(connection, KEYS, token_for(planned, one)).opted_out for one in (kept, gone)] == [True] * 2


def test_assistant_who_said_stop_cannot_be_named_again(connection: Connection):
    planned = with_assistant(connection)
    held_data.stop(connection, KEYS, stop_token(KEYS, planned.host.id, "office@haus.example.org"), NOW)
    room = Room(video_link=planned.round.video_link, assistant_email="OFFICE@haus.example.org")

    with pytest.raises(AssistantOptedOutError):
        furnish_room(connection, again(connection, planned), room, KEYS, NOW)


@pytest.mark.parametrize(
    ("refusing", "sent"),
    [
        ("office@haus.example.org", {"speaker"}),
        ("speaker", {"office@haus.example.org"}),
        ("", {"speaker", "office@haus.example.org"}),
    ],
)
def test_no_mail_leaves_to_an_address_that_said_stop_and_none_to_another_is_lost(refusing: str, sent: set[str]):
    with a_database() as engine:
        with transaction(engine) as connection:
            planned = with_assistant(connection)
            speaker = planned.speaker.email
            invitations.invite(connection, planned, PUBLIC, NOW, as_drafts=False)
            if refusing:
                hashed = address_hash(KEYS, refusing.replace("speaker", speaker))
                people_store.note_opt_out(connection, planned.host.id, hashed, NOW)
        left: list[str] = []

        deliver_due(a_worker(engine), lambda mail, dot: note_sent(left, mail, dot))

        watched = {"speaker": speaker, "office@haus.example.org": "office@haus.example.org"}
        assert {one for one, address in watched.items() if address in left} == sent


def test_assistant_takes_along_address_and_mails_and_the_speaker_neither(connection: Connection):
    planned = with_assistant(connection)
    invitations.invite(connection, planned, PUBLIC, NOW, as_drafts=False)

    theirs = held_data.as_plain(
        held_data.held(connection, KEYS, stop_token(KEYS, planned.host.id, "office@haus.example.org"))
    )
    speakers = held_data.as_plain(held_data.held(connection, KEYS, token_for(planned, planned.speaker)))

    assert theirs["as_assistant"]["addresses"] == ["office@haus.example.org"]
    assert [mail["kind"] for mail in theirs["as_assistant"]["dispatches"]] == ["assistant"]
    assert "office@haus.example.org" not in repr(speakers)


def test_deletion_of_an_invited_guest_is_counted_and_of_nobody_else(connection: Connection):
    planned = lay_evening(connection)
    invitations.invite(connection, planned, PUBLIC, NOW, as_drafts=False)

    for person in (planned.guests[0], planned.bench[0]):
        held_data.delete(connection, KEYS, token_for(planned, person), NOW)

    assert again(connection, planned).round.guests_deleted == 1


def a_worker(engine: Engine) -> Worker:
    return Worker(engine=engine, owner="worker", clock=lambda: NOW + timedelta(minutes=30))


def note_sent(left: list[str], mail: Claimed, dot: Callable[[], bool]) -> Outcome:
    dot()
    left.append(mail.recipient)
    return Outcome(kind=OutcomeKind.SENT)
