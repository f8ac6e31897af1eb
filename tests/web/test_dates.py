from datetime import UTC, datetime

import pytest

from organizer.domain.names import Name
from organizer.domain.parties import Host
from organizer.domain.rounds import RoundState, SpeakerSlot
from organizer.domain.vocabulary import PartyId, PersonId
from organizer.services import invitations, rounds, tables
from organizer.store import rounds as round_store
from organizer.store.engine import transaction
from organizer.web.shell import Shell
from tests.builders import NOW
from tests.services.evenings import OFFICE, STARTS_AT, lay_evening
from tests.web.client import HouseClient, text_of
from tests.web.parties import a_guest, as_it_is, plan

DATE = "/parties/1/rounds/1/date"
CHOSEN = {"day": "2026-12-03", "time": "18:00", "zone": "Europe/Berlin", "length": "90"}
ZONES = ("Europe/Amsterdam", "America/New_York", "America/Los_Angeles", "Asia/Tokyo", "")


def lay_table(app: Shell, host: Host) -> None:
    """Five guests round the world, one of whom lives nobody knows where."""
    plan(app, host, [a_guest(number, time_zone=zone) for number, zone in enumerate(ZONES, 1)])
    with transaction(app.engine) as connection:
        planned = rounds.evening(connection, host, PartyId(1), 1)
        tables.arrange(connection, planned, [PersonId(number) for number in range(1, 6)], [])


@pytest.mark.parametrize(
    ("day", "said"),
    [
        ("2026-12-25", "Friday, 25 December 2026 is Christmas Day. Many will want to be with their own people"),
        ("2026-12-26", "Saturday, 26 December 2026 is the second day of Christmas: a public holiday in Germany"),
    ],
)
def test_holiday_is_told_before_it_is_chosen(app: Shell, client: HouseClient, host: Host, day: str, said: str):
    lay_table(app, host)

    page = client.get(f"{DATE}?day={day}&time=18:00&zone=Europe/Berlin&length=90")

    assert said in text_of(page.text)


def test_date_is_proposed_and_fixed_in_one_act(app: Shell, client: HouseClient, host: Host):
    plan(app, host)

    page = client.get(DATE).text
    answer = client.submit(DATE, {**CHOSEN, "day": "2026-11-26"})

    assert 'value="2026-11-26"' in page
    assert 'value="18:00"' in page
    assert '<option selected value="Europe/Berlin">' in page
    assert 'value="90"' in page
    assert (answer.status_code, answer.location) == (303, "/parties/1/rounds/1/letters")
    fixed = as_it_is(app, host, PartyId(1)).round
    assert fixed.starts_at == datetime(2026, 11, 26, 17, 0, tzinfo=UTC)
    assert (fixed.time_zone, fixed.length_minutes) == ("Europe/Berlin", 90)


def test_date_that_is_fixed_is_shown_again(app: Shell, client: HouseClient, host: Host):
    plan(app, host)
    client.submit(DATE, {**CHOSEN, "zone": "America/New_York", "length": "75", "time": "12:30:00"})

    page = client.get(DATE).text

    assert 'value="12:30"' in page
    assert '<option selected value="America/New_York">' in page
    assert 'value="75"' in page
    assert "Proposed" not in page


def test_strip_shows_everybody_s_hour_by_words(app: Shell, client: HouseClient, host: Host):
    lay_table(app, host)

    page = text_of(client.get(f"{DATE}?day=2026-12-03&time=18:00&zone=Europe/Berlin&length=90").text)

    strip = page.partition("What everybody’s clock shows")[2]
    assert "09:00 Thursday Los Angeles time a good hour Guest03 Example" in strip
    assert "12:00 Thursday New York time a good hour Guest02 Example" in strip
    assert "18:00 Thursday Berlin time a good hour you" in strip
    assert "18:00 Thursday Amsterdam time a good hour Guest01 Example" in strip
    assert "02:00 Friday Tokyo time at night Guest04 Example" in strip
    assert "It would be night for Guest04 Example." in strip
    assert "Of 1 person the time zone is not known: probably your time. Guest05 Example" in strip
    assert strip.index("Los Angeles") < strip.index("New York") < strip.index("Amsterdam") < strip.index("Tokyo")


@pytest.mark.parametrize(
    ("time", "verdict"),
    [("06:59", "at night"), ("07:00", "early"), ("08:00", "a good hour"), ("21:30", "late"), ("22:01", "at night")],
)
def test_strip_tells_how_an_hour_suits(app: Shell, client: HouseClient, host: Host, time: str, verdict: str):
    plan(app, host)

    page = text_of(client.get(f"{DATE}?day=2026-12-03&time={time}&zone=Europe/Berlin&length=90").text)

    assert f"Berlin time {verdict} you" in page


def test_showing_the_hours_changes_nothing_and_needs_no_script(app: Shell, client: HouseClient, host: Host):
    lay_table(app, host)

    answer = client.submit(DATE, {**CHOSEN, "act": "show"})
    page = text_of(client.get(answer.location).text)

    assert answer.status_code == 303
    assert answer.location == f"{DATE}?day=2026-12-03&time=18%3A00&zone=Europe%2FBerlin&length=90#hours"
    assert "02:00 Friday Tokyo time" in page
    assert as_it_is(app, host, PartyId(1)).round.starts_at is None


@pytest.mark.parametrize(
    ("changes", "advice"),
    [
        ({"day": ""}, "Choose the day of the evening."),
        ({"day": "3.12.2026"}, "Write the date like 2026-12-03."),
        ({"time": ""}, "Choose when it begins."),
        ({"time": "six"}, "Write the time like 18:00."),
        ({"zone": "Mars/Olympus"}, "Please choose one of these."),
        ({"length": ""}, "An evening takes 30 to 240 minutes. Choose a number between them."),
        ({"length": "20"}, "An evening takes 30 to 240 minutes. Choose a number between them."),
        ({"length": "99999999999999999999"}, "An evening takes 30 to 240 minutes."),
        ({"day": "2026-11-01"}, "That date has passed. Choose a day that lies ahead."),
        ({"day": "2026-11-02", "time": "10:00"}, "That date has passed. Choose a day that lies ahead."),
        ({"day": "0001-01-01"}, "That date has passed. Choose a day that lies ahead."),
        ({"day": "9999-12-31"}, "That date is more than 2 years ahead. Look at the year again."),
        (
            {"day": "2027-03-28", "time": "02:30"},
            "The clocks go forward then, so 02:30 does not exist on that day. "
            "Choose a time before 02:00 or from 03:00 on.",
        ),
    ],
)
def test_date_says_what_to_do_and_keeps_what_was_typed(
    app: Shell, client: HouseClient, host: Host, changes: dict[str, str], advice: str
):
    plan(app, host)
    typed = {**CHOSEN, "length": "75", **changes}

    answer = client.submit(DATE, typed)

    assert answer.status_code == 422
    assert advice in text_of(answer.text)
    kept = [name for name in ("day", "time", "length") if name not in changes]
    assert [f'name="{name}"' in answer.text and f'value="{typed[name]}"' in answer.text for name in kept] == [
        True for _ in kept
    ]
    assert as_it_is(app, host, PartyId(1)).round.starts_at is None


def test_asking_for_a_date_that_does_not_exist_says_so(app: Shell, client: HouseClient, host: Host):
    plan(app, host)

    answer = client.get(f"{DATE}?day=2027-03-28&time=02:30&zone=Europe/Berlin&length=90")

    assert answer.status_code == 422
    assert "The clocks go forward then" in text_of(answer.text)
    assert "Choose a day and a time that exist" in text_of(answer.text)


def test_date_says_that_an_hour_comes_twice(app: Shell, client: HouseClient, host: Host):
    plan(app, host)
    asked = {**CHOSEN, "day": "2027-10-31", "time": "02:30"}

    shown = client.get(DATE, query_string=asked)
    client.submit(DATE, asked)

    assert "The clocks go back in that night, and 02:30 comes twice. The first one is meant" in text_of(shown.text)
    assert as_it_is(app, host, PartyId(1)).round.starts_at == datetime(2027, 10, 31, 0, 30, tzinfo=UTC)


def test_date_near_a_change_of_the_clocks_says_so(app: Shell, client: HouseClient, host: Host):
    lay_table(app, host)

    page = text_of(client.get(DATE, query_string={**CHOSEN, "day": "2027-03-18"}).text)

    assert "The clocks change on Sunday, 28 March 2027 (Berlin time)." in page
    assert (
        "In these weeks the difference to Los Angeles time, New York time and Tokyo time is not always the same" in page
    )
    assert "13:00 Thursday New York time" in page


def test_date_far_from_a_change_keeps_quiet(app: Shell, client: HouseClient, host: Host):
    lay_table(app, host)

    page = text_of(client.get(DATE, query_string={**CHOSEN, "time": "16:00", "day": "2026-12-03"}).text)

    assert "clocks change" not in page


def test_evening_shorter_than_the_speaker_s_slot_is_refused_at_the_length(app: Shell, newcomer: HouseClient):
    with transaction(app.engine) as connection:
        planned = lay_evening(connection, with_speaker=True)
        slot = SpeakerSlot(person_id=planned.speaker.id, offset_minutes=60, length_minutes=20)
        rounds.furnish(connection, planned, video_link="", slot=slot)

    answer = newcomer.submit(DATE, {**CHOSEN, "length": "60"})

    assert answer.status_code == 422
    assert "The guest speaker’s slot ends after 80 minutes." in text_of(answer.text)
    assert as_it_is(app, planned.host, PartyId(1)).round.length_minutes == 90


def test_evening_that_passes_midnight_is_drawn_on_both_ends(app: Shell, client: HouseClient, host: Host):
    plan(app, host)

    page = client.get(DATE, query_string={**CHOSEN, "time": "23:30"}).text

    assert '<rect class="evening" x="1410" y="8" width="30"' in page
    assert '<rect class="evening" x="0" y="8" width="60"' in page


def test_hostile_names_are_shown_as_text(app: Shell, client: HouseClient, host: Host):
    hostile = '"><script>alert(1)</script>'
    name = Name(given=hostile, family="", original=hostile)
    plan(app, host, [a_guest(number, name=name, time_zone=zone) for number, zone in enumerate(("Asia/Tokyo", ""))])
    with transaction(app.engine) as connection:
        tables.arrange(connection, rounds.evening(connection, host, PartyId(1), 1), [PersonId(1), PersonId(2)], [])

    page = client.get(DATE).text

    assert "<script>alert" not in page
    assert text_of(page).count(hostile) == 3


def test_date_of_invited_guests_is_changed_on_the_board(app: Shell, newcomer: HouseClient):
    with transaction(app.engine) as connection:
        planned = lay_evening(connection)
        invitations.invite(connection, planned, OFFICE, NOW, as_drafts=False)

    page = newcomer.get(DATE).text
    answer = newcomer.submit(DATE, {**CHOSEN, "day": "2026-12-10"})

    assert "Move the date on the board" in text_of(page)
    assert "Thursday, 3 December 2026, 18:00 (Berlin time)" in text_of(page)
    assert 'href="/parties/1/rounds/1/board"' in page
    assert 'name="day"' not in page
    assert answer.status_code == 422
    assert as_it_is(app, planned.host, PartyId(1)).round.starts_at == STARTS_AT


def test_date_of_a_cancelled_round_stays(app: Shell, newcomer: HouseClient):
    with transaction(app.engine) as connection:
        planned = lay_evening(connection)
        round_store.update_round(connection, planned.round.id, {"state": RoundState.CANCELLED})

    page = newcomer.get(DATE).text
    answer = newcomer.submit(DATE, CHOSEN)

    assert "This round was cancelled" in text_of(page)
    assert 'name="day"' not in page
    assert answer.status_code == 422


@pytest.mark.parametrize("language", ["de", "nl"])
def test_dates_are_told_in_the_reader_s_language(app: Shell, client: HouseClient, host: Host, language: str):
    plan(app, host)
    client.submit("/language", {"language": language})

    page = text_of(client.get(DATE, query_string=CHOSEN).text)

    assert {"de": "Donnerstag, 3. Dezember 2026", "nl": "donderdag 3 december 2026"}[language] in page
