"""Dates and times in the words of a language, with the city whose clock is meant."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import lru_cache

from babel import Locale
from babel.dates import format_date, format_time, get_timezone_location

from organizer.domain.scheduling import difference_shifts, local_time, zone_of
from organizer.domain.vocabulary import Language

LOCALES = {Language.DE: Locale("de"), Language.EN: Locale("en", "GB"), Language.NL: Locale("nl")}

DAY = {Language.DE: "d. MMMM y", Language.EN: "d MMMM y", Language.NL: "d MMMM y"}
DAY_OF_WEEK = {Language.DE: "EEEE, d. MMMM", Language.EN: "EEEE, d MMMM", Language.NL: "EEEE d MMMM"}
HOUR = {Language.DE: "HH:mm", Language.EN: "HH:mm", Language.NL: "HH.mm"}
CLOCK = {Language.DE: "{hour} Uhr", Language.EN: "{hour}", Language.NL: "{hour} uur"}
SPAN = {Language.DE: "{start} bis {end}", Language.EN: "{start} to {end}", Language.NL: "{start} tot {end}"}
PLACE = {Language.DE: "({city})", Language.EN: "({city} time)", Language.NL: "(tijd in {city})"}

CLOCK_CHANGES = {
    Language.DE: "Um diesen Tag herum werden die Uhren umgestellt; die Uhrzeiten oben stimmen.",
    Language.EN: "Clocks change around that day; the times above are right.",
    Language.NL: "Rond die dag wordt de klok verzet; de tijden hierboven kloppen.",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class DatesInWords:
    """One start as a guest reads it: their date and time, the host's where it is another, a word on clock changes."""

    date: str
    host_time: str = ""
    clock_note: str = ""


def day_in_words(day: date, language: Language) -> str:
    """A day without its weekday: "3. Dezember 2026"."""
    return format_date(day, DAY[language], locale=LOCALES[language])


def date_in_words(instant: datetime, time_zone: str, language: Language) -> str:
    """Weekday, day, time, city: "Donnerstag, 3. Dezember 2026, 18:00 Uhr (Berlin)"."""
    return f"{_weekday_and_day(instant, time_zone, language)}, {time_in_words(instant, time_zone, language)}"


def time_in_words(instant: datetime, time_zone: str, language: Language) -> str:
    """Time and city: "18:00 Uhr (Berlin)", "18:00 (Berlin time)", "18.00 uur (tijd in Berlijn)"."""
    return f"{_clock(instant, time_zone, language)} {_place(time_zone, language)}"


def span_in_words(starts_at: datetime, minutes: int, time_zone: str, language: Language) -> str:
    """A part of an evening: "Donnerstag, 3. Dezember 2026, 18:20 bis 18:40 Uhr (Berlin)"."""
    hours = (_hour(instant, time_zone, language) for instant in (starts_at, starts_at + timedelta(minutes=minutes)))
    span = SPAN[language].format(**dict(zip(("start", "end"), hours, strict=True)))
    day = _weekday_and_day(starts_at, time_zone, language)
    return f"{day}, {CLOCK[language].format(hour=span)} {_place(time_zone, language)}"


@lru_cache(maxsize=1024)
def dates_for_guest(starts_at: datetime, guest_zone: str, host_zone: str, language: Language) -> DatesInWords:
    """The start on the guest's clock, and on the host's where it shows another time; no `guest_zone`: the host's."""
    guest_zone = guest_zone or host_zone
    guest, host = local_time(starts_at, guest_zone), local_time(starts_at, host_zone)
    date_words = date_in_words(starts_at, guest_zone, language)
    if guest == host and not difference_shifts(starts_at, guest_zone, host_zone):
        return DatesInWords(date=date_words)
    host_time = _clock(starts_at, host_zone, language)
    if guest.date() != host.date():
        host_day = format_date(host, DAY_OF_WEEK[language], locale=LOCALES[language])
        host_time = f"{host_day}, {host_time}"
    clock_note = CLOCK_CHANGES[language] if difference_shifts(starts_at, guest_zone, host_zone) else ""
    return DatesInWords(date=date_words, host_time=host_time, clock_note=clock_note)


@lru_cache(maxsize=1024)
def city_of(time_zone: str, language: Language) -> str:
    """The city a time zone is named after, as the language spells it: Berlin, Berlijn."""
    location = get_timezone_location(zone_of(time_zone), locale=LOCALES[language], return_city=True)
    return str(location).rpartition("/")[2]


def _weekday_and_day(instant: datetime, time_zone: str, language: Language) -> str:
    weekday = f"{DAY_OF_WEEK[language]} y"
    return format_date(local_time(instant, time_zone), weekday, locale=LOCALES[language])


def _clock(instant: datetime, time_zone: str, language: Language) -> str:
    return CLOCK[language].format(hour=_hour(instant, time_zone, language))


def _hour(instant: datetime, time_zone: str, language: Language) -> str:
    return format_time(local_time(instant, time_zone).time(), HOUR[language], locale=LOCALES[language])


def _place(time_zone: str, language: Language) -> str:
    return PLACE[language].format(city=city_of(time_zone, language))
