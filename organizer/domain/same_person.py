"""Two people who may be one human: what differs, who of several is meant, what becomes of two who are one."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from organizer.domain.identity_keys import organisation_key, profile_key
from organizer.domain.names import fold
from organizer.domain.people import Person
from organizer.domain.told_rows import FILLABLE
from organizer.domain.traits import Known
from organizer.domain.vocabulary import Consent, Level, PersonId

COMPARED = ("name", "email", "organisation", "department", "job_title", "city", "country", "language", "topics")
COMPARED_TOO = ("talks", "profile_url", "note")


class Answer(StrEnum):
    """What the host said of two people. Those said to be one are joined, so that no answer is needed for them."""

    OPEN = "open"
    LATER = "later"
    DIFFERENT = "different"


@dataclass(frozen=True, slots=True, kw_only=True)
class Trait:
    """One thing known of two people. It speaks against them being one only when both are known and differ."""

    field: str
    one: object
    other: object

    @property
    def differs(self) -> bool:
        return bool(self.one and self.other) and not _is_alike(self.field, self.one, self.other)

    @property
    def is_alike(self) -> bool:
        return bool(self.one and self.other) and _is_alike(self.field, self.one, self.other)


def pair(one: PersonId, other: PersonId) -> tuple[PersonId, PersonId]:
    """Two people in the order they are kept in."""
    return (one, other) if one < other else (other, one)


def traits(one: Person, other: Person) -> tuple[Trait, ...]:
    """Everything known of either of two people, side by side."""
    both = (Trait(field=field, one=_shown(one, field), other=_shown(other, field)) for field in _FIELDS)
    return tuple(trait for trait in both if trait.one or trait.other)


def most_alike(record: Known, candidates: Sequence[Person]) -> Person:
    """Who of several that could all be meant has most in common with a record; the first when none has more."""

    def in_common(known: Person) -> int:
        same_address = bool(record.email) and record.email.casefold() == known.email.casefold()
        same_profile = bool(record.profile_url) and profile_key(record.profile_url) == profile_key(known.profile_url)
        same_house = organisation_key(record.organisation) == organisation_key(known.organisation)
        return 4 * same_address + 4 * same_profile + 2 * same_house + (fold(record.city) == fold(known.city))

    return max(candidates, key=in_common)


def joined(kept: Person, gone: Person) -> tuple[Person, tuple[str, ...]]:
    """The one who stays, with gaps filled from the one who goes, and the names of the fields that changed.

    A no to being listed counts whoever said it.
    """
    gaps = {name: getattr(gone, name) for name in _JOINED if not getattr(kept, name) and getattr(gone, name)}
    if kept.level is Level.UNKNOWN and gone.level is not Level.UNKNOWN:
        gaps["level"] = gone.level
    consent = min(kept.consent, gone.consent, key=(Consent.NO, Consent.YES, Consent.NOT_ASKED).index)
    if consent is not kept.consent:
        gaps["consent"] = consent
    return replace(kept, **gaps), tuple(gaps)


def contradicted(kept: Person, gone: Person) -> tuple[str, ...]:
    """Names of the fields in which the one who stays says something else than the one who goes."""
    return tuple(
        name for name in _JOINED if getattr(gone, name) and _folded(getattr(kept, name)) != _folded(getattr(gone, name))
    )


def _folded(value: object) -> object:
    return value.casefold() if isinstance(value, str) else value


def parted(known: Person, told: Person, fields: Sequence[str]) -> Person:
    """The person without what another one had filled in; what was changed since stays."""
    blank = Person(id=known.id, name=known.name)
    still = (name for name in fields if getattr(known, name) == getattr(told, name))
    return replace(known, **{name: getattr(blank, name) for name in still})


_FIELDS = (*COMPARED, *COMPARED_TOO)
_JOINED = (*FILLABLE, "formality", "note")


def _shown(person: Person, field: str) -> object:
    return person.name.display if field == "name" else getattr(person, field)


def _is_alike(field: str, one: object, other: object) -> bool:
    if field == "organisation":
        return organisation_key(str(one)) == organisation_key(str(other))
    if isinstance(one, tuple) and isinstance(other, tuple):
        return set(map(fold, one)) == set(map(fold, other))
    return fold(str(one)) == fold(str(other))
