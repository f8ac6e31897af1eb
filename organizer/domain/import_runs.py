"""A long list on its way into the database while its host does something else: how far it is, how it ended."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from organizer.domain.errors import Problem
from organizer.domain.vocabulary import ListId


class Stage(StrEnum):
    """Where an import stands; the last three are ends after which the list waits as it did before."""

    WAITING = "waiting"  # for another import
    READING = "reading"
    COMPARING = "comparing"
    SAVING = "saving"
    CANCELLED = "cancelled"
    FAILED = "failed"
    INTERRUPTED = "interrupted"  # the program was stopped meanwhile; told by the lease, never stored


ENDS = frozenset({Stage.CANCELLED, Stage.FAILED, Stage.INTERRUPTED})


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportRun:
    """One import of a list: rows done of those of its stage, and who does it until when."""

    list_id: ListId
    stage: Stage
    rows: int
    rows_expected: int
    owner: str
    lease_until: datetime
    is_cancelled: bool = False
    failure: Problem | None = None  # why it ended before everybody was saved

    @property
    def goes_on(self) -> bool:
        return self.stage not in ENDS
