"""Text tables in bytes: their encoding, what parts the columns, and their rows with the lines they begin on."""

import csv
import io
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from organizer.domain.attendee_list import NotAListError, Row
from organizer.domain.errors import N_, OrganizerError
from organizer.domain.headers import header_strength
from organizer.domain.tables import LINES_SEARCHED, Sheet

MOST_BYTES = 250 * 1024 * 1024
LONGEST_CELL = 1_000_000
SAMPLE_CHARACTERS = 200_000
DELIMITERS = (";", ",", "\t", "|")
# Eight-bit encodings of western lists, likeliest first: Windows, DOS, old Macs, Windows for Poland and Czechia.
EIGHT_BIT = ("cp1252", "cp850", "mac_roman", "cp1250")
LIKELY_LETTERS = frozenset("äöüÄÖÜßéèêëáàâçíîïóôøåæñúûÉ–—„“”‘’…€·•°§´®©«»\xa0")
CONTROLS = re.compile(r"[\x00-\x08\x0e-\x1f]")
DECLARED = re.compile(r"sep=(.)\r?\n?", re.IGNORECASE)


class ListTooLargeError(OrganizerError):
    message = N_(
        "This list is larger than %(limit)s MB. Part it into smaller files, or leave out columns you do not need."
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


def read_text_table(content: bytes) -> TextTable:
    """Read CSV in any of its kinds; raises ListTooLargeError, NotAListError, BrokenTableError."""
    if len(content) > MOST_BYTES:
        raise ListTooLargeError(limit=MOST_BYTES // 2**20)
    text, encoding = decode(content)
    delimiter = guess_delimiter(text[:SAMPLE_CHARACTERS])
    rows = _unfolded(tuple(parse(text, delimiter)), delimiter)
    return TextTable(sheet=Sheet(rows=rows), encoding=encoding, delimiter=delimiter)


def decode(content: bytes) -> tuple[str, str]:
    """The text of a file and the name of its encoding: BOM, UTF-16 by its NULs, UTF-8, line by line, eight-bit.

    NUL characters are dropped; what holds other control characters is no text and raises NotAListError.
    """
    text, encoding = _decode(content)
    text = text.replace("\x00", "")
    sample = text[:SAMPLE_CHARACTERS]
    if len(CONTROLS.findall(sample)) * 100 > len(sample):
        raise NotAListError
    return text, encoding


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
                yield Row(number=line, cells=tuple(cells))
            line = reader.line_num + 1
    except csv.Error as error:
        raise BrokenTableError(line=line) from error


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


def _unfolded(rows: Sequence[Row], delimiter: str) -> tuple[Row, ...]:
    """Some programs quote whole lines, so that every row is one cell; such cells are parted once more."""
    single = [row for row in rows if len(row.cells) == 1 and delimiter in row.cells[0]]
    if not single or len(single) * 2 < sum(any(row.cells) for row in rows):
        return tuple(rows)
    return tuple(_parted(row, delimiter) for row in rows)


def _parted(row: Row, delimiter: str) -> Row:
    if len(row.cells) != 1:
        return row
    cells = next(csv.reader([row.cells[0]], delimiter=delimiter), [])
    return Row(number=row.number, cells=tuple(cells))
