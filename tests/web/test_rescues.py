from tests.web.client import HouseClient, text_of
from tests.web.test_attendee_lists import HOSTILE, bring_in

LIST = f"""Vorname;Nachname;Firma;E-Mail;Status
Bob;de Wit;Polder Data;bob@polder.example.org;ok
Eva;Weiß;"Haus {HOSTILE}";eva@elbe.example.org;storniert
Summe;;;;
"""


def test_rows_set_aside_are_listed_with_number_reason_and_text(client: HouseClient):
    path = bring_in(client, LIST)

    said = text_of(client.get(f"{path}?verdict=set_aside").text)

    assert "set aside 2" in said
    assert f"3 Eva | Weiß | Haus {HOSTILE} | eva@elbe.example.org | storniert cancelled or turned down" in said
    assert "4 Summe titles, sums, test rows Take this one in" in said
    assert "Bob" not in said.split("What became of it")[1]


def test_the_form_of_a_row_is_filled_with_what_it_says(client: HouseClient):
    path = bring_in(client, LIST)

    page = client.get(f"{path}/rows/2/person").text

    assert 'value="Eva"' in page
    assert 'value="eva@elbe.example.org"' in page
    assert HOSTILE not in page
    assert "Row 3 of “list.csv” was set aside: cancelled or turned down" in text_of(page)


def test_a_row_is_taken_in_and_put_back(client: HouseClient):
    path = bring_in(client, LIST)

    answer = client.submit(f"{path}/rows/2/person", {"given": "Eva", "family": "Weiß", "level": "unknown"})
    taken = text_of(client.get(answer.location).text)
    client.submit(f"{path}/rows/2/withdrawal")
    back = text_of(client.get(f"{path}?verdict=set_aside").text)

    assert answer.location == f"{path}?verdict=set_aside"
    assert "Eva Weiß is taken in." in taken
    assert "taken in by you Eva Weiß Put back" in taken
    assert "The row of Eva Weiß is set aside again." in back
    assert "Put back" not in back


def test_a_row_joined_says_what_was_added_and_another_address_is_asked_about(client: HouseClient):
    path = bring_in(client, LIST)
    bob = {"given": "Bob", "family": "de Wit", "organisation": "Polder Data", "level": "unknown"}

    joined = {**bob, "email": "bob@polder.example.org", "job_title": "Archivist"}
    first = client.get(client.submit(f"{path}/rows/2/person", joined).location).text
    second = client.get(client.submit(f"{path}/rows/3/person", {**bob, "email": "b@home.example.net"}).location).text

    assert "Bob de Wit was known already; this row is joined with them. Added: job title" in text_of(first)
    assert "Bob de Wit is taken in. Somebody known may be the same person; nothing was joined." in text_of(second)
    assert "1 pair to look at." in text_of(client.get("/people/doubles").text)


def test_a_row_without_a_name_is_sent_back_with_what_was_typed(client: HouseClient):
    path = bring_in(client, LIST)

    answer = client.submit(f"{path}/rows/3/person", {"given": "", "organisation": "Haus Elbe", "level": "unknown"})

    assert answer.status_code == 422
    assert 'value="Haus Elbe"' in answer.text


def test_an_ambiguous_name_is_read_anew_with_one_click(client: HouseClient):
    path = bring_in(client, "Name;E-Mail\nDominic Lloyd Parry;dl@polder.example.org\n")
    before = text_of(client.get(path).text)

    answer = client.submit("/people/1/name", {"given": "Dominic", "family": "Lloyd Parry"})
    refused = client.submit("/people/1/name", {"given": "Somebody", "family": "Else"})

    assert "Check the name. Or is it: Dominic · family name Lloyd Parry" in before
    assert answer.status_code == 303
    assert refused.status_code == 404
    page = client.get("/people/1").text
    assert 'value="Lloyd Parry"' in page
    assert "Written in the list as “Dominic Lloyd Parry”." in text_of(page)
