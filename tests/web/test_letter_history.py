"""Pages of the letters so far."""

from organizer.domain.outbox import DispatchState
from organizer.services import letters, tables
from organizer.services.next_round import plan_next_round
from organizer.store.engine import transaction
from organizer.web.shell import Shell
from tests.services.evenings import again, another_host
from tests.web.boards import invited, mail_id
from tests.web.client import HouseClient, text_of
from tests.web.desks import database_of, path


def test_without_a_letter_the_page_says_what_will_be_kept_here(client: HouseClient):
    answer = client.get("/letters")

    assert "No letter yet" in text_of(answer.text)


def test_letters_are_listed_and_read_word_for_word(app: Shell, client: HouseClient):
    planned = invited(app)
    letter_id = mail_id(app, planned, DispatchState.HANDED)

    listed = text_of(client.get("/letters").text)
    letter = text_of(client.get(f"/letters/{letter_id}").text)

    assert listed.count("draft, not sent yet") == len(planned.guests)
    assert "Nobody tells Bob’s story better." in letter
    assert planned.host.email in letter


def test_words_narrow_the_letters(app: Shell, client: HouseClient):
    invited(app)

    listed = text_of(client.get("/letters", query_string={"q": "BOB’s störy"}).text)
    nothing = text_of(client.get("/letters?q=nowhere").text)

    assert "1 letter holds “BOB’s störy”" in listed
    assert "No letter holds these words" in nothing


def test_letters_to_one_person_are_reached_from_their_page(app: Shell, client: HouseClient):
    planned = invited(app)
    carla = planned.guests[1]

    page = client.get(f"/people/{carla.id}").text
    listed = text_of(client.get(f"/letters?person={carla.id}").text)

    assert f'href="/letters?person={carla.id}"' in page
    assert "Letters so far" in text_of(page)
    assert "1 letter" in listed
    assert "Bob" not in listed


def test_hostile_words_stay_words(app: Shell, client: HouseClient):
    invited(app)

    answers = [client.get("/letters", query_string={"q": text}).status_code for text in ("%", "'\"><script>", "\x00 _")]
    strange = [client.get(f"/letters?person={text}").status_code for text in ("x", "0", "99", "9" * 30)]

    assert answers == [200, 200, 200]
    assert strange == [404, 404, 404, 404]


def test_reading_letters_changes_nothing(app: Shell, client: HouseClient):
    planned = invited(app)
    before = database_of(app)

    client.get("/letters?q=story")
    client.get(f"/letters/{mail_id(app, planned, DispatchState.HANDED)}")

    assert database_of(app) == before


def test_letters_of_another_host_are_not_there(app: Shell, client: HouseClient):
    with transaction(app.engine) as connection:
        charlie = another_host(connection)
    planned = invited(app, host=charlie)
    letter_id = mail_id(app, planned, DispatchState.HANDED)

    assert client.get(f"/letters/{letter_id}").status_code == 404
    assert "No letter yet" in text_of(client.get("/letters").text)


def test_a_letter_that_repeats_an_earlier_one_leads_to_both(app: Shell, client: HouseClient):
    planned = invited(app)
    with transaction(app.engine) as connection:
        following = plan_next_round(connection, planned)
        bob = planned.guests[0]
        tables.arrange(connection, following, [bob.id], [])
        following = again(connection, following)
        desk = letters.open_desk(connection, following)
        letters.write_reason(connection, desk, bob.id, "Nobody tells Bob’s story better.")

    page = client.get(path(following, "letters", bob.id)).text

    letter_id = mail_id(app, planned, DispatchState.HANDED)
    assert "This guest has read that from you before: “Nobody tells Bob’s story better”" in text_of(page)
    assert f'href="{path(following, "letters", bob.id)}#reason"' in page
    assert f'<a href="/letters/{letter_id}">Read the letter of Monday, 2 November 2026</a>' in page
