import pytest

from organizer.domain.crowds import gather
from organizer.domain.directories import Filters, open_directory
from organizer.domain.names import Name
from organizer.domain.vocabulary import Language, Level, PersonId
from tests.builders import a_person

PEOPLE = (
    ("Jürgen", "Müller", {"organisation": "Stadtwerke Ahrenbach", "job_title": "Datenschutzbeauftragter"}),
    ("Jan", "van den Berg", {"organisation": "Polder Data", "topics": ("Open data",)}),
    ("Piet", "Janssen", {"organisation": "Weiß & Groß GmbH", "city": "Utrecht"}),
    ("Anna", "Jansen", {"organisation": "Müller Bau", "language": Language.DE, "level": Level.TOP}),
    ("Zoë", "Ångström", {"organisation": "", "email": "", "country": "SE", "is_speaker": True}),
)


@pytest.fixture(scope="module")
def directory():
    plain = {
        "topics": (),
        "job_title": "",
        "city": "",
        "country": "NL",
        "language": Language.NL,
        "email": "x@example.org",
    }
    people = [
        a_person(id=PersonId(number), name=Name(given=given, family=family), **(plain | changes))
        for number, (given, family, changes) in enumerate(PEOPLE, 1)
    ]
    return open_directory(gather(people))


def found(directory, text, filters=Filters(), **asked):  # noqa: B008
    return list(directory.find(text, filters, **({"limit": 10} | asked)).ids)


@pytest.mark.parametrize("typed", ["Müller", "mueller", "MULLER", "mül", "Muler", "Mülller", "Jürgen Müller", "jurgen"])
def test_find_takes_umlauts_and_slips_as_they_come(directory, typed):
    assert found(directory, typed)[0] == 1


def test_find_puts_names_before_organisations(directory):
    assert found(directory, "müller") == [1, 4]


def test_find_puts_the_name_as_typed_before_its_neighbour(directory):
    assert found(directory, "jansen") == [4, 3]
    assert found(directory, "janssen") == [3, 4]


@pytest.mark.parametrize("typed", ["van den berg", "vandenberg", "jan berg", "berg van"])
def test_find_knows_names_of_several_words(directory, typed):
    assert found(directory, typed) == [2]


@pytest.mark.parametrize(
    ("typed", "who"),
    [
        ("schutzbeauftragte", [1]),
        ("weiss gross", [3]),
        ("polder open", [2]),
        ("angstrom", [5]),
        ("utrecht", [3]),
        ("nobody there", []),
        ("xyzzy", []),
    ],
)
def test_find_looks_into_compounds_organisations_places_and_topics(directory, typed, who):
    assert found(directory, typed) == who


def test_find_of_nothing_is_everybody_by_family_name(directory):
    assert found(directory, "") == [5, 4, 3, 1, 2]


def test_find_pages(directory):
    hits = directory.find("", Filters(), limit=2, offset=2)

    assert (list(hits.ids), hits.total) == ([3, 1], 5)
    assert found(directory, "", offset=2**31) == []


@pytest.mark.parametrize(
    ("filters", "who"),
    [
        (Filters(level=Level.TOP), [4]),
        (Filters(country="SE"), [5]),
        (Filters(country="FR"), []),
        (Filters(language=Language.DE), [4]),
        (Filters(speakers=True), [5]),
        (Filters(has_address=True), [4, 3, 1, 2]),
        (Filters(has_address=False), [5]),
        (Filters(only=(frozenset({PersonId(1), PersonId(4), PersonId(99)}), frozenset({PersonId(4)}))), [4]),
        (Filters(only=(frozenset(),)), []),
    ],
)
def test_find_looks_only_among_those_who_pass_the_filters(directory, filters, who):
    assert found(directory, "", filters) == who


def test_find_ranks_by_a_topic(directory):
    assert found(directory, "", near="Open data")[0] == 2


@pytest.mark.parametrize("typed", ["a" * 10_000, "müller " * 500, "\x00", "%_", "((("])
def test_find_bears_whatever_is_typed(directory, typed):
    assert len(found(directory, typed)) <= 5


def test_directory_of_nobody_finds_nobody():
    assert open_directory(gather(())).find("anna", Filters(), limit=5).total == 0


def test_find_ranks_very_many_as_it_ranks_few():
    people = [
        a_person(id=PersonId(number), name=Name(given="Bo", family=f"Example{number * 7919 % 10_007:05d}"), topics=())
        for number in range(1, 9001)
    ]
    by_name = sorted(people, key=lambda person: person.name.family)

    hits = open_directory(gather(people)).find("bo", Filters(), limit=30, offset=60)

    assert (list(hits.ids), hits.total) == ([person.id for person in by_name[60:90]], 9000)
