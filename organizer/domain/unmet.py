"""Rules and wishes that could not hold at a table, each with what to relax."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum

import numpy as np

from organizer.domain import composition
from organizer.domain.composition import Candidates
from organizer.domain.errors import N_
from organizer.domain.halls import Hall, Seating, waiting
from organizer.domain.parties import MOST_GUESTS
from organizer.domain.table_facts import OFF_TOPIC
from organizer.domain.table_requests import Grouping, Wish


class Rule(StrEnum):
    """What could not hold. Under the EMPTY ones seats stay empty: each names what keeps them so."""

    OPTED_OUT = "opted out"
    OPTED_OUT_SEATED = "opted out and seated"
    NAMELESS = "nameless"
    APART = "apart"
    TOO_MANY = "too many"
    TOO_MANY_FOR_ANY = "too many for any"
    TOGETHER = "together"
    NOT_SEATED = "not seated"
    BEYOND_PLAN = "beyond plan"
    CROWDED = "crowded"
    EMPTY_BY_CAP = "empty by cap"
    EMPTY_BY_PAIRS = "empty by pairs"
    EMPTY_BY_WISH = "empty by wish"
    EMPTY_BY_SEVERAL = "empty by several"
    EMPTY = "empty"
    DEPARTMENTS_ONLY = "departments only"
    SITES_ONLY = "sites only"
    NO_ADDRESS = "no address"
    OFF_TOPIC = "off topic"


SENTENCES: Mapping[Rule, str] = {
    Rule.OPTED_OUT: N_("%(names)s asked not to be invited again, so no seat is given to them."),
    Rule.OPTED_OUT_SEATED: N_("%(names)s sit here and want no more mails. Give the seat to somebody of the bench."),
    Rule.NAMELESS: N_("Of %(names)s no name is known, so no letter can be written. Add the name to offer a seat."),
    Rule.APART: N_(
        "%(waiting)s waits on the bench, never to sit with %(seated)s. Lift that rule, or take %(seated)s "
        "from the table."
    ),
    Rule.TOO_MANY: N_("More people are wanted than there are seats: %(names)s wait on the bench. Take more guests."),
    Rule.TOO_MANY_FOR_ANY: N_(
        "More people are wanted than a table seats: %(names)s wait on the bench. Unstar some, or keep them for a next "
        "round."
    ),
    Rule.TOGETHER: N_("%(one)s and %(other)s were never to sit together. Take one of them off, or lift that rule."),
    Rule.NOT_SEATED: N_("%(names)s: wanted, but not seated yet. Suggest anew, or seat them by hand."),
    Rule.BEYOND_PLAN: N_("%(found)s guests sit at a table for %(wanted)s. Take somebody off, or plan for more guests."),
    Rule.CROWDED: N_("%(names)s are from one place, since you want them all. Unstar one for a more mixed table."),
    Rule.EMPTY_BY_CAP: N_(
        "Only %(found)s people can be seated, since no more than %(most)s of one place sit together (%(places)s). "
        "Allow more of one organisation, star those you want all the same, or bring in more people."
    ),
    Rule.EMPTY_BY_PAIRS: N_(
        "Only %(found)s people can be seated, since some are never to sit together (%(pairs)s). Let some of them sit "
        "together, or bring in more people."
    ),
    Rule.EMPTY_BY_WISH: N_(
        "Only %(found)s people can be seated, since you left out %(names)s this time. Allow one of them again, or "
        "bring in more people."
    ),
    Rule.EMPTY_BY_SEVERAL: N_(
        "Only %(found)s people can be seated: several rules together bar the others (of one place, kept apart, left "
        "out). Lift more than one of them, or bring in more people."
    ),
    Rule.EMPTY: N_("Only %(found)s people can be chosen: import more people."),
    Rule.DEPARTMENTS_ONLY: N_("There are too few sites to mix: the table mixes departments only."),
    Rule.SITES_ONLY: N_("There are too few departments to mix: the table mixes sites only."),
    Rule.NO_ADDRESS: N_("No e-mail address is known of %(names)s. Add it, or write to them by another way."),
    Rule.OFF_TOPIC: N_("Nobody mentions the topic: the table was chosen for variety. Try other words for the topic."),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Unmet:
    """A rule that could not hold, and what to relax: an English sentence with %(name)s places for `values`."""

    rule: Rule
    values: tuple[tuple[str, str], ...] = ()

    @property
    def message(self) -> str:
        return SENTENCES[self.rule]

    @property
    def text(self) -> str:
        return self.message % dict(self.values)


def unmet_as_suggested(hall: Hall, seating: Seating) -> tuple[Unmet, ...]:
    """Everything about a suggested table that is not as the rules or the host would have it."""
    return (
        *_not_seatable(hall, seating),
        *_kept_apart(hall, seating),
        *_too_many_wanted(hall, seating),
        *_crowded(hall, seating),
        *_empty_seats(hall, seating),
        *_other_grouping(hall, seating),
        *_out_of_reach(hall, seating),
        *_off_topic(hall),
    )


def unmet_by_hand(hall: Hall, seating: Seating, best: Seating) -> tuple[Unmet, ...]:
    """The same about a table that was changed by hand; `best` is what would be suggested now."""
    fillable = len(best.seats) > len(seating.seats)
    return (
        *_not_seatable(hall, seating),
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


def _unmet(rule: Rule, **values: object) -> Unmet:
    return Unmet(rule=rule, values=tuple((name, str(value)) for name, value in values.items()))


def _not_seatable(hall: Hall, seating: Seating) -> Iterator[Unmet]:
    """Wanted people who may not be asked, or cannot be written to by name; whoever is invited may sit here still."""
    wanted = np.flatnonzero(hall.wanted).tolist()
    if staying := [one for one in seating.seats if hall.people[one].opted_out]:
        yield _unmet(Rule.OPTED_OUT_SEATED, names=hall.names(staying))
    gone = [one for one in wanted if hall.people[one].opted_out]
    if barred := [one for one in gone if one not in staying]:
        yield _unmet(Rule.OPTED_OUT, names=hall.names(barred))
    nameless = [one for one in wanted if not hall.people[one].name.is_known]
    if nameless := [one for one in nameless if one not in gone]:
        yield _unmet(Rule.NAMELESS, names=hall.names(nameless))


def _kept_apart(hall: Hall, seating: Seating) -> Iterator[Unmet]:
    for one in waiting(hall, seating):
        for foe in _foes(seating, one):
            yield _unmet(Rule.APART, waiting=hall.names([one]), seated=hall.names([foe]))


def _foes(seating: Seating, waits: int) -> list[int]:
    """Who at the table is never to sit with somebody who waits."""
    return sorted(one for one in seating.seats if frozenset((one, waits)) in seating.candidates.apart)


def _too_many_wanted(hall: Hall, seating: Seating) -> Iterator[Unmet]:
    if too_many := [one for one in waiting(hall, seating) if not _foes(seating, one)]:
        rule = Rule.TOO_MANY if hall.request.guests < MOST_GUESTS else Rule.TOO_MANY_FOR_ANY
        yield _unmet(rule, names=hall.names(too_many))


def _together(hall: Hall, seating: Seating) -> Iterator[Unmet]:
    """Pairs who sit together all the same, since the host seated both."""
    for one, other in sorted(tuple(sorted(pair)) for pair in seating.candidates.apart if pair <= set(seating.seats)):
        yield _unmet(Rule.TOGETHER, one=hall.names([one]), other=hall.names([other]))


def _not_seated_yet(hall: Hall, seating: Seating, best: Seating) -> Iterator[Unmet]:
    """The wanted ones who would get a seat in a new suggestion; the others are too many."""
    coming = [one for one in waiting(hall, seating) if one in best.seats and not _foes(seating, one)]
    if coming:
        yield _unmet(Rule.NOT_SEATED, names=hall.names(coming))
    yield from _too_many_wanted(hall, replace(seating, seats=(*seating.seats, *coming)))


def _more_than_planned(hall: Hall, seating: Seating) -> Iterator[Unmet]:
    if len(seating.seats) > hall.request.guests:
        yield _unmet(Rule.BEYOND_PLAN, found=len(seating.seats), wanted=hall.request.guests)


def _crowded(hall: Hall, seating: Seating) -> Iterator[Unmet]:
    for group in seating.candidates.groups:
        for code in _full(group.codes[list(seating.seats)].tolist(), above=hall.request.most_of_one):
            yield _unmet(Rule.CROWDED, names=hall.names(one for one in seating.seats if group.codes[one] == code))


def _full(codes: Iterable[int], *, above: int) -> list[int]:
    """The known values that occur more often than that."""
    counted = Counter(code for code in codes if code != composition.UNKNOWN)
    return [code for code, count in counted.items() if count > above]


def _empty_seats(hall: Hall, seating: Seating) -> Iterator[Unmet]:
    """Which rule keeps seats empty, found by leaving one out after the other."""
    found = len(seating.seats)
    if found >= hall.request.guests:
        return
    rules = seating.candidates
    left_out = hall.mask(one for one, wished in hall.request.wishes.items() if wished is Wish.NOT_NOW)
    welcome = replace(rules, barred=rules.barred & ~(left_out & ~hall.crowd.unseatable))
    if _seats_more(hall, seating, rules, capped=False):
        yield _unmet(Rule.EMPTY_BY_CAP, found=found, most=hall.request.most_of_one, places=_full_places(hall, seating))
    elif _seats_more(hall, seating, replace(rules, apart=frozenset())):
        yield _unmet(Rule.EMPTY_BY_PAIRS, found=found, pairs=_parted(hall, seating))
    elif _seats_more(hall, seating, welcome):
        names = hall.names(np.flatnonzero(left_out & ~hall.crowd.unseatable).tolist())
        yield _unmet(Rule.EMPTY_BY_WISH, found=found, names=names)
    elif _seats_more(hall, seating, replace(welcome, apart=frozenset()), capped=False):
        yield _unmet(Rule.EMPTY_BY_SEVERAL, found=found)
    else:
        yield _unmet(Rule.EMPTY, found=found)


def _seats_more(hall: Hall, seating: Seating, rules: Candidates, *, capped: bool = True) -> bool:
    grown = composition.complete(rules, seating.seats, size=len(seating.seats) + 1, capped=capped)
    return len(grown) > len(seating.seats)


def _full_places(hall: Hall, seating: Seating) -> str:
    """The organisations, sites or departments that take nobody more, as the people there write them."""
    said = {}
    for name, group in zip(_groups_read(seating), seating.candidates.groups, strict=True):
        for code in _full(group.codes[list(seating.seats)].tolist(), above=hall.request.most_of_one - 1):
            one = next(one for one in seating.seats if group.codes[one] == code)
            said[getattr(hall.people[one], name)] = True
    return ", ".join(said)


def _groups_read(seating: Seating) -> tuple[str, ...]:
    """The fields of a person that are looked at for "one place"."""
    return {
        Grouping.ORGANISATION: ("organisation",),
        Grouping.BOTH: ("city", "department"),
        Grouping.DEPARTMENT: ("department",),
        Grouping.SITE: ("city",),
    }[seating.grouping]


def _parted(hall: Hall, seating: Seating) -> str:
    """Pairs of whom one sits and the other may not for that alone."""
    pairs = [
        sorted(pair)
        for pair in seating.candidates.apart
        if len(pair & set(seating.seats)) == 1 and not seating.candidates.barred[list(pair)].any()
    ]
    return "; ".join(hall.names(pair) for pair in sorted(pairs))


def _other_grouping(hall: Hall, seating: Seating) -> Iterator[Unmet]:
    if hall.request.grouping is not Grouping.BOTH:
        return
    if seating.grouping is Grouping.DEPARTMENT:
        yield _unmet(Rule.DEPARTMENTS_ONLY)
    if seating.grouping is Grouping.SITE:
        yield _unmet(Rule.SITES_ONLY)


def _out_of_reach(hall: Hall, seating: Seating) -> Iterator[Unmet]:
    if silent := [one for one in seating.seats if not hall.people[one].email]:
        yield _unmet(Rule.NO_ADDRESS, names=hall.names(silent))


def _off_topic(hall: Hall) -> Iterator[Unmet]:
    if hall.request.topic.strip() and hall.relevances.max(initial=0) < OFF_TOPIC:
        yield _unmet(Rule.OFF_TOPIC)
