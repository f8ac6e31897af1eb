"""People written to a file and read again are the same people."""

from dataclasses import replace

import pytest

from organizer.domain.exported_people import defused
from organizer.domain.names import Name
from organizer.domain.people import Person
from organizer.domain.vocabulary import Consent, Formality, Language, Level, PersonId
from organizer.formats.attendee_lists import read_attendee_list
from organizer.formats.people_files import write_csv, write_xlsx
from organizer.services.people import as_person
from tests.builders import a_person

NOBODY = PersonId(0)
AWKWARD = [
    a_person(
        name=Name(given="=cmd|'/c calc'!A1", family="+49", honorific="@SUM", suffix="-1", original="=cmd +49"),
        organisation='Haus „Elbe“; "Söhne" & Co, e. V.',
        topics=("Open source; not free", "Privacy, of all", "a ::: b", "=1+1"),
        talks=("“Quoted”; and more | still one",),
        bio="First line\nSecond; line\n\n'=third",
        note="-- remember\n'tis; so",
        consent=Consent.NO,
        level=Level.TOP,
        formality=Formality.INFORMAL,
        is_speaker=True,
        time_zone="Pacific/Auckland",
        language=Language.DE,
    ),
    a_person(name=Name(given="", family="", original="'t Hooft"), email="", level=Level.JUNIOR, language=None),
    a_person(name=Name(given="Test", family="Test", original="Test Test"), consent=Consent.YES),
    a_person(name=Name(given="bell", family="hooks", original="bell hooks"), bio="''+x", organisation="'=x"),
    a_person(name=Name(given="N.", family="N.", original="N.N."), city="10115 Berlin, Germany", topics=()),
    a_person(name=Name(given="Ægir", family="Łoś", original="Ægir\u00a0Łoś"), note="a;b;c\nd;e;f\ng;h;i\nj;k;l"),
    a_person(name=Name(given="Zwilling", family="Eins", original="")),
    a_person(name=Name(given="Zwilling", family="Eins", original=""), job_title="N/A"),
]


def bare(person: Person) -> Person:
    return replace(person, id=NOBODY)


@pytest.mark.parametrize("write", [write_csv, write_xlsx])
def test_people_come_back_as_they_were(write):
    reading = read_attendee_list(write(AWKWARD))

    assert [as_person(attendee) for attendee in reading.attendees] == [bare(person) for person in AWKWARD]
    assert (reading.set_aside, reading.problems) == ((), ())


def test_no_cell_begins_like_a_formula():
    text = write_csv(AWKWARD).decode("utf-8-sig")

    assert "'=cmd" in text
    assert not any(cell.strip('"').startswith(("=", "+", "-", "@")) for cell in text.replace("\r\n", ";").split(";"))


@pytest.mark.parametrize(
    ("cell", "written"),
    [("=1", "'=1"), ("'=1", "''=1"), ("'t Hooft", "'t Hooft"), ("\t-", "'\t-"), ("＝1", "'＝1"), ("a=b", "a=b")],
)
def test_what_a_spreadsheet_takes_for_a_formula_is_quoted(cell: str, written: str):
    assert defused(cell) == written


def test_an_export_of_nobody_has_its_header():
    assert write_csv([]).decode("utf-8-sig").startswith("Given name;Family name;Academic title")
