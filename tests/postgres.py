"""A PostgreSQL server for the tests: started once from Debian's package, else a skip that says how to get it."""

import atexit
import os
import pwd
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from uuid import uuid4

import psycopg
import pytest

HOW = "PostgreSQL is not here; install it (Debian: apt install postgresql) or name a server in TEST_DATABASE_URL"


@contextmanager
def a_database() -> Iterator[str]:
    """The URL of an empty database, dropped afterwards."""
    server = os.environ.get("TEST_DATABASE_URL") or _own_server()
    if server is None:
        pytest.skip(HOW)
    name = f"test_{uuid4().hex}"
    with psycopg.connect(server, autocommit=True) as admin:
        admin.execute(f"CREATE DATABASE {name}")
    yield server.rsplit("/", 1)[0] + f"/{name}"
    with psycopg.connect(server, autocommit=True) as admin:
        admin.execute(f"DROP DATABASE {name} WITH (FORCE)")


@cache
def _own_server() -> str | None:
    binaries = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    if not binaries:
        return None
    home = Path(tempfile.mkdtemp(prefix="runde-postgres-"))
    port = _free_port()
    user = _unprivileged(home)
    bin_ = binaries[-1].parent
    options = f"-p {port} -c listen_addresses=127.0.0.1 -c unix_socket_directories={home} -c fsync=off"
    _run(user, bin_ / "initdb", "-D", home / "data", "-U", "test", "-A", "trust", "-E", "UTF8")
    _run(user, bin_ / "pg_ctl", "-D", home / "data", "-w", "-l", home / "log", "-o", options, "start")
    _stop_at_exit(user, bin_, home)
    return f"postgresql://test@127.0.0.1:{port}/postgres"


def _unprivileged(home: Path) -> str | None:
    """PostgreSQL refuses to run as root: use the package's own account then."""
    if os.geteuid() != 0:
        return None
    account = pwd.getpwnam("postgres")
    os.chown(home, account.pw_uid, account.pw_gid)
    return "postgres"


def _run(user: str | None, *command: object) -> None:
    subprocess.run([str(part) for part in command], check=True, user=user, stdout=subprocess.DEVNULL, cwd="/")


def _stop_at_exit(user: str | None, bin_: Path, home: Path) -> None:
    def stop() -> None:
        _run(user, bin_ / "pg_ctl", "-D", home / "data", "-m", "immediate", "stop")
        shutil.rmtree(home, ignore_errors=True)

    atexit.register(stop)


def _free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port: int = listener.getsockname()[1]
        return port
