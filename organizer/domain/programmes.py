"""The programme of a conference, line by line: who speaks, from where, and about what."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise

from organizer.domain.attendee_list import Field, Row
from organizer.domain.line_parts import kind_of
from organizer.domain.names import fold, is_honorific, read_name, tidy
from organizer.domain.pasted_lines import (
    BRACKETS,
    CLOCK,
    COMMA,
    Entry,
    looks_like_person,
    read_entries,
    strip_bullet,
)
from organizer.domain.tables import Sheet

LONGEST_LINE, LONGEST_BIO = 500, 4_000
LONG_ENOUGH_FOR_BIO, FEWEST_TITLE_WORDS, LONGEST_PIECE = 110, 4, 6
SPEAKER = "Speaker"
PARTED = " ::: "
COLUMNS = (
    (Field.FULL_NAME, "Name"),
    (Field.JOB_TITLE, "Job title"),
    (Field.ORGANISATION, "Organisation"),
    (Field.CITY, "City"),
    (Field.COUNTRY, "Country"),
    (Field.EMAIL, "E-mail"),
    (Field.PROFILE_URL, "LinkedIn"),
    (Field.TALKS, "Talk title :::"),
    (Field.BIO, "Bio"),
    (Field.SPEAKER, "Category"),
)
# Who speaks, as programmes say it before the names; a chair or moderator gives no talk of their own.
ROLE = re.compile(
    r"(?:(?P<chair>moderation|moderator(?:in|:in|\*in|en)?|moderated by|chair(?:s|ed by|person)?|session chair|leitung|"
    r"sitzungsleitung|gesprächsleitung|voorzitter|dagvoorzitter|gespreksleider|moderatie|host(?:ed by)?|facilitator)|"
    r"(?:keynote[- ]?)?(?:speakers?|sprecher(?:innen|in|:innen|:in|\*innen|\*in)?)|"
    r"referent(?:innen|in|en|:in|:innen|\*in|\*innen)?|referierende|vortragende[rn]?|vortrag|vortrag von|"
    r"impuls(?:vortrag)?(?: von)?|presenters?|presented by|"
    r"presentation by|talk by|by|von|mit|with|met|door|spreker[s]?|inleider[s]?|lezing door|podium|panel(?:ists?|isten|"
    r"leden|list:innen|teilnehmende)?|auf dem podium|discussants?|gäste|gasten|keynote)"
    r"\s*(?P<colon>[:：])\s*(?P<names>.+)",
    re.IGNORECASE,
)
BY = re.compile(r"(?:by|von|mit|with|met|door)\s+(?P<names>[A-ZÄÖÜ].+)")
# Lines of a programme that are neither a talk nor somebody.
NO_TALK = re.compile(
    r"(?:\W*(?:kaffee|mittags?|tee|abend|lunch|coffee|tea|koffie|thee|break|registr|anmeld|ankunft|arrival|check.?in|"
    r"ontvangst|inloop|pauze|pause|empfang|reception|dinner|abendessen|borrel|get.?together|networking|netwerk|"
    r"begrüßung|eröffnung|welcome|opening|welkom|schluss|abschluss|closing|verabschiedung|afsluiting|ende\b|end\b|einde|"
    r"raum\b|room\b|saal\b|hall\b|zaal\b|track\b|strang\b|hörsaal|gebäude|foyer|tag \d|day \d|dag \d|programm\b|"
    r"programme?\b|programma\b|agenda\b|speakers?$|sprecher(?:innen)?$|referent(?:innen|en)$|sprekers$|"
    r"session \w{1,3}\b|sitzung \w{1,3}\b|sessie \w{1,3}\b|block \w{1,3}\b|parallel|workshops?$|keynotes?$|panel$|"
    r"(?:montag|dienstag|mittwoch|donnerstag|freitag|samstag|sonntag|monday|tuesday|wednesday|thursday|friday|"
    r"saturday|sunday|maandag|dinsdag|woensdag|donderdag|vrijdag|zaterdag|zondag)\b))",
    re.IGNORECASE,
)
KIND_OF_TALK = re.compile(
    r"^(?:(?:opening|closing )?keynote|vortrag|talk|lezing|workshop|panel(?:discussion|diskussion|discussie)?|"
    r"podium(?:sdiskussion|sgespräch)?|paneldiscussie|"
    r"impuls(?:vortrag)?|lightning talk|presentation|presentatie|poster)(?: \d+)?\s*[:–—|-]\s*",
    re.IGNORECASE,
)
HEADING = re.compile(r"(?:programm?e?|programma|agenda)\s+[-–—|]\s", re.IGNORECASE)
ONLY_TIME = re.compile(r"[\d:.\s–—-]+(?:uhr|uur|h|am|pm)?\.?", re.IGNORECASE)
AND = re.compile(r"\s+(?:und|and|en|et|&)\s+(?![^()]*\))")
SPLIT = re.compile(r"\s+[-–—|/]\s+|\s*\|\s*|\t+")
QUOTES = "\"“”„«»‘’' "
SENTENCE_END = re.compile(r"[.!?](?:\s|$)")


@dataclass(slots=True, kw_only=True)
class Speaker:
    """Somebody on the programme, by the line that named them first."""

    number: int
    cells: dict[Field, str]
    talks: list[str] = field(default_factory=list)


@dataclass(slots=True, kw_only=True)
class Item:
    """A group of lines that belong together: people, what they speak about, and what is told of them."""

    people: list[Speaker] = field(default_factory=list)
    chairs: list[Speaker] = field(default_factory=list)
    titles: list[str] = field(default_factory=list)
    first_is_person: bool = False

    @property
    def lacks_title(self) -> bool:
        """Whether somebody is named of whom it is not said what they speak about."""
        return not self.titles and any(not speaker.talks for speaker in self.people)

    @property
    def lacks_people(self) -> bool:
        return bool(self.titles) and not self.people

    @property
    def is_empty(self) -> bool:
        return not (self.people or self.chairs or self.titles)


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One line of a programme; `starts` when a new item of the programme begins with it."""

    number: int
    text: str
    starts: bool


def read_programme(lines: Sequence[str]) -> Sheet:
    """The speakers of a programme as a table, each once with all their talks; every other line stands below them."""
    groups = list(_groups(lines))
    items: list[Item] = []
    loose: list[Line] = []
    for group in groups:
        item, rest = _item(group)
        loose += rest
        items += [] if item.is_empty else [item]
    _share_titles(items)
    speakers = _each_once([*item.people, *item.chairs] for item in items)
    return _sheet(speakers, loose)


def _groups(lines: Sequence[str]) -> Iterator[list[Line]]:
    """Lines that belong together: up to a blank line, a time of day, or a line that is neither talk nor person."""
    group: list[Line] = []
    for number, raw in enumerate(lines, start=1):
        text = tidy(raw[:LONGEST_BIO])
        bare = tidy(strip_bullet(text))
        is_timed = CLOCK.match(text) is not None
        if not bare or ONLY_TIME.fullmatch(text) or is_timed or NO_TALK.match(bare):
            if group:
                yield group
            group = []
        if bare and not ONLY_TIME.fullmatch(text):
            group.append(Line(number=number, text=bare, starts=is_timed))
        if bare and NO_TALK.match(bare) and not ROLE.fullmatch(bare):
            yield group
            group = []
    if group:
        yield group


def _item(group: Sequence[Line]) -> tuple[Item, list[Line]]:
    """What a group of lines says, and the lines of it that say nothing of a talk or a person."""
    item, loose = Item(), list[Line]()
    if len(group) == 1 and NO_TALK.match(group[0].text) and not _says_more(group[0].text):
        return item, list(group)
    for at, line in enumerate(group):
        if not _note(item, line, [below.text for below in group[at + 1 :]]):
            loose.append(line)
    return item, loose


def _says_more(text: str) -> bool:
    """Whether a line such as "Keynote: Open data – Anna Kurz (TU)" names somebody after all."""
    return bool(ROLE.fullmatch(text)) or (len(SPLIT.split(text)) > 1 and not HEADING.match(text))


def _note(item: Item, line: Line, below: Sequence[str]) -> bool:
    """Take one line into an item; False when it says nothing."""
    role = ROLE.fullmatch(line.text) or BY.fullmatch(line.text)
    if role and not _is_kind_and_title(line, role["names"], below):
        people = _people(role["names"], line.number)
        target = item.chairs if "chair" in role.re.groupindex and role["chair"] else item.people
        target += people
        return bool(people)
    if item.people and _is_bio(line.text):
        _tell(item.people[-1], line.text)
        return True
    if _describes_last(item, line.text, below):
        _affiliate(item.people[-1], line.text)
        return True
    talk, people = _talk_and_people(line)
    for speaker in people:
        speaker.talks = [KIND_OF_TALK.sub("", talk)]
    if not people and _is_person(line.text, below, has_title=bool(item.titles)):
        people = _people(line.text, line.number)
    item.first_is_person |= bool(people) and not item.titles and not talk
    item.people += people
    if not people:
        item.titles.append(KIND_OF_TALK.sub("", line.text).strip(QUOTES))
    return True


def _is_kind_and_title(line: Line, words: str, below: Sequence[str]) -> bool:
    """Whether "Keynote: ..." or "Podium: ..." goes on with what it is about: no name, or the names stand below."""
    if not KIND_OF_TALK.match(line.text):
        return False
    if not _people(words, line.number):
        return True
    is_bare = len(COMMA.split(words)) == 1 and not BRACKETS.search(words) and not is_honorific(words.split()[0])
    return is_bare and line.starts and bool(below) and _introduces(below[0])


def _introduces(text: str) -> bool:
    """Whether a line says of somebody where they are from, or begins as lines with the names of speakers do."""
    role = ROLE.fullmatch(text) or BY.fullmatch(text)
    if role:
        return bool(_people(role["names"], 0))
    is_told = len(COMMA.split(text)) > 1 or bool(BRACKETS.search(text)) or is_honorific(text.split()[0])
    return is_told and _names_somebody(text)


def _describes_last(item: Item, text: str, below: Sequence[str]) -> bool:
    """Whether a line says what the one named right above it is, and where.

    Its words tell, or its place: "Data steward, Polder Data", or a few words with the title still to come.
    """
    if not item.people or item.people[-1].cells.get(Field.ORGANISATION):
        return False
    pieces = [piece.split() for piece in COMMA.split(text)]
    is_pair = 1 < len(pieces) <= 3 and all(len(words) <= LONGEST_PIECE for words in pieces)
    is_short = bool(below) and len(text.split()) < FEWEST_TITLE_WORDS
    is_right_above = not item.titles or not item.first_is_person
    return _is_affiliation(text) or (is_right_above and (is_pair or is_short))


def _talk_and_people(line: Line) -> tuple[str, list[Speaker]]:
    """ "Title – Anna Kurz (TU)", "Anna Kurz (TU) – Title", "Anna Kurz (TU): Title": both, where a line holds both."""
    text = KIND_OF_TALK.sub("", line.text)
    cuts = [(found.start(), found.end()) for found in SPLIT.finditer(text)]
    for start, end in reversed(cuts):
        title, names = text[:start], text[end:]
        if not _names_somebody(title) and _names_somebody(names):
            return title.strip(QUOTES), _people(names, line.number)
    for start, end in cuts:
        names, title = text[:start], text[end:]
        if _names_somebody(names) and _is_title(title):
            return title.strip(QUOTES), _people(names, line.number)
    head, colon, tail = text.partition(": ")
    if colon and _names_somebody(head) and len(tail.split()) >= FEWEST_TITLE_WORDS - 1:
        return tail.strip(QUOTES), _people(head, line.number)
    return "", []


def _is_title(text: str) -> bool:
    """Whether words behind a name are what they speak about rather than what they are."""
    pieces = COMMA.split(text)
    return not any(kind_of(piece) for piece in pieces if piece) and len(text.split()) >= FEWEST_TITLE_WORDS - 1


def _names_somebody(text: str) -> bool:
    """Whether a text begins with somebody's name and goes on with where they are from, if at all."""
    head = COMMA.split(BRACKETS.sub(" ", text).strip(QUOTES))[0]
    first = AND.split(head)[0].strip()
    return len(first.split()) > 1 and looks_like_person(first)


def _is_person(text: str, below: Sequence[str], *, has_title: bool) -> bool:
    """Whether a line is somebody: a name with what they are, or a name alone in the company of a title or a job."""
    if not _names_somebody(text):
        return False
    parts = [part for part in COMMA.split(BRACKETS.sub(r", \1\2", text)) if part]
    if len(parts) > 1 or len(AND.split(text)) > 1:
        return len(text) < LONG_ENOUGH_FOR_BIO or bool(BRACKETS.search(text))
    is_titled = is_honorific(text.split()[0])
    if is_titled or has_title or not below:
        return is_titled or has_title
    return len(below) > 1 or _is_affiliation(below[0]) or len(below[0].split()) >= FEWEST_TITLE_WORDS


def _is_affiliation(text: str) -> bool:
    return bool(text) and len(text) < LONG_ENOUGH_FOR_BIO and any(kind_of(part) for part in COMMA.split(text) if part)


def _is_bio(text: str) -> bool:
    return len(text) >= LONG_ENOUGH_FOR_BIO and bool(SENTENCE_END.search(text))


def _people(text: str, number: int) -> list[Speaker]:
    """Everybody a text names: one with what they are, or several between commas, semicolons and "and"."""
    read = (_read(Entry(number=number, text=piece[:LONGEST_LINE])) for piece in _names_apart(text))
    return [speaker for speaker in read if speaker.cells[Field.FULL_NAME]]


def _read(entry: Entry) -> Speaker:
    header, row = read_entries([entry]).rows
    cells = dict(zip(header.cells, row.cells, strict=True))
    told = {field: cells.get(name.removesuffix(" :::"), "") for field, name in COLUMNS}
    talk = told.pop(Field.TALKS)
    return Speaker(number=entry.number, cells=told, talks=[talk] if talk else [])


def _names_apart(text: str) -> list[str]:
    pieces = [piece for part in re.split(r"\s*;\s*", text) for piece in _by_and(part)]
    apart: list[str] = []
    for piece in pieces:
        parts = COMMA.split(piece)
        are_told = len(parts) > 2 or BRACKETS.search(parts[0]) is not None  # "Eva Weiß, Haus Elbe" is one
        several = are_told and all(_is_name(part) for part in parts)
        apart += parts if several else [piece]
    return [piece.strip() for piece in apart if piece.strip()]


def _is_name(part: str) -> bool:
    bare = BRACKETS.sub(" ", part).strip()
    return looks_like_person(bare) and kind_of(read_name(bare).full) is None


def _by_and(text: str) -> list[str]:
    """ "Anna Kurz (TU) und Bob Lee": the names on both sides of "and", where there are names on both."""
    head, *tails = AND.split(text)
    if tails and all(_names_somebody(tail) for tail in tails) and _names_somebody(head):
        return [head, *tails]
    return [text]


def _tell(speaker: Speaker, text: str) -> None:
    so_far = speaker.cells.get(Field.BIO, "")
    speaker.cells[Field.BIO] = f"{so_far}\n{text}".strip()[:LONGEST_BIO]


def _affiliate(speaker: Speaker, text: str) -> None:
    """A line below a name that says what they are and where."""
    entry = Entry(number=speaker.number, text=speaker.cells[Field.FULL_NAME], below=(text,))
    read = _read(entry).cells
    speaker.cells.update({key: value for key, value in read.items() if value and not speaker.cells.get(key)})


def _share_titles(items: Sequence[Item]) -> None:
    """Give every speaker the title of their group; a title alone belongs to the people above or below, as most do."""
    both = [item for item in items if item.people and item.titles]
    orders = Counter(item.first_is_person for item in both)
    lonely = next((item for item in items if item.lacks_title or item.lacks_people), None)
    people_first = orders[True] > orders[False] if both else bool(lonely and lonely.people)
    for above, below in pairwise(items):
        if not people_first and above.lacks_people and below.lacks_title:
            below.titles, above.titles = above.titles[-1:], []
        elif people_first and above.lacks_title and below.lacks_people:
            above.titles, below.titles = below.titles[:1], []
    for item in items:
        _give_titles(item)


def _give_titles(item: Item) -> None:
    """One title is everybody's; as many titles as people are one each."""
    titles = [title for title in item.titles if len(title) > 3]
    for at, speaker in enumerate(item.people):
        if speaker.talks or not titles:
            continue
        speaker.talks = [titles[at]] if len(titles) == len(item.people) else titles[:1]


def _each_once(groups: Iterable[Sequence[Speaker]]) -> list[Speaker]:
    """Everybody once, with all their talks: the same name with no other organisation is the same speaker."""
    known: dict[str, list[Speaker]] = {}
    for speaker in (one for group in groups for one in group):
        namesakes = known.setdefault(fold(speaker.cells[Field.FULL_NAME]), [])
        same = next((one for one in namesakes if _may_be_one(one, speaker)), None)
        if same is None:
            namesakes.append(replace(speaker, talks=list(speaker.talks)))
            continue
        same.talks += [talk for talk in speaker.talks if talk not in same.talks]
        same.cells.update({key: value for key, value in speaker.cells.items() if value and not same.cells.get(key)})
    return [speaker for namesakes in known.values() for speaker in namesakes]


def _may_be_one(one: Speaker, other: Speaker) -> bool:
    houses = [speaker.cells.get(Field.ORGANISATION, "") for speaker in (one, other)]
    return not all(houses) or fold(houses[0]) == fold(houses[1])


def _sheet(speakers: Sequence[Speaker], loose: Sequence[Line]) -> Sheet:
    header = (*(name for _, name in COLUMNS), "Other lines")
    rows = [Row(number=speaker.number, cells=(*_cells(speaker), "")) for speaker in speakers]
    blank = ("",) * len(COLUMNS)
    rows += [Row(number=line.number, cells=(*blank, line.text)) for line in loose]
    ordered = sorted(rows, key=lambda row: row.number)
    return Sheet(rows=(Row(number=0, cells=header), *ordered), has_header=True)


def _cells(speaker: Speaker) -> Iterator[str]:
    for key, _ in COLUMNS:
        if key is Field.TALKS:
            yield PARTED.join(speaker.talks)
        else:
            yield SPEAKER if key is Field.SPEAKER else speaker.cells.get(key, "")
