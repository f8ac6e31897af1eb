"""What a list shows before it is imported: its columns, its first people, what needs attention, what was set aside."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from flask_babel import gettext

from organizer.domain.attendee_list import Attendee, Field, Reading, RowVerdict, SetAside
from organizer.domain.errors import Problem
from organizer.domain.list_decisions import ENCODINGS
from organizer.domain.names import tidy
from organizer.domain.plain_text import shortened
from organizer.domain.reading import ADDRESS_FAULTS
from organizer.services.attendee_lists import Fate, Preview
from organizer.store.attendee_lists import ListHead
from organizer.web.languages import sentence
from organizer.web.words import NAMELESS

FIRST_PEOPLE = 10
CROWD = 2_000  # people of whom hardly anybody will be at a table
SAMPLES = 3
LONGEST_SAMPLE, LONGEST_ADDRESS = 40, 120
FIRST_ROWS = 25
FIRST_ADVICE = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class ColumnShown:
    """One column: where it stands, what it was taken for, and some of its values."""

    index: int
    name: str
    field: Field
    samples: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class RowShown:
    """A row by its number, and whom or what it speaks of."""

    place: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AdviceShown:
    """What to do, with the first rows it concerns and the numbers of all others."""

    sentence: str
    rows: tuple[RowShown, ...]
    others: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class AsideShown:
    """The first rows set aside for one reason, and how many there are."""

    verdict: RowVerdict
    rows: tuple[RowShown, ...]
    total: int

    @property
    def more(self) -> int:
        return self.total - len(self.rows)


@dataclass(frozen=True, slots=True, kw_only=True)
class PreviewShown:
    """Everything the page of a list shows before it is imported."""

    head: ListHead
    mark: str
    read: int
    rows: int  # about, where only the first were read
    known: int
    repeats: int
    set_aside: int
    without_address: int
    fates: tuple[Fate, ...]
    places: tuple[str, ...]  # of the rows of each of them
    about_list: tuple[str, ...]
    advice: tuple[AdviceShown, ...]
    aside: tuple[AsideShown, ...]
    used: tuple[ColumnShown, ...]
    unused: tuple[ColumnShown, ...]
    encoding: str
    chosen_encoding: str
    sheets: tuple[str, ...]
    sheet: str
    chosen_sheet: str
    is_recalled: bool

    @property
    def is_crowd(self) -> bool:
        """Whether the list holds far more people than anybody chooses a table from."""
        return max(self.rows, self.read) > CROWD


def show(preview: Preview) -> PreviewShown:
    """The preview as the page shows it."""
    reading = preview.reading
    columns = tuple(_columns(reading))
    repeats = sum(one.verdict is RowVerdict.REPEAT for one in reading.set_aside)
    return PreviewShown(
        head=preview.head,
        mark=preview.mark,
        read=len(preview.fates),
        rows=preview.rows,
        known=len(preview.fates) - preview.newcomers,
        repeats=repeats,
        set_aside=len(reading.set_aside) - repeats,
        without_address=sum(not attendee.email for attendee in reading.attendees),
        fates=preview.fates[:FIRST_PEOPLE],
        places=tuple(_places(reading)),
        about_list=tuple(sentence(problem) for problem in reading.problems if problem.row is None),
        advice=tuple(_advice(reading)),
        aside=tuple(_aside(reading.set_aside)),
        used=tuple(column for column in columns if column.field is not Field.IGNORED),
        unused=tuple(column for column in columns if column.field is Field.IGNORED),
        # Text that was pasted came as letters; only files have bytes to read in another way.
        encoding="" if preview.head.filename in NAMELESS else _encoding_name(reading.encoding),
        chosen_encoding=preview.waiting.decisions.encoding,
        sheets=reading.sheets,
        sheet=reading.table.sheet,
        chosen_sheet=preview.waiting.decisions.sheet,
        is_recalled=preview.waiting.is_recalled(reading.table),
    )


def rows_aside(preview: Preview, verdict: RowVerdict) -> tuple[RowShown, ...]:
    """Every row that was set aside for one reason."""
    return tuple(_row(one) for one in preview.reading.set_aside if one.verdict is verdict)


def _places(reading: Reading) -> Iterator[str]:
    """Where the rows of each of the first people stand."""
    for at, attendee in enumerate(reading.attendees[:FIRST_PEOPLE]):
        repeats = (one.place for one in reading.set_aside if one.person == at)
        yield ", ".join([f"{attendee.sheet} {attendee.row}".strip(), *repeats])


def _encoding_name(codecs: str) -> str:
    """The name people know an encoding by; of a list that mixes two, both. A BOM is no other encoding."""
    return ", ".join(ENCODINGS.get(name.removesuffix("-sig"), name.upper()) for name in codecs.split(", ") if name)


def _columns(reading: Reading) -> Iterator[ColumnShown]:
    """Columns that hold anything, or were taken for something."""
    for index, (header, field) in enumerate(zip(reading.table.header, reading.columns, strict=True)):
        samples = tuple(_samples(reading, index))
        if samples or field is not Field.IGNORED:
            name = shortened(header.strip(), LONGEST_SAMPLE) or gettext("Column %(number)d", number=index + 1)
            yield ColumnShown(index=index, name=name, field=field, samples=samples)


def _samples(reading: Reading, index: int) -> Iterator[str]:
    """The first different values of a column."""
    seen: set[str] = set()
    for row in reading.table.rows:
        cell = row.cells[index].strip() if index < len(row.cells) else ""
        if cell and cell not in seen:
            seen.add(cell)
            yield shortened(tidy(cell[: 4 * LONGEST_SAMPLE]), LONGEST_SAMPLE)
        if len(seen) == SAMPLES:
            return


def _advice(reading: Reading) -> Iterator[AdviceShown]:
    """Advice that concerns rows, each said once."""
    typed = _faulty_addresses(reading)
    concerned: dict[str, list[Problem]] = {}
    for problem in reading.problems:
        if problem.row is not None:
            concerned.setdefault(sentence(problem), []).append(problem)
    about_addresses = {gettext(advice) for advice in ADDRESS_FAULTS.values()}
    for advice, problems in concerned.items():
        first, others = problems[:FIRST_ADVICE], problems[FIRST_ADVICE:]
        cells = typed if advice in about_addresses else {}
        rows = tuple(_named(problem, reading, cells) for problem in first)
        yield AdviceShown(sentence=advice, rows=rows, others=tuple(_place(problem, reading) for problem in others))


def _faulty_addresses(reading: Reading) -> dict[int, str]:
    """What the address cells of a row say, where something is wrong with one of them; rows of other sheets are not
    here."""
    faulty = {problem.row for problem in reading.problems if problem.advice in ADDRESS_FAULTS.values()}
    here = faulty & {attendee.row for attendee in reading.attendees if not attendee.sheet}
    columns = [index for index, field in enumerate(reading.columns) if field is Field.EMAIL]
    return {
        row.number: shortened(
            " ".join(" ".join(row.cells[at] for at in columns if at < len(row.cells)).split()), LONGEST_ADDRESS
        )
        for row in reading.table.rows
        if row.number in here
    }


def _concerned(problem: Problem, reading: Reading) -> Attendee | None:
    return None if problem.person is None else reading.attendees[problem.person]


def _place(problem: Problem, reading: Reading) -> str:
    """The number of a row, with its sheet where that is not the main one."""
    attendee = _concerned(problem, reading)
    return f"{attendee.sheet if attendee else ''} {problem.row}".strip()


def _named(problem: Problem, reading: Reading, cells: Mapping[int, str]) -> RowShown:
    """Whom a problem concerns, with what the address cells of the main table say in that row."""
    attendee = _concerned(problem, reading)
    name = attendee.name.display if attendee else ""
    typed = cells.get(problem.row or 0, "") if not (attendee and attendee.sheet) else ""
    return RowShown(place=_place(problem, reading), text=", ".join(part for part in (name, typed) if part))


def _aside(set_aside: Sequence[SetAside]) -> Iterator[AsideShown]:
    """Rows set aside, by reason; doubles are among them."""
    for verdict in RowVerdict:
        rows = [one for one in set_aside if one.verdict is verdict]
        if rows:
            shown = tuple(map(_row, rows[:FIRST_ROWS]))
            yield AsideShown(verdict=verdict, rows=shown, total=len(rows))


def _row(one: SetAside) -> RowShown:
    return RowShown(place=one.place, text=tidy(one.text))
