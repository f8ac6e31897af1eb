"""One finished mail from an errand: letter, calendar object, MIME, frozen as bytes."""

from dataclasses import dataclass, replace
from datetime import datetime
from uuid import uuid4

from organizer.domain.calendar_objects import CalendarAddress, CalendarObject, Method, as_download
from organizer.domain.errors import N_, OrganizerError
from organizer.domain.invitations import Invitation, InvitationState, Role
from organizer.domain.letters import LetterKind, Rendered, render
from organizer.domain.outbox import TO_ASSISTANT, WITH_ENTRY, DispatchKind, Errand
from organizer.domain.people import Person
from organizer.domain.rounds import RoundState
from organizer.domain.tokens import address_hash
from organizer.domain.vocabulary import ParticipationStatus
from organizer.formats.borders import ascii_address
from organizer.formats.calendar_objects import write
from organizer.formats.entry_texts import CONFERENCE_LABELS, entry_text
from organizer.formats.mails import Mail, compose
from organizer.services.letters import Desk, News, as_sent, entry_values, language_of, letter_kind
from organizer.services.post_office import PostOffice
from organizer.services.rounds import Evening
from organizer.services.short_texts import short_texts
from organizer.store.outbox import FrozenMail

TEST_MARK = "[Test] "
LATER_LETTERS = {
    DispatchKind.REMINDER: LetterKind.REMINDER,
    DispatchKind.INTRODUCTION: LetterKind.INTRODUCTION,
    DispatchKind.THANKS: LetterKind.THANKS,
    DispatchKind.ASSISTANT: LetterKind.ASSISTANT,
    DispatchKind.ASSISTANT_CANCELLATION: LetterKind.ASSISTANT_CANCELLATION,
}


class NoDateError(OrganizerError):
    message = N_("Choose a date first: an invitation without one cannot enter a calendar.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Writer:
    """What every mail of a round is made with. `as_draft` is for the host's own mail program."""

    desk: Desk
    office: PostOffice
    now: datetime
    as_draft: bool = False


def freeze(writer: Writer, errand: Errand, *, status: ParticipationStatus, news: News | None = None) -> FrozenMail:
    """The finished mail of one errand. `status` is what the invitee last answered and the calendar object repeats.

    For an invitee without a mail address it is a text that the host passes on, without recipient and entry.
    """
    if is_passed_on(writer.desk.planned, errand):
        return _passed_on(writer, errand, news)
    recipient = _recipient(writer.desk.planned, errand)
    entry = calendar_entry(writer, errand, status) if errand.kind in WITH_ENTRY else None
    return _frozen(writer, errand, recipient, _letter(writer, errand, recipient, news), entry)


def is_passed_on(planned: Evening, errand: Errand) -> bool:
    """Whether the host has to carry the word, because there is no address it could go to."""
    return errand.kind not in TO_ASSISTANT and not planned.people[errand.invitation.person_id].email


def freeze_trial(writer: Writer, errand: Errand) -> FrozenMail:
    """The mail of one errand as a test to the host: marked as such, and under a UID of its own.

    Neither its entry nor any of its links can ever stand for the guest's.
    """
    host = writer.desk.planned.host
    recipient = CalendarAddress(name=host.name, email=host.email)
    trial = replace(errand, invitation=replace(errand.invitation, uid=f"test-{errand.invitation.uid}"))
    letter = _letter(writer, trial, recipient)
    entry = calendar_entry(writer, trial, ParticipationStatus.NEEDS_ACTION)
    return _frozen(
        writer,
        trial,
        recipient,
        replace(letter, subject=TEST_MARK + letter.subject),
        replace(entry, attendee=recipient, summary=TEST_MARK + entry.summary),
    )


def calendar_entry(writer: Writer, errand: Errand, status: ParticipationStatus) -> CalendarObject:
    """The calendar object of one errand, in the invitee's language; the guest speaker's covers the slot only."""
    planned, invitation = writer.desk.planned, errand.invitation
    person = planned.people[invitation.person_id]
    starts_at, ends_at = _times(planned, invitation)
    language, answer_link = language_of(planned, person), writer.office.answer_link(invitation.uid)
    text = render(entry_text(invitation.role, language), entry_values(writer.desk, person, answer_link))
    return CalendarObject(
        method=Method.CANCEL if errand.kind is DispatchKind.CANCELLATION else Method.REQUEST,
        uid=invitation.uid,
        sequence=errand.sequence,
        dtstamp=writer.now,
        starts_at=starts_at,
        ends_at=ends_at,
        time_zone=planned.round.time_zone,
        summary=text.subject,
        description=text.body,
        location=planned.round.video_link,
        conference_label=CONFERENCE_LABELS[language],
        url=answer_link,
        organizer=writer.office.sender(planned.host),
        attendee=CalendarAddress(name=person.name.full, email=person.email),
        status=ParticipationStatus.NEEDS_ACTION if errand.asks_again else status,
    )


def download(writer: Writer, invitation: Invitation, status: ParticipationStatus) -> bytes:
    """The entry of an invitation as an .ics file to keep: METHOD:PUBLISH under the same UID."""
    errand = Errand(invitation=invitation, kind=DispatchKind.INVITATION, sequence=invitation.sequence, asks_again=False)
    entry = calendar_entry(writer, errand, status)
    cancelled = invitation.state is InvitationState.CLOSED
    return write(as_download(replace(entry, cancelled=cancelled)))


def _recipient(planned: Evening, errand: Errand) -> CalendarAddress:
    """To whom a mail goes: the invitee, or the assistant of whom only the address is known."""
    person, slot = planned.people[errand.invitation.person_id], planned.round.speaker_slot
    if errand.kind in TO_ASSISTANT:
        recipient = CalendarAddress(name="", email=slot.assistant_email if slot else "")
    else:
        recipient = CalendarAddress(name=person.name.full, email=person.email)
    return recipient


def _passed_on(writer: Writer, errand: Errand, news: News | None) -> FrozenMail:
    nobody = CalendarAddress(name="", email="")
    letter = _letter(writer, errand, nobody, news)
    if errand.kind is DispatchKind.INVITATION:
        person = writer.desk.planned.people[errand.invitation.person_id]
        short = short_texts(writer.desk, person, writer.office.answer_link(errand.invitation.uid))
        letter = replace(letter, body=short.message)
    return _frozen(replace(writer, as_draft=True), errand, nobody, letter, None)


def _letter(writer: Writer, errand: Errand, reader: CalendarAddress, news: News | None = None) -> Rendered:
    planned, office, uid = writer.desk.planned, writer.office, errand.invitation.uid
    person = planned.people[errand.invitation.person_id]
    return as_sent(
        writer.desk,
        person,
        _letter_kind(writer.desk, person, errand),
        answer_link=office.answer_link(uid),
        answer_code=office.answer_code(uid),
        stop_link=office.stop_link(planned.host, reader.email),
        news=news,
    )


def _frozen(
    writer: Writer, errand: Errand, recipient: CalendarAddress, letter: Rendered, entry: CalendarObject | None
) -> FrozenMail:
    planned = writer.desk.planned
    sender = writer.office.sender(planned.host)
    message_id = _message_id(sender.email)
    mail = Mail(
        sender=sender,
        recipient=recipient,
        subject=letter.subject,
        body=letter.body,
        language=language_of(planned, planned.people[errand.invitation.person_id]),
        reply_to=CalendarAddress(name=planned.host.name, email=planned.host.email),
        calendar=write(entry) if entry else None,
        method=entry.method if entry else None,
        message_id="" if writer.as_draft else message_id,
        date=None if writer.as_draft else writer.now,
        draft=writer.as_draft,
        stop_link="" if writer.as_draft else writer.office.one_click_link(planned.host, recipient.email),
    )
    return FrozenMail(
        invitation_id=errand.invitation.id,
        kind=errand.kind,
        sequence=errand.sequence,
        envelope_from=sender.email,
        recipient=recipient.email,
        recipient_hash=address_hash(writer.office.keys, recipient.email),
        subject=letter.subject,
        message_id=message_id,
        raw=compose(mail),
        body=letter.body,
    )


def _letter_kind(desk: Desk, person: Person, errand: Errand) -> LetterKind:
    is_speaker = errand.invitation.role is Role.SPEAKER
    if errand.kind is DispatchKind.UPDATE:
        return LetterKind.SPEAKER_UPDATE if is_speaker else LetterKind.UPDATE
    if errand.kind is DispatchKind.CANCELLATION:
        cancelled = desk.planned.round.state is RoundState.CANCELLED
        return LetterKind.CANCELLATION if cancelled else LetterKind.WITHDRAWAL
    if errand.kind is DispatchKind.THANKS and is_speaker:
        return LetterKind.SPEAKER_THANKS
    return LATER_LETTERS.get(errand.kind) or letter_kind(desk, person)


def _message_id(sender: str) -> str:
    return f"<{uuid4()}@{ascii_address(sender).rpartition('@')[2]}>"


def _times(planned: Evening, invitation: Invitation) -> tuple[datetime, datetime]:
    asked = planned.round.as_asked_of(invitation.person_id)
    if asked.starts_at is None or asked.ends_at is None:
        raise NoDateError
    return asked.starts_at, asked.ends_at
