"""What comes back about invitations: mails and objects, from the mailbox or the host, told apart by what they are."""

from dataclasses import dataclass

from sqlalchemy import Connection

from organizer.domain.errors import OrganizerError
from organizer.domain.incoming import IncomingMail
from organizer.formats.foreign_mails import UnreadableReplyError
from organizer.formats.incoming import read_incoming, unpack
from organizer.formats.replies import ANSWERS
from organizer.services.calendar_answers import note_calendar_reply
from organizer.services.incoming_seats import Noted, Receipt
from organizer.services.mailed_answers import note_coded, note_words
from organizer.services.returned_mails import note_bounce

NO_REPLY = "holds no calendar reply"


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """What became of one mail or object that was brought: noted, refused with the reason, or about nothing of ours."""

    name: str
    noted: Noted | None = None
    refusal: OrganizerError | None = None


def take(
    connection: Connection, raw: bytes, filename: str, receipt: Receipt, *, trusted: str = ""
) -> tuple[Taken, ...]:
    """Note everything in a file: a mail, an object, or an archive of them. One that cannot be read keeps none of the
    others out.
    """
    try:
        pieces = unpack(filename, raw)
    except OrganizerError as error:
        return (Taken(name=filename, refusal=error),)
    return tuple(one for name, piece in pieces for one in _take_one(connection, piece, name, receipt, trusted))


def note_mail(
    connection: Connection, raw: bytes, filename: str, receipt: Receipt, *, trusted: str = ""
) -> list[dict[str, object]]:
    """Note everything in a mail or file: what the command `note-reply` answers for it."""
    return [_told(one) for one in take(connection, raw, filename, receipt, trusted=trusted)]


def note_incoming(connection: Connection, mail: IncomingMail, receipt: Receipt) -> tuple[Noted, ...]:
    """Note what a mail or a calendar object says; nothing where it is about no invitation of ours.

    Raises UnreadableReplyError where there should be an answer, and neither it nor the mail says whose.
    """
    answers = [reply for reply in mail.replies if reply.method in ANSWERS]
    if answers:
        return tuple(note_calendar_reply(connection, reply, receipt) for reply in answers)
    if mail.bounce:
        return note_bounce(connection, mail, mail.bounce, receipt)
    coded = note_coded(connection, mail, receipt)
    if coded or mail.is_bulk:
        return coded
    found = note_words(connection, mail, receipt) or tuple(
        note_calendar_reply(connection, reply, receipt) for reply in mail.replies
    )
    if mail.is_broken and not found:
        raise UnreadableReplyError
    return found


def _take_one(connection: Connection, raw: bytes, name: str, receipt: Receipt, trusted: str) -> tuple[Taken, ...]:
    try:
        mail = read_incoming(raw, trusted=trusted)
        with connection.begin_nested():
            found = note_incoming(connection, mail, receipt)
    except OrganizerError as error:
        return (Taken(name=name, refusal=error),)
    return tuple(Taken(name=name, noted=one) for one in found) or (Taken(name=name),)


def _told(taken: Taken) -> dict[str, object]:
    noted = taken.noted
    if noted is None:
        return {"file": taken.name, "person": "", "change": None, "why": str(taken.refusal or NO_REPLY)}
    return {
        "file": taken.name,
        "person": noted.person or noted.attendee,
        "change": noted.change.value if noted.change else None,
        "why": noted.verdict.value,
    }
