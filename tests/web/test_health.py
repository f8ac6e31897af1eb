from dataclasses import replace
from pathlib import Path

from organizer.web import create_app
from organizer.web.shell import Shell
from tests.web.client import HouseClient


def test_healthz_answers_when_the_database_does(stranger: HouseClient):
    answer = stranger.get("/healthz")

    assert (answer.status_code, answer.json) == (200, {"ok": True})


def test_healthz_says_when_the_database_does_not_answer(app: Shell, tmp_path: Path):
    sick = create_app(replace(app.settings, database_url=f"sqlite:///{tmp_path / 'missing' / 'x.sqlite'}"))
    sick.test_client_class = HouseClient

    answer = sick.test_client().get("/healthz")

    assert (answer.status_code, answer.json) == (503, {"ok": False})
