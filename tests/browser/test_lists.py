"""What a host sees and decides about a list, at a desk and on a phone."""

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.browser.conftest import Program
from tests.browser.visitor import Visitor

pytestmark = [pytest.mark.browser, pytest.mark.slow]

FIRST = """Vorname;Nachname;Wo;Funktion;E-Mail;Status
Eva;Weiß;Haus Elbe;Archivarin;eva@elbe.example.org;ok
Käthe;Müller;Büro Süd;;kaethe@sued.example.org;storniert
"""
SECOND = "Vorname;Nachname;Firma;E-Mail\nEva;Weiß;Polder Data;eva@polder.example.org\n"


def bring(alice: Visitor, base: str, path: Path) -> None:
    alice.open(f"{base}/lists/new")
    alice.drop(path)
    alice.go_on()


@pytest.mark.parametrize("width", [1280, 390])
def test_a_list_is_corrected_and_its_people_told_apart(
    start: Callable[..., Program], visit: Callable[..., Visitor], tmp_path: Path, width: int
) -> None:
    alice, program = visit(width=width, height=844), start()
    base = program.link.partition("/sign-in")[0]
    (tmp_path / "first.csv").write_bytes(FIRST.encode("mac_roman"))
    (tmp_path / "second.csv").write_bytes(SECOND.encode())
    alice.open(program.link)
    alice.fill("name", "Alice Brandt")
    alice.fill("email", "alice@office.example.org")
    alice.fill("occasion", "Fachtag Forschungsdaten")
    alice.go_on()

    bring(alice, base, tmp_path / "first.csv")
    alice.page.locator("#unused").evaluate("details => { details.open = true }")
    alice.choose("column-2", "organisation")
    alice.page.locator("#read-people", has_text="Haus Elbe").wait_for()
    alice.choose("encoding", "cp1252")
    alice.page.locator("#read-people", has_text="Wei§").wait_for()
    alice.choose("encoding", "")
    alice.page.locator("#read-people", has_text="Weiß").wait_for()
    assert alice.page.locator("[name=column-2]").input_value() == "organisation"
    alice.go_on()

    alice.open(f"{base}/lists/1?verdict=set_aside")
    alice.press("Take this one in")
    alice.go_on()
    assert alice.says("Käthe Müller is taken in.")
    alice.press("Put back")
    assert alice.says("The row of Käthe Müller is set aside again.")

    bring(alice, base, tmp_path / "second.csv")
    alice.go_on()
    alice.open(f"{base}/people/doubles")
    with alice.page.expect_navigation():
        alice.page.keyboard.press("1")
    assert alice.says("Joined to one person.")
    alice.press("Make two again")
    assert alice.says("are two again, and stay two.")
    assert alice.says("Nobody to ask about")

    assert "\n".join(alice.complaints) == ""
