"""The host's own mailbox: tried before it is kept, its password never shown again."""

from flask import Blueprint, flash, g, redirect, render_template, url_for
from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from werkzeug.wrappers import Response
from wtforms import IntegerField, PasswordField, SelectField
from wtforms.validators import DataRequired, Length, NumberRange

from organizer.domain.errors import OrganizerError
from organizer.mail.sealing import BrokenSealError
from organizer.mail.smtp_accounts import Security, SmtpAccount
from organizer.services import senders
from organizer.services.senders import Sender
from organizer.settings import keep_key
from organizer.web.access import current_host
from organizer.web.database import reading, writing
from organizer.web.forms import LONGEST_LINE, Form, LineField, choices
from organizer.web.languages import sentence
from organizer.web.shell import shell

blueprint = Blueprint("senders", __name__)

SECURITY = {
    Security.TLS: _l("TLS from the start (usual with port 465)"),
    Security.STARTTLS: _l("STARTTLS (usual with port 587)"),
    Security.OPEN: _l("Not at all (only for a server on this machine)"),
}


class SenderForm(Form):
    """Where the mailbox is and how to get in."""

    host = LineField(
        _l("Outgoing mail server"),
        (DataRequired(_l("Name the server, such as smtp.example.org.")),),
        render_kw={"autocapitalize": "none", "spellcheck": "false"},
    )
    port = IntegerField(
        _l("Port"),
        validators=[NumberRange(1, 65535, _l("Write a port from 1 to 65535, usually 465 or 587."))],
        default=465,
    )
    security = SelectField(_l("How the line is secured"), choices=choices(SECURITY), default=Security.TLS.value)
    user = LineField(
        _l("User"), render_kw={"autocapitalize": "none", "spellcheck": "false", "autocomplete": "username"}
    )
    password = PasswordField(
        _l("Password"),
        validators=[Length(max=LONGEST_LINE, message=_l("Please keep this under %(max)d characters."))],
        render_kw={"autocomplete": "off"},
    )


@blueprint.get("/settings/mailbox")
def mailbox() -> str:
    """The mailbox as it is set; its password is not shown."""
    known, _ = _known()
    account = known.account if known else None
    given = (
        {"host": account.host, "port": account.port, "security": account.security, "user": account.user}
        if account
        else {}
    )
    return _page(SenderForm(data=given or {"user": current_host().email}))


@blueprint.post("/settings/mailbox")
def keep() -> str | Response | tuple[str, int]:
    """Try the mailbox, and keep it when it lets us in."""
    form = SenderForm()
    if not form.validate_on_submit():
        return _page(form), 422
    account = _typed(form)
    if account.tells_password:
        form.security.errors = [gettext("This would send the password over an open line. Choose TLS or STARTTLS.")]
        return _page(form), 422
    try:
        senders.try_sender(account, only_public=shell().settings.is_hosted)
    except OrganizerError as error:
        form.host.errors = [sentence(error)]
        return _page(form), 422
    with writing() as connection:
        senders.keep_sender(connection, current_host().id, account, _key(), g.now)
    flash(gettext("The mailbox let us in. Letters now leave from %(email)s.", email=current_host().email))
    return redirect(url_for("settings.settings"), 303)


@blueprint.post("/settings/mailbox/removal")
def forget() -> Response:
    """Forget the mailbox and its password."""
    with writing() as connection:
        senders.forget_sender(connection, current_host().id)
    flash(gettext("The mailbox and its password are forgotten."))
    return redirect(url_for("settings.settings"), 303)


def _page(form: SenderForm) -> str:
    known, trouble = _known()
    return render_template("settings/mailbox.html", form=form, known=known, trouble=trouble)


def _known() -> tuple[Sender | None, str]:
    """The mailbox that is kept, or why it cannot be read."""
    try:
        with reading() as connection:
            return senders.sender_of(connection, current_host().id, _key()), ""
    except BrokenSealError as error:
        return None, sentence(error)


def _typed(form: SenderForm) -> SmtpAccount:
    """The account as typed; an empty password is the one that is kept, for the same user at the same server."""
    known, _ = _known()
    password = form.password.data or ""
    same = known is not None and (known.account.host, known.account.user) == (form.host.data, form.user.data)
    if not password and same and known is not None:
        password = known.account.password
    return SmtpAccount(
        host=form.host.data,
        port=form.port.data or 0,
        user=form.user.data or "",
        password=password,
        security=Security(form.security.data),
    )


def _key() -> bytes:
    return keep_key(shell().settings.home, "mailbox")
