"""Lists pasted out of a mail, minutes or a web page: one person a line, or a few lines for each."""

import csv
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby, pairwise

from organizer.domain.headers import header_strength
from organizer.domain.names import fold, read_name
from organizer.domain.pasted_lines import (
    BULLET,
    CLOCK,
    Entry,
    is_heading,
    looks_like_person,
    names_side_by_side,
    read_entries,
    strip_bullet,
)
from organizer.domain.programmes import read_programme
from organizer.domain.tables import LINES_SEARCHED, Sheet
from organizer.formats.text_tables import TooManyRowsError, guess_delimiter

MOST_LINES = 20_000
FEWEST_TIMES = 3
LINES_LOOKED_AT = 200
LINE = re.compile(r"\r\n|[\n\r\v\f\x85\u2028\u2029]")
LONGEST_BLOCK = 7
# Numbers and the buttons of networks between the lines about people.
NOISE = re.compile(
    r"\W*\d*\W*|\d\S* degree connection|\d\. grades?|message|connect|follow(?:ing)?|nachricht|vernetzen|folgen|bericht|"
    r"volgen|mehr|more|view profile|profil ansehen",
    re.IGNORECASE,
)
# "Renate Vogt • 2nd": how near somebody is in a network, behind the name
NEARNESS = re.compile(r"\s*[•·]\s*(?:1st|2nd|3rd\+?|[123](?:\.|e|er)\+?(?: grades?)?)\s*$", re.IGNORECASE)
LETTER_OR_DIGIT = re.compile(r"[^\W_]")
SPACED_COMMA = re.compile(r",\s")


def is_pasted_list(sample: str) -> bool:
    """Whether a text without header is lines about people rather than a table whose columns have no names."""
    lines = [line for line in LINE.split(sample)[:LINES_LOOKED_AT] if line.strip()]
    if any(map(names_side_by_side, lines)):
        return True
    plain = [BULLET.sub("", line) for line in lines]
    if any(_is_steady(plain, mark) for mark in ("\t", ";", "|")):
        return 2 * sum(map(_begins_with_name, plain)) > len(plain)
    commas = sum(line.count(",") for line in plain)
    return not commas or 2 * len(SPACED_COMMA.findall("\n".join(plain) + "\n")) > commas


def has_header(sample: str) -> bool:
    """Whether one of the first lines names the columns of a table."""
    mark = guess_delimiter(sample)
    lines = [line for line in LINE.split(sample)[:LINES_LOOKED_AT] if line.strip()]
    is_table = any(len(cells) > 1 and header_strength(cells) > 1 for cells in _cells(lines, mark))
    return is_table or (bool(lines) and header_strength([lines[0].strip()]) > 0 and not is_heading(lines[0]))


def read_pasted_list(text: str) -> Sheet:
    """The people of a pasted list as a table; rows bear the numbers of their lines."""
    lines = LINE.split(text)
    if len(lines) > MOST_LINES:
        raise TooManyRowsError(limit=MOST_LINES)
    return read_entries(entries(lines))


def is_timetable(sample: str) -> bool:
    """Whether a text is a programme: several of its lines begin with a time of day."""
    return sum(CLOCK.match(line) is not None for line in LINE.split(sample)[:LINES_LOOKED_AT]) >= FEWEST_TIMES


def read_timetable(text: str) -> Sheet:
    """The speakers of a programme brought as a list; a longer text than people paste is none."""
    lines = LINE.split(text)
    return read_programme(lines) if len(lines) <= MOST_LINES else Sheet(rows=())


def entries(lines: Sequence[str]) -> list[Entry]:
    """Lines with their numbers, those of one person put together where blank lines part the people.

    A line of nothing but names gives an entry for each of them.
    """
    numbered = _once(
        (number, NEARNESS.sub("", line).strip())
        for number, line in enumerate(lines, start=1)
        if not NEARNESS.fullmatch(line)
    )
    blocks = [list(block) for is_told, block in groupby(numbered, key=_says_something) if is_told]
    if not _are_blocks(blocks):
        told = [line for block in blocks for line in block]
        blocks = _blocks_by_names(told) or [[line] for line in told]
    return [entry for block in blocks for entry in _of_block(block)]


def _once(lines: Iterable[tuple[int, str]]) -> list[tuple[int, str]]:
    """The lines but for names that stand there twice, one below the other, as pictures with their captions do."""
    kept: list[tuple[int, str]] = []
    for number, text in lines:
        is_repeat = kept and text and _is_name(text) and fold(read_name(text).full) == fold(read_name(kept[-1][1]).full)
        if not is_repeat:
            kept.append((number, text))
    return kept


def _blocks_by_names(lines: Sequence[tuple[int, str]]) -> list[list[tuple[int, str]]]:
    """Blocks that begin with a name each, where names stand at even distances and hardly another line could be one."""
    lines = [line for line in lines if not NOISE.fullmatch(line[1])]
    starts = [at for at, (_, text) in enumerate(lines) if "," not in text and _is_name(text)]
    steps = Counter(below - above for above, below in pairwise(starts))
    if not steps or not all(2 <= step <= LONGEST_BLOCK for step in steps) or 2 * max(steps.values()) < len(starts) - 1:
        return []
    others = [text for at, (_, text) in enumerate(lines) if at not in starts]
    if 5 * sum(_is_name(text.partition(",")[0]) for text in others) > len(others):
        return []
    ends = [*starts[1:], starts[-1] + steps.most_common(1)[0][0]]
    blocks = [[line] for line in lines[: starts[0]]]
    blocks += [list(lines[start:end]) for start, end in zip(starts, ends, strict=True)]
    return blocks + [[line] for line in lines[ends[-1] :]]


def _of_block(block: Sequence[tuple[int, str]]) -> list[Entry]:
    (number, text), *below = block
    several = [] if below else names_side_by_side(text)
    if several:
        return [Entry(number=number, text=one) for one in several]
    return [Entry(number=number, text=text, below=tuple(line for _, line in below))]


def _says_something(line: tuple[int, str]) -> bool:
    return bool(LETTER_OR_DIGIT.search(line[1]))


def _are_blocks(blocks: Sequence[Sequence[tuple[int, str]]]) -> bool:
    """Whether most blocks are a name with a few lines below it that are no names."""
    several = [block for block in blocks if 2 <= len(block) <= 6]
    alike = [block for block in several if _is_name(block[0][1]) and not any(_is_name(text) for _, text in block[1:])]
    single = sum(len(block) == 1 and _is_name(block[0][1].partition(",")[0]) for block in blocks)
    return len(alike) > 1 and 2 * len(alike) > len(several) + single


def _is_name(text: str) -> bool:
    return not is_heading(text) and looks_like_person(strip_bullet(text))


def _cells(lines: Sequence[str], mark: str) -> Iterator[list[str]]:
    return csv.reader(lines[:LINES_SEARCHED], delimiter=mark)


def _begins_with_name(line: str) -> bool:
    head = re.split(r"[\t;|]", line)[0].strip()
    return not head.islower() and looks_like_person(head)


def _is_steady(lines: Sequence[str], mark: str) -> bool:
    """Whether most lines hold the mark equally often: the columns of a table without header."""
    counts = [line.strip().strip(mark).count(mark) for line in lines]
    usual = max(set(counts), key=counts.count)
    return usual > 0 and 5 * counts.count(usual) >= 4 * len(counts)
