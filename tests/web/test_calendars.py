"""The host's own calendar: the evenings go into it, the busy times come out of it, and nobody else sees either."""

from datetime import timedelta
from io import BytesIO

import pytest

from organizer.services import round_changes
from organizer.services.host_calendars import host_feed_path
from organizer.services.round_changes import NewTerms
from organizer.services.rounds import Evening
from organizer.store.engine import transaction
from organizer.web.shell import Shell
from tests.builders import NOW
from tests.formats import strict_calendar
from tests.formats.test_busy_times import MONDAY, calendar
from tests.services.evenings import STARTS_AT
from tests.web.boards import answered, invited, office
from tests.web.client import HouseClient, text_of
from tests.web.desks import database_of, lay, now, path

EVENING = "DTSTART;TZID=Europe/Berlin:20261203T190000\nDTEND;TZID=Europe/Berlin:20261203T210000"


@pytest.fixture
def host() -> None:
    """Alice comes with her evening."""


def moved(app: Shell, planned: Evening, **changes: object) -> None:
    names = ("starts_at", "time_zone", "length_minutes", "video_link")
    terms = NewTerms(**{**{name: getattr(planned.round, name) for name in names}, **changes})  # type: ignore[arg-type]
    with transaction(app.engine) as connection:
        round_changes.change_round(connection, now(app, planned), terms, office(app), NOW, as_drafts=True)


def brought(client: HouseClient, content: bytes, name: str = "alice.ics"):
    return client.submit("/calendar/busy", {"calendar": (BytesIO(content), name)}, content_type="multipart/form-data")


def test_evening_goes_into_the_hosts_own_calendar_with_who_comes(app: Shell, client: HouseClient):
    planned = invited(app, with_speaker=True)
    answered(app, planned, "ACCEPTED", "DECLINED", "TENTATIVE")

    answer = client.get(path(planned, "calendar", "host.ics"))

    (event,) = strict_calendar.read(answer.data).named("VEVENT")
    assert strict_calendar.faults(answer.data) == []
    assert event.one("DESCRIPTION").split("\\n") == [
        "Join: https://meet.example.org/runde-1",
        "",
        "Open research data",
        "What would have helped you early on?",
        "",
        "Coming: Bob Muster",
        "Perhaps: Dirk Muster",
        "No answer yet: Edda Muster\\, Femke Muster",
        "Guest speaker: Ivo Muster\\, Thursday\\, 3 December 2026\\, 18:20 to 18:40 (Berlin time)",
    ]


def test_hosts_entry_moves_in_place(app: Shell, client: HouseClient):
    planned = invited(app)
    (before,) = strict_calendar.read(client.get(path(planned, "calendar", "host.ics")).data).named("VEVENT")

    moved(app, planned, starts_at=STARTS_AT + timedelta(hours=1))

    (after,) = strict_calendar.read(client.get(path(planned, "calendar", "host.ics")).data).named("VEVENT")
    assert after.one("UID") == before.one("UID")
    assert int(after.one("SEQUENCE")) > int(before.one("SEQUENCE"))
    assert after.one("DTSTART") == "20261203T190000"


def test_hosts_feed_holds_every_evening_and_is_not_sent_twice(app: Shell):
    planned = invited(app)
    program, address = app.test_client(), host_feed_path(planned.host, office(app))

    first = program.get(address)
    again = program.get(address, headers={"If-None-Match": first.headers["ETag"]})
    answered(app, planned, "ACCEPTED")
    later = program.get(address, headers={"If-None-Match": first.headers["ETag"]})

    assert strict_calendar.faults(first.data) == []
    assert (first.status_code, again.status_code, later.status_code) == (200, 304, 200)
    assert "Coming: Bob Muster" in later.text.replace("\r\n ", "")


def test_hosts_feed_is_found_by_its_secret_only(app: Shell):
    planned = invited(app)
    address = host_feed_path(planned.host, office(app))

    for wrong in (address.replace("host-1-", "host-2-"), "/c/host-1-x.ics"):
        assert app.test_client().get(wrong).status_code == 404


def test_date_that_clashes_with_the_hosts_calendar_is_marked(app: Shell, client: HouseClient):
    planned = lay(app)

    answer = brought(client, calendar(MONDAY, f"{EVENING}\nSUMMARY:Elternabend"))

    page = text_of(client.get(path(planned, "date")).text)
    assert (answer.status_code, answer.headers["Location"]) == (303, "/calendar")
    assert "You have something else then: Thursday, 3 December 2026, 19:00 (Berlin time) to 21:00." in page


def test_only_the_times_are_kept(app: Shell, client: HouseClient):
    lay(app)

    brought(client, calendar(f"{EVENING}\nSUMMARY:Elternabend\nLOCATION:Schule"))

    (kept,) = database_of(app)["busy_calendars"]
    assert "Elternabend" not in str(database_of(app))
    assert kept[-1] == [[1796320800, 1796328000]]


def test_change_to_a_time_that_clashes_is_marked_before_it_is_made(app: Shell, client: HouseClient):
    planned = invited(app)
    brought(client, calendar(EVENING))
    asked = {"day": "2026-12-03", "time": "18:30", "zone": "Europe/Berlin", "length": "90", "video_link": ""}

    page = client.submit(path(planned, "board/change"), {**asked, "act": "look"}, follow_redirects=True)

    assert "You have something else then: Thursday, 3 December 2026, 19:00 (Berlin time) to 21:00." in text_of(
        page.text
    )


def test_evening_does_not_stand_in_its_own_way(app: Shell, client: HouseClient):
    planned = invited(app)
    own = client.get(path(planned, "calendar", "host.ics")).data

    brought(client, own)

    (kept,) = database_of(app)["busy_calendars"]
    assert kept[-1] == []


def test_busy_times_are_deleted(app: Shell, client: HouseClient):
    planned = lay(app)
    brought(client, calendar(EVENING))

    client.submit("/calendar/busy/removal")

    assert database_of(app)["busy_calendars"] == []
    assert "You have something else then" not in client.get(path(planned, "date")).text


@pytest.mark.parametrize("content", [b"", b"Guten Tag"])
def test_file_that_is_no_calendar_is_refused_with_what_to_do(app: Shell, client: HouseClient, content: bytes):
    lay(app)

    answer = brought(client, content)

    assert answer.status_code == 422
    assert "Export your calendar as .ics and choose that file." in text_of(answer.text)


def test_no_file_is_refused_with_what_to_do(app: Shell, client: HouseClient):
    lay(app)

    answer = client.submit("/calendar/busy", {})

    assert answer.status_code == 422
    assert "Choose the file that your calendar program exported." in text_of(answer.text)


def test_calendar_page_shows_where_to_subscribe_and_what_is_known(app: Shell, client: HouseClient):
    planned = lay(app)
    brought(client, calendar(EVENING))

    page = client.get("/calendar")

    assert host_feed_path(planned.host, office(app)) in page.text
    assert "1 busy time is known until Saturday, 1 May 2027; then it is forgotten." in text_of(page.text)
