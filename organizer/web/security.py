"""The walls round every page: who may be asked for (Host), who may ask (Origin, CSRF token), what a page may load."""

from collections.abc import Mapping
from urllib.parse import urlsplit

from flask import Flask, Response, abort, request
from flask.sessions import SecureCookieSessionInterface
from flask_wtf import CSRFProtect

from organizer.settings import LOOPBACK, Settings
from organizer.web.shell import Shell, shell

LARGEST_UPLOAD = 250 * 1024 * 1024
LARGEST_FORM = 2 * 1024 * 1024
MOST_FORM_PARTS = 1000
SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})

# data: for the small pictures inside Pico's stylesheet (arrow of a select, tick of a checkbox).
CONTENT_SECURITY_POLICY = "; ".join(
    (
        "default-src 'self'",
        "img-src 'self' data:",
        "object-src 'none'",
        "base-uri 'none'",
        "form-action 'self'",
        "frame-ancestors 'none'",
    )
)
# Not no-referrer: it would turn the Origin of our own forms into "null" (Fetch, 4.1 "append a request Origin header").
# same-origin tells strangers as little.
HEADERS = {
    "Content-Security-Policy": CONTENT_SECURITY_POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "X-Robots-Tag": "noindex, nofollow",
}


class SessionCookie(SecureCookieSessionInterface):
    """A cookie of its own for each port, which browsers do not tell apart; bound to https where the public asks."""

    def get_cookie_name(self, app: Flask) -> str:
        return "__Host-runde" if self.get_cookie_secure(app) else f"runde-{shell().settings.port}"

    def get_cookie_secure(self, app: Flask) -> bool:
        return own_origins(shell().settings).get(asked_host(), "").startswith("https:")


def guard(app: Shell) -> None:
    """Build the outer walls; they come before anything else looks at a request."""
    app.config.update(
        MAX_CONTENT_LENGTH=LARGEST_UPLOAD,
        MAX_FORM_MEMORY_SIZE=LARGEST_FORM,
        MAX_FORM_PARTS=MOST_FORM_PARTS,
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        # A form may stay open for as long as the writing takes; the token ends with the session.
        WTF_CSRF_TIME_LIMIT=None,
        # `refuse_foreign_origin` does this better, and without a Referer.
        WTF_CSRF_SSL_STRICT=False,
    )
    app.session_interface = SessionCookie()
    app.before_request(refuse_foreign_host)
    app.before_request(refuse_foreign_origin)
    app.after_request(add_headers)


def require_tokens(app: Flask) -> None:
    """A CSRF token on every form; registered after the check of the sign-in, so that strangers' bodies stay unread."""
    # A mail program that unsubscribes its user has no cookie (RFC 8058 3.2); the link itself is the secret.
    CSRFProtect(app).exempt("organizer.web.held_data.unsubscribe")


def own_origins(settings: Settings) -> Mapping[str, str]:
    """Host header -> origin, of every address this process answers to."""
    port = "" if settings.port == 80 else f":{settings.port}"
    origins = {f"{host}{port}": f"http://{host}{port}" for host in LOOPBACK}
    if settings.public_base_url:
        origins[urlsplit(settings.public_base_url).netloc] = settings.public_base_url
    return origins


def asked_host() -> str:
    """The Host header as it came, in lower case."""
    return str(request.environ.get("HTTP_HOST", "")).lower()


def is_loopback(address: str) -> bool:
    """Whether a request came from this very machine: from its user, or from a proxy in front."""
    return address in ("127.0.0.1", "::1")


def refuse_foreign_host() -> None:
    """Answer to our own names only: a foreign name that resolves to this machine is DNS rebinding."""
    if asked_host() not in own_origins(shell().settings):
        abort(Response("This address is not served here.\n", 400, content_type="text/plain; charset=utf-8"))


def refuse_foreign_origin() -> None:
    """Refuse what another site's page sends in the host's name, another port of this machine included."""
    if request.method in SAFE_METHODS:
        return
    origin = request.headers.get("Origin")
    if origin is not None and origin.lower() != own_origins(shell().settings)[asked_host()]:
        abort(403)
    if request.headers.get("Sec-Fetch-Site", "same-origin") not in ("same-origin", "none"):
        abort(403)


def add_headers(response: Response) -> Response:
    """What a page may load and who may keep it; pages hold personal data and are kept nowhere."""
    for name, value in HEADERS.items():
        response.headers.setdefault(name, value)
    if request.endpoint != "static":
        response.headers["Cache-Control"] = "no-store"
    return response


def same_origin_path(candidate: str | None, otherwise: str = "/") -> str:
    """The candidate if it is a plain path of this site, else the other: never a way to a foreign site."""
    path = candidate or ""
    if not path.startswith("/") or path.startswith(("//", "/\\")):
        return otherwise
    if any(ord(sign) < 32 or sign in "\\\x7f" for sign in path):
        return otherwise
    parts = urlsplit(path)
    return otherwise if parts.scheme or parts.netloc else path


def page_before() -> str:
    """The path of the page the browser came from, if it is one of ours; else the first page."""
    parts = urlsplit(request.referrer or "")
    if f"{parts.scheme}://{parts.netloc}" not in own_origins(shell().settings).values():
        return "/"
    return same_origin_path(f"{parts.path}?{parts.query}" if parts.query else parts.path)
