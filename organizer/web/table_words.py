"""A table told in words: its mix, the reasons for a guest, what is not as wished; never a score."""

from collections.abc import Iterable

from babel.lists import format_list
from flask_babel import get_locale, gettext, ngettext
from flask_babel import lazy_gettext as _l

from organizer.domain.reasons import Fact, FactKind, for_page
from organizer.domain.shortlist import Height, MixWords, Unmet
from organizer.domain.vocabulary import Level
from organizer.web.languages import date_locale, page_language

MOST_COUNTRIES_NAMED = 4

MISSING = {
    Height.ABOVE: _l("Nobody at this table stands above you."),
    Height.BESIDE: _l("Nobody at this table stands where you stand."),
    Height.BELOW: _l("Nobody at this table stands below you."),
}


def mix_in_words(mix: MixWords, *, is_visit: bool) -> tuple[str, ...]:
    """What meets at this table: houses, levels, countries. That a visit's guests are of one house need not be said."""
    organisations = _organisations(mix.organisations) if mix.organisations and not is_visit else ""
    levels = enumerated(_on_level(level, count) for level, count in mix.levels)
    countries = _from_countries(mix.countries) if len(mix.countries) > 1 else ""
    return tuple(part for part in (organisations, levels, countries) if part)


def missing_in_words(mix: MixWords) -> tuple[str, ...]:
    """What this table lacks, seen from where the host stands."""
    return tuple(str(MISSING[height]) for height in mix.missing)


def reasons_in_words(facts: Iterable[Fact]) -> tuple[str, ...]:
    """Why a guest, in a few words each; the work stands beside the name already."""
    told = (fact for fact in facts if fact.kind is not FactKind.ROLE)
    words = (for_page(fact, page_language(), country_name) for fact in told)
    return tuple(word for word in words if word)


def unmet_in_words(unmet: Iterable[Unmet]) -> tuple[str, ...]:
    """What could not hold, and what to relax."""
    return tuple(str(gettext(one.message)) % dict(one.values) for one in unmet)


def country_name(code: str) -> str:
    """A country in the reader's language; a code nobody knows stays as it is."""
    return str(get_locale().territories.get(code, code))


def enumerated(parts: Iterable[str]) -> str:
    """A, B and C in the reader's language."""
    return str(format_list(list(parts), locale=date_locale()))


def _organisations(count: int) -> str:
    return str(ngettext("%(num)d organisation", "%(num)d organisations", count))


def _on_level(level: Level, count: int) -> str:
    if level is Level.TOP:
        return str(ngettext("%(num)d from top management", "%(num)d from top management", count))
    if level is Level.SENIOR:
        return str(ngettext("%(num)d who leads others", "%(num)d who lead others", count))
    if level is Level.JUNIOR:
        return str(ngettext("%(num)d early in the career", "%(num)d early in the career", count))
    return str(ngettext("%(num)d independent", "%(num)d independents", count))


def _from_countries(codes: tuple[str, ...]) -> str:
    if len(codes) > MOST_COUNTRIES_NAMED:
        return str(ngettext("%(num)d country", "%(num)d countries", len(codes)))
    return enumerated(sorted(map(country_name, codes)))
