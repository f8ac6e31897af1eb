"""A child process with little memory, little time, no network and no files, for what strangers' files are parsed by.

The parent sends the file's bytes to the module's standard input and reads JSON from its standard output. Whatever the
child does (dies, hangs, eats memory), the parent gets a FenceError within seconds.
"""

import json
import os
import resource
import subprocess
import sys
from pathlib import Path
from typing import Any

from organizer.domain.errors import N_, OrganizerError

MEMORY = 512 * 2**20
SMALL_FILE = 2**20
CPU_SECONDS, CPU_SECONDS_OF_SMALL_FILES = 30, 10
OPEN_FILES = 32
MOST_OUTPUT = 256 * 2**20
ROOT = Path(__file__).resolve().parents[2]
FORBIDDEN = ("socket.", "subprocess.", "os.exec", "os.fork", "os.posix_spawn", "os.spawn", "os.system", "os.startfile")


class FenceError(OrganizerError):
    message = N_(
        "This file could not be read within the limits of memory and time. It may be damaged or hold far too many "
        "empty rows or columns. Save the list as CSV and try again."
    )


def read_fenced(module: str, content: bytes) -> dict[str, Any]:
    """Run a module's `main` on some bytes in a child and return the JSON object it wrote; raises FenceError."""
    seconds = CPU_SECONDS_OF_SMALL_FILES if len(content) < SMALL_FILE else CPU_SECONDS
    try:
        child = subprocess.run(  # noqa: S603 - our own interpreter and our own module
            [sys.executable, "-E", "-s", "-B", "-m", module],
            input=content,
            capture_output=True,
            timeout=2 * seconds,
            cwd=ROOT,
            env={"PATH": os.defpath, "CPU_SECONDS": str(seconds)},
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        raise FenceError from error
    if child.returncode or len(child.stdout) > MOST_OUTPUT:
        raise FenceError
    try:
        answer = json.loads(child.stdout)
    except ValueError as error:
        raise FenceError from error
    if not isinstance(answer, dict):
        raise FenceError
    return answer


def close_fence() -> None:
    """Give up, in the child, what parsing does not need: memory, time, other files, the network, core dumps."""
    seconds = int(os.environ.get("CPU_SECONDS", CPU_SECONDS))
    for limit, value in (
        (resource.RLIMIT_AS, MEMORY),
        (resource.RLIMIT_CPU, seconds),
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_NOFILE, OPEN_FILES),
    ):
        resource.setrlimit(limit, (value, value))
    sys.addaudithook(_refuse)


def answer(value: dict[str, Any]) -> None:
    """Hand the result to the parent."""
    sys.stdout.buffer.write(json.dumps(value, ensure_ascii=True, separators=(",", ":")).encode("ascii"))
    sys.stdout.buffer.flush()


def _refuse(event: str, arguments: tuple[Any, ...]) -> None:
    if event.startswith(FORBIDDEN):
        raise PermissionError(event)
