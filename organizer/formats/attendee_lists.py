"""The entry for every attendee list: decides by content what a file is, reads it, and gives people."""

import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import partial
from operator import itemgetter

from organizer.domain.attendee_list import EmptyListError, Field, NotAListError, Reading
from organizer.domain.reading import read_sheets
from organizer.domain.tables import Sheet
from organizer.formats.address_headers import is_address_header, read_address_headers
from organizer.formats.archives import Archive, is_saved_page, kind_of_archive, only_list_in, page_in_archive
from organizer.formats.fenced_sheets import Found
from organizer.formats.pasted_lists import has_header, is_pasted_list, read_pasted_list
from organizer.formats.printed_lists import read_printed_list
from organizer.formats.text_tables import decode, read_text_table
from organizer.formats.visiting_cards import read_visiting_cards
from organizer.formats.web_pages import read_web_page
from organizer.formats.workbooks import read_workbook

Columns = Mapping[int, Field]

PDF, ZIP = b"%PDF-", b"PK\x03\x04"
# First bytes of files that are no lists, or not yet; an extension proves nothing.
OTHER_FILES = (
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
MARKUP = re.compile(
    r"<(?:\?xml|!doctype|!--|(?:html|head|body|meta|title|style|table|tr|div|section|article|main|header|nav|span|p|ul|ol|"
    r"h[1-6])\b)",
    re.IGNORECASE,
)
VCARD, CALENDAR = re.compile("BEGIN:VCARD", re.IGNORECASE), re.compile("BEGIN:VCALENDAR", re.IGNORECASE)
BEGINNING = 4096
SAMPLE_BYTES = 64 * 1024


def read_attendee_list(content: bytes, *, filename: str = "", columns: Columns | None = None) -> Reading:
    """Read the people of a list. `columns` is the host's correction of the guessed columns of the main table, by index.

    `filename` is for messages only. Raises EmptyListError, NotAListError and the errors of the format's reader, each
    with a sentence that says what to do next. A table without a column of names gives a Reading with a Problem.
    """
    if not content.strip(b"\x00 \t\r\n\xef\xbb\xbf\xff\xfe"):
        raise EmptyListError
    return _reader(content)(content, columns)


def _reader(content: bytes) -> Callable[[bytes, Columns | None], Reading]:
    if content.startswith(ZIP):
        return _read_packed
    if content.startswith(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"):
        return _read_workbook
    if PDF in content[:1024]:
        return partial(_read_found, read_printed_list)
    if content.startswith(OTHER_FILES):
        raise NotAListError
    beginning = decode(content[:BEGINNING])[0].lstrip("\ufeff \t\r\n")
    if CALENDAR.match(beginning):
        raise NotAListError
    if is_saved_page(beginning):
        return _read_saved_page
    if VCARD.match(beginning):
        return partial(_read_found, read_visiting_cards)
    return partial(_read_found, read_web_page) if MARKUP.match(beginning) else _read_text


def _read_found(read: Callable[[bytes], Found], content: bytes, columns: Columns | None) -> Reading:
    """Read the tables of a file; where they name nobody, its lines."""
    found = read(content)
    tables = [sheet for sheet in found.tables if any("".join(row.cells) for row in sheet.rows[sheet.has_header :])]
    if not tables and not found.lines:
        raise NotAListError
    sheets = tables
    if found.lines and (not tables or not read_sheets(tables).attendees):
        sheets = [found.lines]
    return replace(read_sheets(sheets, columns=columns), encoding=found.encoding)


def _read_packed(content: bytes, columns: Columns | None) -> Reading:
    """A zip archive is a workbook when it holds a workbook's parts; otherwise the one list in it is read."""
    if kind_of_archive(content) is Archive.WORKBOOK:
        return _read_workbook(content, columns)
    unpacked = only_list_in(content)
    if unpacked.startswith(ZIP) and kind_of_archive(unpacked) is not Archive.WORKBOOK:
        raise NotAListError
    return read_attendee_list(unpacked, columns=columns)


def _read_saved_page(content: bytes, columns: Columns | None) -> Reading:
    return _read_found(read_web_page, page_in_archive(content), columns)


def _read_workbook(content: bytes, columns: Columns | None) -> Reading:
    sheets = [sheet for sheet in read_workbook(content) if sheet.rows]
    if not sheets:
        raise EmptyListError
    return read_sheets(sheets, columns=columns)


def _read_text(content: bytes, columns: Columns | None) -> Reading:
    """Text is lines about people where somebody is found in them, otherwise a table."""
    lines = _as_lines(content)
    if lines:
        sheet, encoding = lines
        return replace(_read_sheet(sheet, columns), encoding=encoding)
    table = read_text_table(content)
    return replace(_read_sheet(table.sheet, columns), encoding=table.encoding, delimiter=table.delimiter)


def _as_lines(content: bytes) -> tuple[Sheet, str] | None:
    """The text as recipients of a mail or as pasted lines, whichever shows more people, and its encoding."""
    sample = decode(content[:SAMPLE_BYTES])[0]
    kinds = ((is_address_header, read_address_headers), (is_pasted_list, read_pasted_list))
    readers = [] if has_header(sample) else [read for is_kind, read in kinds if is_kind(sample)]
    if not readers:
        return None
    text, encoding = decode(content)
    people, sheet = max(((_count(sheet), sheet) for sheet in (read(text) for read in readers)), key=itemgetter(0))
    return (sheet, encoding) if people else None


def _count(sheet: Sheet) -> int:
    return len(read_sheets([sheet]).attendees)


def _read_sheet(sheet: Sheet, columns: Columns | None) -> Reading:
    if not any(any(row.cells) for row in sheet.rows):
        raise EmptyListError
    return read_sheets([sheet], columns=columns)
