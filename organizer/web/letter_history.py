"""Pages of the letters so far: found by their words or their reader, and read word for word."""

from collections.abc import Iterable

from flask import Blueprint, g, render_template, request

from organizer.domain.vocabulary import DispatchId
from organizer.services import letter_history as service
from organizer.services import people, retention
from organizer.store.letter_history import KeptLetter
from organizer.web.access import current_host
from organizer.web.asked import asked_page, asked_person
from organizer.web.board_words import KINDS, MailState, mail_state
from organizer.web.database import reading
from organizer.web.forms import one_line

blueprint = Blueprint("letter_history", __name__, url_prefix="/letters")


@blueprint.get("")
def letters() -> str:
    """All letters, or those that hold the words searched for; to everybody, or to one person."""
    text, person_id = one_line(request.args.get("q")), asked_person(request.args.get("person"))
    host_id = current_host().id
    with reading() as connection:
        person = people.person(connection, host_id, person_id) if person_id is not None else None
        found = service.search(connection, host_id, text, asked_page(), person_id)
        going = [day for day in retention.letters_go_on(connection, host_id).values() if day >= g.now.date()]
    return render_template(
        "letter_history/letters.html",
        found=found,
        text=text,
        person=person,
        goes_on=min(going, default=None),
        kinds=KINDS,
        states=mail_states(found.letters),
    )


@blueprint.get("/<int:letter_id>")
def letter(letter_id: int) -> str:
    """One letter word for word, with what became of it."""
    with reading() as connection:
        opened = service.letter(connection, current_host().id, DispatchId(letter_id))
        goes_on = retention.letters_go_on(connection, current_host().id)
    return render_template(
        "letter_history/letter.html",
        kept=opened.kept,
        goes_on=goes_on.get(opened.kept.party_id),
        mail=opened.mail,
        kinds=KINDS,
        states=mail_states([opened.kept]),
    )


def mail_states(letters: Iterable[KeptLetter]) -> dict[DispatchId, MailState]:
    """What became of each letter, on the host's clock."""
    zone = current_host().time_zone
    return {one.dispatch.id: mail_state(one.dispatch, zone, g.now) for one in letters}
