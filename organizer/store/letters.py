"""What the host wrote: base texts of a round, and for one person a reason or a whole letter."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy import Connection, Row

from organizer.domain.letters import BaseText, LetterKind
from organizer.domain.vocabulary import Formality, Language, PersonId, RoundId
from organizer.store.schema import base_texts, letters, rounds

BaseKey = tuple[LetterKind, Language, Formality]


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnWords:
    """What the host wrote for one person; None where the suggestion or the base text stands.

    `reviewed_as` is a hash of the letter as it was when the host found it good.
    """

    reason: str | None = None
    appreciation: str = ""
    offer: str = ""
    subject: str | None = None
    body: str | None = None
    reviewed_at: datetime | None = None
    reviewed_as: str = ""


def base_texts_of(connection: Connection, round_id: RoundId) -> dict[BaseKey, BaseText]:
    """The base texts that the host changed for this round."""
    query = sa.select(base_texts).where(base_texts.c.round_id == round_id)
    return {
        (row.kind, row.language, row.formality): BaseText(subject=row.subject, body=row.body)
        for row in connection.execute(query)
    }


def set_base_text(connection: Connection, round_id: RoundId, key: BaseKey, text: BaseText | None) -> None:
    """Keep the host's base text; None goes back to the one that comes with the program."""
    kind, language, formality = key
    values = {"round_id": round_id, "kind": kind, "language": language, "formality": formality}
    connection.execute(sa.delete(base_texts).filter_by(**values))
    if text is not None:
        connection.execute(sa.insert(base_texts).values(**values, subject=text.subject, body=text.body))


def own_words_of(connection: Connection, round_id: RoundId) -> dict[tuple[PersonId, LetterKind], OwnWords]:
    """What the host wrote for the first letters of a round; a guest who becomes the speaker gets another letter."""
    query = sa.select(letters).where(letters.c.round_id == round_id)
    return {(PersonId(row.person_id), row.kind): _own_words(row) for row in connection.execute(query)}


def earlier_words_of(
    connection: Connection, round_id: RoundId, people: Collection[PersonId]
) -> dict[PersonId, OwnWords]:
    """What the host wrote last for these people in earlier rounds of the same party, where it was a reason."""
    here = sa.select(rounds.c.party_id, rounds.c.number).where(rounds.c.id == round_id).subquery()
    query = (
        sa.select(letters)
        .join(rounds, rounds.c.id == letters.c.round_id)
        .join(here, (here.c.party_id == rounds.c.party_id) & (rounds.c.number < here.c.number))
        .where(letters.c.person_id.in_(tuple(people)), letters.c.reason.is_not(None), letters.c.reason != "")
        .order_by(rounds.c.number)
    )
    return {PersonId(row.person_id): _own_words(row) for row in connection.execute(query)}


def set_own_words(
    connection: Connection, round_id: RoundId, person_id: PersonId, kind: LetterKind, changes: Mapping[str, object]
) -> None:
    """Change some of what is kept for one person's letter and leave the rest."""
    here = {"round_id": round_id, "person_id": person_id, "kind": kind}
    changed = connection.execute(sa.update(letters).filter_by(**here).values(changes))
    if not changed.rowcount:
        connection.execute(sa.insert(letters).values(**here, **changes))


def _own_words(row: Row[tuple[object, ...]]) -> OwnWords:
    return OwnWords(**{slot: row._mapping[slot] for slot in OwnWords.__slots__})
