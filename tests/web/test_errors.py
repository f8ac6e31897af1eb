import logging

import pytest
from flask import abort

from organizer.domain.errors import N_, NotFoundError, OrganizerError
from organizer.web.access import Access, allows
from organizer.web.shell import Shell
from tests.web.client import HouseClient, text_of


class TooManyChairsError(OrganizerError):
    message = N_("%(count)d chairs do not fit. Take some away.")


@pytest.fixture
def broken(app: Shell) -> Shell:
    """The app with one address for each thing that can go wrong."""

    def fail(kind: str, token: str = "") -> None:
        errors = {
            "rule": TooManyChairsError(count=12),
            "gone": NotFoundError(),
            "bug": RuntimeError("alice@example.org"),
        }
        if kind in errors:
            raise errors[kind]
        abort(int(kind))

    app.add_url_rule("/fail/<kind>", "fail", allows(Access.SIGNED_IN)(fail), methods=["GET", "POST"])
    app.add_url_rule("/i/<token>/<kind>", "guests", fail)
    return app


def test_a_broken_rule_says_its_sentence(broken: Shell, client: HouseClient):
    answer = client.get("/fail/rule")

    assert answer.status_code == 422
    assert "12 chairs do not fit. Take some away." in text_of(answer.text)


def test_a_broken_rule_leads_back_to_the_form(broken: Shell, client: HouseClient):
    answer = client.submit("/fail/rule", headers={"Referer": "http://127.0.0.1:5000/settings?a=b"})

    assert 'href="/settings?a=b"' in answer.text


def test_an_error_never_leads_back_to_another_site(broken: Shell, client: HouseClient):
    answer = client.submit("/fail/rule", headers={"Referer": "https://evil.example.com/settings"})

    assert "evil" not in answer.text


def test_what_is_not_there_is_a_404_with_a_sentence(broken: Shell, client: HouseClient):
    answer = client.get("/fail/gone")

    assert answer.status_code == 404
    assert "There is nothing here under this address." in text_of(answer.text)


@pytest.mark.parametrize("status", [400, 401, 403, 404, 405, 413, 418, 500])
def test_every_status_is_a_page_of_ours(broken: Shell, client: HouseClient, status: int):
    answer = client.get(f"/fail/{status}")

    assert (answer.status_code, answer.mimetype) == (status, "text/html")
    assert "Werkzeug" not in answer.text


def test_a_fault_of_ours_shows_a_page_and_no_trace(broken: Shell, client: HouseClient):
    broken.config["PROPAGATE_EXCEPTIONS"] = False

    answer = client.get("/fail/bug")

    assert answer.status_code == 500
    assert "Something broke on our side" in text_of(answer.text)
    assert "alice@example.org" not in answer.text


def test_the_log_of_a_fault_names_no_token(broken: Shell, client: HouseClient, caplog: pytest.LogCaptureFixture):
    broken.config["PROPAGATE_EXCEPTIONS"] = False

    with caplog.at_level(logging.ERROR):
        client.get("/i/a-guests-token/bug")

    assert [record.getMessage() for record in caplog.records] == ["Exception in guests [GET]"]
    assert "a-guests-token" not in caplog.text


def test_a_missing_token_is_explained(client: HouseClient):
    answer = client.post("/settings", data={"name": "Alice"})

    assert answer.status_code == 400
    assert "Nothing was changed." in text_of(answer.text)
