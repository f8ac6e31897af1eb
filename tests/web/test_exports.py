from io import BytesIO

import pytest

from organizer.domain.parties import Host
from organizer.services import people
from organizer.settings import open_keys
from organizer.store.engine import reading, transaction
from organizer.web.shell import Shell
from tests.builders import NOW, a_person
from tests.formats.test_people_files import AWKWARD, bare
from tests.web.client import HouseClient, text_of


def fill(app: Shell, host: Host) -> None:
    with transaction(app.engine) as connection:
        people.add_people(connection, host.id, AWKWARD, open_keys(app.settings.home), NOW)


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_an_export_fills_an_empty_instance_with_the_same_people(app: Shell, client: HouseClient, host: Host, kind: str):
    fill(app, host)
    exported = client.get(f"/people/everybody.{kind}")
    with transaction(app.engine) as connection:
        for person in people.everybody(connection, host.id):
            connection.exec_driver_sql(f"DELETE FROM people WHERE id = {int(person.id)}")  # noqa: S608

    answer = client.submit("/lists", {"file": (BytesIO(exported.data), f"people.{kind}")})
    client.submit(f"{answer.location}/confirmation")

    with reading(app.engine) as connection:
        found = people.everybody(connection, host.id)
    assert exported.headers["Content-Disposition"] == f'attachment; filename="people.{kind}"'
    assert [bare(person) for person in found] == [bare(person) for person in AWKWARD]


def test_whoever_said_stop_is_left_out(app: Shell, client: HouseClient, host: Host):
    keys = open_keys(app.settings.home)
    with transaction(app.engine) as connection:
        (bob,) = people.add_people(connection, host.id, [a_person()], keys, NOW)
        people.never_again(connection, host.id, bob, keys, NOW)

    assert b"bob@" not in client.get("/people/everybody.csv").data


def test_other_kinds_of_files_are_not_there(client: HouseClient):
    assert client.get("/people/everybody.pdf").status_code == 404


def test_people_without_address_are_found_and_told_what_happens_next(app: Shell, client: HouseClient, host: Host):
    fill(app, host)

    said = text_of(client.get("/people?address=no").text)

    assert "1 of 8 people" in said
    assert "'t Hooft" in said
    assert "They can sit at your table like everybody else" in said
    assert "bell hooks" not in said


def test_an_export_read_back_makes_nobody_twice(app: Shell, client: HouseClient, host: Host):
    for name in ("Bob Lee", "Eva Weiß"):  # of whom nothing but the name is known
        given, family = name.split()
        client.submit("/people", {"given": given, "family": family, "level": "unknown"})
    exported = client.get("/people/everybody.csv")

    answer = client.submit("/lists", {"file": (BytesIO(exported.data), "people.csv")})
    client.submit(f"{answer.location}/confirmation")

    with reading(app.engine) as connection:
        assert [one.name.full for one in people.everybody(connection, host.id)] == ["Bob Lee", "Eva Weiß"]
