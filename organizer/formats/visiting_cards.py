"""vCards (2.1, 3.0 and 4.0; RFC 2426, RFC 6350): one card, one row."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from quopri import decodestring

from organizer.domain.attendee_list import Field, Row
from organizer.domain.headers import NAMES
from organizer.domain.names import fold, is_particle, read_name, words
from organizer.domain.tables import Sheet
from organizer.formats.fenced_sheets import LONGEST_CELL, FileTooLargeError, Found, answer_sheets, read_sheets_fenced
from organizer.formats.text_tables import decode

MOST_CARDS = 50_000
HEADERS = {
    Field.HONORIFIC: "Academic title",
    Field.GIVEN: "Given name",
    Field.MIDDLE: "Middle name",
    Field.PARTICLE: "Name infix",
    Field.FAMILY: "Family name",
    Field.SUFFIX: "Name suffix",
    Field.FULL_NAME: "Full name",
    Field.JOB_TITLE: "Job title",
    Field.ORGANISATION: "Organisation",
    Field.DEPARTMENT: "Department",
    Field.EMAIL: "E-mail",
    Field.CITY: "City",
    Field.COUNTRY: "Country",
    Field.TOPICS: "Topics",
    Field.PROFILE_URL: "LinkedIn",
    Field.LANGUAGE: "Language",
    Field.BIO: "Bio",
    Field.NOTE: "Remarks",
}
LINE = re.compile(r"\r\n|[\n\r]")
MARK = re.compile(r"[:;\"]")
ESCAPED = re.compile(r"\\(.)", re.DOTALL)
NETWORK = re.compile(r"(?:linkedin|xing)\.com/", re.IGNORECASE)
READ = words("N FN ORG TITLE ROLE EMAIL ADR URL X-SOCIALPROFILE CATEGORIES LANG NOTE KIND X-ABSHOWAS VERSION")
NO_PEOPLE = frozenset({"org", "group", "location", "device", "application", "thing", "company"})
LABELS_OF_PROGRAMS = frozenset({"mycontacts", "starred", "unfiled", "contacts", "imported"})
JOINT = " ::: "


@dataclass(frozen=True, slots=True, kw_only=True)
class Property:
    """One property of a card: name in capitals without group, values of its parameters, value as written."""

    name: str
    parameters: frozenset[str]
    value: str


def read_visiting_cards(content: bytes) -> Found:
    """The cards of a file as one table, row by card, read in a fenced child; raises as `read_sheets_fenced` does."""
    return read_sheets_fenced("organizer.formats.visiting_cards", content)


def cards_in(content: bytes) -> Found:
    """The cards of a file as one table; what stands outside of cards is left out."""
    text, encoding = decode(content)
    rows = [_row(card) for card in _cards(text)]
    used = [field for field in HEADERS if field in NAMES or any(field in row for row in rows)]
    header = Row(number=0, cells=tuple(HEADERS[field] for field in used))
    body = (
        Row(number=number, cells=tuple(row.get(field, "")[:LONGEST_CELL] for field in used))
        for number, row in enumerate(rows, start=1)
    )
    return Found(tables=(Sheet(rows=(header, *body), has_header=True),), encoding=encoding)


def _cards(text: str) -> Iterator[list[Property]]:
    """The properties of each card. A card inside a card (an AGENT) is left out; the next card ends one without END."""
    count, depth = 0, 0
    card: list[Property] = []
    for line in _unfolded(text):
        word = line.strip().upper()
        if word == "BEGIN:VCARD":
            depth += 1
        elif word == "END:VCARD":
            depth = max(0, depth - 1)
            if depth == 0 and card:
                count += 1
                yield card
                card = []
        elif depth and word.startswith("VERSION:") and any(one.name == "VERSION" for one in card):
            depth = 1
            yield card
            card = _property(line)
        elif depth == 1:
            card += _property(line)
        if count > MOST_CARDS:
            raise FileTooLargeError(limit=f"{MOST_CARDS}")
    if card:
        yield card


def _unfolded(text: str) -> Iterator[str]:
    """Whole lines: a leading blank goes on with the line above, as does a "=" at the end of quoted-printable."""
    parts: list[str] = []
    is_soft = False
    for line in LINE.split(text):
        if is_soft or (line[:1] in (" ", "\t") and parts):
            parts.append(line if is_soft else line[1:])
        else:
            yield "".join(parts)
            parts = [line]
        is_quoted = "QUOTED-PRINTABLE" in parts[0][:200].upper()
        is_soft = is_quoted and line.endswith("=")
        if is_soft:
            parts[-1] = parts[-1][:-1]
    yield "".join(parts)


def _property(line: str) -> list[Property]:
    """The property a line holds, if it is one that is read."""
    head, value = _parted(line)
    name, *parameters = head.split(";")
    name = name.rpartition(".")[2].strip().upper()
    if name not in READ:
        return []
    said = [one.upper().strip() for one in parameters]
    if any(one.endswith("QUOTED-PRINTABLE") for one in said):
        value = _unquoted(value, said)
    values = (word.strip('"') for one in said for word in one.rpartition("=")[2].split(","))
    return [Property(name=name, parameters=frozenset([*said, *values]), value=value.strip())]


def _parted(line: str) -> tuple[str, str]:
    """Head and value of a line, at the first colon outside of quotes."""
    is_quoted = False
    for found in MARK.finditer(line):
        if found[0] == '"':
            is_quoted = not is_quoted
        elif found[0] == ":" and not is_quoted:
            return line[: found.start()], line[found.end() :]
    return "", ""


def _unquoted(value: str, said: Sequence[str]) -> str:
    content = decodestring(value.encode("utf-8"))
    charset = next((one.partition("=")[2] for one in said if one.startswith("CHARSET=")), "utf-8")
    try:
        return content.decode(charset)
    except (LookupError, UnicodeDecodeError):
        return content.decode("cp1252", errors="replace")


def _row(card: Sequence[Property]) -> dict[Field, str]:
    """What a card says, by field; an organisation's card has no name, so that it counts as nobody."""
    shown = _text(_first(card, "FN"))
    organisation, *departments = [*_components(_first(card, "ORG")), ""]
    row = {
        Field.JOB_TITLE: _text(_first(card, "TITLE") or _first(card, "ROLE")),
        Field.ORGANISATION: organisation,
        Field.DEPARTMENT: ", ".join(part for part in departments if part),
        **_place(card),
        Field.TOPICS: JOINT.join(_categories(card)),
        Field.PROFILE_URL: _profile(card),
        Field.LANGUAGE: _text(_first(card, "LANG")),
        Field.BIO: _text(_first(card, "NOTE")),
    }
    if _is_of_organisation(card, shown, organisation):
        row |= {Field.ORGANISATION: shown or organisation, Field.NOTE: _email(card)}
    else:
        row |= {**_name(card, shown), Field.EMAIL: _email(card)}
    return {field: value for field, value in row.items() if value}


def _name(card: Sequence[Property], shown: str) -> dict[Field, str]:
    """The parts of the name where the card has given and family name, and the name as it is shown."""
    family, given, middle, before, after, *_ = [*_components(_first(card, "N")), "", "", "", "", ""]
    name = {Field.FULL_NAME: shown or " ".join(part for part in (given, middle, family) if part)}
    if not (given and family):
        return name | {Field.HONORIFIC: before, Field.SUFFIX: after}
    tokens, particle = given.split(), ""
    while len(tokens) > 1 and is_particle(tokens[-1]) and tokens[-1].islower():
        particle = f"{tokens.pop()} {particle}".strip()
    return name | {
        Field.GIVEN: " ".join(tokens),
        Field.MIDDLE: middle,
        Field.PARTICLE: particle or _particle_shown(shown, given, family),
        Field.FAMILY: family,
        Field.HONORIFIC: before,
        Field.SUFFIX: after,
    }


def _particle_shown(shown: str, given: str, family: str) -> str:
    """ "van den" of "Jan van den Berg" when the card has only Berg for the family name."""
    name = read_name(shown)
    particle = name.family.removesuffix(family).strip()
    is_same = fold(name.given) == fold(given) and name.family != particle
    return particle if is_same and particle and is_particle(particle) else ""


def _is_of_organisation(card: Sequence[Property], shown: str, organisation: str) -> bool:
    kinds = {one.value.casefold() for one in card if one.name in ("KIND", "X-ABSHOWAS")}
    family, given, *_ = [*_components(_first(card, "N")), "", ""]
    has_own_name = bool(given or family) and fold(f"{given}{family}") != fold(organisation)
    return bool(kinds & NO_PEOPLE) or (
        bool(organisation) and not has_own_name and fold(shown) in ("", fold(organisation))
    )


def _place(card: Sequence[Property]) -> dict[Field, str]:
    """City and country of the address at work, otherwise of the first."""
    addresses = sorted((one for one in card if one.name == "ADR"), key=_weight)
    for address in addresses:
        parts = [*_components(address), *[""] * 7]
        if parts[3] or parts[6]:
            return {Field.CITY: parts[3], Field.COUNTRY: parts[6]}
    return {}


def _email(card: Sequence[Property]) -> str:
    emails = sorted((one for one in card if one.name == "EMAIL" and "@" in one.value), key=_weight)
    return _text(emails[0]).removeprefix("mailto:") if emails else ""


def _weight(one: Property) -> tuple[bool, bool]:
    """Preferred ones first, then those at work."""
    is_preferred = "PREF" in one.parameters or "PREF=1" in one.parameters
    return not is_preferred, "WORK" not in one.parameters


def _categories(card: Sequence[Property]) -> list[str]:
    """Categories are topics, but for those a program sorts by."""
    named = [part for one in card if one.name == "CATEGORIES" for part in _split(one.value, ",")]
    return [part for part in named if part and fold(part) not in LABELS_OF_PROGRAMS]


def _profile(card: Sequence[Property]) -> str:
    links = [_text(one).replace("\\", "") for one in card if one.name in ("URL", "X-SOCIALPROFILE")]
    return next((link for link in links if NETWORK.search(link)), "")


def _first(card: Sequence[Property], name: str) -> Property | None:
    return min((one for one in card if one.name == name and one.value), key=_weight, default=None)


def _components(one: Property | None) -> list[str]:
    return _split(one.value, ";") if one else []


def _split(value: str, mark: str) -> list[str]:
    """The parts between marks that no backslash escapes."""
    parts = re.split(rf"(?<!\\)(?:\\\\)*{mark}", value)
    return [_plain(part) for part in parts]


def _text(one: Property | None) -> str:
    return _plain(one.value) if one else ""


def _plain(value: str) -> str:
    return ESCAPED.sub(lambda found: "\n" if found[1] in "nN" else found[1], value).strip()


if __name__ == "__main__":
    answer_sheets(cards_in)
