"""The search against an exact oracle, on lists as they come: few large houses, many small ones, gaps everywhere."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from organizer.domain.composition import UNKNOWN, Candidates, Feature, complete, gains, open_to, worth
from organizer.domain.table_search import compose, understudies

CASES, PEOPLE = 40, 200


def a_list(seed, size=PEOPLE):
    """Candidates by chance, with large and small values of each feature, pairs apart, some barred or out of reach."""
    chance = np.random.default_rng(seed)

    def skewed(values):
        return np.minimum((chance.pareto(1.1, size) * 1.5).astype(int), values - 1)

    houses = max(9, size // 4)
    features = (
        Feature(weight=0.4, codes=skewed(houses), size=houses, host_code=int(chance.integers(5))),
        Feature(weight=0.5, codes=chance.choice(5, size, p=[0.3, 0.1, 0.3, 0.2, 0.1]), size=5, host_code=2),
        Feature(weight=0.3, codes=skewed(8), size=8, host_code=1),
        Feature(weight=0.3, codes=skewed(30), size=30),
    )
    return Candidates(
        base=chance.beta(1, 4, size) / 0.8 - 2.0 * (chance.random(size) < 0.15) - 0.25 * (chance.random(size) < 0.1),
        features=features,
        groups=features[:1],
        apart=frozenset(frozenset(chance.choice(size, 2, replace=False).tolist()) for _ in range(6)),
        barred=chance.random(size) < 0.05,
    )


def some_fixed(hall, number):
    return complete(hall, (), size=number, among=np.arange(len(hall.base)) % 7 == 3)


def keeps_the_rules(hall, table):
    houses = hall.groups[0].codes[list(table)]
    return (
        not hall.barred[list(table)].any()
        and not any(pair <= set(table) for pair in hall.apart)
        and all((houses == code).sum() <= hall.most_of_one for code in set(houses.tolist()) - {UNKNOWN})
    )


@pytest.mark.slow
def test_compose_comes_close_to_the_exact_best_of_forty_lists():
    exact_tables = pytest.importorskip(
        "tests.domain.exact_tables", reason="scipy is not installed", exc_type=ImportError
    )
    gaps = []
    for seed in range(CASES):
        hall = a_list(seed)
        fixed = some_fixed(hall, seed % 3)
        best = exact_tables.best_worth(hall, fixed, size=5 + seed % 6)
        gaps.append(1 - worth(hall, compose(hall, fixed, size=5 + seed % 6)) / best)

    assert max(gaps) <= 0.01
    assert np.mean(gaps) <= 0.001


@pytest.mark.slow
def test_compose_among_very_many_loses_nothing_that_the_oracle_finds():
    exact_tables = pytest.importorskip(
        "tests.domain.exact_tables", reason="scipy is not installed", exc_type=ImportError
    )
    hall = a_list(3, size=2500)

    found = worth(hall, compose(hall, (), size=8))

    assert found == pytest.approx(exact_tables.best_worth(hall, (), size=8), rel=1e-3)


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 10_000), st.integers(5, 10), st.integers(0, 3), st.booleans())
def test_compose_never_breaks_a_rule_and_keeps_the_fixed(seed, size, number, narrow):
    hall = a_list(seed, size=450)
    fixed = some_fixed(hall, number)

    table = compose(hall, fixed, size=size, many=400 if narrow else 2000)

    assert table[: len(fixed)] == fixed
    assert len(set(table)) == len(table) == size
    assert keeps_the_rules(hall, table)


@settings(max_examples=20, deadline=None)
@given(st.integers(0, 10_000))
def test_compose_leaves_nobody_out_who_would_better_a_single_seat(seed):
    hall = a_list(seed, size=3000)

    table = compose(hall, (), size=7)

    for leaving in table:
        rest = [one for one in table if one != leaving]
        best = np.where(open_to(hall, rest), gains(hall, rest), -np.inf).max()
        assert worth(hall, rest) + best <= worth(hall, table) + 1e-6


def test_compose_likes_guests_who_know_some_but_not_all():
    ties = {one: frozenset(range(6)) - {one} for one in range(6)}
    hall = Candidates(base=np.zeros(12), features=(), barred=np.zeros(12, np.bool_), ties=ties)

    acquainted = sum(one < 6 for one in compose(hall, (), size=6))

    assert acquainted == 2


def test_understudies_of_very_many_are_those_of_all():
    hall = a_list(5, size=3000)
    table = compose(hall, (), size=7)

    assert understudies(hall, table, size=5) == understudies(hall, table, size=5, many=5000)
