"""The mailbox that sends: where its server is, how to log in, how the line is kept secret."""

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Self
from urllib.parse import unquote, urlsplit

from organizer.domain.errors import N_, OrganizerError

LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})


class Security(StrEnum):
    """How the line is kept secret: not at all, from STARTTLS on, from the first byte."""

    OPEN = "open"
    STARTTLS = "starttls"
    TLS = "tls"


# What may stand before :// and after ?.
SECURITY = {
    ("smtp", ""): Security.OPEN,
    ("smtp", "starttls=0"): Security.OPEN,
    ("smtp", "starttls=1"): Security.STARTTLS,
    ("smtps", ""): Security.TLS,
}
USUAL_PORTS = {Security.OPEN: 25, Security.STARTTLS: 587, Security.TLS: 465}


class BadSmtpUrlError(OrganizerError):
    message = N_(
        "The address of the mail server cannot be read. Write it as smtps://user:password@host:465 or "
        "smtp://user:password@host:587?starttls=1; in user and password write %%40 for @, %%2F for /, %%23 for #."
    )


class OpenLoginError(OrganizerError):
    message = N_(
        "This would send the password over an open line. Add ?starttls=1 to the address of the mail server, or use "
        "smtps://. If the line is your own, add ?starttls=0."
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class SmtpAccount:
    """A mailbox that sends. Its password does not show in its representation.

    `addresses` are where the server was found and looked at; without them it is looked up when it is called.
    """

    host: str
    port: int
    user: str = ""
    password: str = field(default="", repr=False)
    security: Security = Security.TLS
    addresses: tuple[str, ...] = field(default=(), repr=False)

    @property
    def tells_password(self) -> bool:
        """Whether logging in would send the password over an open line to another machine."""
        return bool(self.user) and self.security is Security.OPEN and self.host not in LOOPBACK

    @classmethod
    def from_url(cls, url: str) -> Self:
        """Read smtps://user:password@host:port or smtp://...?starttls=1.

        A login over an open line to another machine has to be asked for by ?starttls=0. Raises BadSmtpUrlError or
        OpenLoginError, neither of which tells the password.
        """
        try:
            account = cls._read(url.strip())
        except ValueError:
            raise BadSmtpUrlError from None  # the cause would quote the address, password and all
        if account.tells_password and not url.strip().endswith("?starttls=0"):
            raise OpenLoginError
        return account

    @classmethod
    def _read(cls, url: str) -> Self:
        parts = urlsplit(url)
        security = SECURITY.get((parts.scheme, parts.query))
        user, password = (unquote(part or "", errors="strict") for part in (parts.username, parts.password))
        beyond = parts.path.strip("/") or parts.fragment or "\0" in user + password
        if security is None or not parts.hostname or beyond or bool(user) != bool(password):
            raise ValueError
        port = parts.port or USUAL_PORTS[security]
        return cls(host=parts.hostname, port=port, user=user, password=password, security=security)
