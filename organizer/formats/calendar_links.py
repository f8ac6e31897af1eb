"""Links that put an entry into a calendar on the web: Google, Outlook.com, Office 365.

What they make is a copy: it has no UID of ours, so it neither moves nor disappears when the evening does.
"""

from datetime import UTC, datetime
from urllib.parse import quote, urlencode

from organizer.domain.calendar_objects import CalendarObject
from organizer.formats.borders import clean_line, clean_lines

GOOGLE = "https://calendar.google.com/calendar/render"
OUTLOOK = "https://outlook.live.com/calendar/0/deeplink/compose"
OFFICE = "https://outlook.office.com/calendar/0/deeplink/compose"
# What the usual servers and programs still take as an address.
LONGEST_LINK = 2000


def google_link(calendar_object: CalendarObject) -> str:
    """The entry in Google Calendar, to be saved there by its reader."""
    starts_at, ends_at = (f"{_utc(one):%Y%m%dT%H%M%SZ}" for one in (calendar_object.starts_at, calendar_object.ends_at))
    values = {
        "action": "TEMPLATE",
        "text": clean_line(calendar_object.summary),
        "dates": f"{starts_at}/{ends_at}",
        "ctz": calendar_object.time_zone,
        "location": clean_line(calendar_object.location),
    }
    return _link(GOOGLE, values, "details", calendar_object.description)


def outlook_link(calendar_object: CalendarObject) -> str:
    """The entry in Outlook.com."""
    return _microsoft_link(OUTLOOK, calendar_object)


def office_link(calendar_object: CalendarObject) -> str:
    """The entry in Outlook of Office 365."""
    return _microsoft_link(OFFICE, calendar_object)


def _microsoft_link(address: str, calendar_object: CalendarObject) -> str:
    values = {
        "path": "/calendar/action/compose",
        "rru": "addevent",
        "subject": clean_line(calendar_object.summary),
        "startdt": f"{_utc(calendar_object.starts_at):%Y-%m-%dT%H:%M:%SZ}",
        "enddt": f"{_utc(calendar_object.ends_at):%Y-%m-%dT%H:%M:%SZ}",
        "location": clean_line(calendar_object.location),
    }
    return _link(address, values, "body", calendar_object.description)


def _link(address: str, values: dict[str, str], name_of_text: str, text: str) -> str:
    """The link with as many whole lines of the description as it can hold. Blanks are %20: Outlook shows a plus."""
    link = f"{address}?{urlencode(values, quote_via=quote)}&{name_of_text}="
    for line in clean_lines(text).split("\n"):
        longer = link + quote(f"{line}\n", safe="")
        if len(longer) > LONGEST_LINK:
            break
        link = longer
    return link


def _utc(instant: datetime) -> datetime:
    return instant.astimezone(UTC)
