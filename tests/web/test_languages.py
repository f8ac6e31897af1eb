from datetime import UTC, date, datetime

import pytest
from flask import session

from organizer.domain.errors import N_, OrganizerError, Problem
from organizer.web.languages import day, moment, page_language, sentence, zone_name
from organizer.web.shell import Shell
from tests.web.client import HouseClient, parsed

OWN = "http://127.0.0.1:5000"
EVENING = datetime(2026, 12, 3, 17, 0, tzinfo=UTC)


class FullTableError(OrganizerError):
    message = N_("The table is full: %(count)d guests, 100%% taken.")


@pytest.mark.parametrize(
    ("accepted", "language"),
    [
        ("de-AT,de;q=0.9", "de"),
        ("fr,nl;q=0.5", "nl"),
        ("fr", "en"),
        ("", "en"),
        ("en;q=0.1,de;q=0.9", "de"),
        ("*", "en"),
    ],
)
def test_page_language_is_what_the_browser_asks_for(app: Shell, accepted: str, language: str):
    with app.test_request_context(base_url=OWN, headers={"Accept-Language": accepted}):
        assert page_language() == language


def test_page_language_is_the_readers_choice_before_the_browsers(app: Shell):
    with app.test_request_context(base_url=OWN, headers={"Accept-Language": "de"}):
        session["language"] = "nl"

        assert page_language() == "nl"


def test_choosing_a_language_keeps_it_and_goes_back(client: HouseClient):
    answer = client.submit("/language", {"language": "nl", "next": "/settings"})

    assert (answer.status_code, answer.location) == (303, "/settings")
    assert parsed(client.get("/settings").text).get("lang") == "nl"


@pytest.mark.parametrize("language", ["fr", "", "../de"])
def test_choosing_an_unknown_language_changes_nothing(client: HouseClient, language: str):
    client.submit("/language", {"language": language})

    assert parsed(client.get("/settings").text).get("lang") == "en"


def test_choosing_a_language_leads_to_no_other_site(client: HouseClient):
    answer = client.submit("/language", {"language": "nl", "next": "//evil.example.com"})

    assert answer.location == "/"


def test_opening_the_language_address_changes_nothing(client: HouseClient):
    assert client.get("/language?language=nl").status_code == 405
    assert parsed(client.get("/settings").text).get("lang") == "en"


@pytest.mark.parametrize(
    ("language", "shown"),
    [
        ("en", "Thursday, 3 December 2026, 18:00 (Berlin time)"),
        ("de", "Donnerstag, 3. Dezember 2026, 18:00 (Zeit in Berlin)"),
        ("nl", "donderdag 3 december 2026, 18:00 (tijd in Berlijn)"),
    ],
)
def test_moment_shows_the_hosts_time_with_its_zone(app: Shell, language: str, shown: str):
    with app.test_request_context(base_url=OWN, headers={"Accept-Language": language}):
        assert moment(EVENING, "Europe/Berlin") == shown


def test_day_of_an_instant_is_the_day_in_its_zone(app: Shell):
    with app.test_request_context(base_url=OWN):
        assert day(datetime(2026, 12, 3, 23, 30, tzinfo=UTC), "Europe/Berlin") == "Friday, 4 December 2026"
        assert day(date(2026, 12, 3)) == "Thursday, 3 December 2026"


def test_zone_name_leaves_utc_alone(app: Shell):
    with app.test_request_context(base_url=OWN):
        assert zone_name("UTC") == "UTC"


def test_sentence_fills_in_the_values_of_a_broken_rule(app: Shell):
    with app.test_request_context(base_url=OWN):
        assert sentence(FullTableError(count=10)) == "The table is full: 10 guests, 100% taken."


def test_sentence_fills_in_the_values_of_a_problem(app: Shell):
    problem = Problem(advice="Row %(row)s has no name.", values=(("row", "7"),))

    with app.test_request_context(base_url=OWN):
        assert sentence(problem) == "Row 7 has no name."
