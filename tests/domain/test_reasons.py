from itertools import product

import pytest

from organizer.domain.reason_sentences import ENGLISH, ON_PAGE, SENTENCES
from organizer.domain.reasons import MOST_PERSONAL_FIRST, Fact, FactKind, for_letter, for_page
from organizer.domain.vocabulary import Formality, Language

FORMAL, INFORMAL = Formality.FORMAL, Formality.INFORMAL
DE, EN, NL = Language.DE, Language.EN, Language.NL

HOPED = Fact(kind=FactKind.HOPED_TO_MEET)
TALK = Fact(kind=FactKind.TALK, details=("Von Excel zu Datenschutz",))
TOPIC = Fact(kind=FactKind.TOPIC, details=("Privacy", "Open source", "MLOps"))
SHARED = Fact(kind=FactKind.SHARED_TOPIC, details=("Privacy",))
ROLE = Fact(kind=FactKind.ROLE, details=("Beraterin", "freiberuflich"))
ORGANISATION = Fact(kind=FactKind.ORGANISATION, details=("Polder Data",))
LEVEL = Fact(kind=FactKind.LEVEL, details=("top",))
REGION = Fact(kind=FactKind.REGION, details=("NL",))
MET = Fact(kind=FactKind.MET_BEFORE, details=("1",))
NOTE = Fact(kind=FactKind.NOTE, details=("plays the cello badly",))
ALL = (NOTE, LEVEL, MET, REGION, ORGANISATION, ROLE, SHARED, TOPIC, TALK, HOPED)


@pytest.mark.parametrize(
    ("facts", "language", "formality", "expected"),
    [
        ((HOPED,), DE, FORMAL, "Ich hatte gehofft, Sie zu treffen."),
        (
            (ROLE, TALK, HOPED),
            DE,
            INFORMAL,
            "Ich hatte gehofft, dich zu treffen. Von deinem Vortrag „Von Excel zu Datenschutz“ würde ich gern mehr "
            "hören, als im Programm steht.",
        ),
        (
            (TOPIC, ROLE),
            NL,
            FORMAL,
            "U hebt belangstelling voor ‘Privacy’ en ‘Open source’, en ik hecht aan uw kijk daarop. "
            "Uw werk (Beraterin, freiberuflich) heeft mij nieuwsgierig gemaakt.",
        ),
        ((SHARED,), EN, FORMAL, "We have a subject in common, “Privacy”, and I wonder how you see it."),
        (
            (REGION, ORGANISATION),
            EN,
            FORMAL,
            "Nobody else from your organisation (Polder Data) is invited, so your view matters all the more to me.",
        ),
    ],
)
def test_for_letter_tells_the_most_personal_fact(
    facts: tuple[Fact, ...], language: Language, formality: Formality, expected: str
):
    assert for_letter(facts, language, formality) == expected


@pytest.mark.parametrize(("language", "formality"), list(product(Language, Formality)))
def test_for_letter_never_tells_the_hosts_note_or_a_level(language: Language, formality: Formality):
    told = [for_letter(facts, language, formality, variety=turn) for facts in (ALL, (NOTE, LEVEL)) for turn in range(9)]

    assert not [reason for reason in told if "cello" in reason or "top" in reason.split()]
    assert for_letter((NOTE, LEVEL), language, formality) == ""


def test_for_letter_without_facts_is_empty():
    assert for_letter((), DE, FORMAL) == ""
    assert for_letter((Fact(kind=FactKind.TALK, details=("  ",)), Fact(kind=FactKind.ROLE)), DE, FORMAL) == ""


def test_for_letter_varies_by_person_and_stays_the_same_for_one():
    told = [for_letter((TALK,), EN, FORMAL, variety=person) for person in (11, 12, 13, 11)]

    assert len(set(told)) == 3
    assert told[0] == told[3]


def test_for_letter_finds_nine_wordings_for_a_hope_and_a_topic():
    told = {for_letter((HOPED, SHARED), DE, FORMAL, variety=person) for person in range(9)}

    assert len(told) == 9


def test_for_letter_says_it_otherwise_when_a_reason_is_taken():
    first = for_letter((SHARED,), NL, INFORMAL, variety=5)

    second = for_letter((SHARED,), NL, INFORMAL, variety=5, taken=(first,))

    assert second != first
    assert "‘Privacy’" in second


def test_for_letter_of_a_next_round_hopes_for_no_first_meeting():
    assert for_letter((HOPED, TALK), EN, FORMAL, again=True) == for_letter((TALK,), EN, FORMAL)
    assert for_letter((HOPED,), EN, FORMAL, again=True) == "It matters to me that you are there."


def test_for_letter_stays_one_line_with_hostile_details():
    hostile = Fact(
        kind=FactKind.TALK, details=("A\r\nBcc: eve@example.org {{ topic }} {x.__class__} %n " + "z" * 5000,)
    )

    reason = for_letter((hostile,), EN, FORMAL, variety=2)

    cleaned = "A Bcc: eve@example.org { topic } {x.__class__} %n …"
    assert reason == f"There are things I would like to ask you about your talk “{cleaned}”."


def test_sentences_of_all_voices_answer_each_other():
    counts = {voice: {key: len(wordings) for key, wordings in told.items()} for voice, told in SENTENCES.items()}

    assert set(map(str, counts.values())) == {str({key: len(wordings) for key, wordings in ENGLISH.items()})}
    assert {kind.value for kind in MOST_PERSONAL_FIRST} < set(ENGLISH)


@pytest.mark.parametrize(
    ("fact", "language", "expected"),
    [
        (HOPED, EN, "on your wish list"),
        (TALK, DE, "Vortrag „Von Excel zu Datenschutz“"),
        (TOPIC, EN, "interested in “Privacy” and “Open source”"),
        (SHARED, EN, "same topic as you: “Privacy”"),
        (ROLE, NL, "Beraterin, freiberuflich"),
        (LEVEL, DE, "Ebene: Unternehmensleitung"),
        (MET, NL, "was bij ronde 1"),
        (NOTE, EN, "your note: plays the cello badly"),
        (Fact(kind=FactKind.LEVEL, details=("unknown",)), EN, ""),
    ],
)
def test_for_page_tells_the_host_in_a_few_words(fact: Fact, language: Language, expected: str):
    assert for_page(fact, language) == expected


def test_for_page_names_the_country_as_it_is_told():
    assert for_page(REGION, DE, {"NL": "Niederlande"}.__getitem__) == "weiteres Land: Niederlande"


def test_for_page_has_words_for_every_fact_in_every_language():
    assert {language: set(words) for language, words in ON_PAGE.items()} == {
        language: {kind.value for kind in FactKind} for language in Language
    }


def test_for_letter_leaves_the_hope_out_where_both_facts_would_be_long():
    long = Fact(
        kind=FactKind.TALK,
        details=("What seven years of open data have taught a city of forty thousand people in the north",),
    )

    told = for_letter((HOPED, long), EN, FORMAL, variety=1)

    assert told == f"Your talk “{long.details[0]}” is the reason I am writing to you."
