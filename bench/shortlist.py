"""Choosing a table, beside one numpy matrix-vector product over as many people; finding people as one types.

The crowd is prepared beforehand, as in the program, where it is kept until somebody's data change; what that costs is
told on a line of its own. Inside the measured span: closeness to a topic that was never asked, the whole search, the
bench, and the reasons. Topics take turns so that nothing remembered helps.
"""

import time
from itertools import count

import numpy as np

from bench.crowd import people
from bench.pairs import compare, line
from organizer.domain.crowds import gather
from organizer.domain.directories import Directory, Filters, open_directory
from organizer.domain.shortlist import suggest
from organizer.domain.table_requests import Request

TYPED = ("fam", "family1", "given77", "famliy", "house 12", "privacy", "learning", "search software", "open data", "g")
OFTEN = 20


def measure() -> None:
    """Suggest a table from a small and a large crowd, and look for people in the large one."""
    for size in (1_000, 100_000):
        known = people(size)
        crowd = _timed(f"prepare {size:,} people for suggestions, once per change", lambda known=known: gather(known))
        vectors, topic, turn = np.ones((size, 128), np.float32), np.ones(128, np.float32), count()
        compare(
            f"suggest from {size:,} people / numpy matrix (128) @ vector",
            lambda known=known, crowd=crowd, turn=turn: suggest(known, _request(next(turn)), crowd=crowd),
            lambda vectors=vectors, topic=topic: vectors @ topic,
            rounds=15,
        )
    _search(_timed("prepare 100,000 people for being looked through", lambda: open_directory(crowd)))


def _request(turn: int) -> Request:
    return Request(topic=f"Open research data in daily work, evening {turn}")


def _search(directory: Directory) -> None:
    """The slowest of a hundred searches by words, and by topic."""
    words = [_spent(lambda typed=typed: directory.find(typed, Filters(), limit=20)) for typed in TYPED * OFTEN]
    near = [
        _spent(lambda turn=turn: directory.find("", Filters(), near=f"Research software {turn}", limit=20))
        for turn in range(5 * OFTEN)
    ]
    for what, spent in (("words", words), ("topic", near)):
        print(
            f"search of 100,000 people by {what}: CPU ms p50 {1e3 * np.percentile(spent, 50):.2f}, "
            f"p99 {1e3 * np.percentile(spent, 99):.2f}"
        )


def _spent(work) -> float:
    before = time.process_time()
    work()
    return time.process_time() - before


def _timed(what: str, work):
    before = time.process_time()
    made = work()
    line(what, time.process_time() - before, 1.0)
    return made
