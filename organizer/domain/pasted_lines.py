"""People written line by line: "Name, organisation, place", "Name (organisation)", "Name – job, organisation"."""

# ruff: noqa: E501 - the word lists read best unbroken

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache

from organizer.domain.addresses import HIDDEN_AT, HIDDEN_DOT, fits_name
from organizer.domain.attendance import is_no_human, is_nobody, is_off, note_says_off
from organizer.domain.attendee_list import Field, Row
from organizer.domain.headers import meaning, read_yes_no, says_speaker
from organizer.domain.line_parts import arrange, is_city, is_job_title, kind_of, usual_kinds, whole_parts
from organizer.domain.names import CALLED, Name, is_honorific, is_particle, read_name, tidy, words
from organizer.domain.places import country_code
from organizer.domain.tables import Sheet

LONGEST_LINE = 500
HEADERS = {
    Field.FULL_NAME: "Name",
    Field.JOB_TITLE: "Job title",
    Field.ORGANISATION: "Organisation",
    Field.CITY: "City",
    Field.COUNTRY: "Country",
    Field.EMAIL: "E-mail",
    Field.PROFILE_URL: "LinkedIn",
    Field.TALKS: "Talk title",
    Field.STATUS: "Status",
    Field.SPEAKER: "Category",
    Field.NOTE: "Note",
    Field.IGNORED: "Other lines",
}

BULLET = re.compile(
    r"^\s*(?:[-*•·–—▪◦‣●○■□✓✔☑☐☒✗→+>»]+\s+|\[[ xX✓]?\]\s*|o\s+(?=[A-ZÄÖÜ])|"
    r"\(?\d{1,3}[.):](?!\d)\)?\s*|#?\d{1,3}\s+(?=[^\W\d_])|[a-z]\)\s+)+"
)
CLOCK = re.compile(
    r"^\s*\d{1,2}[:.]\d{2}(?:\s*(?:Uhr|h|uur))?(?:\s*[-–—]\s*\d{1,2}[:.]\d{2}(?:\s*(?:Uhr|h|uur))?)?\s*[-–—:|,]?\s*"
)
MARKDOWN = re.compile(r"^\s*#+\s+|\*\*|__|~~")
LETTERS = r"[\w.!#$%&'*+/=?^{|}~-]"
ADDRESS = re.compile(rf"[<(\[{{]?\s*(?:mailto:)?({LETTERS}{{1,64}}@[\w-]+(?:\.[\w-]+)+)\s*[>)\]}}]?")
# An address a blank slipped into, "bob@example.exampl e": kept as it is written, so that it is found to be incomplete.
TORN = re.compile(rf"({LETTERS}{{1,64}}@[\w-]+(?:\.[\w-]+)+ ([a-z]{{1,3}}))(?=\s*(?:$|[,;|>)]))")
URL = re.compile(r"[<(]?\b(?:https?://|www\.|(?:[a-z]{2,3}\.)?(?:linkedin|xing)\.com/)[^\s<>()\"]+[>)]?", re.IGNORECASE)
NETWORK = re.compile(r"(?:linkedin|xing)\.com/", re.IGNORECASE)
PHONE = re.compile(
    r"(?:\b(?:tel|fon|telefon|phone|mobil|mobile|mob|fax|handy)\b\.?:?\s*)?(?<![\w@])\+?\(?\d[\d\s()/.-]{6,}\d\b", re.I
)
LABEL = re.compile(r"\b(?:e-?mail|mail|linkedin|xing|profil|profile|tel|telefon|phone)\s*:\s*(?=$|[,;|)–-])", re.I)
SEPARATOR = re.compile(r"\s+(?:[-–—|·•/→@]|::)\s+|\s*\|\s*|\t+|(?<=\w)\s*[–—]\s+|;\s*")
TALK = re.compile(r":\s+|\s*[„“\"»«](?=\w)")
QUOTED = re.compile(r"[„“\"»«]([^„“”\"»«]{8,})[“”\"»«]")
BRACKETS = re.compile(r"\s*\(([^()]*)\)\s*|\s*\[([^\[\]]*)\]\s*")
COMMA = re.compile(r"\s*,\s*(?![^()]*\))")
ASIDE = re.compile(
    r"(?:(?:she|he|they|sie|er|zij|hij|hen|xier)(?:\s*/\s*\w+)+|extern(?:al|e)?|intern|online|remote|hybrid|vor ort|"
    r"on site|onsite|ter plaatse|in person|präsenz|zoom|gast|guest|bestätigt|confirmed|bevestigd|zugesagt|neu|new|"
    r"nieuw|tbc|unter vorbehalt|"
    # how near somebody is in a network, and what its buttons say
    r"(?:1st|2nd|3rd\+?)(?: degree)?(?: connection)?|[123]\.\+?(?: grades?)?|connect|vernetzen|message|nachricht|follow|folgen|volgen|"
    r"\+\s*\d|m/w/d|vegan|vegetari\w+|ja|yes|ok)\.?",
    re.IGNORECASE,
)
# "Dipl.-Ing. (FH)": where somebody got the degree, which is no aside
DEGREE_FROM = re.compile(r"(?<=\.) ?\((?:FH|DH|BA|TU|TH|PH|Univ\.?|Uni)\)")
COUNTED_HEADING = re.compile(r"\(\d+\)[\s*_]*$")  # "Attendees (128)"
IN_QUOTES = re.compile(r"^\"([^\"]+)\"(?=\s*(?:$|[;,|]))")  # as mail programs write a name
# "Frau Koch von der AOK": where she works, which is no part of the name
OF_HOUSE = re.compile(
    r"^((?:herrn?|frau|dhr\.?|mevr\.?|mevrouw|mw\.?|mrs?\.?|ms\.?)\s+[^\W\d_][\w'’-]*[a-zß])\s+"
    r"(?:von der|von|vom|van de|van|bei der|beim|bei|from)\s+(?-i:([A-ZÄÖÜ]{2,}\b.*))$",
    re.IGNORECASE,
)
# What a sentence is known by, and no job or organisation.
SENTENCE_WORDS = words(
    "ich wir sie er es hab habe haben hat ist sind war kommt kommen leider nicht noch kein keine fehlt weiß ik wij heb "
    "hebben niet nog geen komt helaas i we have has is not yet no unfortunately"
)
FEWEST_SENTENCE_WORDS = 2
PLUS_ONE = re.compile(r"\s*\(?\+\s?\d\)?\s*$")
LABEL_OF_NAMES = re.compile(r"^[^\W\d][\w /*-]{2,40}:\s+")
AND = re.compile(r"\s+(?:und|and|en|et|&)\s+(?=[^()]*$)")
FEW, MANY = 2, 4
SPEAKS = re.compile(
    r"(?:keynote[- ]?|panel ?)?(?:speaker|sprecher(?:in)?|referent(?:in)?|vortrag(?:ende[rn]?)?|spreker|presenter|inleider|"
    r"talk|lezing|keynote|panelist(?:in)?|panellid|podium|moderat(?:or|orin|ion))",
    re.IGNORECASE,
)
NAME_WORD = re.compile(r"[^\W\d_][\w.'’\-]*|'[st]|&")
LONGEST_NAME_WORDS = 8
NO_NAME_WORDS = words(
    "hallo hi hey hello liebe lieber liebes guten guter moin servus dear beste best viele vielen mit freundliche "
    "freundlichen freundlicher grüße grüßen gruß gruss grüsse herzliche herzlichen kind warm regards thanks thank danke "
    "dank cheers met vriendelijke groet groeten groetjes goedemorgen goedemiddag bonjour salut cordialement euer eure ihr "
    "ihre dein deine your our unser unsere wir hier anbei zusagen absagen zusage absage teilnehmer teilnehmerinnen "
    "teilnehmende teilnehmenden teilnehmerliste teilnahmeliste gäste gästeliste liste lijst list attendees attendee "
    "participants participant deelnemers deelnemerslijst gasten speakers speaker sprekers referenten referentinnen "
    "referierende moderation agenda programm programme programma montag dienstag mittwoch donnerstag freitag samstag "
    "sonntag monday tuesday wednesday thursday friday saturday sunday maandag dinsdag woensdag donderdag vrijdag zaterdag "
    "zondag januar februar märz april mai juni juli august september oktober november dezember january february march may "
    "june july october december januari februari maart mei juni juli augustus uhr uhrzeit betreff subject onderwerp "
    "link datum date stand seite page pagina gesamt total summe totaal bitte please graag aus from uit online remote "
    "präsenz warteliste waitlist wachtlijst organisation organisatie einladung invitation uitnodigung treffen meeting "
    "workshop konferenz conference conferentie tagung kongress pause lunch mittagessen kaffeepause coffee break abendessen "
    "begrüßung welcome welkom eröffnung closing abschluss keynote panel session impressum datenschutz kontakt contact "
    "home menu menü navigation startseite weiterlesen mehr more read cookie cookies newsletter anmelden login suche search "
    "copyright rights reserved alle all anmeldung registrierung registration angemeldet aanmeldingen grüezi"
)
FIRST_WORDS = words("die das der am im in an auf aus zum zur the het een le la les und and en or oder of mit von für")
JOB_BEGINNINGS = words(
    "data senior junior software lead leading head chief wissenschaftlicher wissenschaftliche freier freie leitender leitende "
    "stellvertretender stellvertretende product produkt project projekt program research it hr ux ui pr executive managing "
    "technical digital business principal staff vice assistant associate general sales marketing customer key account "
    "geschäftsführender geschäftsführende machine cloud full deputy group global regional system systems security "
    "information web solution solutions public policy legal open quality service operations agile scrum beleids "
    "wetenschappelijk universitair technisch technischer technische kaufmännischer kaufmännische akademischer akademische "
    "selbständiger selbständige selbstständiger selbstständige"
)
CALLED_LIKE_JOBS = words(
    "kaufmann lehrer arzt pfarrer rat kanzler richter koch förster head dean bishop page baumeister"
)
GREETING = re.compile(
    r"(?:hallo|hi|hey|hello|liebe[rs]?|moin|servus|guten (?:tag|morgen|abend)|sehr geehrte|dear|beste|geachte|"
    r"goede(?:morgen|middag|n ?dag)|bonjour|salut|grüezi)\b",
    re.IGNORECASE,
)
CLOSING = re.compile(
    r"(?:(?:mit |viele |vielen |beste |liebe |herzliche |freundliche |schöne |kollegiale )+(?:\w+ )?"
    r"(?:grüße[n]?|gruß|gruss|grüsse[n]?|dank)|lg|vg|mfg|bg|gruß|grüße|(?:kind|best|warm|many)(?: \w+)? (?:regards|wishes|thanks)|"
    r"regards|cheers|best|thanks|thank you|danke|met (?:vriendelijke|hartelijke) groet(?:en)?|(?:vriendelijke |hartelijke )?"
    r"groet(?:en|jes)?|mvg|cordialement|bien à vous)\b[\s,.!]*$",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One line, or several that belong together: `below` are the lines under the first one."""

    number: int
    text: str
    below: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """An entry taken apart: what stands in the place of the name, and the parts behind it."""

    entry: Entry
    heads: tuple[str, ...]
    parts: tuple[str, ...] = ()
    style: str = "comma"
    is_listed: bool = False
    found: dict[Field, str] = field(default_factory=dict)

    @property
    def email(self) -> str:
        return self.found.get(Field.EMAIL, "")


def read_entries(entries: Sequence[Entry]) -> Sheet:
    """People and other lines as a table with the columns they need; what is no person stands in a column of its own."""
    lines = [_take_apart(entry) for entry in entries]
    is_family_first = _family_comes_first(lines)
    named = [_name_first(line, is_family_first=is_family_first) for line in lines]
    cells = [dict[Field, str]() for _ in named]
    usual = {style: usual_kinds(_parts_of(named, style)) for style in ("comma", "dash")}
    heading: dict[Field, str] = {}
    signed_off = _sign_off(named)
    for at, line in enumerate(named):
        if at < signed_off and is_person(line):
            kinds = usual[line.style].get(len(line.parts), ())
            cells[at] = heading | {Field.FULL_NAME: line.heads[0]} | arrange(line.parts, line.style, kinds) | line.found
        else:
            cells[at] = {Field.IGNORED: _text_of(line.entry)}
            heading = _heading(line.entry.text, heading)
    return _sheet([line.entry.number for line in named], cells)


def is_person(line: Line) -> bool:
    """Whether the head of a line can be somebody's name, or a placeholder for one."""
    head = line.heads[0] if line.heads else ""
    if is_heading(line.entry.text) and not line.email:
        return False
    if not head:
        return bool(line.email)
    if is_nobody(head) or (is_no_human(head) and bool(line.parts or line.email)):
        return True
    if head.islower() and not (line.email or (line.parts and line.is_listed)):
        return False
    is_alone = not (line.email or line.parts)
    is_addressed = bool(line.parts) and is_honorific(head.split()[0])  # "Frau Koch – AOK"
    return looks_like_person(head, needs_family=is_alone or not (line.is_listed or is_addressed))


@lru_cache(maxsize=2**12)
def looks_like_person(text: str, *, needs_family: bool = True) -> bool:
    """Whether a text has the shape of a name: capitals, particles, titles; no word of greetings, headings, dates.

    "Anna Kaufmann" is one though her name is a job; "Data Analyst" is none.
    """
    tokens = text.replace(",", " ").split()
    if not 1 <= len(tokens) <= LONGEST_NAME_WORDS or not all(NAME_WORD.fullmatch(token) for token in tokens):
        return False
    if any(token.casefold().rstrip(".") in NO_NAME_WORDS for token in tokens):
        return False
    if tokens[0].casefold() in FIRST_WORDS and (len(tokens) < 3 or tokens[0][0].isupper()) and "," not in text:
        return False
    if tokens[0].islower() and not text.islower() and not (is_particle(tokens[0]) or is_honorific(tokens[0])):
        return False
    name = read_name(text)
    if all(meaning(piece) is not None for piece in _pieces(text)) or any(
        map(_says_something_else, [name.full, *_plain_pieces(text)])
    ):
        return False
    if needs_family and not (name.given and name.family):
        return False
    return all(_is_name_word(token) for token in (*name.given.split(), *name.family.split()))


def names_side_by_side(text: str) -> list[str]:
    """The people of a line that is nothing but names: "Teilnehmer: Anna Kurz (TU), Bob Lee und Eva Weiß"."""
    bare = LABEL_OF_NAMES.sub("", text[:LONGEST_LINE])
    fewest = FEW if ";" in bare or bare != text[:LONGEST_LINE] else MANY
    rest = AND.sub("; " if ";" in bare else ", ", bare.strip(" .;,"))
    pieces = re.split(r"\s*;\s*", rest) if ";" in rest else COMMA.split(rest)
    people = [piece for piece in pieces if looks_like_person(BRACKETS.sub(" ", piece).strip())]
    return people if len(pieces) == len(people) >= fewest else []


def _plain_pieces(text: str) -> list[str]:
    return [piece for piece in _pieces(text) if not is_honorific(piece)] if "," in text else []


def _says_something_else(text: str) -> bool:
    """Whether words are an organisation, a place, or a job that does not begin with a given name."""
    kind = kind_of(text)
    if kind is Field.JOB_TITLE and text.casefold() in CALLED_LIKE_JOBS:
        return False
    if kind is Field.JOB_TITLE:
        first = text.split()[0]
        return first.casefold() in JOB_BEGINNINGS or is_job_title(first)
    return kind is not None


def is_heading(text: str) -> bool:
    """Whether a line announces what follows: it ends with a colon or with how many follow, or says hello."""
    if COUNTED_HEADING.search(text) and not is_no_human(strip_bullet(text)):
        return True
    return text.rstrip(" *_").endswith(":") or bool(GREETING.match(text.strip()))


def is_closing(text: str) -> bool:
    """Whether a line ends a letter: "Viele Grüße"."""
    return bool(CLOSING.match(text.strip()))


def strip_bullet(text: str) -> str:
    """A line without bullet, number, time of day and marks of emphasis."""
    return BULLET.sub("", CLOCK.sub("", MARKDOWN.sub("", text), count=1)).strip()


def _take_apart(entry: Entry) -> Line:
    """Addresses, links and talks out of a line, then its parts; what stands before the first mark is the head."""
    text = entry.text[:LONGEST_LINE]
    stripped = CALLED.sub(r"\1 ", DEGREE_FROM.sub("", strip_bullet(text)))
    text, found = _without_contacts(PLUS_ONE.sub("", stripped))
    text, talk = _without_talk(text)
    if talk:
        found[Field.TALKS] = talk
    segments = [segment for segment in SEPARATOR.split(text) if segment and segment.strip()]
    of_house = OF_HOUSE.match(segments[0].strip()) if segments else None
    if of_house:
        segments[:1] = of_house.groups()
    heads, parts = _head_and_brackets(segments[0] if segments else "", found)
    behind = [part for segment in segments[1:] for part in _bracket_parts(segment, found)]
    for below in entry.below:
        rest, more = _without_contacts(_without_region(below[:LONGEST_LINE]))
        found = more | found
        behind += [part for segment in SEPARATOR.split(rest) if segment for part in _bracket_parts(segment, found)]
    return Line(
        entry=entry,
        heads=tuple(heads),
        parts=(*parts, *(part for part in behind if part)),
        style="dash" if len(segments) > 1 or entry.below else "comma",
        is_listed=strip_bullet(text) != text.strip() or bool(entry.below),
        found=found,
    )


def _without_contacts(text: str) -> tuple[str, dict[Field, str]]:
    """The text without addresses, links and telephone numbers, and those of them that are kept."""
    found: dict[Field, str] = {}
    if "@" not in text:
        text = HIDDEN_DOT.sub(".", HIDDEN_AT.sub("@", text))
    address = ADDRESS.search(text)
    torn = TORN.search(text)
    if torn and not ASIDE.fullmatch(torn[2]):
        found[Field.EMAIL] = torn[1]
        text = text.replace(torn[1], " ")
    elif address:
        found[Field.EMAIL] = address[1]
    text = ADDRESS.sub(" ", text)
    url = next((one for one in URL.findall(text) if NETWORK.search(one)), "")
    if url:
        found[Field.PROFILE_URL] = url.strip("<>()")
    text = PHONE.sub(" ", URL.sub(" ", text))
    text = LABEL.sub("", text).strip(" ,;:|/·•–—-\t\u00a0")
    return IN_QUOTES.sub(r"\1", text), found


def _without_talk(text: str) -> tuple[str, str]:
    """ "Anna Kurz: Data for all" and "Anna Kurz, „Data for all“" name a talk."""
    quoted = QUOTED.search(text)
    if quoted and looks_like_person(COMMA.split(text[: quoted.start()].strip(" ,:–-("))[0]):
        return f"{text[: quoted.start()].rstrip(' ,:–-(')} {text[quoted.end() :].lstrip(' ,)')}".strip(), quoted[
            1
        ].strip()
    head, colon, tail = text.partition(": ")
    if colon and len(tail) > 2 and looks_like_person(BRACKETS.sub("", COMMA.split(head)[0])):
        parts = [kind_of(part) for part in COMMA.split(tail)]
        return (f"{head} – {tail}", "") if any(parts) else (head, tail.strip())
    return text, ""


def _without_region(line: str) -> str:
    """ "München, Bayern, Deutschland" as a city and a country."""
    parts = COMMA.split(line)
    return f"{parts[0]}, {parts[2]}" if len(parts) == 3 and country_code(parts[2]) else line


def _head_and_brackets(segment: str, found: dict[Field, str]) -> tuple[list[str], list[str]]:
    """What stands between commas before the first bracket, and the parts in and behind brackets."""
    bracket = BRACKETS.search(segment)
    if bracket and bracket[0] == segment:  # "anna@example.org (Anna Kurz)": the address before it is taken already
        return _pieces(bracket[1] or bracket[2] or ""), []
    if not bracket or not bracket.start():
        return _pieces(BRACKETS.sub(" ", segment)), []
    behind = segment[bracket.start() :]
    if not behind[bracket.end() - bracket.start() :].strip(" ,") and "," not in segment[: bracket.start()]:
        return [segment[: bracket.start()].strip()], _bracket_parts(behind, found)
    return _pieces(segment[: bracket.start()]), _bracket_parts(behind, found)


def _bracket_parts(segment: str, found: dict[Field, str]) -> list[str]:
    """The parts of a segment; remarks in brackets say who comes, who speaks, or nothing."""
    parts: list[str] = []
    for piece in re.split(r"([(\[][^()\[\]]*[)\]])", segment):
        inner = piece.strip(" ,")
        if inner[:1] in ("(", "["):
            parts += [part for part in _pieces(inner[1:-1]) if not _is_remark_in_brackets(part, found)]
        else:
            parts += [part for part in _pieces(inner) if not _is_remark(part, found)]
    return parts


def _is_remark_in_brackets(text: str, found: dict[Field, str]) -> bool:
    """As any remark; "(Referentin)" speaks, while "Referentin" behind a comma is a job."""
    if SPEAKS.fullmatch(text):
        found[Field.SPEAKER] = text
        return True
    return _is_remark(text, found)


def _is_remark(text: str, found: dict[Field, str]) -> bool:
    if note_says_off(text) or (read_yes_no(text) is False and len(text) > 1):
        found[Field.STATUS] = text
        return True
    if sum(word in SENTENCE_WORDS for word in text.casefold().split()) >= FEWEST_SENTENCE_WORDS:
        found[Field.NOTE] = text
        return True
    return bool(ASIDE.fullmatch(text))


def _pieces(text: str) -> list[str]:
    return [piece.strip(" \t\u00a0") for piece in COMMA.split(text) if piece.strip(" \t\u00a0")]


def _family_comes_first(lines: Sequence[Line]) -> bool:
    """Whether most lines with a comma begin with a family name alone: "Kurz, Anna, TU Bergstadt"."""
    several = [line for line in lines if len(line.heads) > 1 and looks_like_person(line.heads[0], needs_family=False)]
    alone = sum(_is_family(line.heads[0]) and _is_given(line.heads[1]) for line in several)
    return 2 * alone > len(several)


def _name_first(line: Line, *, is_family_first: bool) -> Line:
    """The line with its whole name as the one head; pieces between commas that are no part of it become parts."""
    heads = list(line.heads)
    count = 1
    if len(heads) > 1 and _is_family(heads[0]) and _is_given(heads[1]):
        by_address = fits_name(line.email, Name(given=heads[1], family=heads[0])) if line.email else False
        if is_family_first or by_address or not is_city(heads[1]):
            count = 2
    while count < len(heads) and is_honorific(heads[count]):
        count += 1
    while count < len(heads) and is_particle(heads[count]):
        count += 1
    parts = [part for part in heads[count:] if not _is_remark(part, line.found)]
    return replace(line, heads=(", ".join(heads[:count]),), parts=tuple(whole_parts([*parts, *line.parts])))


def _is_family(text: str) -> bool:
    """One word, but for titles and particles."""
    name = read_name(text)
    tokens = [token for token in (name.given + " " + name.family).split() if not is_particle(token)]
    return len(tokens) == 1 or (len(tokens) == 2 and is_particle(text.split()[0]))


def _is_given(text: str) -> bool:
    """Up to three words that say nothing else; "Jan van der" has its particles behind."""
    tokens = text.split()
    plain = [token for token in tokens if not (is_particle(token) or is_honorific(token))]
    is_short = 0 < len(plain) <= 3 and all(_is_name_word(token) for token in plain)
    return is_short and kind_of(" ".join(plain)) is None


def _is_name_word(token: str) -> bool:
    return is_particle(token) or token[:1].isupper() or not token[:1].isalpha() or not token.isascii()


def _parts_of(lines: Sequence[Line], style: str) -> Iterator[tuple[str, ...]]:
    return (line.parts for line in lines if line.style == style and line.parts)


def _sign_off(lines: Sequence[Line]) -> int:
    """Where the letter ends that the list stands in; whoever signs it is not on the list."""
    for at, line in enumerate(lines):
        if is_closing(line.entry.text):
            before = sum(map(is_person, lines[:at]))
            after = sum(map(is_person, lines[at:]))
            if before > after:
                return at
    return len(lines)


def _heading(text: str, current: dict[Field, str]) -> dict[Field, str]:
    """What a heading says of everybody below it: that they do not come, or that they speak."""
    title = tidy(MARKDOWN.sub("", text[:LONGEST_LINE])).strip(" :*_")
    is_title = is_heading(text) or len(title.split()) < 4
    if not title or not is_title or GREETING.match(title):
        return current
    if is_off(title, "") or note_says_off(title):
        return {Field.STATUS: title}
    return {Field.SPEAKER: title} if says_speaker(title) else {}


def _text_of(entry: Entry) -> str:
    return " | ".join([entry.text.strip(), *entry.below])


def _sheet(numbers: Sequence[int], cells: Sequence[dict[Field, str]]) -> Sheet:
    used = [one for one in HEADERS if one is Field.FULL_NAME or any(one in row for row in cells)]
    header = Row(number=0, cells=tuple(HEADERS[one] for one in used))
    rows = (
        Row(number=number, cells=tuple(row.get(one, "") for one in used))
        for number, row in zip(numbers, cells, strict=True)
    )
    return Sheet(rows=(header, *rows), has_header=True)
