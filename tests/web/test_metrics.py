from dataclasses import replace

import pytest

from organizer.domain.outbox import DispatchState
from organizer.settings import Settings
from organizer.web.shell import Shell
from tests.web.boards import invited
from tests.web.conftest import an_app

TOKEN = "a-token-for-figures"


@pytest.fixture
def app(settings: Settings) -> Shell:
    return an_app(replace(settings, metrics_token=TOKEN, smtp_url="smtp://127.0.0.1:1"))


def test_figures_are_the_outbox_in_numbers_and_name_nobody(app: Shell):
    evening = invited(app, DispatchState.UNCERTAIN)

    answer = app.test_client().get("/metrics", headers={"Authorization": f"Bearer {TOKEN}", "Host": "127.0.0.1:5000"})

    assert answer.status_code == 200
    lines = answer.text.splitlines()
    assert 'runde_mails{state="uncertain"} 5' in lines
    assert "runde_overdue_seconds 0" in lines
    assert [guest.email for guest in evening.guests if guest.email in answer.text] == []


@pytest.mark.parametrize("given", ["", "Bearer ", "Bearer wrong", TOKEN, "Bearer ä"])
def test_without_the_token_there_is_nothing(app: Shell, given: str):
    answer = app.test_client().get("/metrics", headers={"Authorization": given, "Host": "127.0.0.1:5000"})

    assert answer.status_code == 404
    assert "runde_mails" not in answer.text


def test_without_a_token_set_nobody_gets_figures(settings: Settings):
    app = an_app(settings)

    answer = app.test_client().get("/metrics", headers={"Authorization": "Bearer ", "Host": "127.0.0.1:5000"})

    assert answer.status_code == 404
