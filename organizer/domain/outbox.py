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
# A full mailbox or a lost route may be mended in hours, seldom in minutes; then it is the host's turn.
RETRY_SLOWLY_AFTER = tuple(timedelta(hours=hours) for hours in (1, 4, 12))
SCATTER = 0.2  # mails refused together do not come back together
LONGEST_ASKED_WAIT = timedelta(hours=4)
GIVE_UP_AFTER = timedelta(days=4)  # RFC 5321 4.5.4.1
# A late invitation is worse than a failure the host can see.
GIVE_UP_BEFORE_START = timedelta(hours=24)
# Whatever waited longer than this was due while no worker ran: the host says whether it still shall leave.
STALE_AFTER = timedelta(hours=1)


class DispatchKind(StrEnum):
    INVITATION = "invitation"
    UPDATE = "update"
    CANCELLATION = "cancellation"
    REMINDER = "reminder"
    INTRODUCTION = "introduction"
    THANKS = "thanks"
    ASSISTANT = "assistant"
    ASSISTANT_CANCELLATION = "assistant cancellation"


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


# A calendar object is in these; the others are letters only.
WITH_ENTRY = frozenset({DispatchKind.INVITATION, DispatchKind.UPDATE, DispatchKind.CANCELLATION, DispatchKind.REMINDER})
# Prepared by the host on the board: nobody misses one that was stopped, and it can be prepared anew.
PREPARED = frozenset({DispatchKind.REMINDER, DispatchKind.INTRODUCTION, DispatchKind.THANKS})
TO_ASSISTANT = frozenset({DispatchKind.ASSISTANT, DispatchKind.ASSISTANT_CANCELLATION})
# What still makes sense once the evening is over.
AFTERWARDS = frozenset({DispatchKind.THANKS})
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

    @property
    def waits_to_be_passed_on(self) -> bool:
        """Whether it is a text without an address that the host has not noted as passed on."""
        return self.state is DispatchState.HANDED and not self.recipient


@dataclass(frozen=True, slots=True, kw_only=True)
class Errand:
    """One thing to tell one invitee, before it is written. `asks_again` says that earlier answers no longer hold."""

    invitation: Invitation
    kind: DispatchKind
    sequence: int
    asks_again: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Quota:
    """How many mails may leave a mailbox; below what its provider allows, who would lock it."""

    per_hour: int
    per_day: int


# Providers allow from 50 an hour (a new mailbox) and 500 a day on; a service that sends for many has more.
OWN_MAILBOX = Quota(per_hour=40, per_day=100)
SERVICE_MAILBOX = Quota(per_hour=500, per_day=2000)
QUOTA_LOOKS_BACK = timedelta(days=1)


def has_left(dispatches: Iterable[Dispatch]) -> bool:
    """Whether any mail with the calendar entry may have reached the guest."""
    return any(dispatch.state in MAY_HAVE_LEFT and dispatch.kind in WITH_ENTRY for dispatch in dispatches)


def is_overtaken(mail: Dispatch, dispatches: Iterable[Dispatch]) -> bool:
    """Whether a later mail with the entry stands in place of one that came back, so that nobody has to mend it."""
    later = (one for one in dispatches if one.id > mail.id and one.kind in WITH_ENTRY)
    has_later = any(one.state is not DispatchState.CANCELLED for one in later)
    return mail.state is DispatchState.BOUNCED and mail.kind in WITH_ENTRY and has_later


def was_told(kind: DispatchKind, sequence: int, dispatches: Iterable[Dispatch]) -> bool:
    """Whether a mail of that kind and SEQUENCE is out or on its way; one that was stopped or refused is not."""
    never_left = (DispatchState.CANCELLED, DispatchState.FAILED)
    return any(
        (dispatch.kind, dispatch.sequence) == (kind, sequence) and dispatch.state not in never_left
        for dispatch in dispatches
    )


def to_invite(invitations: Sequence[Invitation]) -> tuple[Errand, ...]:
    """First mails for everybody whose invitation is still planned."""
    return tuple(
        Errand(invitation=invitation, kind=DispatchKind.INVITATION, sequence=invitation.sequence, asks_again=True)
        for invitation in invitations
        if invitation.state is InvitationState.PLANNED
    )


def to_tell(kind: DispatchKind, invitation: Invitation) -> Errand:
    """A prepared letter beside the entry that stands: the same SEQUENCE, so that there is one of its kind for each."""
    return Errand(invitation=invitation, kind=kind, sequence=invitation.sequence, asks_again=False)


def to_assistant(errand: Errand) -> Errand:
    """The same told to the guest speaker's assistant."""
    cancelled = errand.kind is DispatchKind.CANCELLATION
    kind = DispatchKind.ASSISTANT_CANCELLATION if cancelled else DispatchKind.ASSISTANT
    return Errand(invitation=errand.invitation, kind=kind, sequence=errand.sequence, asks_again=False)


def to_tell_of_change(
    invitations: Sequence[Invitation],
    dispatches: Mapping[InvitationId, Sequence[Dispatch]],
    declined: frozenset[InvitationId],
    *,
    moved: bool,
) -> tuple[Errand, ...]:
    """Updates for everybody who may have the entry and has not said no; who has no mail yet gets the first one anew.

    Somebody to whom the host has not passed the first text on yet gets one, too: nothing they know of is changed.
    `moved` says that start or length changed, so that earlier answers no longer hold.
    """
    return tuple(
        _update(invitation, dispatches.get(invitation.id, ()), asks_again=moved)
        for invitation in invitations
        if invitation.state is InvitationState.OPEN and invitation.id not in declined
    )


def _update(invitation: Invitation, dispatches: Sequence[Dispatch], *, asks_again: bool) -> Errand:
    if not has_left(one for one in dispatches if not one.waits_to_be_passed_on):
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


def last_try(created_at: datetime, starts_at: datetime | None) -> datetime:
    """Until when a mail is tried: four days, or a day before the evening; written later than that, until it begins."""
    at_most = created_at + GIVE_UP_AFTER
    if starts_at is None:
        return at_most
    early = starts_at - GIVE_UP_BEFORE_START
    return min(at_most, early if created_at < early else starts_at)


def try_again_at(
    attempt: int, now: datetime, *, until: datetime, dice: float, slowly: bool = False, asked: timedelta | None = None
) -> datetime | None:
    """When to try a mail again after its attempt-th temporary failure; None when it has to be given up.

    `dice` from 0 to 1 scatters; `slowly` is for what takes hours to mend, `asked` what the server asked for.
    """
    waits = RETRY_SLOWLY_AFTER if slowly else RETRY_AFTER
    if slowly and attempt > len(waits):
        return None
    wait = waits[min(attempt, len(waits)) - 1] * (1 + SCATTER * (2 * dice - 1))
    at = now + max(wait, min(asked or wait, LONGEST_ASKED_WAIT))
    return at if at <= until else None


def free_again_at(left: Sequence[datetime], quota: Quota, now: datetime) -> datetime | None:
    """When the mailbox may send again; None if at once. `left` is when its mails of the last day left, oldest first."""
    spans = ((timedelta(hours=1), quota.per_hour), (QUOTA_LOOKS_BACK, quota.per_day))
    waits = [
        within[-most] + span for span, most in spans if len(within := [one for one in left if one > now - span]) >= most
    ]
    return max(waits, default=None)
