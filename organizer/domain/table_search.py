"""The search for the table with the most of F: greedy, then exchanges of one and of two, all kept within the rules.

Many tables that differ in a seat or two are compared at once: `_Pool` keeps all features in one numbering, so that the
gains of everybody at each of R tables are one matrix of shape (R, N).
"""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, replace
from itertools import combinations

import numpy as np

from organizer.domain import composition
from organizer.domain.composition import (
    UNKNOWN,
    Booleans,
    Candidates,
    Feature,
    Floats,
    Integers,
    complete,
    gains,
    narrowed,
    open_to,
    worth,
)

MOST_EXCHANGES = 50
NEARLY_NOTHING = 1e-9
# Up to FEW people the search starts anew from several tables.
FEW = 400
# Above MANY people the search begins with the best alone and the best of each value of a feature.
MANY, BEST_ALONE, BEST_OF_VALUES = 2000, 300, 300
# How often people overlooked so far may join the search, and how many at a time.
MOST_WIDENINGS, MOST_OVERLOOKED = 6, 200
# Of each two seats as many first successors are tried as fit into this many gains.
CELLS, FEWEST_FIRSTS, MOST_FIRSTS = 20_000, 2, 4
# For a ranked bench this many are looked at closely.
CLOSELY, SAMPLED = 300, 4000


def compose(candidates: Candidates, fixed: Sequence[int], *, size: int, many: int = MANY) -> tuple[int, ...]:
    """Complete a table round those who are fixed, then exchange one or two others for as long as F grows.

    The fixed come first. Of more than `many` people the search begins with some; whoever could then better a single
    seat joins, until there is nobody. Where rules leave seats empty that way, everybody is looked at.
    """
    if len(candidates.base) <= many:
        return _settle(candidates, fixed, size)
    pool = _worth_considering(candidates, fixed)
    for _ in range(MOST_WIDENINGS):
        seated = _settle_once(narrowed(candidates, pool), np.searchsorted(pool, fixed).tolist(), size)
        table = tuple(pool[list(seated)].tolist())
        if len(table) < size:
            return _settle(candidates, fixed, size)
        overlooked = np.setdiff1d(_overlooked(candidates, table, fixed), pool)
        if not len(overlooked):
            break
        pool = np.union1d(pool, overlooked)
    return table


def understudies(candidates: Candidates, table: Sequence[int], *, size: int, many: int = MANY) -> tuple[int, ...]:
    """A ranked bench: who adds most when one of the table falls out, whoever that is; the bench is mixed, too."""
    if len(candidates.base) <= many:
        return _understudies(candidates, table, size=size)
    hopeful = np.where(candidates.barred, -np.inf, _mean_gain(candidates, table))
    pool = np.union1d(_leading(hopeful, CLOSELY), np.array(table, np.int64))
    bench = _understudies(narrowed(candidates, pool), np.searchsorted(pool, table).tolist(), size=size)
    return tuple(pool[list(bench)].tolist())


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Pool:
    """Candidates with all features in one numbering of V values: `codes` of shape (features, N), the rest (V,)."""

    candidates: Candidates
    codes: Integers
    scales: Floats
    hosts: Floats
    group_codes: Integers
    group_size: int
    foes: dict[int, list[int]]

    def gains(self, tables: Integers) -> Floats:
        """By how much F grows with each person as the next at each table of shape (R, seats); shape (R, N)."""
        counts = self._counts(self.codes, tables, len(self.scales)) + self.hosts
        margins = self.scales * (np.sqrt(counts + 1) - np.sqrt(counts))
        gain = np.repeat(self.candidates.base[None, :], len(tables), axis=0)
        for codes in self.codes:
            gain += margins[:, codes]
        for row, table in enumerate(tables.tolist() if self.candidates.ties else ()):
            for one, growth in composition.tie_gains(self.candidates, table).items():
                gain[row, one] += growth
        return gain

    def open_to(self, tables: Integers) -> Booleans:
        """Who may take the next place at each table; shape (R, N)."""
        free = np.repeat(~self.candidates.barred[None, :], len(tables), axis=0)
        np.put_along_axis(free, tables, values=False, axis=1)
        full = self._counts(self.group_codes, tables, self.group_size) >= self.candidates.most_of_one
        full[:, UNKNOWN] = False
        for codes in self.group_codes:
            free &= ~full[:, codes]
        for row, table in enumerate(tables.tolist() if self.foes else ()):
            free[row, [foe for one in table for foe in self.foes.get(one, ())]] = False
        return free

    @staticmethod
    def _counts(codes: Integers, tables: Integers, size: int) -> Floats:
        """How often each value occurs at each table; shape (R, size)."""
        cells = codes[:, tables] + size * np.arange(len(tables))[None, :, None]
        return np.bincount(cells.ravel(), minlength=len(tables) * size).reshape(len(tables), size).astype(np.float64)


def _pooled(candidates: Candidates) -> _Pool:
    offsets = np.cumsum([0, *(one.size for one in candidates.features)])
    foes: dict[int, list[int]] = {}
    for pair in candidates.apart:
        for one in pair:
            foes.setdefault(one, []).extend(pair - {one})
    return _Pool(
        candidates=candidates,
        codes=_stacked(
            [one.codes + offset for one, offset in zip(candidates.features, offsets[:-1], strict=True)],
            len(candidates.base),
        ),
        scales=np.concatenate([np.zeros(0), *(composition.scales(one) for one in candidates.features)]),
        hosts=np.concatenate([np.zeros(0), *(composition.hosts(one) for one in candidates.features)]),
        group_codes=_group_codes(candidates),
        group_size=1 + sum(one.size for one in candidates.groups),
        foes=foes,
    )


def _group_codes(candidates: Candidates) -> Integers:
    """The groups' values in one numbering, in which UNKNOWN stays what it is."""
    groups = candidates.groups
    offsets = np.cumsum([0, *(one.size for one in groups)])
    numbered = [
        np.where(one.codes == UNKNOWN, UNKNOWN, one.codes + at) for one, at in zip(groups, offsets[:-1], strict=True)
    ]
    return _stacked(numbered, len(candidates.base))


def _stacked(rows: Sequence[Integers], people: int) -> Integers:
    return np.array(rows, np.int64).reshape(len(rows), people)


def _settle(candidates: Candidates, fixed: Sequence[int], size: int) -> tuple[int, ...]:
    """Greedily, then by exchanges; among FEW also from where greed leads without each of those it chose."""
    table = _settle_once(candidates, fixed, size)
    if len(candidates.base) > FEW or len(table) < size:
        return table
    pool = _pooled(candidates)
    starts = [_without(candidates, one, fixed, size) for one in table if one not in fixed]
    others = [_exchange(pool, start, fixed) for start in starts if len(start) == size]
    return max((table, *others), key=lambda one: worth(candidates, one))


def _settle_once(candidates: Candidates, fixed: Sequence[int], size: int) -> tuple[int, ...]:
    return _exchange(_pooled(candidates), _fill(candidates, fixed, size), fixed)


def _exchange(pool: _Pool, start: Sequence[int], fixed: Collection[int]) -> tuple[int, ...]:
    """The best exchange of one, then of two, until nothing grows."""
    table = _exchange_one(pool, start, fixed)
    for _ in range(MOST_EXCHANGES):
        other = _exchange_two(pool, table, fixed)
        if other == table:
            break
        table = _exchange_one(pool, other, fixed)
    return table


def _fill(candidates: Candidates, fixed: Sequence[int], size: int) -> tuple[int, ...]:
    """Complete the table; where somebody already chosen is in the way of more others, without them."""
    table = complete(candidates, fixed, size=size)
    while len(table) < size:
        others = [_without(candidates, one, table[: table.index(one)], size) for one in table if one not in fixed]
        longest = max(others, key=len, default=table)
        if len(longest) <= len(table):
            break
        table = longest
    return table


def _without(candidates: Candidates, leaving: int, rest: Sequence[int], size: int) -> tuple[int, ...]:
    barred = candidates.barred.copy()
    barred[leaving] = True
    return complete(replace(candidates, barred=barred), rest, size=size)


def _exchange_one(pool: _Pool, table: Sequence[int], fixed: Collection[int]) -> tuple[int, ...]:
    settled = tuple(table)
    leaving = [one for one in settled if one not in fixed]
    for _ in range(MOST_EXCHANGES if leaving else 0):
        rests = np.array([[other for other in settled if other != one] for one in leaving], np.int64)
        gain = pool.gains(rests)
        growth = gain - gain[np.arange(len(leaving)), leaving][:, None]
        growth[~pool.open_to(rests)] = -np.inf
        row, coming = divmod(int(growth.argmax()), growth.shape[1])
        if growth[row, coming] <= NEARLY_NOTHING:
            break
        settled = (*rests[row].tolist(), coming)
        leaving = [one for one in settled if one not in fixed]
    return settled


def _exchange_two(pool: _Pool, table: tuple[int, ...], fixed: Collection[int]) -> tuple[int, ...]:
    """The best table with two who are not fixed exchanged, the same one where F does not grow."""
    pairs = list(combinations([one for one in table if one not in fixed], 2))
    if not pairs:
        return table
    rests = np.array([[one for one in table if one not in pair] for pair in pairs], np.int64).reshape(len(pairs), -1)
    rows, firsts, growths = _first_successors(pool, rests)
    grown = np.column_stack((rests[rows], firsts))
    second = np.where(pool.open_to(grown), pool.gains(grown), -np.inf)
    seconds = second.argmax(axis=1)
    totals = _worths(pool, rests)[rows] + growths + second[np.arange(len(rows)), seconds]
    best = int(totals.argmax())
    if totals[best] <= worth(pool.candidates, table) + NEARLY_NOTHING:
        return table
    return (*grown[best].tolist(), int(seconds[best]))


def _first_successors(pool: _Pool, rests: Integers) -> tuple[Integers, Integers, Floats]:
    """For each table the people who add most, as rows, positions and gains of those who may sit."""
    gain = np.where(pool.open_to(rests), pool.gains(rests), -np.inf)
    people = gain.shape[1]
    most = min(people, max(FEWEST_FIRSTS, min(MOST_FIRSTS, CELLS // (len(rests) * people))))
    leading = np.argpartition(-gain, most - 1, axis=1)[:, :most]
    rows = np.repeat(np.arange(len(rests)), most)
    firsts = leading.ravel()
    able = gain[rows, firsts] > -np.inf
    return rows[able], firsts[able], gain[rows, firsts][able]


def _worths(pool: _Pool, tables: Integers) -> Floats:
    return np.array([worth(pool.candidates, table) for table in tables.tolist()])


def _worth_considering(candidates: Candidates, fixed: Sequence[int]) -> Integers:
    """Ascending places of the best alone, the best of each value of a feature, the tied, and the fixed."""
    base = np.where(candidates.barred, -np.inf, candidates.base)
    chosen = [np.array([*fixed, *candidates.ties], np.int64), _leading(base, BEST_ALONE)]
    for one in candidates.features:
        if one not in candidates.groups:
            best = np.full(one.size, -np.inf)
            np.maximum.at(best, one.codes, base)
            leading = np.flatnonzero(base == best[one.codes])
            chosen.append(leading[np.argsort(-base[leading], kind="stable")[:BEST_OF_VALUES]])
    return np.unique(np.concatenate(chosen))


def _overlooked(candidates: Candidates, table: Sequence[int], fixed: Collection[int]) -> Integers:
    """Everybody with whom a single seat would gain, found without asking each of them at each seat.

    No gain is more than the base and the most that any seat's rest gives for each value.
    """
    leaving = [one for one in table if one not in fixed]
    if not leaving:
        return np.zeros(0, np.int64)
    rests = [[other for other in table if other != one] for one in leaving]
    worths = [worth(candidates, table) - worth(candidates, rest) for rest in rests]
    bound = candidates.base.copy()
    for one in candidates.features:
        bound += _over_rests(one, table, rests, np.max)[one.codes]
    hopeful = np.union1d(np.flatnonzero(bound > min(worths) + NEARLY_NOTHING), np.array(table, np.int64))
    some = narrowed(candidates, hopeful)
    growth = np.full(len(hopeful), -np.inf)
    for rest, least in zip(rests, worths, strict=True):
        places = np.searchsorted(hopeful, rest).tolist()
        growth = np.maximum(growth, np.where(open_to(some, places), gains(some, places) - least, -np.inf))
    better = np.flatnonzero(growth > NEARLY_NOTHING)
    return hopeful[better[np.argsort(-growth[better], kind="stable")[:MOST_OVERLOOKED]]]


def _mean_gain(candidates: Candidates, table: Sequence[int]) -> Floats:
    """For each person the mean gain over the places that may fall free, rules and ties left aside."""
    rests = [[other for other in table if other != one] for one in table] or [[]]
    gain = candidates.base.copy()
    for one in candidates.features:
        gain += _over_rests(one, table, rests, np.mean)[one.codes]
    return gain


def _over_rests(
    one: Feature, table: Sequence[int], rests: Sequence[Sequence[int]], combined: Callable[..., Floats]
) -> Floats:
    """What the next person with each value adds by a feature, over all rests of a table; shape (size,)."""
    present = np.unique(one.codes[list(table)])
    there = composition.hosts(one)[present]
    counts = np.array([[(one.codes[list(rest)] == value).sum() for value in present] for rest in rests]) + there
    told = composition.margins(one, ())
    told[present] = composition.scales(one)[present] * combined(np.sqrt(counts + 1) - np.sqrt(counts), axis=0)
    return told


def _leading(values: Floats, most: int) -> Integers:
    """Places of the greatest values, in no order. A sample tells which values need not be looked at."""
    share = SAMPLED * most // len(values) + 1
    sample = values[:: max(1, len(values) // SAMPLED)]
    least = np.partition(sample, -min(len(sample), 2 * share + 8))[-min(len(sample), 2 * share + 8)]
    some = np.flatnonzero(values >= least)
    if len(some) < most:
        some = np.arange(len(values))
    return some[np.argpartition(-values[some], most - 1)[:most]]


def _understudies(candidates: Candidates, table: Sequence[int], *, size: int) -> tuple[int, ...]:
    keeps, able = _mean_gain_when_one_leaves(candidates, table)
    standing = replace(candidates, base=keeps, apart=frozenset(), barred=~able, ties={})
    mixed = complete(standing, (), size=size)
    return complete(standing, mixed, size=size, capped=False)


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
