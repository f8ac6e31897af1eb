import pytest

from organizer.domain.attendee_list import Field
from organizer.domain.headers import enumerated_work
from organizer.domain.taglines import Tagline, read_tagline

HOUSE_FIRST, JOB_FIRST = (Field.ORGANISATION, Field.JOB_TITLE), (Field.JOB_TITLE, Field.ORGANISATION)


@pytest.mark.parametrize(
    ("header", "order"),
    [
        ("Dienststelle / Funktion", HOUSE_FIRST),
        ("Firma, Position", HOUSE_FIRST),
        ("Organisatie en functie", HOUSE_FIRST),
        ("Position und Organisation", JOB_FIRST),
        ("Role & Company", JOB_FIRST),
        ("Funktion", ()),
        ("Institution / Firma", ()),
        ("Funktion, Institution, Ort", ()),
    ],
)
def test_a_header_tells_in_which_order_it_names_job_and_organisation(header: str, order: tuple[Field, ...]):
    assert enumerated_work(header) == order


@pytest.mark.parametrize("order", [HOUSE_FIRST, JOB_FIRST, ()])
@pytest.mark.parametrize(
    ("cell", "job_title", "organisation"),
    [
        ("Nordhafen GmbH, Vertrieb und CEO", "Vertrieb und CEO", "Nordhafen GmbH"),
        ("Fernwärme Bergstadt, Geschäftsführerin", "Geschäftsführerin", "Fernwärme Bergstadt"),
        ("Geschäftsführerin, Fernwärme Bergstadt", "Geschäftsführerin", "Fernwärme Bergstadt"),
        ("Stadtwerke Auental AG\nLeiterin Netze", "Leiterin Netze", "Stadtwerke Auental AG"),
        ("Landratsamt Auental – Referent", "Referent", "Landratsamt Auental"),
        ("Referent — Landratsamt Auental", "Referent", "Landratsamt Auental"),
        ("Gemeente Wadzijl / Beleidsadviseur", "Beleidsadviseur", "Gemeente Wadzijl"),
        ("Universität Auental/Professorin", "Professorin", "Universität Auental"),
        ("Stichting Polder", "", "Stichting Polder"),
        ("Ingenieurbüro Kurz & Partner", "", "Ingenieurbüro Kurz & Partner"),
        ("Geschäftsführer", "Geschäftsführer", ""),
        ("Docent @ Polder", "Docent", "Polder"),
    ],
)
def test_the_words_of_a_cell_tell_against_any_heading(
    cell: str, job_title: str, organisation: str, order: tuple[Field, ...]
):
    assert read_tagline(cell, order) == Tagline(job_title=job_title, organisation=organisation)


def test_the_heading_tells_where_words_do_not():
    both = [read_tagline("Nordhafen, Zukunft", order) for order in (HOUSE_FIRST, JOB_FIRST)]

    assert both == [
        Tagline(organisation="Nordhafen", job_title="Zukunft"),
        Tagline(organisation="Zukunft", job_title="Nordhafen"),
    ]


def test_nothing_is_parted_where_neither_words_nor_heading_tell():
    assert read_tagline("Nordhafen, Zukunft") == Tagline(job_title="Nordhafen, Zukunft")


def test_a_unit_beside_its_organisation_is_the_department():
    assert read_tagline("Stadt Auental, Bauamt, Sachgebietsleitung", HOUSE_FIRST) == Tagline(
        job_title="Sachgebietsleitung", organisation="Stadt Auental", department="Bauamt"
    )


def test_the_slash_in_the_number_of_a_unit_parts_nothing():
    assert read_tagline("Referat IV/3", HOUSE_FIRST) == Tagline(organisation="Referat IV/3")
