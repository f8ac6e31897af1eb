import pytest

from organizer.domain.names import Name
from organizer.domain.salutations import first_name, salutation, title, titled_name
from organizer.domain.vocabulary import Formality, Language

FORMAL, INFORMAL = Formality.FORMAL, Formality.INFORMAL
DE, EN, NL = Language.DE, Language.EN, Language.NL

ANNA = Name(given="Anna", family="Kurz", honorific="Dr.", original="Dr. Anna Kurz")
JAN = Name(
    given="Jan", family="van den Berg", honorific="dr. ir.", suffix="MSc", original="dr. ir. Jan van den Berg, MSc"
)


@pytest.mark.parametrize(
    ("name", "language", "formality", "expected"),
    [
        (ANNA, DE, FORMAL, "Guten Tag Dr. Anna Kurz"),
        (ANNA, DE, INFORMAL, "Hallo Anna"),
        (ANNA, EN, FORMAL, "Dear Dr Anna Kurz"),
        (ANNA, EN, INFORMAL, "Dear Anna"),
        (ANNA, NL, FORMAL, "Geachte dr. Anna Kurz"),
        (ANNA, NL, INFORMAL, "Beste Anna"),
        (JAN, NL, FORMAL, "Geachte dr. ir. Jan van den Berg"),
        (JAN, DE, FORMAL, "Guten Tag Dr. Jan van den Berg"),
    ],
)
def test_salutation_never_guesses_a_gender(name: Name, language: Language, formality: Formality, expected: str):
    assert salutation(name, language, formality) == expected


@pytest.mark.parametrize(
    ("language", "expected"),
    [(DE, "Guten Tag"), (EN, "Hello"), (NL, "Geachte heer of mevrouw Van den Berg")],
)
def test_salutation_of_a_family_name_alone_is_neutral(language: Language, expected: str):
    assert salutation(Name(family="van den Berg"), language, FORMAL) == expected


def test_salutation_of_a_title_and_family_name_capitalises_a_dutch_particle():
    name = Name(family="van den Berg", honorific="Prof. dr.")

    assert salutation(name, NL, FORMAL) == "Geachte prof. dr. Van den Berg"
    assert salutation(name, DE, FORMAL) == "Guten Tag Prof. Dr. van den Berg"
    assert salutation(name, EN, FORMAL) == "Dear Professor van den Berg"


def test_salutation_of_an_unread_name_uses_it_as_it_is():
    assert salutation(Name(original="Suharto"), EN, FORMAL) == "Dear Suharto"
    assert salutation(Name(original="Suharto"), DE, INFORMAL) == "Hallo Suharto"


def test_salutation_of_initials_uses_the_whole_name():
    name = Name(given="B.J.", family="de Wit")

    assert salutation(name, NL, INFORMAL) == "Beste B.J. de Wit"
    assert first_name(name) == "B.J. de Wit"


def test_salutation_of_nobody_is_a_greeting():
    assert salutation(Name(), DE, FORMAL) == "Guten Tag"


@pytest.mark.parametrize("guessed", ["Mr", "Ms", "Mrs.", "Herr", "Frau", "mevr.", "dhr.", "Dipl.-Ing.", "MBA"])
def test_title_leaves_out_genders_and_degrees(guessed: str):
    assert [title(guessed, language) for language in Language] == ["", "", ""]


def test_titled_name_is_one_line_however_hostile():
    name = Name(given="Bob\r\nBcc: eve@example.org", family="{{ topic }}", honorific="Dr.\x00")

    assert titled_name(name, EN) == "Dr Bob Bcc: eve@example.org { topic }"
