"""What single rows of a list tell of somebody, also those that gave no person of their own."""

from collections.abc import Collection

from organizer.domain.attendee_list import Attendee, Reading
from organizer.domain.attendee_rows import read_as_person
from organizer.domain.pasted_lines import Entry, read_entries
from organizer.domain.reading import read_sheets
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


def told_by_text(text: str) -> Attendee | None:
    """Whom the words of a row speak of, read as a pasted line; a row of another sheet begins with the sheet's name."""
    behind = text.partition(": ")[2]
    for line in (behind, text):
        reading = read_sheets([read_entries([Entry(number=1, text=line)])]) if line else None
        found = reading and next(iter(_as_people(reading)), None)
        if found and found.name.family:
            return found
    return None


def _as_people(reading: Reading) -> list[Attendee]:
    """The rows of a reading as people, whether they come or not."""
    layout = lay_out(reading.table, reading.columns)
    return [read_as_person(row, layout) for row in reading.table.rows]


def added_by(repeat: Attendee, first: Attendee) -> tuple[str, ...]:
    """What a repeat tells that the first row of that person leaves open."""
    return tuple(name for name in FILLABLE if not getattr(first, name) and getattr(repeat, name))
