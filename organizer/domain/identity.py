"""Who is the same human: inside one list and across lists. Two people are never glued together."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from organizer.domain.identity_keys import legal_forms, name_keys, organisation_key, profile_key
from organizer.domain.levels import is_independent
from organizer.domain.names import PARTICLES, Name, fold, words
from organizer.domain.traits import Codes, Flags, Known, Pairs, Traits, pairs_of_equals

SHARED_MAILBOXES = words(
    "info office sekretariat secretariaat secretariat kontakt contact mail post team verwaltung zentrale buero events "
    "event presse hello hallo admin service support anmeldung registration tagung konferenz orga sales marketing hr"
)


class Likeness(StrEnum):
    """How sure it is that two records speak of one human. PROBABLE asks the host; only CERTAIN joins records."""

    CERTAIN = "certain"
    PROBABLE = "probable"
    DIFFERENT = "different"


# What a first look at a pair may tell; as numbers, for many pairs at once.
_LOOK_CLOSER, _PROBABLE, _DIFFERENT = 0, 1, 2


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


def group(records: Sequence[Known], traits: Traits | None = None) -> Grouping:
    """Give records that are certainly of one human the same number: the place of the first of them.

    `traits` are those of the records where they are at hand already; most records are never looked at then.
    """
    leaders = list(range(len(records)))
    members: dict[int, list[int]] = {}
    doubtful: set[tuple[int, int]] = set()
    for here, there, look in _pairs_to_compare(traits or Traits.of(records)):
        one, other = _leader(leaders, here), _leader(leaders, there)
        if one == other:
            continue
        ours, theirs = members.get(one, [one]), members.get(other, [other])
        is_sure = look == _PROBABLE and len(ours) + len(theirs) == 2
        likeness = Likeness.PROBABLE if is_sure else _compare_groups(records, ours, theirs)
        if likeness is Likeness.CERTAIN:
            first, second = min(one, other), max(one, other)
            leaders[second] = first
            members[first] = sorted(ours + theirs)
            members.pop(second, None)
        elif likeness is Likeness.PROBABLE:
            doubtful.add((here, there))
    groups = tuple(_leader(leaders, at) for at in range(len(records)))
    still = sorted(pair for pair in doubtful if groups[pair[0]] != groups[pair[1]])
    return Grouping(groups=groups, doubtful=tuple(still))


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
        return (
            Likeness.CERTAIN
            if one.name.full == other.name.full and local not in SHARED_MAILBOXES
            else Likeness.PROBABLE
        )
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


def _pairs_to_compare(traits: Traits) -> Iterator[tuple[int, int, int]]:
    """Pairs that share an address, a profile or a full name, strongest evidence first, with what a first look tells."""
    for kind in (traits.addresses, traits.profiles):
        yield from ((here, there, _LOOK_CLOSER) for here, there in pairs_of_equals(kind).tolist())
    namesakes = pairs_of_equals(traits.names, traits.plain_names)
    look = _first_look(traits, namesakes)
    kept = look != _DIFFERENT
    for (here, there), told in zip(namesakes[kept].tolist(), look[kept].tolist(), strict=True):
        yield here, there, told


def _first_look(traits: Traits, pairs: Pairs) -> Codes:
    """What the traits alone tell of pairs of namesakes, all at once, as `compare` would say."""
    here, there = pairs[:, 0], pairs[:, 1]

    def differ(codes: Codes) -> Flags:
        different: Flags = codes[here] != codes[there]
        return different

    def both(codes: Codes) -> Flags:
        known: Flags = (codes[here] != 0) & (codes[there] != 0)
        return known

    same_site = both(traits.sites) & ~differ(traits.sites)
    elsewhere = both(traits.cities) & differ(traits.cities)
    employed_apart = differ(traits.organisations) & ~(traits.independent[here] & traits.independent[there])
    look = np.full(len(pairs), _LOOK_CLOSER)
    look[employed_apart] = np.where(elsewhere[employed_apart], _DIFFERENT, _PROBABLE)
    look[~both(traits.organisations)] = _PROBABLE
    look[both(traits.addresses) & ~differ(traits.addresses)] = _LOOK_CLOSER
    look[same_site] = np.where(differ(traits.profiles)[same_site], _DIFFERENT, _LOOK_CLOSER)
    return look


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
