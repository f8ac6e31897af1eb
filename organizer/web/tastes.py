"""What tables the host likes, as a form says it in a few words rather than numbers."""

from collections.abc import Mapping

from flask_babel import lazy_gettext as _l

from organizer.domain.parties import Lean, Party
from organizer.domain.table_requests import Taste
from organizer.services.tables import taste_of

LEANS = {
    Lean.TOPIC: _l("closest to the topic"),
    Lean.RATHER_TOPIC: _l("closer to the topic"),
    Lean.BALANCED: _l("balanced"),
    Lean.RATHER_MIXED: _l("more mixed"),
    Lean.MIXED: _l("as mixed as can be"),
}


def asked_taste(asked: Mapping[str, str], party: Party) -> Taste:
    """The taste a form or an address asks for; the party's own where it says nothing of it."""
    lean = asked.get("lean", "")
    if lean not in list(Lean):
        return taste_of(party)
    return Taste(
        lean=Lean(lean),
        more_senior=asked.get("more_senior") == "yes",
        more_new_faces=asked.get("more_new_faces") == "yes",
        many_of_one=asked.get("many_of_one") == "yes",
    )
