"""A person's name, its parts, and how it is read, shown and compared."""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

LONGEST_NAME = 200


def words(text: str) -> frozenset[str]:
    """The words of a text as a set to look words up in."""
    return frozenset(text.split())


SALUTATIONS = words(
    "herr herrn frau mr mrs ms miss mx dhr hr fr mevr mevrouw mw heer meneer monsieur madame mme herr/frau"
)
# Titles with or without a dot, titles only with one (an "Ing" could be a name), and what may follow a title.
TITLES = words(
    "prof professor professorin dr drs ddr dres doctor doktor pd privatdozent privatdozentin univ-prof univprof "
    "jun-prof apl-prof sir dame lord lady rev"
)
TITLES_WITH_DOT = words("ir ing mag mmag dipl hon jun apl univ em priv bacc lic mr dkfm frhr frfr jhr jkvr")
TITLE_TAILS = words(
    "rer nat phil med dent vet jur iur oec pol theol soc sc techn math mont agr publ paed habil h c hc mult em ing inf "
    "math kfm phys chem psych wirt doz oecon art et"
)
# Offices that are put before a name as titles are: "Bürgermeisterin Eva Weiß", "MdB Bob Lee".
OFFICE = re.compile(
    r"(?:(?:ober|vize|alt)?bürgermeister(?:in)?|burgemeester|wethouder|gedeputeerde|"
    r"(?:staats|landes|bundes)?minister(?:in)?|staatssekretär(?:in)?|staatssecretaris|landr(?:at|ätin)|"
    r"stadtr(?:at|ätin)|senator(?:in)?|dezernent(?:in)?|botschafter(?:in)?|ambassadeur|ambassador|mayor|councillor|"
    r"md(?:b|l|ep)|sts|minr(?:'?in)?|mindirig(?:'?in)?|mindir(?:'?in)?)",
    re.IGNORECASE,
)
LAW_DEGREES = ("mr.",)  # Dutch, always in small letters; an English Mr is none
SUFFIXES = words(
    "phd dphil msc bsc ma ba mba emba llm llb obe mbe cbe jr sr ii iii iv re ra md esq mphil meng beng dba mres bed "
    "cfa pmp frs mas mpa mph cpa fhea sfhea cissp cipp dipl-inf bengr mcs"
)
# Given names many people have: an address that begins with the family name turns nobody's name round.
GIVEN_NAMES = words(
    "achim adam albert alex alexander alexandra alfred ali alice alina amelie andrea andreas angela angelika anja "
    "anke ann anna anne annegret annelies annette annika antje anton arne arno astrid axel barbara bas bastian "
    "beate ben benedikt benjamin bernd bernhard bert bettina bianca birgit bjoern bob brigitte britta bruno "
    "carina carla carlos carmen carola carolin caroline carsten catharina charlotte christa christian christiane "
    "christina christine christof christoph clara claudia claus clemens cornelia daan daniel daniela david dennis "
    "dieter dietmar dirk dominik dorothea edgar eline elisabeth elke ellen els emil emily emma eric erich erik "
    "erika esther eva evelyn fabian fatima felix femke finn florian frank franz franziska frauke frederik "
    "friederike friedrich fritz gabi gabriele georg gerd gerhard gert gertrud gisela gudrun guenter guenther "
    "guido gustav hanna hannah hannes hans harald hartmut heike heiko heiner heinrich heinz helen helena helene "
    "helga helmut hendrik henk henrik henry herbert hermann hilde holger horst ilse ines inga inge ingo ingrid "
    "irene iris isabel isabell isabelle jaap jakob jan jana janina jannik jasmin jens jeroen jessica jim joachim "
    "joanna jochen johan johann johanna johannes john jonas jonathan joost joris josef judith juergen julia "
    "julian juliane jutta kai karen karin karl karla karolin karsten katharina kathrin katja katrin kerstin kim "
    "klaus konrad konstantin kristin kristina kurt lara lars laura lea lena leo leon leonie lieke lina linda lisa "
    "lothar lotte lucas lucia ludwig luisa lukas maarten magdalena maik maike manfred manuel manuela marc marcel "
    "marco marcus margarete margit margot maria marianne marie marieke marija marijke marina mario marion mark "
    "marko markus marlene marta martha martin martina mary mathias matthias max maximilian mehmet meike melanie "
    "mia michael michaela miriam mohamed mohammed monika moritz nadine nadja natalie nele nico nicolas nicole "
    "niels niklas nils nina nora norbert ole oliver olivia oskar otto pascal patricia patrick paul paula peter "
    "petra philip philipp pia pieter rainer ralf ralph ramona rebecca regina reinhard renate rene richard rita "
    "robert roland rolf roman ruben rudolf ruth sabine sabrina samuel sandra sanne sara sarah saskia sebastian "
    "silke silvia simon simone sina sjoerd sofia sofie sonja sophia sophie stefan stefanie steffen stephan "
    "stephanie susan susanne sven svenja sybille sylvia tanja theo theresa thijs thomas thorsten tim timo tina "
    "tobias tom torben torsten ulf uli ulrich ulrike ursula ute uwe valentin vanessa vera verena veronika "
    "victoria viktor viktoria volker walter waltraud wendy werner wiebke wilhelm willem wim wolfgang yannick "
    "yvonne"
)
# What a word that is a name and nothing else has none of, between its hyphens either.
BESIDE_NAMES = words(
    " ".join(SALUTATIONS | TITLES | TITLES_WITH_DOT | TITLE_TAILS | SUFFIXES | {"di"}).replace("-", " ")
)
# Part of the family name for display. Those in CAPITALISED are taken for particles even when written with a capital.
PARTICLES = words(
    "von vom van tot der den de del della di da do dos das du des la le les el al bin ibn ter ten te zu zum zur und "
    "aus dem am auf op in 't 's v v. d ap ab ní ni nic ó uí st st. graf gräfin freiherr freifrau baron baronin fürst "
    "prinz prinzessin ritter edler y abu frhr. frfr."
)
# Of Arabic names: inside a name they begin the family name, in front they may be a given name.
BETWEEN_NAMES = words("ben abu bin ibn el al")
CAPITALISED = words(
    "van von de der den du da dos di del della le la ter ten vom zur zu st st. ní ap ó graf gräfin freiherr freifrau "
    "baron fürst prinz prinzessin el al bin ibn abu"
)
FOLDED_LETTERS = str.maketrans(
    {"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss", "ø": "o", "ł": "l", "ı": "i", "đ": "d", "ð": "d", "æ": "ae", "œ": "oe"}
)
PLAIN_LETTERS = str.maketrans({"ä": "a", "ö": "o", "ü": "u"})

# Anything but plain blanks, ASCII and the composed letters of Europe has to be looked at one by one.
UNUSUAL = re.compile(r"[^\x20-\x7e\xa1-\xa8\xab\xb4-\u024f\u2010-\u2018\u201c-\u201e\u2026]")
IN_BRACKETS = re.compile(r"\s*[(\[{]([^()\[\]{}]*)[)\]}]\s*")
# "A.B. (Anna) de Vries": the name she is called by.
CALLED = re.compile(r"(?<![^\W\d_])(?:[^\W\d_]\.[ -]?)+\(([^\W\d_]{2,}(?:[ -][^\W\d_]{2,})*)\)\s+(?=[^\W\d_])")
# "Weber Thomas IIB3", "Muster, Erika, 12-AB": the unit in a big house, as its directory writes it behind the name.
UNIT = re.compile(r"[\s,]+[A-ZÄÖÜ/-]*\d[A-ZÄÖÜ\d/-]*$")
IN_QUOTES = re.compile(r"\s+[\"„“”»«]([^\"„“”»«]+)[\"„“”»«]\s+")
# "Anna Kurz | TU Bergstadt", "Anna Kurz - TU Bergstadt"
AFTER_NAME = re.compile(r"\s+(?:\||–|—|-|@|/|•|·)\s+.*$")
HYPHENED_PARTICLE = re.compile(r"-(?:de|van|der|den|ter|ten|von|zu)$", re.IGNORECASE)
WORD = re.compile(r"[^\W\d_]+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Name:
    """A name in parts; particles belong to `family` ("van den Berg"). `original` is the string it was read from."""

    given: str = ""
    family: str = ""
    honorific: str = ""
    suffix: str = ""
    original: str = ""

    @property
    def full(self) -> str:
        """Given and family name, without titles."""
        return " ".join(part for part in (self.given, self.family) if part) or self.original

    @property
    def is_known(self) -> bool:
        """Whether there is something to call this person by; of some, a list has the mail address only."""
        return "@" not in self.full and bool(self.full.strip())

    @property
    def display(self) -> str:
        """With the title in front and the degree behind, as on a table card."""
        named = " ".join(part for part in (self.honorific, self.full) if part)
        return f"{named}, {self.suffix}" if self.suffix else named

    @property
    def initials(self) -> str:
        """One or two capitals for a seat: first letters of the given name and of the family name's last word."""
        parts = [self.given, self.family.split()[-1] if self.family else ""]
        return "".join(part[:1].upper() for part in parts if part) or self.original[:2].upper() or "?"


@lru_cache(maxsize=2**13)
def tidy(text: str) -> str:
    """One line of visible characters in NFC: no controls, no emoji, no invisible marks, single blanks."""
    if not UNUSUAL.search(text):
        return " ".join(text.split())
    text = unicodedata.normalize("NFC", text.replace("\u2019", "'"))
    return " ".join("".join(character if _is_visible(character) else _gap(character) for character in text).split())


def _is_visible(character: str) -> bool:
    return (
        unicodedata.category(character) not in ("So", "Cc", "Cf", "Cs", "Co", "Cn") and character not in "\ufe0e\ufe0f"
    )


def _gap(character: str) -> str:
    return "" if unicodedata.category(character) == "Cf" else " "


@lru_cache(maxsize=2**13)
def fold(text: str) -> str:
    """Letters and digits only, lower case, ä as ae, ß as ss, without accents: a key to compare by."""
    text = text.casefold()
    if not text.isascii():
        text = unicodedata.normalize("NFKD", unicodedata.normalize("NFC", text).translate(FOLDED_LETTERS))
    if text.isascii():
        return text if text.isalnum() else re.sub(r"[^a-zA-Z0-9]", "", text)
    return "".join(filter(str.isalnum, text))


@lru_cache(maxsize=2**13)
def fold_plainly(text: str) -> str:
    """As `fold`, but ä as a: how people write who lack the key."""
    if text.isascii():
        return fold(text)
    return fold(unicodedata.normalize("NFC", text).casefold().translate(PLAIN_LETTERS))


def read_name(text: str, *, email: str = "") -> Name:
    """Read a name written in one cell, in whatever order: "Dr. Anna Kurz", "Berg, Jan van der", "MÜLLER Anna, PhD".

    The address helps to find where a family name of several words begins. What cannot be split stays in `original`.
    """
    original = tidy(text[: 2 * LONGEST_NAME])[:LONGEST_NAME]
    plain = UNIT.sub("", AFTER_NAME.sub("", _without_brackets(original)).strip(" ,;~'\"„“”"))
    parts = [part for part in (piece.strip() for piece in plain.split(",")) if part]
    if not parts:
        return Name(original=original)
    name = _read_parts(parts, email)
    return _recased(replace(name, original=original))


def join_name(
    *,
    given: str = "",
    middle: str = "",
    particle: str = "",
    family: str = "",
    honorific: str = "",
    suffix: str = "",
) -> Name:
    """Put a name together that a list holds in several cells; titles and degrees found in them go where they belong."""
    cells = (honorific, given, middle, particle, family, suffix)
    honorific, given, middle, particle, family, suffix = (tidy(cell[:LONGEST_NAME]) for cell in cells)
    original = " ".join(part for part in (honorific, given, middle, particle, family, suffix) if part)
    titles, given_tokens = _given_cell(given)
    middle_tokens = _without_brackets(tidy(middle)).split()
    particles = tidy(particle).split()
    if middle_tokens and all(_is_particle(token) for token in middle_tokens):
        particles, middle_tokens = particles + middle_tokens, []
    family_titles, family_text, degrees = _family_cell(family)
    name = Name(
        given=" ".join([*given_tokens, *middle_tokens]),
        family=" ".join([*particles, family_text]).strip(),
        honorific=clean_honorific(honorific) or " ".join(titles + family_titles),
        suffix=tidy(suffix).strip(" ,") or degrees,
        original=original[:LONGEST_NAME],
    )
    return _recased(name)


def given_alone(cell: str) -> str:
    """A given name that stands in a cell without any title, as it is shown; empty when there is more to the cell."""
    text = tidy(cell[:LONGEST_NAME])
    if _is_bare(text):
        return text
    titles, tokens = _given_cell(text)
    return "" if titles else show_case(" ".join(tokens))


def family_alone(cell: str) -> str:
    """A family name that stands in a cell without title and degree, as it is shown; empty when there is more to it."""
    text = tidy(cell[:LONGEST_NAME])
    if _is_bare(text):
        return text
    titles, family, degrees = _family_cell(text)
    return "" if titles or degrees else show_case(family)


def clean_honorific(text: str) -> str:
    """An academic title out of a cell that may hold a salutation, too: "Frau Dr." is "Dr.", "Herr" nothing."""
    tokens = [token for token in tidy(text).split() if not _is_salutation(token)]
    if tokens == ["de"]:  # what "de heer" leaves
        return ""
    return " ".join(tokens)[:60]


def is_honorific(text: str) -> bool:
    """Whether a cell holds nothing but titles and salutations."""
    tokens = tidy(text).split()
    _, rest = _take_titles(tokens)
    return bool(tokens) and all(_is_salutation(token) or _is_suffix(token) for token in rest)


def is_degree(text: str) -> bool:
    """Whether a cell holds nothing but degrees such as "PhD, MBA"."""
    tokens = tidy(text).replace(",", " ").split()
    return bool(tokens) and all(_is_degree(token) for token in tokens)


def is_particle(text: str) -> bool:
    """Whether a cell holds nothing but particles such as "van der"."""
    tokens = tidy(text).split()
    return bool(tokens) and all(_is_particle(token) for token in tokens)


def _is_bare(text: str) -> bool:
    """Whether a name is shown as it is written, all of it: words with a capital, with particles between them."""
    tokens = text.split(" ")
    return tokens[-1][:1].isupper() and all(map(_is_bare_word, tokens))


@lru_cache(maxsize=2**15)
def _is_bare_word(token: str) -> bool:
    """Whether a word is part of a name, by its letters: no title, no degree, not in capitals."""
    pieces = token.split("-")
    return all(piece.isalpha() and piece[1:].islower() and piece.lower() not in BESIDE_NAMES for piece in pieces)


def _without_brackets(text: str) -> str:
    """Pronouns, "(extern)", "(hiring!)" go; "Anna (Anna de Vries)" is the name in the brackets."""
    text = CALLED.sub(r"\1 ", text)
    inner = IN_BRACKETS.search(text)
    if inner:
        outer_words, inner_words = text[: inner.start()].split(), inner[1].split()
        if outer_words and len(inner_words) > 1 and fold(outer_words[0]) == fold(inner_words[0]):
            return inner[1]
        text = IN_BRACKETS.sub(" ", text)
    return IN_QUOTES.sub(" ", text).strip()


def _read_parts(parts: Sequence[str], email: str) -> Name:
    """One part: given name first. More: family name first, or titles and degrees behind commas."""
    titles: list[str] = []
    degrees: list[str] = []
    rest: list[str] = []
    for number, part in enumerate(parts):
        tokens = part.split()
        if number and all(_is_degree(token) for token in tokens):
            degrees.append(part)
        elif number and len(_take_titles(tokens)[1]) == 0:
            titles.append(part)
        else:
            rest.append(part)
    name = _in_order(rest[0], email) if len(rest) == 1 else _family_first(rest[0], rest[1])
    return replace(
        name,
        honorific=" ".join(part for part in (name.honorific, *titles) if part),
        suffix=", ".join(part for part in (name.suffix, *degrees) if part),
    )


def _family_first(family: str, given: str) -> Name:
    """Family and given name on the two sides of a comma; a particle may stand behind the given name."""
    titles, tokens = _take_titles(given.split())
    tokens, degrees = _take_suffixes(tokens, fewest=1)
    behind: list[str] = []
    while tokens and _is_particle(tokens[-1]) and not tokens[-1][:1].isupper():
        behind.insert(0, tokens.pop())
    family_titles, family_text, family_degrees = _family_cell(family)
    return Name(
        given=" ".join(tokens),
        family=" ".join([*behind, family_text]),
        honorific=" ".join([*family_titles, *titles]),
        suffix=family_degrees or " ".join(degrees),
    )


def _in_order(text: str, email: str) -> Name:
    """A name with the given name first, or with the family name in capitals; "Frau Kurz" has no given name."""
    titles, tokens = _take_titles(text.split())
    is_addressed = len(tokens) < len(text.split())
    tokens, degrees = _take_suffixes(tokens, fewest=2)
    given, family = ([], tokens) if is_addressed and len(tokens) == 1 else _split(tokens, email)
    return Name(given=" ".join(given), family=" ".join(family), honorific=" ".join(titles), suffix=" ".join(degrees))


def _split(tokens: list[str], email: str) -> tuple[list[str], list[str]]:
    if len(tokens) < 2:
        return tokens, []
    if _is_particle(tokens[0]) and tokens[0][:1].islower():
        return [], tokens
    known = _by_capitals(tokens) or _by_particle(tokens) or _by_address(tokens, email)
    return known or (tokens[:-1], tokens[-1:])


def _by_capitals(tokens: list[str]) -> tuple[list[str], list[str]] | None:
    """MÜLLER Anna, Anna MÜLLER: the family name is what stands in capitals when the rest does not."""
    capitals = [_is_capitals(token) for token in tokens]
    if all(capitals) or not any(capitals):
        return None
    first = capitals.index(True)
    count = sum(capitals)
    if not all(capitals[first : first + count]) or max(map(len, tokens[first : first + count])) < 3:
        return None
    if first == 0:
        return tokens[count:], tokens[:count]
    while first > 1 and _is_particle(tokens[first - 1]):
        first -= 1
    return (tokens[:first], tokens[first:]) if first + count >= len(tokens) else None


def _by_particle(tokens: list[str]) -> tuple[list[str], list[str]] | None:
    for at, token in enumerate(tokens[:-1]):
        if at and (_is_particle(token) or token.casefold() in BETWEEN_NAMES or HYPHENED_PARTICLE.search(token)):
            return tokens[:at], tokens[at:]
    return None


def _by_address(tokens: list[str], email: str) -> tuple[list[str], list[str]] | None:
    """d.lloydparry@ tells that "Lloyd Parry" is the family name of Dominic Lloyd Parry."""
    pieces = [fold(piece) for piece in re.split(r"[._-]", email.partition("@")[0]) if fold(piece)]
    for at in range(1, len(tokens)):
        given, family = fold("".join(tokens[:at])), fold("".join(tokens[at:]))
        starts = {given, fold(tokens[0]), given[:1]}
        if len(pieces) == 2 and pieces[1] == family and pieces[0] in starts:
            return tokens[:at], tokens[at:]
        if pieces == [family, fold(tokens[0])]:
            return (tokens[at:], tokens[:at]) if _is_turned(tokens) else (tokens[:at], tokens[at:])
        if len(pieces) == 1 and at < len(tokens) - 1 and pieces[0] in (given[:1] + family, family):
            return tokens[:at], tokens[at:]
    return None


def _is_turned(tokens: Sequence[str]) -> bool:
    """Whether two words are family and given name: the second is a well-known given name, the first is none."""
    known = [fold(token.partition("-")[0]) in GIVEN_NAMES for token in tokens]
    return known == [False, True]


@lru_cache(maxsize=2**13)
def _given_cell(text: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Titles and words out of a cell such as "Dr. Heike"."""
    titles, tokens = _take_titles(_without_brackets(tidy(text)).split())
    return tuple(titles), tuple(tokens)


@lru_cache(maxsize=2**13)
def _family_cell(text: str) -> tuple[tuple[str, ...], str, str]:
    """Titles, family name and degrees out of a cell such as "van der Berg, MSc" or "Berg, van der"."""
    parts = [part.strip() for part in _without_brackets(tidy(text)).split(",") if part.strip()]
    if not parts:
        return (), "", ""
    titles, tokens = _take_titles(parts[0].split())
    tokens, degrees = _take_suffixes(tokens, fewest=1)
    for part in parts[1:]:
        if is_particle(part):
            tokens = part.split() + tokens
        elif all(_is_degree(token) for token in part.split()):
            degrees.append(part)
        else:
            tokens[-1:] = [*tokens[-1:-1], f"{tokens[-1]}," if tokens else "", part]
    return tuple(titles), " ".join(tokens), ", ".join(degrees)


def _take_titles(tokens: Sequence[str]) -> tuple[list[str], list[str]]:
    """Leading titles, and what is left; salutations are dropped."""
    taken: list[str] = []
    at = 0
    while at < len(tokens):
        token = tokens[at]
        if _is_title(token) or (taken and _is_title_tail(token)):
            taken.append(token)
        elif not (
            _is_salutation(token)
            or (at + 1 < len(tokens) and OFFICE.fullmatch(token))
            or (token.casefold() == "de" and _is_salutation("".join(tokens[at + 1 : at + 2])))
        ):
            break
        at += 1
    return taken, list(tokens[at:])


def _take_suffixes(tokens: list[str], *, fewest: int) -> tuple[list[str], list[str]]:
    taken: list[str] = []
    shouted = all(_is_capitals(token) for token in tokens)
    while len(tokens) > fewest and not shouted and _is_suffix(tokens[-1]):
        taken.insert(0, tokens[-1])
        tokens = tokens[:-1]
    return tokens, taken


def _is_salutation(token: str) -> bool:
    return token not in LAW_DEGREES and token.casefold().rstrip(".") in SALUTATIONS


def _is_title(token: str) -> bool:
    word = token.casefold()
    head = re.split(r"[.\-]", word, maxsplit=1)[0]
    if word.rstrip(".") in TITLES or token in ("DI", "PD"):
        return True
    if token in LAW_DEGREES or (head in TITLES_WITH_DOT and head != "mr" and "." in word):
        return True
    return head in TITLES and ("." in word or word.removeprefix(head + "-") in TITLE_TAILS)


def _is_title_tail(token: str) -> bool:
    pieces = [piece for piece in re.split(r"[.\-]", token.casefold()) if piece]
    return "." in token and bool(pieces) and all(piece in TITLE_TAILS for piece in pieces)


def _is_degree(token: str) -> bool:
    return token.replace(".", "").casefold() in SUFFIXES


def _is_suffix(token: str) -> bool:
    """A degree that can be told from a name without a comma: "MSc" and "M.A." but not the surname Ma."""
    letters = token.replace(".", "")
    return _is_degree(token) and (
        "." in token or sum(map(str.isupper, letters)) > 1 or letters.casefold() in ("jr", "sr")
    )


def _is_particle(token: str) -> bool:
    word = token.casefold()
    return word in PARTICLES and (token[:1].islower() or not token[:1].isalpha() or word in CAPITALISED)


def _is_capitals(token: str) -> bool:
    letters = [letter for letter in token if letter.isalpha()]
    return len(letters) > 1 and all(letter.isupper() for letter in letters) and "." not in token


def _recased(name: Name) -> Name:
    return replace(name, given=show_case(name.given), family=show_case(name.family))


@lru_cache(maxsize=2**13)
def show_case(text: str) -> str:
    """A name written in capitals or small letters only, as it is shown: "ST JOHN-SMYTHE" is "St John-Smythe"."""
    letters = [letter for letter in text if letter.isalpha()]
    if len(letters) < 2 or "." in text:
        return text
    if all(letter.isupper() for letter in letters) and len(letters) > 2:
        return _capitalised(text)
    if all(letter.islower() for letter in letters) and not is_particle(text):
        return _capitalised(text)
    return text


def _capitalised(text: str) -> str:
    words = [_capitalised_word(word) for word in text.split()]
    return " ".join(words)


def _capitalised_word(word: str) -> str:
    small = word.lower()
    if small in PARTICLES and small not in (
        "st",
        "el",
        "al",
        "abu",
        "graf",
        "gräfin",
        "freiherr",
        "freifrau",
        "baron",
        "fürst",
        "prinz",
    ):
        return small
    shown = WORD.sub(lambda part: part[0][:1].upper() + part[0][1:], small)
    shown = re.sub(r"^Mc([a-z])", lambda found: f"Mc{found[1].upper()}", shown)
    return re.sub(r"^Ij", "IJ", shown)
