"""The entry for every attendee list: decides by content what a file is, reads it, and gives people."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import partial
from operator import itemgetter

from organizer.domain.attendee_list import EmptyListError, NotAListError, Reading
from organizer.domain.exported_people import is_export, read_export
from organizer.domain.reading import Corrections, read_sheets
from organizer.domain.tables import Sheet
from organizer.formats.address_headers import is_address_header, read_address_headers
from organizer.formats.archives import Archive, is_saved_page, kind_of_archive, only_list_in, page_in_archive
from organizer.formats.fenced_sheets import Found
from organizer.formats.pasted_lists import (
    has_header,
    is_pasted_list,
    is_timetable,
    read_pasted_list,
    read_timetable,
)
from organizer.formats.people_files import EXPORT_MARK, rows_of_export
from organizer.formats.printed_lists import read_printed_list
from organizer.formats.text_tables import decode, read_text_table
from organizer.formats.visiting_cards import read_visiting_cards
from organizer.formats.web_pages import read_web_page
from organizer.formats.workbooks import read_workbook

PDF, ZIP, OLE = b"%PDF-", b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
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


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """The host's word on how a file is to be read: the columns of its main table, and which table that is."""

    columns: Corrections | None = None
    encoding: str = ""
    sheet: str = ""


def read_attendee_list(
    content: bytes, *, filename: str = "", columns: Corrections | None = None, encoding: str = "", sheet: str = ""
) -> Reading:
    """Read the people of a list. `columns` is the host's correction of the guessed columns of the main table, by index.

    `encoding` and `sheet` are the host's word on how the bytes and which table are to be read; where they do not fit
    the file, they are passed over. `filename` is for messages only.

    Raises EmptyListError, NotAListError and the errors of the format's reader, each with a sentence that says what to
    do next. A table without a column of names gives a Reading with a Problem.
    """
    if not content.strip(b"\x00 \t\r\n\xef\xbb\xbf\xff\xfe"):
        raise EmptyListError
    if encoding and not content.startswith((ZIP, OLE, *OTHER_FILES)) and PDF not in content[:1024]:
        text = content.decode(encoding, errors="replace").encode(errors="replace")
        return replace(read_attendee_list(text, columns=columns, sheet=sheet), encoding=encoding)
    return _reader(content)(content, Wanted(columns=columns, encoding=encoding, sheet=sheet))


def is_text_table(beginning: bytes) -> bool:
    """Whether a file is a text by its first bytes, neither a workbook nor a page nor cards."""
    return _reader(beginning) is _read_text


def _reader(content: bytes) -> Callable[[bytes, Wanted], Reading]:
    if content.startswith(ZIP):
        return _read_packed
    if content.startswith(OLE):
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


def _read_found(read: Callable[[bytes], Found], content: bytes, wanted: Wanted) -> Reading:
    """Read the tables of a file; where they name nobody, its lines."""
    found = read(content)
    tables = [sheet for sheet in found.tables if any("".join(row.cells) for row in sheet.rows[sheet.has_header :])]
    if not tables and not found.lines:
        raise NotAListError
    sheets = tables
    if found.lines and (not tables or not read_sheets(tables).attendees):
        sheets = [found.lines]
    return replace(_read_sheets(sheets, wanted), encoding=found.encoding)


def _read_packed(content: bytes, wanted: Wanted) -> Reading:
    """A zip archive is a workbook when it holds a workbook's parts; otherwise the one list in it is read."""
    if kind_of_archive(content) is Archive.WORKBOOK:
        return _read_workbook(content, wanted)
    unpacked = only_list_in(content)
    if unpacked.startswith(ZIP) and kind_of_archive(unpacked) is not Archive.WORKBOOK:
        raise NotAListError
    return read_attendee_list(unpacked, columns=wanted.columns, encoding=wanted.encoding, sheet=wanted.sheet)


def _read_saved_page(content: bytes, wanted: Wanted) -> Reading:
    return _read_found(read_web_page, page_in_archive(content), wanted)


def _read_workbook(content: bytes, wanted: Wanted) -> Reading:
    sheets = [sheet for sheet in read_workbook(content) if sheet.rows]
    if not sheets:
        raise EmptyListError
    return _read_sheets(sheets, wanted)


def _read_text(content: bytes, wanted: Wanted) -> Reading:
    """Text is lines about people where somebody is found in them, otherwise a table."""
    exported = rows_of_export(content)
    if exported:
        return replace(read_export(exported), encoding="utf-8-sig", delimiter=EXPORT_MARK)
    lines = _as_lines(content)
    if lines:
        sheet, encoding = lines
        return replace(_read_sheet(sheet, wanted), encoding=encoding)
    table = read_text_table(content)
    return replace(_read_sheet(table.sheet, wanted), encoding=table.encoding, delimiter=table.delimiter)


def _as_lines(content: bytes) -> tuple[Sheet, str] | None:
    """The text as recipients of a mail, pasted lines or a programme, whichever shows more people, and its encoding."""
    sample = decode(content[:SAMPLE_BYTES])[0]
    kinds = (
        (is_address_header, read_address_headers),
        (is_pasted_list, read_pasted_list),
        (is_timetable, read_timetable),
    )
    readers = [] if has_header(sample) else [read for is_kind, read in kinds if is_kind(sample)]
    if not readers:
        return None
    text, encoding = decode(content)
    people, sheet = max(((_count(sheet), sheet) for sheet in (read(text) for read in readers)), key=itemgetter(0))
    return (sheet, encoding) if people else None


def _count(sheet: Sheet) -> int:
    return len(read_sheets([sheet]).attendees)


def _read_sheet(sheet: Sheet, wanted: Wanted) -> Reading:
    if not any(any(row.cells) for row in sheet.rows):
        raise EmptyListError
    return _read_sheets([sheet], wanted)


def _read_sheets(sheets: Sequence[Sheet], wanted: Wanted) -> Reading:
    """Read the sheet that is wanted, or those that look like the list."""
    chosen = [sheet for sheet in sheets if sheet.name == wanted.sheet] if wanted.sheet else []
    if is_export(sheets[0].rows):
        return read_export(sheets[0].rows)
    names = tuple(sheet.name for sheet in sheets) if len(sheets) > 1 else ()
    return replace(read_sheets(chosen or sheets, columns=wanted.columns), sheets=names)
