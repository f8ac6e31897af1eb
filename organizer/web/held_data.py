"""What a host holds about the reader of a mail: shown, taken along, deleted; and "do not write to me again".

No account and no script; looking changes nothing, and deleting takes a tick and a button.
"""

import json
from dataclasses import dataclass

from flask import Blueprint, abort, flash, g, redirect, render_template, request
from flask_babel import gettext
from sqlalchemy import Connection
from werkzeug.wrappers import Response

from organizer.domain.errors import N_, NotFoundError, OrganizerError
from organizer.domain.vocabulary import Language
from organizer.formats.mails import ONE_CLICK
from organizer.services import held_data as service
from organizer.services.held_data import AboutPerson, Held
from organizer.settings import open_keys
from organizer.store.attendee_lists import ListHead
from organizer.web.access import Access, allows
from organizer.web.answers import unknown
from organizer.web.board_words import ANSWERS, KINDS
from organizer.web.database import reading, writing
from organizer.web.languages import day, sentence, speak_to
from organizer.web.shell import shell
from organizer.web.words import FORMALITIES, LANGUAGES, LEVELS

blueprint = Blueprint("held_data", __name__, url_prefix="/o/<token>")

Answer = str | Response | tuple[str, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordShown:
    """One record as its page shows it: where it is from, and what takes several fields, in words."""

    about: AboutPerson
    sources: tuple[str, ...]
    organisation: str
    place: str


class NotTickedError(OrganizerError):
    message = N_("Tick the box first: what is deleted cannot be brought back.")


@blueprint.get("")
@allows(Access.EVERYONE)
def show(token: str) -> Answer:
    """What is held; looking at it changes nothing."""
    try:
        with reading() as connection:
            return _page(connection, token)
    except NotFoundError:
        return _unknown()


@blueprint.post("")
@allows(Access.EVERYONE)
def unsubscribe(token: str) -> Answer:
    """The button of a mail program (RFC 8058): no cookie and no page; nothing else may be sent here."""
    name, _, value = ONE_CLICK.partition("=")
    if request.form.get(name) != value:
        abort(400)
    try:
        with writing() as connection:
            service.stop(connection, open_keys(shell().settings.home), token, g.now)
    except NotFoundError:
        return _unknown()
    return Response(status=204)


@blueprint.post("/stop")
@allows(Access.EVERYONE)
def stop(token: str) -> Answer:
    """Do not write to me again."""
    try:
        with writing() as connection:
            service.stop(connection, open_keys(shell().settings.home), token, g.now)
    except NotFoundError:
        return _unknown()
    return redirect(f"/o/{token}", 303)


@blueprint.post("/deletion")
@allows(Access.EVERYONE)
def delete(token: str) -> Answer:
    """Delete what is held, and do not write to me again."""
    try:
        if not request.form.get("sure"):
            with reading() as connection:
                return _page(connection, token, refusal=NotTickedError()), 422
        with writing() as connection:
            service.delete(connection, open_keys(shell().settings.home), token, g.now)
    except NotFoundError:
        return _unknown()
    flash(gettext("Deleted."))
    return redirect(f"/o/{token}", 303)


@blueprint.get("/data.json")
@allows(Access.EVERYONE)
def take_along(token: str) -> Answer:
    """Everything that is held, as a file."""
    try:
        with reading() as connection:
            found = service.held(connection, open_keys(shell().settings.home), token)
    except NotFoundError:
        return _unknown()
    content = json.dumps(service.as_plain(found), ensure_ascii=False, indent=2, default=str) + "\n"
    headers = {"Content-Disposition": 'attachment; filename="data.json"'}
    return Response(content, content_type="application/json; charset=utf-8", headers=headers)


def _page(connection: Connection, token: str, *, refusal: OrganizerError | None = None) -> str:
    found = service.held(connection, open_keys(shell().settings.home), token)
    speak_to(_language(found))
    return render_template(
        "held_data/held.html",
        held=found,
        records=tuple(map(_shown, found.records)),
        path=f"/o/{token}",
        refusal=sentence(refusal) if refusal else "",
        kinds=KINDS,
        answers=ANSWERS,
        levels=LEVELS,
        languages=LANGUAGES,
        formalities=FORMALITIES,
        letter_zone=found.host.time_zone,
    )


def _shown(record: AboutPerson) -> RecordShown:
    person = record.person
    return RecordShown(
        about=record,
        sources=tuple(map(_source, (head for head in record.sources if head.filename))),
        organisation=", ".join(part for part in (person.organisation, person.department) if part),
        place=", ".join(part for part in (person.city, person.country) if part),
    )


def _source(head: ListHead) -> str:
    """The list by the host's name for it, and the day it was received, or else brought in."""
    received = day(head.received_on, "") if head.received_on else day(head.uploaded_at, "UTC")
    return f"{head.source or head.filename}, {gettext('received on %(day)s', day=received)}"


def _language(found: Held) -> Language:
    """That of the letters to them, as far as it is known."""
    known = (record.person.language for record in found.records if record.person.language)
    return next(known, found.host.language)


def _unknown() -> tuple[str, int]:
    return unknown("held_data/unknown.html")
