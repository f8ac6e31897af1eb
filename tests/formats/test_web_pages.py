"""Saved web pages: tables, cards, lists; and workbooks that are web pages."""

import pytest

from organizer.domain.attendee_list import Attendee
from organizer.formats.attendee_lists import read_attendee_list
from organizer.formats.fenced_sheets import FileTooLargeError
from organizer.formats.web_pages import decode_page, page_in


def read(page: str) -> list[Attendee]:
    return list(read_attendee_list(page.encode()).attendees)


def told(attendee: Attendee) -> tuple[str, ...]:
    return attendee.name.full, attendee.job_title, attendee.organisation, attendee.city, attendee.email


def protected(address: str, key: int = 0x42) -> str:
    return bytes([key, *(byte ^ key for byte in address.encode())]).hex()


def test_a_table_is_found_behind_layout_and_its_cells_hold_several_things():
    page = """<!DOCTYPE html><table><tr><td><a href="/">Start</a></td><td>Kontakt: team@example.org</td></tr></table>
    <table><thead><tr><th>Name</th><th>Funktion</th><th>Einrichtung, Ort</th><th>Kontakt</th></tr></thead>
    <tr><td colspan="4">K</td></tr>
    <tr><td>Kurz, Anna, Dr.</td><td>Leiterin<br><small>Vortrag: <i>Daten f&uuml;r alle</i></small></td>
    <td>TU Bergstadt<br>Chemnitz</td><td>anna [at] example [dot] org</td></tr>
    <tr><td>Lee, Bob</td><td>Texter</td><td>Nordwind, Hamburg</td>
    <td><a href="mailto:bob@example.org?subject=x">E-Mail</a></td></tr>
    <tfoot><tr><td colspan="4">Gesamt: 2 Personen</td></tr></tfoot></table>"""

    attendees = read(page)

    assert list(map(told, attendees)) == [
        ("Anna Kurz", "Leiterin", "TU Bergstadt", "Chemnitz", "anna@example.org"),
        ("Bob Lee", "Texter", "Nordwind", "Hamburg", "bob@example.org"),
    ]
    assert (attendees[0].talks, attendees[0].is_speaker, [one.row for one in attendees]) == (
        ("Daten für alle",),
        True,
        [2, 3],
    )


def test_links_on_names_tell_addresses_and_profiles_and_spans_are_filled():
    page = """<table><tr><th>Naam</th><th>Organisatie</th><th>Functie</th></tr>
    <tr><td><a href="mailto:anna%40example.org">Anna Kurz</a><td rowspan=2>Polder Data<br>Utrecht<td>Adviseur
    <tr><td><a href="https://www.linkedin.com/in/bob">Bob Lee</a><td>Directeur</table>"""

    attendees = read(page)

    assert list(map(told, attendees)) == [
        ("Anna Kurz", "Adviseur", "Polder Data", "Utrecht", "anna@example.org"),
        ("Bob Lee", "Directeur", "Polder Data", "Utrecht", ""),
    ]
    assert attendees[1].profile_url == "https://www.linkedin.com/in/bob"


def test_an_address_that_a_script_would_show_is_shown():
    page = f"""<table><tr><th>Name</th><th>E-Mail</th></tr><tr><td>Anna Kurz</td><td>
    <a href="/cdn-cgi/l/email-protection"><span class="__cf_email__" data-cfemail="{protected("anna@example.org")}">
    [email&#160;protected]</span></a></td></tr></table>"""

    assert read(page)[0].email == "anna@example.org"


@pytest.mark.parametrize(
    "page",
    [
        """<h1>Gäste</h1><div>
        <div><h3>Anna Kurz</h3><p>CEO, Acme Ltd</p><a href="mailto:anna@example.org">Mail</a></div>
        <div><h3>Bob Lee</h3><p>Texter, Nordwind</p><a href="mailto:bob@example.org">Mail</a></div></div>
        <footer>Impressum</footer>""",
        """<html><ul><li>Anna Kurz, CEO, Acme Ltd, <a href="mailto:anna@example.org">Mail</a></li>
        <li>Bob Lee – Texter, Nordwind (<a href="mailto:bob@example.org">bob@example.org</a>)</li></ul>""",
        """<table><tr><td>Anna Kurz<td>CEO<td>Acme Ltd<td>anna@example.org<tr><td>Bob Lee<td>Texter<td>Nordwind<td>
        bob@example.org</table>""",
    ],
    ids=["cards", "list", "table without header"],
)
def test_people_are_found_without_a_table_that_names_its_columns(page: str):
    assert list(map(told, read(page))) == [
        ("Anna Kurz", "CEO", "Acme Ltd", "", "anna@example.org"),
        ("Bob Lee", "Texter", "Nordwind", "", "bob@example.org"),
    ]


def test_a_workbook_that_is_a_web_page_is_read():
    page = """<html xmlns:x="urn:schemas-microsoft-com:office:excel"><head><meta http-equiv="Content-Type"
    content="text/html; charset=windows-1252"></head><table><tr><td>Vorname</td><td>Nachname</td></tr>
    <tr><td>Renée</td><td>Weiß</td></tr></table>"""

    assert [one.name.full for one in read_attendee_list(page.encode("cp1252"), filename="x.xls").attendees] == [
        "Renée Weiß"
    ]


@pytest.mark.parametrize(
    ("content", "decoded"),
    [
        (
            '<meta charset="iso-8859-2"><p>Łódź'.encode("iso-8859-2"),
            ('<meta charset="iso-8859-2"><p>Łódź', "iso-8859-2"),
        ),
        ("<meta charset=latin1><p>„Käse“".encode("cp1252"), ("<meta charset=latin1><p>„Käse“", "cp1252")),
        ("<meta charset=iso-8859-1><p>Łódź".encode(), ("<meta charset=iso-8859-1><p>Łódź", "utf-8")),
        (b"<meta charset=bogus><p>K\xe4se", ("<meta charset=bogus><p>Käse", "cp1252")),
    ],
)
def test_decode_page_believes_the_bytes_before_the_declaration(content: bytes, decoded: tuple[str, str]):
    assert decode_page(content) == decoded


@pytest.mark.parametrize(
    "page",
    [
        "<table><tr>" + "<td colspan=300>x" * 3,
        "<table>" + "<tr><td>x" * 100_010,
    ],
    ids=["wide", "long"],
)
def test_a_table_beyond_the_limits_is_refused(page: str):
    with pytest.raises(FileTooLargeError):
        page_in(page.encode())


def test_deep_nesting_and_scripts_spoil_nothing():
    page = (
        "<div>" * 20_000
        + "<ul><li>Anna Kurz, Acme<li>Bob Lee, Nordwind</ul><script>var x='<table><tr><td>Eve'</script>"
    )

    assert [one.name.full for one in read(f"<html>{page}")] == ["Anna Kurz", "Bob Lee"]


CARD = (
    """<div><h3>{name}</h3><p>{job}, {house}</p><p>{talk}</p><a href="https://social.example/{name}">{link}</a></div>"""
)
CARDS = [
    ("Dr. Mirjam Abel", "Head of Heat", "City of Northhaven", "How cities finance heat networks", "Profile"),
    ("Paulo Reis", "Researcher", "Rock Lab", "Thermal storage in rock", "Mehr erfahren"),
    ("Sophie van Dijk", "Director Grid", "Kustnet", "Opslag van warmte in de grond", "Lees meer"),
]


def test_a_page_of_speakers_is_read_as_a_programme_and_its_links_are_no_data():
    cards = "".join(
        CARD.format(name=name, job=job, house=house, talk=talk, link=link) for name, job, house, talk, link in CARDS
    )

    people = read(f"<html><head><title>Speakers</title></head><body><h1>Speakers</h1>{cards}</body></html>")

    assert [
        (one.name.family, one.job_title, one.organisation, one.city, one.talks, one.is_speaker) for one in people
    ] == [
        ("Abel", "Head of Heat", "City of Northhaven", "", ("How cities finance heat networks",), True),
        ("Reis", "Researcher", "Rock Lab", "", ("Thermal storage in rock",), True),
        ("van Dijk", "Director Grid", "Kustnet", "", ("Opslag van warmte in de grond",), True),
    ]


def test_what_a_link_to_more_says_is_no_organisation():
    people = read(
        "<html><body><ul><li>Anna Kurz, Haus Elbe <a href='/anna'>Profil</a></li>"
        "<li>Bob Lee, Polder Data <a href='/bob'>Meer</a></li></ul></body></html>"
    )

    assert [one.organisation for one in people] == ["Haus Elbe", "Polder Data"]


def test_a_name_that_spans_rows_goes_on_with_the_person_above():
    page = """<table><tr><th>Name, Vorname</th><th>Dienststelle</th><th>Mail</th></tr>
    <tr><td rowspan="2">Weiß, Dr. Eva</td><td>Amt Aue</td><td>eva@example.org</td></tr>
    <tr><td>Beirat Wärme</td><td></td></tr>
    <tr><td>Lee, Bob</td><td>Nordwind</td><td>bob@example.org</td></tr></table>"""

    assert [(one.name.full, one.organisation, one.rows) for one in read(page)] == [
        ("Eva Weiß", "Amt Aue", (1, 2)),
        ("Bob Lee", "Nordwind", (3,)),
    ]
