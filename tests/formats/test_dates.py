from datetime import UTC, date, datetime

import pytest

from organizer.domain.scheduling import UnknownTimeZoneError
from organizer.domain.vocabulary import Language
from organizer.formats.dates import (
    DatesInWords,
    city_of,
    date_in_words,
    dates_for_guest,
    day_in_words,
    span_in_words,
    time_in_words,
)

DE, EN, NL = Language.DE, Language.EN, Language.NL
BERLIN = "Europe/Berlin"
START = datetime(2026, 12, 3, 17, tzinfo=UTC)


@pytest.mark.parametrize(
    ("language", "expected"),
    [
        (DE, "Donnerstag, 3. Dezember 2026, 18:00 Uhr (Berlin)"),
        (EN, "Thursday, 3 December 2026, 18:00 (Berlin time)"),
        (NL, "donderdag 3 december 2026, 18.00 uur (tijd in Berlijn)"),
    ],
)
def test_date_in_words_as_a_careful_writer_puts_it(language: Language, expected: str):
    assert date_in_words(START, BERLIN, language) == expected


def test_day_and_time_in_words():
    assert day_in_words(date(2026, 10, 14), DE) == "14. Oktober 2026"
    assert day_in_words(date(2026, 10, 14), EN) == "14 October 2026"
    assert time_in_words(START, "America/New_York", NL) == "12.00 uur (tijd in New York)"


@pytest.mark.parametrize(
    ("language", "expected"),
    [
        (DE, "Donnerstag, 3. Dezember 2026, 18:00 bis 18:20 Uhr (Berlin)"),
        (EN, "Thursday, 3 December 2026, 18:00 to 18:20 (Berlin time)"),
        (NL, "donderdag 3 december 2026, 18.00 tot 18.20 uur (tijd in Berlijn)"),
    ],
)
def test_span_in_words_says_start_and_end(language: Language, expected: str):
    assert span_in_words(START, 20, BERLIN, language) == expected


@pytest.mark.parametrize("guest_zone", [BERLIN, "Europe/Amsterdam", ""])
def test_dates_for_guest_say_the_time_once_where_clocks_agree(guest_zone: str):
    city = "Amsterdam" if "Amsterdam" in guest_zone else "Berlin"

    dates = dates_for_guest(START, guest_zone, BERLIN, DE)

    assert dates == DatesInWords(date=f"Donnerstag, 3. Dezember 2026, 18:00 Uhr ({city})")


def test_dates_for_guest_say_both_times_where_clocks_differ():
    assert dates_for_guest(START, "Europe/London", BERLIN, EN) == DatesInWords(
        date="Thursday, 3 December 2026, 17:00 (London time)", host_time="18:00"
    )


def test_dates_for_guest_say_the_hosts_day_where_it_is_another():
    assert dates_for_guest(START, "Australia/Sydney", BERLIN, NL) == DatesInWords(
        date="vrijdag 4 december 2026, 04.00 uur (tijd in Sydney)",
        host_time="donderdag 3 december, 18.00 uur",
    )


def test_dates_for_guest_say_when_the_difference_is_about_to_change():
    dates = dates_for_guest(datetime(2026, 10, 29, 17, tzinfo=UTC), "America/New_York", BERLIN, DE)

    assert dates == DatesInWords(
        date="Donnerstag, 29. Oktober 2026, 13:00 Uhr (New York)",
        host_time="18:00 Uhr",
        clock_note="Um diesen Tag herum werden die Uhren umgestellt; die Uhrzeiten oben stimmen.",
    )


def test_city_of_is_a_city_in_the_language():
    assert [city_of(BERLIN, language) for language in (DE, EN, NL)] == ["Berlin", "Berlin", "Berlijn"]
    assert city_of("America/Argentina/Buenos_Aires", DE) == "Buenos Aires"
    assert city_of("UTC", EN) == "UTC"


def test_dates_refuse_an_unknown_zone():
    with pytest.raises(UnknownTimeZoneError):
        date_in_words(START, "Europe/Nowhere", EN)
