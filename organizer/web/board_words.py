"""The board told in words: states of seats and mails, what each channel said, why a reply counts or not."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from babel.dates import format_skeleton
from flask_babel import gettext, ngettext
from flask_babel import lazy_gettext as _l

from organizer.domain.incoming import Incoming
from organizer.domain.invitations import Role
from organizer.domain.next_round import Turnout, guests_stood
from organizer.domain.outbox import Dispatch, DispatchKind, DispatchState
from organizer.domain.replies import Channel, Reply, Verdict
from organizer.domain.rounds import Round
from organizer.domain.scheduling import HourVerdict, local_hours, local_time
from organizer.domain.vocabulary import ParticipationStatus
from organizer.services.board import Board, BoardRow
from organizer.services.incoming_seats import Noted
from organizer.web.languages import clock_time, date_locale, day, moment, zone_name
from organizer.web.table_picture import (
    PictureSeat,
    SeatKind,
    SeatStatus,
    TablePicture,
    draw_table,
    seat_of_host,
    seat_of_person,
)

KINDS = {
    DispatchKind.INVITATION: _l("Invitation"),
    DispatchKind.UPDATE: _l("Change"),
    DispatchKind.CANCELLATION: _l("Cancellation"),
    DispatchKind.REMINDER: _l("Reminder"),
    DispatchKind.INTRODUCTION: _l("Introduction"),
    DispatchKind.THANKS: _l("Thanks"),
    DispatchKind.ASSISTANT: _l("To the assistant"),
    DispatchKind.ASSISTANT_CANCELLATION: _l("Cancellation to the assistant"),
}
COUNTED = {
    Turnout.CAME: _l("came"),
    Turnout.SAID_YES: _l("yes"),
    Turnout.SAID_MAYBE: _l("maybe"),
    Turnout.SILENT: _l("no answer"),
    Turnout.SAID_NO: _l("no"),
    Turnout.NO_SHOW: _l("not there"),
}
ANSWERS = {
    ParticipationStatus.ACCEPTED: _l("yes"),
    ParticipationStatus.TENTATIVE: _l("maybe"),
    ParticipationStatus.DECLINED: _l("no"),
    ParticipationStatus.NEEDS_ACTION: _l("no answer"),
}
TONES = {
    ParticipationStatus.ACCEPTED: "ok",
    ParticipationStatus.TENTATIVE: "warn",
    ParticipationStatus.DECLINED: "bad",
    ParticipationStatus.NEEDS_ACTION: "quiet",
}
CHANNELS = {
    Channel.PAGE: _l("on the answer page"),
    Channel.CALENDAR: _l("by calendar"),
    Channel.MAIL: _l("by mail"),
    Channel.HOST: _l("told to you"),
}
PICTURED = {
    ParticipationStatus.ACCEPTED: SeatStatus.YES,
    ParticipationStatus.TENTATIVE: SeatStatus.MAYBE,
    ParticipationStatus.DECLINED: SeatStatus.NO,
    ParticipationStatus.NEEDS_ACTION: SeatStatus.SILENT,
}
NOT_TAKEN = {
    Verdict.UNKNOWN_INVITATION: _l("A reply of %(who)s belongs to no invitation of yours, so nothing was changed."),
    Verdict.CLOSED: _l("%(who)s answered an invitation that was withdrawn, so nothing was changed."),
    Verdict.WRONG_ATTENDEE: _l("Somebody else answered the invitation of %(who)s. You find the question on the board."),
    Verdict.UNPROVEN: _l("An answer for %(who)s came from another address. You find the question on the board."),
    Verdict.STALE: _l("%(who)s answered to an earlier date. What they say about the new one is still open."),
    Verdict.OLDER: _l("A newer answer of %(who)s is known, so this one changes nothing."),
    Verdict.FROM_THE_FUTURE: _l(
        "The calendar of %(who)s has counted the changes in another way. You find the question on the board."
    ),
    Verdict.NO_STATUS: _l("The reply of %(who)s says neither yes, no nor maybe. Read it, and note what it says."),
    Verdict.REPEATED: _l("This answer of %(who)s was noted before, so nothing was changed."),
    Verdict.OTHER_TIME: _l(
        "%(who)s proposes another time. You find it on the board; the date stands until you move it."
    ),
    Verdict.DELEGATED: _l("%(who)s wants to pass the seat on. Seats are personal; you find the question on the board."),
    Verdict.SEAT_GIVEN: _l("%(who)s comes after all, but the seat was given on. You find the question on the board."),
    Verdict.WORDS: _l("A word of %(who)s lies beside the name now. Say there what it means."),
    Verdict.STOP: _l("%(who)s asks for no more mails. You find it on the board."),
    Verdict.AWAY: _l("%(who)s is away. The note lies beside the name; the seat is unchanged."),
    Verdict.RETURNED: _l("A mail to %(who)s came back. Mend the address and send it again."),
    Verdict.PERHAPS_RETURNED: _l("A mail to %(who)s seems to have come back. You find the question on the board."),
    Verdict.DELAYED: _l("A mail to %(who)s is delayed; the servers go on trying."),
    Verdict.NO_ANSWER: _l("This is a calendar entry about %(who)s, but not an answer."),
}

QUESTIONS_ASKED = {
    Verdict.WRONG_ATTENDEE: _l(
        "%(sender)s answered the invitation of %(who)s with “%(answer)s”. Is it %(who)s, or somebody who wants to come?"
    ),
    Verdict.UNPROVEN: _l("“%(answer)s” for %(who)s came from another address. Is it %(who)s?"),
    Verdict.FROM_THE_FUTURE: _l(
        "%(who)s says “%(answer)s” to a change that was never sent. Does it hold for the evening as it is?"
    ),
    Verdict.NO_STATUS: _l("The reply of %(who)s says neither yes, no nor maybe. What does it mean?"),
    Verdict.OTHER_TIME: _l("%(who)s proposes %(time)s."),
    Verdict.DELEGATED: _l("%(who)s wants to pass the seat on to %(to)s. Does %(who)s come?"),
    Verdict.SEAT_GIVEN: _l("%(who)s says “%(answer)s” after all, but all seats are given. Is there one more?"),
    Verdict.WORDS: _l("%(who)s wrote to you. What does it mean?"),
    Verdict.STOP: _l("%(who)s asks for no more mails."),
    Verdict.AWAY: _l("%(who)s is away."),
    Verdict.PERHAPS_RETURNED: _l("A mail to %(who)s seems to have come back. Is the address right?"),
}
# Lines of the history of a seat: what was decided about something that came back.
DECISIONS = {
    Verdict.TAKEN: _l("noted"),
    Verdict.CLOSED: _l("not noted, the invitation was withdrawn"),
    Verdict.WRONG_ATTENDEE: _l("not noted, somebody else (%(sender)s) answered"),
    Verdict.UNPROVEN: _l("not noted, it came from another address (%(sender)s)"),
    Verdict.VOUCHED: _l("came from another address (%(sender)s), which you know"),
    Verdict.STALE: _l("not noted, it answers an earlier date"),
    Verdict.OLDER: _l("not noted, a newer answer is known"),
    Verdict.REPEATED: _l("not noted, it was known"),
    Verdict.FROM_THE_FUTURE: _l("not noted, it answers something that was never sent"),
    Verdict.NO_STATUS: _l("not noted, the reply says neither yes, no nor maybe"),
    Verdict.OTHER_TIME: _l("proposes another time; the date stands until you move it"),
    Verdict.DELEGATED: _l("not noted, wants to pass the seat on"),
    Verdict.SEAT_GIVEN: _l("would come after all, but the seat was given on"),
    Verdict.WORDS: _l("wrote to you"),
    Verdict.STOP: _l("asks for no more mails"),
    Verdict.AWAY: _l("is away, says a program; nothing changes"),
    Verdict.RETURNED: _l("the mail came back"),
    Verdict.PERHAPS_RETURNED: _l("a mail came back, perhaps this one"),
    Verdict.DELAYED: _l("the mail is delayed; the servers go on trying"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class MailState:
    """How far a mail is, in words; `why` is what the server or the program said."""

    words: str
    tone: str
    why: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Happened:
    """One line of the story of an invitation."""

    at: datetime
    words: str
    comment: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Clock:
    """What the guest's clock shows when the round begins; empty where it is the host's own."""

    words: str
    is_bad: bool


def mail_state(mail: Dispatch, zone: str, now: datetime) -> MailState:
    """A mail in a few words, on the host's clock."""
    why = gettext(mail.last_text) if mail.last_text else ""
    match mail.state:
        case DispatchState.QUEUED:
            return MailState(
                words=gettext("leaves at %(time)s", time=when(mail.due_at, zone, now)), tone="warn", why=why
            )
        case DispatchState.HELD:
            return MailState(words=gettext("held"), tone="warn", why=why)
        case DispatchState.HANDED:
            return MailState(words=gettext("draft, not sent yet"), tone="warn")
        case DispatchState.CLAIMED | DispatchState.DOT_PENDING:
            return MailState(words=gettext("is just leaving"), tone="quiet")
        case DispatchState.SENT:
            sent_at = mail.settled_at or mail.created_at
            return MailState(words=gettext("sent %(time)s", time=when(sent_at, zone, now)), tone="quiet")
        case DispatchState.FAILED:
            return MailState(words=gettext("refused"), tone="bad", why=why)
        case DispatchState.BOUNCED:
            return MailState(words=gettext("came back"), tone="bad", why=why)
        case DispatchState.UNCERTAIN:
            return MailState(words=gettext("perhaps sent"), tone="bad", why=why)
    return MailState(words=gettext("not sent"), tone="quiet", why=why)


def story(row: BoardRow, zone: str, now: datetime) -> tuple[Happened, ...]:
    """What was sent to an invitee and what came back, in order."""
    mails = [
        Happened(at=mail.settled_at or mail.created_at, words=f"{KINDS[mail.kind]}: {_with_why(mail, zone, now)}")
        for mail in row.dispatches
    ]
    said = [Happened(at=reply.received_at, words=reply_in_words(reply), comment=reply.comment) for reply in row.replies]
    came = [
        Happened(at=one.received_at, words=decision_in_words(one), comment=one.text)
        for one in row.log
        if one.verdict is not Verdict.TAKEN
    ]
    stopped = [Happened(at=row.opted_out_at, words=str(DECISIONS[Verdict.STOP]))] if row.opted_out_at else []
    return tuple(sorted([*mails, *said, *came, *stopped], key=lambda one: one.at))


def decision_in_words(entry: Incoming) -> str:
    """What came back and why it did, or did not, change the seat."""
    answer = ANSWERS[entry.status] if entry.status else ""
    why = str(DECISIONS[entry.verdict]) % {"sender": entry.sender}
    return f"“{answer}”: {why}" if answer else why


def question_in_words(entry: Incoming, who: str, zone: str) -> str:
    """What the host is asked, about whom."""
    if entry.verdict is Verdict.OTHER_TIME and entry.proposal is None:
        return str(gettext("%(who)s proposes another time, but names none that could be read.", who=who))
    if entry.verdict is Verdict.DELEGATED and entry.delegate == "-":
        return str(gettext("%(who)s wants to pass the seat on to somebody. Does %(who)s come?", who=who))
    values = {
        "who": who,
        "sender": entry.name or entry.sender,
        "answer": ANSWERS[entry.status] if entry.status else "?",
        "time": moment(entry.proposal.starts_at, zone) if entry.proposal else "",
        "to": entry.delegate,
    }
    return str(QUESTIONS_ASKED[entry.verdict]) % values


def reply_in_words(reply: Reply) -> str:
    """What was said, and how it came here."""
    return str(gettext("said %(answer)s, %(channel)s", answer=ANSWERS[reply.status], channel=CHANNELS[reply.channel]))


def when(instant: datetime, zone: str, now: datetime) -> str:
    """The time of today, or a short day and the time."""
    time, local = clock_time(instant, zone), local_time(instant, zone)
    if local.date() == local_time(now, zone).date():
        return time
    return f"{format_skeleton('MMMEd', local, locale=date_locale())}, {time}"


def guests_clock(row: BoardRow, planned: Round) -> Clock:
    """The guest's own hour, where it is another than the host's or a bad one."""
    zone = row.person.time_zone or planned.time_zone
    if planned.starts_at is None:
        return Clock(words="", is_bad=False)
    (hour, hosts) = local_hours(planned.starts_at, [zone, planned.time_zone])
    is_bad = hour.verdict is HourVerdict.RED
    if hour.local == hosts.local and not is_bad:
        return Clock(words="", is_bad=False)
    words = f"{clock_time(planned.starts_at, zone)} ({zone_name(zone)})"
    if hour.local.date() != hosts.local.date():
        words = f"{day(planned.starts_at, zone)}, {words}"
    return Clock(words=words, is_bad=is_bad)


def noted_in_words(noted: Noted) -> str:
    """What became of a reply that the host brought."""
    who = noted.person or noted.attendee or gettext("somebody")
    if noted.change is not None:
        return str(gettext("%(who)s says %(answer)s. It is noted.", who=who, answer=ANSWERS[noted.change]))
    return str(NOT_TAKEN[noted.verdict]) % {"who": who}


def tally_of_board(seen: Board) -> str:
    """How the table stands, in one line."""
    guests = [row for row in seen.rows if row.invitation and not row.wants_no_mail]
    told = tally_in_words(guests_stood((row.invitation, row.standing) for row in guests if row.invitation))
    stopped = sum(row.wants_no_mail and row.role is Role.GUEST for row in seen.rows)
    words = ngettext("%(num)d wants no more mails", "%(num)d want no more mails", stopped) if stopped else ""
    return ", ".join(filter(None, (told, words)))


def tally_in_words(tally: Mapping[Turnout, int]) -> str:
    """How a round's guests stand, in one line: "3 yes, 1 maybe, 2 no answer"."""
    return ", ".join(f"{tally[how]} {word}" for how, word in COUNTED.items() if tally.get(how))


def draw_board(seen: Board) -> TablePicture:
    """The table with everybody's answer by shape."""
    guests = [
        seat_of_person(row.person, status=PICTURED[row.standing.status] if row.is_open else SeatStatus.NONE)
        for row in seen.rows
        if row.role is Role.GUEST and (row.has_seat or row.takes_seat)
    ]
    speakers = [
        seat_of_person(
            row.person, SeatKind.SPEAKER, status=PICTURED[row.standing.status] if row.is_open else SeatStatus.NONE
        )
        for row in seen.rows
        if row.role is Role.SPEAKER and row.has_seat
    ]
    empty = [PictureSeat(label=gettext("free"), kind=SeatKind.EMPTY)]
    free = empty * max(0, seen.planned.party.guests_wanted - len(guests))
    return draw_table([seat_of_host(seen.planned.host, gettext("You")), *guests, *free, *speakers])


def days_until(starts_at: datetime, now: datetime) -> str:
    """How far away the evening is."""
    days = (starts_at.date() - now.date()).days
    if days < 1:
        return str(gettext("It is today."))
    return str(ngettext("%(num)d day to go.", "%(num)d days to go.", days))


def _with_why(mail: Dispatch, zone: str, now: datetime) -> str:
    state = mail_state(mail, zone, now)
    return f"{state.words} ({state.why})" if state.why else state.words
