"""Letters later than the invitation, prepared on the board and sent by the host: reminder, introduction, thanks.

Each goes once for an invitation as it stands: unique by (invitation, kind, SEQUENCE), however often it is pressed.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection

from organizer.domain.errors import N_, OrganizerError
from organizer.domain.invitations import Invitation, InvitationState, Role
from organizer.domain.letters import LetterKind
from organizer.domain.outbox import Dispatch, DispatchKind, NothingToSendError, has_left, to_tell, was_told
from organizer.domain.people import Person
from organizer.domain.vocabulary import ParticipationStatus, PersonId
from organizer.services import letters
from organizer.services.invitations import LettersNotReadyError, place
from organizer.services.letters import Desk, Letter
from organizer.services.mails import Writer, freeze
from organizer.services.outbox import HAS_ANSWERED
from organizer.services.post_office import PostOffice
from organizer.services.replies import standings
from organizer.services.rounds import Evening, require_ahead, require_standing
from organizer.services.turnouts import latest_invitations
from organizer.store import invitations as invitation_store
from organizer.store import outbox
from organizer.store.outbox import FrozenMail

ALREADY = N_("has this letter already, or it waits in the outbox")
NOT_COMING = N_("has not said yes")
NOT_INVITED = N_("has no invitation yet that could have arrived")
WAS_AWAY = N_("was not there")
NO_ADDRESS = N_("has no mail address")
STOPPED = N_("does not wish to be written to")
IS_SPEAKER = N_("is the guest speaker: a word of your own is better")
NOBODY_NAMED = N_("would read no name: none of the others who come has agreed to be named")


class TooEarlyForThanksError(OrganizerError):
    message = N_("The evening is not over yet. Say thank you once it is.")


@dataclass(frozen=True, slots=True, kw_only=True)
class LeftOut:
    """Somebody who does not get the letter, and why."""

    person: Person
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Prepared:
    """Who would get a later letter, each with the letter itself, and who would not."""

    letters: tuple[Letter, ...]
    left_out: tuple[LeftOut, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Seat:
    """What decides whether somebody gets a later letter."""

    person: Person
    invitation: Invitation
    status: ParticipationStatus
    mails: tuple[Dispatch, ...]


def prepare(connection: Connection, desk: Desk, kind: DispatchKind) -> Prepared:
    """The letters of a kind as they would be sent now, without keeping anything."""
    ready, left_out = [], []
    for seat in _seats(connection, desk.planned):
        why = _why_not(desk, seat, kind)
        if why:
            left_out.append(LeftOut(person=seat.person, why=why))
        else:
            ready.append(letters.letter_of(desk, seat.person.id, _letter_kind(kind, seat.invitation)))
    return Prepared(letters=tuple(ready), left_out=tuple(left_out))


def send(
    connection: Connection,
    planned: Evening,
    kind: DispatchKind,
    chosen: Collection[PersonId],
    office: PostOffice,
    now: datetime,
    *,
    as_drafts: bool,
) -> tuple[FrozenMail, ...]:
    """Place the letters to those chosen in the outbox, held for some minutes, or hand them over as drafts.

    Whoever must not get one is passed over; NothingToSendError where nobody is left.
    """
    require_its_time(planned, kind, now)
    desk = letters.open_desk(connection, planned)
    seats = [one for one in _seats(connection, planned) if one.person.id in chosen and not _why_not(desk, one, kind)]
    if not seats:
        raise NothingToSendError
    for seat in seats:
        if not letters.letter_of(desk, seat.person.id, _letter_kind(kind, seat.invitation)).is_ready:
            raise LettersNotReadyError(name=seat.person.name.full)
    writer = Writer(desk=desk, office=office, now=now, as_draft=as_drafts)
    return tuple(
        place(connection, writer, freeze(writer, to_tell(kind, seat.invitation), status=seat.status)) for seat in seats
    )


def require_its_time(planned: Evening, kind: DispatchKind, now: datetime) -> None:
    """Refuse thanks before the end of the evening, and everything else after it."""
    if kind is not DispatchKind.THANKS:
        require_ahead(planned.round, now)
        return
    require_standing(planned.round)
    if not planned.round.is_over(now):
        raise TooEarlyForThanksError


def _seats(connection: Connection, planned: Evening) -> tuple[_Seat, ...]:
    """Everybody with an open invitation, in the order they were invited."""
    latest = latest_invitations(invitation_store.invitations_of(connection, planned.round.id)).values()
    open_ones = [one for one in latest if one.state is InvitationState.OPEN]
    stood = standings(connection, open_ones)
    mails = outbox.dispatches_of(connection, [one.id for one in open_ones])
    return tuple(
        _Seat(
            person=planned.people[one.person_id],
            invitation=one,
            status=stood[one.id].status,
            mails=mails.get(one.id, ()),
        )
        for one in open_ones
    )


def _why_not(desk: Desk, seat: _Seat, kind: DispatchKind) -> str:
    """Why somebody does not get a letter of that kind, or nothing."""
    if seat.person.opted_out:
        return STOPPED
    if not seat.person.email:
        return NO_ADDRESS
    if was_told(kind, seat.invitation.sequence, seat.mails):
        return ALREADY
    if not has_left(seat.mails):
        return NOT_INVITED
    match kind:
        case DispatchKind.REMINDER:
            return _why_not_reminded(seat)
        case DispatchKind.INTRODUCTION:
            return _why_not_introduced(desk, seat)
    return _why_not_thanked(seat)


def _why_not_reminded(seat: _Seat) -> str:
    if seat.invitation.role is Role.SPEAKER:
        return IS_SPEAKER
    return "" if seat.status is ParticipationStatus.NEEDS_ACTION else HAS_ANSWERED


def _why_not_introduced(desk: Desk, seat: _Seat) -> str:
    if seat.invitation.role is Role.SPEAKER:
        return IS_SPEAKER
    if seat.status is not ParticipationStatus.ACCEPTED:
        return NOT_COMING
    return "" if letters.names_somebody(desk, seat.person) else NOBODY_NAMED


def _why_not_thanked(seat: _Seat) -> str:
    """Who was there counts; where that was not noted, who had said yes."""
    came = seat.invitation.came
    was_there = seat.status is ParticipationStatus.ACCEPTED if came is None else came
    return "" if was_there else WAS_AWAY


def _letter_kind(kind: DispatchKind, invitation: Invitation) -> LetterKind:
    if kind is DispatchKind.THANKS and invitation.role is Role.SPEAKER:
        return LetterKind.SPEAKER_THANKS
    return LetterKind(kind.value)
