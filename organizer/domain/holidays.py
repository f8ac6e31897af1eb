"""Days on which a whole country has off: not forbidden for an evening, but nobody should choose one by oversight.

The best known nationwide days of the countries this program is used in, not all of them; those of single states or
cantons are left out, and so are days moved from a weekend to a weekday.
"""

from collections.abc import Callable, Iterable
from datetime import date, timedelta
from enum import StrEnum


class Holiday(StrEnum):
    NEW_YEAR = "new year"
    EPIPHANY = "epiphany"
    GOOD_FRIDAY = "good friday"
    EASTER = "easter"
    EASTER_MONDAY = "easter monday"
    KINGS_DAY = "king's day"
    LABOUR_DAY = "labour day"
    VICTORY_DAY = "victory day"
    ASCENSION = "ascension"
    WHIT_SUNDAY = "whit sunday"
    WHIT_MONDAY = "whit monday"
    CORPUS_CHRISTI = "corpus christi"
    MIDSUMMER = "midsummer"
    NATIONAL_DAY = "national day"
    ASSUMPTION = "assumption"
    ALL_SAINTS = "all saints"
    ARMISTICE = "armistice"
    IMMACULATE_CONCEPTION = "immaculate conception"
    CHRISTMAS_EVE = "christmas eve"
    CHRISTMAS = "christmas"
    SECOND_CHRISTMAS_DAY = "second christmas day"
    NEW_YEARS_EVE = "new year's eve"


Rule = Callable[[int], date]


def _on(month: int, day: int) -> Rule:
    return lambda year: date(year, month, day)


def _after_easter(days: int) -> Rule:
    return lambda year: easter(year) + timedelta(days=days)


def _kings_day(year: int) -> date:
    """27 April, or the day before when that is a Sunday."""
    day = date(year, 4, 27)
    return day - timedelta(days=1) if day.isoweekday() == 7 else day


def _midsummer(year: int) -> date:
    """The Saturday from 20 to 26 June."""
    return next(date(year, 6, day) for day in range(20, 27) if date(year, 6, day).isoweekday() == 6)


RULES: dict[Holiday, Rule] = {
    Holiday.NEW_YEAR: _on(1, 1),
    Holiday.EPIPHANY: _on(1, 6),
    Holiday.GOOD_FRIDAY: _after_easter(-2),
    Holiday.EASTER: _after_easter(0),
    Holiday.EASTER_MONDAY: _after_easter(1),
    Holiday.KINGS_DAY: _kings_day,
    Holiday.LABOUR_DAY: _on(5, 1),
    Holiday.VICTORY_DAY: _on(5, 8),
    Holiday.ASCENSION: _after_easter(39),
    Holiday.WHIT_SUNDAY: _after_easter(49),
    Holiday.WHIT_MONDAY: _after_easter(50),
    Holiday.CORPUS_CHRISTI: _after_easter(60),
    Holiday.MIDSUMMER: _midsummer,
    Holiday.ASSUMPTION: _on(8, 15),
    Holiday.ALL_SAINTS: _on(11, 1),
    Holiday.ARMISTICE: _on(11, 11),
    Holiday.IMMACULATE_CONCEPTION: _on(12, 8),
    Holiday.CHRISTMAS_EVE: _on(12, 24),
    Holiday.CHRISTMAS: _on(12, 25),
    Holiday.SECOND_CHRISTMAS_DAY: _on(12, 26),
    Holiday.NEW_YEARS_EVE: _on(12, 31),
}
# The evening of these is everybody's own, whatever the law of the country says.
EVERYWHERE = (
    Holiday.NEW_YEAR,
    Holiday.EASTER,
    Holiday.CHRISTMAS_EVE,
    Holiday.CHRISTMAS,
    Holiday.NEW_YEARS_EVE,
)
NATIONAL_DAYS: dict[str, Rule] = {
    "DE": _on(10, 3),
    "AT": _on(10, 26),
    "CH": _on(8, 1),
    "BE": _on(7, 21),
    "LU": _on(6, 23),
    "FR": _on(7, 14),
    "SE": _on(6, 6),
    "NO": _on(5, 17),
    "FI": _on(12, 6),
    "IT": _on(6, 2),
    "ES": _on(10, 12),
    "IE": _on(3, 17),
    "US": _on(7, 4),
}
_EASTER = (Holiday.GOOD_FRIDAY, Holiday.EASTER_MONDAY)
_SPRING = (Holiday.EASTER_MONDAY, Holiday.LABOUR_DAY, Holiday.ASCENSION, Holiday.WHIT_MONDAY)
# ISO 3166 alpha-2 -> the best known of what the whole country has off, beside its national day and the days above.
BY_COUNTRY: dict[str, tuple[Holiday, ...]] = {
    "DE": (Holiday.GOOD_FRIDAY, *_SPRING, Holiday.WHIT_SUNDAY, Holiday.SECOND_CHRISTMAS_DAY),
    "AT": (
        *_SPRING,
        Holiday.EPIPHANY,
        Holiday.CORPUS_CHRISTI,
        Holiday.ASSUMPTION,
        Holiday.ALL_SAINTS,
        Holiday.IMMACULATE_CONCEPTION,
        Holiday.SECOND_CHRISTMAS_DAY,
    ),
    "CH": (Holiday.ASCENSION,),
    "NL": (
        Holiday.EASTER_MONDAY,
        Holiday.KINGS_DAY,
        Holiday.ASCENSION,
        Holiday.WHIT_SUNDAY,
        Holiday.WHIT_MONDAY,
        Holiday.SECOND_CHRISTMAS_DAY,
    ),
    "BE": (*_SPRING, Holiday.ASSUMPTION, Holiday.ALL_SAINTS, Holiday.ARMISTICE),
    "LU": (*_SPRING, Holiday.ASSUMPTION, Holiday.ALL_SAINTS, Holiday.SECOND_CHRISTMAS_DAY),
    "FR": (*_SPRING, Holiday.VICTORY_DAY, Holiday.ASSUMPTION, Holiday.ALL_SAINTS, Holiday.ARMISTICE),
    "GB": (Holiday.GOOD_FRIDAY, Holiday.SECOND_CHRISTMAS_DAY),
    "IE": (Holiday.EASTER_MONDAY, Holiday.SECOND_CHRISTMAS_DAY),
    "DK": (*_EASTER, Holiday.ASCENSION, Holiday.WHIT_MONDAY, Holiday.SECOND_CHRISTMAS_DAY),
    "SE": (
        *_EASTER,
        Holiday.EPIPHANY,
        Holiday.LABOUR_DAY,
        Holiday.ASCENSION,
        Holiday.MIDSUMMER,
        Holiday.SECOND_CHRISTMAS_DAY,
    ),
    "NO": (Holiday.GOOD_FRIDAY, *_SPRING, Holiday.SECOND_CHRISTMAS_DAY),
    "FI": (
        *_EASTER,
        Holiday.EPIPHANY,
        Holiday.LABOUR_DAY,
        Holiday.ASCENSION,
        Holiday.MIDSUMMER,
        Holiday.SECOND_CHRISTMAS_DAY,
    ),
    "IT": (
        Holiday.EPIPHANY,
        Holiday.EASTER_MONDAY,
        Holiday.LABOUR_DAY,
        Holiday.ASSUMPTION,
        Holiday.ALL_SAINTS,
        Holiday.IMMACULATE_CONCEPTION,
        Holiday.SECOND_CHRISTMAS_DAY,
    ),
    "ES": (
        Holiday.EPIPHANY,
        Holiday.GOOD_FRIDAY,
        Holiday.LABOUR_DAY,
        Holiday.ASSUMPTION,
        Holiday.ALL_SAINTS,
        Holiday.IMMACULATE_CONCEPTION,
    ),
    "PL": (
        Holiday.EPIPHANY,
        Holiday.EASTER_MONDAY,
        Holiday.LABOUR_DAY,
        Holiday.CORPUS_CHRISTI,
        Holiday.ASSUMPTION,
        Holiday.ALL_SAINTS,
        Holiday.SECOND_CHRISTMAS_DAY,
    ),
}


def easter(year: int) -> date:
    """Easter Sunday of the western churches, by Butcher's rule (Meeus, Astronomical Algorithms, ch. 8)."""
    golden, (century, of_century) = year % 19, divmod(year, 100)
    epact = (19 * golden + century - century // 4 - (century - (century + 8) // 25 + 1) // 3 + 15) % 30
    weekday = (32 + 2 * (century % 4) + 2 * (of_century // 4) - epact - of_century % 4) % 7
    late = (golden + 11 * epact + 22 * weekday) // 451
    month, day = divmod(epact + weekday - 7 * late + 114, 31)
    return date(year, month, day + 1)


def holidays_on(day: date, countries: Iterable[str]) -> dict[Holiday, tuple[str, ...]]:
    """What is celebrated that day, and by which of these countries (ISO 3166 alpha-2); none named means everywhere."""
    found: dict[Holiday, tuple[str, ...]] = {one: () for one in EVERYWHERE if RULES[one](day.year) == day}
    for country in dict.fromkeys(countries):
        for one in BY_COUNTRY.get(country, ()):
            if RULES[one](day.year) == day and one not in EVERYWHERE:
                found[one] = (*found.get(one, ()), country)
        if country in NATIONAL_DAYS and NATIONAL_DAYS[country](day.year) == day:
            found[Holiday.NATIONAL_DAY] = (*found.get(Holiday.NATIONAL_DAY, ()), country)
    return found
