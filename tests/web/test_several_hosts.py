"""Hosts who share a program never see each other: every page there is, asked for with what belongs to another."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from werkzeug.routing import Rule

from organizer.domain.vocabulary import Language
from organizer.services import attendee_lists, hosts, people, sign_ins
from organizer.services.rounds import Evening
from organizer.settings import Settings
from organizer.store.engine import transaction
from organizer.web.shell import Shell
from tests.builders import NOW
from tests.services.evenings import lay_evening
from tests.web.boards import invited
from tests.web.client import HouseClient
from tests.web.conftest import an_app
from tests.web.desks import database_of
from tests.web.test_sign_ins import ADDRESS, PublicClient

WORDS = {"kind": "invitation", "language": "en", "formality": "formal", "number": 1}
# What belongs to nobody: an address with a secret in it is looked up by the secret alone.
BY_SECRET = ("/i/<token>", "/sign-in/<token>", "/static/", "/c/<token>")


@pytest.fixture
def app(tmp_path: Path) -> Iterator[Shell]:
    settings = Settings(
        home=tmp_path,
        database_url=f"sqlite:///{tmp_path / 'runde.sqlite'}",
        public_base_url=ADDRESS,
        smtp_url="smtp://127.0.0.1:1",
        mail_from="service@example.org",
    )
    app = an_app(settings)
    app.test_client_class = PublicClient
    return app


@pytest.fixture
def alices(app: Shell) -> dict[str, int]:
    """Everything of Alice's that an address can name."""
    with transaction(app.engine) as connection:
        alice = hosts.welcome_host(
            connection, name="Alice", email="alice@example.org", language=Language.EN, time_zone="Europe/Berlin"
        )
        list_id = attendee_lists.upload(connection, alice.id, None, b"Name\nAnna Kurz\n", "guests.csv", NOW)
    evening = invited(app, host=alice)
    return {"party_id": evening.party.id, "person_id": evening.guests[0].id, "list_id": list_id}


@pytest.fixture
def charlie(app: Shell, alices: dict[str, int]) -> HouseClient:
    """Another host of the same program, signed in."""
    with transaction(app.engine) as connection:
        visit = sign_ins.begin_visit(connection, "charlie@example.net", Language.EN, NOW)
        charlie = sign_ins.visitor(connection, visit, NOW).host
        hosts.welcome_host(
            connection,
            name="Charlie",
            email="charlie@example.net",
            language=Language.EN,
            time_zone="Europe/Berlin",
            host_id=charlie.id,
        )
    browser = app.test_client()
    with browser.session_transaction(base_url=ADDRESS) as session:
        session["visit"] = visit
    return browser


@pytest.fixture
def charlies(app: Shell, charlie: HouseClient) -> Evening:
    with transaction(app.engine) as connection:
        return lay_evening(connection, host=hosts.host(connection, 2))


def rules(app: Shell, *, naming: str) -> list[Rule]:
    """Every address that names such a thing."""
    return [
        rule for rule in app.url_map.iter_rules() if naming in rule.arguments and not str(rule).startswith(BY_SECRET)
    ]


def asked(app: Shell, browser: HouseClient, rule: Rule, ids: dict[str, int]) -> dict[tuple[str, str], int]:
    """Ask for an address in every way it can be asked for; what cannot be named is the number one."""
    token = browser.token()
    path = app.url_map.bind("party.example.org").build(
        rule.endpoint, {name: ({**WORDS, **ids}).get(name, 1) for name in rule.arguments}
    )
    return {
        (method, str(rule)): browser.open(
            path, method=method, data={"csrf_token": token} if method == "POST" else None
        ).status_code
        for method in sorted(rule.methods - {"HEAD", "OPTIONS"})
    }


@pytest.mark.parametrize("naming", ["party_id", "person_id", "list_id"])
def test_nothing_of_another_host_is_there(app: Shell, charlie: HouseClient, alices: dict[str, int], naming: str):
    before = database_of(app)

    answers: dict[tuple[str, str], int] = {}
    for rule in rules(app, naming=naming):
        answers |= asked(app, charlie, rule, alices)

    assert {asked: status for asked, status in answers.items() if status != 404} == {}
    assert len(answers) > 1
    assert database_of(app) == before


def test_people_of_another_host_cannot_be_named_within_ones_own_party(
    app: Shell, charlie: HouseClient, alices: dict[str, int], charlies: Evening
):
    before = database_of(app)

    answers: dict[tuple[str, str], int] = {}
    for rule in rules(app, naming="person_id"):
        answers |= asked(app, charlie, rule, {**alices, "party_id": charlies.party.id})

    assert {asked: status for asked, status in answers.items() if status not in (404, 422)} == {}
    assert database_of(app) == before


def test_lists_of_pages_hold_ones_own_only(app: Shell, charlie: HouseClient, alices: dict[str, int]):
    with transaction(app.engine) as connection:
        names = [one.name.full for one in people.search(connection, hosts.host(connection, 1).id, "").people]

    pages = [charlie.get(path).text for path in ("/", "/people", "/lists", "/people?q=bob")]

    assert len(names) >= 5
    assert [name for name in names if any(name in page for page in pages)] == []
