"""The server of local mode as a process of its own: started, asked, refused a second time, stopped."""

import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from urllib.error import HTTPError
from urllib.request import build_opener

import pytest

ROOT = Path(__file__).resolve().parents[2]

pytestmark = pytest.mark.slow


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def started(home: Path, port: int, **more: str) -> subprocess.Popen[str]:
    environ = {**os.environ, "ORGANIZER_HOME": str(home), "PORT": str(port), "OPEN_BROWSER": "0"}
    for name in ("DATABASE_URL", "PUBLIC_BASE_URL"):
        environ.pop(name, None)
    environ |= more
    return subprocess.Popen(
        [sys.executable, "-m", "organizer.web.local"],
        cwd=ROOT,
        env=environ,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


@pytest.fixture
def server(tmp_path: Path) -> Iterator[tuple[subprocess.Popen[str], int, str]]:
    """A running server, its port, and the first line it printed."""
    port = free_port()
    process = started(tmp_path, port)
    try:
        yield process, port, process.stdout.readline()
    finally:
        process.kill()
        process.communicate()


def seconds_to_start(home: Path, port: int) -> float:
    """Processor time from the command to the sign-in link, whatever else this machine has to do."""
    process = started(home, port)
    process.stdout.readline()
    spent = Path(f"/proc/{process.pid}/stat").read_text().rpartition(")")[2].split()
    process.kill()
    process.communicate()
    return (int(spent[11]) + int(spent[12])) / os.sysconf("SC_CLK_TCK")


def status(address: str) -> int:
    try:
        with build_opener().open(address, timeout=5) as answer:
            return answer.status
    except HTTPError as error:
        return error.code


def test_server_prints_a_link_that_signs_in(server):
    _, port, line = server

    prefix = f"Sign in: http://127.0.0.1:{port}/sign-in/"

    assert line.startswith(prefix)
    assert len(line.strip()) >= len(prefix) + 32
    assert status(f"http://127.0.0.1:{port}/healthz") == 200
    assert status(f"http://127.0.0.1:{port}/") == 401


@pytest.mark.parametrize("stop", [signal.SIGTERM, signal.SIGINT])
def test_server_stops_cleanly(server, stop: signal.Signals):
    process, _, _ = server

    process.send_signal(stop)

    assert process.wait(timeout=5) == 0
    assert process.stderr.read() == ""


def test_a_second_server_with_the_same_data_says_so(server, tmp_path: Path):
    second = started(tmp_path, free_port())

    out, err = second.communicate(timeout=60)

    assert (second.returncode, out) == (1, "")
    assert err == "The program is already running with this data. Stop it first, or use its pages.\n"


def test_a_taken_port_is_named_with_a_way_out(server, tmp_path: Path):
    _, port, _ = server
    second = started(tmp_path / "elsewhere", port)

    out, err = second.communicate(timeout=60)

    assert (second.returncode, out) == (1, "")
    assert err == (f"Port {port} is taken by another program. Choose another one: make run PORT={port + 1}\n")


def test_a_bad_setting_is_one_sentence(tmp_path: Path):
    process = started(tmp_path, 0)

    out, err = process.communicate(timeout=60)

    assert (process.returncode, out) == (1, "")
    assert err == "PORT is “0”. Set it to a number from 1 to 65535, for example PORT=5000.\n"


@pytest.mark.parametrize("where", ["a file that is no database", "a folder that is none", "an instance in a file"])
def test_a_place_that_cannot_be_used_is_one_sentence(tmp_path: Path, where: str):
    (tmp_path / "file").write_text("this is no database, " * 100)
    home = tmp_path / "file" / "home" if where == "an instance in a file" else tmp_path
    database = {"a file that is no database": tmp_path / "file", "a folder that is none": tmp_path / "no" / "runde"}
    url = f"sqlite:///{database[where]}" if where in database else ""

    process = started(home, free_port(), DATABASE_URL=url)
    out, err = process.communicate(timeout=60)

    assert (process.returncode, out) == (1, "")
    assert len(err.strip().splitlines()) == 1, err


def test_a_second_start_takes_less_than_three_seconds(server, tmp_path: Path):
    process, port, _ = server
    process.send_signal(signal.SIGTERM)
    process.wait(timeout=30)

    took = [seconds_to_start(tmp_path, port) for _ in range(3)]

    assert min(took) < 3
