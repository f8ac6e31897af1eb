"""Answers of guests: on their page, by calendar, or told to the host. The last word counts."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import Connection

from organizer.domain.errors import N_, NotFoundError, OrganizerError
from organizer.domain.incoming import Way
from organizer.domain.invitations import Invitation, InvitationState, Role
from organizer.domain.outbox import MAY_HAVE_LEFT, DispatchState
from organizer.domain.replies import (
    SETTLED_BY_AN_ANSWER,
    Channel,
    Reply,
    Standing,
    Verdict,
    gives_seat_back,
    standing,
)
from organizer.domain.rounds import RoundState
from organizer.domain.tokens import token_hash
from organizer.domain.vocabulary import HostId, InvitationId, ParticipationStatus, PartyId, PersonId
from organizer.services.hosts import host as the_host_of
from organizer.services.rounds import Evening, evening
from organizer.store import incoming as log_store
from organizer.store import invitations as invitation_store
from organizer.store import outbox
from organizer.store import replies as store
from organizer.store import rounds as round_store


class AnswerTooLateError(OrganizerError):
    message = N_("The evening has begun, so the answer cannot be changed here any more. Write to the host instead.")


class MovedMeanwhileError(OrganizerError):
    message = N_("The evening was moved meanwhile. Look at the new time above, then answer once more.")


class NotInvitedError(OrganizerError):
    message = N_(
        "This invitation was withdrawn or the evening cancelled. Write to the host if you think that is a mistake."
    )


COMING = frozenset({ParticipationStatus.ACCEPTED, ParticipationStatus.TENTATIVE})


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


def guest_page(connection: Connection, token: str) -> GuestPage:
    """The invitation behind a guest's secret link."""
    invitation = _invited(connection, token)
    host_id, party_id, number = invitation_store.where_invited(connection, invitation.round_id)
    host = the_host_of(connection, HostId(host_id))
    known = store.replies_to(connection, [invitation.id]).get(invitation.id, ())
    return GuestPage(
        evening=evening(connection, host, PartyId(party_id), number),
        invitation=invitation,
        standing=standing(invitation, known),
    )


def unanswered(planned: Evening, invitation: Invitation) -> GuestPage:
    """The page of an invitation as it will be once it is out, before anybody answers; also of one only rehearsed."""
    out = replace(invitation, state=InvitationState.OPEN)
    return GuestPage(evening=planned, invitation=out, standing=standing(out, ()))


def answer(
    connection: Connection,
    token: str,
    status: ParticipationStatus,
    comment: str,
    now: datetime,
    *,
    asked: int | None = None,
) -> ParticipationStatus:
    """Note what a guest answered on their page; changeable until the start. Returns where the seat then stands.

    Who said no and comes back after the seat was given on is not seated: the host is asked. `asked` is the SEQUENCE
    that asked for the date the guest had before them; None where that cannot be told.
    """
    round_store.lock_round(connection, _invited(connection, token).round_id)
    # Read afterwards: whoever held the lock may have changed what was seen before.
    page = guest_page(connection, token)
    if page.invitation.state is not InvitationState.OPEN or page.evening.round.state is RoundState.CANCELLED:
        raise NotInvitedError
    if not page.is_open(now):
        raise AnswerTooLateError
    if asked is not None and asked < page.invitation.asked_sequence:
        raise MovedMeanwhileError
    _note_arrival(connection, page.invitation, now)
    if status in COMING and seat_is_given(connection, page.evening, page.invitation):
        _ask_for_a_seat(connection, page.invitation, status, comment, now)
        return ParticipationStatus.DECLINED
    _note_once(connection, page.invitation, status, Channel.PAGE, now, comment)
    return status


def record(
    connection: Connection, invitation: Invitation, status: ParticipationStatus, comment: str, now: datetime
) -> None:
    """Note an answer that the host was told by phone or mail."""
    if invitation.state is not InvitationState.OPEN:
        raise NotInvitedError
    _note_once(connection, invitation, status, Channel.HOST, now, comment)


def standings(connection: Connection, invitations: Sequence[Invitation]) -> dict[InvitationId, Standing]:
    """Where each of these invitations stands."""
    known = store.replies_to(connection, [invitation.id for invitation in invitations])
    return {invitation.id: standing(invitation, known.get(invitation.id, ())) for invitation in invitations}


def standings_of_guests(connection: Connection, planned: Evening) -> dict[PersonId, Standing]:
    """Where everybody stands who is invited to a seat of this round."""
    known = invitation_store.invitations_of(connection, planned.round.id)
    guests = [one for one in known if one.state is InvitationState.OPEN and one.role is Role.GUEST]
    stood = standings(connection, guests)
    return {one.person_id: stood[one.id] for one in guests}


def seat_is_given(connection: Connection, planned: Evening, invitation: Invitation) -> bool:
    """Whether a guest who gave a seat back would find no seat any more: others hold all of them."""
    if invitation.role is not Role.GUEST:
        return False
    stood = standings_of_guests(connection, planned)
    leaving = {
        person_id
        for person_id, one in stood.items()
        if gives_seat_back(one, opted_out=planned.people[person_id].opted_out)
    }
    taken = (set(stood) | {person.id for person in planned.guests}) - leaving
    return invitation.person_id in leaving and len(taken) >= planned.party.guests_wanted


def keep(connection: Connection, reply: Reply) -> None:
    """Keep an answer; questions of the guest that it settles wait no longer."""
    store.insert_reply(connection, reply)
    log = log_store.incoming_to(connection, [reply.invitation_id]).get(reply.invitation_id, ())
    moot = [one.id for one in log if one.verdict in SETTLED_BY_AN_ANSWER and one.said_at <= reply.said_at]
    log_store.settle(connection, moot, reply.received_at)


def _invited(connection: Connection, token: str) -> Invitation:
    invitation = invitation_store.invitation_by_token(connection, token_hash(token))
    if invitation is None:
        raise NotFoundError
    return invitation


def _note_arrival(connection: Connection, invitation: Invitation, now: datetime) -> None:
    """Whoever opens the link has the mail that brought it: the only one, whose arrival nobody knew of, has arrived."""
    mails = outbox.dispatches_of(connection, [invitation.id]).get(invitation.id, ())
    bringing = [mail for mail in mails if mail.state in MAY_HAVE_LEFT]
    if len(bringing) == 1:
        unsure = (DispatchState.UNCERTAIN, DispatchState.HANDED)
        outbox.change_state(connection, [bringing[0].id], from_=unsure, to=DispatchState.SENT, now=now)


def _ask_for_a_seat(
    connection: Connection, invitation: Invitation, status: ParticipationStatus, comment: str, now: datetime
) -> None:
    values = {
        "invitation_id": invitation.id,
        "verdict": Verdict.SEAT_GIVEN,
        "way": Way.PAGE,
        "status": status,
        "sequence": invitation.sequence,
        "said_at": now,
        "received_at": now,
        "text": comment,
        "fingerprint": f"page {now.isoformat()}",
    }
    log_store.insert_incoming(connection, values)


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
) -> None:
    reply = Reply(
        invitation_id=invitation.id,
        status=status,
        channel=channel,
        sequence=invitation.sequence,
        said_at=now,
        received_at=now,
        comment=comment,
    )
    keep(connection, reply)
