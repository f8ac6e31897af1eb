"""PDFs: ruled tables over many pages, tables by alignment only, and directories in one or several columns of text."""

import io
import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from statistics import median
from typing import Any

from organizer.domain.attendee_list import Row
from organizer.domain.headers import fold_header, header_strength
from organizer.domain.pasted_lines import Entry, looks_like_person, read_entries
from organizer.domain.tables import LINES_SEARCHED, Sheet
from organizer.formats.compound_cells import part_cells
from organizer.formats.fenced_sheets import (
    BrokenFileError,
    FileTooLargeError,
    Found,
    NoTextError,
    ProtectedFileError,
    answer_sheets,
    check_size,
    read_sheets_fenced,
)

MOST_PAGES = 200
NARROWEST_GUTTER = 10  # points, a third of a centimetre
# What every badge of a sheet says: "Fachtag 2026".
YEAR, FEWEST_BADGES = re.compile(r"\b20\d\d\b"), 3
FEW_LINES_OF_PAGE = 20  # so few that two of them are many: nothing may stand across a gutter then
GAP_OF_COLUMNS = 2.0  # blanks between two words that stand in different columns
LARGER, WIDER_GAP = 1.15, 1.4
FEW_LINES = 5
PAGE_NUMBER = re.compile(
    r"(?:.*\b(?:seite|page|pagina|blz\.?)\s*)?[-–—\s]*\d{1,4}\s*(?:(?:/|von|of|van)\s*\d{1,4})?[-–—\s]*", re.I
)
DIGITS = re.compile(r"\d+")
HYPHEN = re.compile(r"(?<=\w)[-\u00ad\u2010]$")
SPLIT_WORD = 12  # letters of a word that fills a cell, so that its end stands on the next line
ADDRESS_SIGN = re.compile(r"@|[\[(]\s*at\s*[\])]", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A line of print: its text, where it begins and stands (points from the upper left), its type."""

    text: str
    page: int
    left: float
    top: float
    size: float
    font: str


def read_printed_list(content: bytes) -> Found:
    """The tables of a PDF, otherwise its lines, read in a fenced child.

    Raises NoTextError for pictures of text, ProtectedFileError, BrokenFileError and what `read_sheets_fenced` raises.
    """
    return read_sheets_fenced("organizer.formats.printed_lists", content)


def print_in(content: bytes) -> Found:
    """The tables of a PDF as one sheet, or the people of its columns line by line; for the child, which alone loads the
    libraries."""
    import pdfplumber
    from pdfminer.pdfdocument import PDFPasswordIncorrect
    from pdfplumber.utils.exceptions import MalformedPDFException, PdfminerException

    try:
        with pdfplumber.open(io.BytesIO(content)) as pdf:
            if len(pdf.pages) > MOST_PAGES:
                raise FileTooLargeError(limit=f"{MOST_PAGES}")
            return _found(pdf.pages)
    except PdfminerException as error:
        is_locked = any(isinstance(cause, PDFPasswordIncorrect) for cause in error.args)
        raise (ProtectedFileError if is_locked else BrokenFileError) from error
    except MalformedPDFException as error:
        raise BrokenFileError from error


def _found(pages: Sequence[Any]) -> Found:
    ruled: list[list[str]] = []
    words: list[list[dict[str, Any]]] = []
    for page in pages:
        ruled += _ruled_rows(page, ruled)
        words.append(page.extract_words(extra_attrs=["fontname", "size"]))
        page.close()
    if not any(words):
        raise NoTextError
    table = next((rows for rows in (ruled, _aligned_rows(words)) if _has_header(rows)), None)
    if table:
        return Found(tables=(_sheet(table),))
    whole = [" | ".join(unwrapped(cell) for cell in row if cell) for row in ruled]
    people = read_entries([Entry(number=number, text=text) for number, text in enumerate(whole, start=1)])
    if 2 * sum(bool(row.cells[0]) for row in people.rows[1:]) > len(ruled) > 1:
        return Found(lines=people)
    return Found(lines=read_entries(_entries(_without_furniture(list(_column_lines(words)), len(pages)))))


def _has_header(rows: Sequence[Sequence[str]]) -> bool:
    return any(header_strength(row) > 1 for row in rows[:LINES_SEARCHED])


def _ruled_rows(page: Any, above: Sequence[list[str]]) -> list[list[str]]:  # noqa: ANN401 - pdfplumber has no types
    """The rows of a page's ruled tables; a row that the page break cut goes on with the last row above."""
    rows: list[list[str]] = []
    for table in page.extract_tables():
        cells = [[(cell or "").strip() for cell in row] for row in table]
        rows += [row for row in cells if len(row) > 1 and any(row)]
    header = above[0] if above else rows[0] if rows else []
    body = [row for row in rows if row != header] if above else rows
    if above and body and not body[0][0] and len(body[0]) == len(above[-1]):
        above[-1][:] = ["\n".join(filter(None, cells)) for cells in zip(above[-1], body[0], strict=True)]
        body = body[1:]
    return body


def _sheet(rows: Sequence[Sequence[str]]) -> Sheet:
    """Rows with their numbers below the header."""
    whole = [[unwrapped(cell) for cell in row] for row in rows]
    first = next((at for at, cells in enumerate(whole) if header_strength(cells) > 1), 0)
    header = [fold_header(cell) for cell in whole[first]]
    body = [cells for cells in whole[first + 1 :] if [fold_header(cell) for cell in cells] != header]
    numbered = [Row(number=number, cells=tuple(cells)) for number, cells in enumerate(body, start=1)]
    check_size(numbered)
    return Sheet(rows=part_cells([Row(number=0, cells=tuple(whole[first])), *numbered]))


def unwrapped(cell: str) -> str:
    """The lines of a cell as one: hyphens at line ends go, words and addresses that were cut are whole again."""
    lines = [line.strip() for line in cell.split("\n") if line.strip()]
    text = lines[0] if lines else ""
    for line in lines[1:]:
        text = joined(text, line)
    return text


def joined(text: str, line: str) -> str:
    """Two lines of print as one."""
    last = text.rpartition(" ")[2]
    if ADDRESS_SIGN.search(last) and " " not in line and re.match(r"[\w.-]+$", line):
        return text + line
    if HYPHEN.search(text):
        return (text[:-1] if line[:1].islower() else text) + line
    is_cut = len(last) >= SPLIT_WORD and last == text and line[:1].islower()
    return text + line if is_cut else f"{text} {line}"


def _aligned_rows(pages: Sequence[Sequence[dict[str, Any]]]) -> list[list[str]]:
    """The rows of a table without rules: a header line tells where its columns begin; nothing where there is none."""
    rows: list[list[str]] = []
    starts: list[float] = []
    for words in pages:
        for line in _lines_of_words(words):
            segments = _segments(line)
            texts = [" ".join(word["text"] for word in segment) for segment in segments]
            if len(texts) > 2 and header_strength(texts) > 1:
                starts = [segment[0]["x0"] for segment in segments]
                rows += [texts] if not rows else []
            elif starts and not PAGE_NUMBER.fullmatch(" ".join(texts)):
                _add_aligned(rows, segments, starts)
    return rows


def _add_aligned(rows: list[list[str]], segments: Sequence[Sequence[dict[str, Any]]], starts: Sequence[float]) -> None:
    """One line of an aligned table: a row, or the rest of the row above when it begins behind the first column."""
    cells = [""] * len(starts)
    for segment in segments:
        at = max((at for at, start in enumerate(starts) if start <= segment[0]["x0"] + 3), default=0)
        text = " ".join(word["text"] for word in segment)
        cells[at] = f"{cells[at]} {text}".strip()
    if cells[0] or len(rows) < 2:
        rows.append(cells)
    else:
        rows[-1] = ["\n".join(filter(None, pair)) for pair in zip(rows[-1], cells, strict=True)]


def _lines_of_words(words: Sequence[dict[str, Any]]) -> list[list[dict[str, Any]]]:
    """Words that stand on one height, from left to right."""
    lines: list[list[dict[str, Any]]] = []
    for word in sorted(words, key=lambda word: (word["bottom"], word["x0"])):
        if lines and abs(lines[-1][0]["bottom"] - word["bottom"]) < word["size"] / 3:
            lines[-1].append(word)
        else:
            lines.append([word])
    return [sorted(line, key=lambda word: float(word["x0"])) for line in lines]


def _segments(line: Sequence[dict[str, Any]]) -> list[list[dict[str, Any]]]:
    """The parts of a line that wide gaps part."""
    segments = [[line[0]]]
    for before, word in pairwise(line):
        if word["x0"] - before["x1"] > GAP_OF_COLUMNS * word["size"] / 3:
            segments.append([])
        segments[-1].append(word)
    return segments


def _column_lines(pages: Sequence[Sequence[dict[str, Any]]]) -> Iterator[Line]:
    """The lines of all pages, column by column."""
    edges = _gutters([line for words in pages for line in _lines_of_words(words)])
    for page, words in enumerate(pages):
        columns: list[list[dict[str, Any]]] = [[] for _ in range(len(edges) + 1)]
        for word in words:
            columns[bisect_right(edges, word["x0"])].append(word)
        for column in columns:
            for line in _lines_of_words(column):
                yield Line(
                    text=" ".join(word["text"] for word in line),
                    page=page,
                    left=line[0]["x0"],
                    top=line[0]["bottom"],
                    size=float(median(word["size"] for word in line)),
                    font=Counter(word["fontname"] for word in line).most_common(1)[0][0],
                )


def _gutters(lines: Sequence[Sequence[dict[str, Any]]]) -> list[float]:
    """Where columns begin: stretches that hardly a line crosses, with many lines on both sides."""
    width = int(max((word["x1"] for line in lines for word in line), default=0)) + 1
    crossed, begun = [0] * (width + 1), [0] * (width + 1)
    for line in lines:
        for segment in _segments(line):
            for at in range(max(0, int(segment[0]["x0"])), min(width, int(segment[-1]["x1"])) + 1):
                crossed[at] += 1
            begun[max(0, min(width, int(segment[0]["x0"])))] += 1
    few = max(2 if len(lines) > FEW_LINES_OF_PAGE else 0, len(lines) // 20)
    edges: list[float] = []
    empty = 0
    for at in range(width):
        if crossed[at] <= few:
            empty += 1
            continue
        is_filled = min(sum(begun[:at]), sum(begun[at:])) * 4 > len(lines)
        if empty >= NARROWEST_GUTTER and is_filled and any(crossed[: at - empty]):
            edges.append(at - 2)
        empty = 0
    return edges


def _without_furniture(lines: Sequence[Line], pages: int) -> list[Line]:
    """The lines without page numbers, without what every page repeats, without titles in larger type."""
    usual = median(line.size for line in lines)
    repeated = Counter(DIGITS.sub("#", line.text) for line in lines)
    return [
        line
        for line in lines
        if not PAGE_NUMBER.fullmatch(line.text)
        and not (pages > 1 and repeated[DIGITS.sub("#", line.text)] >= max(2, pages - 1))
        and not (YEAR.search(line.text) and repeated[DIGITS.sub("#", line.text)] >= FEWEST_BADGES)
        and (line.size <= usual * LARGER or looks_like_person(line.text))
        and len(line.text.strip()) > 1
    ]


def _entries(lines: Sequence[Line]) -> list[Entry]:
    """One entry for each person: the lines from one beginning to the next, cut words put together."""
    starts = _starts(lines)
    entries: list[Entry] = []
    for at, line in enumerate(lines):
        if at in starts or not entries:
            entries.append(Entry(number=len(entries) + 1, text=line.text))
            continue
        last = entries[-1]
        text, *below = [last.text, *last.below]
        if not below and HYPHEN.search(text):
            text = joined(text, line.text)
        elif below and _goes_on(below[-1], line.text):
            below = [*below[:-1], joined(below[-1], line.text)]
        else:
            below = [*below, line.text]
        entries[-1] = replace(last, text=text, below=tuple(below))
    return entries


def _goes_on(above: str, line: str) -> bool:
    return (
        bool(HYPHEN.search(above))
        or above.endswith((",", "&", " für", " und", " of", " and", " der", " en"))
        or (line[:1].islower() and not ADDRESS_SIGN.search(line) and not ADDRESS_SIGN.search(above))
    )


def _starts(lines: Sequence[Line]) -> set[int]:
    """Where people begin: by type that differs, by gaps, by indents, otherwise by the shape of names."""
    named = {at for at, line in enumerate(lines) if looks_like_person(line.text.rstrip(","))}
    for candidates in (_by_font(lines, named), _by_gap(lines), _by_indent(lines)):
        hits = len(candidates & named)
        if 2 * hits >= FEW_LINES and 4 * hits >= 3 * len(candidates) and len(candidates) < len(lines):
            return candidates
    if 2 * len(named) < len(lines) and len(named) > 1:
        return named
    return set(range(len(lines)))


def _by_font(lines: Sequence[Line], named: set[int]) -> set[int]:
    """Lines in the type that names stand in more than anything else does."""
    fonts: dict[tuple[str, int], set[int]] = {}
    for at, line in enumerate(lines):
        fonts.setdefault((line.font, round(line.size)), set()).add(at)
    return max(fonts.values(), key=lambda alike: len(alike & named) / len(alike), default=set())


def _by_gap(lines: Sequence[Line]) -> set[int]:
    gaps = [below.top - above.top for above, below in pairwise(lines)]
    within = [gap for gap in gaps if gap > 0]
    usual = sorted(within)[len(within) // 4] if within else 0
    return {0} | {at for at, gap in enumerate(gaps, start=1) if gap < 0 or gap > WIDER_GAP * usual}


def _by_indent(lines: Sequence[Line]) -> set[int]:
    """Lines that begin further to the left than the one above or below them, in their column."""
    starts = set()
    for at, line in enumerate(lines):
        near = [
            other
            for other in lines[max(0, at - 3) : at + 4]
            if other.page == line.page and abs(other.left - line.left) < 60
        ]
        if line.left < max(other.left for other in near) - 3:
            starts.add(at)
    return starts


if __name__ == "__main__":
    answer_sheets(print_in)
