"""The page for a conference's programme: pasted or as a saved web page, it gives speakers with their talks."""

from flask import Blueprint, g, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from organizer.domain.errors import NotFoundError, OrganizerError
from organizer.services import parties
from organizer.services.programmes import upload_programme
from organizer.web.access import current_host
from organizer.web.asked import asked_occasion
from organizer.web.attendee_lists import UploadForm, blame, brought
from organizer.web.database import reading, writing
from organizer.web.words import PASTED_PROGRAMME

blueprint = Blueprint("programmes", __name__)

Answer = str | Response | tuple[str, int]


@blueprint.get("/programmes/new")
def new() -> str:
    """Ask for a programme."""
    return _page(UploadForm(data={"occasion": request.args.get("occasion", "")}))


@blueprint.post("/programmes")
def upload() -> Answer:
    """Keep a programme for looking at."""
    form = UploadForm()
    if not form.validate_on_submit():
        return _page(form), 422
    host_id, occasion_id = current_host().id, asked_occasion(form.occasion.data)
    content, filename = brought(form, PASTED_PROGRAMME)
    try:
        with writing() as connection:
            if occasion_id:
                parties.party_of_occasion(connection, host_id, occasion_id)
            list_id = upload_programme(connection, host_id, occasion_id, content, filename, g.now)
    except NotFoundError:
        raise
    except OrganizerError as error:
        blame(form, error)
        return _page(form), 422
    return redirect(url_for("lists.show", list_id=list_id), 303)


def _page(form: UploadForm) -> str:
    occasion_id = asked_occasion(form.occasion.data)
    with reading() as connection:
        party = parties.of_occasion(connection, current_host().id, occasion_id) if occasion_id else None
    return render_template("programmes/new.html", form=form, party=party)
