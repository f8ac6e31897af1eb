from dataclasses import replace

import pytest
import sqlalchemy as sa
from sqlalchemy import Connection

from organizer.domain.attendee_list import RowVerdict
from organizer.domain.errors import NotFoundError
from organizer.domain.invitations import Role
from organizer.domain.parties import Host, OccasionKind
from organizer.domain.people import Person
from organizer.domain.vocabulary import Language, ListId
from organizer.services import attendee_lists, hosts, parties, people, same_person
from organizer.services import rescues as service
from organizer.services.rescues import RescuedInUseError, TakenInAlreadyError
from organizer.store import schema
from organizer.store.attendee_lists import KeptRow
from tests.builders import NOW
from tests.services.evenings import KEYS, another_host

LIST = """Vorname;Nachname;Firma;E-Mail;Status
Bob;de Wit;Polder Data;bob@polder.example.org;ok
Eva;Weiß;Haus Elbe;eva@elbe.example.org;storniert
Summe;;;;
"""


@pytest.fixture
def host(connection: Connection) -> Host:
    return hosts.welcome_host(
        connection, name="Alice", email="alice@office.example.org", language=Language.EN, time_zone="Europe/Berlin"
    )


@pytest.fixture
def list_id(connection: Connection, host: Host) -> ListId:
    list_id = attendee_lists.upload(connection, host.id, None, LIST.encode(), "list.csv", NOW)
    attendee_lists.confirm(connection, host.id, list_id, KEYS, NOW)
    return list_id


def aside(connection: Connection, host: Host, list_id: ListId) -> tuple[KeptRow, ...]:
    verdicts = [verdict for verdict in RowVerdict if verdict not in service.OF_PEOPLE]
    return attendee_lists.view(connection, host.id, list_id, verdicts).rows


def take_in(connection: Connection, host: Host, list_id: ListId) -> tuple[KeptRow, Person]:
    row = aside(connection, host, list_id)[0]
    told = service.row_aside(connection, host.id, list_id, row.id).told
    return row, service.take_in(connection, host.id, list_id, row.id, told, KEYS, NOW).person


def test_a_row_set_aside_tells_whom_it_speaks_of(connection: Connection, host: Host, list_id: ListId):
    cancelled, total = aside(connection, host, list_id)

    told = service.row_aside(connection, host.id, list_id, cancelled.id).told

    assert (cancelled.number, cancelled.verdict, total.number) == (3, RowVerdict.NOT_ATTENDING, 4)
    assert (told.name.full, told.organisation, told.email) == ("Eva Weiß", "Haus Elbe", "eva@elbe.example.org")


def test_a_row_taken_in_is_a_person_with_the_list_as_source(connection: Connection, host: Host, list_id: ListId):
    _, eva = take_in(connection, host, list_id)

    assert [head.id for head in attendee_lists.origins(connection, host.id, eva.id)] == [list_id]
    assert people.person(connection, host.id, eva.id).email == "eva@elbe.example.org"


def test_a_row_is_taken_in_once(connection: Connection, host: Host, list_id: ListId):
    row, eva = take_in(connection, host, list_id)

    with pytest.raises(TakenInAlreadyError):
        service.take_in(connection, host.id, list_id, row.id, eva, KEYS, NOW)


def test_a_row_put_back_is_as_it_was(connection: Connection, host: Host, list_id: ListId):
    before = people.everybody(connection, host.id), aside(connection, host, list_id)
    row, _ = take_in(connection, host, list_id)

    service.put_back(connection, host.id, list_id, row.id, KEYS)

    assert (people.everybody(connection, host.id), aside(connection, host, list_id)) == before


def test_a_row_that_names_somebody_known_makes_nobody_new(connection: Connection, host: Host, list_id: ListId):
    row = aside(connection, host, list_id)[0]
    (bob,) = people.everybody(connection, host.id)
    typed = replace(bob, job_title="Data steward")

    taken = service.take_in(connection, host.id, list_id, row.id, typed, KEYS, NOW)
    service.put_back(connection, host.id, list_id, row.id, KEYS)

    assert (taken.person.id, taken.person.job_title) == (bob.id, "Data steward")
    assert (taken.was_known, taken.filled, taken.left) == (True, ("job_title",), ())
    assert people.everybody(connection, host.id) == (bob,)


def test_a_row_with_another_address_is_a_person_of_their_own_and_asked_about(
    connection: Connection, host: Host, list_id: ListId
):
    row = aside(connection, host, list_id)[0]
    (bob,) = people.everybody(connection, host.id)
    typed = replace(bob, email="bob@home.example.net")

    taken = service.take_in(connection, host.id, list_id, row.id, typed, KEYS, NOW)

    asked = same_person.questions(connection, host.id).first
    assert (taken.was_known, taken.asked, taken.person.email) == (False, 1, "bob@home.example.net")
    assert people.everybody(connection, host.id) == (bob, taken.person)
    assert asked is not None
    assert (asked.one.id, asked.other.id) == (bob.id, taken.person.id)


def test_what_somebody_known_keeps_against_the_host_is_said(connection: Connection, host: Host, list_id: ListId):
    row = aside(connection, host, list_id)[0]
    (bob,) = people.everybody(connection, host.id)

    taken = service.take_in(connection, host.id, list_id, row.id, replace(bob, organisation="Polder House"), KEYS, NOW)

    assert (taken.person, taken.left) == (bob, ("organisation",))


def test_an_invited_person_is_not_put_back(connection: Connection, host: Host, list_id: ListId):
    party = parties.plan_party(connection, host, kind=OccasionKind.CONFERENCE_CANCELLED, name="Fachtag", now=NOW)
    row, eva = take_in(connection, host, list_id)
    round_id = connection.execute(
        sa.select(schema.rounds.c.id).where(schema.rounds.c.party_id == party.id)
    ).scalar_one()
    values = {"round_id": round_id, "person_id": eva.id, "role": Role.GUEST, "created_at": NOW}
    connection.execute(sa.insert(schema.invitations).values(**values, uid="uid", token_hash="hash"))

    with pytest.raises(RescuedInUseError):
        service.put_back(connection, host.id, list_id, row.id, KEYS)


def test_withdrawing_the_list_takes_those_taken_in_with_it(connection: Connection, host: Host, list_id: ListId):
    take_in(connection, host, list_id)

    gone = attendee_lists.withdraw(connection, host.id, list_id, KEYS)

    assert gone == 2
    assert people.everybody(connection, host.id) == ()


def test_rows_of_another_host_and_rows_of_people_are_not_found(connection: Connection, host: Host, list_id: ListId):
    row = aside(connection, host, list_id)[0]
    bobs = attendee_lists.view(connection, host.id, list_id).rows[0]

    with pytest.raises(NotFoundError):
        service.row_aside(connection, another_host(connection).id, list_id, row.id)
    with pytest.raises(NotFoundError):
        service.row_aside(connection, host.id, list_id, bobs.id)


@pytest.mark.parametrize(
    "text",
    [
        '"Kok, Eva" <eva@elbe.example.org>; Haus Elbe GmbH',
        "Abgesagt: Eva Kok | eva@elbe.example.org | Haus Elbe GmbH",
    ],
)
def test_a_row_without_cells_is_told_by_its_words(connection: Connection, host: Host, list_id: ListId, text: str):
    row = aside(connection, host, list_id)[0]
    connection.execute(sa.update(schema.list_rows).where(schema.list_rows.c.id == row.id).values(says=None, text=text))

    told = service.row_aside(connection, host.id, list_id, row.id).told

    assert (told.name.given, told.name.family, told.email, told.organisation) == (
        "Eva",
        "Kok",
        "eva@elbe.example.org",
        "Haus Elbe GmbH",
    )
