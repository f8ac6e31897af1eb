"""Sheets in odd shapes: people side by side, everything about somebody in one cell."""

from organizer.domain.attendee_list import Row
from organizer.domain.reading import read_sheets
from organizer.domain.sheet_shapes import in_usual_shape
from organizer.domain.tables import Sheet


def a_sheet(*rows: tuple[str, ...]) -> Sheet:
    return Sheet(rows=tuple(Row(number=number, cells=cells) for number, cells in enumerate(rows, start=1)))


def told(sheet: Sheet) -> list[tuple[int, str, str, str, str]]:
    people = read_sheets([sheet]).attendees
    return [(one.row, one.name.display, one.organisation, one.job_title, one.email) for one in people]


def test_people_side_by_side_are_read_column_by_column():
    sheet = a_sheet(
        ("Unsere Gäste", "", ""),
        ("Name", "Dr. Anna Kurz", "Bob Lee"),
        ("Firma", "Nordwind AG", ""),
        ("Funktion", "CEO", "Leiter IT"),
        ("E-Mail", "anna@example.org", "bob@example.org"),
    )

    assert told(sheet) == [
        (2, "Dr. Anna Kurz", "Nordwind AG", "CEO", "anna@example.org"),
        (3, "Bob Lee", "", "Leiter IT", "bob@example.org"),
    ]


def test_a_usual_table_stays_as_it_is():
    sheet = a_sheet(("Name", "Firma"), ("Anna Kurz", "Nordwind"), ("Firma Lee", "Name"))

    assert in_usual_shape(sheet) is sheet


def test_a_cell_with_lines_gives_job_organisation_and_address():
    sheet = a_sheet(
        ("Teilnehmende", "Anmerkung"),
        ("Dr. Iris Blum\nLeiterin Labor\nBlum Pharma GmbH\niris@blum.example.org", "vegan"),
        ("Kai Strauch\nStrauch AG\nkai@strauch.example.org", ""),
        ("Eva Weiß", ""),
    )

    assert told(sheet) == [
        (2, "Dr. Iris Blum", "Blum Pharma GmbH", "Leiterin Labor", "iris@blum.example.org"),
        (3, "Kai Strauch", "Strauch AG", "", "kai@strauch.example.org"),
        (4, "Eva Weiß", "", "", ""),
    ]
