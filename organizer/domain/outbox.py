"""The outbox: what is to be told to whom, once, and how far each mail has come.

States (docs/adr/0003): a mail is QUEUED with a due time (the hold), CLAIMED by a worker, DOT_PENDING from the commit
before SMTP's final dot until the server's answer, then SENT, FAILED or, when nobody can know, UNCERTAIN. HELD waits for
the host, HANDED was given to the host as a draft, CANCELLED never leaves. BOUNCED was sent, and came back.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from organizer.domain.errors import N_, OrganizerError
from organizer.domain.invitations import Invitation, InvitationState
from organizer.domain.vocabulary import DispatchId, InvitationId

HOLD = timedelta(minutes=5)
RETRY_AFTER = tuple(timedelta(minutes=minutes) for minutes in (1, 5, 15, 30, 60))
GIVE_UP_AFTER = timedelta(days=4)


class DispatchKind(StrEnum):
    INVITATION = "invitation"
    UPDATE = "update"
    CANCELLATION = "cancellation"


class DispatchState(StrEnum):
    QUEUED = "queued"
    HELD = "held"
    HANDED = "handed"
    CLAIMED = "claimed"
    DOT_PENDING = "dot pending"
    SENT = "sent"
    FAILED = "failed"
    UNCERTAIN = "uncertain"
    BOUNCED = "bounced"
    CANCELLED = "cancelled"


# The guest may have the mail: a later word about this invitation has to be an update or a CANCEL.
MAY_HAVE_LEFT = frozenset(
    {
        DispatchState.HANDED,
        DispatchState.CLAIMED,
        DispatchState.DOT_PENDING,
        DispatchState.SENT,
        DispatchState.UNCERTAIN,
        # It came back, but perhaps only from where the guest's mailbox forwards to.
        DispatchState.BOUNCED,
    }
)
# The guest did not get it: the address is to be mended.
REFUSED = frozenset({DispatchState.FAILED, DispatchState.BOUNCED})
# Waiting in the house: can still be stopped.
STOPPABLE = frozenset({DispatchState.QUEUED, DispatchState.HELD})


class NothingToSendError(OrganizerError):
    message = N_("There is nothing to send: every guest has been told already.")


class AlreadyLeavingError(OrganizerError):
    message = N_("Too late to stop: this mail is just leaving or has left.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Dispatch:
    """One mail in the outbox; unique by (invitation, kind, sequence). The frozen bytes stay in the store."""

    id: DispatchId
    invitation_id: InvitationId
    kind: DispatchKind
    sequence: int
    state: DispatchState
    recipient: str
    subject: str
    message_id: str
    due_at: datetime
    created_at: datetime
    attempt: int = 0
    last_code: int | None = None
    last_text: str = ""
    settled_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Errand:
    """One thing to tell one invitee, before it is written. `asks_again` says that earlier answers no longer hold."""

    invitation: Invitation
    kind: DispatchKind
    sequence: int
    asks_again: bool


def has_left(dispatches: Iterable[Dispatch]) -> bool:
    """Whether any mail about an invitation may have reached the guest."""
    return any(dispatch.state in MAY_HAVE_LEFT for dispatch in dispatches)


def to_invite(invitations: Sequence[Invitation]) -> tuple[Errand, ...]:
    """First mails for everybody whose invitation is still planned."""
    return tuple(
        Errand(invitation=invitation, kind=DispatchKind.INVITATION, sequence=invitation.sequence, asks_again=True)
        for invitation in invitations
        if invitation.state is InvitationState.PLANNED
    )


def to_tell_of_change(
    invitations: Sequence[Invitation],
    dispatches: Mapping[InvitationId, Sequence[Dispatch]],
    declined: frozenset[InvitationId],
    *,
    moved: bool,
) -> tuple[Errand, ...]:
    """Updates for everybody who may have the entry and has not said no; who has no mail yet gets the first one anew.

    `moved` says that start or length changed, so that earlier answers no longer hold.
    """
    return tuple(
        _update(invitation, dispatches.get(invitation.id, ()), asks_again=moved)
        for invitation in invitations
        if invitation.state is InvitationState.OPEN and invitation.id not in declined
    )


def _update(invitation: Invitation, dispatches: Sequence[Dispatch], *, asks_again: bool) -> Errand:
    if not has_left(dispatches):
        return Errand(
            invitation=invitation, kind=DispatchKind.INVITATION, sequence=invitation.sequence, asks_again=True
        )
    return Errand(
        invitation=invitation, kind=DispatchKind.UPDATE, sequence=invitation.sequence + 1, asks_again=asks_again
    )


def to_cancel(
    invitations: Sequence[Invitation], dispatches: Mapping[InvitationId, Sequence[Dispatch]]
) -> tuple[Errand, ...]:
    """A CANCEL for every open invitation whose entry the guest may have; none for what was never sent."""
    return tuple(
        Errand(
            invitation=invitation,
            kind=DispatchKind.CANCELLATION,
            sequence=invitation.sequence + 1,
            asks_again=False,
        )
        for invitation in invitations
        if invitation.state is InvitationState.OPEN and has_left(dispatches.get(invitation.id, ()))
    )


def try_again_at(attempt: int, now: datetime, *, first_due: datetime) -> datetime | None:
    """When to try a mail again after its attempt-th temporary failure; None after four days (RFC 5321 4.5.4.1)."""
    if now - first_due > GIVE_UP_AFTER:
        return None
    return now + (RETRY_AFTER[attempt - 1] if attempt <= len(RETRY_AFTER) else RETRY_AFTER[-1])
