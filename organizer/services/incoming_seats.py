"""The seat that something which came back is about, and the log of what was decided."""

import hashlib
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection

from organizer.domain.incoming import IncomingMail, Way
from organizer.domain.invitations import Invitation
from organizer.domain.outbox import DispatchState
from organizer.domain.people import Person
from organizer.domain.replies import Verdict
from organizer.domain.tokens import Keys
from organizer.domain.vocabulary import HostId, ParticipationStatus, PartyId
from organizer.services.hosts import host as the_host_of
from organizer.services.people import person
from organizer.services.replies import seat_is_given
from organizer.services.rounds import Evening, evening
from organizer.store import incoming as store
from organizer.store import invitations as invitation_store
from organizer.store import rounds as round_store

# The states of a mail that a report of failed delivery, or an answer to it, is still news for.
NOT_KNOWN_TO_BE_THERE = (DispatchState.UNCERTAIN, DispatchState.HANDED)


@dataclass(frozen=True, slots=True, kw_only=True)
class Noted:
    """What became of one thing that came back: whose seat, what changed, and why or why not."""

    verdict: Verdict
    attendee: str
    person: str = ""
    change: ParticipationStatus | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Receipt:
    """How something comes in: when, by which way, and for which host (None: for whomever it concerns).

    Without `keys` the codes of mailed answers are not known.
    """

    now: datetime
    way: Way = Way.MAILBOX
    only_of: HostId | None = None
    keys: Keys | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Seat:
    """The invitation something is about, with its invitee."""

    invitation: Invitation
    host_id: HostId
    invitee: Person
    planned: Evening


def seat_by_uid(connection: Connection, uid: str, receipt: Receipt) -> Seat | None:
    """The seat that a calendar object names by its UID."""
    invitation = invitation_store.invitation_by_uid(connection, uid)
    return seat_of(connection, invitation, receipt) if invitation else None


def seat_of(connection: Connection, invitation: Invitation, receipt: Receipt) -> Seat | None:
    """The seat an invitation is about, locked for this transaction; None when it is another host's."""
    host_id, party_id, number = invitation_store.where_invited(connection, invitation.round_id)
    if receipt.only_of not in (None, host_id):
        return None
    round_store.lock_round(connection, invitation.round_id)
    # Read once more: whoever held the lock may have moved the evening or withdrawn the invitation.
    invitation = invitation_store.invitation_by_uid(connection, invitation.uid) or invitation
    host = the_host_of(connection, HostId(host_id))
    planned = evening(connection, host, PartyId(party_id), number)
    invitee = person(connection, HostId(host_id), invitation.person_id)
    return Seat(invitation=invitation, host_id=HostId(host_id), invitee=invitee, planned=planned)


def has_lost_the_seat(connection: Connection, seat: Seat) -> bool:
    """Whether others hold all the seats since this guest said no."""
    return seat_is_given(connection, seat.planned, seat.invitation)


def log(
    connection: Connection, invitation: Invitation, verdict: Verdict, values: dict[str, object], receipt: Receipt
) -> bool:
    """Keep what came back and what was decided; False when that is known."""
    entry = {
        **values,
        "invitation_id": invitation.id,
        "verdict": verdict,
        "way": receipt.way,
        "received_at": receipt.now,
    }
    return store.insert_incoming(connection, entry)


def values_of_mail(mail: IncomingMail, receipt: Receipt) -> dict[str, object]:
    """What the log keeps of a mail that is no calendar answer."""
    said_at = min(mail.sent_at or receipt.now, receipt.now)
    return {
        "sender": mail.sender or "",
        "name": mail.name,
        "status": None,
        "sequence": None,
        "said_at": said_at,
        "text": mail.words,
        "fingerprint": mark(mail.message_id or (mail.sender, mail.subject, mail.sent_at, mail.words)),
    }


def mark(*parts: object) -> str:
    """The same for the same thing, whenever it comes again."""
    return hashlib.sha256("\0".join(map(str, parts)).encode("utf-8", "replace")).hexdigest()
