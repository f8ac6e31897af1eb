"""Short texts to pass on by LinkedIn or XING, and a card to print, for one invitee."""

from flask import Blueprint, render_template
from sqlalchemy import Connection

from organizer.domain.errors import NotFoundError
from organizer.domain.people import Person
from organizer.domain.short_texts import LONG_NOTE_LIMIT, NOTE_LIMIT
from organizer.domain.vocabulary import PersonId
from organizer.services import letters
from organizer.services.invitations import offers
from organizer.services.letters import Desk
from organizer.services.short_texts import short_texts
from organizer.web.database import reading
from organizer.web.desk import letter_path, open_desk
from organizer.web.office import post_office

blueprint = Blueprint("short_texts", __name__, url_prefix="/parties/<int:party_id>/rounds/<int:number>/letters")


@blueprint.get("/<int:person_id>/short")
def short(party_id: int, number: int, person_id: int) -> str:
    """The texts, each with how long it may be."""
    with reading() as connection:
        desk = open_desk(connection, party_id, number)
        person = _invitee(desk, person_id)
        texts = short_texts(desk, person, _answer_link(connection, desk, person))
    return render_template(
        "short_texts/short.html",
        planned=desk.planned,
        person=person,
        language=letters.language_of(desk.planned, person),
        texts=texts,
        limits=(NOTE_LIMIT, LONG_NOTE_LIMIT),
        letter=letter_path(desk.planned, person.id),
    )


@blueprint.get("/<int:person_id>/card")
def card(party_id: int, number: int, person_id: int) -> str:
    """The letter on a sheet to print, fold and hand over."""
    with reading() as connection:
        desk = open_desk(connection, party_id, number)
        person = _invitee(desk, person_id)
        texts = short_texts(desk, person, _answer_link(connection, desk, person))
    return render_template(
        "short_texts/card.html",
        planned=desk.planned,
        person=person,
        language=letters.language_of(desk.planned, person),
        text=texts.message,
        letter=letter_path(desk.planned, person.id),
    )


def _invitee(desk: Desk, person_id: int) -> Person:
    found = next((one for one in desk.invitees if one.id == person_id), None)
    if found is None:
        raise NotFoundError
    return found


def _answer_link(connection: Connection, desk: Desk, person: Person) -> str:
    """The personal link of the invitation they have or would get."""
    office = post_office()
    theirs = next(
        (one for one in offers(connection, desk.planned, office) if one.person_id == PersonId(person.id)), None
    )
    return office.answer_link(theirs.uid) if theirs else ""
