"""Read lists without touching the database: what each shows, and who is the same human across them."""

from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from organizer.domain.attendee_list import Attendee, Reading, SetAside
from organizer.domain.errors import OrganizerError
from organizer.domain.identity import group
from organizer.domain.vocabulary import Consent
from organizer.formats.attendee_lists import read_attendee_list

LINKEDIN = "linkedin.com/"
CONSENT = {Consent.YES: True, Consent.NO: False, Consent.NOT_ASKED: None}


def read_files(paths: Sequence[Path]) -> dict[str, object]:
    """Read lists and number the people in them, the same number for the same human in whichever list.

    Returns what the command `read-list` writes: {"files": {name: {"persons", "rejected", "error"}}}; a file that cannot
    be read has a sentence as its error. Files of the same name are told apart by their paths.
    """
    names = Counter(path.name for path in paths)
    readings = {path.name if names[path.name] == 1 else str(path): _read(path) for path in paths}
    everybody = [
        (name, attendee)
        for name, reading in readings.items()
        if isinstance(reading, Reading)
        for attendee in reading.attendees
    ]
    numbers = group([attendee for _, attendee in everybody]).groups
    persons: dict[str, list[dict[str, Any]]] = {name: [] for name in readings}
    for (name, attendee), number in zip(everybody, numbers, strict=True):
        persons[name].append(_person(attendee, number))
    return {"files": {name: _file(reading, persons[name]) for name, reading in readings.items()}}


def _read(path: Path) -> Reading | str:
    try:
        return read_attendee_list(path.read_bytes(), filename=path.name)
    except OrganizerError as error:
        return str(error)
    except OSError as error:
        return f"{path.name} cannot be opened ({error.strerror}). Check the name and whether you may read it."


def _file(reading: Reading | str, persons: list[dict[str, Any]]) -> dict[str, Any]:
    if isinstance(reading, str):
        return {"persons": [], "rejected": [], "error": reading}
    return {"persons": persons, "rejected": [_rejected(one) for one in reading.set_aside], "error": None}


def _person(attendee: Attendee, number: int) -> dict[str, Any]:
    """What a list shows; conclusions of ours, such as a language guessed from the country, are left out."""
    said = attendee.language if not attendee.language_is_guessed else None
    return {
        "given": attendee.name.given,
        "family": attendee.name.family,
        "honorific": attendee.name.honorific,
        "suffix": attendee.name.suffix,
        "email": attendee.email,
        "organisation": attendee.organisation,
        "title": attendee.job_title,
        "city": attendee.city,
        "country": attendee.country,
        "linkedin": attendee.profile_url if LINKEDIN in attendee.profile_url else "",
        "bio": attendee.bio,
        "topics": list(attendee.topics),
        "talks": list(attendee.talks),
        "is_speaker": attendee.is_speaker,
        "consent": CONSENT[attendee.consent],
        "language": said.value if said else "",
        "row": _place(attendee.row, attendee.sheet),
        "person": f"p{number + 1}",
    }


def _rejected(one: SetAside) -> dict[str, Any]:
    return {"row": _place(one.row, one.sheet), "reason": one.verdict.value, "text": one.text}


def _place(row: int, sheet: str) -> int | str:
    return f"{sheet}!{row}" if sheet else row
