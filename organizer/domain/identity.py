"""Who is the same human: inside one list and across lists. Two people are never glued together."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from organizer.domain.identity_keys import legal_forms, name_keys, organisation_key, particles_apart, profile_key
from organizer.domain.levels import is_independent
from organizer.domain.names import PARTICLES, Name, fold, words
from organizer.domain.traits import (
    MOST_NAMESAKES,
    Codes,
    Flags,
    Known,
    Pairs,
    Traits,
    pairs_of_equals,
    pairs_of_rare,
    repeated,
)

SHARED_MAILBOXES = words(
    "info office sekretariat secretariaat secretariat kontakt contact mail post team verwaltung zentrale buero events "
    "event presse hello hallo admin service support anmeldung registration tagung konferenz orga sales marketing hr"
)


# Pairs of one list: an hour of questions, and more than most hosts answer.
MOST_ASKED = 1_000


class Likeness(StrEnum):
    """How sure it is that two records speak of one human. PROBABLE asks the host; only CERTAIN joins records."""

    CERTAIN = "certain"
    PROBABLE = "probable"
    DIFFERENT = "different"


SURENESS = (Likeness.DIFFERENT, Likeness.PROBABLE, Likeness.CERTAIN)


@dataclass(frozen=True, slots=True, kw_only=True)
class Grouping:
    """Records of one human under one number; `doubtful` are pairs of records the host may look at.

    `unasked` is how many more pairs share little but a name: there are more of them than anybody looks through.
    """

    groups: tuple[int, ...]
    doubtful: tuple[tuple[int, int], ...]
    unasked: int = 0


def compare(one: Known, other: Known) -> Likeness:
    """Compare two records. An address alone proves nothing: the given name has to fit as well."""
    if not names_agree(one.name, other.name):
        return Likeness.DIFFERENT
    profiles = profile_key(one.profile_url), profile_key(other.profile_url)
    if all(profiles) and profiles[0].split("/")[0] == profiles[1].split("/")[0]:
        return Likeness.CERTAIN if profiles[0] == profiles[1] else Likeness.DIFFERENT
    if one.email and one.email.casefold() == other.email.casefold():
        return _share_address(one, other)
    if not (_is_whole(one.name) and _is_whole(other.name)):
        return Likeness.DIFFERENT
    if _are_spelled_alike(one.name, other.name):
        return _share_name(one, other)
    if fold(one.name.given) == fold(other.name.given) and _are_shortened(one.name.family, other.name.family):
        return min(_share_name(one, other), Likeness.PROBABLE, key=SURENESS.index)
    return Likeness.DIFFERENT


def group(records: Sequence[Known]) -> Grouping:
    """Give records that are certainly of one human the same number: the place of the first of them."""
    groups, doubtful, unasked = group_many(records, Traits.of(records))
    return Grouping(groups=tuple(groups.tolist()), doubtful=doubtful, unasked=unasked)


def group_many(
    records: Sequence[Known], traits: Traits, known: int = 0
) -> tuple[Codes, tuple[tuple[int, int], ...], int]:
    """As `group`, without an object for every record: groups, doubtful pairs, how many more there are.

    Pairs among the first `known` are not asked about.
    """
    joining = _Joining(records)
    for here, there in _pairs_to_compare(traits):
        joining.look_at(here, there)
    groups = joining.groups
    strong = sorted(pair for pair in joining.doubtful if groups[pair[0]] != groups[pair[1]] and pair[1] >= known)
    weak, more = _namesakes(traits, groups, known)
    weak = [pair for pair in weak if pair not in joining.doubtful and joining.may_be_one(*pair)]
    kept = [*strong, *weak][:MOST_ASKED]
    return groups, tuple(sorted(kept)), len(strong) + len(weak) - len(kept) + more


def joins_without_loss(known: Known, typed: Known) -> bool:
    """Whether both are certainly one human, and no address would be lost by making them one."""
    addresses = {one.email.casefold() for one in (known, typed) if one.email}
    return len(addresses) < 2 and compare(known, typed) is Likeness.CERTAIN


def names_agree(one: Name, other: Name) -> bool:
    """Whether two names can belong to one human: an initial or a missing name contradicts nothing."""
    return (one.given == other.given or _given_agree(one.given, other.given)) and (
        one.family == other.family or _family_agree(one.family, other.family)
    )


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
    return _without_particles(one) == _without_particles(other) != "" or _are_shortened(one, other)


def _without_particles(family: str) -> str:
    return "".join(fold(word) for word in family.split() if word.casefold() not in PARTICLES)


def _is_whole(name: Name) -> bool:
    """Whether given and family name are known and neither is an initial."""
    return len(fold(name.given)) > 1 and len(fold(name.family)) > 1


def _are_spelled_alike(one: Name, other: Name) -> bool:
    return bool(name_keys(one.given, one.family) & name_keys(other.given, other.family))


def _are_shortened(one: str, other: str) -> bool:
    """Whether two family names are one but for particles cut short: "v. d. Lühe" and "von der Lühe"."""
    (ours, name), (theirs, other_name) = particles_apart(one), particles_apart(other)
    if name != other_name or not ours or len(ours) != len(theirs):
        return False
    return all(
        here == there or (here[:1] == there[:1] and 1 in (len(here), len(there)))
        for here, there in zip(ours, theirs, strict=True)
    )


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


def _pairs_to_compare(traits: Traits) -> Iterator[tuple[int, int]]:
    """Pairs that share an address, a profile, or a full name in one house; strongest evidence first."""
    houses = traits.houses
    in_house = [np.where((names != 0) & (houses != 0), names * 31 ^ houses, 0) for names in _names_of(traits)]
    for kinds in ([traits.addresses], [traits.profiles], in_house):
        for here, there in pairs_of_equals(*kinds):
            yield int(here), int(there)


def _names_of(traits: Traits) -> tuple[Codes, Codes, Codes]:
    return traits.names, traits.plain_names, traits.short_names


def _namesakes(traits: Traits, groups: Codes, known: int) -> tuple[list[tuple[int, int]], int]:
    """The pairs of people with one rare name who most probably are one human, and how many more there are.

    Nobody is joined by a name alone, so these pairs are told from the traits; a name many people have tells nothing.
    """
    best, rank, count = np.empty((0, 2), np.int64), np.empty(0, np.int64), 0
    for kind in _names_of(traits):
        codes, places = repeated(kind)
        # One row speaks for everybody of a group who has the same name.
        speaks = (groups[places] == places) | (kind[groups[places]] != codes)
        for pairs, sharers in pairs_of_rare(codes[speaks], places[speaks]):
            here, there = pairs[:, 0], pairs[:, 1]
            asked = (there >= known) & (groups[here] != groups[there]) & _may_be_one(traits, pairs)
            if kind is not traits.names:
                asked &= traits.names[here] != traits.names[there]
            if kind is traits.short_names:
                asked &= traits.plain_names[here] != traits.plain_names[there]
            count += int(asked.sum())
            best = np.concatenate([best, pairs[asked]])
            rank = np.concatenate([rank, _likelihood(traits, pairs[asked]) - sharers[asked]])
            order = np.lexsort((best[:, 0], best[:, 1], -rank))[:MOST_ASKED]
            best, rank = best[order], rank[order]
    return [(int(here), int(there)) for here, there in best], count - len(best)


def _may_be_one(traits: Traits, pairs: Pairs) -> Flags:
    """Which pairs of namesakes `compare` would call probable, by their traits; those of one house are left out."""
    here, there = pairs[:, 0], pairs[:, 1]
    houses = traits.houses
    apart_on_one_site = _both(traits.sites, pairs) & (traits.sites[here] == traits.sites[there])
    elsewhere = _both(traits.cities, pairs) & (traits.cities[here] != traits.cities[there])
    employed = _both(houses, pairs)
    in_one_house = employed & (houses[here] == houses[there])
    apart: Flags = apart_on_one_site | in_one_house | (employed & elsewhere)
    return ~apart


def _likelihood(traits: Traits, pairs: Pairs) -> Codes:
    """How much speaks for one human: the same place, or nothing said against it."""
    same_city = _both(traits.cities, pairs) & (traits.cities[pairs[:, 0]] == traits.cities[pairs[:, 1]])
    silent = ~_both(traits.organisations, pairs)
    likelihood: Codes = (2 * same_city.astype(np.int64) + silent) * 2 * MOST_NAMESAKES
    return likelihood


def _both(codes: Codes, pairs: Pairs) -> Flags:
    """Of which pairs both are known."""
    known: Flags = (codes[pairs[:, 0]] != 0) & (codes[pairs[:, 1]] != 0)
    return known


class _Joining:
    """Records on their way into groups; only those that are joined, or in doubt, are kept."""

    def __init__(self, records: Sequence[Known]) -> None:
        self._records = records
        self._leaders: dict[int, int] = {}
        self._members: dict[int, list[int]] = {}
        self.doubtful: set[tuple[int, int]] = set()

    @property
    def groups(self) -> Codes:
        """The first record of the same human, for each record."""
        groups = np.arange(len(self._records))
        for first, members in self._members.items():
            groups[members] = first
        return groups

    def look_at(self, here: int, there: int) -> None:
        """Join two records, or doubt, or neither."""
        one, other = self._leader(here), self._leader(there)
        if one == other:
            return
        ours, theirs = self._members.get(one, [one]), self._members.get(other, [other])
        likeness = _compare_groups(self._records, ours, theirs)
        if likeness is Likeness.CERTAIN:
            first, second = min(one, other), max(one, other)
            self._leaders[second] = first
            self._members[first] = sorted(ours + theirs)
            self._members.pop(second, None)
        elif likeness is Likeness.PROBABLE:
            self.doubtful.add((here, there))

    def may_be_one(self, here: int, there: int) -> bool:
        """Whether nothing that is known of two of the same name speaks against one human."""
        one, other = self._leader(here), self._leader(there)
        ours, theirs = self._members.get(one, [one]), self._members.get(other, [other])
        return _compare_groups(self._records, ours, theirs) is not Likeness.DIFFERENT

    def _leader(self, at: int) -> int:
        while at in self._leaders:
            at = self._leaders[at]
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
