import pytest

from organizer.domain.letter_measures import Measures, measure


def test_words_are_counted_from_greeting_to_signature():
    bodies = ["Dear Ana,\n\nWe meet.\n\nKind regards,\nAlice", "Dear Kim,\n\nCome.\nYes: mailto:a@example.org\n\nAlice"]

    assert measure(bodies, ["For bees.", "By rain."]) == Measures(fewest_words=6, most_words=7, likeness=0)


@pytest.mark.parametrize(
    ("reasons", "expected"),
    [
        (["You like bees."], 0),
        (["You like bees.", "They wrote on rain."], 0),
        (["You like bees.", "You like rain.", "They wrote on wind."], 2 / 3),
        (["You like bees.", "A, you LIKE bees"], 6 / 7),
    ],
)
def test_likeness_is_that_of_the_two_reasons_most_alike(reasons: list[str], expected: float):
    measured = measure(["letter"] * len(reasons), reasons)

    assert measured.likeness == pytest.approx(expected)
