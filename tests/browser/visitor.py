"""Somebody who uses the pages: acts are counted, and every page they come to is judged by axe and must not complain."""

from pathlib import Path
from typing import Any

import axe_playwright_python
from playwright.sync_api import Locator, Page

AXE = (Path(axe_playwright_python.__file__).parent / "axe.min.js").read_text(encoding="utf-8")
SETTLING_MS = 50
NEXT_STEP = "main .next-step :is(button, [role=button]):not(.quiet, .secondary, .danger)"
UNFOLD = "form => { for (let up = form; up; up = up.parentElement) if (up.tagName === 'DETAILS') up.open = true }"
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


class Visitor:
    """Clicks and fills like a person: `acts` counts both, `complaints` are what was wrong on the way."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.acts = 0
        self.complaints: list[str] = []
        self._judged: set[str] = set()
        self._is_judging = False
        page.on("pageerror", lambda error: self.complaints.append(f"{page.url}: {error}"))
        page.on("console", lambda said: self._hear(said.type, f"{said.text} {said.location['url']}"))

    def open(self, address: str) -> None:
        """Go to an address by hand: no act on a page."""
        self.page.goto(address)
        self.judge()

    def fill(self, name: str, text: str) -> None:
        self.acts += 1
        self.page.locator(f"main [name={name}]").first.fill(text)

    def choose(self, name: str, value: str) -> None:
        """Choose in a list, or a radio button."""
        self.acts += 1
        field = self.page.locator(f"main [name={name}]")
        if field.first.evaluate("field => field.type") == "radio":
            self.page.locator(f"main [name={name}][value='{value}']").check(force=True)
        else:
            field.first.select_option(value)

    def drop(self, path: Path) -> None:
        self.acts += 1
        self.page.locator("main input[type=file]").first.set_input_files(path)

    def press(self, what: str | Locator) -> None:
        """Press a button or link, by its name or itself, and look at the page it leads to."""
        self.acts += 1
        found = self.named(what) if isinstance(what, str) else what
        found.click()
        self.page.wait_for_load_state()
        self.judge()

    def go_on(self) -> None:
        """Press the one obvious next step of the page."""
        self.press(
            self.page.locator("main .next-step :is(button, [role=button]):not(.quiet, .secondary, .danger)").last
        )

    def enter_next_step(self) -> None:
        """Reach the next step by keyboard alone."""
        self.page.locator(NEXT_STEP).last.focus()
        self.enter()

    def enter(self) -> None:
        """Press Enter where the focus is, and wait for the page it leads to."""
        with self.page.expect_navigation():
            self.page.keyboard.press("Enter")

    def submit(self, action: str, button: str = "") -> None:
        """Press the last button, or the one that fits a selector, of the form that posts to an address ending so."""
        form = self.page.locator(f"main form[action$='{action}'], main form[action*='{action}#']").first
        form.evaluate(
            "form => { for (let up = form; up; up = up.parentElement) if (up.tagName === 'DETAILS') up.open = true }"
        )
        self.press(form.locator(f"button{button}").last)

    def named(self, name: str) -> Locator:
        """The first button or link of that name in the page's own content."""
        main = self.page.locator("main")
        return main.get_by_role("button", name=name).or_(main.get_by_role("link", name=name)).first

    def says(self, text: str) -> bool:
        return text in self.page.locator("body").inner_text()

    @property
    def path(self) -> str:
        return "/" + self.page.url.split("/", 3)[3]

    def judge(self) -> None:
        """Hold the page against WCAG 2.2 A and AA by axe-core, each address once, and against sideways scrolling."""
        address = self.path.split("?")[0]
        if address in self._judged:
            return
        self._judged.add(address)
        found = self._asked_of_axe()
        for violation in found["violations"]:
            where = "; ".join(" ".join(map(str, node["target"])) for node in violation["nodes"][:3])
            self.complaints.append(f"{address}: {violation['id']}: {violation['help']} ({where})")
        if self.page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth + 1"):
            self.complaints.append(f"{address}: scrolls sideways")

    def _asked_of_axe(self) -> Any:
        # The judge itself tries inline styles, which the page's policy refuses: that is no complaint about the page.
        self._is_judging = True
        self.page.evaluate(AXE)
        found = self.page.evaluate(f"axe.run({{runOnly: {RULES}, preload: false}})")
        self.page.wait_for_timeout(SETTLING_MS)
        self._is_judging = False
        return found

    def _hear(self, kind: str, text: str) -> None:
        # A refused form answers 422, which Chromium reports as a failed resource.
        if kind == "error" and "422" not in text and not self._is_judging:
            self.complaints.append(f"{self.page.url}: {text}")
