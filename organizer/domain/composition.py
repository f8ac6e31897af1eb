"""Which people make a good table together: the objective, and the search for the group that has most of it.

F(S) = sum of base_i over S
     + sum over features f of weight_f * (sum over known values v of (sqrt(h_v + n_v) - sqrt(h_v)) + sqrt(unknown) / 2)

n_v is how often value v of the feature occurs in S, h_v is 1 for the host's own value and else 0, `unknown` counts the
people whose value is not known. Each further person of a kind adds less, so a mixed table is worth more. Hard rules are
no part of F: a place that would break one is not open. Positions stand for people throughout.
"""

from collections.abc import Collection, Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import combinations

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Integers = npt.NDArray[np.int64]
Booleans = npt.NDArray[np.bool_]

UNKNOWN = 0
WORTH_OF_UNKNOWN = 0.5
MOST_EXCHANGES = 50
NEARLY_NOTHING = 1e-9
# Above MANY people the search looks only at these.
MANY, BEST_ALONE, BEST_OF_KIND, BEST_OF_GROUPS = 2000, 500, 2, 200


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
    positions; `barred` people never sit.
    """

    base: Floats
    features: tuple[Feature, ...]
    groups: tuple[Feature, ...] = ()
    most_of_one: int = 2
    apart: frozenset[frozenset[int]] = frozenset()
    barred: Booleans


def feature(weight: float, values: Iterable[Hashable], *, host_value: Hashable = None) -> Feature:
    """Number the values as they come; what is falsy is not known."""
    known: dict[Hashable, int] = {}
    codes = [known.setdefault(value, len(known) + 1) if value else UNKNOWN for value in values]
    return Feature(
        weight=weight,
        codes=np.array(codes, np.int64),
        size=len(known) + 1,
        host_code=known.get(host_value, UNKNOWN),
    )


def worth(candidates: Candidates, table: Sequence[int]) -> float:
    """F of a table."""
    total = float(candidates.base[list(table)].sum())
    for one in candidates.features:
        hosts = _hosts(one)
        total += float(_scales(one) @ (np.sqrt(_counts(one, table) + hosts) - np.sqrt(hosts)))
    return total


def gains(candidates: Candidates, table: Sequence[int]) -> Floats:
    """By how much F grows with each person as the next at the table; shape (N,)."""
    gain = candidates.base.copy()
    for one in candidates.features:
        counts = _counts(one, table) + _hosts(one)
        gain += (_scales(one) * (np.sqrt(counts + 1) - np.sqrt(counts)))[one.codes]
    return gain


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


def compose(candidates: Candidates, fixed: Sequence[int], *, size: int, many: int = MANY) -> tuple[int, ...]:
    """Complete a table round those who are fixed, then exchange one or two others for as long as F grows.

    The fixed come first. Of more than `many` people only those worth considering are looked at, unless too few may sit.
    """
    if len(candidates.base) > many:
        pool = _worth_considering(candidates, fixed)
        table = _settle(_narrowed(candidates, pool), np.searchsorted(pool, fixed).tolist(), size)
        if len(table) == size:
            return tuple(pool[list(table)].tolist())
    return _settle(candidates, fixed, size)


def successors(candidates: Candidates, table: Sequence[int], *, most: int, first: Booleans) -> tuple[int, ...]:
    """Who may take the next place, the best first, those in `first` before everybody else."""
    gain = np.where(open_to(candidates, table), gains(candidates, table), -np.inf)
    leading = np.argsort(-gain, kind="stable")
    ranked = [*leading[first[leading]][:most].tolist(), *leading[~first[leading]][:most].tolist()]
    return tuple(one for one in ranked if gain[one] > -np.inf)[:most]


def understudies(candidates: Candidates, table: Sequence[int], *, size: int) -> tuple[int, ...]:
    """A ranked bench: who adds most when one of the table falls out, whoever that is; the bench is mixed, too."""
    keeps, able = _mean_gain_when_one_leaves(candidates, table)
    standing = replace(candidates, base=keeps, apart=frozenset(), barred=~able)
    mixed = complete(standing, (), size=size)
    return complete(standing, mixed, size=size, capped=False)


def _counts(one: Feature, table: Sequence[int]) -> Floats:
    return np.bincount(one.codes[list(table)], minlength=one.size).astype(np.float64)


def _hosts(one: Feature) -> Floats:
    hosts = np.zeros(one.size)
    hosts[one.host_code] = one.host_code != UNKNOWN
    return hosts


def _scales(one: Feature) -> Floats:
    """What each value weighs."""
    scales = np.full(one.size, one.weight)
    scales[UNKNOWN] *= WORTH_OF_UNKNOWN
    return scales


def _full(group: Feature, table: Sequence[int], most: int) -> Booleans:
    """Which values take nobody more."""
    full: Booleans = _counts(group, table) >= most
    full[UNKNOWN] = False
    return full


def _worth_considering(candidates: Candidates, fixed: Sequence[int]) -> Integers:
    """Ascending positions of the best alone, the best of each kind, and the best of each group; and of the fixed."""
    order = np.argsort(-np.where(candidates.barred, -np.inf, candidates.base), kind="stable")
    chosen = [order[:BEST_ALONE], order[_place_among_equals(_kinds(candidates)[order]) < BEST_OF_KIND]]
    for group in candidates.groups:
        leading = order[_place_among_equals(group.codes[order]) < candidates.most_of_one]
        chosen.append(leading[:BEST_OF_GROUPS])
    return np.union1d(np.concatenate(chosen), np.array(fixed, np.int64))


def _kinds(candidates: Candidates) -> Integers:
    """One number for each combination of features, those left out that are a group's."""
    kinds = np.zeros(len(candidates.base), np.int64)
    for one in candidates.features:
        if one not in candidates.groups:
            kinds = kinds * one.size + one.codes
    return kinds


def _place_among_equals(values: Integers) -> Integers:
    """For each place in a row of values, how many equal ones come before it."""
    order = np.argsort(values, kind="stable")
    fresh = np.diff(values[order], prepend=values[order[:1]] - 1) != 0
    starts = np.flatnonzero(fresh)
    places = np.empty(len(values), np.int64)
    places[order] = np.arange(len(values)) - np.repeat(starts, np.diff(starts, append=len(values)))
    return places


def _narrowed(candidates: Candidates, pool: Integers) -> Candidates:
    """The same with the people of the pool only, in its order."""
    place = {int(one): position for position, one in enumerate(pool)}
    return replace(
        candidates,
        base=candidates.base[pool],
        features=tuple(replace(one, codes=one.codes[pool]) for one in candidates.features),
        groups=tuple(replace(one, codes=one.codes[pool]) for one in candidates.groups),
        apart=frozenset(frozenset(place[one] for one in pair) for pair in candidates.apart if pair <= place.keys()),
        barred=candidates.barred[pool],
    )


def _settle(candidates: Candidates, fixed: Sequence[int], size: int) -> tuple[int, ...]:
    """Greedily, then the best exchange of one, then of two, until nothing grows."""
    table = _exchange_one(candidates, _fill(candidates, fixed, size), fixed)
    for _ in range(MOST_EXCHANGES):
        other = max(_refilled(candidates, table, fixed), key=lambda one: worth(candidates, one), default=table)
        if len(other) < len(table) or worth(candidates, other) <= worth(candidates, table) + NEARLY_NOTHING:
            break
        table = _exchange_one(candidates, other, fixed)
    return table


def _fill(candidates: Candidates, fixed: Sequence[int], size: int) -> tuple[int, ...]:
    """Complete the table; where somebody already chosen is in the way of more others, without them."""
    table = complete(candidates, fixed, size=size)
    while len(table) < size:
        others = [_without(candidates, [one], table[: table.index(one)], size) for one in table if one not in fixed]
        longest = max(others, key=len, default=table)
        if len(longest) <= len(table):
            break
        table = longest
    return table


def _without(candidates: Candidates, leaving: Sequence[int], rest: Sequence[int], size: int) -> tuple[int, ...]:
    barred = candidates.barred.copy()
    barred[list(leaving)] = True
    return complete(replace(candidates, barred=barred), rest, size=size)


def _refilled(candidates: Candidates, table: Sequence[int], fixed: Collection[int]) -> Iterator[tuple[int, ...]]:
    """The table with each two who are not fixed taken away and their places filled by others."""
    for leaving in combinations([one for one in table if one not in fixed], 2):
        rest = [one for one in table if one not in leaving]
        filled = _without(candidates, leaving, rest, len(table))
        if len(filled) == len(table):
            yield filled


def _exchange_one(candidates: Candidates, table: Sequence[int], fixed: Collection[int]) -> tuple[int, ...]:
    settled = tuple(table)
    for _ in range(MOST_EXCHANGES):
        exchanges = [_best_exchange(candidates, settled, one) for one in settled if one not in fixed]
        growth, leaving, coming = max(exchanges, default=(0.0, 0, 0))
        if growth <= NEARLY_NOTHING:
            break
        settled = (*(one for one in settled if one != leaving), coming)
    return settled


def _best_exchange(candidates: Candidates, table: Sequence[int], leaving: int) -> tuple[float, int, int]:
    """The best there is for one place: how much F grows, who leaves, who comes."""
    rest = [one for one in table if one != leaving]
    gain = gains(candidates, rest)
    gain[~open_to(candidates, rest)] = -np.inf
    coming = int(gain.argmax())
    return float(gain[coming] - gains(candidates, rest)[leaving]), leaving, coming


def _mean_gain_when_one_leaves(candidates: Candidates, table: Sequence[int]) -> tuple[Floats, Booleans]:
    """For each person the mean gain over the places that may fall free, and whether any place is open to them.

    A place that a rule bars counts as less than the worst gain.
    """
    total = np.zeros(len(candidates.base))
    able = np.zeros(len(candidates.base), np.bool_)
    for leaving in table:
        rest = [one for one in table if one != leaving]
        free = open_to(candidates, rest)
        total += np.where(free, gains(candidates, rest), candidates.base.min() - 1)
        able |= free
    able[list(table)] = False
    return total / max(1, len(table)), able
