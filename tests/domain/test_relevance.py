import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from organizer.domain.relevance import fold_loosely, matching, prepare, relevance, words
from tests.builders import a_person


def best(topic, *texts):
    """The texts in the order of their relevance, those without any left out."""
    scores = relevance(topic, texts)
    return [texts[place] for place in np.argsort(-scores, kind="stable") if scores[place] > 0.05]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Müller", "Mueller"),
        ("Müller", "MULLER"),
        ("Straße", "STRASSE"),
        ("façade", "facade"),
        ("Ærø", "aero"),
        ("IT-Sicherheit", "it sicherheit"),
    ],
)
def test_fold_makes_spellings_equal(one, other):
    assert fold_loosely(one).split() == fold_loosely(other).split()


def test_fold_keeps_lines():
    assert fold_loosely("Öffentlich\nPrivé") == "offentlich\nprive"


def test_words_leave_out_what_says_nothing():
    assert words("Open data in der Verwaltung, voor iedereen") == ("open", "data", "verwaltung", "iedereen")


def test_relevance_of_same_words_is_one():
    assert relevance("Open data", ["Open data", "Bees"]).tolist() == pytest.approx([1.0, 0.0], abs=1e-3)


@pytest.mark.parametrize(
    ("topic", "closest"),
    [
        ("Datenschutz", "Datenschutzbeauftragte"),
        ("Gegevens", "Gegevensbescherming"),
        ("Forschungsdatenmanagement", "Forschungsdaten"),
        ("Bibliothek", "Bibliotheken"),
        ("onderzoekers", "Onderzoeker"),
    ],
)
def test_relevance_reaches_into_compounds(topic, closest):
    assert best(topic, "Gartenbau", closest, "Veiling")[0] == closest


@pytest.mark.parametrize(
    ("topic", "closest"),
    [
        ("Künstliche Intelligenz in der Schule", "AI"),
        ("Privacy at work", "Datenschutz"),
        ("Toegankelijkheid van websites", "Barrierefreiheit"),
        ("Open research data", "Forschungsdaten"),
        ("Nachhaltigkeit", "Duurzaamheid"),
    ],
)
def test_relevance_crosses_languages_by_the_glossary(topic, closest):
    assert best(topic, "Chess", closest, "Baking")[0] == closest


def test_relevance_of_nothing_is_nothing():
    assert relevance("", ["Open data"]).tolist() == [0.0]
    assert relevance("Open data", []).tolist() == []
    assert relevance("Open data", ["", "  ", "der die das"]).tolist() == [0.0, 0.0, 0.0]


@given(st.text(max_size=60), st.lists(st.text(max_size=60), max_size=6))
def test_relevance_stays_between_nothing_and_one(topic, texts):
    scores = relevance(topic, texts)

    assert scores.shape == (len(texts),)
    assert ((scores >= 0) & (scores <= 1)).all()


def test_index_lets_talks_and_topics_count_more_than_where_people_work():
    by_talk = a_person(topics=(), talks=("Accessibility",), organisation="", job_title="")
    by_job = a_person(topics=(), job_title="Accessibility", organisation="")
    by_employer = a_person(topics=(), job_title="", organisation="Accessibility")

    scores = prepare([by_employer, by_job, by_talk]).scores("Accessibility")

    assert np.argsort(-scores).tolist() == [2, 1, 0]


def test_index_finds_a_clause_of_a_long_bio():
    bob = a_person(bio="Born by the sea, likes cheese. Works on open access. Plays the tuba; has three cats.")

    scores = prepare([bob, a_person(topics=())]).scores("Open access")

    assert scores[0] > 0.4 > scores[1]


def test_index_rewards_a_second_match():
    once, twice = a_person(topics=("Privacy",)), a_person(topics=("Privacy",), talks=("Privacy in schools",))

    scores = prepare([once, twice]).scores("Privacy")

    assert scores[1] > scores[0]


def test_index_of_an_endless_cell_is_quick_and_sound():
    charlie = a_person(bio="x" * 1_000_000, topics=("y " * 500_000,))

    assert 0 <= prepare([charlie]).scores("Privacy")[0] <= 1


@pytest.mark.parametrize(
    ("topic", "phrases", "fitting"),
    [
        (
            "Open research data in daily work",
            ("Open source", "Research data management"),
            ("Research data management",),
        ),
        ("Privacy at work, in schools, in hospitals and at home", ("Privacy", "Cloud"), ("Privacy",)),
        ("Datenschutz", ("Datenschutzbeauftragte", "Datenbanken"), ("Datenschutzbeauftragte",)),
        ("AI in government", ("Künstliche Intelligenz", "UX & design"), ("Künstliche Intelligenz",)),
        ("Open research data", ("Ten years of open research data at a small university", "Data protection"), None),
        ("", ("Privacy",), ()),
        ("der die das", ("Privacy",), ()),
        ("Privacy", ("", "und"), ()),
    ],
)
def test_matching_names_only_what_fits(topic, phrases, fitting):
    assert matching(topic, phrases) == (phrases[:1] if fitting is None else fitting)
