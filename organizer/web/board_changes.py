"""Changes once invitations are out: asked for in a form, shown with who will be told, and only then made."""

from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import cast

from flask import Blueprint, flash, g, redirect, render_template, request
from flask_babel import gettext, ngettext
from flask_babel import lazy_gettext as _l
from sqlalchemy import Connection
from werkzeug.wrappers import Response
from wtforms import IntegerField, TextAreaField, TimeField
from wtforms.validators import InputRequired, Length

from organizer.domain.errors import N_, NotFoundError, OrganizerError
from organizer.domain.people import Person
from organizer.domain.plain_text import several_lines
from organizer.domain.rounds import Round, RoundLengthError, RoundState, SlotOutsideRoundError
from organizer.domain.scheduling import local_time, minutes_after
from organizer.domain.vocabulary import Language, PersonId
from organizer.formats.mails import OpenedMail, open_mail
from organizer.services import invitations, round_changes
from organizer.services.host_calendars import busy_times
from organizer.services.hours import everybodys_hours
from organizer.services.invitations import Rehearsed
from organizer.services.round_changes import NewTerms, NothingChangedError, Telling
from organizer.services.rounds import Evening, RoundCancelledError, evening_to_change, require_ahead
from organizer.web.boards import board_path, load
from organizer.web.database import reading, writing
from organizer.web.dates import DateForm, notes_on, rows_of, start_asked_for, wall_clock
from organizer.web.forms import Form
from organizer.web.languages import sentence
from organizer.web.office import post_office
from organizer.web.rooms import LINK_ERRORS, LinkField, slot_clock
from organizer.web.steps import Step, step_path
from organizer.web.table_words import enumerated

# What the acts of a form are called: show who will be told, go back to the form, do it.
LOOK, EDIT, DO = "look", "edit", "do"
LONGEST_WORD = 2000

STOPPED = N_("They asked for no more mails. Tell them yourself if they need to know.")

blueprint = Blueprint("board_changes", __name__, url_prefix="/parties/<int:party_id>/rounds/<int:number>/board")

Answer = str | Response | tuple[str, int]


def _word(label: str) -> TextAreaField:
    return TextAreaField(
        label,
        filters=[lambda text: several_lines(text or "")],
        validators=[Length(max=LONGEST_WORD, message=_l("Please keep this under %(max)d characters."))],
    )


class WordForm(Form):
    """The host's own word to those who are told, in each of their languages."""

    word_de = _word(_l("Your own word in the German letters"))
    word_en = _word(_l("Your own word in the English letters"))
    word_nl = _word(_l("Your own word in the Dutch letters"))

    @property
    def words(self) -> dict[Language, str]:
        return {
            Language.DE: self.word_de.data or "",
            Language.EN: self.word_en.data or "",
            Language.NL: self.word_nl.data or "",
        }


class ChangeForm(WordForm, DateForm):
    """When, how long, where, and the speaker's part."""

    video_link = LinkField(
        _l("Video link"), render_kw={"inputmode": "url", "autocomplete": "off", "placeholder": "https://"}
    )
    slot_begins = TimeField(
        _l("The guest speaker comes at"),
        [InputRequired(_l("Say when the speaker begins."))],
        format=["%H:%M", "%H:%M:%S"],
    )
    slot_length = IntegerField(
        _l("The speaker’s minutes"), [InputRequired(_l("Say how long the speaker stays."))], render_kw={"min": 5}
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class MailToSee:
    """A mail as its reader would see it, were it sent; `name` is whom it is about."""

    name: str
    is_for_assistant: bool
    mail: OpenedMail

    @property
    def language(self) -> str:
        return self.mail.header("Content-Language")


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """Consequences in words: a heading, and the names it is about."""

    heading: str
    names: str
    note: str = ""


@blueprint.get("/change")
def change(party_id: int, number: int) -> Answer:
    """The round as it is, to be changed."""
    planned = load(party_id, number)
    if planned.round.state is RoundState.PLANNING:
        return redirect(step_path(Step.DATE, planned.party, planned.round), 303)
    proposed = _told_before(planned) if request.args.get("back") else _proposed()
    return _change_page(planned, _standing(planned, proposed))


@blueprint.post("/change")
def make_change(party_id: int, number: int) -> Answer:
    """Show who would be told; on the second press make the change and tell them."""
    planned = load(party_id, number)
    form, act = _fitting(planned, ChangeForm()), request.form.get("act")
    terms = _terms(planned, form) if form.validate_on_submit() else None
    if terms is None:
        return _change_page(planned, form), 422
    if act == EDIT:
        return _change_page(planned, form)
    try:
        telling = _change(planned, terms, form.words) if act == DO else _look(planned, terms)
    except OrganizerError as error:
        if act == DO and isinstance(error, NothingChangedError):
            # Pressed twice: the first press did it.
            return redirect(board_path(planned), 303)
        return _change_page(planned, form, refusal=_at_its_field(form, error)), 422
    if act == DO:
        flash(done_in_words(gettext("The round is changed."), telling))
        return redirect(board_path(planned), 303)
    return _change_page(planned, form, telling=telling, terms=terms)


@blueprint.get("/cancellation")
def cancellation(party_id: int, number: int) -> Answer:
    """Who would be told that the evening is off."""
    planned = load(party_id, number)
    return _away_from(planned) or _cancellation_page(planned, WordForm())


@blueprint.post("/cancellation")
def cancel(party_id: int, number: int) -> Answer:
    """Cancel the evening and tell everybody."""
    planned, form = load(party_id, number), WordForm()
    if not form.validate_on_submit():
        return _cancellation_page(planned, form), 422
    if request.form.get("act") == LOOK:
        return _cancellation_page(planned, form)
    office = post_office()
    try:
        with writing() as connection:
            current = as_it_is_now(connection, planned)
            telling = round_changes.cancel_round(
                connection, current, office, g.now, as_drafts=not office.sends, words=form.words
            )
    except RoundCancelledError:
        # Pressed twice: the first press did it.
        return redirect(board_path(planned), 303)
    except OrganizerError as error:
        return _cancellation_page(planned, form, refusal=sentence(error)), 422
    flash(done_in_words(gettext("The evening is cancelled."), telling))
    return redirect(board_path(planned), 303)


@blueprint.get("/people/<int:person_id>/withdrawal")
def withdrawal(party_id: int, number: int, person_id: int) -> Answer:
    """What withdrawing one invitation would tell whom."""
    planned = load(party_id, number)
    return _away_from(planned) or _withdrawal_page(planned, PersonId(person_id), WordForm())


@blueprint.post("/people/<int:person_id>/withdrawal")
def withdraw(party_id: int, number: int, person_id: int) -> Answer:
    """Withdraw one invitation."""
    planned, form = load(party_id, number), WordForm()
    if not form.validate_on_submit():
        return _withdrawal_page(planned, PersonId(person_id), form), 422
    if request.form.get("act") == LOOK:
        return _withdrawal_page(planned, PersonId(person_id), form)
    office = post_office()
    try:
        with writing() as connection:
            current = as_it_is_now(connection, planned)
            is_told = invitations.would_be_told(connection, current, PersonId(person_id))
            invitations.withdraw(
                connection,
                current,
                PersonId(person_id),
                office,
                g.now,
                as_drafts=not office.sends,
                words=form.words,
            )
    except NotFoundError:
        if PersonId(person_id) not in planned.people:
            raise
        # Pressed twice: the first press did it.
        return redirect(board_path(planned), 303)
    except OrganizerError as error:
        return _withdrawal_page(planned, PersonId(person_id), form, refusal=sentence(error)), 422
    name = planned.people[PersonId(person_id)].name.full
    done = gettext("The invitation of %(name)s is withdrawn.", name=name)
    flash(f"{done} {_mails_in_words(1)}" if is_told and not office.sends else done)
    return redirect(board_path(planned), 303)


def as_it_is_now(connection: Connection, planned: Evening) -> Evening:
    """The round as it is inside this transaction: two presses at once must not tell twice."""
    return evening_to_change(connection, planned.host, planned.party.id, planned.round.number)


def _proposed() -> dict[str, object]:
    """The time that a guest proposed, when the link beside the name was followed."""
    read = {"day": date.fromisoformat, "time": time.fromisoformat, "length": int}
    found: dict[str, object] = {}
    for name, parse in read.items():
        with suppress(ValueError):
            found[name] = parse(request.args.get(name, "")[:10])  # type: ignore[operator]
    return found


def _told_before(planned: Evening) -> dict[str, object]:
    """The terms that guests still know, where the mails of a change were stopped."""
    with reading() as connection:
        told = round_changes.as_it_was_told(connection, planned)
    if told is None or told.starts_at is None:
        return {}
    local = local_time(told.starts_at, planned.round.time_zone)
    return {
        "day": local.date(),
        "time": local.time(),
        "length": told.length_minutes,
        "video_link": told.video_link,
    }


def _standing(planned: Evening, proposed: Mapping[str, object]) -> ChangeForm:
    """The form filled with the round as it is, but for what is proposed."""
    round_ = planned.round
    local = local_time(round_.starts_at, round_.time_zone) if round_.starts_at else None
    slot = round_.speaker_slot
    values = {
        "day": local.date() if local else None,
        "time": local.time() if local else None,
        "zone": round_.time_zone,
        "length": round_.length_minutes,
        "video_link": round_.video_link,
        "slot_begins": slot_clock(round_, slot.offset_minutes) if slot else None,
        "slot_length": slot.length_minutes if slot else None,
    }
    form = _fitting(planned, ChangeForm(formdata=None, data={**values, **proposed}))
    if local:
        _carry_the_slot_along(planned.round, form)
    return form


def _fitting(planned: Evening, form: ChangeForm) -> ChangeForm:
    """Without the speaker's fields where nobody speaks."""
    if planned.round.speaker_slot is None:
        del form.slot_begins, form.slot_length
    return form


def _terms(planned: Evening, form: ChangeForm) -> NewTerms | None:
    """The terms asked for; None with the reason at its field. A start left as it is may have passed."""
    starts_at = _start_left(planned.round, form) or start_asked_for(form)
    if starts_at is None:
        return None
    has_slot = form.slot_begins is not None
    _carry_the_slot_along(planned.round, form)
    offset = minutes_after(cast(time, form.time.data), cast(time, form.slot_begins.data)) if has_slot else None
    return NewTerms(
        starts_at=starts_at,
        time_zone=form.zone.data,
        length_minutes=cast(int, form.length.data),
        video_link=form.video_link.data,
        slot_offset_minutes=offset,
        slot_length_minutes=form.slot_length.data if has_slot else None,
    )


def _carry_the_slot_along(round_: Round, form: ChangeForm) -> None:
    """A speaker's start left as it was moves with the evening; whoever wants it elsewhere says so."""
    slot = round_.speaker_slot
    if form.slot_begins is None or slot is None or form.slot_begins.data != slot_clock(round_, slot.offset_minutes):
        return
    start = datetime.combine(date.min, cast(time, form.time.data))
    form.slot_begins.data = (start + timedelta(minutes=slot.offset_minutes)).time()
    # What was typed would be shown instead.
    form.slot_begins.raw_data = None


def _start_left(round_: Round, form: ChangeForm) -> datetime | None:
    """The start as it was, where day, time and zone were not touched."""
    if round_.starts_at is None or form.zone.data != round_.time_zone:
        return None
    return round_.starts_at if local_time(round_.starts_at, round_.time_zone) == wall_clock(form) else None


def _look(planned: Evening, terms: NewTerms) -> Telling:
    require_ahead(planned.round, g.now)
    with reading() as connection:
        return round_changes.plan_change(connection, planned, terms)


def _change(planned: Evening, terms: NewTerms, words: Mapping[Language, str]) -> Telling:
    office = post_office()
    with writing() as connection:
        current = as_it_is_now(connection, planned)
        return round_changes.change_round(
            connection, current, terms, office, g.now, as_drafts=not office.sends, words=words
        )


def _at_its_field(form: ChangeForm, error: OrganizerError) -> str:
    """Put what is wrong at the field it is about; what is about none is returned."""
    match error:
        case RoundLengthError():
            form.length.errors = [sentence(error)]
        case SlotOutsideRoundError() if form.slot_begins is not None:
            form.slot_begins.errors = [sentence(error)]
        case _ if isinstance(error, LINK_ERRORS):
            form.video_link.errors = [sentence(error)]
        case _:
            return sentence(error)
    return ""


def _change_page(
    planned: Evening,
    form: ChangeForm,
    *,
    telling: Telling | None = None,
    terms: NewTerms | None = None,
    refusal: str = "",
) -> str:
    mails: tuple[Rehearsed, ...] = ()
    if telling and terms:
        with reading() as connection:
            mails = round_changes.rehearse_change(connection, planned, terms, post_office(), g.now, form.words)
    hours = everybodys_hours(planned, terms.starts_at, terms.time_zone) if terms else None
    with reading() as connection:
        busy = busy_times(connection, planned.host, g.now)
    return render_template(
        "board/change.html",
        hours=hours,
        rows=rows_of(hours, terms.length_minutes) if hours and terms else (),
        notes=notes_on(busy, hours, terms.length_minutes, terms.time_zone) if hours and terms else (),
        mails=_opened(mails),
        planned=planned,
        party=planned.party,
        round=planned.round,
        here=board_path(planned),
        form=form,
        terms=terms,
        telling=telling,
        consequences=consequences_in_words(telling) if telling else (),
        as_drafts=not post_office().sends,
        refusal=refusal,
        refused_for=why_not(planned),
    )


def consequences_in_words(telling: Telling) -> tuple[Told, ...]:
    """Who will be told, who has to answer anew, who hears nothing."""
    asked, sends = {person.id for person in telling.asked_again}, post_office().sends
    keep = [person for person in telling.told if person.id not in asked]
    anew = gettext("Told, and asked to answer anew") if sends else gettext("A draft each, which asks for a new answer")
    kept = gettext("Told; their answers stand") if sends else gettext("A draft each; their answers stand")
    parts = (
        (telling.asked_again, anew, gettext("An earlier yes no longer holds.")),
        (keep, kept, ""),
        *_not_told(
            telling.not_told, gettext("They said no, it does not concern them, or their calendars show it so already.")
        ),
    )
    return tuple(Told(heading=heading, names=_names(people), note=note) for people, heading, note in parts if people)


def _not_told(people: Sequence[Person], why: str) -> tuple[tuple[list[Person], str, str], ...]:
    """Who hears nothing: those who said stop apart from those for whom there is another reason."""
    silent = [person for person in people if person.opted_out]
    others = [person for person in people if not person.opted_out]
    return ((others, gettext("Not told"), why), (silent, gettext("Not told"), gettext(STOPPED)))


def _cancellation_page(planned: Evening, form: WordForm, *, refusal: str = "") -> str:
    with reading() as connection:
        telling = round_changes.plan_cancellation(connection, planned)
        mails = round_changes.rehearse_cancellation(connection, planned, post_office(), g.now, form.words)
    told = gettext("Told that the evening is off")
    drafted = gettext("A draft each, which says that the evening is off")
    parts = (
        (
            telling.told,
            told if post_office().sends else drafted,
            gettext("It disappears from their calendars."),
        ),
        *_not_told(telling.not_told, gettext("Nothing has reached them yet, so nothing has to be taken back.")),
    )
    consequences = [Told(heading=heading, names=_names(people), note=note) for people, heading, note in parts if people]
    return _confirmation(
        planned,
        form,
        action=f"{board_path(planned)}/cancellation",
        title=gettext("Cancel the evening?"),
        lead=gettext("This cannot be taken back. A next round can be planned with the same people."),
        button=gettext("Cancel the evening"),
        mails=_opened(mails),
        consequences=consequences,
        refusal=refusal,
    )


def _withdrawal_page(planned: Evening, person_id: PersonId, form: WordForm, *, refusal: str = "") -> str:
    with reading() as connection:
        is_told = invitations.would_be_told(connection, planned, person_id)
        mails = invitations.rehearse_withdrawal(connection, planned, person_id, post_office(), g.now, form.words)
    name = planned.people[person_id].name.full
    told = Told(
        heading=gettext("Told") if post_office().sends else gettext("A draft is written to"),
        names=name,
        note=gettext("The entry disappears from the calendar; the seat is free again."),
    )
    untold = Told(
        heading=gettext("Nobody is told"),
        names="",
        note=gettext(STOPPED)
        if planned.people[person_id].opted_out
        else gettext("Nothing has reached %(name)s yet; the mail that waits is not sent.", name=name),
    )
    return _confirmation(
        planned,
        form,
        action=f"{board_path(planned)}/people/{person_id}/withdrawal",
        title=gettext("Withdraw the invitation of %(name)s?", name=name),
        lead=gettext("Better to say why in a word: people remember how they were let go."),
        button=gettext("Withdraw the invitation"),
        mails=_opened(mails),
        consequences=[told if is_told else untold],
        refusal=refusal,
    )


def _opened(mails: Sequence[Rehearsed]) -> tuple[MailToSee, ...]:
    """These mails as their readers would see them."""
    return tuple(
        MailToSee(name=one.person.name.full, is_for_assistant=one.is_for_assistant, mail=open_mail(one.mail.raw))
        for one in mails
    )


def _confirmation(planned: Evening, form: WordForm, **values: object) -> str:
    return render_template(
        "board/confirmation.html",
        planned=planned,
        party=planned.party,
        round=planned.round,
        here=board_path(planned),
        form=form,
        as_drafts=not post_office().sends,
        **values,
    )


def _away_from(planned: Evening) -> Response | None:
    """Back to the board with the reason where the evening is over or cancelled."""
    reason = why_not(planned)
    if not reason:
        return None
    flash(reason)
    return redirect(board_path(planned), 303)


def why_not(planned: Evening) -> str:
    try:
        require_ahead(planned.round, g.now)
    except OrganizerError as error:
        return sentence(error)
    return ""


def done_in_words(what: str, telling: Telling) -> str:
    return f"{what} {_mails_in_words(len(telling.told))}"


def _mails_in_words(count: int) -> str:
    """How many are told by the program itself, or by the drafts that the host has still to send."""
    if count and not post_office().sends:
        return str(
            ngettext(
                "%(num)d draft is written; send it, so that they know.",
                "%(num)d drafts are written; send them, so that everybody knows.",
                count,
            )
        )
    return str(ngettext("%(num)d person is told.", "%(num)d people are told.", count))


def _names(people: Sequence[Person]) -> str:
    return enumerated([person.name.full for person in people])
