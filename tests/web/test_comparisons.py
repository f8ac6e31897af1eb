import re

import pytest

from organizer.domain.parties import Host
from organizer.domain.vocabulary import Level, PartyId, PersonId
from organizer.services import people, tables
from organizer.settings import open_keys
from organizer.store.engine import transaction
from organizer.web.shell import Shell
from tests.builders import NOW
from tests.services.evenings import lay_evening
from tests.web.client import HouseClient, text_of
from tests.web.parties import a_guest, as_it_is, plan

TABLE = "/parties/1/rounds/1/table"
EVENING = {"topic": "Open research data", "spoken_language": "nl", "guests": "5", "act": "suggest"}


def alike(count: int) -> list:
    """People among whom many tables are nearly as good."""
    topics = ("Open research data",)
    return [a_guest(number, topics=topics, level=Level.SENIOR) for number in range(1, count + 1)]


def places(app: Shell, host: Host) -> tuple[list[PersonId], list[PersonId]]:
    planned = as_it_is(app, host, PartyId(1))
    return [one.id for one in planned.guests], [one.id for one in planned.bench]


def offered(page: str, name: str) -> list[str]:
    return re.findall(rf'name="{name}" value="(\d+)"', page)


def seat(app: Shell, host: Host, newcomers: list, *, seated: int) -> None:
    """The first of these people at the table of a new party, the others on its list."""
    plan(app, host, newcomers)
    with transaction(app.engine) as connection:
        planned = as_it_is(app, host, PartyId(1))
        tables.describe_evening(
            connection, planned, topic="Open research data", question="", spoken_language=host.language, guests=5
        )
        tables.arrange(connection, planned, [PersonId(one + 1) for one in range(seated)], [])


def test_seat_shows_what_each_would_bring_and_nothing_changes(app: Shell, client: HouseClient, host: Host):
    guests = [a_guest(one, level=Level.SENIOR, country="DE") for one in range(1, 6)]
    newcomer = a_guest(6, level=Level.TOP, country="NL", organisation="TU Delft")
    seat(app, host, [*guests, newcomer], seated=5)
    before = places(app, host)

    page = text_of(client.get(f"{TABLE}/seats/5").text)

    assert "Who takes the seat of Guest05 Example?" in page
    assert "Gained: somebody from top management" in page
    assert "Gained: somebody from research" in page
    assert "Gained: one more country: Netherlands" in page
    assert "Give the seat to Guest06 Example" in page
    assert places(app, host) == before


def test_seat_says_what_would_be_lost(app: Shell, client: HouseClient, host: Host):
    guests = [a_guest(one, level=Level.SENIOR, country="DE") for one in range(1, 5)]
    rare = a_guest(5, level=Level.TOP, country="AT", topics=("Open research data",))
    seat(app, host, [*guests, rare, a_guest(6, level=Level.SENIOR, country="DE", email="")], seated=5)

    page = text_of(client.get(f"{TABLE}/seats/5").text)

    assert "Lost: nobody from top management any more" in page
    assert "Lost: no longer a guest from this country: Austria" in page
    assert "1 without a mail address (before: 0)" in page
    assert "2 name the topic, not 3" in page


def test_seat_finds_anybody_by_words(app: Shell, client: HouseClient, host: Host):
    seat(app, host, alike(30), seated=5)

    page = text_of(client.get(f"{TABLE}/seats/5?q=guest29").text)

    assert "Give the seat to Guest29 Example" in page


def test_seat_of_nobody_is_nowhere(app: Shell, client: HouseClient, host: Host):
    seat(app, host, alike(8), seated=5)

    assert client.get(f"{TABLE}/seats/8").status_code == 404


def test_swap_is_told_and_undone_and_done_again(app: Shell, client: HouseClient, host: Host):
    seat(app, host, alike(8), seated=5)
    before = places(app, host)

    client.submit(f"{TABLE}/swaps", {"person": "2", "coming": "7"})
    swapped, told = places(app, host), text_of(client.get(TABLE).text)
    client.submit(f"{TABLE}/undo")
    undone, told_again = places(app, host), text_of(client.get(TABLE).text)
    client.submit(f"{TABLE}/undo")

    assert swapped == ([1, 7, 3, 4, 5], [2])
    assert "New at the table: Guest07 Example. No longer: Guest02 Example." in told
    assert undone == before
    assert "New at the table: Guest02 Example. No longer: Guest07 Example." in told_again
    assert places(app, host) == swapped


def test_undo_is_offered_only_as_long_as_nothing_else_changed(app: Shell, client: HouseClient, host: Host):
    seat(app, host, alike(8), seated=5)
    client.submit(f"{TABLE}/swaps", {"person": "2", "coming": "7"})
    with transaction(app.engine) as connection:
        tables.take_off(connection, as_it_is(app, host, PartyId(1)), PersonId(1))
    changed = places(app, host)

    page = client.get(TABLE).text
    answer = client.submit(f"{TABLE}/undo")

    assert "Undo" not in text_of(page)
    assert answer.status_code == 422
    assert "The table has changed since. Look at it as it is now." in text_of(answer.text)
    assert places(app, host) == changed


def test_undo_keeps_out_whoever_said_stop_meanwhile(app: Shell, client: HouseClient, host: Host):
    seat(app, host, alike(8), seated=5)
    client.submit(f"{TABLE}/removals", {"person": "2"})
    with transaction(app.engine) as connection:
        people.never_again(connection, host.id, PersonId(2), open_keys(app.settings.home), NOW)

    answer = client.submit(f"{TABLE}/undo")

    assert answer.status_code == 422
    assert "Guest02 Example does not wish to be written to. Choose somebody else." in text_of(answer.text)
    assert places(app, host) == ([1, 3, 4, 5], [])


def test_comparison_shows_another_table_and_takes_it_over(app: Shell, client: HouseClient, host: Host):
    plan(app, host, alike(30))
    client.submit(TABLE, EVENING)
    mine = places(app, host)

    page = client.get(f"{TABLE}/comparison?lean=mixed&more_senior=yes").text
    kept = places(app, host)
    taken = client.submit(
        f"{TABLE}/arrangement",
        {
            "seat": offered(page, "seat"),
            "bench": offered(page, "bench"),
            "lean": "mixed",
            "more_senior": "yes",
            "back": f"{TABLE}#since",
        },
    )
    theirs = places(app, host)
    client.submit(f"{TABLE}/undo")

    assert "Two tables side by side" in text_of(page)
    assert kept == mine
    assert taken.location == f"{TABLE}#since"
    assert theirs == ([int(one) for one in offered(page, "seat")], [int(one) for one in offered(page, "bench")])
    assert set(theirs[0]) != set(mine[0])
    party = as_it_is(app, host, PartyId(1)).party
    assert (party.lean, party.more_senior, party.more_new_faces) == ("mixed", True, False)
    assert places(app, host) == mine


def test_comparison_shows_the_same_table_for_the_same_address(app: Shell, client: HouseClient, host: Host):
    plan(app, host, alike(30))
    client.submit(TABLE, EVENING)

    first, second, other = (
        offered(client.get(f"{TABLE}/comparison?seed={seed}").text, "seat") for seed in (7, 7, "-99999999999999999999")
    )

    assert first == second
    assert len(other) == 5


def test_taste_is_remembered_per_party_and_heeded(app: Shell, client: HouseClient, host: Host):
    plan(app, host, alike(12))

    client.submit(TABLE, {**EVENING, "lean": "rather topic", "more_senior": "yes"})
    page = client.get(TABLE).text

    assert 'value="rather topic" checked' in page
    assert 'id="more-senior" value="yes" checked' in page
    assert as_it_is(app, host, PartyId(1)).party.lean == "rather topic"


@pytest.mark.parametrize("lean", ["", "sideways"])
def test_taste_nobody_offers_changes_nothing(app: Shell, client: HouseClient, host: Host, lean: str):
    plan(app, host, alike(12))
    client.submit(TABLE, {**EVENING, "lean": "mixed"})

    client.submit(TABLE, {**EVENING, "act": "keep", "lean": lean})

    assert as_it_is(app, host, PartyId(1)).party.lean == "mixed"


@pytest.mark.parametrize(
    ("seats", "status"), [(["1", "2", "3", "4", "99"], 404), ([str(one) for one in range(1, 12)], 422), ([], 303)]
)
def test_arrangement_is_held_to_the_rules(app: Shell, client: HouseClient, host: Host, seats: list[str], status: int):
    seat(app, host, alike(12), seated=5)

    assert client.submit(f"{TABLE}/arrangement", {"seat": seats}).status_code == status


def test_arrangement_leaves_nobody_invited_out(app: Shell, newcomer: HouseClient):
    from organizer.services import invitations
    from tests.services.evenings import OFFICE

    with transaction(app.engine) as connection:
        planned = lay_evening(connection)
        invitations.invite(connection, planned, OFFICE, NOW, as_drafts=False)
    seats = [str(one.id) for one in planned.guests]

    answer = newcomer.submit(f"{TABLE}/arrangement", {"seat": seats[1:]})

    assert answer.status_code == 422
    assert f"{planned.guests[0].name.full} is invited already and keeps the seat." in text_of(answer.text)


def test_stand_ins_that_fit_every_seat_are_named_once(app: Shell, client: HouseClient, host: Host):
    seat(app, host, alike(6), seated=5)

    page = text_of(client.get(TABLE).text)

    assert page.count("Whoever declines, these fit in best: Guest06 Example") == 1
    assert "declines: Guest06 Example" not in page


def test_ties_are_drawn_and_told(app: Shell, client: HouseClient, host: Host):
    guests = alike(6)
    guests[0] = a_guest(1, organisation="TU Wien", topics=("Privacy",))
    guests[1] = a_guest(2, organisation="TU Wien")
    guests[2] = a_guest(3, topics=("privacy",))
    seat(app, host, guests, seated=5)

    page = client.get(TABLE).text

    assert 'class="tie tie-colleagues"' in page
    assert 'data-ends="1 2"' in page
    assert "from the same house as Guest02 Example" in text_of(page)
    assert "shares “Privacy” with Guest03 Example" in text_of(page)
    assert "met in an earlier round" not in page


def test_comparison_leaves_somebody_out_when_the_same_people_fit_best(app: Shell, client: HouseClient, host: Host):
    close = [a_guest(one, country="DE") for one in (1, 3, 5, 7, 9)]
    plan(app, host, [*close, a_guest(2, organisation="Haus 1", level=close[0].level, country="DE", email="")])
    client.submit(TABLE, EVENING)
    mine = places(app, host)[0]

    page = client.get(f"{TABLE}/comparison").text

    assert set(mine) == {1, 2, 3, 4, 5}
    assert len({int(one) for one in offered(page, "seat")} & set(mine)) == 4
    assert "4 guests sit at both." in text_of(page)
