"""Rounds with their speaker slots, as rows."""

from collections.abc import Mapping, Sequence

import sqlalchemy as sa
from sqlalchemy import Connection, Row

from organizer.domain.invitations import InvitationState, Role
from organizer.domain.rounds import Round, SpeakerSlot, Stay
from organizer.domain.vocabulary import PartyId, PersonId, RoundId
from organizer.store.schema import invitations, rounds, speaker_slots, stays


def insert_round(connection: Connection, values: Mapping[str, object]) -> RoundId:
    return RoundId(connection.execute(sa.insert(rounds).values(**values).returning(rounds.c.id)).scalar_one())


def update_round(connection: Connection, round_id: RoundId, values: Mapping[str, object]) -> None:
    changed = {**values, "revision": rounds.c.revision + 1}
    connection.execute(sa.update(rounds).where(rounds.c.id == round_id).values(changed))


def note_deletion(connection: Connection, person_id: PersonId) -> None:
    """Count a guest who is about to be deleted in the rounds they are invited to."""
    here = (invitations.c.person_id == person_id) & (invitations.c.state == InvitationState.OPEN)
    invited_to = sa.select(invitations.c.round_id).where(here, invitations.c.role == Role.GUEST)
    for round_id in connection.execute(invited_to.distinct()).scalars().all():
        update_round(connection, RoundId(round_id), {"guests_deleted": rounds.c.guests_deleted + 1})


def lock_round(connection: Connection, round_id: RoundId) -> None:
    """Let nobody else work on this round until the end of the transaction; on SQLite there is one writer anyway."""
    connection.execute(sa.select(rounds.c.id).where(rounds.c.id == round_id).with_for_update())


def set_speaker_slot(connection: Connection, round_id: RoundId, slot: SpeakerSlot | None) -> None:
    connection.execute(sa.delete(speaker_slots).where(speaker_slots.c.round_id == round_id))
    if slot is not None:
        values = {name: getattr(slot, name) for name in SpeakerSlot.__slots__}
        connection.execute(sa.insert(speaker_slots).values(round_id=round_id, **values))
    update_round(connection, round_id, {})


def set_stay(connection: Connection, round_id: RoundId, person_id: PersonId, stay: Stay | None) -> None:
    """Keep for which part of the round a guest is there; None means the whole."""
    connection.execute(sa.delete(stays).filter_by(round_id=round_id, person_id=person_id))
    if stay is not None:
        values = {name: getattr(stay, name) for name in Stay.__slots__}
        connection.execute(sa.insert(stays).values(round_id=round_id, **values))


def rounds_of(connection: Connection, party_id: PartyId) -> tuple[Round, ...]:
    """The rounds of a party, first to last."""
    query = (
        sa.select(rounds, *(column.label(f"slot_{column.name}") for column in speaker_slots.c))
        .join(speaker_slots, speaker_slots.c.round_id == rounds.c.id, isouter=True)
        .where(rounds.c.party_id == party_id)
        .order_by(rounds.c.number)
    )
    found = connection.execute(query).all()
    parts = _stays_in(connection, [row.id for row in found])
    return tuple(_round(row, parts.get(row.id, ())) for row in found)


def _stays_in(connection: Connection, ids: Sequence[int]) -> dict[int, tuple[Stay, ...]]:
    query = sa.select(stays).where(stays.c.round_id.in_(ids)).order_by(stays.c.person_id)
    found: dict[int, tuple[Stay, ...]] = {}
    for row in connection.execute(query):
        values = dict(row._mapping)
        round_id = values.pop("round_id")
        found[round_id] = (*found.get(round_id, ()), Stay(**values))
    return found


def _round(row: Row[tuple[object, ...]], parts: tuple[Stay, ...]) -> Round:
    values = dict(row._mapping)
    slot = {key.removeprefix("slot_"): values.pop(key) for key in tuple(values) if key.startswith("slot_")}
    if slot.pop("round_id") is not None:
        values["speaker_slot"] = SpeakerSlot(**slot)
    return Round(**values, stays=parts)
