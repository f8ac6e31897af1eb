"""The page everything begins with: who are you, and which meeting did not happen?"""

from flask import Blueprint, g, redirect, render_template
from flask_babel import lazy_gettext as _l
from sqlalchemy import Connection
from werkzeug.wrappers import Response
from wtforms import DateField, HiddenField, RadioField
from wtforms.validators import DataRequired, Optional

from organizer.domain.parties import Host, OccasionKind
from organizer.services.hosts import welcome_host
from organizer.services.parties import plan_party
from organizer.web.access import Access, allows, current_visitor
from organizer.web.database import writing
from organizer.web.forms import WELL_FORMED, Form, LineField, choices, known_zone
from organizer.web.languages import page_language
from organizer.web.words import OCCASIONS

blueprint = Blueprint("start", __name__)

Answer = str | Response | tuple[str, int]


class StartForm(Form):
    """Who invites, and the meeting that did not happen."""

    name = LineField(
        _l("Your name"),
        (DataRequired(_l("Tell us your name; it stands under every letter.")),),
        render_kw={"autocomplete": "name"},
    )
    email = LineField(
        _l("Your mail address"),
        (DataRequired(_l("Tell us your mail address; answers go there.")), WELL_FORMED),
        render_kw={"autocomplete": "email", "type": "email"},
    )
    time_zone = HiddenField()
    kind = RadioField(
        _l("Which meeting did not happen?"),
        choices=choices(OCCASIONS),
        default=OccasionKind.CONFERENCE_CANCELLED.value,
        validators=[DataRequired(_l("Choose the meeting that comes closest."))],
    )
    occasion = LineField(
        _l("What is it called?"),
        (DataRequired(_l("Name the meeting; the letters will mention it by this name.")),),
    )
    place = LineField(_l("Where would it have been?"))
    planned_on = DateField(
        _l("When would it have begun?"),
        validators=[Optional()],
    )
    fell_out = LineField(_l("What do you miss most about it?"))


@blueprint.get("/start")
@allows(Access.SIGNED_IN)
def start() -> str:
    """Ask for the meeting, and for the host the first time."""
    return _page(_form())


@blueprint.post("/start")
@allows(Access.SIGNED_IN)
def begin() -> Answer:
    """Make the host known and the party planned; then the people."""
    form = _form()
    if not form.validate_on_submit():
        return _page(form), 422
    with writing() as connection:
        party = plan_party(
            connection,
            g.host or _welcome(connection, form),
            kind=OccasionKind(form.kind.data),
            name=form.occasion.data,
            place=form.place.data,
            planned_on=form.planned_on.data,
            fell_out=form.fell_out.data,
            now=g.now,
        )
    return redirect(f"/lists/new?occasion={party.occasion.id}", 303)


def _form() -> StartForm:
    """All questions to a newcomer; a known host is only asked for the meeting, a known address not again."""
    form = StartForm()
    if g.host:
        del form.name, form.email, form.time_zone
    elif current_visitor():
        del form.email
    return form


def _page(form: StartForm) -> str:
    return render_template("start/start.html", form=form)


def _welcome(connection: Connection, form: StartForm) -> Host:
    language, visitor = page_language(), current_visitor()
    return welcome_host(
        connection,
        name=form.name.data,
        email=visitor.email if visitor else form.email.data,
        language=language,
        time_zone=known_zone(form.time_zone.data or "", language),
        host_id=visitor.host.id if visitor else None,
    )
