"""An outbox full of mails, and the verdict on what became of them."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

import sqlalchemy as sa
from sqlalchemy import Engine

from organizer.domain.calendar_objects import CalendarAddress
from organizer.domain.outbox import DispatchKind, DispatchState
from organizer.domain.tokens import address_hash
from organizer.domain.vocabulary import InvitationId
from organizer.formats.mails import compose
from organizer.services import invitations
from organizer.store import outbox as store
from organizer.store.engine import migrate, open_engine, reading, transaction
from organizer.store.outbox import FrozenMail
from organizer.store.schema import dispatches
from organizer.store.schema import invitations as invitation_rows
from tests import postgres
from tests.builders import NOW, a_mail
from tests.faults.sink import FaultSink
from tests.services.evenings import KEYS, OFFICE, invitations_of, lay_evening


@dataclass(frozen=True, slots=True, kw_only=True)
class Tally:
    """What the sink's log and the outbox say together."""

    mails: int
    accepted: int
    doubled: int
    lost: int
    uncertain: int
    violations: list[str] = field(default_factory=list)

    def __str__(self) -> str:
        figures = f"{self.mails} mails, {self.accepted} accepted, {self.doubled} doubled, {self.lost} lost"
        return f"{figures}, {self.uncertain} uncertain, {len(self.violations)} violations"


@contextmanager
def a_database(kind: str, folder: Path) -> Iterator[Engine]:
    """An empty, migrated database that several processes can open: a SQLite file, or one of a PostgreSQL server."""
    if kind == "sqlite":
        yield from _made(f"sqlite:///{folder / 'runde.sqlite'}")
    else:
        with postgres.a_database() as url:
            yield from _made(url)


def fill(engine: Engine, due: Sequence[datetime]) -> None:
    """Place one mail for each of these times, at which it falls due, about an evening that lies ahead."""
    with transaction(engine) as connection:
        planned = lay_evening(connection)
        invitations.invite(connection, planned, OFFICE, NOW, as_drafts=False)
        invited = invitations_of(connection, planned)
        connection.execute(sa.delete(dispatches))
        for number, due_at in enumerate(due):
            mail = _a_mail(invited[number % len(invited)].id, number)
            store.place_mail(connection, mail, DispatchState.QUEUED, due_at=due_at, now=NOW)


def add(engine: Engine, mails: int, now: datetime) -> None:
    """Place so many mails more, which the host sends now."""
    with transaction(engine) as connection:
        invited = connection.execute(sa.select(invitation_rows.c.id).order_by(invitation_rows.c.id)).scalars().all()
        there = connection.execute(sa.select(sa.func.count()).select_from(dispatches)).scalar_one()
        for number in range(there, there + mails):
            mail = _a_mail(invited[number % len(invited)], number)
            store.place_mail(connection, mail, DispatchState.QUEUED, due_at=now, now=now)


def states(engine: Engine) -> dict[str, DispatchState]:
    """Message-ID -> state of every mail."""
    with reading(engine) as connection:
        rows = connection.execute(sa.select(dispatches.c.message_id, dispatches.c.state))
        return {row.message_id: row.state for row in rows}


def judge(engine: Engine, sink: FaultSink, *, uncertain: int | None = None) -> Tally:
    """Hold the outbox against what the server accepted; `uncertain` is how many kills fell into the dot's window."""
    said, accepted = states(engine), sink.accepted()
    in_doubt = [one for one, state in said.items() if state is DispatchState.UNCERTAIN]
    doubled = [one for one, digests in accepted.items() if len(digests) > 1]
    sent = [one for one, state in said.items() if state is DispatchState.SENT]
    lost = [one for one in sent if one not in accepted]
    violations = [f"{one} was accepted more than once" for one in doubled]
    violations += [f"{one} is said to be sent and was not" for one in lost]
    violations += [
        f"{one} was accepted and is {said[one]}" for one in accepted if one not in sent and one not in in_doubt
    ]
    violations += [f"{one} is {state}" for one, state in said.items() if one not in sent and one not in in_doubt]
    violations += [f"{one} changed between tries" for one, digests in accepted.items() if len(set(digests)) > 1]
    if uncertain is not None and len(in_doubt) != uncertain:
        violations.append(f"{len(in_doubt)} mails are uncertain instead of {uncertain}")
    return Tally(
        mails=len(said),
        accepted=len(accepted),
        doubled=len(doubled),
        lost=len(lost),
        uncertain=len(in_doubt),
        violations=violations,
    )


def _made(url: str) -> Iterator[Engine]:
    engine = open_engine(url)
    migrate(engine)
    yield engine
    engine.dispose()


def _a_mail(invitation_id: InvitationId, number: int) -> FrozenMail:
    """A mail of its own Message-ID; by SEQUENCE one invitation has room for as many as a test wants."""
    recipient = f"guest{number}@haus.example.org"
    message_id = f"<{number}@runde.example.org>"
    composed = a_mail(recipient=CalendarAddress(name=f"Guest {number}", email=recipient), message_id=message_id)
    return FrozenMail(
        invitation_id=invitation_id,
        kind=DispatchKind.UPDATE,
        sequence=number,
        envelope_from="alice@office.example.org",
        recipient=recipient,
        recipient_hash=address_hash(KEYS, recipient),
        subject=composed.subject,
        message_id=message_id,
        raw=compose(composed),
        body=composed.body,
    )
