"""An attendee list: rows of cells, what each column holds, and what became of every row."""

from dataclasses import dataclass
from enum import StrEnum

from organizer.domain.errors import Problem
from organizer.domain.names import Name
from organizer.domain.vocabulary import Consent, Language, Level


class Field(StrEnum):
    """What a column may hold. IGNORED is a choice of the host or a column that says nothing of a person."""

    FULL_NAME = "full name"
    GIVEN = "given name"
    FAMILY = "family name"
    PARTICLE = "particle"
    HONORIFIC = "academic title"
    SUFFIX = "suffix"
    EMAIL = "email"
    ORGANISATION = "organisation"
    DEPARTMENT = "department"
    JOB_TITLE = "job title"
    CITY = "city"
    COUNTRY = "country"
    TOPICS = "topics"
    TALKS = "talks"
    BIO = "bio"
    PROFILE_URL = "profile"
    LANGUAGE = "language"
    STATUS = "status"
    SPEAKER = "speaker"
    CONSENT = "consent"
    IGNORED = "ignored"


class RowVerdict(StrEnum):
    """What became of a row. Only PERSON and REPEAT belong to somebody; no row is dropped without one of these."""

    PERSON = "person"
    REPEAT = "repeat"
    NOT_ATTENDING = "not_attending"
    NO_PERSON = "no_person"
    NON_PERSON = "non_person"
    INVALID = "invalid"


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One row of a table as it was read; `number` is its line in the file, or row of the sheet, from 1."""

    number: int
    cells: tuple[str, ...]

    @property
    def text(self) -> str:
        return " | ".join(cell for cell in self.cells if cell)


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """A table found in a file: its header row and the rows below it, ragged rows filled up to the header's width."""

    header: tuple[str, ...]
    header_number: int
    rows: tuple[Row, ...]
    sheet: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Attendee:
    """What one list shows of one person. `row` is where, `rows` all rows that speak of the same person."""

    row: int
    rows: tuple[int, ...] = ()
    name: Name
    email: str = ""
    organisation: str = ""
    department: str = ""
    job_title: str = ""
    level: Level = Level.UNKNOWN
    city: str = ""
    country: str = ""
    time_zone: str = ""
    language: Language | None = None
    topics: tuple[str, ...] = ()
    talks: tuple[str, ...] = ()
    bio: str = ""
    profile_url: str = ""
    consent: Consent = Consent.NOT_ASKED
    is_speaker: bool | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SetAside:
    """A row that gave no person of its own, kept with the reason."""

    row: int
    verdict: RowVerdict
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """Everything that was read from one file: people, rows set aside, and what needs attention.

    `columns` says which Field each column of `table` was taken for.
    """

    attendees: tuple[Attendee, ...]
    set_aside: tuple[SetAside, ...]
    problems: tuple[Problem, ...]
    table: Table
    columns: tuple[Field, ...]
    encoding: str = ""
    delimiter: str = ""
