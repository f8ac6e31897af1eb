"""The next round: last time's people sorted by what they answered and whether they came."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from organizer.domain.invitations import Invitation, InvitationState, Place, Role
from organizer.domain.replies import Standing
from organizer.domain.vocabulary import ParticipationStatus, PersonId


class Turnout(StrEnum):
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
    Turnout.CAME,
    Turnout.SAID_YES,
    Turnout.SAID_MAYBE,
    Turnout.SAID_NO,
    Turnout.BENCH,
    Turnout.SILENT,
    Turnout.NO_SHOW,
)
RETURNING = frozenset({Turnout.CAME, Turnout.SAID_YES, Turnout.SAID_MAYBE})


@dataclass(frozen=True, slots=True, kw_only=True)
class Looked:
    """One person of the last round and how they stood."""

    person_id: PersonId
    turnout: Turnout


def turnout(invitation: Invitation, standing: Standing) -> Turnout:
    """How an invitee stood. Only a broken yes is a no-show."""
    if invitation.came:
        return Turnout.CAME
    if invitation.came is False and standing.status is ParticipationStatus.ACCEPTED:
        return Turnout.NO_SHOW
    return {
        ParticipationStatus.ACCEPTED: Turnout.SAID_YES,
        ParticipationStatus.TENTATIVE: Turnout.SAID_MAYBE,
        ParticipationStatus.DECLINED: Turnout.SAID_NO,
        ParticipationStatus.NEEDS_ACTION: Turnout.SILENT,
    }[standing.status]


def guests_stood(invited: Iterable[tuple[Invitation, Standing]]) -> Counter[Turnout]:
    """How many guests stood how: neither the speaker nor anybody whose invitation is off is one of them."""
    return Counter(
        turnout(one, stood) for one, stood in invited if one.role is Role.GUEST and one.state is InvitationState.OPEN
    )


def in_order(people: Iterable[Looked]) -> tuple[Looked, ...]:
    """Sorted by how they stood; within one group the order of last time is kept."""
    return tuple(sorted(people, key=lambda looked: _ORDER.index(looked.turnout)))


def places_for(people: Sequence[Looked], seats: int) -> tuple[tuple[PersonId, Place, int], ...]:
    """Table and bench to start the next round from: who was there or wanted to be sits, the others stand ready."""
    ordered = in_order(people)
    seated = [looked.person_id for looked in ordered if looked.turnout in RETURNING][:seats]
    bench = [looked.person_id for looked in ordered if looked.person_id not in seated]
    return (
        *((person_id, Place.SEAT, rank) for rank, person_id in enumerate(seated, 1)),
        *((person_id, Place.BENCH, rank) for rank, person_id in enumerate(bench, 1)),
    )
