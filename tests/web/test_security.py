from dataclasses import replace
from io import BytesIO

import pytest
from flask import request

from organizer.settings import Settings
from organizer.web import create_app, security
from organizer.web.security import same_origin_path
from organizer.web.shell import Shell
from tests.builders import NOW
from tests.databases import prepare
from tests.web.client import HouseClient, text_of
from tests.web.conftest import SIGN_IN_TOKEN

OWN = "http://127.0.0.1:5000"
UNSAFE = {"POST", "PUT", "PATCH", "DELETE"}


def unsafe_requests(app: Shell) -> list[tuple[str, str]]:
    """Method and a path for every route that may change something."""
    paths = app.url_map.bind("127.0.0.1:5000")
    return [
        (method, paths.build(rule.endpoint, dict.fromkeys(rule.arguments, 1), method=method))
        for rule in app.url_map.iter_rules()
        for method in sorted(rule.methods & UNSAFE)
    ]


def test_every_unsafe_route_wants_a_token(app: Shell, client: HouseClient):
    answers = {asked: client.open(asked[1], method=asked[0]).status_code for asked in unsafe_requests(app)}

    assert ("POST", "/start") in answers
    assert set(answers.values()) == {400}


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "https://evil.example.com"},
        {"Origin": "http://127.0.0.1:8000"},
        {"Origin": "http://localhost:5000"},
        {"Origin": "https://127.0.0.1:5000"},
        {"Origin": "null"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
    ],
)
def test_every_unsafe_route_refuses_another_site(app: Shell, client: HouseClient, headers: dict[str, str]):
    token = client.token()

    answers = {
        asked: client.open(asked[1], method=asked[0], headers=headers, data={"csrf_token": token}).status_code
        for asked in unsafe_requests(app)
    }

    assert set(answers.values()) == {403}


@pytest.mark.parametrize("headers", [{"Origin": OWN, "Sec-Fetch-Site": "same-origin"}, {"Origin": OWN}, {}])
def test_own_pages_may_post(client: HouseClient, headers: dict[str, str]):
    assert client.submit("/language", {"language": "de"}, headers=headers).status_code == 303


@pytest.mark.parametrize(
    "host",
    ["rebind.evil.example.com", "127.0.0.1", "127.0.0.1:5001", "0.0.0.0:5000", "localhost:5000.evil.example.com", ""],
)
@pytest.mark.parametrize("path", ["/", "/start", "/healthz", "/static/runde.css", f"/sign-in/{SIGN_IN_TOKEN}"])
def test_a_foreign_host_gets_nothing(client: HouseClient, host: str, path: str):
    answer = client.get(path, base_url=OWN, headers={"Host": host})

    assert (answer.status_code, answer.text) == (400, "This address is not served here.\n")


def test_a_forwarded_host_is_not_believed(client: HouseClient):
    answer = client.get(
        "/settings", base_url=OWN, headers={"Host": "127.0.0.1:5000", "X-Forwarded-Host": "evil.example.com"}
    )

    assert "evil.example.com" not in answer.text


def test_pages_may_load_nothing_from_elsewhere_and_are_kept_nowhere(client: HouseClient):
    headers = client.get("/settings").headers

    assert {name: headers[name] for name in (*security.HEADERS, "Cache-Control")} == {
        "Content-Security-Policy": "default-src 'self'; img-src 'self' data:; object-src 'none'; base-uri 'none'; "
        "form-action 'self'; frame-ancestors 'none'",
        "X-Content-Type-Options": "nosniff",
        "X-Frame-Options": "DENY",
        "Referrer-Policy": "same-origin",
        "Cross-Origin-Opener-Policy": "same-origin",
        "Cross-Origin-Resource-Policy": "same-origin",
        "X-Robots-Tag": "noindex, nofollow",
        "Cache-Control": "no-store",
    }
    assert [name for name, _ in headers if name.lower().startswith("access-control")] == []


@pytest.mark.parametrize("path", ["/nowhere", "/static/nothing.css", "/healthz"])
def test_other_answers_stand_behind_the_same_walls(client: HouseClient, path: str):
    headers = client.get(path).headers

    assert {name: headers[name] for name in security.HEADERS} == security.HEADERS


def test_versioned_files_are_kept_and_others_asked_for_anew(client: HouseClient):
    kept = client.get("/static/vendor/pico-2.1.1.min.css").headers["Cache-Control"]
    anew = client.get("/static/runde.css").headers["Cache-Control"]

    assert (kept, anew) == ("public, max-age=31536000", "no-cache")


@pytest.mark.parametrize(
    ("candidate", "path"),
    [
        ("/parties/1?x=2", "/parties/1?x=2"),
        ("/", "/"),
        (None, "/"),
        ("", "/"),
        ("//evil.example.com", "/"),
        ("///evil.example.com", "/"),
        ("/\\evil.example.com", "/"),
        ("/%5cevil", "/%5cevil"),
        ("\\\\evil.example.com", "/"),
        ("https:evil.example.com", "/"),
        ("https://evil.example.com", "/"),
        ("javascript:alert(1)", "/"),
        ("/x\r\nSet-Cookie: a=b", "/"),
        ("/\t/evil.example.com", "/"),
        ("parties", "/"),
    ],
)
def test_same_origin_path_leads_nowhere_else(candidate: str | None, path: str):
    assert same_origin_path(candidate) == path


def test_public_mode_binds_the_cookie_to_https(settings: Settings):
    public = replace(settings, public_base_url="https://party.example.org")
    app = create_app(public, clock=lambda: NOW, sign_in_token=SIGN_IN_TOKEN)
    prepare(app.engine)
    browser = app.test_client()

    cookie = browser.get(f"/sign-in/{SIGN_IN_TOKEN}", base_url="http://party.example.org").headers["Set-Cookie"]

    assert cookie.startswith("__Host-runde=")
    assert cookie.partition("; ")[2] == "Secure; HttpOnly; Path=/; SameSite=Lax"


def test_public_mode_takes_forms_from_its_own_https_pages_only(settings: Settings):
    public = replace(settings, public_base_url="https://party.example.org")
    app = create_app(public, clock=lambda: NOW, sign_in_token=SIGN_IN_TOKEN)
    prepare(app.engine)
    browser = app.test_client()
    origins = ("https://party.example.org", "http://party.example.org", "http://127.0.0.1:5000")

    answers = [
        browser.post("/language", base_url="http://party.example.org", headers={"Origin": origin}).status_code
        for origin in origins
    ]

    # 400: let in, and asked for the token.
    assert answers == [400, 403, 403]


def test_an_upload_past_the_limit_is_refused_with_a_sentence(app: Shell, client: HouseClient):
    app.config["MAX_CONTENT_LENGTH"] = 1000

    answer = client.post("/start", data={"file": (BytesIO(b"x" * 2000), "list.csv")})

    assert answer.status_code == 413
    assert "Split the list" in text_of(answer.text)


def test_limits_of_requests_are_set(app: Shell):
    limits = {name: app.config[name] for name in ("MAX_CONTENT_LENGTH", "MAX_FORM_MEMORY_SIZE", "MAX_FORM_PARTS")}

    assert limits == {"MAX_CONTENT_LENGTH": 262_144_000, "MAX_FORM_MEMORY_SIZE": 2_097_152, "MAX_FORM_PARTS": 1000}


def test_a_strangers_body_is_not_read(app: Shell, stranger: HouseClient):
    read = []
    app.after_request(lambda response: read.append("form" in request.__dict__) or response)

    stranger.post("/start", data={"name": "x"})

    assert read == [False]
