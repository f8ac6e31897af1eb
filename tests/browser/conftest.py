"""The running program and a real Chromium: what a user has before them."""

import os
import signal
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Browser, sync_playwright

from tests.browser.visitor import Visitor

ROOT = Path(__file__).resolve().parents[2]
CHROMIUM = "/usr/bin/chromium"
QUIETLY = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@dataclass(frozen=True)
class Program:
    """A program of its own: where it keeps things, where it answers, and the link it printed."""

    home: Path
    port: int
    link: str


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    if not Path(CHROMIUM).exists():
        pytest.skip("Chromium is not here; install it (Debian: apt install chromium)")
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=QUIETLY)
        yield chromium
        chromium.close()


@pytest.fixture
def start(tmp_path: Path) -> Iterator[Callable[..., Program]]:
    """Start the program as `make run` does, with these settings; it is stopped in the end."""
    running: list[subprocess.Popen[str]] = []

    def launch(**settings: str) -> Program:
        port = int(settings.pop("PORT", "0")) or free_port()
        surroundings = {**os.environ, "ORGANIZER_HOME": str(tmp_path / "instance"), "DATABASE_URL": ""}
        surroundings |= {"PORT": str(port), "OPEN_BROWSER": "0", **settings}
        command = [sys.executable, "-m", "organizer.web.local"]
        process = subprocess.Popen(command, cwd=ROOT, env=surroundings, stdout=subprocess.PIPE, text=True)
        running.append(process)
        assert process.stdout is not None
        link = process.stdout.readline().removeprefix("Sign in: ").strip()
        return Program(home=tmp_path / "instance", port=port, link=link)

    yield launch
    for process in running:
        process.send_signal(signal.SIGTERM)
        assert process.wait(timeout=20) == 0


@pytest.fixture
def visit(browser: Browser) -> Iterator[Callable[..., Visitor]]:
    """Open the browser as somebody would: in a language, on a phone or at a desk."""
    contexts = []

    def come(locale: str = "en-GB", *, width: int = 1280, height: int = 900, scripts: bool = True) -> Visitor:
        context = browser.new_context(
            locale=locale,
            viewport={"width": width, "height": height},
            java_script_enabled=scripts,
            timezone_id="Europe/Berlin",
            accept_downloads=True,
        )
        context.set_default_timeout(10_000)
        contexts.append(context)
        return Visitor(context.new_page())

    yield come
    for context in contexts:
        context.close()


def free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port: int = listener.getsockname()[1]
        return port
