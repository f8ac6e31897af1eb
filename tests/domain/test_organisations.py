import pytest

from organizer.domain.organisations import house_key, join_spellings, place_key
from tests.builders import a_person


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Polder Data B.V.", "polder data"),
        ("Müller & Söhne GmbH & Co. KG", "Mueller+Soehne"),
        ("Offene Daten e. V.", "Offene Daten"),
        ("Technische Universität Bergstadt", "TU Bergstadt"),
        ("University of Westmarch", "Univ. of Westmarch"),
        ("Vistula Robotics Sp. z o.o.", "Vistula Robotics"),
        ('Quay "Digital" Studio Inc.', "Quay Digital Studio"),
    ],
)
def test_organisation_key_is_one_for_all_spellings(one, other):
    assert house_key(one) == house_key(other) != ""


@pytest.mark.parametrize("nothing", ["", " ", "-", "freiberuflich", "self-employed", "zzp'er", "n/a", "Independent"])
def test_organisation_key_of_nobody_s_organisation_is_empty(nothing):
    assert house_key(nothing) == ""


def test_organisation_key_keeps_a_name_that_is_a_legal_form():
    assert house_key("SE") == "se"


def test_place_key_folds():
    assert place_key("  GÖTTINGEN ") == place_key("Goettingen")


def test_join_spellings_follows_a_domain_named_like_the_organisation():
    people = [
        a_person(organisation="MMI", email="bob@mmi.example.org"),
        a_person(organisation="Max-Muster-Institut", email="charlie@mmi.example.org"),
    ]

    assert join_spellings(people) == {"max muster institut": "max muster institut", "mmi": "max muster institut"}


@pytest.mark.parametrize("domain", ["webmail.example.com", "gmail.com"])
def test_join_spellings_joins_nothing_at_a_provider(domain):
    people = [
        a_person(organisation="Polder Data", email=f"bob@{domain}"),
        a_person(organisation="Zeewering", email=f"charlie@{domain}"),
    ]

    assert join_spellings(people) == {}


def test_join_spellings_does_not_follow_one_person_who_kept_an_old_address():
    people = [
        a_person(organisation="Polder Data", email="bob@polder.example.org"),
        a_person(organisation="Zeewering", email="charlie@zeewering.example.org"),
        a_person(organisation="Zeewering", email="dora@zeewering.example.org"),
        a_person(organisation="Zeewering", email="emil@polder.example.org"),
    ]

    assert join_spellings(people) == {"polder data": "polder data", "zeewering": "zeewering"}
