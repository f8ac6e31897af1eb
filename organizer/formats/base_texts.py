"""The base texts that come with the program, read from templates/letters.

A kind of letter has a folder for each voice (`de-formal`, `en`, ...) with `subject.txt` and `body.txt`. `<< opening >>`
in a text takes in `opening.txt`, so that what letters share is written once. A file of the kind goes before one of
`parts`, and `opening-their-visit.txt` before `opening.txt` when that is the occasion.
"""

import re
from functools import lru_cache
from pathlib import Path

from organizer.domain.letters import BaseText, LetterKind
from organizer.domain.parties import OccasionKind
from organizer.domain.vocabulary import Formality, Language

FOLDER = Path(__file__).resolve().parents[2] / "templates" / "letters"
SHARED = "parts"
SHORT = "short"
PART = re.compile(r"<< ([a-z]+) >>")


@lru_cache(maxsize=512)
def base_text(kind: LetterKind, language: Language, formality: Formality, occasion_kind: OccasionKind) -> BaseText:
    """Subject and body of a kind of letter in one voice, for one kind of occasion."""
    voice = _voice(language, Formality.FORMAL if kind.is_always_formal else formality)
    return BaseText(
        subject=_text("subject", kind, voice, occasion_kind), body=_text("body", kind, voice, occasion_kind)
    )


@lru_cache(maxsize=64)
def note_texts(language: Language, formality: Formality, occasion_kind: OccasionKind) -> tuple[str, ...]:
    """The variants of a note with a contact request, the longest first."""
    name = "note-visit" if occasion_kind.is_visit else "note"
    return tuple(_text(name, SHORT, _voice(language, formality), occasion_kind).split("\n\n"))


@lru_cache(maxsize=64)
def message_text(language: Language, formality: Formality, occasion_kind: OccasionKind) -> str:
    """The message to somebody without a mail address."""
    return _text("message", SHORT, _voice(language, formality), occasion_kind)


def _voice(language: Language, formality: Formality) -> str:
    return "en" if language is Language.EN else f"{language}-{formality}"


def _text(name: str, kind: str, voice: str, occasion_kind: OccasionKind) -> str:
    found = next(path for path in _places(name, kind, voice, occasion_kind) if path.is_file())
    text = found.read_text(encoding="utf-8").rstrip("\n")
    return PART.sub(lambda part: _text(part[1], kind, voice, occasion_kind), text)


def _places(name: str, kind: str, voice: str, occasion_kind: OccasionKind) -> tuple[Path, ...]:
    return tuple(
        FOLDER / folder / voice / f"{stem}.txt"
        for folder in (kind, SHARED)
        for stem in (f"{name}-{occasion_kind}", name)
    )
