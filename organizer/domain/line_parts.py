"""What the parts of a written line about somebody are: a job, an organisation, a place.

Pasted lines, web pages and printed directories have no columns; the words and the company they keep have to tell.
"""

# ruff: noqa: E501 - the word lists read best unbroken

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache

from organizer.domain.attendee_list import Field
from organizer.domain.identity_keys import LEGAL_FORMS, legal_forms
from organizer.domain.levels import guess_level, is_independent
from organizer.domain.names import fold
from organizer.domain.places import ZONE_OF_CITY, country_code
from organizer.domain.vocabulary import Level

Kinds = tuple[Field | None, ...]

# Jobs of no particular level; those of a level are known to `guess_level`.
JOB = re.compile(
    r"analyst|archite[ck]t|expert\b|expertin\b|manager|assistenz|begeleider|engineer|entwickler|developer|ontwikkel|programm(?:ierer|eur|er\b)|berater|consultant|advis[eo]r|adviseur|"
    r"referent|designer|scientist|wissenschaftler|wetenschapper|researcher|forscher|onderzoeker|bibliothekar|librarian|"
    r"archivar|lecturer|dozent|docent|mitarbeiter|medewerker|beauftragt|officer|administrator|beheerder|redakteur|"
    r"redacteur|editor\b|journalist|lehrer|teacher|leraar|spezialist|specialist|sachbearbeit|planer|planner|jurist|"
    r"anwalt|anwältin|lawyer|advocaat|attorney|notar|ärztin|\barzt\b|\barts\b|physician|techniker|technicus|ingenieur|"
    r"informatiker|ökonom|econom(?:ist|oom)|psycholog(?:e|in|ist)\b|soziolog(?:e|in)\b|historiker|übersetzer|translator|"
    r"autor|author|schriftsteller|schrijver|moderator|trainer|coach|mentor|owner|scrum master|evangelist|strateg(?:e|in|ist)\b|"
    r"buchhalter|accountant|controller|secretar[iy]s?\b|sekretär|beamt|rätin\b|\brat\b|kauffrau|kaufmann|fotograf|"
    r"texter|künstler|artist|musiker|pfarrer|rabbi|fellow|scholar|pensioniert|retired|ruhestand|gepensioneerd|"
    r"ceo\b|cto\b|cio\b|hr business|sprecher|woordvoerder|repräsentant|vertreter|vertegenwoordiger|curator|kurator",
    re.IGNORECASE,
)
ORGANISATION = re.compile(
    r"universi|universit|hochschul|hogeschool|fachhochschul|\b(?:fh|tu|th|hs|uni|eth|rwth|lmu|kit)\b|college|\bschool|"
    r"schule\b|gymnasium|lyceum|institut|academy|akademie|academie|ministeri|ministry|department of|bundesamt|"
    r"bundesanstalt|landesamt|landesbibliothek|landeshauptstadt|\bstadt\b|stadtverwaltung|stadtwerke|gemeinde|gemeente|"
    r"provincie|kreis\b|landratsamt|amt\b|behörde|verwaltung\b|verein\b|vereniging|verband|stiftung|stichting|"
    r"foundation|association|society|gesellschaft|zentrum|center\b|centre\b|centrum|bibliothek\b|bibliotheek|library|"
    r"museum|archiv\b|archief|klinik|krankenhaus|ziekenhuis|hospital|\bbank\b|sparkasse|versicherung|verzekering|"
    r"insurance|verlag|uitgeverij|publishing|\bgroup\b|gruppe\b|\bgroep\b|consulting|\bsystem[es]?\b|systems\b|"
    r"\bsoftware\b|solutions\b|services\b|\blabs?\b|\bmedia\b|agentur|agency|council|\btrust\b|\bnetwork\b|netzwerk|"
    r"netwerk|genossenschaft|coöperatie|holding|technologies|technology|partners\b|polizei|politie|parlament|"
    r"kirche|kerk|lehrstuhl\b|fakultät\b|faculty|faculteit\b|fachbereich\b|abteilung\b|afdeling\b|vakgroep\b|arbeitsgruppe\b|\bdept\b|diakonie|caritas|werkstatt|labor\b|forschungs\w*(?:zentrum|verbund)|e\. ?v\.|université|école|rijks",
    re.IGNORECASE,
)
# Where in a house somebody works, when that is all that is said of it.
DEPARTMENT = re.compile(
    r"(?:unternehmens|konzern|zentral|strategischer |technischer )?(?:controlling|marketing|vertrieb|verkauf|verkoop|einkauf|"
    r"inkoop|buchhaltung|boekhouding|rechnungswesen|logisti[kc]s?|logistiek|disposition|planung|planning|personal(?:wesen)?|"
    r"personeelszaken|hr|it|edv|finanzen|financiën|finance|sales|procurement|purchasing|beschaffung|entwicklung|"
    r"forschung|kommunikation|communicati(?:on|e)|presse|pr|recht|legal|compliance|produktion|productie|production|"
    r"qualität(?:ssicherung|smanagement)?|kwaliteit|service|support|innovation|digitalisierung|operations)",
    re.IGNORECASE,
)
OWNER = re.compile(r"owner|inhaber|eigenaar", re.IGNORECASE)
AT_EMPLOYER = re.compile(r"\s+(?:at|@|bei(?:m| der)?|bij|chez|van de|an der|am)\s+(?=[A-ZÄÖÜ0-9])")
FIRM_TAIL = re.compile(r"&\s*(?:co|cie|partners?|söhne|sons|associates|zonen)\b", re.IGNORECASE)
CITY_TAIL = re.compile(r"\s+(?:i\. ?|a\. ?|an der|am|im|in der|ob der|aan|bij)\s*[A-ZÄÖÜ][\w. ]*$")
LONGEST_JOB_OR_PLACE = 90
ORDER = (Field.JOB_TITLE, Field.ORGANISATION, Field.CITY)
# How many parts a line has tells what they usually are, unless the words tell otherwise.
USUAL: Mapping[str, Mapping[int, Sequence[Field]]] = {
    "comma": {
        1: (Field.ORGANISATION,),
        2: (Field.ORGANISATION, Field.CITY),
        3: ORDER,
    },
    "dash": {1: (Field.ORGANISATION,), 2: (Field.JOB_TITLE, Field.ORGANISATION), 3: ORDER},
}


@lru_cache(maxsize=2**13)
def kind_of(part: str) -> Field | None:
    """What a part says of itself: JOB_TITLE, ORGANISATION, CITY, COUNTRY, or None where its words do not tell."""
    if is_country(part):
        return Field.COUNTRY
    if is_city(part):
        return Field.CITY
    is_job = is_job_title(part)
    if FIRM_TAIL.search(part) and not FIRM_TAIL.match(part):
        return Field.ORGANISATION
    if legal_forms(part) or (is_independent(part) and not OWNER.search(part)):
        return Field.ORGANISATION
    words = part.split()
    if ORGANISATION.search(part):
        is_head = any(is_job_title(word) and not ORGANISATION.search(word) for word in (words[0], words[-1]))
        return Field.JOB_TITLE if is_job and is_head else Field.ORGANISATION
    return Field.JOB_TITLE if is_job else None


def is_job_title(text: str) -> bool:
    """Whether words name a job."""
    return guess_level(text) is not Level.UNKNOWN or bool(JOB.search(text))


def is_city(text: str) -> bool:
    """Whether words are a city of those known, "Freiburg i. Br." and "Frankfurt (Oder)" included."""
    return fold(text) in ZONE_OF_CITY or fold(CITY_TAIL.sub("", text)) in ZONE_OF_CITY


def is_country(text: str) -> bool:
    """Whether words are a country; codes count only in capitals, "D" alone not at all."""
    return bool(country_code(text)) and (len(text) > 3 or (len(text) > 1 and text.isupper()))


def whole_parts(parts: Iterable[str]) -> list[str]:
    """Parts between commas, a company that holds commas put together: "Weiß Consulting, Partnerschaft mbB"."""
    whole: list[str] = []
    for part in parts:
        words = [fold(word) for word in part.split()]
        is_tail = bool(words) and all(word in LEGAL_FORMS for word in words)
        if whole and (is_tail or (FIRM_TAIL.search(part) and _is_one_word(whole[-1]))):
            whole[-1] = f"{whole[-1]}, {part}"
        elif job_and_employer(part):
            whole += job_and_employer(part)
        elif part:
            whole.append(part)
    return whole


def _is_one_word(part: str) -> bool:
    return " " not in part and kind_of(part) is None


def job_and_employer(part: str) -> list[str]:
    """ "Data Analyst at Polder" as its two parts; nothing when it is not of that kind."""
    parts = AT_EMPLOYER.split(part, maxsplit=1)
    return parts if len(parts) == 2 and is_job_title(parts[0]) else []


def usual_kinds(several: Iterable[Sequence[str]]) -> dict[int, Kinds]:
    """For lines of one make, by their number of parts: what most of the parts at each place are, where words told."""
    counted: dict[int, list[Counter[Field]]] = {}
    lines: Counter[int] = Counter()
    for parts in several:
        lines[len(parts)] += 1
        counts = counted.setdefault(len(parts), [Counter() for _ in parts])
        for count, part in zip(counts, parts, strict=True):
            kind = kind_of(part)
            if kind:
                count[kind] += 1
    return {
        length: tuple(_leading(count, lines[length]) if lines[length] > 2 else None for count in counts)
        for length, counts in counted.items()
    }


def arrange(parts: Sequence[str], style: str, usual: Kinds = ()) -> dict[Field, str]:
    """Say of each part what it is: by its own words, by its place in such lines, by what is left.

    A part that only its place makes a city is a note where it begins with a small letter or names a department.
    """
    kinds = [kind_of(part) for part in parts]
    for at, expected in enumerate(usual[: len(parts)]):
        if kinds[at] is None and expected not in kinds:
            kinds[at] = expected
    _fill(kinds, style)
    arranged: dict[Field, str] = {}
    for kind, part in zip(kinds, parts, strict=True):
        field = kind or Field.ORGANISATION
        if field is Field.CITY and not is_city(part) and (part[:1].islower() or DEPARTMENT.fullmatch(part)):
            field = Field.NOTE
        if len(part) > LONGEST_JOB_OR_PLACE and field is not Field.ORGANISATION:
            field = Field.ORGANISATION
        arranged[field] = f"{arranged[field]}, {part}" if field in arranged else part
    return arranged


def _leading(count: Counter[Field], lines: int) -> Field | None:
    kind, times = count.most_common(1)[0] if count else (None, 0)
    return kind if 3 * times >= lines and 2 * times > sum(count.values()) else None


def _fill(kinds: list[Field | None], style: str) -> None:
    """Give every part that is still unknown one of the kinds the line lacks, in the order they are written."""
    unknown = [at for at, kind in enumerate(kinds) if kind is None]
    if len(unknown) == len(kinds) and len(kinds) in USUAL[style]:
        kinds[:] = USUAL[style][len(kinds)]
        return
    for at in unknown:
        before, after = kinds[:at], kinds[at + 1 :]
        if Field.ORGANISATION not in kinds:
            is_title = Field.JOB_TITLE not in kinds and after[:1] == [None]
            kinds[at] = Field.JOB_TITLE if is_title else Field.ORGANISATION
        elif Field.ORGANISATION in before and Field.CITY not in kinds:
            kinds[at] = Field.CITY
        elif Field.JOB_TITLE not in kinds:
            kinds[at] = Field.JOB_TITLE
        else:
            kinds[at] = Field.ORGANISATION
