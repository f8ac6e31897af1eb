"""The texts that letters of one kind and voice share."""

from dataclasses import replace

from flask import Blueprint, abort, flash, redirect, render_template, request
from flask_babel import ngettext
from werkzeug.wrappers import Response

from organizer.domain.letters import LetterKind
from organizer.domain.vocabulary import Formality, Language
from organizer.services import letters as service
from organizer.services.letters import Letter
from organizer.store.letters import BaseKey
from organizer.web.access import current_host
from organizer.web.database import reading, writing
from organizer.web.desk import (
    DeskView,
    TextForm,
    base_path,
    blanks,
    fragment,
    is_sound,
    later_path,
    lay_out,
    letter_path,
    wants_json,
)
from organizer.web.office import post_office

blueprint = Blueprint(
    "base_texts",
    __name__,
    url_prefix="/parties/<int:party_id>/rounds/<int:number>/letters/base/<kind>/<language>/<formality>",
)

Answer = str | Response | tuple[str, int]


@blueprint.get("")
def base(party_id: int, number: int, kind: str, language: str, formality: str) -> str:
    """The text that all letters of a kind and voice share."""
    key = _key(kind, language, formality)
    with reading() as connection:
        view = lay_out(connection, party_id, number)
    now = service.base_text_of(view.desk, key)
    return _base_page(view, key, TextForm.opened_with(now))


@blueprint.post("")
def keep_base(party_id: int, number: int, kind: str, language: str, formality: str) -> Answer:
    """Keep the shared text; letters written by hand stay as they are."""
    key, form = _key(kind, language, formality), TextForm()
    with writing() as connection:
        view = lay_out(connection, party_id, number)
        if not is_sound(form) or form.overlooks(service.base_text_of(view.desk, key)):
            return _base_page(_tried(view, key, form), key, form), 422
        service.write_base_text(connection, view.desk, key, form.text)
        after = lay_out(connection, party_id, number)
    return _after_base(view, after, key)


@blueprint.post("/preview")
def preview_base(party_id: int, number: int, kind: str, language: str, formality: str) -> Answer:
    """One letter as it would be with this shared text; changes nothing."""
    key, form = _key(kind, language, formality), TextForm()
    with reading() as connection:
        view = lay_out(connection, party_id, number)
    tried = _tried(view, key, form)
    example = _example(tried, key)
    if wants_json() and example:
        return fragment(tried, example)
    status = 200 if is_sound(form) else 422
    return _base_page(tried, key, form), status


@blueprint.post("/shipped")
def ship_base(party_id: int, number: int, kind: str, language: str, formality: str) -> Response:
    """Back to the text that comes with the program."""
    key = _key(kind, language, formality)
    with writing() as connection:
        view = lay_out(connection, party_id, number)
        service.write_base_text(connection, view.desk, key, None)
        after = lay_out(connection, party_id, number)
    return _after_base(view, after, key)


def _key(kind: str, language: str, formality: str) -> BaseKey:
    """What an address names; first letters and those prepared later have a text that can be changed here."""
    try:
        key = LetterKind(kind), Language(language), Formality(formality)
    except ValueError:
        abort(404)
    if not key[0].may_be_rewritten:
        abort(404)
    return key


def _tried(view: DeskView, key: BaseKey, form: TextForm) -> DeskView:
    return replace(view, desk=service.with_base_text(view.desk, key, form.text))


def _after_base(before: DeskView, after: DeskView, key: BaseKey) -> Response:
    """Back to the letter it was seen in, with a word on what the change means for others."""
    followers = [one for one in service.written_from(after.desk, key) if not one.is_own_text]
    flash(
        ngettext(
            "The base text is kept. %(num)d letter follows it.",
            "The base text is kept. %(num)d letters follow it.",
            len(followers),
        )
    )
    if before.read > after.read:
        flash(
            ngettext(
                "%(num)d letter that you had found good has changed. Read it once more.",
                "%(num)d letters that you had found good have changed. Read them once more.",
                before.read - after.read,
            )
        )
    return redirect(_way_back(after, key), 303)


def _base_page(view: DeskView, key: BaseKey, form: TextForm) -> str:
    theirs = service.written_from(view.desk, key)
    example = _example(view, key)
    return render_template(
        "desk/base.html",
        planned=view.planned,
        key=key,
        letter=example,
        followers=[one for one in theirs if not one.is_own_text],
        own_texts=[one for one in theirs if one.is_own_text],
        is_changed=key in view.desk.base_texts,
        form=form,
        blanks=blanks(key[0], example),
        sender=post_office().sender(current_host()),
        here=base_path(view.planned, key),
        back=_way_back(view, key),
        letter_path=letter_path(view.planned),
    )


def _way_back(view: DeskView, key: BaseKey) -> str:
    """To the letter a shared text was seen in, or to the page of later letters."""
    if key[0].is_prepared:
        return later_path(view.planned, key[0])
    example = _example(view, key)
    return letter_path(view.planned, example.person.id if example else None)


def _example(view: DeskView, key: BaseKey) -> Letter | None:
    """The letter a shared text is shown by: the one asked for, if it follows that text, else the first that does."""
    followers = [one for one in service.written_from(view.desk, key) if not one.is_own_text]
    asked = request.values.get("person", type=int)
    return next((one for one in followers if one.person.id == asked), followers[0] if followers else None)
