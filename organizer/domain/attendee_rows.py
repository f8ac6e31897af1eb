"""One row of a list: the attendee it speaks of, or why it speaks of nobody."""

import re
from dataclasses import dataclass, replace

from organizer.domain.addresses import AddressFault, says_address
from organizer.domain.attendance import (
    is_formula,
    is_furniture,
    is_no_human,
    is_nobody,
    is_struck_out,
    is_sum,
    is_trial,
)
from organizer.domain.attendee_list import Attendee, Field, Row, RowVerdict
from organizer.domain.headers import NAMES
from organizer.domain.levels import guess_level
from organizer.domain.names import Name, join_name, read_name
from organizer.domain.places import guess_language, guess_time_zone
from organizer.domain.row_parts import (
    Layout,
    addresses_of,
    cells_of,
    first_of,
    read_consent,
    read_department,
    read_email,
    read_job,
    read_place,
    read_profile,
    read_said_language,
    read_speaker,
    read_talks,
    read_topics,
    says_off,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class RowFound:
    """What a row holds: an attendee or a verdict. `order` and `add_on` tie the rows of one booking together, `fault` is
    the address cell's, `from_log` says that the row is one joining of a call, `goes_on` that its name
    is merged with the one above."""

    row: Row
    sheet: str = ""
    attendee: Attendee | None = None
    verdict: RowVerdict = RowVerdict.PERSON
    order: str = ""
    add_on: str = ""
    fault: AddressFault | None = None
    from_log: bool = False
    goes_on: bool = False


def read_row(row: Row, layout: Layout) -> RowFound:
    """Read one row. The order of the questions: is it a row of the list, a human, a name, somebody who comes."""
    name, full = _name(row, layout)
    verdict = _verdict(row, layout, name, full)
    attendee, fault = None, None
    if verdict is RowVerdict.PERSON:
        email, fault = read_email(row, layout, name)
        attendee = _attendee(row, layout, name if name.original else replace(name, original=email), email)
    return RowFound(
        row=row,
        sheet=layout.sheet,
        attendee=attendee,
        verdict=verdict,
        order=first_of(row, layout, Field.ORDER),
        add_on=first_of(row, layout, Field.ADD_ON),
        fault=fault,
        from_log=layout.is_join_log,
        goes_on=_goes_on(row, layout),
    )


def read_as_person(row: Row, layout: Layout) -> Attendee:
    """Whom a row would speak of if it was one of a person who comes; what it lacks stays empty."""
    name, _ = _name(row, layout)
    return _attendee(row, layout, name, read_email(row, layout, name)[0])


def _goes_on(row: Row, layout: Layout) -> bool:
    """Whether a row without an address has no name but the one whose cell reaches down from the row above."""
    named = [at for field in NAMES for at in layout.at.get(field, ()) if row.cells[at].strip()]
    return bool(row.merged and named) and set(named) <= set(row.merged) and not _own_address(row, layout)


def _own_address(row: Row, layout: Layout) -> bool:
    return any(row.cells[at].strip() for at in layout.at.get(Field.EMAIL, ()) if at not in row.merged)


def _verdict(row: Row, layout: Layout, name: Name, full: str) -> RowVerdict:
    if is_sum(row.cells) or is_furniture(row.cells) or is_formula(full):
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
    return RowVerdict.NOT_ATTENDING if is_struck_out(full) or says_off(row, layout) else RowVerdict.PERSON


def _verdict_without_name(row: Row, layout: Layout) -> RowVerdict:
    """A row without a name is a person only when it has an address that is not an organisation's."""
    if sum(bool(cell.strip()) for cell in row.cells) == 1 and len(row.cells) > 1 and not addresses_of(row, layout):
        return RowVerdict.INVALID
    organisation = first_of(row, layout, Field.ORGANISATION)
    emails = addresses_of(row, layout)
    if first_of(row, layout, Field.ADD_ON):
        return RowVerdict.NO_PERSON
    if not emails:
        return RowVerdict.NON_PERSON if organisation else RowVerdict.NO_PERSON
    local = emails[0].partition("@")[0]
    is_personal = re.fullmatch(r"[^\W\d_]+[._][^\W\d_]+\d*", local) is not None
    return RowVerdict.PERSON if is_personal or not organisation else RowVerdict.NON_PERSON


def _name(row: Row, layout: Layout) -> tuple[Name, str]:
    """The name and the text it was read from. Separate cells win over one cell, unless they hold less of the name."""
    given, family = first_of(row, layout, Field.GIVEN), first_of(row, layout, Field.FAMILY)
    full = first_of(row, layout, Field.FULL_NAME)
    if says_address(full):
        full = ""
    honorific = " ".join(cells_of(row, layout, Field.HONORIFIC))  # salutation and title may stand in two columns
    if given or family:
        name = _joined(row, layout, given, family, honorific)
        if (given and family) or not full:
            return name, " ".join(part for part in (given, family) if part)
    if not full:
        return Name(), ""
    emails = addresses_of(row, layout)
    name = read_name(full, email=emails[0] if emails else "")
    suffix = first_of(row, layout, Field.SUFFIX)
    return _with_titles(name, join_name(honorific=honorific, suffix=suffix)), full


def _joined(row: Row, layout: Layout, given: str, family: str, honorific: str) -> Name:
    return join_name(
        given=given,
        middle=first_of(row, layout, Field.MIDDLE),
        particle=first_of(row, layout, Field.PARTICLE),
        family=family,
        honorific=honorific,
        suffix=first_of(row, layout, Field.SUFFIX),
    )


def _with_titles(name: Name, titles: Name) -> Name:
    return replace(name, honorific=titles.honorific or name.honorific, suffix=titles.suffix or name.suffix)


def _attendee(row: Row, layout: Layout, name: Name, email: str) -> Attendee:
    job_title, organisation = read_job(row, layout)
    city, country = read_place(row, layout)
    said = read_said_language(row, layout)
    language = said or guess_language(country, city, layout.language)
    return Attendee(
        row=row.number,
        rows=(row.number,),
        sheet=layout.sheet,
        name=name,
        email=email,
        organisation=organisation,
        department=read_department(row, layout),
        job_title=job_title,
        level=guess_level(job_title, organisation),
        city=city,
        country=country,
        time_zone=guess_time_zone(city, country),
        language=language,
        language_is_guessed=language is not None and said is None,
        topics=read_topics(row, layout),
        talks=read_talks(row, layout),
        bio=first_of(row, layout, Field.BIO),
        profile_url=read_profile(row, layout),
        consent=read_consent(row, layout),
        is_speaker=read_speaker(row, layout),
    )
