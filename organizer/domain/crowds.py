"""Everybody a host may choose from, prepared once so that tables can be suggested often.

What is worked out here depends on the people alone; topic, wishes and rules come with each request.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from organizer.domain.composition import Booleans, Floats, Integers, Trait, trait
from organizer.domain.meanings import Encode, Meanings, understand
from organizer.domain.organisations import house_key, join_spellings, place_key
from organizer.domain.people import Person
from organizer.domain.relevance import Index, prepare
from organizer.domain.vocabulary import Level, PersonId

# How many of a person's topics are looked at for the field they come from, the commonest first.
MOST_FIELDS = 4


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Fields:
    """Topics as fields, numbered from 1, the commonest first.

    `of_people` has the numbers of each person's topics in ascending order, 0 for none; shape (N, MOST_FIELDS).
    `phrases` are the index's numbers of the spellings, `keys` the field each of them belongs to.
    """

    of_people: Integers
    size: int
    phrases: Integers
    keys: Integers


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Crowd:
    """N people by ascending id, and what is known of each as numbers; a place is a position in `people`."""

    people: tuple[Person, ...]
    ids: npt.NDArray[np.uint64]
    places: Mapping[PersonId, int]
    index: Index
    levels: Trait
    countries: Trait
    organisations: Trait
    sites: Trait
    departments: Trait
    zones: Trait
    languages: Trait
    fields: Fields
    spellings: Mapping[str, str]
    reachable: Booleans
    noted: Booleans
    unseatable: Booleans
    meanings: Meanings | None = None

    def closeness(self, topic: str, phrase_scores: Floats | None = None) -> Floats:
        """How close everybody is to the topic, by words and, where that is at hand, by meaning; shape (N,)."""
        told = self.index.phrase_scores(topic) if phrase_scores is None else phrase_scores
        by_words = self.index.people_scores(told)
        return self.meanings.scores(topic, by_words) if self.meanings else by_words

    def person(self, person_id: PersonId) -> Person:
        return self.people[self.places[person_id]]

    def mask(self, ids: Iterable[PersonId]) -> Booleans:
        """Which places belong to these people."""
        chosen = np.zeros(len(self.people), np.bool_)
        chosen[[self.places[one] for one in ids if one in self.places]] = True
        return chosen

    def home(self, organisation: str) -> str:
        """The key under which people of this organisation are found."""
        key = house_key(organisation)
        return self.spellings.get(key, key)


def gather(people: Iterable[Person], encode: Encode | None = None) -> Crowd:
    """Prepare a crowd, with an encoder also by meaning; the order in which people come does not matter."""
    known = tuple(sorted(people, key=lambda person: person.id))
    index = prepare(known)
    spellings = join_spellings(known)
    keys = [house_key(person.organisation) for person in known]
    return Crowd(
        people=known,
        ids=np.array([person.id for person in known], np.uint64),
        places={person.id: place for place, person in enumerate(known)},
        index=index,
        levels=trait("" if person.level is Level.UNKNOWN else person.level for person in known),
        countries=trait(person.country for person in known),
        organisations=trait(spellings.get(key, key) for key in keys),
        sites=trait(place_key(person.city) for person in known),
        departments=trait(place_key(person.department) for person in known),
        zones=trait(person.time_zone for person in known),
        languages=trait(person.language for person in known),
        fields=_fields(known, index),
        spellings=spellings,
        reachable=_mask(bool(person.email) for person in known),
        noted=_mask(bool(person.note.strip()) for person in known),
        unseatable=_mask(person.opted_out or not person.name.is_known for person in known),
        meanings=understand(index, encode) if encode and known else None,
    )


def _mask(flags: Iterable[bool]) -> Booleans:
    return np.fromiter(flags, np.bool_)


def _fields(people: Sequence[Person], index: Index) -> Fields:
    named = Counter(phrase for person in people for phrase in person.topics if phrase)
    common: Counter[str] = Counter()
    for phrase, times in named.items():
        common[place_key(phrase)] += times
    numbers = {key: number for number, key in enumerate(sorted(common, key=lambda key: (-common[key], key)), start=1)}
    number_of = {phrase: numbers[place_key(phrase)] for phrase in named}
    rows = list(_rows(people, number_of))
    return Fields(
        of_people=np.array(rows, np.int32).reshape(len(people), MOST_FIELDS),
        size=len(numbers) + 1,
        phrases=np.array([index.phrase_numbers[phrase] for phrase in number_of], np.int64),
        keys=np.array(list(number_of.values()), np.int64),
    )


def _rows(people: Iterable[Person], number_of: Mapping[str, int]) -> Iterator[tuple[int, ...]]:
    nothing = (0,) * MOST_FIELDS
    for person in people:
        numbers = sorted({number_of[phrase] for phrase in person.topics if phrase})
        yield (*numbers, *nothing)[:MOST_FIELDS]
