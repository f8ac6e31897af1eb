"""Who the host is."""

import sqlalchemy as sa
from sqlalchemy import Connection

from organizer.domain.vocabulary import Language
from organizer.services.hosts import nameless_host, the_host, welcome_host
from organizer.store.schema import hosts


def test_first_page_filled_in_twice_leaves_one_host(connection: Connection):
    asked = {"email": "alice@office.example.org", "language": Language.EN, "time_zone": "Europe/Berlin"}
    first = welcome_host(connection, name="Alice", **asked)

    second = welcome_host(connection, name="Alice Brandt", **asked)

    assert second == first
    assert connection.execute(sa.select(sa.func.count()).select_from(hosts)).scalar_one() == 1


def test_first_page_names_the_host_a_command_has_made(connection: Connection):
    nameless = nameless_host(connection)

    named = welcome_host(
        connection, name="Alice", email="alice@office.example.org", language=Language.EN, time_zone="Europe/Berlin"
    )

    assert named.id == nameless.id
    assert the_host(connection) == named
