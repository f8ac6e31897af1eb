"""The entry for every attendee list: decides by content what a file is, reads it, and gives people."""

import re
from collections.abc import Callable, Mapping
from dataclasses import replace

from organizer.domain.attendee_list import EmptyListError, Field, NotAListError, Reading
from organizer.domain.reading import read_sheets
from organizer.formats.text_tables import read_text_table
from organizer.formats.workbooks import read_workbook

Columns = Mapping[int, Field]

# First bytes of files that are no lists, or not yet; an extension proves nothing.
OTHER_FILES = (
    b"%PDF",
    b"\x89PNG",
    b"\xff\xd8\xff",
    b"GIF8",
    b"II*\x00",
    b"MM\x00*",
    b"\x1f\x8b",
    b"7z\xbc\xaf",
    b"Rar!",
    b"{\\rtf",
    b"\x7fELF",
    b"MZ",
    b"SQLite format 3",
    b"RIFF",
    b"ID3",
)
MARKUP = re.compile(rb"(?:\xef\xbb\xbf)?\s*(?:<\?xml|<!doctype|<html|<table|<head|<body|<!--)", re.IGNORECASE)
VCARD = re.compile(rb"(?:\xef\xbb\xbf)?\s*BEGIN:VC(?:ARD|ALENDAR)", re.IGNORECASE)
WORKBOOK_PARTS = (b"xl/", b"content.xml", b"application/vnd.oasis.opendocument.spreadsheet")


def read_attendee_list(content: bytes, *, filename: str = "", columns: Columns | None = None) -> Reading:
    """Read the people of a list. `columns` is the host's correction of the guessed columns of the main table, by index.

    `filename` is for messages only. Raises EmptyListError, NotAListError and the errors of the format's reader, each
    with a sentence that says what to do next. A table without a column of names gives a Reading with a Problem.
    """
    if not content.strip(b"\x00 \t\r\n\xef\xbb\xbf\xff\xfe"):
        raise EmptyListError
    return _reader(content)(content, columns)


def _reader(content: bytes) -> Callable[[bytes, Columns | None], Reading]:
    if content.startswith(b"PK\x03\x04"):
        return _read_packed
    if content.startswith(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"):
        return _read_workbook
    if content.startswith(OTHER_FILES) or MARKUP.match(content[:200]) or VCARD.match(content[:200]):
        raise NotAListError
    return _read_text


def _read_packed(content: bytes, columns: Columns | None) -> Reading:
    """A zip archive is a workbook only when it holds a workbook's parts; a document or a folder of files is none."""
    if not any(part in content for part in WORKBOOK_PARTS) or b"word/document.xml" in content:
        raise NotAListError
    return _read_workbook(content, columns)


def _read_workbook(content: bytes, columns: Columns | None) -> Reading:
    sheets = [sheet for sheet in read_workbook(content) if sheet.rows]
    if not sheets:
        raise EmptyListError
    return read_sheets(sheets, columns=columns)


def _read_text(content: bytes, columns: Columns | None) -> Reading:
    table = read_text_table(content)
    if not any(any(row.cells) for row in table.sheet.rows):
        raise EmptyListError
    reading = read_sheets([table.sheet], columns=columns)
    return replace(reading, encoding=table.encoding, delimiter=table.delimiter)
