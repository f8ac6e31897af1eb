"""The first page's next step: as far as the work on a party has come."""

from sqlalchemy import Connection

from organizer.domain.parties import OccasionKind
from organizer.domain.vocabulary import Language
from organizer.services import hosts, invitations, letters, parties, rounds
from organizer.services.rounds import Evening
from organizer.store import rounds as round_store
from tests.builders import NOW
from tests.services.evenings import OFFICE, again, lay_evening


def next_step(connection: Connection, planned: Evening) -> str:
    return parties.view(connection, again(connection, planned).party).next_step


def read_all(connection: Connection, planned: Evening) -> None:
    for person in letters.open_desk(connection, again(connection, planned)).invitees:
        letters.mark_reviewed(connection, letters.open_desk(connection, again(connection, planned)), person.id, NOW)


def test_party_of_a_host_who_knows_nobody_begins_with_people(connection: Connection):
    host = hosts.welcome_host(
        connection, name="Alice", email="alice@office.example.org", language=Language.EN, time_zone="Europe/Berlin"
    )
    party = parties.plan_party(connection, host, kind=OccasionKind.MY_VISIT, name="Rotterdam", now=NOW)

    assert parties.view(connection, party).next_step == "people"


def test_next_step_follows_the_work(connection: Connection):
    planned = lay_evening(connection, with_speaker=True)
    round_store.update_round(connection, planned.round.id, {"starts_at": None, "video_link": ""})
    steps = [next_step(connection, planned)]

    rounds.fix_date(
        connection, planned, starts_at=planned.round.starts_at, time_zone="Europe/Berlin", length_minutes=90
    )
    steps.append(next_step(connection, planned))
    read_all(connection, planned)
    steps.append(next_step(connection, planned))
    round_store.update_round(connection, planned.round.id, {"video_link": "https://meet.example.org/runde-1"})
    steps.append(next_step(connection, planned))
    invitations.invite(connection, again(connection, planned), OFFICE, NOW, as_drafts=True)
    steps.append(next_step(connection, planned))

    assert steps == ["date", "letters", "room", "rehearsal", "board"]


def test_next_step_without_seats_is_the_table(connection: Connection):
    planned = lay_evening(connection, seats=0, bench=2)

    assert next_step(connection, planned) == "table"
