"""The host's own details: what stands under letters and what a table is measured against."""

from dataclasses import asdict, replace

from flask import Blueprint, flash, redirect, render_template, session, url_for
from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from werkzeug.wrappers import Response
from wtforms import SelectField, TextAreaField
from wtforms.validators import DataRequired, Length

from organizer.domain.parties import Host
from organizer.domain.plain_text import several_lines
from organizer.domain.vocabulary import Language, Level
from organizer.mail.imap_accounts import ImapAccount
from organizer.services.hosts import change_host
from organizer.services.mailboxes import state_of
from organizer.web.access import current_host, current_visitor
from organizer.web.database import writing
from organizer.web.forms import LONGEST_TEXT, WELL_FORMED, Form, LineField, TimeZoneField, choices, one_line
from organizer.web.office import post_office
from organizer.web.shell import shell
from organizer.web.words import LEVELS, OWN_NAMES

blueprint = Blueprint("settings", __name__)


class SettingsForm(Form):
    """Everything the host says about themselves."""

    name = LineField(
        _l("Your name"),
        (DataRequired(_l("Tell us your name; it stands under every letter.")),),
        render_kw={"autocomplete": "name"},
    )
    email = LineField(
        _l("Your mail address"),
        (DataRequired(_l("Tell us your mail address; answers go there.")), WELL_FORMED),
        render_kw={"autocomplete": "email", "type": "email"},
    )
    role = LineField(_l("Your role"), render_kw={"autocomplete": "organization-title"})
    organisation = LineField(_l("Your organisation"), render_kw={"autocomplete": "organization"})
    level = SelectField(_l("Where you stand"), choices=choices(LEVELS))
    topics = LineField(_l("Your topics"))
    signature = TextAreaField(
        _l("Signature"),
        validators=[Length(max=LONGEST_TEXT, message=_l("Please keep this under %(max)d characters."))],
    )
    company_details = TextAreaField(
        _l("Company details"),
        validators=[Length(max=LONGEST_TEXT, message=_l("Please keep this under %(max)d characters."))],
    )
    language = SelectField(_l("Language of your pages and letters"), choices=choices(OWN_NAMES))
    time_zone = TimeZoneField(_l("Time zone"))


@blueprint.get("/settings")
def settings() -> str:
    """The details as they are."""
    host = current_host()
    return _page(_form(data={**asdict(host), "topics": ", ".join(host.topics)}))


@blueprint.post("/settings")
def save() -> str | Response | tuple[str, int]:
    """Keep the changed details; pages turn to the language chosen here."""
    form = _form()
    if not form.validate_on_submit():
        return _page(form), 422
    with writing() as connection:
        change_host(connection, _changed(current_host(), form))
    session["language"] = form.language.data
    flash(gettext("Your details are saved."))
    return redirect(url_for("settings.settings"), 303)


def _form(**given: object) -> SettingsForm:
    """Whoever signs in by mail keeps the address they signed in with: nobody else's may stand under letters."""
    form = SettingsForm(**given)
    if current_visitor():
        del form.email
    return form


def _page(form: SettingsForm) -> str:
    account = shell().settings.imap_url and ImapAccount.from_url(shell().settings.imap_url)
    return render_template(
        "settings/settings.html",
        form=form,
        sends_by_mail=bool(shell().settings.smtp_url),
        office=post_office(),
        mailbox=state_of(shell().engine, account) if account else None,
        account=account,
    )


def _changed(host: Host, form: SettingsForm) -> Host:
    return replace(
        host,
        name=form.name.data,
        email=form.email.data if form.email else host.email,
        role=form.role.data,
        organisation=form.organisation.data,
        level=Level(form.level.data),
        topics=_topics(form.topics.data),
        signature=several_lines(form.signature.data or ""),
        company_details=several_lines(form.company_details.data or ""),
        language=Language(form.language.data),
        time_zone=form.time_zone.data,
    )


def _topics(line: str) -> tuple[str, ...]:
    """Topics parted by commas or semicolons, each once."""
    topics = (one_line(topic) for topic in line.replace(";", ",").split(","))
    return tuple(dict.fromkeys(topic for topic in topics if topic))
