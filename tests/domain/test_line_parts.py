"""What the parts of a line are."""

import pytest

from organizer.domain.attendee_list import Field
from organizer.domain.line_parts import arrange, kind_of, usual_kinds, whole_parts

JOB, HOUSE, CITY, COUNTRY = Field.JOB_TITLE, Field.ORGANISATION, Field.CITY, Field.COUNTRY


@pytest.mark.parametrize(
    ("part", "kind"),
    [
        ("Leiterin der Stadtbibliothek", JOB),
        ("Fachbereichsreferentin", JOB),
        ("Abteilungsleiter", JOB),
        ("Abteilung Daten", HOUSE),
        ("University Lecturer", JOB),
        ("Data Analyst", JOB),
        ("Owner", JOB),
        ("Stadtbibliothek Bergstadt", HOUSE),
        ("Architekten Kurz GmbH", HOUSE),
        ("Ministerium für Dinge", HOUSE),
        ("freiberuflich", HOUSE),
        ("Freiburg i. Br.", CITY),
        ("Den Haag", CITY),
        ("Niederlande", COUNTRY),
        ("NL", COUNTRY),
        ("Nordwind", None),
        ("Bergstadt", None),
    ],
)
def test_kind_of_reads_the_words(part: str, kind: Field | None):
    assert kind_of(part) is kind


@pytest.mark.parametrize(
    ("parts", "style", "arranged"),
    [
        (["Nordwind", "Bergstadt"], "comma", {HOUSE: "Nordwind", CITY: "Bergstadt"}),
        (["Schwarmstratege", "Nordwind"], "dash", {JOB: "Schwarmstratege", HOUSE: "Nordwind"}),
        (["Nordwind", "Berater"], "comma", {HOUSE: "Nordwind", JOB: "Berater"}),
        (["Berater", "Nordwind", "Bergstadt"], "comma", {JOB: "Berater", HOUSE: "Nordwind", CITY: "Bergstadt"}),
        (["Nordwind", "Zürich", "Schweiz"], "comma", {HOUSE: "Nordwind", CITY: "Zürich", COUNTRY: "Schweiz"}),
        (["Institut für Dinge", "Uni Bergstadt"], "comma", {HOUSE: "Institut für Dinge, Uni Bergstadt"}),
    ],
)
def test_arrange_gives_each_part_its_field(parts: list[str], style: str, arranged: dict[Field, str]):
    assert arrange(parts, style) == arranged


def test_what_most_lines_hold_at_a_place_tells_of_the_others():
    lines = [["Acme", "Berater"], ["Nordwind", "Leiterin"], ["Polder", "Schwarmstratege"]]

    kinds = usual_kinds(lines)[2]

    assert kinds == (None, JOB)
    assert arrange(lines[2], "comma", kinds) == {HOUSE: "Polder", JOB: "Schwarmstratege"}


def test_whole_parts_puts_legal_forms_back_and_parts_jobs_from_employers():
    assert whole_parts(["Weiß Consulting", "Partnerschaft mbB"]) == ["Weiß Consulting, Partnerschaft mbB"]
    assert whole_parts(["Data Analyst at Polder"]) == ["Data Analyst", "Polder"]
