"""The page of a long list while it is imported, and the button that stops it."""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from werkzeug.wrappers import Response

from organizer.domain.import_runs import ImportRun, Stage
from organizer.domain.vocabulary import ListId
from organizer.services.parties import PartyView
from organizer.store.attendee_lists import ListHead
from organizer.web.access import current_host
from organizer.web.languages import sentence
from organizer.web.shell import shell

blueprint = Blueprint("imports", __name__)

STAGES = {
    Stage.WAITING: _l("Waiting until another import is done"),
    Stage.READING: _l("Reading the rows"),
    Stage.COMPARING: _l("Finding out who is who"),
    Stage.SAVING: _l("Saving"),
}
ENDS = {
    Stage.CANCELLED: _l("The import was cancelled. Nobody was imported, and the list waits as before."),
    Stage.INTERRUPTED: _l(
        "The program was stopped during the import. Nobody was imported, and the list waits as before."
    ),
}


@blueprint.post("/lists/<int:list_id>/import/cancellation")
def cancel(list_id: int) -> Response:
    """Stop an import; what it has written so far is taken back."""
    shell().imports.cancel(current_host().id, ListId(list_id))
    flash(gettext("The import is being stopped. If it was just finished, you can undo it here."))
    return redirect(url_for("lists.show", list_id=list_id), 303)


def import_page(head: ListHead, run: ImportRun, party: PartyView | None) -> str:
    """How far an import is."""
    return render_template("lists/importing.html", head=head, run=run, party=party, stages=STAGES)


def how_it_ended(run: ImportRun) -> str:
    """Why a list still waits although its import was begun."""
    return sentence(run.failure) if run.failure else str(ENDS[run.stage])
