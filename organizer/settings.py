"""What can be set from outside: the environment, read once at the start; and the keys kept in the instance folder."""

import os
import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from urllib.parse import urlsplit

from email_validator import EmailNotValidError, validate_email

from organizer.domain.errors import N_, OrganizerError
from organizer.domain.sign_ins import EVERYBODY
from organizer.domain.tokens import Keys
from organizer.mail.imap_accounts import ImapAccount
from organizer.mail.smtp_accounts import SmtpAccount
from organizer.store.engine import is_address

LOOPBACK = ("127.0.0.1", "localhost")
ORGANIZER = re.compile(r"[^@\s]{0,64}@[^@\s]{1,255}")
SWITCHED_OFF = ("0", "false", "no", "off")
KEY_BYTES = 32
LONGEST_HOLD_MINUTES = 60
LONGEST_NUMBER = 6
MOST_PROXIES = 5
SHORTEST_SECRET = 32
FEWEST_SIGNS_OF_A_SECRET = 10


class BadPortError(OrganizerError):
    message = N_("PORT is “%(value)s”. Set it to a number from 1 to 65535, for example PORT=5000.")


class BadHoldError(OrganizerError):
    message = N_("HOLD_MINUTES is “%(value)s”. Set it to a number from 0 to 60: so long a mail can still be stopped.")


class BadPublicAddressError(OrganizerError):
    message = N_(
        "PUBLIC_BASE_URL is “%(value)s”. Set it to the address guests can reach, without a path: https://party.example.org."
    )


class BadDatabaseAddressError(OrganizerError):
    message = N_("DATABASE_URL has to begin with sqlite:/// or postgresql://. Leave it out to use the instance folder.")


class UnreadableDatabaseAddressError(OrganizerError):
    message = N_(
        "DATABASE_URL cannot be read. Write it as postgresql://user:password@host:5432/name; in user and password "
        "write %%40 for @, %%2F for /, %%23 for #, %%25 for %%."
    )


class BadSenderAddressError(OrganizerError):
    message = N_("MAIL_FROM is “%(value)s”. Set it to one mail address, for example alice@example.org.")


class DebugInPublicError(OrganizerError):
    message = N_("FLASK_DEBUG is on while PUBLIC_BASE_URL is set: strangers could run code. Switch one of the two off.")


class WeakSecretError(OrganizerError):
    message = N_(
        "SECRET_KEY can be guessed. Leave it out, or set 32 random characters or more: "
        "python3 -c 'import secrets; print(secrets.token_hex(32))'"
    )


class WeakKeyFileError(OrganizerError):
    message = N_("The key file %(path)s is damaged or too short. Put the one from your safe copy back.")


class BadOrganizersError(OrganizerError):
    message = N_(
        "ORGANIZERS has “%(value)s”. Write addresses and @domains with commas between them, or * for everybody."
    )


class BadProxyHopsError(OrganizerError):
    message = N_("PROXY_HOPS is “%(value)s”. Set it to the number of proxies in front of the program, from 0 to 5.")


class HostedWithoutMailError(OrganizerError):
    message = N_(
        "With PUBLIC_BASE_URL and PostgreSQL many people sign in by mail, and letters leave by mail. Set SMTP_URL, and "
        "MAIL_FROM to the address the service writes from."
    )


class UnusablePlaceError(OrganizerError):
    message = N_("%(place)s cannot be used (%(reason)s). Check the rights and the room there, or choose another place.")

    @classmethod
    def of(cls, error: OSError) -> "UnusablePlaceError":
        """What to do when the machine says no: no rights, no room, a file where a folder should be."""
        return cls(place=error.filename or "The instance folder", reason=error.strerror)


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """The program's surroundings. `public_base_url` has no slash at the end and is empty in local mode.

    `organizers` are those who may become hosts by a mailed link: addresses, @domains, or "*". `proxy_hops` is how many
    proxies in front are believed when they say where a request comes from.
    """

    home: Path
    database_url: str = field(repr=False)
    public_base_url: str = ""
    smtp_url: str = field(default="", repr=False)
    imap_url: str = field(default="", repr=False)
    mail_from: str = ""
    port: int = 5000
    opens_browser: bool = True
    hold_minutes: int = 5
    secret_key: str = field(default="", repr=False)
    organizers: tuple[str, ...] = ()
    proxy_hops: int = 0
    metrics_token: str = field(default="", repr=False)

    @property
    def is_hosted(self) -> bool:
        """Whether many hosts share it, on several processes or machines."""
        return bool(self.public_base_url) and self.database_url.startswith("postgresql://")

    @property
    def signs_in_by_mail(self) -> bool:
        """Whether a link can be mailed, and opened where it leads to."""
        return bool(self.public_base_url and self.smtp_url and self.mail_from)

    @classmethod
    def from_environment(cls, environ: Mapping[str, str]) -> "Settings":
        """Read the settings; the first bad one raises an OrganizerError that says how to mend it."""
        home = Path(environ.get("ORGANIZER_HOME") or "instance").absolute()
        if environ.get("PUBLIC_BASE_URL") and _is_on(environ.get("FLASK_DEBUG", "0")):
            raise DebugInPublicError
        settings = cls(
            home=home,
            database_url=_database_url(environ.get("DATABASE_URL", ""), home),
            public_base_url=_public_base_url(environ.get("PUBLIC_BASE_URL", "")),
            smtp_url=_of_account(SmtpAccount, environ.get("SMTP_URL", "")),
            imap_url=_of_account(ImapAccount, environ.get("IMAP_URL", "")),
            mail_from=_sender(environ.get("MAIL_FROM", "")),
            port=_port(environ.get("PORT", "") or "5000"),
            opens_browser=_is_on(environ.get("OPEN_BROWSER", "1")),
            hold_minutes=_hold(environ.get("HOLD_MINUTES", "") or "5"),
            secret_key=_secret(environ.get("SECRET_KEY", "")),
            organizers=_organizers(environ.get("ORGANIZERS", "")),
            proxy_hops=_hops(environ.get("PROXY_HOPS", "") or "0"),
            metrics_token=environ.get("METRICS_TOKEN", "").strip(),
        )
        return settings._who_may_host()

    def _who_may_host(self) -> "Settings":
        """Unless said otherwise: everybody on a hosted service, only who writes from it on somebody's own."""
        if self.is_hosted and not self.signs_in_by_mail:
            raise HostedWithoutMailError
        usual = (EVERYBODY,) if self.is_hosted else (self.mail_from.casefold(),) if self.mail_from else ()
        return self if self.organizers else replace(self, organizers=usual)


def keep_key(home: Path, name: str) -> bytes:
    """The key of that name in the instance folder, made at its first use and readable by its owner only."""
    path = home / "keys" / name
    if not path.exists():
        _make_key(path)
    key = path.read_bytes()
    if len(key) < KEY_BYTES or len(set(key)) < FEWEST_SIGNS_OF_A_SECRET:
        raise WeakKeyFileError(path=path)
    return key


def put_key(home: Path, name: str, key: bytes) -> None:
    """Keep a key that comes from a backup; one that is there already stays."""
    if not (home / "keys" / name).exists():
        _write_key(home / "keys" / name, key)


def open_keys(home: Path) -> Keys:
    """The keys that invitations and opt-outs are made with."""
    return Keys(invitations=keep_key(home, "invitations"), addresses=keep_key(home, "addresses"))


def _make_key(path: Path) -> None:
    _write_key(path, secrets.token_bytes(KEY_BYTES))


def _write_key(path: Path, key: bytes) -> None:
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    fresh = path.with_name(f"{path.name}.{secrets.token_hex(4)}")
    with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(key)
        file.flush()
        os.fsync(file.fileno())
    # A link appears whole or not at all, and the first of two processes wins.
    try:
        path.hardlink_to(fresh)
    except FileExistsError:
        return
    finally:
        fresh.unlink()


def _is_on(value: str) -> bool:
    return value.strip().lower() not in SWITCHED_OFF


def _database_url(value: str, home: Path) -> str:
    if not value:
        return f"sqlite:///{home / 'runde.sqlite'}"
    if not value.startswith(("sqlite:///", "postgresql://")):
        raise BadDatabaseAddressError
    if not is_address(value):
        raise UnreadableDatabaseAddressError
    return value


def _public_base_url(value: str) -> str:
    if not value:
        return ""
    address = value.strip().rstrip("/")
    if not _may_be_public(address):
        raise BadPublicAddressError(value=value)
    return _as_browsers_write(address)


def _as_browsers_write(address: str) -> str:
    """Lower case, names in ASCII, and no port that goes without saying: this is what a Host header is held against."""
    parts = urlsplit(address.lower())
    name = (parts.hostname or "").encode("idna").decode("ascii")
    name = f"[{name}]" if ":" in name else name
    is_usual = parts.port in (None, {"https": 443, "http": 80}[parts.scheme])
    return f"{parts.scheme}://{name}" if is_usual else f"{parts.scheme}://{name}:{parts.port}"


def _may_be_public(address: str) -> bool:
    """Whether links in mails may begin with it: https, or plain http on this machine only."""
    try:
        parts = urlsplit(address)
        parts.port  # noqa: B018 - reading it is what raises on a bad port
        name = parts.hostname or ""
        in_ascii = name.encode("idna")
        # "ß" would become the "ss" of another domain.
        is_kept = name.isascii() or in_ascii.decode("idna") == name
    except ValueError:  # UnicodeError is one
        return False
    is_bare = not (parts.path or parts.query or parts.fragment or "@" in parts.netloc)
    is_safe = parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in LOOPBACK)
    return bool(name) and is_kept and is_bare and is_safe and not any(sign.isspace() for sign in address)


def _of_account(account: type[SmtpAccount | ImapAccount], value: str) -> str:
    """The address of a mailbox, once it can be read as one."""
    url = value.strip()
    if url:
        account.from_url(url)
    return url


def _sender(value: str) -> str:
    if not value:
        return ""
    try:
        return validate_email(value, check_deliverability=False).normalized
    except EmailNotValidError:
        raise BadSenderAddressError(value=value) from None


def _port(value: str) -> int:
    if not (_is_number(value) and 0 < int(value) < 65536):
        raise BadPortError(value=value)
    return int(value)


def _secret(value: str) -> str:
    if value and (len(value) < SHORTEST_SECRET or len(set(value)) < FEWEST_SIGNS_OF_A_SECRET):
        raise WeakSecretError
    return value


def _organizers(value: str) -> tuple[str, ...]:
    """Addresses, @domains or a star, in lower case."""
    named = tuple(part.strip().casefold() for part in value.split(",") if part.strip())
    for one in named:
        if one != EVERYBODY and not ORGANIZER.fullmatch(one):
            raise BadOrganizersError(value=one)
    return named


def _hops(value: str) -> int:
    if not (_is_number(value) and int(value) <= MOST_PROXIES):
        raise BadProxyHopsError(value=value)
    return int(value)


def _hold(value: str) -> int:
    if not (_is_number(value) and int(value) <= LONGEST_HOLD_MINUTES):
        raise BadHoldError(value=value)
    return int(value)


def _is_number(value: str) -> bool:
    return value.isascii() and value.isdigit() and len(value) <= LONGEST_NUMBER
