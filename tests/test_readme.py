"""The README keeps its word."""

import re
from pathlib import Path

from organizer.cli import COMMANDS

ROOT = Path(__file__).resolve().parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")


def test_readme_explains_every_setting() -> None:
    read = (ROOT / "organizer" / "settings.py").read_text(encoding="utf-8")
    settings = set(re.findall(r'(?:environ(?:\.get)?[(\[]|_mail_server\()"([A-Z_]+)"', read))

    explained = set(re.findall(r"^\| `([A-Z_]+)` \|", README, re.MULTILINE))

    assert settings - {"FLASK_DEBUG"} == explained


def test_readme_names_every_command() -> None:
    named = set(re.findall(r"`([a-z-]+)`", README))

    assert {command.name for command in COMMANDS} - named == set()


def test_readme_shows_pictures_that_exist() -> None:
    pictures = re.findall(r"\]\((docs/[^)]+\.png)\)", README)

    assert [picture for picture in pictures if not (ROOT / picture).is_file()] == []
    assert len(pictures) >= 5
