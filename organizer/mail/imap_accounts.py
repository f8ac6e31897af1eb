"""The mailbox that answers come to: where its server is, how to log in, which folders are looked at."""

from dataclasses import dataclass, field
from typing import Self
from urllib.parse import parse_qsl, unquote, urlsplit

from organizer.domain.errors import N_, OrganizerError
from organizer.mail.smtp_accounts import LOOPBACK, Security

USUAL_PORTS = {Security.OPEN: 143, Security.STARTTLS: 143, Security.TLS: 993}
KNOWN_WORDS = frozenset({"sent", "seen", "starttls", "trusted"})


class BadImapUrlError(OrganizerError):
    message = N_(
        "IMAP_URL cannot be read. Write it as imaps://user:password@host:993/INBOX?sent=Sent; in user and password "
        "write %%40 for @, %%2F for /, %%23 for #. After ? may stand sent=, seen=1, starttls=1 and trusted=."
    )


class OpenImapLoginError(OrganizerError):
    message = N_(
        "This would send the password over an open line. Write imaps:// in IMAP_URL, or add starttls=1 after the ?. If "
        "the line is your own, add starttls=0."
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class ImapAccount:
    """A mailbox that is read. Nothing in it is changed unless `marks_seen`.

    `sent` is the folder with the host's sent mails; empty for the one the server marks so. `trusted` is the name under
    which the receiving server writes what it found about a sender (Authentication-Results, RFC 8601).
    """

    host: str
    port: int
    user: str
    password: str = field(repr=False)
    security: Security = Security.TLS
    folder: str = "INBOX"
    sent: str = ""
    marks_seen: bool = False
    trusted: str = ""

    @property
    def name(self) -> str:
        """What this folder is remembered by; no password."""
        return f"{self.user}@{self.host}:{self.port}/{self.folder}"

    @classmethod
    def from_url(cls, url: str) -> Self:
        """Read imaps://user:password@host:port/folder?sent=...; raises BadImapUrlError or OpenImapLoginError."""
        try:
            account, words = cls._read(url.strip())
        except ValueError:
            raise BadImapUrlError from None  # the cause would quote the address, password and all
        if account.security is Security.OPEN and account.host not in LOOPBACK and words.get("starttls") != "0":
            raise OpenImapLoginError
        return account

    @classmethod
    def _read(cls, url: str) -> tuple[Self, dict[str, str]]:
        parts = urlsplit(url)
        words = dict(parse_qsl(parts.query, strict_parsing=True)) if parts.query else {}
        user, password = (unquote(part or "", errors="strict") for part in (parts.username, parts.password))
        folder = unquote(parts.path.strip("/")) or "INBOX"
        strange = parts.fragment or set(words) - KNOWN_WORDS or any(sign < " " for sign in user + password + folder)
        if parts.scheme not in ("imap", "imaps") or not parts.hostname or not user or not password or strange:
            raise ValueError
        security = _security(parts.scheme, words.get("starttls", "0"))
        return cls(
            host=parts.hostname,
            port=parts.port or USUAL_PORTS[security],
            user=user,
            password=password,
            security=security,
            folder=folder,
            sent=words.get("sent", ""),
            marks_seen=words.get("seen") == "1",
            trusted=words.get("trusted", ""),
        ), words


def _security(scheme: str, starttls: str) -> Security:
    if starttls not in ("0", "1"):
        raise ValueError
    if scheme == "imaps":
        return Security.TLS
    return Security.STARTTLS if starttls == "1" else Security.OPEN
