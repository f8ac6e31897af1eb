from organizer.domain.outbox import DispatchState
from organizer.domain.parties import Host, OccasionKind
from organizer.services import invitations
from organizer.services.parties import plan_party
from organizer.store.engine import transaction
from organizer.web.shell import Shell
from tests.builders import NOW
from tests.services.evenings import OFFICE, lay_evening, settle
from tests.web.client import HouseClient, text_of


def test_home_without_a_party_leads_to_the_start(client: HouseClient):
    answer = client.get("/")

    assert (answer.status_code, answer.location) == (303, "/start")


def test_home_shows_each_party_with_its_next_best_act(client: HouseClient, app: Shell, host: Host):
    with transaction(app.engine) as connection:
        party = plan_party(connection, host, kind=OccasionKind.CONFERENCE_CANCELLED, name="Fachtag <b>", now=NOW)

    page = client.get("/").text

    assert "Fachtag <b>" in text_of(page)
    assert f'href="/parties/{party.id}"' in page


def test_home_says_first_when_mails_wait_for_the_host(app: Shell, newcomer: HouseClient):
    with transaction(app.engine) as connection:
        planned = lay_evening(connection)
        invitations.invite(connection, planned, OFFICE, NOW, as_drafts=False)
        settle(connection, planned, DispatchState.HELD)

    page = text_of(newcomer.get("/").text)

    assert "5 mails wait for your word" in page
    assert "See who is coming" not in page
