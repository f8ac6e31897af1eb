"""A round: found with everything its pages show, its date, room and guest speaker."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection

from organizer.domain.errors import N_, NotFoundError, OrganizerError
from organizer.domain.invitations import Place, Seat
from organizer.domain.parties import Host, Party
from organizer.domain.people import Person
from organizer.domain.rounds import (
    Round,
    RoundState,
    SpeakerSlot,
    StayOutsideRoundError,
    check_length,
    check_slot,
    check_video_link,
    is_inside,
)
from organizer.domain.vocabulary import PartyId, PersonId
from organizer.services import parties
from organizer.store import invitations as invitation_store
from organizer.store import outbox
from organizer.store import people as people_store
from organizer.store import rounds as store
from organizer.store import seats as seat_store


class RoundCancelledError(OrganizerError):
    message = N_("This round was cancelled. Plan the next one instead.")


class EveningOverError(OrganizerError):
    message = N_("This evening is over. Note who came, and plan the next round.")


class AlreadyInvitedError(OrganizerError):
    message = N_("Invitations are out already. Change the date or the room on the board, so that your guests are told.")


class SpeakerLeftOutError(OrganizerError):
    message = N_(
        "The guest speaker’s slot ends after %(minutes)s minutes. Make the evening at least that long, or change the "
        "slot on the page of the room first."
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Evening:
    """Everything that belongs to one round: what most pages start from. `people` are those with a place,
    the slot, or an invitation."""

    host: Host
    party: Party
    round: Round
    seats: tuple[Seat, ...]
    people: Mapping[PersonId, Person]

    @property
    def guests(self) -> tuple[Person, ...]:
        """Those with a seat, in the order of the table."""
        return tuple(self.people[seat.person_id] for seat in self.seats if seat.place is Place.SEAT)

    @property
    def bench(self) -> tuple[Person, ...]:
        return tuple(self.people[seat.person_id] for seat in self.seats if seat.place is Place.BENCH)

    @property
    def speaker(self) -> Person | None:
        slot = self.round.speaker_slot
        return self.people[slot.person_id] if slot else None

    def seat_of(self, person_id: PersonId) -> Seat | None:
        return next((seat for seat in self.seats if seat.person_id == person_id), None)


def evening(connection: Connection, host: Host, party_id: PartyId, number: int) -> Evening:
    """The round of that number in a party of this host."""
    party = parties.party(connection, host.id, party_id)
    found = next((one for one in store.rounds_of(connection, party_id) if one.number == number), None)
    if found is None:
        raise NotFoundError
    seats = seat_store.seats_of(connection, found.id)
    ids = [seat.person_id for seat in seats]
    ids += [invitation.person_id for invitation in invitation_store.invitations_of(connection, found.id)]
    if found.speaker_slot:
        ids.append(found.speaker_slot.person_id)
    known = {person.id: person for person in people_store.people_of(connection, host.id, ids)}
    return Evening(host=host, party=party, round=found, seats=seats, people=known)


def evening_to_change(connection: Connection, host: Host, party_id: PartyId, number: int) -> Evening:
    """The same for an act: of two at once the second waits until the first is done, and sees what it did."""
    round_id = evening(connection, host, party_id, number).round.id
    store.lock_round(connection, round_id)
    outbox.keep_from_workers(connection, round_id)
    return evening(connection, host, party_id, number)


def fix_date(
    connection: Connection, planned: Evening, *, starts_at: datetime, time_zone: str, length_minutes: int
) -> None:
    """Set start and length while nobody is invited; later it is a change that guests are told of."""
    require_planning(planned.round)
    check_length(length_minutes)
    slot = planned.round.speaker_slot
    if slot and slot.offset_minutes + slot.length_minutes > length_minutes:
        raise SpeakerLeftOutError(minutes=slot.offset_minutes + slot.length_minutes)
    for stay in planned.round.stays:
        if not is_inside(stay, length_minutes=length_minutes):
            raise StayOutsideRoundError(name=planned.people[stay.person_id].name.full)
    values = {"starts_at": starts_at, "time_zone": time_zone, "length_minutes": length_minutes}
    store.update_round(connection, planned.round.id, values)


def furnish(connection: Connection, planned: Evening, *, video_link: str, slot: SpeakerSlot | None) -> None:
    """Set the video link and the guest speaker's slot while nobody is invited."""
    require_planning(planned.round)
    check_video_link(video_link)
    set_slot(connection, planned, slot)
    store.update_round(connection, planned.round.id, {"video_link": video_link})


def set_slot(connection: Connection, planned: Evening, slot: SpeakerSlot | None) -> None:
    """Set the part of the evening for a guest speaker, who was not told of any yet."""
    if slot:
        check_slot(slot, length_minutes=planned.round.length_minutes)
    store.set_speaker_slot(connection, planned.round.id, slot)


def require_planning(round_: Round) -> None:
    """Refuse quiet changes once somebody was told."""
    require_standing(round_)
    if round_.state is RoundState.INVITING:
        raise AlreadyInvitedError


def require_standing(round_: Round) -> None:
    """Refuse any change of a cancelled round."""
    if round_.state is RoundState.CANCELLED:
        raise RoundCancelledError


def require_ahead(round_: Round, now: datetime) -> None:
    """Refuse what makes sense only until the end of the evening; a new link may be needed in the midst of it."""
    require_standing(round_)
    if round_.is_over(now):
        raise EveningOverError
