from itertools import combinations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from organizer.domain import composition
from organizer.domain.composition import Candidates, Feature, complete, feature, gains, worth
from organizer.domain.table_search import compose, understudies

SEATS = 5


def a_hall(seed, size=18):
    """Candidates by chance: four features, a third of the values unknown to some, pairs apart, a few barred."""
    chance = np.random.default_rng(seed)
    features = tuple(
        Feature(
            weight=weight, size=values, codes=chance.integers(0, values, size), host_code=int(chance.integers(values))
        )
        for weight, values in ((0.4, 9), (0.5, 5), (0.3, 5), (0.3, 6))
    )
    return Candidates(
        base=chance.random(size) ** 2,
        features=features,
        groups=features[:1],
        apart=frozenset(frozenset(chance.choice(size, 2, replace=False).tolist()) for _ in range(2)),
        barred=chance.random(size) < 0.1,
    )


def keeps_the_rules(hall, table):
    seated = hall.groups[0].codes[list(table)]
    return (
        not hall.barred[list(table)].any()
        and not any(pair <= set(table) for pair in hall.apart)
        and all((seated == code).sum() <= hall.most_of_one for code in set(seated.tolist()) - {composition.UNKNOWN})
    )


def best_of_all(hall):
    tables = combinations(range(len(hall.base)), SEATS)
    return max(worth(hall, table) for table in tables if keeps_the_rules(hall, table))


def test_feature_numbers_values_as_they_come():
    told = feature(0.5, ["b", "", "a", "b"], host_value="a")

    assert (told.codes.tolist(), told.size, told.host_code) == ([1, 0, 2, 1], 3, 2)


def test_worth_is_the_formula():
    hall = Candidates(
        base=np.array([1.0, 0.5, 0.25, 0.0]),
        features=(feature(0.5, ["a", "a", "b", ""], host_value="b"),),
        barred=np.zeros(4, np.bool_),
    )

    assert worth(hall, [0, 1, 2, 3]) == pytest.approx(1.75 + 0.5 * (np.sqrt(2) + (np.sqrt(2) - 1) + 0.5))


@given(st.integers(0, 10_000))
def test_gains_are_what_worth_grows_by(seed):
    hall = a_hall(seed)
    table = [0, 3, 7]

    grown = [worth(hall, [*table, one]) - worth(hall, table) for one in range(18)]

    assert gains(hall, table) == pytest.approx(np.array(grown))


@pytest.mark.parametrize("seed", range(12))
def test_compose_comes_within_a_hundredth_of_the_best_table_there_is(seed):
    hall = a_hall(seed)

    table = compose(hall, (), size=SEATS)

    assert worth(hall, table) >= 0.99 * best_of_all(hall)


@given(st.integers(0, 10_000))
def test_compose_keeps_the_rules_and_the_fixed(seed):
    hall = a_hall(seed)
    fixed = complete(hall, (), size=2, among=np.arange(18) > 9)

    table = compose(hall, fixed, size=SEATS)

    assert table[: len(fixed)] == fixed
    assert len(set(table)) == len(table) == SEATS
    assert keeps_the_rules(hall, table)


def test_compose_does_not_let_one_person_stand_in_everybody_s_way():
    hall = Candidates(
        base=np.array([9.0, 1.0, 1.0, 1.0]),
        features=(),
        apart=frozenset(frozenset((0, other)) for other in (1, 2, 3)),
        barred=np.zeros(4, np.bool_),
    )

    assert sorted(compose(hall, (), size=3)) == [1, 2, 3]


def test_compose_among_very_many_finds_the_same_as_among_all():
    hall = a_hall(1, size=3000)

    narrow, whole = compose(hall, (), size=7), compose(hall, (), size=7, many=5000)

    assert worth(hall, narrow) == pytest.approx(worth(hall, whole), rel=1e-3)


def test_compose_among_very_many_of_one_group_still_fills_the_table():
    groups = feature(0.4, ["giant"] * 4000 + [f"small {one}" for one in range(4)])
    hall = Candidates(
        base=np.linspace(1, 0, 4004), features=(groups,), groups=(groups,), barred=np.zeros(4004, np.bool_)
    )

    assert sorted(compose(hall, (), size=6)) == [0, 1, 4000, 4001, 4002, 4003]


def test_complete_of_nobody_is_an_empty_table():
    nobody = Candidates(base=np.zeros(0), features=(feature(0.5, []),), barred=np.zeros(0, np.bool_))

    assert complete(nobody, (), size=5) == ()


def test_understudies_put_first_who_may_take_any_place():
    groups = feature(0.1, ["a", "a", "b", "a", "c"])
    hall = Candidates(
        base=np.array([1.0, 1.0, 1.0, 0.9, 0.5]), features=(groups,), groups=(groups,), barred=np.zeros(5, np.bool_)
    )

    assert understudies(hall, (0, 1, 2), size=5) == (4, 3)


def test_compose_looks_at_everybody_where_the_best_would_leave_seats_empty():
    best = [("A", "X", 1.0)] * 2100
    half = [(f"site {one}", "X", 0.5) for one in range(5)] * 2 + [
        ("A", f"department {one}", 0.5) for one in range(5)
    ] * 2
    apt = [(f"site {one}", f"department {one}", 0.1) for one in range(5)]
    sites, departments, base = zip(*best, *half, *apt, strict=True)
    groups = (feature(0.4, sites), feature(0.4, departments))
    hall = Candidates(base=np.array(base), features=groups, groups=groups, barred=np.zeros(len(base), np.bool_))

    assert len(compose(hall, (), size=7)) == 7
