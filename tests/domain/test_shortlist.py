from collections import Counter
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from organizer.domain.names import Name
from organizer.domain.organisations import house_key
from organizer.domain.parties import Lean, OccasionKind
from organizer.domain.people import Person
from organizer.domain.reasons import Fact, FactKind
from organizer.domain.shortlist import replacement, stand_ins, suggest, unmet_at
from organizer.domain.table_facts import facts_for
from organizer.domain.table_mix import Height, Mix, MixWords, mix, mix_in_words
from organizer.domain.table_requests import Grouping, HostSide, Request, TableSizeError, Taste, Wish, grouping_for
from organizer.domain.unmet import Rule
from organizer.domain.vocabulary import Level, PersonId
from tests.builders import a_person

FIRM = (
    "Polder Data",
    "Zeewering N.V.",
    "Weiß & Groß GmbH",
    "Uni Alpstein",
    "Nordwind AG",
    "Harbour Ltd",
    "",
    "Freelance",
)
LEVELS = tuple(Level)
COUNTRIES = ("NL", "DE", "CH", "GB", "")
TOPICS = ("Privacy", "Open source", "Research data", "Teaching", "AI")


def somebody(number, **changes):
    """A person by number: everything about them follows from it."""
    told = {
        "id": PersonId(number),
        "name": Name(given=f"Guest{number}", family="Example"),
        "email": f"guest{number}@example.org",
        "organisation": FIRM[number % len(FIRM)],
        "job_title": "",
        "level": LEVELS[number % len(LEVELS)],
        "country": COUNTRIES[number % len(COUNTRIES)],
        "topics": (TOPICS[number % len(TOPICS)],),
    }
    return a_person(**(told | changes))


def many(count):
    return [somebody(number) for number in range(1, count + 1)]


def ids(picks):
    return [pick.person_id for pick in picks]


def texts(suggestion):
    return [unmet.text for unmet in suggestion.unmet]


people = st.builds(
    somebody,
    number=st.integers(1, 60),
    organisation=st.sampled_from(FIRM),
    email=st.sampled_from(["", "x@example.org"]),
    opted_out=st.sampled_from([False, False, False, True]),
    name=st.sampled_from(
        [Name(given="Bob", family="de Wit"), Name(given="Bob", family="de Wit"), Name(), Name(given=" ")]
    ),
)
halls = st.lists(people, unique_by=lambda person: person.id, max_size=30)
wishes = st.dictionaries(st.integers(1, 60).map(PersonId), st.sampled_from(Wish), max_size=12)
pairs = st.frozensets(st.frozensets(st.integers(1, 60).map(PersonId), min_size=2, max_size=2), max_size=6)
requests = st.builds(
    Request,
    topic=st.sampled_from(["", "Privacy at work", "Offene Forschungsdaten"]),
    guests=st.integers(5, 10),
    wishes=wishes,
    apart=pairs,
    pinned=st.frozensets(st.integers(1, 60).map(PersonId), max_size=3),
    seed=st.integers(0, 9),
)


@settings(max_examples=150, deadline=None)
@given(halls, requests)
def test_suggest_never_breaks_a_hard_rule(hall, request):
    suggestion = suggest(hall, request)

    known = {person.id: person for person in hall}
    table = [known[one] for one in ids(suggestion.seats)]
    chosen = [known[one] for one in ids(suggestion.seats) + ids(suggestion.bench)]
    assert len(table) <= request.guests
    assert len({person.id for person in chosen}) == len(chosen)
    assert not any(pair <= {person.id for person in table} for pair in request.apart)
    assert not any(person.opted_out or not person.name.full.strip() for person in chosen)
    assert not any(request.wishes.get(person.id) is Wish.NOT_NOW for person in chosen)


@settings(max_examples=150, deadline=None)
@given(halls, requests)
def test_suggest_seats_more_than_two_of_an_organisation_only_at_the_host_s_wish_and_says_so(hall, request):
    suggestion = suggest(hall, request)

    known = {person.id: person for person in hall}
    firms: dict[str, list[Person]] = {}
    for one in ids(suggestion.seats):
        firms.setdefault(house_key(known[one].organisation), []).append(known[one])
    crowded = [guests for firm, guests in firms.items() if firm and len(guests) > 2]
    assert all(request.is_wanted(guest.id) for guests in crowded for guest in guests)
    assert len([text for text in texts(suggestion) if "from one place" in text]) == len(crowded)


@settings(max_examples=100, deadline=None)
@given(halls, requests, st.randoms())
def test_suggest_is_the_same_in_whatever_order_people_come(hall, request, chance):
    shuffled = list(hall)
    chance.shuffle(shuffled)

    assert suggest(shuffled, request) == suggest(hall, request)


@settings(max_examples=100, deadline=None)
@given(halls, st.sets(st.integers(1, 60).map(PersonId), max_size=5))
def test_suggest_seats_all_stars_when_they_fit(hall, stars):
    suggestion = suggest(hall, Request(wishes=dict.fromkeys(stars, Wish.HOPED)))

    able = {person.id for person in hall if not person.opted_out and person.name.full.strip()}
    assert stars & able <= set(ids(suggestion.seats))


@settings(max_examples=100, deadline=None)
@given(halls, requests)
def test_suggest_fills_the_table_or_says_what_to_do(hall, request):
    suggestion = suggest(hall, request)

    said = [text for text in texts(suggestion) if text.startswith("Only")]
    assert bool(said) == (len(suggestion.seats) < request.guests)


@pytest.mark.parametrize("guests", [4, 11])
def test_request_of_another_size_than_five_to_ten_is_refused(guests):
    with pytest.raises(TableSizeError) as refused:
        Request(guests=guests)

    assert str(refused.value) == "A table has 5 to 10 guests. Choose a number between them."


def test_suggest_seats_seven_and_a_bench_of_five():
    suggestion = suggest(many(40), Request(topic="Privacy"))

    assert (len(suggestion.seats), len(suggestion.bench), suggestion.unmet) == (7, 5, ())


def test_suggest_follows_the_topic():
    hall = many(40)

    suggestion = suggest(hall, Request(topic="Datenschutz", guests=5))

    known = {person.id: person for person in hall}
    assert [known[one].topics for one in ids(suggestion.seats)].count(("Privacy",)) >= 4


def test_suggest_mixes_levels_and_countries_among_equals():
    hall = [
        somebody(number, organisation="", topics=("Privacy",), level=Level.SENIOR, country="DE")
        for number in range(1, 30)
    ]
    hall += [
        somebody(31, organisation="", topics=("Privacy",), level=Level.TOP, country="DE"),
        somebody(32, organisation="", topics=("Privacy",), level=Level.JUNIOR, country="DE"),
        somebody(33, organisation="", topics=("Privacy",), level=Level.SENIOR, country="NL"),
    ]

    assert {31, 32, 33} <= set(ids(suggest(hall, Request(topic="Privacy")).seats))


def test_suggest_with_another_seed_chooses_otherwise_among_equals():
    hall = [somebody(number, level=Level.SENIOR, country="DE", organisation="", topics=()) for number in range(1, 40)]

    assert ids(suggest(hall, Request(seed=1)).seats) != ids(suggest(hall, Request(seed=2)).seats)


def test_suggest_does_not_favour_the_host_s_colleagues():
    hall = [somebody(number, organisation=f"Firm {number}") for number in range(1, 30)]
    hall += [replace(person, id=PersonId(person.id + 100), organisation="Auenland AG") for person in hall]

    seats = ids(suggest(hall, Request(host=HostSide(organisation="Auenland"))).seats)

    assert [one for one in seats if one > 100] == []


def test_suggest_prefers_people_who_can_be_reached():
    hall = [*many(10), *(somebody(number, email="", topics=("Privacy",)) for number in range(11, 30))]

    suggestion = suggest(hall, Request(topic="Teaching"))

    assert [one for one in ids(suggestion.seats) if one > 10] == []


def test_suggest_says_who_has_no_address():
    hall = [*many(6), somebody(7, email="")]

    suggestion = suggest(hall, Request())

    assert texts(suggestion) == [
        "No e-mail address is known of Guest7 Example. Add it, or write to them by another way."
    ]


def test_suggest_sets_more_stars_than_seats_on_the_bench_first():
    hall = [somebody(number, organisation="") for number in range(1, 30)]
    stars = dict.fromkeys(map(PersonId, range(1, 8)), Wish.HOPED)

    suggestion = suggest(hall, Request(guests=5, wishes=stars))

    waiting = sorted(set(stars) - set(ids(suggestion.seats)))
    assert sorted(ids(suggestion.bench)[:2]) == waiting
    assert [text.split(":")[0] for text in texts(suggestion)] == ["More people are wanted than there are seats"]


def test_suggest_takes_must_before_hoped():
    hall = many(12)
    wanted = dict.fromkeys(map(PersonId, range(1, 6)), Wish.HOPED) | {PersonId(9): Wish.MUST}

    seats = ids(suggest(hall, Request(guests=5, wishes=wanted)).seats)

    assert seats[0] == 9


def test_suggest_keeps_two_stars_apart_and_says_so():
    hall = many(20)
    request = Request(
        wishes={PersonId(1): Wish.MUST, PersonId(2): Wish.HOPED},
        apart=frozenset({frozenset({PersonId(1), PersonId(2)})}),
    )

    suggestion = suggest(hall, request)

    assert ids(suggestion.bench)[0] == 2
    assert texts(suggestion) == [
        "Guest2 Example waits on the bench, never to sit with Guest1 Example. Lift that rule, or take Guest1 Example "
        "from the table."
    ]


def test_suggest_says_when_somebody_wanted_has_opted_out():
    hall = [*many(20), somebody(30, opted_out=True)]

    suggestion = suggest(hall, Request(wishes={PersonId(30): Wish.MUST}))

    assert texts(suggestion) == ["Guest30 Example asked not to be invited again, so no seat is given to them."]


@pytest.mark.parametrize(
    ("hall", "request_", "sentence"),
    [
        (many(3), Request(), "Only 3 people can be chosen: import more people."),
        (
            [somebody(number, organisation="Polder Data") for number in range(1, 20)],
            Request(),
            "Only 2 people can be seated, since no more than 2 of one place sit together (Polder Data). Allow more of "
            "one organisation, star those you want all the same, or bring in more people.",
        ),
        (
            many(7),
            Request(apart=frozenset({frozenset({PersonId(1), PersonId(2)})})),
            "Only 6 people can be seated, since some are never to sit together (Guest1 Example, Guest2 Example). Let "
            "some of them sit together, or bring in more people.",
        ),
        (
            many(7),
            Request(wishes={PersonId(2): Wish.NOT_NOW, PersonId(5): Wish.NOT_NOW}),
            "Only 5 people can be seated, since you left out Guest2 Example, Guest5 Example this time. Allow one of "
            "them again, or bring in more people.",
        ),
        (
            [
                *(somebody(number, organisation="Polder Data") for number in range(1, 4)),
                *(somebody(number, organisation=f"House {number}") for number in range(4, 8)),
            ],
            Request(
                guests=7,
                wishes={PersonId(7): Wish.NOT_NOW},
                apart=frozenset({frozenset({PersonId(3), PersonId(4)}), frozenset({PersonId(7), PersonId(4)})}),
            ),
            "Only 5 people can be seated: several rules together bar the others (of one place, kept apart, left out). "
            "Lift more than one of them, or bring in more people.",
        ),
    ],
)
def test_suggest_names_the_rule_that_keeps_seats_empty(hall, request_, sentence):
    assert texts(suggest(hall, request_)) == [sentence]


def test_suggest_says_when_nobody_mentions_the_topic():
    suggestion = suggest(many(20), Request(topic="Beekeeping"))

    assert texts(suggestion) == [
        "Nobody mentions the topic: the table was chosen for variety. Try other words for the topic."
    ]


def test_suggest_for_a_visit_mixes_sites_and_departments():
    hall = [
        somebody(number, organisation="Office", city=f"City {number % 6}", department=f"Department {number % 7}")
        for number in range(1, 60)
    ]

    suggestion = suggest(hall, Request(grouping=grouping_for(OccasionKind.THEIR_VISIT)))

    known = {person.id: person for person in hall}
    table = [known[one] for one in ids(suggestion.seats)]
    assert len(table) == 7
    assert max(Counter(person.city for person in table).values()) <= 2
    assert max(Counter(person.department for person in table).values()) <= 2


def test_suggest_for_a_visit_to_one_site_mixes_departments_and_says_so():
    hall = [
        somebody(number, organisation="Office", city="Utrecht", department=f"Department {number % 7}")
        for number in range(1, 60)
    ]

    suggestion = suggest(hall, Request(grouping=Grouping.BOTH))

    assert len(suggestion.seats) == 7
    assert texts(suggestion) == ["There are too few sites to mix: the table mixes departments only."]


def test_replacement_keeps_rules_and_takes_wanted_people_first():
    hall = many(20)
    request = Request(
        wishes={PersonId(20): Wish.HOPED, PersonId(19): Wish.NOT_NOW, PersonId(18): Wish.HOPED},
        apart=frozenset({frozenset({PersonId(1), PersonId(20)})}),
    )

    pick = replacement(hall, map(PersonId, range(1, 6)), PersonId(5), request)

    assert pick is not None
    assert pick.person_id == 18


def test_replacement_is_nobody_when_the_rules_bar_everybody():
    hall = [somebody(number, organisation="Polder Data") for number in range(1, 6)]

    assert replacement(hall, [PersonId(1), PersonId(2), PersonId(3)], PersonId(3), Request()) is None


def test_facts_are_those_of_this_table_most_personal_first():
    bob = a_person(
        talks=("My cat", "Privacy in open research data"),
        topics=("Open source", "Research data"),
        level=Level.TOP,
        note="Rows, too.",
    )
    others = [somebody(number, level=Level.SENIOR, country="DE", organisation="Zeewering") for number in (1, 2, 3, 4)]
    request = Request(
        topic="Open research data",
        wishes={bob.id: Wish.HOPED},
        met_before={bob.id: 1},
        host=HostSide(topics=("open SOURCE",), country="DE", organisation="Auenland"),
    )

    facts = facts_for(bob, [*others, bob], request)

    assert facts == (
        Fact(kind=FactKind.HOPED_TO_MEET),
        Fact(kind=FactKind.TALK, details=("Privacy in open research data",)),
        Fact(kind=FactKind.TOPIC, details=("Research data",)),
        Fact(kind=FactKind.SHARED_TOPIC, details=("Open source",)),
        Fact(kind=FactKind.ROLE, details=("Data steward", "Polder Data")),
        Fact(kind=FactKind.ORGANISATION, details=("Polder Data",)),
        Fact(kind=FactKind.LEVEL, details=("top",)),
        Fact(kind=FactKind.REGION, details=("NL",)),
        Fact(kind=FactKind.MET_BEFORE, details=("1",)),
        Fact(kind=FactKind.NOTE, details=("Rows, too.",)),
    )


def test_facts_claim_nothing_that_is_not_known():
    charlie = somebody(1, level=Level.UNKNOWN, country="", organisation="", topics=())

    assert facts_for(charlie, many(6), Request(topic="Privacy")) == ()


def test_facts_do_not_call_somebody_the_only_one_from_the_host_s_organisation_or_country():
    bob = a_person(job_title="", topics=(), level=Level.UNKNOWN)
    others = [somebody(number, country="DE", organisation="Zeewering") for number in (1, 2, 3, 4)]

    host = HostSide(country="NL", organisation="Polder Data B.V.")

    assert facts_for(bob, others, Request(host=host)) == ()


def test_mix_counts_what_is_known():
    table = [
        somebody(1, organisation="Polder Data", level=Level.TOP, country="NL"),
        somebody(2, organisation="Polder Data B.V.", level=Level.UNKNOWN, country=""),
        somebody(3, organisation="Zeewering", level=Level.JUNIOR, country="NL"),
    ]

    assert mix(table) == Mix(organisations=2, levels=2, countries=1)


def test_mix_in_words_says_what_is_missing_from_where_the_host_stands():
    table = [
        somebody(1, organisation="Polder Data", level=Level.JUNIOR, country="NL"),
        somebody(2, organisation="Zeewering", level=Level.INDEPENDENT, country="BE", email=""),
        somebody(3, organisation="", level=Level.JUNIOR, country=""),
    ]

    assert mix_in_words(table, HostSide(level=Level.SENIOR)) == MixWords(
        levels=((Level.JUNIOR, 2), (Level.INDEPENDENT, 1)),
        missing=(Height.ABOVE, Height.BESIDE),
        organisations=2,
        countries=("BE", "NL"),
        without_address=1,
    )


@pytest.mark.parametrize(
    ("host", "missing"),
    [
        (Level.TOP, (Height.BESIDE, Height.BELOW)),
        (Level.JUNIOR, (Height.ABOVE, Height.BESIDE)),
        (Level.UNKNOWN, ()),
        (Level.INDEPENDENT, ()),
    ],
)
def test_mix_in_words_misses_only_what_there_is(host, missing):
    assert mix_in_words([], HostSide(level=host)).missing == missing


def a_table_for(request, people):
    return [pick.person_id for pick in suggest(people, request).seats]


def messages(unmet):
    return [one.text for one in unmet]


def test_unmet_at_a_suggested_table_says_the_same_as_the_suggestion():
    people = [*many(12), somebody(40, email="")]
    request = Request(topic="Privacy", guests=5, wishes={PersonId(40): Wish.MUST})

    suggestion = suggest(people, request)

    assert unmet_at(people, [pick.person_id for pick in suggestion.seats], request) == suggestion.unmet
    assert messages(suggestion.unmet) == [
        "No e-mail address is known of Guest40 Example. Add it, or write to them by another way."
    ]


def test_unmet_at_names_a_pair_seated_by_hand():
    people = many(12)
    request = Request(topic="Privacy", guests=5)
    table = a_table_for(request, people)

    parted = replace(request, apart=frozenset({frozenset(table[:2])}))

    one, other = sorted(table[:2])
    assert messages(unmet_at(people, table, parted)) == [
        f"Guest{one} Example and Guest{other} Example were never to sit together. "
        "Take one of them off, or lift that rule."
    ]


def test_unmet_at_tells_of_a_star_that_came_after_the_suggestion():
    people = many(12)
    request = Request(topic="Privacy", guests=5)
    table = a_table_for(request, people)
    late = next(person.id for person in people if person.id not in table)

    starred = replace(request, wishes={late: Wish.HOPED})

    assert messages(unmet_at(people, table, starred)) == [
        f"Guest{late} Example: wanted, but not seated yet. Suggest anew, or seat them by hand."
    ]


def test_unmet_at_is_silent_about_a_seat_that_can_be_filled():
    people = many(12)
    request = Request(topic="Privacy", guests=5)

    assert unmet_at(people, a_table_for(request, people)[:3], request) == ()


def test_unmet_at_says_when_nobody_is_left_for_a_free_seat():
    people = many(4)
    request = Request(topic="Privacy", guests=5)

    found = messages(unmet_at(people, a_table_for(request, people), request))

    assert found == ["Only 4 people can be chosen: import more people."]


def test_unmet_at_counts_guests_beyond_the_plan():
    people = many(12)
    request = Request(topic="Privacy", guests=7)

    fewer = replace(request, guests=5)

    assert messages(unmet_at(people, a_table_for(request, people), fewer)) == [
        "7 guests sit at a table for 5. Take somebody off, or plan for more guests."
    ]


def test_stand_ins_keep_the_mix_of_each_seat():
    boss, trainee = somebody(1, level=Level.TOP), somebody(2, level=Level.JUNIOR)
    other_boss, other_trainee = somebody(3, level=Level.TOP), somebody(4, level=Level.JUNIOR)
    everybody = [
        replace(one, organisation="", country="", topics=()) for one in (boss, trainee, other_boss, other_trainee)
    ]

    found = stand_ins(everybody, [boss.id, trainee.id], Request(topic="Privacy"), most=1)

    assert {leaving: [pick.person_id for pick in picks] for leaving, picks in found.items()} == {1: [3], 2: [4]}


def test_stand_ins_are_wanted_people_first_and_never_break_a_rule():
    people = [somebody(number, organisation=f"House {number}", topics=()) for number in range(1, 7)]
    request = Request(
        topic="Privacy",
        wishes={PersonId(5): Wish.HOPED, PersonId(6): Wish.NOT_NOW},
        apart=frozenset({frozenset((PersonId(1), PersonId(4)))}),
    )

    found = stand_ins(people, [PersonId(1), PersonId(2)], request)

    assert [pick.person_id for pick in found[PersonId(2)]] == [5, 3]
    assert found[PersonId(1)][0].person_id == 5
    assert {pick.person_id for pick in found[PersonId(1)]} <= {3, 4, 5}


def test_lean_weighs_closeness_against_variety():
    close = [somebody(number, topics=("Privacy",), country="NL", level=Level.SENIOR) for number in range(1, 8)]
    mixed = [
        somebody(number, topics=("Teaching",), country=country, level=level)
        for number, (country, level) in enumerate(
            [("DE", Level.TOP), ("CH", Level.JUNIOR), ("GB", Level.INDEPENDENT), ("FR", Level.TOP)], 20
        )
    ]
    people = [replace(one, organisation=f"House {one.id}") for one in (*close, *mixed)]

    close_ones = {
        lean: sum(pick.person_id < 20 for pick in suggest(people, Request(topic="Privacy", lean=lean)).seats)
        for lean in Lean
    }

    assert close_ones[Lean.TOPIC] == 7
    assert close_ones[Lean.MIXED] < close_ones[Lean.TOPIC]
    assert sorted(close_ones.values(), reverse=True) == list(close_ones.values())


def test_more_senior_seats_those_higher_up():
    people = [
        somebody(number, organisation=f"House {number}", level=level, topics=("Privacy",))
        for number, level in enumerate([Level.TOP] * 8 + [Level.JUNIOR] * 8, 1)
    ]

    plain, senior = (
        [pick.person_id for pick in suggest(people, Request(topic="Privacy", more_senior=wanted)).seats]
        for wanted in (False, True)
    )

    assert sum(one <= 8 for one in senior) > sum(one <= 8 for one in plain)


def test_more_new_faces_leaves_those_who_sat_before_behind_nearly_everybody():
    people = [somebody(number, organisation=f"House {number}", topics=("Privacy",)) for number in range(1, 6)]
    strangers = [somebody(number, organisation=f"House {number}", topics=()) for number in range(6, 12)]
    met = {PersonId(number): 1 for number in range(1, 6)}

    told = suggest([*people, *strangers], Request(topic="Privacy", met_before=met, guests=5, more_new_faces=True))

    assert len({pick.person_id for pick in told.seats} & met.keys()) < 3


def test_facts_at_a_visit_name_site_and_department_that_nobody_else_is_from():
    anna = somebody(1, city="Essen", department="Einkauf", topics=())
    bert = somebody(2, city="Essen", department="Vertrieb", topics=())
    request = Request(topic="Privacy", grouping=Grouping.BOTH)

    told = [
        fact for fact in facts_for(anna, [anna, bert], request) if fact.kind in (FactKind.SITE, FactKind.DEPARTMENT)
    ]

    assert told == [Fact(kind=FactKind.DEPARTMENT, details=("Einkauf",))]


def test_facts_name_a_field_that_nobody_else_at_the_table_brings():
    anna = somebody(1, topics=("Privacy", "Teaching", "AI"))
    bert = somebody(2, topics=("teaching",))

    told = [
        fact for fact in facts_for(anna, [anna, bert], Request(topic="Privacy")) if fact.kind is FactKind.OTHER_FIELD
    ]

    assert told == [Fact(kind=FactKind.OTHER_FIELD, details=("AI",))]


@settings(max_examples=150, deadline=None)
@given(halls, requests)
def test_suggest_names_everybody_who_is_wanted_and_has_no_seat(hall, request):
    suggestion = suggest(hall, request)

    seated = set(ids(suggestion.seats))
    left = [
        one
        for one in hall
        if request.is_wanted(one.id) and one.id not in seated and request.wishes.get(one.id) is not Wish.NOT_NOW
    ]
    told = " ".join(texts(suggestion))
    assert [one for one in left if not _is_told(one, told)] == []


def _is_told(person, told):
    name = person.name.full.strip() or person.email or person.organisation or f"#{person.id}"
    return name in told or "…" in told


@settings(max_examples=60, deadline=None)
@given(halls, requests, st.randoms())
def test_suggest_gives_the_same_table_for_the_same_people_in_any_order(hall, request, order):
    shuffled = list(hall)
    order.shuffle(shuffled)

    assert suggest(shuffled, request) == suggest(hall, request)


HOUSE = "Polder Data"
IMPOSSIBLE = {
    "two who must come and never sit together": (
        many(8),
        Request(
            guests=5,
            wishes={PersonId(1): Wish.MUST, PersonId(2): Wish.MUST},
            apart=frozenset({frozenset({PersonId(1), PersonId(2)})}),
        ),
        [Rule.APART],
    ),
    "more who must come than seats": (
        many(8),
        Request(guests=5, wishes={PersonId(one): Wish.MUST for one in range(1, 8)}),
        [Rule.TOO_MANY],
    ),
    "more who must come than any table seats": (
        many(14),
        Request(guests=10, wishes={PersonId(one): Wish.MUST for one in range(1, 13)}),
        [Rule.TOO_MANY_FOR_ANY],
    ),
    "somebody who must come and opted out": (
        [*many(7), somebody(8, opted_out=True)],
        Request(wishes={PersonId(8): Wish.MUST}),
        [Rule.OPTED_OUT],
    ),
    "somebody who must come without a name": (
        [*many(7), somebody(8, name=Name())],
        Request(wishes={PersonId(8): Wish.MUST}),
        [Rule.NAMELESS],
    ),
    "somebody who must come of whom only the address is known": (
        [*many(7), somebody(8, name=Name(original="zoe@porto.example.org"))],
        Request(wishes={PersonId(8): Wish.MUST}),
        [Rule.NAMELESS],
    ),
    "fewer people than seats": (many(3), Request(), [Rule.EMPTY]),
    "nobody at all": ([], Request(), [Rule.EMPTY]),
    "everybody of one house": (
        [somebody(number, organisation=HOUSE) for number in range(1, 9)],
        Request(),
        [Rule.EMPTY_BY_CAP],
    ),
    "everybody left out": (
        many(8),
        Request(wishes={PersonId(one): Wish.NOT_NOW for one in range(1, 9)}),
        [Rule.EMPTY_BY_WISH],
    ),
    "everybody kept apart from one": (
        many(7),
        Request(
            wishes={PersonId(1): Wish.MUST},
            apart=frozenset(frozenset({PersonId(1), PersonId(one)}) for one in range(2, 8)),
        ),
        [Rule.EMPTY_BY_PAIRS],
    ),
    "all of three of one house wanted": (
        [*(somebody(number, organisation=HOUSE) for number in (1, 2, 3)), *many(9)[3:]],
        Request(wishes={PersonId(one): Wish.MUST for one in (1, 2, 3)}),
        [Rule.CROWDED],
    ),
}


@pytest.mark.parametrize(("hall", "request_", "rules"), IMPOSSIBLE.values(), ids=IMPOSSIBLE)
def test_suggest_says_which_rule_blocks(hall, request_, rules):
    suggestion = suggest(hall, request_)

    assert [unmet.rule for unmet in suggestion.unmet] == rules


def test_suggest_seats_many_of_one_organisation_where_that_is_allowed():
    hall = [somebody(number, organisation=HOUSE) for number in range(1, 9)]

    suggestion = suggest(hall, Request(most_of_one=Taste(lean=Lean.BALANCED, many_of_one=True).most_of_one))

    assert (len(suggestion.seats), suggestion.unmet) == (7, ())
