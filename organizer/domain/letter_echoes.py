"""What a letter says that the same reader was told in an earlier one; the words that all letters share do not count."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from organizer.domain.letter_tone import WORD, is_nearly_the_same, sentences
from organizer.domain.vocabulary import DispatchId

# A line for one person says something in three words; in a whole text so few are a greeting.
FEWEST_WORDS_OF_A_LINE, FEWEST_WORDS_OF_A_TEXT = 3, 6
FOOTER = "\n---\n"


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """An earlier letter to the same reader, as plain text."""

    id: DispatchId
    told_at: datetime
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Echo:
    """A sentence of an earlier letter that is said again."""

    sentence: str
    told: Told


def echo_of_line(line: str, earlier: Sequence[Told]) -> Echo | None:
    """What of a reason, or another line for this reader only, an earlier letter said; the newest such letter counts."""
    return _echo(_long_enough(line, FEWEST_WORDS_OF_A_LINE), earlier)


def echo_of_text(text: str, earlier: Sequence[Told], shared: Iterable[str] = ()) -> Echo | None:
    """What of a text written by hand an earlier letter said; sentences of the `shared` texts are nobody's own."""
    if not earlier:
        return None
    common = [sentence for one in shared for sentence in sentences(one)]
    own = (
        sentence
        for sentence in _long_enough(text, FEWEST_WORDS_OF_A_TEXT)
        if not any(_is_the_same(sentence, other) for other in common)
    )
    return _echo(own, earlier)


def _echo(own: Iterable[str], earlier: Sequence[Told]) -> Echo | None:
    said = [(sentence, one) for one in earlier for sentence in sentences(one.text.partition(FOOTER)[0])]
    for sentence in own if said else ():
        found = next((Echo(sentence=other, told=one) for other, one in said if _is_the_same(sentence, other)), None)
        if found:
            return found
    return None


def _long_enough(text: str, fewest: int) -> Iterator[str]:
    return (sentence for sentence in sentences(text) if len(WORD.findall(sentence)) >= fewest)


def _is_the_same(sentence: str, other: str) -> bool:
    return _folded(sentence) == _folded(other) or is_nearly_the_same(sentence, other)


def _folded(sentence: str) -> str:
    """Letters and figures only, so that quotes, blanks and a full stop make no difference."""
    return "".join(sign for sign in sentence.casefold() if sign.isalnum())
