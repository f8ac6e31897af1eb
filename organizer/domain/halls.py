"""A crowd as one request sees it: what each is worth, in what they differ, the rules; and how seats are given."""

from collections import defaultdict
from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

import numpy as np
import numpy.typing as npt

from organizer.domain import composition, table_search
from organizer.domain.composition import Booleans, Candidates, Feature, Floats, Integers, Trait
from organizer.domain.crowds import Crowd, Fields, gather
from organizer.domain.parties import Lean
from organizer.domain.people import Person
from organizer.domain.scheduling import red_hour
from organizer.domain.table_facts import may_not_follow
from organizer.domain.table_requests import Grouping, Request, Wish
from organizer.domain.vocabulary import Language, Level, PersonId

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
# A topic this close to the evening's is no field of its own.
OF_THE_EVENING = 0.45
# Among near equals the seed decides.
CHANCE = 0.02
MOST_NAMED = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class Hall:
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
        """The first few by name, or by what else is known of them."""
        people = [self.people[one] for one in positions]
        named = [one.name.full.strip() or one.email or one.organisation or f"#{one.id}" for one in people]
        return ", ".join(named[:MOST_NAMED]) + ", …" * (len(named) > MOST_NAMED)


@dataclass(frozen=True, slots=True, kw_only=True)
class Seating:
    """A table by positions, those there by the host's wish first, and how "one organisation" was read for it."""

    grouping: Grouping
    candidates: Candidates
    seats: tuple[int, ...]
    wished: tuple[int, ...]


def open_hall(people: Sequence[Person], request: Request, crowd: Crowd | None) -> Hall:
    """What a request makes of a crowd, which is `gather(people)` when it is not at hand."""
    crowd = crowd or gather(people)
    phrase_scores = crowd.index.phrase_scores(request.topic)
    relevances = crowd.closeness(request.topic, phrase_scores)
    features = _features(crowd, request, phrase_scores)
    groupings = _groupings(features, request.grouping)
    return Hall(
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


def best_seating(hall: Hall) -> Seating:
    """The first reading of "one organisation" that fills the table, else the one that seats most."""
    seatings = []
    for grouping, groups in hall.groupings.items():
        seating = _seat(hall, grouping, replace(hall.candidates, groups=groups))
        if len(seating.seats) == hall.request.guests:
            return seating
        seatings.append(seating)
    return max(seatings, key=lambda seating: len(seating.seats))


def waiting(hall: Hall, seating: Seating) -> list[int]:
    """Those the host wants who have no seat, the best first."""
    standing = hall.wanted & ~seating.candidates.barred
    standing[list(seating.seats)] = False
    return sorted(np.flatnonzero(standing).tolist(), key=lambda one: -float(seating.candidates.base[one]))


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
    strangers = [one for one in Language if may_not_follow(one, request.spoken_language)]
    base += _by_value(crowd.languages, dict.fromkeys(strangers, SPEAKS_ANOTHER))
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
    return {zone: AT_NIGHT for zone in map(str, zones) if red_hour(starts_at, zone)}


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


def _seat(hall: Hall, grouping: Grouping, candidates: Candidates) -> Seating:
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
    return Seating(grouping=grouping, candidates=candidates, seats=seats, wished=wished)


def _with_wish(request: Request, wish: Wish) -> list[PersonId]:
    return [person_id for person_id, wished in request.wishes.items() if wished is wish]
