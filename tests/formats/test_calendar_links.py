"""Links into calendars on the web, and the calendar to subscribe to."""

from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qs, urlsplit

import pytest

from organizer.domain.calendar_objects import Method
from organizer.formats.calendar_links import LONGEST_LINK, google_link, office_link, outlook_link
from organizer.formats.calendar_objects import write_feed
from tests.builders import a_calendar_object
from tests.formats import strict_calendar

ENTRY = a_calendar_object(
    summary="Käse & Wein: 100 % Käse+Brot",
    description="Deelnemen: https://meet.example.org/runde-1\n\nAlice",
    location="https://meet.example.org/runde-1",
)


def values(link: str) -> dict[str, str]:
    return {name: found[0] for name, found in parse_qs(urlsplit(link).query, strict_parsing=True).items()}


def test_google_link_says_what_the_entry_says():
    assert values(google_link(ENTRY)) == {
        "action": "TEMPLATE",
        "text": ENTRY.summary,
        "dates": "20261203T170000Z/20261203T183000Z",
        "ctz": "Europe/Amsterdam",
        "location": ENTRY.location,
        "details": f"{ENTRY.description}\n",
    }


@pytest.mark.parametrize(
    ("link", "host"), [(outlook_link(ENTRY), "outlook.live.com"), (office_link(ENTRY), "outlook.office.com")]
)
def test_microsoft_links_say_what_the_entry_says(link: str, host: str):
    assert urlsplit(link).netloc == host
    assert values(link) == {
        "path": "/calendar/action/compose",
        "rru": "addevent",
        "subject": ENTRY.summary,
        "startdt": "2026-12-03T17:00:00Z",
        "enddt": "2026-12-03T18:30:00Z",
        "location": ENTRY.location,
        "body": f"{ENTRY.description}\n",
    }


@pytest.mark.parametrize("make", [google_link, outlook_link, office_link])
def test_long_description_is_cut_at_a_line_and_blanks_are_no_plus(make):
    link = make(a_calendar_object(description="\n".join(["Ein Absatz über Daten & Käse."] * 80)))

    assert len(link) <= LONGEST_LINK
    assert "+" not in link
    text = values(link).get("details") or values(link)["body"]
    assert set(text.splitlines()) == {"Ein Absatz über Daten & Käse."}


def test_hostile_text_stays_inside_its_value():
    link = google_link(a_calendar_object(summary='x&dates=1/2#"><script>\r\nX: y'))

    assert values(link)["text"] == 'x&dates=1/2#"><script> X: y'
    assert values(link)["dates"] == "20261203T170000Z/20261203T183000Z"


def test_feed_of_several_entries_passes_the_strict_judge_and_names_each_zone_once():
    later = ENTRY.starts_at + timedelta(weeks=4)
    entries = [
        ENTRY,
        a_calendar_object(uid="second-uid-0001", starts_at=later, ends_at=later + timedelta(hours=1)),
        a_calendar_object(uid="third-uid-00001", method=Method.CANCEL, time_zone="Asia/Kathmandu"),
    ]

    feed = write_feed(entries, "Runde, mit; Alice")

    whole = strict_calendar.read(feed)
    assert strict_calendar.faults(feed) == []
    assert [zone.one("TZID") for zone in whole.named("VTIMEZONE")] == ["Europe/Amsterdam", "Asia/Kathmandu"]
    assert [event.one("STATUS") for event in whole.named("VEVENT")] == ["CONFIRMED", "CONFIRMED", "CANCELLED"]
    assert (whole.one("METHOD"), whole.one("NAME"), whole.one("X-WR-CALNAME")) == (
        "PUBLISH",
        r"Runde\, mit\; Alice",
        r"Runde\, mit\; Alice",
    )
    assert (whole.one("REFRESH-INTERVAL"), whole.one("X-PUBLISHED-TTL")) == ("PT6H", "PT6H")


def test_feed_zone_of_two_years_is_right_for_both():
    summers = [datetime(year, 7, 1, 16, 0, tzinfo=UTC) for year in (2026, 2028)]
    entries = [
        a_calendar_object(uid=f"summer-{one.year}", starts_at=one, ends_at=one + timedelta(hours=1)) for one in summers
    ]

    assert strict_calendar.faults(write_feed(entries, "Runde")) == []


def test_feed_names_each_zone_once_before_the_first_event_even_beside_an_hour_that_comes_twice():
    usual = a_calendar_object(summary="BEGIN:VEVENT")
    doubled = {
        "starts_at": datetime(2026, 10, 25, 0, 30, tzinfo=UTC),
        "ends_at": datetime(2026, 10, 25, 2, 0, tzinfo=UTC),
    }
    elsewhere = a_calendar_object(uid="third-uid-00001", time_zone="Australia/Perth")
    entries = [usual, a_calendar_object(uid="second-uid-0001", **doubled), elsewhere]

    feed = write_feed(entries, "BEGIN:VEVENT")

    whole = strict_calendar.read(feed)
    assert [zone.one("TZID") for zone in whole.named("VTIMEZONE")] == ["Europe/Amsterdam", "Australia/Perth"]
    assert whole.named("VEVENT")[0].one("SUMMARY") == "BEGIN:VEVENT"
    assert strict_calendar.faults(feed) == []
