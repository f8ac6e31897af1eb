"""From many people to a table: who should sit together, who stands ready, and why; the formula: docs/choosing.md."""

from collections import Counter, defaultdict
from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum
from typing import Any

import numpy as np
import numpy.typing as npt

from organizer.domain import composition, table_search
from organizer.domain.composition import Booleans, Candidates, Feature, Floats, Integers, Trait
from organizer.domain.crowds import Crowd, Fields, gather
from organizer.domain.errors import N_, OrganizerError
from organizer.domain.organisations import join_spellings, organisation_key, place_key
from organizer.domain.parties import FEWEST_GUESTS, MOST_GUESTS, USUAL_GUESTS, Lean, OccasionKind
from organizer.domain.people import Person
from organizer.domain.reasons import Fact, FactKind
from organizer.domain.relevance import fold, matching
from organizer.domain.scheduling import HourVerdict, UnknownTimeZoneError, local_hours
from organizer.domain.vocabulary import Language, Level, PersonId

USUAL_BENCH = 5
MOST_STAND_INS = 3
MOST_OF_ONE = 2
MOST_TOPICS_NAMED = 3

# What variety in each feature weighs, beside relevance, which is at most 1.
ORGANISATION, LEVEL, COUNTRY, FIELD = 0.4, 0.5, 0.3, 0.3
OUT_OF_REACH, COLLEAGUE, SAT_BEFORE = -2.0, -0.3, -0.25
# The host's taste: what closeness to the topic counts, what a level counts, what somebody known costs.
CLOSENESS = {Lean.TOPIC: 2.0, Lean.RATHER_TOPIC: 1.4, Lean.BALANCED: 1.0, Lean.RATHER_MIXED: 0.7, Lean.MIXED: 0.45}
MORE_SENIOR = {Level.TOP: 0.4, Level.SENIOR: 0.2}
SAT_BEFORE_TOO = -0.75
# Whom the host asked in the last three months, and who was silent twice, rests; the note tells of shared values.
INVITED_LATELY, TWICE_SILENT, SHARED_VALUES = -0.3, -0.6, 0.15
# The party begins before 7 or after 22 where they live; the table speaks German or Dutch, they another language.
AT_NIGHT, SPEAKS_ANOTHER = -0.5, -0.2
# The closest person has relevance 1; but where nobody is close to the topic, small differences shall not decide.
CLOSE_ENOUGH = 0.3
# When even the closest person is farther away, nobody mentions the topic.
OFF_TOPIC = 0.2
# A topic this close to the evening's is no field of its own.
OF_THE_EVENING = 0.45
# Among near equals the seed decides.
CHANCE = 0.02

LADDER = (Level.TOP, Level.SENIOR, Level.JUNIOR)

METHOD_BY_MEANING = N_(
    "Everybody is compared with the topic by what their words mean, and by the words themselves, in three languages. "
    "The table is put together step by step; then one or two people are exchanged for as long as it gains in relevance "
    "and variety."
)
METHOD = N_(
    "Everybody is compared with the topic, by parts of words and in three languages. The table is put together step by "
    "step; then one or two people are exchanged for as long as it gains in relevance and variety."
)


class TableSizeError(OrganizerError):
    message = N_("A table has %(fewest)s to %(most)s guests. Choose a number between them.")


class Wish(StrEnum):
    """What the host wants of a person at this party."""

    HOPED = "hoped"  # starred: had hoped to meet
    MUST = "must"  # must be there
    NOT_NOW = "not now"  # not at this table


class Grouping(StrEnum):
    """Of what at most two sit at a table. Where BOTH seats too few, departments alone and sites alone are tried."""

    ORGANISATION = "organisation"
    BOTH = "site and department"
    DEPARTMENT = "department"
    SITE = "site"


class Height(StrEnum):
    """Where a level stands, seen from the host's."""

    ABOVE = "above"
    BESIDE = "beside"
    BELOW = "below"


@dataclass(frozen=True, slots=True, kw_only=True)
class HostSide:
    """What the host brings to the table. `country` is ISO 3166 alpha-2; empty means not known."""

    level: Level = Level.UNKNOWN
    topics: tuple[str, ...] = ()
    country: str = ""
    organisation: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """What table the host wants. `guests` is without the host, 5 to 10, else TableSizeError.

    `pinned` keep their seats; each pair in `apart` never sits together; `met_before` says in which round somebody sat.
    `lean` says how much closeness to the topic counts beside variety. `ties` are pairs who sat together in an earlier
    round; `invited_lately` were asked to another one not long ago, `twice_silent` left the last two unanswered.
    Another `seed` decides otherwise among near equals.
    """

    topic: str = ""
    guests: int = USUAL_GUESTS
    bench: int = USUAL_BENCH
    wishes: Mapping[PersonId, Wish] = field(default_factory=dict)
    apart: frozenset[frozenset[PersonId]] = frozenset()
    grouping: Grouping = Grouping.ORGANISATION
    most_of_one: int = MOST_OF_ONE
    host: HostSide = HostSide()
    pinned: frozenset[PersonId] = frozenset()
    met_before: Mapping[PersonId, int] = field(default_factory=dict)
    seed: int = 0
    lean: Lean = Lean.BALANCED
    more_senior: bool = False
    more_new_faces: bool = False
    ties: frozenset[frozenset[PersonId]] = frozenset()
    invited_lately: frozenset[PersonId] = frozenset()
    twice_silent: frozenset[PersonId] = frozenset()
    spoken_language: Language | None = None
    starts_at: datetime | None = None
    speaker_id: PersonId | None = None

    def __post_init__(self) -> None:
        if not FEWEST_GUESTS <= self.guests <= MOST_GUESTS:
            raise TableSizeError(fewest=FEWEST_GUESTS, most=MOST_GUESTS)

    def is_wanted(self, person_id: PersonId) -> bool:
        """Whether the host asked for this person."""
        return person_id in self.pinned or self.wishes.get(person_id) in (Wish.MUST, Wish.HOPED)


@dataclass(frozen=True, slots=True, kw_only=True)
class Pick:
    """One person chosen, with the facts that speak for them at this table."""

    person_id: PersonId
    facts: tuple[Fact, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Mix:
    """The table in numbers, told in words on the page: distinct known values among the seats."""

    organisations: int
    levels: int
    countries: int


@dataclass(frozen=True, slots=True, kw_only=True)
class MixWords:
    """What the page says of a table: guests on each level, highest first, and which height is missing beside the host.

    `missing` is empty when the host's own level is not known. `countries` are ISO codes in alphabetical order.
    """

    levels: tuple[tuple[Level, int], ...]
    missing: tuple[Height, ...]
    organisations: int
    countries: tuple[str, ...]
    without_address: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Unmet:
    """A rule that could not hold, and what to relax: an English sentence with %(name)s places for `values`."""

    message: str
    values: tuple[tuple[str, str], ...] = ()

    @property
    def text(self) -> str:
        return self.message % dict(self.values)


@dataclass(frozen=True, slots=True, kw_only=True)
class Suggestion:
    """Seats and a ranked bench; `unmet` tells which rules could not hold; `method` is a sentence for translation."""

    seats: tuple[Pick, ...]
    bench: tuple[Pick, ...]
    mix: Mix
    unmet: tuple[Unmet, ...]
    method: str = METHOD


def method_of(crowd: Crowd) -> str:
    """How a table is chosen from this crowd, a sentence for translation."""
    return METHOD_BY_MEANING if crowd.meanings else METHOD


def grouping_for(kind: OccasionKind) -> Grouping:
    """Of what at most two sit together: organisations for a conference; sites and departments for a visit."""
    return Grouping.BOTH if kind.is_visit else Grouping.ORGANISATION


def suggest(people: Sequence[Person], request: Request, *, crowd: Crowd | None = None) -> Suggestion:
    """Seat those the host wants, complete the table round them, and rank a bench.

    `crowd` is `gather(people)` when it is at hand. Same people, request and
    seed, same table, in whatever order the people come.
    """
    hall = _open_hall(people, request, crowd)
    seating = _best_seating(hall)
    table = [hall.people[one] for one in seating.seats]
    return Suggestion(
        seats=tuple(_pick(person, table, request) for person in table),
        bench=tuple(_pick(hall.people[one], table, request) for one in _bench(hall, seating)),
        mix=mix(table),
        unmet=_unmet(hall, seating),
        method=method_of(hall.crowd),
    )


def unmet_at(
    people: Sequence[Person], seated_ids: Sequence[PersonId], request: Request, *, crowd: Crowd | None = None
) -> tuple[Unmet, ...]:
    """What is not as the rules or the host would have it at a table that was changed by hand since it was suggested."""
    hall = _open_hall(people, request, crowd)
    best = _best_seating(hall)
    seating = replace(best, seats=tuple(hall.places[one] for one in seated_ids if one in hall.places))
    fillable = len(best.seats) > len(seating.seats)
    return (
        *_not_to_be_asked(hall),
        *_together(hall, seating),
        *_kept_apart(hall, seating),
        *_not_seated_yet(hall, seating, best),
        *_crowded(hall, seating),
        *_more_than_planned(hall, seating),
        *(() if fillable else _empty_seats(hall, seating)),
        *_other_grouping(hall, seating),
        *_out_of_reach(hall, seating),
        *_off_topic(hall),
    )


def replacement(
    people: Sequence[Person],
    seated_ids: Iterable[PersonId],
    leaving_id: PersonId,
    request: Request,
    *,
    crowd: Crowd | None = None,
) -> Pick | None:
    """Who takes a seat that falls free and keeps rules and mix; wanted people first; None when rules bar everybody."""
    hall = _open_hall(people, request, crowd)
    return next(iter(_stand_ins(hall, tuple(seated_ids), leaving_id, most=1)), None)


def stand_ins(
    people: Sequence[Person],
    seated_ids: Sequence[PersonId],
    request: Request,
    *,
    most: int = MOST_STAND_INS,
    only: Sequence[PersonId] | None = None,
    crowd: Crowd | None = None,
) -> dict[PersonId, tuple[Pick, ...]]:
    """For each seat, or `only` some, who takes it when it falls free: wanted people first, then who keeps the mix."""
    hall = _open_hall(people, request, crowd)
    return {leaving: _stand_ins(hall, seated_ids, leaving, most=most) for leaving in (only or seated_ids)}


def facts_for(person: Person, table: Sequence[Person], request: Request) -> tuple[Fact, ...]:
    """What is true of a person beside the others of this table, most personal first."""
    others = [other for other in table if other.id != person.id]
    kinds = (
        _hoped(person, request),
        _talk(person, request),
        _fitting_topics(person, request),
        _shared_topic(person, request),
        Fact(kind=FactKind.ROLE, details=(person.job_title, person.organisation)) if person.job_title else None,
        *_only_from(person, others, request),
        other_field(person, others, request),
        _rare_level(person, others),
        _new_country(person, others, request),
        _met_before(person, request),
        Fact(kind=FactKind.NOTE, details=(person.note,)) if person.note else None,
    )
    return tuple(fact for fact in kinds if fact)


def other_field(person: Person, others: Sequence[Person], request: Request) -> Fact | None:
    """The first of their topics that is neither the evening's nor named by anybody else at the table."""
    named = {place_key(topic) for other in others for topic in other.topics}
    named |= {place_key(topic) for topic in (*request.host.topics, *matching(request.topic, person.topics), "")}
    other = next((topic for topic in person.topics if place_key(topic) not in named), None)
    return Fact(kind=FactKind.OTHER_FIELD, details=(other,)) if other else None


def mix(people: Sequence[Person]) -> Mix:
    """How many different organisations, levels and countries are known among these people."""
    return Mix(
        organisations=len({organisation_key(person.organisation) for person in people} - {""}),
        levels=len({person.level for person in people} - {Level.UNKNOWN}),
        countries=len({person.country for person in people} - {""}),
    )


def mix_in_words(people: Sequence[Person], host: HostSide) -> MixWords:
    """The same as data for a sentence, with what is missing above, beside or below the host."""
    counted = Counter(person.level for person in people)
    return MixWords(
        levels=tuple((level, counted[level]) for level in Level if counted[level] and level is not Level.UNKNOWN),
        missing=_missing_heights(counted, host.level),
        organisations=mix(people).organisations,
        countries=tuple(sorted({person.country for person in people} - {""})),
        without_address=sum(not person.email for person in people),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Hall:
    """A crowd with what a request makes of it; `groupings` are the readings of "one organisation"."""

    crowd: Crowd
    request: Request
    relevances: Floats
    candidates: Candidates
    groupings: Mapping[Grouping, tuple[Feature, ...]]

    @property
    def people(self) -> tuple[Person, ...]:
        return self.crowd.people

    @property
    def places(self) -> Mapping[PersonId, int]:
        return self.crowd.places

    @property
    def wanted(self) -> Booleans:
        return self.mask(one for one in (*self.request.pinned, *self.request.wishes) if self.request.is_wanted(one))

    def mask(self, ids: Iterable[PersonId]) -> Booleans:
        """Which positions are among these people."""
        return self.crowd.mask(ids)

    def names(self, positions: Iterable[int]) -> str:
        return ", ".join(self.people[one].name.full for one in positions)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Seating:
    """A table by positions, those there by the host's wish first, and how "one organisation" was read for it."""

    grouping: Grouping
    candidates: Candidates
    seats: tuple[int, ...]
    wished: tuple[int, ...]


def _open_hall(people: Sequence[Person], request: Request, crowd: Crowd | None) -> _Hall:
    crowd = crowd or gather(people)
    phrase_scores = crowd.index.phrase_scores(request.topic)
    relevances = crowd.closeness(request.topic, phrase_scores)
    features = _features(crowd, request, phrase_scores)
    groupings = _groupings(features, request.grouping)
    return _Hall(
        crowd=crowd,
        request=request,
        relevances=relevances,
        groupings=groupings,
        candidates=Candidates(
            base=_base(crowd, request, relevances),
            features=tuple(features.values()),
            groups=next(iter(groupings.values())),
            most_of_one=request.most_of_one,
            apart=_pairs(crowd, request.apart),
            barred=crowd.unseatable | crowd.mask([*_with_wish(request, Wish.NOT_NOW), *_speaker(request)]),
            ties=_ties(crowd, request),
        ),
    )


def _speaker(request: Request) -> tuple[PersonId, ...]:
    return (request.speaker_id,) if request.speaker_id is not None else ()


def _pairs(crowd: Crowd, pairs: Iterable[frozenset[PersonId]]) -> frozenset[frozenset[int]]:
    """Pairs of people as pairs of places; those of whom one is not there are left out."""
    places = crowd.places
    return frozenset(
        frozenset(places[one] for one in pair) for pair in pairs if len(pair) == 2 and pair <= places.keys()
    )


def _ties(crowd: Crowd, request: Request) -> dict[int, frozenset[int]]:
    """For each place whom they met in an earlier round."""
    ties: defaultdict[int, set[int]] = defaultdict(set)
    for pair in _pairs(crowd, request.ties):
        one, other = pair
        ties[one].add(other)
        ties[other].add(one)
    return {one: frozenset(others) for one, others in ties.items()}


def _stand_ins(hall: _Hall, seated_ids: Sequence[PersonId], leaving_id: PersonId, *, most: int) -> tuple[Pick, ...]:
    """Who may take one seat, ranked, under the first reading of the rules that lets anybody sit."""
    rest = [hall.places[one] for one in seated_ids if one != leaving_id and one in hall.places]
    barred = hall.candidates.barred | hall.mask([leaving_id])
    for groups in hall.groupings.values():
        candidates = replace(hall.candidates, groups=groups, barred=barred)
        if ranked := composition.successors(candidates, rest, most=most, first=hall.wanted):
            table = [hall.people[one] for one in rest]
            coming = [hall.people[one] for one in ranked]
            return tuple(_pick(person, [*table, person], hall.request) for person in coming)
    return ()


def _base(crowd: Crowd, request: Request, relevances: Floats) -> Floats:
    """What each person is worth alone."""
    closest = max(CLOSE_ENOUGH, float(relevances.max(initial=0)))
    base: Floats = (CLOSENESS[request.lean] / closest) * relevances + CHANCE * _chance(crowd.ids, request.seed)
    base += np.where(crowd.reachable, 0.0, OUT_OF_REACH)
    base += np.where(crowd.noted, SHARED_VALUES, 0.0)
    for ids, cost in _costs(request):
        base[[crowd.places[one] for one in ids if one in crowd.places]] += cost
    if request.grouping is Grouping.ORGANISATION and (
        home := _code(crowd.organisations, crowd.home(request.host.organisation))
    ):
        base[crowd.organisations.codes == home] += COLLEAGUE
    if request.more_senior:
        base += _by_value(crowd.levels, MORE_SENIOR)
    if request.starts_at:
        base += _by_value(crowd.zones, _awake(crowd.zones.numbers, request.starts_at))
    if request.spoken_language not in (None, Language.EN):
        strangers = {language: SPEAKS_ANOTHER for language in Language if language is not request.spoken_language}
        base += _by_value(crowd.languages, strangers)
    return base


def _costs(request: Request) -> Iterator[tuple[Iterable[PersonId], float]]:
    """Groups of people, and what each of them loses."""
    yield request.met_before, SAT_BEFORE + SAT_BEFORE_TOO * request.more_new_faces
    yield request.invited_lately, INVITED_LATELY
    yield request.twice_silent, TWICE_SILENT


def _code(one: Trait, value: Hashable) -> int:
    return one.numbers.get(value, composition.UNKNOWN)


def _by_value(one: Trait, worths: Mapping[Any, float]) -> Floats:
    """For each person what their value is worth, nothing where it is not told."""
    table = np.zeros(len(one.numbers) + 1)
    for value, number in one.numbers.items():
        table[number] = worths.get(value, 0.0)
    return table[one.codes]


def _awake(zones: Iterable[Hashable], starts_at: datetime) -> dict[str, float]:
    """What it costs that the party begins before 7 or after 22 where somebody lives."""
    return {zone: AT_NIGHT for zone in map(str, zones) if _is_night(zone, starts_at)}


def _is_night(time_zone: str, starts_at: datetime) -> bool:
    """Whether the hour is red there; of a zone nobody knows there is nothing to say."""
    try:
        (hour,) = local_hours(starts_at, [time_zone])
    except UnknownTimeZoneError:
        return False
    return hour.verdict is HourVerdict.RED


def _chance(ids: npt.NDArray[np.uint64], seed: int) -> Floats:
    """A number from 0 to 1 for each id that stays when other people come or go (splitmix64, Steele et al. 2014)."""
    mixed = ids + np.uint64((seed + 1) * 0x9E3779B97F4A7C15 % 2**64)
    mixed = (mixed ^ (mixed >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    mixed = (mixed ^ (mixed >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    chance: Floats = (mixed ^ (mixed >> np.uint64(31))) / float(2**64)
    return chance


def _features(crowd: Crowd, request: Request, phrase_scores: Floats) -> Mapping[str, Feature]:
    """In what people differ, by name; for a visit sites and departments instead of organisations."""
    host = request.host
    mixed = {
        "level": crowd.levels.weighed(LEVEL, host_value=host.level),
        "country": crowd.countries.weighed(COUNTRY, host_value=host.country),
        "field": Feature(weight=FIELD, codes=_fields(crowd.fields, phrase_scores), size=crowd.fields.size),
    }
    if request.grouping is Grouping.ORGANISATION:
        home = crowd.home(host.organisation)
        return mixed | {"organisation": crowd.organisations.weighed(ORGANISATION, host_value=home)}
    sites, departments = crowd.sites.weighed(ORGANISATION), crowd.departments.weighed(ORGANISATION)
    return mixed | {"site": sites, "department": departments}


def _fields(fields: Fields, phrase_scores: Floats) -> Integers:
    """For each person the field they come from: the commonest of their topics beside the evening's own; 0 for none."""
    close = np.zeros(fields.size, np.bool_)
    close[fields.keys[phrase_scores[fields.phrases] >= OF_THE_EVENING]] = True
    found = fields.of_people[:, 0].copy()
    for column in range(1, fields.of_people.shape[1]):
        again = np.flatnonzero(close[found])
        found[again] = fields.of_people[again, column]
    found[close[found]] = composition.UNKNOWN
    return found


def _groupings(features: Mapping[str, Feature], grouping: Grouping) -> dict[Grouping, tuple[Feature, ...]]:
    """The readings of "one organisation" to try in turn, each with the groups nobody may crowd."""
    if grouping is not Grouping.BOTH:
        return {grouping: (features[grouping],)}
    site, department = features["site"], features["department"]
    return {Grouping.BOTH: (site, department), Grouping.DEPARTMENT: (department,), Grouping.SITE: (site,)}


def _best_seating(hall: _Hall) -> _Seating:
    """The first reading of "one organisation" that fills the table, else the one that seats most."""
    seatings = []
    for grouping, groups in hall.groupings.items():
        seating = _seat(hall, grouping, replace(hall.candidates, groups=groups))
        if len(seating.seats) == hall.request.guests:
            return seating
        seatings.append(seating)
    return max(seatings, key=lambda seating: len(seating.seats))


def _seat(hall: _Hall, grouping: Grouping, candidates: Candidates) -> _Seating:
    """Pinned, must, hoped for: as many as there are seats, within the caps first, then beyond; then everybody else."""
    request = hall.request
    wanted = np.flatnonzero(hall.wanted)
    few = composition.narrowed(candidates, wanted)
    placed: tuple[int, ...] = ()
    for tier in (request.pinned, _with_wish(request, Wish.MUST), _with_wish(request, Wish.HOPED)):
        among = hall.mask(tier)[wanted]
        for capped in (True, False):
            placed = composition.complete(few, placed, size=request.guests, among=among, capped=capped)
    wished = tuple(wanted[list(placed)].tolist())
    seats = table_search.compose(candidates, wished, size=request.guests)
    return _Seating(grouping=grouping, candidates=candidates, seats=seats, wished=wished)


def _with_wish(request: Request, wish: Wish) -> list[PersonId]:
    return [person_id for person_id, wished in request.wishes.items() if wished is wish]


def _bench(hall: _Hall, seating: _Seating) -> list[int]:
    """Those the host wants who found no seat, the best first; then whoever keeps the mix when somebody falls out."""
    waiting = _waiting(hall, seating)
    barred = seating.candidates.barred | hall.mask(hall.people[one].id for one in waiting)
    others = replace(seating.candidates, barred=barred)
    size = hall.request.bench - len(waiting)
    return [*waiting, *table_search.understudies(others, seating.seats, size=size)]


def _waiting(hall: _Hall, seating: _Seating) -> list[int]:
    standing = hall.wanted & ~seating.candidates.barred
    standing[list(seating.seats)] = False
    return sorted(np.flatnonzero(standing).tolist(), key=lambda one: -float(seating.candidates.base[one]))


def _unmet(hall: _Hall, seating: _Seating) -> tuple[Unmet, ...]:
    """Everything about this table that is not as the rules or the host would have it."""
    return (
        *_not_to_be_asked(hall),
        *_kept_apart(hall, seating),
        *_too_many_wanted(hall, seating),
        *_crowded(hall, seating),
        *_empty_seats(hall, seating),
        *_other_grouping(hall, seating),
        *_out_of_reach(hall, seating),
        *_off_topic(hall),
    )


def _not_to_be_asked(hall: _Hall) -> Iterator[Unmet]:
    gone = [one for one in np.flatnonzero(hall.wanted).tolist() if hall.people[one].opted_out]
    if gone:
        yield Unmet(
            message=N_("%(names)s asked not to be invited again. Somebody else was seated."),
            values=(("names", hall.names(gone)),),
        )


def _kept_apart(hall: _Hall, seating: _Seating) -> Iterator[Unmet]:
    for waiting in _waiting(hall, seating):
        for seated in _foes(seating, waiting):
            yield Unmet(
                message=N_(
                    "%(waiting)s waits on the bench, never to sit with %(seated)s. Lift that rule, or take %(seated)s "
                    "from the table."
                ),
                values=(("waiting", hall.names([waiting])), ("seated", hall.names([seated]))),
            )


def _foes(seating: _Seating, waiting: int) -> list[int]:
    """Who at the table is never to sit with somebody who waits."""
    return sorted(one for one in seating.seats if frozenset((one, waiting)) in seating.candidates.apart)


def _too_many_wanted(hall: _Hall, seating: _Seating) -> Iterator[Unmet]:
    waiting = [one for one in _waiting(hall, seating) if not _foes(seating, one)]
    if waiting:
        yield Unmet(
            message=N_("More people are wanted than there are seats: %(names)s wait on the bench. Take more guests."),
            values=(("names", hall.names(waiting)),),
        )


def _together(hall: _Hall, seating: _Seating) -> Iterator[Unmet]:
    """Pairs who sit together all the same, since the host seated both."""
    for one, other in sorted(tuple(sorted(pair)) for pair in seating.candidates.apart if pair <= set(seating.seats)):
        yield Unmet(
            message=N_("%(one)s and %(other)s were never to sit together. Take one of them off, or lift that rule."),
            values=(("one", hall.names([one])), ("other", hall.names([other]))),
        )


def _not_seated_yet(hall: _Hall, seating: _Seating, best: _Seating) -> Iterator[Unmet]:
    """The wanted ones who would get a seat in a new suggestion; the others are too many."""
    waiting = [one for one in _waiting(hall, seating) if one in best.seats and not _foes(seating, one)]
    if waiting:
        yield Unmet(
            message=N_("%(names)s: wanted, but not seated yet. Suggest anew, or seat them by hand."),
            values=(("names", hall.names(waiting)),),
        )
    yield from _too_many_wanted(hall, replace(seating, seats=(*seating.seats, *waiting)))


def _more_than_planned(hall: _Hall, seating: _Seating) -> Iterator[Unmet]:
    if len(seating.seats) > hall.request.guests:
        yield Unmet(
            message=N_("%(found)s guests sit at a table for %(wanted)s. Take somebody off, or plan for more guests."),
            values=(("found", str(len(seating.seats))), ("wanted", str(hall.request.guests))),
        )


def _crowded(hall: _Hall, seating: _Seating) -> Iterator[Unmet]:
    for group in seating.candidates.groups:
        codes = group.codes
        counted = Counter(code for code in codes[list(seating.seats)].tolist() if code != composition.UNKNOWN)
        for code, count in counted.items():
            if count > hall.request.most_of_one:
                yield Unmet(
                    message=N_(
                        "%(names)s are from one place, since you want them all. Unstar one for a more mixed table."
                    ),
                    values=(("names", hall.names(one for one in seating.seats if codes[one] == code)),),
                )


def _empty_seats(hall: _Hall, seating: _Seating) -> Iterator[Unmet]:
    """Which rule keeps seats empty, found by leaving it out."""
    found, wanted = len(seating.seats), hall.request.guests
    if found >= wanted:
        return
    values = (("found", str(found)),)
    together = replace(seating.candidates, apart=frozenset())
    if len(composition.complete(seating.candidates, seating.seats, size=wanted, capped=False)) > found:
        yield Unmet(
            message=N_("Only %(found)s people can be chosen: import more people or allow more of one organisation."),
            values=values,
        )
    elif len(composition.complete(together, seating.seats, size=wanted)) > found:
        yield Unmet(
            message=N_("Only %(found)s people can be chosen: import more people or let some of them sit together."),
            values=values,
        )
    else:
        yield Unmet(message=N_("Only %(found)s people can be chosen: import more people."), values=values)


def _other_grouping(hall: _Hall, seating: _Seating) -> Iterator[Unmet]:
    if hall.request.grouping is not Grouping.BOTH:
        return
    if seating.grouping is Grouping.DEPARTMENT:
        yield Unmet(message=N_("There are too few sites to mix: the table mixes departments only."))
    if seating.grouping is Grouping.SITE:
        yield Unmet(message=N_("There are too few departments to mix: the table mixes sites only."))


def _out_of_reach(hall: _Hall, seating: _Seating) -> Iterator[Unmet]:
    silent = [one for one in seating.seats if not hall.people[one].email]
    if silent:
        yield Unmet(
            message=N_("No e-mail address is known of %(names)s. Add it, or write to them by another way."),
            values=(("names", hall.names(silent)),),
        )


def _off_topic(hall: _Hall) -> Iterator[Unmet]:
    if hall.request.topic.strip() and hall.relevances.max(initial=0) < OFF_TOPIC:
        yield Unmet(
            message=N_("Nobody mentions the topic: the table was chosen for variety. Try other words for the topic.")
        )


def _pick(person: Person, table: Sequence[Person], request: Request) -> Pick:
    return Pick(person_id=person.id, facts=facts_for(person, table, request))


def _hoped(person: Person, request: Request) -> Fact | None:
    return Fact(kind=FactKind.HOPED_TO_MEET) if request.wishes.get(person.id) is Wish.HOPED else None


def _talk(person: Person, request: Request) -> Fact | None:
    """The talk that fits the topic best, else the first."""
    talks = (*matching(request.topic, person.talks), *person.talks)
    return Fact(kind=FactKind.TALK, details=talks[:1]) if talks else None


def _fitting_topics(person: Person, request: Request) -> Fact | None:
    fitting = matching(request.topic, person.topics)[:MOST_TOPICS_NAMED]
    return Fact(kind=FactKind.TOPIC, details=fitting) if fitting else None


def _shared_topic(person: Person, request: Request) -> Fact | None:
    hosts = {fold(topic) for topic in request.host.topics}
    shared = [topic for topic in person.topics if fold(topic) in hosts]
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
    own, *theirs = (organisation_key(one.organisation) for one in (person, *others))
    known = {joined.get(key, key) for key in (*theirs, organisation_key(request.host.organisation), "")}
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


def _missing_heights(levels: Iterable[Level], host: Level) -> tuple[Height, ...]:
    """The heights nobody has, of those there are from where the host stands; independents stand on none."""
    if host not in LADDER:
        return ()
    own = LADDER.index(host)
    heights = {Height.ABOVE: LADDER[:own], Height.BESIDE: LADDER[own : own + 1], Height.BELOW: LADDER[own + 1 :]}
    present = set(levels)
    return tuple(height for height, steps in heights.items() if steps and not present & set(steps))
