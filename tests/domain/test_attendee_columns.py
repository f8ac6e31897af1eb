"""Rows read column by column, beside the very same rows read one by one."""

from collections.abc import Sequence

from hypothesis import given, settings
from hypothesis import strategies as st

from organizer.domain.attendee_columns import Aside, AttendeeColumns, ColumnReader
from organizer.domain.attendee_list import Attendee, Field, Row, RowVerdict, SetAside, Table
from organizer.domain.attendee_rows import read_as_person, read_row
from organizer.domain.identity import group, group_many
from organizer.domain.rolls import Roll
from organizer.domain.row_parts import Layout, lay_out

GIVEN = ["Anna", "Jörg", "JÜRGEN", "anna", "J.", "N.", "X.", "Dr. Eve", "Jean-Luc", "Anna (extern)", "", "n/a", " Bob "]
FAMILY = ["Kurz", "von der Heide", "O'Neill", "'t Hooft", "van 't Hoff", "KURZ", "Kurz, MSc", "Prof Lee", "", "Müller "]
# Words that make a placeholder, a room or a program of two cells that look like names.
TELLING = (
    "Name folgt|To announced|Info Requested|Info angefragt|Noch offen|Nader te bepalen|Keine Angabe|Gast von|Guest of|"
    "Wird benannt|Anonym User|Plus One|Zoom Room|Meeting Raum|Konferenz Saal|Note taker|Otter Bot|My Bot|Team Alpha|"
    "Alle Menschen|Dial in|Call in|Phone User|Telefon User|Tagungs Büro|Büro Nord|Room Two|Saal Eins|Read Notetaker|"
    "Test Test|Test Tester|Summe Gesamt|Xx Xxx|Nn Nolan|Begleit Person|Begleitperson Kurz|Mailing List|Team Team|"
    "Anna iPhone|Fathom Notetaker|Verteiler Nord|Windows PC|Lokaal Vier|Undisclosed Recipients|ML Kurz"
)
PAIRS = [tuple(words.split(" ", 1)) for words in TELLING.split("|")]
CELLS = {
    Field.HONORIFIC: ["", "Dr.", "Frau", "Frau Dr.", "Prof. Dr.", "-"],
    Field.EMAIL: [
        "anna@example.org",
        "Anna.Kurz@Example.ORG",
        "ANNA@EXAMPLE.ORG",
        "noreply@example.org",
        "anna@sched.org",
        "anna@nowhere.invalid",
        "anna [at] example.org",
        "a@example.org; b@example.org",
        "anna@",
        "",
        "-",
        f"{'a' * 70}@example.org",
    ],
    Field.ORGANISATION: ["Acme GmbH", "  Acme  GmbH ", "freelance", "", "n/a", "=1+1", "'+49"],
    Field.JOB_TITLE: ["CEO", "Leiterin IT", "", "Werkstudentin"],
    Field.CITY: ["Gent", "10115 Berlin", "BERLIN", "Berlin, Germany", ""],
    Field.COUNTRY: ["DE", "Belgien", "", "Nowhere"],
    Field.LANGUAGE: ["de", "English", ""],
    Field.TOPICS: ["AI; privacy", "AI", "ja", "", "privacy; AI; AI"],
    Field.TALKS: ["", "On lists", "One\nTwo"],
    Field.STATUS: ["", "confirmed", "storniert", "Warteliste", "no"],
    Field.NOTE: ["", "Absage 18.2.", "vegan", "Keynote"],
    Field.SPEAKER: ["", "yes", "no", "Speaker", "online"],
    Field.CONSENT: ["", "yes", "nein", "maybe"],
    Field.PROFILE_URL: [
        "",
        "https://www.linkedin.com/in/anna-1",
        "linkedin.com/in/Anna",
        "https://example.org/anna",
        "see https://www.xing.com/profile/Anna_Kurz",
    ],
    Field.BIO: ["", "Likes lists", " - ", 'Two\nlines, "quoted"'],
    Field.DEPARTMENT: ["", "IT"],
    Field.PARTICLE: ["", "", "", "van"],
}
NAMES = st.one_of(
    st.tuples(st.sampled_from(GIVEN), st.sampled_from(FAMILY)),
    st.sampled_from(PAIRS),
    st.tuples(st.text("abJK '.-=@3é", max_size=6), st.text("abJK '.-,3é", max_size=8)),
)
CELL_TUPLES = st.tuples(*(st.sampled_from(values) for values in CELLS.values()))
ROWS = st.lists(st.tuples(NAMES, CELL_TUPLES).map(lambda row: (*row[0], *row[1])), min_size=1, max_size=30)
FIELDS = (Field.GIVEN, Field.FAMILY, *CELLS)


def a_layout(fields: Sequence[Field] = FIELDS) -> Layout:
    return lay_out(Table(header=tuple(field.value for field in fields), header_number=1, rows=()), fields)


def one_by_one(rows: Sequence[Sequence[str]], layout: Layout) -> tuple[list[Attendee], list[Aside]]:
    found = [read_row(Row(number=at, cells=tuple(row)), layout) for at, row in enumerate(rows)]
    aside = [
        (
            SetAside(row=one.row.number, verdict=one.verdict, text=one.row.text),
            read_as_person(one.row, layout),
        )
        for one in found
        if not one.attendee
    ]
    return [one.attendee for one in found if one.attendee], aside


def whole(columns: AttendeeColumns) -> list[Attendee]:
    return [columns.attendee(at) for at in range(len(columns))]


@settings(deadline=None, max_examples=300)
@given(ROWS)
def test_columns_read_what_rows_read(rows: list[tuple[str, ...]]):
    rows = [row for row in rows if any(cell.strip() for cell in row)]
    layout = a_layout()

    columns = ColumnReader(layout).read(range(len(rows)), rows)

    assert (whole(columns), list(columns.set_aside)) == one_by_one(rows, layout)


def test_every_name_of_nobody_is_read_as_by_row():
    rows = [(given, family, *[""] * len(CELLS)) for given, family in PAIRS]
    layout = a_layout()

    columns = ColumnReader(layout).read(range(len(rows)), rows)

    assert (whole(columns), list(columns.set_aside)) == one_by_one(rows, layout)


@settings(deadline=None, max_examples=50)
@given(st.lists(st.sampled_from(["Anna Kurz", "Dr. Bob de Wit", "KURZ Anna", "N.N.", "", "anna@example.org"])))
def test_names_in_one_column_are_read_alike(names: list[str]):
    rows = [(name, "anna@example.org") for name in names]
    layout = a_layout((Field.FULL_NAME, Field.EMAIL))

    columns = ColumnReader(layout).read(range(len(rows)), rows)

    assert (whole(columns), list(columns.set_aside)) == one_by_one(rows, layout)


def test_short_and_blank_rows_are_no_trouble():
    rows = [("Anna", "Kurz"), ("", ""), (), ("Bob", "Lee", "", "bob@example.org", *[""] * 40, "beyond")]

    columns = ColumnReader(a_layout()).read([3, 4, 5, 9], rows)

    assert columns.columns["row"] == [3, 9]
    assert [name.full for name in map(columns.name, range(2))] == ["Anna Kurz", "Bob Lee"]
    assert columns.set_aside == ()


def test_a_row_of_no_person_is_set_aside_with_its_words():
    columns = ColumnReader(a_layout((Field.GIVEN, Field.FAMILY))).read([7], [("Zoom", "Room")])

    ((one, told),) = columns.set_aside
    assert one == SetAside(row=7, verdict=RowVerdict.NON_PERSON, text="Zoom | Room")
    assert told.name.full == "Zoom Room"


@settings(deadline=None, max_examples=100)
@given(ROWS)
def test_traits_of_columns_group_as_attendees_do(rows: list[tuple[str, ...]]):
    columns = ColumnReader(a_layout()).read(range(len(rows)), rows)
    people = whole(columns)
    roll = Roll()
    roll.add(columns)

    assert group_many(people, roll.traits)[0].tolist() == list(group(people).groups)
