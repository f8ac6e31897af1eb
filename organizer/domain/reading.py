"""From the tables of a file to people: which tables count, which rows repeat somebody, what needs attention."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from organizer.domain.addresses import AddressFault, holds_address
from organizer.domain.attendance import heads_cancellations, is_sheet_of_cancellations
from organizer.domain.attendee_list import Field, Reading, Row, RowVerdict, SetAside, Table
from organizer.domain.attendee_rows import RowFound, read_row
from organizer.domain.errors import N_, Problem
from organizer.domain.headers import (
    ATTENDEE,
    LONGEST_VALUE,
    NAMES,
    SAMPLE_ROWS,
    SINGLE,
    fold_header,
    guess_columns,
    meaning,
    says_organisation,
    says_speaker,
)
from organizer.domain.line_parts import kind_of
from organizer.domain.names import Name, fold
from organizer.domain.pasted_lines import looks_like_person
from organizer.domain.repeats import Gathering, gather
from organizer.domain.row_parts import Layout, lay_out
from organizer.domain.sheet_shapes import in_usual_shape
from organizer.domain.tables import Findings, Sheet, find_tables, table_without_header

NO_NAMES = N_("No column with names was found. Choose which column holds the names.")
NO_ADDRESSES = N_(
    "This list has no column with e-mail addresses. Add addresses to the people you pick, or write to them by LinkedIn "
    "or XING."
)
NO_ADDRESS = N_("There is no e-mail address. Add one, or write to this person by LinkedIn or XING.")
ADDRESS_FAULTS = {
    AddressFault.LINE_BREAK: N_("The e-mail address holds a line break and was left out. Type the address in again."),
    AddressFault.SEVERAL: N_(
        "There are several e-mail addresses; the first was taken. Check whether it is the right one."
    ),
    AddressFault.UNREADABLE: N_("The e-mail address is not complete. Check it for typing errors."),
    AddressFault.INVENTED: N_("The e-mail address was made up by the event's tool. Ask for the real one."),
}
ONE_NAME = N_("Only one name was found. Add the given name and the family name before you write.")
NO_NAME = N_("There is an e-mail address but no name. Add the name before you write.")
TWO_PEOPLE = N_("Two people may share this row. Ask for both names and addresses, and invite each of them.")
SEVERAL_NAMES = re.compile(r"[^\W\d_]\.? (?:&|\+|und|and|en|et) (?=[^\W\d_])(?!zu\b|von\b|van\b|de\b)", re.IGNORECASE)
FAMILY = re.compile(
    r"(?:familie|fam\.|eheleute|ehepaar|family|echtpaar|(?:herr|mr\.?) (?:und|and|&) (?:frau|mrs))\b", re.IGNORECASE
)
SLASH = re.compile(r"\s*/\s*")
DOUBLE = N_("This may be the same person as in row %(other)s. Invite only one of the two if so.")
ALSO_CANCELLED = N_("This person is on the sheet %(sheet)s, too. Check whether they still take part.")
SHEET_LEFT_OUT = N_(
    "The sheet %(sheet)s was left out, because %(chosen)s looks more like the list of attendees. Save it as a file of "
    "its own if you need it."
)
NO_WORK = N_(
    "No job and no organisation was read from this list. The column %(column)s is not used: if it says where people "
    "work or what they do, choose so for this column."
)
FEWEST_LETTERS = 4
WORK_FIELDS = frozenset({Field.ORGANISATION, Field.JOB_TITLE, Field.TAGLINE})
TECHNICAL = re.compile(r"@|://|\d{4}|\d[:.]\d\d")
LIST_SHEET = re.compile(
    r"anmeld|registr|aanmeld|inschrijv|participa|attend|teilnehm|deelnem|guests|gäste", re.IGNORECASE
)


Corrections = Mapping[int, Field] | Callable[[Table], Mapping[int, Field]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """The tables that hold attendees, those of people who cancelled, the sheets left out; `main` is the one shown."""

    main: Table
    others: tuple[Table, ...] = ()
    cancelled: tuple[Table, ...] = ()
    left_out: tuple[str, ...] = ()
    loose: tuple[SetAside, ...] = ()


def read_sheets(sheets: Sequence[Sheet], *, columns: Corrections | None = None) -> Reading:
    """Read the people of a text table or of a workbook.

    `columns` corrects the guess for the main table, by index; a function is asked when that table is found.
    """
    choice = choose_tables([in_usual_shape(sheet) for sheet in sheets])
    main = lay_out_main(choice.main, columns)
    layouts = [main, *(_beside(table, choice.main) for table in choice.others)]
    found = [row for layout in layouts for row in _rows_found(layout)]
    gathering = gather(sorted(found, key=lambda row: (row.sheet, row.row.number)))
    set_aside = [*_repeats(gathering), *map(_aside, gathering.rest), *_cancelled(choice), *choice.loose]
    return Reading(
        attendees=tuple(person.attendee for person in gathering.people),
        set_aside=tuple(sorted(set_aside, key=lambda one: (one.sheet, one.row))),
        problems=(
            *_about_list(choice, main),
            *_about_work(gathering, main),
            *_about_people(gathering, main),
            *_also_cancelled(gathering, choice),
        ),
        table=choice.main,
        columns=main.columns,
    )


def _rows_found(layout: Layout) -> Iterator[RowFound]:
    """The rows of a table; of those in its part for people who do not come, nobody does."""
    is_off, above = heads_cancellations([layout.table.title]), None
    for row in layout.table.rows:
        found = read_row(row, layout)
        if found.goes_on and above and not above.attendee:
            found = replace(found, attendee=None, verdict=above.verdict)
        if heads_cancellations(row.cells):
            is_off, found = True, replace(found, attendee=None, verdict=RowVerdict.INVALID)
        elif sum(bool(cell.strip()) for cell in row.cells) == 1 and not found.attendee:
            is_off = False
        elif is_off and found.attendee:
            found = replace(found, attendee=None, verdict=RowVerdict.NOT_ATTENDING)
        above = found
        yield found


def lay_out_main(table: Table, columns: Corrections | None) -> Layout:
    """The main table with what its columns were guessed to hold, corrected by what the host says."""
    said = columns(table) if callable(columns) else columns or {}
    return lay_out(table, _corrected(table, said))


def choose_tables(sheets: Sequence[Sheet]) -> Choice:
    """Find the tables with people: one sheet is the list, sheets of the same make belong to it, others are left out."""
    open_sheets = [sheet for sheet in sheets if not sheet.is_hidden] or list(sheets)
    cancelled = [sheet for sheet in open_sheets if len(open_sheets) > 1 and is_sheet_of_cancellations(sheet.name)]
    candidates = [sheet for sheet in open_sheets if sheet not in cancelled] or open_sheets
    findings = {sheet.name: find_tables(sheet) for sheet in candidates}
    people = {name: _people_tables(found) for name, found in findings.items()}
    chosen = max(candidates, key=lambda sheet: _weight(sheet, people[sheet.name])).name
    if not people[chosen]:
        return Choice(main=_without_header(candidates))
    main = max(people[chosen], key=lambda table: len(table.rows))
    belonging = [name for name in people if name == chosen or _belongs(people[name], main)]
    return Choice(
        main=main,
        others=tuple(table for name in belonging for table in people[name] if table is not main),
        cancelled=tuple(table for sheet in cancelled for table in find_tables(sheet).tables),
        left_out=tuple(name for name in people if name not in belonging and (findings[name].tables or people[name])),
        loose=tuple(_loose(findings[chosen], people[chosen])),
    )


def _people_tables(findings: Findings) -> list[Table]:
    """Tables with a column of names; where there is none, tables with a column of addresses."""
    fields = [(table, set(guess_columns(table.header, table.rows))) for table in findings.tables]
    with_names = [table for table, found in fields if found & NAMES]
    return with_names or [table for table, found in fields if Field.EMAIL in found]


def _weight(sheet: Sheet, tables: Sequence[Table]) -> tuple[bool, bool, int]:
    """A sheet that says of itself that it lists attendees comes first, then the longer one."""
    says_so = bool(LIST_SHEET.search(sheet.name)) or _says_attendee(tables)
    return bool(tables), says_so, sum(len(table.rows) for table in tables)


def _belongs(tables: Sequence[Table], main: Table) -> bool:
    """Whether another sheet goes on with the list: the same header, one that tells the same, or the speakers."""
    header = _folded(main)
    return any(
        _folded(table) == header or says_speaker(table.sheet) or _tells_the_same(table, main) for table in tables
    )


def _folded(table: Table) -> list[str]:
    return [fold_header(text) for text in table.header if text]


def _tells_the_same(table: Table, main: Table) -> bool:
    """Whether two tables tell the same of people under other words, of attendees or of others both."""
    told, told_by_main = (set(guess_columns(one.header, one.rows)) - {Field.IGNORED} for one in (table, main))
    return told == told_by_main and Field.EMAIL in told and _says_attendee([table]) == _says_attendee([main])


def _says_attendee(tables: Sequence[Table]) -> bool:
    return any(ATTENDEE.search(fold_header(header)) for table in tables for header in table.header)


def _without_header(sheets: Sequence[Sheet]) -> Table:
    """The longest sheet as a table; its first row is the header unless the values alone tell names or addresses."""
    table = max((table_without_header(sheet) for sheet in sheets), key=lambda table: len(table.rows))
    fields = guess_columns(table.header, table.rows)
    if len(table.rows) < 2 or ({Field.EMAIL, *NAMES} & set(fields) and not _names_columns(table.rows[0], fields)):
        return table
    first, *rows = table.rows
    return replace(table, header=first.cells, header_number=first.number, rows=tuple(rows))


def _names_columns(first: Row, fields: Sequence[Field]) -> bool:
    """Whether a first row heads the others: it has words where they have addresses, or the very word for them."""
    return any(
        cell.strip() and not holds_address(cell) and (field is Field.EMAIL or meaning(cell) is Field.EMAIL)
        for cell, field in zip(first.cells, fields, strict=True)
    )


def _loose(findings: Findings, people: Sequence[Table]) -> Iterator[SetAside]:
    """Lines above the first header, and rows of tables that list no people."""
    rows = [*findings.loose, *(row for table in findings.tables if table not in people for row in table.rows)]
    return (SetAside(row=row.number, verdict=RowVerdict.INVALID, text=row.text) for row in rows)


def _corrected(table: Table, columns: Mapping[int, Field]) -> tuple[Field, ...]:
    """The guess with the host's corrections; what the host says of a column is no longer guessed of another."""
    said = {field for field in columns.values() if field in SINGLE}
    guess = guess_columns(table.header, table.rows)
    return tuple(columns.get(index, Field.IGNORED if field in said else field) for index, field in enumerate(guess))


def _beside(table: Table, main: Table) -> Layout:
    sheet = table.sheet if table.sheet != main.sheet else ""
    return lay_out(table, guess_columns(table.header, table.rows), sheet=sheet)


def _repeats(gathering: Gathering) -> Iterator[SetAside]:
    for at, person in enumerate(gathering.people):
        for found in person.found[1:]:
            yield replace(_aside(found), verdict=RowVerdict.REPEAT, person=at)


def _aside(found: RowFound) -> SetAside:
    return SetAside(row=found.row.number, verdict=found.verdict, text=found.row.text, sheet=found.sheet)


def _cancelled(choice: Choice) -> Iterator[SetAside]:
    for table in choice.cancelled:
        for row in table.rows:
            yield SetAside(row=row.number, verdict=RowVerdict.NOT_ATTENDING, text=row.text, sheet=table.sheet)


def _about_list(choice: Choice, main: Layout) -> Iterator[Problem]:
    """What concerns the list as a whole."""
    if not NAMES & main.at.keys():
        yield Problem(advice=NO_NAMES)
    if Field.EMAIL not in main.at and main.table.rows:
        yield Problem(advice=NO_ADDRESSES)
    for sheet in choice.left_out:
        yield Problem(advice=SHEET_LEFT_OUT, values=(("sheet", sheet), ("chosen", choice.main.sheet)))


def _about_work(gathering: Gathering, main: Layout) -> Iterator[Problem]:
    """Where nothing is known of what people do, the unused column that looks most like telling it."""
    people = [person.attendee for person in gathering.people]
    if not people or WORK_FIELDS & main.at.keys() or any(one.organisation or one.job_title for one in people):
        return
    unused = [at for at, field in enumerate(main.columns) if field is Field.IGNORED]
    telling = {at: _work_told(main.table, at) for at in unused if meaning(main.table.header[at]) is None}
    best = max(telling, key=lambda at: (telling[at], -at), default=None)
    if best is not None and telling[best]:
        column = main.table.header[best].strip() or str(best + 1)
        yield Problem(advice=NO_WORK, values=(("column", column),))


def _work_told(table: Table, at: int) -> int:
    """How much the texts of a column tell of work: nothing where it holds figures, addresses, yes and no, one word."""
    texts = {row.cells[at].strip() for row in table.rows[:SAMPLE_ROWS]} - {""}
    telling = [text for text in texts if sum(map(str.isalpha, text)) >= FEWEST_LETTERS and not TECHNICAL.search(text)]
    if len(telling) < 2 or 2 * len(telling) < len(texts):
        return 0
    return 1 + sum(kind_of(text[:LONGEST_VALUE]) in (Field.ORGANISATION, Field.JOB_TITLE) for text in telling)


def _about_people(gathering: Gathering, main: Layout) -> Iterator[Problem]:
    """What concerns one person each: the address, the name, a possible double."""
    email_column = next((main.table.header[index] for index in main.at.get(Field.EMAIL, ())), "")
    name_column = next((main.table.header[at] for at, field in enumerate(main.columns) if field in NAMES), "")
    for at, person in enumerate(gathering.people):
        row, name = person.attendee.row, person.attendee.name
        fault = next((found.fault for found in person.found if found.fault), None)
        if fault and (not person.attendee.email or fault is AddressFault.SEVERAL):
            yield Problem(row=row, person=at, column=email_column, advice=ADDRESS_FAULTS[fault])
        elif not person.attendee.email and Field.EMAIL in main.at:
            yield Problem(row=row, person=at, column=email_column, advice=NO_ADDRESS)
        if _names_several(name):
            yield Problem(row=row, person=at, column=name_column, advice=TWO_PEOPLE)
        if not name.given and not name.family:
            yield Problem(row=row, person=at, column=name_column, advice=NO_NAME)
        elif not name.given or not name.family:
            yield Problem(row=row, person=at, column=name_column, advice=ONE_NAME)
    places = {id(found): at for at, person in enumerate(gathering.people) for found in person.found}
    for one, other in gathering.doubtful:
        there = f"{one.sheet} {one.row.number}".strip()
        yield Problem(row=other.row.number, person=places[id(other)], advice=DOUBLE, values=(("other", there),))


def _names_several(name: Name) -> bool:
    """Whether a name is that of a couple or a family: "Anna & Bernd Kurz", "Anna Kurz / Bob Lee", "Eheleute Kurz"."""
    if SEVERAL_NAMES.search(name.full) or FAMILY.match(name.original):
        return True
    sides = SLASH.split(name.original)
    return len(sides) == 2 and all(looks_like_person(side) and not says_organisation(side) for side in sides)


def _also_cancelled(gathering: Gathering, choice: Choice) -> Iterator[Problem]:
    """People of the list whose name stands on a sheet of cancellations, too."""
    gone = {}
    for table in choice.cancelled:
        layout = lay_out(table, guess_columns(table.header, table.rows), sheet=table.sheet)
        names = (found.attendee.name for found in (read_row(row, layout) for row in table.rows) if found.attendee)
        gone.update({fold(name.full): table.sheet for name in names})
    for at, person in enumerate(gathering.people):
        sheet = gone.get(fold(person.attendee.name.full))
        if sheet:
            yield Problem(row=person.attendee.row, person=at, advice=ALSO_CANCELLED, values=(("sheet", sheet),))
