"""Taking back, once invitations are out: one person's, or the whole evening; shown with who will be told, then done."""

from flask import Blueprint, flash, g, redirect, render_template, request
from flask_babel import gettext

from organizer.domain.errors import NotFoundError, OrganizerError
from organizer.domain.vocabulary import PersonId
from organizer.services import invitations, round_changes
from organizer.services.rounds import Evening, RoundCancelledError
from organizer.web.board_changes import DO
from organizer.web.boards import board_path, load
from organizer.web.consequences import (
    STOPPED,
    Answer,
    Told,
    WordForm,
    as_it_is_now,
    away_from,
    done_in_words,
    mails_in_words,
    names_of,
    not_told,
    opened,
)
from organizer.web.database import reading, writing
from organizer.web.kept_forms import page_with_form
from organizer.web.languages import sentence
from organizer.web.office import post_office

blueprint = Blueprint("withdrawals", __name__, url_prefix="/parties/<int:party_id>/rounds/<int:number>/board")


@blueprint.get("/cancellation")
def cancellation(party_id: int, number: int) -> Answer:
    """Who would be told that the evening is off."""
    planned = load(party_id, number)
    return away_from(planned) or _cancellation_page(planned, WordForm())


@blueprint.post("/cancellation")
def cancel(party_id: int, number: int) -> Answer:
    """Cancel the evening and tell everybody; or show the mails with the words just written."""
    planned, form = load(party_id, number), WordForm()
    if not form.validate_on_submit():
        return _cancellation_page(planned, form), 422
    if request.form.get("act") != DO:
        return redirect(page_with_form(f"{board_path(planned)}/cancellation"), 303)
    office = post_office()
    try:
        with writing() as connection:
            current = as_it_is_now(connection, planned)
            telling = round_changes.cancel_round(
                connection, current, office, g.now, as_drafts=not office.sends, words=form.words
            )
    except RoundCancelledError:
        # Pressed twice: the first press did it.
        return redirect(board_path(planned), 303)
    except OrganizerError as error:
        return _cancellation_page(planned, form, refusal=sentence(error)), 422
    flash(done_in_words(gettext("The evening is cancelled."), telling))
    return redirect(board_path(planned), 303)


@blueprint.get("/people/<int:person_id>/withdrawal")
def withdrawal(party_id: int, number: int, person_id: int) -> Answer:
    """What withdrawing one invitation would tell whom."""
    planned = load(party_id, number)
    return away_from(planned) or _withdrawal_page(planned, PersonId(person_id), WordForm())


@blueprint.post("/people/<int:person_id>/withdrawal")
def withdraw(party_id: int, number: int, person_id: int) -> Answer:
    """Withdraw one invitation; or show the mail with the words just written."""
    planned, form = load(party_id, number), WordForm()
    if not form.validate_on_submit():
        return _withdrawal_page(planned, PersonId(person_id), form), 422
    if person_id not in planned.people:
        raise NotFoundError
    if request.form.get("act") != DO:
        return redirect(page_with_form(f"{board_path(planned)}/people/{person_id}/withdrawal"), 303)
    office = post_office()
    try:
        with writing() as connection:
            current = as_it_is_now(connection, planned)
            is_told = invitations.would_be_told(connection, current, PersonId(person_id))
            invitations.withdraw(
                connection,
                current,
                PersonId(person_id),
                office,
                g.now,
                as_drafts=not office.sends,
                words=form.words,
            )
    except NotFoundError:
        # Pressed twice: the first press did it.
        return redirect(board_path(planned), 303)
    except OrganizerError as error:
        return _withdrawal_page(planned, PersonId(person_id), form, refusal=sentence(error)), 422
    name = planned.people[PersonId(person_id)].name.full
    done = gettext("The invitation of %(name)s is withdrawn.", name=name)
    flash(f"{done} {mails_in_words(1)}" if is_told and not office.sends else done)
    return redirect(board_path(planned), 303)


def _cancellation_page(planned: Evening, form: WordForm, *, refusal: str = "") -> str:
    with reading() as connection:
        telling = round_changes.plan_cancellation(connection, planned)
        mails = round_changes.rehearse_cancellation(connection, planned, post_office(), g.now, form.words)
    told = gettext("Told that the evening is off")
    drafted = gettext("A draft each, which says that the evening is off")
    parts = (
        (
            telling.told,
            told if post_office().sends else drafted,
            gettext("It disappears from their calendars."),
        ),
        *not_told(telling.not_told, gettext("Nothing has reached them yet, so nothing has to be taken back.")),
    )
    consequences = [
        Told(heading=heading, names=names_of(people), note=note) for people, heading, note in parts if people
    ]
    return _confirmation(
        planned,
        form,
        action=f"{board_path(planned)}/cancellation",
        title=gettext("Cancel the evening?"),
        lead=gettext("This cannot be taken back. A next round can be planned with the same people."),
        button=gettext("Cancel the evening"),
        mails=opened(mails),
        consequences=consequences,
        refusal=refusal,
    )


def _withdrawal_page(planned: Evening, person_id: PersonId, form: WordForm, *, refusal: str = "") -> str:
    with reading() as connection:
        is_told = invitations.would_be_told(connection, planned, person_id)
        mails = invitations.rehearse_withdrawal(connection, planned, person_id, post_office(), g.now, form.words)
    name = planned.people[person_id].name.full
    told = Told(
        heading=gettext("Told") if post_office().sends else gettext("A draft is written to"),
        names=name,
        note=gettext("The entry disappears from the calendar; the seat is free again."),
    )
    untold = Told(
        heading=gettext("Nobody is told"),
        names="",
        note=gettext(STOPPED)
        if planned.people[person_id].opted_out
        else gettext("Nothing has reached %(name)s yet; the mail that waits is not sent.", name=name),
    )
    return _confirmation(
        planned,
        form,
        action=f"{board_path(planned)}/people/{person_id}/withdrawal",
        title=gettext("Withdraw the invitation of %(name)s?", name=name),
        lead=gettext("Better to say why in a word: people remember how they were let go."),
        button=gettext("Withdraw the invitation"),
        mails=opened(mails),
        consequences=[told if is_told else untold],
        refusal=refusal,
    )


def _confirmation(planned: Evening, form: WordForm, **values: object) -> str:
    return render_template(
        "board/confirmation.html",
        planned=planned,
        party=planned.party,
        round=planned.round,
        here=board_path(planned),
        form=form,
        as_drafts=not post_office().sends,
        **values,
    )
