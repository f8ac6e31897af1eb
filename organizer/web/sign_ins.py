"""Signing in: by the link from the terminal, or by a link or code that is mailed."""

import secrets
from typing import cast

from flask import Blueprint, g, redirect, render_template, request, session, url_for
from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from werkzeug.exceptions import Unauthorized
from werkzeug.wrappers import Response
from wtforms.validators import DataRequired

from organizer.domain.errors import N_, OrganizerError
from organizer.domain.sign_ins import OtherBrowserError, SignInOverError, TooManySignInsError
from organizer.domain.tokens import place_hash
from organizer.services import sign_ins
from organizer.settings import open_keys
from organizer.web.access import Access, allows, begin_anew, open_by_link_of_the_terminal
from organizer.web.database import reading, writing
from organizer.web.forms import WELL_FORMED, Form, LineField
from organizer.web.languages import page_language, sentence
from organizer.web.office import mail_soon
from organizer.web.security import is_loopback
from organizer.web.shell import shell

blueprint = Blueprint("sign_ins", __name__)

Answer = str | Response | tuple[str, int]

LINK_IS_OLD = N_("This sign-in link is from an earlier start of the program. Open the newest one from the terminal.")


class AskForm(Form):
    """Where the link goes."""

    email = LineField(
        _l("Your mail address"),
        (DataRequired(_l("Tell us your mail address; the link goes there.")), WELL_FORMED),
        render_kw={"autocomplete": "email", "type": "email"},
    )


class CodeForm(Form):
    """The code from the mail."""

    code = LineField(
        _l("Code from the mail"),
        (DataRequired(_l("Type the eight digits from the mail.")),),
        render_kw={"autocomplete": "one-time-code", "inputmode": "numeric"},
    )


@blueprint.get("/sign-in")
@allows(Access.EVERYONE)
def ask() -> Answer:
    """The page that asks for an address; in local mode the terminal has the link."""
    if not shell().settings.signs_in_by_mail:
        raise Unauthorized
    return asking_page(AskForm())


@blueprint.post("/sign-in")
@allows(Access.EVERYONE)
def send() -> Answer:
    """Mail a link. The answer is the same, and as quick, whether or not anybody is known by that address."""
    settings, form = shell().settings, AskForm()
    if not settings.signs_in_by_mail:
        raise Unauthorized
    if not form.validate_on_submit():
        return asking_page(form), 422
    try:
        with writing() as connection:
            key = sign_ins.ask(
                connection,
                email=form.email.data,
                browser=_browser(),
                place_hash=place_hash(open_keys(settings.home), _place()),
                organizers=settings.organizers,
                now=g.now,
            )
    except TooManySignInsError as error:
        form.email.errors = [sentence(error)]
        return asking_page(form), 429
    if key:
        mail = sign_ins.write_mail(
            key, sender=settings.mail_from, address=settings.public_base_url, language=page_language(), now=g.now
        )
        mail_soon(settings.mail_from, key.email, mail)
    session["asked_for"] = form.email.data
    return redirect(url_for("sign_ins.sent"), 303)


@blueprint.get("/sign-in/sent")
@allows(Access.EVERYONE)
def sent() -> str:
    """What to do with the mail; the code can be typed in here."""
    return _sent_page(CodeForm())


@blueprint.post("/sign-in/code")
@allows(Access.EVERYONE)
def enter() -> Answer:
    """Sign in by the code, in the browser that asked."""
    form = CodeForm()
    if not form.validate_on_submit():
        return _sent_page(form), 422
    try:
        with writing() as connection:
            email = sign_ins.enter_by_code(connection, form.code.data, _browser(), g.now)
            if email is not None:
                return _enter(sign_ins.begin_visit(connection, email, page_language(), g.now))
        form.code.errors = [gettext("This is not the code of the newest mail. Look once more.")]
    except SignInOverError as error:
        form.code.errors = [sentence(error)]
    return _sent_page(form), 422


@blueprint.get("/sign-in/<token>")
@allows(Access.EVERYONE)
def open_link(token: str) -> Answer:
    """The terminal's link only sets the cookie; a mailed one changes nothing before its button is pressed."""
    if open_by_link_of_the_terminal(token):
        return redirect(url_for("home.home"), 303)
    if not shell().settings.signs_in_by_mail:
        raise Unauthorized(LINK_IS_OLD)
    try:
        with reading() as connection:
            email = sign_ins.check_link(connection, token, _browser(), g.now)
    except (SignInOverError, OtherBrowserError) as error:
        return _refused(error)
    return render_template("sign_in/link.html", token=token, email=email)


@blueprint.post("/sign-in/<token>")
@allows(Access.EVERYONE)
def confirm(token: str) -> Answer:
    """Sign in by the link. It works several times while it lasts: scanners of mails open links, too."""
    try:
        with writing() as connection:
            email = sign_ins.check_link(connection, token, _browser(), g.now)
            return _enter(sign_ins.begin_visit(connection, email, page_language(), g.now))
    except (SignInOverError, OtherBrowserError) as error:
        return _refused(error)


@blueprint.post("/sign-out")
@allows(Access.SIGNED_IN)
def leave() -> Response:
    """End this visit; a copy of its cookie opens nothing any more."""
    visit = session.get("visit")
    if visit:
        with writing() as connection:
            sign_ins.end_visit(connection, str(visit))
    begin_anew()
    return redirect(url_for("sign_ins.ask"), 303)


def asking_page(form: AskForm) -> str:
    return render_template("sign_in/ask.html", form=form)


def _sent_page(form: CodeForm) -> str:
    return render_template("sign_in/sent.html", form=form, email=session.get("asked_for", ""))


def _refused(error: OrganizerError) -> Answer:
    """Who came in by this link or another one and opens it again is where they want to be."""
    if _is_on_a_visit():
        return redirect(url_for("home.home"), 303)
    form = AskForm(formdata=None)
    form.email.errors = [sentence(error)]
    return asking_page(form), 401


def _is_on_a_visit() -> bool:
    with reading() as connection:
        return sign_ins.visitor(connection, str(session.get("visit", "")), g.now) is not None


def _enter(visit: str) -> Response:
    begin_anew(visit=visit)
    return redirect(url_for("home.home"), 303)


def _browser() -> str:
    """The secret of this browser, in its cookie."""
    return cast(str, session.setdefault("browser", secrets.token_hex(16)))


def _place() -> str:
    """Where a request comes from; a proxy of this machine that was not announced tells nothing."""
    address = request.remote_addr or ""
    return "" if is_loopback(address) else address
