"""Summary and description of a calendar entry, from templates/calendar: of the round, of a slot, of the host."""

from functools import lru_cache
from pathlib import Path

from organizer.domain.invitations import Role
from organizer.domain.letters import BaseText
from organizer.domain.vocabulary import Language

FOLDER = Path(__file__).resolve().parents[2] / "templates" / "calendar"
FOLDERS = {Role.GUEST: "entry", Role.SPEAKER: "slot"}
# What a calendar program calls the link of the room (RFC 7986 5.11).
CONFERENCE_LABELS = {Language.DE: "Videoraum", Language.EN: "Video room", Language.NL: "Videoruimte"}


@lru_cache(maxsize=16)
def entry_text(role: Role, language: Language) -> BaseText:
    """Summary (as subject) and description (as body) with placeholders."""
    return _text(FOLDERS[role], language)


@lru_cache(maxsize=8)
def host_entry_text(language: Language) -> BaseText:
    """The same for the entry in the host's own calendar."""
    return _text("host", language)


def _text(kind: str, language: Language) -> BaseText:
    folder = FOLDER / kind / language
    return BaseText(subject=_read(folder / "summary.txt"), body=_read(folder / "description.txt"))


def _read(path: Path) -> str:
    return path.read_text(encoding="utf-8").rstrip("\n")
