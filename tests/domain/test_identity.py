"""Who is the same human."""

import pytest

from organizer.domain.identity import MOST_ASKED, Likeness, compare, group
from organizer.domain.identity_keys import organisation_key, profile_key
from organizer.domain.names import Name
from organizer.domain.traits import MOST_NAMESAKES
from tests.builders import an_attendee


def named(given: str, family: str) -> Name:
    return Name(given=given, family=family, original=f"{given} {family}".strip())


def test_same_address_and_name_is_certain():
    one, other = an_attendee(organisation="Polder"), an_attendee(organisation="Elsewhere", city="")

    assert compare(one, other) is Likeness.CERTAIN


def test_same_address_and_surname_of_another_given_name_is_somebody_else():
    one = an_attendee(name=named("Bob", "de Wit"), email="office@polder.example.org")
    other = an_attendee(name=named("Charlie", "de Wit"), email="office@polder.example.org")

    assert compare(one, other) is Likeness.DIFFERENT


@pytest.mark.parametrize(
    ("name", "likeness"),
    [
        (named("B.", "de Wit"), Likeness.CERTAIN),
        (named("Bob Jan", "de Wit"), Likeness.CERTAIN),
        (named("BOB", "DE WIT"), Likeness.CERTAIN),
        (named("Bob", "Wit"), Likeness.CERTAIN),
        (named("Bob", ""), Likeness.CERTAIN),
        (Name(original="bob@polder.example.org"), Likeness.CERTAIN),
        (named("Rob", "de Wit"), Likeness.DIFFERENT),
        (named("Bob", "Smith"), Likeness.DIFFERENT),
    ],
)
def test_same_address_needs_a_name_that_agrees(name: Name, likeness: Likeness):
    assert compare(an_attendee(), an_attendee(name=name, organisation="", city="")) is likeness


def test_a_nameless_record_of_a_shared_mailbox_is_only_probable():
    one = an_attendee(email="info@polder.example.org")
    other = an_attendee(email="info@polder.example.org", name=Name(original="info@polder.example.org"))

    assert compare(one, other) is Likeness.PROBABLE


@pytest.mark.parametrize(
    ("organisation", "likeness"),
    [
        ("Polder Data", Likeness.CERTAIN),
        ("POLDER DATA BV", Likeness.CERTAIN),
        ("Polder Data N.V.", Likeness.PROBABLE),
        ("PD", Likeness.PROBABLE),
        ("", Likeness.PROBABLE),
    ],
)
def test_same_name_needs_the_same_organisation(organisation: str, likeness: Likeness):
    other = an_attendee(email="", organisation=organisation)

    assert compare(an_attendee(), other) is likeness


def test_same_name_and_organisation_in_two_cities_is_only_probable():
    assert compare(an_attendee(), an_attendee(email="", city="Gent")) is Likeness.PROBABLE


def test_same_name_at_another_organisation_in_another_city_is_somebody_else():
    other = an_attendee(email="", organisation="Auenland University", city="Göttingen")

    assert compare(an_attendee(), other) is Likeness.DIFFERENT


def test_two_addresses_in_one_house_may_be_two_people():
    other = an_attendee(email="b.dewit@polder.example.org")

    assert compare(an_attendee(), other) is Likeness.PROBABLE


def test_a_private_address_beside_one_at_work_is_one_person():
    other = an_attendee(email="bob77@mailbox.example.net")

    assert compare(an_attendee(), other) is Likeness.CERTAIN


def test_freelancers_of_one_name_need_the_same_city():
    one = an_attendee(email="", organisation="freiberuflich", city="Berlin")

    assert compare(one, an_attendee(email="", organisation="Freelancer", city="Berlin")) is Likeness.CERTAIN
    assert compare(one, an_attendee(email="", organisation="Freelancer", city="")) is Likeness.PROBABLE


def test_profiles_prove_and_disprove():
    profile = "https://www.linkedin.com/in/bob-1"
    one = an_attendee(email="", organisation="", profile_url=profile)

    assert compare(one, an_attendee(email="", profile_url="linkedin.com/in/bob-1/?trk=x")) is Likeness.CERTAIN
    assert compare(one, an_attendee(profile_url="https://linkedin.com/in/bob-2")) is Likeness.DIFFERENT


def test_umlauts_are_the_same_in_each_spelling():
    one = an_attendee(name=named("Jürgen", "Größ"), email="")

    for given, family in (("Juergen", "Groess"), ("Jurgen", "Gross"), ("JÜRGEN", "GRÖSS")):
        assert compare(one, an_attendee(name=named(given, family), email="")) is Likeness.CERTAIN


def test_group_numbers_one_human_once():
    records = [an_attendee(), an_attendee(name=named("Charlie", "Kok"), email="c@example.org"), an_attendee(city="")]

    assert group(records).groups == (0, 1, 0)


def test_group_names_doubtful_pairs():
    records = [an_attendee(), an_attendee(email="", organisation="")]

    grouping = group(records)

    assert (grouping.groups, grouping.doubtful) == ((0, 1), ((0, 1),))


def test_group_asks_about_so_many_pairs_and_counts_the_rest():
    names = (f"Bob{one}{other}" for one in "abcdefghijklmnopqrstuvwxyz" for other in "abcdefghijklmnopqrstuvwxyz"[:20])
    firms = (("Polder Data", "Gent"), ("Zeewering", "Gent"), ("Zeewering", "Delft"))
    records = [
        an_attendee(name=named(given, "Kok"), email="", organisation=firm, city=city)
        for given in names
        for firm, city in (("", ""), *firms)
    ]

    grouping = group(records)

    # Of each four: three with the one of whom nothing is known, two in one town, two in one house.
    assert len(grouping.doubtful) == MOST_ASKED
    assert grouping.unasked == 520 * 5 - MOST_ASKED


def test_group_asks_nothing_about_a_name_that_many_have():
    few, many = (
        [an_attendee(email="", organisation=f"Firm {chr(97 + at)}", city="") for at in range(count)]
        for count in (MOST_NAMESAKES, MOST_NAMESAKES + 1)
    )

    assert len(group(few).doubtful) == MOST_NAMESAKES * (MOST_NAMESAKES - 1) // 2
    assert group(many).doubtful == ()


def test_group_joins_those_of_one_house_whose_name_many_have():
    crowd = [an_attendee(email="", organisation=f"Firm {chr(97 + at)}", city="") for at in range(MOST_NAMESAKES + 1)]

    grouping = group([*crowd, an_attendee(email="", organisation="Firm u", city="")])

    assert grouping.groups[-1] == MOST_NAMESAKES


def test_group_never_joins_through_a_third_record():
    bob_jan = an_attendee(name=named("Bob Jan", "de Wit"))
    bob = an_attendee(name=named("Bob", "de Wit"))
    bob_piet = an_attendee(name=named("Bob Piet", "de Wit"))

    assert group([bob_jan, bob, bob_piet]).groups == (0, 0, 2)


def test_keys_drop_what_tells_nothing():
    assert organisation_key("Müller & Söhne KG") == organisation_key("Mueller+Soehne") == "muellersoehne"
    assert organisation_key("Verein Offene Daten e. V.") == "vereinoffenedaten"
    assert profile_key("http://de.linkedin.com/in/Bob/?x=1") == "linkedin.com/in/bob"
    assert profile_key("Bob") == ""


@pytest.mark.parametrize(
    ("family", "likeness"),
    [
        ("v. d. Lühe", Likeness.PROBABLE),
        ("v.d. Lühe", Likeness.PROBABLE),
        ("vd Lühe", Likeness.PROBABLE),
        ("von d. Lühe", Likeness.PROBABLE),
        ("Von Der Lühe", Likeness.CERTAIN),
        ("von den Lühe", Likeness.DIFFERENT),
        ("v. Lühe", Likeness.DIFFERENT),
        ("v. d. Lohe", Likeness.DIFFERENT),
    ],
)
def test_particles_cut_short_are_asked_about_and_never_joined(family: str, likeness: Likeness):
    one = an_attendee(name=named("Klaus-Peter", "von der Lühe"), email="")
    other = an_attendee(name=named("Klaus Peter", family), email="")

    grouping = group([one, other])

    assert compare(one, other) is likeness
    assert (grouping.groups, grouping.doubtful) == {
        Likeness.PROBABLE: ((0, 1), ((0, 1),)),
        Likeness.CERTAIN: ((0, 0), ()),
        Likeness.DIFFERENT: ((0, 1), ()),
    }[likeness]


def test_particles_cut_short_are_asked_about_without_an_organisation():
    one = an_attendee(name=named("Jan", "van den Berg"), email="", organisation="")
    other = an_attendee(name=named("Jan", "van d. Berg"), email="", organisation="")

    assert group([one, other]).doubtful == ((0, 1),)
