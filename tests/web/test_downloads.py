from io import BytesIO
from zipfile import ZipFile

import pytest

from organizer.domain.parties import Host
from organizer.formats.calendar_objects import open_entry
from organizer.formats.mails import open_mail
from organizer.services.rounds import Evening
from organizer.store.engine import reading, transaction
from organizer.web.shell import Shell
from tests.services.evenings import another_host, invitations_of, lay_evening, mails_of
from tests.web.client import HouseClient
from tests.web.desks import database_of, lay, path


@pytest.fixture
def planned(app: Shell) -> Evening:
    return lay(app)


@pytest.fixture
def client(newcomer: HouseClient, planned: Evening) -> HouseClient:
    return newcomer


def names_in(packed: bytes) -> list[str]:
    with ZipFile(BytesIO(packed)) as archive:
        return archive.namelist()


def test_one_entry_is_a_calendar_file_under_the_guest_s_name(app: Shell, client: HouseClient, planned: Evening):
    answer = client.get(path(planned, "calendar", f"{planned.guests[0].id}.ics"))
    client.submit(path(planned, "rehearsal", "drafts"))

    with reading(app.engine) as connection:
        invitation = invitations_of(connection, planned)[0]
    entry = open_entry(answer.data)
    assert answer.headers["Content-Type"] == "text/calendar; charset=utf-8; method=PUBLISH"
    assert answer.headers["Content-Disposition"] == 'attachment; filename="invite-bob-muster.ics"'
    assert (entry.method, entry.uid) == ("PUBLISH", invitation.uid)


def test_all_entries_come_in_one_file(client: HouseClient, planned: Evening):
    answer = client.get(path(planned, "calendar.zip"))

    assert answer.headers["Content-Type"] == "application/zip"
    assert answer.headers["Content-Disposition"] == 'attachment; filename="calendar-entries.zip"'
    assert names_in(answer.data) == [f"invite-{name}-muster.ics" for name in ("bob", "carla", "dirk", "edda", "femke")]


def test_drafts_come_in_one_file_once_they_were_handed_over(client: HouseClient, planned: Evening):
    before = client.get(path(planned, "drafts.zip"))
    client.submit(path(planned, "rehearsal", "drafts"))
    after = client.get(path(planned, "drafts.zip"))

    assert before.status_code == 422
    assert "There are no drafts to take along." in before.text
    assert after.headers["Content-Disposition"] == 'attachment; filename="drafts.zip"'
    assert names_in(after.data) == [f"invite-{name}-muster.eml" for name in ("bob", "carla", "dirk", "edda", "femke")]


def test_one_draft_opens_in_a_mail_program(app: Shell, client: HouseClient, planned: Evening):
    client.submit(path(planned, "rehearsal", "drafts"))
    with reading(app.engine) as connection:
        dispatch = mails_of(connection, planned)[0]

    answer = client.get(path(planned, "mails", f"{dispatch.id}.eml"))

    assert answer.headers["Content-Type"] == "message/rfc822"
    assert answer.headers["Content-Disposition"] == 'attachment; filename="invite-bob-muster.eml"'
    assert open_mail(answer.data).header("X-Unsent") == "1"


def test_a_test_mail_to_take_along(client: HouseClient, planned: Evening):
    answer = client.get(path(planned, "rehearsal", "test.eml"))

    mail = open_mail(answer.data)
    assert answer.headers["Content-Disposition"] == 'attachment; filename="test.eml"'
    assert (mail.recipient, mail.header("X-Unsent")) == ("Alice Brandt <alice@office.example.org>", "1")
    assert mail.subject.startswith("[Test] ")


def test_taking_files_changes_nothing(app: Shell, client: HouseClient, planned: Evening):
    client.submit(path(planned, "rehearsal", "drafts"))
    before = database_of(app)

    for file in (f"calendar/{planned.guests[0].id}.ics", "calendar.zip", "drafts.zip"):
        assert client.get(path(planned, file)).status_code == 200

    assert database_of(app) == before


def test_files_of_another_host_are_not_found(app: Shell, client: HouseClient, planned: Evening):
    with transaction(app.engine) as connection:
        theirs = lay_evening(connection, host=another_host(connection))

    files = (f"calendar/{theirs.guests[0].id}.ics", "calendar.zip", "drafts.zip", "mails/1.eml", "rehearsal/test.eml")
    statuses = [client.get(path(theirs, file)).status_code for file in files]

    assert isinstance(theirs.host, Host)
    assert theirs.host.id != planned.host.id
    assert statuses == [404] * 5


def test_files_that_do_not_exist_are_not_found(client: HouseClient, planned: Evening):
    files = (f"calendar/{planned.bench[0].id}.ics", "calendar/999.ics", "mails/999.eml")

    assert [client.get(path(planned, file)).status_code for file in files] == [404] * 3
