"""The container file and the compose file, as their own linters see them."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
BIN = Path(sys.executable).parent


@pytest.mark.parametrize(
    "command",
    [
        ("hadolint", "Containerfile"),
        ("check-jsonschema", "--builtin-schema", "vendor.compose-spec", "compose.yaml"),
    ],
    ids=lambda command: command[0],
)
def test_files_of_the_containers_pass_their_linter(command: tuple[str, ...]):
    done = subprocess.run([str(BIN / command[0]), *command[1:]], cwd=ROOT, capture_output=True, text=True, check=False)

    assert done.returncode == 0, done.stdout + done.stderr


def test_containers_take_along_what_the_program_needs_and_nothing_else():
    copied = set(re.findall(r"^COPY \S+ (\S+) ", (ROOT / "Containerfile").read_text(), re.MULTILINE))
    let_in = set(re.findall(r"^!(\S+)$", (ROOT / ".dockerignore").read_text(), re.MULTILINE))

    assert copied == let_in == {"requirements.txt", "app.py", "gunicorn.conf.py", "organizer", "templates", "static"}


def test_compose_file_sets_only_settings_there_are():
    text = (ROOT / "compose.yaml").read_text()
    block = text[text.index("environment: &environment") : text.index("volumes:")]
    explained = set(re.findall(r"^\| `([A-Z_]+)` \|", (ROOT / "README.md").read_text(), re.MULTILINE))

    assert set(re.findall(r"^ {4}([A-Z_]+):", block, re.MULTILINE)) - explained == set()
