"""The host's word on what only a person can tell: this is what came back means, or it changes nothing."""

from datetime import datetime

from sqlalchemy import Connection

from organizer.domain.errors import N_, NotFoundError, OrganizerError
from organizer.domain.incoming import Incoming, Way
from organizer.domain.invitations import Invitation, InvitationState
from organizer.domain.people import Person
from organizer.domain.replies import Channel, Reply, Verdict
from organizer.domain.tokens import Keys
from organizer.domain.vocabulary import IncomingId, ParticipationStatus
from organizer.services.people import never_again
from organizer.services.replies import COMING, keep
from organizer.services.rounds import Evening
from organizer.store import incoming as store
from organizer.store import invitations as invitation_store


class AlreadySettledError(OrganizerError):
    message = N_("This was settled already. The board shows how it stands.")


class SaysNothingError(OrganizerError):
    message = N_("Choose yes, maybe or no: what came back does not say it.")


def settle(
    connection: Connection,
    planned: Evening,
    incoming_id: IncomingId,
    status: ParticipationStatus | None,
    now: datetime,
) -> Incoming:
    """The host's word on something that came back: it says this (`status`), or it is read and changes nothing."""
    known = {one.id: one for one in invitation_store.invitations_of(connection, planned.round.id)}
    logs = store.incoming_to(connection, known)
    found = next((one for log in logs.values() for one in log if one.id == incoming_id), None)
    if found is None:
        raise NotFoundError
    if not found.is_question:
        raise AlreadySettledError
    if status is not None:
        _take_at_the_hosts_word(connection, known[found.invitation_id], found, status, now)
    store.settle(connection, [found.id], now)
    return found


def write_no_more(
    connection: Connection, planned: Evening, incoming_id: IncomingId, keys: Keys, now: datetime
) -> Person:
    """The host takes a guest at their word who asked for no more mails; it is final. Returns the guest."""
    found = settle(connection, planned, incoming_id, None, now)
    invitee = invitee_of(connection, planned, found)
    never_again(connection, planned.host.id, invitee.id, keys, now)
    return invitee


def invitee_of(connection: Connection, planned: Evening, found: Incoming) -> Person:
    """Whose seat something that came back is about."""
    return planned.people[store.invitation_by_id(connection, found.invitation_id).person_id]


def _take_at_the_hosts_word(
    connection: Connection, invitation: Invitation, found: Incoming, status: ParticipationStatus, now: datetime
) -> None:
    """Keep what came back as the guest's answer: it is the host who vouches for it."""
    if invitation.state is not InvitationState.OPEN:
        raise NotFoundError
    if found.verdict in (Verdict.PERHAPS_RETURNED, Verdict.DELEGATED) and status in COMING:
        raise SaysNothingError
    channel = {Way.PAGE: Channel.PAGE}.get(found.way, Channel.CALENDAR if found.sequence is not None else Channel.MAIL)
    reply = Reply(
        invitation_id=invitation.id,
        status=status,
        channel=channel,
        sequence=invitation.sequence,
        said_at=found.said_at,
        received_at=now,
        comment=found.text,
    )
    keep(connection, reply)
    if found.verdict is Verdict.UNPROVEN:
        store.note_vouched(connection, found.id)
