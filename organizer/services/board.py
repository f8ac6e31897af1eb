"""The board of a round: every seat with its mail and its answer, and the next best act."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from sqlalchemy import Connection

from organizer.domain.errors import NotFoundError
from organizer.domain.incoming import Incoming, questions
from organizer.domain.invitations import Invitation, InvitationState, Place, Role
from organizer.domain.outbox import AFTERWARDS, REFUSED, Dispatch, DispatchState, is_overtaken
from organizer.domain.people import Person
from organizer.domain.replies import Reply, Standing, gives_seat_back
from organizer.domain.rounds import RoundState
from organizer.domain.vocabulary import DispatchId, InvitationId, ParticipationStatus, PersonId
from organizer.services import tables
from organizer.services.replies import standings
from organizer.services.rounds import Evening
from organizer.services.turnouts import latest_invitations
from organizer.store import incoming as log_store
from organizer.store import invitations as invitation_store
from organizer.store import opt_outs, outbox
from organizer.store import replies as reply_store

UNANSWERED = Standing(status=ParticipationStatus.NEEDS_ACTION)


class NextAct(StrEnum):
    """What the host should look at first."""

    RELEASE_HELD = "release held"
    RESOLVE_UNCERTAIN = "resolve uncertain"
    MEND_FAILED = "mend failed"
    ANSWER_QUESTIONS = "answer questions"
    SEND_DRAFTS = "send drafts"
    LAY_TABLE = "lay table"
    INVITE_WAITING = "invite waiting"
    FILL_SEAT = "fill seat"
    NOTE_ATTENDANCE = "note attendance"
    PLAN_NEXT = "plan next"
    WAIT = "wait"


@dataclass(frozen=True, slots=True, kw_only=True)
class BoardRow:
    """One invitee: guest or speaker, with a seat or without one any more. `opted_out_at` is None without an opt-out."""

    person: Person
    role: Role
    has_seat: bool
    invitation: Invitation | None
    standing: Standing
    dispatches: tuple[Dispatch, ...]
    replies: tuple[Reply, ...]
    log: tuple[Incoming, ...] = ()
    opted_out_at: datetime | None = None

    @property
    def questions(self) -> tuple[Incoming, ...]:
        """What came back and waits for the host's word."""
        return questions(self.log) if self.is_open else ()

    @property
    def dispatches_that_count(self) -> tuple[Dispatch, ...]:
        """Without mails that came back and in whose place a later one stands."""
        return tuple(one for one in self.dispatches if not is_overtaken(one, self.dispatches))

    @property
    def last_dispatch(self) -> Dispatch | None:
        return self.dispatches[-1] if self.dispatches else None

    @property
    def is_open(self) -> bool:
        return self.invitation is not None and self.invitation.state is InvitationState.OPEN

    @property
    def takes_seat(self) -> bool:
        """Whether a chair is taken: whoever said no has given it back, and may still change their mind."""
        return (self.has_seat or self.is_open) and not self.gives_seat_back

    @property
    def has_declined(self) -> bool:
        return self.is_open and self.standing.status is ParticipationStatus.DECLINED

    @property
    def gives_seat_back(self) -> bool:
        return self.is_open and gives_seat_back(self.standing, opted_out=self.person.opted_out)

    @property
    def wants_no_mail(self) -> bool:
        """Whether no answer is to be waited for: it would come to mails that nobody wants."""
        return self.gives_seat_back and not self.has_declined

    @property
    def is_to_be_invited(self) -> bool:
        return self.has_seat and not self.is_open

    @property
    def came(self) -> bool | None:
        return self.invitation.came if self.invitation else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Board:
    """All invitees of a round, the bench (who can be reached first), and what comes next.

    The bench is in the order for the seat of `falls_free`, the guest who said no or wants no more mail, and whose seat
    is given away next.
    """

    planned: Evening
    rows: tuple[BoardRow, ...]
    bench: tuple[Person, ...]
    falls_free: Person | None
    next_act: NextAct
    is_over: bool

    def with_status(self, status: ParticipationStatus) -> tuple[BoardRow, ...]:
        """Guests, not the speaker, who stand so; of one who wants no more mail no answer is awaited."""
        return tuple(
            row
            for row in self.rows
            if row.role is Role.GUEST and row.is_open and row.standing.status is status and not row.wants_no_mail
        )

    @property
    def free_seats(self) -> int:
        taken = sum(row.takes_seat for row in self.rows if row.role is Role.GUEST)
        return max(0, self.planned.party.guests_wanted - taken)

    def in_state(self, state: DispatchState) -> tuple[Dispatch, ...]:
        """Mails of the round that are in this state; once it is over, those that still make sense."""
        mails = (one for row in self.rows for one in row.dispatches_that_count if one.state is state)
        return tuple(one for one in mails if not self.is_over or one.kind in AFTERWARDS)


def board(connection: Connection, planned: Evening, now: datetime) -> Board:
    """The round as the host sees it once invitations are out."""
    invitations = invitation_store.invitations_of(connection, planned.round.id)
    latest = latest_invitations(invitations)
    rows = _rows(connection, planned, latest)
    is_over = planned.round.is_over(now)
    open_ones = {row.person.id for row in rows if row.is_open}
    leaving = _falls_free(planned, rows)
    ranked = tables.bench_for(connection, planned, leaving.id) if leaving else planned.bench
    waiting = (one for one in ranked if one.id not in open_ones)
    bench = tuple(sorted(waiting, key=lambda one: not one.can_be_reached))
    draft = Board(planned=planned, rows=rows, bench=bench, falls_free=leaving, next_act=NextAct.WAIT, is_over=is_over)
    return replace(draft, next_act=_next_act(draft))


def mails_in(
    connection: Connection, planned: Evening, state: DispatchState, dispatch_id: DispatchId | None = None
) -> tuple[Dispatch, ...]:
    """Mails of a round in one state, or the one named if it is; raises NotFoundError for one of another round."""
    ids = [invitation.id for invitation in invitation_store.invitations_of(connection, planned.round.id)]
    mails = [mail for known in outbox.dispatches_of(connection, ids).values() for mail in known]
    if dispatch_id is not None:
        mails = [mail for mail in mails if mail.id == dispatch_id]
        if not mails:
            raise NotFoundError
    return tuple(mail for mail in mails if mail.state is state)


def _falls_free(planned: Evening, rows: Sequence[BoardRow]) -> Person | None:
    """Whose seat goes to somebody of the bench: at a full table the first who gives a seat back."""
    if len(planned.guests) < planned.party.guests_wanted:
        return None
    seated = {one.id for one in planned.guests}
    return next((row.person for row in rows if row.gives_seat_back and row.person.id in seated), None)


def _rows(connection: Connection, planned: Evening, latest: Mapping[PersonId, Invitation]) -> tuple[BoardRow, ...]:
    ids = [invitation.id for invitation in latest.values()]
    stood = standings(connection, tuple(latest.values()))
    dispatches = outbox.dispatches_of(connection, ids)
    replies = reply_store.replies_to(connection, ids)
    logs = log_store.incoming_to(connection, ids)
    rows = (
        _row(planned, person_id, latest.get(person_id), stood, dispatches, replies, logs)
        for person_id in _everybody(planned, latest)
    )
    since = opt_outs.noted_at(connection, latest)
    return tuple(replace(row, opted_out_at=since.get(row.person.id)) for row in rows)


def _everybody(planned: Evening, latest: Mapping[PersonId, Invitation]) -> list[PersonId]:
    """The seated in their order, the speaker, then whoever was invited and has no seat any more.

    Somebody on the bench whose invitation was withdrawn or stopped is only there.
    """
    order = [seat.person_id for seat in planned.seats if seat.place is Place.SEAT]
    order += [planned.speaker.id] if planned.speaker else []
    waiting = {seat.person_id for seat in planned.seats if seat.place is Place.BENCH}
    others = (one for one in latest.values() if one.person_id not in order)
    return [
        *order,
        *(one.person_id for one in others if one.state is InvitationState.OPEN or one.person_id not in waiting),
    ]


def _row(
    planned: Evening,
    person_id: PersonId,
    invitation: Invitation | None,
    stood: Mapping[InvitationId, Standing],
    dispatches: Mapping[InvitationId, tuple[Dispatch, ...]],
    replies: Mapping[InvitationId, tuple[Reply, ...]],
    logs: Mapping[InvitationId, tuple[Incoming, ...]],
) -> BoardRow:
    seat = planned.seat_of(person_id)
    is_speaker = planned.speaker is not None and planned.speaker.id == person_id
    return BoardRow(
        person=planned.people[person_id],
        role=Role.SPEAKER if is_speaker or (invitation and invitation.role is Role.SPEAKER) else Role.GUEST,
        has_seat=is_speaker or (seat is not None and seat.place is Place.SEAT),
        invitation=invitation,
        standing=stood[invitation.id] if invitation else UNANSWERED,
        dispatches=dispatches.get(invitation.id, ()) if invitation else (),
        replies=replies.get(invitation.id, ()) if invitation else (),
        log=logs.get(invitation.id, ()) if invitation else (),
    )


def _next_act(seen: Board) -> NextAct:
    waiting = (
        (NextAct.RELEASE_HELD, {DispatchState.HELD}),
        (NextAct.RESOLVE_UNCERTAIN, {DispatchState.UNCERTAIN}),
        (NextAct.MEND_FAILED, REFUSED),
    )
    for act, states in waiting:
        if any(seen.in_state(state) for state in states):
            return act
    if seen.in_state(DispatchState.HANDED):
        return NextAct.SEND_DRAFTS
    if not seen.is_over and any(row.questions for row in seen.rows):
        return NextAct.ANSWER_QUESTIONS
    if seen.planned.round.state is RoundState.CANCELLED:
        return NextAct.PLAN_NEXT
    return _next_act_of_evening(seen, seen.rows)


def _next_act_of_evening(seen: Board, rows: Sequence[BoardRow]) -> NextAct:
    if not any(row.is_open for row in rows):
        return NextAct.INVITE_WAITING if any(row.has_seat for row in rows) else NextAct.LAY_TABLE
    if seen.is_over:
        expected = [row for row in rows if row.is_open and not row.has_declined]
        return NextAct.NOTE_ATTENDANCE if any(row.came is None for row in expected) else NextAct.PLAN_NEXT
    if any(row.is_to_be_invited for row in rows):
        return NextAct.INVITE_WAITING
    return NextAct.FILL_SEAT if seen.free_seats and seen.bench else NextAct.WAIT
