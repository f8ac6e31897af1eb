"""Pages that take a row set aside in by hand, and put it back."""

from flask import Blueprint, flash, g, redirect, render_template, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from organizer.domain.vocabulary import ListId
from organizer.services import rescues as service
from organizer.services.rescues import RowAside
from organizer.settings import open_keys
from organizer.web.access import current_host
from organizer.web.database import reading, writing
from organizer.web.people import PersonForm, completed, form_of, typed
from organizer.web.shell import shell
from organizer.web.words import VERDICTS

blueprint = Blueprint("rescues", __name__)

Answer = str | Response | tuple[str, int]


@blueprint.get("/lists/<int:list_id>/rows/<int:row_id>/person")
def show(list_id: int, row_id: int) -> str:
    """The form of a person, filled with what the row says."""
    with reading() as connection:
        aside = service.row_aside(connection, current_host().id, ListId(list_id), row_id)
    return _page(aside, form_of(aside.told))


@blueprint.post("/lists/<int:list_id>/rows/<int:row_id>/person")
def take_in(list_id: int, row_id: int) -> Answer:
    """Make a person of the row."""
    host_id = current_host().id
    with writing() as connection:
        aside = service.row_aside(connection, host_id, ListId(list_id), row_id)
        form = form_of(aside.told)
        if not form.validate_on_submit():
            return _page(aside, form), 422
        newcomer = completed(typed(form, aside.told))
        keys = open_keys(shell().settings.home)
        person = service.take_in(connection, host_id, ListId(list_id), row_id, newcomer, keys, g.now)
    flash(gettext("%(name)s is taken in.", name=person.name.display))
    return redirect(_back(aside), 303)


@blueprint.post("/lists/<int:list_id>/rows/<int:row_id>/withdrawal")
def put_back(list_id: int, row_id: int) -> Response:
    """Set the row aside again."""
    with writing() as connection:
        name = service.put_back(
            connection, current_host().id, ListId(list_id), row_id, open_keys(shell().settings.home)
        )
    flash(gettext("The row of %(name)s is set aside again.", name=name))
    return redirect(url_for("lists.show", list_id=list_id, verdict="set_aside"), 303)


def _page(aside: RowAside, form: PersonForm) -> str:
    return render_template("rescues/row.html", aside=aside, form=form, verdicts=VERDICTS, back=_back(aside))


def _back(aside: RowAside) -> str:
    return url_for("lists.show", list_id=aside.head.id, verdict="set_aside")
