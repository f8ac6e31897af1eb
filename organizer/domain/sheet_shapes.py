"""Sheets in odd shapes, put into the usual one: people side by side, and everything about somebody in one cell."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from organizer.domain.attendee_list import Field, Row
from organizer.domain.headers import NAMES, header_strength, meaning
from organizer.domain.pasted_lines import Entry, looks_like_person, read_entries, strip_bullet
from organizer.domain.tables import LINES_SEARCHED, Sheet

MOST_FIELDS = 60  # rows of a sheet whose people stand side by side


def in_usual_shape(sheet: Sheet) -> Sheet:
    """The sheet with a row for each person and a cell for each thing; itself where it is so already."""
    if sheet.has_header:
        return sheet
    return _stood_up(sheet) or _spread_out(sheet) or sheet


def _stood_up(sheet: Sheet) -> Sheet | None:
    """A sheet whose first column heads its rows, turned; the numbers of its rows are those of the columns then."""
    filled = [row for row in sheet.rows if any(cell.strip() for cell in row.cells)]
    several = [row for row in filled if sum(bool(cell.strip()) for cell in row.cells) > 1]
    if not 1 < len(several) <= MOST_FIELDS or any(header_strength(row.cells) > 1 for row in filled[:LINES_SEARCHED]):
        return None
    first = min(at for row in several for at, cell in enumerate(row.cells) if cell.strip())
    heads = [row.cells[first] for row in several if len(row.cells) > first]
    if len(heads) < len(several) or not _heads_rows(heads):
        return None
    width = max(len(row.cells) for row in several)
    turned = [
        Row(number=at + 1, cells=tuple(row.cells[at] if at < len(row.cells) else "" for row in several))
        for at in range(first, width)
    ]
    return replace(sheet, rows=(*(row for row in filled if row not in several), *turned))


def _heads_rows(heads: Sequence[str]) -> bool:
    """Whether words one below the other are those of a header: a name and something more, most of them known."""
    found = [meaning(head) for head in heads if head.strip()]
    known = [field for field in found if field]
    names = [field for field in known if field in NAMES]
    is_once = len(names) == len(set(names)) and len(known) > 1
    return bool(names) and is_once and header_strength(heads) > 1 and 2 * len(known) > len(heads)


def _spread_out(sheet: Sheet) -> Sheet | None:
    """A table whose cells of names hold lines about job, organisation and address, with a column for each."""
    starts = (at for at, row in enumerate(sheet.rows[:LINES_SEARCHED]) if header_strength(row.cells))
    start = next(starts, None)
    if start is None:
        return None
    header, body = sheet.rows[start], sheet.rows[start + 1 :]
    fields = [meaning(cell) if cell.strip() else None for cell in header.cells]
    at = fields.index(Field.FULL_NAME) if Field.FULL_NAME in fields else -1
    if at < 0 or NAMES & set(fields) != {Field.FULL_NAME} or not _holds_lines(body, at):
        return None
    told = _told(body, at)
    words = list(dict.fromkeys(word for cells in told.values() for word in cells))
    width = max(len(row.cells) for row in sheet.rows)
    more = words[1:]
    rows = [
        *sheet.rows[:start],
        replace(header, cells=(*_filled(header.cells, width), *more)),
        *(_with_parts(row, told[row.number], at, width, words) if row.number in told else row for row in body),
    ]
    return replace(sheet, rows=tuple(rows)) if more else None


def _holds_lines(rows: Sequence[Row], at: int) -> bool:
    """Whether most cells of a column are a person's name with lines below it."""
    cells = [row.cells[at].strip() for row in rows if at < len(row.cells) and row.cells[at].strip()]
    several = [cell for cell in cells if "\n" in cell]
    named = sum(looks_like_person(strip_bullet(cell.partition("\n")[0].strip())) for cell in several)
    return len(several) > 1 and 2 * len(several) > len(cells) and 2 * named > len(several)


def _told(rows: Sequence[Row], at: int) -> dict[int, Mapping[str, str]]:
    """By row what the lines of its cell say, under the words of a header; cells that name nobody are left out."""
    entries = []
    for row in rows:
        lines = [line.strip() for line in row.cells[at].split("\n") if line.strip()] if at < len(row.cells) else []
        entries += [Entry(number=row.number, text=lines[0], below=tuple(lines[1:]))] if lines else []
    read = read_entries(entries)
    words = read.rows[0].cells
    return {row.number: dict(zip(words, row.cells, strict=True)) for row in read.rows[1:] if row.cells[0]}


def _with_parts(row: Row, told: Mapping[str, str], at: int, width: int, words: Sequence[str]) -> Row:
    cells = list(_filled(row.cells, width))
    cells[at] = told[words[0]]
    return replace(row, cells=(*cells, *(told[word] for word in words[1:])))


def _filled(cells: Sequence[str], width: int) -> tuple[str, ...]:
    return (*cells, *[""] * (width - len(cells)))
