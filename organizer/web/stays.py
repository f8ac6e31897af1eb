"""The page on which a guest is asked for a part of the evening only: own begin and length, inside the round."""

from datetime import time
from typing import cast

from flask import Blueprint, flash, g, redirect, render_template, request
from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from werkzeug.wrappers import Response
from wtforms import IntegerField, TimeField
from wtforms.validators import InputRequired

from organizer.domain.errors import NotFoundError, OrganizerError
from organizer.domain.invitations import Place
from organizer.domain.people import Person
from organizer.domain.rounds import RoundState, Stay
from organizer.domain.scheduling import local_time, minutes_after
from organizer.domain.vocabulary import PersonId
from organizer.services import round_changes
from organizer.services.mails import NoDateError
from organizer.services.round_changes import NothingChangedError, Telling
from organizer.services.rounds import Evening
from organizer.web.board_changes import DO, LOOK
from organizer.web.boards import load
from organizer.web.consequences import as_it_is_now, consequences_in_words, done_in_words, why_not
from organizer.web.database import reading, writing
from organizer.web.forms import Form
from organizer.web.kept_forms import kept_form, page_with_form
from organizer.web.languages import sentence
from organizer.web.office import post_office
from organizer.web.steps import Step, step_path

WHOLE = "whole"

blueprint = Blueprint(
    "stays",
    __name__,
    url_prefix="/parties/<int:party_id>/rounds/<int:number>/people/<int:person_id>/stay",
)

Answer = str | Response | tuple[str, int]


class StayForm(Form):
    """From when and for how long a guest is there."""

    begins = TimeField(_l("Comes at"), [InputRequired(_l("Say when this guest comes."))], format=["%H:%M", "%H:%M:%S"])
    length = IntegerField(
        _l("Stays for minutes"), [InputRequired(_l("Say for how many minutes."))], render_kw={"min": 5}
    )


@blueprint.get("")
def stay(party_id: int, number: int, person_id: int) -> Answer:
    """For which part of the evening a guest is asked."""
    planned = load(party_id, number)
    guest, kept = _guest(planned, person_id), kept_form()
    if kept is None or why_not(planned):
        return _page(planned, guest, _filled(planned, guest.id))
    return _kept_page(planned, guest, StayForm(meta={"csrf": False}), kept.get("act", ""))


@blueprint.post("")
def change(party_id: int, number: int, person_id: int) -> Answer:
    """Show who would be told; on the second press, or where nobody has to be told, make the change."""
    planned, form = load(party_id, number), StayForm()
    guest, act = _guest(planned, person_id), request.form.get("act", LOOK)
    if act != WHOLE and not form.validate_on_submit():
        return _page(planned, guest, form), 422
    wanted = None if act == WHOLE else _stay(planned, guest, form)
    try:
        with reading() as connection:
            telling = round_changes.plan_stay(connection, planned, guest.id, wanted)
        if telling.told and act == LOOK:
            return redirect(page_with_form(_stay_path(planned, guest)), 303)
        return _changed(planned, guest, wanted)
    except NothingChangedError:
        return redirect(_way_back(planned), 303)
    except OrganizerError as error:
        form.begins.errors = [sentence(error)]
        return _page(planned, guest, form), 422


def _kept_page(planned: Evening, guest: Person, form: StayForm, act: str) -> str:
    """What was typed before, as the preview or the form that it was on; nothing is refused that was only looked at."""
    if act != LOOK or not form.validate():
        return _page(planned, guest, form)
    try:
        with reading() as connection:
            telling = round_changes.plan_stay(connection, planned, guest.id, _stay(planned, guest, form))
    except OrganizerError as error:
        form.begins.errors = [sentence(error)]
        return _page(planned, guest, form)
    return _page(planned, guest, form, telling=telling)


def _guest(planned: Evening, person_id: int) -> Person:
    seat = planned.seat_of(PersonId(person_id))
    if seat is None or seat.place is not Place.SEAT:
        raise NotFoundError
    if planned.round.starts_at is None:
        raise NoDateError
    return planned.people[seat.person_id]


def _filled(planned: Evening, person_id: PersonId) -> StayForm:
    asked = planned.round.as_asked_of(person_id)
    if asked.starts_at is None:
        raise NoDateError
    begins = local_time(asked.starts_at, asked.time_zone).time()
    return StayForm(formdata=None, data={"begins": begins, "length": asked.length_minutes})


def _stay(planned: Evening, guest: Person, form: StayForm) -> Stay:
    """The part asked for; a begin before that of the evening counts as on the next day, outside it."""
    if planned.round.starts_at is None:
        raise NoDateError
    start = local_time(planned.round.starts_at, planned.round.time_zone).time()
    offset = minutes_after(start, cast(time, form.begins.data))
    return Stay(person_id=guest.id, offset_minutes=offset, length_minutes=cast(int, form.length.data))


def _changed(planned: Evening, guest: Person, wanted: Stay | None) -> Response:
    office = post_office()
    with writing() as connection:
        current = as_it_is_now(connection, planned)
        telling = round_changes.change_stay(
            connection, current, guest.id, wanted, office, g.now, as_drafts=not office.sends
        )
    flash(done_in_words(_noted(guest, wanted), telling))
    return redirect(_way_back(planned), 303)


def _noted(guest: Person, wanted: Stay | None) -> str:
    name = guest.name.full
    if wanted is None:
        return str(gettext("%(name)s is there for the whole evening.", name=name))
    return str(gettext("%(name)s is there for %(minutes)s minutes.", name=name, minutes=wanted.length_minutes))


def _stay_path(planned: Evening, guest: Person) -> str:
    return f"/parties/{planned.party.id}/rounds/{planned.round.number}/people/{guest.id}/stay"


def _way_back(planned: Evening) -> str:
    step = Step.ROOM if planned.round.state is RoundState.PLANNING else Step.BOARD
    return step_path(step, planned.party, planned.round)


def _page(planned: Evening, guest: Person, form: StayForm, *, telling: Telling | None = None) -> str:
    round_ = planned.round
    return render_template(
        "stays/stay.html",
        form=form,
        guest=guest,
        here=_stay_path(planned, guest),
        back=_way_back(planned),
        round=round_,
        ends_at=round_.ends_at,
        is_part=round_.stay_of(guest.id) is not None,
        telling=telling,
        consequences=consequences_in_words(telling) if telling else (),
        as_drafts=not post_office().sends,
        refused_for=why_not(planned),
        acts={"look": LOOK, "do": DO, "whole": WHOLE},
    )
