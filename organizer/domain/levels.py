"""Where somebody stands in an organisation, as far as a job title tells."""

import re
from functools import lru_cache

from organizer.domain.vocabulary import Level

# On their own account, whatever else the title says.
INDEPENDENT = re.compile(
    r"freiberuf|selbst[äa]e?nd|freelanc|\bfreie[rnms]?\b|\bzzp|zelfstandig|self[- ]?employed|\bindependent\b|"
    r"\bsolo|\binhaber|\bowner\b|\beigenaar|\bself\b",
    re.IGNORECASE,
)
JUNIOR = re.compile(
    r"\bjunior|trainee|praktikant|praktikum|werkstudent|\bstudent|studierende|stagiair|\bintern\b|internship|"
    r"volont[äa]r|"
    r"referendar|auszubildende|\bazubi|masterand|bachelorand|doktorand|promovend|"
    r"\bphd (?:student|candidate|researcher)|doctoral|hilfskraft|\bassistan|assistent|apprentice|graduate|"
    r"\bbegeleid|berufseinsteiger|\bpupil|\bafstud",
    re.IGNORECASE,
)
# An assistant professor or an assistant director is no assistant.
NOT_JUNIOR = re.compile(
    r"assistan\w* (?:professor|director|dean)|postdoc|post[- ]doc|graduate school|geschäftsf|internal", re.IGNORECASE
)
# "Assistentin der Geschäftsführung" names somebody else's level.
ASSISTING = re.compile(
    r"assisten[tz]\w* (?:der|des|zu[mr]?|van|de|to|bij)\b|^(?:personal|executive) assistant", re.IGNORECASE
)
TOP = re.compile(
    r"\bc[etfiodhmps]o\b|\bcdo\b|\bciso\b|\bchief\b|vorst[aä]nd|geschäftsführ|geschaeftsfuehr|managing director|"
    r"managing partner|\bpresident\b|\bpräsident|\bpraesident|\brektor|\brector|\bkanzler|\bchancellor|"
    r"\bdean\b|\bdekan|\bdecaan|director[- ]general|generaldire[kc]t|algemeen dire[kc]|\bdire[kc]teur|"
    r"\bdirektor|\bdirector\b|"
    r"bestuur(?:der|slid|svoorzitter)|bürgermeister|burgemeester|\bmayor\b|minister|staatssekret|\bfounder|"
    r"gründer|oprichter|amtsleit|board member|"
    r"\bchair(?:man|woman|person)?\b|vorsitzende|voorzitter|\bwethouder|dezernent",
    re.IGNORECASE,
)
SENIOR = re.compile(
    r"\bsenior|\blead\b|\bleit(?:er|ung|end)|leit(?:er|erin|ung)\b|\bhead\b|\bhoofd|hoofd\b|manager|"
    r"teamleider|teamlead|afdelingshoofd|leider\b|\bprincipal|\bstaff (?:data|software|engineer|scientist)|"
    r"professor|\bprof\b|hoogleraar|"
    r"\bvice[- ]president|\bvp\b|\bdeputy|stellvertretend|\bpartner\b|architekt|architect|\bchef|"
    r"akademische[r]? r[äa]t|\breferatsleit|\bexpert|supervisor|\bcoordinator|koordinator|coördinator|\breader\b",
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
    return bool(INDEPENDENT.search(organisation))


@lru_cache(maxsize=2**13)
def _level_of(job_title: str) -> Level:
    if INDEPENDENT.search(job_title):
        return Level.INDEPENDENT
    if ASSISTING.search(job_title):
        return Level.UNKNOWN
    if JUNIOR.search(job_title) and not NOT_JUNIOR.search(job_title):
        return Level.JUNIOR
    if TOP.search(job_title) and not re.search(r"art director|vice[- ]president", job_title, re.IGNORECASE):
        return Level.TOP
    if SENIOR.search(job_title):
        return Level.SENIOR
    return Level.UNKNOWN
