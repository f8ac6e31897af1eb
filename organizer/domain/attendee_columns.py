"""The rows of a long list, read column by column: what a value means is worked out once, however often it stands there.

The result is that of `read_row` for every single row; rows with anything special in them are read by it.
"""

import re
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import compress
from operator import and_, attrgetter, itemgetter
from typing import Any

from organizer.domain.addresses import INVENTED_DOMAINS, INVENTED_LOCALS, AddressFault, read_address
from organizer.domain.attendance import is_initial, is_ordinary
from organizer.domain.attendee_list import Attendee, Field, Row, SetAside
from organizer.domain.attendee_rows import read_as_person, read_row
from organizer.domain.levels import guess_level, is_independent
from organizer.domain.names import LONGEST_NAME, Name, clean_honorific, family_alone, given_alone, tidy
from organizer.domain.places import guess_language, guess_time_zone
from organizer.domain.row_parts import (
    Layout,
    cells_of,
    clean,
    first_of,
    line_of,
    read_consent,
    read_department,
    read_job,
    read_place,
    read_profile,
    read_said_language,
    read_speaker,
    read_talks,
    read_topics,
    says_off,
)
from organizer.domain.vocabulary import Level

MOST_REMEMBERED = 2**15  # values of one column
NAME = ("given", "family", "honorific", "suffix", "original")
# What an Attendee holds that one row tells, a column each; the name in its parts, and what is wrong with the address.
PLAIN_SLOTS = tuple(slot for slot in Attendee.__slots__ if slot not in ("rows", "name", "sheet", "formality", "note"))
SLOTS = (*NAME, *PLAIN_SLOTS, "fault")
TOLD_BY = ("given", "family", "email", "organisation", "city", "profile_url")
# An address in which nothing has to be mended; any other is read by `read_address`.
LONGEST_PLAIN_ADDRESS = 64
_LOCALS, _DOMAINS = ("|".join(map(re.escape, sorted(some))) for some in (INVENTED_LOCALS, INVENTED_DOMAINS))
PLAIN_ADDRESS = re.compile(
    rf"(?=.{{3,{LONGEST_PLAIN_ADDRESS}}}\Z)(?!(?:{_LOCALS})@)[a-z0-9]+(?:[._-][a-z0-9]+)*@"
    rf"(?!(?:{_DOMAINS})\Z)(?:[a-z0-9]+(?:-[a-z0-9]+)*\.)+(?!invalid\b)[a-z]{{2,20}}"
)
PLAIN_PROFILE = re.compile(r"https://(?:www\.)?(?:linkedin|xing)\.com/[a-z]+/[a-z0-9-]+")
# With anything in these the name of a row is put together by `read_row`.
PARTS_BESIDE = (Field.MIDDLE, Field.PARTICLE, Field.SUFFIX)

ReadPart = Callable[[Row, Layout], Any]
ReadCell = Callable[[str], Any]
Column = Sequence[Any]
Aside = tuple[SetAside, Attendee]


@dataclass(frozen=True, slots=True, kw_only=True)
class AttendeeColumns:
    """Attendees as columns by SLOTS in the order of their rows, and the rows that gave none with whom they speak of."""

    columns: Mapping[str, list[Any]]
    set_aside: tuple[Aside, ...] = ()

    def __len__(self) -> int:
        return len(self.columns["row"])

    def attendee(self, at: int) -> Attendee:
        """One of them as a whole."""
        values = {slot: self.columns[slot][at] for slot in PLAIN_SLOTS}
        return Attendee(rows=(values["row"],), name=self.name(at), **values)

    def name(self, at: int) -> Name:
        return Name(**{part: self.columns[part][at] for part in NAME})

    @staticmethod
    def of(attendees: Sequence[Attendee]) -> "AttendeeColumns":
        """Attendees put into columns."""
        names = {part: list(map(attrgetter(f"name.{part}"), attendees)) for part in NAME}
        others = {slot: list(map(attrgetter(slot), attendees)) for slot in PLAIN_SLOTS}
        return AttendeeColumns(columns={**names, **others, "fault": [None] * len(attendees)})

    def only(self, kept: Sequence[bool]) -> "AttendeeColumns":
        """Those of them that are kept."""
        return AttendeeColumns(columns={slot: list(compress(column, kept)) for slot, column in self.columns.items()})


def stand_alone(layout: Layout) -> bool:
    """Whether each row of a table stands for itself: neither bookings of several rows nor a log of joins."""
    return not layout.is_join_log and Field.ORDER not in layout.at and Field.ADD_ON not in layout.at


class ColumnReader:
    """Reads the rows of one table, some thousands at a time, and remembers what it has read."""

    def __init__(self, layout: Layout) -> None:
        self._layout = layout
        self._width = len(layout.columns)
        self._parts = [(slots, _Part(layout, *how)) for slots, *how in _parts(layout)]
        self._off = _Part(layout, (Field.STATUS, Field.NOTE), says_off)
        self._titles = _Part(layout, (Field.HONORIFIC,), _honorific)
        self._given, self._family = _Remembered(_ordinary_given), _Remembered(_ordinary_family)
        self._levels, self._independent = _Remembered(guess_level), _Remembered(is_independent)

    def read(self, numbers: Sequence[int], rows: Sequence[Sequence[str]]) -> AttendeeColumns:
        """Read some rows of cells; `numbers` are their lines. Blank rows give nothing at all."""
        cells = self._columns(rows)
        columns: dict[str, list[Any]] = {"row": list(numbers)}
        for slots, part in self._parts:
            found = part.read(cells, len(rows))
            columns |= {slots[0]: found} if len(slots) == 1 else _unpacked(slots, found)
        columns["level"] = self._level(columns["job_title"], columns["organisation"])
        columns["email"], columns["fault"] = self._addresses(cells, len(rows))
        columns |= self._names(cells, len(rows))
        plain, off = columns.pop("is_plain"), self._off.read(cells, len(rows))
        alone = [
            at
            for at, (is_plain, is_off, email) in enumerate(zip(plain, off, columns["email"], strict=True))
            if not is_plain or is_off or email is None
        ]
        return self._told(rows, columns, alone)

    def _columns(self, rows: Sequence[Sequence[str]]) -> list[Column]:
        """The cells of the columns that hold anything; all rows get the width of the table first."""
        if set(map(len, rows)) - {self._width}:
            blank = [""] * self._width
            rows = [[*row, *blank[len(row) :]] for row in rows]
        columns: list[Column] = list(zip(*rows, strict=False)) or [()] * self._width
        return columns[: self._width]

    def _names(self, cells: Sequence[Column], count: int) -> dict[str, list[Any]]:
        """The names in their parts; `is_plain` says of which rows they are the whole truth."""
        given, family = (self._one_column(cells, field) for field in (Field.GIVEN, Field.FAMILY))
        if given is None or family is None:
            return {**{part: [""] * count for part in NAME}, "is_plain": [False] * count}
        first, last = self._given.all(given), self._family.all(family)
        titles = self._titles.read(cells, count)
        is_plain = list(map(and_, map(bool, first), map(bool, last)))
        for at in (at for field in PARTS_BESIDE for at in self._layout.at.get(field, ())):
            is_plain = [plain and not cell for plain, cell in zip(is_plain, cells[at], strict=True)]
        return {
            "given": first,
            "family": last,
            "honorific": [title for title, _ in titles],
            "suffix": [""] * count,
            "original": [
                f"{title}{one} {other}"[:LONGEST_NAME]
                for (_, title), one, other in zip(titles, given, family, strict=True)
            ],
            "is_plain": is_plain,
        }

    def _level(self, job_titles: Column, organisations: Column) -> list[Level]:
        """As `guess_level` for many: there are far fewer titles and organisations than pairs of them."""
        own_account = Level.INDEPENDENT
        guessed = zip(self._independent.all(organisations), self._levels.all(job_titles), strict=True)
        return [own_account if is_independent else level for is_independent, level in guessed]

    def _one_column(self, cells: Sequence[Column], field: Field) -> Column | None:
        at = self._layout.at.get(field, ())
        return cells[at[0]] if len(at) == 1 else None

    def _addresses(self, cells: Sequence[Column], count: int) -> tuple[list[Any], list[Any]]:
        """The addresses, and what is wrong with them; None for an address that the name of the row decides on."""
        column = self._one_column(cells, Field.EMAIL)
        if Field.BUYER_EMAIL in self._layout.at or (column is None and Field.EMAIL in self._layout.at):
            return [None] * count, [None] * count
        if column is None:
            return [""] * count, [None] * count
        faults: list[AddressFault | None] = [None] * count
        emails = [cell if PLAIN_ADDRESS.fullmatch(cell) else None for cell in column]
        for at, email in enumerate(emails):
            if email is None:
                read = read_address(column[at])
                emails[at], faults[at] = read.email, read.fault
        return emails, faults

    def _told(
        self, rows: Sequence[Sequence[str]], columns: dict[str, list[Any]], alone: Sequence[int]
    ) -> AttendeeColumns:
        """The columns with the rows that need more than a look at their cells, without those that gave nobody."""
        aside: dict[int, Aside | None] = {}
        for at in alone:
            self._read_alone(at, rows[at], columns, aside)
        if aside:
            kept = [at not in aside for at in range(len(rows))]
            columns = {slot: list(compress(column, kept)) for slot, column in columns.items()}
        return AttendeeColumns(columns=columns, set_aside=tuple(one for one in aside.values() if one))

    def _read_alone(
        self, at: int, row: Sequence[str], columns: dict[str, list[Any]], aside: dict[int, Aside | None]
    ) -> None:
        if not any(map(str.strip, row)):
            aside[at] = None
            return
        whole = Row(number=columns["row"][at], cells=(*row, *[""] * (self._width - len(row))))
        found = read_row(whole, self._layout)
        if found.attendee is None:
            one = SetAside(row=whole.number, verdict=found.verdict, text=whole.text, sheet=self._layout.sheet)
            aside[at] = one, read_as_person(whole, self._layout)
            return
        for part in NAME:
            columns[part][at] = getattr(found.attendee.name, part)
        for slot in PLAIN_SLOTS:
            columns[slot][at] = getattr(found.attendee, slot)
        columns["fault"][at] = found.fault


class _Remembered(dict[Any, Any]):
    """What values mean, worked out when first met; forgotten when there are too many different ones."""

    def __init__(self, read: ReadCell) -> None:
        super().__init__()
        self._read = read

    def __missing__(self, value: Hashable) -> Any:  # noqa: ANN401 - what `read` gives
        if len(self) >= MOST_REMEMBERED:
            self.clear()
        self[value] = meaning = self._read(value)  # type: ignore[arg-type]
        return meaning

    def all(self, values: Iterable[Hashable]) -> list[Any]:
        """What each of these values means."""
        return list(map(self.__getitem__, values))


class _Part:
    """One part of the rows, which depends on the cells of some fields alone; a plain cell means what it says."""

    def __init__(
        self, layout: Layout, fields: Sequence[Field], read: ReadPart, is_plain: Callable[[str], object] | None = None
    ) -> None:
        self._is_plain = is_plain
        self._at = [at for field in fields for at in layout.at.get(field, ())]
        self._layout, self._width, self._read_row = layout, len(layout.columns), read
        self._known = _Remembered(self._read_cells)

    def read(self, cells: Sequence[Column], count: int) -> list[Any]:
        known = self._known
        if not self._at:
            return [known[()]] * count
        if len(self._at) == 1:
            is_plain, column = self._is_plain, cells[self._at[0]]
            if is_plain:
                return [cell if cell and is_plain(cell) else known[cell] for cell in column]
            return known.all(column)
        return known.all(zip(*itemgetter(*self._at)(cells), strict=True))

    def _read_cells(self, key: Any) -> Any:  # noqa: ANN401
        """Read a row in which nothing stands but these cells."""
        cells = [""] * self._width
        for at, cell in zip(self._at, key if len(self._at) != 1 else (key,), strict=True):
            cells[at] = cell
        return self._read_row(Row(number=0, cells=tuple(cells)), self._layout)


def _unpacked(slots: Sequence[str], found: Column) -> dict[str, list[Any]]:
    return dict(zip(slots, map(list, zip(*found, strict=True)), strict=True)) if found else {slot: [] for slot in slots}


def _parts(layout: Layout) -> list[tuple[Any, ...]]:
    """What the columns give, from which fields, how a row of them is read, and which cells mean what they say."""
    job: tuple[Field, ...] = (Field.JOB_TITLE, Field.ORGANISATION, Field.TAGLINE, Field.FULL_NAME)
    job += (Field.EMAIL,) if Field.FULL_NAME in layout.at else ()
    together = (("job_title", "organisation"), job, read_job)
    each = [
        ((slot,), (field,), _line_reader(field))
        for slot, field in (("job_title", Field.JOB_TITLE), ("organisation", Field.ORGANISATION))
    ]
    where = ("city", "country", "time_zone", "language", "language_is_guessed")
    return [
        *(each if Field.ORGANISATION in layout.at and Field.TAGLINE not in layout.at else [together]),
        (("department",), (Field.DEPARTMENT, Field.TAGLINE), read_department),
        (where, (Field.CITY, Field.COUNTRY, Field.LANGUAGE), _where),
        (("topics",), (Field.TOPICS, Field.TOPIC_OPTION), read_topics),
        (("talks",), (Field.TALKS,), read_talks),
        (("bio",), (Field.BIO,), _bio, _is_clean),
        (("profile_url",), (Field.PROFILE_URL,), read_profile, PLAIN_PROFILE.fullmatch),
        (("consent",), (Field.CONSENT,), read_consent),
        (("is_speaker",), (Field.SPEAKER, Field.NOTE, Field.TALKS), read_speaker),
    ]


def _line_reader(field: Field) -> ReadPart:
    return lambda row, layout: line_of(row, layout, field)


def _is_clean(cell: str) -> bool:
    return clean(cell) == cell


def _bio(row: Row, layout: Layout) -> str:
    return first_of(row, layout, Field.BIO)


def _where(row: Row, layout: Layout) -> tuple[Any, ...]:
    city, country = read_place(row, layout)
    said = read_said_language(row, layout)
    language = said or guess_language(country, city, layout.language)
    return city, country, guess_time_zone(city, country), language, language is not None and said is None


def _honorific(row: Row, layout: Layout) -> tuple[str, str]:
    """The academic title of a row, and how its name as it was written begins."""
    text = tidy(" ".join(cells_of(row, layout, Field.HONORIFIC)))
    return clean_honorific(text), f"{text} " if text else ""


def _ordinary_given(cell: str) -> str:
    """The given name in an ordinary cell as it is shown; empty when the cell needs a closer look."""
    return given_alone(cell) if is_initial(cell) or _is_plain(cell) else ""


def _ordinary_family(cell: str) -> str:
    """The family name in an ordinary cell as it is shown; empty when the cell needs a closer look."""
    return family_alone(cell) if _is_plain(cell) else ""


def _is_plain(cell: str) -> bool:
    return is_ordinary(cell) and clean(cell) == cell == tidy(cell)
