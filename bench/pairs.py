"""Timing in pairs: our work and its floor in turn, medians of interleaved rounds, CPU time of this process."""

import time
from collections.abc import Callable
from statistics import median

ROUNDS = 5

Work = Callable[[], object]


def compare(what: str, work: Work, floor: Work, rounds: int = ROUNDS) -> None:
    """Time both in turn, and print the medians and their ratio."""
    spent = [(_cpu(work), _cpu(floor)) for _ in range(rounds)]
    ours, least = (median(one[side] for one in spent) for side in (0, 1))
    line(what, ours, least)


def line(what: str, ours: float, least: float) -> None:
    """Print one pair of CPU seconds and their ratio."""
    print(f"{what:76} {ours:9.4f} {least:9.5f} {ours / max(least, 1e-9):8.1f}")


def _cpu(work: Work) -> float:
    before = time.process_time()
    work()
    return time.process_time() - before
