"""From the sign-in link with a real file to the first reviewed letter: few acts, and one for each further letter."""

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.browser.conftest import Program
from tests.browser.visitor import Visitor

pytestmark = [pytest.mark.browser, pytest.mark.slow]

MOST_ACTS = 12
TOPIC = "Open research data in daily work"


@pytest.mark.parametrize(
    ("filename", "topic"),
    [
        ("eventbrite_attendees.csv", TOPIC),
        ("Teilnehmerliste_Fachtag.xlsx", "Digitale Lehre, die bleibt"),
    ],
)
def test_first_reviewed_letter_takes_few_acts(
    start: Callable[..., Program], visit: Callable[..., Visitor], attendees: Path, filename: str, topic: str
) -> None:
    alice = visit()
    lay_the_table(alice, start(), attendees / filename, topic)
    alice.press("This letter is good")

    assert alice.acts <= MOST_ACTS
    assert "\n".join(alice.complaints) == ""


def test_each_further_letter_takes_one_act(
    start: Callable[..., Program], visit: Callable[..., Visitor], attendees: Path
) -> None:
    alice = visit()
    lay_the_table(alice, start(), attendees / "eventbrite_attendees.csv")
    letters = []

    while "/letters/" in alice.path:
        letters.append(alice.path)
        alice.press("This letter is good")

    assert len(set(letters)) == len(letters) == 7
    assert "\n".join(alice.complaints) == ""


def lay_the_table(alice: Visitor, program: Program, file: Path, topic: str = TOPIC) -> None:
    """Come as far as the first letter."""
    alice.open(program.link)
    alice.fill("name", "Alice Brandt")
    alice.fill("email", "alice@office.example.org")
    alice.fill("occasion", "Fachtag Forschungsdaten")
    alice.go_on()
    alice.drop(file)
    alice.go_on()
    alice.go_on()
    alice.fill("topic", topic)
    alice.go_on()
    alice.go_on()
    alice.go_on()
