"""When two spellings name the same organisation, site or department."""

import re
from collections import Counter, defaultdict
from collections.abc import Sequence
from functools import lru_cache

from organizer.domain.people import Person
from organizer.domain.relevance import fold_loosely

# Legal forms, and small words between the telling ones.
DROPPED = """
ab ag bv co corp corporation cv dac ev eg gbr ggmbh gmbh inc kg kgaa limited llc llp ltd mbb mbh nv ohg oy partnerschaft
partg plc sa sarl sas se sp spa sro srl ug vof vzw z oo
und and en et of the der die das des fur voor van von
"""
SHORT_FORMS = {
    "univ": "uni",
    "universitat": "uni",
    "universiteit": "uni",
    "university": "uni",
    "hochschule": "hs",
    "hogeschool": "hs",
    "inst": "institut",
    "institute": "institut",
    "instituut": "institut",
}
TECHNICAL_UNIVERSITY = re.compile(r"\b(technische uni|uni technology)\b")
# What people write who are from no organisation.
NO_ORGANISATION = """
freelance freelancer freiberuflich freiberufler freiberuflerin selbstandig selbststandig independent zelfstandig
zelfstandige zzp er zzper self employed student privat private particulier none na keine geen n a
"""
# Mail providers anybody can be with; beside them every domain whose people name many organisations.
PROVIDERS = """
aol.com freenet.de gmail.com gmx.at gmx.ch gmx.de gmx.net googlemail.com hetnet.nl home.nl hotmail.com hotmail.de
hotmail.nl icloud.com kpnmail.nl live.com live.nl mac.com mail.de mailbox.org me.com msn.com outlook.com outlook.de
planet.nl posteo.de proton.me protonmail.com t-online.de web.de xs4all.nl yahoo.co.uk yahoo.com yahoo.de ymail.com
ziggo.nl
"""
FEW_SPELLINGS, SHORTEST_NAME = 3, 3
ABBREVIATED = re.compile(r"\b(\w)\.\s?(?=\w\b)")


@lru_cache(maxsize=2**16)
def house_key(name: str) -> str:
    """The same for every spelling of an organisation: folded, no legal form, short forms; empty when it names none."""
    said = fold_loosely(ABBREVIATED.sub(r"\1", name)).split()
    if not set(said) - _NO_ORGANISATION:
        return ""
    telling = " ".join(SHORT_FORMS.get(word, word) for word in said if word not in _DROPPED)
    return TECHNICAL_UNIVERSITY.sub("tu", telling) or " ".join(said)


@lru_cache(maxsize=2**16)
def place_key(name: str) -> str:
    """The same for every spelling of a site, department or topic."""
    return " ".join(fold_loosely(name).split())


def mail_domain(email: str) -> str:
    """The domain of an organisation's own mail; empty for the large providers."""
    domain = email.rpartition("@")[2].casefold()
    return "" if domain in _PROVIDERS else domain


def join_spellings(people: Sequence[Person]) -> dict[str, str]:
    """Which organisation key stands for which: one for all whose people mostly write from one domain named like it."""
    domains: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for person in people:
        if (key := house_key(person.organisation)) and (domain := mail_domain(person.email)):
            domains[key][domain] += 1
    at_home: defaultdict[str, list[str]] = defaultdict(list)
    for key in sorted(domains):
        at_home[max(domains[key], key=lambda domain: (domains[key][domain], domain))].append(key)
    return {
        key: keys[0]
        for domain, keys in at_home.items()
        if len(keys) <= FEW_SPELLINGS and any(_is_named_like(domain, key) for key in keys)
        for key in keys
    }


def _is_named_like(domain: str, key: str) -> bool:
    """Whether a mail domain is the organisation's own rather than a provider's."""
    label = "".join(fold_loosely(domain).split())
    return any(word in label for word in key.split() if len(word) >= SHORTEST_NAME)


_DROPPED = frozenset(DROPPED.split())
_NO_ORGANISATION = frozenset(NO_ORGANISATION.split())
_PROVIDERS = frozenset(PROVIDERS.split())
