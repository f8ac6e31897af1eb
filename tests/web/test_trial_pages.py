from dataclasses import replace

import pytest

from organizer.formats.mails import open_mail
from organizer.services.rounds import Evening
from organizer.web.shell import Shell
from tests.web.client import HouseClient, text_of
from tests.web.desks import database_of, lay, path


@pytest.fixture
def planned(app: Shell) -> Evening:
    app.settings = replace(app.settings, public_base_url="http://127.0.0.1:5000")
    return lay(app, with_speaker=True)


@pytest.fixture
def client(newcomer: HouseClient, planned: Evening) -> HouseClient:
    return newcomer


def test_link_of_a_test_mail_shows_the_page_as_the_guest_will_see_it(app: Shell, client: HouseClient, planned: Evening):
    text = open_mail(client.get(path(planned, "rehearsal/test.eml")).data).text
    before = database_of(app)
    link = path(planned, "rehearsal/guest-page")

    page = client.get(link).text

    assert f"http://127.0.0.1:5000{link}" in text
    assert "/i/" not in text
    assert f"{planned.guests[0].name.full} will see this page" in text_of(page)
    assert "does not stand any more" not in text_of(page)
    assert page.count("<button disabled") == 3
    assert 'method="post" action="/i/' not in page
    assert database_of(app) == before


def test_page_of_a_test_is_for_the_host_alone(stranger: HouseClient, planned: Evening):
    assert stranger.get(path(planned, "rehearsal/guest-page")).status_code == 401


def test_page_of_a_test_ends_with_the_invitations(client: HouseClient, planned: Evening):
    client.submit(path(planned, "rehearsal/drafts"))

    answer = client.get(path(planned, "rehearsal/guest-page"))

    assert (answer.status_code, answer.location) == (303, path(planned, "rehearsal"))
    assert "Everybody is invited, so there is no test page any more." in text_of(client.get(answer.location).text)
