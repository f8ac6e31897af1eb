"""Programmes of conferences, pasted as text or saved as a web page: the speakers with their talks."""

from collections.abc import Sequence
from dataclasses import replace

from organizer.domain.attendee_list import EmptyListError, NotAListError, Reading
from organizer.domain.errors import N_, OrganizerError
from organizer.domain.programmes import read_programme
from organizer.domain.reading import Corrections, read_sheets
from organizer.domain.tables import Sheet
from organizer.formats.archives import is_saved_page, page_in_archive
from organizer.formats.attendee_lists import BEGINNING, MARKUP, OLE, OTHER_FILES, PDF, ZIP
from organizer.formats.fenced_sheets import Found, answer_sheets, read_sheets_fenced
from organizer.formats.pasted_lists import LINE
from organizer.formats.text_tables import TooManyRowsError, decode
from organizer.formats.web_pages import decode_page, lines_in

MOST_LINES = 10_000


class NoSpeakersError(OrganizerError):
    message = N_(
        "No speakers were found in this programme. Copy the part with names and titles as text, or bring it as a list."
    )


def read_programme_page(content: bytes, *, columns: Corrections | None = None, encoding: str = "") -> Reading:
    """Read who speaks on a programme, and about what.

    Raises EmptyListError, NotAListError for what is neither text nor a web page, NoSpeakersError, TooManyRowsError and
    what `read_sheets_fenced` raises.
    """
    if not content.strip(b"\x00 \t\r\n\xef\xbb\xbf\xff\xfe"):
        raise EmptyListError
    if content.startswith((ZIP, OLE, *OTHER_FILES)) or PDF in content[:1024]:
        raise NotAListError
    if encoding:
        content = content.decode(encoding, errors="replace").encode(errors="replace")
    sheet, guessed = _sheet(content)
    reading = read_sheets([sheet], columns=columns)
    if not reading.attendees and columns is None:
        raise NoSpeakersError
    return replace(reading, encoding=encoding or guessed)


def _sheet(content: bytes) -> tuple[Sheet, str]:
    beginning = decode(content[:BEGINNING])[0].lstrip("\ufeff \t\r\n")
    if is_saved_page(beginning):
        content, beginning = page_in_archive(content), "<html>"
    if MARKUP.match(beginning):
        found = read_sheets_fenced("organizer.formats.programmes", content)
        return found.tables[0], found.encoding
    text, encoding = decode(content)
    return _programme(LINE.split(text)), encoding


def _programme(lines: Sequence[str]) -> Sheet:
    if len(lines) > MOST_LINES:
        raise TooManyRowsError(limit=MOST_LINES)
    return read_programme(lines)


def programme_in(content: bytes) -> Found:
    """The speakers of a page; for the child, which alone loads the library."""
    text, encoding = decode_page(content)
    return Found(tables=(_programme(lines_in(text)[:MOST_LINES]),), encoding=encoding)


if __name__ == "__main__":
    answer_sheets(programme_in)
