"""Text parts in lines of 78 columns at most, which come back as the paragraphs they were."""

import os
import random

import pytest

from organizer.formats.borders import clean_lines
from organizer.formats.flowed_text import LONGEST_LINE, unwrap, wrap

PARAGRAPH = (
    "You spent two years on what a shared archive needs before anybody trusts it, and nobody else at the table did."
)
LINK = f"https://meet.example.org/{'runde-' * 20}"
PIECES = (
    *("a", "word", "ü" * 40, "日本", "😀", "x" * 71, "x" * 72, "x" * 73, "x" * 200, LINK),
    *(" ", "  ", " " * 80, "\n", "\n\n", "\r\n", "\t", "\u2028", "\0", "\u00a0"),
    *(">", "> ", ">>", "From ", "From", "--", "-- ", "---", "\n-- \n", "=20", ".", "{{", "}}"),
)


def test_paragraph_is_wrapped_between_words():
    assert wrap(PARAGRAPH) == (
        "You spent two years on what a shared archive needs before anybody \n"
        "trusts it, and nobody else at the table did."
    )


def test_lines_of_the_writer_stay_apart():
    assert wrap("Viele Grüße\nAlice Brandt\n\nArchiv") == "Viele Grüße\nAlice Brandt\n\nArchiv"


def test_link_is_never_broken():
    assert wrap(f"Here is the room for our evening: {LINK} and nothing else").split("\n") == [
        "Here is the room for our evening: ",
        f"{LINK} ",
        "and nothing else",
    ]


@pytest.mark.parametrize("line", ["> not quoted", "From here on", " indented"])
def test_line_that_would_be_read_as_something_else_is_stuffed(line):
    assert wrap(line) == f" {line}"


def test_line_of_a_signature_never_flows():
    written = f"-- {'x' * 80} end"

    assert [line for line in wrap(written).split("\n") if line == "-- "] == []
    assert unwrap("Alice\n-- \nArchiv") == "Alice\n-- \nArchiv"
    assert unwrap("goes on \n-- \nArchiv") == "goes on \n-- \nArchiv"


@pytest.mark.slow
def test_any_text_comes_back_and_no_line_is_too_long_but_for_its_word():
    seed, rounds = 20261103, 20_000 if os.environ.get("SOAK") else 3_000
    rng = random.Random(seed)  # noqa: S311 - repeatable, not secret
    for number in range(rounds):
        text = clean_lines("".join(rng.choice(PIECES) for _ in range(rng.randint(1, 40))))

        wrapped = wrap(text)

        too_long = [line for line in wrapped.split("\n") if len(line) > LONGEST_LINE and not _is_one_word(line)]
        assert unwrap(wrapped) == text, (seed, number)
        assert too_long == [], (seed, number)


def _is_one_word(line: str) -> bool:
    """Whether nothing in it could go to a line of its own."""
    return " " not in line.removeprefix(" ").removeprefix("-- ").rstrip(" ")
