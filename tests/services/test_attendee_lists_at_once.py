"""One host's lists imported, typed into and taken back at the same moment by several processes over PostgreSQL."""

from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from functools import partial
from time import sleep
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy import Connection, Engine

from organizer.domain.names import Name
from organizer.domain.people import Person
from organizer.domain.vocabulary import HostId, ListId, PersonId
from organizer.services import attendee_lists
from organizer.services.list_decisions import AlreadyConfirmedError
from organizer.services.list_imports import Imported
from organizer.store import schema
from organizer.store.engine import open_engine, reading, transaction
from tests.builders import NOW
from tests.databases import prepare
from tests.postgres import a_database
from tests.services.evenings import KEYS, another_host

pytestmark = pytest.mark.postgres

ROWS = 20
CONTENT = "Vorname;Nachname;E-Mail\n" + "".join(f"Anna{at};Kurz{at};a{at}@example.org\n" for at in range(ROWS))
ANNA = Person(id=PersonId(0), name=Name(given="Anna7", family="Kurz7"), email="a7@example.org")

Act = Callable[[Connection], Any]


@pytest.fixture
def engine() -> Iterator[Engine]:
    with a_database() as url:
        # Who waits in vain fails rather than waits for ever.
        engine = open_engine(url, connect_args={"options": "-c lock_timeout=20s"})
        prepare(engine)
        yield engine
        engine.dispose()


@pytest.fixture
def charlie(engine: Engine) -> HostId:
    with transaction(engine) as connection:
        return another_host(connection).id


def bring(engine: Engine, host_id: HostId) -> ListId:
    with transaction(engine) as connection:
        return attendee_lists.upload(connection, host_id, None, CONTENT.encode(), "list.csv", NOW)


def confirm(host_id: HostId, list_id: ListId) -> Act:
    return lambda connection: attendee_lists.confirm(connection, host_id, list_id, KEYS, NOW)


def withdraw(host_id: HostId, list_id: ListId) -> Act:
    return lambda connection: attendee_lists.withdraw(connection, host_id, list_id, KEYS)


def type_in(host_id: HostId) -> Act:
    return lambda connection: attendee_lists.type_in(connection, host_id, None, ANNA, KEYS, NOW)


def at_once(engine: Engine, first: Act, second: Act) -> tuple[Any, Future[Any]]:
    """What two acts give of which the second begins before the first is committed."""
    with ThreadPoolExecutor(1) as pool:
        with transaction(engine) as connection:
            done = first(connection)
            other = pool.submit(partial(in_its_own, engine, second))
            while not (other.done() or one_waits(engine)):
                sleep(0.01)
        return done, other


def in_its_own(engine: Engine, act: Act) -> Any:
    with transaction(engine) as connection:
        return act(connection)


def one_waits(engine: Engine) -> bool:
    """Whether a transaction of this database waits for the lock of another."""
    waiting = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"
    with reading(engine) as connection:
        return bool(connection.execute(sa.text(waiting)).scalar_one())


def counts(engine: Engine) -> tuple[int, int, int]:
    """How many people, rows and lists there are."""
    tables = (schema.people, schema.list_rows, schema.attendee_lists)
    with reading(engine) as connection:
        people, rows, lists = (
            connection.execute(sa.select(sa.func.count()).select_from(table)).scalar_one() for table in tables
        )
    return people, rows, lists


def test_a_list_confirmed_twice_at_once_is_imported_once(engine: Engine, charlie: HostId):
    list_id = bring(engine, charlie)

    _, other = at_once(engine, confirm(charlie, list_id), confirm(charlie, list_id))

    assert type(other.exception()) is AlreadyConfirmedError
    assert counts(engine) == (ROWS, ROWS, 1)


def test_a_list_thrown_away_while_it_is_saved_leaves_nobody_behind(engine: Engine, charlie: HostId):
    list_id = bring(engine, charlie)

    _, other = at_once(engine, confirm(charlie, list_id), withdraw(charlie, list_id))

    assert other.result() == ROWS
    assert counts(engine) == (0, 0, 0)


def test_two_lists_of_the_same_people_make_each_known_once(engine: Engine, charlie: HostId):
    one, other = bring(engine, charlie), bring(engine, charlie)

    first, second = at_once(engine, confirm(charlie, one), confirm(charlie, other))

    assert first == Imported(read=ROWS, new=ROWS, merged=0, attention=0)
    assert second.result() == Imported(read=ROWS, new=0, merged=ROWS, attention=0)
    assert counts(engine) == (ROWS, 2 * ROWS, 2)


def test_somebody_typed_in_while_a_list_names_them_is_one_person(engine: Engine, charlie: HostId):
    list_id = bring(engine, charlie)

    at_once(engine, confirm(charlie, list_id), type_in(charlie))

    assert counts(engine) == (ROWS, ROWS + 1, 2)


def test_somebody_typed_in_twice_at_once_is_one_person_on_one_list(engine: Engine, charlie: HostId):
    first, second = at_once(engine, type_in(charlie), type_in(charlie))

    assert second.result().id == first.id
    assert counts(engine) == (1, 2, 1)


def test_another_hosts_list_does_not_wait(engine: Engine, charlie: HostId):
    with transaction(engine) as connection:
        alice = another_host(connection).id
    his, hers = bring(engine, charlie), bring(engine, alice)

    with transaction(engine) as connection:
        confirm(charlie, his)(connection)
        told = in_its_own(engine, confirm(alice, hers))

    assert told == Imported(read=ROWS, new=ROWS, merged=0, attention=0)
    assert counts(engine) == (2 * ROWS, 2 * ROWS, 2)


def test_what_only_refers_to_the_host_does_not_wait_for_an_import(engine: Engine, charlie: HostId):
    list_id = bring(engine, charlie)

    with transaction(engine) as connection:
        confirm(charlie, list_id)(connection)
        bring(engine, charlie)

    assert counts(engine) == (ROWS, ROWS, 2)
