"""Workbooks (XLSX, XLS, ODS): checked for their size, then read by python-calamine in a fenced child process."""

import gc
import io
import sys
import zipfile
from collections.abc import Iterator, Sequence
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING, Any

from organizer.domain.errors import N_, OrganizerError
from organizer.formats.fenced import answer, close_fence, read_fenced
from organizer.formats.zip_damage import DAMAGE, LOCKED

if TYPE_CHECKING:
    from organizer.domain.tables import Sheet

MOST_BYTES, MOST_UNPACKED = 20 * 2**20, 120 * 2**20
MOST_ROWS, MOST_COLUMNS, MOST_PARTS = 100_000, 300, 2_000
LONGEST_CELL = 32_767  # Excel's own limit
CHUNK = 2**20
# Cells and rows are handed over as one text: far cheaper than a list of lists, and no more to be trusted than that.
UNIT_SEPARATOR, RECORD_SEPARATOR = "\x1f", "\x1e"


class WorkbookTooLargeError(OrganizerError):
    message = N_(
        "This workbook is too large: at most %(packed)s MB, %(rows)s rows, %(columns)s columns are read. Delete what "
        "is not needed, or save the list as CSV."
    )

    def __init__(self) -> None:
        super().__init__(packed=MOST_BYTES // 2**20, rows=MOST_ROWS, columns=MOST_COLUMNS)


class BrokenWorkbookError(OrganizerError):
    message = N_(
        "This workbook is damaged or protected by a password. Open it, save it anew without a password, and try again."
    )


def read_workbook(content: bytes) -> "tuple[Sheet, ...]":
    """The sheets of a workbook as rows of text; raises WorkbookTooLargeError, BrokenWorkbookError, FenceError."""
    if len(content) > MOST_BYTES:
        raise WorkbookTooLargeError
    found = read_fenced("organizer.formats.workbooks", content)
    if "too large" in found:
        raise WorkbookTooLargeError
    if "broken" in found:
        raise BrokenWorkbookError
    return tuple(map(_sheet, found["sheets"]))


def main() -> None:
    """The child: read a workbook from standard input, write its sheets or what is wrong with it to standard output."""
    close_fence()
    gc.disable()  # it lives for one workbook, whose cells make no cycle
    content = sys.stdin.buffer.read()
    try:
        check_size(content)
        answer({"sheets": list(_sheets(content))})
    except WorkbookTooLargeError:
        answer({"too large": True})
    except BrokenWorkbookError:
        answer({"broken": True})


def check_size(content: bytes) -> None:
    """Refuse a packed workbook that is too large unpacked, by what it declares and by what it really holds."""
    if not content.startswith(b"PK"):
        return
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            parts = archive.infolist()
            if len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > MOST_UNPACKED:
                raise WorkbookTooLargeError
            _count(archive, parts)
    except (*DAMAGE, LOCKED) as error:
        raise BrokenWorkbookError from error


def _count(archive: zipfile.ZipFile, parts: Sequence[zipfile.ZipInfo]) -> None:
    """Unpack everything once without keeping it: sizes and checksums have to be what was declared."""
    unpacked = 0
    for part in parts:
        with archive.open(part) as stream:
            while chunk := stream.read(CHUNK):
                unpacked += len(chunk)
                if unpacked > MOST_UNPACKED:
                    raise WorkbookTooLargeError


def _sheet(packed: dict[str, Any]) -> "Sheet":
    from organizer.domain.attendee_list import Row  # only here: the child, which starts anew each time, needs neither
    from organizer.domain.tables import Sheet

    texts = packed["cells"].split(RECORD_SEPARATOR) if packed["numbers"] else ()
    merged = {int(number): tuple(columns) for number, columns in packed["merged"].items()}
    rows = tuple(
        Row(number=number, cells=tuple(text.split(UNIT_SEPARATOR)), merged=merged.get(number, ()))
        for number, text in zip(packed["numbers"], texts, strict=True)
    )
    return Sheet(name=packed["name"], is_hidden=packed["hidden"], rows=rows)


def _sheets(content: bytes) -> Iterator[dict[str, Any]]:
    import python_calamine

    try:
        workbook = python_calamine.load_workbook(io.BytesIO(content))
        for meta in workbook.sheets_metadata:
            if meta.typ is not python_calamine.SheetTypeEnum.WorkSheet:
                continue
            sheet = workbook.get_sheet_by_name(meta.name)
            if sheet.height > MOST_ROWS:
                raise WorkbookTooLargeError
            if sheet.width > MOST_COLUMNS:
                raise WorkbookTooLargeError
            is_hidden = meta.visible is not python_calamine.SheetVisibleEnum.Visible
            yield {"name": meta.name, "hidden": is_hidden, **_packed_rows(sheet)}
    except (python_calamine.CalamineError, ValueError, OSError) as error:
        raise BrokenWorkbookError from error


def _packed_rows(sheet: Any) -> dict[str, Any]:  # noqa: ANN401 - calamine has no types
    """Rows as they are handed over: their numbers, all their cells in one text, and which of them are merged."""
    rows = list(_rows(sheet))
    return {
        "numbers": [number for number, _, _ in rows],
        "cells": RECORD_SEPARATOR.join(text for _, text, _ in rows),
        "merged": {number: columns for number, _, columns in rows if columns},
    }


def _rows(sheet: Any) -> Iterator[tuple[int, str, list[int]]]:  # noqa: ANN401
    """Rows with their number in the sheet; what is merged downwards ("same institute") stands in every row."""
    first_row, first_column = sheet.start or (0, 0)
    below = _merged_below(sheet)
    left = UNIT_SEPARATOR * first_column
    above: list[str] = []
    for at, values in enumerate(sheet.iter_rows(), start=first_row):
        text = "" if below else _plain(values)
        if text:
            yield at + 1, left + text, []
            continue
        cells = [""] * first_column + list(map(as_text, values))
        merged = [column for column in below.get(at, ()) if column < min(len(cells), len(above))]
        for column in merged:
            cells[column] = cells[column] or above[column]
        above = cells
        if any(cells):
            yield at + 1, UNIT_SEPARATOR.join(cells), merged


def _plain(values: Sequence[Any]) -> str:
    """A row in one text where each of its cells is a text as it stands; nothing where one needs a closer look."""
    try:
        text = UNIT_SEPARATOR.join(values)
    except TypeError:
        return ""
    between = len(values) - 1
    is_plain = between < len(text) <= LONGEST_CELL and text.count(UNIT_SEPARATOR) == between
    return text if is_plain and RECORD_SEPARATOR not in text else ""


def _merged_below(sheet: Any) -> dict[int, list[int]]:  # noqa: ANN401
    """For each row the columns that continue a cell merged from the row above."""
    below: dict[int, list[int]] = {}
    for (top, left), (bottom, right) in sheet.merged_cell_ranges or ():
        if left == right:
            for row in range(top + 1, min(bottom, MOST_ROWS) + 1):
                below.setdefault(row, []).append(left)
    return below


def as_text(value: object) -> str:
    """A cell as a person would type it: 12 rather than 12.0, dates as ISO."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() else repr(value)
    if isinstance(value, datetime):
        return value.isoformat(sep=" ", timespec="minutes")
    if isinstance(value, date | time):
        return value.isoformat()
    if isinstance(value, timedelta):
        return str(value)
    return str(value)[:LONGEST_CELL].replace(RECORD_SEPARATOR, " ").replace(UNIT_SEPARATOR, " ")


if __name__ == "__main__":
    main()
