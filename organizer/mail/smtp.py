"""Delivery by SMTP: one recipient per mail, and the dialogue split before the final dot.

A server must drop a mail whose final dot never came. So the body goes first; then the caller commits that the dot is
pending; only then does the dot follow. A crash before that commit is "not sent" for certain, and may be tried again.
"""

import re
import smtplib
import ssl
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import timedelta
from enum import StrEnum

from organizer.formats.borders import UnusableAddressError, ascii_address, clean_line
from organizer.mail.smtp_accounts import SmtpAccount
from organizer.mail.smtp_line import Line, Patience, Refusal, connect

__all__ = ["Connection", "Outcome", "OutcomeKind", "Patience", "SmtpAccount", "as_sent", "deliver", "open_connection"]

OpenLine = Callable[[SmtpAccount, Patience, ssl.SSLContext | None], Line]

USUAL_PATIENCE = Patience()
LONGEST_TEXT = 300
LINE_BREAK = re.compile(rb"\r\n|\r|\n")
DOT_THAT_STARTS_A_LINE = re.compile(rb"^\.", re.MULTILINE)

# Answers by what they say about (RFC 3463): the login, the sender's standing, a full mailbox or a lost route.
LOGIN_CODES = frozenset({530, 534, 535, 538})
POLICY = re.compile(r"\b5\.7\.\d{1,3}\b")
# The server closes, or has enough connections (432 is Exchange's word): the next mail would hear the same.
CLOSED_TO_ALL = frozenset({421, 432})
ASKED_TO_WAIT = re.compile(
    r"\b(?:try|retry|come back|again|wait)\b\D{0,40}?(\d{1,4}) ?(s|sec|m|min|h)[a-z]*\b", re.IGNORECASE
)
UNITS = {"s": timedelta(seconds=1), "m": timedelta(minutes=1), "h": timedelta(hours=1)}
# The mail itself is too large for the server; another one need not be.
TOO_LARGE = re.compile(r"\b5\.3\.4\b")
OFTEN_TEMPORARY = re.compile(r"\b5\.(?:2\.2|4\.4)\b")


class OutcomeKind(StrEnum):
    """What became of one attempt, and so what to do next.

    RETRY: certainly not accepted, later it may be. FAILED: this address cannot be reached. ACCOUNT: the mailbox that
    sends is refused, pause it. UNCERTAIN: nobody can know whether it left. STOPPED: the caller said no before the dot.
    """

    SENT = "sent"
    RETRY = "retry"
    FAILED = "failed"
    ACCOUNT = "account"
    UNCERTAIN = "uncertain"
    STOPPED = "stopped"


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """`code` and `text` are the server's.

    Of a RETRY: `slowly` when it may be mended in hours (mailbox full, no route); `of_account` when no mail of this
    mailbox would fare better now; `asked` is how long the server asks to wait.
    """

    kind: OutcomeKind
    code: int | None = None
    text: str = ""
    slowly: bool = False
    of_account: bool = False
    asked: timedelta | None = None


def deliver(
    account: SmtpAccount,
    envelope_from: str,
    recipient: str,
    raw: bytes,
    before_dot: Callable[[], bool],
    *,
    patience: Patience = USUAL_PATIENCE,
) -> Outcome:
    """Deliver one mail over a connection of its own; see `Connection.deliver`."""
    with open_connection(account, patience=patience) as connection:
        return connection.deliver(envelope_from, recipient, raw, before_dot)


@contextmanager
def open_connection(
    account: SmtpAccount,
    *,
    patience: Patience = USUAL_PATIENCE,
    tls: ssl.SSLContext | None = None,
    open_line: OpenLine = connect,
) -> Iterator["Connection"]:
    """A connection for several mails. It connects with the first, and again when the server hung up in between."""
    connection = Connection(lambda: open_line(account, patience, tls))
    try:
        yield connection
    finally:
        connection.close()


class Connection:
    """The way to one mail server, with a line kept from mail to mail while all goes well."""

    def __init__(self, open_line: Callable[[], Line]) -> None:
        self._open_line = open_line
        self._line: Line | None = None
        self._was_announced = False

    def deliver(self, envelope_from: str, recipient: str, raw: bytes, before_dot: Callable[[], bool]) -> Outcome:
        """Deliver one mail to one recipient.

        `before_dot` is called when the whole body has been sent: it commits that the dot is pending, or returns False
        to stop. When it raises, the mail has not been sent. `envelope_from` may be empty (a null return path).
        """
        try:
            sender = ascii_address(envelope_from) if envelope_from else ""
            to = ascii_address(recipient)
        except UnusableAddressError as error:
            return Outcome(kind=OutcomeKind.FAILED, text=str(error))
        try:
            line = self._send_all_but_the_dot(sender, to, as_sent(raw))
        except Refusal as refusal:
            self.close()
            return _sort(refusal.code, refusal.text, of_account=refusal.of_account)
        except (OSError, smtplib.SMTPException) as error:
            text = _one_line(str(error))
            return self._hang_up(Outcome(kind=OutcomeKind.RETRY, text=text, of_account=not self._was_announced))
        return self._send_the_dot(line, before_dot)

    def close(self) -> None:
        """Say goodbye, if there is a line."""
        line, self._line = self._line, None
        if line is not None:
            line.leave()

    def _send_all_but_the_dot(self, sender: str, to: str, body: bytes) -> Line:
        self._was_announced = False
        line = self._announced(sender, len(body))
        self._was_announced = True
        line.address(to)
        line.send_body(body)
        return line

    def _announced(self, sender: str, size: int) -> Line:
        """A line on which MAIL was accepted. A kept one may be dead by now; then a new one is tried, once."""
        if self._line is not None:
            try:
                self._line.announce(sender, size)
            except (OSError, smtplib.SMTPException):
                self._drop_line()
            except Refusal as refusal:
                if refusal.code != 421:
                    raise
                self._drop_line()
            else:
                return self._line
        self._line = self._open_line()
        self._line.announce(sender, size)
        return self._line

    def _send_the_dot(self, line: Line, before_dot: Callable[[], bool]) -> Outcome:
        try:
            goes_on = before_dot()
        except BaseException:
            self._drop_line()
            raise
        if not goes_on:
            return self._hang_up(Outcome(kind=OutcomeKind.STOPPED))
        if (early := line.early_answer()) is not None:
            return self._hang_up(_sort(*early, of_account=False))
        try:
            code, text = line.send_dot()
        except (OSError, smtplib.SMTPException) as error:
            return self._hang_up(Outcome(kind=OutcomeKind.UNCERTAIN, text=_one_line(str(error))))
        return self._after_the_dot(code, text)

    def _after_the_dot(self, code: int, text: bytes) -> Outcome:
        if 200 <= code < 300:
            return Outcome(kind=OutcomeKind.SENT, code=code, text=_one_line(text))
        if 400 <= code < 600:
            self.close()
            return _sort(code, text, of_account=False)
        return self._hang_up(Outcome(kind=OutcomeKind.UNCERTAIN, code=code, text=_one_line(text)))

    def _hang_up(self, outcome: Outcome) -> Outcome:
        """Without a word: inside the body it would become part of the mail."""
        self._drop_line()
        return outcome

    def _drop_line(self) -> None:
        line, self._line = self._line, None
        if line is not None:
            line.close()


def as_sent(raw: bytes) -> bytes:
    """The mail as it goes over the line, but for the final dot: every line break CRLF, leading dots doubled.

    No server can then take anything inside for the end of the mail (SMTP smuggling).
    """
    normal = LINE_BREAK.sub(b"\r\n", raw)
    return DOT_THAT_STARTS_A_LINE.sub(b"..", normal if normal.endswith(b"\r\n") else normal + b"\r\n")


def _sort(code: int | None, text: str | bytes, *, of_account: bool) -> Outcome:
    """A "no" by what is to be done about it; one before a recipient was named cannot be the recipient's fault."""
    said = _one_line(text)
    outcome = Outcome(kind=OutcomeKind.RETRY, code=code, text=said)
    permanent = code is None or 500 <= code < 600
    if code in LOGIN_CODES or (permanent and POLICY.search(said)):
        return replace(outcome, kind=OutcomeKind.ACCOUNT)
    if permanent and TOO_LARGE.search(said):
        return replace(outcome, kind=OutcomeKind.FAILED)
    if code == 552 or (permanent and OFTEN_TEMPORARY.search(said)):
        return replace(outcome, slowly=True)
    if permanent:
        return replace(outcome, kind=OutcomeKind.ACCOUNT if of_account else OutcomeKind.FAILED)
    return replace(outcome, of_account=of_account or code in CLOSED_TO_ALL, asked=_asked_wait(said))


def _asked_wait(said: str) -> timedelta | None:
    """How long a server asks to wait: "greylisted, try again in 5 minutes"."""
    found = ASKED_TO_WAIT.search(said)
    return int(found[1]) * UNITS[found[2][0].lower()] if found else None


def _one_line(said: str | bytes) -> str:
    return clean_line(said.decode("utf-8", "replace") if isinstance(said, bytes) else said)[:LONGEST_TEXT]
