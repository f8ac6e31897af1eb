"""Long lists: read in pieces before anything is written, everybody told apart at once, saved by column."""

import gc
import io
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import Connection

from organizer.domain.attendee_columns import NAME, SLOTS, Aside, AttendeeColumns, ColumnReader
from organizer.domain.attendee_list import Attendee, Field, Reading, RowVerdict, SetAside
from organizer.domain.identity import names_agree
from organizer.domain.import_runs import Stage
from organizer.domain.list_decisions import said_of
from organizer.domain.names import tidy
from organizer.domain.repeats import merged
from organizer.domain.rolls import Membership, Roll, tell_apart
from organizer.domain.tokens import Keys, address_hashes
from organizer.domain.told_rows import added_by
from organizer.domain.traits import Codes, Flags
from organizer.domain.vocabulary import HostId, ListId, PersonId
from organizer.formats.attendee_lists import BEGINNING, is_text_table
from organizer.formats.long_tables import LONG, LongTable, UnevenTableError, find_long_table, long_table
from organizer.services import opt_outs, people
from organizer.services.list_decisions import WaitingList
from organizer.store import attendee_lists as store
from organizer.store import people as people_store
from organizer.store import same_person as union_store

KEPT = 24 * 2**20  # bytes of a list kept in memory between the first and the second look; a longer one is read twice
# What a person has that a column holds as it is; the name as it was written has a column of another name.
STORED = (
    *(part for part in NAME if part != "original"),
    *(slot for slot in SLOTS if slot not in (*NAME, "row", "fault", "language_is_guessed")),
)

Columns = dict[str, Sequence[Any]]
# Hears how many rows a stage has done; what it raises ends the import.
Tell = Callable[[Stage, int], None]


def to_nobody(stage: Stage, rows: int) -> None:
    """Where nobody asks how far an import is."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Imported:
    """What an import did: people read, new ones, those who were known, rows that need attention."""

    read: int
    new: int
    merged: int
    attention: int
    unasked: int = 0  # pairs of namesakes beyond those the host is asked about


@dataclass(frozen=True, slots=True, kw_only=True)
class LongList:
    """A long list after its first reading: where it is, whom it names, the rows that name nobody."""

    table: LongTable
    pieces: tuple[AttendeeColumns, ...] | None
    roll: Roll
    set_aside: tuple[Aside, ...]

    @property
    def as_shown(self) -> Reading:
        """How its columns were read, without its people."""
        layout = self.table.layout
        return Reading(attendees=(), set_aside=(), problems=(), table=layout.table, columns=layout.columns)


def long_file(file: Path) -> LongList | None:
    """A long list in a file; none where it is short, or not plain to its end."""
    with file.open("rb") as binary:
        beginning = binary.read(BEGINNING)
    is_long = file.stat().st_size >= LONG and is_text_table(beginning)
    return _to_its_end(find_long_table(lambda: file.open("rb")) if is_long else None)


def read_ahead(one: WaitingList, tell: Tell = to_nobody) -> LongList | None:
    """A long list that waits, read before anything is written; none where it is short, or not plain to its end."""
    said = partial(said_of, decisions=one.decisions, layouts=one.layouts)
    return _to_its_end(long_table(one.content, said) if one.is_as_guessed else None, tell)


def _to_its_end(table: LongTable | None, tell: Tell = to_nobody) -> LongList | None:
    try:
        return read_long(table, tell) if table else None
    except UnevenTableError:
        return None


@contextmanager
def _collector_at_rest() -> Iterator[None]:
    """Let the collector of cycles rest: a long list makes millions of objects and no cycle."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


@_collector_at_rest()
def read_long(table: LongTable, tell: Tell = to_nobody) -> LongList:
    """Go through a list for the first time; raises UnevenTableError."""
    with table.open() as binary:
        is_kept = binary.seek(0, io.SEEK_END) <= KEPT
    roll = Roll(is_packed=not is_kept)
    pieces: list[AttendeeColumns] = []
    set_aside: list[Aside] = []
    for piece in _pieces(table):
        roll.add(piece)
        set_aside += piece.set_aside
        tell(Stage.READING, len(roll) + len(set_aside))
        if is_kept:
            pieces.append(piece)
    kept = tuple(pieces) if is_kept else None
    return LongList(table=table, pieces=kept, roll=roll, set_aside=tuple(set_aside))


@_collector_at_rest()
def save_long(
    connection: Connection,
    host_id: HostId,
    list_id: ListId,
    one: LongList,
    keys: Keys,
    now: datetime,
    tell: Tell = to_nobody,
) -> Imported:
    """Save everybody on a list and what became of each row, in the transaction of the caller."""
    tell(Stage.COMPARING, 0)
    known_ids, known = people_store.identities_of(connection, host_id)
    saving = _Saving(connection, host_id, list_id, keys, now)
    saving.known = len(known_ids)
    saving.ids = np.concatenate([np.array(known_ids, np.int64), np.zeros(len(one.roll), np.int64)])
    saving.members = tell_apart(len(known_ids), one.roll.below(known))
    del known
    one.roll.let_go()
    saving.look_ahead()
    saving.asks_for_address = Field.EMAIL in one.table.layout.at
    saved = 0
    for piece in one.pieces if one.pieces is not None else _pieces(one.table):
        saving.take(piece, saved)
        saved += len(piece)
        tell(Stage.SAVING, saved)
    saving.ask()
    saving.set_aside(one.table.above, one.set_aside)
    return saving.done


class _Saving:
    """One list on its way into the database."""

    ids: NDArray[np.int64]  # of everybody on the roll, those known before first
    known: int
    members: Membership
    asks_for_address: bool

    def __init__(self, connection: Connection, host_id: HostId, list_id: ListId, keys: Keys, now: datetime) -> None:
        self._connection, self._host_id, self._list_id = connection, host_id, list_id
        self._keys, self._now = keys, now
        self._several: dict[int, list[Attendee]] = {}  # rows of one person, by the place of the first of them
        self._met: set[PersonId] = set()  # those known before who stand on this list
        self._new = 0

    @property
    def done(self) -> Imported:
        met = len(self._met)
        return Imported(
            read=self._new + met,
            new=self._new,
            merged=met,
            attention=int(self._attention.sum()),
            unasked=self.members.unasked,
        )

    def look_ahead(self) -> None:
        """Note which rows may repeat another row of the list, and which is the last of each person."""
        self._attention = np.zeros(len(self.members.leaders), bool)
        self._attention[[other - self.known for one, other in self.members.doubtful if one >= self.known]] = True
        self._last = self.members.last

    def take(self, piece: AttendeeColumns, start: int) -> None:
        """Save the people of whom these are the last rows; `start` is the place of the first one on the roll."""
        here = slice(start, start + len(piece))
        is_alone = self.members.alone[here]
        alone = start + np.flatnonzero(is_alone)
        self.ids[self.known + alone] = self._add(piece if is_alone.all() else piece.only(is_alone.tolist()), alone)
        met: dict[int, Attendee] = {}
        whole: list[int] = []
        for place in (start + np.flatnonzero(~is_alone)).tolist():
            attendee, leader = piece.attendee(place - start), int(self.members.leaders[place])
            if self.members.known[place] >= 0:
                met[place] = attendee
                continue
            self._several.setdefault(leader, []).append(attendee)
            if self._last[leader] == place:
                whole.append(leader)
        self._meet(met)
        self._join(sorted(whole))

    def ask(self) -> None:
        """Note whom to ask about: pairs that may be one human."""
        pairs = ((self._who(one), self._who(other)) for one, other in self.members.doubtful)
        union_store.ask(self._connection, self._host_id, (both for both in pairs if both[0] != both[1]))

    def set_aside(self, above: Sequence[SetAside], rows: Sequence[Aside]) -> None:
        """Keep the rows that gave nobody."""
        everything = [*((one, None) for one in above), *rows]
        columns: Columns = {
            "number": [one.row for one, _ in everything],
            "verdict": [one.verdict for one, _ in everything],
            "text": [tidy(one.text) for one, _ in everything],
            "says": [_said(told) for _, told in everything],
        }
        self._keep(columns, len(everything))

    def _who(self, place: int) -> PersonId:
        """The person at this place of the roll."""
        at = place - self.known
        if at < 0:
            return PersonId(int(self.ids[place]))
        known = int(self.members.known[at])
        return PersonId(int(self.ids[known if known >= 0 else self.members.leaders[at] + self.known]))

    def _join(self, leaders: Sequence[int]) -> None:
        """Save people who stand in several rows, all of which have been read."""
        several = [self._several.pop(leader) for leader in leaders]
        joined = [merged(records) for records in several]
        places = np.array(leaders, np.int64)
        ids = self._add(AttendeeColumns.of(joined), places)
        self.ids[self.known + places] = ids
        self._keep_repeats(
            [
                (one, records[0], told, person_id)
                for one, records, person_id in zip(joined, several, ids, strict=True)
                for told in records[1:]
            ]
        )

    def _add(self, some: AttendeeColumns, places: Codes) -> Sequence[PersonId]:
        """Save people as new, and the rows that gave them; `places` are theirs on the roll."""
        if not len(some):
            return ()
        columns = some.columns
        values = {slot: columns[slot] for slot in STORED} | {
            "original_name": columns["original"],
            "is_speaker": list(map(bool, columns["is_speaker"])),
            "address_hash": address_hashes(self._keys, columns["email"]),
        }
        opt_outs.take_over(self._connection, self._host_id, columns["email"], self._keys)
        ids = people_store.insert_people_columns(self._connection, self._host_id, values, len(some), self._now)
        self._new += len(some)
        self._attention[places] |= _needing_attention(some, asks_for_address=self.asks_for_address)
        numbers = dict(zip(ids, columns["row"], strict=True))
        store.insert_rows_of_newcomers(self._connection, self._list_id, numbers)
        return ids

    def _meet(self, told: Mapping[int, Attendee]) -> None:
        """Fill the gaps of those known before, and keep the rows that name them, given by their places."""
        if not told:
            return
        met = [(self._who(self.known + place), attendee) for place, attendee in told.items()]
        ids = {person_id for person_id, _ in met}
        latest = {one.id: one for one in people_store.people_of(self._connection, self._host_id, ids)}
        filled = []
        for person_id, attendee in met:
            latest[person_id], gaps = people.merged(latest[person_id], people.as_person(attendee))
            if gaps:
                people.change(self._connection, self._host_id, latest[person_id], self._keys)
            filled.append(gaps)
        verdicts = []
        for person_id, _ in met:
            verdicts.append(RowVerdict.REPEAT if person_id in self._met else RowVerdict.PERSON)
            self._met.add(person_id)
        some = AttendeeColumns.of([attendee for _, attendee in met])
        self._attention[list(told)] |= _needing_attention(some, asks_for_address=self.asks_for_address)
        row_ids: Columns = {
            "person_id": [person_id for person_id, _ in met],
            "filled": filled,
            "verdict": verdicts,
            "says": [_said(attendee) for _, attendee in met],
        }
        self._keep(_telling(some) | row_ids, len(some))

    def _keep_repeats(self, repeats: Sequence[tuple[Attendee, Attendee, Attendee, PersonId]]) -> None:
        """Keep rows that repeat somebody: who it is, the row that named them first, what this one tells, their id."""
        agreeing = [names_agree(told.name, one.name) for one, _, told, _ in repeats]
        columns: Columns = _telling(AttendeeColumns.of([one for one, *_ in repeats])) | {
            "number": [told.row for _, _, told, _ in repeats],
            "verdict": [RowVerdict.REPEAT] * len(repeats),
            "person_id": [person_id for *_, person_id in repeats],
            "filled": [
                added_by(told, first) if agrees else ()
                for agrees, (_, first, told, _) in zip(agreeing, repeats, strict=True)
            ],
            "says": [
                _said(told) if agrees else None for agrees, (_, _, told, _) in zip(agreeing, repeats, strict=True)
            ],
        }
        self._keep(columns, len(repeats))

    def _keep(self, columns: Columns, count: int) -> None:
        nothing: Columns = {"person_id": [None] * count, "filled": [()] * count, "says": [None] * count}
        usual = nothing | {"was_new": [False] * count}
        store.insert_row_columns(self._connection, self._list_id, usual | columns, count)


def _said(told: Attendee | None) -> Mapping[str, object] | None:
    """What a row tells of somebody, for those who look at it later."""
    return people_store.plain(people.as_person(told)) if told and told.name.full else None


def _telling(some: AttendeeColumns) -> Columns:
    """What is kept of the rows that tell of people: their numbers, and the words that name somebody."""
    pairs = zip(some.columns["original"], some.columns["email"], strict=True)
    return {
        "number": some.columns["row"],
        "verdict": [RowVerdict.PERSON] * len(some),
        "text": [f"{name} | {email}" if name and email else name or email for name, email in pairs],
    }


def _needing_attention(some: AttendeeColumns, *, asks_for_address: bool) -> Flags:
    """Of whom the name or the address is not whole."""
    told = zip(*(some.columns[slot] for slot in ("given", "family", "email", "fault")), strict=True)
    needing = (
        not (given and family) or bool(fault) or (asks_for_address and not email)
        for given, family, email, fault in told
    )
    return np.fromiter(needing, bool, len(some))


def _pieces(table: LongTable) -> Iterator[AttendeeColumns]:
    reader = ColumnReader(table.layout)
    for numbers, rows in table.pieces():
        yield reader.read(numbers, rows)
