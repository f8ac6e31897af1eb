"""Short texts for LinkedIn and XING, where an invitation goes to somebody without a mail address.

A note with a contact request has room for 200 characters, or 300 where the network is paid for; a message has more. A
note comes in variants from long to short, and the first one that fits is taken.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from organizer.domain.letters import BaseText, LetterContext, placeholder_values, render, source_in_words
from organizer.domain.plain_text import shortened

NOTE_LIMIT = 200
LONG_NOTE_LIMIT = 300


@dataclass(frozen=True, slots=True, kw_only=True)
class ShortTexts:
    """What is passed on by hand: two lengths of a note with a contact request, and a message."""

    note: str
    long_note: str
    message: str


def write_short_texts(variants: Sequence[str], message: str, context: LetterContext) -> ShortTexts:
    """The texts for one person. `variants` are those of the note, the longest first."""
    values = {**placeholder_values(context), "origin": source_in_words(context)}
    told = [variant for variant in variants if _is_told(variant, values)] or [variants[-1]]
    notes = [" ".join(_filled(variant, values).split()) for variant in told]
    return ShortTexts(
        note=fitting(notes, NOTE_LIMIT), long_note=fitting(notes, LONG_NOTE_LIMIT), message=_filled(message, values)
    )


def fitting(notes: Sequence[str], limit: int) -> str:
    """The first note that is not longer; of the last one as many words as fit."""
    return next((note for note in notes if length(note) <= limit), _cut(notes[-1], limit))


def length(text: str) -> int:
    """How long a field of a page takes a text to be: in units of UTF-16, of which an emoji has two."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def _cut(note: str, limit: int) -> str:
    head = note[:limit]
    return shortened(note, limit - (length(head) - len(head)))


def _filled(text: str, values: dict[str, str]) -> str:
    return render(BaseText(subject="", body=text), values).body


def _is_told(variant: str, values: dict[str, str]) -> bool:
    """Whether everything the variant speaks of is known, so that no empty quotes are left."""
    return all(values.get(name) for name in re.findall(r"\{\{ (\w+) \}\}", variant))
