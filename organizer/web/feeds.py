"""Calendar feeds, asked for by calendar programs again and again: of a guest who has no mailed entry, of a host."""

from hashlib import sha256
from typing import cast

from flask import Blueprint, Response, g, request

from organizer.domain.errors import NotFoundError
from organizer.domain.vocabulary import HostId
from organizer.services.feeds import feed
from organizer.services.host_calendars import host_feed
from organizer.web.access import Access, allows
from organizer.web.answers import unknown
from organizer.web.database import reading
from organizer.web.downloads import CALENDAR
from organizer.web.office import post_office

blueprint = Blueprint("feeds", __name__, url_prefix="/c")

Answer = Response | tuple[str, int]


@blueprint.get("/<token>.ics")
@allows(Access.EVERYONE)
def calendar(token: str) -> Answer:
    """A guest's feed, or 304 for a program that has it: told by the content, as a typo is mended without a new date."""
    try:
        with reading() as connection:
            found = feed(connection, token, post_office())
    except NotFoundError:
        return unknown()
    response = _calendar(found.content)
    response.last_modified = found.changed_at
    response.add_etag()
    return _unless_known(response)


@blueprint.get("/host-<int:host_id>-<secret>.ics")
@allows(Access.EVERYONE)
def hosts_calendar(host_id: int, secret: str) -> Answer:
    """All rounds of a host, for their own calendar. Its stamp is the time of asking, so the tag leaves that out."""
    try:
        with reading() as connection:
            content = host_feed(connection, HostId(host_id), secret, post_office(), g.now)
    except NotFoundError:
        return unknown()
    lines = (line for line in content.split(b"\r\n") if not line.startswith((b"DTSTAMP:", b"LAST-MODIFIED:")))
    response = _calendar(content)
    response.set_etag(sha256(b"\n".join(lines)).hexdigest()[:32], weak=True)
    return _unless_known(response)


def _calendar(content: bytes) -> Response:
    response = Response(content, content_type=CALENDAR)
    response.cache_control.private = True
    response.cache_control.no_cache = True
    return response


def _unless_known(response: Response) -> Response:
    """The answer, or 304 where the asking program has these very bytes."""
    return cast(Response, response.make_conditional(request)) if request.if_none_match else response
