"""The letter for whoever has no list: it asks those who organised the meeting, in any of three languages."""

from urllib.parse import quote

from flask import Blueprint, render_template, request

from organizer.domain.vocabulary import Language
from organizer.services import parties
from organizer.services.list_requests import write_list_request
from organizer.web.access import current_host
from organizer.web.asked import asked_occasion
from organizer.web.database import reading
from organizer.web.languages import page_language

blueprint = Blueprint("list_requests", __name__)


@blueprint.get("/lists/request")
def show() -> str:
    """The letter in the language asked for, ready to copy."""
    occasion_id = asked_occasion(request.args.get("occasion"))
    with reading() as connection:
        party = parties.of_occasion(connection, current_host().id, occasion_id) if occasion_id else None
    said = request.args.get("language", "")
    language = Language(said) if said in list(Language) else page_language()
    letter = write_list_request(current_host(), party.party if party else None, language)
    return render_template(
        "list_requests/request.html",
        party=party,
        occasion=occasion_id,
        language=language,
        subject=letter.subject,
        body=letter.body,
        mailto=f"mailto:?subject={quote(letter.subject)}&body={quote(letter.body)}",
    )
