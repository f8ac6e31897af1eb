"""Answers of guests: on their page, by calendar, or told to the host. The last word counts."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection

from organizer.domain.errors import N_, NotFoundError, OrganizerError
from organizer.domain.invitations import Invitation, InvitationState
from organizer.domain.replies import CalendarReply, Channel, Reply, Standing, Verdict, standing, weigh
from organizer.domain.rounds import RoundState
from organizer.domain.tokens import token_hash
from organizer.domain.vocabulary import HostId, InvitationId, ParticipationStatus, PartyId
from organizer.formats.replies import read_replies
from organizer.services.hosts import host as the_host_of
from organizer.services.people import person
from organizer.services.rounds import Evening, evening
from organizer.store import invitations as invitation_store
from organizer.store import replies as store


class AnswerTooLateError(OrganizerError):
    message = N_("The evening has begun, so the answer cannot be changed here any more. Write to the host instead.")


class NotInvitedError(OrganizerError):
    message = N_(
        "This invitation was withdrawn or the evening cancelled. Write to the host if you think that is a mistake."
    )


NO_REPLY = "holds no calendar reply"


@dataclass(frozen=True, slots=True, kw_only=True)
class GuestPage:
    """What a guest sees behind the link of their invitation."""

    evening: Evening
    invitation: Invitation
    standing: Standing

    def is_open(self, now: datetime) -> bool:
        """Whether an answer can still be given."""
        starts_at = self.evening.round.starts_at
        open_ = self.invitation.state is InvitationState.OPEN and self.evening.round.state is not RoundState.CANCELLED
        return open_ and starts_at is not None and now < starts_at


@dataclass(frozen=True, slots=True, kw_only=True)
class Noted:
    """What became of one calendar reply: whose seat, what changed, and why or why not."""

    verdict: Verdict
    attendee: str
    person: str = ""
    change: ParticipationStatus | None = None


def guest_page(connection: Connection, token: str) -> GuestPage:
    """The invitation behind a guest's secret link."""
    invitation = invitation_store.invitation_by_token(connection, token_hash(token))
    if invitation is None:
        raise NotFoundError
    host_id, party_id, number = invitation_store.where_invited(connection, invitation.round_id)
    host = the_host_of(connection, HostId(host_id))
    known = store.replies_to(connection, [invitation.id]).get(invitation.id, ())
    return GuestPage(
        evening=evening(connection, host, PartyId(party_id), number),
        invitation=invitation,
        standing=standing(invitation, known),
    )


def answer(connection: Connection, token: str, status: ParticipationStatus, comment: str, now: datetime) -> None:
    """Note what a guest answered on their page; changeable until the start."""
    page = guest_page(connection, token)
    if page.invitation.state is not InvitationState.OPEN or page.evening.round.state is RoundState.CANCELLED:
        raise NotInvitedError
    if not page.is_open(now):
        raise AnswerTooLateError
    _note_once(connection, page.invitation, status, Channel.PAGE, now, comment)


def record(
    connection: Connection, invitation: Invitation, status: ParticipationStatus, comment: str, now: datetime
) -> None:
    """Note an answer that the host was told by phone or mail."""
    if invitation.state is not InvitationState.OPEN:
        raise NotInvitedError
    _note_once(connection, invitation, status, Channel.HOST, now, comment)


def note_calendar_reply(
    connection: Connection, reply: CalendarReply, now: datetime, *, only_of: HostId | None = None
) -> Noted:
    """Believe a calendar reply or not, and note it when it counts; `only_of` is the host who brings it."""
    invitation = invitation_store.invitation_by_uid(connection, reply.uid)
    if invitation is None:
        return Noted(verdict=Verdict.UNKNOWN_INVITATION, attendee=reply.attendee)
    host_id, _, _ = invitation_store.where_invited(connection, invitation.round_id)
    if only_of not in (None, host_id):
        return Noted(verdict=Verdict.UNKNOWN_INVITATION, attendee=reply.attendee)
    invitee = person(connection, HostId(host_id), invitation.person_id)
    known = store.replies_to(connection, [invitation.id]).get(invitation.id, ())
    verdict = weigh(reply, invitation, invitee.email, known)
    if verdict is Verdict.TAKEN and reply.status is not None:
        _note(connection, invitation, reply.status, Channel.CALENDAR, now, reply.comment, reply)
        return Noted(verdict=verdict, attendee=reply.attendee, person=invitee.name.full, change=reply.status)
    return Noted(verdict=verdict, attendee=reply.attendee, person=invitee.name.full)


def note_mail(connection: Connection, raw: bytes, filename: str, now: datetime) -> list[dict[str, object]]:
    """Note every calendar reply in a mail or file: what the command `note-reply` answers for it."""
    try:
        found = read_replies(raw)
    except OrganizerError as error:
        return [{"file": filename, "person": "", "change": None, "why": str(error)}]
    if not found:
        return [{"file": filename, "person": "", "change": None, "why": NO_REPLY}]
    return [_told(filename, note_calendar_reply(connection, reply, now)) for reply in found]


def standings(connection: Connection, invitations: Sequence[Invitation]) -> dict[InvitationId, Standing]:
    """Where each of these invitations stands."""
    known = store.replies_to(connection, [invitation.id for invitation in invitations])
    return {invitation.id: standing(invitation, known.get(invitation.id, ())) for invitation in invitations}


def _told(filename: str, noted: Noted) -> dict[str, object]:
    return {
        "file": filename,
        "person": noted.person or noted.attendee,
        "change": noted.change.value if noted.change else None,
        "why": noted.verdict.value,
    }


def _note_once(
    connection: Connection,
    invitation: Invitation,
    status: ParticipationStatus,
    channel: Channel,
    now: datetime,
    comment: str,
) -> None:
    """Note what a form says, unless it came twice: the same word again adds nothing."""
    known = store.replies_to(connection, [invitation.id]).get(invitation.id, ())
    last = known[-1] if known else None
    if last is None or (last.status, last.channel, last.comment, last.sequence) != (
        status,
        channel,
        comment,
        invitation.sequence,
    ):
        _note(connection, invitation, status, channel, now, comment)


def _note(
    connection: Connection,
    invitation: Invitation,
    status: ParticipationStatus,
    channel: Channel,
    now: datetime,
    comment: str,
    said: CalendarReply | None = None,
) -> None:
    reply = Reply(
        invitation_id=invitation.id,
        status=status,
        channel=channel,
        sequence=said.sequence if said else invitation.sequence,
        said_at=said.dtstamp if said else now,
        received_at=now,
        comment=comment,
    )
    store.insert_reply(connection, reply)
