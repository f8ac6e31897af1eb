"""Answers in mails: by a link of a letter, whose code says whose they are, or in words, which nobody guesses at."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Connection

from organizer.domain.incoming import IncomingMail, Way, answer_in, asks_to_stop, bare_subject
from organizer.domain.invitations import Invitation, InvitationState
from organizer.domain.outbox import WITH_ENTRY, Dispatch
from organizer.domain.replies import Channel, Reply, Verdict, is_one_of, spellings
from organizer.domain.tokens import guest_code
from organizer.domain.vocabulary import InvitationId, ParticipationStatus
from organizer.formats.calendar_objects import open_entry
from organizer.formats.mails import open_mail
from organizer.services.calendar_answers import PROVEN_BY_AN_ANSWER
from organizer.services.incoming_seats import Noted, Receipt, Seat, has_lost_the_seat, log, seat_of, values_of_mail
from organizer.services.replies import COMING, keep
from organizer.store import incoming as store
from organizer.store import invitations as invitation_store
from organizer.store import outbox
from organizer.store import replies as reply_store

SHORTEST_SUBJECT = 8
# Methods of an organizer: an object with one of these is a copy of ours.
OURS = ("REQUEST", "CANCEL", "PUBLISH", "ADD", "DECLINECOUNTER")


def note_coded(connection: Connection, mail: IncomingMail, receipt: Receipt) -> tuple[Noted, ...]:
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


def note_words(connection: Connection, mail: IncomingMail, receipt: Receipt) -> tuple[Noted, ...]:
    """A plain reply, or the note of an absent guest's program."""
    invitation = _answered_by_words(connection, mail, receipt)
    return _ask_what_it_means(connection, invitation, mail, receipt) if invitation else ()


def _by_code(connection: Connection, code: str, receipt: Receipt) -> Invitation | None:
    if not code or receipt.keys is None:
        return None
    standing_ones = store.open_invitations(connection, receipt.only_of)
    return next((one for one in standing_ones if guest_code(receipt.keys, one.uid) == code), None)


def _note_code(
    connection: Connection, invitation: Invitation, status: ParticipationStatus, mail: IncomingMail, receipt: Receipt
) -> Noted | None:
    seat = seat_of(connection, invitation, receipt)
    if seat is None:
        return None
    invitation = seat.invitation
    values = values_of_mail(mail, receipt) | {"status": status, "sequence": invitation.sequence}
    verdict = _weigh_code(connection, seat, status, mail, values)
    if verdict is Verdict.TAKEN:
        keep(connection, _as_mailed_reply(invitation, status, values, receipt.now))
    log(connection, invitation, verdict, values, receipt)
    change = status if verdict is Verdict.TAKEN else None
    return Noted(verdict=verdict, attendee=mail.sender or "", person=seat.invitee.name.full, change=change)


def _weigh_code(
    connection: Connection, seat: Seat, status: ParticipationStatus, mail: IncomingMail, values: dict[str, object]
) -> Verdict:
    """The code is one proof, the sender's address the other."""
    if seat.invitation.state is not InvitationState.OPEN:
        return Verdict.CLOSED
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
    if status in COMING and has_lost_the_seat(connection, seat):
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


def _ask_what_it_means(
    connection: Connection, invitation: Invitation, mail: IncomingMail, receipt: Receipt
) -> tuple[Noted, ...]:
    """Words are shown beside the seat, and never guessed at."""
    seat = seat_of(connection, invitation, receipt)
    if seat is None:
        return ()
    # Some programs say of an answer that it was made by a program: it was, but at a person's word.
    is_away = mail.is_automatic and not mail.uids
    verdict = Verdict.AWAY if is_away else Verdict.STOP if asks_to_stop(mail) else Verdict.WORDS
    values = values_of_mail(mail, receipt)
    values["text"] = mail.words or mail.subject
    log(connection, invitation, verdict, values, receipt)
    return (Noted(verdict=verdict, attendee=mail.sender or "", person=seat.invitee.name.full),)


def _answered_by_words(connection: Connection, mail: IncomingMail, receipt: Receipt) -> Invitation | None:
    """The invitation that a mail answers: by what it refers to or encloses, else by its sender and subject.

    What the host brings may bear any subject; what a mailbox holds is only read as an answer when it looks like one.
    """
    for dispatch in store.dispatches_by_message_id(connection, mail.references):
        return store.invitation_by_id(connection, dispatch.invitation_id)
    for uid in _uids_asked_about(mail):
        if invitation := invitation_store.invitation_by_uid(connection, uid):
            return invitation
    subject = bare_subject(mail.subject).casefold()
    for invitation in store.open_invitations_of(connection, spellings(mail.sender or ""), receipt.only_of):
        if receipt.way is Way.BROUGHT or _is_about(connection, invitation.id, subject):
            return invitation
    return None


def _uids_asked_about(mail: IncomingMail) -> list[str]:
    """The UIDs of objects that are no answer, but no copy of a mail of ours either."""
    ours = {reply.uid for reply in mail.replies if reply.method in OURS}
    return [uid for uid in mail.uids if uid not in ours]


def _is_about(connection: Connection, invitation_id: InvitationId, subject: str) -> bool:
    """Whether a subject repeats that of one of our mails or of the entry; what stands in front is a program's word."""
    mails = outbox.dispatches_of(connection, [invitation_id]).get(invitation_id, ())
    told = [*(mail.subject for mail in mails), *_summaries(connection, mails)]
    ours = {" ".join(one.split()).casefold() for one in told}
    return any(len(one) >= SHORTEST_SUBJECT and subject.endswith(one) for one in ours)


def _summaries(connection: Connection, mails: Sequence[Dispatch]) -> list[str]:
    """What the last entry is called in a calendar: programs answer with that as their subject."""
    entries = [mail.id for mail in mails if mail.kind in WITH_ENTRY][-1:]
    calendars = (open_mail(store.raw_mail(connection, dispatch_id)).calendar for dispatch_id in entries)
    return [open_entry(calendar).summary for calendar in calendars if calendar]
