"""Cells that hold several things: "Institution, place" in one column, "Talk: ..." below a job."""

import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import accumulate

from organizer.domain.attendee_list import Field, Row
from organizer.domain.headers import fold_header, header_strength, meaning
from organizer.domain.line_parts import is_city
from organizer.domain.tables import LINES_SEARCHED

BETWEEN_HEADERS = re.compile(r"\s*(?:[,/|&+;\n]|\bund\b|\band\b|\ben\b)\s*")
BETWEEN_VALUES = re.compile(r"\s*[,;|]\s*|\s+[-–—/•·]\s+")
LABELLED = re.compile(r"^\s*([^\W\d_][\w /.-]{1,29}?)\s*:\s*(\S.*)$")
PARTED = frozenset({Field.ORGANISATION, Field.CITY, Field.COUNTRY, Field.JOB_TITLE, Field.DEPARTMENT, Field.EMAIL})
LABELS = PARTED | {Field.TALKS, Field.TOPICS, Field.PROFILE_URL, Field.BIO}


def part_cells(rows: Sequence[Row]) -> tuple[Row, ...]:
    """Give every thing a column of its own; rows without a header above them stay as they are."""
    header_at = next((at for at, row in enumerate(rows[:LINES_SEARCHED]) if header_strength(row.cells) > 1), None)
    if header_at is None:
        return tuple(rows)
    header, body = rows[header_at], rows[header_at + 1 :]
    body, labels = _labelled_lines(header, body)
    width = len(header.cells)
    names = [_names(header.cells[at], [row.cells[at] for row in body if at < len(row.cells)]) for at in range(width)]
    whole = [name for several in names for name in several]
    parted = [
        row
        if fold_header("".join(row.cells[:width])) == fold_header("".join(header.cells))
        else replace(row, cells=_parted(row.cells, names), merged=_merged(row.merged, names))
        for row in body
    ]
    return (*rows[:header_at], Row(number=header.number, cells=(*whole, *labels)), *parted)


def _labelled_lines(header: Row, body: Sequence[Row]) -> tuple[list[Row], list[str]]:
    """Lines such as "Vortrag: ..." out of cells of several lines, into columns behind the others."""
    labels: list[str] = []
    found: list[tuple[Row, dict[str, str]]] = []
    for row in body:
        taken: dict[str, str] = {}
        cells = tuple(_without_labelled(cell, taken) if "\n" in cell else cell for cell in row.cells)
        labels += [label for label in taken if label not in labels]
        found.append((replace(row, cells=cells), taken))
    width = len(header.cells)
    rows = [
        replace(row, cells=(*_filled(row.cells, width), *(taken.get(label, "") for label in labels)))
        for row, taken in found
    ]
    return rows, labels


def _without_labelled(cell: str, taken: dict[str, str]) -> str:
    kept = []
    for line in cell.split("\n"):
        found = LABELLED.match(line)
        if found and meaning(found[1]) in LABELS and found[1] not in taken:
            taken[found[1]] = found[2].strip()
        else:
            kept.append(line)
    return "\n".join(kept)


def _names(header: str, cells: Sequence[str]) -> list[str]:
    """The names of the columns that a column parts into: what its header enumerates, or a place in the last line."""
    pieces = [piece for piece in BETWEEN_HEADERS.split(header) if piece]
    kinds = {meaning(piece) for piece in pieces}
    if len(pieces) > 1 and len(kinds) == len(pieces) and kinds <= PARTED and meaning(header) is None:
        return pieces
    several = [cell for cell in cells if "\n" in cell.strip()]
    cities = sum(is_city(cell.strip().rpartition("\n")[2].strip()) for cell in several)
    if meaning(header) is Field.ORGANISATION and len(several) > 1 and 2 * cities > len(several):
        return [header, "City"]
    return [header]


def _parted(cells: Sequence[str], names: Sequence[Sequence[str]]) -> tuple[str, ...]:
    parted = [piece for cell, several in zip(cells, names, strict=False) for piece in _pieces(cell, len(several))]
    return (*parted, *cells[len(names) :])


def _merged(columns: Sequence[int], names: Sequence[Sequence[str]]) -> tuple[int, ...]:
    """Where the columns merged with the row above stand once others before them are parted."""
    starts = [0, *accumulate(map(len, names))]
    return tuple(at for column in columns if column < len(names) for at in range(starts[column], starts[column + 1]))


def _pieces(cell: str, count: int) -> list[str]:
    """A cell as so many pieces: by its lines, otherwise at the last marks; what is too much stays with the first."""
    if count == 1:
        return [cell]
    pieces = [line.strip() for line in cell.split("\n") if line.strip()]
    if len(pieces) < count:
        pieces = BETWEEN_VALUES.split(cell.strip())
    first = len(pieces) - count + 1
    pieces = [", ".join(pieces[:first]), *pieces[first:]] if first > 1 else pieces
    return (pieces + [""] * count)[:count]


def _filled(cells: Sequence[str], width: int) -> tuple[str, ...]:
    return (*cells, *[""] * (width - len(cells)))[: max(width, len(cells))]
