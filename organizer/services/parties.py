"""A party: planned from an occasion, found again on the first page."""

from dataclasses import dataclass, replace
from datetime import date, datetime

from sqlalchemy import Connection

from organizer.domain.errors import NotFoundError
from organizer.domain.invitations import InvitationState, Role
from organizer.domain.outbox import DispatchState
from organizer.domain.parties import USUAL_GUESTS, USUAL_LENGTH_MINUTES, Host, Occasion, OccasionKind, Party
from organizer.domain.replies import standing
from organizer.domain.rounds import Round, RoundState
from organizer.domain.vocabulary import Formality, HostId, OccasionId, ParticipationStatus, PartyId
from organizer.store import invitations as invitation_store
from organizer.store import outbox
from organizer.store import parties as store
from organizer.store import replies as reply_store
from organizer.store import rounds as round_store
from organizer.store.progress import Progress, knows_anybody, progress_of

# Mails that do nothing more by themselves.
WAITING = (DispatchState.HELD, DispatchState.UNCERTAIN, DispatchState.FAILED)


@dataclass(frozen=True, slots=True, kw_only=True)
class PartyView:
    """A party on the first page, with the step that comes next.

    Of the last round: `seated` have a seat, `answered` have said something, `coming` have said yes;
    `waiting` mails were held, refused, or perhaps sent: the board asks the host about them.
    """

    party: Party
    rounds: tuple[Round, ...]
    next_step: str
    seated: int = 0
    answered: int = 0
    coming: int = 0
    waiting: int = 0


def plan_party(
    connection: Connection,
    host: Host,
    *,
    kind: OccasionKind,
    name: str,
    place: str = "",
    planned_on: date | None = None,
    fell_out: str = "",
    now: datetime,
) -> Party:
    """Make the occasion, its party and the first round."""
    occasion = {"host_id": host.id, "kind": kind, "name": name, "place": place, "planned_on": planned_on}
    occasion_id = store.insert_occasion(connection, {**occasion, "fell_out": fell_out})
    values = {
        "host_id": host.id,
        "occasion_id": occasion_id,
        "spoken_language": host.language,
        "guests_wanted": USUAL_GUESTS,
        "length_minutes": USUAL_LENGTH_MINUTES,
        "formality": Formality.INFORMAL if kind.is_visit else Formality.FORMAL,
    }
    planned = party(connection, host.id, store.insert_party(connection, values, now))
    round_store.insert_round(connection, _first_round(planned, host))
    return planned


def party(connection: Connection, host_id: HostId, party_id: PartyId) -> Party:
    found = store.find_party(connection, host_id, party_id)
    if found is None:
        raise NotFoundError
    return found


def party_of_occasion(connection: Connection, host_id: HostId, occasion_id: OccasionId) -> Party:
    found = store.party_of_occasion(connection, host_id, occasion_id)
    if found is None:
        raise NotFoundError
    return found


def of_occasion(connection: Connection, host_id: HostId, occasion_id: OccasionId) -> PartyView:
    """The party that makes up for an occasion, with its rounds."""
    found = party_of_occasion(connection, host_id, occasion_id)
    return view(connection, found)


def parties(connection: Connection, host_id: HostId) -> tuple[PartyView, ...]:
    """All parties of a host, newest first."""
    return tuple(view(connection, one) for one in store.parties_of(connection, host_id))


def view(connection: Connection, shown: Party) -> PartyView:
    """A party with its rounds and how far the last one is."""
    rounds = round_store.rounds_of(connection, shown.id)
    progress = progress_of(connection, rounds[-1].id)
    stood = _answers(connection, rounds[-1])
    return PartyView(
        party=shown,
        rounds=rounds,
        next_step=_next_step(connection, shown, rounds[-1], progress),
        seated=progress.seated,
        answered=sum(one is not ParticipationStatus.NEEDS_ACTION for one in stood),
        coming=stood.count(ParticipationStatus.ACCEPTED),
        waiting=_mails_waiting(connection, rounds[-1]),
    )


def change_occasion(connection: Connection, host_id: HostId, party_id: PartyId, **changes: object) -> None:
    """Correct the occasion; every letter names it anew."""
    occasion: Occasion = party(connection, host_id, party_id).occasion
    store.update_occasion(connection, replace(occasion, **changes))  # type: ignore[arg-type]


def _first_round(planned: Party, host: Host) -> dict[str, object]:
    return {
        "party_id": planned.id,
        "number": 1,
        "state": RoundState.PLANNING,
        "time_zone": host.time_zone,
        "length_minutes": planned.length_minutes,
    }


def _answers(connection: Connection, last: Round) -> list[ParticipationStatus]:
    """What the guests who are invited say."""
    if last.state is not RoundState.INVITING:
        return []
    invited = [
        one
        for one in invitation_store.invitations_of(connection, last.id)
        if one.state is InvitationState.OPEN and one.role is Role.GUEST
    ]
    said = reply_store.replies_to(connection, [one.id for one in invited])
    return [standing(one, said.get(one.id, ())).status for one in invited]


def _mails_waiting(connection: Connection, last: Round) -> int:
    """How many mails of a round wait for the host's word."""
    if last.state is RoundState.PLANNING:
        return 0
    ids = [one.id for one in invitation_store.invitations_of(connection, last.id)]
    mails = [mail for known in outbox.dispatches_of(connection, ids).values() for mail in known]
    return sum(mail.state in WAITING for mail in mails)


def _next_step(connection: Connection, planned: Party, last: Round, progress: Progress) -> str:
    """The page on which the work on a party goes on: people, table, date, letters, room, rehearsal or board."""
    if last.state is not RoundState.PLANNING:
        return "board"
    if not progress.seated:
        return "table" if knows_anybody(connection, planned.host_id) else "people"
    if not planned.topic:
        return "table"
    if last.starts_at is None:
        return "date"
    if not progress.has_all_letters:
        return "letters"
    return "rehearsal" if last.video_link else "room"
