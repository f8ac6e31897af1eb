"""What single rows of a list tell of somebody, also those that gave no person of their own."""

from collections.abc import Collection

from organizer.domain.attendee_list import Attendee, Reading
from organizer.domain.attendee_rows import read_as_person
from organizer.domain.row_parts import lay_out

FILLABLE = (
    "email",
    "organisation",
    "department",
    "job_title",
    "city",
    "country",
    "time_zone",
    "language",
    "topics",
    "talks",
    "bio",
    "profile_url",
    "is_speaker",
)


def told_by(reading: Reading, numbers: Collection[int]) -> dict[int, Attendee]:
    """By its number what each of these rows of the main table tells; rows of other tables are left out."""
    if not numbers:
        return {}
    layout = lay_out(reading.table, reading.columns)
    return {row.number: read_as_person(row, layout) for row in reading.table.rows if row.number in numbers}


def added_by(repeat: Attendee, first: Attendee) -> tuple[str, ...]:
    """What a repeat tells that the first row of that person leaves open."""
    return tuple(name for name in FILLABLE if not getattr(first, name) and getattr(repeat, name))
