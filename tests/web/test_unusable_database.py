"""H6 on the pages: the disk is full or the database is held by somebody else. The page says that nothing was saved."""

from collections.abc import Callable
from contextlib import closing
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy import event

from organizer.store.engine import open_engine
from organizer.web.shell import Shell
from tests.web.boards import invited, statuses, tokens
from tests.web.client import text_of
from tests.web.test_answers import say

A_LONG_WORD = "a word " * 280


@pytest.fixture
def host() -> None:
    """Alice comes with her evening."""


@pytest.fixture
def set_limit(app: Shell) -> Callable[[str], None]:
    """Sets a pragma on every connection from now on."""
    pragmas: list[str] = []

    def on_connect(connection: Any, _: object) -> None:
        for pragma in pragmas:
            connection.execute(f"PRAGMA {pragma}")

    def set_(pragma: str) -> None:
        pragmas.append(pragma)
        app.engine.dispose()

    event.listen(app.engine, "connect", on_connect)
    return set_


def test_answer_while_the_database_is_held_is_said_to_be_unsaved(app: Shell, set_limit: Callable[[str], None]):
    planned = invited(app, None)
    token, guest = tokens(app, planned)[0], app.test_client()
    set_limit("busy_timeout=50")
    holder = open_engine(app.settings.database_url)

    with closing(holder.connect()) as held, held.begin():
        refused = say(guest, token, "yes")
    noted = say(guest, token, "yes")
    holder.dispose()

    assert (refused.status_code, noted.status_code) == (503, 303)
    assert "Nothing was saved" in text_of(refused.text)
    assert statuses(app, planned)[0] == "ACCEPTED"


def test_answer_on_a_full_disk_is_said_to_be_unsaved_and_goes_through_with_room(
    app: Shell, set_limit: Callable[[str], None]
):
    planned = invited(app, None)
    token, guest = tokens(app, planned)[0], app.test_client()
    with app.engine.connect() as connection:
        pages = connection.execute(sa.text("PRAGMA page_count")).scalar_one()
    set_limit(f"max_page_count={pages + 5}")

    answers = [say(guest, token, ("yes", "maybe")[number % 2], A_LONG_WORD).status_code for number in range(30)]
    full = say(guest, token, "no", A_LONG_WORD)
    set_limit("max_page_count=1000000")
    with_room = say(guest, token, "no", A_LONG_WORD)

    assert set(answers) == {303, 503}
    assert "Nothing was saved" in text_of(full.text)
    assert (full.status_code, with_room.status_code, statuses(app, planned)[0]) == (503, 303, "DECLINED")


def test_pages_can_be_read_while_the_database_is_held(app: Shell):
    planned = invited(app, None)
    token = tokens(app, planned)[0]
    holder = open_engine(app.settings.database_url)

    with closing(holder.connect()) as held, held.begin():
        page = app.test_client().get(f"/i/{token}")
    holder.dispose()

    assert page.status_code == 200
