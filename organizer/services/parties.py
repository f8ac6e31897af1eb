"""A party: planned from an occasion, found again on the first page."""

from dataclasses import dataclass, replace
from datetime import date, datetime

from sqlalchemy import Connection

from organizer.domain.errors import NotFoundError
from organizer.domain.parties import USUAL_GUESTS, USUAL_LENGTH_MINUTES, Host, Occasion, OccasionKind, Party
from organizer.domain.rounds import Round, RoundState
from organizer.domain.vocabulary import Formality, HostId, OccasionId, PartyId
from organizer.store import parties as store
from organizer.store import rounds as round_store


@dataclass(frozen=True, slots=True, kw_only=True)
class PartyView:
    """A party on the first page, with the step that comes next."""

    party: Party
    rounds: tuple[Round, ...]
    next_step: str


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
    rounds = round_store.rounds_of(connection, found.id)
    return PartyView(party=found, rounds=rounds, next_step=next_step(found, rounds[-1]))


def parties(connection: Connection, host_id: HostId) -> tuple[PartyView, ...]:
    """All parties of a host, newest first."""
    return tuple(
        PartyView(party=one, rounds=rounds, next_step=next_step(one, rounds[-1]))
        for one in store.parties_of(connection, host_id)
        if (rounds := round_store.rounds_of(connection, one.id))
    )


def next_step(planned: Party, last: Round) -> str:
    """The page on which the work on a party goes on: people, table, date, letters or board."""
    if last.state is not RoundState.PLANNING:
        return "board"
    if not planned.topic:
        return "table"
    return "letters" if last.starts_at else "date"


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
