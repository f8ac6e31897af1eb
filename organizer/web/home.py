"""The first page: the host's parties, each with the next best act."""

from flask import Blueprint, g, redirect, render_template, url_for
from werkzeug.wrappers import Response

from organizer.services import unpicked
from organizer.services.parties import parties
from organizer.web.access import current_host
from organizer.web.database import reading
from organizer.web.steps import ACTS, step_path

blueprint = Blueprint("home", __name__)


@blueprint.get("/")
def home() -> str | Response:
    """All parties, newest first; without any, the page that plans the first."""
    with reading() as connection:
        planned = parties(connection, current_host().id)
        leaving = unpicked.leaving(connection, current_host().id, g.now)
    if not planned:
        return redirect(url_for("start.start"), 303)
    return render_template("home/home.html", parties=planned, leaving=leaving, acts=ACTS, step_path=step_path)
