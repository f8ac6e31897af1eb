"""What columns hold, by headers, neighbours and values."""

import pytest

from organizer.domain.attendee_list import Field, Row
from organizer.domain.headers import guess_columns, header_strength, meaning, option_of, read_yes_no


def guess(header: str, *lines: str) -> list[Field]:
    rows = [Row(number=number, cells=tuple(line.split(";"))) for number, line in enumerate(lines, start=2)]
    return list(guess_columns(header.split(";"), rows))


@pytest.mark.parametrize(
    ("header", "field"),
    [
        ("E-Mail-Adresse", Field.EMAIL),
        ("What's your company?", Field.ORGANISATION),
        ("first_name", Field.GIVEN),
        ("LastName", Field.FAMILY),
        ("Attendee name: Given name", Field.GIVEN),
        ("Name Teilnehmer*in", Field.FULL_NAME),
        ("Teilnehmer*innen-Firma", Field.ORGANISATION),
        ("E-mailadres van deelnemer", Field.EMAIL),
        ("Werkadres, plaats", Field.CITY),
        ("Land/Region geschäftlich", Field.COUNTRY),
        ("Institution / Firma", Field.ORGANISATION),
        ("Name, Vorname", Field.FULL_NAME),
        ("Darf Ihr Name auf der Teilnehmerliste erscheinen?", Field.CONSENT),
        ("I agree to the newsletter", Field.IGNORED),
        ("Recording Consent", Field.IGNORED),
        ("Owner Email", Field.BUYER_EMAIL),
        ("Rechnungsadresse: Name", Field.BUYER_NAME),
        ("Rechnungsadresse: Firma", Field.IGNORED),
        ("Interessen – Datenschutz", Field.TOPIC_OPTION),
        ("What would you like to talk about?", Field.TOPICS),
        ("Will you give a talk?", Field.SPEAKER),
        ("LinkedIn profile", Field.PROFILE_URL),
        ("Attended", Field.STATUS),
        ("Dietary requirements", None),
    ],
)
def test_meaning_of_a_header(header: str, field: Field | None):
    assert meaning(header) is field


def test_name_is_the_family_name_beside_a_given_name():
    assert guess("Name;Vorname;Firma", "Kurz;Anna;TU") == [Field.FAMILY, Field.GIVEN, Field.ORGANISATION]
    assert guess("Name;Firma", "Anna Kurz;TU") == [Field.FULL_NAME, Field.ORGANISATION]


def test_title_is_what_its_values_say():
    assert guess("Name;Title", "Anna Kurz;Dr.", "Bob Kok;Prof.")[1] is Field.HONORIFIC
    assert guess("Name;Title", "Anna Kurz;Head of Data", "Bob Kok;CEO")[1] is Field.JOB_TITLE
    assert guess("Name;Title;RSVP", "Anna Kurz;Organizer;Yes", "Bob Kok;Member;Yes")[1] is Field.IGNORED
    assert guess("Session Id;Title;FirstName", "1;Data and coffee;Anna")[1] is Field.TALKS


def test_position_in_figures_is_a_row_number():
    assert guess("Position;Name", "1;Anna Kurz", "2;Bob Kok")[0] is Field.IGNORED
    assert guess("Position;Name", "Dekanin;Anna Kurz", "Lehrer;Bob Kok")[0] is Field.JOB_TITLE


def test_role_in_a_call_is_a_permission():
    assert guess("Name;First join;Role", "Anna Kurz;14:00;Presenter")[2] is Field.IGNORED
    assert guess("Name;Role", "Anna Kurz;Dean", "Bob Kok;Teacher")[1] is Field.JOB_TITLE


def test_prefix_is_a_particle_or_a_title():
    assert guess("First name;Prefix;Last name", "Jan;van den;Berg")[1] is Field.PARTICLE
    assert guess("First name;Prefix;Last name", "Jan;Dr.;Berg")[1] is Field.HONORIFIC


def test_plain_email_is_the_buyers_beside_the_attendees():
    fields = guess("Email;Attendee name;Attendee email", "buyer@example.org;Bob Kok;bob@example.org")

    assert fields == [Field.BUYER_EMAIL, Field.FULL_NAME, Field.EMAIL]


def test_second_company_under_the_same_header_is_not_the_attendees():
    assert guess("Attendee name;Company;Company", "Bob Kok;Polder;Invoice Ltd")[1:] == [
        Field.ORGANISATION,
        Field.IGNORED,
    ]


def test_unknown_headers_are_told_by_their_values():
    fields = guess("Wer;Wohin;Firma", "Anna Kurz;anna@example.org;TU", "Bob de Wit;bob@example.org;Polder")

    assert fields == [Field.FULL_NAME, Field.EMAIL, Field.ORGANISATION]


def test_header_strength_counts_known_words():
    assert header_strength(["Voornaam", "Achternaam", "Bedrijf", "Dieet"]) == 3
    assert header_strength(["Anna", "Kurz", "Speaker", "anna@example.org"]) == 0
    assert header_strength(["Meeting", "Start"]) == 0


def test_option_of_a_topic_column():
    assert option_of("Interessen – Open Source") == "Open Source"
    assert option_of("Topics [Privacy]") == "Privacy"
    assert option_of("E-Mail – Typ") == ""


@pytest.mark.parametrize(
    ("text", "answer"),
    [("Ja", True), ("x", True), ("yes, please", True), ("nee", False), ("Nein", False), ("maybe", None), ("", None)],
)
def test_read_yes_no(text: str, answer: bool | None):
    assert read_yes_no(text) is answer
