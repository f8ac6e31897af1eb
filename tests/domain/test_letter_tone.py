import pytest

from organizer.domain.letter_tone import (
    foreign_sentence,
    guessed_salutation,
    is_nearly_the_same,
    is_self_serving,
    wrong_form_of_address,
)
from organizer.domain.reason_sentences import SENTENCES
from organizer.domain.vocabulary import Formality, Language

DE, EN, NL = Language.DE, Language.EN, Language.NL
SIE, DU = Formality.FORMAL, Formality.INFORMAL


@pytest.mark.parametrize(
    ("reason", "language"),
    [
        ("I would like to present my new software and grow my network.", EN),
        ("Ich suche neue Kunden für mein Angebot, und ich möchte Sie gewinnen.", DE),
        ("Ik zoek klanten voor mijn bedrijf en ik wil mijn netwerk vergroten.", NL),
        ("Wir suchen Kunden für unser neues Angebot.", DE),
        ("We are growing and our pipeline needs people.", EN),
        ("Wij zoeken partners voor onze dienst.", NL),
    ],
)
def test_a_reason_about_the_host_is_self_serving(reason: str, language: Language):
    assert is_self_serving(reason, language)


@pytest.mark.parametrize(
    ("reason", "language"),
    [
        ("Your talk on dikes is the reason I am writing to you.", EN),
        ("We both deal with old sensors, and I wonder how you do it.", EN),
        ("Ihr Name auf der Liste war einer der Gründe, aus denen ich mich angemeldet hatte.", DE),
        ("Ohne Sie fehlt am Tisch die Sicht der Stadtwerke.", DE),
        ("Ik hecht eraan dat u erbij bent.", NL),
        ("Nobody tells that story better.", EN),
        ("Unser Fach braucht solche Vorträge.", DE),
        ("Wir könnten voneinander lernen, und unser Thema gewinnt.", DE),
    ],
)
def test_a_reason_about_the_guest_is_not(reason: str, language: Language):
    assert not is_self_serving(reason, language)


@pytest.mark.parametrize("voice", SENTENCES, ids=lambda voice: "-".join(voice))
def test_no_sentence_of_the_program_is_self_serving(voice: tuple[Language, Formality]):
    told = [wording for wordings in SENTENCES[voice].values() for wording in wordings]

    assert [wording for wording in told if is_self_serving(wording, voice[0])] == []


@pytest.mark.parametrize(
    ("text", "language", "formality", "found"),
    [
        ("Ich freue mich auf dich.", DE, SIE, "dich"),
        ("Bringt eure Fragen mit, und euch selbst.", DE, SIE, "eure"),
        ("Wie geht es dir und Ihnen?", DE, DU, "Ihnen"),
        ("Von ihr kommt die Frage: Habt ihr Zeit?", DE, SIE, "Habt ihr"),
        ("Eure Sicht fehlt uns.", DE, SIE, "Eure"),
        ("Ik hoop dat je komt.", NL, SIE, "je"),
        ("Ik hoop dat u komt.", NL, DU, "u"),
        ("Uw werk ken ik.", NL, DU, "Uw"),
    ],
)
def test_the_other_form_of_address_is_found(text: str, language: Language, formality: Formality, found: str):
    assert wrong_form_of_address(text, language, formality) == found


@pytest.mark.parametrize(
    ("text", "language", "formality"),
    [
        ("Sie kommt aus Bremen, und du kennst sie.", DE, DU),
        ("Guten Tag Wei Du, ich freue mich auf Sie.", DE, SIE),
        ("Das Buch „Du und ich“ (dein Buch) kennen Sie.", DE, SIE),
        ("Beste U. de Boer, kom je?", NL, DU),
        ("De TU/e en u.nl doen mee, kom je?", NL, DU),
        ("You and I know.", EN, SIE),
    ],
)
def test_what_only_looks_like_it_is_left_alone(text: str, language: Language, formality: Formality):
    assert wrong_form_of_address(text, language, formality, ("Wei Du",)) == ""


def test_a_sentence_in_another_language_is_named():
    assert foreign_sentence("Das ist gut. We would like to meet you at the table.", DE) == (
        EN,
        "We would like to meet you at the table.",
    )


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Ihr Vortrag „What we have learned from the past and for you“ war gut.", DE),
        ("Ihre Aufgabe (Head of Research for the Institute and the Archive) ist neu.", DE),
        ("Was de avond op het terras niet een goed idee, en is dat zo?", NL),
        ("Open Source Software Engineering Lead", DE),
    ],
)
def test_titles_and_names_in_another_language_are_left_alone(text: str, language: Language):
    assert foreign_sentence(text, language) is None


@pytest.mark.parametrize(
    ("text", "honorific", "found"),
    [
        ("Sehr geehrter Herr Kurz,", "", "Herr Kurz"),
        ("Sehr geehrte Frau Dr. Anna Kurz,", "Dr.", "Frau Dr. Anna Kurz"),
        ("Sehr geehrte Frau Kurz,", "Frau Dr.", ""),
        ("Herr Lang stellt Ihnen die Frage.", "", ""),
        ("Guten Tag Anna Kurz,", "", ""),
        ("Sehr geehrter Dr. Anna Kurz,", "Dr.", "geehrter Dr. Anna Kurz"),
        ("Sehr geehrter Herr Kurz,", "Herr", ""),
    ],
)
def test_a_guessed_salutation_is_named(text: str, honorific: str, found: str):
    assert guessed_salutation(text, "Kurz", honorific) == found


def test_reasons_that_differ_in_one_word_are_nearly_the_same():
    assert is_nearly_the_same("You know how old sensors lie to us.", "You know how old meters lie to us.")
    assert not is_nearly_the_same("You know how old sensors lie to us.", "Your talk on dikes moved the whole hall.")
