"""Rounds with their speaker slots, as rows."""

from collections.abc import Mapping

import sqlalchemy as sa
from sqlalchemy import Connection, Row

from organizer.domain.rounds import Round, SpeakerSlot
from organizer.domain.vocabulary import PartyId, RoundId
from organizer.store.schema import rounds, speaker_slots


def insert_round(connection: Connection, values: Mapping[str, object]) -> RoundId:
    return RoundId(connection.execute(sa.insert(rounds).values(**values).returning(rounds.c.id)).scalar_one())


def update_round(connection: Connection, round_id: RoundId, values: Mapping[str, object]) -> None:
    connection.execute(sa.update(rounds).where(rounds.c.id == round_id).values(**values))


def lock_round(connection: Connection, round_id: RoundId) -> None:
    """Let nobody else work on this round until the end of the transaction; on SQLite there is one writer anyway."""
    connection.execute(sa.select(rounds.c.id).where(rounds.c.id == round_id).with_for_update())


def set_speaker_slot(connection: Connection, round_id: RoundId, slot: SpeakerSlot | None) -> None:
    connection.execute(sa.delete(speaker_slots).where(speaker_slots.c.round_id == round_id))
    if slot is not None:
        values = {name: getattr(slot, name) for name in SpeakerSlot.__slots__}
        connection.execute(sa.insert(speaker_slots).values(round_id=round_id, **values))


def rounds_of(connection: Connection, party_id: PartyId) -> tuple[Round, ...]:
    """The rounds of a party, first to last."""
    query = (
        sa.select(rounds, *(column.label(f"slot_{column.name}") for column in speaker_slots.c))
        .join(speaker_slots, speaker_slots.c.round_id == rounds.c.id, isouter=True)
        .where(rounds.c.party_id == party_id)
        .order_by(rounds.c.number)
    )
    return tuple(_round(row) for row in connection.execute(query))


def _round(row: Row[tuple[object, ...]]) -> Round:
    values = dict(row._mapping)
    slot = {key.removeprefix("slot_"): values.pop(key) for key in tuple(values) if key.startswith("slot_")}
    if slot.pop("round_id") is not None:
        values["speaker_slot"] = SpeakerSlot(**slot)
    return Round(**values)
