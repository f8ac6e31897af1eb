from datetime import date

import pytest

from organizer.domain.holidays import BY_COUNTRY, NATIONAL_DAYS, RULES, Holiday, easter, holidays_on
from organizer.domain.places import country_of


@pytest.mark.parametrize(
    "day",
    [date(2024, 3, 31), date(2025, 4, 20), date(2026, 4, 5), date(2027, 3, 28), date(2038, 4, 25), date(1818, 3, 22)],
)
def test_easter_is_when_the_churches_keep_it(day: date):
    assert easter(day.year) == day


@pytest.mark.parametrize(
    ("day", "countries", "found"),
    [
        (date(2026, 12, 25), ("JP",), {Holiday.CHRISTMAS: ()}),
        (date(2026, 12, 26), ("DE", "NL", "FR"), {Holiday.SECOND_CHRISTMAS_DAY: ("DE", "NL")}),
        (date(2026, 10, 3), ("DE", "AT"), {Holiday.NATIONAL_DAY: ("DE",)}),
        (date(2026, 5, 14), ("DE", "DE", "GB"), {Holiday.ASCENSION: ("DE",)}),
        (date(2026, 6, 20), ("SE",), {Holiday.MIDSUMMER: ("SE",)}),
        (date(2026, 12, 3), ("DE", "NL"), {}),
    ],
)
def test_holidays_are_those_of_the_countries_asked_about(
    day: date, countries: tuple[str, ...], found: dict[Holiday, tuple[str, ...]]
):
    assert holidays_on(day, countries) == found


@pytest.mark.parametrize(("year", "day"), [(2026, 27), (2031, 26)])
def test_kings_day_is_never_a_sunday(year: int, day: int):
    assert holidays_on(date(year, 4, day), ["NL"]) == {Holiday.KINGS_DAY: ("NL",)}


def test_every_holiday_has_its_rule():
    assert set(RULES) | {Holiday.NATIONAL_DAY} == set(Holiday)
    assert all(len(country) == 2 for country in {**BY_COUNTRY, **NATIONAL_DAYS})


@pytest.mark.parametrize(
    ("zone", "country"), [("Europe/Berlin", "DE"), ("Europe/Amsterdam", "NL"), ("Asia/Tokyo", "JP"), ("Nowhere", "")]
)
def test_zone_tells_its_country(zone: str, country: str):
    assert country_of(zone) == country
