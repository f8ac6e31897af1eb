"""Reminder, introduction and thanks: prepared on the board, read one by one, sent by the host's explicit act."""

from dataclasses import replace

from flask import Blueprint, abort, flash, g, redirect, render_template, request
from flask_babel import gettext, ngettext
from flask_babel import lazy_gettext as _l
from werkzeug.wrappers import Response

from organizer.domain.errors import OrganizerError
from organizer.domain.outbox import PREPARED, DispatchKind, NothingToSendError
from organizer.domain.vocabulary import Consent, PersonId
from organizer.services import later_letters as service
from organizer.services import letters, people
from organizer.services.later_letters import Prepared
from organizer.services.letters import Letter
from organizer.services.rounds import Evening
from organizer.web.access import current_host
from organizer.web.boards import board_path, load
from organizer.web.database import reading, writing
from organizer.web.desk import Mend, base_path, letter_path, mends, open_desk
from organizer.web.languages import sentence
from organizer.web.office import leaving_in_words, post_office

blueprint = Blueprint(
    "later_letters",
    __name__,
    url_prefix="/parties/<int:party_id>/rounds/<int:number>/board/letters/<kind>",
)

Answer = str | Response | tuple[str, int]

TITLES = {
    DispatchKind.REMINDER: _l("Remind those who are silent"),
    DispatchKind.INTRODUCTION: _l("Introduce the guests to each other"),
    DispatchKind.THANKS: _l("Say thank you"),
}
LEADS = {
    DispatchKind.REMINDER: _l("In other words than the invitation, once, and only to those who have not answered."),
    DispatchKind.INTRODUCTION: _l("To those who come. Only guests who agreed are named; the others are counted."),
    DispatchKind.THANKS: _l("To those who were there. Add what you liked or promised before you send it."),
}


@blueprint.get("")
def prepared(party_id: int, number: int, kind: str) -> str:
    """The letters of that kind as they would be sent now."""
    return _page(party_id, number, _wanted(kind))


@blueprint.post("")
def send(party_id: int, number: int, kind: str) -> Answer:
    """Send the letters to those ticked; pressed twice it sends once."""
    wanted, office, planned = _wanted(kind), post_office(), load(party_id, number)
    chosen = {PersonId(person_id) for person_id in request.form.getlist("person", type=int)}
    try:
        with writing() as connection:
            current = open_desk(connection, party_id, number, to_change=True).planned
            sent = service.send(connection, current, wanted, chosen, office, g.now, as_drafts=not office.sends)
    except NothingToSendError:
        return redirect(board_path(planned), 303)
    except OrganizerError as error:
        return _page(party_id, number, wanted, refusal=sentence(error)), 422
    flash(_said(planned, len(sent)))
    return redirect(board_path(planned), 303)


@blueprint.post("/people/<int:person_id>/lines")
def keep_lines(party_id: int, number: int, kind: str, person_id: int) -> Response:
    """Keep what the host liked about a guest and could bring them, for the thanks."""
    wanted = _wanted(kind)
    appreciation, offer = (" ".join(request.form.get(name, "").split()) for name in ("appreciation", "offer"))
    with writing() as connection:
        desk = open_desk(connection, party_id, number, to_change=True)
        found = [one for one in service.prepare(connection, desk, wanted).letters if one.person.id == person_id]
        if not found:
            abort(404)
        letters.write_lines(connection, desk, found[0].person.id, found[0].kind, appreciation, offer)
    flash(gettext("Your words are kept."))
    return redirect(f"{request.path.partition('/people')[0]}#letter-{person_id}", 303)


@blueprint.post("/people/<int:person_id>/naming")
def note_naming(party_id: int, number: int, kind: str, person_id: int) -> Response:
    """Note whether a guest agreed to be named to the others."""
    wanted, planned = _wanted(kind), load(party_id, number)
    person = planned.people.get(PersonId(person_id))
    if person is None or wanted is not DispatchKind.INTRODUCTION:
        abort(404)
    consent = Consent.YES if request.form.get("agreed") == "yes" else Consent.NO
    with writing() as connection:
        people.change(connection, planned.host.id, replace(person, consent=consent), post_office().keys)
    return redirect(request.path.partition("/people")[0], 303)


def _wanted(kind: str) -> DispatchKind:
    """The kind an address names; only these three are prepared here."""
    if kind not in set(PREPARED):
        abort(404)
    return DispatchKind(kind)


def _page(party_id: int, number: int, kind: DispatchKind, *, refusal: str = "") -> str:
    with reading() as connection:
        desk = open_desk(connection, party_id, number)
        found = service.prepare(connection, desk, kind)
        coming = tuple(one for one in desk.planned.people.values() if one.id in desk.coming)
    planned = desk.planned
    return render_template(
        "later_letters/letters.html",
        planned=planned,
        kind=kind,
        title=TITLES[kind],
        lead=LEADS[kind],
        prepared=found,
        missing=_missing(planned, found),
        coming=coming if kind is DispatchKind.INTRODUCTION else (),
        refusal=refusal or _not_now(planned, kind),
        is_time=not _not_now(planned, kind),
        sender=post_office().sender(current_host()),
        sends=post_office().sends,
        here=f"{board_path(planned)}/letters/{kind}",
        board=board_path(planned),
        base_paths={one.person.id: base_path(planned, one.base_key) for one in found.letters},
        edit_paths={one.person.id: _edit_path(planned, one) for one in found.letters},
    )


def _missing(planned: Evening, found: Prepared) -> dict[PersonId, tuple[Mend, ...]]:
    return {one.person.id: mends(planned, one) for one in found.letters}


def _edit_path(planned: Evening, letter: Letter) -> str:
    return f"{letter_path(planned, letter.person.id)}/text?kind={letter.kind}"


def _not_now(planned: Evening, kind: DispatchKind) -> str:
    try:
        service.require_its_time(planned, kind, g.now)
    except OrganizerError as error:
        return sentence(error)
    return ""


def _said(planned: Evening, count: int) -> str:
    if not post_office().sends:
        return str(
            ngettext(
                "%(num)d draft is written; send it, so that they know.",
                "%(num)d drafts are written; send them, so that everybody knows.",
                count,
            )
        )
    return leaving_in_words(count, planned.host.time_zone)
