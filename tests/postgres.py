"""A PostgreSQL server for the tests: started once from Debian's package, else a skip that says how to get it."""

import atexit
import os
import pwd
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from uuid import uuid4

import psycopg
import pytest

HOW = "PostgreSQL is not here; install it (Debian: apt install postgresql) or name a server in TEST_DATABASE_URL"


Prepare = Callable[[str], None]


@contextmanager
def a_database(prepare: Prepare | None = None) -> Iterator[str]:
    """The URL of a database, dropped afterwards: an empty one, or a copy of one that was prepared so once."""
    server = _server()
    template = f" TEMPLATE {_template(server, prepare)}" if prepare else ""
    url = _create(server, template)
    yield url
    _drop(url)


@cache
def _template(server: str, prepare: Prepare) -> str:
    url = _create(server)
    prepare(url)
    # A server of our own goes as a whole, and may be gone by then.
    if "TEST_DATABASE_URL" in os.environ:
        atexit.register(_drop, url)
    return url.rsplit("/", 1)[1]


def _create(server: str, how: str = "") -> str:
    name = f"test_{uuid4().hex}"
    with psycopg.connect(server, autocommit=True) as admin:
        admin.execute(f"CREATE DATABASE {name}{how}")
    return server.rsplit("/", 1)[0] + f"/{name}"


def _drop(url: str) -> None:
    with psycopg.connect(_server(), autocommit=True) as admin:
        admin.execute(f"DROP DATABASE {url.rsplit('/', 1)[1]} WITH (FORCE)")


def _server() -> str:
    server = os.environ.get("TEST_DATABASE_URL") or _own_server()
    if server is None:
        pytest.skip(HOW)
    return server


class Server:
    """A server of our own from Debian's package, with these settings; it can be let fall and be started again."""

    def __init__(self, binaries: Path, *settings: str) -> None:
        self.binaries = binaries
        self.home = Path(tempfile.mkdtemp(prefix="runde-postgres-"))
        self.port = _free_port()
        self.user = _unprivileged(self.home)
        here = ("listen_addresses=127.0.0.1", f"unix_socket_directories={self.home}", *settings)
        self.options = " ".join([f"-p {self.port}", *(f"-c {one}" for one in here)])
        data = self.home / "data"
        _run(self.user, binaries / "initdb", "-D", data, "-U", "test", "-A", "trust", "-E", "UTF8", "-N")
        self.start()

    @property
    def url(self) -> str:
        return f"postgresql://test@127.0.0.1:{self.port}/postgres"

    def start(self) -> None:
        self._control("-w", "-l", self.home / "log", "-o", self.options, "start")

    def fall(self) -> None:
        """As if every process of it were killed: nothing is written any more."""
        self._control("-m", "immediate", "stop")

    def remove(self) -> None:
        self.fall()
        shutil.rmtree(self.home, ignore_errors=True)

    def _control(self, *how: object) -> None:
        _run(self.user, self.binaries / "pg_ctl", "-D", self.home / "data", *how)


@contextmanager
def a_server(*settings: str) -> Iterator[Server]:
    """A server that a test may let fall."""
    binaries = _binaries()
    if binaries is None:
        pytest.skip("A PostgreSQL server to let fall is not here; install it (Debian: apt install postgresql)")
    server = Server(binaries, *settings)
    yield server
    server.remove()


@cache
def _own_server() -> str | None:
    binaries = _binaries()
    if binaries is None:
        return None
    server = Server(binaries, "fsync=off")
    atexit.register(server.remove)
    return server.url


def _binaries() -> Path | None:
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    return found[-1].parent if found else None


def _unprivileged(home: Path) -> str | None:
    """PostgreSQL refuses to run as root: use the package's own account then."""
    if os.geteuid() != 0:
        return None
    account = pwd.getpwnam("postgres")
    os.chown(home, account.pw_uid, account.pw_gid)
    return "postgres"


def _run(user: str | None, *command: object) -> None:
    subprocess.run([str(part) for part in command], check=True, user=user, stdout=subprocess.DEVNULL, cwd="/")


def _free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port: int = listener.getsockname()[1]
        return port
