from dataclasses import replace

from organizer.domain.parties import Host
from organizer.domain.vocabulary import Language, Level
from organizer.services.hosts import the_host
from organizer.store.engine import reading
from organizer.web.shell import Shell
from tests.web.client import HouseClient, parsed, text_of

DETAILS = {
    "name": "Alice Brandt",
    "email": "alice@office.example.org",
    "role": "Head of research data",
    "organisation": "Auenland University",
    "level": "senior",
    "topics": "Open data, Privacy; Open data,",
    "signature": "Kind regards\r\nAlice",
    "language": "nl",
    "time_zone": "America/New_York",
}


def test_settings_keep_what_the_host_says(app: Shell, client: HouseClient, host: Host):
    answer = client.submit("/settings", DETAILS)

    with reading(app.engine) as connection:
        kept = the_host(connection)
    assert (answer.status_code, answer.location) == (303, "/settings")
    assert kept == replace(
        host,
        role="Head of research data",
        organisation="Auenland University",
        level=Level.SENIOR,
        topics=("Open data", "Privacy"),
        signature="Kind regards\nAlice",
        language=Language.NL,
        time_zone="America/New_York",
    )


def test_signature_loses_what_nobody_sees(app: Shell, client: HouseClient):
    client.submit("/settings", {**DETAILS, "signature": "Kind\x00 regards\x1b\r\nAlice {{ topic }}"})

    with reading(app.engine) as connection:
        kept = the_host(connection)
    assert kept is not None
    assert kept.signature == "Kind regards\nAlice { topic }"


def test_settings_turn_the_pages_to_the_language_chosen(client: HouseClient):
    client.submit("/settings", DETAILS)

    assert parsed(client.get("/settings").text).get("lang") == "nl"


def test_settings_show_what_was_kept(client: HouseClient):
    client.submit("/settings", DETAILS)

    page = client.get("/settings").text

    assert 'value="Open data, Privacy"' in page
    assert '<option selected value="America/New_York">' in page


def test_settings_say_what_to_do_and_keep_what_was_typed(app: Shell, client: HouseClient, host: Host):
    answer = client.submit("/settings", {**DETAILS, "email": "nobody", "time_zone": "Mars/Olympus"})

    with reading(app.engine) as connection:
        assert the_host(connection) == host
    assert answer.status_code == 422
    assert "Write it like name@example.org." in text_of(answer.text)
    assert "Please choose one of these." in text_of(answer.text)
    assert 'value="Head of research data"' in answer.text


def test_settings_say_how_letters_leave(client: HouseClient):
    assert "As drafts for your own mailbox" in text_of(client.get("/settings").text)


def test_zones_are_named_by_city_and_country_and_old_names_are_left_out(client: HouseClient):
    page = client.get("/settings", headers={"Accept-Language": "de", "Host": "127.0.0.1:5000"}).text

    assert '<option value="Europe/Rome">Rom (Italien)</option>' in page
    assert '<option value="Asia/Kolkata">' in page
    assert "Asia/Calcutta" not in page


def test_zone_under_its_old_name_is_shown_and_kept_under_the_present_one(app: Shell, client: HouseClient, host: Host):
    client.submit("/settings", {**DETAILS, "time_zone": "Asia/Calcutta"})
    refused = client.submit("/settings", {**DETAILS, "time_zone": "Mars/Olympus"})

    with reading(app.engine) as connection:
        kept = the_host(connection)
    assert kept is not None
    assert kept.time_zone == "Asia/Kolkata"
    assert refused.status_code == 422


def test_utc_stays_chosen_and_fixed_offsets_are_not_offered(client: HouseClient):
    client.submit("/settings", {**DETAILS, "time_zone": "UTC"})

    page = client.get("/settings").text

    assert '<option selected value="UTC">UTC</option>' in page
    assert '<option value="Antarctica/Troll">Antarctica/Troll</option>' in page
    assert "Etc/" not in page


def test_fixed_offset_stored_long_ago_stays_chosen(client: HouseClient):
    client.submit("/settings", {**DETAILS, "time_zone": "Etc/GMT-1"})

    assert '<option selected value="Etc/GMT-1">Etc/GMT-1</option>' in client.get("/settings").text


def test_host_of_this_machine_can_sign_out(client: HouseClient):
    client.submit("/sign-out")

    assert client.get("/settings").status_code == 401
