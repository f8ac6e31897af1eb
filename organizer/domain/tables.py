"""Where the tables are among the lines of a file: preambles, titles, headers, several tables one below the other."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from organizer.domain.attendee_list import Row, Table
from organizer.domain.headers import header_strength

LINES_SEARCHED = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """A text table or one sheet of a workbook, as rows of cells; `has_header` when the first row is known to be one."""

    rows: tuple[Row, ...]
    name: str = ""
    is_hidden: bool = False
    has_header: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Findings:
    """The tables of a sheet in their order, and the lines that belong to none of them."""

    tables: tuple[Table, ...]
    loose: tuple[Row, ...]


def find_tables(sheet: Sheet) -> Findings:
    """Part a sheet at its header rows. Blank rows are left out; a single cell above a header is its title."""
    rows = [row for row in sheet.rows if any(cell.strip() for cell in row.cells)]
    starts = [0] if sheet.has_header and rows else _header_rows(rows)
    if not starts:
        return Findings(tables=(), loose=tuple(rows))
    tables: list[Table] = []
    loose = list(rows[: starts[0]])
    for start, end in zip(starts, [*starts[1:], len(rows)], strict=True):
        above = rows[start - 1] if start else None
        title = above.text if above and _is_single(above) else ""
        is_followed = end < len(rows) and _is_single(rows[end - 1]) and end - 1 > start
        body = rows[start + 1 : end - 1 if is_followed else end]
        tables.append(_table(rows[start], body, sheet.name, title))
    return Findings(tables=tuple(_without_repeated_headers(tables)), loose=tuple(loose))


def table_without_header(sheet: Sheet) -> Table:
    """The rows of a sheet in which no header was found, as one table whose columns have no names."""
    rows = tuple(row for row in sheet.rows if any(cell.strip() for cell in row.cells))
    width = max((len(row.cells) for row in rows), default=0)
    filled = tuple(_filled(row, width) for row in rows)
    return Table(header=("",) * width, header_number=0, rows=filled, sheet=sheet.name)


def _header_rows(rows: Sequence[Row]) -> list[int]:
    """Every header among the first lines, and later ones that look like headers, too."""
    strengths = {at: header_strength(row.cells) for at, row in enumerate(rows[:LINES_SEARCHED])}
    found = [at for at, strength in strengths.items() if strength > 1]
    if not found:
        weak = (
            at for at, row in enumerate(rows[:LINES_SEARCHED]) if header_strength(row.cells, needs_identity=False) > 1
        )
        return [at for at, strength in strengths.items() if strength == 1][:1] or list(weak)[:1]
    first = found[0]
    later = [at for at in range(LINES_SEARCHED, len(rows)) if _may_be_header(rows[at].cells)]
    return [first] + [at for at in [*found[1:], *later] if header_strength(rows[at].cells) > 1]


def is_later_header(cells: Sequence[str]) -> bool:
    """Whether a row far below the first header heads another table."""
    return _may_be_header(cells) and header_strength(cells) > 1


def _may_be_header(cells: Sequence[str]) -> bool:
    """A cheap look before the thorough one: headers hold no digits-only cells and no addresses."""
    text = "".join(cells)
    return "@" not in text and not any(character.isdigit() for character in text[:40])


def _is_single(row: Row) -> bool:
    return sum(bool(cell.strip()) for cell in row.cells) == 1


def _table(header: Row, body: Sequence[Row], sheet: str, title: str) -> Table:
    names = list(header.cells)
    while names and not names[-1].strip():
        names.pop()
    width = max([len(names), *(_width(row) for row in body)])
    names += [""] * (width - len(names))
    return Table(
        header=tuple(names),
        header_number=header.number,
        rows=tuple(_filled(row, width) for row in body),
        sheet=sheet,
        title=title,
    )


def _width(row: Row) -> int:
    width = len(row.cells)
    while width and not row.cells[width - 1]:
        width -= 1
    return width


def _filled(row: Row, width: int) -> Row:
    if len(row.cells) == width:
        return row
    return replace(row, cells=(row.cells + ("",) * width)[:width])


def _without_repeated_headers(tables: Sequence[Table]) -> list[Table]:
    """A header printed again on every page goes on with the same table."""
    joined: list[Table] = []
    for table in tables:
        if joined and joined[-1].header == table.header and not table.title:
            last = joined.pop()
            table = Table(
                header=last.header,
                header_number=last.header_number,
                rows=last.rows + table.rows,
                sheet=last.sheet,
                title=last.title,
            )
        joined.append(table)
    return joined
