"""gunicorn, as hosted mode is served: it refuses a wrong setting once."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from organizer.settings import WeakSecretError

ROOT = Path(__file__).resolve().parents[2]

pytestmark = pytest.mark.slow


def test_wrong_setting_is_said_once_and_no_worker_is_started_again_and_again(tmp_path: Path):
    surroundings = {**os.environ, "ORGANIZER_HOME": str(tmp_path), "SECRET_KEY": "dev"}
    command = [sys.executable, "-m", "gunicorn", "--bind", "127.0.0.1:0", "--no-control-socket", "app:app"]

    done = subprocess.run(command, cwd=ROOT, env=surroundings, capture_output=True, text=True, timeout=60, check=False)

    assert (done.returncode, done.stderr.count(str(WeakSecretError()))) == (1, 1)
