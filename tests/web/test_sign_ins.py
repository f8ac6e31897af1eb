import re
import time
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from werkzeug.middleware.proxy_fix import ProxyFix
from werkzeug.test import Client

from organizer.formats.mails import open_mail
from organizer.settings import Settings
from organizer.store import departures, schema
from organizer.store.engine import transaction
from organizer.web.shell import Shell
from tests.mail.servers import Sink, a_server
from tests.web.client import HouseClient, text_of
from tests.web.conftest import an_app

ADDRESS = "https://party.example.org"
AT = {"base_url": ADDRESS}


@pytest.fixture
def post() -> Iterator[tuple[Sink, int]]:
    with a_server() as server:
        yield server


@pytest.fixture
def sink(post: tuple[Sink, int]) -> Sink:
    return post[0]


@pytest.fixture
def public(tmp_path: Path, post: tuple[Sink, int]) -> Iterator[Shell]:
    """The app as strangers reach it, with a mail server beside it."""
    settings = Settings(
        home=tmp_path,
        database_url=f"sqlite:///{tmp_path / 'runde.sqlite'}",
        public_base_url=ADDRESS,
        smtp_url=f"smtp://127.0.0.1:{post[1]}",
        mail_from="service@example.org",
        organizers=("@example.org",),
    )
    app = an_app(settings)
    app.test_client_class = PublicClient
    yield app
    app.errands.shutdown(wait=True)


class PublicClient(HouseClient):
    """A browser at the public address."""

    def open(self, *args, **kwargs):
        kwargs.setdefault("base_url", ADDRESS)
        return super().open(*args, **kwargs)

    def token(self) -> str:
        return re.search(r'name="csrf_token" value="([^"]+)"', self.get("/sign-in").text)[1]


def rows_of(app: Shell) -> list[object]:
    """Every row of every table."""
    with transaction(app.engine) as connection:
        return [connection.execute(table.select()).all() for table in schema.metadata.sorted_tables]


def mailed(sink: Sink, number: int = 1) -> tuple[str, str]:
    """Link and code of the mail of that number, once it has arrived."""
    for _ in range(100):
        if len(sink.accepted) >= number:
            break
        time.sleep(0.05)
    text = open_mail(sink.accepted[number - 1].content).text
    return re.search(r"https://\S+(/sign-in/\w+)", text)[1], re.search(r"\b(\d{4} \d{4})\b", text)[1]


def test_link_is_mailed_and_its_button_signs_in(public: Shell, sink: Sink):
    browser = public.test_client()
    asked = browser.submit("/sign-in", {"email": "alice@example.org"})
    path, _ = mailed(sink)

    opened = browser.get(path)
    before = browser.get("/start").status_code
    entered = browser.submit(path)

    assert (asked.status_code, asked.location) == (303, "/sign-in/sent")
    assert (opened.status_code, before) == (200, 401)
    assert (entered.status_code, entered.location) == (303, "/")
    assert "Your mail address" not in text_of(browser.get("/start").text)


def test_link_counts_against_the_quota_of_the_mailbox_it_comes_from(public: Shell, sink: Sink):
    public.test_client().submit("/sign-in", {"email": "alice@example.org"})
    mailed(sink)

    with transaction(public.engine) as connection:
        left = departures.since(connection, "service@example.org", public.clock() - timedelta(days=1))

    assert len(left) == 1


def test_scanner_that_opens_the_link_changes_nothing_and_signs_nobody_in(public: Shell, sink: Sink):
    browser, scanner = public.test_client(), Client(public)
    browser.submit("/sign-in", {"email": "alice@example.org"})
    path, _ = mailed(sink)
    before = rows_of(public)

    for method in ("HEAD", "GET", "OPTIONS", "GET"):
        scanner.open(path, method=method, headers={"Purpose": "prefetch"}, **AT)

    assert rows_of(public) == before
    assert scanner.get("/start", **AT).status_code == 401
    assert [browser.submit(path).location for _ in range(2)] == ["/", "/"]
    assert [browser.get(path).location, browser.get("/start").status_code] == ["/", 200]


def test_link_is_over_after_a_quarter_of_an_hour(public: Shell, sink: Sink):
    now = public.clock()
    browser = public.test_client()
    browser.submit("/sign-in", {"email": "alice@example.org"})
    path, _ = mailed(sink)
    opened = []

    for minutes in (14, 16):
        public.clock = lambda minutes=minutes: now + timedelta(minutes=minutes)
        opened.append(browser.get(path).status_code)

    assert [*opened, browser.submit(path).status_code] == [200, 401, 401]


@pytest.mark.parametrize("hops", [0, 1], ids=["no proxy", "one proxy"])
def test_forged_place_opens_no_further_tries(public: Shell, hops: int):
    public.wsgi_app = ProxyFix(public.wsgi_app, x_for=hops, x_proto=0, x_host=0) if hops else public.wsgi_app
    browser = public.test_client()

    statuses = [
        browser.submit(
            "/sign-in",
            {"email": f"guest{number}@example.org"},
            # The proxy adds whom it sees to whatever its client made up.
            headers={"X-Forwarded-For": f"198.51.100.{number}" + ", 203.0.113.9" * hops},
            environ_overrides={"REMOTE_ADDR": "203.0.113.9"},
        ).status_code
        for number in range(21)
    ]

    assert statuses == [303] * 20 + [429]


def test_code_signs_in_where_it_was_asked_for(public: Shell, sink: Sink):
    browser = public.test_client()
    browser.submit("/sign-in", {"email": "alice@example.org"})
    _, code = mailed(sink)

    assert browser.submit("/sign-in/code", {"code": "0000 0000"}).status_code == 422
    assert browser.submit("/sign-in/code", {"code": code}).status_code == 303
    assert browser.get("/start").status_code == 200


def test_link_opened_in_another_browser_signs_nobody_in(public: Shell, sink: Sink):
    browser, other = public.test_client(), public.test_client()
    browser.submit("/sign-in", {"email": "alice@example.org"})
    path, code = mailed(sink)

    opened = other.get(path)

    assert opened.status_code == 401
    assert "belongs to the browser in which it was asked for" in text_of(opened.text)
    assert other.submit(path).status_code == 401
    assert other.submit("/sign-in/code", {"code": code}).status_code == 422
    assert other.get("/start").status_code == 401


def test_answer_is_the_same_for_whoever_may_not_host(public: Shell, sink: Sink):
    known, unknown = public.test_client(), public.test_client()

    answers = [
        browser.submit("/sign-in", {"email": email})
        for browser, email in ((unknown, "charlie@example.net"), (known, "alice@example.org"))
    ]

    mailed(sink)
    assert [(one.status_code, one.location) for one in answers] == [(303, "/sign-in/sent")] * 2
    pages = [text_of(browser.get("/sign-in/sent").text) for browser in (unknown, known)]
    assert pages[0].replace("charlie@example.net", "alice@example.org") == pages[1]
    assert [mail.recipients for mail in sink.accepted] == [["alice@example.org"]]


def test_stranger_is_asked_to_sign_in_wherever_they_go(public: Shell):
    answer = public.test_client().get("/people")

    assert answer.status_code == 401
    assert "Mail me the link" in text_of(answer.text)


def test_asking_too_often_is_said_and_the_address_stays(public: Shell):
    browser = public.test_client()

    answers = [browser.submit("/sign-in", {"email": "alice@example.org"}) for _ in range(6)]

    assert [one.status_code for one in answers] == [303] * 5 + [429]
    assert 'value="alice@example.org"' in answers[-1].text


def test_signing_out_kills_the_cookie_itself(public: Shell, sink: Sink):
    browser, thief = public.test_client(), public.test_client()
    browser.submit("/sign-in", {"email": "alice@example.org"})
    browser.submit(mailed(sink)[0])
    cookie = browser.get_cookie("__Host-runde", domain="party.example.org")
    thief.set_cookie("__Host-runde", cookie.value, domain="party.example.org", secure=True)
    assert thief.get("/start").status_code == 200

    browser.submit("/sign-out")

    assert (browser.get("/start").status_code, thief.get("/start").status_code) == (401, 401)


def test_signing_in_makes_a_new_session(public: Shell, sink: Sink):
    browser = public.test_client()
    browser.submit("/sign-in", {"email": "alice@example.org"})
    path, _ = mailed(sink)
    before = browser.get_cookie("__Host-runde", domain="party.example.org").value

    browser.submit(path)

    after = browser.get_cookie("__Host-runde", domain="party.example.org").value
    with browser.session_transaction(**AT) as session:
        assert sorted(session) == ["visit"]
    assert before != after


@pytest.mark.parametrize("path", ["/sign-in", "/sign-in/sent"])
def test_without_public_address_nothing_is_mailed(stranger: HouseClient, path: str):
    expected = {"/sign-in": 401, "/sign-in/sent": 200}

    assert stranger.get(path).status_code == expected[path]
    assert stranger.post("/sign-in", data={"email": "alice@example.org"}).status_code == 400
