"""The roll of a long list: everybody on it by what they are told apart by, and which rows speak of whom."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from organizer.domain.attendee_columns import TOLD_BY, AttendeeColumns
from organizer.domain.identity import group
from organizer.domain.names import Name
from organizer.domain.traits import Codes, Traits


@dataclass(frozen=True, slots=True, kw_only=True)
class Identity:
    """What somebody is told from others by."""

    name: Name
    email: str
    organisation: str
    city: str
    profile_url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Roll(Sequence[Identity]):
    """Identities column by column; it grows row by row, the known people first."""

    columns: dict[str, list[str]] = field(default_factory=lambda: {slot: [] for slot in TOLD_BY})
    nameless: dict[int, str] = field(default_factory=dict)  # what is written where a name should be, by place

    def add(self, some: AttendeeColumns) -> None:
        """Put the attendees of some rows at the end."""
        start = len(self)
        for slot in TOLD_BY:
            self.columns[slot] += some.columns[slot]
        names = zip(some.columns["given"], some.columns["family"], strict=True)
        for at in (at for at, (given, family) in enumerate(names) if not given and not family):
            self.nameless[start + at] = some.columns["original"][at]

    def below(self, known: Mapping[str, list[str]]) -> "Roll":
        """The roll with known people, given by column, above it."""
        count = len(known["email"])
        columns = {slot: [*known[slot], *self.columns[slot]] for slot in TOLD_BY} if count else self.columns
        return Roll(columns=columns, nameless={at + count: text for at, text in self.nameless.items()})

    def __len__(self) -> int:
        return len(self.columns["email"])

    def __getitem__(self, at: Any) -> Any:  # noqa: ANN401 - one of them; slices are not asked for
        columns = self.columns
        name = Name(given=columns["given"][at], family=columns["family"][at], original=self.nameless.get(at, ""))
        return Identity(
            name=name,
            email=columns["email"][at],
            organisation=columns["organisation"][at],
            city=columns["city"][at],
            profile_url=columns["profile_url"][at],
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Membership:
    """For each row of a list whom it speaks of.

    `known` is the place of a known person or -1, `leaders` the first row of the same person, `alone` says of which rows
    nothing has to be joined. `doubtful` are pairs of places on the whole roll, known people first, that may be of one
    human; the second is always a row of the list.
    """

    known: Codes
    leaders: Codes
    alone: Any
    doubtful: tuple[tuple[int, int], ...]


def tell_apart(known: int, roll: Roll) -> Membership:
    """Find out who is who on a roll whose first `known` are people known before."""
    grouping = group(roll, Traits.of_columns(**roll.columns))
    groups = np.array(grouping.groups, np.int64)
    sizes = np.bincount(groups, minlength=len(groups))
    own = groups[known:]
    return Membership(
        known=np.where(own < known, own, -1),
        leaders=own - known,
        alone=(own >= known) & (sizes[own] == 1),
        doubtful=tuple(pair for pair in grouping.doubtful if pair[1] >= known),
    )
