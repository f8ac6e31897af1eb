"""Choosing a table, beside one numpy matrix-vector product over as many people."""

import numpy as np

from bench.crowd import people
from bench.pairs import compare
from organizer.domain.shortlist import Request, suggest


def measure() -> None:
    """Suggest a table from a small and a large crowd."""
    for size in (1_000, 100_000):
        crowd = people(size)
        vectors, topic = np.ones((size, 128), np.float32), np.ones(128, np.float32)
        compare(
            f"suggest from {size:,} people / numpy matrix (128) @ vector",
            lambda crowd=crowd: suggest(crowd, Request(topic="Open research data")),
            lambda vectors=vectors, topic=topic: vectors @ topic,
        )
