"""Reading a mailbox by IMAP (RFC 9051): what is new in a folder, and whether a mail lies in another. Sizes are bounded,
every wait is, and no flag is changed unless asked for.
"""

import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from imaplib import IMAP4

from imap_tools import AND, BaseMailBox, H, MailBox, MailBoxStartTls, MailBoxUnencrypted, U
from imap_tools.errors import ImapToolsError, MailboxFolderSelectError, MailboxLoginError

from organizer.domain.errors import N_, OrganizerError
from organizer.mail.imap_accounts import ImapAccount
from organizer.mail.smtp_accounts import Security

SECONDS = 20.0
# A mail with an answer is small; of larger ones so much is read that they are known to be too large.
LARGEST_MAIL = 2_000_000
MOST_FOLDERS = 500
USUAL_SENT_FOLDERS = ("Sent", "Sent Items", "Sent Messages", "INBOX.Sent", "Gesendet", "Verzonden")


class MailboxUnreachableError(OrganizerError):
    message = N_("The mailbox on %(host)s cannot be reached: %(why)s. It is tried again every minute.")


class MailboxRefusedError(OrganizerError):
    message = N_(
        "The mailbox on %(host)s refuses the login. Check user and password in IMAP_URL; many providers want an "
        "extra password for programs."
    )


class FolderMissingError(OrganizerError):
    message = N_("The mailbox on %(host)s has no folder “%(folder)s”. Name another one at the end of IMAP_URL.")


class OpenMailbox:
    """A mailbox that is logged in to."""

    def __init__(self, box: BaseMailBox, account: ImapAccount) -> None:
        self._box, self._account = box, account

    def choose(self, folder: str, *, read_only: bool = True) -> int:
        """Open a folder and return its UIDVALIDITY: while that is the same, UIDs mean the same mails."""
        try:
            self._box.folder.set(folder, readonly=read_only)
        except MailboxFolderSelectError:
            raise FolderMissingError(host=self._account.host, folder=folder) from None
        known = self._box.client.response("UIDVALIDITY")[1]
        return int(known[0]) if known and known[0] else 0

    def new_mails(self, after: int, since: date) -> list[int]:
        """The UIDs above `after` of mails that arrived on that day or later, in order."""
        # "n:*" holds the last mail even when its UID is below n (RFC 9051 6.4.9).
        found = self._box.uids(AND(uid=U(str(after + 1), "*"), date_gte=since))
        return sorted(uid for one in found if (uid := int(one)) > after)

    def fetch(self, uid: int) -> bytes | None:
        """The bytes of a mail, without marking it as read; None when it is gone or too large to be an answer."""
        _, data = self._box.client.uid("FETCH", str(uid), f"(BODY.PEEK[]<0.{LARGEST_MAIL + 1}>)")
        raw = next((part[1] for part in data or () if isinstance(part, tuple)), None)
        return raw if isinstance(raw, bytes) and len(raw) <= LARGEST_MAIL else None

    def mark_as_read(self, uid: int) -> None:
        self._box.flag(str(uid), r"\Seen", value=True)

    def sent_folder(self) -> str:
        """Where sent mails lie: as set, as the server marks it (RFC 6154), or by a usual name; empty without one."""
        if self._account.sent:
            return self._account.sent
        folders = self._box.folder.list()[:MOST_FOLDERS]
        marked = [folder.name for folder in folders if r"\Sent" in folder.flags]
        names = {folder.name for folder in folders}
        return next(iter([*marked, *(name for name in USUAL_SENT_FOLDERS if name in names)]), "")

    def holds(self, message_id: str) -> bool:
        """Whether the open folder has a mail with this Message-ID."""
        return bool(self._box.uids(AND(header=H("Message-ID", message_id))))


@contextmanager
def open_mailbox(account: ImapAccount, context: ssl.SSLContext | None = None) -> Iterator[OpenMailbox]:
    """Log in, and out at the end; whatever goes wrong with the line or the server is an OrganizerError."""
    try:
        box = _connect(account, context or ssl.create_default_context())
        try:
            _log_in(box, account)
            yield OpenMailbox(box, account)
        finally:
            box.client.shutdown()
    except (OSError, IMAP4.error, ImapToolsError, UnicodeError) as error:
        raise MailboxUnreachableError(host=account.host, why=_in_short(error)) from error


def _connect(account: ImapAccount, context: ssl.SSLContext) -> BaseMailBox:
    if account.security is Security.TLS:
        return MailBox(account.host, account.port, timeout=SECONDS, ssl_context=context)
    if account.security is Security.STARTTLS:
        return MailBoxStartTls(account.host, account.port, timeout=SECONDS, ssl_context=context)
    return MailBoxUnencrypted(account.host, account.port, timeout=SECONDS)


def _log_in(box: BaseMailBox, account: ImapAccount) -> None:
    is_plain = (account.user + account.password).isascii()
    try:
        (box.login if is_plain else box.login_utf8)(account.user, account.password, initial_folder=None)
    except (MailboxLoginError, IMAP4.error) as error:
        if isinstance(error, IMAP4.abort):
            raise
        raise MailboxRefusedError(host=account.host) from None


def _in_short(error: Exception) -> str:
    """Why, in a few words; what servers say may hold anything and be long."""
    if isinstance(error, ssl.SSLCertVerificationError):
        return f"its certificate is not valid ({error.verify_message})"
    if isinstance(error, TimeoutError):
        return "it does not answer"
    words = " ".join(str(error).split())
    return "".join(sign for sign in words if sign.isprintable())[:120] or type(error).__name__
