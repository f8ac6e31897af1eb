"""The pictures of the README, taken from the running program: `make screenshots`."""

import os
import signal
import subprocess
import sys
import tempfile
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

from organizer.services.attendee_lists import SAMPLE
from tests.browser.conftest import CHROMIUM, QUIETLY, free_port

ROOT = Path(__file__).resolve().parents[2]
PICTURES = ROOT / "docs" / "screenshots"
WIDE = {"width": 1120, "height": 840}


def main() -> None:
    """Play the way from the first page to the board with the sample list and keep a picture of each step."""
    PICTURES.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as home:
        port = free_port()
        surroundings = {**os.environ, "ORGANIZER_HOME": home, "PORT": str(port), "OPEN_BROWSER": "0"}
        command = [sys.executable, "-m", "organizer.web.local"]
        server = subprocess.Popen(command, cwd=ROOT, env=surroundings, stdout=subprocess.PIPE, text=True)
        assert server.stdout is not None
        link = server.stdout.readline().removeprefix("Sign in: ").strip()
        try:
            with sync_playwright() as playwright:
                chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=QUIETLY)
                context = chromium.new_context(locale="en-GB", viewport=WIDE, device_scale_factor=1)  # type: ignore[arg-type]
                walk(context.new_page(), link)
                chromium.close()
        finally:
            server.send_signal(signal.SIGTERM)
            server.wait(timeout=20)


def walk(page: Page, link: str) -> None:
    page.goto(link)
    page.fill("[name=name]", "Alice Brandt")
    page.fill("[name=email]", "alice@office.example.org")
    page.fill("[name=occasion]", "Fachtag Forschungsdaten")
    take(page, "start")
    go_on(page)
    page.set_input_files("main input[type=file]", SAMPLE)
    go_on(page)
    take(page, "list")
    go_on(page)
    page.fill("[name=topic]", "Sharing research data in daily work")
    page.fill("[name=question]", "What did you last share, and who made use of it?")
    go_on(page)
    take(page, "table", height=1240)
    go_on(page)
    take(page, "date")
    go_on(page)
    take(page, "letter")
    while "/letters/" in page.url:
        page.get_by_role("button", name="This letter is good").first.click()
        page.wait_for_load_state()
    page.fill("[name=video_link]", "https://meet.example.org/runde")
    take(page, "room")
    go_on(page)
    page.locator("form[action$='/sources'] [name$=basis]").nth(1).check(force=True)
    go_on(page)
    take(page, "rehearsal")
    page.locator("form[action$='/drafts'] button").last.click()
    page.wait_for_load_state()
    page.locator("form[action$='/mails/all/sent'] button").click()
    page.wait_for_load_state()
    for place, answer in enumerate(("ACCEPTED", "ACCEPTED", "TENTATIVE", "DECLINED")):
        form = page.locator("form[action$='/answer']").nth(place)
        form.evaluate("form => form.closest('details').open = true")
        form.locator(f"[value={answer}]").click()
        page.wait_for_load_state()
    take(page, "board", height=1100)


def go_on(page: Page) -> None:
    """The one obvious next step of the page."""
    page.locator("main .next-step :is(button, [role=button]):not(.quiet, .secondary, .danger)").last.click()
    page.wait_for_load_state()


def take(page: Page, name: str, height: int = 840) -> None:
    page.set_viewport_size({"width": 1120, "height": height})
    page.evaluate("scrollTo(0, 0)")
    page.screenshot(path=PICTURES / f"{name}.png")


if __name__ == "__main__":
    main()
