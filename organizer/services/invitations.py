"""Inviting: rehearsed, sent with a hold or handed over as drafts, stopped, withdrawn, offered again."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import Connection

from organizer.domain.errors import N_, NotFoundError, OrganizerError
from organizer.domain.invitations import Invitation, InvitationState, Role
from organizer.domain.letter_faults import FaultKind
from organizer.domain.outbox import (
    PREPARED,
    STOPPABLE,
    TO_ASSISTANT,
    AlreadyLeavingError,
    Dispatch,
    DispatchKind,
    DispatchState,
    Errand,
    NothingToSendError,
    has_left,
    to_assistant,
    to_cancel,
    to_invite,
    was_told,
)
from organizer.domain.people import Person
from organizer.domain.rounds import RoundState
from organizer.domain.scheduling import PastDateError
from organizer.domain.tokens import guest_token, token_hash, uid
from organizer.domain.vocabulary import InvitationId, Language, ParticipationStatus, PersonId
from organizer.formats.calendar_objects import open_entry
from organizer.formats.mails import open_mail
from organizer.services import letters, sources, tables
from organizer.services.letters import Letter, News
from organizer.services.mails import NoDateError, Writer, freeze
from organizer.services.post_office import PostOffice
from organizer.services.replies import standings
from organizer.services.rounds import Evening, RoundCancelledError, require_ahead, require_standing
from organizer.services.turnouts import latest_invitations
from organizer.store import invitations as store
from organizer.store import outbox
from organizer.store import rounds as round_store
from organizer.store.attendee_lists import ListHead
from organizer.store.outbox import FrozenMail

STOPPED = N_("stopped by you")
TAKEN_BACK = N_("taken back by you")
# Held for the host's word, or a draft of which only the host knows whether it was sent.
WITH_THE_HOST = frozenset({DispatchState.HELD, DispatchState.HANDED})
SUPERSEDED = N_("replaced by a later change")


class LettersNotReadyError(OrganizerError):
    message = N_("The letter to %(name)s is not ready. Open it and mend what is marked.")


class OptedOutError(OrganizerError):
    message = N_("%(name)s does not wish to be written to. Take this person off the table.")


class NoGuestsError(OrganizerError):
    message = N_("Nobody sits at the table yet. Choose your guests first.")


class NoMailServerError(OrganizerError):
    message = N_("No mail server is set up, so nothing can be sent from here. Take the drafts into your own mailbox.")


class NotDeclinedError(OrganizerError):
    message = N_("Only somebody who said no can be invited anew. Everybody else still has the first invitation.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Rehearsed:
    """One mail that sending would make now, and to whom it goes."""

    person: Person
    role: Role
    mail: FrozenMail

    @property
    def is_for_assistant(self) -> bool:
        return self.mail.kind in TO_ASSISTANT


@dataclass(frozen=True, slots=True, kw_only=True)
class Hindrance:
    """What stands in the way of sending; `person` is whom it is about, where it is about one."""

    error: OrganizerError
    person: Person | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Rehearsal:
    """Every mail that sending would make now, in order, with what stands in the way.

    `lists` are those the invitees are from, `unexplained` the ones among them of whom the host has to say more.
    """

    mails: tuple[Rehearsed, ...]
    lists: tuple[ListHead, ...]
    unexplained: tuple[ListHead, ...]
    hindrances: tuple[Hindrance, ...]


def rehearse(connection: Connection, planned: Evening, office: PostOffice, now: datetime) -> Rehearsal:
    """Write every first mail that is still to be sent, without keeping anything."""
    writer = Writer(desk=letters.open_desk(connection, planned), office=office, now=now)
    errands = first_errands(connection, planned, office)
    waiting = {errand.invitation.person_id for errand in errands}
    ready = tuple(letter for letter in letters.first_letters(writer.desk) if letter.person.id in waiting)
    mails, unwritten = _written(writer, (*errands, *assistants_errands(planned, errands)))
    return Rehearsal(
        mails=mails,
        lists=sources.behind_invitees(connection, planned),
        unexplained=sources.unexplained(connection, planned),
        hindrances=(*_refusals(connection, planned), *unwritten, *_hindrances(planned, ready, now)),
    )


def first_errands(connection: Connection, planned: Evening, office: PostOffice) -> tuple[Errand, ...]:
    """First mails for everybody at the table, and the speaker, who has no open invitation; none once it is off."""
    if planned.round.state is RoundState.CANCELLED:
        return ()
    return to_invite(_not_yet_invited(connection, planned, office))


def offers(connection: Connection, planned: Evening, office: PostOffice) -> tuple[Invitation, ...]:
    """The invitation of everybody who is or would be invited; of a cancelled round those that stood last."""
    latest = latest_invitations(store.invitations_of(connection, planned.round.id)).values()
    if planned.round.state is RoundState.CANCELLED:
        return tuple(latest)
    standing_ones = [one for one in latest if one.state is InvitationState.OPEN]
    return (*standing_ones, *(errand.invitation for errand in first_errands(connection, planned, office)))


def already_invited(connection: Connection, planned: Evening) -> frozenset[PersonId]:
    """Whose invitation is out, or waits in the outbox."""
    known = store.invitations_of(connection, planned.round.id)
    return frozenset(one.person_id for one in known if one.state is InvitationState.OPEN)


def require_mail_server(office: PostOffice) -> None:
    """Refuse what only a mail server can do; drafts and files need none."""
    if not office.sends:
        raise NoMailServerError


def invite(
    connection: Connection, planned: Evening, office: PostOffice, now: datetime, *, as_drafts: bool
) -> tuple[FrozenMail, ...]:
    """Freeze every first mail and place it in the outbox: held for some minutes, or handed to the host as drafts."""
    require_standing(planned.round)
    sources.require_explained(connection, planned)
    # Of two clicks at once the second one waits here, and then finds nothing left to send.
    round_store.lock_round(connection, planned.round.id)
    desk = letters.open_desk(connection, planned)
    errands = first_errands(connection, planned, office)
    if not errands:
        raise NothingToSendError
    invitees = {errand.invitation.person_id for errand in errands}
    written = [letter for letter in letters.first_letters(desk) if letter.person.id in invitees]
    for hindrance in _hindrances(planned, written, now):
        raise hindrance.error
    stored = [replace(errand, invitation=_stored(connection, errand.invitation, office, now)) for errand in errands]
    round_store.update_round(connection, planned.round.id, {"state": RoundState.INVITING})
    writer = Writer(desk=desk, office=office, now=now, as_draft=as_drafts)
    return tell(connection, writer, stored)


def tell(
    connection: Connection, writer: Writer, errands: Iterable[Errand], news: News | None = None
) -> tuple[FrozenMail, ...]:
    """Write and place the mails of these errands; earlier ones that still wait are replaced by them."""
    errands = tuple(errands)
    stood = standings(connection, [errand.invitation for errand in errands])
    known = outbox.dispatches_of(connection, [errand.invitation.id for errand in errands])
    frozen = []
    for errand in errands:
        mails = known.get(errand.invitation.id, ())
        mail = freeze(writer, errand, status=stood[errand.invitation.id].status, news=news)
        drop_waiting(connection, mails, writer.now)
        frozen.append(place(connection, writer, mail))
        _note_told(connection, errand)
        for beside in assistants_errands(writer.desk.planned, [errand]):
            if not was_told(beside.kind, beside.sequence, (one for one in mails if one.state not in STOPPABLE)):
                beside_mail = freeze(writer, beside, status=stood[errand.invitation.id].status, news=news)
                frozen.append(place(connection, writer, beside_mail))
    return tuple(frozen)


def rehearse_telling(
    connection: Connection, writer: Writer, errands: Iterable[Errand], news: News | None = None
) -> tuple[Rehearsed, ...]:
    """The mails that `tell` would make of these errands, without keeping anything."""
    planned, errands = writer.desk.planned, tuple(errands)
    stood = standings(connection, [errand.invitation for errand in errands])
    return tuple(
        Rehearsed(
            person=planned.people[errand.invitation.person_id],
            role=errand.invitation.role,
            mail=freeze(writer, errand, status=stood[errand.invitation.id].status, news=news),
        )
        for one in errands
        for errand in (one, *assistants_errands(planned, [one]))
    )


def rehearse_withdrawal(
    connection: Connection,
    planned: Evening,
    person_id: PersonId,
    office: PostOffice,
    now: datetime,
    words: Mapping[Language, str],
) -> tuple[Rehearsed, ...]:
    """The mails that withdrawing this person's invitation would make; none where nothing has left."""
    invitation = open_invitation(connection, planned, person_id)
    errands = cancellations(connection, planned, [invitation], outbox.dispatches_of(connection, [invitation.id]))
    writer = Writer(desk=letters.open_desk(connection, planned), office=office, now=now)
    return rehearse_telling(connection, writer, errands, News(words=words))


def place(connection: Connection, writer: Writer, mail: FrozenMail) -> FrozenMail:
    """Into the outbox: held for some minutes, or handed to the host as a draft or a text to pass on."""
    state = DispatchState.HANDED if writer.as_draft or not mail.recipient else DispatchState.QUEUED
    outbox.place_mail(connection, mail, state, due_at=writer.now + writer.office.hold, now=writer.now)
    return mail


def assistants_errands(planned: Evening, errands: Iterable[Errand]) -> tuple[Errand, ...]:
    """What the guest speaker's assistant, where there is one, is to know of these errands."""
    slot = planned.round.speaker_slot
    if not slot or not slot.assistant_email:
        return ()
    theirs = (errand for errand in errands if errand.invitation.person_id == slot.person_id)
    return tuple(to_assistant(errand) for errand in theirs if errand.invitation.role is Role.SPEAKER)


def stop(connection: Connection, planned: Evening, now: datetime) -> int:
    """Stop everything of a round that has not left; first invitations go back to the desk, later words are held."""
    invitations = store.invitations_of(connection, planned.round.id)
    stopped = 0
    for mails in outbox.dispatches_of(connection, [invitation.id for invitation in invitations]).values():
        for mail in mails:
            # A reminder or thanks that was stopped is prepared anew; of a change the guest has to know.
            awaited = has_left(mails) and mail.kind not in PREPARED
            becomes = DispatchState.HELD if awaited else DispatchState.CANCELLED
            queued = (DispatchState.QUEUED,)
            stopped += outbox.change_state(connection, [mail.id], from_=queued, to=becomes, now=now, why=STOPPED)
    if not stopped:
        raise AlreadyLeavingError
    _back_to_the_desk(connection, planned)
    return stopped


def take_back(connection: Connection, planned: Evening, now: datetime, person_id: PersonId | None = None) -> int:
    """Drafts the host did not send, or held mails, go back to the desk where nothing else left; returns how many."""
    require_standing(planned.round)
    known = store.invitations_of(connection, planned.round.id)
    theirs = [one for one in known if one.state is InvitationState.OPEN and person_id in (None, one.person_id)]
    mails = outbox.dispatches_of(connection, [invitation.id for invitation in theirs]).values()
    ids = [mail.id for one in mails if not has_left(_not_with_the_host(one)) for mail in one]
    taken = outbox.change_state(
        connection, ids, from_=WITH_THE_HOST, to=DispatchState.CANCELLED, now=now, why=TAKEN_BACK
    )
    _back_to_the_desk(connection, planned)
    return taken


def release(connection: Connection, dispatches: Sequence[Dispatch], now: datetime) -> None:
    """Send what was held, now."""
    ids = [dispatch.id for dispatch in dispatches]
    outbox.change_state(connection, ids, from_=(DispatchState.HELD,), to=DispatchState.QUEUED, now=now, due_at=now)


def withdraw(
    connection: Connection,
    planned: Evening,
    person_id: PersonId,
    office: PostOffice,
    now: datetime,
    *,
    as_drafts: bool,
    words: Mapping[Language, str] | None = None,
) -> None:
    """Take back one person's invitation: a CANCEL for whoever may have the entry, and the seat is free."""
    require_ahead(planned.round, now)
    invitation = open_invitation(connection, planned, person_id)
    known = outbox.dispatches_of(connection, [invitation.id])
    errands = cancellations(connection, planned, [invitation], known)
    writer = Writer(desk=letters.open_desk(connection, planned), office=office, now=now, as_draft=as_drafts)
    tell(connection, writer, errands, News(words=words or {}))
    if not errands:
        drop_waiting(connection, known.get(invitation.id, ()), now)
    store.update_invitation(connection, invitation.id, {"state": InvitationState.CLOSED})
    if invitation.role is Role.GUEST:
        tables.free_seat(connection, planned, person_id)
        round_store.set_stay(connection, planned.round.id, person_id, None)
    else:
        round_store.set_speaker_slot(connection, planned.round.id, None)


def would_be_told(connection: Connection, planned: Evening, person_id: PersonId) -> bool:
    """Whether withdrawing this person's invitation means a mail; raises NotFoundError where none stands."""
    invitation = open_invitation(connection, planned, person_id)
    return bool(cancellations(connection, planned, [invitation], outbox.dispatches_of(connection, [invitation.id])))


def cancellations(
    connection: Connection,
    planned: Evening,
    invitations: Sequence[Invitation],
    known: Mapping[InvitationId, Sequence[Dispatch]],
) -> tuple[Errand, ...]:
    """A CANCEL for whoever may have the entry, but for those who do not wish to be written to: that is final.

    None, either, for those who said no and were not told of the later date: nothing they know of is called off.
    """
    stood = standings(connection, invitations)
    concerned = [
        one
        for one in invitations
        if not planned.people[one.person_id].opted_out
        and not (
            stood[one.id].status is ParticipationStatus.DECLINED
            and _knows_another_date(connection, planned, one, known.get(one.id, ()))
        )
    ]
    return to_cancel(concerned, known)


def offer_again(connection: Connection, planned: Evening, person_id: PersonId, now: datetime) -> None:
    """After a no: close the old invitation, so that the next sending makes a new one with a new UID.

    Where the seat was given to somebody else, a free one is needed.
    """
    require_ahead(planned.round, now)
    invitation = open_invitation(connection, planned, person_id)
    (stood,) = standings(connection, [invitation]).values()
    if stood.status is not ParticipationStatus.DECLINED:
        raise NotDeclinedError
    if invitation.role is Role.GUEST:
        tables.seat_again(connection, planned, person_id)
    drop_waiting(connection, outbox.dispatches_of(connection, [invitation.id]).get(invitation.id, ()), now)
    store.update_invitation(connection, invitation.id, {"state": InvitationState.CLOSED})


def drop_waiting(connection: Connection, dispatches: Sequence[Dispatch], now: datetime) -> None:
    """Cancel what still waits in the outbox or was refused: a later word replaces it, or it is not needed any more.

    So it is with a text that the host has not passed on; a draft in the host's mailbox may have left it.
    What came back may have arrived elsewhere, where the guest's mailbox forwards to: that stays known.
    """
    unsent = STOPPABLE | {DispatchState.FAILED}
    ids = [one.id for one in dispatches if one.state in unsent or one.waits_to_be_passed_on]
    unsent |= {DispatchState.HANDED}
    outbox.change_state(connection, ids, from_=unsent, to=DispatchState.CANCELLED, now=now, why=SUPERSEDED)


def open_invitation(connection: Connection, planned: Evening, person_id: PersonId) -> Invitation:
    """The invitation that stands for a person in this round."""
    invitation = latest_invitations(store.invitations_of(connection, planned.round.id)).get(person_id)
    if invitation is None or invitation.state is not InvitationState.OPEN:
        raise NotFoundError
    return invitation


def _knows_another_date(
    connection: Connection, planned: Evening, invitation: Invitation, mails: Sequence[Dispatch]
) -> bool:
    """Whether the last entry that may have reached this guest tells of another beginning than the round's."""
    left = [mail for mail in mails if has_left([mail])]
    found = outbox.find_dispatch(connection, planned.host.id, left[-1].id) if left else None
    calendar = open_mail(found[1]).calendar if found else None
    asked = planned.round.as_asked_of(invitation.person_id)
    return calendar is not None and open_entry(calendar).starts_at != asked.starts_at


def _not_yet_invited(connection: Connection, planned: Evening, office: PostOffice) -> tuple[Invitation, ...]:
    """A planned invitation for everybody at the table, and the speaker, who has no open one."""
    known = store.invitations_of(connection, planned.round.id)
    people = [(person.id, Role.GUEST) for person in planned.guests]
    people += [(planned.speaker.id, Role.SPEAKER)] if planned.speaker else []
    planned_ones = (_planned(planned, known, person_id, role, office) for person_id, role in people)
    return tuple(one for one in planned_ones if one is not None)


def _planned(
    planned: Evening, known: Sequence[Invitation], person_id: PersonId, role: Role, office: PostOffice
) -> Invitation | None:
    """The invitation to send to a person next: one that was stopped, or a new one; None while one stands."""
    theirs = [one for one in known if one.person_id == person_id]
    if any(one.state is InvitationState.OPEN for one in theirs):
        return None
    stopped = next((one for one in theirs if one.state is InvitationState.PLANNED), None)
    if stopped:
        return replace(stopped, role=role)
    return Invitation(
        id=InvitationId(0),
        round_id=planned.round.id,
        person_id=person_id,
        role=role,
        uid=uid(office.keys, planned.round.id, person_id, len(theirs)),
    )


def _written(writer: Writer, errands: Sequence[Errand]) -> tuple[tuple[Rehearsed, ...], tuple[Hindrance, ...]]:
    """The mails that can be written, and why the others cannot; a missing date is told once."""
    if errands and writer.desk.planned.round.starts_at is None:
        return (), (Hindrance(error=NoDateError()),)
    mails, hindrances = [], []
    for errand in errands:
        person = writer.desk.planned.people[errand.invitation.person_id]
        try:
            mail = freeze(writer, errand, status=ParticipationStatus.NEEDS_ACTION)
        except OrganizerError as error:
            hindrances.append(Hindrance(error=error, person=person))
        else:
            mails.append(Rehearsed(person=person, role=errand.invitation.role, mail=mail))
    return tuple(mails), tuple(hindrances)


def _refusals(connection: Connection, planned: Evening) -> list[Hindrance]:
    heads = sources.refused(connection, planned)
    return [Hindrance(error=sources.MayNotBeContactedError(filename=head.filename)) for head in heads]


def _hindrances(planned: Evening, written: Sequence[Letter], now: datetime) -> list[Hindrance]:
    """What has to be mended before these letters may leave; what only the date is missing for is not named twice."""
    found = [Hindrance(error=error) for error in _hindrances_of_round(planned, now)]
    for one in written:
        name = one.person.name.full
        if one.person.opted_out:
            found.append(Hindrance(error=OptedOutError(name=name), person=one.person))
        elif not _is_ready(planned, one):
            found.append(Hindrance(error=LettersNotReadyError(name=name), person=one.person))
    return found


def _hindrances_of_round(planned: Evening, now: datetime) -> list[OrganizerError]:
    starts_at = planned.round.starts_at
    found: list[OrganizerError] = []
    if planned.round.state is RoundState.CANCELLED:
        found.append(RoundCancelledError())
    if not planned.guests:
        found.append(NoGuestsError())
    if starts_at is not None and starts_at <= now:
        found.append(PastDateError())
    return found


def _is_ready(planned: Evening, letter: Letter) -> bool:
    if planned.round.starts_at is None:
        return all(fault.may_wait or fault.kind is FaultKind.MISSING_DATE for fault in letter.faults)
    return letter.is_ready


def _stored(connection: Connection, invitation: Invitation, office: PostOffice, now: datetime) -> Invitation:
    """The invitation as a row of its own; one that was stopped has one, perhaps from before the guest was to speak."""
    if invitation.id:
        store.update_invitation(connection, invitation.id, {"role": invitation.role})
        return invitation
    values = {name: getattr(invitation, name) for name in ("round_id", "person_id", "role", "uid", "state")}
    values["token_hash"] = token_hash(guest_token(office.keys, invitation.uid))
    return replace(invitation, id=store.insert_invitation(connection, values, now))


def _note_told(connection: Connection, errand: Errand) -> None:
    values: dict[str, object] = {"sequence": errand.sequence}
    if errand.asks_again:
        values["asked_sequence"] = errand.sequence
    if errand.kind is DispatchKind.CANCELLATION:
        values["state"] = InvitationState.CLOSED
    else:
        values["state"] = InvitationState.OPEN
    store.update_invitation(connection, errand.invitation.id, values)


def _not_with_the_host(dispatches: Sequence[Dispatch]) -> list[Dispatch]:
    return [one for one in dispatches if one.state not in WITH_THE_HOST]


def _back_to_the_desk(connection: Connection, planned: Evening) -> None:
    """Invitations whose mails were all stopped are planned again; when none stands any more, so is the round."""
    known = store.invitations_of(connection, planned.round.id)
    mails = outbox.dispatches_of(connection, [invitation.id for invitation in known])
    standing_ones = [one for one in known if one.state is InvitationState.OPEN]
    stopped = [
        one for one in standing_ones if all(mail.state is DispatchState.CANCELLED for mail in mails.get(one.id, ()))
    ]
    for invitation in stopped:
        store.update_invitation(connection, invitation.id, {"state": InvitationState.PLANNED})
    if stopped == standing_ones and not any(has_left(dispatches) for dispatches in mails.values()):
        round_store.update_round(connection, planned.round.id, {"state": RoundState.PLANNING})
