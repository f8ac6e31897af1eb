"""PDFs: ruled, aligned, in columns; and those that cannot be read."""

import pytest

from organizer.domain.attendee_list import Attendee
from organizer.formats.attendee_lists import read_attendee_list
from organizer.formats.fenced_sheets import BrokenFileError, FileTooLargeError, NoTextError
from organizer.formats.printed_lists import MOST_PAGES, print_in, unwrapped
from tests.formats.pdf_files import Text, a_pdf, a_ruled_table

HEADER = ["Name", "Einrichtung", "Ort", "Funktion"]
PEOPLE = [
    ("Alt", "Anna"),
    ("Berg", "Bob"),
    ("Christ", "Carla"),
    ("Dorn", "Dirk"),
    ("Ernst", "Eva"),
    ("Fink", "Fritz"),
    ("Groß", "Gesa"),
    ("Hahn", "Hans"),
    ("Imhof", "Ines"),
    ("Jung", "Jan"),
    ("Kaufmann", "Karla"),
    ("Lang", "Lars"),
    ("Maier", "Mia"),
    ("Nuss", "Nils"),
    ("Ohm", "Olga"),
    ("Pohl", "Paul"),
]


def told(attendee: Attendee) -> tuple[str, ...]:
    name = attendee.name
    return name.family, name.given, attendee.job_title, attendee.organisation, attendee.city, attendee.email


def read(pdf: bytes) -> list[tuple[str, ...]]:
    return [told(one) for one in read_attendee_list(pdf).attendees]


def test_a_ruled_table_goes_over_pages_with_wrapped_cells_and_a_repeated_header():
    pdf = a_ruled_table(
        [
            [
                HEADER,
                ["Kurz, Dr. rer. nat.\nAnna", "Universität\nBergstadt", "Chemnitz", "Wissenschaft-\nliche Leiterin"],
            ],
            [HEADER, ["Veld, Jan in 't", "Weiß Consulting,\nPartnerschaft mbB", "Gent", "Forschungsreferen\ntin"]],
        ]
    )

    assert read(pdf) == [
        ("Kurz", "Anna", "Wissenschaftliche Leiterin", "Universität Bergstadt", "Chemnitz", ""),
        ("in 't Veld", "Jan", "Forschungsreferentin", "Weiß Consulting, Partnerschaft mbB", "Gent", ""),
    ]
    assert [one.row for one in read_attendee_list(pdf).attendees] == [1, 2]


def test_a_ruled_table_without_header_is_read_row_by_row():
    pdf = a_ruled_table([[["Anna Kurz", "Universi-\ntät Bergstadt", "Gent"], ["Bob Lee", "Nordwind", "Hamburg"]]])

    assert read(pdf) == [
        ("Kurz", "Anna", "", "Universität Bergstadt", "Gent", ""),
        ("Lee", "Bob", "", "Nordwind", "Hamburg", ""),
    ]


def test_a_box_with_rules_beside_the_list_is_no_table_of_people():
    rules = [(50, 800, 250, 800), (50, 780, 250, 780), (50, 760, 250, 760), (50, 760, 50, 800), (150, 760, 150, 800)]
    box = [Text(x=54, y=786, text="Ort:"), Text(x=154, y=786, text="Ulm"), Text(x=54, y=766, text="Datum:")]
    texts = [*box, Text(x=50, y=700, text="Anna Kurz, Nordwind"), Text(x=50, y=680, text="Bob Lee (Acme)")]

    families = [family for family, *_ in read(a_pdf([texts], rules=[*rules, (250, 760, 250, 800)]))]

    assert families == ["Kurz", "Lee"]


def test_a_row_that_the_page_break_cut_is_put_together():
    pdf = a_ruled_table(
        [
            [HEADER, ["Kurz, Anna", "Institut für", "Gent", "Leiterin"]],
            [["", "Dinge", "", ""], ["Lee, Bob", "Nordwind", "Gent", "Texter"]],
        ]
    )

    assert read(pdf) == [
        ("Kurz", "Anna", "Leiterin", "Institut für Dinge", "Gent", ""),
        ("Lee", "Bob", "Texter", "Nordwind", "Gent", ""),
    ]


def test_a_table_without_rules_is_read_by_the_places_of_its_header():
    rows = [
        HEADER,
        ["Kurz, Anna", "TU Bergstadt", "Gent", "Leiterin"],
        ["", "Institut A", "", ""],
        ["Lee, Bob", "", "Ulm", "Texter"],
    ]
    texts = [
        Text(x=50 + 130 * column, y=780 - 14 * row, text=cell)
        for row, cells in enumerate(rows)
        for column, cell in enumerate(cells)
        if cell
    ]

    assert read(
        a_pdf([[Text(x=50, y=810, text="Teilnehmende", size=16), *texts, Text(x=280, y=30, text="Seite 1")]])
    ) == [
        ("Kurz", "Anna", "Leiterin", "TU Bergstadt Institut A", "Gent", ""),
        ("Lee", "Bob", "Texter", "", "Ulm", ""),
    ]


def a_directory(*, is_bold: bool, gap: float, indent: float) -> bytes:
    """Two columns of four lines for each person, drawn line by line across both columns."""
    texts = [Text(x=50, y=810, text="Verzeichnis der Teilnehmenden", size=16), Text(x=280, y=30, text="Seite 1")]
    for at, (family, given) in enumerate(PEOPLE):
        x, y = 50 + 260 * (at >= 8), 770 - (at % 8) * (48 + gap)
        below = ["Leiterin Daten", "Universi-", "tät Bergstadt, Gent", f"{given.lower()}(at)example.org"]
        texts.append(
            Text(x=x, y=y, text=f"{family}, {given} van der" if at == 1 else f"{family}, {given}", is_bold=is_bold)
        )
        texts += [Text(x=x + indent, y=y - 12 * number, text=line) for number, line in enumerate(below, start=1)]
    return a_pdf([sorted(texts, key=lambda text: -text.y)])


@pytest.mark.parametrize(
    ("is_bold", "gap", "indent"),
    [(True, 12, 0), (False, 30, 0), (False, 12, 12), (False, 12, 0)],
    ids=["by type", "by gaps", "by indents", "by names"],
)
def test_two_columns_with_some_lines_for_each_person_are_read(is_bold: bool, gap: float, indent: float):
    assert read(a_directory(is_bold=is_bold, gap=gap, indent=indent)) == [
        (
            "van der " * (family == "Berg") + family,
            given,
            "Leiterin Daten",
            "Universität Bergstadt",
            "Gent",
            f"{given.lower()}@example.org",
        )
        for family, given in PEOPLE
    ]


def test_lines_about_people_are_read_as_pasted_ones_are():
    texts = [Text(x=50, y=700, text="Anna Kurz, Nordwind, Ulm"), Text(x=50, y=680, text="Bob Lee (Acme)")]

    assert read(a_pdf([texts])) == [("Kurz", "Anna", "", "Nordwind", "Ulm", ""), ("Lee", "Bob", "", "Acme", "", "")]


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        ("Frankfurt am\nMain", "Frankfurt am Main"),
        ("Universi-\ntät", "Universität"),
        ("Meier-\nOehlke", "Meier-Oehlke"),
        ("Fachbereichsreferenti\nn", "Fachbereichsreferentin"),
        ("anna.kurz@example\n.org", "anna.kurz@example.org"),
        ("", ""),
    ],
)
def test_unwrapped_makes_lines_whole(cell: str, text: str):
    assert unwrapped(cell) == text


def test_pictures_damage_and_too_many_pages_are_said():
    with pytest.raises(NoTextError):
        read_attendee_list(a_pdf([[]]))
    with pytest.raises(BrokenFileError):
        read_attendee_list(b"%PDF-1.7\n")
    with pytest.raises(FileTooLargeError):
        print_in(a_pdf([[]] * (MOST_PAGES + 1)))


def test_badges_side_by_side_are_people_of_their_own():
    badges = [
        ("Dr. Silke Ahorn", "Ahorn Institut"),
        ("Benno Buche", "Buche GmbH"),
        ("Carla Linde-Moser", "Stadt Lindau"),
    ]
    badges += [("Dirk Esche", "Esche AG"), ("Elif Erle", "Erle e.V."), ("Frans van Eik", "Eik BV")]
    texts = [
        Text(x=170 + 260 * (at % 2) - 3 * len(text), y=760 - 150 * (at // 2) - 30 * below, text=text, size=size)
        for at, (name, house) in enumerate(badges)
        for below, (text, size) in enumerate([("Fachtag 2026", 8), (name, 14), (house, 10)])
    ]

    people = read_attendee_list(a_pdf([texts])).attendees

    assert sorted((one.name.display, one.organisation, one.city) for one in people) == sorted(
        (name, house, "") for name, house in badges
    )
