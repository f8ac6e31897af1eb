"""How well topics find the person they are meant for: mean reciprocal ranks of sixty pairs written before any tuning.

The pairs stand in `topics/pairs.csv`, the hundred people in `topics/people.csv`; thirty more pairs among fifty others,
never tuned on, in `topics/unseen_*.csv`. "words" compares whole words only.
"""

import csv
from collections import defaultdict
from collections.abc import Callable
from pathlib import Path
from statistics import mean

import numpy as np

from organizer.domain.meanings import understand
from organizer.domain.names import Name
from organizer.domain.people import Person
from organizer.domain.relevance import Floats, prepare, words
from organizer.domain.vocabulary import PersonId
from organizer.services.meanings import encoder

TOPICS = Path(__file__).parent / "topics"
SETS = ("", "unseen_")


def measure() -> None:
    """For each set one line for words, for parts of words with the glossary, and for meaning where it is there."""
    for kind in SETS:
        _measure(kind)


def profiles(kind: str = "") -> list[Person]:
    """The invented people of a set."""
    return [_person(number, row) for number, row in enumerate(_rows(f"{kind}people.csv"), 1)]


def reciprocal_ranks(people: list[Person], scores: Callable[[str], Floats], kind: str = "") -> dict[str, list[float]]:
    """For each kind of pair how far up the person meant was found; among equals in the middle."""
    places = {person.name.family: place for place, person in enumerate(people)}
    found: dict[str, list[float]] = defaultdict(list)
    for row in _rows(f"{kind}pairs.csv"):
        told = scores(row["topic"])
        meant = told[places[row["family"]]]
        found[row["kind"]].append(1 / ((told > meant).sum() + ((told == meant).sum() + 1) / 2))
    return found


def whole_words(people: list[Person], topic: str) -> Floats:
    """How many of the topic's words each person has, as written but for case and accents."""
    wanted = set(words(topic))
    texts = (" ".join((person.job_title, person.organisation, *person.topics, *person.talks)) for person in people)
    return np.array([float(len(wanted & set(words(text)))) for text in texts])


def _measure(kind: str) -> None:
    people = profiles(kind)
    index, encode = prepare(people), encoder()
    _line(f"{kind}words", people, lambda topic: whole_words(people, topic), kind)
    _line(f"{kind}parts of words and glossary", people, index.scores, kind)
    if encode is None:
        print("relevance by meaning: not installed (requirements-semantic.txt)")
        return
    meanings = understand(index, encode)
    _line(f"{kind}meaning", people, lambda topic: meanings.scores(topic, index.scores(topic)), kind)


def _line(what: str, people: list[Person], scores: Callable[[str], Floats], kind: str) -> None:
    ranks = reciprocal_ranks(people, scores, kind)
    everything = mean(rank for found in ranks.values() for rank in found)
    parts = ", ".join(f"{name} {mean(found):.2f}" for name, found in ranks.items())
    print(f"relevance by {what}: MRR {everything:.3f} ({parts})")


def _person(number: int, row: dict[str, str]) -> Person:
    return Person(
        id=PersonId(number),
        name=Name(given=row["Given name"], family=row["Family name"]),
        job_title=row["Job title"],
        organisation=row["Organisation"],
        topics=tuple(topic.strip() for topic in row["Topics"].split(",") if topic.strip()),
        talks=(row["Talk title"],) if row["Talk title"] else (),
    )


def _rows(name: str) -> list[dict[str, str]]:
    with (TOPICS / name).open(encoding="utf-8") as file:
        return list(csv.DictReader(file, delimiter=";"))
