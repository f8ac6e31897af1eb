"""Bob answers an invitation of Alice: what he says, what is made of it, where everybody stands."""

from dataclasses import replace
from datetime import datetime, timedelta

from sqlalchemy import Connection

from organizer.domain.incoming import Incoming, Way
from organizer.domain.invitations import Invitation
from organizer.domain.replies import Verdict
from organizer.domain.vocabulary import ParticipationStatus
from organizer.formats.incoming import read_incoming
from organizer.services import invitations, replies
from organizer.services.incoming import note_incoming
from organizer.services.incoming_seats import Noted, Receipt
from organizer.services.round_changes import NewTerms, change_round
from organizer.services.rounds import Evening
from organizer.store import incoming as log_store
from tests.builders import NOW
from tests.reply_mails import Said
from tests.services.evenings import (
    KEYS,
    OFFICE,
    STARTS_AT,
    again,
    invitations_of,
    lay_evening,
    let_leave,
    mails_of,
)

YES, NO, MAYBE = ParticipationStatus.ACCEPTED, ParticipationStatus.DECLINED, ParticipationStatus.TENTATIVE
OPEN = ParticipationStatus.NEEDS_ACTION
BOB, CHARLIE = "bob@haus1.example.org", "charlie@elsewhere.example.net"
SAID_AT = NOW + timedelta(hours=1)
LATER = NOW + timedelta(hours=2)
MINUTE = timedelta(minutes=1)
RECEIPT = Receipt(now=LATER, keys=KEYS)
BY_HAND = Receipt(now=LATER, way=Way.BROUGHT, keys=KEYS)


def an_invited_table(connection: Connection) -> Evening:
    """Alice's evening; Bob and four others have their invitations."""
    laid = lay_evening(connection)
    invitations.invite(connection, laid, OFFICE, NOW, as_drafts=False)
    let_leave(connection, laid)
    return again(connection, laid)


def bobs(connection: Connection, planned: Evening) -> Invitation:
    """Bob's invitation."""
    return invitations_of(connection, planned)[0]


def said(connection: Connection, planned: Evening, **changes) -> Said:
    told = Said(uid=bobs(connection, planned).uid, attendee=BOB, sender=BOB, at=SAID_AT)
    return replace(told, **changes)


def note(connection: Connection, raw: bytes, receipt: Receipt = RECEIPT) -> tuple[Noted, ...]:
    return note_incoming(connection, read_incoming(raw), receipt)


def verdicts(noted: tuple[Noted, ...]) -> list[Verdict]:
    return [one.verdict for one in noted]


def stand(connection: Connection, planned: Evening) -> list[ParticipationStatus]:
    """Where each seat stands, in the order of the table."""
    known = invitations_of(connection, planned)
    stood = replies.standings(connection, known)
    return [stood[one.id].status for one in known]


def log(connection: Connection, planned: Evening) -> tuple[Incoming, ...]:
    bob = bobs(connection, planned)
    return log_store.incoming_to(connection, [bob.id]).get(bob.id, ())


def states(connection: Connection, planned: Evening) -> list[str]:
    return [mail.state.value for mail in mails_of(connection, planned)]


def move(connection: Connection, planned: Evening, now: datetime = NOW) -> None:
    terms = NewTerms(
        starts_at=STARTS_AT + timedelta(hours=1), time_zone="Europe/Berlin", length_minutes=90, video_link=""
    )
    change_round(connection, planned, terms, OFFICE, now, as_drafts=False)
