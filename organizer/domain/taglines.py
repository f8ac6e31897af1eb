"""Job and organisation in one cell, in whatever order: "role at company", "organisation, job", line below line."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from organizer.domain.attendee_list import Field
from organizer.domain.line_parts import FIRM_TAIL, kind_of, whole_parts
from organizer.domain.names import tidy

AT_COMPANY = re.compile(r"\s+(?:at|@|bei|bij|chez)\s+")
# What parts a cell; the first mark it holds does. A bare slash stands in "Referat IV/3", too: there words must tell.
MARKS = (
    re.compile(r"\s*\n\s*"),
    re.compile(r"\s+[–—|•·]\s*|\s*[–—]\s+|\s+-\s+|\s*\|\s*"),
    re.compile(r"\s+/\s+"),
    re.compile(r"\s*[,;]\s+"),
    re.compile(r"(?<=[^\W\d_]{3})/(?=[^\W\d_]{3})"),
)
COMMA = MARKS[3]
OFFICE = re.compile(r"büro\b|bureau\b|\b(?:AS|AB|A/S|Oy|ASA|PLC)$|praxis\b|kanzlei\b", re.IGNORECASE)
UNIT = re.compile(
    r"(?:amt|kämmerei|dezernat|fachbereich|fachdienst|abteilung|afdeling|department|stabsstelle|sachgebiet|fakultät|"
    r"faculteit|faculty|lehrstuhl|vakgroep|geschäftsbereich)\b|^(?:referat|team|bereich|dienst)\b",
    re.IGNORECASE,
)
LONGEST_HOUSE = 7  # words; a sentence about oneself names organisations, too
PLACES = (Field.CITY, Field.COUNTRY)


@dataclass(frozen=True, slots=True, kw_only=True)
class Tagline:
    """What a cell says of somebody's work; what it does not tell is empty."""

    job_title: str = ""
    organisation: str = ""
    department: str = ""


def read_tagline(cell: str, enumerated: Sequence[Field] = ()) -> Tagline:
    """Job and organisation out of one cell: by its own words, otherwise in the order that the heading enumerates.

    Without words and without an order nothing is parted: a cell is never turned round on a guess.
    """
    line = tidy(cell)
    at_company = AT_COMPANY.split(line, maxsplit=1)
    if len(at_company) == 2:
        return Tagline(job_title=at_company[0].strip(" ,"), organisation=at_company[1].strip(" ,"))
    mark = next((mark for mark in MARKS if len(_pieces(cell, mark)) > 1), COMMA)
    pieces = _pieces(cell, mark)
    kinds = [_kind(piece) for piece in pieces]
    is_told = {Field.JOB_TITLE, Field.ORGANISATION} <= set(kinds)
    is_pair = mark is COMMA and len(pieces) == 2
    if not is_told and (mark is MARKS[-1] or not (enumerated or is_pair)):
        return _whole(line, enumerated)
    told = _filled(kinds, _order(kinds, enumerated)) if len(pieces) > 1 else []
    return _parted(pieces, told) if told else _whole(line, enumerated)


def _pieces(cell: str, mark: re.Pattern[str]) -> list[str]:
    """The pieces of a cell between the marks; the pieces of its lines are parted at their commas, too."""
    pieces = [tidy(piece).strip(" ,;") for piece in mark.split(cell.strip())]
    if len(pieces) > 1 and mark is not COMMA:
        pieces = [part for piece in pieces for part in COMMA.split(piece)]
    return whole_parts(piece for piece in pieces if piece)


def _kind(piece: str) -> Field | None:
    """JOB_TITLE, ORGANISATION, a place, or None where the words of a piece do not tell."""
    is_house = OFFICE.search(piece) or FIRM_TAIL.search(piece) or UNIT.search(piece)
    kind = kind_of(piece)
    return Field.ORGANISATION if is_house and (kind is not Field.JOB_TITLE or OFFICE.search(piece)) else kind


def _order(kinds: Sequence[Field | None], enumerated: Sequence[Field]) -> Sequence[Field]:
    """In which order the cell says job and organisation; its first and its last word tell before the heading does."""
    forward, backward = (Field.ORGANISATION, Field.JOB_TITLE), (Field.JOB_TITLE, Field.ORGANISATION)
    ends = [kind for kind in kinds if kind not in PLACES]
    if not ends or (ends[0] == ends[-1] and ends[0] is not None):
        return ()
    if ends[0] is Field.ORGANISATION or ends[-1] is Field.JOB_TITLE:
        return forward
    if ends[0] is Field.JOB_TITLE or ends[-1] is Field.ORGANISATION:
        return backward
    return enumerated


def _filled(kinds: Sequence[Field | None], order: Sequence[Field]) -> list[Field]:
    """A kind for every piece: its own, otherwise that of its place in the order; nothing where nothing tells."""
    settled = [Field.ORGANISATION if kind in PLACES else kind for kind in kinds]
    if not order:
        return [kind for kind in settled if kind] if None not in settled else []
    first, last = order
    turn = next((at for at, kind in enumerate(settled) if kind is last), len(settled) - 1)
    return [kind or (first if at < turn else last) for at, kind in enumerate(settled)]


def _parted(pieces: Sequence[str], kinds: Sequence[Field]) -> Tagline:
    houses = [piece for piece, kind in zip(pieces, kinds, strict=True) if kind is not Field.JOB_TITLE]
    units = [piece for piece in houses if UNIT.search(piece)]
    units = units if len(units) < len(houses) else units[1:]
    return Tagline(
        job_title=", ".join(piece for piece, kind in zip(pieces, kinds, strict=True) if kind is Field.JOB_TITLE),
        organisation=", ".join(piece for piece in houses if piece not in units),
        department=", ".join(units),
    )


def _whole(line: str, enumerated: Sequence[Field]) -> Tagline:
    """A cell that is not parted: a job, unless it names an organisation or the heading begins with one."""
    kind = _kind(line) if len(line.split()) <= LONGEST_HOUSE else None
    is_house = kind is Field.ORGANISATION or (kind is None and tuple(enumerated[:1]) == (Field.ORGANISATION,))
    return Tagline(organisation=line) if is_house else Tagline(job_title=line)
