"""What comes back about invitations: believed or not, noted, logged with the reason; the rest is the host's to say."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection

from organizer.domain.errors import N_, NotFoundError, OrganizerError
from organizer.domain.incoming import (
    BOUNCES_COUNT_FOR,
    KEPT_FOR,
    Bounce,
    Incoming,
    IncomingMail,
    Way,
    answer_in,
    asks_to_stop,
    bare_subject,
    weigh_bounce,
)
from organizer.domain.invitations import Invitation, InvitationState
from organizer.domain.outbox import Dispatch, DispatchKind, DispatchState
from organizer.domain.people import Person
from organizer.domain.replies import (
    CalendarReply,
    Channel,
    Reply,
    Verdict,
    in_order,
    is_one_of,
    weigh,
)
from organizer.domain.tokens import Keys, guest_code
from organizer.domain.vocabulary import HostId, IncomingId, InvitationId, ParticipationStatus, PartyId
from organizer.formats.incoming import read_incoming, unpack
from organizer.services.hosts import host as the_host_of
from organizer.services.people import never_again, person
from organizer.services.replies import COMING, keep, seat_is_given
from organizer.services.rounds import Evening, evening
from organizer.store import incoming as store
from organizer.store import invitations as invitation_store
from organizer.store import outbox
from organizer.store import replies as reply_store
from organizer.store import rounds as round_store

NO_REPLY = "holds no calendar reply"
SHORTEST_SUBJECT = 8
# The states of a mail that a report of failed delivery, or an answer to it, is still news for.
NOT_KNOWN_TO_BE_THERE = (DispatchState.UNCERTAIN, DispatchState.HANDED)
# Each opens a SEQUENCE of its own: who answers that SEQUENCE has this mail. Letters beside the entry share it.
PROVEN_BY_AN_ANSWER = (DispatchKind.INVITATION, DispatchKind.UPDATE)
MAY_COME_BACK = (DispatchState.DOT_PENDING, DispatchState.SENT, *NOT_KNOWN_TO_BE_THERE)


class AlreadySettledError(OrganizerError):
    message = N_("This was settled already. The board shows how it stands.")


class SaysNothingError(OrganizerError):
    message = N_("Choose yes, maybe or no: what came back does not say it.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Noted:
    """What became of one thing that came back: whose seat, what changed, and why or why not."""

    verdict: Verdict
    attendee: str
    person: str = ""
    change: ParticipationStatus | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class _Seat:
    """The invitation something is about, with its invitee."""

    invitation: Invitation
    host_id: HostId
    invitee: Person
    planned: Evening


@dataclass(frozen=True, slots=True, kw_only=True)
class Receipt:
    """How something comes in: when, by which way, and for which host (None: for whomever it concerns).

    Without `keys` the codes of mailed answers are not known.
    """

    now: datetime
    way: Way = Way.MAILBOX
    only_of: HostId | None = None
    keys: Keys | None = None


def note_mail(
    connection: Connection, raw: bytes, filename: str, receipt: Receipt, *, trusted: str = ""
) -> list[dict[str, object]]:
    """Note everything in a mail or file: what the command `note-reply` answers for it. One that cannot be read does not
    keep the others in an archive from being read.
    """
    try:
        pieces = unpack(filename, raw)
    except OrganizerError as error:
        return [_refused(filename, error)]
    told: list[dict[str, object]] = []
    for name, piece in pieces:
        try:
            found = note_incoming(connection, read_incoming(piece, trusted=trusted), receipt)
        except OrganizerError as error:
            told.append(_refused(name, error))
            continue
        told += [_told(name, one) for one in found]
        if not found:
            told.append({"file": name, "person": "", "change": None, "why": NO_REPLY})
    return told


def note_incoming(connection: Connection, mail: IncomingMail, receipt: Receipt) -> tuple[Noted, ...]:
    """Note what a mail or a calendar object says; nothing where it is about no invitation of ours."""
    answers = [reply for reply in mail.replies if reply.method in ("REPLY", "COUNTER")]
    if answers:
        return tuple(note_calendar_reply(connection, reply, receipt) for reply in answers)
    if mail.bounce:
        return _note_bounce(connection, mail, mail.bounce, receipt)
    coded = _note_coded(connection, mail, receipt)
    if coded or mail.is_bulk:
        return coded
    return _note_words(connection, mail, receipt) or tuple(
        note_calendar_reply(connection, reply, receipt) for reply in mail.replies
    )


def note_calendar_reply(connection: Connection, reply: CalendarReply, receipt: Receipt) -> Noted:
    """Believe a calendar reply or not, note it when it counts, and log the decision."""
    seat = _seat_by_uid(connection, reply.uid, receipt)
    if seat is None:
        return Noted(verdict=Verdict.UNKNOWN_INVITATION, attendee=reply.attendee)
    values = _values_of_reply(reply, receipt)
    reply = in_order(reply, receipt.now)
    verdict = _weighed(connection, seat, reply, str(values["fingerprint"]))
    if verdict is Verdict.TAKEN and reply.status in COMING and _has_lost_the_seat(connection, seat):
        verdict = Verdict.SEAT_GIVEN
    if verdict is Verdict.TAKEN and reply.status is not None:
        keep(connection, _as_reply(seat.invitation, reply, receipt.now))
        _note_proven(connection, seat.invitation, reply.sequence, receipt.now)
    if verdict not in (Verdict.NO_ANSWER, Verdict.REPEATED):
        _log(connection, seat.invitation, verdict, values, receipt)
    change = reply.status if verdict is Verdict.TAKEN else None
    return Noted(verdict=verdict, attendee=reply.attendee, person=seat.invitee.name.full, change=change)


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


def forget_old(connection: Connection, now: datetime) -> None:
    """Drop what guests wrote about evenings that are long over."""
    store.forget(connection, now - KEPT_FOR)


def _seat_by_uid(connection: Connection, uid: str, receipt: Receipt) -> _Seat | None:
    invitation = invitation_store.invitation_by_uid(connection, uid)
    return _seat(connection, invitation, receipt) if invitation else None


def _seat(connection: Connection, invitation: Invitation, receipt: Receipt) -> _Seat | None:
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
    return _Seat(invitation=invitation, host_id=HostId(host_id), invitee=invitee, planned=planned)


def _weighed(connection: Connection, seat: _Seat, reply: CalendarReply, fingerprint: str) -> Verdict:
    known = reply_store.replies_to(connection, [seat.invitation.id]).get(seat.invitation.id, ())
    verdict = weigh(reply, seat.invitation, store.addresses_of(connection, seat.invitation), known)
    if verdict is Verdict.TAKEN and store.was_taken(connection, seat.invitation.id, fingerprint):
        return Verdict.REPEATED
    return verdict


def _has_lost_the_seat(connection: Connection, seat: _Seat) -> bool:
    return seat_is_given(connection, seat.planned, seat.invitation)


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
    return _mark(*said, reply.attendee.casefold(), (reply.sender or "").casefold())


def _mark(*parts: object) -> str:
    return hashlib.sha256("\0".join(map(str, parts)).encode("utf-8", "replace")).hexdigest()


def _log(
    connection: Connection, invitation: Invitation, verdict: Verdict, values: dict[str, object], receipt: Receipt
) -> bool:
    entry = {
        **values,
        "invitation_id": invitation.id,
        "verdict": verdict,
        "way": receipt.way,
        "received_at": receipt.now,
    }
    return store.insert_incoming(connection, entry)


def _note_bounce(connection: Connection, mail: IncomingMail, bounce: Bounce, receipt: Receipt) -> tuple[Noted, ...]:
    """Settle the mails that a report of failed delivery is about."""
    proven = list(store.dispatches_by_message_id(connection, bounce.message_ids))
    proven += _mails_with_uids(connection, bounce.uids)
    if proven:
        return tuple(
            noted
            for dispatch in dict.fromkeys(proven)
            if (noted := _note_returned(connection, dispatch, mail, bounce, receipt, is_proven=True))
        )
    since = receipt.now - BOUNCES_COUNT_FOR
    to_them = [store.dispatches_to(connection, address, since, receipt.only_of) for address in bounce.recipients]
    latest = [mails[0] for mails in to_them if mails]
    found = (_note_returned(connection, one, mail, bounce, receipt, is_proven=False) for one in latest)
    return tuple(one for one in found if one)


def _mails_with_uids(connection: Connection, uids: Sequence[str]) -> list[Dispatch]:
    """The last mail of each of these invitations; drafts have no Message-ID of ours, but our UID inside."""
    invitations = [one for uid in uids if (one := invitation_store.invitation_by_uid(connection, uid))]
    mails = outbox.dispatches_of(connection, [one.id for one in invitations])
    return [found[-1] for found in mails.values()]


def _note_returned(
    connection: Connection, dispatch: Dispatch, mail: IncomingMail, bounce: Bounce, receipt: Receipt, *, is_proven: bool
) -> Noted | None:
    seat = _seat(connection, store.invitation_by_id(connection, dispatch.invitation_id), receipt)
    if seat is None or (bounce.recipients and not is_one_of(dispatch.recipient, bounce.recipients) and not is_proven):
        return None
    sent_at = dispatch.settled_at or dispatch.created_at
    verdict = weigh_bounce(bounce, is_proven=is_proven, sent_at=sent_at, now=receipt.now)
    values = _values_of_mail(mail, receipt) | {"text": bounce.text, "status": None}
    values["fingerprint"] = _mark("bounce", dispatch.message_id, dispatch.id, verdict)
    is_news = _log(connection, seat.invitation, verdict, values, receipt)
    if is_news and verdict is Verdict.RETURNED:
        why = bounce.text or ", ".join(bounce.recipients)
        outbox.change_state(
            connection, [dispatch.id], from_=MAY_COME_BACK, to=DispatchState.BOUNCED, now=receipt.now, why=why
        )
    elif verdict is Verdict.DELAYED and is_proven:
        outbox.change_state(
            connection, [dispatch.id], from_=NOT_KNOWN_TO_BE_THERE, to=DispatchState.SENT, now=receipt.now
        )
    return Noted(verdict=verdict, attendee=dispatch.recipient, person=seat.invitee.name.full)


def _values_of_mail(mail: IncomingMail, receipt: Receipt) -> dict[str, object]:
    said_at = min(mail.sent_at or receipt.now, receipt.now)
    return {
        "sender": mail.sender or "",
        "name": mail.name,
        "status": None,
        "sequence": None,
        "said_at": said_at,
        "text": mail.words,
        "fingerprint": _mark(mail.message_id or (mail.sender, mail.subject, mail.sent_at, mail.words)),
    }


def _note_coded(connection: Connection, mail: IncomingMail, receipt: Receipt) -> tuple[Noted, ...]:
    """An answer by one of the two links in a letter: its subject holds the guest's code and yes or no.

    Programs that answer by themselves repeat the subjects of our letters, which hold no code.
    """
    code, status = answer_in(mail.subject)
    invitation = None if mail.is_automatic else _by_code(connection, code, receipt)
    if invitation is None:
        return ()
    if status is None:
        return _ask_what_it_means(connection, invitation, mail, receipt)
    noted = _note_code(connection, invitation, status, mail, receipt)
    return (noted,) if noted else ()


def _by_code(connection: Connection, code: str, receipt: Receipt) -> Invitation | None:
    if not code or receipt.keys is None:
        return None
    standing_ones = store.open_invitations(connection, receipt.only_of)
    return next((one for one in standing_ones if guest_code(receipt.keys, one.uid) == code), None)


def _note_code(
    connection: Connection, invitation: Invitation, status: ParticipationStatus, mail: IncomingMail, receipt: Receipt
) -> Noted | None:
    seat = _seat(connection, invitation, receipt)
    if seat is None:
        return None
    values = _values_of_mail(mail, receipt) | {"status": status, "sequence": invitation.sequence}
    verdict = _weigh_code(connection, seat, status, mail, values)
    if verdict is Verdict.TAKEN:
        keep(connection, _as_mailed_reply(invitation, status, values, receipt.now))
    _log(connection, invitation, verdict, values, receipt)
    change = status if verdict is Verdict.TAKEN else None
    return Noted(verdict=verdict, attendee=mail.sender or "", person=seat.invitee.name.full, change=change)


def _weigh_code(
    connection: Connection, seat: _Seat, status: ParticipationStatus, mail: IncomingMail, values: dict[str, object]
) -> Verdict:
    """The code is one proof, the sender's address the other."""
    known = reply_store.replies_to(connection, [seat.invitation.id]).get(seat.invitation.id, ())
    said_at = values["said_at"]
    if mail.aligned is False or not is_one_of(mail.sender, store.addresses_of(connection, seat.invitation)):
        return Verdict.UNPROVEN
    if isinstance(said_at, datetime) and _was_said_before_the_move(connection, seat.invitation, said_at):
        return Verdict.STALE
    if any(one.channel is Channel.MAIL and one.said_at == said_at for one in known):
        return Verdict.REPEATED
    if any(one.said_at > said_at for one in known if isinstance(said_at, datetime)):
        return Verdict.OLDER
    if status in COMING and _has_lost_the_seat(connection, seat):
        return Verdict.SEAT_GIVEN
    return Verdict.TAKEN


def _was_said_before_the_move(connection: Connection, invitation: Invitation, said_at: datetime) -> bool:
    """Whether a mailed answer, which names no SEQUENCE, was written before the guest was asked for the present date."""
    if not invitation.asked_sequence:
        return False
    mails = outbox.dispatches_of(connection, [invitation.id]).get(invitation.id, ())
    asking = [mail for mail in mails if mail.kind in PROVEN_BY_AN_ANSWER]
    return any(mail.sequence == invitation.asked_sequence and said_at < mail.created_at for mail in asking)


def _as_mailed_reply(
    invitation: Invitation, status: ParticipationStatus, values: dict[str, object], now: datetime
) -> Reply:
    said_at = values["said_at"]
    return Reply(
        invitation_id=invitation.id,
        status=status,
        channel=Channel.MAIL,
        sequence=invitation.sequence,
        said_at=said_at if isinstance(said_at, datetime) else now,
        received_at=now,
        comment=str(values["text"]),
    )


def _note_words(connection: Connection, mail: IncomingMail, receipt: Receipt) -> tuple[Noted, ...]:
    """A plain reply, or the note of an absent guest's program."""
    invitation = _answered_by_words(connection, mail, receipt)
    return _ask_what_it_means(connection, invitation, mail, receipt) if invitation else ()


def _ask_what_it_means(
    connection: Connection, invitation: Invitation, mail: IncomingMail, receipt: Receipt
) -> tuple[Noted, ...]:
    """Words are shown beside the seat, and never guessed at."""
    seat = _seat(connection, invitation, receipt)
    if seat is None:
        return ()
    verdict = Verdict.AWAY if mail.is_automatic else Verdict.STOP if asks_to_stop(mail) else Verdict.WORDS
    values = _values_of_mail(mail, receipt)
    values["text"] = mail.words or mail.subject
    _log(connection, invitation, verdict, values, receipt)
    return (Noted(verdict=verdict, attendee=mail.sender or "", person=seat.invitee.name.full),)


def _answered_by_words(connection: Connection, mail: IncomingMail, receipt: Receipt) -> Invitation | None:
    """The invitation that a mail answers: by what it refers to, else by its sender and subject.

    What the host brings may bear any subject; what a mailbox holds is only read as an answer when it looks like one.
    """
    for dispatch in store.dispatches_by_message_id(connection, mail.references):
        return store.invitation_by_id(connection, dispatch.invitation_id)
    subject = bare_subject(mail.subject).casefold()
    for invitation in store.open_invitations(connection, receipt.only_of) if mail.sender else ():
        if not is_one_of(mail.sender, store.addresses_of(connection, invitation)):
            continue
        if receipt.way is Way.BROUGHT or _is_about(connection, invitation.id, subject):
            return invitation
    return None


def _is_about(connection: Connection, invitation_id: InvitationId, subject: str) -> bool:
    """Whether a subject repeats that of one of our mails; what stands in front of it is a program's own word."""
    mails = outbox.dispatches_of(connection, [invitation_id]).get(invitation_id, ())
    ours = {" ".join(mail.subject.split()).casefold() for mail in mails}
    return any(len(one) >= SHORTEST_SUBJECT and subject.endswith(one) for one in ours)


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


def _refused(filename: str, error: OrganizerError) -> dict[str, object]:
    return {"file": filename, "person": "", "change": None, "why": str(error)}


def _told(filename: str, noted: Noted) -> dict[str, object]:
    return {
        "file": filename,
        "person": noted.person or noted.attendee,
        "change": noted.change.value if noted.change else None,
        "why": noted.verdict.value,
    }
