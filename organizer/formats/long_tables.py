"""Long text tables, read some thousands of rows at a time: the same rows `text_tables` reads, never the whole text.

Only what is plain from end to end is read this way: UTF-8, one table under one header, no quotation mark astray.
"""

import csv
import io
from bisect import bisect_right
from codecs import getincrementaldecoder
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import chain, islice, pairwise
from typing import BinaryIO

from organizer.domain.attendance import heads_cancellations
from organizer.domain.attendee_columns import stand_alone
from organizer.domain.attendee_list import Field, Row, SetAside
from organizer.domain.reading import Corrections, choose_tables, lay_out_main
from organizer.domain.row_parts import Layout
from organizer.domain.sheet_shapes import in_usual_shape
from organizer.domain.tables import Sheet, is_later_header
from organizer.formats.attendee_lists import BEGINNING, ZIP, is_text_table
from organizer.formats.pasted_lists import has_header
from organizer.formats.text_tables import (
    DECLARED,
    ENTITY,
    LONGEST_CELL,
    LONGEST_KEPT,
    MOST_COLUMNS,
    SAMPLE_CHARACTERS,
    guess_delimiter,
    has_swallowed,
    is_text,
    is_wrapped,
    without_entities,
)

LONG = 2 * 2**20  # bytes
LONG_PACKED = 300_000  # bytes of a workbook, some five thousand rows
LONG_ROWS = 5_000
HEAD_ROWS = 1_000  # the columns are told from these, and a long list is shown by them
ROWS_AT_ONCE = 4_000
BLOCK = 2**20
BOM = b"\xef\xbb\xbf"

Open = Callable[[], BinaryIO]


class UnevenTableError(Exception):
    """A table that began plainly does not go on so; it has to be read as a whole."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LongTable:
    """A plain text table by its first rows, to be gone through as often as one likes."""

    open: Open
    encoding: str
    delimiter: str
    layout: Layout
    above: tuple[SetAside, ...]

    def pieces(self) -> Iterator[tuple[list[int], list[list[str]]]]:
        """All rows below the header with their lines, some thousands at a time; raises UnevenTableError."""
        with self.open() as binary:
            for numbers, rows in _pieces(binary, self.encoding, self.delimiter):
                below = bisect_right(numbers, self.layout.table.header_number)
                numbers, rows = numbers[below:], rows[below:]
                self._require_plain(rows)
                yield numbers, rows

    def _require_plain(self, rows: Sequence[Sequence[str]]) -> None:
        """No other header below the first one, and no more columns than anybody's list has."""
        at = self.layout.at.get(Field.EMAIL, (-1,))[0]
        suspects = [row for row in rows if at < 0 or at >= len(row) or "@" not in row[at]]
        if (
            any(map(is_later_header, suspects))
            or any(map(heads_cancellations, suspects))
            or max(map(len, rows), default=0) > MOST_COLUMNS
        ):
            raise UnevenTableError


def is_long(content: bytes) -> bool:
    """Whether reading and importing a list takes longer than a page should."""
    if is_text_table(content[:BEGINNING]):
        return len(content) >= LONG or rows_about(content) > LONG_ROWS
    return len(content) >= (LONG_PACKED if content.startswith(ZIP) else LONG)


def rows_about(content: bytes) -> int:
    """About how many rows a text has, by its lines; none where that cannot be told without reading it."""
    return max(content.count(b"\n"), content.count(b"\r")) if is_text_table(content[:BEGINNING]) else 0


def long_table(content: bytes, columns: Corrections | None = None) -> LongTable | None:
    """The table in a file, where it is long and plain enough to be read in pieces."""
    if not is_text_table(content[:BEGINNING]) or not is_long(content):
        return None
    return find_long_table(lambda: io.BytesIO(content), columns)


def beginning_of(table: LongTable, rows: int) -> bytes:
    """The file of a table without what follows its first rows."""
    with table.open() as binary:
        numbers, _ = next(_pieces(binary, table.encoding, table.delimiter, rows + 1))
    with table.open() as binary:
        lines = _text(binary, table.encoding)
        wanted = numbers[rows] - 1 if len(numbers) > rows else None
        return "".join(islice(lines, wanted)).encode(table.encoding)


def find_long_table(open_: Open, columns: Corrections | None = None) -> LongTable | None:
    """The table in a file where it is plain as far as its beginning tells; None otherwise."""
    encoding = _encoding(open_)
    if not encoding:
        return None
    try:
        with open_() as binary:
            sample = _text(binary, encoding).read(SAMPLE_CHARACTERS)
        if not is_text(sample) or DECLARED.match(sample) or is_wrapped(sample) or not has_header(sample):
            return None
        delimiter = guess_delimiter(sample)
        with open_() as binary:
            numbers, rows = next(_pieces(binary, encoding, delimiter, HEAD_ROWS))
    except (UnicodeDecodeError, UnevenTableError):
        return None
    head = [Row(number=number, cells=tuple(cells)) for number, cells in zip(numbers, rows, strict=True)]
    sheet = Sheet(rows=tuple(head))
    if in_usual_shape(sheet) is not sheet:
        return None
    choice = choose_tables([sheet])
    layout = lay_out_main(choice.main, columns)
    if choice.others or not choice.main.header_number or not stand_alone(layout):
        return None
    return LongTable(open=open_, encoding=encoding, delimiter=delimiter, layout=layout, above=choice.loose)


def _encoding(open_: Open) -> str:
    """UTF-8 with or without its mark; empty for what holds NUL characters."""
    with open_() as binary:
        first = binary.read(BLOCK)
        encoding = "utf-8-sig" if first.startswith(BOM) else "utf-8"
        blocks = iter(partial(binary.read, BLOCK), b"")
        return "" if b"\x00" in first or any(b"\x00" in block for block in blocks) else encoding


def _text(binary: BinaryIO, encoding: str) -> io.TextIOWrapper:
    return io.TextIOWrapper(binary, encoding=encoding, errors="strict", newline="")


def _pieces(
    binary: BinaryIO, encoding: str, delimiter: str, at_once: int = ROWS_AT_ONCE
) -> Iterator[tuple[list[int], list[list[str]]]]:
    """Rows with the line each begins on, some thousands at a time."""
    csv.field_size_limit(LONGEST_CELL)
    reader = csv.reader(_lines(binary, encoding), delimiter=delimiter)
    last, count = 0, at_once
    while count == at_once:
        ends, rows = [last], []
        try:
            for cells in islice(reader, at_once):
                rows.append(cells)
                ends.append(reader.line_num)
        except (csv.Error, UnicodeDecodeError) as error:
            raise UnevenTableError from error
        count = len(rows)
        of_several_lines = [at for at, (before, end) in enumerate(pairwise(ends)) if end > before + 2]
        if any(has_swallowed(rows[at], delimiter) for at in of_several_lines):
            raise UnevenTableError
        _write_out(rows)
        yield [before + 1 for before in ends[:-1]], rows
        last = ends[-1]


def _lines(binary: BinaryIO, encoding: str) -> Iterator[str]:
    """The lines of a text, decoded in large blocks: reading a table so takes a fifth less than by the text's own."""
    return chain.from_iterable(io.StringIO(block, newline="") for block in _blocks(binary, encoding))


def _blocks(binary: BinaryIO, encoding: str) -> Iterator[str]:
    """A text in pieces that end where a line ends; of a text whose lines do not end with a line feed, one."""
    decoder = getincrementaldecoder(encoding)()
    begun = ""
    for block in iter(partial(binary.read, BLOCK), b""):
        lines, end, rest = decoder.decode(block).rpartition("\n")
        if end:
            yield begun + lines + end
            begun = rest
        else:
            begun += rest
    yield begun + decoder.decode(b"", final=True)


def _write_out(rows: list[list[str]]) -> None:
    """Write out the characters that stand as entities, in place; raises UnevenTableError for rows nobody types.

    Few lists have an entity at all, so one look through the text of all these rows comes first.
    """
    texts = list(map("".join, rows))
    if max(map(len, texts), default=0) > LONGEST_KEPT:
        raise UnevenTableError
    if ENTITY.search("".join(texts)):
        for at in (at for at, text in enumerate(texts) if "&" in text):
            rows[at] = without_entities(rows[at])
