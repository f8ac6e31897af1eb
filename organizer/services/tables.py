"""Who sits at the table of a round: suggested, starred, pinned, swapped, kept apart."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from sqlalchemy import Connection

from organizer.domain.errors import N_, OrganizerError
from organizer.domain.invitations import InvitationState, Place, Seat
from organizer.domain.parties import Party
from organizer.domain.people import Person
from organizer.domain.shortlist import (
    HostSide,
    MixWords,
    Request,
    Suggestion,
    Wish,
    facts_for,
    grouping_for,
    mix_in_words,
    replacement,
    suggest,
)
from organizer.domain.vocabulary import Language, ParticipationStatus, PersonId
from organizer.services.replies import standings
from organizer.services.rounds import Evening, require_standing
from organizer.store import attendee_lists as list_store
from organizer.store import invitations as invitation_store
from organizer.store import parties as party_store
from organizer.store import people as people_store
from organizer.store import seats as store


class NoTopicError(OrganizerError):
    message = N_("Say in one sentence what the evening is about: people are chosen by it, and the letters name it.")


class TableFullError(OrganizerError):
    message = N_("The table is full. Take somebody off first, or plan for more guests.")


class StillInvitedError(OrganizerError):
    message = N_("%(name)s is invited already. Withdraw the invitation on the board first.")


class NobodyToSwapError(OrganizerError):
    message = N_("Nobody is left who could take this seat. Import more people, or relax a rule.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """One person on the page where the table is chosen."""

    person: Person
    wish: Wish | None
    place: Place | None


def describe_evening(
    connection: Connection, planned: Evening, *, topic: str, question: str, spoken_language: Language, guests: int
) -> None:
    """Note what the evening is about and for how many."""
    if not topic.strip():
        raise NoTopicError
    values = {"topic": topic, "question": question, "spoken_language": spoken_language, "guests_wanted": guests}
    party_store.update_party(connection, planned.party, values)


def candidates(connection: Connection, party: Party) -> tuple[Person, ...]:
    """Whom the host may choose from: people on the lists of this occasion, or everybody where it has none."""
    lists = [
        head.id for head in list_store.lists_of(connection, party.host_id) if head.occasion_id == party.occasion.id
    ]
    if not lists:
        return people_store.people_of(connection, party.host_id)
    return people_store.people_of_lists(connection, party.host_id, lists)


def choices(connection: Connection, planned: Evening, people: Sequence[Person]) -> tuple[Choice, ...]:
    """These people with what the host wishes of them and where they sit."""
    wishes = party_store.wishes_of(connection, planned.party.id)
    places = {seat.person_id: seat.place for seat in planned.seats}
    return tuple(Choice(person=person, wish=wishes.get(person.id), place=places.get(person.id)) for person in people)


def request_for(connection: Connection, planned: Evening, seed: int = 0) -> Request:
    """What a suggestion has to respect: topic, wishes, pairs kept apart, pinned and invited people."""
    fixed = {seat.person_id for seat in planned.seats if seat.place is Place.SEAT and seat.pinned}
    return Request(
        topic=planned.party.topic,
        guests=planned.party.guests_wanted,
        wishes=party_store.wishes_of(connection, planned.party.id),
        apart=party_store.apart_in(connection, planned.party.id),
        pinned=frozenset(fixed | _invited(connection, planned)),
        grouping=grouping_for(planned.party.occasion.kind),
        host=host_side(planned),
        met_before=store.rounds_met(connection, planned.party.id, planned.round.number),
        seed=seed,
    )


def suggest_table(connection: Connection, planned: Evening, seed: int = 0) -> Suggestion:
    """Complete table and bench round those who are set, and keep them as the table of the round."""
    require_standing(planned.round)
    people = [one for one in candidates(connection, planned.party) if not _is_speaker(planned, one.id)]
    suggestion = suggest(people, request_for(connection, planned, seed))
    pinned = {seat.person_id for seat in planned.seats if seat.pinned}
    arrange(
        connection,
        planned,
        [pick.person_id for pick in suggestion.seats],
        [pick.person_id for pick in suggestion.bench],
        pinned,
    )
    return suggestion


def wish(connection: Connection, planned: Evening, person_id: PersonId, wished: Wish | None) -> None:
    """Star a person, insist on them, or leave them out this time; None takes it back."""
    if wished is Wish.NOT_NOW and planned.seat_of(person_id):
        take_off(connection, planned, person_id)
    party_store.set_wish(connection, planned.party.id, person_id, wished)


def keep_apart(connection: Connection, planned: Evening, one: PersonId, other: PersonId, *, apart: bool) -> None:
    """Never seat these two together, or allow it again."""
    if one != other:
        party_store.set_apart(connection, planned.party.id, frozenset((one, other)), apart_now=apart)


def pin(connection: Connection, planned: Evening, person_id: PersonId, *, pinned: bool) -> None:
    """Keep a guest in their seat whatever is suggested next."""
    seats = [replace(seat, pinned=pinned) if seat.person_id == person_id else seat for seat in planned.seats]
    store.replace_seats(connection, planned.round.id, seats)


def seat(connection: Connection, planned: Evening, person_id: PersonId) -> None:
    """Give a person from the bench or the lists the next free seat."""
    require_standing(planned.round)
    seated, bench = _ids(planned)
    if len(seated) >= planned.party.guests_wanted and person_id not in seated:
        raise TableFullError
    arrange(connection, planned, [*_others(seated, person_id), person_id], _others(bench, person_id))


def take_off(connection: Connection, planned: Evening, person_id: PersonId) -> None:
    """Free a seat or a place on the bench."""
    _require_uninvited(connection, planned, person_id)
    seated, bench = _ids(planned)
    arrange(connection, planned, _others(seated, person_id), _others(bench, person_id))


def swap(connection: Connection, planned: Evening, leaving: PersonId, coming: PersonId | None = None) -> None:
    """Give a seat to somebody else: to `coming`, or to whoever keeps the table best; who leaves goes to the bench."""
    _require_uninvited(connection, planned, leaving)
    seated, bench = _ids(planned)
    successor = coming if coming is not None else _best_successor(connection, planned, seated, leaving)
    seats = [successor if one == leaving else one for one in seated if one != successor or one == leaving]
    arrange(connection, planned, seats, [leaving, *_others(_others(bench, successor), leaving)])


def arrange(
    connection: Connection,
    planned: Evening,
    seated: Sequence[PersonId],
    bench: Sequence[PersonId],
    pinned: set[PersonId] | None = None,
) -> None:
    """Write table and bench in this order, with the facts that speak for each at this very table."""
    kept = {seat.person_id for seat in planned.seats if seat.pinned} if pinned is None else pinned
    people = {one.id: one for one in people_store.people_of(connection, planned.host.id, [*seated, *bench])}
    table = [people[person_id] for person_id in seated]
    request = request_for(connection, planned)
    seats = [
        Seat(
            round_id=planned.round.id,
            person_id=person_id,
            place=place,
            rank=rank,
            pinned=place is Place.SEAT and person_id in kept,
            facts=facts_for(people[person_id], table, request),
        )
        for place, ids in ((Place.SEAT, seated), (Place.BENCH, bench))
        for rank, person_id in enumerate(ids, 1)
    ]
    store.replace_seats(connection, planned.round.id, seats)


def mix_of(planned: Evening) -> MixWords:
    """The mix of the table, as data for a sentence."""
    return mix_in_words(planned.guests, host_side(planned))


def host_side(planned: Evening) -> HostSide:
    """What the host brings to the table."""
    host = planned.host
    return HostSide(level=host.level, topics=host.topics, organisation=host.organisation)


def _best_successor(
    connection: Connection, planned: Evening, seated: Sequence[PersonId], leaving: PersonId
) -> PersonId:
    pick = replacement(candidates(connection, planned.party), seated, leaving, request_for(connection, planned))
    if pick is None:
        raise NobodyToSwapError
    return pick.person_id


def _ids(planned: Evening) -> tuple[list[PersonId], list[PersonId]]:
    return [one.id for one in planned.guests], [one.id for one in planned.bench]


def _others(ids: Sequence[PersonId], person_id: PersonId) -> list[PersonId]:
    return [one for one in ids if one != person_id]


def _invited(connection: Connection, planned: Evening) -> set[PersonId]:
    invitations = invitation_store.invitations_of(connection, planned.round.id)
    return {invitation.person_id for invitation in invitations if invitation.state is InvitationState.OPEN}


def _declined(connection: Connection, planned: Evening) -> set[PersonId]:
    """Guests whose last word on an open invitation is no."""
    invitations = invitation_store.invitations_of(connection, planned.round.id)
    stood = standings(connection, invitations)
    return {
        invitation.person_id
        for invitation in invitations
        if invitation.state is InvitationState.OPEN and stood[invitation.id].status is ParticipationStatus.DECLINED
    }


def _is_speaker(planned: Evening, person_id: PersonId) -> bool:
    return planned.round.speaker_slot is not None and planned.round.speaker_slot.person_id == person_id


def _require_uninvited(connection: Connection, planned: Evening, person_id: PersonId) -> None:
    require_standing(planned.round)
    if person_id in _invited(connection, planned):
        raise StillInvitedError(name=planned.people[person_id].name.full)


def bring_in(connection: Connection, planned: Evening, person_id: PersonId) -> None:
    """Give a person the next seat; where none is free, the seat of somebody who said no."""
    require_standing(planned.round)
    seated, bench = _ids(planned)
    declined = _declined(connection, planned)
    taken = [one for one in seated if one not in declined]
    if len(taken) >= planned.party.guests_wanted:
        raise TableFullError
    given_back = [one for one in seated if one in declined]
    kept = seated if len(seated) < planned.party.guests_wanted else _others(seated, given_back[0])
    arrange(connection, planned, [*kept, person_id], _others(bench, person_id))


def free_seat(connection: Connection, planned: Evening, person_id: PersonId) -> None:
    """Take a person off table and bench after their invitation was withdrawn."""
    seated, bench = _ids(planned)
    arrange(connection, planned, _others(seated, person_id), _others(bench, person_id))
