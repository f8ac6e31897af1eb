"""The calendar feed of a guest who has no mailed entry; asked for by calendar programs, again and again."""

from typing import cast

from flask import Blueprint, Response, request

from organizer.domain.errors import NotFoundError
from organizer.services.feeds import feed
from organizer.web.access import Access, allows
from organizer.web.answers import unknown
from organizer.web.database import reading
from organizer.web.office import post_office

CALENDAR = "text/calendar; charset=utf-8; method=PUBLISH"

blueprint = Blueprint("feeds", __name__, url_prefix="/c")


@blueprint.get("/<token>.ics")
@allows(Access.EVERYONE)
def calendar(token: str) -> Response | tuple[str, int]:
    """The feed, or 304 for a program that has it: told by the content alone, as a typo is mended without a new date."""
    try:
        with reading() as connection:
            found = feed(connection, token, post_office())
    except NotFoundError:
        return unknown()
    response = Response(found.content, content_type=CALENDAR)
    response.add_etag()
    response.last_modified = found.changed_at
    response.cache_control.private = True
    response.cache_control.no_cache = True
    if request.if_none_match:
        return cast(Response, response.make_conditional(request))
    return response
