"""The letters of a round, one by one: read as guests will, given a reason and a voice, rewritten, found good."""

from dataclasses import replace

from flask import Blueprint, flash, g, redirect, render_template, request
from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from sqlalchemy import Connection
from werkzeug.wrappers import Response
from wtforms import Field, RadioField, SelectField, TextAreaField
from wtforms.validators import Length, ValidationError

from organizer.domain.errors import NotFoundError
from organizer.domain.letters import BaseText, LetterKind
from organizer.domain.vocabulary import Formality, Language, PersonId
from organizer.formats.mails import OpenedMail
from organizer.services import letters as service
from organizer.services.letter_history import as_invited
from organizer.services.letters import Desk, Letter
from organizer.web.access import current_host
from organizer.web.database import reading, writing
from organizer.web.desk import (
    SHORT_ENOUGH,
    DeskView,
    TextForm,
    base_path,
    blanks,
    envelopes,
    fragment,
    is_sound,
    lay_out,
    letter_path,
    mends,
    missing_in_reason,
    open_desk,
    still_missing,
    wants_json,
    way_back,
)
from organizer.web.forms import Form, choices, one_line
from organizer.web.office import post_office
from organizer.web.steps import Step, step_path
from organizer.web.words import FORMALITIES, LANGUAGES

blueprint = Blueprint("letters", __name__, url_prefix="/parties/<int:party_id>/rounds/<int:number>/letters")

Answer = str | Response | tuple[str, int]

LONGEST_REASON = 1000


def without_placeholders(form: Form, field: Field) -> None:
    """Refuse braces: a line for one person is taken as it is written."""
    if any("{{" in str(raw) or "}}" in str(raw) for raw in field.raw_data or ()):
        raise ValidationError(gettext("Placeholders work in the text of a letter only. Write it out here."))


class WordsForm(Form):
    """What is said to one person in particular, and how they are spoken to."""

    reason = TextAreaField(
        _l("Why this guest"),
        filters=[one_line],
        validators=[Length(max=LONGEST_REASON, message=SHORT_ENOUGH), without_placeholders],
    )
    appreciation = TextAreaField(
        _l("What I liked"),
        filters=[one_line],
        validators=[Length(max=LONGEST_REASON, message=SHORT_ENOUGH), without_placeholders],
    )
    offer = TextAreaField(
        _l("What I could bring"),
        filters=[one_line],
        validators=[Length(max=LONGEST_REASON, message=SHORT_ENOUGH), without_placeholders],
    )
    language = SelectField(_l("Language"), choices=choices(LANGUAGES))
    formality = RadioField(_l("Form of address"), choices=choices(FORMALITIES))

    @property
    def lines(self) -> tuple[str, str]:
        """What the host liked, and what they could bring."""
        return self.appreciation.data or "", self.offer.data or ""


@blueprint.get("")
def letters(party_id: int, number: int) -> Answer:
    """The first letter that was not read yet."""
    with reading() as connection:
        view = lay_out(connection, party_id, number)
    if not view.written:
        return render_template("desk/nobody.html", planned=view.planned)
    first = service.next_unread(view.written, but=view.sent) or view.written[0]
    return redirect(letter_path(view.planned, first.person.id), 303)


@blueprint.get("/<int:person_id>")
def letter(party_id: int, number: int, person_id: int) -> str:
    """One letter as its guest will read it."""
    with reading() as connection:
        view = lay_out(connection, party_id, number)
        sent = as_invited(connection, view.planned, PersonId(person_id))
    shown = service.first_letter(view.desk, PersonId(person_id))
    return _letter_page(view, shown, _words_form(shown), sent)


@blueprint.post("/<int:person_id>")
def keep_words(party_id: int, number: int, person_id: int) -> Answer:
    """Keep reason and voice; "good" goes on to the next letter, unless this one lacks a reason or speaks otherwise."""
    form = WordsForm()
    with writing() as connection:
        view = lay_out(connection, party_id, number)
        shown = service.first_letter(view.desk, PersonId(person_id))
        if not form.validate_on_submit():
            return _letter_page(view, shown, form), 422
        takes_earlier = request.form.get("take") == "earlier"
        reason = shown.earlier_reason if takes_earlier else form.reason.data
        service.write_reason(connection, view.desk, shown.person.id, reason)
        appreciation, offer = form.lines
        service.write_lines(connection, view.desk, shown.person.id, shown.kind, appreciation, offer)
        other_voice = _keep_voice(connection, view, shown, form)
        is_good = request.form.get("go") == "good" and not other_voice
        if is_good:
            desk = open_desk(connection, party_id, number)
            form.reason.errors = missing_in_reason(service.first_letter(desk, shown.person.id))
            is_good = not form.reason.errors
        if is_good:
            service.mark_reviewed(connection, desk, shown.person.id, g.now)
        view = lay_out(connection, party_id, number)
    if wants_json():
        return fragment(view, service.first_letter(view.desk, shown.person.id))
    if form.errors:
        return _letter_page(view, service.first_letter(view.desk, shown.person.id), form), 422
    if is_good:
        for missing in still_missing(service.first_letter(view.desk, shown.person.id)):
            flash(f"{shown.person.name.full}: {missing}")
        return redirect(_next_path(view, shown), 303)
    flash(_said(other_voice=other_voice))
    return redirect(letter_path(view.planned, shown.person.id), 303)


@blueprint.post("/<int:person_id>/preview")
def preview(party_id: int, number: int, person_id: int) -> Answer:
    """The letter as it would be with these words; changes nothing."""
    form = WordsForm()
    with reading() as connection:
        view = lay_out(connection, party_id, number)
    shown = service.first_letter(view.desk, PersonId(person_id))
    if not form.validate_on_submit():
        return _letter_page(view, shown, form), 422
    tried = service.first_letter(_with_words(view.desk, shown, form), shown.person.id)
    if wants_json():
        return fragment(view, tried)
    return _letter_page(view, tried, form)


@blueprint.post("/<int:person_id>/suggestion")
def suggest(party_id: int, number: int, person_id: int) -> Response:
    """Back to the reason that the facts suggest."""
    with writing() as connection:
        desk = open_desk(connection, party_id, number)
        service.write_reason(connection, desk, PersonId(person_id), None)
    return redirect(letter_path(desk.planned, PersonId(person_id)), 303)


@blueprint.get("/<int:person_id>/text")
def text(party_id: int, number: int, person_id: int) -> str:
    """The text of one letter, to be changed for this person only."""
    with reading() as connection:
        view = lay_out(connection, party_id, number)
    shown = service.letter_of(view.desk, PersonId(person_id), _kind())
    return _text_page(view, shown, TextForm.opened_with(_text_to_change(shown)))


@blueprint.post("/<int:person_id>/text")
def keep_text(party_id: int, number: int, person_id: int) -> Answer:
    """Keep a text of its own for this person; the base text unchanged is none."""
    form = TextForm()
    with writing() as connection:
        view = lay_out(connection, party_id, number)
        shown = service.letter_of(view.desk, PersonId(person_id), _kind())
        if not is_sound(form) or form.overlooks(_text_to_change(shown)):
            return _text_page(view, _with_text(view, shown, form), form), 422
        service.write_text(connection, view.desk, shown.person.id, form.text, shown.kind)
    flash(gettext("This letter is kept as you wrote it."))
    return redirect(way_back(view.planned, shown), 303)


@blueprint.post("/<int:person_id>/text/preview")
def preview_text(party_id: int, number: int, person_id: int) -> Answer:
    """The letter as it would be with this text; changes nothing."""
    form = TextForm()
    with reading() as connection:
        view = lay_out(connection, party_id, number)
    shown = service.letter_of(view.desk, PersonId(person_id), _kind())
    tried = _with_text(view, shown, form)
    if wants_json():
        return fragment(view, tried)
    status = 200 if is_sound(form) else 422
    return _text_page(view, tried, form), status


@blueprint.post("/<int:person_id>/base-text")
def use_base_text(party_id: int, number: int, person_id: int) -> Response:
    """Let go of the text written for this person."""
    with writing() as connection:
        desk = open_desk(connection, party_id, number)
        shown = service.letter_of(desk, PersonId(person_id), _kind())
        service.write_text(connection, desk, shown.person.id, None, shown.kind)
    flash(gettext("This letter follows the base text again."))
    return redirect(way_back(desk.planned, shown), 303)


def _kind() -> LetterKind:
    """Which of a person's letters is meant: the first one, or a later one that is named."""
    try:
        kind = LetterKind(request.args.get("kind", LetterKind.INVITATION))
    except ValueError:
        raise NotFoundError from None
    if not kind.may_be_rewritten:
        raise NotFoundError
    return kind


def _words_form(shown: Letter) -> WordsForm:
    lines = {"reason": shown.reason, "appreciation": shown.appreciation, "offer": shown.offer}
    return WordsForm(data={**lines, "language": shown.language, "formality": shown.formality})


def _keep_voice(connection: Connection, view: DeskView, shown: Letter, form: WordsForm) -> bool:
    language, formality = Language(form.language.data), Formality(form.formality.data)
    return service.write_voice(connection, view.desk, shown.person.id, language, formality, post_office().keys)


def _with_words(desk: Desk, shown: Letter, form: WordsForm) -> Desk:
    """The desk as it would be; a suggested reason follows the language."""
    reason = None if form.reason.data == shown.suggested_reason else form.reason.data
    appreciation, offer = form.lines
    words = replace(service.own_words(desk, shown.person), reason=reason, appreciation=appreciation, offer=offer)
    desk = service.with_words(desk, shown.person.id, shown.kind, words)
    return service.with_voice(desk, shown.person.id, Language(form.language.data), Formality(form.formality.data))


def _text_to_change(shown: Letter) -> BaseText:
    """The text of their own, or the one that is read now as it would be taken over."""
    return shown.text if shown.is_own_text else service.resolved_text(shown)


def _with_text(view: DeskView, shown: Letter, form: TextForm) -> Letter:
    """The letter as it would be with this text."""
    words = service.own_words(view.desk, shown.person, shown.kind)
    words = replace(words, subject=form.text.subject, body=form.text.body)
    desk = service.with_words(view.desk, shown.person.id, shown.kind, words)
    return service.letter_of(desk, shown.person.id, shown.kind)


def _said(*, other_voice: bool) -> str:
    if other_voice:
        return str(gettext("The letter speaks differently now. Read it once more."))
    return str(gettext("Your words are kept."))


def _next_path(view: DeskView, shown: Letter) -> str:
    """The next unread letter; after the last one the room, or the rehearsal when there is a room."""
    following = service.next_unread(view.written, shown.person.id, but=view.sent)
    if following:
        return letter_path(view.planned, following.person.id)
    step = Step.REHEARSAL if view.planned.round.video_link else Step.ROOM
    return step_path(step, view.planned.party, view.planned.round)


def _letter_page(view: DeskView, shown: Letter, form: WordsForm, sent: OpenedMail | None = None) -> str:
    """`sent` is the letter as it went out; without it the one that would go out now is shown."""
    at = next(place for place, one in enumerate(view.written, 1) if one.person.id == shown.person.id)
    return render_template(
        "desk/letter.html",
        planned=view.planned,
        envelopes=envelopes(view),
        letter=shown,
        sent=sent,
        form=form,
        mends=() if sent else mends(view.planned, shown),
        sender=post_office().sender(current_host()),
        here=letter_path(view.planned, shown.person.id),
        base_path=base_path(view.planned, shown.base_key),
        place=at,
        read=view.read,
        is_sent=shown.person.id in view.sent,
        board=step_path(Step.BOARD, view.planned.party, view.planned.round),
    )


def _text_page(view: DeskView, shown: Letter, form: TextForm) -> str:
    return render_template(
        "desk/text.html",
        planned=view.planned,
        letter=shown,
        form=form,
        mends=(),
        blanks=blanks(shown.kind, shown),
        sender=post_office().sender(current_host()),
        here=f"{letter_path(view.planned, shown.person.id)}/text",
        letter_path=letter_path(view.planned, shown.person.id),
        kind="" if shown.kind.asks_to_come else f"?kind={shown.kind}",
        back=way_back(view.planned, shown),
        base_path=base_path(view.planned, shown.base_key),
    )
