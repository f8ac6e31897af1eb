"""The program as its users meet it: web processes and workers started as an operator would, spoken to over sockets."""

import http.client
import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlencode

ROOT = Path(__file__).resolve().parents[2]
CSRF = re.compile(r'name="csrf_token" value="([^"]+)"')
STARTS_WITHIN = 60.0
MOST_TRIES = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where the program runs: its folder, its database, the port of its pages, the mail server it sends through."""

    home: Path
    database_url: str
    port: int
    smtp_port: int

    @property
    def surroundings(self) -> dict[str, str]:
        return {
            **os.environ,
            "ORGANIZER_HOME": str(self.home),
            "DATABASE_URL": self.database_url,
            "PUBLIC_BASE_URL": f"http://127.0.0.1:{self.port}",
            "PORT": str(self.port),
            "SMTP_URL": f"smtp://127.0.0.1:{self.smtp_port}",
            "MAIL_FROM": "alice@office.example.org",
            "OPEN_BROWSER": "0",
        }

    def start(self, *command: str) -> subprocess.Popen[bytes]:
        """Start a process of the program with this place's surroundings; what it says goes into a file."""
        log = (self.home / f"{command[-1].replace('/', '-')}-{time.monotonic_ns()}.log").open("wb")
        return subprocess.Popen(
            [sys.executable, "-m", *command], cwd=ROOT, env=self.surroundings, stdout=log, stderr=log
        )

    def web(self, *, several: bool) -> subprocess.Popen[bytes]:
        """The pages: of several processes (gunicorn), or the one process of local mode (waitress)."""
        if not several:
            return self.start("organizer.web.local")
        listen = ("--bind", f"127.0.0.1:{self.port}", "--no-control-socket")
        return self.start("gunicorn", *listen, "app:app")

    def worker(self) -> subprocess.Popen[bytes]:
        return self.start("flask", "--app", "app", "work")


@contextmanager
def running(place: Place, processes: Sequence[subprocess.Popen[bytes]]) -> Iterator[None]:
    """Wait until the pages answer; at the end stop the processes as an operator would."""
    try:
        wait_for(place)
        yield
    finally:
        for process in processes:
            stop(process)


def wait_for(place: Place) -> None:
    """Wait until the pages answer."""
    deadline = time.monotonic() + STARTS_WITHIN
    while True:
        try:
            connection = http.client.HTTPConnection("127.0.0.1", place.port, timeout=5)
            connection.request("GET", "/healthz")
            if connection.getresponse().status == 200:
                return
        except (OSError, http.client.HTTPException):
            assert time.monotonic() < deadline, _said(place)
        time.sleep(0.05)


def stop(process: subprocess.Popen[bytes]) -> int:
    """SIGTERM, and the exit code."""
    if process.poll() is None:
        process.send_signal(signal.SIGTERM)
    return process.wait(timeout=60)


def a_free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port: int = listener.getsockname()[1]
        return port


class Guest:
    """A guest's browser: one cookie, one token against forgery, a new connection for each request."""

    def __init__(self, place: Place) -> None:
        self.place = place
        self.headers: dict[str, str] = {}
        self.csrf = ""
        self.cut_off = 0

    def open(self, token: str) -> int:
        """Open the page of an invitation; what a later answer needs is kept."""
        status, page, headers = self._ask("GET", f"/i/{token}")
        cookies = [value.partition(";")[0] for name, value in headers if name.lower() == "set-cookie"]
        self.headers = {"Cookie": "; ".join(cookies), "Origin": f"http://127.0.0.1:{self.place.port}"}
        found = CSRF.search(page)
        self.csrf = found[1] if found else ""
        return status

    def answer(self, token: str, answer: str, word: str) -> tuple[int, str]:
        """Press a button of the page as it is open; the status and the page that came."""
        body = urlencode({"csrf_token": self.csrf, "answer": answer, "word": word})
        headers = {**self.headers, "Content-Type": "application/x-www-form-urlencoded"}
        status, page, _ = self._ask("POST", f"/i/{token}", body, headers)
        return status, page

    def _ask(
        self, method: str, path: str, body: str = "", headers: dict[str, str] | None = None
    ) -> tuple[int, str, list[tuple[str, str]]]:
        """Ask, and ask again when the line was cut, as a browser or a proxy does while a server is replaced."""
        for _ in range(MOST_TRIES):
            connection = http.client.HTTPConnection("127.0.0.1", self.place.port, timeout=60)
            with closing(connection), suppress(ConnectionError):
                connection.request(method, path, body or None, headers or {})
                response = connection.getresponse()
                return response.status, response.read().decode(), response.getheaders()
            self.cut_off += 1
            time.sleep(0.1)
        message = "the pages stay away"
        raise ConnectionError(message)


def _said(place: Place) -> str:
    return "\n".join(log.read_text() for log in place.home.glob("*.log"))
