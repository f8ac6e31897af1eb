"""Participation status of an invitee: one truth per seat, the last reply, whatever its channel."""

from collections.abc import Collection, Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from enum import StrEnum

from organizer.domain.invitations import Invitation, InvitationState
from organizer.domain.vocabulary import InvitationId, ParticipationStatus

# The time of a reply that bears none.
UNDATED = datetime(1970, 1, 1, tzinfo=UTC)


class Channel(StrEnum):
    PAGE = "page"
    CALENDAR = "calendar"
    MAIL = "mail"
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
class Proposal:
    """Another time that a guest proposes; instants in UTC."""

    starts_at: datetime
    ends_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class CalendarReply:
    """What an object that came back says, before anybody believes it.

    `method` is REPLY for an answer; COUNTER proposes another time, `proposal`. `status` is None where it says neither
    yes, no, maybe nor "not yet". `attendee` is empty where not exactly one is named, `delegate` is to whom the seat
    was passed on. `starts_at` is when it says the evening begins, `names_sequence` whether it names a SEQUENCE at all.
    `sender` is From: empty where that is not one certain address, None where there was no mail around the object.
    `sent_at` is when the mail says that it was sent. `aligned` says whether a server we trust found From to be
    authentic (DMARC), None where none said so.
    """

    uid: str
    attendee: str
    status: ParticipationStatus | None
    sequence: int
    dtstamp: datetime
    names_sequence: bool = True
    starts_at: datetime | None = None
    sent_at: datetime | None = None
    sender: str | None = None
    aligned: bool | None = None
    name: str = ""
    comment: str = ""
    method: str = "REPLY"
    proposal: Proposal | None = None
    delegate: str = ""


class Verdict(StrEnum):
    """Why something that came back counts or not; the log and the host see it."""

    TAKEN = "taken"
    UNKNOWN_INVITATION = "unknown invitation"
    CLOSED = "the invitation was withdrawn"
    WRONG_ATTENDEE = "somebody else answered"
    UNPROVEN = "came from another address"
    VOUCHED = "from another address, known to the host"
    STALE = "answer to an earlier date"
    OLDER = "a newer answer is known"
    REPEATED = "known already"
    FROM_THE_FUTURE = "answers a SEQUENCE never sent"
    NO_STATUS = "says neither yes, no nor maybe"
    OTHER_TIME = "proposes another time"
    DELEGATED = "passes the seat on"
    NO_ANSWER = "is not an answer"
    SEAT_GIVEN = "comes after all; the seat was given on"
    WORDS = "words to read"
    STOP = "asks for no more mails"
    AWAY = "out of office"
    RETURNED = "the mail came back"
    PERHAPS_RETURNED = "perhaps the mail came back"
    DELAYED = "the mail is delayed"


# Verdicts of which only the host can say what they mean for the seat.
QUESTIONS = frozenset(
    {
        Verdict.WRONG_ATTENDEE,
        Verdict.UNPROVEN,
        Verdict.FROM_THE_FUTURE,
        Verdict.NO_STATUS,
        Verdict.OTHER_TIME,
        Verdict.DELEGATED,
        Verdict.SEAT_GIVEN,
        Verdict.WORDS,
        Verdict.STOP,
        Verdict.AWAY,
        Verdict.PERHAPS_RETURNED,
    }
)
# Questions that a later answer of the guest settles.
SETTLED_BY_AN_ANSWER = frozenset(
    {
        Verdict.FROM_THE_FUTURE,
        Verdict.NO_STATUS,
        Verdict.OTHER_TIME,
        Verdict.SEAT_GIVEN,
        Verdict.AWAY,
        Verdict.PERHAPS_RETURNED,
    }
)


class Proof(StrEnum):
    """What speaks for it that an answer is the invitee's own; two of them are needed (RFC 6047 2.2.1)."""

    UID = "the invitation’s own UID"
    ALIGNED = "an authenticated sender"
    ATTENDEE = "from the invitee’s address"
    BROUGHT = "brought by the host"


ENOUGH_PROOFS = 2


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


def gives_seat_back(where: Standing, *, opted_out: bool) -> bool:
    """Whether somebody else may have the seat: after a no, or where no answer comes to mails that nobody wants."""
    is_silent = where.status is ParticipationStatus.NEEDS_ACTION
    return where.status is ParticipationStatus.DECLINED or (opted_out and is_silent)


def weigh(
    reply: CalendarReply, invitation: Invitation | None, addresses: Collection[str], known: Sequence[Reply]
) -> Verdict:
    """Decide whether a calendar reply changes a seat; `addresses` are those the invitee is known by.

    The UID is a secret of this invitation and says which seat is meant. The ATTENDEE has to be the invitee, and one
    more proof is needed: the mail is from the invitee's address, or from one that a trusted server found authentic, or
    the host brought the bare object.
    """
    if invitation is None:
        return Verdict.UNKNOWN_INVITATION
    if invitation.state is not InvitationState.OPEN:
        return Verdict.CLOSED
    if reply.method not in ("REPLY", "COUNTER"):
        return Verdict.NO_ANSWER
    return _weigh_sender(reply, addresses) or _weigh_content(reply) or _weigh_order(reply, invitation, known)


def proofs(reply: CalendarReply, addresses: Collection[str]) -> tuple[Proof, ...]:
    """What speaks for it that a reply with the right UID is the invitee's own."""
    found = {
        Proof.UID: True,
        Proof.ALIGNED: reply.aligned is True,
        Proof.ATTENDEE: is_one_of(reply.sender, addresses) and reply.aligned is not False,
        Proof.BROUGHT: reply.sender is None,
    }
    return tuple(proof for proof, holds in found.items() if holds)


def is_one_of(address: str | None, addresses: Iterable[str]) -> bool:
    """Whether an address is one of these, whatever its spelling; no address is none of them."""
    return bool(address) and _comparable(address or "") in {_comparable(one) for one in addresses if one}


def dated(reply: CalendarReply, asked_at: datetime | None) -> CalendarReply:
    """The reply with the time it was said at, where it bears none, or the DTSTAMP of what it answers: the mail's Date.

    `asked_at` is when that was written; nobody answers before.
    """
    if asked_at is None or reply.dtstamp not in (UNDATED, asked_at.replace(microsecond=0)):
        return reply
    return replace(reply, dtstamp=max(asked_at, reply.sent_at or asked_at))


def numbered(reply: CalendarReply, invitation: Invitation, starts_at: datetime | None) -> CalendarReply:
    """The reply with the SEQUENCE it answers, where it names none: the present one if it tells the present time."""
    if reply.names_sequence or starts_at is None or reply.starts_at != starts_at:
        return reply
    return replace(reply, sequence=invitation.sequence)


def in_order(reply: CalendarReply, now: datetime) -> CalendarReply:
    """The reply with the guest's time, but never later than now: a clock that runs ahead overrules no later words."""
    return replace(reply, dtstamp=min(reply.dtstamp, now))


def _weigh_sender(reply: CalendarReply, addresses: Collection[str]) -> Verdict | None:
    if reply.attendee and not is_one_of(reply.attendee, addresses):
        return Verdict.WRONG_ATTENDEE
    is_named = is_one_of(reply.attendee or reply.sender, addresses)
    return None if is_named and len(proofs(reply, addresses)) >= ENOUGH_PROOFS else Verdict.UNPROVEN


def spellings(address: str) -> frozenset[str]:
    """The ways an address is written: as it is or in small letters, its domain in ASCII or in its own letters."""
    known = {address, address.casefold(), _comparable(address)}
    local, _, domain = _comparable(address).rpartition("@")
    with suppress(UnicodeError):
        known.add(f"{local}@{domain.encode('ascii').decode('idna')}")
    return frozenset(known - {""}) if "@" in address else frozenset()


def _comparable(address: str) -> str:
    """An address in one spelling: no capitals, the domain in ASCII as it travels."""
    local, _, domain = address.casefold().rpartition("@")
    try:
        return f"{local}@{domain.encode('idna').decode('ascii')}"
    except UnicodeError:
        return f"{local}@{domain}"


def _weigh_content(reply: CalendarReply) -> Verdict | None:
    if reply.method == "COUNTER":
        return None
    if reply.delegate:
        return Verdict.DELEGATED
    return Verdict.NO_STATUS if reply.status in (None, ParticipationStatus.NEEDS_ACTION) else None


def _weigh_order(reply: CalendarReply, invitation: Invitation, known: Sequence[Reply]) -> Verdict:
    if reply.sequence > invitation.sequence:
        return Verdict.FROM_THE_FUTURE
    if reply.sequence < invitation.asked_sequence:
        return Verdict.STALE
    if any(_is_same(reply, one) for one in known):
        return Verdict.REPEATED
    if _is_older(reply, known):
        return Verdict.OLDER
    return Verdict.OTHER_TIME if reply.method == "COUNTER" else Verdict.TAKEN


def _is_same(reply: CalendarReply, known: Reply) -> bool:
    said = (known.sequence, known.said_at, known.status)
    return known.channel is Channel.CALENDAR and said == (reply.sequence, reply.dtstamp, reply.status)


def _is_older(reply: CalendarReply, known: Sequence[Reply]) -> bool:
    """Calendar replies are ordered by SEQUENCE and DTSTAMP (RFC 5546 2.1.5), other channels by when something was said.

    A mail that lay in a mailbox does not overrule what the guest said on the page since then. Of two with one stamp the
    one that came later counts.
    """
    by_calendar = [(one.sequence, one.said_at) for one in known if one.channel is Channel.CALENDAR]
    otherwise = [one.said_at for one in known if one.channel is not Channel.CALENDAR]
    return (bool(by_calendar) and (reply.sequence, reply.dtstamp) < max(by_calendar)) or (
        bool(otherwise) and reply.dtstamp < max(otherwise)
    )
