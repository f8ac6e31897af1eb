"""`make bench`: what the parts cost, in CPU time beside a floor of the same run, medians of interleaved rounds.

CPU seconds are user and system time of this process; ratios travel to other machines, seconds do not.
"""

import csv
import io
import os
import time
from collections.abc import Callable
from dataclasses import replace
from statistics import median

import numpy as np

from organizer.domain.names import Name
from organizer.domain.people import Person
from organizer.domain.shortlist import Request, suggest
from organizer.domain.vocabulary import Level, PersonId
from organizer.formats.attendee_lists import read_attendee_list
from organizer.formats.calendar_objects import write
from organizer.formats.mails import compose
from tests.builders import a_calendar_object, a_mail

ROUNDS = 5
FIELDS = ("Open data", "Privacy", "Research software", "Archives", "Teaching", "Metadata", "Ethics", "Machine learning")
COUNTRIES = ("DE", "NL", "AT", "BE", "GB", "CH", "IE")

Work = Callable[[], object]


def main() -> None:
    """Run everything once and print a line for each."""
    os.environ["OPENBLAS_NUM_THREADS"] = "1"
    print(f"{'what':58} {'CPU s':>9} {'floor s':>9} {'ratio':>8}")
    for size in (1_000, 100_000):
        crowd = people(size)
        vectors, topic = np.ones((size, 128), np.float32), np.ones(128, np.float32)
        compare(
            f"suggest from {size:,} people / numpy matrix (128) @ vector",
            lambda crowd=crowd: suggest(crowd, Request(topic="Open research data")),
            lambda vectors=vectors, topic=topic: vectors @ topic,
        )
    listed = a_list(10_000)
    compare(
        "read a CSV of 10,000 people / csv.reader of the same bytes",
        lambda: read_attendee_list(listed),
        lambda: list(csv.reader(io.StringIO(listed.decode()))),
    )
    entry, mail = a_calendar_object(), a_mail()
    compare(
        "100 calendar objects and mails / 100 mails without calendar",
        lambda: [compose(replace(mail, calendar=write(entry))) for _ in range(100)],
        lambda: [compose(replace(mail, calendar=None, method=None)) for _ in range(100)],
    )


def compare(what: str, work: Work, floor: Work) -> None:
    """Time both in turn, and print the medians and their ratio."""
    spent = [(_cpu(work), _cpu(floor)) for _ in range(ROUNDS)]
    ours, least = (median(one[side] for one in spent) for side in (0, 1))
    print(f"{what:58} {ours:9.4f} {least:9.5f} {ours / max(least, 1e-9):8.1f}")


def _cpu(work: Work) -> float:
    before = time.process_time()
    work()
    return time.process_time() - before


def people(size: int) -> list[Person]:
    """A crowd of invented people; the same every time."""
    levels = tuple(Level)
    return [
        Person(
            id=PersonId(number + 1),
            name=Name(given=f"Given{number}", family=f"Family{number % 997}"),
            email=f"p{number}@example.org",
            organisation=f"House {number * 7 % max(7, size // 12)}",
            level=levels[number * 5 % len(levels)],
            country=COUNTRIES[number * 3 % len(COUNTRIES)],
            topics=(FIELDS[number % len(FIELDS)], FIELDS[number * 11 % len(FIELDS)]),
        )
        for number in range(size)
    ]


def a_list(size: int) -> bytes:
    """A CSV of invented people."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(["First name", "Last name", "Email", "Company", "Job title", "Country"])
    for number in range(size):
        writer.writerow(
            [f"Ada{number}", f"Person{number}", f"a{number}@example.org", f"House {number % 999}", "Analyst", "NL"]
        )
    return out.getvalue().encode()


if __name__ == "__main__":
    main()
