"""Fields every form shares: one line of text, cleaned where it comes in, and a time zone."""

import unicodedata
from functools import cache
from typing import Any
from zoneinfo import ZoneInfo, available_timezones

from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import SelectField, StringField
from wtforms.validators import Email, Length

from organizer.domain.vocabulary import Language

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
REGIONS = ("Africa/", "America/", "Antarctica/", "Asia/", "Atlantic/", "Australia/", "Europe/", "Indian/", "Pacific/")

SHORT_ENOUGH = Length(max=LONGEST_LINE, message=_l("Please keep this under %(max)d characters."))
WELL_FORMED = Email(message=_l("This is not a mail address we can use. Write it like name@example.org."))


def one_line(value: str | None) -> str:
    """Text without line breaks and control characters, spaces single."""
    visible = "".join(" " if unicodedata.category(sign) in ("Cc", "Zl", "Zp") else sign for sign in value or "")
    return " ".join(visible.split())


class Form(FlaskForm):  # type: ignore[misc]
    """The base of every form: its values checked, its CSRF token asked for."""


class LineField(StringField):
    """One line of text of bounded length; a line break in it becomes a space."""

    data: str

    def __init__(self, label: Any = None, validators: tuple[Any, ...] = (), **options: Any) -> None:  # noqa: ANN401
        super().__init__(label, [*validators, SHORT_ENOUGH], filters=[one_line], **options)


class TimeZoneField(SelectField):
    """An IANA time zone; those often used come first."""

    def __init__(self, label: Any = None, **options: Any) -> None:  # noqa: ANN401
        super().__init__(label, choices=zone_choices, **options)


def zone_choices() -> dict[str, list[tuple[str, str]]]:
    """Zones for a select, in two groups."""
    often = [(zone, _shown(zone)) for zone in OFTEN_USED]
    others = [(zone, _shown(zone)) for zone in all_zones() if zone not in OFTEN_USED]
    return {gettext("Often used"): often, gettext("All others"): others}


@cache
def all_zones() -> tuple[str, ...]:
    """Zones named by region and city; the old short names are left out."""
    return tuple(sorted(zone for zone in available_timezones() if zone.startswith(REGIONS)))


def known_zone(name: str, language: Language) -> str:
    """The zone the browser told, if there is such a one; else the usual one where that language is spoken."""
    return name if name in available_timezones() and ZoneInfo(name) else USUAL_ZONES[language]


def _shown(zone: str) -> str:
    return zone.replace("_", " ")
