"""Closeness by meaning, where something that turns phrases into vectors is at hand.

Each distinct phrase is encoded once; a person is the mean of their phrases' vectors, each weighing as its field does.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from organizer.domain.relevance import LONGEST_PHRASE, Floats, Index

Vectors = npt.NDArray[np.float32]
Encode = Callable[[Sequence[str]], Vectors]

# Beside the meaning the words themselves count so much.
BY_WORDS = 0.25
# Vectors of phrases that have nothing in common are about so close all the same.
NOTHING_IN_COMMON = 0.1
# Of very many phrases only the commonest are encoded: about ten seconds' work.
MOST_PHRASES, PEOPLE_AT_ONCE = 8000, 10_000


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Meanings:
    """What people's phrases mean: one vector of length 1 for each person, of zeros where nothing is known; (N, d)."""

    encode: Encode
    people: Vectors

    def scores(self, topic: str, by_words: Floats) -> Floats:
        """How close each person is to the topic by meaning and by words together, from 0 to 1; shape (N,)."""
        if not topic.strip():
            return by_words
        cosines = self.people @ self.encode([topic[:LONGEST_PHRASE]])[0]
        meant = np.clip((cosines - NOTHING_IN_COMMON) / (1 - NOTHING_IN_COMMON), 0, 1)
        blended: Floats = (1 - BY_WORDS) * meant + BY_WORDS * by_words
        return blended


def understand(index: Index, encode: Encode) -> Meanings:
    """Encode what people say of themselves."""
    vectors = _phrase_vectors(index, encode)
    people = np.zeros((index.size, vectors.shape[1]), np.float32)
    ends = np.append(index.first_sayings, len(index.sayings_of_people))
    for start in range(0, len(index.speakers), PEOPLE_AT_ONCE):
        last = min(start + PEOPLE_AT_ONCE, len(index.speakers))
        sayings = index.sayings_of_people[ends[start] : ends[last]]
        weighed = vectors[index.saying_phrases[sayings]] * index.saying_weights[sayings, None].astype(np.float32)
        people[index.speakers[start:last]] = np.add.reduceat(weighed, ends[start:last] - ends[start])
    lengths = np.linalg.norm(people, axis=1, keepdims=True)
    return Meanings(encode=encode, people=people / np.maximum(lengths, 1e-9, dtype=np.float32))


def _phrase_vectors(index: Index, encode: Encode) -> Vectors:
    """A vector for each phrase of the index, of zeros for those too rare to be encoded."""
    told = np.bincount(index.saying_phrases[index.sayings_of_people], minlength=len(index.phrase_numbers))
    told[index.phrase_numbers[""]] = 0
    commonest = np.argsort(-told, kind="stable")[: min(MOST_PHRASES, int((told > 0).sum()))]
    phrases = list(index.phrase_numbers)
    encoded = encode([phrases[number][:LONGEST_PHRASE] for number in commonest.tolist()] or [""])
    vectors = np.zeros((len(phrases), encoded.shape[1]), np.float32)
    vectors[commonest] = encoded[: len(commonest)]
    return vectors
