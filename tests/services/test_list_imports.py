"""Long lists, beside the same lists imported the short way."""

import io
import random
from collections.abc import Iterator
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy import Connection, Engine

from organizer.domain.parties import Host
from organizer.domain.vocabulary import Language
from organizer.formats.long_tables import LongTable, UnevenTableError, find_long_table
from organizer.services import attendee_lists, hosts, people
from organizer.services.list_imports import LONG, Imported, read_long, save_long
from organizer.store import attendee_lists as list_store
from organizer.store import schema
from organizer.store.engine import transaction
from tests.builders import NOW, a_person
from tests.services.evenings import KEYS, a_database

HEADER = "No,Titel,Vorname,Nachname,E-Mail,Firma,Funktion,Ort,Land,Themen,Status,LinkedIn,Bio\r\n"
GIVEN = ["Anna", "Jörg", "Joerg", "J.", "Dr. Eve", "BOB", "", "Zoë"]
FAMILY = ["Kurz", "von der Heide", "Müller", "Mueller", "MÜLLER", "O'Neill", "", "Kurz, MSc"]
FIRMS = ["Acme GmbH", "Acme", "Acme AG", "Polder B.V.", "", "freelance"]


def a_long_list(rows: int, seed: int) -> bytes:
    """Rows with every kind of repeat, namesake, blank, placeholder and cancellation among them."""
    chance = random.Random(seed)  # noqa: S311 - a list, not a secret

    def one(at: int) -> str:
        given, family = chance.choice(GIVEN), chance.choice(FAMILY)
        email = chance.choice(
            [f"p{chance.randrange(rows)}@example.org", f"a{at}@Example.org", "", "kaputt@", "info@example.org"]
        )
        profile = chance.choice(["", "", f"https://www.linkedin.com/in/p{chance.randrange(rows)}"])
        bio = chance.choice(["", 'Likes ""lists"".', "Two\nlines", "a\nb\nc\nd"])
        status = chance.choice(["confirmed"] * 9 + ["storniert"])
        if chance.random() < 0.03:
            given, family = chance.choice([("N.N.", ""), ("Zoom", "Room"), ("Summe", "12"), ("Test", "Test")])
        cells = [
            at,
            chance.choice(["", "Dr."]),
            given,
            f'"{family}"',
            email,
            chance.choice(FIRMS),
            "CEO",
            chance.choice(["Gent", "Köln", ""]),
        ]
        return ",".join(map(str, [*cells, "DE", '"AI; lists"', status, profile, f'"{bio}"']))

    return (HEADER + "\r\n".join(map(one, range(rows))) + "\r\n").encode()


@pytest.fixture
def engine() -> Iterator[Engine]:
    with a_database() as engine:
        yield engine


def a_host(connection: Connection) -> Host:
    return hosts.welcome_host(
        connection, name="Alice", email="alice@office.example.org", language=Language.EN, time_zone="Europe/Berlin"
    )


def a_table(content: bytes) -> LongTable:
    table = find_long_table(lambda: io.BytesIO(content))
    assert table
    return table


def import_long(connection: Connection, host: Host, content: bytes) -> Imported:
    values = {"filename": "list.csv", "content": content, "uploaded_at": NOW}
    list_id = list_store.insert_list(connection, host.id, values)
    one = read_long(a_table(content))
    return save_long(connection, host.id, list_id, one, KEYS, NOW)


def import_short(connection: Connection, host: Host, content: bytes) -> Imported:
    list_id = attendee_lists.upload(connection, host.id, None, content, "list.csv", NOW)
    return attendee_lists.confirm(connection, host.id, list_id, KEYS, NOW)


def kept(connection: Connection) -> tuple[list[Any], list[Any]]:
    """Everybody and every row, in an order and under numbers that do not depend on who was saved first."""
    columns = [column for column in schema.people.c if column.name not in ("id", "created_at")]
    first = sa.select(sa.func.min(schema.list_rows.c.number)).where(schema.list_rows.c.person_id == schema.people.c.id)
    everybody = connection.execute(sa.select(first.scalar_subquery(), *columns)).all()
    told = [schema.list_rows.c[name] for name in ("number", "verdict", "text", "was_new", "filled", "says")]
    rows = connection.execute(
        sa.select(*told, schema.people.c.original_name, schema.people.c.email).outerjoin(schema.people)
    ).all()
    return sorted(map(repr, everybody)), sorted(map(repr, rows))


@pytest.mark.parametrize("seed", range(4))
def test_long_import_keeps_what_the_short_one_keeps(seed: int):
    content = a_long_list(300, seed)

    with a_database() as one, transaction(one) as connection:
        short, short_kept = import_short(connection, a_host(connection), content), kept(connection)
    with a_database() as other, transaction(other) as connection:
        long, long_kept = import_long(connection, a_host(connection), content), kept(connection)

    assert long == short
    assert long_kept == short_kept


def test_long_import_fills_gaps_of_those_known(engine: Engine):
    content = HEADER.encode() + b"1,,Bob,de Wit,bob@polder.example.org,Polder,CEO,Gent,BE,AI,confirmed,,\r\n"
    with transaction(engine) as connection:
        host = a_host(connection)
        (bob,) = people.add_people(connection, host.id, [a_person(job_title="", topics=())], KEYS, NOW)

        imported = import_long(connection, host, content)

        known = people.everybody(connection, host.id)
        row = connection.execute(sa.select(schema.list_rows)).one()
    assert imported == Imported(read=1, new=0, merged=1, attention=0)
    assert [(one.id, one.job_title, one.topics) for one in known] == [(bob, "CEO", ("AI",))]
    assert (row.person_id, row.was_new, row.filled) == (bob, False, ("job_title", "topics", "level"))


def test_ids_of_people_taken_out_are_not_given_again(engine: Engine):
    content = a_long_list(30, 1)
    with transaction(engine) as connection:
        host = a_host(connection)
        import_long(connection, host, content)
        gone = set(connection.execute(sa.select(schema.people.c.id)).scalars())
        connection.execute(sa.delete(schema.people))

        import_long(connection, host, content)

        assert not gone & set(connection.execute(sa.select(schema.people.c.id)).scalars())


@pytest.mark.slow
def test_a_list_over_the_limit_goes_the_long_way(engine: Engine):
    rows = "".join(
        f"{at},,Anna{at % 977},Kurz,anna{at}@example.org,Acme {at % 89},CEO,Gent,BE,AI,confirmed,,\r\n"
        for at in range(30_000)
    )
    content = (HEADER + rows).encode()
    assert len(content) > LONG

    with transaction(engine) as connection:
        imported = import_short(connection, a_host(connection), content)

    assert imported.read == 30_000


@pytest.mark.parametrize(
    "content",
    [
        "Name;E-Mail\nJörg Weiß;j@example.org\n".encode("cp1252"),
        "Name;E-Mail\nAnna;a@example.org\n".encode("utf-16"),
        b"Name;E-Mail\nAn\x00na Kurz;a@example.org\n",
        b"Anna Kurz, Acme, Gent\nBob Lee, Acme, Gent\n",
        b'"Name;E-Mail"\n"Anna Kurz;a@example.org"\n',
        b"sep=;\nName;E-Mail\nAnna Kurz;a@example.org\n",
        b"Order code;Name;E-Mail\nX1;Anna Kurz;a@example.org\n",
        b"Name;E-Mail\nAnna Kurz;a@example.org\n\nPanelist Details\nName;Company\nBob Lee;Acme\n",
    ],
    ids=["cp1252", "utf-16", "nul", "no header", "wrapped", "sep", "bookings", "two tables"],
)
def test_what_is_not_plain_is_read_as_a_whole(content: bytes):
    assert find_long_table(lambda: io.BytesIO(content)) is None


@pytest.mark.parametrize(
    "below",
    [
        b"Name;Company;Role\nBob Lee;Acme;CEO\n",
        b"J\xf6rg Kurz;j@example.org\n",
        b'"Anna;a@example.org\n' + b"Bob Lee;b@example.org;x\n" * 9,
        b"Anna " + b"x" * 40_000 + b";a@example.org\n",
    ],
    ids=["another header", "another encoding", "stray quote", "endless cell"],
)
def test_a_list_that_does_not_go_on_plainly_is_given_up(below: bytes):
    table = a_table(b"Name;E-Mail\n" + b"Anna Kurz;a@example.org\n" * 50_000 + below)

    with pytest.raises(UnevenTableError):
        read_long(table)
