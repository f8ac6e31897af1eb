import hashlib

import pytest

from organizer.web import create_app
from organizer.web.access import Access, access_of
from organizer.web.shell import Shell
from tests.builders import NOW
from tests.web.client import HouseClient, text_of
from tests.web.conftest import SIGN_IN_TOKEN

# Whoever adds a page for everyone writes it down here.
OPEN_TO_EVERYONE = {
    "static",
    "sign_ins.ask",
    "sign_ins.send",
    "sign_ins.sent",
    "sign_ins.enter",
    "sign_ins.open_link",
    "sign_ins.confirm",
    "health.healthz",
    "metrics.metrics",
    "languages.turn",
    "answers.invitation",
    "answers.say",
    "answers.choose_language",
    "answers.entry",
    "feeds.calendar",
    "feeds.hosts_calendar",
    "held_data.show",
    "held_data.unsubscribe",
    "held_data.stop",
    "held_data.delete",
    "held_data.take_along",
}
OPEN_BEFORE_THE_HOST_IS_KNOWN = {"start.start", "start.begin", "sign_ins.leave", "kept_forms.choose_language"}


def endpoints_open_to(app: Shell, access: Access) -> set[str]:
    with app.app_context():
        return {rule.endpoint for rule in app.url_map.iter_rules() if access_of(rule.endpoint) is access}


def test_pages_open_to_everyone_are_these(app: Shell):
    assert endpoints_open_to(app, Access.EVERYONE) == OPEN_TO_EVERYONE


def test_pages_open_before_the_host_is_known_are_these(app: Shell):
    assert endpoints_open_to(app, Access.SIGNED_IN) == OPEN_BEFORE_THE_HOST_IS_KNOWN


def test_every_other_page_turns_a_stranger_away(app: Shell, stranger: HouseClient):
    answers = {}
    for rule in app.url_map.iter_rules():
        if rule.endpoint not in OPEN_TO_EVERYONE:
            for method in rule.methods - {"OPTIONS", "HEAD"}:
                path = app.url_map.bind("127.0.0.1:5000").build(rule.endpoint, dict.fromkeys(rule.arguments, 1))
                answers[method, rule.rule] = stranger.open(path, method=method).status_code

    assert set(answers.values()) == {401}


def test_a_page_that_does_not_exist_is_not_told_apart_by_a_stranger(stranger: HouseClient):
    answer = stranger.get("/nowhere")

    assert answer.status_code == 401
    assert "Open the sign-in link from the program’s window" in text_of(answer.text)


def test_sign_in_only_sets_the_cookie(stranger: HouseClient):
    answer = stranger.get(f"/sign-in/{SIGN_IN_TOKEN}")

    assert (answer.status_code, answer.location) == (303, "/")
    cookie = answer.headers["Set-Cookie"]
    assert cookie.startswith("runde-5000=")
    assert cookie.partition("; ")[2] == "HttpOnly; Path=/; SameSite=Lax"


@pytest.mark.parametrize("token", ["x", SIGN_IN_TOKEN[:-1], SIGN_IN_TOKEN + "x", "ä", "%00"])
def test_sign_in_with_another_token_opens_nothing(stranger: HouseClient, token: str):
    answer = stranger.get(f"/sign-in/{token}")

    assert answer.status_code == 401
    assert "Open the newest one from the terminal" in text_of(answer.text)
    assert stranger.get("/start").status_code == 401


def test_sign_in_makes_a_new_session_and_keeps_the_language(app: Shell, stranger: HouseClient):
    stranger.get("/nowhere")
    with stranger.session_transaction(base_url="http://127.0.0.1:5000") as session:
        session.update(language="nl", csrf_token="known-to-somebody-else")

    stranger.get(f"/sign-in/{SIGN_IN_TOKEN}")

    with stranger.session_transaction(base_url="http://127.0.0.1:5000") as session:
        assert sorted(session) == ["language", "signed_in"]


def test_a_cookie_of_an_earlier_start_is_worth_nothing(app: Shell, client: HouseClient):
    later = create_app(app.settings, clock=lambda: NOW, sign_in_token="another token")
    later.test_client_class = HouseClient
    browser = later.test_client()
    name = "runde-5000"
    browser.set_cookie(name, client.get_cookie(name, "127.0.0.1").value, domain="127.0.0.1")

    assert browser.get("/settings").status_code == 401


def test_nobody_signs_in_where_no_token_was_given(app: Shell):
    closed = create_app(app.settings, clock=lambda: NOW)
    closed.test_client_class = HouseClient

    assert closed.test_client().get("/sign-in/").status_code == 401
    assert closed.test_client().get("/sign-in/x").status_code == 401


def test_a_cookie_for_the_empty_token_opens_nothing(app: Shell):
    closed = create_app(app.settings, clock=lambda: NOW)
    closed.test_client_class = HouseClient
    browser = closed.test_client()
    with browser.session_transaction(base_url="http://127.0.0.1:5000") as session:
        session["signed_in"] = hashlib.sha256(b"").hexdigest()

    assert browser.get("/start").status_code == 401


def test_a_newcomer_is_led_to_the_start(newcomer: HouseClient):
    answer = newcomer.get("/settings")

    assert (answer.status_code, answer.location) == (303, "/start")
