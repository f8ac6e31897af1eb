"""Forms that are filled in but not yet sent off: kept aside, and filled in again where the address says so (`?kept=`).

The language of a page is switched this way without losing a word, and a preview has an address to come back to.
"""

import secrets
from urllib.parse import parse_qsl, urlencode, urlsplit

from flask import Blueprint, Flask, g, redirect, request, session
from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Response

from organizer.services import kept_forms as service
from organizer.web.access import Access, allows
from organizer.web.database import reading, writing
from organizer.web.languages import PAGE_OF_FORM, choose
from organizer.web.security import SAFE_METHODS, same_origin_path

KEPT = "kept"
VISIT_BYTES = 16
# What belongs to one sending of a form, or is a secret, is never kept.
NEVER_KEPT = frozenset({"csrf_token", "language_of_page", "password", PAGE_OF_FORM})

blueprint = Blueprint("kept_forms", __name__)


def recall_forms(app: Flask) -> None:
    app.before_request(recall)


def recall() -> None:
    """Set `g.kept_form` to what was kept for this page, if its address calls it up."""
    g.kept_form = None
    token, visit = request.args.get(KEPT, ""), session.get("forms")
    if request.method not in SAFE_METHODS or not token or not visit:
        return
    with reading() as connection:
        fields = service.kept_form(connection, str(visit), request.path, token)
    g.kept_form = MultiDict(fields) if fields is not None else None


def kept_form() -> MultiDict[str, str] | None:
    """What was typed into the form of this page before; None unless its address calls it up."""
    found: MultiDict[str, str] | None = g.get("kept_form")
    return found


def page_with_form(page: str) -> str:
    """Keep the form just sent for another look at that page; gives the address that shows it filled in."""
    parts = urlsplit(page)
    fields = tuple((name, value) for name, value in request.form.items(multi=True) if name not in NEVER_KEPT)
    with writing() as connection:
        token = service.keep_form(connection, _visit(), parts.path, fields, g.now)
    asked = [(name, value) for name, value in parse_qsl(parts.query) if name != KEPT]
    return f"{parts.path}?{urlencode([*asked, (KEPT, token)])}"


@blueprint.post("/kept-forms")
@allows(Access.SIGNED_IN)
def choose_language() -> Response:
    """Turn a page to another language with its form as it was filled in."""
    choose(request.form.get("language_of_page", ""))
    return redirect(page_with_form(same_origin_path(request.args.get("next"))), 303)


def _visit() -> str:
    """The secret of this browser's visit; made when it is first needed."""
    visit: str = session.setdefault("forms", secrets.token_urlsafe(VISIT_BYTES))
    return visit
