"""A person known to the host, from one or several lists or typed in."""

from dataclasses import dataclass

from organizer.domain.names import Name
from organizer.domain.vocabulary import Consent, Formality, Language, Level, PersonId


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """Someone the host may invite. Language, form of address and time zone belong to the person.

    `country` is ISO 3166 alpha-2 where it could be read, `time_zone` an IANA name; empty means not known.
    `note` is the host's own: what they have in common beyond work.
    """

    id: PersonId
    name: Name
    email: str = ""
    organisation: str = ""
    department: str = ""
    job_title: str = ""
    level: Level = Level.UNKNOWN
    city: str = ""
    country: str = ""
    time_zone: str = ""
    language: Language | None = None
    formality: Formality | None = None
    topics: tuple[str, ...] = ()
    talks: tuple[str, ...] = ()
    bio: str = ""
    profile_url: str = ""
    consent: Consent = Consent.NOT_ASKED
    is_speaker: bool = False
    note: str = ""
    opted_out: bool = False

    @property
    def can_be_reached(self) -> bool:
        """Whether a letter may and can be sent."""
        return bool(self.email) and not self.opted_out
