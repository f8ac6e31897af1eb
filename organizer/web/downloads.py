"""Files a host takes along: calendar entries, drafts, a test mail. Each download is of the host who asks."""

from flask import Blueprint, Response, g

from organizer.domain.vocabulary import DispatchId, PartyId, PersonId
from organizer.services import downloads as service
from organizer.services.downloads import File
from organizer.services.host_calendars import host_file
from organizer.services.rounds import evening
from organizer.services.trial_mails import write_trial
from organizer.web.access import current_host
from organizer.web.database import reading
from organizer.web.office import office_for_tests, post_office

blueprint = Blueprint("downloads", __name__, url_prefix="/parties/<int:party_id>/rounds/<int:number>")

CALENDAR = "text/calendar; charset=utf-8; method=PUBLISH"
MAIL = "message/rfc822"
ZIP = "application/zip"


@blueprint.get("/calendar/<int:person_id>.ics")
def calendar_entry(party_id: int, number: int, person_id: int) -> Response:
    """One guest's calendar entry, to be handed on by hand."""
    with reading() as connection:
        planned = evening(connection, current_host(), PartyId(party_id), number)
        file = service.calendar_file(connection, planned, PersonId(person_id), post_office(), g.now)
    return _attached(file, CALENDAR)


@blueprint.get("/calendar/host.ics")
def hosts_entry(party_id: int, number: int) -> Response:
    """The evening for the host's own calendar."""
    with reading() as connection:
        planned = evening(connection, current_host(), PartyId(party_id), number)
        content = host_file(connection, planned, post_office(), g.now)
    return _attached(File(name="my-evening.ics", content=content), CALENDAR)


@blueprint.get("/calendar.zip")
def calendar_entries(party_id: int, number: int) -> Response:
    """Everybody's calendar entries."""
    with reading() as connection:
        planned = evening(connection, current_host(), PartyId(party_id), number)
        files = service.calendar_files(connection, planned, post_office(), g.now)
    return _attached(File(name="calendar-entries.zip", content=service.zipped(files, g.now)), ZIP)


@blueprint.get("/drafts.zip")
def drafts(party_id: int, number: int) -> Response:
    """All mails that wait for the host to send them."""
    with reading() as connection:
        planned = evening(connection, current_host(), PartyId(party_id), number)
        files = service.drafts(connection, planned)
    return _attached(File(name="drafts.zip", content=service.zipped(files, g.now)), ZIP)


@blueprint.get("/mails/<int:dispatch_id>.eml")
def mail(party_id: int, number: int, dispatch_id: int) -> Response:
    """One mail as it was frozen, for the host's own mail program."""
    with reading() as connection:
        planned = evening(connection, current_host(), PartyId(party_id), number)
        file = service.draft(connection, planned, DispatchId(dispatch_id))
    return _attached(file, MAIL)


@blueprint.get("/rehearsal/test.eml")
def trial(party_id: int, number: int) -> Response:
    """The first letter as a test to the host, as a draft to open in the own mail program."""
    with reading() as connection:
        planned = evening(connection, current_host(), PartyId(party_id), number)
        written = write_trial(connection, planned, office_for_tests(planned), g.now, as_draft=True)
    return _attached(File(name="test.eml", content=written.raw), MAIL)


def _attached(file: File, content_type: str) -> Response:
    """Names are made of plain letters and figures, so that they need no quoting."""
    headers = {"Content-Disposition": f'attachment; filename="{file.name}"'}
    return Response(file.content, content_type=content_type, headers=headers)
