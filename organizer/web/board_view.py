"""The board as its page shows it: everybody in groups, each with mail, answer and story in words."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from urllib.parse import urlencode

from flask_babel import gettext
from sqlalchemy import Connection

from organizer.domain.errors import NotFoundError
from organizer.domain.incoming import Incoming
from organizer.domain.invitations import Role
from organizer.domain.outbox import REFUSED, Dispatch, DispatchKind, DispatchState
from organizer.domain.replies import Verdict
from organizer.domain.rounds import LONGEST_MINUTES, SHORTEST_MINUTES, RoundState, room_host
from organizer.domain.scheduling import local_time
from organizer.domain.vocabulary import ParticipationStatus
from organizer.formats.mails import OpenedMail, mailto_url, open_mail
from organizer.services import outbox
from organizer.services.board import Board, BoardRow, NextAct, board
from organizer.services.rounds import Evening
from organizer.web.board_words import (
    ANSWERS,
    DECISIONS,
    KINDS,
    TONES,
    Clock,
    Happened,
    MailState,
    days_until,
    draw_board,
    guests_clock,
    mail_state,
    question_in_words,
    reply_in_words,
    story,
    tally_of_board,
    when,
)
from organizer.web.steps import Step, step_path
from organizer.web.table_picture import TablePicture


@dataclass(frozen=True, slots=True, kw_only=True)
class QuestionCard:
    """Something that came back and waits for the host's word, in words.

    `offered` are the answers it may be noted as; `move_to` is the path of the change it proposes.
    """

    entry: Incoming
    words: str
    source: str
    offered: tuple[ParticipationStatus, ...]
    move_to: str

    @property
    def asks_who(self) -> bool:
        """Whether it is open who answered."""
        return self.entry.verdict in (Verdict.UNPROVEN, Verdict.WRONG_ATTENDEE)

    @property
    def asks_to_stop(self) -> bool:
        """Whether the guest wants no more mails."""
        return self.entry.verdict is Verdict.STOP

    @property
    def is_a_stranger(self) -> bool:
        """Whether perhaps somebody else wants to come."""
        return self.entry.verdict is Verdict.WRONG_ATTENDEE


@dataclass(frozen=True, slots=True, kw_only=True)
class SeatCard:
    """One invitee on the board, in words; `stopped` says since when mails are not wanted."""

    row: BoardRow
    answer: str
    tone: str
    mail: MailState | None
    mail_kind: str
    reply: str
    replied_at: str
    stopped: str
    clock: Clock
    story: tuple[Happened, ...]
    questions: tuple[QuestionCard, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """Seats in the same state."""

    key: str
    title: str
    cards: tuple[SeatCard, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class MailCard:
    """One mail that waits for the host."""

    mail: Dispatch
    name: str
    kind: str
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """One draft for the host's own mail program."""

    mail: Dispatch
    name: str
    kind: str
    opened: OpenedMail
    mailto: str

    @property
    def fits_mailto(self) -> bool:
        return "&body=" in self.mailto


@dataclass(frozen=True, slots=True, kw_only=True)
class BoardShown:
    """The whole page. `queued` leave by themselves at `leaves_at`; times are on the clock of `zone`, the host's."""

    seen: Board
    groups: tuple[Group, ...]
    waiting: tuple[MailCard, ...]
    drafts: tuple[Draft, ...]
    queued: tuple[Dispatch, ...]
    leaves_at: datetime | None
    can_take_back: bool
    picture: TablePicture
    tally: str
    countdown: str
    zone: str

    @property
    def silent(self) -> int:
        """How many guests have not answered."""
        return len(self.seen.with_status(ParticipationStatus.NEEDS_ACTION))

    @property
    def asked(self) -> tuple[SeatCard, ...]:
        """Everybody of whom something waits for the host's word."""
        return tuple(card for group in self.groups for card in group.cards if card.questions)

    @property
    def room(self) -> str:
        return room_host(self.seen.planned.round.video_link)

    @property
    def is_planning(self) -> bool:
        return self.seen.planned.round.state is RoundState.PLANNING

    @property
    def is_cancelled(self) -> bool:
        return self.seen.planned.round.state is RoundState.CANCELLED


def look_at(connection: Connection, planned: Evening, now: datetime) -> BoardShown:
    """The board of a round, in words."""
    seen, zone, starts_at = board(connection, planned, now), planned.host.time_zone, planned.round.starts_at
    queued = seen.in_state(DispatchState.QUEUED)
    return BoardShown(
        seen=seen,
        groups=_groups(seen, zone, now),
        waiting=_waiting(seen),
        drafts=tuple(_draft(connection, seen, mail) for mail in seen.in_state(DispatchState.HANDED)),
        queued=queued,
        leaves_at=min((mail.due_at for mail in queued), default=None),
        can_take_back=_can_take_back(seen),
        picture=draw_board(seen),
        tally=tally_of_board(seen),
        countdown=days_until(starts_at, now) if starts_at else "",
        zone=zone,
    )


def _groups(seen: Board, zone: str, now: datetime) -> tuple[Group, ...]:
    """Everybody, by where they stand; empty groups are left out."""
    cards = [_card(row, seen.planned, zone, now) for row in seen.rows]
    is_cancelled = seen.planned.round.state is RoundState.CANCELLED
    titles = {
        "speaker": gettext("Guest speaker"),
        ParticipationStatus.ACCEPTED.value: gettext("Coming"),
        ParticipationStatus.TENTATIVE.value: gettext("Perhaps"),
        ParticipationStatus.NEEDS_ACTION.value: gettext("No answer yet"),
        "stopped": gettext("Want no more mails"),
        "not invited": gettext("Not invited yet"),
        ParticipationStatus.DECLINED.value: gettext("Not coming"),
        "withdrawn": gettext("Were invited") if is_cancelled else gettext("No longer invited"),
    }
    parted = {
        key: tuple(card for card in cards if _group_of(card.row, is_cancelled=is_cancelled) == key) for key in titles
    }
    return tuple(Group(key=key, title=titles[key], cards=found) for key, found in parted.items() if found)


def _group_of(row: BoardRow, *, is_cancelled: bool) -> str:
    if is_cancelled:
        # Who was never invited has nothing to do with an evening that is off.
        return "withdrawn" if row.invitation else ""
    if row.role is Role.SPEAKER and row.has_seat:
        return "speaker"
    if row.is_open:
        return "stopped" if row.wants_no_mail else row.standing.status.value
    return "not invited" if row.has_seat else "withdrawn"


def _card(row: BoardRow, planned: Evening, zone: str, now: datetime) -> SeatCard:
    last, reply = row.last_dispatch, row.standing.reply
    return SeatCard(
        row=row,
        answer=str(ANSWERS[row.standing.status]) if row.is_open else "",
        tone=TONES[row.standing.status],
        mail=mail_state(last, zone, now) if last else None,
        mail_kind=str(KINDS[last.kind]) if last else "",
        reply=reply_in_words(reply) if reply else "",
        replied_at=when(reply.received_at, zone, now) if reply else "",
        stopped=f"{DECISIONS[Verdict.STOP]}, {when(row.opted_out_at, zone, now)}" if row.opted_out_at else "",
        clock=guests_clock(row, planned.round),
        story=story(row, zone, now),
        questions=tuple(_question(one, row, planned, zone, now) for one in row.questions),
    )


def _question(entry: Incoming, row: BoardRow, planned: Evening, zone: str, now: datetime) -> QuestionCard:
    said_at = when(entry.said_at, zone, now)
    source = gettext("%(sender)s, %(time)s", sender=entry.sender, time=said_at) if entry.sender else said_at
    return QuestionCard(
        entry=entry,
        words=question_in_words(entry, row.person.name.full, zone),
        source=source,
        offered=_offered(entry),
        move_to=_move_to(entry, planned),
    )


def _offered(entry: Incoming) -> tuple[ParticipationStatus, ...]:
    """The answers that something may be noted as: what it says, or any where it says nothing certain."""
    if entry.verdict in (Verdict.WORDS, Verdict.NO_STATUS):
        return (ParticipationStatus.ACCEPTED, ParticipationStatus.TENTATIVE, ParticipationStatus.DECLINED)
    if entry.verdict in (Verdict.DELEGATED, Verdict.STOP):
        return (ParticipationStatus.DECLINED,)
    is_answer = entry.verdict in (
        Verdict.UNPROVEN,
        Verdict.WRONG_ATTENDEE,
        Verdict.SEAT_GIVEN,
        Verdict.FROM_THE_FUTURE,
    )
    return (entry.status,) if is_answer and entry.status in ANSWERS and entry.status else ()


def _move_to(entry: Incoming, planned: Evening) -> str:
    """Where the date can be moved to what is proposed; nothing is moved by following it."""
    if entry.proposal is None or entry.verdict is not Verdict.OTHER_TIME:
        return ""
    local = local_time(entry.proposal.starts_at, planned.round.time_zone)
    minutes = (entry.proposal.ends_at - entry.proposal.starts_at) // timedelta(minutes=1)
    asked = {"day": local.date().isoformat(), "time": f"{local:%H:%M}"}
    if SHORTEST_MINUTES <= minutes <= LONGEST_MINUTES:
        asked["length"] = str(minutes)
    return f"{step_path(Step.BOARD, planned.party, planned.round)}/change?{urlencode(asked)}"


def _waiting(seen: Board) -> tuple[MailCard, ...]:
    """The mails the next act is about."""
    states = {
        NextAct.RELEASE_HELD: {DispatchState.HELD},
        NextAct.RESOLVE_UNCERTAIN: {DispatchState.UNCERTAIN},
        NextAct.MEND_FAILED: REFUSED,
    }
    waiting = states.get(seen.next_act, set())
    return tuple(
        MailCard(
            mail=mail,
            name=row.person.name.full,
            kind=str(KINDS[mail.kind]),
            why=gettext(mail.last_text) if mail.last_text else "",
        )
        for row in seen.rows
        for mail in row.dispatches_that_count
        if mail.state in waiting
    )


def _can_take_back(seen: Board) -> bool:
    """Whether first mails wait here that nobody else has seen yet."""
    waiting = (*seen.in_state(DispatchState.HANDED), *seen.in_state(DispatchState.HELD))
    return seen.planned.round.state is RoundState.INVITING and any(
        mail.kind is DispatchKind.INVITATION for mail in waiting
    )


def _draft(connection: Connection, seen: Board, mail: Dispatch) -> Draft:
    found = outbox.mail(connection, seen.planned.host.id, mail.id)
    if found is None:
        raise NotFoundError
    opened = open_mail(found[1])
    name = next(row.person.name.full for row in seen.rows if mail in row.dispatches)
    return Draft(
        mail=mail,
        name=name,
        kind=str(KINDS[mail.kind]),
        opened=opened,
        mailto=mailto_url(mail.recipient, opened.subject, opened.text) if mail.recipient else "",
    )
