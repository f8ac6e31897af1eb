"""What goes wrong, as a page: one sentence that says what to do next, in the reader's language."""

from flask import Flask, g, render_template, request
from flask_babel import gettext
from flask_wtf.csrf import CSRFError
from sqlalchemy.exc import OperationalError
from werkzeug.exceptions import HTTPException, InternalServerError

from organizer.domain.errors import N_, NotFoundError, OrganizerError
from organizer.web.languages import sentence
from organizer.web.security import SAFE_METHODS, page_before
from organizer.web.shell import shell
from organizer.web.sign_ins import AskForm, asking_page

Page = tuple[str, int]

# Status -> heading and what to do next.
WORDS = {
    400: (N_("That did not arrive whole"), N_("Go back, reload the page and try again.")),
    401: (
        N_("Open the sign-in link from the program’s window"),
        N_(
            "This page belongs to whoever started the program. The window in which it was started shows a line that "
            "begins with “Sign in:”. Copy the link behind it into this browser’s address line. The link works until "
            "the program stops; started again, it shows a new one."
        ),
    ),
    403: (
        N_("This came from another site"),
        N_("It was refused and nothing was changed. Open the page here and try again."),
    ),
    404: (
        N_("There is nothing here"),
        N_("The address may be mistyped, or what stood here was deleted. The first page shows all your parties."),
    ),
    405: (N_("That address cannot be used like this"), N_("Go to the first page and start from there.")),
    413: (
        N_("This is too large"),
        N_("A file may have 250 MB and a pasted text 2 MB. Split the list, or save it as CSV, and try again."),
    ),
    500: (
        N_("Something broke on our side"),
        N_("What was saved before is still there. Go back and try again; the terminal shows what happened."),
    ),
}
UNSAVED_WORDS = (
    N_("Nothing was saved"),
    N_(
        "The database could not be used: its disk is full, another program holds it, or it is being restarted. Go back "
        "and send it once more in a moment; what you typed is still in the form."
    ),
)
CSRF_WORDS = (
    N_("This form is from before you signed in"),
    N_("Nothing was changed. Go back, reload the page and send it once more; copy longer texts first."),
)


def answer_errors(app: Flask) -> None:
    """Turn every error into a page, each in one place."""
    app.register_error_handler(OrganizerError, broken_rule)
    app.register_error_handler(CSRFError, missing_token)
    app.register_error_handler(OperationalError, unusable_database)
    app.register_error_handler(HTTPException, http_error)
    app.register_error_handler(InternalServerError, http_error)


def broken_rule(error: OrganizerError) -> Page:
    """A rule of the domain: 404 for what is not there, 422 for what may not be."""
    if isinstance(error, NotFoundError):
        return _page(404, gettext(WORDS[404][0]), sentence(error))
    return _page(422, gettext("This is not possible yet"), sentence(error))


def missing_token(_: CSRFError) -> Page:
    heading, advice = CSRF_WORDS
    return _page(400, gettext(heading), gettext(advice))


def unusable_database(error: OperationalError) -> Page:
    """The transaction was rolled back whole, so trying again is safe."""
    shell().log_exception((type(error), error, error.__traceback__))
    heading, advice = UNSAVED_WORDS
    return _page(503, gettext(heading), gettext(advice))


def http_error(error: HTTPException) -> Page | HTTPException:
    """A status with our own words; what already is a response, such as a redirect, goes through."""
    if error.response is not None or error.code is None or error.code < 400:
        return error
    if error.code == 401 and shell().settings.signs_in_by_mail:
        g.setdefault("host", None)
        return asking_page(AskForm(formdata=None)), 401
    heading, advice = WORDS.get(error.code, WORDS[400])
    if error.description and error.description != type(error).description:
        advice = error.description
    return _page(error.code, gettext(heading), gettext(advice))


def _page(status: int, heading: str, advice: str) -> Page:
    g.setdefault("host", None)
    back = page_before() if request.method not in SAFE_METHODS else "/"
    return render_template("errors/error.html", status=status, heading=heading, advice=advice, back=back), status
