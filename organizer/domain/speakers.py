"""Who might be the guest speaker of a later round: top management, or an expert from another field."""

from collections.abc import Sequence

import numpy as np

from organizer.domain.crowds import Crowd, gather
from organizer.domain.halls import CLOSE_ENOUGH
from organizer.domain.people import Person
from organizer.domain.reasons import Fact, FactKind
from organizer.domain.shortlist import Pick
from organizer.domain.table_facts import facts_for, other_field
from organizer.domain.table_requests import Request, Wish
from organizer.domain.vocabulary import Level, PersonId

MOST_SPEAKERS = 5
# Of the closeness of whoever on the lists is closest to the topic.
CLOSE_FOR_A_SPEAKER = 0.4
# Beside closeness to the topic, which is at most 1.
AT_THE_TOP, HAS_SPOKEN, OTHER_FIELD, NO_ADDRESS = 0.4, 0.2, 0.3, -0.5


def suggest_speakers(
    people: Sequence[Person],
    seated: Sequence[Person],
    request: Request,
    *,
    most: int = MOST_SPEAKERS,
    crowd: Crowd | None = None,
) -> tuple[Pick, ...]:
    """People not at the table who could give twenty minutes of substance, best first, each with the reason.

    Only whoever is close to the topic is named, and only those at the top or with something of their own to tell: a
    talk, or a field nobody at the table is from. Nobody who opted out or is left out this time.
    """
    crowd = crowd or gather(people)
    relevances = crowd.closeness(request.topic)
    closeness = relevances / max(CLOSE_ENOUGH, float(relevances.max(initial=0)))
    taken = {person.id for person in seated}
    fitting = [
        place
        for place in np.flatnonzero(closeness >= CLOSE_FOR_A_SPEAKER).tolist()
        if _may_speak(crowd.people[place], request, taken) and _has_standing(crowd.people[place], seated, request)
    ]
    ranked = sorted(
        fitting, key=lambda place: (-_worth(crowd.people[place], seated, request, float(closeness[place])), place)
    )
    return tuple(_speaker(crowd.people[place], seated, request) for place in ranked[:most])


def _may_speak(person: Person, request: Request, taken: set[PersonId]) -> bool:
    return not (
        person.opted_out
        or person.id in taken
        or request.wishes.get(person.id) is Wish.NOT_NOW
        or not person.name.is_known
    )


def _has_standing(person: Person, seated: Sequence[Person], request: Request) -> bool:
    is_expert = person.is_speaker or bool(person.talks) or person.level is Level.SENIOR
    return person.level is Level.TOP or (is_expert and other_field(person, seated, request) is not None)


def _worth(person: Person, seated: Sequence[Person], request: Request, closeness: float) -> float:
    return (
        closeness
        + AT_THE_TOP * (person.level is Level.TOP)
        + HAS_SPOKEN * (person.is_speaker or bool(person.talks))
        + OTHER_FIELD * (other_field(person, seated, request) is not None)
        + NO_ADDRESS * (not person.email)
    )


def _speaker(person: Person, seated: Sequence[Person], request: Request) -> Pick:
    """The facts that speak for a speaker: their level before everything else, then what they have to tell."""
    told = facts_for(person, [*seated, person], request)
    above = (Fact(kind=FactKind.LEVEL, details=(person.level,)),) if person.level is Level.TOP else ()
    other = other_field(person, seated, request)
    rest = tuple(fact for fact in told if fact.kind not in (FactKind.LEVEL, FactKind.OTHER_FIELD))
    return Pick(person_id=person.id, facts=(*above, *rest, *((other,) if other else ())))
