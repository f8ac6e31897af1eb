"""Text tables in bytes: their encoding, what parts the columns, and their rows with the lines they begin on."""

import csv
import io
import itertools
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from html import unescape

from organizer.domain.attendee_list import NotAListError, Row
from organizer.domain.errors import N_, OrganizerError
from organizer.domain.headers import header_strength
from organizer.domain.tables import LINES_SEARCHED, Sheet
from organizer.formats.markdown_tables import is_markdown_table, plain_bars, without_markdown

MOST_BYTES = 250 * 1024 * 1024
MOST_ROWS, MOST_COLUMNS = 1_000_000, 300
LONGEST_CELL, LONGEST_KEPT = 1_000_000, 32_767
MOST_MENDED = 20  # lines with a stray quotation mark
SAMPLE_CHARACTERS = 200_000
DELIMITERS = (";", ",", "\t", "|")
# Eight-bit encodings of western lists, likeliest first: Windows, DOS, old Macs, Windows for Poland and Czechia.
EIGHT_BIT = ("cp1252", "cp850", "mac_roman", "cp1250")
LIKELY_LETTERS = frozenset("äöüÄÖÜßéèêëáàâçíîïóôøåæñúûÉ–—„“”‘’…€·•°§´®©«»\xa0")
CONTROLS = re.compile(r"[\x00-\x08\x0e-\x1f]")
ENTITY = re.compile(r"&(?:[A-Za-z]{2,8}|#\d{2,6}|#x[0-9a-fA-F]{2,5});")
DECLARED = re.compile(r"sep=(.)\r?\n?", re.IGNORECASE)


class ListTooLargeError(OrganizerError):
    message = N_(
        "This list is larger than %(limit)s MB. Part it into smaller files, or leave out columns you do not need."
    )


class TooManyRowsError(OrganizerError):
    message = N_("This list has more than %(limit)s rows. Part it into smaller files.")


class TooManyColumnsError(OrganizerError):
    message = N_(
        "This list has more than %(limit)s columns. Leave out columns you do not need, or check how they are parted."
    )


class BrokenTableError(OrganizerError):
    message = N_(
        "This list cannot be read: a cell near line %(line)s never ends. Check the quotation marks there, or save "
        "the list anew."
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class TextTable:
    """A text table as rows, with what was guessed to read it."""

    sheet: Sheet
    encoding: str
    delimiter: str


def read_text_table(content: bytes, *, most_bytes: int = MOST_BYTES) -> TextTable:
    """Read CSV in any of its kinds; raises ListTooLargeError, NotAListError, BrokenTableError."""
    if len(content) > most_bytes:
        raise ListTooLargeError(limit=most_bytes // 2**20)
    text, encoding = decode(content)
    text = _unwrapped(text)
    delimiter = guess_delimiter(text[:SAMPLE_CHARACTERS])
    is_markdown = delimiter == "|" and is_markdown_table(text[:SAMPLE_CHARACTERS])
    rows = _mended(plain_bars(text) if is_markdown else text, delimiter)
    rows = without_markdown(rows) if is_markdown else rows
    return TextTable(sheet=Sheet(rows=rows), encoding=encoding, delimiter=delimiter)


def decode(content: bytes) -> tuple[str, str]:
    """The text of a file and the name of its encoding: BOM, UTF-16 by its NULs, UTF-8, line by line, eight-bit.

    NUL characters are dropped; what holds other control characters is no text and raises NotAListError.
    """
    text, encoding = _decode(content)
    text = text.replace("\x00", "")
    if not is_text(text[:SAMPLE_CHARACTERS]):
        raise NotAListError
    return text, encoding


def is_text(sample: str) -> bool:
    """Whether hardly a character is one of control, as there are none in a text."""
    return len(CONTROLS.findall(sample)) * 100 <= len(sample)


def guess_delimiter(sample: str) -> str:
    """What parts the columns: the mark under which a header row is found, then the one with the steadiest rows."""
    declared = DECLARED.match(sample)
    if declared:
        return declared[1]
    return max(DELIMITERS, key=lambda delimiter: _vote(sample, delimiter))


def parse(text: str, delimiter: str) -> Iterator[Row]:
    """Rows with the physical line each begins on; line ends may be CR LF, LF or CR."""
    csv.field_size_limit(LONGEST_CELL)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    line = 1
    try:
        for cells in reader:
            if not (line == 1 and DECLARED.fullmatch(delimiter.join(cells))):
                yield Row(number=line, cells=_kept(cells))
            line = reader.line_num + 1
    except csv.Error as error:
        raise BrokenTableError(line=line) from error


def without_entities(cells: list[str]) -> list[str]:
    """The cells with their characters written out: systems made for web pages export "M&uuml;ller" (HTML, 13.5)."""
    if not any("&" in cell for cell in cells):
        return cells
    return [ENTITY.sub(lambda found: unescape(found[0]), cell) for cell in cells]


def _kept(cells: list[str]) -> tuple[str, ...]:
    if len(cells) > MOST_COLUMNS:
        while cells and not cells[-1]:
            cells.pop()
        if len(cells) > MOST_COLUMNS:
            raise TooManyColumnsError(limit=MOST_COLUMNS)
    return tuple(cell if len(cell) <= LONGEST_KEPT else cell[:LONGEST_KEPT] for cell in without_entities(cells))


def _mended(text: str, delimiter: str) -> tuple[Row, ...]:
    """All rows. A quotation mark that never closes would swallow the rows below it; it is taken out of its line."""
    rows = _all_rows(text, delimiter)
    for _ in range(MOST_MENDED):
        swallowed = next((row for row in rows if has_swallowed(row.cells, delimiter)), None)
        if swallowed is None:
            break
        lines = list(io.StringIO(text, newline=""))
        stray = next((at for at in range(swallowed.number - 1, len(lines)) if lines[at].count('"') % 2), None)
        if stray is None:
            break
        lines[stray] = lines[stray].replace('"', "")
        text = "".join(lines)
        rows = _all_rows(text, delimiter)
    return rows


def _all_rows(text: str, delimiter: str) -> tuple[Row, ...]:
    rows = tuple(itertools.islice(parse(text, delimiter), MOST_ROWS + 1))
    if len(rows) > MOST_ROWS:
        raise TooManyRowsError(limit=MOST_ROWS)
    return rows


def has_swallowed(cells: Sequence[str], delimiter: str) -> bool:
    """Whether a cell holds several lines that look like rows of this very table."""
    for cell in cells:
        if cell.count("\n") > 1 and cell.count(delimiter) > 1:
            widths = Counter(line.count(delimiter) for line in cell.splitlines()[1:-1])
            width, count = max(widths.items(), default=(0, 0))
            if width > 1 and 2 * count > sum(widths.values()):
                return True
    return False


def _decode(content: bytes) -> tuple[str, str]:
    for mark, encoding in ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16")):
        if content.startswith(mark):
            return content.decode(encoding, errors="replace"), encoding
    sixteen = _sixteen_bit(content[:4000])
    if sixteen:
        return content.decode(sixteen, errors="replace"), sixteen
    try:
        return content.decode("utf-8"), "utf-8"
    except UnicodeDecodeError:
        return _decode_eight_bit(content)


def _sixteen_bit(head: bytes) -> str:
    """UTF-16 without its mark: every other byte of western text is NUL."""
    pairs = len(head) // 2
    if pairs and head[1::2].count(0) * 3 > pairs:
        return "utf-16-le"
    return "utf-16-be" if pairs and head[0::2].count(0) * 3 > pairs else ""


def _decode_eight_bit(content: bytes) -> tuple[str, str]:
    """Not UTF-8 as a whole: lines of both kinds mixed, or one of the eight-bit encodings."""
    lines = content.split(b"\n")
    readable = [line for line in lines if not line.isascii() and _is_utf8(line)]
    if readable:
        guess = _likeliest(b"\n".join(line for line in lines if not _is_utf8(line)))
        text = "\n".join(_in_either(line, guess) for line in lines)
        return text, f"utf-8, {guess}"
    guess = _likeliest(content)
    return _in_either(content, guess), guess


def _is_utf8(line: bytes) -> bool:
    try:
        line.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def _in_either(line: bytes, encoding: str) -> str:
    return line.decode("utf-8") if _is_utf8(line) else line.decode(encoding, errors="replace")


def _likeliest(content: bytes) -> str:
    """The encoding under which the fewest letters look out of place."""
    special = bytes(byte for byte in content[:SAMPLE_CHARACTERS] if byte > 127)

    def strange(encoding: str) -> int:
        return sum(letter not in LIKELY_LETTERS for letter in special.decode(encoding, errors="replace"))

    return min(EIGHT_BIT, key=strange)


def _vote(sample: str, delimiter: str) -> tuple[int, float]:
    rows = _sample_rows(sample, delimiter)
    headers = max((header_strength(row) for row in rows[:LINES_SEARCHED] if len(row) > 1), default=0)
    widths = Counter(len(row) for row in rows if len(row) > 1)
    if not widths:
        return 0, 0.0
    width, count = max(widths.items(), key=lambda item: (item[1], item[0]))
    return headers, count / len(rows) * min(width, 10)


def _sample_rows(sample: str, delimiter: str) -> list[list[str]]:
    reader = csv.reader(io.StringIO(sample, newline=""), delimiter=delimiter)
    rows: list[list[str]] = []
    try:
        for cells in reader:
            if any(cells):
                rows.append(cells)
            if len(rows) == 2 * LINES_SEARCHED:
                break
    except csv.Error:
        return rows
    return rows


def is_wrapped(text: str) -> bool:
    """Whether whole lines are quoted, as some programs do, so that every row would be one cell."""
    lines = itertools.islice(io.StringIO(text, newline=""), 2 * LINES_SEARCHED)
    filled = [line.strip() for line in lines if line.strip()]
    return bool(filled) and all(map(_is_wrapped, filled))


def _unwrapped(text: str) -> str:
    """The text without the quotes round whole lines."""
    if not is_wrapped(text):
        return text
    lines = io.StringIO(text, newline="")
    return "".join(line.strip("\r\n")[1:-1].replace('""', '"') + "\n" for line in lines)


def _is_wrapped(line: str) -> bool:
    is_quoted = len(line) > 2 and line[0] == line[-1] == '"' and any(mark in line for mark in DELIMITERS)
    return is_quoted and all(len(next(csv.reader([line], delimiter=mark))) == 1 for mark in DELIMITERS)
