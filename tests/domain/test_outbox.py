"""Who is to be told what: one mail per invitation, kind and SEQUENCE, and never a word about what never left."""

from datetime import timedelta

import pytest

from organizer.domain.invitations import Invitation, InvitationState, Role
from organizer.domain.outbox import (
    Dispatch,
    DispatchKind,
    DispatchState,
    Errand,
    to_cancel,
    to_invite,
    to_tell_of_change,
    try_again_at,
)
from organizer.domain.vocabulary import DispatchId, InvitationId, PersonId, RoundId
from tests.builders import NOW


def an_invitation(**changes: object) -> Invitation:
    values: dict[str, object] = {
        "id": InvitationId(1),
        "round_id": RoundId(1),
        "person_id": PersonId(11),
        "role": Role.GUEST,
        "uid": "5f0c",
        "state": InvitationState.OPEN,
    }
    return Invitation(**{**values, **changes})


def a_dispatch(state: DispatchState) -> Dispatch:
    return Dispatch(
        id=DispatchId(1),
        invitation_id=InvitationId(1),
        kind=DispatchKind.INVITATION,
        sequence=0,
        state=state,
        recipient="bob@example.org",
        subject="An evening",
        message_id="<1@example.org>",
        due_at=NOW,
        created_at=NOW,
    )


def test_to_invite_takes_planned_invitations_only() -> None:
    planned = an_invitation(id=InvitationId(2), state=InvitationState.PLANNED)

    errands = to_invite([an_invitation(), planned, an_invitation(state=InvitationState.CLOSED)])

    expected = Errand(invitation=planned, kind=DispatchKind.INVITATION, sequence=0, asks_again=True)
    assert errands == (expected,)


@pytest.mark.parametrize("state", ["sent", "handed", "uncertain", "dot pending", "claimed"])
def test_change_is_an_update_with_a_higher_sequence_once_the_mail_may_have_left(state: str) -> None:
    bob = an_invitation(sequence=2)

    errands = to_tell_of_change([bob], {bob.id: (a_dispatch(DispatchState(state)),)}, frozenset(), moved=True)

    assert errands == (Errand(invitation=bob, kind=DispatchKind.UPDATE, sequence=3, asks_again=True),)


@pytest.mark.parametrize("state", ["queued", "held", "cancelled", "failed"])
def test_change_before_the_mail_left_is_still_the_first_invitation(state: str) -> None:
    bob = an_invitation()

    errands = to_tell_of_change([bob], {bob.id: (a_dispatch(DispatchState(state)),)}, frozenset(), moved=False)

    assert errands == (Errand(invitation=bob, kind=DispatchKind.INVITATION, sequence=0, asks_again=True),)


def test_change_is_not_told_to_who_said_no_nor_to_the_closed() -> None:
    declined, closed = an_invitation(), an_invitation(id=InvitationId(2), state=InvitationState.CLOSED)

    errands = to_tell_of_change([declined, closed], {}, frozenset({declined.id}), moved=True)

    assert errands == ()


def test_cancel_goes_to_every_open_invitation_that_may_have_left() -> None:
    sent, never_sent = an_invitation(), an_invitation(id=InvitationId(2))
    dispatches = {sent.id: (a_dispatch(DispatchState.SENT),), never_sent.id: (a_dispatch(DispatchState.CANCELLED),)}

    errands = to_cancel([sent, never_sent], dispatches)

    assert errands == (Errand(invitation=sent, kind=DispatchKind.CANCELLATION, sequence=1, asks_again=False),)


def test_trying_again_waits_longer_each_time_and_gives_up_after_four_days() -> None:
    waits = [try_again_at(attempt, NOW, first_due=NOW) for attempt in (1, 2, 3, 4, 5, 9)]

    assert waits == [NOW + timedelta(minutes=minutes) for minutes in (1, 5, 15, 30, 60, 60)]
    assert try_again_at(2, NOW, first_due=NOW - timedelta(days=4, minutes=1)) is None
