"""Sheets of a stranger's file, read in a fenced child process and handed to the parent."""

import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from organizer.domain.attendee_list import NotAListError, Row
from organizer.domain.errors import N_, OrganizerError
from organizer.domain.tables import Sheet
from organizer.formats.fenced import answer, close_fence, read_fenced

MOST_BYTES = 20 * 2**20
MOST_ROWS, MOST_COLUMNS, LONGEST_CELL = 100_000, 300, 32_767


class FileTooLargeError(OrganizerError):
    message = N_(
        "This file holds more than can be read here; the limit is %(limit)s. Keep the part you need, or save the list "
        "as CSV."
    )


class BrokenFileError(OrganizerError):
    message = N_("This file is damaged. Open it, save it anew and try again, or copy its rows and paste them as text.")


class ProtectedFileError(OrganizerError):
    message = N_("This file is protected by a password. Open it, save it without a password, and try again.")


class NoTextError(OrganizerError):
    message = N_(
        "This file holds pictures of text only, as a scanner makes them. Ask for the list as a file, or copy its text "
        "with your reader's text recognition and paste it."
    )


RAISED = {
    error.__name__: error
    for error in (NotAListError, FileTooLargeError, BrokenFileError, ProtectedFileError, NoTextError)
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """The tables of a file; `lines` are its lines about people, for files that hold no table of them."""

    tables: tuple[Sheet, ...] = ()
    lines: Sheet | None = None
    encoding: str = ""


def read_sheets_fenced(module: str, content: bytes, *, most_bytes: int = MOST_BYTES) -> Found:
    """Let a module of formats read a file in a child; raises FenceError and what the child raises."""
    if len(content) > most_bytes:
        raise FileTooLargeError(limit=f"{most_bytes // 2**20} MB")
    found = read_fenced(module, content)
    if "error" in found:
        raise RAISED[found["error"]](**found["values"])
    return Found(
        tables=tuple(map(_sheet, found["tables"])),
        lines=_sheet(found["lines"]) if found["lines"] else None,
        encoding=found["encoding"],
    )


def answer_sheets(read: Callable[[bytes], Found]) -> None:
    """The child's part: read standard input inside the fence and write what was found."""
    close_fence()
    try:
        found = read(sys.stdin.buffer.read())
        for sheet in (*found.tables, *([found.lines] if found.lines else [])):
            check_size(sheet.rows)
    except tuple(RAISED.values()) as error:
        answer({"error": type(error).__name__, "values": error.values})
    else:
        lines = _packed(found.lines) if found.lines else None
        answer({"tables": list(map(_packed, found.tables)), "lines": lines, "encoding": found.encoding})


def check_size(rows: Sequence[Row]) -> None:
    """Refuse more rows or columns than anybody's list has."""
    if len(rows) > MOST_ROWS:
        raise FileTooLargeError(limit=f"{MOST_ROWS}")
    if any(len(row.cells) > MOST_COLUMNS for row in rows):
        raise FileTooLargeError(limit=f"{MOST_COLUMNS}")


def _packed(sheet: Sheet) -> dict[str, Any]:
    rows = [(row.number, [cell[:LONGEST_CELL] for cell in row.cells], row.merged) for row in sheet.rows]
    return {"name": sheet.name, "header": sheet.has_header, "rows": rows}


def _sheet(packed: dict[str, Any]) -> Sheet:
    rows = tuple(
        Row(number=number, cells=tuple(cells), merged=tuple(merged)) for number, cells, merged in packed["rows"]
    )
    return Sheet(name=packed["name"], has_header=packed["header"], rows=rows)
