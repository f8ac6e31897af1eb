"""The calendar feed of a guest: only where no entry was mailed, by its own secret, the same bytes until changed."""

from dataclasses import replace
from datetime import timedelta

import pytest
import sqlalchemy as sa

from organizer.services import invitations, round_changes
from organizer.services.round_changes import NewTerms
from organizer.services.rounds import Evening
from organizer.store import schema
from organizer.store.engine import reading, transaction
from organizer.web.shell import Shell
from tests.builders import NOW
from tests.formats import strict_calendar
from tests.services.evenings import STARTS_AT, invitations_of
from tests.web.boards import invited, office, tokens, uids
from tests.web.desks import database_of, now
from tests.web.test_answers import say

ADDRESS = "https://party.example.org"


@pytest.fixture
def host() -> None:
    """Alice comes with her evening."""


def feed_path(app: Shell, planned: Evening) -> str:
    """Where the first guest's calendar subscribes."""
    with reading(app.engine) as connection:
        first = invitations_of(connection, planned)[0]
    return replace(office(app), public_base_url=ADDRESS).feed_link(first).removeprefix(ADDRESS)


def by_mail(app: Shell) -> Evening:
    """An evening whose invitations this program sent itself."""
    app.settings = replace(app.settings, smtp_url="smtp://mail.example.org")
    return invited(app)


def moved(app: Shell, planned: Evening) -> None:
    round_ = planned.round
    terms = NewTerms(
        starts_at=STARTS_AT + timedelta(hours=1),
        time_zone=round_.time_zone,
        length_minutes=round_.length_minutes,
        video_link=round_.video_link,
    )
    with transaction(app.engine) as connection:
        round_changes.change_round(
            connection, now(app, planned), terms, office(app), NOW + timedelta(hours=2), as_drafts=True
        )


def test_feed_holds_the_entry_of_whoever_was_handed_the_text(app: Shell):
    planned = invited(app)
    before = database_of(app)

    answer = app.test_client().get(feed_path(app, planned))

    (event,) = strict_calendar.read(answer.data).named("VEVENT")
    assert strict_calendar.faults(answer.data) == []
    assert answer.headers["Content-Type"] == "text/calendar; charset=utf-8; method=PUBLISH"
    assert event.one("UID") == uids(app, planned)[0][1]
    assert database_of(app) == before


def test_feed_is_the_same_until_something_changes(app: Shell):
    planned = invited(app)
    program, path = app.test_client(), feed_path(app, planned)
    first = program.get(path)

    again = program.get(path, headers={"If-None-Match": first.headers["ETag"]})
    moved(app, planned)
    later = program.get(path, headers={"If-None-Match": first.headers["ETag"]})

    (event,) = strict_calendar.read(later.data).named("VEVENT")
    assert (again.status_code, again.data) == (304, b"")
    assert later.status_code == 200
    assert first.headers["Last-Modified"] == "Mon, 02 Nov 2026 09:00:00 GMT"
    assert later.headers["Last-Modified"] == "Mon, 02 Nov 2026 11:00:00 GMT"
    assert (event.one("SEQUENCE"), event.one("DTSTART")) == ("1", "20261203T190000")


def test_mended_topic_reaches_the_feed_without_a_mail(app: Shell):
    planned = invited(app)
    program, path = app.test_client(), feed_path(app, planned)
    first = program.get(path)
    with transaction(app.engine) as connection:
        connection.execute(sa.update(schema.parties).values(topic="Open research data, at last"))

    later = program.get(
        path, headers={"If-None-Match": first.headers["ETag"], "If-Modified-Since": first.headers["Last-Modified"]}
    )

    (event,) = strict_calendar.read(later.data).named("VEVENT")
    assert event.one("SUMMARY") == r"Round table with Alice Brandt: Open research data\, at last"


def test_withdrawn_entry_is_cancelled_in_the_feed(app: Shell):
    planned = invited(app)
    path = feed_path(app, planned)
    with transaction(app.engine) as connection:
        invitations.withdraw(connection, planned, planned.guests[0].id, office(app), NOW, as_drafts=True)

    (event,) = strict_calendar.read(app.test_client().get(path).data).named("VEVENT")

    assert (event.one("STATUS"), event.one("SEQUENCE")) == ("CANCELLED", "1")


def test_whoever_has_a_mailed_entry_has_no_feed(app: Shell):
    planned = by_mail(app)

    assert app.test_client().get(feed_path(app, planned)).status_code == 404


def test_feed_ends_when_the_person_is_erased(app: Shell):
    planned = invited(app)
    path = feed_path(app, planned)
    with transaction(app.engine) as connection:
        connection.execute(sa.delete(schema.people).where(schema.people.c.id == planned.guests[0].id))

    assert app.test_client().get(path).status_code == 404


@pytest.mark.parametrize(
    "wrong", ["{id}-{other}", "{id}", "{id}-", "-{secret}", "x-{secret}", "9" * 40 + "-{secret}", "²-x"]
)
def test_feed_is_found_by_its_whole_secret_only(app: Shell, wrong: str):
    planned = invited(app)
    number, _, secret = feed_path(app, planned).removeprefix("/c/").removesuffix(".ics").partition("-")
    asked = wrong.format(id=number, secret=secret, other=tokens(app, planned)[0])

    assert app.test_client().get(f"/c/{asked}.ics").status_code == 404


def test_answer_page_offers_copies_where_no_entry_was_mailed(app: Shell):
    planned = invited(app)
    guest, token = app.test_client(), tokens(app, planned)[0]
    say(guest, token, "yes")

    page = guest.get(f"/i/{token}").text

    assert "https://calendar.google.com/calendar/render?action=TEMPLATE" in page
    assert "https://outlook.office.com/calendar/0/deeplink/compose" in page
    assert "An entry made this way stays as it is when the evening moves." in page


def test_answer_page_offers_only_the_file_where_the_entry_was_mailed(app: Shell):
    planned = by_mail(app)
    guest, token = app.test_client(), tokens(app, planned)[0]
    say(guest, token, "yes")

    page = guest.get(f"/i/{token}").text

    assert f'href="/i/{token}/entry.ics"' in page
    assert "calendar.google.com" not in page
