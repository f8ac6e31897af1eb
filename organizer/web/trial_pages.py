"""Where the links of a test mail lead: the guest's page as its guest will see it, without a way to answer."""

from flask import Blueprint, flash, redirect, render_template
from flask_babel import gettext
from werkzeug.wrappers import Response

from organizer.domain.vocabulary import ParticipationStatus, PartyId
from organizer.services.invitations import first_errands
from organizer.services.replies import unanswered
from organizer.services.rounds import evening
from organizer.web.access import current_host
from organizer.web.answers import card_of
from organizer.web.database import reading
from organizer.web.office import TRIAL_PAGE, post_office
from organizer.web.steps import Step, step_path

blueprint = Blueprint("trial_pages", __name__, url_prefix="/parties/<int:party_id>/rounds/<int:number>/rehearsal")


@blueprint.get(f"/{TRIAL_PAGE}")
def show(party_id: int, number: int) -> str | Response:
    """The page behind the link of the first letter; once everybody is invited there is none to try."""
    with reading() as connection:
        planned = evening(connection, current_host(), PartyId(party_id), number)
        errands = first_errands(connection, planned, post_office())
        card = card_of(connection, unanswered(planned, errands[0].invitation)) if errands else None
    back = step_path(Step.REHEARSAL, planned.party, planned.round)
    if card is None:
        flash(gettext("Everybody is invited, so there is no test page any more. Each guest has a page of their own."))
        return redirect(back, 303)
    return render_template(
        "answers/invitation.html",
        card=card,
        party=planned.party,
        statuses=ParticipationStatus,
        back=back,
        is_trial=True,
    )
