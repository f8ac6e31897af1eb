"""The host's own calendar: where it subscribes to the evenings, and when the host is busy."""

from flask import Blueprint, flash, g, redirect, render_template, request
from flask_babel import gettext, ngettext
from werkzeug.wrappers import Response

from organizer.domain.errors import N_, OrganizerError
from organizer.formats.busy_times import LARGEST_CALENDAR
from organizer.services.host_calendars import busy_times, forget_busy_times, host_feed_path, take_busy_times
from organizer.web.access import current_host
from organizer.web.database import reading, writing
from organizer.web.languages import sentence
from organizer.web.office import post_office

blueprint = Blueprint("calendars", __name__, url_prefix="/calendar")

Answer = str | Response | tuple[str, int]


class NoCalendarChosenError(OrganizerError):
    message = N_("Choose the file that your calendar program exported.")


@blueprint.get("")
def calendar() -> str:
    """Both directions: the evenings into the host's calendar, the host's busy times out of it."""
    return _page()


@blueprint.post("/busy")
def take() -> Answer:
    """Read when the host is busy; of the events nothing but their times is kept."""
    file = request.files.get("calendar")
    try:
        if file is None or not file.filename:
            raise NoCalendarChosenError
        content = file.stream.read(LARGEST_CALENDAR + 1)
        with writing() as connection:
            left_out = take_busy_times(connection, current_host(), content, post_office().keys, g.now)
    except OrganizerError as error:
        return _page(refusal=sentence(error)), 422
    flash(gettext("Your busy times are known now. Dates that clash with them are marked."))
    if left_out:
        flash(
            ngettext(
                "%(num)d event that repeats by the hour or more often was left out.",
                "%(num)d events that repeat by the hour or more often were left out.",
                left_out,
            )
        )
    return redirect("/calendar", 303)


@blueprint.post("/busy/removal")
def forget() -> Response:
    """Delete the busy times."""
    with writing() as connection:
        forget_busy_times(connection, current_host())
    flash(gettext("Your busy times are deleted."))
    return redirect("/calendar", 303)


def _page(*, refusal: str = "") -> str:
    host, office = current_host(), post_office()
    with reading() as connection:
        known = busy_times(connection, host, g.now)
    address = office.public_base_url or request.host_url.rstrip("/")
    return render_template(
        "calendars/calendar.html",
        known=known,
        feed=f"{address}{host_feed_path(host, office)}",
        is_only_here=not office.public_base_url,
        zone=host.time_zone,
        refusal=refusal,
    )
