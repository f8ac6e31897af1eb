"""Tables as notes and wikis write them: "| Name | Firma |" above "|---|---|", links and emphasis in the cells."""

import re
from collections.abc import Iterable
from dataclasses import replace

from organizer.domain.attendee_list import Row

RULE = re.compile(r"^[ \t]*\|?[ \t]*:?-{2,}:?[ \t]*(?:[|+][ \t]*:?-{2,}:?[ \t]*)*\|?[ \t]*$", re.MULTILINE)
RULE_CELL = re.compile(r"\s*:?-{2,}:?(?:\+-{2,})*\s*")
# "||Name||Firma||" heads a table of Jira and Confluence.
DOUBLE_BARS = re.compile(r"^[ \t]*\|\|.*\|\|[ \t]*$", re.MULTILINE)
LINK = re.compile(r"!?\[([^\[\]]*)\]\(<?([^()\s<>]*)>?(?:\s+\"[^\"]*\")?\)")
NETWORK = re.compile(r"https?://(?:[\w-]+\.)*(?:linkedin|xing)\.com/", re.IGNORECASE)
EMPHASIS = re.compile(r"(\*\*\*|\*\*|__|\*|_|`)(?=\S)(.+?)(?<=\S)\1(?!\w)")
LONGEST_MARKED = 500  # characters of a cell in which marks of emphasis are looked for
BREAK = re.compile(r"\s*<br\s*/?>\s*|\s*\\\\\s+", re.IGNORECASE)
ESCAPED = re.compile(r"\\([\\`*_{}\[\]()#+.!|~-])")


def is_markdown_table(text: str) -> bool:
    """Whether a text holds a table of bars with a rule below its header, or the doubled bars of a wiki."""
    return any("|" in rule[0] for rule in RULE.finditer(text)) or bool(DOUBLE_BARS.search(text))


def plain_bars(text: str) -> str:
    """The text with single bars between the words of a header, too."""
    return DOUBLE_BARS.sub(lambda header: header[0].replace("||", "|"), text)


def without_markdown(rows: Iterable[Row]) -> tuple[Row, ...]:
    """The rows as they are shown: without rules, links as what they say, no marks of emphasis."""
    return tuple(replace(row, cells=tuple(map(_shown, row.cells))) for row in rows if not _is_rule(row))


def _is_rule(row: Row) -> bool:
    filled = [cell for cell in row.cells if cell.strip()]
    return bool(filled) and all(map(RULE_CELL.fullmatch, filled))


def _shown(cell: str) -> str:
    text = BREAK.sub("\n", LINK.sub(_said, cell.strip()))
    if "@" not in text and "://" not in text and len(text) < LONGEST_MARKED:
        text = EMPHASIS.sub(lambda found: found[2], text)
    return ESCAPED.sub(r"\1", text).strip()


def _said(link: re.Match[str]) -> str:
    """What a link says; where its words only stand for an address or a profile, that."""
    words, target = link[1].strip(), link[2]
    address = target.removeprefix("mailto:").partition("?")[0]
    if address != target and " " not in words:
        return address
    return target if NETWORK.match(target) and " " not in words else words
