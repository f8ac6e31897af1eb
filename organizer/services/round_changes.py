"""Changes once invitations are out: first shown with who will be told what, then made and told."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from sqlalchemy import Connection

from organizer.domain.errors import N_, NotFoundError, OrganizerError
from organizer.domain.invitations import Invitation, InvitationState, Role
from organizer.domain.letters import Change
from organizer.domain.outbox import (
    WITH_ENTRY,
    Dispatch,
    DispatchKind,
    DispatchState,
    Errand,
    has_left,
    to_tell_of_change,
)
from organizer.domain.people import Person
from organizer.domain.rounds import (
    Round,
    RoundState,
    SpeakerSlot,
    Stay,
    StayOutsideRoundError,
    check_length,
    check_slot,
    check_video_link,
    is_inside,
)
from organizer.domain.scheduling import PastDateError
from organizer.domain.vocabulary import InvitationId, Language, ParticipationStatus, PersonId
from organizer.formats.calendar_objects import OpenedEntry, open_entry
from organizer.formats.mails import open_mail
from organizer.services import letters
from organizer.services.invitations import Rehearsed, cancellations, drop_waiting, rehearse_telling, tell
from organizer.services.letters import News
from organizer.services.mails import Writer
from organizer.services.post_office import PostOffice
from organizer.services.replies import standings
from organizer.services.rounds import Evening, require_ahead
from organizer.services.turnouts import latest_invitations
from organizer.store import invitations as invitation_store
from organizer.store import outbox
from organizer.store import replies as reply_store
from organizer.store import rounds as round_store


class NothingChangedError(OrganizerError):
    message = N_("Nothing was changed, so nobody needs to be told.")


@dataclass(frozen=True, slots=True, kw_only=True)
class NewTerms:
    """Date, length, room and speaker's slot as they shall be from now on."""

    starts_at: datetime
    time_zone: str
    length_minutes: int
    video_link: str
    slot_offset_minutes: int | None = None
    slot_length_minutes: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Telling:
    """Who will be told, and who will not: shown before it happens. `asked_again` have to answer anew."""

    changes: tuple[Change, ...]
    told: tuple[Person, ...]
    asked_again: tuple[Person, ...]
    not_told: tuple[Person, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Recall:
    """An unsent change that is taken back before anybody knew of it. `asked` is the SEQUENCE that asked for the terms
    which hold again: what was said to it counts once more.
    """

    invitation: Invitation
    mails: tuple[Dispatch, ...]
    asked: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """What one invitee is told of a change; `before` is the evening as they know it, None where it will be just so."""

    errand: Errand
    changes: tuple[Change, ...]
    before: Evening | None


def plan_change(connection: Connection, planned: Evening, terms: NewTerms) -> Telling:
    """Who would be told what, were these the terms."""
    return _plan(connection, planned, _changed(planned, terms))


def change_round(
    connection: Connection,
    planned: Evening,
    terms: NewTerms,
    office: PostOffice,
    now: datetime,
    *,
    as_drafts: bool,
    words: Mapping[Language, str] | None = None,
) -> Telling:
    """Make the change and tell everybody who has the entry and has not said no.

    Raises PastDateError when the new start lies behind; one left as it is may have passed.
    """
    require_ahead(planned.round, now)
    if terms.starts_at != planned.round.starts_at and terms.starts_at <= now:
        raise PastDateError
    changed = _changed(planned, terms)
    telling = _plan(connection, planned, changed)
    notices, recalls = _notices(connection, planned, changed), _recalls(connection, planned, changed)
    _keep(connection, changed)
    _recall_all(connection, recalls, now)
    _tell_all(connection, changed, notices, office, now, as_drafts=as_drafts, words=words)
    return telling


def plan_stay(connection: Connection, planned: Evening, person_id: PersonId, stay: Stay | None) -> Telling:
    """Who would be told, were a guest there for this part of the evening; None is the whole."""
    return _plan(connection, planned, _with_stay(planned, person_id, stay))


def change_stay(
    connection: Connection,
    planned: Evening,
    person_id: PersonId,
    stay: Stay | None,
    office: PostOffice,
    now: datetime,
    *,
    as_drafts: bool,
    words: Mapping[Language, str] | None = None,
) -> Telling:
    """Note for which part of the evening a guest is there, and tell that guest alone; the others' entries stay."""
    require_ahead(planned.round, now)
    changed = _with_stay(planned, person_id, stay)
    telling = _plan(connection, planned, changed)
    notices, recalls = _notices(connection, planned, changed), _recalls(connection, planned, changed)
    _recall_all(connection, recalls, now)
    round_store.set_stay(connection, planned.round.id, person_id, changed.round.stay_of(person_id))
    _tell_all(connection, changed, notices, office, now, as_drafts=as_drafts, words=words)
    return telling


def rehearse_change(
    connection: Connection,
    planned: Evening,
    terms: NewTerms,
    office: PostOffice,
    now: datetime,
    words: Mapping[Language, str],
) -> tuple[Rehearsed, ...]:
    """The mails that would tell of the change, without keeping anything."""
    changed = _changed(planned, terms)
    writer = Writer(desk=letters.open_desk(connection, changed), office=office, now=now)
    return tuple(
        rehearsed
        for notice in _notices(connection, planned, changed)
        for rehearsed in rehearse_telling(
            connection, writer, [notice.errand], News(changes=notice.changes, old=notice.before, words=words)
        )
    )


def rehearse_cancellation(
    connection: Connection, planned: Evening, office: PostOffice, now: datetime, words: Mapping[Language, str]
) -> tuple[Rehearsed, ...]:
    """The mails that would tell that the evening is off, without keeping anything."""
    errands = cancellations(connection, planned, _open(connection, planned), _dispatches(connection, planned))
    cancelled = replace(planned, round=replace(planned.round, state=RoundState.CANCELLED))
    writer = Writer(desk=letters.open_desk(connection, cancelled), office=office, now=now)
    return rehearse_telling(connection, writer, errands, News(words=words))


def as_it_was_told(connection: Connection, planned: Evening) -> Round | None:
    """The round as guests' calendars still show it where the mails of a change were stopped; None where there is none.

    Stopping mails leaves the change as it is: whoever wants the old terms back has to change the round back.
    """
    known = _dispatches(connection, planned)
    for invitation in _open(connection, planned):
        mails = known.get(invitation.id, ())
        if planned.round.part_of(invitation.person_id) or not any(_is_stopped_change(mail) for mail in mails):
            continue
        told = _as_told(connection, planned, invitation, mails).round
        if _changes(told, planned.round):
            return told
    return None


def plan_cancellation(connection: Connection, planned: Evening) -> Telling:
    """Who would be told that the evening is off."""
    errands = cancellations(connection, planned, _open(connection, planned), _dispatches(connection, planned))
    return _telling(planned, (), errands, _open(connection, planned))


def cancel_round(
    connection: Connection,
    planned: Evening,
    office: PostOffice,
    now: datetime,
    *,
    as_drafts: bool,
    words: Mapping[Language, str] | None = None,
) -> Telling:
    """Cancel the evening: a CANCEL for every invitation whose entry a guest may have; it cannot be taken back."""
    require_ahead(planned.round, now)
    standing_ones = _open(connection, planned)
    known = _dispatches(connection, planned)
    errands = cancellations(connection, planned, standing_ones, known)
    telling = _telling(planned, (), errands, standing_ones)
    round_store.update_round(connection, planned.round.id, {"state": RoundState.CANCELLED})
    cancelled = replace(planned, round=replace(planned.round, state=RoundState.CANCELLED))
    writer = Writer(desk=letters.open_desk(connection, cancelled), office=office, now=now, as_draft=as_drafts)
    tell(connection, writer, errands, News(words=words or {}))
    _close_unsent(connection, standing_ones, errands, known, now)
    return telling


def _is_stopped_change(mail: Dispatch) -> bool:
    return mail.kind is DispatchKind.UPDATE and mail.state is DispatchState.HELD


def _plan(connection: Connection, planned: Evening, changed: Evening) -> Telling:
    if changed.round == planned.round:
        raise NothingChangedError
    errands = [notice.errand for notice in _notices(connection, planned, changed)]
    return _telling(planned, _changes(planned.round, changed.round), errands, _open(connection, planned))


def _tell_all(
    connection: Connection,
    changed: Evening,
    notices: Sequence[Notice],
    office: PostOffice,
    now: datetime,
    *,
    as_drafts: bool,
    words: Mapping[Language, str] | None,
) -> None:
    writer = Writer(desk=letters.open_desk(connection, changed), office=office, now=now, as_draft=as_drafts)
    for notice in notices:
        tell(connection, writer, [notice.errand], News(changes=notice.changes, old=notice.before, words=words or {}))


def _with_stay(planned: Evening, person_id: PersonId, stay: Stay | None) -> Evening:
    """The evening with another part for this guest; a part that is the whole is none."""
    seat = planned.seat_of(person_id)
    if seat is None:
        raise NotFoundError
    round_ = planned.round
    others = tuple(one for one in round_.stays if one.person_id != person_id)
    is_whole = stay is None or (stay.offset_minutes, stay.length_minutes) == (0, round_.length_minutes)
    stays = others if is_whole or stay is None else (*others, stay)
    changed = replace(planned, round=replace(round_, stays=tuple(sorted(stays, key=lambda one: one.person_id))))
    return _checked(changed)


def _checked(changed: Evening) -> Evening:
    """Return the evening if everybody's part lies inside it."""
    for stay in changed.round.stays:
        if not is_inside(stay, length_minutes=changed.round.length_minutes):
            raise StayOutsideRoundError(name=changed.people[stay.person_id].name.full)
    return changed


def _changed(planned: Evening, terms: NewTerms) -> Evening:
    """The evening under the new terms, which have to be such that guests can be told."""
    check_length(terms.length_minutes)
    check_video_link(terms.video_link)
    slot = planned.round.speaker_slot
    if slot is not None:
        slot = check_slot(_moved_slot(slot, terms), length_minutes=terms.length_minutes)
    round_ = replace(
        planned.round,
        starts_at=terms.starts_at,
        time_zone=terms.time_zone,
        length_minutes=terms.length_minutes,
        video_link=terms.video_link,
        speaker_slot=slot,
    )
    return _checked(replace(planned, round=round_))


def _moved_slot(slot: SpeakerSlot, terms: NewTerms) -> SpeakerSlot:
    offset = slot.offset_minutes if terms.slot_offset_minutes is None else terms.slot_offset_minutes
    length = slot.length_minutes if terms.slot_length_minutes is None else terms.slot_length_minutes
    return replace(slot, offset_minutes=offset, length_minutes=length)


def _changes(before: Round, after: Round) -> tuple[Change, ...]:
    """What a guest would notice."""
    return tuple(
        change
        for change, is_so in (
            (Change.DATE, before.starts_at != after.starts_at),
            (Change.LENGTH, before.length_minutes != after.length_minutes),
            (Change.LINK, before.video_link != after.video_link),
        )
        if is_so
    )


def _notices(connection: Connection, planned: Evening, changed: Evening) -> tuple[Notice, ...]:
    """One for each invitee who has something to notice, has not said no and may be written to."""
    declined = _declined(connection, planned)
    known = _dispatches(connection, planned)
    knowing = {one.invitation.id for one in _recalls(connection, planned, changed)}
    notices: tuple[Notice, ...] = ()
    for invitation in _open(connection, planned):
        if planned.people[invitation.person_id].opted_out or not _noticed(invitation, planned, changed):
            continue
        if invitation.id in knowing:
            continue
        mails = known.get(invitation.id, ())
        before = _as_told(connection, planned, invitation, mails)
        # A change before this one may not have left, and is told along with it, or was taken back by it.
        new = _noticed(invitation, before, changed)
        changes = new or _noticed(invitation, planned, changed)
        errands = to_tell_of_change([invitation], {invitation.id: mails}, declined, moved=changes != (Change.LINK,))
        notices += tuple(Notice(errand=one, changes=changes, before=before if new else None) for one in errands)
    return notices


def _recalls(connection: Connection, planned: Evening, changed: Evening) -> tuple[Recall, ...]:
    """One for each invitee whose calendar shows already what shall be: only an earlier change that never left differs.

    None where the invitee has answered since, as the page shows the round as it is.
    """
    known = _dispatches(connection, planned)
    answers = reply_store.replies_to(connection, known)
    recalls: tuple[Recall, ...] = ()
    for invitation in _open(connection, planned):
        mails = known.get(invitation.id, ())
        before = _as_told(connection, planned, invitation, mails)
        if before is planned or _noticed(invitation, before, changed) or not _noticed(invitation, planned, changed):
            continue
        left = [mail for mail in mails if has_left([mail])]
        if all(answer.sequence <= left[-1].sequence for answer in answers.get(invitation.id, ())):
            asked = _asking(connection, planned, left)
            recalls += (Recall(invitation=invitation, mails=mails, asked=asked),)
    return recalls


def _asking(connection: Connection, planned: Evening, left: Sequence[Dispatch]) -> int:
    """The SEQUENCE that first told of the start and end which the last of these mails tells of."""
    told = [(mail.sequence, entry) for mail in left if (entry := _entry_in(connection, planned, mail))]
    last, asked = told[-1][1], told[-1][0]
    for sequence, entry in reversed(told):
        if (entry.starts_at, entry.ends_at) != (last.starts_at, last.ends_at):
            break
        asked = sequence
    return asked


def _recall_all(connection: Connection, recalls: Sequence[Recall], now: datetime) -> None:
    """Drop the unsent changes; answers to the terms that hold again count as before."""
    for recall in recalls:
        drop_waiting(connection, recall.mails, now)
        values = {"asked_sequence": min(recall.asked, recall.invitation.asked_sequence)}
        invitation_store.update_invitation(connection, recall.invitation.id, values)


def _entry_in(connection: Connection, planned: Evening, mail: Dispatch) -> OpenedEntry | None:
    """The calendar entry that a mail brings; None in a text that the host passes on."""
    found = outbox.find_dispatch(connection, planned.host.id, mail.id)
    calendar = open_mail(found[1]).calendar if found else None
    return open_entry(calendar) if calendar else None


def _as_told(connection: Connection, planned: Evening, invitation: Invitation, mails: Sequence[Dispatch]) -> Evening:
    """The evening as this invitee's calendar shows it: by the last mail that left."""
    entries = [mail for mail in mails if mail.kind in WITH_ENTRY]
    left = [mail for mail in entries if has_left([mail])]
    if not left or left[-1] == entries[-1]:
        return planned
    entry = _entry_in(connection, planned, left[-1])
    return replace(planned, round=_told_round(planned.round, invitation.role, entry)) if entry else planned


def _told_round(round_: Round, role: Role, entry: OpenedEntry) -> Round:
    """The round of which an entry tells; that of the guest speaker tells of the slot only."""
    length = (entry.ends_at - entry.starts_at) // timedelta(minutes=1)
    slot = round_.speaker_slot
    if role is Role.SPEAKER and slot:
        starts_at = entry.starts_at - timedelta(minutes=slot.offset_minutes)
        told_slot = replace(slot, length_minutes=length)
        return replace(round_, starts_at=starts_at, video_link=entry.location, speaker_slot=told_slot)
    return replace(round_, starts_at=entry.starts_at, length_minutes=length, video_link=entry.location, stays=())


def _noticed(invitation: Invitation, planned: Evening, changed: Evening) -> tuple[Change, ...]:
    """What this invitee's calendar would show otherwise: the evening may grow longer without touching their part."""
    person_id = invitation.person_id
    return _changes(planned.round.as_asked_of(person_id), changed.round.as_asked_of(person_id))


def _keep(connection: Connection, changed: Evening) -> None:
    round_ = changed.round
    values = {name: getattr(round_, name) for name in ("starts_at", "time_zone", "length_minutes", "video_link")}
    round_store.update_round(connection, round_.id, values)
    if round_.speaker_slot:
        round_store.set_speaker_slot(connection, round_.id, round_.speaker_slot)


def _open(connection: Connection, planned: Evening) -> tuple[Invitation, ...]:
    invitations = latest_invitations(invitation_store.invitations_of(connection, planned.round.id)).values()
    return tuple(one for one in invitations if one.state is InvitationState.OPEN)


def _declined(connection: Connection, planned: Evening) -> frozenset[InvitationId]:
    stood = standings(connection, _open(connection, planned))
    return frozenset(one for one, where in stood.items() if where.status is ParticipationStatus.DECLINED)


def _dispatches(connection: Connection, planned: Evening) -> dict[InvitationId, tuple[Dispatch, ...]]:
    return outbox.dispatches_of(connection, [invitation.id for invitation in _open(connection, planned)])


def _telling(
    planned: Evening, changes: tuple[Change, ...], errands: Sequence[Errand], standing_ones: Sequence[Invitation]
) -> Telling:
    told = {errand.invitation.person_id for errand in errands}
    return Telling(
        changes=changes,
        told=tuple(planned.people[errand.invitation.person_id] for errand in errands),
        asked_again=tuple(planned.people[errand.invitation.person_id] for errand in errands if errand.asks_again),
        not_told=tuple(planned.people[one.person_id] for one in standing_ones if one.person_id not in told),
    )


def _close_unsent(
    connection: Connection,
    standing_ones: Sequence[Invitation],
    errands: Sequence[Errand],
    known: dict[InvitationId, tuple[Dispatch, ...]],
    now: datetime,
) -> None:
    """Invitations that never left are closed without a word."""
    told = {errand.invitation.id for errand in errands}
    for invitation in standing_ones:
        if invitation.id not in told:
            drop_waiting(connection, known.get(invitation.id, ()), now)
            invitation_store.update_invitation(connection, invitation.id, {"state": InvitationState.CLOSED})
