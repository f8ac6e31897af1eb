"""A guest's calendar feed: for whoever was handed the invitation without a mailed entry, so that it moves by itself."""

import hmac
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import Connection

from organizer.domain.calendar_objects import CalendarObject, as_download
from organizer.domain.errors import NotFoundError
from organizer.domain.invitations import Invitation, InvitationState
from organizer.domain.outbox import DispatchKind, Errand, has_left
from organizer.domain.tokens import feed_token
from organizer.domain.vocabulary import HostId, InvitationId, PartyId
from organizer.formats.calendar_objects import write_feed
from organizer.services import letters
from organizer.services.hosts import host as the_host_of
from organizer.services.mails import Writer, calendar_entry
from organizer.services.post_office import PostOffice
from organizer.services.replies import standings
from organizer.services.rounds import Evening, evening
from organizer.services.senders import office_for
from organizer.store import invitations as store
from organizer.store import outbox

MOST_DIGITS = 9
DRAFT_MARK = b"X-Unsent:"


@dataclass(frozen=True, slots=True, kw_only=True)
class Feed:
    """A calendar to subscribe to, and when it last had something to tell."""

    content: bytes
    changed_at: datetime


def feed(connection: Connection, token: str, office: PostOffice) -> Feed:
    """The feed behind a secret address; raises NotFoundError where the entry was mailed, so that none appears twice."""
    invitation, created_at = _behind(connection, token, office)
    host_id, party_id, number = store.where_invited(connection, invitation.round_id)
    planned = evening(connection, the_host_of(connection, HostId(host_id)), PartyId(party_id), number)
    dispatches = outbox.dispatches_of(connection, [invitation.id]).get(invitation.id, ())
    if planned.round.starts_at is None or was_mailed(connection, planned, invitation):
        raise NotFoundError
    changed_at = max((one.created_at for one in dispatches), default=created_at)
    entry = entry_to_keep(connection, planned, invitation, office_for(connection, office, planned.host.id), changed_at)
    return Feed(content=write_feed([entry], entry.summary), changed_at=changed_at)


def entry_to_keep(
    connection: Connection, planned: Evening, invitation: Invitation, office: PostOffice, now: datetime
) -> CalendarObject:
    """The entry of an invitation as it is taken from a page: under its UID, without an ATTENDEE."""
    writer = Writer(desk=letters.open_desk(connection, planned), office=office, now=now)
    errand = Errand(invitation=invitation, kind=DispatchKind.INVITATION, sequence=invitation.sequence, asks_again=False)
    (stood,) = standings(connection, [invitation]).values()
    entry = as_download(calendar_entry(writer, errand, stood.status))
    return replace(entry, cancelled=invitation.state is InvitationState.CLOSED)


def was_mailed(connection: Connection, planned: Evening, invitation: Invitation) -> bool:
    """Whether this program sent the guest a mail with the entry in it.

    Of a draft nobody knows: the host may have sent the file with the entry, or pasted the text alone.
    """
    dispatches = outbox.dispatches_of(connection, [invitation.id]).get(invitation.id, ())
    left = [one for one in dispatches if has_left([one])]
    found = (outbox.find_dispatch(connection, planned.host.id, one.id) for one in left)
    return any(one is not None and not one[1].startswith(DRAFT_MARK) for one in found)


def _behind(connection: Connection, token: str, office: PostOffice) -> tuple[Invitation, datetime]:
    number, _, secret = token.partition("-")
    is_number = number.isascii() and number.isdecimal() and len(number) <= MOST_DIGITS
    found = store.find_invitation(connection, InvitationId(int(number))) if is_number else None
    # Compared in constant time, and also where there is no such invitation, so that neither is told from the other.
    expected = feed_token(office.keys, found[0].uid if found else "")
    if not hmac.compare_digest(expected.encode(), secret.encode()) or found is None:
        raise NotFoundError
    return found
