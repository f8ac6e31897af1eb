"""Finding people as one types: by parts of names with their misspellings, by organisation, job, place and topics.

Texts are folded as for relevance, so that Müller, Mueller and Muller are one. Of each word looked for a person needs
one that is the same, begins with it, holds it (as a compound does), or, in a name, is misspelt by a letter or two.
"""

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import chain
from typing import NamedTuple

import numpy as np

from organizer.domain.composition import Booleans, Floats, Integers
from organizer.domain.crowds import Crowd
from organizer.domain.people import Person
from organizer.domain.relevance import LONGEST_PHRASE, fold_loosely
from organizer.domain.vocabulary import Language, Level, PersonId

# What it counts where a word was found, and how.
IN_NAME, IN_ORGANISATION, ELSEWHERE = 4.0, 2.0, 1.0
SAME, BEGINS, MISSPELT, WITHIN = 1.0, 0.8, 0.45, 0.4
# A word of this length may stand within another, and may be misspelt; from the second on by two letters.
LONG_ENOUGH_WITHIN, LONG_ENOUGH_TO_MISSPELL, LONG_ENOUGH_FOR_TWO = 4, 4, 8
MOST_WORDS, LONGEST_WORD, MOST_ALIKE, MOST_WITHIN = 20, 40, 32, 3000
SAMPLED = 4000
# Cells are hostile: nobody's single text may cost more than this.
LONGEST_TEXT = 4 * LONGEST_PHRASE
OTHER_FIELDS = ("email", "department", "job_title", "city", "country")


@dataclass(frozen=True, slots=True, kw_only=True)
class Filters:
    """Whom to look among; what is empty leaves everybody. `only` are the people a list, a star or a meeting leaves."""

    level: Level | None = None
    country: str = ""
    language: Language | None = None
    has_address: bool | None = None
    speakers: bool = False
    only: tuple[Collection[PersonId], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Hits:
    """Those who fit, the best first from `offset` on, and how many fit in all."""

    ids: tuple[PersonId, ...]
    total: int


class _Column(NamedTuple):
    """One field: texts, and the place of the person each belongs to."""

    owners: Integers
    texts: Sequence[str]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Words:
    """The words of one kind of field: sorted, and for each the places of the people who have it, one after the other.

    `joined` is all of them with a line break before each; `at` is where each begins in it.
    """

    worth: float
    words: tuple[str, ...]
    starts: Integers
    owners: Integers
    joined: str
    at: Integers
    lengths: Integers
    pairs: dict[str, Integers] = field(default_factory=dict)

    def people(self, first: int, last: int) -> Integers:
        """Places of those who have one of the words from `first` up to `last`."""
        return self.owners[self.starts[first] : self.starts[last]]

    def people_of(self, numbers: Iterable[int]) -> Integers:
        parts = [self.people(number, number + 1) for number in numbers]
        return np.concatenate(parts) if parts else np.zeros(0, np.int32)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Directory:
    """A crowd prepared for being looked through."""

    crowd: Crowd
    names: _Words
    organisations: _Words
    others: _Words
    by_name: Integers  # each place's rank by family name
    speakers: Booleans

    def find(self, text: str, filters: Filters, *, near: str = "", limit: int, offset: int = 0) -> Hits:
        """Who fits all the words and filters; by how well, or the closest to the topic `near`, then by name."""
        fits = self._fits(filters)
        worth = np.zeros(len(self.by_name))
        for word in fold_loosely(text).split()[:MOST_WORDS]:
            found = self._worth(word[:LONGEST_WORD])
            fits &= found > 0
            worth += found
        if near:
            worth = self.crowd.closeness(near)
        places = np.flatnonzero(fits)
        ranked = _best(places, worth[places], self.by_name[places], offset + limit)[offset:]
        return Hits(ids=tuple(self.crowd.people[place].id for place in ranked.tolist()), total=len(places))

    def _fits(self, filters: Filters) -> Booleans:
        crowd = self.crowd
        fits = np.ones(len(self.by_name), np.bool_)
        for trait, value in (
            (crowd.levels, filters.level),
            (crowd.countries, filters.country),
            (crowd.languages, filters.language),
        ):
            if value:
                fits &= trait.codes == trait.numbers.get(_known(value), -1)
        if filters.has_address is not None:
            fits &= crowd.reachable == filters.has_address
        if filters.speakers:
            fits &= self.speakers
        for ids in filters.only:
            fits &= crowd.mask(ids)
        return fits

    def _worth(self, word: str) -> Floats:
        """What it counts for each person that a word was found, 0 where it was not."""
        worth = np.zeros(len(self.by_name))
        for counts, people in sorted(self._found(word), key=lambda found: found[0]):
            worth[people] = counts
        return worth

    def _found(self, word: str) -> Iterator[tuple[float, Integers]]:
        for words in (self.others, self.organisations, self.names):
            first, behind = _range(words.words, word)
            same = first < behind and words.words[first] == word
            yield words.worth * BEGINS, words.people(first, behind)
            if same:
                yield words.worth * SAME, words.people(first, first + 1)
            if len(word) >= LONG_ENOUGH_WITHIN:
                yield words.worth * WITHIN, words.people_of(_holding(words, word))
        if len(word) >= LONG_ENOUGH_TO_MISSPELL and word.isalpha():
            yield self.names.worth * MISSPELT, self.names.people_of(_misspelt(self.names, word))


def open_directory(crowd: Crowd) -> Directory:
    """Prepare a crowd for being looked through."""
    people = crowd.people
    return Directory(
        crowd=crowd,
        names=_words(len(people), _names(people), IN_NAME, may_be_misspelt=True),
        organisations=_words(len(people), [_of_each(person.organisation for person in people)], IN_ORGANISATION),
        others=_words(len(people), _others(people), ELSEWHERE),
        by_name=_ranks(people),
        speakers=np.fromiter((person.is_speaker for person in people), np.bool_),
    )


def _ranks(people: Sequence[Person]) -> Integers:
    """Each place's rank by family name, then by given name."""
    family = _codes([person.name.family or person.name.full for person in people])
    given = _codes([person.name.given for person in people])
    ranks = np.empty(len(people), np.int64)
    ranks[np.lexsort((given, family))] = np.arange(len(people))
    return ranks


def _codes(texts: Sequence[str]) -> Integers:
    """For each text where it stands among all of them, folded."""
    folded = _folded(texts)
    order = {text: code for code, text in enumerate(sorted(set(folded)))}
    return np.fromiter((order[text] for text in folded), np.int64, len(texts))


def _folded(texts: Iterable[str]) -> list[str]:
    """All of them folded in one go."""
    lines = [text[:LONGEST_TEXT].replace("\n", " ") for text in texts]
    return fold_loosely("\n".join(lines)).split("\n") if lines else []


def _names(people: Sequence[Person]) -> list[_Column]:
    """The name, and a name of several words written as one: van den Berg is found as vandenberg, too."""
    names = [person.name for person in people]
    return [
        *(_of_each(getattr(name, part) for name in names) for part in ("given", "family", "original")),
        _of_each(name.family.replace(" ", "") if " " in name.family else "" for name in names),
    ]


def _others(people: Sequence[Person]) -> list[_Column]:
    return [
        _of_each(person.name.honorific for person in people),
        *(_of_each(getattr(person, field) for person in people) for field in OTHER_FIELDS),
        *(_of_some(getattr(person, field) for person in people) for field in ("topics", "talks")),
    ]


def _of_each(texts: Iterable[str]) -> _Column:
    told = list(texts)
    return _Column(np.arange(len(told)), told)


def _of_some(several: Iterable[Sequence[str]]) -> _Column:
    owned = [(place, text) for place, texts in enumerate(several) for text in texts]
    return _Column(np.array([place for place, _ in owned], np.int64), [text for _, text in owned])


def _words(size: int, columns: Sequence[_Column], worth: float, *, may_be_misspelt: bool = False) -> _Words:
    """Each distinct text is taken apart once; who has which word is worked out with numbers."""
    texts: dict[str, int] = {}
    said = np.concatenate([_numbered(column.texts, texts) for column in columns])
    owners = np.concatenate([column.owners for column in columns])
    told = [[word[:LONGEST_WORD] for word in line.split()] for line in _folded(texts)]
    vocabulary = tuple(sorted(set(chain.from_iterable(told))))
    numbers = {word: number for number, word in enumerate(vocabulary)}
    tokens = np.array([numbers[word] for words in told for word in words], np.int64)
    counts = np.array([len(words) for words in told], np.int64)
    # One number for a word of a person, so that sorting brings the people of a word together, each once.
    held = _each_once(_spread(tokens, counts, said) * max(1, size) + np.repeat(owners, counts[said]))
    lengths = np.array([len(word) for word in vocabulary], np.int64)
    return _Words(
        worth=worth,
        words=vocabulary,
        starts=np.searchsorted(held, np.arange(len(vocabulary) + 1) * max(1, size)),
        owners=(held % max(1, size)).astype(np.int32),
        joined="".join(f"\n{word}" for word in vocabulary),
        at=np.cumsum(lengths + 1) - lengths - 1,
        lengths=lengths,
        pairs=_pairs(vocabulary) if may_be_misspelt else {},
    )


def _numbered(texts: Sequence[str], known: dict[str, int]) -> Integers:
    return np.fromiter((known.setdefault(text, len(known)) for text in texts), np.int64, len(texts))


def _each_once(numbers: Integers) -> Integers:
    """In ascending order; several times as fast as numpy's `unique`."""
    ascending = np.sort(numbers)
    return ascending[np.diff(ascending, prepend=-1) > 0]


def _spread(tokens: Integers, counts: Integers, said: Integers) -> Integers:
    """The tokens of each text said, one text after the other."""
    starts, lengths = (np.cumsum(counts) - counts)[said], counts[said]
    within = np.arange(lengths.sum()) - np.repeat(np.cumsum(lengths) - lengths, lengths)
    spread: Integers = tokens[np.repeat(starts, lengths) + within]
    return spread


def _pairs(vocabulary: Sequence[str]) -> dict[str, Integers]:
    """Which words hold each two letters, the ends marked."""
    found: dict[str, list[int]] = {}
    for number, word in enumerate(vocabulary):
        for pair in _letter_pairs(word):
            found.setdefault(pair, []).append(number)
    return {pair: np.array(numbers, np.int32) for pair, numbers in found.items()}


def _letter_pairs(word: str) -> set[str]:
    marked = f" {word} "
    return {marked[at : at + 2] for at in range(len(marked) - 1)}


def _known(value: str) -> str:
    return "" if value is Level.UNKNOWN else value


def _range(words: Sequence[str], beginning: str) -> tuple[int, int]:
    """From which to before which of the sorted words they begin so."""
    return _place(words, beginning), _place(words, beginning + "\U0010ffff")


def _place(words: Sequence[str], word: str) -> int:
    low, high = 0, len(words)
    while low < high:
        middle = (low + high) // 2
        low, high = (middle + 1, high) if words[middle] < word else (low, middle)
    return low


def _holding(words: _Words, part: str) -> list[int]:
    """Numbers of the words that hold a part somewhere behind their beginning."""
    hits: list[int] = []
    at = words.joined.find(part)
    while at >= 0 and len(hits) < MOST_WITHIN:
        hits.append(at)
        at = words.joined.find(part, at + 1)
    return np.unique(np.searchsorted(words.at, hits, side="right") - 1).tolist() if hits else []


def _misspelt(words: _Words, typed: str) -> list[int]:
    """Numbers of the words that differ by one slip, of long ones by two, the most alike first to be looked at."""
    slips = 2 if len(typed) >= LONG_ENOUGH_FOR_TWO else 1
    pairs = _letter_pairs(typed)
    shared = np.zeros(len(words.words), np.int16)
    for pair in pairs:
        if pair in words.pairs:
            shared[words.pairs[pair]] += 1
    near_in_length = np.abs(words.lengths - len(typed)) <= slips
    alike = np.flatnonzero((shared >= max(1, len(pairs) - 1 - 2 * slips)) & near_in_length)
    alike = alike[np.argsort(-shared[alike], kind="stable")[:MOST_ALIKE]]
    return [number for number in alike.tolist() if 0 < _slips(typed, words.words[number], slips) <= slips]


def _slips(one: str, other: str, most: int) -> int:
    """Letters left out, put in, mistaken or exchanged (optimal string alignment); more than `most` is `most` + 1."""
    if abs(len(one) - len(other)) > most:
        return most + 1
    before: list[int] = []
    row = list(range(len(other) + 1))
    for at, letter in enumerate(one, 1):
        before, last, row = row, before, [at]
        for to, against in enumerate(other, 1):
            best = min(before[to] + 1, row[to - 1] + 1, before[to - 1] + (letter != against))
            if at > 1 and to > 1 and letter == other[to - 2] and one[at - 2] == against:
                best = min(best, last[to - 2] + 1)
            row.append(best)
        if min(row) > most:
            return most + 1
    return row[-1]


def _best(places: Integers, worth: Floats, by_name: Integers, most: int) -> Integers:
    """The first `most` places by worth, then by name."""
    if len(places) > SAMPLED:
        kept = _leading(worth, by_name, most)
        places, worth, by_name = places[kept], worth[kept], by_name[kept]
    return places[np.lexsort((by_name, -worth))[:most]]


def _leading(worth: Floats, by_name: Integers, most: int) -> Integers:
    """Those among whom the first `most` are: very many may be worth the same, so a sample tells who is above them."""
    sample = worth[:: len(worth) // SAMPLED]
    rank = min(len(sample), 2 * (SAMPLED * most // len(worth)) + 10)
    usual = np.partition(sample, -rank)[-rank]
    above = np.flatnonzero(worth > usual)
    if len(above) >= most:
        return above
    even = np.flatnonzero(worth == usual)
    if len(above) + len(even) < most:
        return np.arange(len(worth))
    return np.concatenate((above, even[np.argpartition(by_name[even], min(most, len(even) - 1))[:most]]))
