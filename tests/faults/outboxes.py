"""An outbox full of mails, and the verdict on what became of them."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

import sqlalchemy as sa
from sqlalchemy import Engine

from organizer.domain.calendar_objects import CalendarAddress
from organizer.domain.outbox import DispatchKind, DispatchState
from organizer.domain.tokens import address_hash
from organizer.domain.vocabulary import InvitationId
from organizer.formats.mails import compose
from organizer.services import invitations
from organizer.store import outbox as store
from organizer.store import schema
from organizer.store.engine import migrate, open_engine, reading, transaction
from organizer.store.outbox import FrozenMail
from organizer.store.schema import dispatches
from tests import postgres
from tests.builders import NOW, a_mail
from tests.faults.sink import FaultSink
from tests.services.evenings import KEYS, OFFICE, lay_evening


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
def a_database(kind: str, folder: Path, *, laid: bool = False) -> Iterator[Engine]:
    """A migrated database that several processes can open: a SQLite file, or one of a PostgreSQL server.

    It is empty, or `laid` for mails to be placed in it. Each is a copy of one that was made once.
    """
    prepare = lay_in if laid else migrate_in
    if kind == "sqlite":
        path = folder / "runde.sqlite"
        path.write_bytes(_file_of(prepare))
        yield from _opened(f"sqlite:///{path}")
    else:
        with postgres.a_database(prepare) as url:
            yield from _opened(url)


def migrate_in(url: str) -> None:
    """Make every table in a database."""
    engine = open_engine(url)
    migrate(engine)
    engine.dispose()


def lay_in(url: str) -> None:
    """Make every table in a database, and lay an evening in it."""
    migrate_in(url)
    engine = open_engine(url)
    lay(engine)
    engine.dispose()


def lay(engine: Engine) -> None:
    """An evening that lies ahead, with invited guests and no mail to anybody."""
    with transaction(engine) as connection:
        invitations.invite(connection, lay_evening(connection), OFFICE, NOW, as_drafts=False)
        connection.execute(sa.delete(dispatches))


def fill(engine: Engine, due: Sequence[datetime], now: datetime = NOW) -> None:
    """Place one mail for each of these times, at which it falls due, about the evening that was laid last."""
    of_rounds = schema.invitations.c.round_id
    invited = sa.select(schema.invitations.c.id).where(of_rounds == sa.select(sa.func.max(of_rounds)).scalar_subquery())
    with transaction(engine) as connection:
        ids = connection.execute(invited.order_by(schema.invitations.c.id)).scalars().all()
        there = connection.execute(sa.select(sa.func.count()).select_from(dispatches)).scalar_one()
        for number, due_at in enumerate(due, there):
            mail = _a_mail(ids[number % len(ids)], number)
            store.place_mail(connection, mail, DispatchState.QUEUED, due_at=due_at, now=now)


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


@cache
def _file_of(prepare: Callable[[str], None]) -> bytes:
    with TemporaryDirectory() as folder:
        path = Path(folder) / "runde.sqlite"
        prepare(f"sqlite:///{path}")
        return path.read_bytes()


def _opened(url: str) -> Iterator[Engine]:
    engine = open_engine(url)
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
