"""Who may see a page: everyone, whoever signed in, or (the rule) a host who has said who they are."""

import hashlib
import hmac
from collections.abc import Callable
from enum import StrEnum
from typing import TypeVar, cast

from flask import Flask, abort, g, redirect, request, session, url_for
from sqlalchemy import Connection
from werkzeug.wrappers import Response

from organizer.domain.parties import Host
from organizer.services import senders, sign_ins
from organizer.services.hosts import the_host
from organizer.services.sign_ins import Visitor
from organizer.web.database import reading
from organizer.web.shell import shell

View = TypeVar("View", bound=Callable[..., object])


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
    """Set `g.now`, `g.host`, `g.has_own_mailbox` and `g.visitor`; send away whoever may not see the page asked for."""
    g.now = shell().clock()
    g.host = g.visitor = None
    g.has_own_mailbox = False
    access = access_of(request.endpoint)
    if access is Access.EVERYONE:
        return None
    with reading() as connection:
        g.visitor = _visitor(connection)
        if not is_signed_in():
            abort(401)
        g.host = _named(g.visitor.host) if g.visitor else the_host(connection)
        g.has_own_mailbox = g.host is not None and senders.has_sender(connection, g.host.id)
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


def current_visitor() -> Visitor | None:
    """Who signed in by mail; None for whoever opened the link from the terminal."""
    return cast(Visitor | None, g.get("visitor"))


def is_signed_in() -> bool:
    """Whether the browser is on a visit that began by mail, or opened the terminal's link of this very process."""
    return current_visitor() is not None or _came_from_the_terminal()


def open_by_link_of_the_terminal(token: str) -> bool:
    """Sign in whoever opens the link of this process; False for any other link."""
    if not shell().sign_in_token or not hmac.compare_digest(_fingerprint(token), _fingerprint(shell().sign_in_token)):
        return False
    begin_anew(signed_in=_fingerprint(token))
    return True


def begin_anew(**values: str) -> None:
    """A cookie with nothing in it that somebody else may have put there; the language stays."""
    language = session.get("language")
    session.clear()
    session.update(values | ({"language": language} if language else {}))


def _visitor(connection: Connection) -> Visitor | None:
    visit = session.get("visit")
    return sign_ins.visitor(connection, str(visit), g.now) if visit else None


def _named(host: Host) -> Host | None:
    return host if host.name else None


def _came_from_the_terminal() -> bool:
    token = shell().sign_in_token
    return bool(token) and hmac.compare_digest(session.get("signed_in", ""), _fingerprint(token))


def _fingerprint(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
