import re

from organizer.domain.parties import Host
from organizer.services import people
from organizer.store.engine import reading
from organizer.web.shell import Shell
from tests.web.client import HouseClient, text_of
from tests.web.test_attendee_lists import bring_in

FIRST = "Vorname;Nachname;Firma;E-Mail\nEva;Weiß;Haus Elbe;eva@elbe.example.org\n"
SECOND = "Vorname;Nachname;Firma;E-Mail;Funktion\nEva;Weiß;Polder Data;eva@polder.example.org;Archivarin\n"
PAIR = "/people/doubles/1/2"


def two(client: HouseClient) -> None:
    bring_in(client, FIRST, "first.csv")
    bring_in(client, SECOND, "second.csv")


def count(app: Shell, host: Host) -> int:
    with reading(app.engine) as connection:
        return len(people.everybody(connection, host.id))


def test_two_people_stand_side_by_side_with_their_differences_marked(client: HouseClient):
    two(client)

    page = client.get("/people/doubles").text

    assert "1 pair to look at." in text_of(page)
    assert "Organisation differs Haus Elbe Polder Data" in text_of(page)
    assert "Job title – Archivarin" in text_of(page)
    assert "From first.csv second.csv" in text_of(page)
    assert "<mark>Polder Data</mark>" in page


def test_the_keys_are_numbers_shown_on_the_buttons_in_every_language(client: HouseClient):
    two(client)

    client.submit("/language", {"language": "de", "back": "/people/doubles"})
    page = client.get("/people/doubles").text

    keys = re.findall(r'<button name="answer" value="(\w+)" data-key="(.)"[^>]*>[^<]* <kbd>(.)</kbd>', page)
    assert 'lang="de"' in page
    assert keys == [("same", "1", "1"), ("different", "2", "2"), ("later", "3", "3")]


def test_the_same_person_is_joined_and_made_two_again(app: Shell, client: HouseClient, host: Host):
    two(client)

    answer = client.submit(PAIR, {"answer": "same"})
    said = text_of(client.get("/people/doubles").text)
    joined = count(app, host)
    client.submit("/people/unions/1/parting")

    assert answer.status_code == 303
    assert "Joined to one person. Undo below" in said
    assert "Eva Weiß with Eva Weiß Make two again" in said
    assert (joined, count(app, host)) == (1, 2)
    assert "are two again, and stay two." in text_of(client.get("/people/doubles").text)


def test_two_people_are_not_asked_about_again_but_when_wanted(client: HouseClient):
    two(client)

    client.submit(PAIR, {"answer": "different"})
    apart = text_of(client.get("/people/doubles").text)
    client.submit(PAIR, {"answer": "again"})

    assert "Nobody to ask about" in apart
    assert "1 pair to look at." in text_of(client.get("/people/doubles").text)


def test_a_pair_is_put_off(client: HouseClient):
    two(client)

    client.submit(PAIR, {"answer": "later"})

    assert "1 pair to look at. 1 of them put off." in text_of(client.get("/people/doubles").text)


def test_an_answer_nobody_offers_changes_nothing(app: Shell, client: HouseClient, host: Host):
    two(client)

    assert client.submit(PAIR, {"answer": "eat"}).status_code == 303
    assert client.submit("/people/doubles/1/99", {"answer": "same"}).status_code == 404
    assert client.submit("/people/doubles/1/1", {"answer": "same"}).status_code == 404
    assert count(app, host) == 2


def test_the_imported_list_leads_to_the_questions(client: HouseClient):
    bring_in(client, FIRST)
    path = bring_in(client, SECOND)

    page = client.get(path).text

    assert "1 pair of people may be one person. Look at them" in text_of(page)
    assert 'href="/people/doubles"' in page


def test_a_row_joined_by_mistake_is_made_a_person(app: Shell, client: HouseClient, host: Host):
    bring_in(client, FIRST)
    path = bring_in(client, FIRST)
    offered = "Not the same person" in text_of(client.get(path).text)

    client.submit(f"{path}/rows/2/parting")

    assert offered
    assert count(app, host) == 2
    assert "Eva Weiß is a person of their own now, and stays one." in text_of(client.get(path).text)
