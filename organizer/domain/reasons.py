"""Why a person: facts from the data, kept as facts and rendered for whoever reads them."""

from dataclasses import dataclass
from enum import StrEnum


class FactKind(StrEnum):
    """What is known to be true of a person at this table. `details` of the Fact are named in brackets."""

    HOPED_TO_MEET = "hoped-to-meet"
    TALK = "talk"  # (title)
    TOPIC = "topic"  # (topic, ...) as the person gave them, fitting the party's topic
    SHARED_TOPIC = "shared-topic"  # (topic) listed by the host as well
    ROLE = "role"  # (job title, organisation)
    ORGANISATION = "organisation"  # (organisation) nobody else at the table is from there
    LEVEL = "level"  # (Level value) the only one, or one of few, on this level
    REGION = "region"  # (ISO country) brings in another country
    MET_BEFORE = "met-before"  # (round number)
    NOTE = "note"  # (the host's note)


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    kind: FactKind
    details: tuple[str, ...] = ()
