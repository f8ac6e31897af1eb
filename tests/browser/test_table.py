# ruff: noqa: E501 - the list is as lists are
"""The table as a host lays it: stars, a suggestion round them, a swap and another table seen before they are taken."""

import io
from collections.abc import Callable
from pathlib import Path

import pdfplumber
import pytest

from tests.browser.conftest import Program
from tests.browser.visitor import Visitor

pytestmark = [pytest.mark.browser, pytest.mark.slow]

TOPIC = "Open research data in daily work"
# Long names and houses, as they are.
LONG = """Name,Email,Organisation,Position,City,Country,Topics
Dr. Wilhelmina van der Heijden-Oosterhuis,w@a.example.org,Nationaal Instituut voor Subatomaire Fysica en Rekenkunde,Head of data,Amsterdam,NL,Open research data
Karl-Friedrich von Schwarzenberg-Hohenlohe,k@b.example.org,Bundesanstalt für Landwirtschaftliche Informationswissenschaften,Präsident,Bonn,DE,Open research data
Ana Sofia Albuquerque de Vasconcelos,a@c.example.org,Universidade Técnica de Lisboa e Porto,CEO,Lisboa,PT,"Open research data, Privacy"
Bo Li,b@d.example.org,IBM,Trainee,Wien,AT,Open research data
Prof. Dr.-Ing. Hans-Joachim Müller-Lüdenscheidt,h@e.example.org,Rheinisch-Westfälische Technische Hochschule,Professor,Aachen,DE,Open data
Siobhán O'Callaghan-Fitzgerald,s@f.example.org,Royal College of Surgeons in Ireland,Research manager,Dublin,IE,Ethics
Jan Jansen,j@g.example.org,Gemeente 's-Hertogenbosch,Beleidsadviseur,Den Bosch,NL,Open data
Thorsten Wiedenkeller-Brandstätter,t@h.example.org,Weiß Groß Wirtschaftsprüfungsgesellschaft mbB,Partner,Frankfurt,DE,Open data
Élodie de La Rochefoucauld,e@i.example.org,Bibliothèque nationale de France,Directrice,Paris,FR,Archives
Marie Curie,m@j.example.org,Universidade Técnica de Lisboa e Porto,Student,Porto,PT,"Open research data, Privacy"
Konstantinos Papadopoulos-Theodorakis,p@k.example.org,Stichting Open Data Nederland,Vrijwilliger,Utrecht,NL,Archives
Zoe X,z@l.example.org,Polder Data B.V.,Data steward,Gent,BE,Privacy
"""


@pytest.mark.parametrize(("width", "guests"), [(1280, "7"), (390, "5")], ids=["at a desk", "on a phone"])
def test_host_stars_suggests_swaps_undoes_and_compares(
    start: Callable[..., Program], visit: Callable[..., Visitor], attendees: Path, width: int, guests: str
) -> None:
    alice = visit(width=width)
    come_to_the_table(alice, start(), attendees / "Teilnehmerliste_Fachtag.xlsx")
    alice.page.locator("#people [name=q]").press_sequentially("universi", delay=40)
    alice.page.locator(".choices .star").nth(12).wait_for(state="detached")
    assert alice.page.locator("#people [name=q]:focus").input_value() == "universi"
    star = alice.page.locator(".choices .star").nth(1)
    starred = star.get_attribute("id") or ""
    star.click()
    alice.page.locator(f"#{starred}[aria-pressed=true]").wait_for()
    alice.fill("topic", "Digitale Lehre, die bleibt")
    alice.fill("guests", guests)
    alice.go_on()
    first = seated(alice)
    assert f"seat-{starred.removeprefix('star-')}" in first

    alice.press(alice.page.locator(".seated .acts a").last)
    assert alice.page.locator(".offer :is(.changes, .changes-nothing)").count() > 1
    alice.press(alice.page.locator(".offer button").first)
    assert alice.page.locator("#since > p").first.inner_text().startswith("New at the table: ")
    swapped = seated(alice)
    alice.page.locator("#undo").click()
    alice.page.wait_for_function("left => document.getElementById(left)", arg=next(iter(first - swapped)))
    assert seated(alice) == first

    alice.press(alice.page.locator("a[href$='/comparison']"))
    alice.page.locator("#lean-5").check(force=True)
    alice.press(alice.page.locator(".tasting button"))
    assert alice.page.locator("#lean-5").is_checked()
    other = {f"seat-{field.get_attribute('value')}" for field in alice.page.locator("[name=seat]").all()}
    assert other != first
    alice.press("Keep this one")
    assert seated(alice) == first
    alice.page.go_back()
    alice.press("Take this one")
    assert seated(alice) == other
    assert "as mixed as can be" in alice.page.locator("#leaning").inner_text()
    assert "\n".join(alice.complaints) == ""


def test_table_is_laid_by_keyboard_alone(
    start: Callable[..., Program], visit: Callable[..., Visitor], attendees: Path
) -> None:
    alice = visit()
    come_to_the_table(alice, start(), attendees / "Teilnehmerliste_Fachtag.xlsx")
    keys = alice.page.keyboard
    star = alice.page.locator(".choices .star").first
    star.focus()
    keys.press("Enter")
    alice.page.locator(f"#{star.get_attribute('id')}[aria-pressed=true]:focus").wait_for()
    alice.page.locator("[name=topic]").fill("Digitale Lehre, die bleibt")
    alice.enter_next_step()
    first = seated(alice)

    alice.page.locator("#leaning > summary").focus()
    keys.press("Enter")
    keys.press("Tab")
    keys.press("ArrowRight")
    assert alice.page.locator("[name=lean][value='rather mixed']:focus").is_checked()
    pin = alice.page.locator(".seated button[id^=pin]").last
    pinned = pin.get_attribute("id")
    pin.focus()
    keys.press("Space")
    alice.page.locator(f"#{pinned}[aria-pressed=true]:focus").wait_for()
    alice.page.locator(".seated .acts a").first.focus()
    alice.enter()
    alice.page.locator(".offer button").first.focus()
    alice.enter()
    assert seated(alice) != first
    alice.page.locator("#apart > summary").focus()
    keys.press("Enter")
    keys.press("Tab")
    keys.press("ArrowDown")
    keys.press("Tab")
    keys.press("ArrowDown")
    keys.press("ArrowDown")
    keys.press("Tab")
    keys.press("Enter")
    alice.page.locator(".apart li").wait_for()
    assert "\n".join(alice.complaints) == ""


def test_ten_long_names_fit_a_phone_and_one_sheet_and_ties_light_up(
    start: Callable[..., Program], visit: Callable[..., Visitor], tmp_path: Path
) -> None:
    alice = visit(width=390)
    lay_ten(alice, start(), tmp_path)
    line = alice.page.locator(".ties .tie-colleagues").first
    one = (line.get_attribute("data-ends") or "").split()[0]

    alice.page.locator(f"#pin-{one}").focus()
    is_lit = line.evaluate("line => line.classList.contains('lit')")
    alice.page.locator(".show-colleagues").uncheck()
    with pdfplumber.open(io.BytesIO(alice.page.pdf(format="A4"))) as sheets:
        printed = [page.extract_text() for page in sheets.pages]

    assert is_lit
    assert not line.is_visible()
    assert len(seated(alice)) == 10
    assert len(printed) == 1
    assert TOPIC in printed[0]
    assert "Heijden-Oosterhuis" in printed[0]
    assert "Suggest" not in printed[0]
    assert "\n".join(alice.complaints) == ""


def come_to_the_table(alice: Visitor, program: Program, file: Path) -> None:
    alice.open(program.link)
    alice.fill("name", "Alice Brandt")
    alice.fill("email", "alice@office.example.org")
    alice.fill("occasion", "Fachtag Forschungsdaten")
    alice.go_on()
    alice.drop(file)
    alice.go_on()
    alice.go_on()


def lay_ten(alice: Visitor, program: Program, folder: Path) -> None:
    """A table for ten people with long names."""
    file = folder / "long.csv"
    file.write_text(LONG, encoding="utf-8")
    come_to_the_table(alice, program, file)
    alice.fill("topic", TOPIC)
    alice.fill("guests", "10")
    alice.go_on()


def seated(alice: Visitor) -> set[str]:
    return {row.get_attribute("id") or "" for row in alice.page.locator(".seated > .person").all()}
