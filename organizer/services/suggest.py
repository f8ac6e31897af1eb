"""A suggestion from everybody known, without a party: what the command `suggest` answers."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection

from organizer.domain.crowds import gather
from organizer.domain.parties import Lean
from organizer.domain.people import Person
from organizer.domain.reasons import for_page
from organizer.domain.shortlist import Pick, suggest
from organizer.domain.table_requests import HostSide, Request, Wish
from organizer.domain.vocabulary import Language, PersonId
from organizer.services import crowds, hosts
from organizer.services.tables import NoTopicError


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What table is wanted; people by their ids."""

    topic: str
    guests: int
    must: frozenset[int] = frozenset()
    exclude: frozenset[int] = frozenset()
    apart: frozenset[frozenset[int]] = frozenset()
    seed: int = 0
    lean: Lean = Lean.BALANCED
    more_senior: bool = False


def suggest_from_everybody(connection: Connection, wanted: Wanted) -> dict[str, object]:
    """Seats, bench, mix, rules that could not hold, and the method in a sentence.

    Raises NoTopicError: without one nobody is closer than anybody else.
    """
    if not wanted.topic.strip():
        raise NoTopicError
    host = hosts.some_host(connection)
    crowd = crowds.everybody(connection, host.id).crowd if host else gather(())
    everybody = crowd.people
    side = HostSide(level=host.level, topics=host.topics, organisation=host.organisation) if host else HostSide()
    suggestion = suggest(everybody, _request(wanted, side), crowd=crowd)
    known = {person.id: person for person in everybody}
    return {
        "seats": _picks(suggestion.seats, known),
        "bench": _picks(suggestion.bench, known),
        "mix": {name: getattr(suggestion.mix, name) for name in ("organisations", "levels", "countries")},
        "unmet": [*_unknown(wanted, known), *_wanted_and_left_out(wanted), *(unmet.text for unmet in suggestion.unmet)],
        "method": suggestion.method,
    }


def _request(wanted: Wanted, side: HostSide) -> Request:
    wishes = {PersonId(one): Wish.MUST for one in wanted.must}
    return Request(
        topic=wanted.topic,
        guests=wanted.guests,
        wishes=wishes | {PersonId(one): Wish.NOT_NOW for one in wanted.exclude},
        apart=frozenset(frozenset(PersonId(one) for one in pair) for pair in wanted.apart),
        host=side,
        seed=wanted.seed,
        lean=wanted.lean,
        more_senior=wanted.more_senior,
    )


def _picks(picks: Sequence[Pick], known: Mapping[PersonId, Person]) -> list[dict[str, object]]:
    return [_pick(known[pick.person_id], pick) for pick in picks]


def _pick(person: Person, pick: Pick) -> dict[str, object]:
    told = (for_page(fact, Language.EN) for fact in (*pick.facts, *pick.cautions))
    return {
        "id": person.id,
        "name": person.name.full,
        "organisation": person.organisation,
        "level": person.level.value,
        "country": person.country,
        "reasons": [reason for reason in told if reason],
    }


def _unknown(wanted: Wanted, known: Mapping[PersonId, Person]) -> list[str]:
    named = wanted.must | wanted.exclude | frozenset().union(*wanted.apart)
    return [f"Nobody has the id {one}. Look it up with the command people." for one in sorted(named - known.keys())]


def _wanted_and_left_out(wanted: Wanted) -> list[str]:
    both = sorted(wanted.must & wanted.exclude)
    return [f"The id {one} must come and is left out; it was left out. Name it once." for one in both]
