from datetime import date

import pytest

from organizer.domain.parties import Host, Occasion, OccasionKind
from organizer.services.hosts import the_host
from organizer.services.parties import parties
from organizer.store.engine import reading
from organizer.web.shell import Shell
from tests.web.client import HouseClient, text_of

ANSWERS = {
    "name": "Alice Brandt",
    "email": "alice@office.example.org",
    "time_zone": "Europe/Vienna",
    "kind": "conference-cancelled",
    "occasion": "Fachtag Forschungsdaten",
    "place": "Göttingen",
    "planned_on": "2026-10-14",
    "fell_out": "the evening reception",
}


def known_host(app: Shell) -> Host | None:
    with reading(app.engine) as connection:
        return the_host(connection)


def only_occasion(app: Shell) -> Occasion:
    with reading(app.engine) as connection:
        (view,) = parties(connection, the_host(connection).id)
    return view.party.occasion


def test_start_makes_the_host_known_and_plans_the_party(app: Shell, newcomer: HouseClient):
    answer = newcomer.submit("/start", ANSWERS)

    occasion = only_occasion(app)
    host = known_host(app)
    assert (answer.status_code, answer.location) == (303, f"/lists/new?occasion={occasion.id}")
    assert (host.name, host.email, host.time_zone) == ("Alice Brandt", "alice@office.example.org", "Europe/Vienna")
    assert occasion == Occasion(
        id=occasion.id,
        host_id=host.id,
        kind=OccasionKind.CONFERENCE_CANCELLED,
        name="Fachtag Forschungsdaten",
        place="Göttingen",
        planned_on=date(2026, 10, 14),
        fell_out="the evening reception",
    )


def test_start_asks_a_known_host_for_the_meeting_only(app: Shell, client: HouseClient, host: Host):
    page = client.get("/start").text

    answer = client.submit(
        "/start", {"kind": "my-visit", "occasion": "Rotterdam", "name": "Mallory", "email": "m@example.org"}
    )

    assert 'name="email"' not in page
    assert answer.status_code == 303
    assert known_host(app) == host
    assert only_occasion(app).name == "Rotterdam"


@pytest.mark.parametrize(
    ("changes", "advice"),
    [
        ({"name": "  "}, "Tell us your name; it stands under every letter."),
        ({"email": "alice"}, "This is not a mail address we can use. Write it like name@example.org."),
        ({"email": "a@example.org\r\nBcc: b@example.org"}, "This is not a mail address we can use."),
        ({"kind": "wedding"}, "Please choose one of these."),
        ({"occasion": ""}, "Name the meeting; the letters will mention it by this name."),
        ({"occasion": "x" * 201}, "Please keep this under 200 characters."),
        ({"planned_on": "14.10.2026"}, "Write the date like 2026-12-03."),
    ],
)
def test_start_says_what_to_do_and_keeps_what_was_typed(
    app: Shell, newcomer: HouseClient, changes: dict[str, str], advice: str
):
    answer = newcomer.submit("/start", {**ANSWERS, **changes})

    assert answer.status_code == 422
    assert advice in text_of(answer.text)
    assert 'value="the evening reception"' in answer.text
    assert known_host(app) is None


def test_start_shows_hostile_names_as_text(newcomer: HouseClient):
    answer = newcomer.submit("/start", {**ANSWERS, "occasion": "", "name": '"><script>alert(1)</script>'})

    assert "<script>alert" not in answer.text


@pytest.mark.parametrize("zone", ["", "Mars/Olympus", "../../etc/passwd"])
def test_start_falls_back_to_the_usual_zone_of_the_language(app: Shell, newcomer: HouseClient, zone: str):
    newcomer.submit("/start", {**ANSWERS, "time_zone": zone}, headers={"Accept-Language": "nl"})

    assert known_host(app).time_zone == "Europe/Amsterdam"


@pytest.mark.parametrize(
    ("told", "kept"), [("Asia/Calcutta", "Asia/Kolkata"), ("Etc/UTC", "UTC"), ("Europe/Kiev", "Europe/Kyiv")]
)
def test_start_keeps_the_browsers_zone_under_its_present_name(app: Shell, newcomer: HouseClient, told: str, kept: str):
    newcomer.submit("/start", {**ANSWERS, "time_zone": told})

    assert known_host(app).time_zone == kept


def test_start_cleans_line_breaks_out_of_names(app: Shell, newcomer: HouseClient):
    newcomer.submit("/start", {**ANSWERS, "name": "Alice\r\nBcc: x\u2028 Brandt"})

    assert known_host(app).name == "Alice Bcc: x Brandt"
