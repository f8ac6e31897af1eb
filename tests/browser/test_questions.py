"""What came back, on the board: dropped together, each told apart, asked about, and settled with a click."""

import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from email import message_from_bytes, policy
from pathlib import Path

import pytest

from organizer.formats.calendar_objects import open_entry
from tests.browser.conftest import ROOT, Program
from tests.browser.visitor import Visitor
from tests.odd_reply_mails import number_of_its_own
from tests.reply_mails import Said, apple, counter, gmail, thunderbird, words

pytestmark = [pytest.mark.browser, pytest.mark.slow]

BOARD = "/parties/1/rounds/2/board"


def test_questions_about_answers_are_settled_on_the_board(
    start: Callable[..., Program], visit: Callable[..., Visitor], tmp_path: Path
) -> None:
    said = played(tmp_path / "demo")
    program = start(ORGANIZER_HOME=str(tmp_path / "demo" / "instance"))
    alice = visit(width=390)
    alice.page.goto(program.link)
    alice.page.goto(f"http://127.0.0.1:{program.port}{BOARD}")

    bring(
        alice,
        tmp_path,
        thunderbird(said[0]),
        apple(replace(said[1], sender="me@private.example.net")),
        gmail(replace(said[2], attendee="stranger@elsewhere.example", sender="stranger@elsewhere.example")),
        counter(replace(said[3], comment="A day later?"), "20270204T180000", "20270204T193000"),
        number_of_its_own(said[4]),
        words(said[5].attendee, "Mal sehen."),
        b"%PDF-1.7 no mail at all",
    )

    flashed = alice.page.locator("main, [role=status]").all_inner_texts()
    assert any("7.eml: This is no reply that could be read." in text for text in flashed)
    assert alice.page.locator("[id^=question-]").count() == 5
    for _ in range(5):
        alice.press(alice.page.locator("form[action$='/settlement'] button").first)
    assert alice.page.locator("[id^=question-]").count() == 0
    assert "\n".join(alice.complaints) == ""


def played(folder: Path) -> list[Said]:
    """The demonstration, played into a folder: what each guest of its second round would answer."""
    command = [sys.executable, "-m", "flask", "--app", "app", "demo", str(folder)]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
    mails = [message_from_bytes(one.read_bytes(), policy=policy.default) for one in mails_in(folder)]
    calendars = [part.get_content() for mail in mails for part in mail.walk() if is_entry(part)]
    entries = [open_entry(one if isinstance(one, bytes) else one.encode()) for one in calendars]
    now = datetime.now(UTC)
    return [Said(uid=one.uid, attendee=one.attendee, sender=one.attendee, at=now) for one in entries]


def mails_in(folder: Path) -> list[Path]:
    return sorted((folder / "4-next-round").glob("*.eml"))


def is_entry(part: object) -> bool:
    return part.get_content_type() == "text/calendar"  # type: ignore[attr-defined]


def bring(alice: Visitor, folder: Path, *mails: bytes) -> None:
    """Drop these files on the board, and press the button."""
    files = [folder / f"{number}.eml" for number in range(1, len(mails) + 1)]
    for file, raw in zip(files, mails, strict=True):
        file.write_bytes(raw)
    alice.page.locator("main #mails").set_input_files(files)
    alice.submit("/replies")
