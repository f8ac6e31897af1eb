"""Fields every form shares: one line of text, cleaned where it comes in, and a time zone."""

import unicodedata
from collections.abc import Mapping
from functools import cache
from typing import Any, cast
from zoneinfo import ZoneInfo, available_timezones

from babel import Locale
from babel.core import get_global
from babel.dates import get_timezone_location
from flask_babel import gettext, ngettext
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import SelectField, StringField
from wtforms.fields import SelectChoice  # type: ignore[attr-defined]
from wtforms.form import BaseForm
from wtforms.utils import unset_value
from wtforms.validators import Email, Length, ValidationError

from organizer.domain.errors import N_
from organizer.domain.names import fold
from organizer.domain.vocabulary import Language
from organizer.web.kept_forms import kept_form
from organizer.web.languages import date_locale

LONGEST_LINE = 200
LONGEST_TEXT = 64 * 1024

USUAL_ZONES = {Language.DE: "Europe/Berlin", Language.EN: "Europe/Berlin", Language.NL: "Europe/Amsterdam"}
OFTEN_USED = (
    "Europe/Berlin",
    "Europe/Amsterdam",
    "Europe/Vienna",
    "Europe/Zurich",
    "Europe/Brussels",
    "Europe/Paris",
    "Europe/London",
    "Europe/Helsinki",
    "America/New_York",
    "UTC",
)
# CLDR's territories of a zone that is of no one country.
NOWHERE, WORLD = "ZZ", "001"
# CLDR's present names of what everybody calls UTC.
UTC_IN_CLDR = ("Etc/UTC", "Etc/GMT")
SHORT_ENOUGH = Length(max=LONGEST_LINE, message=_l("Please keep this under %(max)d characters."))
WELL_FORMED = Email(message=_l("This is not a mail address we can use. Write it like name@example.org."))


def one_line(value: str | None) -> str:
    """Text without line breaks and control characters, spaces single."""
    visible = "".join(" " if unicodedata.category(sign) in ("Cc", "Zl", "Zp") else sign for sign in value or "")
    return " ".join(visible.split())


# What WTForms says by itself -> what we say: which also tells what to do next.
OWN_WORDS = {
    "This field is required.": N_("Please fill this in."),
    "Not a valid choice.": N_("Please choose one of these."),
    "Invalid Choice: could not coerce.": N_("Please choose one of these."),
    "Not a valid date value.": N_("Write the date like 2026-12-03."),
    "Not a valid time value.": N_("Write the time like 18:00."),
    "Not a valid datetime value.": N_("Write date and time like 2026-12-03 18:00."),
    "Not a valid integer value.": N_("Write a whole number, such as 90."),
}


class OwnWords:
    """What a form says when a value does not fit, in our words and the reader's language."""

    def gettext(self, said: str) -> str:
        return str(gettext(OWN_WORDS.get(said, said)))

    def ngettext(self, one: str, many: str, number: int) -> str:
        return str(ngettext(one, many, number))


class Form(FlaskForm):  # type: ignore[misc]
    """The base of every form: its values checked, its CSRF token asked for."""

    class Meta(FlaskForm.Meta):  # type: ignore[misc]
        def wrap_formdata(self, form: BaseForm, formdata: Any) -> Any:  # noqa: ANN401 - whatever WTForms takes
            """What was typed into this page before stands in for what is posted, where its address calls it up."""
            found = super().wrap_formdata(form, formdata)
            return kept_form() if found is None and formdata is not None else found

        def get_translations(self, form: BaseForm) -> OwnWords:
            return OwnWords()


class LineField(StringField):
    """One line of text of bounded length; a line break in it becomes a space."""

    data: str

    def __init__(self, label: Any = None, validators: tuple[Any, ...] = (), **options: Any) -> None:  # noqa: ANN401
        super().__init__(label, [*validators, SHORT_ENOUGH], filters=[one_line], **options)


class TimeZoneField(SelectField):
    """A time zone by its city; those often used come first. Old names of a zone count as the present one.

    A zone that is not offered, such as a fixed offset stored long ago, stays selected where it stands.
    """

    def __init__(self, label: Any = None, **options: Any) -> None:  # noqa: ANN401
        super().__init__(label, choices=zone_choices, validate_choice=False, **options)

    def process(self, formdata: Any, data: Any = unset_value, extra_filters: Any = None) -> None:  # noqa: ANN401
        super().process(formdata, data, extra_filters)
        self.data = present_name(self.data)
        if self.data in real_zones() and self.data not in all_zones():
            self.choices = [
                *cast("list[SelectChoice]", self.choices),
                SelectChoice(self.data, self.data, optgroup=gettext("All others")),
            ]

    def pre_validate(self, _form: BaseForm) -> None:
        if self.data not in real_zones():
            raise ValidationError(gettext("Please choose one of these."))


def choices(words: Mapping[Any, Any]) -> list[SelectChoice]:
    """The choices of a select or of radio buttons, from a table of words such as those in `words`."""
    return [SelectChoice(str(value), word) for value, word in words.items()]


def zone_choices() -> list[SelectChoice]:
    """Zones for a select, in two groups, by city: who types its first letters finds it."""
    language = date_locale()
    groups = (
        (gettext("Often used"), OFTEN_USED),
        (gettext("All others"), tuple(zone for zone in zones_by_city(language) if zone not in OFTEN_USED)),
    )
    return [SelectChoice(zone, city_of(zone, language), optgroup=group) for group, zones in groups for zone in zones]


@cache
def real_zones() -> frozenset[str]:
    """All zones that this machine knows, under whatever name."""
    return frozenset(available_timezones())


@cache
def all_zones() -> frozenset[str]:
    """Zones that are offered, under their present names: those of a place (CLDR's list), and UTC.

    Fixed offsets are left out: their signs are the other way round than everybody reads them (Etc/GMT-1 is UTC+1).
    """
    of_a_place = {zone for zone, country in get_global("zone_territories").items() if country != NOWHERE}
    return real_zones() & (of_a_place | {"UTC"})


@cache
def zone_aliases() -> Mapping[str, str]:
    """Obsolete name of a zone -> its present one."""
    names = {**get_global("zone_aliases"), **dict.fromkeys(UTC_IN_CLDR, "UTC")}
    found = {old: "UTC" if present in UTC_IN_CLDR else present for old, present in names.items() if old != "UTC"}
    return {old: present for old, present in found.items() if present in real_zones()}


def present_name(zone: str) -> str:
    """A zone by the name it goes by today."""
    return zone_aliases().get(zone, zone)


def zone_kept(chosen: str, stored: str) -> str:
    """The zone as it is stored, where the one chosen is only its present name; else the one chosen."""
    return stored if present_name(chosen) == present_name(stored) else chosen


@cache
def zones_by_city(language: str) -> tuple[str, ...]:
    """All zones in the order of their cities' names in that language."""
    return tuple(sorted(all_zones(), key=lambda zone: fold(city_of(zone, language))))


@cache
def city_of(zone: str, language: str) -> str:
    """A zone by its city and country: "Rom (Italien)"; by its name where it is of no one country."""
    territory = get_global("zone_territories").get(zone, NOWHERE)
    country = Locale.parse(language).territories.get(territory, "")
    if territory in (NOWHERE, WORLD) or not country:
        return zone
    return f"{get_timezone_location(zone, locale=language, return_city=True)} ({country})"


def known_zone(name: str, language: Language) -> str:
    """The zone the browser told, by its present name; else the usual one where that language is spoken."""
    present = present_name(name)
    return present if present in real_zones() and ZoneInfo(present) else USUAL_ZONES[language]
