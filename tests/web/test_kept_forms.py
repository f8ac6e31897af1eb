"""Forms kept aside: a preview has an address, and a page turned to another language keeps what was typed."""

from datetime import timedelta

import pytest
import sqlalchemy as sa

from organizer.services.retention import forget_old
from organizer.store.engine import reading, transaction
from organizer.store.schema import kept_forms
from organizer.web.shell import Shell
from tests.web.boards import board_of, invited, statuses, terms, tokens
from tests.web.client import HouseClient, text_of
from tests.web.desks import database_of, path

TYPED = {"name": "Alice Arendt", "email": "alice@", "kind": "their-visit", "occasion": "Rotterdam", "place": "Kade 7"}


def turned(client: HouseClient, page: str, typed: dict[str, str], language: str = "de") -> str:
    """The address to which a page leads that is turned to another language with these words in its form."""
    answer = client.submit(f"/kept-forms?next={page}", {**typed, "language_of_page": language})
    assert answer.status_code == 303
    return str(answer.location)


def rows(app: Shell) -> int:
    with reading(app.engine) as connection:
        return connection.execute(sa.select(sa.func.count()).select_from(kept_forms)).scalar_one()


def test_page_turned_to_another_language_keeps_what_was_typed(newcomer: HouseClient):
    page = newcomer.get(turned(newcomer, "/start", TYPED)).text

    assert '<html lang="de">' in page
    assert all(f'value="{word}"' in page for word in ("Alice Arendt", "alice@", "Rotterdam", "Kade 7"))
    assert 'class="error"' not in page


def test_guest_who_turns_the_page_keeps_the_word_not_yet_said(app: Shell, client: HouseClient, stranger: HouseClient):
    planned = invited(app)
    link = f"/i/{tokens(app, planned)[0]}"
    csrf = client.token()

    answer = client.post(
        f"{link}/language", data={"csrf_token": csrf, "word": "I come by train.", "language_of_page": "nl"}
    )
    page = client.get(str(answer.location)).text

    assert '<html lang="nl">' in page
    assert "I come by train.</textarea>" in page
    assert "I come by train." not in stranger.get(link).text
    assert statuses(app, planned) == ["NEEDS-ACTION"] * 5


def test_languages_never_take_the_enter_key(newcomer: HouseClient):
    page = newcomer.get("/start").text

    first_button = page[page.index("<button") :].partition(">")[0]
    assert 'form="start"' in first_button
    assert "formaction" not in first_button


def test_secrets_are_not_kept(app: Shell, client: HouseClient):
    turned(client, "/settings/mailbox", {"host": "smtp.example.org", "password": "hush"})

    with reading(app.engine) as connection:
        kept = connection.execute(sa.select(kept_forms.c.fields)).scalar_one()
    assert kept == [["host", "smtp.example.org"]]


def test_kept_form_is_for_the_visit_that_typed_it(app: Shell, client: HouseClient):
    address = turned(client, "/start", {"occasion": "Fachtag"})
    other = app.test_client()
    other.get(f"/sign-in/{app.sign_in_token}")

    assert "Fachtag" in client.get(address).text
    assert "Fachtag" not in other.get(address).text


def test_kept_form_is_for_its_page(client: HouseClient):
    token = turned(client, "/start", {"occasion": "Rotterdam", "name": "Mallory"}).partition("kept=")[2]

    assert "Mallory" not in client.get(f"/settings?kept={token}").text


def test_stranger_keeps_nothing(app: Shell, stranger: HouseClient):
    answer = stranger.post("/kept-forms?next=/start", data={"occasion": "Rotterdam"})

    assert answer.status_code in (400, 401)
    assert rows(app) == 0


@pytest.mark.parametrize("foreign", ["https://evil.example", "//evil.example", "/\\evil.example"])
def test_kept_form_never_leads_elsewhere(client: HouseClient, foreign: str):
    assert turned(client, foreign, {}).startswith("/?kept=")


def test_only_the_last_forms_of_a_visit_are_kept(app: Shell, client: HouseClient):
    addresses = [turned(client, "/start", {"occasion": f"Meeting {number}"}) for number in range(22)]

    assert rows(app) == 20
    assert "Meeting 21" in client.get(addresses[-1]).text
    assert "Meeting 1" not in client.get(addresses[1]).text


def test_kept_forms_go_after_a_day(app: Shell, client: HouseClient):
    turned(client, "/start", {"occasion": "Rotterdam"})

    with transaction(app.engine) as connection:
        forget_old(connection, app.clock() + timedelta(hours=23))
    still = rows(app)
    with transaction(app.engine) as connection:
        forget_old(connection, app.clock() + timedelta(hours=25))

    assert (still, rows(app)) == (1, 0)


def test_preview_of_a_change_has_an_address_to_come_back_to(app: Shell, client: HouseClient):
    planned = invited(app)
    change = f"{board_of(planned)}/change"
    preview = str(client.submit(change, terms(planned, time="19:00", word_en="Sorry", act="look")).location)
    before = database_of(app)

    first, again = client.get(preview), client.get(preview)

    assert "Who gets a draft" in text_of(first.text)
    assert "Sorry" in first.text
    assert text_of(again.text) == text_of(first.text)
    assert database_of(app) == before


def test_preview_of_a_change_says_after_it_that_it_was_made(app: Shell, client: HouseClient):
    planned = invited(app)
    change = f"{board_of(planned)}/change"
    preview = str(client.submit(change, terms(planned, time="19:00", act="look")).location)
    client.submit(change, terms(planned, time="19:00", act="do"))

    back = client.get(preview)

    assert back.status_code == 200
    assert "The round is like this already. Nobody has to be told." in text_of(back.text)


def test_way_back_from_a_preview_leads_to_the_form_as_it_was_filled_in(app: Shell, client: HouseClient):
    planned = invited(app)

    answer = client.submit(f"{board_of(planned)}/change", terms(planned, time="19:45", act="edit"))
    page = client.get(str(answer.location))

    assert answer.status_code == 303
    assert 'value="19:45"' in page.text
    assert "What has changed?" in text_of(page.text)


def test_preview_stays_one_in_another_language(app: Shell, client: HouseClient):
    planned = invited(app)
    change = f"{board_of(planned)}/change"

    page = client.get(turned(client, change, terms(planned, time="19:00", act="look"), "nl"))

    assert '<html lang="nl">' in page.text
    assert 'name="act" value="do"' in page.text


@pytest.mark.parametrize("what", ["cancellation", "withdrawal"])
def test_own_words_are_shown_in_the_mails_at_an_address_of_their_own(app: Shell, client: HouseClient, what: str):
    planned = invited(app)
    page = f"board/people/{planned.guests[0].id}/withdrawal" if what == "withdrawal" else "board/cancellation"

    answer = client.submit(path(planned, page), {"word_en": "The roof leaks.", "act": "look"})

    assert answer.status_code == 303
    assert "The roof leaks." in text_of(client.get(str(answer.location)).text)


def test_page_refused_twice_is_turned_where_it_was_begun(client: HouseClient):
    typed = {"text": ""}
    refused = client.submit("/lists", {**typed, "page_of_form": "/lists/new"})
    again = client.submit(
        "/lists", {**typed, "page_of_form": "/lists/new"}, headers={"Referer": "http://localhost/lists"}
    )

    assert [page.status_code for page in (refused, again)] == [422, 422]
    assert 'name="page_of_form" value="/lists/new"' in again.text
    assert "next=/lists/new" in again.text


@pytest.mark.parametrize("page", ["board/cancellation", "board/people/{guest}/withdrawal"])
def test_only_the_button_that_says_so_tells_guests_that_it_is_off(app: Shell, client: HouseClient, page: str):
    planned = invited(app)
    before = database_of(app)

    answer = client.submit(path(planned, page.format(guest=planned.guests[0].id)))

    assert answer.status_code == 303
    assert database_of(app) == before
