"""Which people make a good table together: the objective and the rules.

F(S) = sum of base_i over S
     + sum over features f of weight_f * (sum over known values v of (sqrt(h_v + n_v) - sqrt(h_v)) + sqrt(unknown) / 2)
     + sum over guests i of t(k_i),  t(0) = 0,  t(k) = 0.1 - 0.05 * (k - 1)

k_i is how many others at the table guest i met in an earlier round: knowing one helps, knowing all does not. n_v is how
often value v of the feature occurs in S, h_v is 1 for the host's own value and else 0, `unknown` counts the
people whose value is not known. Each further person of a kind adds less, so a mixed table is worth more. Hard rules are
no part of F: a place that would break one is not open. Positions stand for people throughout.
"""

from collections import Counter
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from math import sqrt
from typing import Any

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Integers = npt.NDArray[np.signedinteger[Any]]
Booleans = npt.NDArray[np.bool_]

UNKNOWN = 0
WORTH_OF_UNKNOWN = 0.5
# What it adds to a guest to know somebody at the table from an earlier round, and what each further one takes away.
KNOWS_ONE, KNOWS_ONE_MORE = 0.1, -0.05


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Feature:
    """One way in which people differ. `codes` has a number for each person's value, UNKNOWN where it is not known.

    All codes are below `size`; `host_code` is the host's own value, UNKNOWN when it does not count.
    """

    weight: float
    codes: Integers
    size: int
    host_code: int = UNKNOWN


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidates:
    """N people as numbers: what each is worth alone, what they differ in, and the rules.

    Of one value in each of `groups` at most `most_of_one` sit together (UNKNOWN is no group); `apart` are pairs of
    positions; `barred` people never sit. `ties` tells for a position whom they met in an earlier round.
    """

    base: Floats
    features: tuple[Feature, ...]
    groups: tuple[Feature, ...] = ()
    most_of_one: int = 2
    apart: frozenset[frozenset[int]] = frozenset()
    barred: Booleans
    ties: Mapping[int, frozenset[int]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Trait:
    """A feature before anybody says what it weighs: the number of each person's value, and the numbers of values."""

    codes: Integers
    numbers: Mapping[Hashable, int]

    def weighed(self, weight: float, *, host_value: Hashable = None) -> Feature:
        return Feature(
            weight=weight,
            codes=self.codes,
            size=len(self.numbers) + 1,
            host_code=self.numbers.get(host_value, UNKNOWN),
        )


def trait(values: Iterable[Hashable]) -> Trait:
    """Number the values as they come; what is falsy is not known."""
    known: dict[Hashable, int] = {}
    codes = [known.setdefault(value, len(known) + 1) if value else UNKNOWN for value in values]
    return Trait(codes=np.array(codes, np.int32), numbers=known)


def feature(weight: float, values: Iterable[Hashable], *, host_value: Hashable = None) -> Feature:
    """A feature of these values."""
    return trait(values).weighed(weight, host_value=host_value)


def worth(candidates: Candidates, table: Sequence[int]) -> float:
    """F of a table."""
    total = float(candidates.base[list(table)].sum()) + sum(_variety(one, table) for one in candidates.features)
    here = set(table)
    return total + sum(tie_worth(len(candidates.ties.get(one, frozenset()) & here)) for one in table)


def gains(candidates: Candidates, table: Sequence[int]) -> Floats:
    """By how much F grows with each person as the next at the table; shape (N,)."""
    gain = candidates.base.copy()
    for one in candidates.features:
        gain += margins(one, table)[one.codes]
    for place, growth in tie_gains(candidates, table).items():
        gain[place] += growth
    return gain


def hosts(one: Feature) -> Floats:
    """1 for the host's own value, else 0; shape (size,)."""
    present = np.zeros(one.size)
    present[one.host_code] = one.host_code != UNKNOWN
    return present


def scales(one: Feature) -> Floats:
    """What each value weighs; shape (size,)."""
    weights = np.full(one.size, one.weight)
    weights[UNKNOWN] *= WORTH_OF_UNKNOWN
    return weights


def margins(one: Feature, table: Sequence[int]) -> Floats:
    """What the next person with each value adds by this feature alone; shape (size,)."""
    counts = _counts(one, table) + hosts(one)
    added: Floats = scales(one) * (np.sqrt(counts + 1) - np.sqrt(counts))
    return added


def tie_worth(known: int) -> float:
    """What it is worth to one guest to know so many of the others from earlier rounds."""
    return KNOWS_ONE + KNOWS_ONE_MORE * (known - 1) if known else 0.0


def tie_gains(candidates: Candidates, table: Sequence[int]) -> dict[int, float]:
    """By how much ties alone make F grow with each person as the next; whoever is not named adds nothing."""
    here = set(table)
    known = {one: len(candidates.ties.get(one, frozenset()) & here) for one in table}
    coming = {other for one in table for other in candidates.ties.get(one, ())} - here
    return {
        one: tie_worth(len(candidates.ties[one] & here))
        + sum(tie_worth(known[other] + 1) - tie_worth(known[other]) for other in candidates.ties[one] & here)
        for one in coming
    }


def open_to(candidates: Candidates, table: Sequence[int], *, capped: bool = True) -> Booleans:
    """Who may take the next place beside those at the table without breaking a rule; caps count only if `capped`."""
    free = ~candidates.barred
    free[list(table)] = False
    for pair in candidates.apart:
        if pair & set(table):
            free[list(pair)] = False
    for group in candidates.groups if capped else ():
        free &= ~_full(group, table, candidates.most_of_one)[group.codes]
    return free


def complete(
    candidates: Candidates,
    table: Sequence[int],
    *,
    size: int,
    among: Booleans | None = None,
    capped: bool = True,
) -> tuple[int, ...]:
    """Fill the table up to `size` with whoever adds most each time; stops early when nobody may sit."""
    grown = tuple(table)
    while len(grown) < size:
        free = open_to(candidates, grown, capped=capped)
        gain = np.where(free if among is None else free & among, gains(candidates, grown), -np.inf)
        best = int(gain.argmax()) if gain.size else 0
        if not gain.size or gain[best] == -np.inf:
            break
        grown = (*grown, best)
    return grown


def successors(candidates: Candidates, table: Sequence[int], *, most: int, first: Booleans) -> tuple[int, ...]:
    """Who may take the next place, the best first, those in `first` before everybody else."""
    gain = np.where(open_to(candidates, table), gains(candidates, table), -np.inf)
    ranked = [*_leading(gain, np.flatnonzero(first), most), *_leading(gain, np.flatnonzero(~first), most)]
    return tuple(one for one in ranked if gain[one] > -np.inf)[:most]


def narrowed(candidates: Candidates, pool: Integers) -> Candidates:
    """The same with the people of the pool only, in its order."""
    place = {int(one): position for position, one in enumerate(pool)}
    return replace(
        candidates,
        base=candidates.base[pool],
        features=tuple(_renumbered(one, pool) for one in candidates.features),
        groups=tuple(_renumbered(one, pool) for one in candidates.groups),
        apart=frozenset(frozenset(place[one] for one in pair) for pair in candidates.apart if pair <= place.keys()),
        barred=candidates.barred[pool],
        ties={
            place[one]: frozenset(place[other] for other in others if other in place)
            for one, others in candidates.ties.items()
            if one in place
        },
    )


def _leading(gain: Floats, places: Integers, most: int) -> list[int]:
    """The first few of these places by gain, and where that is even in their order."""
    told = gain[places]
    if len(told) > most:
        places = places[told >= np.partition(told, len(told) - most)[len(told) - most]]
    leading: list[int] = places[np.argsort(-gain[places], kind="stable")][:most].tolist()
    return leading


def _variety(one: Feature, table: Sequence[int]) -> float:
    """What a table has of one feature."""
    told = 0.0
    for value, count in Counter(one.codes[list(table)].tolist()).items():
        if value == UNKNOWN:
            told += one.weight * WORTH_OF_UNKNOWN * sqrt(count)
        else:
            there = int(value == one.host_code)
            told += one.weight * (sqrt(there + count) - sqrt(there))
    return told


def _counts(one: Feature, table: Sequence[int]) -> Floats:
    return np.bincount(one.codes[list(table)], minlength=one.size).astype(np.float64)


def _full(group: Feature, table: Sequence[int], most: int) -> Booleans:
    """Which values take nobody more."""
    full: Booleans = _counts(group, table) >= most
    full[UNKNOWN] = False
    return full


def _renumbered(one: Feature, pool: Integers) -> Feature:
    """The feature for the people of the pool, without the values none of them has."""
    values, codes = np.unique(one.codes[pool], return_inverse=True)
    values, codes = (values, codes) if values[:1].tolist() == [UNKNOWN] else (np.insert(values, 0, UNKNOWN), codes + 1)
    host = int(np.searchsorted(values, one.host_code))
    return replace(
        one,
        codes=codes,
        size=len(values),
        host_code=host if host < len(values) and values[host] == one.host_code else UNKNOWN,
    )
