from dataclasses import replace

from organizer.domain.parties import Host
from organizer.services import people
from organizer.store.engine import transaction
from organizer.web.shell import Shell
from tests.services.evenings import KEYS
from tests.web.client import HouseClient, text_of
from tests.web.desks import lay, letter_path, path


def without_address(app: Shell):
    planned = lay(app)
    with transaction(app.engine) as connection:
        people.change(connection, planned.host.id, replace(planned.guests[0], email=""), KEYS)
    return planned


def test_letter_leads_to_short_texts_and_says_why(app: Shell, client: HouseClient, host: Host):
    planned = without_address(app)

    letter, short = client.get(letter_path(planned)), client.get(f"{letter_path(planned)}/short")

    assert "you pass the invitation on yourself" in text_of(letter.text)
    assert "of 200 characters" in text_of(short.text)
    assert "Nothing is sent from here." in text_of(short.text)


def test_rehearsal_counts_what_the_host_passes_on_and_does_not_wait_for_an_address(
    app: Shell, client: HouseClient, host: Host
):
    planned = without_address(app)

    page = text_of(client.get(path(planned, "rehearsal")).text)

    assert "1 text that you pass on" in page
    assert "without a mail address" in page
    assert "4 mails" in page


def test_card_is_there_to_print(app: Shell, client: HouseClient, host: Host):
    planned = lay(app)

    page = client.get(f"{letter_path(planned)}/card")

    assert page.status_code == 200
    assert "only the card comes out" in text_of(page.text)


def test_nobody_away_from_the_table_has_short_texts(app: Shell, client: HouseClient, host: Host):
    planned = lay(app)

    for page in ("short", "card"):
        assert client.get(path(planned, "letters", planned.bench[0].id, page)).status_code == 404
