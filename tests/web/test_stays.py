"""A guest for a part of the evening: first shown who is told, then done; while nothing is sent, done at once."""

import pytest

from organizer.web.shell import Shell
from tests.services.evenings import STARTS_AT
from tests.web.boards import invited, mails
from tests.web.client import HouseClient, text_of
from tests.web.desks import database_of, lay, now, path

PART = {"begins": "18:30", "length": "45"}


@pytest.fixture
def host() -> None:
    """Alice comes with her evening."""


def test_part_is_shown_first_and_then_told_to_that_guest_alone(app: Shell, client: HouseClient):
    planned = invited(app)
    page = path(planned, "people", planned.guests[0].id, "stay")
    before = database_of(app)

    look = client.submit(page, {**PART, "act": "look"}, follow_redirects=True)
    unchanged = database_of(app) == before
    done = client.submit(page, {**PART, "act": "do"})

    assert "A draft each, which asks for a new answer Bob Muster" in text_of(look.text)
    assert unchanged
    assert (done.status_code, done.headers["Location"]) == (303, path(planned, "board"))
    assert mails(app, planned)[5:] == [("bob", "update", 1, "handed")]
    assert "from 18:30, for 45 minutes" in text_of(client.get(path(planned, "board")).text)


def test_part_is_kept_at_once_while_nobody_is_invited_and_can_become_the_whole(app: Shell, client: HouseClient):
    planned = lay(app)
    page = path(planned, "people", planned.guests[0].id, "stay")

    client.submit(page, {**PART, "act": "look"}, follow_redirects=True)
    kept = now(app, planned).round.as_asked_of(planned.guests[0].id)
    client.submit(page, {"act": "whole"})

    assert (kept.starts_at, kept.length_minutes) == (STARTS_AT.replace(minute=30), 45)
    assert now(app, planned).round.stays == ()


@pytest.mark.parametrize("part", [{"begins": "17:30", "length": "45"}, {"begins": "19:00", "length": "45"}])
def test_part_outside_the_evening_is_refused_at_its_field(app: Shell, client: HouseClient, part: dict[str, str]):
    planned = lay(app)

    answer = client.submit(
        path(planned, "people", planned.guests[0].id, "stay"), {**part, "act": "look"}, follow_redirects=True
    )

    assert answer.status_code == 422
    assert "that Bob Muster stays for has to lie inside it" in text_of(answer.text)


def test_nobody_without_a_seat_has_a_part(app: Shell, client: HouseClient):
    planned = lay(app)

    assert client.get(path(planned, "people", planned.bench[0].id, "stay")).status_code == 404
