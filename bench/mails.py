"""Composing mails with calendar objects, beside the same mails without."""

from dataclasses import replace

from bench.pairs import compare
from organizer.formats.calendar_objects import write
from organizer.formats.mails import compose
from tests.builders import a_calendar_object, a_mail


def measure() -> None:
    """Compose a hundred mails with and without a calendar object."""
    entry, mail = a_calendar_object(), a_mail()
    compare(
        "100 calendar objects and mails / 100 mails without calendar",
        lambda: [compose(replace(mail, calendar=write(entry))) for _ in range(100)],
        lambda: [compose(replace(mail, calendar=None, method=None)) for _ in range(100)],
    )
