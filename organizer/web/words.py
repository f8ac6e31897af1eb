"""What the enumerations are called on pages, in the reader's language."""

from flask_babel import gettext
from flask_babel import lazy_gettext as _l

from organizer.domain.attendee_list import Field, RowVerdict
from organizer.domain.holidays import Holiday
from organizer.domain.parties import OccasionKind
from organizer.domain.vocabulary import Formality, Language, Level

# Each language by its own name, so that whoever needs it can read it.
OWN_NAMES = {Language.DE: "Deutsch", Language.EN: "English", Language.NL: "Nederlands"}

LANGUAGES = {Language.DE: _l("German"), Language.EN: _l("English"), Language.NL: _l("Dutch")}

FORMALITIES = {
    Formality.FORMAL: _l("formal (Sie, u)"),
    Formality.INFORMAL: _l("informal (du, je)"),
}

LEVELS = {
    Level.TOP: _l("top management"),
    Level.SENIOR: _l("senior or leading role"),
    Level.JUNIOR: _l("early in the career"),
    Level.INDEPENDENT: _l("independent"),
    Level.UNKNOWN: _l("not said"),
}

OCCASIONS = {
    OccasionKind.CONFERENCE_CANCELLED: _l("Conference cancelled"),
    OccasionKind.CONFERENCE_POSTPONED: _l("Conference postponed"),
    OccasionKind.LAST_EDITION: _l("Last year’s edition"),
    OccasionKind.THEIR_VISIT: _l("Their visit to head office"),
    OccasionKind.MY_VISIT: _l("My visit to them"),
}

# What a column of a list may hold, in the order of a form.
FIELDS = {
    Field.IGNORED: _l("not used"),
    Field.FULL_NAME: _l("whole name"),
    Field.GIVEN: _l("given name"),
    Field.MIDDLE: _l("middle name"),
    Field.PARTICLE: _l("particle (van, von)"),
    Field.FAMILY: _l("family name"),
    Field.HONORIFIC: _l("title or salutation"),
    Field.SUFFIX: _l("degree after the name"),
    Field.EMAIL: _l("mail address"),
    Field.ORGANISATION: _l("organisation"),
    Field.DEPARTMENT: _l("department or site"),
    Field.JOB_TITLE: _l("job title"),
    Field.TAGLINE: _l("job and organisation in one"),
    Field.CITY: _l("city"),
    Field.COUNTRY: _l("country"),
    Field.LANGUAGE: _l("language"),
    Field.TOPICS: _l("topics"),
    Field.TOPIC_OPTION: _l("one topic, yes or no"),
    Field.TALKS: _l("title of the talk"),
    Field.BIO: _l("about the person"),
    Field.PROFILE_URL: _l("link to a profile"),
    Field.SPEAKER: _l("speaker or guest"),
    Field.STATUS: _l("coming or cancelled"),
    Field.CONSENT: _l("agrees to be listed"),
    Field.NOTE: _l("note"),
    Field.BUYER_NAME: _l("name of who booked"),
    Field.BUYER_EMAIL: _l("mail address of who booked"),
    Field.ORDER: _l("number of the booking"),
    Field.ADD_ON: _l("add-on to another row"),
}

# What became of a row.
VERDICTS = {
    RowVerdict.PERSON: _l("people"),
    RowVerdict.REPEAT: _l("doubles, joined"),
    RowVerdict.NOT_ATTENDING: _l("cancelled or turned down"),
    RowVerdict.NO_PERSON: _l("nobody named yet"),
    RowVerdict.NON_PERSON: _l("rooms, groups, mailboxes"),
    RowVerdict.INVALID: _l("titles, sums, test rows"),
}

# What a list may fill in of somebody who was known before.
FILLED = {
    "email": _l("mail address"),
    "organisation": _l("organisation"),
    "department": _l("department or site"),
    "job_title": _l("job title"),
    "city": _l("city"),
    "country": _l("country"),
    "time_zone": _l("time zone"),
    "language": _l("language"),
    "topics": _l("topics"),
    "talks": _l("title of the talk"),
    "bio": _l("about the person"),
    "profile_url": _l("link to a profile"),
    "is_speaker": _l("speaker or guest"),
    "level": _l("level"),
    "consent": _l("agrees to be listed"),
    "formality": _l("form of address"),
    "note": _l("note"),
}

# Lists that came without a file are stored under these names and shown under those.
PASTED, PASTED_PROGRAMME = "Pasted text", "Programme"
NAMELESS = {PASTED: _l("Pasted text"), PASTED_PROGRAMME: _l("Programme")}
FROM_WHERE = {PASTED: _l("Where is the pasted text from?"), PASTED_PROGRAMME: _l("Where is the programme from?")}


HOLIDAYS = {
    Holiday.NEW_YEAR: _l("New Year’s Day"),
    Holiday.EPIPHANY: _l("Epiphany"),
    Holiday.GOOD_FRIDAY: _l("Good Friday"),
    Holiday.EASTER: _l("Easter Sunday"),
    Holiday.EASTER_MONDAY: _l("Easter Monday"),
    Holiday.KINGS_DAY: _l("King’s Day"),
    Holiday.LABOUR_DAY: _l("Labour Day"),
    Holiday.VICTORY_DAY: _l("Victory Day"),
    Holiday.ASCENSION: _l("Ascension Day"),
    Holiday.WHIT_SUNDAY: _l("Whit Sunday"),
    Holiday.WHIT_MONDAY: _l("Whit Monday"),
    Holiday.CORPUS_CHRISTI: _l("Corpus Christi"),
    Holiday.MIDSUMMER: _l("Midsummer"),
    Holiday.NATIONAL_DAY: _l("the national day"),
    Holiday.ASSUMPTION: _l("Assumption Day"),
    Holiday.ALL_SAINTS: _l("All Saints’ Day"),
    Holiday.ARMISTICE: _l("Armistice Day"),
    Holiday.IMMACULATE_CONCEPTION: _l("the Feast of the Immaculate Conception"),
    Holiday.CHRISTMAS_EVE: _l("Christmas Eve"),
    Holiday.CHRISTMAS: _l("Christmas Day"),
    Holiday.SECOND_CHRISTMAS_DAY: _l("the second day of Christmas"),
    Holiday.NEW_YEARS_EVE: _l("New Year’s Eve"),
}


def list_name(filename: str) -> str:
    """What a list is called: its file's name; what was pasted is called so in the reader's language."""
    return str(NAMELESS.get(filename, filename))


def from_where(filename: str) -> str:
    """The question where a list is from."""
    if filename in FROM_WHERE:
        return str(FROM_WHERE[filename])
    return str(gettext("Where is “%(filename)s” from?", filename=filename))
