"""The room of a round: its video link, and the guest speaker, found among known people or typed in."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import Connection

from organizer.domain.errors import N_, OrganizerError
from organizer.domain.invitations import InvitationState, Place
from organizer.domain.names import fold, read_name
from organizer.domain.people import Person
from organizer.domain.rounds import RoundState, SpeakerSlot
from organizer.domain.tokens import Keys
from organizer.domain.vocabulary import Level, PersonId
from organizer.services import attendee_lists, opt_outs, people, tables
from organizer.services.people import AddressOptedOutError
from organizer.services.rounds import Evening, furnish, require_ahead, set_slot
from organizer.store import invitations as invitation_store

MOST_PROPOSED = 200


class SpeakerInvitedError(OrganizerError):
    message = N_("The guest speaker is invited already. Change the time or withdraw the invitation on the board.")


class SpeakerIsGuestError(OrganizerError):
    message = N_("%(name)s is invited as a guest already. Withdraw that invitation first, or choose another speaker.")


class SeveralOfThatNameError(OrganizerError):
    message = N_("Several people are called %(name)s. Choose one from the list under the field, with the organisation.")


class AssistantOptedOutError(AddressOptedOutError):
    """The address typed in for the assistant; the sentence is the one there is for people."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SpeakerSaid:
    """The guest speaker in the host's words: the label of somebody known, or a new name, with an address if known."""

    name: str
    email: str = ""
    organisation: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Room:
    """How the room shall be: the slot belongs to the `speaker` said, or else to whoever has it already."""

    video_link: str
    speaker: SpeakerSaid | None = None
    offset_minutes: int = 20
    length_minutes: int = 20
    brief: str = ""
    assistant_email: str = ""


def proposed_speakers(connection: Connection, planned: Evening) -> tuple[Person, ...]:
    """Whom the host might ask to speak: top management and known speakers first, nobody who does not wish it."""
    known = [one for one in people.everybody(connection, planned.host.id) if not one.opted_out]
    known.sort(key=lambda one: (one.level is not Level.TOP, not one.is_speaker, fold(one.name.family), one.id))
    return tuple(known[:MOST_PROPOSED])


def speaker_label(person: Person) -> str:
    """A person as one line that tells them from others: "Anna Kurz, TU Bergstadt"."""
    return ", ".join(part for part in (person.name.full, person.organisation) if part)


def furnish_room(connection: Connection, planned: Evening, room: Room, keys: Keys, now: datetime) -> Person | None:
    """Set link and speaker's slot; a speaker who sat at the table leaves the seat and is given back here.

    Once invitations are out the link stays as it is, and a speaker can be added as long as none is invited.
    """
    _require_nobody_told(connection, planned, now)
    speaker = _find_or_add(connection, planned, room.speaker, keys, now) if room.speaker else planned.speaker
    if speaker is None:
        _keep(connection, planned, room.video_link, None)
        return None
    if speaker.id in _invited(connection, planned):
        raise SpeakerIsGuestError(name=speaker.name.full)
    if opt_outs.refuses(connection, planned.host.id, room.assistant_email, keys):
        raise AssistantOptedOutError(name=room.assistant_email)
    _keep(connection, planned, room.video_link, _slot(room, speaker))
    return _leave_seat(connection, planned, speaker)


def remove_speaker(connection: Connection, planned: Evening, now: datetime) -> None:
    """Take the slot out of the evening, as long as nobody was told of it; the person stays known."""
    _require_nobody_told(connection, planned, now)
    set_slot(connection, planned, None)


def speaker_may_change(connection: Connection, planned: Evening, now: datetime) -> bool:
    """Whether a speaker can be added, moved or taken out without telling anybody."""
    try:
        _require_nobody_told(connection, planned, now)
    except OrganizerError:
        return False
    return True


def _require_nobody_told(connection: Connection, planned: Evening, now: datetime) -> None:
    require_ahead(planned.round, now)
    if planned.speaker and planned.speaker.id in _invited(connection, planned):
        raise SpeakerInvitedError


def _invited(connection: Connection, planned: Evening) -> frozenset[PersonId]:
    known = invitation_store.invitations_of(connection, planned.round.id)
    return frozenset(one.person_id for one in known if one.state is InvitationState.OPEN)


def _keep(connection: Connection, planned: Evening, video_link: str, slot: SpeakerSlot | None) -> None:
    if planned.round.state is RoundState.PLANNING:
        furnish(connection, planned, video_link=video_link, slot=slot)
    else:
        set_slot(connection, planned, slot)


def _find_or_add(connection: Connection, planned: Evening, said: SpeakerSaid, keys: Keys, now: datetime) -> Person:
    """Somebody known by label or name, with gaps filled; else a new person, who is on no list of the occasion."""
    known = _found(people.everybody(connection, planned.host.id), said)
    speaker = known or attendee_lists.type_in(connection, planned.host.id, None, _newcomer(said), keys, now)
    if speaker.opted_out:
        raise tables.AskedNotToError(name=speaker.name.full)
    fuller = replace(speaker, email=speaker.email or said.email, organisation=speaker.organisation or said.organisation)
    if fuller != speaker:
        people.correct(connection, planned.host.id, fuller, keys)
    return fuller


def _newcomer(said: SpeakerSaid) -> Person:
    name = read_name(said.name, email=said.email)
    return Person(id=PersonId(0), name=name, email=said.email, organisation=said.organisation)


def _found(everybody: Sequence[Person], said: SpeakerSaid) -> Person | None:
    """Who is meant by a label, or by a name that only one person has."""
    by_label = [one for one in everybody if fold(speaker_label(one)) == fold(said.name)]
    by_name = [one for one in everybody if fold(said.name) in (fold(one.name.full), fold(one.name.display))]
    same = [one for one in by_label or by_name if _may_be(one, said)]
    if len(same) > 1:
        raise SeveralOfThatNameError(name=said.name)
    return same[0] if same else None


def _slot(room: Room, speaker: Person) -> SpeakerSlot:
    return SpeakerSlot(
        person_id=speaker.id,
        offset_minutes=room.offset_minutes,
        length_minutes=room.length_minutes,
        brief=room.brief,
        assistant_email=room.assistant_email,
    )


def _may_be(known: Person, said: SpeakerSaid) -> bool:
    """Whoever gives another address or organisation means somebody else of the same name."""
    if said.email and known.email and said.email.casefold() != known.email.casefold():
        return False
    return not (said.organisation and known.organisation) or fold(said.organisation) == fold(known.organisation)


def _leave_seat(connection: Connection, planned: Evening, speaker: Person) -> Person | None:
    """Free the speaker's place at the table or on the bench; None when there was no seat to free."""
    place = planned.seat_of(speaker.id)
    if place is None:
        return None
    tables.free_seat(connection, planned, speaker.id)
    return speaker if place.place is Place.SEAT else None
