"""Letters in the browser: the base text, one letter, the base text again; the check leads to each fault."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest

from organizer.services import letters
from organizer.store.engine import open_engine, transaction
from tests.browser.conftest import Program
from tests.browser.visitor import Visitor
from tests.databases import prepare
from tests.services.evenings import again, lay_evening

pytestmark = [pytest.mark.browser, pytest.mark.slow]


@pytest.fixture
def alice(start: Callable[..., Program], visit: Callable[..., Visitor], tmp_path: Path) -> Visitor:
    """Alice before the first of five letters, each with a reason; Bob's is about her only."""
    (tmp_path / "instance").mkdir()
    engine = open_engine(f"sqlite:///{tmp_path / 'instance' / 'runde.sqlite'}")
    prepare(engine)
    with transaction(engine) as connection:
        planned = lay_evening(connection)
        desk = letters.open_desk(connection, again(connection, planned))
        letters.write_reason(connection, desk, planned.guests[0].id, "I want to show my new product to my market.")
    engine.dispose()
    program, visitor = start(), visit()
    visitor.open(program.link)
    visitor.open(f"http://127.0.0.1:{program.port}/parties/1/rounds/1/letters/1")
    return visitor


def test_a_letter_edited_by_hand_survives_the_base_text(alice: Visitor) -> None:
    page = alice.page
    alice.press("Edit the base text")
    page.locator("#body").fill(page.locator("#body").input_value().replace("a glass", "a cup of tea"))
    alice.press("Keep the base text")
    first = page.locator(".letter-text").inner_text()
    alice.press("Edit this letter only")
    own = page.locator("#body").input_value()
    page.locator("#body").fill(own.replace("Nothing needs preparing", "Bring nothing but yourself"))
    alice.press("Keep this letter")
    here = page.url
    alice.open(re.sub("/letters/1$", "/letters/base/invitation/en/formal", here))
    page.locator("#body").fill(page.locator("#body").input_value().replace("a cup of tea", "a biscuit"))
    alice.press("Keep the base text")
    second = page.locator(".letter-text").inner_text()
    alice.open(here)

    mine = page.locator(".letter-text").inner_text()

    assert "a cup of tea is welcome" in first
    assert own.startswith(("Dear Dr Bob Muster,", "Dear Bob Muster,"))
    assert "{{ date }}" in own
    assert "{{ topic }}" not in own
    assert "a biscuit is welcome" in second
    assert "Bring nothing but yourself; a cup of tea is welcome." in mine
    assert alice.complaints == []


def test_a_fault_leads_to_its_place_and_a_typed_reason_is_not_left_behind(alice: Visitor) -> None:
    page = alice.page
    said = page.locator("#mends").inner_text()
    alice.press(page.locator("#mends a").first)
    page.locator("#reason").fill("Your talk on old meters would help us all.")
    page.locator(".envelopes a").nth(1).click()
    page.wait_for_url(re.compile("/letters/2"))
    page.wait_for_timeout(500)
    alice.open(page.url.replace("/letters/2", "/letters/1"))

    assert "speaks of you more than of the guest" in said
    assert page.locator("#reason").input_value() == "Your talk on old meters would help us all."
    assert page.locator("#mends").inner_text() == ""
    assert alice.complaints == []


def test_placeholder_is_completed_while_it_is_typed_and_previewed(alice: Visitor) -> None:
    page = alice.page
    alice.press("Edit the base text")
    page.locator("#body").press("Control+End")
    page.keyboard.type(" We speak {{ spo")
    offered = page.locator("#completion li").all_inner_texts()
    page.keyboard.press("Enter")
    page.keyboard.type(", and we are {{")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowUp")
    page.keyboard.press("Escape")
    shown = page.locator("#completion").is_visible()
    page.keyboard.type(" othe")
    page.keyboard.press("Tab")
    page.keyboard.type(".")
    page.wait_for_timeout(700)

    assert [text.partition(" }}")[0] for text in offered] == ["{{ spoken_language"]
    assert not shown
    written = page.locator("#body").input_value()
    assert written.endswith("We speak {{ spoken_language }}, and we are {{ others }}.")
    assert (
        "We speak English, and we are four other guests from four organisations." in page.locator("#paper").inner_text()
    )
    assert alice.complaints == []
