"""Whom an address asks for among everybody known: words, and what those found must have."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from flask_babel import gettext

from organizer.domain.directories import Filters
from organizer.domain.vocabulary import Language, Level
from organizer.services.people import Among, Range
from organizer.web.forms import LONGEST_LINE, one_line
from organizer.web.words import LANGUAGES, LEVELS, list_name

HAS_ADDRESS = {"yes": True, "no": False}
YES = "yes"


@dataclass(frozen=True, slots=True, kw_only=True)
class SoughtPeople:
    """The words looked for, among whom, and `query`: all that again as the address says it."""

    text: str
    among: Among
    query: Mapping[str, str]

    @property
    def is_filtered(self) -> bool:
        return bool(self.query.keys() - {"q"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Filter:
    """One thing to choose by: its name in the address, the value asked for, and values with their words."""

    name: str
    label: str
    chosen: str
    choices: tuple[tuple[str, str], ...]


def asked_people(asked: Mapping[str, str], offered: Range, now: datetime) -> SoughtPeople:
    """What the address asks for now; anything that is not offered is left out."""
    told = {
        "q": one_line(asked.get("q"))[:LONGEST_LINE],
        "list": _one_of(asked.get("list"), (str(head.id) for head in offered.lists)),
        "level": _one_of(asked.get("level"), offered.levels),
        "country": _one_of(asked.get("country"), offered.countries),
        "language": _one_of(asked.get("language"), offered.languages),
        "address": _one_of(asked.get("address"), HAS_ADDRESS),
        "met": _one_of(asked.get("met"), [YES]),
        "speaker": _one_of(asked.get("speaker"), [YES]),
        "leaving": _one_of(asked.get("leaving"), [YES]),
    }
    filters = Filters(
        level=Level(told["level"]) if told["level"] else None,
        country=told["country"],
        language=Language(told["language"]) if told["language"] else None,
        has_address=HAS_ADDRESS.get(told["address"]),
        speakers=bool(told["speaker"]),
    )
    on = next((head.id for head in offered.lists if str(head.id) == told["list"]), None)
    leaving_at = now if told["leaving"] else None
    among = Among(filters=filters, list_id=on, met=bool(told["met"]), leaving_at=leaving_at)
    return SoughtPeople(text=told["q"], among=among, query={name: value for name, value in told.items() if value})


def filters_for(sought: SoughtPeople, offered: Range, country_names: Mapping[str, str]) -> tuple[Filter, ...]:
    """What can be chosen by; where everybody has the same, there is nothing to choose."""
    countries = ((code, country_names.get(code, code)) for code in offered.countries)
    addresses = (("yes", gettext("with an address")), ("no", gettext("without address")))
    told = (
        ("list", gettext("List"), ((str(head.id), list_name(head.filename)) for head in offered.lists), 1),
        ("level", gettext("Level"), _named(offered.levels, LEVELS), 2),
        ("country", gettext("Country"), sorted(countries, key=lambda one: one[1]), 2),
        ("language", gettext("Language"), _named(offered.languages, LANGUAGES), 2),
        ("address", gettext("Mail address"), addresses, 2),
    )
    offers = ((name, label, tuple(choices), fewest) for name, label, choices, fewest in told)
    return tuple(
        Filter(name=name, label=label, chosen=sought.query.get(name, ""), choices=choices)
        for name, label, choices, fewest in offers
        if len(choices) >= fewest
    )


def _one_of(asked: str | None, offered: Iterable[str]) -> str:
    return asked if asked and asked in tuple(offered) else ""


def _named(values: Iterable[StrEnum], words: Mapping[Any, object]) -> list[tuple[str, str]]:
    return [(value.value, str(words[value])) for value in values]
