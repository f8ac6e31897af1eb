"""Pages of attendee lists: bring one in, look at it, correct its columns, import it, undo that."""

from pathlib import PureWindowsPath

from flask import Blueprint, flash, g, redirect, render_template, request, url_for
from flask_babel import gettext, ngettext
from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField
from markupsafe import Markup
from sqlalchemy import Connection
from werkzeug.datastructures import FileStorage
from werkzeug.wrappers import Response
from wtforms import HiddenField, TextAreaField
from wtforms.validators import ValidationError

from organizer.domain.attendee_list import Field, RowVerdict
from organizer.domain.errors import NotFoundError, OrganizerError
from organizer.domain.list_decisions import ENCODINGS
from organizer.domain.name_readings import is_ambiguous, other_readings
from organizer.domain.vocabulary import ListId, OccasionId
from organizer.formats.long_tables import is_long, rows_about
from organizer.services import attendee_lists as service
from organizer.services import list_decisions, parties, same_person
from organizer.services.attendee_lists import ListView
from organizer.services.list_decisions import (
    AlreadyConfirmedError,
    PreviewChangedError,
    Said,
    UnreadableSoError,
    WaitingList,
)
from organizer.services.list_imports import Imported
from organizer.services.parties import PartyView
from organizer.services.rescues import OF_PEOPLE
from organizer.services.same_person import rows_joined
from organizer.settings import open_keys
from organizer.web import list_preview
from organizer.web.access import current_host
from organizer.web.asked import asked_occasion, asked_page
from organizer.web.database import reading, writing
from organizer.web.forms import LONGEST_LINE, Form, one_line
from organizer.web.import_runs import how_it_ended, import_page
from organizer.web.languages import sentence
from organizer.web.shell import shell
from organizer.web.steps import Step, step_path
from organizer.web.words import FIELDS, FILLED, PASTED, VERDICTS, list_name

blueprint = Blueprint("lists", __name__)

Answer = str | Response | tuple[str, int]

SET_ASIDE = "set_aside"
COLUMN = "column-"
COLUMN_NUMBERS = frozenset(map(str, range(1000)))


class UploadForm(Form):
    """A list as a file or as text, or the wish to try the sample."""

    occasion = HiddenField()
    sample = HiddenField()
    file = FileField(_l("Choose a file"))
    text = TextAreaField(_l("Paste it as text"))
    beside = ""  # what to do about what could not be read, said beside its field

    def validate_file(self, field: FileField) -> None:
        """One list at a time: a file or a text."""
        has_text = bool((self.text.data or "").strip())
        if field.data and has_text:
            raise ValidationError(
                gettext("Here are a file and a text. Read one after the other: empty the text, or choose no file.")
            )
        if not (field.data or has_text or self.sample.data):
            raise ValidationError(gettext("Choose a file, or paste the list as text."))


@blueprint.get("/lists")
def lists() -> str:
    """All lists, newest first."""
    with reading() as connection:
        return render_template("lists/lists.html", lines=service.lists(connection, current_host().id))


@blueprint.get("/lists/new")
def new() -> str:
    """Ask for a list: for the occasion named, or for none."""
    return _upload_page(UploadForm(data={"occasion": request.args.get("occasion", "")}))


@blueprint.post("/lists")
def upload() -> Answer:
    """Keep a file, a pasted text or the sample for looking at."""
    form = UploadForm()
    if not form.validate_on_submit():
        return _upload_page(form), 422
    try:
        list_id = _keep(form)
    except NotFoundError:
        raise
    except OrganizerError as error:
        blame(form, error)
        return _upload_page(form), 422
    return redirect(url_for("lists.show", list_id=list_id), 303)


@blueprint.get("/lists/<int:list_id>")
def show(list_id: int) -> str:
    """A list that waits as a preview, an imported one row by row."""
    host_id = current_host().id
    with reading() as connection:
        head = service.find(connection, host_id, ListId(list_id))
        party = _party(connection, head.occasion_id)
        if head.confirmed_at is None:
            run = shell().imports.run_of(connection, head.id)
            if run and run.goes_on:
                return import_page(head, run, party)
            preview = list_preview.show(service.preview(connection, host_id, head.id))
            return _preview_page(preview, party, ended=how_it_ended(run) if run else "")
        view = service.view(connection, host_id, head.id, _asked_verdicts(), asked_page())
        questions = same_person.count_open(connection, host_id)
    return _imported_page(view, party, questions)


@blueprint.get("/lists/<int:list_id>/rows")
def rows(list_id: int) -> Answer:
    """Every row of a waiting list that was set aside for one reason."""
    verdict = _asked_verdict() or RowVerdict.REPEAT
    with reading() as connection:
        head = service.find(connection, current_host().id, ListId(list_id))
        if head.confirmed_at is not None:
            return redirect(url_for("lists.show", list_id=list_id, verdict=verdict.value), 303)
        preview = service.preview(connection, current_host().id, head.id)
    return render_template(
        "lists/rows.html", head=head, verdict=verdict, rows=list_preview.rows_aside(preview, verdict), verdicts=VERDICTS
    )


@blueprint.post("/lists/<int:list_id>/columns")
def decide(list_id: int) -> Answer:
    """Read the list anew with the host's word on its encoding, its sheet and what its columns hold."""
    try:
        with writing() as connection:
            list_decisions.decide(connection, current_host().id, ListId(list_id), _said())
    except UnreadableSoError as error:
        return _shown_waiting(list_id, refused=sentence(error.reason)), 422
    return redirect(url_for("lists.show", list_id=list_id), 303)


@blueprint.post("/lists/<int:list_id>/guess")
def guess_anew(list_id: int) -> Response:
    """Forget what was chosen for a list with these headers, and guess."""
    with writing() as connection:
        list_decisions.guess_anew(connection, current_host().id, ListId(list_id))
    flash(gettext("Forgotten. The columns are guessed again."))
    return redirect(url_for("lists.show", list_id=list_id), 303)


@blueprint.post("/lists/<int:list_id>/confirmation")
def confirm(list_id: int) -> Response:
    """Import the people of a list; then on to the table, where there is one to lay. A long one takes its time."""
    host_id, keys = current_host().id, open_keys(shell().settings.home)
    with reading() as connection:
        party = _party(connection, service.find(connection, host_id, ListId(list_id)).occasion_id)
        try:
            waiting = list_decisions.waiting(connection, host_id, ListId(list_id))
        except AlreadyConfirmedError:  # pressed twice
            return redirect(_after_import(party, list_id), 303)
    shown = request.form.get("shown", "")
    if is_long(waiting.content):
        return _start_import(waiting, party, shown)
    ahead = service.read_ahead(waiting)  # before others have to wait for this transaction
    with writing() as connection:
        try:
            imported = service.confirm(connection, host_id, ListId(list_id), keys, g.now, ahead, shown)
        except AlreadyConfirmedError:
            return redirect(_after_import(party, list_id), 303)
        except PreviewChangedError as error:
            flash(sentence(error))
            return redirect(url_for("lists.show", list_id=list_id), 303)
    flash(_imported_words(imported, list_id))
    return redirect(_after_import(party, list_id), 303)


@blueprint.post("/lists/<int:list_id>/withdrawal")
def withdraw(list_id: int) -> Response:
    """Undo an import, or throw an upload away."""
    host_id = current_host().id
    with writing() as connection:
        head = service.find(connection, host_id, ListId(list_id))
        gone = service.withdraw(connection, host_id, head.id, open_keys(shell().settings.home))
    if head.confirmed_at is None:
        flash(gettext("“%(filename)s” is thrown away. Nobody was imported.", filename=list_name(head.filename)))
    else:
        flash(
            ngettext(
                "The import is undone: %(num)d person is forgotten.",
                "The import is undone: %(num)d people are forgotten.",
                gone,
            )
        )
    return redirect(url_for("lists.new", occasion=head.occasion_id), 303)


def _upload_page(form: UploadForm) -> str:
    occasion_id = asked_occasion(form.occasion.data)
    with reading() as connection:
        party = _party(connection, occasion_id)
        at_hand = service.at_hand(connection, current_host().id, occasion_id) if occasion_id else None
    return render_template("lists/new.html", form=form, party=party, at_hand=at_hand)


def _keep(form: UploadForm) -> ListId:
    """Keep what was brought; it is read before others have to wait for the writing."""
    host_id, occasion_id = current_host().id, asked_occasion(form.occasion.data)
    with reading() as connection:
        _party(connection, occasion_id)  # nobody brings people to another host's occasion
    if form.sample.data:
        with writing() as connection:
            return service.upload_sample(connection, host_id, occasion_id, g.now)
    content, filename = brought(form, PASTED)
    service.require_readable(content, filename)
    with writing() as connection:
        _party(connection, occasion_id)
        return service.keep_upload(connection, host_id, occasion_id, content, filename, g.now)


def blame(form: UploadForm, error: OrganizerError) -> None:
    """Say above the form what is wrong with the file, by its name, or with the text; beside its field what to do."""
    file: FileStorage | None = form.file.data
    if file is None:
        form.text.errors = [sentence(error)]
        form.beside = gettext("This text was not read. It is still here: change it, or add to it.")
        return
    name = _name_of(file) or gettext("List without a name")
    form.file.errors = [gettext("“%(filename)s”: %(reason)s", filename=name, reason=sentence(error))]
    form.beside = gettext("This file was not read. Choose it again once it is mended, or choose another one.")


def brought(form: UploadForm, nameless: str) -> tuple[bytes, str]:
    """The bytes of a list and what it is called; a pasted text is kept under `nameless`, the same in every language."""
    file: FileStorage | None = form.file.data
    if file is None:
        return (form.text.data or "").encode(), nameless
    return file.read(), _name_of(file) or gettext("List without a name")


def _name_of(file: FileStorage) -> str:
    return one_line(PureWindowsPath(file.filename or "").name)[:LONGEST_LINE]


def _start_import(waiting: WaitingList, party: PartyView | None, shown: str) -> Response:
    list_id = waiting.head.id
    try:
        shell().imports.start(current_host().id, list_id, g.now, rows_about(waiting.content), shown)
    except AlreadyConfirmedError:  # somewhere else, since this page asked
        return redirect(_after_import(party, list_id), 303)
    return redirect(url_for("lists.show", list_id=list_id), 303)


def _party(connection: Connection, occasion_id: OccasionId | None) -> PartyView | None:
    return parties.of_occasion(connection, current_host().id, occasion_id) if occasion_id else None


def _asked_verdict() -> RowVerdict | None:
    asked = request.args.get("verdict", "")
    return RowVerdict(asked) if asked in list(RowVerdict) else None


def _asked_verdicts() -> tuple[RowVerdict, ...]:
    """The rows asked for: all, those of one verdict, or all that were set aside."""
    if request.args.get("verdict") == SET_ASIDE:
        return tuple(verdict for verdict in RowVerdict if verdict not in OF_PEOPLE)
    verdict = _asked_verdict()
    return (verdict,) if verdict else ()


def _said() -> Said:
    """What the form says of the list; anything else in it is left alone."""
    encoding, sheet = request.form.get("encoding", ""), request.form.get("sheet", "")
    return Said(columns=_said_columns(), encoding=encoding, sheet=sheet)


def _said_columns() -> dict[int, Field]:
    """What the form says of each column."""
    said = ((name.removeprefix(COLUMN), value) for name, value in request.form.items() if name.startswith(COLUMN))
    return {int(at): Field(value) for at, value in said if at in COLUMN_NUMBERS and value in list(Field)}


def _after_import(party: PartyView | None, list_id: int) -> str:
    return step_path(Step.TABLE, party.party, party.rounds[-1]) if party else url_for("lists.show", list_id=list_id)


def _imported_words(imported: Imported, list_id: int) -> Markup:
    """What an import did, with the way to take it back."""
    said = ngettext("%(num)d person imported.", "%(num)d people imported.", imported.read)
    if imported.unasked:
        said += " " + ngettext(
            "%(num)d more pair shares a name and little else: they stay two people, and you are not asked.",
            "%(num)d more pairs share a name and little else: they stay two people each, and you are not asked.",
            imported.unasked,
        )
    link = Markup('<a href="{}">{}</a>').format(url_for("lists.show", list_id=list_id), gettext("See them, or undo"))
    return Markup("{} {}").format(said, link)


def _shown_waiting(list_id: int, *, refused: str) -> str:
    """The preview as it was before a choice that cannot be read."""
    host_id = current_host().id
    with reading() as connection:
        preview = service.preview(connection, host_id, ListId(list_id))
        party = _party(connection, preview.head.occasion_id)
    return _preview_page(list_preview.show(preview), party, refused)


def _preview_page(
    preview: list_preview.PreviewShown, party: PartyView | None, refused: str = "", ended: str = ""
) -> str:
    return render_template(
        "lists/preview.html",
        preview=preview,
        party=party,
        refused=refused,
        ended=ended,
        fields=FIELDS,
        verdicts=VERDICTS,
        encodings=ENCODINGS,
    )


def _imported_page(view: ListView, party: PartyView | None, questions: int) -> str:
    return render_template(
        "lists/imported.html",
        view=view,
        party=party,
        verdicts=VERDICTS,
        verdict=SET_ASIDE if request.args.get("verdict") == SET_ASIDE else _asked_verdict(),
        filled=FILLED,
        joined=rows_joined(view.rows),
        is_ambiguous=is_ambiguous,
        other_readings=other_readings,
        questions=questions,
    )
