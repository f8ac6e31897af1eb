"""Who is the same human: inside one list and across lists. Two people are never glued together."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from typing import Protocol

from organizer.domain.levels import is_independent
from organizer.domain.names import PARTICLES, Name, fold, fold_plainly, words

LEGAL_FORMS = words(
    "gmbh ggmbh mbh ag kg kgaa se ohg gbr ug ev eg mbb partgmbb partnerschaft co cokg ltd limited llp llc plc inc corp "
    "corporation company dac bv nv cv vof ab as oy oyj spzoo sro sa sas sarl srl spa aps "
    "haftungsbeschraenkt"
)
SMALL_WORDS = words("und and en et of der die das the fuer van voor de het as se")
SHARED_MAILBOXES = words(
    "info office sekretariat secretariaat secretariat kontakt contact mail post team verwaltung zentrale buero events "
    "event presse hello hallo admin service support anmeldung registration tagung konferenz orga sales marketing hr"
)


MOST_NAMESAKES = 20  # beyond these a name is so common that it tells nothing


class Likeness(StrEnum):
    """How sure it is that two records speak of one human. PROBABLE asks the host; only CERTAIN joins records."""

    CERTAIN = "certain"
    PROBABLE = "probable"
    DIFFERENT = "different"


class Known(Protocol):
    """What is known of somebody, in a list or in the database."""

    @property
    def name(self) -> Name: ...
    @property
    def email(self) -> str: ...
    @property
    def organisation(self) -> str: ...
    @property
    def city(self) -> str: ...
    @property
    def profile_url(self) -> str: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Grouping:
    """Records of one human under one number; `doubtful` are pairs of records the host may look at."""

    groups: tuple[int, ...]
    doubtful: tuple[tuple[int, int], ...]


def compare(one: Known, other: Known) -> Likeness:
    """Compare two records. An address alone proves nothing: the given name has to fit as well."""
    if not names_agree(one.name, other.name):
        return Likeness.DIFFERENT
    profiles = profile_key(one.profile_url), profile_key(other.profile_url)
    if all(profiles) and profiles[0].split("/")[0] == profiles[1].split("/")[0]:
        return Likeness.CERTAIN if profiles[0] == profiles[1] else Likeness.DIFFERENT
    if one.email and one.email.casefold() == other.email.casefold():
        return _share_address(one, other)
    if not (_is_whole(one.name) and _is_whole(other.name) and _are_spelled_alike(one.name, other.name)):
        return Likeness.DIFFERENT
    return _share_name(one, other)


def group(records: Sequence[Known]) -> Grouping:
    """Give records that are certainly of one human the same number: the place of the first of them."""
    leaders = list(range(len(records)))
    members: dict[int, list[int]] = {}
    doubtful: set[tuple[int, int]] = set()
    for here, there in _pairs_to_compare(records):
        one, other = _leader(leaders, here), _leader(leaders, there)
        if one == other:
            continue
        likeness = _compare_groups(records, members.get(one, [one]), members.get(other, [other]))
        if likeness is Likeness.CERTAIN:
            first, second = min(one, other), max(one, other)
            leaders[second] = first
            members[first] = sorted(members.get(first, [first]) + members.pop(second, [second]))
        elif likeness is Likeness.PROBABLE:
            doubtful.add((min(here, there), max(here, there)))
    groups = tuple(_leader(leaders, at) for at in range(len(records)))
    still = sorted(pair for pair in doubtful if groups[pair[0]] != groups[pair[1]])
    return Grouping(groups=groups, doubtful=tuple(still))


@lru_cache(maxsize=65536)
def name_keys(given: str, family: str) -> frozenset[str]:
    """Keys of a full name, one with ä as ae and one with ä as a; equal names share at least one."""
    text = f"{given}|{family}"
    return frozenset({f"{fold(given)}|{fold(family)}", f"{fold_plainly(given)}|{fold_plainly(family)}"} if text else ())


@lru_cache(maxsize=65536)
def organisation_key(organisation: str) -> str:
    """An organisation without its legal form, case and punctuation: "NORDWIND SYSTEME GMBH" is "Nordwind Systeme"."""
    text = re.sub(
        r"\b(?:e\. ?v|b\. ?v|n\. ?v|sp\. z o\. ?o|s\. ?r\. ?o|g\. ?m\. ?b\. ?h|m\. ?b\. ?h)\b\.?",
        " ",
        organisation.casefold(),
    )
    parts = [fold(part) for part in re.split(r"[\s,&+/\"„“”().|-]+", text)]
    kept = [part for part in parts if part and part not in LEGAL_FORMS and part not in SMALL_WORDS]
    return "".join(kept) or fold(organisation)


@lru_cache(maxsize=65536)
def legal_forms(organisation: str) -> frozenset[str]:
    """The legal form an organisation is written with: GmbH, B.V., Ltd; empty when none is given."""
    dotless = re.sub(r"(?<=\w)\.\s?(?=\w\b)", "", organisation.casefold())
    return frozenset(map(fold, dotless.split())) & LEGAL_FORMS - SMALL_WORDS


@lru_cache(maxsize=65536)
def profile_key(url: str) -> str:
    """Host and path of a profile without scheme, www and tracking; empty when it is none."""
    text = re.sub(r"^https?://", "", url.strip().casefold()).removeprefix("www.")
    text = re.sub(r"^[a-z]{2}\.(?=linkedin\.)", "", text).split("?")[0].split("#")[0].rstrip("/")
    return text if "/" in text else ""


def names_agree(one: Name, other: Name) -> bool:
    """Whether two names can belong to one human: an initial or a missing name contradicts nothing."""
    return _given_agree(one.given, other.given) and _family_agree(one.family, other.family)


def _given_agree(one: str, other: str) -> bool:
    if not one or not other or name_keys(one, "") & name_keys(other, ""):
        return True
    ours, theirs = _given_words(one), _given_words(other)
    return all(_words_agree(here, there) for here, there in zip(ours, theirs, strict=False))


def _given_words(given: str) -> list[str]:
    return [word for word in re.split(r"[\s.-]+", given) if word]


def _words_agree(one: str, other: str) -> bool:
    if len(one) == 1 or len(other) == 1:
        return fold(one)[:1] == fold(other)[:1]
    return bool(name_keys(one, "") & name_keys(other, ""))


def _family_agree(one: str, other: str) -> bool:
    if not one or not other or name_keys("", one) & name_keys("", other):
        return True
    return _without_particles(one) == _without_particles(other) != ""


def _without_particles(family: str) -> str:
    return "".join(fold(word) for word in family.split() if word.casefold() not in PARTICLES)


def _is_whole(name: Name) -> bool:
    """Whether given and family name are known and neither is an initial."""
    return len(fold(name.given)) > 1 and len(fold(name.family)) > 1


def _are_spelled_alike(one: Name, other: Name) -> bool:
    return bool(name_keys(one.given, one.family) & name_keys(other.given, other.family))


def _share_address(one: Known, other: Known) -> Likeness:
    """Same address and names that agree; where a name is missing the address itself has to speak of the person."""
    local = fold(one.email.partition("@")[0])
    if (
        one.name.given
        and other.name.given
        and (local not in SHARED_MAILBOXES or _are_spelled_alike(one.name, other.name))
    ):
        return Likeness.CERTAIN
    known = one.name if one.name.given else other.name
    if local in SHARED_MAILBOXES or not known.given:
        return Likeness.CERTAIN if one.name == other.name and local not in SHARED_MAILBOXES else Likeness.PROBABLE
    speaks = fold(known.given.split()[0]) in local or (bool(known.family) and fold(known.family) in local)
    return Likeness.CERTAIN if speaks else Likeness.PROBABLE


def _share_name(one: Known, other: Known) -> Likeness:
    """Same full name: certain with the same organisation, unless the place or the addresses speak against it."""
    same_city = bool(one.city) and fold(one.city) == fold(other.city)
    elsewhere = bool(one.city and other.city) and not same_city
    if not one.organisation or not other.organisation:
        return Likeness.PROBABLE
    if is_independent(one.organisation) and is_independent(other.organisation):
        return Likeness.CERTAIN if same_city else Likeness.PROBABLE
    if not _same_organisation(one.organisation, other.organisation):
        return Likeness.DIFFERENT if elsewhere else Likeness.PROBABLE
    return Likeness.PROBABLE if elsewhere or _have_two_desks(one, other) else Likeness.CERTAIN


def _same_organisation(one: str, other: str) -> bool:
    """The same name, and no two different legal forms: Kraft GmbH may be Kraft, but is not Kraft AG."""
    forms = legal_forms(one), legal_forms(other)
    return organisation_key(one) == organisation_key(other) and not (all(forms) and not forms[0] & forms[1])


def _have_two_desks(one: Known, other: Known) -> bool:
    """Two addresses in one house: perhaps two people of the same name who both work there."""
    if not one.email or not other.email or one.email.casefold() == other.email.casefold():
        return False
    is_one_domain = one.email.partition("@")[2] == other.email.partition("@")[2]
    return is_one_domain or (_is_at_work(one) and _is_at_work(other))


def _is_at_work(known: Known) -> bool:
    domain = fold(known.email.partition("@")[2])
    return any(len(word) > 3 and fold(word) in domain for word in re.split(r"[\W_]+", known.organisation))


def _pairs_to_compare(records: Sequence[Known]) -> Iterator[tuple[int, int]]:
    """Pairs that share an address, a profile or a full name, strongest evidence first."""
    for kind in (_address_keys, _profile_keys, _full_name_keys):
        firsts: dict[str, list[int]] = {}
        for at, record in enumerate(records):
            for key in kind(record):
                seen = firsts.setdefault(key, [])
                yield from ((earlier, at) for earlier in seen[:MOST_NAMESAKES])
                seen.append(at)


def _address_keys(record: Known) -> Iterable[str]:
    return (record.email.casefold(),) if record.email else ()


def _profile_keys(record: Known) -> Iterable[str]:
    key = profile_key(record.profile_url) if record.profile_url else ""
    return (key,) if key else ()


def _full_name_keys(record: Known) -> Iterable[str]:
    return name_keys(record.name.given, record.name.family) if _is_whole(record.name) else ()


def _leader(leaders: list[int], at: int) -> int:
    while leaders[at] != at:
        leaders[at] = leaders[leaders[at]]
        at = leaders[at]
    return at


def _compare_groups(records: Sequence[Known], ours: Sequence[int], theirs: Sequence[int]) -> Likeness:
    """Groups are joined when some pair is certain and no pair contradicts it."""
    found = [_within_groups(records[one], records[other]) for one in ours for other in theirs]
    if any(likeness is None for likeness in found):
        return Likeness.DIFFERENT
    if Likeness.CERTAIN in found:
        return Likeness.CERTAIN
    return Likeness.PROBABLE if Likeness.PROBABLE in found else Likeness.DIFFERENT


def _within_groups(one: Known, other: Known) -> Likeness | None:
    """As `compare`, with None for records that contradict each other."""
    likeness = compare(one, other)
    if likeness is not Likeness.DIFFERENT:
        return likeness
    profiles = profile_key(one.profile_url), profile_key(other.profile_url)
    same_site = all(profiles) and profiles[0].split("/")[0] == profiles[1].split("/")[0]
    contradicts = not names_agree(one.name, other.name) or (same_site and profiles[0] != profiles[1])
    return None if contradicts else Likeness.DIFFERENT
