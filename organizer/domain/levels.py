"""Where somebody stands in an organisation, as far as a job title tells."""

import re
from functools import lru_cache

from organizer.domain.vocabulary import Level

# On their own account, whatever else the title says.
INDEPENDENT = re.compile(
    r"freiberuf|selbst[äa]e?nd|freelanc|"
    r"\bfreie[rnms]?\b(?! (?:universit|und hansest|hansest|hochsch|schul|waldorf))|\bzzp|zelfstandig|"
    r"self[- ]?employed|\bindependent\b|"
    r"\bsolo|\binhaber(?!\w* (?:des|der|eines|einer) (?:lehrst|profess))|\beigenaar|\bself\b|"
    r"(?<!product )(?<!process )(?<!service )(?<!platform )(?<!system )(?<!data )\bowner\b",
    re.IGNORECASE,
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
    re.IGNORECASE,
)
# An assistant professor or an assistant director is no assistant.
NOT_JUNIOR = re.compile(
    r"assistan\w* (?:professor|director|dean)|postdoc|post[- ]doc|graduate school|geschäftsf|internal", re.IGNORECASE
)
# "Assistentin der Geschäftsführung", "Chefsekretärin", "Directiesecretaresse" name somebody else's level.
ASSISTING = re.compile(
    r"(?:assisten[tz]\w*|(?<!staats)sekretär\w*|secreta\w+(?! of state)|referent\w*|advis[eo]r|adviseur|berater\w*) "
    r"(?:der|des|zu[mr]?|van|de|to|bij)\b|^(?:personal|executive) assistant|"
    r"(?:dire[ck]tion|directie|vorstand|bestuur|chef|management|rektorat|leitung|geschäftsführung|kanzlei|"
    r"minister)\w?-?"
    r"(?:assisten|sekret|secreta|referent)",
    re.IGNORECASE,
)
# Deputies, and words of the top in other trades.
NOT_TOP = re.compile(
    r"art director|creative director|director of photography|\bvice[- ](?!chancellor)|\bvize|\bdeputy|stellvertret|"
    r"\badjunct|plaatsvervangend",
    re.IGNORECASE,
)
# Words of leading that are no leading of people: a Klimaschutzmanager manages the climate.
LEADS_NOBODY = re.compile(
    r"(?<!team)(?<!top)(?<![\s/&-])(?<!^)manager|"
    r"\b(?:product|project|program(?:me)?|account|community|content|social[- ]media|case|success|event|quality|release|"
    r"change|data|office|partner|innovation|category|relationship|campaign|brand|process|risk|projekt|produkt)"
    r"[- ]manager|"
    r"business partner|lead generation|\bart director|director of photography",
    re.IGNORECASE,
)
WITHOUT_REPORTS = re.compile(
    r"(?:ohne|no|without|zonder) (?:direct )?(?:reports|team|personalverantwortung|führungsverantwortung|"
    r"leidinggevend)|individual contributor",
    re.IGNORECASE,
)
TOP = re.compile(
    r"\bc[etfiodhmps]o\b|\bcdo\b|\bciso\b|\bchief\b|vorst[aä]nd|geschäftsführ|geschaeftsfuehr|managing director|"
    r"managing partner|\bpresident\b|\bpräsident|\bpraesident|\brektor|\brector|\bkanzler|\bchancellor|"
    r"\bdean\b|\bdekan|\bdecaan|director[- ]general|generaldire[kc]t|algemeen dire[kc]|\bdire[kc]teur|"
    r"\bdirektor|\bdirector\b|"
    r"\b(?:mede|school|stichtings)?bestuur(?:der|slid|svoorzitter)|bürgermeister|burgemeester|\bmayor\b|"
    r"\w*(?<!ad)minister(?!i(?!n\b))|staatssekret|secretary of state|\balder(?:man|woman)\b|\bgedeputeerde|\bfounder|"
    r"gründer|oprichter|amtsleit|board member|"
    r"\bchair(?:man|woman|person)?\b|vorsitzende|voorzitter|\bwethouder|dezernent",
    re.IGNORECASE,
)
SENIOR = re.compile(
    r"\bsenior|\blead\b|\bleitende|(?<!beg)(?<!halb)(?<!ab)leit(?:er|erin|ung)\b|\bhead\b|\bhoofdredact|"
    r"hoofd\b|manager|"
    r"teamlead|(?<!bege)(?<!op)leider\b|\bprokurist|procuratiehouder|lehrstuhl(?:inhab|vertret)|"
    r"inhaber\w* (?:des|eines) lehrst|\bcreative director|\badjunct-?dire|\bvi[zc]e[- ]?(?:präs|kanz|rektor|"
    r"rector|dean|voorz|chair)|"
    r"plaatsvervangend|\bprincipal|\bstaff (?:data|software|engineer|scientist)|"
    r"professor|\bprof\b|hoogleraar|"
    r"\bvice[- ]president|\bvp\b|\bdeputy|stellvertretend|\bpartner\b|"
    r"\bchef(?!sekr|assist|koch|kok| de partie| vom dienst)|"
    r"akademische[r]? r[äa]t|\breferatsleit|supervisor|\bcoordinator|koordinator|coördinator",
    re.IGNORECASE,
)


def guess_level(job_title: str, organisation: str = "") -> Level:
    """Guess a level from German, English and Dutch words of a job title; UNKNOWN rather than a wrong guess."""
    if is_independent(organisation):
        return Level.INDEPENDENT
    return _level_of(job_title)


@lru_cache(maxsize=2**13)
def is_independent(organisation: str) -> bool:
    """Whether the organisation says only that there is none: freelance, selbständig, zzp."""
    text = organisation.casefold()
    return any(hint in text for hint in OWN_ACCOUNT) and bool(INDEPENDENT.search(organisation))


@lru_cache(maxsize=2**13)
def _level_of(job_title: str) -> Level:
    if INDEPENDENT.search(job_title):
        return Level.INDEPENDENT
    if ASSISTING.search(job_title) or WITHOUT_REPORTS.search(job_title):
        return Level.UNKNOWN
    if JUNIOR.search(job_title) and not NOT_JUNIOR.search(job_title):
        return Level.JUNIOR
    if TOP.search(job_title) and not NOT_TOP.search(job_title):
        return Level.TOP
    leads = SENIOR.search(LEADS_NOBODY.sub(" ", job_title))
    return Level.SENIOR if leads else Level.UNKNOWN
