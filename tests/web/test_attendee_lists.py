import re
import time
from io import BytesIO

import pytest
import sqlalchemy as sa

from organizer.domain.invitations import Role
from organizer.domain.parties import Host, OccasionKind, Party
from organizer.services import attendee_lists, parties, people
from organizer.services.attendee_lists import SAMPLE
from organizer.settings import open_keys
from organizer.store import schema
from organizer.store.engine import reading, transaction
from organizer.web.shell import Shell
from tests.builders import NOW, a_person
from tests.formats.workbook_files import a_workbook
from tests.web.client import HouseClient, parsed, text_of

LIST = """Vorname;Nachname;Firma;Funktion;E-Mail
Bob;de Wit;Polder Data;Data steward;bob@polder.example.org
Käthe;Müller;Haus Elbe;Archivarin;kaethe@elbe.example.org
Dirk;Klein;Haus Elbe;;
"""
HOSTILE = "<script>alert(1)</script>"


@pytest.fixture
def party(app: Shell, host: Host) -> Party:
    with transaction(app.engine) as connection:
        return parties.plan_party(
            connection, host, kind=OccasionKind.CONFERENCE_CANCELLED, name="Fachtag Forschungsdaten", now=NOW
        )


def bring(client: HouseClient, content: str | bytes = LIST, name: str = "list.csv", occasion: int | str = "") -> str:
    """Upload a file; the path of its page."""
    data = content.encode() if isinstance(content, str) else content
    answer = client.submit("/lists", {"file": (BytesIO(data), name), "occasion": str(occasion)})
    assert answer.status_code == 303, text_of(answer.text)
    return answer.location


def bring_in(client: HouseClient, content: str | bytes = LIST, name: str = "list.csv", occasion: int | str = "") -> str:
    path = bring(client, content, name, occasion)
    assert client.submit(f"{path}/confirmation").status_code == 303
    return path


def names(app: Shell, host: Host) -> list[str]:
    with reading(app.engine) as connection:
        return [person.name.full for person in people.everybody(connection, host.id)]


def chosen(html: str) -> dict[str, str]:
    """What the selects of a page say."""
    selects = parsed(html).iter("{http://www.w3.org/1999/xhtml}select")
    return {
        select.get("name", ""): next(
            (option.get("value", "") for option in select.iter() if option.get("selected") is not None), ""
        )
        for select in selects
    }


def test_the_page_for_a_list_says_what_can_be_read_and_where_it_stays(client: HouseClient, party: Party):
    said = text_of(client.get(f"/lists/new?occasion={party.occasion.id}").text)

    assert "CSV, TSV, Excel (XLSX, XLS), ODS, vCard, a saved web page, PDF, text, or a zip with one of these." in said
    assert "The list stays on this machine, and nobody is written to." in said
    assert "Bring the list of “Fachtag Forschungsdaten”" in said


def test_the_page_for_a_list_shows_the_step_of_the_round(client: HouseClient, party: Party):
    with_party = client.get(f"/lists/new?occasion={party.occasion.id}").text
    without = client.get("/lists/new").text

    assert 'aria-current="step"' in with_party
    assert 'aria-current="step"' not in without


@pytest.mark.parametrize("occasion", ["99", "abc", "9" * 19, "9" * 400, "-1", "¹"])
def test_the_page_for_a_list_knows_only_occasions_of_this_host(client: HouseClient, party: Party, occasion: str):
    assert client.get("/lists/new", query_string={"occasion": occasion}).status_code == 404
    assert client.submit("/lists", {"sample": "yes", "occasion": occasion}).status_code == 404


def test_a_file_leads_to_its_preview(client: HouseClient, party: Party):
    path = bring(client, LIST + "Käthe;Müller;Haus Elbe;;kaethe@elbe.example.org\nSumme;;;;\n", "Gäste.csv")

    said = text_of(client.get(path).text)

    assert "3 people read" in said
    assert "from “Gäste.csv”. Nothing is imported yet." in said
    assert "1 double joined 1 row set aside 1 without address" in said
    assert "Käthe Müller new Haus Elbe Archivarin kaethe@elbe.example.org" in said
    assert "There is no e-mail address. Add one, or write to this person by LinkedIn or XING. Row 4: Dirk Klein" in said
    assert "Import 3 people" in said


def test_the_sample_is_one_click(client: HouseClient, party: Party):
    answer = client.submit("/lists", {"sample": "yes", "occasion": str(party.occasion.id)})

    said = text_of(client.get(answer.location).text)
    assert answer.status_code == 303
    assert "56 people read from “fachtag-forschungsdaten.csv”" in said
    assert "1 double joined 3 rows set aside 3 without address" in said


def test_two_people_of_one_line_are_each_named(client: HouseClient):
    line = "To: Bob <bob@polder.example.org>; Dirk <dirk@elbe.example.org>; Anna Kurz <anna@kurz.example.org>"
    path = client.submit("/lists", {"text": line}).location

    said = text_of(client.get(path).text)

    assert "Row 1: Bob Row 1: Dirk" in said


def test_pasted_text_is_called_so_in_the_language_of_the_reader(client: HouseClient):
    client.submit("/language", {"language": "de", "back": "/lists"})
    path = client.submit("/lists", {"text": LIST.replace(";", "\t")}).location
    german = text_of(client.get(path).text)
    client.submit("/language", {"language": "en", "back": "/lists"})

    assert "Pasted text" not in german
    assert "3 people read from “Pasted text”" in text_of(client.get(path).text)


def test_pasted_text_is_read(client: HouseClient):
    answer = client.submit("/lists", {"text": LIST.replace(";", "\t").replace("\n", "\r\n")})

    assert answer.status_code == 303
    assert "3 people read from “Pasted text”" in text_of(client.get(answer.location).text)


@pytest.mark.parametrize(
    ("content", "name"),
    [
        (LIST.encode("cp1252"), "ansi.csv"),
        (b"\xef\xbb\xbf" + LIST.replace("\n", "\r\n").encode(), "bom.csv"),
        (LIST.encode("utf-16"), "unicode.txt"),
        (a_workbook({"Gäste": [line.split(";") for line in LIST.splitlines()]}), "list.xlsx"),
    ],
    ids=["cp1252", "BOM", "UTF-16", "XLSX"],
)
def test_files_as_programs_write_them_are_read(client: HouseClient, content: bytes, name: str):
    said = text_of(client.get(bring(client, content, name)).text)

    assert "3 people read" in said
    assert "Käthe Müller new Haus Elbe Archivarin kaethe@elbe.example.org" in said


@pytest.mark.parametrize(
    ("content", "advice"),
    [
        (b"", "This list is empty. Check whether you chose the right file, or paste the rows as text."),
        (b"%PDF-1.7\n...", "This file is damaged."),
        (b"\x89PNG\r\n\x1a\n", "This file cannot be read as a list of people."),
        (b"PK\x03\x04 word/document.xml", "This file cannot be read as a list of people."),
        (b"PK\x03\x04 xl/ broken", "This workbook is damaged or protected by a password."),
        (b'Name;E-Mail\n"Bob' + b"x" * 1_100_000, "a cell near line 2 never ends"),
    ],
    ids=["empty", "PDF", "picture", "letter", "broken workbook", "endless cell"],
)
def test_what_is_no_list_is_refused_with_what_to_do(app: Shell, client: HouseClient, content: bytes, advice: str):
    answer = client.submit("/lists", {"file": (BytesIO(content), "list.csv")})

    assert answer.status_code == 422
    assert advice in text_of(answer.text)
    assert "No lists yet" in text_of(client.get("/lists").text)


def test_nothing_brought_is_said(client: HouseClient, party: Party):
    answer = client.submit("/lists", {"text": "  \n", "occasion": str(party.occasion.id)})

    assert answer.status_code == 422
    assert "Choose a file, or paste the list as text." in text_of(answer.text)
    assert "Bring the list of “Fachtag Forschungsdaten”" in text_of(answer.text)


def test_a_file_and_a_text_at_once_are_parted_and_the_text_is_kept(client: HouseClient):
    answer = client.submit("/lists", {"file": (BytesIO(LIST.encode()), "list.csv"), "text": "Name\nBob de Wit"})

    assert answer.status_code == 422
    assert "Here are a file and a text." in text_of(answer.text)
    assert "Name\nBob de Wit</textarea>" in answer.text


def test_a_text_that_cannot_be_read_is_kept(client: HouseClient):
    answer = client.submit("/lists", {"text": "<html>" + HOSTILE})

    assert answer.status_code == 422
    assert "This file cannot be read as a list of people." in text_of(answer.text)
    assert HOSTILE not in answer.text
    assert "&lt;html&gt;&lt;script&gt;alert(1)&lt;/script&gt;</textarea>" in answer.text


def test_a_list_past_the_limit_is_refused_with_what_to_do(client: HouseClient):
    answer = client.submit("/lists", {"text": "x" * (2 * 2**20 + 1)}, content_type="multipart/form-data")

    assert answer.status_code == 413
    assert "Split the list, or save it as CSV, and try again." in text_of(answer.text)


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("../../etc/passwd", "“passwd”"),
        ("/", "“List without a name”"),
        ("x" * 500, f"“{'x' * 200}”"),
    ],
)
def test_a_file_is_called_by_its_name_only(client: HouseClient, name: str, shown: str):
    assert shown in text_of(client.get(bring(client, LIST, name)).text)


def test_hostile_cells_and_names_are_shown_as_text(client: HouseClient):
    text = (
        f'Vorname;Nachname;Firma;"Spalte {HOSTILE}";E-Mail\n'
        f'{HOSTILE};"><img src=x onerror=alert(1)>;{HOSTILE};=cmd|calc;bob@polder.example.org\n'
        f"Summe {HOSTILE};;;;\n"
    )
    path = bring(client, text, f"{HOSTILE}.csv")

    preview = client.get(path).text
    client.submit(f"{path}/confirmation")

    for page in (preview, client.get(path).text, client.get("/lists").text, client.get("/people").text):
        assert "<script>alert" not in page
        assert "<img" not in page


def test_columns_guessed_wrong_are_read_again(client: HouseClient, party: Party):
    path = bring(client, LIST, occasion=party.occasion.id)
    said = chosen(client.get(path).text)

    answer = client.submit(f"{path}/columns", {**said, "column-2": "job title", "column-3": "organisation"})

    page = client.get(path).text
    assert (answer.status_code, answer.location) == (303, path)
    assert chosen(page) == {**said, "column-2": "job title", "column-3": "organisation"}
    assert "Bob de Wit new Data steward Polder Data bob@polder.example.org" in text_of(page)


def test_columns_ignore_what_no_form_says(client: HouseClient):
    path = bring(client)
    before = chosen(client.get(path).text)

    answer = client.submit(
        f"{path}/columns",
        {"column-0": "wedding", "column-x": "email", "column-99999": "email", f"column-{'9' * 5000}": "email"},
    )

    assert answer.status_code == 303
    assert chosen(client.get(path).text) == before


def test_columns_show_three_values_each(client: HouseClient):
    text = "Name;E-Mail\n" + "".join(f"Gast{n} Muster{n};g{n}@haus.example.org\n" for n in range(9))

    said = text_of(client.get(bring(client, text)).text).split("What the columns hold")[1]

    assert "Gast2 Muster2" in said
    assert "Gast3 Muster3" not in said


def test_a_list_without_names_cannot_be_imported_but_corrected(client: HouseClient):
    path = bring(client, "Farbe;Wer\nrot;bob dewit\ngelb;käthe müller\n")
    page = client.get(path).text
    assert "No column with names was found. Choose which column holds the names." in text_of(page)
    assert "/confirmation" not in page

    refused = client.submit(f"{path}/confirmation")
    client.submit(f"{path}/columns", {"column-1": "full name"})

    assert refused.status_code == 422
    assert "No person was found in this list." in text_of(refused.text)
    assert "people read" in text_of(client.get(path).text)
    assert "/confirmation" in client.get(path).text


def test_every_row_set_aside_can_be_reached(client: HouseClient):
    off = "".join(f"Gast{n};Muster;;;g{n}@haus.example.org;abgesagt\n" for n in range(40))
    header, *rest = LIST.splitlines()
    path = bring(client, f"{header};Status\n" + "".join(f"{line};ja\n" for line in rest) + off)

    preview = client.get(path).text
    everything = text_of(client.get(f"{path}/rows?verdict=not_attending").text)

    assert "and 15 more" in text_of(preview)
    assert f'href="{path}/rows?verdict=not_attending"' in preview
    assert "40 rows of “list.csv”." in everything
    assert all(f"Gast{n} | Muster" in everything for n in range(40))


def test_every_row_that_needs_attention_can_be_reached(client: HouseClient):
    text = "Name;E-Mail\n" + "".join(f"Gast{n} Muster{n};\n" for n in range(20))

    said = text_of(client.get(bring(client, text)).text)

    assert "Row 2: Gast0 Muster0" in said
    assert "and 8 more Rows 14, 15, 16, 17, 18, 19, 20, 21" in said


def test_address_with_a_slip_is_shown_as_it_was_typed(client: HouseClient):
    slips = "Karl Schmidt;karl.schmidt@stadt-koeln\nAnna Kurz;<b>anna@@kurz\n"
    text = f"Name;E-Mail\n{slips}Bob de Wit;bob@polder.example.org\n"

    page = text_of(client.get(bring(client, text)).text)

    assert "Row 2: Karl Schmidt, karl.schmidt@stadt-koeln Row 3: Anna Kurz, <b>anna@@kurz" in page


def test_advice_of_many_kinds_can_be_reached(client: HouseClient):
    pairs = "".join(f"Gast{n} Muster{n};Haus {n}\nGast{n} Muster{n};Haus {n + 100}\n" for n in range(12))

    said = text_of(client.get(bring(client, "Name;Firma\n" + pairs)).text)

    assert "and 4 more" in said
    assert all(f"This may be the same person as in row {2 + 2 * n}." in said for n in range(12))


def test_confirmation_leads_to_the_table_and_says_how_to_undo(
    app: Shell, client: HouseClient, host: Host, party: Party
):
    path = bring(client, LIST, occasion=party.occasion.id)

    answer = client.submit(f"{path}/confirmation")

    assert (answer.status_code, answer.location) == (303, f"/parties/{party.id}/rounds/1/table")
    assert names(app, host) == ["Bob de Wit", "Käthe Müller", "Dirk Klein"]
    page = client.get("/people").text
    assert "3 people imported. See them, or undo" in text_of(page)
    assert f'<a href="{path}">See them, or undo</a>' in page


def test_confirmation_without_an_occasion_stays_at_the_list(client: HouseClient):
    path = bring(client)

    answer = client.submit(f"{path}/confirmation")

    assert (answer.status_code, answer.location) == (303, path)


def test_confirmation_of_a_preview_that_has_changed_is_refused(app: Shell, client: HouseClient, host: Host):
    path = bring(client)
    (mark,) = re.findall(r'name="shown" value="(\w+)"', client.get(path).text)
    client.submit(f"{path}/columns", {"column-2": "ignored"})

    refused = client.submit(f"{path}/confirmation", {"shown": mark})
    said = client.get(refused.location).text
    nobody = names(app, host)
    (mark,) = re.findall(r'name="shown" value="(\w+)"', said)
    client.submit(f"{path}/confirmation", {"shown": mark})

    assert (refused.status_code, refused.location) == (303, path)
    assert "The preview has changed since you looked at it, so nobody was imported." in text_of(said)
    assert (nobody, len(names(app, host))) == ([], 3)


def test_confirmation_pressed_twice_imports_once(app: Shell, client: HouseClient, host: Host):
    path = bring_in(client)

    answer = client.submit(f"{path}/confirmation")

    assert (answer.status_code, answer.location) == (303, path)
    assert len(names(app, host)) == 3


def test_an_imported_list_shows_what_came_of_each_row(app: Shell, client: HouseClient, host: Host):
    with transaction(app.engine) as connection:
        keys = open_keys(app.settings.home)
        people.add_people(connection, host.id, [a_person(job_title="", topics=())], keys, NOW)
    path = bring_in(client, LIST + "Käthe;Müller;Haus Elbe;;kaethe@elbe.example.org\nSumme;;;;\n")

    said = text_of(client.get(path).text)

    assert "known before Dr. Bob de Wit filled in: job title" in said
    assert "new Käthe Müller" in said
    assert "double joined with Käthe Müller" in said
    assert "6 Summe titles, sums, test rows Take this one in" in said
    assert "all rows 5 set aside 1 people 3 doubles, joined 1 titles, sums, test rows 1" in said


def test_an_imported_list_can_be_narrowed_and_paged(client: HouseClient):
    rows = "".join(f"Gast{n};Muster{n};;;g{n}@haus.example.org\n" for n in range(101))
    path = bring_in(client, LIST.splitlines()[0] + "\n" + rows + "Summe;;;;\n")

    second = text_of(client.get(f"{path}?page=2").text)
    aside = text_of(client.get(f"{path}?verdict=invalid").text)

    assert "Gast100 Muster100" in second
    assert "Gast99 " not in second
    assert "Page 2 of 2" in second
    assert "Summe" in aside
    assert "Gast1 " not in aside
    assert client.get(f"{path}?verdict=wedding&page=x").status_code == 200
    assert client.get(f"{path}?page={'9' * 30}").status_code == 200


def test_rows_of_an_imported_list_stand_on_its_page(client: HouseClient):
    path = bring_in(client)

    answer = client.get(f"{path}/rows?verdict=repeat")

    assert (answer.status_code, answer.location) == (303, f"{path}?verdict=repeat")


def test_undo_forgets_the_people_and_asks_for_another_list(app: Shell, client: HouseClient, host: Host, party: Party):
    path = bring_in(client, LIST, occasion=party.occasion.id)

    answer = client.submit(f"{path}/withdrawal")

    assert (answer.status_code, answer.location) == (303, f"/lists/new?occasion={party.occasion.id}")
    assert "The import is undone: 3 people are forgotten." in text_of(client.get(answer.location).text)
    assert names(app, host) == []
    assert client.get(path).status_code == 404


def test_undo_keeps_people_known_from_elsewhere(app: Shell, client: HouseClient, host: Host):
    first = bring_in(client)
    bring_in(client, "Name;E-Mail\nBob de Wit;bob@polder.example.org\n", "second.csv")

    client.submit(f"{first}/withdrawal")

    assert names(app, host) == ["Bob de Wit"]


def test_undo_is_refused_once_somebody_is_invited(app: Shell, client: HouseClient, host: Host, party: Party):
    path = bring_in(client, LIST, occasion=party.occasion.id)
    with transaction(app.engine) as connection:
        bob = people.everybody(connection, host.id)[0]
        values = {"round_id": 1, "person_id": bob.id, "role": Role.GUEST, "uid": "u", "token_hash": "h"}
        connection.execute(sa.insert(schema.invitations).values(**values, created_at=NOW))

    answer = client.submit(f"{path}/withdrawal")

    assert answer.status_code == 422
    assert "People from this list are invited already, so the import cannot be undone any more." in text_of(answer.text)
    assert len(names(app, host)) == 3


def test_throwing_away_keeps_nothing(app: Shell, client: HouseClient, host: Host):
    path = bring(client)

    answer = client.submit(f"{path}/withdrawal")

    assert "“list.csv” is thrown away. Nobody was imported." in text_of(client.get(answer.location).text)
    assert client.get(path).status_code == 404
    assert names(app, host) == []


def test_the_page_for_a_list_says_who_is_here_already(client: HouseClient, party: Party):
    bring_in(client, LIST, occasion=party.occasion.id)
    waiting = bring(client, LIST, "waiting.csv", party.occasion.id)

    page = client.get(f"/lists/new?occasion={party.occasion.id}").text

    assert "3 people are here already" in text_of(page)
    assert f'<a href="{waiting}">waiting.csv</a>' in page
    assert f'href="/parties/{party.id}/rounds/1/table"' in page


def test_lists_tell_date_counts_and_source(app: Shell, client: HouseClient, host: Host):
    bring_in(client, LIST + "Summe;;;;\n")
    with transaction(app.engine) as connection:
        connection.execute(sa.update(schema.attendee_lists).values(source="Sent by the office"))
    bring(client, LIST, "waiting.csv")

    said = text_of(client.get("/lists").text)

    assert "waiting.csv Monday, 2 November 2026 waits for your look" in said
    assert "list.csv Monday, 2 November 2026 3 (3 new) 1 Sent by the office" in said


def test_lists_that_are_not_there_say_so(client: HouseClient):
    for path in ("/lists/7", f"/lists/{2**31}", f"/lists/{'9' * 30}", "/lists/7/rows"):
        assert client.get(path).status_code == 404
    for path in ("/lists/7/columns", "/lists/7/confirmation", "/lists/7/withdrawal", f"/lists/{2**63}/withdrawal"):
        assert client.submit(path).status_code == 404


def test_columns_of_an_imported_list_stay(client: HouseClient):
    answer = client.submit(f"{bring_in(client)}/columns", {"column-0": "email"})

    assert answer.status_code == 422
    assert "This list was imported already." in text_of(answer.text)


@pytest.mark.parametrize(
    "name", ["pretix_bestellzeilen.csv", "Teilnehmerliste_Fachtag.xlsx", "outlook_kontakte_de.csv", "Connections.csv"]
)
def test_real_lists_walk_the_whole_way(client: HouseClient, party: Party, attendees, name: str):
    path = bring(client, (attendees / name).read_bytes(), name, party.occasion.id)

    assert "people read" in text_of(client.get(path).text)
    assert client.submit(f"{path}/confirmation").status_code == 303
    assert name in text_of(client.get(path).text)
    assert client.submit(f"{path}/withdrawal").status_code == 303


@pytest.mark.slow
def test_a_preview_of_a_thousand_people_is_quick(client: HouseClient):
    rows = "".join(
        f"Vorname{n % 37};Nachname{n};Haus {n % 90};Referent;g{n}@haus{n % 90}.example.org\n" for n in range(1000)
    )
    path = bring(client, LIST.splitlines()[0] + "\n" + rows)
    open_plain = super(HouseClient, client).open
    durations = []
    for _ in range(3):
        began = time.process_time()
        answer = open_plain(path, base_url="http://127.0.0.1:5000")
        durations.append(time.process_time() - began)

    assert answer.status_code == 200
    assert min(durations) < 0.3


def test_the_sample_comes_as_excel_writes_it():
    content = SAMPLE.read_bytes()

    assert content.startswith(b"\xef\xbb\xbfFachtag Forschungsdaten")
    assert content.count(b"\r\n") == content.count(b"\n") == 62
    assert attendee_lists.SAMPLE.name.endswith(".csv")


def test_columns_chosen_once_are_there_the_next_time_and_can_be_forgotten(client: HouseClient):
    first = bring(client)
    client.submit(f"{first}/columns", {**chosen(client.get(first).text), "column-3": "department"})
    client.submit(f"{first}/confirmation")

    second = bring(client, LIST.replace("Dirk", "Dora"))
    page = client.get(second)
    forgotten = client.submit(f"{second}/guess")

    assert "as you chose last time for a list with these headings." in text_of(page.text)
    assert chosen(page.text)["column-3"] == "department"
    assert (forgotten.status_code, forgotten.location) == (303, second)
    assert "as you chose last time" not in text_of(client.get(second).text)
    assert chosen(client.get(second).text)["column-3"] == "job title"


def test_the_encoding_can_be_switched(client: HouseClient):
    path = bring(client, LIST.encode("mac_roman"))
    before = text_of(client.get(path).text)

    answer = client.submit(f"{path}/columns", {"encoding": "cp1252"})

    assert "guessed (Mac Roman)" in before
    assert answer.status_code == 303
    assert "KŠthe MŸller" in text_of(client.get(path).text)


def test_an_encoding_that_fits_nothing_is_said_and_the_list_read_as_before(client: HouseClient):
    path = bring(client, "Name; Firma\n" + 22 * "Bob de Wit;Polder\n" + 3 * "\x00\x01")

    answer = client.submit(f"{path}/columns", {"encoding": "utf-16-be"})

    assert answer.status_code == 422
    assert "The list is read as before." in text_of(answer.text)
    assert "2 people read" in text_of(answer.text)


def test_the_sheet_can_be_switched(client: HouseClient):
    rows = {
        "Gäste": [["Name", "E-Mail"], ["Bob de Wit", "bob@polder.example.org"]],
        "Reserve": [["Name"], ["Eva Weiß"]],
    }
    path = bring(client, a_workbook(rows), "list.xlsx")

    client.submit(f"{path}/columns", {"sheet": "Reserve"})

    assert "Eva Weiß new" in text_of(client.get(path).text)
    assert chosen(client.get(path).text)["sheet"] == "Reserve"


def test_pasted_text_is_not_asked_for_its_encoding(client: HouseClient):
    answer = client.submit("/lists", {"text": "Name;E-Mail\nBob Lee;bob@example.org\n"})

    assert 'name="encoding"' not in client.get(answer.location).text


def test_a_list_thrown_away_is_said_to_be_gone(client: HouseClient):
    path = bring(client)

    client.submit(f"{path}/withdrawal")

    assert "There is no list at this address" in text_of(client.get(path).text)


def test_a_file_that_cannot_be_read_is_named_once_and_to_be_chosen_again(client: HouseClient):
    answer = client.submit("/lists", {"file": (BytesIO(b"\x89PNG\r\n\x1a\n"), "guests.png"), "occasion": ""})

    said = text_of(answer.text)
    assert answer.status_code == 422
    assert said.count("“guests.png”: This file cannot be read as a list of people.") == 1
    assert said.count("This file cannot be read as a list of people.") == 1
    assert "Choose it again once it is mended" in said


def test_a_list_of_very_many_is_asked_about(client: HouseClient):
    few, many = ("Name;E-Mail\n" + "".join(f"Kurz;a{at}@example.org\n" for at in range(rows)) for rows in (20, 2_100))

    assert "A table has room for ten at most." not in text_of(client.get(bring(client, few)).text)
    assert "A table has room for ten at most." in text_of(client.get(bring(client, many)).text)
