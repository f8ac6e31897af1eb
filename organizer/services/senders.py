"""Whose mailbox letters leave from: the host's own, set on the settings page, or that the program was set up with."""

import ipaddress
import smtplib
import socket
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Engine

from organizer.domain.errors import N_, OrganizerError
from organizer.domain.vocabulary import HostId
from organizer.mail.sealing import seal, unseal
from organizer.mail.smtp import Patience, SmtpAccount
from organizer.mail.smtp_line import Refusal, connect
from organizer.services.post_office import PostOffice
from organizer.store import senders as store
from organizer.store.engine import reading

PATIENCE_OF_A_TEST = Patience(command=10, after_dot=10)
MAIL_PORTS = frozenset({25, 465, 587, 2525})

# As socket.getaddrinfo.
LookUp = Callable[..., Sequence[tuple[Any, ...]]]


class NoSenderError(OrganizerError):
    message = N_("There is no mailbox to send from. Set one on the settings page.")


class SenderRefusedError(OrganizerError):
    message = N_(
        "The mail server said no: %(said)s. Check the user and the password; many providers want one of its own for "
        "programs."
    )


class SenderUnreachableError(OrganizerError):
    message = N_("No mail server answers there: %(said)s. Check its name, the port and how the line is secured.")


class InnerServerError(OrganizerError):
    message = N_(
        "This mail server is not on the internet, or listens on an unusual port. Name one that others can reach."
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Sender:
    """A host's own mailbox, and when it last let us in."""

    account: SmtpAccount
    tested_at: datetime


def sender_of(connection: Connection, host_id: HostId, key: bytes) -> Sender | None:
    """The host's own mailbox, if there is one; raises BrokenSealError when its password cannot be read."""
    found = store.find_sender(connection, host_id)
    return Sender(account=unseal(found[0], key), tested_at=found[1]) if found else None


def has_sender(connection: Connection, host_id: HostId) -> bool:
    return store.has_sender(connection, host_id)


def office_for(connection: Connection, office: PostOffice, host_id: HostId) -> PostOffice:
    """The post office as it stands for a host who does not ask: a guest's page names whom the mails named."""
    own = has_sender(connection, host_id)
    return replace(office, own_mailbox=own, sends=office.sends or own)


def keep_sender(connection: Connection, host_id: HostId, account: SmtpAccount, key: bytes, now: datetime) -> None:
    """Keep a mailbox that has just been tried."""
    store.keep_sender(connection, host_id, seal(account, key), now)


def forget_sender(connection: Connection, host_id: HostId) -> None:
    """Send no more from the host's own mailbox, and forget its password."""
    store.forget_sender(connection, host_id)


def try_sender(account: SmtpAccount, *, only_public: bool = False) -> None:
    """Connect and log in, send nothing; says in a sentence why it does not work.

    With `only_public` servers inside our own network are refused: on a shared service nobody looks around there.
    """
    found = found_in_public(account) if only_public else account
    try:
        connect(found, PATIENCE_OF_A_TEST).leave()
    except Refusal as refusal:
        raise SenderRefusedError(said=_said(refusal.text)) from None
    except (OSError, smtplib.SMTPException) as error:
        raise SenderUnreachableError(said=_said(str(error))) from None


def found_in_public(account: SmtpAccount, look_up: LookUp = socket.getaddrinfo) -> SmtpAccount:
    """The account with the addresses of its server, to which alone a line is opened: another look might find others.

    Raises InnerServerError unless every one of them can be reached from anywhere.
    """
    try:
        found = look_up(account.host, account.port, proto=socket.IPPROTO_TCP)
    except (OSError, UnicodeError) as error:
        raise SenderUnreachableError(said=_said(str(error))) from None
    addresses = tuple(dict.fromkeys(str(one[4][0]) for one in found))
    if account.port not in MAIL_PORTS or not all(ipaddress.ip_address(one).is_global for one in addresses):
        raise InnerServerError
    return replace(account, addresses=addresses)


def account_book(
    engine: Engine, key: bytes, usual: SmtpAccount | None, *, only_public: bool = False
) -> Callable[[str], SmtpAccount]:
    """Says through which server mails of an address leave: that of the host who owns it, else the usual one."""

    def account_of(email: str) -> SmtpAccount:
        with reading(engine) as connection:
            own = store.senders_of_address(connection, email)
        if len(own) == 1:
            account = unseal(own[0], key)
            return found_in_public(account) if only_public else account
        if usual is None:
            raise NoSenderError
        return usual

    return account_of


def _said(text: str | bytes) -> str:
    words = text.decode("utf-8", "replace") if isinstance(text, bytes) else text
    return " ".join(words.split())[:200]
