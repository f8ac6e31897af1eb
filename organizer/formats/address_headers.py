"""Recipients copied out of a mail: To:, An:, Aan:, Cc: as Outlook and as RFC 5322 write them."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from email.errors import MessageError
from email.header import decode_header, make_header

from organizer.domain.addresses import holds_address, read_address
from organizer.domain.attendance import is_no_human
from organizer.domain.attendee_list import Row
from organizer.domain.names import tidy
from organizer.domain.tables import Sheet

MOST_CHARACTERS, LONGEST_HEADER = 2_000_000, 100_000
HEADER = ("Name", "E-mail", "Other lines")
LINE = re.compile(r"\r\n|[\n\r]")
# Those a mail is for, in German, Dutch, English and French; the sender and the subject are not among them.
TO = re.compile(
    r"[\s>*]*(?:to|cc|bcc|an|kopie|blindkopie|aan|à|pour|ontvangers?|empfänger|recipients?|attendees|teilnehmer|"
    r"required|optional|erforderlich|verplicht|optioneel|cci|reply-to)\**\s*:\**\s*",
    re.IGNORECASE,
)
OTHER = re.compile(
    r"[\s>*]*(?:from|von|van|de|subject|betreff|onderwerp|objet|date|datum|sent|gesendet|verzonden|envoyé|wichtigkeit|"
    r"importance|anlagen?|attachments?|bijlagen?|[a-z]+(?:-[a-z]+)+)\**\s*:",
    re.IGNORECASE,
)
ENCODED_WORD = re.compile(r"=\?[^?\s]{1,40}\?[bqBQ]\?[^?]{0,2000}\?=")
IN_ANGLES = re.compile(r"<([^<>]*)>\s*$")
ENTRY = re.compile(r"[^@<>]{0,200}<[^<>\s@]+@[^<>\s@]+>|[^\s@<>,;]+@[^\s@<>,;]+")
GROUP = re.compile(r"^[^<>@\",;]{1,80}:\s*(?=[^/])")


@dataclass(frozen=True, slots=True, kw_only=True)
class Recipient:
    """One entry of a header: the name as it is shown, the address as it is written."""

    name: str
    email: str


def is_address_header(sample: str) -> bool:
    """Whether a text begins with recipients rather than with rows: a header that says so, or addresses side by side."""
    return any(is_for and holds_address(text) for is_for, _, text in _headers(sample))


def read_address_headers(text: str) -> Sheet:
    """Everybody a mail went to as a table; rows bear the number of the header's first line."""
    rows = [Row(number=0, cells=HEADER)]
    for is_for, number, value in _headers(text[:MOST_CHARACTERS]):
        found = [one for one in recipients(value) if one.name or one.email] if is_for else []
        rows += [Row(number=number, cells=(one.name, one.email, "")) for one in found]
        if not found and value.strip():
            rows.append(Row(number=number, cells=("", "", value.strip())))
    return Sheet(rows=tuple(rows), has_header=True)


def recipients(value: str) -> Iterator[Recipient]:
    """The entries of a header, parted by ";" where there is one outside of quotes, otherwise by ","."""
    pieces = _parted(value, ";")
    if len(pieces) > 1 or (pieces and not _is_one(pieces[0])):
        pieces = [one for piece in pieces for one in _by_commas(piece)] if _mixes(pieces) else pieces
    if len(pieces) == 1:
        pieces = _by_commas(pieces[0])
    return map(_recipient, filter(str.strip, pieces))


def _headers(text: str) -> Iterator[tuple[bool, int, str]]:
    """Headers with their continuation lines: whether it names recipients, the number of its first line, its value."""
    is_for, number = False, 0
    values: list[str] = []
    for at, line in enumerate(LINE.split(text), start=1):
        named, other = TO.match(line), OTHER.match(line)
        if values and not named and not other and _goes_on(values[-1], line, is_for=is_for):
            values.append(line.strip())
            continue
        if any(values):
            yield is_for, number, " ".join(values).strip()
        is_for = bool(named) or (not other and bool(_several(line)))
        number, values = at, [line[named.end() :].strip()] if named else [line.strip()] if line.strip() else []
    if any(values):
        yield is_for, number, " ".join(values).strip()


def _goes_on(above: str, line: str, *, is_for: bool) -> bool:
    """A line goes on with the header when it begins with a blank, or the line above broke off after a separator."""
    return bool(line.strip()) and (line[:1] in " \t" or (is_for and above[-1:] in ("", ",", ";")))


def _several(text: str) -> list[str]:
    """The entries of a line that is nothing but addresses side by side, with or without names."""
    if "@" not in text or len(text) > LONGEST_HEADER:
        return []
    pieces = _by_commas(text.replace(";", ","))
    return pieces if len(pieces) > 1 and all(map(ENTRY.fullmatch, pieces)) else []


def _parted(value: str, mark: str) -> list[str]:
    """The pieces between marks that stand outside of quotes, angle brackets and round brackets."""
    pieces, piece, closing = [], "", ""
    for sign in value:
        if closing:
            closing = "" if sign == closing else closing
        elif sign in '"<(':
            closing = {'"': '"', "<": ">", "(": ")"}[sign]
        elif sign == mark:
            pieces.append(piece)
            piece = ""
            continue
        piece += sign
    return [one for one in [*pieces, piece] if one.strip()]


def _is_one(piece: str) -> bool:
    return piece.count("@") < 2


def _mixes(pieces: list[str]) -> bool:
    return any(not _is_one(piece) for piece in pieces)


def _by_commas(piece: str) -> list[str]:
    """Entries between commas; a piece without an address is the family name of the next one."""
    entries: list[str] = []
    waiting: list[str] = []
    for part in _parted(piece, ","):
        waiting.append(part.strip())
        if "@" in part:
            entries.append(", ".join(waiting))
            waiting = []
    return [*entries, ", ".join(waiting)] if waiting else entries


def _recipient(entry: str) -> Recipient:
    """Name and address of an entry; an address alone that is a group's stands as a name, which it is not a person's."""
    entry = GROUP.sub("", entry.strip())
    angles = IN_ANGLES.search(entry)
    name = tidy(_decoded(entry[: angles.start()] if angles else "")).strip(" '\"`").replace('\\"', '"')
    email = angles[1] if angles else entry
    if not angles and not holds_address(entry):
        return Recipient(name=tidy(_decoded(entry)).strip(" '\""), email="")
    if holds_address(name):
        name = ""
    local = (read_address(email).email or email).partition("@")[0]
    return Recipient(name=name or (local if is_no_human(local) else ""), email=email.strip(" '\""))


def _decoded(text: str) -> str:
    """RFC 2047 words as the letters they stand for; what cannot be decoded stays as it is."""
    if not ENCODED_WORD.search(text):
        return text
    try:
        return str(make_header(decode_header(text)))
    except (MessageError, LookupError, ValueError):
        return text
