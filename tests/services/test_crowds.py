"""What is prepared is kept, and is right again after every change, by whomever."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from threading import Barrier

import pytest
import sqlalchemy as sa
from sqlalchemy import Connection, Engine

from organizer.domain.names import Name
from organizer.domain.parties import Host, OccasionKind
from organizer.domain.vocabulary import HostId, Language, PersonId
from organizer.services import attendee_lists, crowds, hosts, parties, people
from organizer.store import schema
from organizer.store.engine import open_engine, reading, transaction
from tests.builders import NOW, a_person
from tests.services.evenings import KEYS, a_database, another_host

LIST = b"Name;E-Mail\nAnna Kurz;anna@example.org\nBo Lang;bo@example.org\n"


@pytest.fixture
def engine() -> Iterator[Engine]:
    with a_database() as engine:
        yield engine


@pytest.fixture
def host(engine: Engine) -> Host:
    with transaction(engine) as connection:
        alice = hosts.welcome_host(
            connection, name="Alice", email="alice@example.org", language=Language.EN, time_zone="Europe/Berlin"
        )
        people.type_in(connection, alice.id, bob(), KEYS, NOW)
    return alice


def bob(**changes: object):
    return a_person(id=PersonId(0), name=Name(given="Bob", family="Muster", original="Bob Muster"), **changes)


def found(engine: Engine, host: Host, text: str = "") -> list[str]:
    with reading(engine) as connection:
        return [one.name.full for one in people.search(connection, host.id, text).people]


def import_list(connection: Connection, host: Host) -> None:
    list_id = attendee_lists.upload(connection, host.id, None, LIST, "a.csv", NOW)
    attendee_lists.confirm(connection, host.id, list_id, KEYS, NOW)


def edit(connection: Connection, host: Host) -> None:
    (known,) = people.everybody(connection, host.id)
    people.correct(connection, host.id, replace(known, organisation="Elbe Archive"), KEYS)


def opt_out(connection: Connection, host: Host) -> None:
    (known,) = people.everybody(connection, host.id)
    people.never_again(connection, host.id, known.id, KEYS, NOW)


def erase_beneath(connection: Connection, host: Host) -> None:
    connection.exec_driver_sql("DELETE FROM people")


def update_beneath(connection: Connection, host: Host) -> None:
    connection.execute(sa.update(schema.people).values(organisation="Elbe Archive"))


def test_everybody_is_prepared_once(engine: Engine, host: Host):
    with reading(engine) as connection:
        first = crowds.everybody(connection, host.id)
    with reading(engine) as connection:
        assert crowds.everybody(connection, host.id) is first


@pytest.mark.parametrize("change", [import_list, edit, opt_out, erase_beneath, update_beneath])
def test_everybody_is_prepared_anew_after_a_change(
    engine: Engine, host: Host, change: Callable[[Connection, Host], None]
):
    with reading(engine) as connection:
        before = crowds.everybody(connection, host.id)
    with transaction(engine) as connection:
        change(connection, host)

    with reading(engine) as connection:
        after = crowds.everybody(connection, host.id)
        assert after.crowd.people == people.everybody(connection, host.id)
    assert after.crowd.people != before.crowd.people


def test_what_a_transaction_took_back_is_not_kept(engine: Engine, host: Host):
    def import_and_fail() -> None:
        with transaction(engine) as connection:
            import_list(connection, host)
            assert people.search(connection, host.id, "anna").total == 1
            raise RuntimeError

    with pytest.raises(RuntimeError):
        import_and_fail()

    assert found(engine, host, "anna") == []
    assert found(engine, host) == ["Bob Muster"]


def test_a_search_inside_a_transaction_sees_what_it_wrote_and_what_it_writes_next(engine: Engine, host: Host):
    with transaction(engine) as connection:
        import_list(connection, host)
        assert people.search(connection, host.id, "anna").total == 1
        edit_of = people.search(connection, host.id, "bob").people[0]
        people.change(connection, host.id, replace(edit_of, organisation="Elbe Archive"), KEYS)

    assert found(engine, host, "elbe") == ["Bob Muster"]


def test_a_host_finds_nobody_of_another_host(engine: Engine, host: Host):
    with transaction(engine) as connection:
        charlie = another_host(connection)

    assert found(engine, charlie, "bob") == []
    assert found(engine, host, "bob") == ["Bob Muster"]


def test_a_host_s_change_leaves_what_was_prepared_for_another(engine: Engine, host: Host):
    with transaction(engine) as connection:
        charlie = another_host(connection)
    with reading(engine) as connection:
        before = crowds.everybody(connection, host.id)
    with transaction(engine) as connection:
        people.type_in(connection, charlie.id, bob(), KEYS, NOW)

    with reading(engine) as connection:
        assert crowds.everybody(connection, host.id) is before


def test_search_among_a_list_and_those_met(engine: Engine, host: Host):
    with transaction(engine) as connection:
        list_id = attendee_lists.upload(connection, host.id, None, LIST, "a.csv", NOW)
        attendee_lists.confirm(connection, host.id, list_id, KEYS, NOW)

    with reading(engine) as connection:
        listed = people.search(connection, host.id, among=people.Among(list_id=list_id))
        met = people.search(connection, host.id, among=people.Among(met=True))
    assert [one.name.full for one in listed.people] == ["Anna Kurz", "Bo Lang"]
    assert met.total == 0


def test_a_list_that_holds_everybody_is_not_prepared_twice(engine: Engine, host: Host):
    with transaction(engine) as connection:
        party = parties.plan_party(connection, host, kind=OccasionKind.CONFERENCE_CANCELLED, name="Fachtag", now=NOW)
        list_id = attendee_lists.upload(connection, host.id, party.occasion.id, LIST, "a.csv", NOW)
        attendee_lists.confirm(connection, host.id, list_id, KEYS, NOW)

    with reading(engine) as connection:
        beside_bob = crowds.of_party(connection, party) is crowds.everybody(connection, host.id)
    with transaction(engine) as connection:
        connection.execute(sa.delete(schema.people).where(schema.people.c.family == "Muster"))
    with reading(engine) as connection:
        alone = crowds.of_party(connection, party) is crowds.everybody(connection, host.id)

    assert (beside_bob, alone) == (False, True)


def test_who_is_on_a_list_is_looked_up_once(engine: Engine, host: Host):
    with transaction(engine) as connection:
        list_id = attendee_lists.upload(connection, host.id, None, LIST, "a.csv", NOW)
        attendee_lists.confirm(connection, host.id, list_id, KEYS, NOW)

    with reading(engine) as connection:
        prepared = crowds.everybody(connection, host.id)
        first = prepared.listed(connection, host.id, list_id)

        assert len(first) == 2
        assert prepared.listed(connection, host.id, list_id) is first


def test_those_who_ask_at_the_same_time_get_the_same(tmp_path: Path):
    engine = open_engine(f"sqlite:///{tmp_path / 'runde.sqlite'}")
    with transaction(engine) as connection:
        schema.metadata.create_all(connection)
        charlie = another_host(connection)
        people.add_people(connection, charlie.id, [bob() for _ in range(300)], KEYS, NOW)
    together = Barrier(4)

    def ask(_: int) -> crowds.Prepared:
        with reading(engine) as connection:
            together.wait()
            return crowds.everybody(connection, charlie.id)

    with ThreadPoolExecutor(4) as threads:
        asked = list(threads.map(ask, range(4)))

    assert {id(one) for one in asked} == {id(asked[0])}
    engine.dispose()


def test_everybody_is_prepared_before_anybody_asks(engine: Engine, host: Host):
    crowds.prepare_ahead(engine, host.id)

    with reading(engine) as connection:
        prepared = crowds.everybody(connection, host.id)
        assert crowds.everybody(connection, host.id) is prepared
        assert prepared.directory is prepared.directory
    assert found(engine, host, "bob") == ["Bob Muster"]


def test_preparing_ahead_fails_quietly_without_a_database(tmp_path: Path):
    nowhere = open_engine(f"sqlite:///{tmp_path / 'empty.sqlite'}")

    crowds.prepare_ahead(nowhere, HostId(1))

    nowhere.dispose()
