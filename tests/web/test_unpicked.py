"""Hosts are warned before those are deleted whom they have not picked."""

from datetime import timedelta

import pytest

from organizer.domain.parties import Host
from organizer.domain.table_requests import Wish
from organizer.domain.vocabulary import PersonId
from organizer.services import tables
from organizer.services.unpicked import forget_unpicked
from organizer.store.engine import transaction
from organizer.web import create_app
from organizer.web.shell import Shell
from tests.builders import NOW
from tests.web.client import HouseClient, text_of
from tests.web.conftest import COMPILED, SIGN_IN_TOKEN
from tests.web.parties import a_guest, as_it_is, plan

MARKED_AT = NOW + timedelta(days=23)
SENTENCE = "2 people whom you have not picked will be deleted on Wednesday, 2 December 2026."
ON_PAGE = "Will be deleted on Wednesday, 2 December 2026, unless you pick them."


@pytest.fixture
def later(app: Shell, host: Host) -> HouseClient:
    """Alice on the day when two of three people are marked: the first is starred."""
    party_id = plan(app, host, [a_guest(1), a_guest(2), a_guest(3)])
    with transaction(app.engine) as connection:
        tables.wish(connection, as_it_is(app, host, party_id), PersonId(1), Wish.HOPED)
        forget_unpicked(connection, MARKED_AT)
    shell = create_app(app.settings, clock=lambda: MARKED_AT, sign_in_token=SIGN_IN_TOKEN)
    shell.test_client_class = HouseClient
    shell.jinja_env.bytecode_cache = COMPILED
    client = shell.test_client()
    client.get(f"/sign-in/{SIGN_IN_TOKEN}")
    return client


@pytest.mark.parametrize("path", ["/", "/people"])
def test_host_is_warned_of_those_who_go(later: HouseClient, path: str):
    page = later.get(path).text

    assert SENTENCE in text_of(page)
    assert 'href="/people?leaving=yes"' in page


def test_those_who_go_can_be_looked_at(later: HouseClient):
    page = text_of(later.get("/people?leaving=yes").text)

    assert [f"Guest{number:02}" in page for number in (1, 2, 3)] == [False, True, True]
    assert "2 of 3 people" in page


def test_page_of_who_goes_says_the_day(later: HouseClient):
    pages = [text_of(later.get(f"/people/{number}").text) for number in (1, 2)]

    assert [ON_PAGE in page for page in pages] == [False, True]


@pytest.mark.parametrize("path", ["/", "/people", "/people/1"])
def test_nobody_is_warned_while_nobody_goes(client: HouseClient, app: Shell, host: Host, path: str):
    plan(app, host, [a_guest(1)])

    page = text_of(client.get(path).text)

    assert "deleted on" not in page
