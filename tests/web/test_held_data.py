"""The page behind the link in every mail: what is held, take it along, delete it, no more mail."""

import json
from dataclasses import replace

import pytest

from organizer.domain.tokens import stop_token
from organizer.domain.vocabulary import Language
from organizer.services import attendee_lists, people
from organizer.services.rounds import Evening
from organizer.settings import open_keys
from organizer.store.engine import reading, transaction
from organizer.web.shell import Shell
from organizer.web.wrong_guesses import MOST_GUESSES
from tests.builders import NOW
from tests.services.evenings import everything
from tests.web import boards
from tests.web.boards import tokens
from tests.web.client import HouseClient, text_of

UNKNOWN = "a" * 48


@pytest.fixture
def host() -> None:
    """Alice comes with her evening."""


@pytest.fixture
def guest(app: Shell) -> HouseClient:
    """A browser that knows nothing but its link."""
    return app.test_client()


def invited(app: Shell) -> Evening:
    """Everybody is invited, and known under the keys of this program."""
    planned = boards.invited(app, None)
    with transaction(app.engine) as connection:
        for one in planned.guests:
            people.change(connection, planned.host.id, one, open_keys(app.settings.home))
    return planned


def path_of(app: Shell, planned, person) -> str:
    return f"/o/{stop_token(open_keys(app.settings.home), planned.host.id, person.email)}"


def press(guest: HouseClient, path: str, button: str, **fields: str):
    csrf = guest.get(path).text.partition('name="csrf_token" value="')[2].partition('"')[0]
    return guest.post(f"{path}/{button}", data={"csrf_token": csrf, **fields})


def opted_out(app: Shell, planned) -> list[bool]:
    with reading(app.engine) as connection:
        return [people.person(connection, planned.host.id, one.id).opted_out for one in planned.guests]


def test_page_says_what_is_held_and_from_where(app: Shell, guest: HouseClient):
    planned = invited(app)
    bob = planned.guests[0]

    page = text_of(guest.get(path_of(app, planned, bob)).text)

    assert "What Alice Brandt holds about you" in page
    assert bob.email in page
    assert "Nobody tells Bob’s story better." in page
    assert "Typed in by Alice Brandt" in page


def test_link_to_a_former_address_tells_a_stranger_nothing(app: Shell, guest: HouseClient):
    planned = invited(app)
    bob = planned.guests[0]
    with transaction(app.engine) as connection:
        moved = replace(bob, email="bob@new.example.org")
        people.change(connection, planned.host.id, moved, open_keys(app.settings.home))

    page = text_of(guest.get(path_of(app, planned, bob)).text)

    assert "known at another one since" in page
    assert [
        told for told in (bob.name.full, "bob@new.example.org", "Nobody tells Bob’s story better.") if told in page
    ] == []


def test_page_speaks_the_language_of_the_letters(app: Shell, guest: HouseClient):
    planned = invited(app)

    page = guest.get(path_of(app, planned, planned.guests[0]), headers={"Accept-Language": "nl"}).text

    assert f'<html lang="{Language.EN.value}">' in page


@pytest.mark.parametrize("method", ["GET", "HEAD"])
@pytest.mark.parametrize("end", ["", "/data.json", "/stop", "/deletion"])
def test_looking_by_whatever_machine_changes_nothing(app: Shell, guest: HouseClient, method: str, end: str):
    planned = invited(app)
    with reading(app.engine) as connection:
        before = everything(connection)

    for _ in range(2):
        guest.open(path_of(app, planned, planned.guests[0]) + end, method=method)

    with reading(app.engine) as connection:
        assert everything(connection) == before


def test_stop_is_one_button_and_holds(app: Shell, guest: HouseClient):
    planned = invited(app)
    path = path_of(app, planned, planned.guests[0])

    answer = press(guest, path, "stop")

    assert (answer.status_code, answer.location) == (303, path)
    assert "Alice Brandt does not write to you again." in text_of(guest.get(path).text)
    assert opted_out(app, planned) == [True, *[False] * (len(planned.guests) - 1)]


@pytest.mark.parametrize("button", ["stop", "deletion"])
def test_forms_need_their_token(app: Shell, guest: HouseClient, button: str):
    planned = invited(app)

    answer = guest.post(f"{path_of(app, planned, planned.guests[0])}/{button}", data={"sure": "1"})

    assert answer.status_code == 400
    assert opted_out(app, planned) == [False] * len(planned.guests)


def test_deletion_takes_a_tick(app: Shell, guest: HouseClient):
    planned = invited(app)

    answer = press(guest, path_of(app, planned, planned.guests[0]), "deletion")

    assert answer.status_code == 422
    assert "Tick the box first" in text_of(answer.text)
    assert opted_out(app, planned) == [False] * len(planned.guests)


def test_deletion_leaves_nothing_and_the_link_still_answers(app: Shell, guest: HouseClient):
    planned = invited(app)
    bob = planned.guests[0]
    path = path_of(app, planned, bob)

    answer = press(guest, path, "deletion", sure="1")

    page = text_of(guest.get(path).text)
    with reading(app.engine) as connection:
        assert bob.email not in repr(everything(connection))
    assert answer.status_code == 303
    assert "Nothing else is held about you." in page


def test_mail_programs_button_needs_no_cookie_and_gets_no_page(app: Shell, guest: HouseClient):
    planned = invited(app)

    answer = guest.post(path_of(app, planned, planned.guests[0]), data={"List-Unsubscribe": "One-Click"})

    assert (answer.status_code, answer.text) == (204, "")
    assert opted_out(app, planned)[0]


def test_another_post_to_the_link_is_refused_and_changes_nothing(app: Shell, guest: HouseClient):
    planned = invited(app)

    answer = guest.post(path_of(app, planned, planned.guests[0]), data={"anything": "else"})

    assert answer.status_code == 400
    assert opted_out(app, planned) == [False] * len(planned.guests)


def test_data_is_taken_along_as_a_file(app: Shell, guest: HouseClient):
    planned = invited(app)

    answer = guest.get(f"{path_of(app, planned, planned.guests[0])}/data.json")

    assert answer.headers["Content-Disposition"] == 'attachment; filename="data.json"'
    assert json.loads(answer.text)["held_by"] == {"name": "Alice Brandt", "email": "alice@office.example.org"}


@pytest.mark.parametrize(("method", "end"), [("GET", ""), ("GET", "/data.json"), ("POST", "")])
def test_link_that_we_never_made_leads_nowhere_and_guessing_has_to_wait(
    app: Shell, guest: HouseClient, method: str, end: str
):
    invited(app)

    answers = [
        guest.open(f"/o/{UNKNOWN}{end}", method=method, data={"List-Unsubscribe": "One-Click"}).status_code
        for _ in range(MOST_GUESSES + 1)
    ]

    assert answers == [404] * MOST_GUESSES + [429]


def test_answer_page_leads_there_where_guests_can_reach_it(app: Shell):
    app.settings = replace(app.settings, public_base_url="https://party.example.org")
    planned = invited(app)

    page = app.test_client().get(f"/i/{tokens(app, planned)[0]}", base_url=app.settings.public_base_url).text

    assert f'href="https://party.example.org{path_of(app, planned, planned.guests[0])}"' in page


def test_board_says_that_a_guest_had_themselves_deleted(app: Shell, guest: HouseClient, client: HouseClient):
    planned = invited(app)
    board = f"/parties/{planned.party.id}/rounds/1/board"
    said = "had everything about them deleted"
    before = text_of(client.get(board).text)

    press(guest, path_of(app, planned, planned.guests[0]), "deletion", sure="1")

    assert (said in before, said in text_of(client.get(board).text)) == (False, True)


def test_page_says_that_the_calendar_entry_stays(app: Shell, guest: HouseClient):
    planned = invited(app)

    page = text_of(guest.get(path_of(app, planned, planned.guests[0])).text)

    assert "take the entry out yourself" in page


def test_page_names_the_list_and_the_day_it_came(app: Shell, guest: HouseClient):
    planned = invited(app)
    rows = b"Name;E-Mail;Firma;Abteilung\nZoe Zander;zoe@haus.example.org;Haus Nord;Archiv\n"
    with transaction(app.engine) as connection:
        list_id = attendee_lists.upload(connection, planned.host.id, None, rows, "guests.csv", NOW)
        attendee_lists.confirm(connection, planned.host.id, list_id, open_keys(app.settings.home), NOW)
        zoe = people.search(connection, planned.host.id, "zander").people[0]

    page = text_of(guest.get(path_of(app, planned, zoe)).text)

    received = f"guests.csv, received on {NOW:%A}"
    assert (received in page, "Haus Nord, Archiv" in page) == (True, True)
