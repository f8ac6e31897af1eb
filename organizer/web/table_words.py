"""A table told in words: its mix, the reasons for a guest, what is not as wished; never a score."""

from collections.abc import Callable, Iterable, Mapping, Sequence

from babel.lists import format_list
from flask_babel import get_locale, gettext, ngettext
from flask_babel import lazy_gettext as _l

from organizer.domain.comparisons import Addition, Aspect, Count, Counted, Shift, Trait
from organizer.domain.forecasts import USUALLY_COME_OF_100, Forecast, History
from organizer.domain.parties import MOST_GUESTS
from organizer.domain.people import Person
from organizer.domain.reasons import Fact, FactKind, for_page
from organizer.domain.sectors import Sector
from organizer.domain.table_mix import Height, MixWords
from organizer.domain.ties import Tie, TieKind
from organizer.domain.unmet import Unmet
from organizer.domain.vocabulary import Language, Level, PersonId
from organizer.services.tables import StandIn
from organizer.web.languages import date_locale, page_language
from organizer.web.words import LANGUAGES

MOST_COUNTRIES_NAMED = 4
MOST_SECTORS_MISSED = 2
# Fewer invited people in all earlier rounds say little about the next one.
MANY_INVITED = 30
MOST_TIES_NAMED, MOST_NAMES = 3, 3
TIED = {
    TieKind.MET: _l("met %(names)s in round %(detail)s"),
    TieKind.COLLEAGUES: _l("from the same house as %(names)s"),
    TieKind.TOPIC: _l("shares “%(detail)s” with %(names)s"),
}
# What a line about what a guest adds says better than these.
SAID_AS_ADDITION = (FactKind.ROLE, FactKind.ORGANISATION, FactKind.LEVEL, FactKind.REGION)

# Each goes on after "somebody", "nobody" and a number.
WHO = {
    Level.TOP: _l("from top management"),
    Level.SENIOR: _l("in a senior or leading role"),
    Level.JUNIOR: _l("early in the career"),
    Level.INDEPENDENT: _l("working independently"),
    Sector.RESEARCH: _l("from research"),
    Sector.PUBLIC: _l("from public administration"),
    Sector.CULTURE: _l("from libraries, museums or archives"),
    Sector.HEALTH: _l("from health care"),
    Sector.ASSOCIATION: _l("from associations or foundations"),
    Sector.BUSINESS: _l("from business"),
}
NTH_COUNTRY = {
    2: _l("a second country: %(name)s"),
    3: _l("a third country: %(name)s"),
    4: _l("a fourth country: %(name)s"),
    5: _l("a fifth country: %(name)s"),
}
ONE_MORE = {
    Aspect.COUNTRY: _l("one more country: %(name)s"),
    Aspect.SITE: _l("one more site: %(name)s"),
    Aspect.DEPARTMENT: _l("one more department: %(name)s"),
}
MORE = {
    Aspect.COUNTRY: _l("more countries: %(names)s"),
    Aspect.SITE: _l("more sites: %(names)s"),
    Aspect.DEPARTMENT: _l("more departments: %(names)s"),
}
NO_LONGER = {
    Aspect.COUNTRY: _l("no longer a guest from this country: %(name)s"),
    Aspect.SITE: _l("no longer a guest from this site: %(name)s"),
    Aspect.DEPARTMENT: _l("no longer a guest from this department: %(name)s"),
}

MISSING = {
    Height.ABOVE: _l("Nobody at this table stands above you."),
    Height.BESIDE: _l("Nobody at this table stands where you stand."),
    Height.BELOW: _l("Nobody at this table stands below you."),
}
NO_LONGER_SEVERAL = {
    Aspect.COUNTRY: _l("no longer a guest from these countries: %(names)s"),
    Aspect.SITE: _l("no longer a guest from these sites: %(names)s"),
    Aspect.DEPARTMENT: _l("no longer a guest from these departments: %(names)s"),
}


def mix_in_words(mix: MixWords, *, is_visit: bool) -> tuple[str, ...]:
    """What meets at this table: houses, levels, countries. That a visit's guests are of one house need not be said."""
    organisations = _organisations(mix.organisations) if mix.organisations and not is_visit else ""
    levels = enumerated(_on_level(level, count) for level, count in mix.levels)
    countries = _from_countries(mix.countries) if len(mix.countries) > 1 else ""
    return tuple(part for part in (organisations, levels, countries) if part)


def missing_in_words(mix: MixWords, spoken: Language) -> tuple[str, ...]:
    """What this table lacks: levels, seen from where the host stands, and guests who surely speak its language."""
    lacking = [str(MISSING[height]) for height in mix.missing]
    if mix.may_not_follow:
        names = some(mix.may_not_follow)
        lacking.append(
            gettext(
                "Their letters are in another language, so ask whether they speak %(language)s: %(names)s.",
                language=LANGUAGES[spoken],
                names=names,
            )
        )
    return tuple(lacking)


def reasons_in_words(facts: Iterable[Fact]) -> tuple[str, ...]:
    """Why a guest, in a few words each; the work stands beside the name already."""
    told = (fact for fact in facts if fact.kind is not FactKind.ROLE)
    words = (for_page(fact, page_language(), country_name) for fact in told)
    return tuple(word for word in words if word)


def personal_reasons_in_words(facts: Iterable[Fact]) -> tuple[str, ...]:
    """The same without what a guest adds to the mix, which is told by itself."""
    return reasons_in_words(fact for fact in facts if fact.kind not in SAID_AS_ADDITION)


def cautions_in_words(cautions: Iterable[Fact]) -> tuple[str, ...]:
    """What to know before asking a guest, in a few words each."""
    return tuple(word for fact in cautions if (word := for_page(fact, page_language())))


def additions_in_words(added: Iterable[Addition]) -> str:
    """What a guest adds to those before, in one line."""
    return enumerated(_added(one) for one in added)


def gained_in_words(shift: Shift) -> tuple[str, ...]:
    """What comes to a table with a change."""
    return _lines(shift.gained, _gained, MORE)


def lost_in_words(shift: Shift) -> tuple[str, ...]:
    """What nobody brings any more after it."""
    return _lines(shift.lost, _lost, NO_LONGER_SEVERAL)


def counts_in_words(shift: Shift) -> tuple[str, ...]:
    """Which numbers change."""
    return tuple(_count(count) for count in shift.counts)


def ties_in_words(person_id: PersonId, ties: Iterable[Tie], people: Mapping[PersonId, Person]) -> tuple[str, ...]:
    """Whom a guest knows at the table, and with whom they share a topic."""
    own = [tie for tie in ties if person_id in tie.ends]
    said = []
    for kind, detail in dict.fromkeys((tie.kind, tie.detail) for tie in own):
        names = [
            people[other].name.full
            for tie in own
            if (tie.kind, tie.detail) == (kind, detail)
            for other in tie.ends - {person_id}
        ]
        said.append(str(TIED[kind]) % {"names": some(names), "detail": detail})
    return tuple(said[:MOST_TIES_NAMED])


def stand_ins_in_words(stand_ins: Mapping[PersonId, Iterable[StandIn]]) -> dict[PersonId, str]:
    """For each seat who would take it, best first."""
    named = {seat: ", ".join(one.person.name.full for one in ones) for seat, ones in stand_ins.items()}
    return {seat: names for seat, names in named.items() if names}


def for_any_seat(stand_ins: Mapping[PersonId, str]) -> str:
    """Who would take any of several seats, where it would be the same people for each; else empty."""
    return next(iter(stand_ins.values())) if len(stand_ins) > 1 and len(set(stand_ins.values())) == 1 else ""


def sectors_in_words(sectors: Iterable[tuple[Sector, int]]) -> str:
    """From what kinds of houses the guests are."""
    return enumerated(f"{count} {WHO[sector]}" for sector, count in sectors)


def missed_in_words(sectors: Iterable[Sector]) -> tuple[str, ...]:
    """What kinds of houses on the list nobody at the table is from."""
    said = list(sectors)[:MOST_SECTORS_MISSED]
    return tuple(gettext("Nobody %(whence)s, though the list has several.", whence=WHO[one]) for one in said)


def forecast_in_words(told: Forecast, wanted: int) -> str:
    """How many to invite, from the host's own rounds, or that there are none yet."""
    if not told.invite:
        return str(
            gettext(
                "About %(share)d of 100 who say yes come. Leave people on the bench: when a guest declines, the board "
                "offers you the next of them.",
                share=USUALLY_COME_OF_100,
            )
        )
    return " ".join(part for part in (_from_history(told, wanted), _how_sure(told.history)) if part)


def unmet_in_words(unmet: Iterable[Unmet]) -> tuple[str, ...]:
    """What could not hold, and what to relax."""
    return tuple(unmet_sentence(one) for one in unmet)


def unmet_sentence(unmet: Unmet) -> str:
    """One rule that could not hold, and what to relax."""
    return str(gettext(unmet.message)) % dict(unmet.values)


def country_name(code: str) -> str:
    """A country in the reader's language; a code nobody knows stays as it is."""
    return str(get_locale().territories.get(code, code))


def enumerated(parts: Iterable[str]) -> str:
    """A, B and C in the reader's language."""
    return str(format_list(list(parts), locale=date_locale()))


def some(names: Sequence[str]) -> str:
    """All of a few names, or some of many and how many more."""
    if len(names) <= MOST_NAMES:
        return enumerated(names)
    more = ngettext("%(num)d other", "%(num)d others", len(names) - MOST_NAMES)
    return enumerated([*names[:MOST_NAMES], more])


def _from_history(told: Forecast, wanted: int) -> str:
    if told.invite > MOST_GUESTS:
        return str(
            gettext(
                "As your rounds went so far, it takes about %(invite)d invitations for %(wanted)d to come. A table "
                "seats %(most)d, so keep the bench ready.",
                invite=told.invite,
                wanted=wanted,
                most=MOST_GUESTS,
            )
        )
    return str(
        gettext(
            "As your rounds went so far, %(invite)d invitations bring %(fewest)d to %(most)d guests in eight of ten "
            "cases.",
            invite=told.invite,
            fewest=told.fewest,
            most=told.most,
        )
    )


def _how_sure(history: History) -> str:
    if history.invited >= MANY_INVITED:
        return ""
    return str(
        ngettext(
            "So far that is %(num)d round, which says little.",
            "So far these are %(num)d rounds with few guests, which says little.",
            history.rounds,
        )
    )


def _who(trait: Trait) -> str:
    return str(WHO[Level(trait.value) if trait.aspect is Aspect.LEVEL else Sector(trait.value)])


def _named(sentence: object, trait: Trait) -> str:
    return str(sentence) % {"name": _value(trait)}


def _added(one: Addition) -> str:
    if one.trait.aspect not in ONE_MORE:
        return _gained(one.trait)
    if one.trait.aspect is Aspect.COUNTRY and one.place in NTH_COUNTRY:
        return _named(NTH_COUNTRY[one.place], one.trait)
    return _named(ONE_MORE[one.trait.aspect], one.trait)


def _lines(traits: Sequence[Trait], told: Callable[[Trait], str], several: Mapping[Aspect, object]) -> tuple[str, ...]:
    """A line for each trait, and one for all countries, sites or departments where these are several."""
    lines = []
    for aspect in dict.fromkeys(trait.aspect for trait in traits):
        alike = [trait for trait in traits if trait.aspect is aspect]
        if len(alike) > 1 and aspect in several:
            lines.append(str(several[aspect]) % {"names": enumerated(_value(trait) for trait in alike)})
        else:
            lines += [told(trait) for trait in alike]
    return tuple(lines)


def _value(trait: Trait) -> str:
    return country_name(trait.value) if trait.aspect is Aspect.COUNTRY else trait.value


def _gained(trait: Trait) -> str:
    if trait.aspect in ONE_MORE:
        return _named(ONE_MORE[trait.aspect], trait)
    return str(gettext("somebody %(whence)s", whence=_who(trait)))


def _lost(trait: Trait) -> str:
    if trait.aspect in NO_LONGER:
        return _named(NO_LONGER[trait.aspect], trait)
    return str(gettext("nobody %(whence)s any more", whence=_who(trait)))


def _count(count: Count) -> str:
    now, was = count.after, count.before
    match count.what:
        case Counted.ORGANISATIONS:
            return str(
                ngettext("%(num)d organisation, not %(was)d", "%(num)d organisations, not %(was)d", now, was=was)
            )
        case Counted.ON_TOPIC:
            return str(
                ngettext("%(num)d names the topic, not %(was)d", "%(num)d name the topic, not %(was)d", now, was=was)
            )
        case Counted.MET_BEFORE:
            return str(
                ngettext(
                    "%(num)d was at an earlier round, not %(was)d",
                    "%(num)d were at an earlier round, not %(was)d",
                    now,
                    was=was,
                )
            )
        case Counted.WITHOUT_ADDRESS:
            return str(
                ngettext(
                    "%(num)d without a mail address (before: %(was)d)",
                    "%(num)d without a mail address (before: %(was)d)",
                    now,
                    was=was,
                )
            )
        case Counted.MAY_NOT_FOLLOW:
            return str(
                ngettext(
                    "%(num)d may not speak the language of the table, not %(was)d",
                    "%(num)d may not speak the language of the table, not %(was)d",
                    now,
                    was=was,
                )
            )


def _organisations(count: int) -> str:
    return str(ngettext("%(num)d organisation", "%(num)d organisations", count))


def _on_level(level: Level, count: int) -> str:
    if level is Level.TOP:
        return str(ngettext("%(num)d from top management", "%(num)d from top management", count))
    if level is Level.SENIOR:
        return str(ngettext("%(num)d in a senior or leading role", "%(num)d in senior or leading roles", count))
    if level is Level.JUNIOR:
        return str(ngettext("%(num)d early in the career", "%(num)d early in the career", count))
    return str(ngettext("%(num)d independent", "%(num)d independents", count))


def _from_countries(codes: tuple[str, ...]) -> str:
    if len(codes) > MOST_COUNTRIES_NAMED:
        return str(ngettext("%(num)d country", "%(num)d countries", len(codes)))
    return enumerated(sorted(map(country_name, codes)))
