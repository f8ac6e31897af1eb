"""Pages that ask whether two people are one, and part those who were joined by mistake."""

from dataclasses import dataclass

from flask import Blueprint, flash, g, redirect, render_template, request, url_for
from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from markupsafe import Markup
from sqlalchemy import Connection
from werkzeug.wrappers import Response

from organizer.domain.people import Person
from organizer.domain.same_person import Trait
from organizer.domain.vocabulary import Language, ListId, PersonId
from organizer.services import people
from organizer.services import same_person as service
from organizer.services.same_person import Both, InvitedTwiceError
from organizer.settings import open_keys
from organizer.web.access import current_host
from organizer.web.database import reading, writing
from organizer.web.languages import sentence
from organizer.web.people import country_names
from organizer.web.shell import shell
from organizer.web.words import LANGUAGES

blueprint = Blueprint("same_person", __name__)

Answer = str | Response | tuple[str, int]

TRAITS = {
    "name": _l("Name"),
    "email": _l("Mail address"),
    "organisation": _l("Organisation"),
    "department": _l("Department or site"),
    "job_title": _l("Job title"),
    "city": _l("City"),
    "country": _l("Country"),
    "language": _l("Language"),
    "topics": _l("Topics"),
    "talks": _l("Talks"),
    "profile_url": _l("Profile"),
    "note": _l("Note"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class TraitShown:
    """One thing known of two people, in words; `state` is alike, differs or one-sided."""

    name: str
    one: str
    other: str
    state: str


@blueprint.get("/people/doubles")
def ask() -> str:
    """The pair to look at next, and the last answers."""
    return _page()


@blueprint.post("/people/doubles/<int:one_id>/<int:other_id>")
def answer(one_id: int, other_id: int) -> Answer:
    """Keep the host's answer about two people, and ask about the next two."""
    both = PersonId(one_id), PersonId(other_id)
    said = request.form.get("answer", "")
    if said not in ANSWERS:
        return redirect(url_for("same_person.ask"), 303)
    try:
        with writing() as connection:
            told = ANSWERS[said](connection, both)
    except InvitedTwiceError as error:
        return _page(refused=sentence(error)), 422
    flash(told)
    return redirect(url_for("same_person.ask"), 303)


@blueprint.post("/people/unions/<int:union_id>/parting")
def part(union_id: int) -> Response:
    """Make two of one again."""
    host_id = current_host().id
    with writing() as connection:
        one_id, other_id = service.part(connection, host_id, union_id, open_keys(shell().settings.home), g.now)
        one, other = (people.person(connection, host_id, person_id) for person_id in (one_id, other_id))
    flash(gettext("%(one)s and %(other)s are two again, and stay two.", one=_told(one), other=_told(other)))
    return redirect(url_for("same_person.ask"), 303)


@blueprint.post("/lists/<int:list_id>/rows/<int:row_id>/parting")
def part_row(list_id: int, row_id: int) -> Response:
    """Make a person of their own of a row that was joined with somebody."""
    keys = open_keys(shell().settings.home)
    with writing() as connection:
        person = service.part_row(connection, current_host().id, ListId(list_id), row_id, keys, g.now)
    flash(gettext("%(name)s is a person of their own now, and stays one.", name=person.name.display))
    return redirect(url_for("lists.show", list_id=list_id), 303)


def _page(refused: str = "") -> str:
    with reading() as connection:
        seen = service.questions(connection, current_host().id)
    shown = [_shown(trait) for trait in seen.first.traits] if seen.first else []
    return render_template("same_person/ask.html", seen=seen, traits=shown, refused=refused)


def _same(connection: Connection, both: Both) -> Markup:
    keys = open_keys(shell().settings.home)
    union_id = service.join(connection, current_host().id, both, keys, g.now)
    undo = url_for("same_person.ask", _anchor=f"union-{union_id}")
    link = Markup('<a href="{}">{}</a>').format(undo, gettext("Undo below"))
    return Markup("{} {}").format(gettext("Joined to one person."), link)


def _different(connection: Connection, both: Both) -> str:
    service.tell_apart(connection, current_host().id, both, g.now)
    return str(gettext("Two people. You are not asked about them again."))


def _later(connection: Connection, both: Both) -> str:
    service.put_off(connection, current_host().id, both, g.now)
    return str(gettext("Put off until the others are answered."))


def _again(connection: Connection, both: Both) -> str:
    service.ask_again(connection, current_host().id, both)
    return str(gettext("You are asked about them again."))


ANSWERS = {"same": _same, "different": _different, "later": _later, "again": _again}


def _told(person: Person) -> str:
    return ", ".join(part for part in (person.name.display, person.organisation) if part)


def _shown(trait: Trait) -> TraitShown:
    state = "alike" if trait.is_alike else "differs" if trait.differs else "one-sided"
    one, other = _in_words(trait.field, trait.one), _in_words(trait.field, trait.other)
    return TraitShown(name=str(TRAITS[trait.field]), one=one, other=other, state=state)


def _in_words(field: str, value: object) -> str:
    if field == "country":
        return country_names().get(str(value), str(value or ""))
    if isinstance(value, Language):
        return str(LANGUAGES[value])
    return ", ".join(value) if isinstance(value, tuple) else str(value or "")
