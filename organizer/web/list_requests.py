"""The letter for whoever has no list: it asks those who organised the meeting, in any of three languages."""

from typing import TypeVar
from urllib.parse import quote

from flask import Blueprint, render_template, request

from organizer.domain.parties import OccasionKind
from organizer.domain.vocabulary import Formality, Language
from organizer.services import parties
from organizer.services.parties import PartyView
from organizer.web.access import current_host
from organizer.web.asked import asked_occasion
from organizer.web.database import reading
from organizer.web.languages import page_language

blueprint = Blueprint("list_requests", __name__)

Kind = TypeVar("Kind", Language, Formality)

VISITS = (OccasionKind.THEIR_VISIT, OccasionKind.MY_VISIT)


@blueprint.get("/lists/request")
def show() -> str:
    """The letter in the language and form of address asked for, ready to copy."""
    occasion_id = asked_occasion(request.args.get("occasion"))
    with reading() as connection:
        party = parties.of_occasion(connection, current_host().id, occasion_id) if occasion_id else None
    language = _one_of(Language, "language", page_language())
    formality = _one_of(Formality, "formality", Formality.FORMAL)
    subject, body = _letter(party, language, formality)
    return render_template(
        "list_requests/request.html",
        party=party,
        occasion=occasion_id,
        language=language,
        formality=formality,
        subject=subject,
        body=body,
        mailto=f"mailto:?subject={quote(subject)}&body={quote(body)}",
    )


def _letter(party: PartyView | None, language: Language, formality: Formality) -> tuple[str, str]:
    occasion = party.party.occasion if party else None
    text = render_template(
        f"list_requests/{language}.txt",
        name=occasion.name if occasion else "",
        is_visit=occasion is not None and occasion.kind in VISITS,
        kind=occasion.kind if occasion else "",
        is_formal=formality is Formality.FORMAL,
        host=current_host(),
    )
    subject, _, body = text.partition("\n")
    return subject.strip(), body.strip()


def _one_of(kind: type[Kind], name: str, usual: Kind) -> Kind:
    said = request.args.get(name, "")
    return kind(said) if said in list(kind) else usual
