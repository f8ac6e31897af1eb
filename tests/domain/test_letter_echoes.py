"""What a letter says that an earlier one to the same reader said."""

from datetime import timedelta

import pytest

from organizer.domain.letter_echoes import Told, echo_of_line, echo_of_text
from organizer.domain.vocabulary import DispatchId
from tests.builders import NOW

FIRST = Told(
    id=DispatchId(1),
    told_at=NOW - timedelta(days=90),
    text=(
        "Dear Bob,\n\nthe Fachtag fell out. Your talk “Seven data plans” is the reason I am writing to you.\n\n"
        "Kind regards\nAlice\n\n---\nYou are on the list of participants of the Fachtag."
    ),
)


def told(text: str, number: int = 2) -> Told:
    return Told(id=DispatchId(number), told_at=NOW, text=text)


@pytest.mark.parametrize(
    "line",
    [
        "Your talk “Seven data plans” is the reason I am writing to you.",
        "your talk Seven Data Plans is the reason I am writing to you",
        "Your talk “Seven data plans” is the reason why I am writing to you.",
        "There is news. Your talk “Seven data plans” is the reason I am writing to you.",
    ],
)
def test_echo_is_found_whatever_the_spelling_and_but_for_a_word(line: str):
    echo = echo_of_line(line, [FIRST])

    assert echo is not None
    assert echo.sentence == "Your talk “Seven data plans” is the reason I am writing to you."
    assert echo.told is FIRST


@pytest.mark.parametrize(
    "line",
    [
        "",
        "Dear Bob",
        "Your talk “Seven data plans” has stayed with me ever since, and I have a question about the third of them.",
        "You are on the list of participants of the Fachtag.",
        "Nobody else steers a data centre by bicycle.",
    ],
)
def test_what_is_new_or_stands_in_the_small_print_is_no_echo(line: str):
    assert echo_of_line(line, [FIRST]) is None


def test_a_short_line_said_again_is_an_echo():
    echo = echo_of_line("You ask well!", [told("Dear Bob,\nYou ask well. Do come.")])

    assert echo is not None
    assert echo.sentence == "You ask well."


def test_the_newest_of_several_letters_is_named():
    newer = told("Again: you ask the better questions, every time.", 7)

    echo = echo_of_line("You ask the better questions, every time.", [newer, told(newer.text, 3)])

    assert echo is not None
    assert echo.told is newer


def test_sentences_that_base_texts_share_are_no_echo():
    text = "We still meet, at a small table, by video and with time. Your talk has stayed with me since last spring."
    earlier = [told("We still meet, at a small table, by video and with time.")]

    assert echo_of_text(text, earlier) is not None
    assert echo_of_text(text, earlier, ["We still meet, at a small table, by video and with much time."]) is None


def test_a_greeting_of_ones_own_is_no_echo_in_a_text():
    assert echo_of_text("Warm greetings from Berlin", [told("Hello\nWarm greetings from Berlin")]) is None
