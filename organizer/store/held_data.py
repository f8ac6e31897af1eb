"""Everything that is kept about one person, table by table, for whoever asks what is known of them."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy import ColumnElement, Connection, RowMapping, Table

from organizer.domain.outbox import TO_ASSISTANT
from organizer.domain.vocabulary import DispatchId, HostId, PersonId
from organizer.store.schema import (
    dispatches,
    incoming,
    invitations,
    letters,
    list_rows,
    parties,
    people,
    replies,
    rounds,
    seats,
    speaker_slots,
    stays,
    unions,
    wishes,
)

# Secrets, fingerprints and what the machine of sending notes for itself say nothing about anybody; nor does what a row
# hangs on. The frozen bytes of a mail repeat its text.
LEFT_OUT = frozenset(
    {
        *("id", "host_id", "person_id", "party_id", "round_id", "list_id", "invitation_id", "search_text"),
        *("address_hash", "recipient_hash", "token_hash", "reviewed_as", "fingerprint", "raw"),
        *("owner", "lease_until", "envelope_from", "leaves_on"),
        # Of somebody else: whoever helps a guest speaker.
        "assistant_email",
    }
)

Row = Mapping[str, object]


def rows_about(connection: Connection, person_id: PersonId) -> dict[str, list[Row]]:
    """Every row about a person, by table, as JSON can say it; tables that hold none are left out."""
    found = {
        table.name: [_plain(row) for row in connection.execute(sa.select(table).where(where)).mappings()]
        for table, where in _about(person_id)
    }
    found["joined_with"] = [_plain(one) for one in joined_with(connection, person_id)]
    return {name: rows for name, rows in found.items() if rows}


def mails_as_rows(connection: Connection, ids: Iterable[DispatchId]) -> list[Row]:
    """These mails, as JSON can say them."""
    query = sa.select(dispatches).where(dispatches.c.id.in_(tuple(ids))).order_by(dispatches.c.id)
    return [_plain(row) for row in connection.execute(query).mappings()]


def joined_with(connection: Connection, person_id: PersonId) -> tuple[Row, ...]:
    """The records, as they were, of whoever was joined with a person."""
    query = sa.select(unions.c.record).where(unions.c.kept_id == person_id).order_by(unions.c.id)
    return tuple(record["person"] for record in connection.execute(query).scalars())


def forget_assistants(connection: Connection, host_id: HostId, addresses: set[str]) -> None:
    """Take these addresses of assistants out of the host's rounds."""
    theirs = sa.select(rounds.c.id).join(parties, parties.c.id == rounds.c.party_id).where(parties.c.host_id == host_id)
    here = speaker_slots.c.round_id.in_(theirs) & speaker_slots.c.assistant_email.in_(addresses)
    connection.execute(sa.update(speaker_slots).where(here).values(assistant_email=""))


def assistants(connection: Connection, host_id: HostId) -> set[str]:
    """The addresses of guest speakers' assistants that a host knows."""
    query = (
        sa.select(speaker_slots.c.assistant_email)
        .join(rounds, rounds.c.id == speaker_slots.c.round_id)
        .join(parties, parties.c.id == rounds.c.party_id)
        .where(parties.c.host_id == host_id, speaker_slots.c.assistant_email != "")
    )
    return set(connection.execute(query).scalars())


def _about(person_id: PersonId) -> tuple[tuple[Table, ColumnElement[bool]], ...]:
    theirs = sa.select(invitations.c.id).where(invitations.c.person_id == person_id)
    named = (list_rows, seats, wishes, letters, stays, speaker_slots, invitations)
    return (
        (people, people.c.id == person_id),
        *((table, table.c.person_id == person_id) for table in named),
        (dispatches, dispatches.c.invitation_id.in_(theirs) & dispatches.c.kind.not_in(tuple(TO_ASSISTANT))),
        *((table, table.c.invitation_id.in_(theirs)) for table in (replies, incoming)),
    )


def _plain(row: RowMapping | Row) -> Row:
    """What a row says; what it leaves empty is left out."""
    return {
        name: _as_json(value) for name, value in row.items() if name not in LEFT_OUT and value not in (None, "", (), [])
    }


def _as_json(value: Any) -> object:  # noqa: ANN401 - whatever a column holds
    return value.isoformat() if isinstance(value, date | datetime) else value
