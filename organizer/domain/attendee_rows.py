"""One row of a list: the attendee it speaks of, or why it speaks of nobody."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from organizer.domain.addresses import AddressFault, fits_name, read_address, says_address
from organizer.domain.attendance import is_formula, is_no_human, is_nobody, is_off, is_sum, is_trial, note_says_off
from organizer.domain.attendee_list import Attendee, Field, Row, RowVerdict, Table
from organizer.domain.headers import fold_header, is_join_log, is_presence, option_of, read_yes_no, says_speaker
from organizer.domain.identity import names_agree
from organizer.domain.levels import guess_level
from organizer.domain.names import Name, fold, join_name, read_name, show_case, tidy, words
from organizer.domain.places import country_code, guess_language, guess_time_zone, read_language
from organizer.domain.vocabulary import Consent, Language

BLANKS = words("- -- – — n/a k.a. none null nan niet-gespecificeerd 0.0.00 0-0-00 ? .") | {
    "keine angabe",
    "info requested",
}
DEFUSED = re.compile(r"^'(?=[=+\-@%|])")
# How several topics stand in one cell; the mark most cells of the column have is the one that parts them.
TOPIC_MARKS = (":::", ";", "\n", "|", " / ", "•", ",")
TALK_MARKS = re.compile(r"\n|;\s|\|")
POSTCODE = re.compile(r"^(?:[A-Z]{1,2}-)?(?:\d{4,5}|\d{4} [A-Z]{2})\s+")
URL = re.compile(r"(?<![\w.-])(?:https?://)?(?:[a-z0-9-]++\.)++[a-z]{2,20}/[^\s<>\"']+", re.IGNORECASE)
NETWORK_URL = re.compile(r"(?:https?://)?(?:[a-z0-9-]+\.)*(?:linkedin|xing)\.com/", re.IGNORECASE)
GENERAL_SITES = frozenset({"website", "webseite", "homepage", "web page", "personal website", "url", "website value"})
AT_COMPANY = re.compile(r"\s+(?:at|@|bei|bij|chez)\s+")
LONGEST_NOTE_OF_SPEAKER, LONGEST_LINE = 40, 500


@dataclass(frozen=True, slots=True, kw_only=True)
class Layout:
    """A table with what its columns hold: `at` gives the columns of a field, `marks` what parts topics."""

    table: Table
    columns: tuple[Field, ...]
    at: Mapping[Field, tuple[int, ...]]
    marks: Mapping[int, str]
    sheet: str = ""
    is_join_log: bool = False
    is_of_speakers: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class RowFound:
    """What a row holds: an attendee or a verdict. `order` and `add_on` tie the rows of one booking together, `fault` is
    the address cell's, `from_log` says that the row is one joining of a call."""

    row: Row
    sheet: str = ""
    attendee: Attendee | None = None
    verdict: RowVerdict = RowVerdict.PERSON
    order: str = ""
    add_on: str = ""
    fault: AddressFault | None = None
    from_log: bool = False


def lay_out(table: Table, columns: Sequence[Field], *, sheet: str = "") -> Layout:
    """Note where each field of a table stands."""
    at: dict[Field, list[int]] = {}
    for index, field in enumerate(columns):
        at.setdefault(field, []).append(index)
    topics = at.get(Field.TOPICS, [])
    return Layout(
        table=table,
        columns=tuple(columns),
        at={field: tuple(indexes) for field, indexes in at.items()},
        marks={index: _mark_of([row.cells[index] for row in table.rows]) for index in topics},
        sheet=sheet,
        is_join_log=is_join_log(table.header),
        is_of_speakers=says_speaker(table.title) or says_speaker(table.sheet),
    )


def read_row(row: Row, layout: Layout) -> RowFound:
    """Read one row. The order of the questions: is it a row of the list, a human, a name, somebody who comes."""
    name, full = _name(row, layout)
    verdict = _verdict(row, layout, name, full)
    attendee, fault = None, None
    if verdict is RowVerdict.PERSON:
        email, fault = _email(row, layout, name)
        attendee = _attendee(row, layout, name if name.original else replace(name, original=email), email)
    return RowFound(
        row=row,
        sheet=layout.sheet,
        attendee=attendee,
        verdict=verdict,
        order=_first(row, layout, Field.ORDER),
        add_on=_first(row, layout, Field.ADD_ON),
        fault=fault,
        from_log=layout.is_join_log,
    )


def _verdict(row: Row, layout: Layout, name: Name, full: str) -> RowVerdict:
    if is_sum(row.cells) or is_formula(full):
        return RowVerdict.INVALID
    if full and is_nobody(full):
        return RowVerdict.NO_PERSON
    if full and is_no_human(full):
        return RowVerdict.NON_PERSON
    if is_trial(name.given, name.family):
        return RowVerdict.INVALID
    if not full:
        verdict = _verdict_without_name(row, layout)
        if verdict is not RowVerdict.PERSON:
            return verdict
    return RowVerdict.NOT_ATTENDING if _is_off(row, layout) else RowVerdict.PERSON


def _verdict_without_name(row: Row, layout: Layout) -> RowVerdict:
    """A row without a name is a person only when it has an address that is not an organisation's."""
    if sum(bool(cell.strip()) for cell in row.cells) == 1 and len(row.cells) > 1 and not _emails(row, layout):
        return RowVerdict.INVALID
    organisation = _first(row, layout, Field.ORGANISATION)
    emails = _emails(row, layout)
    if _first(row, layout, Field.ADD_ON):
        return RowVerdict.NO_PERSON
    if not emails:
        return RowVerdict.NON_PERSON if organisation else RowVerdict.NO_PERSON
    local = emails[0].partition("@")[0]
    is_personal = re.fullmatch(r"[^\W\d_]+[._][^\W\d_]+\d*", local) is not None
    return RowVerdict.PERSON if is_personal or not organisation else RowVerdict.NON_PERSON


def _is_off(row: Row, layout: Layout) -> bool:
    for index in layout.at.get(Field.STATUS, ()):
        header = layout.table.header[index]
        if not is_presence(header) and is_off(row.cells[index], header):
            return True
    return any(note_says_off(row.cells[index]) for index in layout.at.get(Field.NOTE, ()))


def _name(row: Row, layout: Layout) -> tuple[Name, str]:
    """The name and the text it was read from. Separate cells win over one cell, unless they hold less of the name."""
    given, family = _first(row, layout, Field.GIVEN), _first(row, layout, Field.FAMILY)
    full = _first(row, layout, Field.FULL_NAME)
    if says_address(full):
        full = ""
    honorific = " ".join(_cells(row, layout, Field.HONORIFIC))  # salutation and title may stand in two columns
    if given or family:
        name = _joined(row, layout, given, family, honorific)
        if (given and family) or not full:
            return name, " ".join(part for part in (given, family) if part)
    if not full:
        return Name(), ""
    emails = _emails(row, layout)
    name = read_name(full, email=emails[0] if emails else "")
    suffix = _first(row, layout, Field.SUFFIX)
    return _with_titles(name, join_name(honorific=honorific, suffix=suffix)), full


def _joined(row: Row, layout: Layout, given: str, family: str, honorific: str) -> Name:
    return join_name(
        given=given,
        middle=_first(row, layout, Field.MIDDLE),
        particle=_first(row, layout, Field.PARTICLE),
        family=family,
        honorific=honorific,
        suffix=_first(row, layout, Field.SUFFIX),
    )


def _with_titles(name: Name, titles: Name) -> Name:
    return replace(name, honorific=titles.honorific or name.honorific, suffix=titles.suffix or name.suffix)


def _attendee(row: Row, layout: Layout, name: Name, email: str) -> Attendee:
    job_title, organisation = _job(row, layout)
    city, country = _place(row, layout)
    said = _language(row, layout)
    language = said or guess_language(country)
    talks = tuple(
        talk for cell in _cells(row, layout, Field.TALKS) for talk in map(tidy, TALK_MARKS.split(cell)) if talk
    )
    return Attendee(
        row=row.number,
        rows=(row.number,),
        sheet=layout.sheet,
        name=name,
        email=email,
        organisation=organisation,
        department=_line(row, layout, Field.DEPARTMENT),
        job_title=job_title,
        level=guess_level(job_title, organisation),
        city=city,
        country=country,
        time_zone=guess_time_zone(city, country),
        language=language,
        language_is_guessed=language is not None and said is None,
        topics=tuple(dict.fromkeys(_topics(row, layout))),
        talks=talks,
        bio=_first(row, layout, Field.BIO),
        profile_url=_profile(row, layout),
        consent=_consent(row, layout),
        is_speaker=_speaker(row, layout, has_talk=bool(talks)),
    )


def _job(row: Row, layout: Layout) -> tuple[str, str]:
    """Job title and organisation; a tagline "role at company" is parted where that is clear."""
    job_title, organisation = _line(row, layout, Field.JOB_TITLE), _line(row, layout, Field.ORGANISATION)
    tagline = _line(row, layout, Field.TAGLINE)
    if not tagline or job_title:
        return job_title, organisation
    parts = AT_COMPANY.split(tagline, maxsplit=1)
    if len(parts) == 1 and tagline.count(", ") == 1:
        parts = tagline.split(", ")
    if len(parts) == 2:
        return parts[0].strip(" ,"), organisation or parts[1].strip(" ,")
    return tagline, organisation


def _place(row: Row, layout: Layout) -> tuple[str, str]:
    """City and ISO country; "10115 Berlin" and "Berlin, Germany" are read as well."""
    city = show_case(POSTCODE.sub("", _line(row, layout, Field.CITY)))
    country = country_code(_line(row, layout, Field.COUNTRY))
    head, comma, tail = city.rpartition(",")
    if comma and country_code(tail):
        return head.strip(), country or country_code(tail)
    return city, country


def _language(row: Row, layout: Layout) -> Language | None:
    return next((found for found in map(read_language, _cells(row, layout, Field.LANGUAGE)) if found), None)


def _topics(row: Row, layout: Layout) -> Iterator[str]:
    for index in layout.at.get(Field.TOPICS, ()):
        cell = _clean(row.cells[index])
        mark = layout.marks.get(index, ",")
        yes_no = read_yes_no(cell)
        if cell and yes_no is None:
            yield from (topic for topic in map(tidy, cell.split(mark)) if topic)
    for index in layout.at.get(Field.TOPIC_OPTION, ()):
        if read_yes_no(row.cells[index]) is True:
            yield option_of(layout.table.header[index]) or tidy(layout.table.header[index])


def _mark_of(cells: Sequence[str]) -> str:
    """What parts the topics of a column: the mark that most of its cells hold."""
    counts = {mark: sum(mark in cell for cell in cells) for mark in TOPIC_MARKS}
    return max(TOPIC_MARKS, key=lambda mark: (counts[mark], -TOPIC_MARKS.index(mark)))


def _profile(row: Row, layout: Layout) -> str:
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


def _consent(row: Row, layout: Layout) -> Consent:
    answers = [read_yes_no(cell) for cell in _cells(row, layout, Field.CONSENT)]
    if False in answers:
        return Consent.NO
    return Consent.YES if True in answers else Consent.NOT_ASKED


def _speaker(row: Row, layout: Layout, *, has_talk: bool) -> bool | None:
    cells = _cells(row, layout, Field.SPEAKER)
    answers = [read_yes_no(cell) for cell in cells]
    notes = [note for note in _cells(row, layout, Field.NOTE) if len(note) <= LONGEST_NOTE_OF_SPEAKER]
    if has_talk or layout.is_of_speakers or True in answers or any(map(says_speaker, cells + notes)):
        return True
    return False if False in answers else None


def _email(row: Row, layout: Layout, name: Name) -> tuple[str, AddressFault | None]:
    """The person's own address; that of whoever booked only when it is clearly the same person."""
    read = [read_address(cell) for cell in _raw(row, layout, Field.EMAIL)]
    email = next((cell.email for cell in read if cell.email), "")
    fault = next((cell.fault for cell in read if cell.fault), None)
    if email or fault or Field.BUYER_EMAIL not in layout.at:
        return email, fault
    return (_buyer_email(row, layout, name), None)


def _buyer_email(row: Row, layout: Layout, name: Name) -> str:
    emails = [read_address(cell).email for cell in _raw(row, layout, Field.BUYER_EMAIL)]
    buyers = _cells(row, layout, Field.BUYER_NAME)
    if not emails or not name.given or not name.family:
        return ""
    if not buyers:
        return emails[0] if fits_name(emails[0], name) else ""
    buyer = read_name(buyers[0])
    is_same = fold(buyer.full) == fold(name.full) or (bool(buyer.family) and names_agree(buyer, name))
    return emails[0] if is_same else ""


def _emails(row: Row, layout: Layout) -> list[str]:
    cells = list(_raw(row, layout, Field.EMAIL)) + [cell for cell in _raw(row, layout, Field.FULL_NAME) if "@" in cell]
    return [found.email for found in map(read_address, cells) if found.email]


def _first(row: Row, layout: Layout, field: Field) -> str:
    for index in layout.at.get(field, ()):
        cell = _clean(row.cells[index])
        if cell:
            return cell
    return ""


def _line(row: Row, layout: Layout, field: Field) -> str:
    return tidy(_first(row, layout, field)[:LONGEST_LINE])


def _cells(row: Row, layout: Layout, field: Field) -> list[str]:
    if field not in layout.at:
        return []
    return [cell for cell in map(_clean, _raw(row, layout, field)) if cell]


def _raw(row: Row, layout: Layout, field: Field) -> Iterator[str]:
    return (row.cells[index] for index in layout.at.get(field, ()))


def _clean(cell: str) -> str:
    """A cell without blanks around it, placeholders, and the quote exporters put before "+49"."""
    text = cell.strip()
    if len(text) < 20 and text.casefold() in BLANKS:
        return ""
    return DEFUSED.sub("", text)
