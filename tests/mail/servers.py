"""Mail servers for tests: a real one (aiosmtpd) and one that follows a script. What they accepted is the truth."""

import socket
import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult, LoginPassword

CERTIFICATE = Path(__file__).parent / "localhost.pem"  # self-signed, for localhost, of use to nobody


@dataclass(slots=True)
class Accepted:
    """One mail as a server took it."""

    sender: str
    recipients: list[str]
    content: bytes


@dataclass(slots=True)
class Sink:
    """Collects what a real server accepted; `refuse` answers RCPT of an address."""

    accepted: list[Accepted] = field(default_factory=list)
    refuse: dict[str, str] = field(default_factory=dict)
    connections: int = 0

    async def handle_EHLO(self, server, session, envelope, hostname, responses):  # noqa: N802 - aiosmtpd's name
        self.connections += 1
        session.host_name = hostname
        return responses

    async def handle_RCPT(self, server, session, envelope, address, options):  # noqa: N802
        if address in self.refuse:
            return self.refuse[address]
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):  # noqa: N802
        self.accepted.append(Accepted(envelope.mail_from, envelope.rcpt_tos, envelope.original_content))
        return "250 taken"


def a_tls_context() -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(CERTIFICATE)
    return context


def trusting_context() -> ssl.SSLContext:
    """A client's context that trusts the test certificate and nothing else."""
    return ssl.create_default_context(cafile=str(CERTIFICATE))


@contextmanager
def a_server(
    *, starttls: bool = False, tls: bool = False, login: tuple[str, str] | None = None
) -> Iterator[tuple[Sink, int]]:
    """A real SMTP server and its port; with `login` it takes mail from that user only."""
    sink = Sink()

    def check(server, session, envelope, mechanism, data: LoginPassword) -> AuthResult:
        right = login == (data.login.decode(), data.password.decode())
        return AuthResult(success=right, handled=right)

    options: dict[str, object] = {"tls_context": a_tls_context(), "require_starttls": True} if starttls else {}
    if login:
        options |= {"authenticator": check, "auth_required": True, "auth_require_tls": starttls}
    controller = ControllerOnAnyPort(sink, decode_data=False, ssl_context=a_tls_context() if tls else None, **options)
    controller.start()
    try:
        yield sink, controller.port
    finally:
        controller.stop()


class ControllerOnAnyPort(Controller):
    """aiosmtpd's controller on a port that the system chooses."""

    def __init__(self, sink: Sink, **options) -> None:
        self.listener = socket.create_server(("127.0.0.1", 0))
        super().__init__(sink, hostname="127.0.0.1", port=self.listener.getsockname()[1], **options)

    def _create_server(self):
        return self.loop.create_server(self._factory_invoker, sock=self.listener, ssl=self.ssl_context)


@dataclass(slots=True)
class Script:
    """How a scripted server answers. `None` hangs up instead; `pause` waits before each answer in seconds."""

    banner: bytes | None = b"220 test"
    ehlo: bytes | None = b"250 test"
    auth: bytes | None = b"235 ok"
    mail: bytes | None = b"250 ok"
    mail_again: bytes | None = b""  # to the second and later mails of a connection; empty as to the first
    rcpt: bytes | None = b"250 ok"
    data: bytes | None = b"354 go on"
    in_body: bytes | None = b""  # said when the body begins; empty is silence
    dot: bytes | None = b"250 taken"
    pause: dict[str, float] = field(default_factory=dict)
    drip: str = ""  # the stage whose answer comes one byte at a time
    accepted: list[bytes] = field(default_factory=list)
    heard: list[bytes] = field(default_factory=list)
    connections: int = 0


class HungUpError(Exception):
    """The scripted server ends this connection."""


@contextmanager
def a_scripted_server(script: Script, listener: socket.socket | None = None) -> Iterator[int]:
    """A server on a raw socket that follows the script, one connection after the other; yields its port."""
    listener = listener or socket.create_server(("127.0.0.1", 0))
    stopping = threading.Event()

    def serve() -> None:
        while not stopping.is_set():
            try:
                connection, _ = listener.accept()
            except OSError:
                return
            script.connections += 1
            with connection, connection.makefile("rb") as reader:
                try:
                    converse(script, connection, reader, stopping)
                except (HungUpError, OSError):
                    continue

    thread = threading.Thread(target=serve, daemon=True)
    thread.start()
    try:
        yield listener.getsockname()[1]
    finally:
        stopping.set()
        listener.shutdown(socket.SHUT_RDWR)
        listener.close()
        thread.join(timeout=5)


def converse(script: Script, connection: socket.socket, reader, stopping: threading.Event) -> None:
    """One SMTP dialogue as the script has it."""
    say = a_speaker(script, connection, stopping)
    say("banner", script.banner)
    answers = {b"EHLO": "ehlo", b"AUTH": "auth", b"MAIL": "mail", b"RCPT": "rcpt", b"RSET": "ehlo"}
    for line in reader:
        script.heard.append(line)
        verb = line[:4].upper()
        if verb == b"QUIT":
            return
        if verb in answers:
            say(answers[verb], getattr(script, answers[verb]))
        elif verb == b"DATA":
            say("data", script.data)
            if script.data and script.data.startswith(b"354"):
                take_body(script, reader, say)
                answers[b"MAIL"] = "mail_again" if script.mail_again != b"" else "mail"


def a_speaker(
    script: Script, connection: socket.socket, stopping: threading.Event
) -> Callable[[str, bytes | None], None]:
    """What says the answers of a script; whoever waits for one is let go when the server stops."""

    def pause(seconds: float) -> None:
        if stopping.wait(seconds):
            raise HungUpError

    def say(stage: str, answer: bytes | None) -> None:
        pause(script.pause.get(stage, 0))
        if answer is None:
            raise HungUpError
        for piece in [bytes([one]) for one in answer + b"\r\n"] if script.drip == stage else [answer + b"\r\n"]:
            connection.sendall(piece)
            pause(0.05 if script.drip == stage else 0)

    return say


def take_body(script: Script, reader, say: Callable[[str, bytes | None], None]) -> None:
    """Read until the final dot; only then is a mail accepted, and only if the answer says so."""
    if script.in_body != b"":
        reader.readline()
        say("in_body", script.in_body)
    body = []
    for line in reader:
        if line == b".\r\n":
            if script.dot is None or script.dot.startswith(b"2"):
                script.accepted.append(b"".join(body))
            say("dot", script.dot)
            return
        body.append(line)
