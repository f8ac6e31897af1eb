"""Invented people in any number; the same every time."""

import csv
import io

from organizer.domain.names import Name
from organizer.domain.people import Person
from organizer.domain.vocabulary import Level, PersonId

FIELDS = ("Open data", "Privacy", "Research software", "Archives", "Teaching", "Metadata", "Ethics", "Machine learning")
COUNTRIES = ("DE", "NL", "AT", "BE", "GB", "CH", "IE")


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
