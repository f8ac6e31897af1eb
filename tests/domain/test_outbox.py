"""Who is to be told what: one mail per invitation, kind and SEQUENCE, and never a word about what never left."""

from datetime import timedelta
from typing import Any

import pytest

from organizer.domain.invitations import Invitation, InvitationState, Role
from organizer.domain.outbox import (
    Dispatch,
    DispatchKind,
    DispatchState,
    Errand,
    Quota,
    free_again_at,
    last_try,
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


def again(attempt: int, *, dice: float = 0.5, minutes_left: int = 10_000, **how: Any) -> float | None:
    """In how many minutes a mail is tried again."""
    at = try_again_at(attempt, NOW, until=NOW + timedelta(minutes=minutes_left), dice=dice, **how)
    return at and (at - NOW) / timedelta(minutes=1)


def test_trying_again_waits_longer_each_time() -> None:
    assert [again(attempt) for attempt in (1, 2, 3, 4, 5, 9)] == [1, 5, 15, 30, 60, 60]


def test_trying_again_is_scattered_by_a_fifth() -> None:
    assert [again(3, dice=dice) for dice in (0, 0.5, 1)] == [12, 15, 18]


def test_what_takes_hours_to_mend_is_tried_three_times_more() -> None:
    assert [again(attempt, slowly=True) for attempt in (1, 2, 3, 4)] == [60, 240, 720, None]


def test_server_that_asks_for_a_longer_wait_gets_it() -> None:
    asked = [timedelta(seconds=5), timedelta(minutes=7), timedelta(days=2)]

    assert [again(1, asked=one) for one in asked] == [1, 7, 240]


def test_mail_is_given_up_when_the_next_try_would_be_too_late() -> None:
    assert [again(2, minutes_left=left) for left in (5, 4)] == [5, None]


@pytest.mark.parametrize(
    ("starts_in_days", "until_days"),
    [(None, 4), (30, 4), (5, 4), (3, 2), (1.5, 0.5), (1, 1), (0.25, 0.25)],
)
def test_mail_is_tried_for_four_days_or_until_a_day_before_the_evening(
    starts_in_days: float | None, until_days: float
) -> None:
    starts_at = None if starts_in_days is None else NOW + timedelta(days=starts_in_days)

    assert last_try(NOW, starts_at) == NOW + timedelta(days=until_days)


def test_mailbox_is_free_again_when_the_oldest_mail_in_the_way_is_old_enough() -> None:
    quota = Quota(per_hour=2, per_day=3)
    hours = [[], [0.5], [0.6, 0.5], [5, 0.5], [5, 4, 3], [5, 0.6, 0.5], [30, 5, 4]]

    waits = [free_again_at([NOW - timedelta(hours=ago) for ago in one], quota, NOW) for one in hours]

    assert [at and round((at - NOW) / timedelta(hours=1), 1) for at in waits] == [None, None, 0.4, None, 19, 19, None]
