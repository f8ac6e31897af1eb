from io import BytesIO

from tests.formats.test_programmes import CARDS, ONE_LINE
from tests.web.client import HouseClient, text_of


def test_a_pasted_programme_leads_to_its_speakers(client: HouseClient):
    answer = client.submit("/programmes", {"text": ONE_LINE.replace("\n", "\r\n")})

    said = text_of(client.get(answer.location).text)
    assert answer.status_code == 303
    assert "3 people read from “Programme”" in said
    assert "Jan van den Berg new Universiteit Polderstad" in said


def test_speakers_are_imported_with_their_talks(client: HouseClient):
    answer = client.submit("/programmes", {"file": (BytesIO(CARDS.encode()), "speakers.html")})
    client.submit(f"{answer.location}/confirmation")

    said = text_of(client.get("/people/1").text)

    assert "Keeping research data alive in small archives" in said


def test_a_programme_without_speakers_is_sent_back_as_it_was(client: HouseClient):
    answer = client.submit("/programmes", {"text": "10:00 Kaffeepause"})

    assert answer.status_code == 422
    assert "No speakers were found in this programme." in text_of(answer.text)
    assert "10:00 Kaffeepause</textarea>" in answer.text


def test_a_programme_is_for_an_occasion_of_this_host_only(client: HouseClient):
    assert client.submit("/programmes", {"text": ONE_LINE, "occasion": "99"}).status_code == 404
    assert client.get("/programmes/new?occasion=99").status_code == 404
