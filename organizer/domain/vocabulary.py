"""The words every stage shares: languages, forms of address, levels, consent, participation status."""

from enum import StrEnum
from typing import NewType

HostId = NewType("HostId", int)
ListId = NewType("ListId", int)
PersonId = NewType("PersonId", int)
OccasionId = NewType("OccasionId", int)
PartyId = NewType("PartyId", int)
RoundId = NewType("RoundId", int)
InvitationId = NewType("InvitationId", int)
DispatchId = NewType("DispatchId", int)
IncomingId = NewType("IncomingId", int)


class Language(StrEnum):
    """A language the product speaks; ISO 639-1."""

    DE = "de"
    EN = "en"
    NL = "nl"


class Formality(StrEnum):
    """How somebody is addressed: Sie and u, or du and je. English knows no difference."""

    FORMAL = "formal"
    INFORMAL = "informal"


class Level(StrEnum):
    """Where somebody stands in an organisation, as far as a job title tells."""

    TOP = "top"
    SENIOR = "senior"
    JUNIOR = "junior"
    INDEPENDENT = "independent"
    UNKNOWN = "unknown"


class Consent(StrEnum):
    """What somebody said about being shown to other participants."""

    YES = "yes"
    NO = "no"
    NOT_ASKED = "not asked"


class ParticipationStatus(StrEnum):
    """PARTSTAT of RFC 5545 3.2.12, as far as it concerns an event."""

    NEEDS_ACTION = "NEEDS-ACTION"
    ACCEPTED = "ACCEPTED"
    DECLINED = "DECLINED"
    TENTATIVE = "TENTATIVE"
