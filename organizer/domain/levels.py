"""Where somebody stands in an organisation, as far as a job title tells."""

import re
from functools import lru_cache

from organizer.domain.vocabulary import Level

# Everything here is looked for in small letters, and where it can begins with a letter, or in a group that does: most
# branches are left at once then. It takes a third of what ignoring the case takes; lists have many titles.
#
# On their own account, whatever else the title says.
INDEPENDENT = re.compile(
    r"freiberuf|selbst[äa]e?nd|freelanc|"
    r"\bfreie[rnms]?\b(?! (?:universit|und hansest|hansest|hochsch|schul|waldorf))|\bzzp|zelfstandig|"
    r"self[- ]?employed|\bindependent\b|"
    r"\bsolo|\binhaber(?!\w* (?:des|der|eines|einer) (?:lehrst|profess))|\beigenaar|\bself\b|"
    r"(?<!product )(?<!process )(?<!service )(?<!platform )(?<!system )(?<!data )\bowner\b",
)
# One of these is in whatever INDEPENDENT matches: a quick look before the thorough one.
OWN_ACCOUNT = (
    "frei",
    "freelanc",
    "selb",
    "self",
    "zzp",
    "zelfst",
    "independent",
    "solo",
    "inhaber",
    "eigenaar",
    "owner",
)
JUNIOR = re.compile(
    r"\bjunior|trainee|praktikant|praktikum|werkstudent|\bstudent(?!en)|studierende|stagiair|\bintern\b|internship|"
    r"volont[äa]r|"
    r"referendar|auszubildende|\bazubi|masterand|bachelorand|doktorand|promovend|"
    r"\bphd (?:student|candidate|researcher)|doctoral|hilfskraft|\bassistan|assistent|apprentice|graduate|"
    r"berufseinsteiger|\bpupil|\bafstud",
)
# An assistant professor or an assistant director is no assistant.
NOT_JUNIOR = re.compile(
    r"assistan\w* (?:professor|director|dean)|postdoc|post[- ]doc|graduate school|geschäftsf|internal"
)
# "Assistentin der Geschäftsführung", "Chefsekretärin", "Directiesecretaresse" name somebody else's level.
ASSISTING = re.compile(
    r"(?:assisten[tz]\w*|(?<!staats)sekretär\w*|secreta\w+(?! of state)|referent\w*|advis[eo]r|adviseur|berater\w*) "
    r"(?:der|des|zu[mr]?|van|de|to|bij)\b|^(?:personal|executive) assistant|"
    r"(?:dire[ck]tion|directie|vorstand|bestuur|chef|management|rektorat|leitung|geschäftsführung|kanzlei|"
    r"minister)\w?-?"
    r"(?:assisten|sekret|secreta|referent)",
)
# Deputies, and words of the top in other trades.
NOT_TOP = re.compile(
    r"art director|creative director|director of photography|\bvice[- ](?!chancellor)|\bvize|\bdeputy|stellvertret|"
    r"\badjunct|plaatsvervangend",
)
# Words of leading that are no leading of people: a Klimaschutzmanager manages the climate.
LEADS_NOBODY = re.compile(
    r"(?<!team)(?<!top)(?<![\s/&-])(?<!^)manager|"
    r"\b(?:product|project|program(?:me)?|account|community|content|social[- ]media|case|success|event|quality|release|"
    r"change|data|office|partner|innovation|category|relationship|campaign|brand|process|risk|projekt|produkt)"
    r"[- ]manager|"
    r"business partner|lead generation|\bart director|director of photography",
)
WITHOUT_REPORTS = re.compile(
    r"(?:ohne|no|without|zonder) (?:direct )?(?:reports|team|personalverantwortung|führungsverantwortung|"
    r"leidinggevend)|individual contributor",
)
TOP = re.compile(
    r"\b(?:c[etfiodhmps]o\b|cdo\b|ciso\b|chief\b|president\b|präsident|praesident|rektor|rector|kanzler|chancellor|"
    r"dean\b|dekan|decaan|dire[ck]teur|direktor|director\b|(?:mede|school|stichtings)?bestuur(?:der|slid|svoorzitter)|"
    r"mayor\b|alder(?:man|woman)\b|gedeputeerde|founder|chair(?:man|woman|person)?\b|wethouder)|"
    r"vorst[aä]nd|geschäftsführ|geschaeftsfuehr|managing director|managing partner|director[- ]general|"
    r"generaldire[kc]t|algemeen dire[kc]|bürgermeister|burgemeester|minister(?<!administer)(?!i(?!n\b))|staatssekret|"
    r"secretary of state|gründer|oprichter|amtsleit|board member|vorsitzende|voorzitter|dezernent"
)
SENIOR = re.compile(
    r"\b(?:senior|lead\b|leitende|head\b|hoofdredact|prokurist|creative director|adjunct-?dire|"
    r"vi[zc]e[- ]?(?:präs|kanz|rektor|rector|dean|voorz|chair)|principal|staff (?:data|software|engineer|scientist)|"
    r"prof\b|vice[- ]president|vp\b|deputy|partner\b|chef(?!sekr|assist|koch|kok| de partie| vom dienst)|"
    r"akademische[r]? r[äa]t|referatsleit|coordinator)|"
    r"leit(?<!begleit)(?<!halbleit)(?<!ableit)(?:er|erin|ung)\b|hoofd\b|manager|teamlead|"
    r"leider\b(?<!begeleider)(?<!opleider)|procuratiehouder|lehrstuhl(?:inhab|vertret)|"
    r"inhaber\w* (?:des|eines) lehrst|plaatsvervangend|professor|hoogleraar|stellvertretend|supervisor|koordinator|"
    r"coördinator"
)


def guess_level(job_title: str, organisation: str = "") -> Level:
    """Guess a level from German, English and Dutch words of a job title; UNKNOWN rather than a wrong guess."""
    if is_independent(organisation):
        return Level.INDEPENDENT
    return _level_of(job_title)


@lru_cache(maxsize=2**13)
def is_independent(organisation: str) -> bool:
    """Whether the organisation says only that there is none: freelance, selbständig, zzp."""
    text = organisation.lower()
    return any(hint in text for hint in OWN_ACCOUNT) and bool(INDEPENDENT.search(text))


@lru_cache(maxsize=2**13)
def _level_of(job_title: str) -> Level:
    if is_independent(job_title):
        return Level.INDEPENDENT
    title = job_title.lower()
    if ASSISTING.search(title) or WITHOUT_REPORTS.search(title):
        return Level.UNKNOWN
    if JUNIOR.search(title) and not NOT_JUNIOR.search(title):
        return Level.JUNIOR
    if TOP.search(title) and not NOT_TOP.search(title):
        return Level.TOP
    leads = SENIOR.search(LEADS_NOBODY.sub(" ", title))
    return Level.SENIOR if leads else Level.UNKNOWN
