"""The fence round a child process."""

import subprocess
import sys
from pathlib import Path

import pytest

from organizer.formats import fenced
from organizer.formats.fenced import ROOT, FenceError, read_fenced

FENCED = "from organizer.formats.fenced import close_fence; close_fence(); "


def in_fence(code: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, "-c", FENCED + code], cwd=ROOT, capture_output=True, text=True, check=False)


@pytest.mark.parametrize(
    "code",
    [
        "bytes(600 * 2**20)",
        "import socket; socket.create_connection(('127.0.0.1', 9))",
        "import socket; socket.socket().bind(('127.0.0.1', 0))",
        "import os; os.system('true')",
        "import os; os.fork()",
        "import subprocess; subprocess.run(['true'])",
        "import os; os.write(os.open('new-file', os.O_CREAT | os.O_WRONLY), b'x')",
        "[open('/dev/null') for _ in range(100)]",
    ],
)
def test_the_fence_refuses(code: str, tmp_path: Path):
    assert in_fence(code.replace("new-file", str(tmp_path / "new-file"))).returncode != 0


def test_the_fence_lets_plain_work_through():
    assert (in_fence("print(sum(range(10)))").stdout) == ("45\n")


def test_a_child_that_dies_is_a_sentence():
    with pytest.raises(FenceError):
        read_fenced("organizer.no_such_module", b"")


def test_a_child_that_writes_no_json_is_a_sentence():
    with pytest.raises(FenceError):
        read_fenced("this", b"")


@pytest.mark.slow
def test_a_child_that_never_ends_is_stopped_by_its_processor_time():
    spinning = subprocess.run(
        [sys.executable, "-c", FENCED + "\nwhile True: pass"],
        cwd=ROOT,
        env={"CPU_SECONDS": "1"},
        timeout=20,
        check=False,
    )

    assert spinning.returncode != 0
    assert fenced.CPU_SECONDS_OF_SMALL_FILES == 10
