"""Participation status of an invitee: one truth per seat, the last reply, whatever its channel."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from organizer.domain.invitations import Invitation, InvitationState
from organizer.domain.vocabulary import InvitationId, ParticipationStatus


class Channel(StrEnum):
    PAGE = "page"
    CALENDAR = "calendar"
    HOST = "host"


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """One answer. `sequence` is that of the calendar object it answers, `said_at` the sender's DTSTAMP or our clock."""

    invitation_id: InvitationId
    status: ParticipationStatus
    channel: Channel
    sequence: int
    said_at: datetime
    received_at: datetime
    comment: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class CalendarReply:
    """What an object that came back says, before anybody believes it.

    `method` is REPLY for an answer; COUNTER proposes another time. `status` is None where it says neither yes, no,
    maybe nor "not yet". `attendee` is empty where not exactly one is named, `sender` (From) where there was no mail.
    """

    uid: str
    attendee: str
    status: ParticipationStatus | None
    sequence: int
    dtstamp: datetime
    sender: str = ""
    comment: str = ""
    method: str = "REPLY"


class Verdict(StrEnum):
    """Why a calendar reply counts or not; the log and the host see it."""

    TAKEN = "taken"
    UNKNOWN_INVITATION = "unknown invitation"
    CLOSED = "the invitation was withdrawn"
    WRONG_ATTENDEE = "somebody else answered"
    STALE = "answer to an earlier date"
    OLDER = "a newer answer is known"
    FROM_THE_FUTURE = "answers a SEQUENCE never sent"
    NO_STATUS = "says neither yes, no nor maybe"
    OTHER_TIME = "proposes another time"
    NO_ANSWER = "is not an answer"


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """Where a seat stands now: `status` counts; `earlier` is an answer that no longer holds because the date moved."""

    status: ParticipationStatus
    reply: Reply | None = None
    earlier: Reply | None = None


def standing(invitation: Invitation, replies: Sequence[Reply]) -> Standing:
    """The last word of an invitee; `replies` in the order they were received."""
    if not replies:
        return Standing(status=ParticipationStatus.NEEDS_ACTION)
    last = replies[-1]
    if last.sequence < invitation.asked_sequence:
        return Standing(status=ParticipationStatus.NEEDS_ACTION, earlier=last)
    return Standing(status=last.status, reply=last)


def weigh(reply: CalendarReply, invitation: Invitation | None, invitee_email: str, known: Sequence[Reply]) -> Verdict:
    """Decide whether a calendar reply changes a seat.

    The per-invitation UID is the first proof; ATTENDEE or the mail's sender being the invitee the second
    (RFC 6047 2.2.1).
    """
    if invitation is None:
        return Verdict.UNKNOWN_INVITATION
    if invitation.state is not InvitationState.OPEN:
        return Verdict.CLOSED
    if not _is_from(reply, invitee_email):
        return Verdict.WRONG_ATTENDEE
    return _weigh_content(reply) or _weigh_order(reply, invitation, known)


def _is_from(reply: CalendarReply, invitee_email: str) -> bool:
    said_to_be = {_comparable(address) for address in (reply.attendee, reply.sender) if address}
    return _comparable(invitee_email) in said_to_be


def _comparable(address: str) -> str:
    """An address in one spelling: no capitals, the domain in ASCII as it travels."""
    local, _, domain = address.casefold().rpartition("@")
    try:
        return f"{local}@{domain.encode('idna').decode('ascii')}"
    except UnicodeError:
        return f"{local}@{domain}"


def _weigh_content(reply: CalendarReply) -> Verdict | None:
    if reply.method == "COUNTER":
        return Verdict.OTHER_TIME
    if reply.method != "REPLY":
        return Verdict.NO_ANSWER
    return Verdict.NO_STATUS if reply.status in (None, ParticipationStatus.NEEDS_ACTION) else None


def _weigh_order(reply: CalendarReply, invitation: Invitation, known: Sequence[Reply]) -> Verdict:
    if reply.sequence > invitation.sequence:
        return Verdict.FROM_THE_FUTURE
    if reply.sequence < invitation.asked_sequence:
        return Verdict.STALE
    return Verdict.OLDER if _is_older(reply, known) else Verdict.TAKEN


def _is_older(reply: CalendarReply, known: Sequence[Reply]) -> bool:
    """Calendar replies are ordered by SEQUENCE and DTSTAMP (RFC 5546 2.1.5), other channels by when something was said.

    A mail that lay in a mailbox does not overrule what the guest said on the page since then.
    """
    by_calendar = [(one.sequence, one.said_at) for one in known if one.channel is Channel.CALENDAR]
    otherwise = [one.said_at for one in known if one.channel is not Channel.CALENDAR]
    return (bool(by_calendar) and (reply.sequence, reply.dtstamp) <= max(by_calendar)) or (
        bool(otherwise) and reply.dtstamp < max(otherwise)
    )
