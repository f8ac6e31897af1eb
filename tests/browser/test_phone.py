"""Pages on a narrow phone: long German words must not push them sideways."""

from collections.abc import Callable

import pytest

from organizer.services.attendee_lists import SAMPLE
from tests.browser.conftest import Program
from tests.browser.test_first_letter import lay_the_table
from tests.browser.visitor import Visitor

pytestmark = [pytest.mark.browser, pytest.mark.slow]


@pytest.mark.parametrize("width", [360, 390])
def test_german_pages_do_not_scroll_sideways(
    start: Callable[..., Program], visit: Callable[..., Visitor], width: int
) -> None:
    alice = visit("de-DE", width=width, height=844)
    program = start()
    lay_the_table(alice, program, SAMPLE)
    alice.open(f"{program.link.partition('/sign-in')[0]}/parties/1/rounds/1/board")

    assert "\n".join(alice.complaints) == ""
