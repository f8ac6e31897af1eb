import os
import re
import threading
from collections.abc import Iterator
from datetime import datetime
from io import BytesIO
from time import monotonic

import pytest
import sqlalchemy as sa

from organizer.domain.errors import Problem
from organizer.domain.import_runs import ImportRun, Stage
from organizer.domain.parties import Host
from organizer.domain.tokens import Keys
from organizer.domain.vocabulary import HostId, ListId
from organizer.formats.text_tables import TooManyRowsError
from organizer.services import attendee_lists
from organizer.services.import_runs import ImportRunner
from organizer.store import import_runs as store
from organizer.store import schema
from organizer.store.engine import reading, transaction
from organizer.web.shell import Shell
from tests.builders import NOW
from tests.services.evenings import KEYS
from tests.web.client import HouseClient, text_of

ROWS = 6_000
LONGEST = 300  # seconds, on a busy machine


def a_long_list(rows: int = ROWS) -> bytes:
    lines = (f"Anna{at % 977};Kurz{at};anna{at}@example.org;Acme {at % 89}\n" for at in range(rows))
    return ("Vorname;Nachname;E-Mail;Firma\n" + "".join(lines)).encode()


def bring(client: HouseClient, content: bytes) -> str:
    answer = client.submit("/lists", {"file": (BytesIO(content), "long.csv"), "occasion": ""})
    assert answer.status_code == 303, text_of(answer.text)
    return answer.location


def everything(app: Shell) -> dict[str, list[object]]:
    """The whole database but for how imports stand."""
    with reading(app.engine) as connection:
        return {
            table.name: list(map(repr, connection.execute(sa.select(table))))
            for table in schema.metadata.sorted_tables
            if table.name != "import_runs"
        }


def count(app: Shell, table: sa.Table) -> int:
    with reading(app.engine) as connection:
        return connection.execute(sa.select(sa.func.count()).select_from(table)).scalar_one()


@pytest.fixture
def gate(app: Shell) -> Iterator[threading.Event]:
    """An import that has read its list goes on to write when this is set."""
    gate = threading.Event()

    def keys() -> Keys:
        assert gate.wait(LONGEST)
        return KEYS

    app.imports = ImportRunner(app.engine, keys, lambda: NOW)
    yield gate
    gate.set()
    assert app.imports.wait(LONGEST)


def test_a_long_list_is_shown_by_its_first_rows(client: HouseClient):
    said = text_of(client.get(bring(client, a_long_list())).text)

    assert "A list of about 6,000 rows from “long.csv”. Nothing is imported yet." in said
    assert "Anna0 Kurz0 Acme 0 – anna0@example.org" in said
    assert "Import the whole list" in said


@pytest.mark.slow
def test_a_long_list_is_imported_while_its_host_reads_other_pages(
    app: Shell, client: HouseClient, gate: threading.Event
):
    path = bring(client, a_long_list())

    answer = client.submit(f"{path}/confirmation")
    shown = client.get(path)
    others = [client.get(page).status_code for page in ("/lists/new", "/people", "/lists", "/settings")]
    gate.set()
    app.imports.wait(LONGEST)

    assert (answer.status_code, answer.location) == (303, path)
    assert "Importing “long.csv”" in text_of(shown.text)
    assert '<meta http-equiv="refresh" content="3">' in shown.text
    assert "<progress" in shown.text
    assert others == [200] * 4
    assert "Imported on" in text_of(client.get(path).text)
    assert (count(app, schema.people), count(app, schema.import_runs)) == (ROWS, 0)


@pytest.mark.slow
def test_a_second_click_starts_no_second_import(app: Shell, client: HouseClient, gate: threading.Event):
    path = bring(client, a_long_list())
    before = set(threading.enumerate())

    answers = [client.submit(f"{path}/confirmation") for _ in range(3)]
    threads = [one.name for one in set(threading.enumerate()) - before if one.name.startswith("import-")]
    gate.set()
    app.imports.wait(LONGEST)
    answers.append(client.submit(f"{path}/confirmation"))

    assert [answer.status_code for answer in answers] == [303] * 4
    assert threads == ["import-1"]
    assert (count(app, schema.people), count(app, schema.list_rows)) == (ROWS, ROWS)


def test_cancelling_before_the_writing_leaves_nothing(app: Shell, client: HouseClient, gate: threading.Event):
    path = bring(client, a_long_list())
    before = everything(app)

    client.submit(f"{path}/confirmation")
    answer = client.submit(f"{path}/import/cancellation")
    gate.set()
    app.imports.wait(LONGEST)

    assert (answer.status_code, answer.location) == (303, path)
    assert everything(app) == before
    said = text_of(client.get(path).text)
    assert "The import was cancelled. Nobody was imported, and the list waits as before." in said
    assert "Import the whole list" in said


@pytest.mark.slow
def test_a_list_whose_import_was_cancelled_can_be_imported(app: Shell, client: HouseClient, gate: threading.Event):
    path = bring(client, a_long_list())
    client.submit(f"{path}/confirmation")
    client.submit(f"{path}/import/cancellation")
    gate.set()
    app.imports.wait(LONGEST)

    client.submit(f"{path}/confirmation")
    app.imports.wait(LONGEST)

    assert (count(app, schema.people), count(app, schema.import_runs)) == (ROWS, 0)


def test_a_list_with_nobody_in_it_ends_as_a_sentence(app: Shell, client: HouseClient):
    path = bring(client, b"Vorname;Nachname;E-Mail\nBob;Kurz;\n" + b"N.N.;;\n" * ROWS)
    with transaction(app.engine) as connection:
        content = b"Vorname;Nachname;E-Mail\n" + b"N.N.;;\n" * ROWS
        connection.execute(sa.update(schema.attendee_lists).values(content=content))

    client.submit(f"{path}/confirmation")
    app.imports.wait(LONGEST)

    assert "No person was found in this list." in text_of(client.get(path).text)
    assert count(app, schema.people) == 0


def test_lists_are_imported_one_after_the_other(app: Shell, client: HouseClient, gate: threading.Event):
    paths = [bring(client, a_long_list()), bring(client, a_long_list().replace(b"Kurz", b"Lang"))]

    for path in paths:
        client.submit(f"{path}/confirmation")
    said = text_of(client.get(paths[1]).text)
    for path in paths:
        client.submit(f"{path}/import/cancellation")

    assert "Waiting until another import is done" in said


def test_an_import_whose_program_was_stopped_is_over(app: Shell, client: HouseClient):
    path = bring(client, a_long_list())
    run = ImportRun(
        list_id=ListId(1), stage=Stage.SAVING, rows=9, rows_expected=ROWS, owner="another process", lease_until=NOW
    )
    with transaction(app.engine) as connection:
        store.keep_run(connection, run)

    said = text_of(client.get(path).text)

    assert "The program was stopped during the import. Nobody was imported" in said
    assert "Import the whole list" in said


class Overtaken(ImportRunner):
    """Somebody else imports the list between the page's look at it and the beginning of the import."""

    def start(self, host_id: HostId, list_id: ListId, now: datetime, rows: int, shown: str = "") -> None:
        with transaction(self._engine) as connection:
            attendee_lists.confirm(connection, host_id, list_id, KEYS, now)
        super().start(host_id, list_id, now, rows, shown)


def test_a_list_imported_by_another_process_meanwhile_is_shown(app: Shell, client: HouseClient):
    path = bring(client, a_long_list())
    app.imports = Overtaken(app.engine, lambda: KEYS, lambda: NOW)

    answer = client.submit(f"{path}/confirmation")

    assert (answer.status_code, answer.location) == (303, path)
    assert count(app, schema.people) == ROWS


def test_why_an_import_failed_is_told_in_the_hosts_language(app: Shell, client: HouseClient):
    path = bring(client, a_long_list())
    failure = Problem(advice=TooManyRowsError.message, values=(("limit", "9"),))
    run = ImportRun(
        list_id=ListId(1), stage=Stage.FAILED, rows=0, rows_expected=ROWS, owner="", lease_until=NOW, failure=failure
    )
    with transaction(app.engine) as connection:
        store.keep_run(connection, run)

    client.submit("/language", {"language": "de", "back": "/lists"})
    said = text_of(client.get(path).text)

    assert "Diese Liste hat mehr als 9 Zeilen." in said


def test_another_hosts_import_cannot_be_cancelled(app: Shell, host: Host, client: HouseClient):
    path = bring(client, a_long_list())
    with transaction(app.engine) as connection:
        values = {"name": "Charlie", "email": "charlie@example.net", "language": "en", "time_zone": "UTC"}
        charlie = connection.execute(sa.insert(schema.hosts).values(values).returning(schema.hosts.c.id)).scalar_one()
        connection.execute(sa.update(schema.attendee_lists).values(host_id=charlie))

    assert client.get(path).status_code == 404
    assert client.submit(f"{path}/confirmation").status_code == 404
    assert client.submit(f"{path}/import/cancellation").status_code == 404


@pytest.mark.slow
@pytest.mark.skipif(not os.environ.get("SOAK"), reason="100,000 rows take a minute: SOAK=1")
def test_a_hundred_thousand_rows_keep_no_page_waiting(app: Shell, client: HouseClient):
    path = bring(client, a_long_list(100_000))
    client.submit(f"{path}/confirmation")

    longest = 0.0
    while not app.imports.wait(0.05):
        began = monotonic()
        assert client.get("/lists").status_code == 200
        longest = max(longest, monotonic() - began)

    assert count(app, schema.people) == 100_000
    assert longest < 10


def test_a_long_list_that_is_read_otherwise_by_now_is_not_imported(app: Shell, client: HouseClient):
    path = bring(client, a_long_list())
    (mark,) = re.findall(r'name="shown" value="(\w+)"', client.get(path).text)

    client.submit(f"{path}/columns", {"column-3": "city"})
    client.submit(f"{path}/confirmation", {"shown": mark})
    app.imports.wait(LONGEST)

    assert "The preview has changed since you looked at it, so nobody was imported." in text_of(client.get(path).text)
    assert count(app, schema.people) == 0


def test_a_long_list_is_imported_as_it_was_shown(app: Shell, client: HouseClient):
    path = bring(client, a_long_list() + b"\nVorname;Nachname;E-Mail;Firma\nBob;Lang;bob@example.net;Acme\n")
    (mark,) = re.findall(r'name="shown" value="(\w+)"', client.get(path).text)

    client.submit(f"{path}/confirmation", {"shown": mark})
    app.imports.wait(LONGEST)

    assert "Imported on" in text_of(client.get(path).text)
    assert count(app, schema.people) == ROWS + 1
