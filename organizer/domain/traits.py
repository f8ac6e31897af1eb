"""What people are told apart by, as columns of numbers: many pairs are compared at once."""

from array import array
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from organizer.domain.identity_keys import organisation_key, profile_key, short_family
from organizer.domain.levels import is_independent
from organizer.domain.names import Name, fold, fold_plainly

MOST_NAMESAKES = 20  # beyond these a name is so common that it tells nothing
PLACES_AT_ONCE = 2**14
MOST_REMEMBERED = 2**15  # values of one trait

Codes = NDArray[np.signedinteger[Any]]
Flags = NDArray[np.bool_]
Pairs = NDArray[np.int64]  # one row a pair


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
class Traits:
    """One code a record for each trait: equal values have equal codes, 0 stands for a value that is not known.

    Codes are hashes: that two of them are equal is checked by a closer look before anybody is joined.
    """

    addresses: Codes
    profiles: Codes
    sites: Codes
    names: Codes
    plain_names: Codes
    short_names: Codes  # of families with particles, whether these are written out or not
    organisations: Codes
    independent: Flags
    cities: Codes

    @property
    def houses(self) -> Codes:
        """The organisations, one code for everybody who is independent."""
        return np.where(self.independent, 1, self.organisations)

    @staticmethod
    def of(records: Sequence[Known]) -> "Traits":
        """The traits of records one by one."""
        return TraitReader().read(
            given=[record.name.given for record in records],
            family=[record.name.family for record in records],
            email=[record.email for record in records],
            organisation=[record.organisation for record in records],
            city=[record.city for record in records],
            profile_url=[record.profile_url for record in records],
        )


class TraitReader:
    """Tells the traits of records that are given column by column, and remembers what it made of each value."""

    def __init__(self) -> None:
        self._given = _Coded(_whole(fold), _whole(fold_plainly))
        self._family = _Coded(_whole(fold), _whole(fold_plainly), short_family)
        self._house = _Coded(lambda one: "|" + organisation_key(one), lambda one: "independent" * is_independent(one))
        self._city = _Coded(lambda one: "|" + fold(one))

    def read(
        self,
        *,
        given: Sequence[str],
        family: Sequence[str],
        email: Sequence[str],
        organisation: Sequence[str],
        city: Sequence[str],
        profile_url: Sequence[str],
    ) -> Traits:
        """The traits of some records."""
        profiles = [profile_key(url) if url else "" for url in profile_url]
        first, plain_first = self._given.codes(given)
        last, plain_last, short_last = self._family.codes(family)
        organisations, independent = self._house.codes(organisation)
        (cities,) = self._city.codes(city)
        return Traits(
            addresses=_codes(map(str.casefold, email)),
            profiles=_codes(profiles),
            sites=_codes(profile.partition("/")[0] for profile in profiles),
            names=_full_names(first, last),
            plain_names=_full_names(plain_first, plain_last),
            short_names=_full_names(first, short_last),
            organisations=organisations,
            independent=independent != 0,
            cities=cities,
        )


def pairs_of_equals(*kinds: Codes) -> Pairs:
    """Pairs of records with an equal code in some kind, the earlier record first, by the place of the later one.

    A record is paired with no more than the first MOST_NAMESAKES of those before it.
    """
    count = len(kinds[0])
    found = [repeated(kind) for kind in kinds]
    codes, places = (np.concatenate(several) for several in zip(*found, strict=True))
    order = np.lexsort((places, codes))
    codes, places = codes[order], places[order]
    told = np.ones(len(codes), bool)
    told[1:] = (codes[1:] != codes[:-1]) | (places[1:] != places[:-1])
    codes, places = codes[told], places[told]
    earlier, later = _within_runs(codes)
    pairs = np.unique(places[later] * count + places[earlier])
    return np.stack([pairs % max(count, 1), pairs // max(count, 1)], axis=1)


def repeated(codes: Codes) -> tuple[Codes, Codes]:
    """The codes that more than one record has, in order, and the places of these records, the earlier one first."""
    order = np.argsort(codes, kind="stable")
    found = codes[order]
    again = (found[1:] == found[:-1]) & (found[1:] != 0)
    several = np.r_[again, False][: len(found)] | np.r_[False, again][: len(found)]
    return found[several], order[several]


def pairs_of_rare(codes: Codes, places: Codes) -> Iterator[tuple[Pairs, Codes]]:
    """Pairs of records with an equal code that no more than MOST_NAMESAKES have, and how many have it; in pieces.

    `codes` are in order, as `repeated` gives them.
    """
    begins = np.flatnonzero(np.r_[True, codes[1:] != codes[:-1]][: len(codes)])
    lengths = np.diff(np.r_[begins, len(codes)])
    counts = np.repeat(lengths.astype(np.int32), lengths)
    rare = counts <= MOST_NAMESAKES
    codes, places, counts = codes[rare], places[rare], counts[rare]
    cuts = np.flatnonzero(np.r_[True, codes[1:] != codes[:-1]][: len(codes)])
    start = 0
    while start < len(codes):
        beyond = np.searchsorted(cuts, start + PLACES_AT_ONCE)
        end = int(cuts[beyond]) if beyond < len(cuts) else len(codes)
        earlier, later = _within_runs(codes[start:end])
        piece = places[start:end]
        yield np.stack([piece[earlier], piece[later]], axis=1), counts[start:end][later]
        start = end


def _within_runs(codes: Codes) -> tuple[Codes, Codes]:
    """Places of pairs within each run of equal codes."""
    first = np.maximum.accumulate(
        np.where(np.r_[True, codes[1:] != codes[:-1]][: len(codes)], np.arange(len(codes)), 0)
    )
    counts = np.minimum(np.arange(len(codes)) - first, MOST_NAMESAKES)
    later = np.repeat(np.arange(len(codes)), counts)
    within = np.arange(len(later)) - np.repeat(np.cumsum(counts) - counts, counts)
    return first[later] + within, later


def _codes(values: Iterable[str]) -> Codes:
    return np.fromiter(map(hash, values), np.int64)  # nothing has the hash 0


class _Coded(dict[str, int]):
    """The codes of values by each of some keys; each different value is looked at once, and found by its place."""

    def __init__(self, *keys: Callable[[str], str]) -> None:
        super().__init__()
        self._keys = keys
        self._codes = [array("q") for _ in keys]

    def codes(self, values: Sequence[str]) -> list[Codes]:
        """The codes of these values, by each key."""
        if len(self) > MOST_REMEMBERED:
            self.clear()
            self._codes = [array("q") for _ in self._keys]
        places = np.fromiter(map(self.__getitem__, values), np.int64, len(values))
        return [np.frombuffer(codes, np.int64)[places] for codes in self._codes]

    def __missing__(self, value: str) -> int:
        self[value] = place = len(self)
        for key, codes in zip(self._keys, self._codes, strict=True):
            codes.append(hash(key(value) if value else ""))
        return place


def _whole(fold: Callable[[str], str]) -> Callable[[str], str]:
    """The key of a part of a name; an initial has none."""

    def key(name: str) -> str:
        folded = fold(name)
        return folded if len(folded) > 1 else ""

    return key


def _full_names(first: Codes, last: Codes) -> Codes:
    """Codes of whole names: an initial or a missing part makes none."""
    return np.where((first != 0) & (last != 0), first * 1_000_003 ^ last, 0)
