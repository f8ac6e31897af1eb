from dataclasses import replace

import pytest
from sqlalchemy import Connection

from organizer.domain.errors import NotFoundError
from organizer.domain.names import Name
from organizer.domain.parties import Host
from organizer.domain.people import Person
from organizer.domain.vocabulary import Language, Level, PersonId
from organizer.services import hosts
from organizer.services import people as service
from organizer.services.people import AddressOptedOutError, NamelessPersonError, NoAddressToRememberError
from tests.builders import NOW, a_person
from tests.services.evenings import KEYS, another_host


@pytest.fixture
def host(connection: Connection) -> Host:
    return hosts.welcome_host(
        connection, name="Alice", email="alice@office.example.org", language=Language.EN, time_zone="Europe/Berlin"
    )


def add(connection: Connection, host: Host, **changes: object) -> Person:
    (person_id,) = service.add_people(connection, host.id, [a_person(**changes)], KEYS, NOW)
    return service.person(connection, host.id, person_id)


@pytest.mark.parametrize("text", ["muller", "Müller", "MUELLER", "köln", "Koeln", "polder mul", "archiv", "  "])
def test_search_minds_neither_accents_nor_case(connection: Connection, host: Host, text: str):
    add(connection, host, name=Name(given="Jörg", family="Müller"), city="Köln", topics=("Archive",))

    assert service.search(connection, host.id, text).total == 1


@pytest.mark.parametrize("text", ["schmidt", "müller utrecht", "100%"])
def test_search_wants_every_word(connection: Connection, host: Host, text: str):
    add(connection, host, name=Name(given="Jörg", family="Müller"), city="Köln")

    assert service.search(connection, host.id, text).total == 0


def test_search_gives_fifty_a_page_and_never_an_empty_one(connection: Connection, host: Host):
    newcomers = [a_person(name=Name(given="Gast", family=f"Nr {number:03}")) for number in range(53)]
    service.add_people(connection, host.id, newcomers, KEYS, NOW)

    first = service.search(connection, host.id)
    last = service.search(connection, host.id, page=2**31)

    assert (len(first.people), first.page, first.pages, first.total) == (50, 1, 2, 53)
    assert ([one.name.family for one in last.people], last.page) == (["Nr 050", "Nr 051", "Nr 052"], 2)
    assert service.search(connection, host.id, page=-3).page == 1


def test_search_survives_a_novel(connection: Connection, host: Host):
    add(connection, host)

    assert service.search(connection, host.id, "bob " * 5000).total == 1


def test_a_person_needs_a_name(connection: Connection, host: Host):
    with pytest.raises(NamelessPersonError):
        service.type_in(connection, host.id, a_person(name=Name()), KEYS, NOW)


def test_never_again_holds_for_the_address_on_whatever_list(connection: Connection, host: Host):
    bob = add(connection, host)

    service.never_again(connection, host.id, bob.id, KEYS, NOW)
    service.never_again(connection, host.id, bob.id, KEYS, NOW)

    assert service.person(connection, host.id, bob.id).opted_out
    assert add(connection, host, email="BOB@polder.example.org").opted_out
    assert not add(connection, host, email="carla@polder.example.org").opted_out


def test_never_again_without_an_address_silences_nobody_else(connection: Connection, host: Host):
    bob, carla = add(connection, host, email=""), add(connection, host, email="", name=Name(given="Carla"))

    with pytest.raises(NoAddressToRememberError):
        service.never_again(connection, host.id, bob.id, KEYS, NOW)

    assert not service.person(connection, host.id, carla.id).opted_out


def test_an_address_that_said_no_cannot_be_changed_away(connection: Connection, host: Host):
    bob = add(connection, host)
    service.never_again(connection, host.id, bob.id, KEYS, NOW)
    refusing = service.person(connection, host.id, bob.id)

    with pytest.raises(AddressOptedOutError):
        service.correct(connection, host.id, replace(refusing, email="bob@elsewhere.example.org"), KEYS)
    service.correct(connection, host.id, replace(refusing, city="Delft"), KEYS)

    assert service.person(connection, host.id, bob.id) == replace(refusing, city="Delft")


def test_correct_is_found_by_its_new_words(connection: Connection, host: Host):
    bob = add(connection, host)

    moved = replace(bob, organisation="Haus Elbe", job_title="Archivist")

    service.correct(connection, host.id, moved, KEYS)

    assert service.search(connection, host.id, "elbe archivist").people == (moved,)
    assert service.search(connection, host.id, "data").total == 0


def test_same_as_takes_no_namesake_for_a_person(connection: Connection, host: Host):
    bob = add(connection, host)

    assert service.same_as(connection, host.id, a_person(id=PersonId(0))) == bob
    assert service.same_as(connection, host.id, a_person(email="", organisation="Haus Elbe", city="Bonn")) is None


def test_retyped_takes_what_was_typed_and_loses_nothing():
    typed = Person(id=PersonId(0), name=Name(given="Bob"), email="other@example.org", level=Level.SENIOR, city="Delft")

    assert service.retyped(a_person(), typed) == a_person(level=Level.SENIOR, city="Delft")


def test_people_belong_to_their_host(connection: Connection, host: Host):
    bob = add(connection, host)
    charlie = another_host(connection)

    assert service.search(connection, charlie.id).total == 0
    with pytest.raises(NotFoundError):
        service.correct(connection, charlie.id, replace(bob, city="Delft"), KEYS)
    with pytest.raises(NotFoundError):
        service.never_again(connection, charlie.id, bob.id, KEYS, NOW)
    assert service.person(connection, host.id, bob.id) == bob
