"""What is true of a person at a table: what speaks for them there, and what the host should know before asking them."""

from collections import Counter
from collections.abc import Iterator, Sequence

from organizer.domain.organisations import house_key, join_spellings, place_key
from organizer.domain.people import Person
from organizer.domain.reasons import Fact, FactKind
from organizer.domain.relevance import fold_loosely, matching, touching
from organizer.domain.scheduling import red_hour
from organizer.domain.table_requests import Grouping, Request, Wish
from organizer.domain.vocabulary import Language, Level

MOST_TOPICS_NAMED = 3
# Whoever is farther from the topic than this has nothing known that ties them to it.
OFF_TOPIC = 0.2


def facts_for(person: Person, table: Sequence[Person], request: Request) -> tuple[Fact, ...]:
    """What is true of a person beside the others of this table, most personal first."""
    others = [other for other in table if other.id != person.id]
    kinds = (
        _hoped(person, request),
        _talk(person, request),
        _fitting_topics(person, request),
        _shared_topic(person, request),
        _close_work(person, request),
        Fact(kind=FactKind.ROLE, details=(person.job_title, person.organisation)) if person.job_title else None,
        *_only_from(person, others, request),
        other_field(person, others, request),
        _rare_level(person, others),
        _new_country(person, others, request),
        _met_before(person, request),
        Fact(kind=FactKind.NOTE, details=(person.note,)) if person.note else None,
    )
    return tuple(fact for fact in kinds if fact)


def cautions_for(person: Person, request: Request, closeness: float) -> tuple[Fact, ...]:
    """What the host should know before asking somebody, `closeness` to the topic from 0 to 1: never for a letter."""
    kinds = (
        _for_the_mix(person, request, closeness),
        _other_language(person, request),
        _at_night(person, request),
        Fact(kind=FactKind.TWICE_SILENT) if person.id in request.twice_silent else None,
        Fact(kind=FactKind.INVITED_LATELY) if person.id in request.invited_lately else None,
    )
    return tuple(fact for fact in kinds if fact)


def may_not_follow(language: Language | None, spoken: Language | None) -> bool:
    """Whether somebody known to write this language may not follow a German or Dutch table; English most people do."""
    return spoken not in (None, Language.EN) and language not in (None, spoken)


def other_field(person: Person, others: Sequence[Person], request: Request) -> Fact | None:
    """The first of their topics that is neither the evening's nor named by anybody else at the table."""
    named = {place_key(topic) for other in others for topic in other.topics}
    named |= {place_key(topic) for topic in (*request.host.topics, *matching(request.topic, person.topics), "")}
    other = next((topic for topic in person.topics if place_key(topic) not in named), None)
    return Fact(kind=FactKind.OTHER_FIELD, details=(other,)) if other else None


def _hoped(person: Person, request: Request) -> Fact | None:
    return Fact(kind=FactKind.HOPED_TO_MEET) if request.wishes.get(person.id) is Wish.HOPED else None


def _talk(person: Person, request: Request) -> Fact | None:
    """The talk that fits the topic best, else the first."""
    talks = (*matching(request.topic, person.talks), *person.talks)
    return Fact(kind=FactKind.TALK, details=talks[:1]) if talks else None


def _fitting_topics(person: Person, request: Request) -> Fact | None:
    fitting = matching(request.topic, person.topics)[:MOST_TOPICS_NAMED]
    return Fact(kind=FactKind.TOPIC, details=fitting) if fitting else None


def _close_work(person: Person, request: Request) -> Fact | None:
    """That their work touches the topic, where they name nothing closer to it."""
    if matching(request.topic, (*person.talks, *person.topics)):
        return None
    close = touching(request.topic, _work(person))
    return Fact(kind=FactKind.CLOSE_WORK, details=close[:1]) if close else None


def _work(person: Person) -> tuple[str, ...]:
    return tuple(text for text in (person.job_title, person.department) if text)


def _shared_topic(person: Person, request: Request) -> Fact | None:
    hosts = {fold_loosely(topic) for topic in request.host.topics}
    shared = [topic for topic in person.topics if fold_loosely(topic) in hosts]
    return Fact(kind=FactKind.SHARED_TOPIC, details=tuple(shared[:1])) if shared else None


def _only_from(person: Person, others: Sequence[Person], request: Request) -> Iterator[Fact]:
    """That nobody else comes from there: an organisation, the host's included; for a visit a site, a department."""
    if request.grouping is Grouping.ORGANISATION:
        yield from _only_from_organisation(person, others, request)
        return
    if person.city and place_key(person.city) not in {place_key(other.city) for other in others}:
        yield Fact(kind=FactKind.SITE, details=(person.city,))
    if person.department and place_key(person.department) not in {place_key(other.department) for other in others}:
        yield Fact(kind=FactKind.DEPARTMENT, details=(person.department,))


def _only_from_organisation(person: Person, others: Sequence[Person], request: Request) -> Iterator[Fact]:
    joined = join_spellings([person, *others])
    own, *theirs = (house_key(one.organisation) for one in (person, *others))
    known = {joined.get(key, key) for key in (*theirs, house_key(request.host.organisation), "")}
    if joined.get(own, own) not in known:
        yield Fact(kind=FactKind.ORGANISATION, details=(person.organisation,))


def _rare_level(person: Person, others: Sequence[Person]) -> Fact | None:
    """That they are the only one on their level, or one of two of six and more; said when most levels are known."""
    levels = Counter(other.level for other in others)
    unknown, alike = levels[Level.UNKNOWN], levels[person.level] + 1
    if person.level is Level.UNKNOWN or 2 * unknown > len(others) or (alike > 1 and 3 * alike > len(others) + 1):
        return None
    return Fact(kind=FactKind.LEVEL, details=(person.level,))


def _new_country(person: Person, others: Sequence[Person], request: Request) -> Fact | None:
    """That they bring in a country which neither the host nor anybody else at the table is from."""
    known = {other.country for other in others} | {request.host.country}
    if not person.country or person.country in known or known == {""}:
        return None
    return Fact(kind=FactKind.REGION, details=(person.country,))


def _met_before(person: Person, request: Request) -> Fact | None:
    met = request.met_before.get(person.id)
    return None if met is None else Fact(kind=FactKind.MET_BEFORE, details=(str(met),))


def _for_the_mix(person: Person, request: Request, closeness: float) -> Fact | None:
    """That a seat is filled for variety alone; whom the host wants, or shares something with, is there for that."""
    is_wanted = request.is_wanted(person.id) or person.note.strip() or _shared_topic(person, request)
    if not request.topic.strip() or is_wanted or closeness >= OFF_TOPIC:
        return None
    told = (*_work(person), person.organisation, person.bio, *person.talks, *person.topics)
    if touching(request.topic, told):
        return None
    return Fact(kind=FactKind.FOR_THE_MIX if any(map(str.strip, told)) else FactKind.ONLY_A_NAME)


def _other_language(person: Person, request: Request) -> Fact | None:
    spoken = request.spoken_language
    if not may_not_follow(person.language, spoken):
        return None
    return Fact(kind=FactKind.OTHER_LANGUAGE, details=(str(person.language), str(spoken)))


def _at_night(person: Person, request: Request) -> Fact | None:
    if not request.starts_at or not person.time_zone:
        return None
    hour = red_hour(request.starts_at, person.time_zone)
    return Fact(kind=FactKind.AT_NIGHT, details=(f"{hour.local:%H:%M}",)) if hour else None
