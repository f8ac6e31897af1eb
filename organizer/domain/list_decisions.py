"""What a host decides about a list before it is imported: encoding, sheet, columns; and what is remembered of that."""

import hashlib
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from organizer.domain.attendee_list import Field, Table
from organizer.domain.headers import SINGLE, fold_header

Columns = Mapping[int, Field]
Layout = Mapping[str, Field]

# How the bytes of a text may be read, by the codec's name; names of encodings are the same in every language.
ENCODINGS = {
    "utf-8": "UTF-8",
    "cp1252": "Windows-1252",
    "iso8859-15": "ISO-8859-15",
    "mac_roman": "Mac Roman",
    "utf-16": "UTF-16",
    "utf-16-be": "UTF-16 BE",
    "cp1250": "Windows-1250",
    "iso8859-2": "ISO-8859-2",
    "cp1254": "Windows-1254",
    "cp1257": "Windows-1257",
    "cp1253": "Windows-1253",
    "cp1251": "Windows-1251",
    "cp850": "IBM 850",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Decisions:
    """The host's word on one list. Empty means: as it was guessed. `columns` is by sheet, then by index.

    A sheet that is not there was not decided, one with no columns was: its guess counts, whatever is remembered.
    """

    encoding: str = ""
    sheet: str = ""
    columns: Mapping[str, Columns] = field(default_factory=dict)


def header_keys(header: Sequence[str]) -> tuple[str, ...]:
    """One key per column, by its words; the second column of the same words is told from the first."""
    seen: Counter[str] = Counter()
    keys = []
    for text in header:
        words = fold_header(text)
        seen[words] += 1
        keys.append(f"{words}#{seen[words]}")
    return tuple(keys)


def fingerprint(header: Sequence[str]) -> str:
    """The same for tables with the same headers in any order; empty where no column has a name."""
    if not any(text.strip() for text in header):
        return ""
    return hashlib.sha256("\n".join(sorted(header_keys(header))).encode()).hexdigest()


def recalled(table: Table, layouts: Mapping[str, Layout]) -> Columns:
    """What was said of the columns the last time a table had these headers; `layouts` is by fingerprint."""
    layout = layouts.get(fingerprint(table.header), {})
    return {at: layout[key] for at, key in enumerate(header_keys(table.header)) if key in layout}


def said_of(table: Table, decisions: Decisions, layouts: Mapping[str, Layout]) -> Columns:
    """What counts for a table: the host's word on this list, else that on the last one with the same headers."""
    own = decisions.columns.get(table.sheet)
    return own if own is not None else recalled(table, layouts)


def layout_of(table: Table, columns: Columns) -> Layout:
    """What is to be remembered of the columns of a table."""
    keys = header_keys(table.header)
    return {keys[at]: field for at, field in columns.items() if at < len(keys)}


def corrected(decisions: Decisions, sheet: str, before: Columns, said: Columns) -> Decisions:
    """The decisions with what is said now of a sheet's columns.

    What was said before stays, unless the same single thing, such as the address, is now said of another column.
    """
    taken = set(said.values()) & SINGLE
    kept = {at: field for at, field in before.items() if field not in taken}
    return replace(decisions, columns={**decisions.columns, sheet: {**kept, **said}})
