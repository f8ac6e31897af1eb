import numpy as np

from organizer.domain.crowds import gather
from organizer.domain.names import Name
from organizer.domain.shortlist import METHOD, METHOD_BY_MEANING, suggest
from organizer.domain.table_requests import Request
from organizer.domain.vocabulary import PersonId
from tests.builders import a_person

# A model that knows three things: bees, trains, and everything else.
THINGS = {"Imkerei": 0, "beekeeping": 0, "Wildbienen": 0, "railways": 1, "Bahn": 1}


def encode(phrases):
    vectors = np.zeros((len(phrases), 3), np.float32)
    vectors[np.arange(len(phrases)), [THINGS.get(phrase, 2) for phrase in phrases]] = 1
    return vectors


def people():
    topics = (("Wildbienen",), ("Bahn",), (), ("Imkerei", "Bahn"))
    return [
        a_person(
            id=PersonId(number), name=Name(given=f"Guest{number}"), topics=said, organisation="", job_title="", city=""
        )
        for number, said in enumerate(topics, 1)
    ]


def test_closeness_by_meaning_crosses_languages_and_is_a_mean_of_phrases():
    scores = gather(people(), encode).closeness("beekeeping")

    assert scores[0] > scores[3] > scores[1]
    assert scores[2] == 0


def test_closeness_without_a_topic_is_nothing():
    assert gather(people(), encode).closeness("").tolist() == [0.0] * 4


def test_suggestion_says_how_people_were_compared():
    request = Request(topic="beekeeping")

    told = [suggest(people(), request, crowd=gather(people(), model)).method for model in (None, encode)]

    assert told == [METHOD, METHOD_BY_MEANING]


def test_gather_of_nobody_has_no_meanings():
    assert gather((), encode).meanings is None
