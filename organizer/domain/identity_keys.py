"""What a name, an organisation and a profile are compared by, whatever their spelling."""

import re
from functools import lru_cache

from organizer.domain.names import PARTICLES, fold, fold_plainly, words

LEGAL_FORMS = words(
    "gmbh ggmbh mbh ag kg kgaa se ohg gbr ug ev eg mbb partgmbb partnerschaft co cokg ltd limited llp llc plc inc corp "
    "corporation company dac bv nv cv vof ab as oy oyj spzoo sro sa sas sarl srl spa aps "
    "haftungsbeschraenkt"
)
DOTTED_FORMS = re.compile(r"\b(?:e\. ?v|b\. ?v|n\. ?v|sp\. z o\. ?o|s\. ?r\. ?o|g\. ?m\. ?b\. ?h|m\. ?b\. ?h)\b\.?")
BETWEEN_WORDS = re.compile(r"[\s,&+/\"„“”().|-]+")
SMALL_WORDS = words("und and en et of der die das the fuer van voor de het as se")
NAME_WORDS = re.compile(r"[\s.]+")
SHORT_PARTICLES = {"d": ("d",), "vd": ("v", "d"), "z": ("z",), "zd": ("z", "d"), "t": ("t",)}
# Scheme, www and the country of a network's page, then what counts of a profile.
PROFILE = re.compile(r"(?:https?://)?(?:www\.)?(?:[a-z]{2}\.(?=linkedin\.))?([^?#]*)")


@lru_cache(maxsize=2**13)
def name_keys(given: str, family: str) -> frozenset[str]:
    """Keys of a full name, one with ä as ae and one with ä as a; equal names share at least one."""
    text = f"{given}|{family}"
    return frozenset({f"{fold(given)}|{fold(family)}", f"{fold_plainly(given)}|{fold_plainly(family)}"} if text else ())


@lru_cache(maxsize=2**13)
def particles_apart(family: str) -> tuple[tuple[str, ...], str]:
    """The particles in front of a family name and a key of the rest: "v. d. Lühe" and "vd Lühe" begin with v and d."""
    tokens = [token for token in NAME_WORDS.split(family.casefold()) if token]
    count = 0
    while count < len(tokens) - 1 and (tokens[count] in PARTICLES or tokens[count] in SHORT_PARTICLES):
        count += 1
    told = (SHORT_PARTICLES.get(token, (token,)) for token in tokens[:count])
    return tuple(fold(one) for several in told for one in several), fold("".join(tokens[count:]))


@lru_cache(maxsize=2**13)
def short_family(family: str) -> str:
    """A key of a family name with the first letters of its particles; empty where it has none."""
    particles, rest = particles_apart(family)
    return f"{''.join(one[:1] for one in particles)}|{rest}" if particles and rest else ""


@lru_cache(maxsize=2**13)
def organisation_key(organisation: str) -> str:
    """An organisation without its legal form, case and punctuation: "NORDWIND SYSTEME GMBH" is "Nordwind Systeme"."""
    text = organisation.casefold()
    if "." in text:
        text = DOTTED_FORMS.sub(" ", text)
    parts = map(fold, BETWEEN_WORDS.split(text))
    kept = [part for part in parts if part and part not in LEGAL_FORMS and part not in SMALL_WORDS]
    return "".join(kept) or fold(organisation)


@lru_cache(maxsize=2**13)
def legal_forms(organisation: str) -> frozenset[str]:
    """The legal form an organisation is written with: GmbH, B.V., Ltd; empty when none is given."""
    dotless = re.sub(r"(?<=\w)\.\s?(?=\w\b)", "", organisation.casefold())
    return frozenset(map(fold, dotless.split())) & LEGAL_FORMS - SMALL_WORDS


@lru_cache(maxsize=2**13)
def profile_key(url: str) -> str:
    """Host and path of a profile without scheme, www and tracking; empty when it is none."""
    found = PROFILE.match(url.strip().casefold())
    text = found[1].rstrip("/") if found else ""
    return text if "/" in text else ""
