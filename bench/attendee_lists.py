"""Reading attendee lists, beside what the bare parser takes."""

import csv
import io

from bench.crowd import a_list
from bench.pairs import compare
from organizer.formats.attendee_lists import read_attendee_list


def measure() -> None:
    """Read a CSV of ten thousand people."""
    listed = a_list(10_000)
    compare(
        "read a CSV of 10,000 people / csv.reader of the same bytes",
        lambda: read_attendee_list(listed),
        lambda: list(csv.reader(io.StringIO(listed.decode()))),
    )
