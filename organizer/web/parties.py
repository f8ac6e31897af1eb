"""The page of a party: its occasion, its rounds, and the step from the last one to the next."""

from dataclasses import dataclass

from flask import Blueprint, flash, g, redirect, render_template
from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from sqlalchemy import Connection
from werkzeug.wrappers import Response
from wtforms import DateField, SelectField
from wtforms.validators import DataRequired, Optional

from organizer.domain.next_round import RETURNING, Turnout
from organizer.domain.parties import Occasion, OccasionKind
from organizer.domain.people import Person
from organizer.domain.rounds import Round, RoundState
from organizer.domain.vocabulary import PartyId
from organizer.services import parties as service
from organizer.services.next_round import Returning, look_back, open_next_round
from organizer.services.parties import PartyView
from organizer.services.rounds import evening
from organizer.services.turnouts import tally_of
from organizer.web.access import current_host
from organizer.web.board_words import tally_in_words
from organizer.web.database import reading, writing
from organizer.web.forms import Form, LineField, choices
from organizer.web.kept_forms import kept_form
from organizer.web.steps import ACTS, Step, step_path
from organizer.web.words import OCCASIONS

TURNOUTS = {
    Turnout.CAME: _l("Came"),
    Turnout.SAID_YES: _l("Said yes"),
    Turnout.SAID_MAYBE: _l("Said maybe, or had no time to answer"),
    Turnout.SAID_NO: _l("Said no"),
    Turnout.BENCH: _l("Waited on the bench"),
    Turnout.SILENT: _l("Did not answer"),
    Turnout.NO_SHOW: _l("Said yes and was not there"),
}
blueprint = Blueprint("parties", __name__, url_prefix="/parties/<int:party_id>")

Answer = str | Response | tuple[str, int]


class OccasionForm(Form):
    """The meeting that did not happen, corrected."""

    kind = SelectField(_l("Which meeting did not happen?"), choices=choices(OCCASIONS))
    name = LineField(
        _l("What is it called?"),
        (DataRequired(_l("Name the meeting; the letters will mention it by this name.")),),
    )
    place = LineField(_l("Where would it have been?"))
    planned_on = DateField(_l("When would it have begun?"), validators=[Optional()])
    fell_out = LineField(_l("What do you miss most about it?"))


@dataclass(frozen=True, slots=True, kw_only=True)
class RoundLine:
    """One round in the ledger: where it leads, and how it stands in words."""

    round: Round
    path: str
    state: str
    tone: str
    tally: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TurnoutGroup:
    """Last time's people who stood the same way; `is_seated` says that they begin the next round at the table."""

    title: str
    people: tuple[Person, ...]
    is_seated: bool


@blueprint.get("")
def party(party_id: int) -> str:
    """The party as it stands."""
    with reading() as connection:
        return _page(connection, party_id)


@blueprint.post("/occasion")
def correct_occasion(party_id: int) -> Answer:
    """Correct the meeting that did not happen."""
    form = OccasionForm()
    if not form.validate_on_submit():
        with reading() as connection:
            return _page(connection, party_id, form), 422
    with writing() as connection:
        service.change_occasion(
            connection,
            current_host().id,
            PartyId(party_id),
            kind=OccasionKind(form.kind.data),
            name=form.name.data,
            place=form.place.data,
            planned_on=form.planned_on.data,
            fell_out=form.fell_out.data,
        )
    flash(gettext("Letters that are still to be written name it like this."))
    return redirect(f"/parties/{party_id}", 303)


@blueprint.post("/rounds")
def plan_next(party_id: int) -> Response:
    """Open the next round with last time's people; its table comes first, then its date."""
    with writing() as connection:
        opened = open_next_round(connection, current_host(), PartyId(party_id))
    flash(gettext("Round %(number)d begins with these people. Next: its date.", number=opened.round.number))
    return redirect(step_path(Step.TABLE, opened.party, opened.round), 303)


def _page(connection: Connection, party_id: int, form: OccasionForm | None = None) -> str:
    host = current_host()
    view = service.view(connection, service.party(connection, host.id, PartyId(party_id)))
    last = evening(connection, host, view.party.id, view.rounds[-1].number)
    is_planning = last.round.state is RoundState.PLANNING
    before = evening(connection, host, view.party.id, last.round.number - 1) if _was_before(view) else None
    looked_at = before if is_planning else last
    return render_template(
        "parties/party.html",
        view=view,
        party=view.party,
        last=last.round,
        lines=[_line(connection, view, one) for one in reversed(view.rounds)],
        groups=_groups(look_back(connection, looked_at)) if looked_at else (),
        looked_at=looked_at.round if looked_at else None,
        form=form or _filled(view.party.occasion),
        act=ACTS[Step(view.next_step)],
        next_path=step_path(view.next_step, view.party, last.round),
        is_planning=is_planning,
        is_ready_for_next=last.round.state is RoundState.CANCELLED or last.round.is_over(g.now),
    )


def _was_before(view: PartyView) -> bool:
    return view.rounds[-1].state is RoundState.PLANNING and len(view.rounds) > 1


def _filled(occasion: Occasion) -> OccasionForm:
    return OccasionForm(formdata=kept_form(), obj=occasion)


def _line(connection: Connection, view: PartyView, one: Round) -> RoundLine:
    is_last = one.number == view.rounds[-1].number
    return RoundLine(
        round=one,
        path=step_path(view.next_step if is_last else Step.BOARD, view.party, one),
        state=_state(one),
        tone="bad" if one.state is RoundState.CANCELLED else "quiet",
        tally="" if one.state is RoundState.CANCELLED else tally_in_words(tally_of(connection, one)),
    )


def _state(one: Round) -> str:
    if one.state is RoundState.CANCELLED:
        return str(gettext("cancelled"))
    if one.state is RoundState.PLANNING:
        return str(gettext("being planned"))
    return str(gettext("over") if one.is_over(g.now) else gettext("invited"))


def _groups(people: tuple[Returning, ...]) -> tuple[TurnoutGroup, ...]:
    parted = {how: tuple(one.person for one in people if one.turnout is how) for how in TURNOUTS}
    return tuple(
        TurnoutGroup(title=str(TURNOUTS[how]), people=found, is_seated=how in RETURNING)
        for how, found in parted.items()
        if found
    )
