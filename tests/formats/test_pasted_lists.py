"""People pasted line by line."""

import time

import pytest

from organizer.domain.addresses import AddressFault
from organizer.domain.attendee_list import Attendee, Field, RowVerdict
from organizer.domain.reading import ADDRESS_FAULTS
from organizer.formats import pasted_lists
from organizer.formats.attendee_lists import read_attendee_list
from organizer.formats.pasted_lists import is_pasted_list, read_pasted_list
from organizer.formats.text_tables import TooManyRowsError


def told(attendee: Attendee) -> str:
    """Family, given, job, organisation, city, address; what is not told is left out."""
    parts = (
        f"{attendee.name.family}, {attendee.name.given}".strip(", "),
        attendee.job_title,
        attendee.organisation,
        attendee.city,
        attendee.email,
    )
    return " | ".join(part for part in parts if part)


def read(text: str) -> list[str]:
    return [told(one) for one in read_attendee_list(text.encode()).attendees]


def aside(text: str) -> list[tuple[int, RowVerdict]]:
    return [(one.row, one.verdict) for one in read_attendee_list(text.encode()).set_aside]


@pytest.mark.parametrize(
    ("line", "person"),
    [
        ("Anna Kurz, Nordwind, Bergstadt", "Kurz, Anna | Nordwind | Bergstadt"),
        ("* Dr. Anna Kurz (Nordwind)", "Kurz, Anna | Nordwind"),
        ("12) mw. Anna van der Kurz (Hogeschool Utrecht)", "van der Kurz, Anna | Hogeschool Utrecht"),
        ("2. Mw. drs. A.B. (Anna) de Kurz – Gemeente Delft", "de Kurz, Anna | Gemeente Delft"),
        ("(3) Anna Kurz – Vorständin, Nordwind", "Kurz, Anna | Vorständin | Nordwind"),
        ("[x] Anna Kurz - Nordwind - Hamburg", "Kurz, Anna | Nordwind | Hamburg"),
        ("Anna Kurz | Chief Data Officer | Acme Ltd", "Kurz, Anna | Chief Data Officer | Acme Ltd"),
        ("Anna Kurz <anna@example.org>", "Kurz, Anna | anna@example.org"),
        ("Anna Kurz (anna [at] example.org), Nordwind", "Kurz, Anna | Nordwind | anna@example.org"),
        ("anna kurz <anna@example.org>", "Kurz, Anna | anna@example.org"),
        ("Kurz, Anna (Nordwind)", "Kurz, Anna | Nordwind"),
        ("Kurz, Anna <anna.kurz@example.org>,", "Kurz, Anna | anna.kurz@example.org"),
        ("Anna Kurz, PhD, Nordwind AG, Tel. +49 30 1234567", "Kurz, Anna | Nordwind AG"),
        ("• Anna Kurz (sie/ihr) @ Nordwind +1", "Kurz, Anna | Nordwind"),
        ("Anna Kurz, Smith, Jones & Co. LLP, Manchester", "Kurz, Anna | Smith, Jones & Co. LLP | Manchester"),
    ],
)
def test_a_line_is_read_by_its_shape(line: str, person: str):
    assert read(f"{line}\nBob Lee, Polder Data B.V., Utrecht\n")[0] == person


@pytest.mark.parametrize(
    "text",
    [
        "Anna Kurz\n  Texterin\n  Nordwind, Hamburg\nBob Lee\n  CEO\n  Acme Ltd, London\n",
        "1\nAnna Kurz\nTexterin\nNordwind, Hamburg\nMessage\n2\nBob Lee\nCEO\nAcme Ltd, London\nMessage\n",
    ],
    ids=["indented", "numbers and buttons"],
)
def test_lines_that_begin_with_a_name_at_even_distances_are_put_together(text: str):
    assert read(text) == ["Kurz, Anna | Texterin | Nordwind | Hamburg", "Lee, Bob | CEO | Acme Ltd | London"]


def test_names_between_lines_about_others_are_not_put_together():
    text = "Anna Kurz\nBob Lee, Acme\nEva Weiß\nTim Groß, Nordwind\n"

    assert read(text) == ["Kurz, Anna", "Lee, Bob | Acme", "Weiß, Eva", "Groß, Tim | Nordwind"]


def test_a_list_that_begins_with_family_names_is_read_so():
    text = "Kurz, Anna, Nordwind\nBerg, Jan van der, Polder\nMüller, Dr. Heike, Bundesamt für Dinge\n"

    assert read(text) == ["Kurz, Anna | Nordwind", "van der Berg, Jan | Polder", "Müller, Heike | Bundesamt für Dinge"]


def test_few_lines_for_each_person_are_put_together():
    text = "Anna Kurz\nTexterin\nNordwind\nanna@example.org\n\nBob Lee\nSenior Consultant\nAcme Ltd\nLondon\n"

    assert read(text) == [
        "Kurz, Anna | Texterin | Nordwind | anna@example.org",
        "Lee, Bob | Senior Consultant | Acme Ltd | London",
    ]


@pytest.mark.parametrize(
    "text",
    [
        "Teilnehmer: Anna Kurz, Bob Lee und Eva Weiß",
        "Anna Kurz; Bob Lee; Eva Weiß",
        "Kurz, Anna; Lee, Bob; Weiß, Eva\n",
    ],
)
def test_names_side_by_side_are_one_person_each(text: str):
    assert read(text) == ["Kurz, Anna", "Lee, Bob", "Weiß, Eva"]


def test_what_is_no_person_is_set_aside_with_its_line():
    text = (
        "Beste collega's,\n\nHieronder de aanmeldingen:\n- Bob Lee, Acme\n- N.N. (Acme)\n- Eva Weiß (abgesagt)\n"
        "- iPhone (2)\nbitte bis Freitag melden\n\nMet vriendelijke groet,\nAlice Kurz\nSecretariaat\n"
    )

    assert read(text) == ["Lee, Bob | Acme"]
    assert aside(text) == [
        (1, RowVerdict.INVALID),
        (3, RowVerdict.INVALID),
        (5, RowVerdict.NO_PERSON),
        (6, RowVerdict.NOT_ATTENDING),
        (7, RowVerdict.NON_PERSON),
        (8, RowVerdict.INVALID),
        (10, RowVerdict.INVALID),
        (11, RowVerdict.INVALID),
        (12, RowVerdict.INVALID),
    ]


def test_a_heading_says_who_speaks_and_who_does_not_come():
    text = "Speakers:\n- Anna Kurz, Acme\n\nAbsagen:\n- Bob Lee, Acme\n\nGäste:\n- Eva Weiß, Acme\n"

    reading = read_attendee_list(text.encode())

    assert [(one.name.full, one.is_speaker) for one in reading.attendees] == [("Anna Kurz", True), ("Eva Weiß", None)]
    assert (5, RowVerdict.NOT_ATTENDING) in [(one.row, one.verdict) for one in reading.set_aside]


def test_a_programme_gives_speakers_with_their_talks():
    text = (
        "10:00 – 10:30 Anna Kurz (TU Bergstadt): Daten für alle\n10:30 Pause\n11:00 Bob Lee, Acme: „Wem gehört was?“\n"
    )

    attendees = read_attendee_list(text.encode()).attendees

    assert [(one.name.full, one.organisation, one.talks, one.is_speaker) for one in attendees] == [
        ("Anna Kurz", "TU Bergstadt", ("Daten für alle",), True),
        ("Bob Lee", "Acme", ("Wem gehört was?",), True),
    ]


def test_columns_of_a_pasted_list_can_be_corrected():
    content = b"Anna Kurz, Gestalterin, Nordwind\nBob Lee, Weber, Acme\n"
    at = read_attendee_list(content).columns.index(Field.ORGANISATION)

    corrected = read_attendee_list(content, columns={at: Field.JOB_TITLE, at + 1: Field.ORGANISATION})

    assert [told(one) for one in corrected.attendees] == [
        "Kurz, Anna | Gestalterin | Nordwind",
        "Lee, Bob | Weber | Acme",
    ]


@pytest.mark.parametrize(
    ("sample", "is_pasted"),
    [
        ("Anna Kurz, Nordwind, Hamburg\nBob Lee (Acme)\n", True),
        ("Anna Kurz\nBob Lee\n", True),
        ("Anna Kurz\tNordwind\nBob Lee\tAcme\n", True),
        ("Anna,Kurz,anna@example.org\nBob,Lee,bob@example.org\n", False),
        ("Anna;Kurz;Nordwind\nBob;Lee;Acme\n", False),
    ],
)
def test_shape_tells_lines_from_tables(sample: str, is_pasted: bool):
    assert is_pasted_list(sample) is is_pasted


def test_too_many_lines_are_said_to_be_too_many():
    with pytest.raises(TooManyRowsError):
        read_pasted_list("Anna Kurz\n" * (pasted_lists.MOST_LINES + 1))


@pytest.mark.parametrize(
    "line", ["(" * 3000, "," * 3000, "a, " * 1000, "- " * 1500, "@" * 3000, "+4 " * 999, "a@b." * 750]
)
def test_hostile_lines_take_no_time(line: str):
    started = time.process_time()

    read_pasted_list(f"{line}\n" * 200)

    assert time.process_time() - started < 3


def test_lines_of_a_mail_keep_names_as_written_and_words_that_are_no_town_as_notes():
    text = (
        "- Ines Brandt, Kreisklinik Hohenfels, neue Adresse: brandt.ines@hohenfels.example\n"
        '"Reuter, Matthias" <matthias.reuter@spital.example>; Spital Aarau, Leiter OP-Logistik\n'
        "Frau Koch von der AOK – Mail hab ich leider nicht\n"
        "Bernd Schäfer / Stadtwerke Fulda / schaefer@fulda.example\n"
        "Eva Weiß, Kreisklinik Hohenfels, Controlling, weiss@hohenfels.example\n"
    )

    assert (read(text), aside(text)) == (
        [
            "Brandt, Ines | Kreisklinik Hohenfels | brandt.ines@hohenfels.example",
            "Reuter, Matthias | Leiter OP-Logistik | Spital Aarau | matthias.reuter@spital.example",
            "Koch | AOK",
            "Schäfer, Bernd | Stadtwerke Fulda | schaefer@fulda.example",
            "Weiß, Eva | Kreisklinik Hohenfels | weiss@hohenfels.example",
        ],
        [],
    )


def test_an_address_with_a_blank_in_it_is_not_cut_short_in_a_line_either():
    text = "Jan Vos, Polder BV, j.vos@nordmark.exampl e\nBob Lee, Polder BV, bob@polder.example ok\n"

    reading = read_attendee_list(text.encode())

    assert [one.email for one in reading.attendees] == ["", "bob@polder.example"]
    assert [(one.row, one.advice) for one in reading.problems] == [(1, ADDRESS_FAULTS[AddressFault.UNREADABLE])]
