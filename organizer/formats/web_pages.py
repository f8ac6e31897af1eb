"""Saved web pages, and workbooks that are web pages by content: their tables, otherwise their lines."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING
from urllib.parse import unquote

from organizer.domain.addresses import HIDDEN_AT, HIDDEN_DOT, holds_address
from organizer.domain.attendee_list import Row
from organizer.domain.headers import header_strength, says_speaker
from organizer.domain.names import tidy, words
from organizer.domain.pasted_lines import Entry, read_entries
from organizer.domain.programmes import read_programme
from organizer.domain.tables import Sheet
from organizer.formats.compound_cells import part_cells
from organizer.formats.fenced_sheets import (
    MOST_COLUMNS,
    MOST_ROWS,
    FileTooLargeError,
    Found,
    answer_sheets,
    read_sheets_fenced,
)
from organizer.formats.pasted_lists import MOST_LINES, entries
from organizer.formats.text_tables import decode

if TYPE_CHECKING:
    from selectolax.lexbor import LexborNode

DECLARED = re.compile(rb"<(?:meta|\?xml)[^>]{0,200}?(?:charset|encoding)\s*=\s*[\"']?\s*([\w-]{2,40})", re.IGNORECASE)
# What browsers take these names for (WHATWG Encoding).
AS_BROWSERS_DO = {"iso-8859-1": "cp1252", "latin1": "cp1252", "us-ascii": "cp1252", "iso-8859-9": "cp1254"}
SILENT = frozenset({"script", "style", "template", "noscript", "head", "svg", "select", "iframe", "object"})
LINES = words(
    "p div li ul ol dl dt dd h1 h2 h3 h4 h5 h6 article section header footer nav aside main table thead tbody tfoot tr "
    "td th form fieldset figure figcaption blockquote pre address hr br details summary"
)
NETWORK = re.compile(r"https?://(?:[\w-]+\.)*(?:linkedin|xing)\.com/(?:in|pub|profile)/", re.IGNORECASE)
ADDRESS_LABEL = re.compile(
    r"\W*(?:e-?\s?mail(?:\s*(?:an|to|senden|schreiben|adresse))?|mail|kontakt|contact|schreiben|✉)?\W*", re.IGNORECASE
)
# What a link says that stands for where it points to.
LINK_LABEL = re.compile(rf"{ADDRESS_LABEL.pattern}|in|linked ?in|xing|profile?|.*@.*|.*protected.*", re.IGNORECASE)
# What links beside a name say that is nothing of the person.
MORE_WORDS = {
    "anywhere": r"profile?|linked ?in|xing|mastodon|twitter|website|homepage|details?|bio|vita",
    "English": r"(?:view|full) profile|(?:read|learn|show|find out) more|more",
    "German": r"profil anzeigen|zum profil|webseite|mehr(?: erfahren| lesen| anzeigen)?|weiterlesen",
    "Dutch": r"profiel|(?:naar|bekijk) profiel|(?:lees|toon|bekijk) meer|meer(?: lezen| info\w*)?",
    "French": r"voir (?:le )?profil|en savoir plus|lire la suite|plus d'infos?",
}
MORE = re.compile(rf"\W*(?:{'|'.join(MORE_WORDS.values())})\W*", re.IGNORECASE)
PROTECTED = "[email\u00a0protected]"
MOST_SPANNED_ROWS = 1_000
EMAIL, PROFILE, OTHER = "E-mail", "LinkedIn", "Other lines"


@dataclass(frozen=True, slots=True, kw_only=True)
class TableLine:
    """One row of a table: its cells, what its links tell, the columns of cells that reach down from the row above."""

    number: int
    cells: tuple[str, ...]
    email: str
    profile: str
    is_heading: bool
    merged: tuple[int, ...] = ()


@dataclass(slots=True, kw_only=True)
class Contacts:
    """The address and the profile that links point to; `is_shown` puts them among the words instead of keeping them."""

    email: str = ""
    profile: str = ""
    is_shown: bool = False

    def note(self, node: "LexborNode") -> str:
        """Keep where a link points to; gives the words a script would put in its place."""
        protected = _unprotected(node.attributes.get("data-cfemail") or "") if node.tag in ("a", "span") else ""
        link = (node.attributes.get("href") or "").strip() if node.tag == "a" else ""
        email = unquote(link[7:].partition("?")[0]).strip() if link.lower().startswith("mailto:") else ""
        profile = link if NETWORK.match(link) else ""
        if self.is_shown:
            return protected or (f" <{email}> " if holds_address(email) else f" {profile} ")
        self.email, self.profile = self.email or email, self.profile or profile
        return protected


def read_web_page(content: bytes) -> Found:
    """The tables and the lines of a page, read in a fenced child; raises as `read_sheets_fenced` does."""
    return read_sheets_fenced("organizer.formats.web_pages", content)


def page_in(content: bytes) -> Found:
    """The tables of a page, each a sheet, and its lines; for the child, which alone loads the library."""
    from selectolax.lexbor import LexborHTMLParser

    text, encoding = decode_page(content)
    root = LexborHTMLParser(text).root
    if root is None:
        return Found(encoding=encoding)
    tables = list(root.css("table"))
    sheets = [sheet for number, table in enumerate(tables, start=1) if (sheet := _sheet(table, number)).rows]
    if not any(header_strength(row.cells) > 1 for sheet in sheets for row in sheet.rows):
        sheets = [read_entries([_entry(row) for row in sheet.rows]) for sheet in sheets]
        sheets = [sheet for sheet in sheets if any(row.cells[0] for row in sheet.rows[1:])]
    lines = _lines(root, Contacts(is_shown=True))
    is_readable = any(lines) and len(lines) <= MOST_LINES
    return Found(
        tables=tuple(sheets),
        lines=_people_in(lines, is_of_speakers=_is_of_speakers(root)) if is_readable else None,
        encoding=encoding,
    )


def _is_of_speakers(root: "LexborNode") -> bool:
    """Whether a page says in its headings that it lists who speaks."""
    return any(says_speaker(tidy(node.text())) for node in root.css("title, h1, h2"))


def _people_in(lines: Sequence[str], *, is_of_speakers: bool) -> Sheet:
    """The people of a page's lines; a page of speakers is read as programmes are, where that finds any talk."""
    programme = read_programme(lines) if is_of_speakers else None
    return programme if programme and _holds_talks(programme) else read_entries(entries(lines))


def _holds_talks(sheet: Sheet) -> bool:
    at = [cell.startswith("Talk title") for cell in sheet.rows[0].cells].index(True)
    return any(row.cells[at] for row in sheet.rows[1:])


def lines_in(page: str) -> list[str]:
    """The lines of a page as it is read, empty ones where boxes end; for the child, as `page_in`."""
    from selectolax.lexbor import LexborHTMLParser

    root = LexborHTMLParser(page).root
    return _lines(root, Contacts(is_shown=True)) if root else []


def _entry(row: Row) -> Entry:
    """A row of a table without header, read as a line about somebody."""
    cells = (cell.replace("\n", ", ") for cell in row.cells)
    return Entry(number=row.number, text=" | ".join(cell for cell in cells if cell.strip()))


def decode_page(content: bytes) -> tuple[str, str]:
    """The text of a page and its encoding: as any text, except that a page may declare an eight-bit one."""
    declared = DECLARED.search(content[:4096])
    name = declared[1].decode("ascii", errors="replace").lower() if declared else ""
    name = AS_BROWSERS_DO.get(name, name)
    try:
        content.decode("utf-8")
    except UnicodeDecodeError:
        if name and not name.startswith("utf") and not content.startswith((b"\xff\xfe", b"\xfe\xff")):
            try:
                return content.decode(name, errors="replace").replace("\x00", ""), name
            except LookupError:
                return decode(content)
    return decode(content)


def _sheet(table: "LexborNode", number: int) -> Sheet:
    """The rows of a table as cells, with columns for addresses and profiles that only its links tell."""
    lines = list(_table_lines(table))
    width = max((len(line.cells) for line in lines), default=0)
    rows = [Row(number=line.number, cells=_row_cells(line, width), merged=line.merged) for line in lines]
    caption = table.css_first("caption")
    name = f"{number} {tidy(caption.text())[:60]}" if caption else str(number)
    return Sheet(name=name, rows=part_cells(_without_empty(rows, width)))


def _row_cells(line: TableLine, width: int) -> tuple[str, ...]:
    """A header names the columns of links, too; a heading across all columns is none of the things they hold."""
    if header_strength(line.cells) > 1:
        return (*line.cells, *[""] * (width - len(line.cells)), EMAIL, PROFILE, OTHER)
    if line.is_heading:
        return (*[""] * width, "", "", line.cells[0])
    return (*line.cells, *[""] * (width - len(line.cells)), line.email, line.profile, "")


def _without_empty(rows: Sequence[Row], width: int) -> list[Row]:
    """Columns of links that no row fills are left out."""
    headers = {EMAIL, PROFILE, OTHER}
    used = [
        at
        for at in range(width + len(headers))
        if at < width or any(row.cells[at] and row.cells[at] not in headers for row in rows)
    ]
    return [replace(row, cells=tuple(row.cells[at] for at in used)) for row in rows]


def _table_lines(table: "LexborNode") -> Iterator[TableLine]:
    """The rows of a table, not those of tables inside it; what spans several rows stands in each, numbered below the
    header."""
    waiting: dict[int, tuple[int, str]] = {}
    number = 0
    for total, row in enumerate(_children(table, "tr")):
        if total > MOST_ROWS:
            raise FileTooLargeError(limit=f"{MOST_ROWS} rows")
        nodes = list(_children(row, "td", "th"))
        is_body = any(node.tag == "td" for node in nodes)
        number += is_body
        contacts, merged = Contacts(), tuple(waiting)
        cells = _cells(nodes, waiting, contacts)
        yield TableLine(
            number=number if is_body else 0,
            cells=tuple(cells),
            email=contacts.email,
            profile=contacts.profile,
            is_heading=len(nodes) == 1 and len(cells) > 1,
            merged=merged,
        )


def _children(node: "LexborNode", *tags: str) -> Iterator["LexborNode"]:
    """The nodes of these kinds inside a node, but not inside a table or a row of their own."""
    stack = [node.child]
    while stack:
        child = stack.pop()
        if child is None:
            continue
        stack.append(child.next)
        if child.tag in tags:
            yield child
        elif child.tag not in ("table", "tr", "td", "th"):
            stack.append(child.child)


def _cells(nodes: Sequence["LexborNode"], waiting: dict[int, tuple[int, str]], contacts: Contacts) -> list[str]:
    """The texts of a row; `waiting` holds by column what rows above span downwards: for how many rows, and the text."""
    cells: list[str] = []
    for node in nodes:
        _take_waiting(cells, waiting)
        text = _cell_text(node, contacts)
        below = min(_span(node, "rowspan"), MOST_SPANNED_ROWS) - 1
        if below > 0:
            waiting[len(cells)] = (below, text)
        cells += [text, *[""] * (min(_span(node, "colspan"), MOST_COLUMNS) - 1)]
        if len(cells) > MOST_COLUMNS:
            raise FileTooLargeError(limit=f"{MOST_COLUMNS} columns")
    _take_waiting(cells, waiting)
    return cells


def _take_waiting(cells: list[str], waiting: dict[int, tuple[int, str]]) -> None:
    while len(cells) in waiting:
        left, text = waiting.pop(len(cells))
        if left > 1:
            waiting[len(cells)] = (left - 1, text)
        cells.append(text)


def _span(node: "LexborNode", name: str) -> int:
    value = (node.attributes.get(name) or "").strip()
    return int(value) if value.isascii() and value.isdecimal() and len(value) < 5 and int(value) else 1


def _cell_text(node: "LexborNode", contacts: Contacts) -> str:
    """The text of a cell by lines. The address behind a link named "E-Mail" stands in its place."""
    lines = [line for line in _lines(node, contacts) if line]
    text = "\n".join(lines)
    if contacts.email and text and ADDRESS_LABEL.fullmatch(text):
        text, contacts.email = contacts.email, ""
    return text


def _lines(node: "LexborNode", contacts: Contacts | None = None) -> list[str]:
    """The text inside a node by lines; an empty line where more than one box ends."""
    lines: list[str] = []
    texts: list[str] = []
    breaks = 0
    for kind, value in _events(node, contacts or Contacts()):
        if kind == "break":
            breaks += 1
            continue
        if breaks and not value.strip():
            continue
        if breaks and texts:
            lines.append(_plain("".join(texts)))
            lines += [""] if breaks > 2 and lines[-1] else []
            texts = []
        breaks = 0
        texts.append(value)
    return [*lines, _plain("".join(texts))]


def _events(node: "LexborNode", contacts: Contacts) -> Iterator[tuple[str, str]]:
    """Texts and breaks in the order of reading; tables inside a table are read on their own."""
    is_cell = node.tag in ("td", "th")
    stack: list[tuple[LexborNode | None, bool]] = [(node.child, False)]
    while stack:
        child, is_over = stack.pop()
        if child is None:
            continue
        if is_over:
            yield "break", ""
            continue
        stack.append((child.next, False))
        if child.tag == "-text":
            yield "text", re.sub(r"\s+", " ", child.text_content or "")
        elif child.tag not in SILENT and not (is_cell and child.tag == "table"):
            said = contacts.note(child)
            if said:
                yield "text", said
            if child.tag in LINES:
                yield "break", ""
                stack.append((child, True))
            is_label = child.tag == "a" and _is_label(
                child.text(strip=True), is_said=bool(said.strip()), is_cell=is_cell
            )
            if child.tag != "br" and not is_label:
                stack.append((child.child, False))


def _is_label(text: str, *, is_said: bool, is_cell: bool) -> bool:
    """Whether the words of a link only name where it leads; in a cell they may be a header that sorts."""
    return bool(text) and bool((is_said and LINK_LABEL.fullmatch(text)) or (not is_cell and MORE.fullmatch(text)))


def _plain(text: str) -> str:
    """A line with its hidden address spelled out: "anna [at] example [dot] org"."""
    text = " ".join(text.replace(PROTECTED, " ").split())
    shown = HIDDEN_DOT.sub(".", HIDDEN_AT.sub("@", text)) if "@" not in text else text
    return shown if holds_address(shown) else text


def _unprotected(code: str) -> str:
    """An address that Cloudflare's script would show: each byte is turned by the first one."""
    try:
        key, *rest = bytes.fromhex(code)
    except ValueError:
        return ""
    text = bytes(byte ^ key for byte in rest).decode("utf-8", errors="replace")
    return text if holds_address(text) else ""


if __name__ == "__main__":
    answer_sheets(page_in)
