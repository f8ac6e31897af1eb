"""Texts of the mails that the program writes to hosts themselves, from templates/mails."""

from functools import lru_cache
from pathlib import Path

from organizer.domain.letters import BaseText
from organizer.domain.vocabulary import Language

FOLDER = Path(__file__).resolve().parents[2] / "templates" / "mails"


@lru_cache(maxsize=16)
def service_text(name: str, language: Language) -> BaseText:
    """Subject and body of a mail to a host, with placeholders."""
    folder = FOLDER / name / language
    return BaseText(subject=_read(folder / "subject.txt"), body=_read(folder / "body.txt"))


def _read(path: Path) -> str:
    return path.read_text(encoding="utf-8").rstrip("\n")
