import pytest

from organizer.domain.parties import Host, OccasionKind
from organizer.services import parties
from organizer.store.engine import transaction
from organizer.web.shell import Shell
from tests.builders import NOW
from tests.web.client import HouseClient, parsed, text_of


def letter(client: HouseClient, **asked: object) -> str:
    page = client.get("/lists/request", query_string=asked).text
    return next("".join(area.itertext()) for area in parsed(page).iter("{http://www.w3.org/1999/xhtml}textarea"))


def occasion(app: Shell, host: Host, kind: OccasionKind = OccasionKind.CONFERENCE_CANCELLED) -> int:
    with transaction(app.engine) as connection:
        return parties.plan_party(connection, host, kind=kind, name="Fachtag & Forum", now=NOW).occasion.id


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", "I had registered for “Fachtag & Forum” before it was cancelled."),
        ("de", "Können Sie mir dafür die Liste der Teilnehmenden schicken"),
        ("nl", "Kunt u mij daarvoor de deelnemerslijst sturen"),
    ],
)
def test_the_letter_speaks_the_language_asked_for(
    app: Shell, client: HouseClient, host: Host, language: str, words: str
):
    said = letter(client, occasion=occasion(app, host), language=language)

    assert words in said
    assert "Fachtag & Forum" in said
    assert said.endswith("Alice Brandt")


@pytest.mark.parametrize("kind", list(OccasionKind))
@pytest.mark.parametrize("language", ["de", "en", "nl"])
def test_every_kind_of_occasion_has_its_letter(
    app: Shell, client: HouseClient, host: Host, kind: OccasionKind, language: str
):
    said = letter(client, occasion=occasion(app, host, kind), language=language)

    assert ("\n\n\n" in said, "{{" in said, "[" in said) == (False, False, False)
    assert ("(Fachtag & Forum)" in said) == kind.value.endswith("visit")


def test_the_letter_needs_no_occasion_and_opens_in_the_mail_program(client: HouseClient):
    page = client.get("/lists/request?language=xx").text

    assert "I had registered for the conference before it was cancelled." in text_of(page)
    assert 'href="mailto:?subject=Request%20from%20Alice%20Brandt%3A%20attendee%20list&amp;body=Hello' in page
