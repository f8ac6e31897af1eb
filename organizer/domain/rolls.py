"""The roll of a long list: everybody on it by what they are told apart by, and which rows speak of whom."""

from array import array
from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import accumulate
from typing import Any

import numpy as np
from numpy.typing import NDArray

from organizer.domain.attendee_columns import TOLD_BY, AttendeeColumns
from organizer.domain.identity import group_many
from organizer.domain.names import Name
from organizer.domain.traits import Codes, TraitReader, Traits


@dataclass(frozen=True, slots=True, kw_only=True)
class Identity:
    """What somebody is told from others by."""

    name: Name
    email: str
    organisation: str
    city: str
    profile_url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PackedTexts:
    """Texts in one text and where each of them ends: many short ones in little memory."""

    text: str
    ends: NDArray[np.int32]

    @staticmethod
    def of(texts: Sequence[str]) -> "PackedTexts":
        ends = np.fromiter(accumulate(map(len, texts)), np.int32, len(texts))
        return PackedTexts(text="".join(texts), ends=ends)

    def __getitem__(self, at: int) -> str:
        return self.text[self.ends[at - 1] if at else 0 : self.ends[at]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Roll(Sequence[Identity]):
    """Identities piece by piece; it grows as rows are read, the known people first. No object is kept for a person."""

    is_packed: bool = True  # otherwise the columns it is given are kept as they are
    pieces: list[Mapping[str, Sequence[str] | PackedTexts]] = field(default_factory=list)
    # Half of each code: that two are equal is looked at closely before it counts.
    told_by: dict[str, "array[int]"] = field(default_factory=lambda: {slot: array("i") for slot in Traits.__slots__})
    starts: list[int] = field(default_factory=lambda: [0])  # of the pieces, and behind the last one
    nameless: dict[int, str] = field(default_factory=dict)  # what is written where a name should be, by place
    reader: TraitReader = field(default_factory=TraitReader)

    def add(self, some: AttendeeColumns) -> None:
        """Put the attendees of some rows at the end."""
        start = len(self)
        self._put(some.columns)
        names = zip(some.columns["given"], some.columns["family"], strict=True)
        for at in (at for at, (given, family) in enumerate(names) if not given and not family):
            self.nameless[start + at] = some.columns["original"][at]

    def below(self, known: Mapping[str, list[str]]) -> "Roll":
        """The roll with known people, given by column, above it."""
        count = len(known["email"])
        if not count:
            return self
        whole = Roll(is_packed=self.is_packed, nameless={at + count: text for at, text in self.nameless.items()})
        whole._put(known)
        whole.pieces.extend(self.pieces)
        for slot, codes in self.told_by.items():
            whole.told_by[slot].extend(codes)
        whole.starts.extend(start + count for start in self.starts[1:])
        return whole

    def let_go(self) -> None:
        """Forget who is on it, but not how many: what a long roll holds is wanted only until all are told apart."""
        self.pieces.clear()
        self.told_by.clear()
        self.nameless.clear()

    @property
    def traits(self) -> Traits:
        """What everybody is told apart by."""
        codes = {slot: np.frombuffer(codes, np.int32) for slot, codes in self.told_by.items()}
        return Traits(**{**codes, "independent": codes["independent"] != 0})

    def __len__(self) -> int:
        return self.starts[-1]

    def __getitem__(self, at: Any) -> Any:  # noqa: ANN401 - one of them; slices are not asked for
        number = bisect_right(self.starts, at) - 1
        columns, within = self.pieces[number], at - self.starts[number]
        given, family = columns["given"][within], columns["family"][within]
        return Identity(
            name=Name(given=given, family=family, original=self.nameless.get(at, "")),
            email=columns["email"][within],
            organisation=columns["organisation"][within],
            city=columns["city"][within],
            profile_url=columns["profile_url"][within],
        )

    def _put(self, columns: Mapping[str, Sequence[str]]) -> None:
        told = {slot: columns[slot] for slot in TOLD_BY}
        self.pieces.append({slot: PackedTexts.of(texts) for slot, texts in told.items()} if self.is_packed else told)
        traits = self.reader.read(**told)
        for slot, codes in self.told_by.items():
            codes.frombytes(getattr(traits, slot).astype(np.int32).tobytes())
        self.starts.append(len(self) + len(columns["email"]))


@dataclass(frozen=True, slots=True, kw_only=True)
class Membership:
    """For each row of a list whom it speaks of.

    `known` is the place of a known person or -1, `leaders` the first row of the same person, `alone` says of which rows
    nothing has to be joined. `doubtful` are pairs of places on the whole roll, known people first, that may be of one
    human; the second is always a row of the list. `unasked` is how many more pairs there are.
    """

    known: Codes
    leaders: Codes
    alone: Any
    doubtful: tuple[tuple[int, int], ...]
    unasked: int

    @property
    def last(self) -> Codes:
        """The last row of the same person, by the first one."""
        last = np.arange(len(self.leaders))
        new = np.flatnonzero(self.known < 0)
        last[self.leaders[new]] = new
        return last


def tell_apart(known: int, roll: Roll) -> Membership:
    """Find out who is who on a roll whose first `known` are people known before."""
    groups, doubtful, unasked = group_many(roll, roll.traits, known)
    sizes = np.bincount(groups, minlength=len(groups))
    own = groups[known:]
    return Membership(
        known=np.where(own < known, own, -1),
        leaders=own - known,
        alone=(own >= known) & (sizes[own] == 1),
        doubtful=doubtful,
        unasked=unasked,
    )
