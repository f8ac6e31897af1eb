"""An oracle for tests: the table with the most of F there is, by mixed integer programming (HiGHS, in scipy).

The square roots are concave, so each further person of a value is a variable of its own between 0 and 1, worth less
than the one before: a best solution fills them in order by itself, and only who sits is a whole number.
"""

import numpy as np
from scipy.optimize import LinearConstraint, milp
from scipy.sparse import lil_array

from organizer.domain.composition import UNKNOWN, Candidates, scales


def best_worth(candidates: Candidates, fixed: tuple[int, ...], *, size: int) -> float:
    """F of the best table of that size with the fixed at it; ties are left aside."""
    people = len(candidates.base)
    steps = [_Steps(one, size) for one in candidates.features]
    columns = people + sum(one.count for one in steps)
    worths = np.concatenate((candidates.base, *(one.worths for one in steps)))
    rules = [*_seats(people, size), *_caps(candidates), *_apart(candidates), *_counted(steps, people)]
    matrix = lil_array((len(rules), columns))
    for row, (cells, _, _) in enumerate(rules):
        for column, factor in cells:
            matrix[row, column] += factor
    lowest = np.zeros(columns)
    lowest[list(fixed)] = 1
    highest = np.ones(columns)
    highest[:people][candidates.barred] = 0
    found = milp(
        -worths,
        integrality=np.concatenate((np.ones(people), np.zeros(columns - people))),
        bounds=(lowest, highest),
        constraints=LinearConstraint(matrix.tocsr(), [rule[1] for rule in rules], [rule[2] for rule in rules]),
        options={"mip_rel_gap": 1e-9},
    )
    assert found.success, found.message
    return -float(found.fun)


class _Steps:
    """What each further person of each value of a feature is worth."""

    def __init__(self, one, size):
        self.codes = one.codes
        self.values = np.unique(one.codes)
        self.size = size
        self.count = len(self.values) * size
        weights = scales(one)
        self.worths = np.concatenate(
            [self._worths(weights[value], value != UNKNOWN and value == one.host_code) for value in self.values]
        )

    def _worths(self, weight, hosts):
        counts = np.arange(self.size) + hosts
        return weight * (np.sqrt(counts + 1) - np.sqrt(counts))


def _seats(people, size):
    yield [(one, 1) for one in range(people)], size, size


def _caps(candidates):
    for group in candidates.groups:
        for code in np.unique(group.codes):
            if code != UNKNOWN:
                yield [(one, 1) for one in np.flatnonzero(group.codes == code)], 0, candidates.most_of_one


def _apart(candidates):
    for pair in candidates.apart:
        yield [(one, 1) for one in pair], 0, 1


def _counted(steps, people):
    start = people
    for one in steps:
        for value in one.values:
            sitting = [(place, 1) for place in np.flatnonzero(one.codes == value)]
            yield [*sitting, *((start + step, -1) for step in range(one.size))], 0, 0
            start += one.size
