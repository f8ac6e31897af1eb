"""Countries, zones and languages."""

from zoneinfo import available_timezones

import pytest

from organizer.domain.places import (
    ZONE_OF_CITY,
    ZONE_OF_COUNTRY,
    country_code,
    guess_language,
    guess_time_zone,
    read_language,
)
from organizer.domain.vocabulary import Language


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Deutschland", "DE"),
        ("D", "DE"),
        ("de", "DE"),
        ("The Netherlands", "NL"),
        ("Oostenrijk", "AT"),
        ("GROSSBRITANNIEN", "GB"),
        ("Czech Republic", "CZ"),
        ("U.S.A.", "US"),
        ("Auenland", ""),
        ("", ""),
    ],
)
def test_country_code_reads_three_languages(text: str, code: str):
    assert country_code(text) == code


@pytest.mark.parametrize(
    ("city", "country", "zone"),
    [
        ("", "NL", "Europe/Amsterdam"),
        ("Boston", "US", "America/New_York"),
        ("Springfield", "US", ""),
        ("London", "CA", ""),
        ("Köln", "", "Europe/Berlin"),
        ("Bergstadt", "", ""),
    ],
)
def test_guess_time_zone_guesses_only_where_there_is_one(city: str, country: str, zone: str):
    assert guess_time_zone(city, country) == zone


def test_every_zone_exists():
    zones = {zone for zone in (*ZONE_OF_COUNTRY.values(), *ZONE_OF_CITY.values()) if zone}

    assert zones - available_timezones() == set()


def test_guess_language_leaves_countries_of_several_languages_open():
    assert [guess_language(code) for code in ("DE", "AT", "NL", "BE", "CH", "FR")] == [
        Language.DE,
        Language.DE,
        Language.NL,
        None,
        None,
        None,
    ]


def test_read_language_reads_words_and_codes():
    assert [read_language(text) for text in ("Deutsch", "de-AT", "English", "nederlands", "fr")] == [
        Language.DE,
        Language.DE,
        Language.EN,
        Language.NL,
        None,
    ]


@pytest.mark.parametrize(
    ("country", "city", "usual", "language"),
    [
        ("", "Utrecht", None, Language.NL),
        ("", "Wien", None, Language.DE),
        ("", "Leuven", Language.NL, None),
        ("BE", "Utrecht", Language.NL, None),
        ("", "Kleindorf", Language.DE, Language.DE),
        ("", "", Language.NL, Language.NL),
        ("", "Kleindorf", None, None),
    ],
)
def test_guess_language_goes_by_the_town_and_the_list_where_no_country_is_said(
    country: str, city: str, usual: Language | None, language: Language | None
):
    assert guess_language(country, city, usual) is language
