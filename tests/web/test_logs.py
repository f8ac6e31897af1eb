"""What a hosted instance writes to its log: pages and times, never people."""

import json
import logging
import sys
from collections.abc import Iterator
from dataclasses import replace

import pytest

from organizer.settings import Settings
from organizer.web.logs import JsonFormatter, log_as_json
from tests.web.boards import invited, tokens
from tests.web.conftest import an_app


@pytest.fixture
def loggers() -> Iterator[None]:
    """Gives the root logger back as it was."""
    root, kept, level = logging.getLogger(), logging.getLogger().handlers[:], logging.getLogger().level
    yield
    root.handlers[:] = kept
    root.setLevel(level)


@pytest.mark.usefixtures("loggers")
def test_log_of_a_guest_s_visit_holds_neither_token_nor_name(settings: Settings, capsys: pytest.CaptureFixture[str]):
    app = an_app(replace(settings, public_base_url="https://party.example.org"))
    log_as_json(app)
    evening = invited(app)
    guest = evening.guests[0]
    token = tokens(app, evening)[0]

    app.test_client().get(f"/i/{token}", base_url="https://party.example.org")

    log = capsys.readouterr().out
    (line,) = (json.loads(line) for line in log.splitlines())
    assert (line["endpoint"], line["method"], line["status"]) == ("answers.invitation", "GET", 200)
    traces = [text for text in (token, guest.email, guest.name.family) if text in log]
    assert traces == []


def test_error_is_named_by_its_type_and_place_only():
    try:
        raise ValueError("anna@kurz.example.org")
    except ValueError:
        record = logging.LogRecord("runde", logging.ERROR, "x", 1, "Exception in a page", None, sys.exc_info())

    said = json.loads(JsonFormatter().format(record))

    assert (said["error"], said["said"]) == ("ValueError", "Exception in a page")
    assert "anna" not in json.dumps(said)
