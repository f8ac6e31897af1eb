"""The rehearsal: every mail as it will be sent, what stands in the way, and the ways out of the house."""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from babel.dates import format_date
from flask import Blueprint, flash, g, redirect, render_template, request
from flask_babel import format_timedelta, gettext, ngettext
from sqlalchemy import Connection
from werkzeug.wrappers import Response

from organizer.domain.errors import N_, OrganizerError
from organizer.domain.invitations import Role
from organizer.domain.letter_faults import FaultKind, LetterFault
from organizer.domain.outbox import DispatchState, NothingToSendError
from organizer.domain.parties import FEWEST_GUESTS
from organizer.domain.people import Person
from organizer.domain.rounds import RoundState
from organizer.domain.scheduling import HourVerdict, PastDateError, local_hours, local_time
from organizer.domain.vocabulary import ListId, PartyId, PersonId
from organizer.formats.calendar_objects import OpenedEntry, open_entry
from organizer.formats.mails import OpenedMail, open_mail
from organizer.services import invitations, sources
from organizer.services.board import mails_in
from organizer.services.invitations import (
    Hindrance,
    LettersNotReadyError,
    NoGuestsError,
    OptedOutError,
    Rehearsed,
)
from organizer.services.letters import first_letters
from organizer.services.mails import NoDateError
from organizer.services.rounds import Evening, RoundCancelledError, evening, evening_to_change
from organizer.services.sources import MayNotBeContactedError
from organizer.services.trial_mails import send_trial, write_trial
from organizer.web.access import current_host
from organizer.web.database import reading, writing
from organizer.web.desk import Mend, mend_of, open_desk
from organizer.web.languages import clock_time, date_locale, day, moment, sentence, zone_name
from organizer.web.office import deliver_now, leaving_in_words, office_for_tests, post_office
from organizer.web.sources import NOTES, SourceForm, answers, forms_sent, questions
from organizer.web.steps import Step, step_path

blueprint = Blueprint("rehearsals", __name__, url_prefix="/parties/<int:party_id>/rounds/<int:number>/rehearsal")

Answer = str | Response | tuple[str, int]

# What is said of several letters at once, where each would name another one or another number.
OF_SEVERAL = {
    FaultKind.SIMILAR_REASON: N_("These guests get nearly the same reasons. Say what is true of each of them only."),
    FaultKind.TOO_LONG: N_("These letters are longer than what is read on a phone. Shorten them, or their base text."),
    FaultKind.TOLD_BEFORE: N_(
        "These guests have read something of it from you before. Say something new, or leave it."
    ),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class SecondLook:
    """What is worth a second look, and in whose letters, each with the place where it is mended."""

    sentence: str
    letters: tuple[tuple[str, Mend], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class MailShown:
    """One mail read back from its bytes, as its reader's programs will show it."""

    person: Person
    is_speaker: bool
    is_for_assistant: bool
    mail: OpenedMail
    entry: OpenedEntry | None
    zone: str
    is_bad_hour: bool

    @property
    def when(self) -> str:
        """Day, start and end on the reader's clock; empty without a calendar entry."""
        if self.entry is None:
            return ""
        starts_at, ends_at = (clock_time(instant, self.zone) for instant in (self.entry.starts_at, self.entry.ends_at))
        return f"{day(self.entry.starts_at, self.zone)}, {starts_at}–{ends_at} ({zone_name(self.zone)})"

    @property
    def month(self) -> str:
        return str(format_date(self._local_day, "LLL", locale=date_locale())) if self._local_day else ""

    @property
    def day(self) -> str:
        return str(self._local_day.day) if self._local_day else ""

    @property
    def _local_day(self) -> date | None:
        return local_time(self.entry.starts_at, self.zone).date() if self.entry else None


@dataclass(frozen=True, slots=True, kw_only=True)
class InTheWay:
    """Something to mend before sending, and where."""

    sentence: str
    path: str
    act: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Tally:
    """What a sending amounts to.

    `passed_on` are texts for those without an address, `doubled` addresses to which more than one mail goes.
    """

    people: int
    mails: int
    passed_on: int
    entries: int
    languages: int
    doubled: tuple[str, ...]


@blueprint.get("")
def rehearsal(party_id: int, number: int) -> str:
    """Every mail, one by one."""
    with reading() as connection:
        return _page(connection, _planned(connection, party_id, number))


@blueprint.post("/sources")
def explain(party_id: int, number: int) -> Answer:
    """Keep where the lists are from and on what basis they are used."""
    with writing() as connection:
        planned = _planned(connection, party_id, number)
        heads = sources.behind_invitees(connection, planned)
        forms = forms_sent(heads)
        answering = answers(heads, forms, request.form.get("same_as", ""))
        if not all([form.validate_on_submit() for form in set(answering.values())]):  # noqa: C419 - each shows its errors
            return _page(connection, planned, forms=forms), 422
        for list_id, form in answering.items():
            sources.explain(connection, planned.host.id, [list_id], form.said)
    flash(gettext("Noted. The small print of each letter says so."))
    return redirect(_path(planned), 303)


@blueprint.post("/test")
def send_test(party_id: int, number: int) -> Answer:
    """Send the first letter to the host, now, as a test."""
    try:
        invitations.require_mail_server(post_office())
        with reading() as connection:
            planned = _planned(connection, party_id, number)
            trial = write_trial(connection, planned, office_for_tests(planned), g.now)
        # Outside the transaction: a slow mail server must not keep others from the database.
        send_trial(trial, deliver_now)
    except OrganizerError as error:
        return _refused(party_id, number, error)
    flash(gettext("A test is on its way to %(address)s.", address=trial.recipient))
    return redirect(_path(planned), 303)


@blueprint.post("/sending")
def send(party_id: int, number: int) -> Answer:
    """Put every mail into the outbox, held for some minutes in which it can be stopped."""
    return _invite(party_id, number, as_drafts=False)


@blueprint.post("/drafts")
def hand_over(party_id: int, number: int) -> Answer:
    """Hand every mail to the host as a draft."""
    return _invite(party_id, number, as_drafts=True)


def _invite(party_id: int, number: int, *, as_drafts: bool) -> Answer:
    office = post_office()
    try:
        with writing() as connection:
            planned = evening_to_change(connection, current_host(), PartyId(party_id), number)
            if not as_drafts:
                invitations.require_mail_server(office)
            mails = invitations.invite(connection, planned, office, g.now, as_drafts=as_drafts)
    except OrganizerError as error:
        return _refused(party_id, number, error)
    if as_drafts:
        flash(
            ngettext(
                "%(num)d draft lies here for your own mailbox.",
                "%(num)d drafts lie here for your own mailbox.",
                len(mails),
            )
        )
    else:
        flash(leaving_in_words(sum(bool(mail.recipient) for mail in mails), planned.host.time_zone))
    return redirect(_board(planned), 303)


def _refused(party_id: int, number: int, error: OrganizerError) -> Answer:
    """Pressing twice sends once: where everything is on its way already, the board shows it."""
    with reading() as connection:
        planned = _planned(connection, party_id, number)
        if isinstance(error, NothingToSendError) and planned.round.state is RoundState.INVITING:
            flash(_sent_before(connection, planned))
            return redirect(_board(planned), 303)
        return _page(connection, planned, refusal=sentence(error)), 422


def _sent_before(connection: Connection, planned: Evening) -> str:
    """That the letters had gone before, and when: so that nobody wonders whether they left twice."""
    said = {
        DispatchState.HANDED: N_("These letters lie here as drafts since %(time)s. No draft was written again."),
        DispatchState.QUEUED: N_("These letters were on their way already, since %(time)s. Nothing is sent twice."),
        DispatchState.SENT: N_("These letters were already sent, at %(time)s. Nothing was sent again."),
    }
    for state, words in said.items():
        if mails := mails_in(connection, planned, state):
            last = max(mail.settled_at or mail.created_at for mail in mails)
            return str(gettext(words)) % {"time": moment(last, planned.host.time_zone)}
    return str(gettext("These letters were dealt with before. Nothing was sent again."))


def _planned(connection: Connection, party_id: int, number: int) -> Evening:
    return evening(connection, current_host(), PartyId(party_id), number)


def _path(planned: Evening) -> str:
    return step_path(Step.REHEARSAL, planned.party, planned.round)


def _board(planned: Evening) -> str:
    return step_path(Step.BOARD, planned.party, planned.round)


def _page(
    connection: Connection,
    planned: Evening,
    *,
    forms: Mapping[ListId, SourceForm] | None = None,
    refusal: str = "",
) -> str:
    office = post_office()
    rehearsed = invitations.rehearse(connection, planned, office, g.now)
    mails = tuple(_shown(planned, one) for one in rehearsed.mails)
    at = min(max(request.args.get("mail", 1, type=int), 1), max(len(mails), 1))
    return render_template(
        "rehearsal/rehearsal.html",
        planned=planned,
        rehearsal=rehearsed,
        mails=mails,
        at=at,
        shown=mails[at - 1] if mails else None,
        tally=_tally(mails),
        slot=_slot(planned),
        asked=questions(planned, rehearsed.lists, rehearsed.unexplained, forms or {}),
        notes=NOTES,
        second_looks=_second_looks(connection, planned, {one.person.id for one in mails}),
        in_the_way=[_in_the_way(planned, one) for one in rehearsed.hindrances],
        refusal=refusal,
        too_few=FEWEST_GUESTS - len(planned.guests),
        fewest=FEWEST_GUESTS,
        table=step_path(Step.TABLE, planned.party, planned.round),
        is_done=planned.round.state is RoundState.INVITING and not rehearsed.mails and not rehearsed.hindrances,
        sends=office.sends,
        hold=format_timedelta(office.hold, threshold=2) if office.hold else "",
        drafts=len(mails_in(connection, planned, DispatchState.HANDED)),
        here=_path(planned),
        board=_board(planned),
        downloads=_path(planned).removesuffix(f"/{Step.REHEARSAL}"),
    )


def _second_looks(connection: Connection, planned: Evening, waiting: Collection[PersonId]) -> list[SecondLook]:
    """What may stay as it is, but is worth a second look before sending; one fault of many letters is said once."""
    desk = open_desk(connection, planned.party.id, planned.round.number)
    written = (letter for letter in first_letters(desk) if letter.person.id in waiting)
    found = [(one, fault) for one in written for fault in one.faults if _may_wait(fault)]
    often = {kind for kind, count in Counter(fault.kind for _, fault in found).items() if count > 1}
    looks: dict[str, list[tuple[str, Mend]]] = {}
    for one, fault in found:
        mend = mend_of(planned, one, fault)
        said = gettext(OF_SEVERAL[fault.kind]) if fault.kind in often & OF_SEVERAL.keys() else mend.sentence
        looks.setdefault(said, []).append((one.person.name.full, mend))
    return [SecondLook(sentence=said, letters=tuple(concerned)) for said, concerned in looks.items()]


def _may_wait(fault: LetterFault) -> bool:
    """Whether a fault is a matter of taste; that there is no link yet is said elsewhere."""
    return fault.may_wait and fault.kind is not FaultKind.MISSING_LINK


def _shown(planned: Evening, one: Rehearsed) -> MailShown:
    mail = open_mail(one.mail.raw)
    entry = open_entry(mail.calendar) if mail.calendar else None
    zone = one.person.time_zone or planned.round.time_zone
    hours = local_hours(entry.starts_at, [zone]) if entry else ()
    return MailShown(
        person=one.person,
        is_speaker=one.role is Role.SPEAKER,
        is_for_assistant=one.is_for_assistant,
        mail=mail,
        entry=entry,
        zone=zone,
        is_bad_hour=any(hour.verdict is HourVerdict.RED for hour in hours),
    )


def _tally(mails: Sequence[MailShown]) -> Tally:
    sent = [shown for shown in mails if shown.mail.recipient]
    addresses = Counter(shown.mail.recipient.rpartition("<")[2].rstrip(">").casefold() for shown in sent)
    return Tally(
        people=len({shown.person.id for shown in mails}),
        mails=len(sent),
        passed_on=len(mails) - len(sent),
        entries=len({shown.entry.uid for shown in mails if shown.entry}),
        languages=len({shown.mail.header("Content-Language") for shown in mails}),
        doubled=tuple(address for address, count in addresses.items() if count > 1),
    )


def _slot(planned: Evening) -> tuple[datetime, datetime] | None:
    """When the guest speaker is there."""
    starts_at, slot = planned.round.slot_starts_at, planned.round.speaker_slot
    if starts_at is None or slot is None:
        return None
    return starts_at, starts_at + timedelta(minutes=slot.length_minutes)


def _in_the_way(planned: Evening, hindrance: Hindrance) -> InTheWay:
    path, act = _mended_at(planned, hindrance)
    return InTheWay(sentence=sentence(hindrance.error), path=path, act=act)


def _mended_at(planned: Evening, hindrance: Hindrance) -> tuple[str, str]:
    """Where a hindrance is mended; an address that cannot be written to is mended on the person's page."""
    person_id = hindrance.person.id if hindrance.person else None
    match hindrance.error:
        case NoDateError() | PastDateError():
            return step_path(Step.DATE, planned.party, planned.round), gettext("Choose a date")
        case LettersNotReadyError():
            return f"{step_path(Step.LETTERS, planned.party, planned.round)}/{person_id}", gettext("Open the letter")
        case NoGuestsError() | OptedOutError() | MayNotBeContactedError():
            return step_path(Step.TABLE, planned.party, planned.round), gettext("Go to the table")
        case RoundCancelledError():
            return _board(planned), gettext("Go to the board")
    return (f"/people/{person_id}" if person_id else "/settings"), gettext("Look at the address")
