"""The next round: last time's people sorted by what they answered and whether they came."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from organizer.domain.invitations import Invitation, Place
from organizer.domain.replies import Standing
from organizer.domain.vocabulary import ParticipationStatus, PersonId


class LastTime(StrEnum):
    """How somebody stood at the end of a round, in the order in which they are asked again."""

    CAME = "came"
    SAID_YES = "said yes"
    SAID_MAYBE = "said maybe"
    SAID_NO = "said no"
    SILENT = "silent"
    NO_SHOW = "did not come"
    BENCH = "bench"


# Who is asked first for the next table; silence and a missed evening come after the fresh faces of the bench.
_ORDER = (
    LastTime.CAME,
    LastTime.SAID_YES,
    LastTime.SAID_MAYBE,
    LastTime.SAID_NO,
    LastTime.BENCH,
    LastTime.SILENT,
    LastTime.NO_SHOW,
)
RETURNING = frozenset({LastTime.CAME, LastTime.SAID_YES, LastTime.SAID_MAYBE})


@dataclass(frozen=True, slots=True, kw_only=True)
class Looked:
    """One person of the last round and how they stood."""

    person_id: PersonId
    last_time: LastTime


def last_time(invitation: Invitation | None, standing: Standing) -> LastTime:
    """How an invitee stood; whoever was never invited stood ready on the bench."""
    if invitation is None:
        return LastTime.BENCH
    if invitation.came is not None:
        return LastTime.CAME if invitation.came else LastTime.NO_SHOW
    return {
        ParticipationStatus.ACCEPTED: LastTime.SAID_YES,
        ParticipationStatus.TENTATIVE: LastTime.SAID_MAYBE,
        ParticipationStatus.DECLINED: LastTime.SAID_NO,
        ParticipationStatus.NEEDS_ACTION: LastTime.SILENT,
    }[standing.status]


def in_order(people: Iterable[Looked]) -> tuple[Looked, ...]:
    """Sorted by how they stood; within one group the order of last time is kept."""
    return tuple(sorted(people, key=lambda looked: _ORDER.index(looked.last_time)))


def places_for(people: Sequence[Looked], seats: int) -> tuple[tuple[PersonId, Place, int], ...]:
    """Table and bench to start the next round from: who was there or wanted to be sits, the others stand ready, in order."""
    ordered = in_order(people)
    seated = [looked.person_id for looked in ordered if looked.last_time in RETURNING][:seats]
    bench = [looked.person_id for looked in ordered if looked.person_id not in seated]
    return (
        *((person_id, Place.SEAT, rank) for rank, person_id in enumerate(seated, 1)),
        *((person_id, Place.BENCH, rank) for rank, person_id in enumerate(bench, 1)),
    )

