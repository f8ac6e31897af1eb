"""Processes for tests that need many: each is forked from one that has everything imported and no threads.

A start costs milliseconds where the program itself takes a second; a kill is a kill.
"""

import multiprocessing
import os
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

PROCESSES = multiprocessing.get_context("forkserver")
PROCESSES.set_forkserver_preload(
    ["pytest", "sqlalchemy.dialects.postgresql.psycopg", "organizer.cli", "organizer.web", "tests.faults.workers"]
)
ROOT = Path(__file__).resolve().parent.parent


def run_flask(
    arguments: Sequence[str], surroundings: Mapping[str, str], *, timeout: float = 120
) -> subprocess.CompletedProcess[str]:
    """What `flask --app app ...` does with these arguments and environment variables."""
    with TemporaryDirectory() as folder:
        said, complained = Path(folder) / "stdout", Path(folder) / "stderr"
        process = PROCESSES.Process(target=_flask, args=(arguments, dict(surroundings), said, complained))
        process.start()
        process.join(timeout)
        if process.exitcode is None:
            process.kill()
            raise subprocess.TimeoutExpired(list(arguments), timeout)
        return subprocess.CompletedProcess(
            arguments, process.exitcode, said.read_text(encoding="utf-8"), complained.read_text(encoding="utf-8")
        )


def _flask(arguments: Sequence[str], surroundings: Mapping[str, str], said: Path, complained: Path) -> None:
    for file, descriptor in ((said, 1), (complained, 2)):
        os.dup2(os.open(file, os.O_WRONLY | os.O_CREAT), descriptor)
    os.chdir(ROOT)
    os.environ.clear()
    os.environ.update(surroundings)
    sys.argv = ["flask", "--app", "app", *arguments]
    from flask.cli import main

    main()
