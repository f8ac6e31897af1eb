"""People as rows: whose id is whose, for good."""

import sqlalchemy as sa
from sqlalchemy import Connection

from organizer.domain.names import Name
from organizer.domain.vocabulary import HostId, Language, PersonId
from organizer.services.hosts import welcome_host
from organizer.store.people import Saved, insert_people, people_of
from organizer.store.schema import people
from tests.builders import NOW, a_person


def a_host_id(connection: Connection) -> HostId:
    return welcome_host(
        connection, name="Alice", email="alice@office.example.org", language=Language.EN, time_zone="Europe/Berlin"
    ).id


def add(connection: Connection, host_id: HostId, *given_names: str) -> tuple[PersonId, ...]:
    newcomers = [Saved(person=a_person(name=Name(given=given)), address_hash="") for given in given_names]
    return insert_people(connection, host_id, newcomers, NOW)


def test_id_of_a_person_taken_out_is_never_given_again(connection: Connection) -> None:
    host_id = a_host_id(connection)
    gone = add(connection, host_id, "Bob", "Charlie")
    connection.execute(sa.delete(people).where(people.c.id.in_(gone)))

    newcomers = add(connection, host_id, "Dirk", "Edda")

    assert set(newcomers) & set(gone) == set()


def test_ids_come_back_in_the_order_of_the_people(connection: Connection) -> None:
    host_id = a_host_id(connection)
    names = [f"Guest {number * 7919 % 2500}" for number in range(2500)]

    ids = add(connection, host_id, *names)

    known = {person.id: person.name.given for person in people_of(connection, host_id)}
    assert [known[person_id] for person_id in ids] == names


def test_ids_ascend_with_the_order_given(connection: Connection) -> None:
    host_id = a_host_id(connection)

    ids = add(connection, host_id, *(f"Guest {number}" for number in range(40)))

    assert list(ids) == sorted(ids)


def test_nobody_added_gives_no_id(connection: Connection) -> None:
    assert add(connection, a_host_id(connection)) == ()
