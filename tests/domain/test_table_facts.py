from datetime import UTC, datetime

import pytest

from organizer.domain.names import Name
from organizer.domain.reasons import Fact, FactKind, for_page
from organizer.domain.shortlist import suggest
from organizer.domain.table_facts import cautions_for, facts_for, may_not_follow
from organizer.domain.table_mix import mix_in_words
from organizer.domain.table_requests import HostSide, Request, Wish
from organizer.domain.vocabulary import Language, PersonId
from tests.builders import a_person

TOPIC = "Open research data"


def somebody(number=1, **known):
    return a_person(id=PersonId(number), name=Name(given=f"Guest{number}", family="Example"), **known)


def unknown(number=1, **known):
    """Of whom a list tells the name and no more."""
    blank = {"organisation": "", "job_title": "", "topics": (), "talks": (), "language": None, "time_zone": ""}
    return somebody(number, **blank | known)


def kinds(cautions):
    return [caution.kind for caution in cautions]


def test_cautions_say_that_a_seat_is_filled_for_the_mix():
    baker = unknown(job_title="Baker")

    assert kinds(cautions_for(baker, Request(topic=TOPIC), 0.0)) == [FactKind.FOR_THE_MIX]


def test_cautions_say_when_only_the_name_is_known():
    assert kinds(cautions_for(unknown(), Request(topic=TOPIC), 0.0)) == [FactKind.ONLY_A_NAME]


@pytest.mark.parametrize(
    ("person", "request_", "closeness"),
    [
        (unknown(), Request(), 0.0),
        (unknown(), Request(topic=TOPIC), 0.5),
        (unknown(topics=("Research data",)), Request(topic=TOPIC), 0.1),
        (unknown(job_title="Head of Data"), Request(topic=TOPIC), 0.1),
        (unknown(bio="Sails. Looks after Forschungsdaten."), Request(topic=TOPIC), 0.1),
        (unknown(), Request(topic=TOPIC, wishes={PersonId(1): Wish.HOPED}), 0.0),
        (unknown(note="Sings in the same choir"), Request(topic=TOPIC), 0.0),
        (unknown(topics=("Sailing",)), Request(topic=TOPIC, host=HostSide(topics=("Sailing",))), 0.0),
    ],
)
def test_cautions_say_nothing_of_the_mix_where_something_else_speaks_for_somebody(person, request_, closeness):
    assert cautions_for(person, request_, closeness) == ()


def test_facts_name_work_that_touches_the_topic_where_nothing_closer_is_known():
    analyst = unknown(job_title="Data Analyst")
    speaker = unknown(job_title="Data Analyst", topics=("Research data",))

    kinds_of = [[fact.kind for fact in facts_for(one, [one], Request(topic=TOPIC))] for one in (analyst, speaker)]

    assert [FactKind.CLOSE_WORK in kinds for kinds in kinds_of] == [True, False]


def test_cautions_say_who_was_silent_or_asked_lately():
    request = Request(twice_silent=frozenset({PersonId(1)}), invited_lately=frozenset({PersonId(1)}))

    assert kinds(cautions_for(unknown(), request, 1.0)) == [FactKind.TWICE_SILENT, FactKind.INVITED_LATELY]


def test_cautions_say_what_time_it_is_where_the_hour_is_red():
    request = Request(starts_at=datetime(2026, 12, 3, 17, tzinfo=UTC))
    far = unknown(time_zone="Australia/Perth")

    assert cautions_for(far, request, 1.0) == (Fact(kind=FactKind.AT_NIGHT, details=("01:00",)),)
    assert cautions_for(unknown(time_zone="Europe/Berlin"), request, 1.0) == ()
    assert cautions_for(unknown(time_zone="Nowhere/Else"), request, 1.0) == ()


def test_cautions_say_who_may_not_speak_the_language_of_the_table():
    request = Request(spoken_language=Language.DE)

    assert cautions_for(unknown(language=Language.NL), request, 1.0) == (
        Fact(kind=FactKind.OTHER_LANGUAGE, details=("nl", "de")),
    )


@pytest.mark.parametrize(
    ("writes", "spoken", "expected"),
    [
        (Language.NL, Language.DE, True),
        (Language.EN, Language.NL, True),
        (Language.DE, Language.DE, False),
        (Language.DE, Language.EN, False),
        (None, Language.DE, False),
        (Language.NL, None, False),
    ],
)
def test_may_not_follow_is_said_where_another_language_is_known(writes, spoken, expected):
    assert may_not_follow(writes, spoken) is expected


def test_mix_in_words_names_who_may_not_follow():
    table = [unknown(1, language=Language.NL), unknown(2, language=Language.DE), unknown(3)]

    told = mix_in_words(table, HostSide(), Language.DE)

    assert told.may_not_follow == ("Guest1 Example",)


@pytest.mark.parametrize(
    ("language", "told"),
    [
        (Language.EN, "letters in Dutch; may not speak German"),
        (Language.DE, "Briefe auf Niederländisch; spricht vielleicht kein Deutsch"),
        (Language.NL, "brieven in het Nederlands; spreekt misschien geen Duits"),
    ],
)
def test_cautions_are_told_in_the_reader_s_language(language, told):
    assert for_page(Fact(kind=FactKind.OTHER_LANGUAGE, details=("nl", "de")), language) == told


@pytest.mark.parametrize("language", Language)
def test_every_kind_of_fact_has_words_for_the_page(language):
    details = {FactKind.LEVEL: ("top",), FactKind.OTHER_LANGUAGE: ("nl", "de")}

    told = [for_page(Fact(kind=kind, details=details.get(kind, ("x1",))), language) for kind in FactKind]

    assert all(told)


def test_suggest_tells_of_each_seat_what_to_know_before():
    people = [somebody(1, topics=("Research data",)), *(unknown(number) for number in range(2, 7))]

    seats = suggest(people, Request(topic=TOPIC, guests=5)).seats

    assert {pick.person_id: kinds(pick.cautions) for pick in seats} == {
        pick.person_id: [] if pick.person_id == 1 else [FactKind.ONLY_A_NAME] for pick in seats
    }
