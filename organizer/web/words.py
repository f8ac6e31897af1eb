"""What the enumerations are called on pages, in the reader's language."""

from flask_babel import lazy_gettext as _l

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
    Level.SENIOR: _l("leads others"),
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
