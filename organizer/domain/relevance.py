"""How close people are to a topic sentence: parts of words compared, in German, Dutch and English alike.

Every word is taken apart into overlapping runs of four characters, so that "Datenschutz" is close to
"Datenschutzbeauftragte"; what the glossary knows is looked for in all three languages. A phrase is close to the topic
by the cosine of both; a person by their phrases, talks and topics before anything else.
"""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import chain
from math import log10, sqrt
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from organizer.domain.glossary import STOP_WORDS, SUBJECTS
from organizer.domain.people import Person

Floats = npt.NDArray[np.float64]
Integers = npt.NDArray[np.signedinteger[Any]]

GRAM = 4
# Cells are hostile: nobody's single phrase may cost more than this.
LONGEST_PHRASE, LONGEST_BIO, LONGEST_WORD, MOST_TOPIC_WORDS = 400, 2000, 40, 40
# From this length on a known word also counts at the beginning of a compound.
LONG_ENOUGH = 6

# What somebody gives a talk about or lists as a topic says more than where they work.
TALK, TOPIC, JOB_TITLE, DEPARTMENT, BIO, ORGANISATION = 1.0, 1.0, 0.6, 0.5, 0.5, 0.3

# A phrase fits when most of it is in the topic, or most of the topic in it.
MOST_OF_PHRASE, MOST_OF_TOPIC = 0.6, 0.55
# It touches the topic when one of its words is so much like one of the topic's.
ALIKE = 0.5

# Letters that no decomposition reaches.
LETTERS = {"ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "ı": "i", "æ": "ae", "œ": "oe"}
# A bio is many phrases; compared as one it would be far from every topic.
CLAUSES = re.compile(r"[.;:,|•·\n\r\t()!?–—]+")


# One wish of a topic sentence: expressions that mean the same, each a row of folded words.
TopicWish = tuple[tuple[str, ...], ...]


class _Column(NamedTuple):
    """One field of many people: phrases, the position of the person each belongs to, and what the field weighs."""

    owners: Sequence[int]
    phrases: Sequence[str]
    weight: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Index:
    """What many people say of themselves, prepared once so that topics can be asked often.

    Words are numbered, `postings` tells which words contain a run of characters, `tokens` lists the words of one phrase
    after the other. A saying is a phrase in one field, with that field's weight; `sayings_of_people` lists those of one
    person after the other, from `first_sayings` on, for the people (by position) in `speakers`.
    """

    size: int
    numbers: Mapping[str, int]
    postings: Mapping[str, Integers]
    gram_weights: Mapping[str, float]
    rarest: float  # what a run of characters weighs that no word contains
    word_lengths: Floats
    rarities: Floats
    tokens: Integers
    phrase_starts: Integers
    phrase_lengths: Floats
    phrase_numbers: Mapping[str, int]
    saying_phrases: Integers
    saying_weights: Floats
    sayings_of_people: Integers
    first_sayings: Integers
    speakers: Integers

    def scores(self, topic: str) -> Floats:
        """How close each person is to the topic, from 0 to 1; shape (size,)."""
        return self.people_scores(self.phrase_scores(topic))

    def people_scores(self, phrase_scores: Floats) -> Floats:
        """How close each person is when each phrase is as close as told; shape (size,)."""
        scores = np.zeros(self.size)
        if len(self.speakers):
            evidence = np.minimum(self.saying_weights * phrase_scores[self.saying_phrases], 1 - 1e-9)
            doubts = np.log1p(-(evidence**2)).take(self.sayings_of_people)
            scores[self.speakers] = np.sqrt(-np.expm1(np.add.reduceat(doubts, self.first_sayings)))
        return scores

    def phrase_scores(self, topic: str) -> Floats:
        """The cosine of each distinct phrase with the topic, from 0 to 1."""
        wishes = _read_topic(topic)
        weights = [max(map(self._rarity_of, wish[0])) for wish in wishes]
        near = np.zeros(len(self.rarities))
        for wish, weight in zip(wishes, weights, strict=True):
            near += weight * np.max([self._nearness(expression) for expression in wish], axis=0)
        dots = np.add.reduceat((self.rarities * near)[self.tokens], self.phrase_starts)
        return np.clip(dots / (self.phrase_lengths * (_length(weights) or 1.0)), 0.0, 1.0)

    def _rarity_of(self, word: str) -> float:
        number = self.numbers.get(word)
        return float(_rarity(np.zeros(1), self.size)[0] if number is None else self.rarities[number])

    def _nearness(self, expression: Sequence[str]) -> Floats:
        """What every known word has of an expression of the topic; all its words together make 1."""
        return sum(map(self._likenesses, expression), np.zeros(len(self.rarities))) / sqrt(len(expression))

    def _likenesses(self, word: str) -> Floats:
        """The cosine of one word of the topic with every known word."""
        dots = np.zeros(len(self.word_lengths))
        weights = {gram: self.gram_weights.get(gram, self.rarest) for gram in grams(word)}
        for gram, weight in weights.items():
            if gram in self.postings:
                dots[self.postings[gram]] += weight**2
        return dots / (self.word_lengths * _length(weights.values()))


def relevance(topic: str, texts: Sequence[str]) -> Floats:
    """How close each text is to the topic, from 0 (nothing in common) to 1 (the same words); shape (len(texts),)."""
    return _index([_Column(range(len(texts)), texts, 1.0)], size=len(texts)).scores(topic)


def prepare(people: Sequence[Person]) -> Index:
    """Take apart what people say of themselves; positions in the index are positions in `people`."""
    return _index(_columns(people), size=len(people))


def matching(topic: str, phrases: Iterable[str]) -> tuple[str, ...]:
    """Those of the phrases that fit the topic so well that one may say so to the person, best first."""
    fits = {phrase: _fit_of(topic, phrase) for phrase in phrases}
    return tuple(sorted((phrase for phrase, fit in fits.items() if fit), key=lambda phrase: -fits[phrase]))


def touching(topic: str, phrases: Iterable[str]) -> tuple[str, ...]:
    """Those of the phrases that have a word in common with the topic or its translations, in their order."""
    return tuple(phrase for phrase in phrases if _touches(topic, phrase))


def words(text: str) -> tuple[str, ...]:
    """The distinct words of a phrase that carry meaning, folded, in the order they come."""
    return _meaningful(fold_loosely(text[:LONGEST_PHRASE]).split())


@lru_cache(maxsize=4096)
def grams(word: str) -> frozenset[str]:
    """The runs of four characters in a folded word, its two ends marked by spaces; short words are one run."""
    padded = f" {word} "
    return frozenset(padded[start : start + GRAM] for start in range(max(1, len(padded) - GRAM + 1)))


def fold_loosely(text: str) -> str:
    """Lower case without accents; ß is ss; ä, ae and a are one; neither letter nor digit is a space; lines stay."""
    plain = text.translate(_FOLDED)
    return plain.replace("ae", "a").replace("oe", "o").replace("ue", "u")


class _Folds(dict[int, str]):
    """How each character is folded, worked out when first met."""

    def __missing__(self, code: int) -> str:
        self[code] = folded = _fold_character(chr(code))
        return folded


_FOLDED = _Folds({ord("\n"): "\n"})
_STOP_WORDS = frozenset(STOP_WORDS.split())


def _fold_character(character: str) -> str:
    if unicodedata.combining(character):
        return ""
    decomposed = unicodedata.normalize("NFKD", character.casefold())
    plain = "".join(LETTERS.get(one, one) for one in decomposed if not unicodedata.combining(one))
    return "".join(one if one.isalnum() else " " for one in plain)


def _meaningful(split: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(word[:LONGEST_WORD] for word in split if word not in _STOP_WORDS))


@lru_cache(maxsize=64)
def _read_topic(topic: str) -> tuple[TopicWish, ...]:
    """The topic sentence as wishes, each met by any of its expressions, the host's own first."""
    left = words(topic)[:MOST_TOPIC_WORDS]
    wishes: list[TopicWish] = []
    while left:
        taken, others = max(_known(left), key=lambda found: found[0], default=(1, ()))
        own = left[:taken]
        wishes.append((own, *(expression for expression in others if expression != own)))
        left = left[taken:]
    return tuple(wishes)


def _known(left: Sequence[str]) -> Iterator[tuple[int, TopicWish]]:
    """The glossary's subjects that the next words of a topic name, and how many words that takes."""
    for expression, subject in _glossary().get(left[0][:LONG_ENOUGH], ()):
        taken = len(expression)
        if tuple(left[: taken - 1]) == expression[:-1] and _begins(left[taken - 1 : taken], expression[-1]):
            yield taken, subject


def _begins(word: Sequence[str], known: str) -> bool:
    return bool(word) and (word[0] == known or (len(known) >= LONG_ENOUGH and word[0].startswith(known)))


@cache
def _glossary() -> Mapping[str, Sequence[tuple[tuple[str, ...], TopicWish]]]:
    """Expressions with their subjects, found by the beginning of the first word."""
    found: defaultdict[str, list[tuple[tuple[str, ...], TopicWish]]] = defaultdict(list)
    for line in SUBJECTS.strip().split("\n"):
        subject = tuple(dict.fromkeys(words(expression) for expression in line.split(",")))
        for expression in subject:
            found[expression[0][:LONG_ENOUGH]].append((expression, subject))
    return found


@lru_cache(maxsize=4096)
def _fit_of(topic: str, phrase: str) -> float:
    return _fit(_read_topic(topic), words(phrase))


@lru_cache(maxsize=4096)
def _touches(topic: str, phrase: str) -> bool:
    wanted = {word for wish in _read_topic(topic) for expression in wish for word in expression}
    return any(_likeness(word, other) >= ALIKE for word in words(phrase) for other in wanted)


def _fit(wishes: Sequence[TopicWish], given: Sequence[str]) -> float:
    """How well a phrase fits, 0 when it does not fit well enough to be mentioned."""
    if not wishes or not given:
        return 0.0
    wanted = {word for wish in wishes for expression in wish for word in expression}
    of_phrase = _covered(given, wanted)
    of_topic = sum(max(_covered(expression, given) for expression in wish) for wish in wishes) / len(wishes)
    return of_phrase + of_topic if of_phrase >= MOST_OF_PHRASE or of_topic >= MOST_OF_TOPIC else 0.0


def _covered(some: Sequence[str], by: Iterable[str]) -> float:
    return sum(max(_likeness(word, other) for other in by) for word in some) / len(some)


def _likeness(one: str, other: str) -> float:
    mine, theirs = grams(one), grams(other)
    return len(mine & theirs) / sqrt(len(mine) * len(theirs))


def _columns(people: Sequence[Person]) -> tuple[_Column, ...]:
    """What people say of themselves, field by field, most telling first."""
    everybody = range(len(people))
    return (
        _several((person.talks for person in people), TALK),
        _several((person.topics for person in people), TOPIC),
        _Column(everybody, [person.job_title for person in people], JOB_TITLE),
        _Column(everybody, [person.department for person in people], DEPARTMENT),
        _several((_clauses(person.bio) for person in people), BIO),
        _Column(everybody, [person.organisation for person in people], ORGANISATION),
    )


def _several(phrases: Iterable[Sequence[str]], weight: float) -> _Column:
    owned = [(owner, phrase) for owner, several in enumerate(phrases) for phrase in several]
    return _Column([owner for owner, _ in owned], [phrase for _, phrase in owned], weight)


def _clauses(bio: str) -> Sequence[str]:
    return [clause.strip() for clause in CLAUSES.split(bio[:LONGEST_BIO])] if bio else ()


def _index(columns: Iterable[_Column], *, size: int) -> Index:
    phrases: dict[str, int] = {"": 0}
    owners, numbers, weights = [], [], []
    for column in columns:
        owners.append(np.array(column.owners, np.int64))
        numbers.append(np.array([phrases.setdefault(one, len(phrases)) for one in column.phrases], np.int64))
        weights.append(np.full(len(column.owners), column.weight))
    told = np.concatenate(numbers) > 0
    return _index_words(
        _split(phrases),
        size=size,
        phrase_numbers=phrases,
        speakers=np.concatenate(owners)[told],
        phrases_told=np.concatenate(numbers)[told],
        weights=np.concatenate(weights)[told],
    )


def _split(phrases: Iterable[str]) -> list[tuple[str, ...]]:
    """The words of each phrase, all folded in one go; a phrase without any is the empty word."""
    lines = "\n".join(phrase[:LONGEST_PHRASE].replace("\n", " ") for phrase in phrases)
    return [_meaningful(line.split()) or ("",) for line in fold_loosely(lines).split("\n")]


def _index_words(
    split: Sequence[tuple[str, ...]],
    *,
    size: int,
    phrase_numbers: Mapping[str, int],
    speakers: Integers,
    phrases_told: Integers,
    weights: Floats,
) -> Index:
    numbers: dict[str, int] = {}
    tokens = np.array([numbers.setdefault(word, len(numbers)) for word in chain.from_iterable(split)], np.int64)
    starts = np.concatenate(([0], np.cumsum([len(phrase) for phrase in split])[:-1])).astype(np.int64)
    bearers = np.bincount(phrases_told, minlength=len(split))
    spread = np.bincount(tokens, np.repeat(bearers, np.diff(starts, append=len(tokens))), minlength=len(numbers))
    rarities = _rarity(spread.astype(np.float64), size)
    postings, gram_weights, word_lengths = _take_apart(numbers)
    fields, of_fields = np.unique(weights, return_inverse=True)
    sayings, sayings_of_people = np.unique(phrases_told * max(1, len(fields)) + of_fields, return_inverse=True)
    by_person = np.argsort(speakers, kind="stable")
    talkative, first_sayings = np.unique(speakers[by_person], return_index=True)
    return Index(
        size=size,
        numbers=numbers,
        postings=postings,
        gram_weights=gram_weights,
        rarest=max(gram_weights.values()),
        word_lengths=word_lengths,
        rarities=rarities,
        tokens=tokens,
        phrase_starts=starts,
        phrase_lengths=np.sqrt(np.add.reduceat(rarities[tokens] ** 2, starts)),
        phrase_numbers=phrase_numbers,
        saying_phrases=sayings // max(1, len(fields)),
        saying_weights=fields[sayings % max(1, len(fields))],
        sayings_of_people=sayings_of_people[by_person].astype(np.int32),
        first_sayings=first_sayings,
        speakers=talkative,
    )


def _rarity(spread: Floats, size: int) -> Floats:
    """How much a word says: 1 when everybody uses it, half a point more each time it is ten times rarer."""
    return 1 + 0.5 * np.log10((size + 1) / (np.minimum(spread, size) + 1))


def _take_apart(vocabulary: Mapping[str, int]) -> tuple[dict[str, Integers], dict[str, float], Floats]:
    """Which words contain each run of characters, what the run weighs, and the length of each word's vector."""
    holders: defaultdict[str, list[int]] = defaultdict(list)
    for word, number in vocabulary.items():
        for gram in grams(word):
            holders[gram].append(number)
    postings = {gram: np.array(numbers, np.int64) for gram, numbers in holders.items()}
    weights = {gram: 1 + 0.5 * log10(len(vocabulary) / len(numbers)) for gram, numbers in holders.items()}
    squares = np.zeros(len(vocabulary))
    for gram, numbers in postings.items():
        squares[numbers] += weights[gram] ** 2
    return postings, weights, np.sqrt(squares)


def _length(weights: Iterable[float]) -> float:
    return sqrt(sum(weight**2 for weight in weights))
