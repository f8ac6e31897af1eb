"""An attendee list: rows of cells, what each column holds, and what became of every row."""

from dataclasses import dataclass
from enum import StrEnum

from organizer.domain.errors import N_, NotFoundError, OrganizerError, Problem
from organizer.domain.names import Name
from organizer.domain.vocabulary import Consent, Formality, Language, Level


class Field(StrEnum):
    """What a column may hold. IGNORED is a choice of the host or a column that says nothing of a person.

    TAGLINE is "role at company" in one cell; TOPIC_OPTION one yes/no column per topic; BUYER_NAME and BUYER_EMAIL
    belong to whoever booked, ORDER and ADD_ON tie the rows of one booking together; a NOTE may say that somebody
    cancelled.
    """

    FULL_NAME = "full name"
    GIVEN = "given name"
    MIDDLE = "middle name"
    FAMILY = "family name"
    PARTICLE = "particle"
    HONORIFIC = "academic title"
    SUFFIX = "suffix"
    EMAIL = "email"
    ORGANISATION = "organisation"
    DEPARTMENT = "department"
    JOB_TITLE = "job title"
    TAGLINE = "job title and organisation"
    CITY = "city"
    COUNTRY = "country"
    TOPICS = "topics"
    TOPIC_OPTION = "topic, yes or no"
    TALKS = "talks"
    BIO = "bio"
    PROFILE_URL = "profile"
    LANGUAGE = "language"
    STATUS = "status"
    SPEAKER = "speaker"
    CONSENT = "consent"
    NOTE = "note"
    BUYER_NAME = "name of whoever booked"
    BUYER_EMAIL = "email of whoever booked"
    ORDER = "order"
    ADD_ON = "add-on"
    IGNORED = "ignored"


class ListKind(StrEnum):
    """What was brought: a list of those who come, or the programme of those who speak."""

    LIST = "list"
    PROGRAMME = "programme"


class ListGoneError(NotFoundError):
    message = N_(
        "There is no list at this address: it was thrown away, or the address is mistyped. Look among your lists, or "
        "bring it in again."
    )


class NotAListError(OrganizerError):
    message = N_(
        "This file cannot be read as a list of people. Tables (CSV, TSV), workbooks (XLSX, XLS, ODS), vCards, web "
        "pages, PDFs, text and a zip with one of these can be read. Save the list as one of these, or copy its rows "
        "and paste them as text."
    )


class EmptyListError(OrganizerError):
    message = N_("This list is empty. Check whether you chose the right file, or paste the rows as text.")


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
    """One row of a table as it was read; `number` is its line in the file, or row of the sheet, from 1.

    `merged` are the columns of cells that reach down from the row above.
    """

    number: int
    cells: tuple[str, ...]
    merged: tuple[int, ...] = ()

    @property
    def text(self) -> str:
        return " | ".join(cell for cell in self.cells if cell)


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """A table found in a file: its header row and the rows below it, ragged rows filled up to the header's width.

    `title` is a line of its own right above the header ("Panelist Details").
    """

    header: tuple[str, ...]
    header_number: int
    rows: tuple[Row, ...]
    sheet: str = ""
    title: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Attendee:
    """What one list shows of one person. `row` is where, `rows` all rows that speak of the same person.

    `sheet` is filled where a workbook's rows lie on another sheet than its main table. A language is guessed when it
    was concluded from the country rather than said by the list. `formality` and `note` only an export of our own tells.
    """

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
    language_is_guessed: bool = False
    topics: tuple[str, ...] = ()
    talks: tuple[str, ...] = ()
    bio: str = ""
    profile_url: str = ""
    consent: Consent = Consent.NOT_ASKED
    is_speaker: bool | None = None
    sheet: str = ""
    formality: Formality | None = None
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class SetAside:
    """A row that gave no person of its own, kept with the reason; a repeat with the place of whom it speaks of."""

    row: int
    verdict: RowVerdict
    text: str
    sheet: str = ""
    person: int | None = None

    @property
    def place(self) -> str:
        """Where it stands: the number of its row, with its sheet where that is not the main one."""
        return f"{self.sheet} {self.row}".strip()


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """Everything that was read from one file: people, rows set aside, and what needs attention.

    `columns` says which Field each column of `table` was taken for, `sheets` what other tables the file offers.
    """

    attendees: tuple[Attendee, ...]
    set_aside: tuple[SetAside, ...]
    problems: tuple[Problem, ...]
    table: Table
    columns: tuple[Field, ...]
    encoding: str = ""
    delimiter: str = ""
    sheets: tuple[str, ...] = ()
