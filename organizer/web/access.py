"""Who may see a page: everyone, whoever signed in, or (the rule) a host who has said who they are."""

import hashlib
import hmac
from collections.abc import Callable
from enum import StrEnum
from typing import TypeVar, cast

from flask import Blueprint, Flask, abort, g, redirect, request, session, url_for
from werkzeug.exceptions import Unauthorized
from werkzeug.wrappers import Response

from organizer.domain.errors import N_
from organizer.domain.parties import Host
from organizer.services.hosts import the_host
from organizer.web.database import reading
from organizer.web.shell import shell

blueprint = Blueprint("access", __name__)

View = TypeVar("View", bound=Callable[..., object])

LINK_IS_OLD = N_("This sign-in link is from an earlier start of the program. Open the newest one from the terminal.")


class Access(StrEnum):
    EVERYONE = "everyone"
    SIGNED_IN = "signed in"
    HOST = "host"


def allows(access: Access) -> Callable[[View], View]:
    """Mark a view that is open to more than a known host; stands under the route decorator."""

    def mark(view: View) -> View:
        view.__dict__["access"] = access
        return view

    return mark


def admit_only(app: Flask) -> None:
    app.before_request(admit)


def admit() -> Response | None:
    """Set `g.now` and `g.host`; send away whoever may not see the page asked for."""
    g.now = shell().clock()
    g.host = None
    access = access_of(request.endpoint)
    if access is Access.EVERYONE:
        return None
    if not is_signed_in():
        abort(401)
    with reading() as connection:
        g.host = the_host(connection)
    if g.host is None and access is Access.HOST:
        return redirect(url_for("start.start"), 303)
    return None


def access_of(endpoint: str | None) -> Access:
    """Who may call an endpoint; an address that leads nowhere says so to the signed-in only."""
    if endpoint is None:
        return Access.SIGNED_IN
    if endpoint == "static":
        return Access.EVERYONE
    return cast(Access, getattr(shell().view_functions[endpoint], "access", Access.HOST))


def current_host() -> Host:
    """The host who asks; on pages that need one."""
    return cast(Host, g.host)


def is_signed_in() -> bool:
    """Whether the browser opened the link of this very process: a cookie of an earlier start is worth nothing."""
    token = shell().sign_in_token
    return bool(token) and hmac.compare_digest(session.get("signed_in", ""), _fingerprint(token))


@blueprint.get("/sign-in/<token>")
@allows(Access.EVERYONE)
def sign_in(token: str) -> Response:
    """Set the cookie, nothing else, and go to the first page."""
    if not hmac.compare_digest(_fingerprint(token), _fingerprint(shell().sign_in_token)):
        raise Unauthorized(LINK_IS_OLD)
    language = session.get("language")
    session.clear()
    session.update(signed_in=_fingerprint(token), **({"language": language} if language else {}))
    return redirect(url_for("home.home"), 303)


def _fingerprint(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
