"""A line to a mail server: smtplib's commands one by one, each answer within its time."""

import smtplib
import socket
import ssl
from base64 import b64encode
from contextlib import suppress
from dataclasses import dataclass
from time import monotonic
from typing import cast

from organizer.mail.smtp_accounts import Security, SmtpAccount

# RFC 5321 4.5.3.2; the long one because giving up early after the dot is what makes doubled mail.
COMMAND_SECONDS, ANSWER_SECONDS = 60.0, 600.0
LARGEST_ANSWER = 16 * 2**20


class Refusal(Exception):  # noqa: N818 - an answer of the server, not an error of ours
    """The server said no, or would not do what we need (`code` None). `of_account`: no recipient was named yet."""

    def __init__(self, code: int | None, text: str | bytes, *, of_account: bool) -> None:
        self.code = code
        self.text = text
        self.of_account = of_account
        super().__init__(code)


@dataclass(frozen=True, slots=True, kw_only=True)
class Patience:
    """Seconds to wait: for a connection and for each answer, and for the answer to the final dot."""

    command: float = COMMAND_SECONDS
    after_dot: float = ANSWER_SECONDS


class Line(smtplib.SMTP):
    """An open line. Raises Refusal when the server says no; OSError or SMTPException when the line is no good."""

    def __init__(self, account: SmtpAccount, patience: Patience, **tls: ssl.SSLContext) -> None:
        self._patience = patience
        self._seconds = patience.command
        self._addresses = account.addresses or (account.host,)
        # A name is given because smtplib would look one up in the DNS, and wait for that.
        super().__init__(account.host, account.port, local_hostname="localhost", timeout=patience.command, **tls)  # type: ignore[arg-type]
        line = self._connected()
        # The dot is a small packet of its own: with Nagle's rule it would wait 40 ms for the server's late ACK.
        line.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        address = line.getsockname()[0]
        self.local_hostname = f"[IPv6:{address}]" if ":" in address else f"[{address}]"

    def getreply(self) -> tuple[int, bytes]:
        """The server's next answer, whole, before its deadline."""
        if self.file is None:
            self.file = _Answers(self._connected())
        self.file.listen(self._seconds)
        return super().getreply()

    def announce(self, envelope_from: str, size: int) -> None:
        """MAIL: who writes."""
        options = [f"size={size}"] if self.has_extn("size") else []
        self._expect((250,), self.mail(envelope_from, options), of_account=True)

    def address(self, recipient: str) -> None:
        """RCPT: to whom."""
        self._expect((250, 251, 252), self.rcpt(recipient), of_account=False)

    def send_body(self, body: bytes) -> None:
        """DATA and the whole mail, dots doubled, but for the final dot."""
        self._expect((354,), self.docmd("DATA"), of_account=False)
        self._send(body)

    def early_answer(self) -> tuple[int, bytes] | None:
        """What came unasked: a server that speaks or hangs up before the dot has not taken the mail."""
        unasked = self.file.unasked() if self.file else b""
        if unasked is None:
            return None
        code = int(unasked[:3]) if unasked[:3].isdigit() else 421
        return code, unasked or b"the server hung up before the mail was complete"

    def send_dot(self) -> tuple[int, bytes]:
        """The final dot, and the answer to it."""
        self._send(b".\r\n")
        self._seconds = self._patience.after_dot
        try:
            return self.getreply()
        finally:
            self._seconds = self._patience.command

    def leave(self) -> None:
        """Say goodbye without waiting for an answer."""
        with suppress(OSError, smtplib.SMTPException):
            self._send(b"QUIT\r\n")
        self.close()

    def _get_socket(self, host: str, port: int, timeout: float) -> socket.socket:
        """A line to where the account's server was found, if it was looked up before; certificates are for its name."""
        # smtplib's own way to be given another socket; its TLS variant overrides it, too.
        called = super()._get_socket  # type: ignore[misc]
        *others, last = self._addresses
        for address in others:
            with suppress(OSError):
                return cast(socket.socket, called(address, port, timeout))
        return cast(socket.socket, called(last, port, timeout))

    def _connected(self) -> socket.socket:
        if self.sock is None:
            raise smtplib.SMTPServerDisconnected("the server hung up")
        return self.sock

    def _send(self, content: bytes) -> None:
        line = self._connected()
        line.settimeout(self._patience.command)
        line.sendall(content)

    def _expect(self, codes: tuple[int, ...], answer: tuple[int, bytes], *, of_account: bool) -> None:
        code, text = answer
        if code not in codes:
            raise Refusal(code, text, of_account=of_account)


class TlsLine(Line, smtplib.SMTP_SSL):
    """The same over TLS from the first byte. Without a `context` smtplib would trust any certificate."""

    def __init__(self, account: SmtpAccount, patience: Patience, context: ssl.SSLContext) -> None:
        super().__init__(account, patience, context=context)


def connect(account: SmtpAccount, patience: Patience, tls: ssl.SSLContext | None = None) -> Line:
    """Connect, greet, encrypt, log in. `tls` replaces the usual trust in public certificates."""
    context = None if account.security is Security.OPEN else tls or ssl.create_default_context()
    try:
        from_the_first_byte = account.security is Security.TLS
        line = TlsLine(account, patience, context) if context and from_the_first_byte else Line(account, patience)
    except smtplib.SMTPConnectError as error:
        raise Refusal(error.smtp_code, error.smtp_error, of_account=True) from error
    try:
        _introduce(line, account, context)
    except BaseException:
        line.close()
        raise
    return line


def _introduce(line: Line, account: SmtpAccount, context: ssl.SSLContext | None) -> None:
    try:
        line.ehlo_or_helo_if_needed()
        if account.security is Security.STARTTLS:
            line.starttls(context=context)
            line.ehlo_or_helo_if_needed()
    except smtplib.SMTPNotSupportedError as error:
        raise Refusal(None, str(error), of_account=True) from error
    except smtplib.SMTPResponseException as error:
        raise Refusal(error.smtp_code, error.smtp_error, of_account=True) from error
    if account.user:
        _log_in(line, account)


def _log_in(line: Line, account: SmtpAccount) -> None:
    """AUTH PLAIN or LOGIN in UTF-8; smtplib's own login fails on a password with umlauts."""
    offered = line.esmtp_features.get("auth", "").upper().split()
    if "PLAIN" in offered:
        code, text = line.docmd("AUTH PLAIN", _base64(f"\0{account.user}\0{account.password}"))
    elif "LOGIN" in offered:
        code, text = line.docmd("AUTH LOGIN", _base64(account.user))
        if code == 334:
            code, text = line.docmd(_base64(account.password))
    else:
        raise Refusal(None, "the server offers no login by password", of_account=True)
    if code not in (235, 503):  # 503: already logged in
        # Who goes on asking (334) when all was said is not going to let us in later either.
        raise Refusal(None if code == 334 else code, text, of_account=True)


def _base64(text: str) -> str:
    return b64encode(text.encode()).decode("ascii")


class _Answers:
    """What the server says, line by line, with one deadline for each answer: a byte a second is none."""

    def __init__(self, line: socket.socket) -> None:
        self._line = line
        self._read = bytearray()
        self._deadline, self._room = 0.0, 0

    def listen(self, seconds: float) -> None:
        """An answer begins, which has to end within so many seconds and in less than would fill our memory."""
        self._deadline, self._room = monotonic() + seconds, LARGEST_ANSWER

    def readline(self, limit: int) -> bytes:
        while b"\n" not in self._read and len(self._read) < limit:
            left = self._deadline - monotonic()
            if left <= 0:
                raise TimeoutError("the server took too long to answer")
            self._line.settimeout(left)
            chunk = self._line.recv(4096)
            if not chunk:
                break
            self._room -= len(chunk)
            if self._room < 0:
                raise ConnectionError("the answer of the server has no end")
            self._read += chunk
        end = min(self._read.find(b"\n") + 1 or len(self._read), limit)
        line = bytes(self._read[:end])
        del self._read[:end]
        return line

    def unasked(self) -> bytes | None:
        """What is there without waiting: nothing (b"") when the server hung up, None while it is silent."""
        self._line.settimeout(0)
        try:
            return bytes(self._read) or self._line.recv(4096)
        except (BlockingIOError, ssl.SSLWantReadError):
            return None
        except OSError:
            return b""

    def close(self) -> None:
        """smtplib closes its reader before its socket; this one holds nothing of its own."""
