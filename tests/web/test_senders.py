import pytest

from organizer.settings import Settings
from organizer.web.shell import Shell
from tests.builders import a_host
from tests.mail.servers import a_server
from tests.web.client import HouseClient, text_of

MAILBOX = {"host": "127.0.0.1", "security": "open", "user": "", "password": ""}


def test_mailbox_is_tried_and_kept_and_its_password_never_shown(app: Shell, client: HouseClient, settings: Settings):
    with a_server(login=("alice", "right")) as (_, port):
        kept = client.submit("/settings/mailbox", {**MAILBOX, "port": port, "user": "alice", "password": "right"})
        again = client.submit("/settings/mailbox", {**MAILBOX, "port": port, "user": "alice"})

    after, page = client.get("/settings").text, client.get("/settings/mailbox").text
    assert (kept.status_code, again.status_code) == (303, 303)
    assert f"Letters now leave from {a_host().email}." in text_of(after)
    assert 'value="alice"' in page
    assert "right" not in page
    assert b"right" not in (settings.home / "runde.sqlite").read_bytes()


def test_mailbox_that_does_not_let_us_in_is_not_kept_and_nothing_typed_is_lost(client: HouseClient):
    with a_server(login=("alice", "right")) as (_, port):
        answer = client.submit("/settings/mailbox", {**MAILBOX, "port": port, "user": "alice", "password": "wrong"})

    assert answer.status_code == 422
    assert "The mail server said no" in text_of(answer.text)
    assert f'value="{port}"' in answer.text
    assert "Send from your own mailbox" in text_of(client.get("/settings").text)


def test_kept_password_goes_to_no_other_server(client: HouseClient):
    with a_server(login=("alice", "right")) as (_, port):
        client.submit("/settings/mailbox", {**MAILBOX, "port": port, "user": "alice", "password": "right"})
    with a_server(login=("alice", "right")) as (_, port):
        answer = client.submit("/settings/mailbox", {**MAILBOX, "host": "localhost", "port": port, "user": "alice"})

    assert answer.status_code == 422


def test_password_goes_over_no_open_line(client: HouseClient):
    typed = {"host": "smtp.example.org", "port": "25", "security": "open", "user": "alice", "password": "right"}

    answer = client.submit("/settings/mailbox", typed)

    assert answer.status_code == 422
    assert "Choose TLS or STARTTLS" in text_of(answer.text)


@pytest.mark.parametrize("values", [{"host": ""}, {"port": "0"}, {"port": "smtp"}, {"security": "none"}])
def test_what_cannot_be_a_server_is_said_at_its_field(client: HouseClient, values: dict[str, str]):
    answer = client.submit("/settings/mailbox", {**MAILBOX, "port": "25", **values})

    assert answer.status_code == 422


def test_forgetting_the_mailbox_forgets_the_password(client: HouseClient):
    with a_server() as (_, port):
        client.submit("/settings/mailbox", {**MAILBOX, "port": port})

    answer = client.submit("/settings/mailbox/removal")

    assert answer.status_code == 303
    assert "Send from your own mailbox" in text_of(client.get("/settings").text)
