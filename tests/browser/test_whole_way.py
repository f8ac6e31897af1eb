"""The whole way as a user walks it, from the first page to the second round, at a desk and a phone, in three languages.

The walks press what a page offers, by what it does rather than by its words, so that one walk serves every language.
"""

import io
import re
import zipfile
from collections.abc import Callable
from email import message_from_bytes
from pathlib import Path

import icalendar
import pytest

from tests.browser.conftest import Program
from tests.browser.test_first_letter import lay_the_table
from tests.browser.visitor import Visitor

pytestmark = [pytest.mark.browser, pytest.mark.slow]


@pytest.mark.parametrize(
    ("locale", "width", "file", "topic", "heading"),
    [
        ("en-GB", 1280, "eventbrite_attendees.csv", "Open research data in daily work", "Who is coming?"),
        ("de-DE", 1280, "pretix_bestellzeilen.csv", "Forschungsdaten im Alltag", "Wer kommt?"),
        ("nl-NL", 390, "Teilnehmerliste_Fachtag.xlsx", "Open data delen", "Wie komt er?"),
    ],
    ids=["English at a desk", "German at a desk", "Dutch on a phone"],
)
def test_host_walks_from_the_first_page_to_the_second_round(
    start: Callable[..., Program],
    visit: Callable[..., Visitor],
    attendees: Path,
    locale: str,
    width: int,
    file: str,
    topic: str,
    heading: str,
) -> None:
    alice = visit(locale, width=width)
    lay_the_table(alice, start(), attendees / file, topic)
    read_all_letters(alice)
    furnish(alice)
    first = take_the_drafts(alice)
    assert len(alice.page.locator(".board .seats .seat").all()) >= 7
    assert heading in alice.page.locator("h1").inner_text()

    note_answers(alice)
    moved = move_by_half_an_hour(alice)
    withdraw_the_last(alice)
    cancelled = cancel(alice)
    again = invite_to_the_next_round(alice)

    assert [entry.get("METHOD") for entry, _ in (*first, *moved)] == ["REQUEST"] * (len(first) + len(moved))
    assert {uid for _, uid in moved} < {uid for _, uid in first}
    assert {entry.get("METHOD") for entry, _ in cancelled} == {"CANCEL"}
    assert {uid for _, uid in again} & {uid for _, uid in first} == set()
    assert "\n".join(alice.complaints) == ""


def test_host_walks_without_scripts_and_by_keyboard(
    start: Callable[..., Program], visit: Callable[..., Visitor], attendees: Path
) -> None:
    """Every act of the way to the first letter is within reach of the keyboard, on a page without scripts."""
    alice = visit(scripts=False)
    alice.page.goto(start().link)
    alice.page.fill("[name=name]", "Alice Brandt")
    alice.page.fill("[name=email]", "alice@office.example.org")
    alice.page.fill("[name=occasion]", "Fachtag Forschungsdaten")
    alice.enter()
    alice.page.locator("main input[type=file]").set_input_files(attendees / "luma_guests.csv")
    alice.enter_next_step()
    alice.enter_next_step()
    alice.page.fill("[name=topic]", "Open research data in daily work")
    alice.enter()
    alice.enter_next_step()
    alice.enter_next_step()

    assert re.fullmatch(r"/parties/1/rounds/1/letters(/\d+)?", alice.path)
    assert alice.page.locator("[name=reason]").input_value() != ""


def read_all_letters(alice: Visitor) -> None:
    while "/letters" in alice.path:
        alice.go_on()


def furnish(alice: Visitor) -> None:
    """A link without https is refused and nothing typed is lost; then room and speaker are taken."""
    alice.fill("video_link", "http://meet.example.org/runde")
    alice.fill("speaker", "Dr. Maren Vogt")
    alice.go_on()
    assert alice.page.locator("[name=speaker]").input_value() == "Dr. Maren Vogt"
    alice.fill("video_link", "https://meet.example.org/runde")
    alice.fill("speaker_email", "maren.vogt@nordlicht.example.org")
    alice.fill("speaker_organisation", "Nordlicht")
    alice.go_on()
    read_all_letters_that_are_open(alice)


def read_all_letters_that_are_open(alice: Visitor) -> None:
    """The speaker's letter wants a reason of the host's own."""
    hindrance = alice.page.locator("main .next-step a[href*='/letters/']")
    if hindrance.count():
        alice.press(hindrance.last)
        alice.fill("reason", "Your institute has been at it for longer than anybody I know.")
        read_all_letters(alice)
    if alice.path.endswith("/room"):
        alice.go_on()


Entries = list[tuple[icalendar.Calendar, str]]


def take_the_drafts(alice: Visitor) -> Entries:
    """Say where the list is from, hand the mails over, read what they hold, and note them as sent."""
    if alice.page.locator(".next-step button[form=sources]").count():
        alice.page.locator("form[action$='/sources'] [name$=basis]").nth(1).check(force=True)
        alice.go_on()
    alice.submit("/drafts")
    return read_and_note_the_drafts(alice)


def read_and_note_the_drafts(alice: Visitor) -> Entries:
    assert alice.path.split("#")[0].endswith("/board")
    with alice.page.expect_download() as download:
        alice.page.locator("main a[href$='/drafts.zip']").first.click()
    packed = zipfile.ZipFile(io.BytesIO(Path(download.value.path()).read_bytes()))
    entries = [entry_in(packed.read(name)) for name in packed.namelist() if name.endswith(".eml")]
    alice.submit("/mails/all/sent")
    return entries


def entry_in(mail: bytes) -> tuple[icalendar.Calendar, str]:
    (part,) = [part for part in message_from_bytes(mail).walk() if part.get_content_type() == "text/calendar"]
    calendar = icalendar.Calendar.from_ical(part.get_payload(decode=True))
    (event,) = calendar.walk("VEVENT")
    return calendar, str(event["UID"])


def note_answers(alice: Visitor) -> None:
    """The first guest has said yes on the phone, the second no."""
    for place, status in ((0, "ACCEPTED"), (1, "DECLINED")):
        forms = sorted(
            form.get_attribute("action") or "" for form in alice.page.locator("form[action$='/answer']").all()
        )
        alice.submit(forms[place], f"[value={status}]")


def move_by_half_an_hour(alice: Visitor) -> Entries:
    alice.press(alice.page.locator("main a[href$='/board/change']").first)
    alice.fill("time", "18:30")
    alice.submit("/change", "[value=look]")
    assert alice.page.locator(".consequences").count() == 1, alice.page.locator("main").inner_text()
    alice.submit("/change", "[value=do]")
    return read_and_note_the_drafts(alice)


def withdraw_the_last(alice: Visitor) -> None:
    # The very last has said no to the first date: nobody tells them of a later one.
    last = alice.page.locator("main a[href$='/withdrawal']").nth(-2)
    last.locator("xpath=ancestor::details[1]").evaluate("details => details.open = true")
    alice.press(last)
    alice.submit("/withdrawal")
    read_and_note_the_drafts(alice)


def cancel(alice: Visitor) -> Entries:
    alice.press(alice.page.locator("main a[href$='/board/cancellation']").first)
    alice.submit("/cancellation")
    return read_and_note_the_drafts(alice)


def invite_to_the_next_round(alice: Visitor) -> Entries:
    alice.press(alice.page.locator("main a[href*='/parties/1']").first)
    alice.open(alice.page.url.split("/parties/")[0] + "/parties/1")
    alice.submit("/parties/1/rounds")
    assert "/parties/1/rounds/2/table" in alice.path
    alice.go_on()
    alice.go_on()
    read_all_letters(alice)
    if alice.path.endswith("/room"):
        alice.go_on()
    return take_the_drafts(alice)
