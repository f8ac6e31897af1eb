"""An evening in a database of its own: Alice's party, its table and bench, ready to be sent to."""

import os
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from datetime import UTC, datetime

import sqlalchemy as sa
from sqlalchemy import Connection, Engine

from organizer.domain.invitations import Invitation
from organizer.domain.names import Name
from organizer.domain.outbox import Dispatch, DispatchState
from organizer.domain.parties import Host, OccasionKind
from organizer.domain.rounds import SpeakerSlot
from organizer.domain.tokens import Keys
from organizer.domain.vocabulary import HostId, Language, Level, PartyId, PersonId
from organizer.services import hosts, letters, parties, people, rounds, tables
from organizer.services.post_office import PostOffice
from organizer.services.rounds import Evening
from organizer.store import hosts as host_store
from organizer.store import invitations as invitation_store
from organizer.store import outbox, schema
from organizer.store.engine import open_engine
from tests import postgres
from tests.builders import NOW, a_host, a_person
from tests.databases import prepare

STARTS_AT = datetime(2026, 12, 3, 17, 0, tzinfo=UTC)
KEYS = Keys(invitations=b"i" * 32, addresses=b"a" * 32)
OFFICE = PostOffice(keys=KEYS, sends=True)
NAMES = ("Bob", "Carla", "Dirk", "Edda", "Femke", "Gerd", "Hanna", "Ivo", "Jana", "Kees")

Rows = dict[str, list[tuple[object, ...]]]

_SOMEBODY_IS_KNOWN = sa.select(sa.exists(sa.select(schema.people)) | sa.exists(sa.select(schema.parties)))
# Evenings laid in this process by how they were, with the rows that each added to its database.
_LAID: dict[str, tuple[Evening, dict[str, list[dict[str, object]]]]] = {}


@contextmanager
def a_database() -> Iterator[Engine]:
    """An empty database: in memory, or on the PostgreSQL server that TEST_DATABASE_URL names."""
    server = postgres.a_database() if os.environ.get("TEST_DATABASE_URL") else nullcontext("sqlite://")
    with server as url:
        engine = open_engine(url)
        prepare(engine)
        yield engine
        engine.dispose()


def another_host(connection: Connection) -> Host:
    """Charlie, who has people and parties of his own in the same database."""
    values = {"name": "Charlie", "email": "charlie@example.net", "language": Language.EN, "level": Level.UNKNOWN}
    return hosts.host(connection, host_store.insert_host(connection, {**values, "time_zone": "Europe/Berlin"}))


def lay_evening(
    connection: Connection,
    *,
    seats: int = 5,
    bench: int = 2,
    with_speaker: bool = False,
    guests_wanted: int = 5,
    host: Host | None = None,
) -> Evening:
    """A party whose first round has everything that sending needs; the table is full unless more are wanted.

    What was laid once in an empty SQLite database is copied into the next one: letters take their time.
    """
    how = (seats, bench, with_speaker, guests_wanted, host)
    if connection.dialect.name != "sqlite" or connection.execute(_SOMEBODY_IS_KNOWN).scalar_one():
        return _lay(connection, *how)
    key = repr((how, connection.execute(sa.select(schema.hosts)).all()))
    if key not in _LAID:
        before = everything(connection)
        planned = _lay(connection, *how)
        _LAID[key] = planned, _added(before, everything(connection))
    else:
        planned, added = _LAID[key]
        for name, rows in added.items():
            connection.execute(schema.metadata.tables[name].insert(), rows)
    return planned


def _lay(
    connection: Connection, seats: int, bench: int, with_speaker: bool, guests_wanted: int, host: Host | None
) -> Evening:
    alice = a_host()
    host = host or hosts.welcome_host(
        connection, name=alice.name, email=alice.email, language=Language.EN, time_zone="Europe/Berlin"
    )
    party = parties.plan_party(
        connection, host, kind=OccasionKind.CONFERENCE_CANCELLED, name="Fachtag Forschungsdaten", now=NOW
    )
    planned = rounds.evening(connection, host, party.id, 1)
    tables.describe_evening(
        connection,
        planned,
        topic="Open research data",
        question="What would have helped you early on?",
        spoken_language=Language.EN,
        guests=max(guests_wanted, seats),
    )
    ids = _make_known(connection, host.id, seats + bench + with_speaker)
    planned = rounds.evening(connection, host, party.id, 1)
    tables.arrange(connection, planned, ids[:seats], ids[seats : seats + bench])
    rounds.fix_date(connection, planned, starts_at=STARTS_AT, time_zone="Europe/Berlin", length_minutes=90)
    slot = SpeakerSlot(person_id=ids[-1], offset_minutes=20, length_minutes=20) if with_speaker else None
    rounds.furnish(connection, planned, video_link="https://meet.example.org/runde-1", slot=slot)
    planned = rounds.evening(connection, host, party.id, 1)
    write_reasons(connection, planned)
    return planned


def write_reasons(connection: Connection, planned: Evening) -> None:
    """A reason of its own in every letter, so that none stands in the way."""
    desk = letters.open_desk(connection, planned)
    for person in desk.invitees:
        letters.write_reason(connection, desk, person.id, f"Nobody tells {person.name.given}’s story better.")


def again(connection: Connection, planned: Evening) -> Evening:
    """The same round as it is in the database now."""
    return rounds.evening(connection, planned.host, PartyId(planned.party.id), planned.round.number)


def invitations_of(connection: Connection, planned: Evening) -> tuple[Invitation, ...]:
    return invitation_store.invitations_of(connection, planned.round.id)


def mails_of(connection: Connection, planned: Evening) -> list[Dispatch]:
    """All mails of a round, oldest first."""
    ids = [invitation.id for invitation in invitations_of(connection, planned)]
    found = [one for mails in outbox.dispatches_of(connection, ids).values() for one in mails]
    return sorted(found, key=lambda one: one.id)


def told(connection: Connection, planned: Evening) -> list[tuple[str, str, int, str]]:
    """All mails of a round as (whose, kind, SEQUENCE, state)."""
    return [
        (mail.recipient.partition("@")[0], mail.kind.value, mail.sequence, mail.state.value)
        for mail in mails_of(connection, planned)
    ]


def let_leave(connection: Connection, planned: Evening, now: datetime = NOW) -> None:
    """Everything that waits has been delivered."""
    ids = [mail.id for mail in mails_of(connection, planned)]
    outbox.change_state(connection, ids, from_=(DispatchState.QUEUED,), to=DispatchState.SENT, now=now)


def settle(connection: Connection, planned: Evening, state: DispatchState, why: str = "") -> None:
    """Everything that waits has come to this."""
    ids = [mail.id for mail in mails_of(connection, planned)]
    outbox.change_state(connection, ids, from_=(DispatchState.QUEUED,), to=state, now=NOW, why=why)


def everything(connection: Connection) -> Rows:
    """All rows of all tables but of forms kept aside, to see that nothing changed."""
    return {
        table.name: sorted((tuple(row) for row in connection.execute(sa.select(table))), key=repr)
        for table in schema.metadata.sorted_tables
        if table is not schema.kept_forms
    }


def _added(before: Rows, after: Rows) -> dict[str, list[dict[str, object]]]:
    """The rows that came, by table; whoever lays an evening changes nothing that was there."""
    assert all(row in after[name] for name, rows in before.items() for row in rows)
    come = {name: [row for row in rows if row not in before[name]] for name, rows in after.items()}
    columns = {name: schema.metadata.tables[name].columns.keys() for name in come}
    return {name: [dict(zip(columns[name], row, strict=True)) for row in rows] for name, rows in come.items() if rows}


def _make_known(connection: Connection, host_id: HostId, count: int) -> tuple[PersonId, ...]:
    newcomers = [
        a_person(
            id=PersonId(0),
            name=Name(given=given, family="Muster", original=f"{given} Muster"),
            email=f"{given.lower()}@haus{number}.example.org",
            organisation=f"Haus {number}",
            language=Language.EN,
        )
        for number, given in enumerate(NAMES[:count], 1)
    ]
    return people.add_people(connection, host_id, newcomers, KEYS, NOW)
