"""What can be measured of the letters of a table: how many words they have, and how alike their reasons are."""

from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import combinations

from organizer.domain.letter_tone import WORD


@dataclass(frozen=True, slots=True, kw_only=True)
class Measures:
    """Words of the shortest and of the longest letter, and how alike the two most alike reasons are, from 0 to 1."""

    fewest_words: int
    most_words: int
    likeness: float


def measure(bodies: Sequence[str], reasons: Sequence[str]) -> Measures:
    """Measure the letters of one table, at least one of them, without their footers, by what is in them of each guest.

    Words are counted from greeting to signature.
    """
    words = [len(body.split()) for body in bodies]
    likenesses = (_likeness(one, other) for one, other in combinations(reasons, 2))
    return Measures(fewest_words=min(words), most_words=max(words), likeness=max(likenesses, default=0.0))


def _likeness(reason: str, other: str) -> float:
    ours, theirs = ([word.casefold() for word in WORD.findall(one)] for one in (reason, other))
    return SequenceMatcher(None, ours, theirs, autojunk=False).ratio()
