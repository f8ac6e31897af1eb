"""Answers by calendar programs: believed or not, noted when they count, logged with the reason."""

from datetime import datetime

from sqlalchemy import Connection

from organizer.domain.invitations import Invitation
from organizer.domain.outbox import WITH_ENTRY, DispatchKind, DispatchState
from organizer.domain.replies import CalendarReply, Channel, Reply, Verdict, dated, in_order, numbered, weigh
from organizer.domain.vocabulary import ParticipationStatus
from organizer.services.incoming_seats import (
    NOT_KNOWN_TO_BE_THERE,
    Noted,
    Receipt,
    Seat,
    has_lost_the_seat,
    log,
    mark,
    seat_by_uid,
)
from organizer.services.replies import COMING, keep
from organizer.store import incoming as store
from organizer.store import outbox
from organizer.store import replies as reply_store

# Each opens a SEQUENCE of its own: who answers that SEQUENCE has this mail. Letters beside the entry share it.
PROVEN_BY_AN_ANSWER = (DispatchKind.INVITATION, DispatchKind.UPDATE)


def note_calendar_reply(connection: Connection, reply: CalendarReply, receipt: Receipt) -> Noted:
    """Believe a calendar reply or not, note it when it counts, and log the decision."""
    seat = seat_by_uid(connection, reply.uid, receipt)
    if seat is None:
        return Noted(verdict=Verdict.UNKNOWN_INVITATION, attendee=reply.attendee)
    reply = _completed(connection, seat, reply)
    values = _values_of_reply(reply, receipt)
    reply = in_order(reply, receipt.now)
    verdict = _weighed(connection, seat, reply, str(values["fingerprint"]))
    if verdict is Verdict.TAKEN and reply.status in COMING and has_lost_the_seat(connection, seat):
        verdict = Verdict.SEAT_GIVEN
    if verdict is Verdict.TAKEN and reply.status is not None:
        keep(connection, _as_reply(seat.invitation, reply, receipt.now))
        _note_proven(connection, seat.invitation, reply.sequence, receipt.now)
    if verdict not in (Verdict.NO_ANSWER, Verdict.REPEATED):
        log(connection, seat.invitation, verdict, values, receipt)
    change = reply.status if verdict is Verdict.TAKEN else None
    return Noted(verdict=verdict, attendee=reply.attendee, person=seat.invitee.name.full, change=change)


def _completed(connection: Connection, seat: Seat, reply: CalendarReply) -> CalendarReply:
    """The reply with the SEQUENCE and the time that its program left out, or copied from what it answers."""
    invitation = seat.invitation
    reply = numbered(reply, invitation, seat.planned.round.as_asked_of(invitation.person_id).starts_at)
    mails = outbox.dispatches_of(connection, [invitation.id]).get(invitation.id, ())
    answered = (mail.created_at for mail in mails if mail.kind in WITH_ENTRY and mail.sequence == reply.sequence)
    return dated(reply, max(answered, default=None))


def _weighed(connection: Connection, seat: Seat, reply: CalendarReply, fingerprint: str) -> Verdict:
    known = reply_store.replies_to(connection, [seat.invitation.id]).get(seat.invitation.id, ())
    verdict = weigh(reply, seat.invitation, store.addresses_of(connection, seat.invitation), known)
    if verdict is Verdict.TAKEN and store.was_taken(connection, seat.invitation.id, fingerprint):
        return Verdict.REPEATED
    return verdict


def _as_reply(invitation: Invitation, reply: CalendarReply, now: datetime) -> Reply:
    return Reply(
        invitation_id=invitation.id,
        status=reply.status or ParticipationStatus.NEEDS_ACTION,
        channel=Channel.CALENDAR,
        sequence=reply.sequence,
        said_at=reply.dtstamp,
        received_at=now,
        comment=reply.comment,
    )


def _note_proven(connection: Connection, invitation: Invitation, sequence: int, now: datetime) -> None:
    """Who answers a calendar object has the mail that brought it."""
    mails = outbox.dispatches_of(connection, [invitation.id]).get(invitation.id, ())
    ids = [mail.id for mail in mails if mail.kind in PROVEN_BY_AN_ANSWER and mail.sequence == sequence]
    outbox.change_state(connection, ids, from_=NOT_KNOWN_TO_BE_THERE, to=DispatchState.SENT, now=now)


def _values_of_reply(reply: CalendarReply, receipt: Receipt) -> dict[str, object]:
    proposal = reply.proposal
    return {
        "sender": reply.sender or reply.attendee,
        "name": reply.name,
        "status": reply.status,
        "sequence": reply.sequence,
        "said_at": min(reply.dtstamp, receipt.now),
        "text": reply.comment,
        "proposed_start": proposal.starts_at if proposal else None,
        "proposed_end": proposal.ends_at if proposal else None,
        "delegate": reply.delegate,
        "fingerprint": _mark_of_reply(reply),
    }


def _mark_of_reply(reply: CalendarReply) -> str:
    """The same for the same answer, however often and in whatever wrapping it comes."""
    said = (reply.uid, reply.method, reply.sequence, reply.dtstamp.isoformat(), reply.status, reply.comment)
    return mark(*said, reply.attendee.casefold(), (reply.sender or "").casefold())
