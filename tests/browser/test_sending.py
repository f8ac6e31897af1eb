"""Sending for real: over a mail server, with a stop, and with guests who answer on their page."""

import re
import time
from collections.abc import Callable
from email import message_from_bytes, policy
from pathlib import Path

import pytest

from tests.browser.conftest import Program, free_port
from tests.browser.test_first_letter import lay_the_table
from tests.browser.test_whole_way import read_all_letters
from tests.browser.visitor import Visitor
from tests.mail.servers import a_server

pytestmark = [pytest.mark.browser, pytest.mark.slow]

# The outbox is looked through once a minute.
PATIENCE_SECONDS = 90


def test_mails_leave_and_a_guest_answers_on_the_page(
    start: Callable[..., Program], visit: Callable[..., Visitor], attendees: Path
) -> None:
    alice, bob, port = visit(), visit("de-DE", width=390), free_port()
    with a_server() as (sink, smtp):
        program = start(
            PORT=str(port),
            SMTP_URL=f"smtp://127.0.0.1:{smtp}?starttls=0",
            PUBLIC_BASE_URL=f"http://127.0.0.1:{port}",
            HOLD_MINUTES="0",
        )
        come_to_the_rehearsal(alice, program, attendees)
        alice.submit("/sending")
        deadline = time.monotonic() + PATIENCE_SECONDS
        while len(sink.accepted) < 7 and time.monotonic() < deadline:
            time.sleep(0.5)

    assert len({tuple(mail.recipients) for mail in sink.accepted}) == len(sink.accepted) == 7
    bob.open(answer_link(sink.accepted[0].content))
    bob.press(bob.page.locator("main [name=answer][value=yes]"))
    bob.press(bob.page.locator("main [name=answer][value=no]"))
    alice.open(f"http://127.0.0.1:{port}/parties/1/rounds/1/board")
    assert len(alice.page.locator(".story li").filter(has_text=re.compile("said (yes|no)")).all()) == 2
    assert "\n".join((*alice.complaints, *bob.complaints)) == ""


def test_stopped_mails_never_leave(
    start: Callable[..., Program], visit: Callable[..., Visitor], attendees: Path
) -> None:
    alice = visit()
    with a_server() as (sink, smtp):
        program = start(SMTP_URL=f"smtp://127.0.0.1:{smtp}?starttls=0")
        come_to_the_rehearsal(alice, program, attendees)
        alice.submit("/sending")
        alice.submit("/stop")

        assert sink.accepted == []
    assert alice.page.locator("form[action$='/stop']").count() == 0
    assert "\n".join(alice.complaints) == ""


def come_to_the_rehearsal(alice: Visitor, program: Program, attendees: Path) -> None:
    lay_the_table(alice, program, attendees / "eventbrite_attendees.csv")
    read_all_letters(alice)
    alice.fill("video_link", "https://meet.example.org/runde")
    alice.go_on()
    alice.page.locator("form[action$='/sources'] [name$=basis]").nth(1).check(force=True)
    alice.go_on()


def answer_link(raw: bytes) -> str:
    body = message_from_bytes(raw, policy=policy.default).get_body(("plain",))
    assert body is not None
    found = re.search(r"http://127\.0\.0\.1:\d+/i/[a-z2-7]{26}", body.get_content())
    assert found is not None
    return found[0]
