"""The board of a round: who said what, the next best act, and everything a host can do once invitations are out."""

from collections.abc import Callable

from flask import Blueprint, flash, g, redirect, render_template, request
from flask_babel import gettext, ngettext
from flask_babel import lazy_gettext as _l
from sqlalchemy import Connection
from werkzeug.wrappers import Response
from wtforms import TextAreaField
from wtforms.validators import Length

from organizer.domain.errors import N_, NotFoundError, OrganizerError
from organizer.domain.outbox import DispatchState
from organizer.domain.plain_text import several_lines
from organizer.domain.vocabulary import DispatchId, ParticipationStatus, PartyId, PersonId
from organizer.services import board as service
from organizer.services import invitations, outbox, refused_mails, replies, tables, turnouts
from organizer.services.board import NextAct
from organizer.services.rounds import Evening, evening, evening_to_change
from organizer.web.access import current_host
from organizer.web.board_view import look_at
from organizer.web.board_words import ANSWERS
from organizer.web.database import reading, writing
from organizer.web.forms import WELL_FORMED, Form, LineField
from organizer.web.languages import sentence
from organizer.web.office import post_office
from organizer.web.steps import Step, step_path

LONGEST_COMMENT = 2000

blueprint = Blueprint("boards", __name__, url_prefix="/parties/<int:party_id>/rounds/<int:number>/board")

Answer = str | Response | tuple[str, int]
Deed = Callable[[Connection, Evening], str]


class NoSuchAnswerError(OrganizerError):
    message = N_("Choose yes, maybe or no.")


class AddressForm(Form):
    """A mended address."""

    email = LineField(_l("Mail address"), (WELL_FORMED,), render_kw={"type": "email", "autocomplete": "off"})


class AnswerForm(Form):
    """What a guest told the host, in the host's words."""

    comment = TextAreaField(
        _l("What they said"),
        filters=[lambda text: several_lines(text or "")],
        validators=[Length(max=LONGEST_COMMENT, message=_l("Please keep this under %(max)d characters."))],
    )


@blueprint.get("")
def board(party_id: int, number: int) -> str:
    """The round as it stands."""
    return board_page(party_id, number)


@blueprint.post("/stop")
def stop(party_id: int, number: int) -> Answer:
    """Stop every mail that has not left."""

    def deed(connection: Connection, planned: Evening) -> str:
        stopped = invitations.stop(connection, planned, g.now)
        return str(ngettext("Stopped: %(num)d mail stays here.", "Stopped: %(num)d mails stay here.", stopped))

    return do(party_id, number, deed)


@blueprint.post("/release")
def release(party_id: int, number: int) -> Answer:
    """Send what was held."""

    def deed(connection: Connection, planned: Evening) -> str:
        held = service.mails_in(connection, planned, DispatchState.HELD)
        invitations.release(connection, held, g.now)
        return str(ngettext("%(num)d mail is on its way.", "%(num)d mails are on their way.", len(held)))

    return do(party_id, number, deed)


@blueprint.post("/return")
def take_back(party_id: int, number: int) -> Answer:
    """Take drafts that were not sent, or held mails, back to the desk."""

    def deed(connection: Connection, planned: Evening) -> str:
        taken = invitations.take_back(connection, planned, g.now)
        return str(ngettext("%(num)d mail is taken back.", "%(num)d mails are taken back.", taken))

    return do(party_id, number, deed)


@blueprint.post("/mails/<any(all):which>/sent")
@blueprint.post("/mails/<int:which>/sent")
def note_sent(party_id: int, number: int, which: int | str) -> Answer:
    """The host has sent a draft, or all of them, from the own mailbox; a text is passed on apart from them."""
    dispatch_id = DispatchId(which) if isinstance(which, int) else None

    def deed(connection: Connection, planned: Evening) -> str:
        drafts = service.mails_in(connection, planned, DispatchState.HANDED, dispatch_id)
        mails = [mail for mail in drafts if not mail.waits_to_be_passed_on] or drafts
        noted = outbox.note_handed_over(connection, [mail.id for mail in mails], g.now)
        return str(ngettext("Noted as sent: %(num)d mail.", "Noted as sent: %(num)d mails.", noted)) if noted else ""

    return do(party_id, number, deed)


@blueprint.post("/mails/<int:which>/arrival")
def note_arrival(party_id: int, number: int, which: int) -> Answer:
    """A mail of which nobody knew has arrived."""

    def deed(connection: Connection, planned: Evening) -> str:
        mails = service.mails_in(connection, planned, DispatchState.UNCERTAIN, DispatchId(which))
        noted = outbox.note_handed_over(connection, [mail.id for mail in mails], g.now)
        return str(gettext("Noted: the mail has arrived.")) if noted else ""

    return do(party_id, number, deed)


@blueprint.post("/mails/<int:which>/repetition")
def repeat(party_id: int, number: int, which: int) -> Answer:
    """Send a mail of which nobody knows whether it arrived once more."""

    def deed(connection: Connection, planned: Evening) -> str:
        mails = service.mails_in(connection, planned, DispatchState.UNCERTAIN, DispatchId(which))
        sent = sum(outbox.send_again(connection, mail.id, g.now) for mail in mails)
        return str(gettext("The same mail leaves once more.")) if sent else ""

    return do(party_id, number, deed)


@blueprint.post("/mails/<int:which>/mending")
def mend(party_id: int, number: int, which: int) -> Answer:
    """Mend the address a mail was refused for, and send it again."""
    form = AddressForm()
    if not form.validate_on_submit():
        return board_page(party_id, number, refusal=form.email.errors[0], address=form.email.data), 422

    def deed(connection: Connection, planned: Evening) -> str:
        office = post_office()
        mail_id = DispatchId(which)
        refused_mails.mend(connection, planned, mail_id, form.email.data, office, g.now, as_drafts=not office.sends)
        return str(gettext("It is sent again to %(address)s.", address=form.email.data))

    return do(party_id, number, deed, address=form.email.data)


@blueprint.post("/people/<int:person_id>/answer")
def record(party_id: int, number: int, person_id: int) -> Answer:
    """Note an answer the host was told."""
    form = AnswerForm()
    status = _status_said()
    if status is None or not form.validate_on_submit():
        refusal = form.comment.errors[0] if form.comment.errors else sentence(NoSuchAnswerError())
        return board_page(party_id, number, refusal=refusal, said={PersonId(person_id): form.comment.data or ""}), 422

    def deed(connection: Connection, planned: Evening) -> str:
        invitation = invitations.open_invitation(connection, planned, PersonId(person_id))
        replies.record(connection, invitation, status, form.comment.data or "", g.now)
        name = planned.people[PersonId(person_id)].name.full
        return str(gettext("Noted: %(name)s says %(answer)s.", name=name, answer=ANSWERS[status]))

    return do(party_id, number, deed)


@blueprint.post("/people/<int:person_id>/offer")
def offer_again(party_id: int, number: int, person_id: int) -> Answer:
    """Ask somebody anew who said no."""

    def deed(connection: Connection, planned: Evening) -> str:
        invitations.offer_again(connection, planned, PersonId(person_id), g.now)
        name = planned.people[PersonId(person_id)].name.full
        return str(gettext("%(name)s can be invited anew. Read the letter before it leaves.", name=name))

    return do(party_id, number, deed)


@blueprint.post("/seats")
def bring_in(party_id: int, number: int) -> Answer:
    """Give a free seat to somebody on the bench."""
    person_id = PersonId(request.form.get("person", 0, type=int))

    def deed(connection: Connection, planned: Evening) -> str:
        tables.bring_in(connection, planned, person_id)
        name = planned.people[person_id].name.full
        return str(gettext("%(name)s has a seat now. Rehearse and send the invitation.", name=name))

    return do(party_id, number, deed)


@blueprint.post("/attendance")
def note_attendance(party_id: int, number: int) -> Answer:
    """Note who came."""
    came = {PersonId(person_id) for person_id in request.form.getlist("came", type=int)}

    def deed(connection: Connection, planned: Evening) -> str:
        turnouts.note_attendance(connection, planned, came, g.now)
        return str(gettext("Noted who came."))

    return do(party_id, number, deed)


def load(party_id: int, number: int) -> Evening:
    """The round of the host who asks."""
    with reading() as connection:
        return evening(connection, current_host(), PartyId(party_id), number)


def board_path(planned: Evening) -> str:
    return step_path(Step.BOARD, planned.party, planned.round)


def do(party_id: int, number: int, deed: Deed, *, address: str = "", pasted: str = "") -> Answer:
    """One deed in one transaction; a broken rule is said on the board itself."""
    try:
        with writing() as connection:
            planned = evening_to_change(connection, current_host(), PartyId(party_id), number)
            said = deed(connection, planned)
    except NotFoundError:
        raise
    except OrganizerError as error:
        return board_page(party_id, number, refusal=sentence(error), address=address, pasted=pasted), 422
    if said:
        flash(said)
    return redirect(board_path(planned), 303)


def board_page(
    party_id: int,
    number: int,
    *,
    refusal: str = "",
    reply_problems: tuple[str, ...] = (),
    pasted: str = "",
    address: str = "",
    said: dict[PersonId, str] | None = None,
) -> str:
    """The board, with what was refused and what was typed."""
    with reading() as connection:
        planned = evening(connection, current_host(), PartyId(party_id), number)
        shown = look_at(connection, planned, g.now)
    return render_template(
        "board/board.html",
        shown=shown,
        planned=planned,
        party=planned.party,
        round=planned.round,
        here=board_path(planned),
        refusal=refusal,
        reply_problems=reply_problems,
        pasted=pasted,
        address=address,
        said=said or {},
        answers=ANSWERS,
        acts=NextAct,
    )


def _status_said() -> ParticipationStatus | None:
    said = request.form.get("status", "")
    possible = [one.value for one in ANSWERS if one is not ParticipationStatus.NEEDS_ACTION]
    return ParticipationStatus(said) if said in possible else None
