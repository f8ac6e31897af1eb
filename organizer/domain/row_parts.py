"""The parts of a row, each read from the columns that hold it: job, place, topics, address and the like."""

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from organizer.domain.addresses import AddressFault, fits_name, read_address
from organizer.domain.attendance import is_off, note_says_off, presence_says_off
from organizer.domain.attendee_list import Field, Row, Table
from organizer.domain.headers import (
    PERMISSIONS,
    enumerated_work,
    fold_header,
    is_join_log,
    is_presence,
    option_of,
    read_yes_no,
    says_organisation,
    says_speaker,
)
from organizer.domain.identity import names_agree
from organizer.domain.line_parts import kind_of
from organizer.domain.names import Name, fold, is_degree, is_honorific, read_name, show_case, tidy, words
from organizer.domain.pasted_lines import ASIDE
from organizer.domain.places import LANGUAGE_OF_MAIL, country_code, guess_language, read_language
from organizer.domain.taglines import Tagline, read_tagline
from organizer.domain.vocabulary import Consent, Language

BLANKS = words("- -- – — n/a k.a. none null nan niet-gespecificeerd 0.0.00 0-0-00 ? .") | {
    "keine angabe",
    "info requested",
    "info angefordert",
    "info angefragt",
    "info gevraagd",
}
DEFUSED = re.compile(r"^'(?=[=+\-@%|])")
# How several topics stand in one cell; the mark most cells of the column have is the one that parts them.
TOPIC_MARKS = (":::", ";", "\n", "|", " / ", "•", ",")
DECLARED_MARK = ":::"
TALK_MARKS = re.compile(r"\n|;\s|\|")
POSTCODE = re.compile(r"^(?:[A-Z]{1,2}-)?(?:\d{4,5}|\d{4} [A-Z]{2})\s+")
URL = re.compile(r"(?<![\w.-])(?:https?://)?(?:[a-z0-9-]++\.)++[a-z]{2,20}/[^\s<>\"']+", re.IGNORECASE)
# "Acme (https://...)": tools that link rows of one table to those of another write the link behind the words.
LINK_BEHIND = re.compile(r"(?<=\S)\s*\(https?://[^\s()]+\)")
NETWORK_URL = re.compile(r"(?:https?://)?(?:[a-z0-9-]+\.)*(?:linkedin|xing)\.com/", re.IGNORECASE)
GENERAL_SITES = frozenset({"website", "webseite", "homepage", "web page", "personal website", "url", "website value"})
BESIDE_NAME = re.compile(r"\(([^()]+)\)\s*$|\s([|–—@/-])\s+([^|–—@]+)$")
SHORTEST_TELLING = 4
LONGEST_NOTE_OF_SPEAKER, LONGEST_LINE = 40, 500
ROWS_TELLING_MARKS = 2_000
# "Elke Sanders | TNX"; degrees and remarks behind a bar are none.
SHORT_ORGANISATION = re.compile(
    r"(?!(?:PHD|MBA|MSC|BSC|LLM|MD|MA|BA|CET|ONLINE|EXTERN|ER|SIE|HE|SHE)$)[A-ZÄÖÜ][A-ZÄÖÜ0-9&]{1,6}"
)
# Words that headers have in one language alone.
HEADER_WORDS = {
    Language.DE: words(
        "vorname nachname familienname firma unternehmen ort wohnort stadt anrede bemerkung einrichtung"
    ),
    Language.NL: words(
        "voornaam achternaam tussenvoegsel bedrijf organisatie functie plaats woonplaats mailadres opmerking"
    ),
}
FEWEST_HEADER_WORDS = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Layout:
    """A table with what its columns hold: `at` gives the columns of a field, `marks` what parts topics,
    `language` what its headers and the places in it tell together."""

    table: Table
    columns: tuple[Field, ...]
    at: Mapping[Field, tuple[int, ...]]
    marks: Mapping[int, str]
    sheet: str = ""
    language: Language | None = None
    is_join_log: bool = False
    is_of_speakers: bool = False


def lay_out(table: Table, columns: Sequence[Field], *, sheet: str = "") -> Layout:
    """Note where each field of a table stands."""
    at: dict[Field, list[int]] = {}
    for index, field in enumerate(columns):
        at.setdefault(field, []).append(index)
    topics = at.get(Field.TOPICS, [])
    places = [index for field in (Field.CITY, Field.EMAIL) for index in at.get(field, ())]
    return Layout(
        table=table,
        columns=tuple(columns),
        at={field: tuple(indexes) for field, indexes in at.items()},
        marks={index: _mark_of(table, index) for index in topics},
        sheet=sheet,
        language=_usual_language(table, places),
        is_join_log=is_join_log(table.header),
        is_of_speakers=says_speaker(table.title) or says_speaker(table.sheet),
    )


def _usual_language(table: Table, places: Sequence[int]) -> Language | None:
    """The language of a list's headers, where its towns and the domains of its addresses are of that language, too."""
    words_of_headers = {word for header in table.header for word in fold_header(header).split()}
    told = [language for language, own in HEADER_WORDS.items() if len(own & words_of_headers) >= FEWEST_HEADER_WORDS]
    if len(told) != 1:
        return None
    cells = (row.cells[index] for row in table.rows[:ROWS_TELLING_MARKS] for index in places)
    found = Counter(language for language in map(_language_of_place, cells) if language)
    return told[0] if 2 * found[told[0]] > found.total() else None


def _language_of_place(cell: str) -> Language | None:
    text = tidy(cell[:LONGEST_LINE])
    if "@" in text:
        return LANGUAGE_OF_MAIL.get(text.rpartition(".")[2].casefold())
    return guess_language("", POSTCODE.sub("", text))


def read_job(row: Row, layout: Layout) -> tuple[str, str]:
    """Job title and organisation; a tagline "role at company" is parted where that is clear."""
    job_title, organisation = line_of(row, layout, Field.JOB_TITLE), line_of(row, layout, Field.ORGANISATION)
    tagline = _tagline(row, layout)
    if Field.ORGANISATION not in layout.at and tagline is None:
        return job_title, _organisation_beside_name(row, layout)
    if tagline is None or job_title:
        return job_title, organisation
    return tagline.job_title, organisation or tagline.organisation


def read_department(row: Row, layout: Layout) -> str:
    """The department: of its own column, otherwise what a tagline names beside the organisation."""
    department = line_of(row, layout, Field.DEPARTMENT)
    tagline = None if department or Field.ORGANISATION in layout.at else _tagline(row, layout)
    return tagline.department if tagline else department


def _tagline(row: Row, layout: Layout) -> Tagline | None:
    for index in layout.at.get(Field.TAGLINE, ()):
        cell = clean(row.cells[index])[:LONGEST_LINE]
        if cell:
            return read_tagline(cell, enumerated_work(layout.table.header[index]))
    return None


def _organisation_beside_name(row: Row, layout: Layout) -> str:
    """ "Anna Kurz (TU Bergstadt)", "Anna Kurz | Acme GmbH": what stands beside a name when it says what it is."""
    beside = BESIDE_NAME.search(first_of(row, layout, Field.FULL_NAME)[:LONGEST_LINE])
    if beside is None:
        return ""
    text = tidy(beside[1] or beside[3])
    is_short = bool(beside[2] and beside[2] != "/" and SHORT_ORGANISATION.fullmatch(text))
    is_house = says_organisation(text) or kind_of(text) is Field.ORGANISATION or is_short
    is_behind_bar = layout.is_join_log and beside[2] == "|" and _may_be_house(text)
    return text if is_house or is_behind_bar or _is_at_home(text, addresses_of(row, layout)) else ""


def _may_be_house(text: str) -> bool:
    """Whether words behind a name in a call can be an organisation: no job, place, remark or part in the call."""
    other = ASIDE.fullmatch(text) or PERMISSIONS.fullmatch(text) or is_honorific(text) or is_degree(text)
    return text[:1].isupper() and kind_of(text) is None and not other


def _is_at_home(text: str, emails: Sequence[str]) -> bool:
    """Whether the domain of somebody's address is named like what stands behind the name."""
    domain = fold(emails[0].rpartition("@")[2].rpartition(".")[0]) if emails else ""
    return any(len(word) >= SHORTEST_TELLING and word in domain for word in map(fold, text.split()))


def read_place(row: Row, layout: Layout) -> tuple[str, str]:
    """City and ISO country; "10115 Berlin" and "Berlin, Germany" are read as well."""
    city = show_case(POSTCODE.sub("", line_of(row, layout, Field.CITY)))
    country = country_code(line_of(row, layout, Field.COUNTRY))
    head, comma, tail = city.rpartition(",")
    if comma and country_code(tail):
        return head.strip(), country or country_code(tail)
    return city, country


def read_said_language(row: Row, layout: Layout) -> Language | None:
    """The language a row says to write in."""
    return next((found for found in map(read_language, cells_of(row, layout, Field.LANGUAGE)) if found), None)


def read_topics(row: Row, layout: Layout) -> tuple[str, ...]:
    """The topics a row names, each once."""
    return tuple(dict.fromkeys(_topics(row, layout)))


def read_talks(row: Row, layout: Layout) -> tuple[str, ...]:
    """The titles of talks a row names; a header may name what parts them."""
    talks: list[str] = []
    for index in layout.at.get(Field.TALKS, ()):
        cell = clean(row.cells[index])
        is_declared = DECLARED_MARK in layout.table.header[index]
        talks += map(tidy, cell.split(DECLARED_MARK) if is_declared else TALK_MARKS.split(cell))
    return tuple(talk for talk in talks if talk)


def _topics(row: Row, layout: Layout) -> Iterator[str]:
    for index in layout.at.get(Field.TOPICS, ()):
        cell = clean(row.cells[index])
        mark = layout.marks.get(index, ",")
        yes_no = read_yes_no(cell)
        if cell and yes_no is None:
            yield from (topic for topic in map(tidy, cell.split(mark)) if topic)
    for index in layout.at.get(Field.TOPIC_OPTION, ()):
        if read_yes_no(row.cells[index]) is True:
            yield option_of(layout.table.header[index]) or tidy(layout.table.header[index])


def _mark_of(table: Table, index: int) -> str:
    """What parts the topics of a column: the mark its header names, else the one most of its first cells hold."""
    if DECLARED_MARK in table.header[index]:
        return DECLARED_MARK
    cells = [row.cells[index] for row in table.rows[:ROWS_TELLING_MARKS]]
    counts = {mark: sum(mark in cell for cell in cells) for mark in TOPIC_MARKS}
    return max(TOPIC_MARKS, key=lambda mark: (counts[mark], -TOPIC_MARKS.index(mark)))


def read_profile(row: Row, layout: Layout) -> str:
    """A link to the person's profile; a website counts only when it is one."""
    for index in layout.at.get(Field.PROFILE_URL, ()):
        found = URL.search(row.cells[index])
        if found and (NETWORK_URL.match(found[0]) or not _is_general_site(layout.table.header[index])):
            return found[0] if found[0].lower().startswith("http") else f"https://{found[0]}"
    return ""


@lru_cache(maxsize=2**8)
def _is_general_site(header: str) -> bool:
    """Whether a column of links holds any website rather than profiles."""
    return " ".join(word for word in fold_header(header).split() if not word.isdigit()) in GENERAL_SITES


def read_consent(row: Row, layout: Layout) -> Consent:
    """What somebody said about being listed: a no anywhere is a no."""
    answers = [read_yes_no(cell) for cell in cells_of(row, layout, Field.CONSENT)]
    if False in answers:
        return Consent.NO
    return Consent.YES if True in answers else Consent.NOT_ASKED


def says_off(row: Row, layout: Layout) -> bool:
    """Whether a status or a remark says that somebody does not come."""
    for index in layout.at.get(Field.STATUS, ()):
        header = layout.table.header[index]
        says = presence_says_off(row.cells[index]) if is_presence(header) else is_off(row.cells[index], header)
        if says:
            return True
    return any(note_says_off(row.cells[index]) for index in layout.at.get(Field.NOTE, ()))


def read_speaker(row: Row, layout: Layout) -> bool | None:
    """Whether somebody speaks; None where nothing is said of it."""
    cells = cells_of(row, layout, Field.SPEAKER)
    answers = [read_yes_no(cell) for cell in cells]
    notes = [note for note in cells_of(row, layout, Field.NOTE) if len(note) <= LONGEST_NOTE_OF_SPEAKER]
    if read_talks(row, layout) or layout.is_of_speakers or True in answers or any(map(says_speaker, cells + notes)):
        return True
    return False if False in answers else None


def read_email(row: Row, layout: Layout, name: Name) -> tuple[str, AddressFault | None]:
    """The person's own address; that of whoever booked only when it is clearly the same person."""
    read = [read_address(cell) for cell in raw_cells(row, layout, Field.EMAIL)]
    email = next((cell.email for cell in read if cell.email), "")
    if email and _is_of_buyer(email, row, layout, name):
        return "", None
    fault = next((cell.fault for cell in read if cell.fault), None)
    if email or fault or Field.BUYER_EMAIL not in layout.at:
        return email, fault
    return (_buyer_email(row, layout, name), None)


def _is_of_buyer(email: str, row: Row, layout: Layout, name: Name) -> bool:
    """Whether somebody else booked and put the own address where the attendee's belongs."""
    booked_from = {read_address(cell).email for cell in raw_cells(row, layout, Field.BUYER_EMAIL)}
    buyer = read_name(_buyer(row, layout)) if email in booked_from else Name()
    return bool(buyer.family and name.family) and not names_agree(buyer, name) and not fits_name(email, name)


def _buyer_email(row: Row, layout: Layout, name: Name) -> str:
    emails = [read_address(cell).email for cell in raw_cells(row, layout, Field.BUYER_EMAIL)]
    buyer = read_name(_buyer(row, layout))
    if not emails or not name.given or not name.family:
        return ""
    if not buyer.full:
        return emails[0] if fits_name(emails[0], name) else ""
    is_same = fold(buyer.full) == fold(name.full) or (bool(buyer.family) and names_agree(buyer, name))
    return emails[0] if is_same else ""


def _buyer(row: Row, layout: Layout) -> str:
    """The name of whoever booked, which may stand in one cell or in two."""
    cells = cells_of(row, layout, Field.BUYER_NAME)
    return cells[0] if cells and " " in cells[0] else " ".join(cells[:2])


def addresses_of(row: Row, layout: Layout) -> list[str]:
    """Every address of a row that can be written to, in the column of names, too."""
    cells = list(raw_cells(row, layout, Field.EMAIL)) + [
        cell for cell in raw_cells(row, layout, Field.FULL_NAME) if "@" in cell
    ]
    return [found.email for found in map(read_address, cells) if found.email]


def first_of(row: Row, layout: Layout, field: Field) -> str:
    """The first cell of a field that says anything."""
    for index in layout.at.get(field, ()):
        cell = clean(row.cells[index])
        if cell:
            return cell
    return ""


def line_of(row: Row, layout: Layout, field: Field) -> str:
    """The first cell of a field, as one line."""
    return tidy(LINK_BEHIND.sub("", first_of(row, layout, field)[:LONGEST_LINE]))


def cells_of(row: Row, layout: Layout, field: Field) -> list[str]:
    """The cells of a field that say anything."""
    if field not in layout.at:
        return []
    return [cell for cell in map(clean, raw_cells(row, layout, field)) if cell]


def raw_cells(row: Row, layout: Layout, field: Field) -> Iterator[str]:
    """The cells of a field as they are."""
    return (row.cells[index] for index in layout.at.get(field, ()))


def clean(cell: str) -> str:
    """A cell without blanks around it, placeholders, and the quote exporters put before "+49"."""
    text = cell.strip()
    if len(text) < 20 and text.casefold() in BLANKS:
        return ""
    return DEFUSED.sub("", text)
