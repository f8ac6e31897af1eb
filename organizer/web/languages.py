"""The language of a page: the reader's choice, else the browser's; catalogues, dates and sentences in it."""

from datetime import date, datetime
from functools import cache
from io import BytesIO
from pathlib import Path
from urllib.parse import quote
from zoneinfo import ZoneInfo

from babel import dates, numbers
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.support import NullTranslations, Translations
from flask import Blueprint, Flask, g, has_request_context, redirect, request, session
from flask_babel import Babel, Domain, get_locale, gettext, refresh
from werkzeug.wrappers import Response

from organizer.domain.errors import OrganizerError, Problem
from organizer.domain.vocabulary import Language
from organizer.web.access import Access, allows
from organizer.web.security import SAFE_METHODS, page_before, same_origin_path
from organizer.web.words import from_where, list_name

# English first: it answers whoever accepts anything.
OFFERED = (Language.EN, Language.DE, Language.NL)
CATALOGUES = Path(__file__).parent / "translations"
# The field in which a form says which page it is on; sent back with errors it stands at the address it is sent to.
PAGE_OF_FORM = "page_of_form"

blueprint = Blueprint("languages", __name__)


class Catalogues(Domain):  # type: ignore[misc]
    """Translations read from the .po files themselves: nothing to compile, nothing to forget."""

    def get_translations(self) -> NullTranslations:
        return catalogue(str(get_locale()))


def speak(app: Flask) -> None:
    """Give the app its languages: gettext in templates, the reader's language, filters for dates and sentences."""
    babel = Babel(app, default_locale=Language.EN, locale_selector=page_language)
    babel.domain_instance = Catalogues()
    app.jinja_env.globals.update(page_language=page_language, languages=tuple(Language), this_page=this_page)
    app.jinja_env.filters.update(day=day, moment=moment, clock_time=clock_time, weekday=weekday, sentence=sentence)
    app.jinja_env.filters.update(list_name=list_name, from_where=from_where, decimal=decimal)
    app.jinja_env.globals.update(zone_name=zone_name)


@cache
def catalogue(language: str) -> NullTranslations:
    """All sentences in one language; English is its own key."""
    path = CATALOGUES / language / "LC_MESSAGES" / "messages.po"
    if not path.exists():
        return NullTranslations()
    compiled = BytesIO()
    with path.open("rb") as file:
        write_mo(compiled, read_po(file, locale=language))
    compiled.seek(0)
    return Translations(compiled)


def page_language() -> Language:
    """What the reader chose, else the language they are written to in, else what the browser asks for, else English."""
    if not has_request_context():
        return Language.EN
    chosen = session.get("language") or g.get("readers_language")
    if chosen in list(Language):
        return Language(chosen)
    return Language(request.accept_languages.best_match(OFFERED) or Language.EN)


@blueprint.post("/language")
@allows(Access.EVERYONE)
def turn() -> Response:
    """Keep the reader's choice for this visit and go back to the page it was made on."""
    choose(request.form.get("language", ""))
    return redirect(same_origin_path(request.form.get("next")), 303)


def choose(language: str) -> None:
    """Keep the reader's choice for this visit; what is no language of ours changes nothing."""
    if language in list(Language):
        session["language"] = language


def speak_to(language: Language) -> None:
    """Speak this language to a reader who is known and chose no other one."""
    g.readers_language = language
    refresh()


def this_page() -> str:
    """The path to come back to: this page, or for a form sent back with errors the one it came from."""
    if request.method not in SAFE_METHODS:
        # A form that nobody has read yet may be a stranger's, or too large.
        sent = request.form if "form" in vars(request) else {}
        return same_origin_path(sent[PAGE_OF_FORM]) if PAGE_OF_FORM in sent else page_before()
    query = request.query_string.decode("latin-1")
    return same_origin_path(f"{quote(request.path)}?{query}" if query else quote(request.path))


def sentence(said: OrganizerError | Problem) -> str:
    """A broken rule or a problem in the reader's language."""
    if isinstance(said, OrganizerError):
        return str(gettext(said.message)) % said.values
    return str(gettext(said.advice)) % dict(said.values)


def decimal(value: int) -> str:
    """A number, its thousands parted."""
    return numbers.format_decimal(value, locale=date_locale())


def day(value: date | datetime, zone: str = "") -> str:
    """Weekday and date, long; of an instant in the zone named."""
    return dates.format_date(_in_zone(value, zone), "full", locale=date_locale())


def weekday(value: datetime, zone: str) -> str:
    """The day of the week in the zone named."""
    return dates.format_date(value.astimezone(ZoneInfo(zone)), "EEEE", locale=date_locale())


def clock_time(value: datetime, zone: str) -> str:
    """Hours and minutes in the zone named, without saying which."""
    return dates.format_time(value.astimezone(ZoneInfo(zone)), "short", locale=date_locale())


def moment(value: datetime, zone: str) -> str:
    """Date and time in the zone named, with the zone's city: "Thursday, 3 December 2026, 18:00 (Berlin time)"."""
    return f"{day(value, zone)}, {clock_time(value, zone)} ({zone_name(zone)})"


def date_locale() -> str:
    """The locale for dates and lists; English as Europe writes it: "3 December 2026, 18:00"."""
    return "en_GB" if page_language() is Language.EN else str(get_locale())


def zone_name(zone: str) -> str:
    """A zone by its city, as people say it."""
    if zone == "UTC":
        return zone
    city = dates.get_timezone_location(ZoneInfo(zone), locale=get_locale(), return_city=True)
    return str(gettext("%(city)s time", city=city))


def _in_zone(value: date | datetime, zone: str) -> date | datetime:
    return value.astimezone(ZoneInfo(zone)) if zone and isinstance(value, datetime) else value
