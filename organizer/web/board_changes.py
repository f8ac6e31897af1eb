"""Changes once invitations are out: asked for in a form, shown with who will be told, and only then made."""

from collections.abc import Mapping
from contextlib import suppress
from datetime import date, datetime, time, timedelta
from typing import cast

from flask import Blueprint, flash, g, redirect, render_template, request
from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from wtforms import IntegerField, TimeField
from wtforms.validators import InputRequired

from organizer.domain.errors import OrganizerError
from organizer.domain.rounds import Round, RoundLengthError, RoundState, SlotOutsideRoundError
from organizer.domain.scheduling import local_time, minutes_after
from organizer.domain.vocabulary import Language
from organizer.services import round_changes
from organizer.services.host_calendars import busy_times
from organizer.services.hours import everybodys_hours
from organizer.services.invitations import Rehearsed
from organizer.services.round_changes import NewTerms, NothingChangedError, Telling
from organizer.services.rounds import Evening, require_ahead
from organizer.web.boards import board_path, load
from organizer.web.consequences import (
    Answer,
    WordForm,
    as_it_is_now,
    consequences_in_words,
    done_in_words,
    opened,
    why_not,
)
from organizer.web.database import reading, writing
from organizer.web.dates import DateForm, notes_on, rows_of, start_asked_for, wall_clock
from organizer.web.forms import zone_kept
from organizer.web.kept_forms import kept_form, page_with_form
from organizer.web.languages import sentence
from organizer.web.office import post_office
from organizer.web.rooms import LINK_ERRORS, LinkField, slot_clock
from organizer.web.steps import Step, step_path

# What the acts of a form are called: show who will be told, go back to the form, do it.
LOOK, EDIT, DO = "look", "edit", "do"


blueprint = Blueprint("board_changes", __name__, url_prefix="/parties/<int:party_id>/rounds/<int:number>/board")


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


@blueprint.get("/change")
def change(party_id: int, number: int) -> Answer:
    """The round as it is, to be changed."""
    planned = load(party_id, number)
    if planned.round.state is RoundState.PLANNING:
        return redirect(step_path(Step.DATE, planned.party, planned.round), 303)
    kept = kept_form()
    if kept is not None and not why_not(planned):
        return _kept_page(planned, _fitting(planned, ChangeForm(meta={"csrf": False})), kept.get("act", EDIT))
    proposed = _told_before(planned) if request.args.get("back") else _proposed()
    return _change_page(planned, _standing(planned, proposed))


@blueprint.post("/change")
def make_change(party_id: int, number: int) -> Answer:
    """Go on to the page that shows who would be told; its button makes the change and tells them."""
    planned = load(party_id, number)
    form, act = _fitting(planned, ChangeForm()), request.form.get("act", LOOK)
    if act == EDIT:
        return redirect(page_with_form(f"{board_path(planned)}/change"), 303)
    terms = _terms(planned, form) if form.validate_on_submit() else None
    if terms is None:
        return _change_page(planned, form), 422
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
    return redirect(page_with_form(f"{board_path(planned)}/change"), 303)


def _kept_page(planned: Evening, form: ChangeForm, act: str) -> str:
    """What was typed before, as the preview or the form that it was on; nothing is refused that was only looked at."""
    if act != LOOK or not form.validate():
        return _change_page(planned, form)
    terms = _terms(planned, form)
    if terms is None:
        return _change_page(planned, form)
    try:
        return _change_page(planned, form, telling=_look(planned, terms), terms=terms)
    except NothingChangedError:
        return _change_page(planned, form, refusal=gettext("The round is like this already. Nobody has to be told."))
    except OrganizerError as error:
        return _change_page(planned, form, refusal=_at_its_field(form, error))


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
        time_zone=zone_kept(form.zone.data, planned.round.time_zone),
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
    if round_.starts_at is None or zone_kept(form.zone.data, round_.time_zone) != round_.time_zone:
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
        mails=opened(mails),
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
