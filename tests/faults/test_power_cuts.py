"""H2: the power goes while answers and mails are being written to SQLite. What was acknowledged is there afterwards.

The program's own transactions run over a file system that keeps apart what was written from what was synced. At the
cut each unsynced sector is there, is not there, or is garbage; then the file is opened by an untouched SQLite.
"""

import os
import random
from collections.abc import Callable
from copy import deepcopy
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

import apsw
import pytest
import sqlalchemy as sa

from organizer.domain.outbox import DispatchState
from organizer.domain.tokens import guest_token
from organizer.domain.vocabulary import ParticipationStatus
from organizer.mail.smtp import Outcome, OutcomeKind
from organizer.services import invitations, outbox, replies
from organizer.services.outbox import Worker
from organizer.store import schema
from organizer.store.engine import open_engine, reading, transaction
from organizer.store.outbox import Claimed
from tests.builders import NOW
from tests.faults.outboxes import a_database
from tests.faults.power import Connection, Disk, File, PowerCutError, PowerVFS, safe
from tests.services.evenings import KEYS, OFFICE, invitations_of, lay_evening

SEED = int(os.environ.get("FAULT_SEED", "20261121"))
CUTS = 2_000 if os.environ.get("SOAK") else 300
FILE = "runde.sqlite"
SAID = (ParticipationStatus.ACCEPTED, ParticipationStatus.TENTATIVE, ParticipationStatus.DECLINED)

pytestmark = pytest.mark.slow


@dataclass(slots=True)
class Told:
    """What the program acknowledged: words that guests saw noted, and recipients whose mail's dot was let go."""

    words: set[str] = field(default_factory=set)
    dots: set[str] = field(default_factory=set)


@dataclass(frozen=True, slots=True, kw_only=True)
class Moment:
    """How things stood before a guest's turn: the disk with what is not synced yet, and what was acknowledged."""

    turn: int
    files: dict[str, File]
    steps: int
    told: Told


@dataclass(frozen=True, slots=True, kw_only=True)
class Findings:
    """After so many cuts: how often the file was broken, and how often something acknowledged was missing."""

    cuts: int
    corrupt: int
    lost: int


class Machine:
    """A program whose power can be cut: one engine, over whichever disk is in it."""

    def __init__(self, image: bytes, tokens: tuple[str, ...], *, synchronous: str = "") -> None:
        self.tokens = tokens
        self.disk = Disk({FILE: safe(image)})
        self.moments: list[Moment] = []
        self._first = self._now(0, Told())
        self.engine = open_engine(
            f"sqlite:///{FILE}", creator=lambda: Connection(self.vfs, FILE, synchronous=synchronous)
        )
        self.vfs = PowerVFS(self.disk)

    def run(self, cut_at: int | None) -> Told:
        """An evening's worth of answers and mails, until it is done or the power goes.

        Before the last turn that begins ahead of the cut all is as it was in the evening without one.
        """
        self.engine.dispose()
        before = [one for one in self.moments if cut_at and one.steps < cut_at]
        began = before[-1] if before else self._first
        self.disk = self.vfs.disk = Disk(deepcopy(began.files), cut_at, began.steps)
        told = deepcopy(began.told)
        try:
            for turn, token in enumerate(self.tokens[began.turn :], began.turn):
                if cut_at is None:
                    self.moments.append(self._now(turn, told))
                self._answer(token, random.Random(turn).choice(SAID), f"word {turn}", told)
                outbox.deliver_due(self._worker_for(1), self._deliver(told))
        except (PowerCutError, apsw.Error, sa.exc.DBAPIError):
            assert self.disk.survivors is not None
        return told

    def _now(self, turn: int, told: Told) -> Moment:
        return Moment(turn=turn, files=deepcopy(self.disk.files), steps=self.disk.steps, told=deepcopy(told))

    def _answer(self, token: str, status: ParticipationStatus, word: str, told: Told) -> None:
        with transaction(self.engine) as connection:
            replies.answer(connection, token, status, word, NOW)
        told.words.add(word)

    def _worker_for(self, mails: int) -> Worker:
        left = iter([True] * mails + [False])
        clock = NOW + timedelta(minutes=5)
        return Worker(engine=self.engine, owner="worker", clock=lambda: clock, goes_on=lambda: next(left))

    def _deliver(self, told: Told) -> Callable[[Claimed, Callable[[], bool]], Outcome]:
        def deliver(mail: Claimed, before_dot: Callable[[], bool]) -> Outcome:
            assert before_dot()
            told.dots.add(mail.recipient)
            return Outcome(kind=OutcomeKind.SENT, code=250)

        return deliver


def cut_again_and_again(machine: Machine, folder: Path, cuts: int) -> Findings:
    """Cut the power at so many different operations, and look at what is left each time."""
    machine.run(None)
    dice, steps = random.Random(SEED), machine.disk.steps
    corrupt = lost = 0
    for number in range(cuts):
        told = machine.run(dice.randint(1, steps))
        survivors = machine.disk.survivors or {}
        place = folder / f"cut-{number}"
        is_sound, missing = look_at_what_is_left(place, survivors, told)
        corrupt, lost = corrupt + (not is_sound), lost + missing
    print(f"{cuts} cuts within {steps} operations: {corrupt} corrupt, {lost} acknowledged and lost; seed {SEED}")
    return Findings(cuts=cuts, corrupt=corrupt, lost=lost)


def look_at_what_is_left(place: Path, survivors: dict[str, bytes], told: Told) -> tuple[bool, bool]:
    """Whether the file is sound, and whether something acknowledged is missing, as an untouched SQLite has it."""
    place.mkdir()
    for name, content in survivors.items():
        (place / name).write_bytes(content)
    engine = open_engine(f"sqlite:///{place / FILE}")
    try:
        with reading(engine) as connection:
            if connection.exec_driver_sql("PRAGMA integrity_check").scalar() != "ok":
                return False, False
            words = set(connection.execute(sa.select(schema.replies.c.comment)).scalars())
            # As text: what a garbage sector left there need not be a state.
            state = sa.type_coerce(schema.dispatches.c.state, sa.String)
            known = sa.select(schema.dispatches.c.recipient, state.label("state"))
            states = {row.recipient: row.state for row in connection.execute(known)}
    except sa.exc.DBAPIError:
        return False, False
    finally:
        engine.dispose()
    repeated = [one for one in told.dots if states.get(one) not in (DispatchState.DOT_PENDING, DispatchState.SENT)]
    return True, bool(told.words - words or repeated)


@pytest.fixture(scope="module")
def evening(tmp_path_factory: pytest.TempPathFactory) -> tuple[bytes, tuple[str, ...]]:
    """The bytes of a database with ten invited guests and their mails, and the guests' tokens."""
    folder = tmp_path_factory.mktemp("evening")
    with a_database("sqlite", folder) as engine, transaction(engine) as connection:
        planned = lay_evening(connection, seats=10, guests_wanted=10)
        invitations.invite(connection, planned, OFFICE, NOW, as_drafts=False)
        tokens = tuple(guest_token(KEYS, one.uid) for one in invitations_of(connection, planned))
    return (folder / FILE).read_bytes(), tokens


def test_power_cuts_break_nothing_and_lose_nothing_acknowledged(folder: Path, evening: tuple[bytes, tuple[str, ...]]):
    findings = cut_again_and_again(Machine(*evening), folder, CUTS)

    assert findings == Findings(cuts=CUTS, corrupt=0, lost=0)


def test_power_cuts_break_the_file_when_nothing_is_synced(folder: Path, evening: tuple[bytes, tuple[str, ...]]):
    findings = cut_again_and_again(Machine(*evening, synchronous="OFF"), folder, 20)

    # Nine of ten cuts do: that none of twenty does is not to be seen in the life of this program.
    assert findings.corrupt + findings.lost > 0
