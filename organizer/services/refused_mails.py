"""Mails that a server refused, or that came back: the address is mended, and they are sent again."""

from dataclasses import replace
from datetime import datetime

from sqlalchemy import Connection

from organizer.domain.errors import N_, NotFoundError, OrganizerError
from organizer.domain.invitations import Invitation
from organizer.domain.outbox import (
    AFTERWARDS,
    PREPARED,
    REFUSED,
    TO_ASSISTANT,
    Dispatch,
    DispatchKind,
    DispatchState,
    Errand,
)
from organizer.domain.people import Person
from organizer.domain.tokens import Keys
from organizer.domain.vocabulary import DispatchId, ParticipationStatus
from organizer.services import letters, opt_outs, people
from organizer.services.invitations import place, tell
from organizer.services.mails import Writer, freeze
from organizer.services.people import AddressOptedOutError
from organizer.services.post_office import PostOffice
from organizer.services.rounds import Evening, evening, require_ahead
from organizer.store import invitations as invitation_store
from organizer.store import outbox
from organizer.store import rounds as round_store


class NotRefusedError(OrganizerError):
    message = N_("This mail was not refused, so there is nothing to send again.")


def mend(
    connection: Connection,
    planned: Evening,
    dispatch_id: DispatchId,
    email: str,
    office: PostOffice,
    now: datetime,
    *,
    as_drafts: bool,
) -> None:
    """Correct the address a mail was refused for and send it again; the same mail where it was the server’s fault."""
    dispatch, invitation = _refused(connection, planned, dispatch_id)
    if dispatch.kind not in AFTERWARDS | {DispatchKind.CANCELLATION, DispatchKind.ASSISTANT_CANCELLATION}:
        require_ahead(planned.round, now)
    person = planned.people[invitation.person_id]
    if person.opted_out:
        raise AddressOptedOutError(name=person.name.display)
    is_same = email == dispatch.recipient and email == _known_address(planned, dispatch, person)
    if is_same and not as_drafts and dispatch.state is DispatchState.FAILED:
        outbox.change_state(connection, [dispatch.id], from_=REFUSED, to=DispatchState.QUEUED, now=now, due_at=now)
        return
    _correct(connection, planned, dispatch, person, email, office.keys)
    mended = evening(connection, planned.host, planned.party.id, planned.round.number)
    writer = Writer(desk=letters.open_desk(connection, mended), office=office, now=now, as_draft=as_drafts)
    errand = _errand(dispatch, invitation)
    if dispatch.kind in PREPARED | TO_ASSISTANT:
        place(connection, writer, freeze(writer, errand, status=ParticipationStatus.NEEDS_ACTION))
    else:
        tell(connection, writer, [errand])


def _known_address(planned: Evening, dispatch: Dispatch, person: Person) -> str:
    """The address that mails of this kind go to now."""
    slot = planned.round.speaker_slot
    return slot.assistant_email if dispatch.kind in TO_ASSISTANT and slot else person.email


def _correct(
    connection: Connection, planned: Evening, dispatch: Dispatch, person: Person, email: str, keys: Keys
) -> None:
    """Keep the mended address: the person's, or the assistant's."""
    slot = planned.round.speaker_slot
    if dispatch.kind in TO_ASSISTANT and slot:
        if opt_outs.refuses(connection, planned.host.id, email, keys):
            raise AddressOptedOutError(name=email)
        round_store.set_speaker_slot(connection, planned.round.id, replace(slot, assistant_email=email))
    else:
        people.change(connection, planned.host.id, replace(person, email=email), keys)


def _refused(connection: Connection, planned: Evening, dispatch_id: DispatchId) -> tuple[Dispatch, Invitation]:
    found = outbox.find_dispatch(connection, planned.host.id, dispatch_id)
    known = {one.id: one for one in invitation_store.invitations_of(connection, planned.round.id)}
    if found is None or found[0].invitation_id not in known:
        raise NotFoundError
    if found[0].state not in REFUSED:
        raise NotRefusedError
    return found[0], known[found[0].invitation_id]


def _errand(dispatch: Dispatch, invitation: Invitation) -> Errand:
    """The same errand to the new address. Who could not be told of a change there gets the invitation as it is now:
    nothing about the evening is known at that address.

    A mail that came back may have arrived somewhere, so that the next one is a later one.
    """
    came_back = dispatch.kind is DispatchKind.INVITATION and dispatch.state is DispatchState.BOUNCED
    if dispatch.kind is DispatchKind.UPDATE or came_back:
        return Errand(
            invitation=invitation,
            kind=DispatchKind.INVITATION,
            sequence=invitation.sequence + 1,
            asks_again=invitation.asked_sequence == invitation.sequence,
        )
    return Errand(
        invitation=invitation,
        kind=dispatch.kind,
        sequence=dispatch.sequence,
        asks_again=dispatch.kind is DispatchKind.INVITATION,
    )
