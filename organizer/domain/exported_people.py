"""People as rows of a table that is ours: written without loss, and read back without a guess."""

import re
from collections.abc import Iterable, Sequence
from enum import StrEnum
from typing import TypeVar

from organizer.domain.attendee_list import Attendee, Field, Reading, Row, Table
from organizer.domain.names import Name
from organizer.domain.people import Person
from organizer.domain.vocabulary import Consent, Formality, Language, Level

# The headers tell an export from every other list: they stand together like this nowhere else.
COLUMNS = {
    "given": "Given name",
    "family": "Family name",
    "honorific": "Academic title",
    "suffix": "Degree behind",
    "original": "Name as written",
    "email": "Mail address",
    "organisation": "Organisation",
    "department": "Department",
    "job_title": "Job title",
    "level": "Level (top, senior, junior, independent, unknown)",
    "city": "City",
    "country": "Country",
    "time_zone": "Time zone",
    "language": "Language",
    "formality": "Form of address (formal, informal)",
    "topics": "Topics, one a line",
    "talks": "Talks, one a line",
    "bio": "Bio",
    "profile_url": "Profile",
    "consent": "Agrees to be listed (yes, no, not asked)",
    "is_speaker": "Speaker (yes, no)",
    "note": "My note",
}
HEADER = tuple(COLUMNS.values())
FIELDS = {
    "given": Field.GIVEN,
    "family": Field.FAMILY,
    "honorific": Field.HONORIFIC,
    "suffix": Field.SUFFIX,
    "email": Field.EMAIL,
    "organisation": Field.ORGANISATION,
    "department": Field.DEPARTMENT,
    "job_title": Field.JOB_TITLE,
    "city": Field.CITY,
    "country": Field.COUNTRY,
    "language": Field.LANGUAGE,
    "topics": Field.TOPICS,
    "talks": Field.TALKS,
    "bio": Field.BIO,
    "profile_url": Field.PROFILE_URL,
    "consent": Field.CONSENT,
    "is_speaker": Field.SPEAKER,
}
NAME = ("given", "family", "honorific", "suffix", "original")
# What spreadsheets take for a formula. Quotes before it are counted, so that one more can be taken off again.
FORMULA = re.compile(r"'*[=+\-@%|\t\r\n＝＋－＠]")
DEFUSED = re.compile(r"'('*[=+\-@%|\t\r\n＝＋－＠])")

Kind = TypeVar("Kind", bound=StrEnum)


def export_rows(people: Iterable[Person]) -> Iterable[tuple[str, ...]]:
    """A header and one row of plain text for each person; no cell is taken for a formula."""
    yield HEADER
    for person in people:
        yield tuple(defused(_written(person, field)) for field in COLUMNS)


def defused(cell: str) -> str:
    """A cell that no spreadsheet takes for a formula."""
    return f"'{cell}" if FORMULA.match(cell) else cell


def is_export(rows: Sequence[Row]) -> bool:
    """Whether rows begin with the header of an export."""
    return bool(rows) and rows[0].cells[: len(HEADER)] == HEADER


def read_export(rows: Sequence[Row]) -> Reading:
    """The people of an export: every row is one, none is joined with another."""
    body = tuple(filled for filled in map(_filled, rows[1:]) if any(filled.cells))
    table = Table(header=HEADER, header_number=rows[0].number, rows=body)
    return Reading(
        attendees=tuple(map(_attendee, body)),
        set_aside=(),
        problems=(),
        table=table,
        columns=tuple(FIELDS.get(field, Field.IGNORED) for field in COLUMNS),
    )


def _written(person: Person, field: str) -> str:
    value = getattr(person.name if field in NAME else person, field)
    if isinstance(value, tuple):
        return "\n".join(value)
    if isinstance(value, bool):
        return "yes" if value else "no"
    return str(value or "")


def _filled(row: Row) -> Row:
    blanks = ("",) * (len(HEADER) - len(row.cells))
    return Row(number=row.number, cells=(*row.cells, *blanks)[: len(HEADER)])


def _attendee(row: Row) -> Attendee:
    said = {field: _fused(cell) for field, cell in zip(COLUMNS, row.cells, strict=True)}
    name = Name(**{part: said.pop(part) for part in NAME})
    return Attendee(
        row=row.number,
        rows=(row.number,),
        name=name,
        email=said["email"],
        organisation=said["organisation"],
        department=said["department"],
        job_title=said["job_title"],
        level=_one_of(Level, said["level"]) or Level.UNKNOWN,
        city=said["city"],
        country=said["country"],
        time_zone=said["time_zone"],
        language=_one_of(Language, said["language"]),
        formality=_one_of(Formality, said["formality"]),
        topics=_lines(said["topics"]),
        talks=_lines(said["talks"]),
        bio=said["bio"],
        profile_url=said["profile_url"],
        consent=_one_of(Consent, said["consent"]) or Consent.NOT_ASKED,
        is_speaker=said["is_speaker"] == "yes",
        note=said["note"],
    )


def _fused(cell: str) -> str:
    return cell[1:] if DEFUSED.match(cell) else cell


def _lines(cell: str) -> tuple[str, ...]:
    return tuple(line for line in cell.split("\n") if line)


def _one_of(kind: type[Kind], word: str) -> Kind | None:
    return kind(word) if word in list(kind) else None
