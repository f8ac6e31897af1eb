"""How far the work on a round has come, counted in the database."""

from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy import ColumnElement, Connection, Table

from organizer.domain.invitations import Place
from organizer.domain.vocabulary import HostId, RoundId
from organizer.store.schema import letters, people, seats, speaker_slots


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """Seats given at the table, guest speakers beside it, and letters that the host found good."""

    seated: int = 0
    speakers: int = 0
    reviewed: int = 0

    @property
    def has_all_letters(self) -> bool:
        return self.reviewed >= self.seated + self.speakers > 0


def progress_of(connection: Connection, round_id: RoundId) -> Progress:
    """How far a round is."""
    return Progress(
        seated=_count(connection, seats, seats.c.round_id == round_id, seats.c.place == Place.SEAT),
        speakers=_count(connection, speaker_slots, speaker_slots.c.round_id == round_id),
        reviewed=_count(connection, letters, letters.c.round_id == round_id, letters.c.reviewed_at.is_not(None)),
    )


def knows_anybody(connection: Connection, host_id: HostId) -> bool:
    """Whether there is anybody this host could invite."""
    return connection.execute(sa.select(people.c.id).where(people.c.host_id == host_id).limit(1)).first() is not None


def _count(connection: Connection, table: Table, *here: ColumnElement[bool]) -> int:
    return int(connection.execute(sa.select(sa.func.count()).select_from(table).where(*here)).scalar_one())
