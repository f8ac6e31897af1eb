from dataclasses import replace
from io import BytesIO
from zipfile import ZipFile

import ics
import pytest
from sqlalchemy import Connection

from organizer.domain.errors import NotFoundError
from organizer.domain.names import Name
from organizer.domain.rounds import RoundState
from organizer.domain.vocabulary import DispatchId
from organizer.formats.calendar_objects import open_entry
from organizer.formats.mails import open_mail
from organizer.services import downloads, invitations, people
from organizer.services.downloads import NoDraftsError, NoEntriesError, file_name
from organizer.services.round_changes import cancel_round
from organizer.services.rounds import Evening
from organizer.store import rounds as round_store
from tests.builders import NOW
from tests.services.evenings import KEYS, OFFICE, again, everything, invitations_of, lay_evening, mails_of


@pytest.fixture
def planned(connection: Connection) -> Evening:
    return lay_evening(connection, with_speaker=True)


def test_an_entry_downloaded_before_sending_has_the_uid_that_will_be_sent(connection: Connection, planned: Evening):
    before = everything(connection)
    file = downloads.calendar_file(connection, planned, planned.guests[0].id, OFFICE, NOW)
    unchanged = everything(connection) == before
    invitations.invite(connection, planned, OFFICE, NOW, as_drafts=True)

    entry = open_entry(file.content)

    assert unchanged
    assert file.name == "invite-bob-muster.ics"
    assert (entry.method, entry.sequence, entry.attendee) == ("PUBLISH", 0, "")
    assert entry.uid == invitations_of(connection, planned)[0].uid


def test_every_invitee_has_an_entry_that_another_library_reads(connection: Connection, planned: Evening):
    files = downloads.calendar_files(connection, planned, OFFICE, NOW)

    events = [next(iter(ics.Calendar(file.content.decode()).events)) for file in files]

    assert len(files) == 6
    assert {str(event.begin) for event in events[:5]} == {"2026-12-03T18:00:00+01:00"}
    assert str(events[5].begin) == "2026-12-03T18:20:00+01:00"


def test_of_a_cancelled_round_the_entries_are_cancelled(connection: Connection, planned: Evening):
    invitations.invite(connection, planned, OFFICE, NOW, as_drafts=True)
    cancel_round(connection, again(connection, planned), OFFICE, NOW, as_drafts=True)

    files = downloads.calendar_files(connection, again(connection, planned), OFFICE, NOW)

    assert {b"STATUS:CANCELLED" in file.content for file in files} == {True}


def test_strangers_to_the_table_have_no_entry(connection: Connection, planned: Evening):
    with pytest.raises(NotFoundError):
        downloads.calendar_file(connection, planned, planned.bench[0].id, OFFICE, NOW)


def test_without_guests_there_is_nothing_to_download(connection: Connection):
    empty = lay_evening(connection, seats=0)
    round_store.update_round(connection, empty.round.id, {"state": RoundState.CANCELLED})

    with pytest.raises(NoEntriesError):
        downloads.calendar_files(connection, again(connection, empty), OFFICE, NOW)


def test_drafts_are_the_frozen_mails(connection: Connection, planned: Evening):
    frozen = invitations.invite(connection, planned, OFFICE, NOW, as_drafts=True)

    files = downloads.drafts(connection, again(connection, planned))

    assert [file.content for file in files] == [mail.raw for mail in frozen]
    assert [file.name for file in files][:2] == ["invite-bob-muster.eml", "invite-carla-muster.eml"]


def test_mails_that_leave_by_themselves_are_no_drafts(connection: Connection, planned: Evening):
    invitations.invite(connection, planned, OFFICE, NOW, as_drafts=False)

    with pytest.raises(NoDraftsError):
        downloads.drafts(connection, again(connection, planned))


def test_a_mail_is_found_in_its_own_round_only(connection: Connection, planned: Evening):
    frozen = invitations.invite(connection, planned, OFFICE, NOW, as_drafts=True)
    dispatch = mails_of(connection, planned)[0]
    elsewhere = replace(planned, round=replace(planned.round, id=999))

    file = downloads.draft(connection, again(connection, planned), dispatch.id)

    assert file.content == frozen[0].raw
    assert open_mail(file.content).recipient == "Bob Muster <bob@haus1.example.org>"
    for evening, dispatch_id in ((elsewhere, dispatch.id), (again(connection, planned), DispatchId(999))):
        with pytest.raises(NotFoundError):
            downloads.draft(connection, evening, dispatch_id)


def test_files_of_the_same_name_are_told_apart(connection: Connection, planned: Evening):
    for person in planned.guests[:3]:
        namesake = replace(person, name=Name(given="Anna", family="Kurz", original="Anna Kurz"))
        people.change(connection, planned.host.id, namesake, KEYS)

    packed = downloads.zipped(downloads.calendar_files(connection, again(connection, planned), OFFICE, NOW), NOW)

    with ZipFile(BytesIO(packed)) as archive:
        assert archive.testzip() is None
        assert archive.namelist()[:4] == [
            "invite-anna-kurz.ics",
            "invite-anna-kurz-2.ics",
            "invite-anna-kurz-3.ics",
            "invite-edda-muster.ics",
        ]


@pytest.mark.parametrize(
    ("name", "file"),
    [
        ("Anna Kurz", "invite-anna-kurz.ics"),
        ("Jörg Größer-Müller", "invite-joerg-groesser-mueller.ics"),
        ("Łukasz Żółć", "invite-lukasz-zolc.ics"),
        ("../../etc/passwd", "invite-etc-passwd.ics"),
        ('a"; filename="evil.exe\r\nX: y', "invite-a-filename-evil-exe-x-y.ics"),
        ("王小明", "invite-guest.ics"),
        ("", "invite-guest.ics"),
        ("a" * 500, f"invite-{'a' * 60}.ics"),
    ],
)
def test_file_names_are_plain_letters_whatever_the_name_holds(name: str, file: str):
    assert file_name("invite", name, ".ics") == file
