"""Pages that take a row set aside in by hand, and put it back."""

from collections.abc import Iterator

from flask import Blueprint, flash, g, redirect, render_template, url_for
from flask_babel import gettext
from markupsafe import Markup, escape
from werkzeug.wrappers import Response

from organizer.domain.vocabulary import ListId
from organizer.services import rescues as service
from organizer.services.rescues import RowAside, TakenIn
from organizer.settings import open_keys
from organizer.web.access import current_host
from organizer.web.database import reading, writing
from organizer.web.people import PersonForm, asked_words, completed, form_of, typed
from organizer.web.shell import shell
from organizer.web.words import FILLED, VERDICTS

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
        taken = service.take_in(connection, host_id, ListId(list_id), row_id, newcomer, keys, g.now)
    flash(_taken_words(taken))
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


def _taken_words(taken: TakenIn) -> Markup:
    """What became of the row: a person, perhaps one to be asked about, or somebody known with what was added."""
    name = taken.person.name.display
    if taken.was_known:
        return Markup(" ").join(_joined_words(name, taken))
    said = escape(gettext("%(name)s is taken in.", name=name))
    if not taken.asked:
        return said
    return Markup("{} {}").format(said, asked_words())


def _joined_words(name: str, taken: TakenIn) -> Iterator[str]:
    yield escape(gettext("%(name)s was known already; this row is joined with them.", name=name))
    if taken.filled:
        yield escape(gettext("Added: %(fields)s.", fields=_named(taken.filled)))
    if taken.left:
        yield escape(gettext("Left as it was known: %(fields)s.", fields=_named(taken.left)))
    yield Markup('<a href="{}">{}</a>').format(
        url_for("people.show", person_id=taken.person.id), gettext("See the person")
    )


def _named(fields: tuple[str, ...]) -> str:
    return ", ".join(str(FILLED[name]) for name in fields)


def _page(aside: RowAside, form: PersonForm) -> str:
    return render_template("rescues/row.html", aside=aside, form=form, verdicts=VERDICTS, back=_back(aside))


def _back(aside: RowAside) -> str:
    return url_for("lists.show", list_id=aside.head.id, verdict="set_aside")
