"""The next round: last time's people, sorted, at a new table."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Connection

from organizer.domain.errors import N_, OrganizerError
from organizer.domain.invitations import Place
from organizer.domain.next_round import Looked, Turnout, in_order, places_for
from organizer.domain.parties import Host
from organizer.domain.people import Person
from organizer.domain.rounds import Round, RoundState
from organizer.domain.vocabulary import PartyId, PersonId
from organizer.services import parties
from organizer.services.rounds import Evening, evening
from organizer.services.tables import arrange
from organizer.services.turnouts import turnouts_of
from organizer.store import people as people_store
from organizer.store import rounds as store


class StillPlanningError(OrganizerError):
    message = N_("Nobody was invited to this round yet. Change its date or table instead of planning the next one.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Returning:
    """One person of the last round, and how they stood."""

    person: Person
    turnout: Turnout


def look_back(connection: Connection, last: Evening) -> tuple[Returning, ...]:
    """Last time's people in the order in which they would be asked again."""
    looked = _looked(connection, last)
    people = {
        one.id: one for one in people_store.people_of(connection, last.host.id, [one.person_id for one in looked])
    }
    return tuple(
        Returning(person=people[one.person_id], turnout=one.turnout)
        for one in looked
        if one.person_id in people and not people[one.person_id].opted_out
    )


def open_next_round(connection: Connection, host: Host, party_id: PartyId) -> Evening:
    """The round that comes next in a party; one that is being planned already is not planned twice."""
    party = parties.party(connection, host.id, party_id)
    # Of two clicks at once the second one waits here, and then finds the round that the first one opened.
    store.lock_round(connection, store.rounds_of(connection, party.id)[-1].id)
    newest = store.rounds_of(connection, party.id)[-1]
    last = evening(connection, host, party.id, newest.number)
    return last if _is_planned_next(newest) else plan_next_round(connection, last)


def plan_next_round(connection: Connection, last: Evening) -> Evening:
    """Open the next round of the party with last time's people; its date is still to be chosen."""
    if last.round.state is RoundState.PLANNING:
        raise StillPlanningError
    values = {
        "party_id": last.party.id,
        "number": last.round.number + 1,
        "state": RoundState.PLANNING,
        "time_zone": last.round.time_zone,
        "length_minutes": last.round.length_minutes,
        "video_link": last.round.video_link,
    }
    store.insert_round(connection, values)
    opened = evening(connection, last.host, last.party.id, last.round.number + 1)
    looked = [Looked(person_id=one.person.id, turnout=one.turnout) for one in look_back(connection, last)]
    places = places_for(looked, last.party.guests_wanted)
    arrange(connection, opened, _ids(places, Place.SEAT), _ids(places, Place.BENCH))
    return evening(connection, last.host, last.party.id, opened.round.number)


def _is_planned_next(newest: Round) -> bool:
    return newest.number > 1 and newest.state is RoundState.PLANNING


def _looked(connection: Connection, last: Evening) -> tuple[Looked, ...]:
    stood = turnouts_of(connection, last.round)
    seated = {one.id for one in last.guests}
    waiting = [one.id for one in (*last.guests, *last.bench, *last.people.values()) if one.id not in stood]
    withdrawn = [one for one, how in stood.items() if one not in seated and how is not Turnout.SAID_NO]
    everybody = stood | dict.fromkeys((*waiting, *withdrawn), Turnout.BENCH)
    speaker = last.speaker.id if last.speaker else None
    return in_order(
        Looked(person_id=person_id, turnout=how) for person_id, how in everybody.items() if person_id != speaker
    )


def _ids(places: Sequence[tuple[PersonId, Place, int]], place: Place) -> list[PersonId]:
    return [person_id for person_id, where, _ in places if where is place]
