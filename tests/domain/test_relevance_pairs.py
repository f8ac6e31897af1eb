from statistics import mean

from bench.relevance import profiles, reciprocal_ranks
from organizer.domain.relevance import prepare


def test_topics_find_the_person_they_are_meant_for():
    people = profiles()

    ranks = reciprocal_ranks(people, prepare(people).scores)

    assert mean(ranks["same words"]) == 1.0
    assert mean(rank for kind in ranks.values() for rank in kind) >= 0.75


def test_topics_nobody_tuned_on_find_theirs_too():
    people = profiles("unseen_")

    ranks = reciprocal_ranks(people, prepare(people).scores, "unseen_")

    assert mean(ranks["same words"]) == 1.0
    assert mean(rank for kind in ranks.values() for rank in kind) >= 0.7
