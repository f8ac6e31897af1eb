"""What the rehearsal shows that may stay as it is."""

from organizer.services import letters
from organizer.store.engine import transaction
from organizer.web.shell import Shell
from tests.services.evenings import again
from tests.web.client import HouseClient, text_of
from tests.web.desks import lay, path


def test_a_self_serving_reason_is_said_with_its_place_and_stops_nothing(app: Shell, client: HouseClient):
    planned = lay(app)
    bob = planned.guests[0].id
    with transaction(app.engine) as connection:
        desk = letters.open_desk(connection, again(connection, planned))
        letters.write_reason(connection, desk, bob, "I want to show my new product to my market.")

    page = client.get(path(planned, "rehearsal"))

    assert "Bob Muster: The reason speaks of you more than of the guest." in text_of(page.text)
    assert f'href="{path(planned, "letters", bob)}#reason"' in page.text
    assert client.submit(path(planned, "rehearsal", "drafts"), {}).status_code == 303


def test_reasons_that_are_alike_are_said_once_with_all_their_letters(app: Shell, client: HouseClient):
    planned = lay(app)
    with transaction(app.engine) as connection:
        for guest, things in zip(planned.guests, ("meters", "sensors", "clocks"), strict=False):
            desk = letters.open_desk(connection, again(connection, planned))
            letters.write_reason(connection, desk, guest.id, f"You know better than others how old {things} lie to us.")

    page = text_of(client.get(path(planned, "rehearsal")).text)

    assert page.count("nearly the same reason") == 1
    assert "Say what is true of each of them only. Bob Muster, Carla Muster, Dirk Muster" in page
