"""The round table as a picture, seen from above: where everybody sits. The macro `round_table` draws it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from itertools import accumulate, pairwise
from math import atan2, cos, hypot, pi, sin, sqrt
from typing import Any

from organizer.domain.parties import Host
from organizer.domain.people import Person
from organizer.domain.ties import Tie, TieKind
from organizer.domain.vocabulary import Level

# In units of the drawing. With 304 pixels of a phone for 400 units, 14.5 units are 11 pixels.
WIDTH = 400.0
NAME_SIZE, ORGANISATION_SIZE = 15.5, 14.5
# The lines of a label, from the middle of its seat.
NAME_LINE, ORGANISATION_LINE = 46.0, 62.0
# Seats sit a little above their point of the ring, so that seat and label together are centred on it; at the far side
# more, since the labels there lie between them and the table, and at the near side less.
LIFT, FARTHER_LIFT, NEARER_LIFT = 15.0, 24.0, 8.0
RING, TALLER_BY_SEAT, MOST_ON_CIRCLE = 148.0, 14.0, 8
# How far the table's edge is from the ring; a longer table leaves a third of its length to the chairs.
REACH, LEFT_TO_CHAIRS = 57.0, 1 / 3
ABOVE, BELOW = 74.0, 62.0
SPEAKER_ROOM, SPEAKER_TOP = 58.0, 35.0
GLASS_INSIDE = 15.0
WIDEST_LABEL, BETWEEN_LABELS, OFF_THE_TABLE = 108.0, 10.0, 3.0
STEPS = 720
# How far the line of a tie bends towards the middle of the table, from a straight one (0) to one through it (1).
BEND = 0.62

# Widths of letters in em, for shortening only; a little generous.
NARROW, WIDE = "iljtfrI.,:;'’-()[]|! ", "mwMWQ@%&–—"
NARROW_EM, WIDE_EM, LETTER_EM, IDEOGRAPH_EM = 0.34, 0.9, 0.56, 1.05
FIRST_IDEOGRAPH = 0x2E80


class SeatKind(StrEnum):
    """Who or what is on a chair."""

    HOST = "host"
    GUEST = "guest"
    EMPTY = "empty"
    SPEAKER = "speaker"


class SeatStatus(StrEnum):
    """What the board knows of a seat; NONE while nobody was asked."""

    NONE = ""
    YES = "yes"
    NO = "no"
    MAYBE = "maybe"
    SILENT = "silent"


@dataclass(frozen=True, slots=True, kw_only=True)
class PictureSeat:
    """What stands at one seat. `label` is a first name, or for an empty seat the word for it; `person` an id, or 0."""

    label: str
    person: int = 0
    initials: str = ""
    organisation: str = ""
    level: Level = Level.UNKNOWN
    kind: SeatKind = SeatKind.GUEST
    pinned: bool = False
    met_before: bool = False
    status: SeatStatus = SeatStatus.NONE


@dataclass(frozen=True, slots=True, kw_only=True)
class PlacedSeat:
    """A seat with its place: middle, turn of the chair's back in degrees, its glass, and what fits below."""

    seat: PictureSeat
    x: float
    y: float
    turn: float
    glass_x: float
    glass_y: float
    name: str
    organisation: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DrawnTie:
    """A line over the table between two guests, as the `path` of an SVG."""

    kind: TieKind
    one: int
    other: int
    path: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TablePicture:
    """The whole picture: a table of half axes `rx` and `ry` round its middle, its seats, the guest speaker aside."""

    width: float
    height: float
    x: float
    y: float
    rx: float
    ry: float
    seats: tuple[PlacedSeat, ...]
    speaker: PlacedSeat | None
    ties: tuple[DrawnTie, ...] = ()

    @property
    def levels(self) -> tuple[Level, ...]:
        """The levels that occur, for the legend, highest first."""
        present = {placed.seat.level for placed in self.seats if placed.seat.kind is not SeatKind.EMPTY}
        return tuple(level for level in Level if level in present)

    @property
    def tie_kinds(self) -> frozenset[TieKind]:
        """The kinds of lines that occur, for the legend."""
        return frozenset(tie.kind for tie in self.ties)


def seat_of_person(person: Person, kind: SeatKind = SeatKind.GUEST, **marks: Any) -> PictureSeat:  # noqa: ANN401
    """Somebody's chair: a first name, or the whole one where no given name is known."""
    return PictureSeat(
        label=person.name.given or person.name.full,
        person=person.id,
        initials=person.name.initials,
        organisation=person.organisation,
        level=person.level,
        kind=kind,
        **marks,
    )


def seat_of_host(host: Host, label: str) -> PictureSeat:
    """The host's chair, with the word for "you"."""
    names = host.name.split()
    initials = "".join(name[:1] for name in names[:1] + names[1:][-1:]).upper()
    return PictureSeat(label=label, initials=initials, level=host.level, kind=SeatKind.HOST)


def draw_table(seats: Sequence[PictureSeat], ties: Iterable[Tie] = ()) -> TablePicture:
    """Place everybody: the host at the bottom, the others clockwise in their order, the guest speaker in the corner.

    Ties between guests become lines from glass to glass.

    From nine chairs on the table grows longer, never wider, so that labels stay readable on a phone.
    """
    speakers = [seat for seat in seats if seat.kind is SeatKind.SPEAKER]
    hosts = [seat for seat in seats if seat.kind is SeatKind.HOST]
    others = [seat for seat in seats if seat.kind not in (SeatKind.SPEAKER, SeatKind.HOST)]
    count = len(hosts) + len(others)
    ring_y = RING + TALLER_BY_SEAT * max(0, count - MOST_ON_CIRCLE)
    middle_y = ABOVE + ring_y + (SPEAKER_ROOM if speakers else 0)
    table = TablePicture(
        width=WIDTH,
        height=middle_y + ring_y + BELOW,
        x=WIDTH / 2,
        y=middle_y,
        rx=RING - REACH,
        ry=ring_y - REACH - LEFT_TO_CHAIRS * (ring_y - RING),
        seats=(),
        speaker=_speaker(speakers[0]) if speakers else None,
    )
    return _tied(_seated(table, [*hosts, *others], ring_y), ties)


def shorten(text: str, room: float, size: float) -> str:
    """As much of a text as fits into so much room at that letter size, with an ellipsis where something is left out."""
    widths = list(accumulate(_em(letter) * size for letter in text))
    if not widths or widths[-1] <= room:
        return text
    fitting = sum(width <= room - size * WIDE_EM for width in widths)
    return text[:fitting].rstrip(" .,-&") + "…"


def _em(letter: str) -> float:
    if ord(letter) >= FIRST_IDEOGRAPH:
        return IDEOGRAPH_EM
    if letter in NARROW:
        return NARROW_EM
    return WIDE_EM if letter in WIDE else LETTER_EM


def _speaker(seat: PictureSeat) -> PlacedSeat:
    x, y = WIDTH - WIDEST_LABEL / 2, SPEAKER_TOP
    return _placed(seat, x, y, turn=45.0, glass=(x, y), room=WIDEST_LABEL)


def _seated(table: TablePicture, seats: Sequence[PictureSeat], ring_y: float) -> TablePicture:
    points = _round_an_ellipse(len(seats), RING, ring_y)
    nearest = min((hypot(ax - bx, ay - by) for (ax, ay), (bx, by) in pairwise([*points, *points[:1]])), default=RING)
    placed = []
    for seat, (x, y) in zip(seats, points, strict=True):
        lift = LIFT - (FARTHER_LIFT if y < 0 else NEARER_LIFT) * y / ring_y
        inside = 1 - GLASS_INSIDE / table.rx
        placed.append(
            _placed(
                seat,
                table.x + x,
                table.y + y - lift,
                turn=90 + atan2(y, x) * 180 / pi,
                glass=(table.x + table.rx * inside * x / RING, table.y + table.ry * inside * y / ring_y),
                room=min(WIDEST_LABEL, nearest - BETWEEN_LABELS, _room_beside(table, x, y - lift)),
            )
        )
    return replace(table, seats=tuple(placed))


def _tied(table: TablePicture, ties: Iterable[Tie]) -> TablePicture:
    places = {placed.seat.person: placed for placed in table.seats if placed.seat.person}
    drawn = (
        DrawnTie(kind=tie.kind, one=tie.one, other=tie.other, path=_arc(table, places[tie.one], places[tie.other]))
        for tie in ties
        if tie.ends <= places.keys()
    )
    return replace(table, ties=tuple(drawn))


def _arc(table: TablePicture, one: PlacedSeat, other: PlacedSeat) -> str:
    """A curve from glass to glass, drawn towards the middle, so that neighbours' lines stay on the table, too."""
    middle_x, middle_y = (one.glass_x + other.glass_x) / 2, (one.glass_y + other.glass_y) / 2
    over_x, over_y = middle_x + BEND * (table.x - middle_x), middle_y + BEND * (table.y - middle_y)
    return f"M{one.glass_x} {one.glass_y}Q{over_x:.1f} {over_y:.1f} {other.glass_x} {other.glass_y}"


def _room_beside(table: TablePicture, x: float, y: float) -> float:
    """How wide a label may be below a seat at (x, y) from the table's middle: within the drawing and off the table."""
    top, bottom = y + NAME_LINE - NAME_SIZE, y + ORGANISATION_LINE
    closest = 0.0 if top < 0 < bottom else min(abs(top), abs(bottom))
    wood = table.rx * sqrt(1 - (closest / table.ry) ** 2) + OFF_THE_TABLE if closest < table.ry else 0.0
    return 2 * min(table.width / 2 - abs(x), abs(x) - wood if wood else table.width)


def _placed(
    seat: PictureSeat, x: float, y: float, *, turn: float, glass: tuple[float, float], room: float
) -> PlacedSeat:
    return PlacedSeat(
        seat=seat,
        x=round(x, 1),
        y=round(y, 1),
        turn=round(turn, 1) % 360,
        glass_x=round(glass[0], 1),
        glass_y=round(glass[1], 1),
        name=shorten(seat.label, room, NAME_SIZE),
        organisation=shorten(seat.organisation, room, ORGANISATION_SIZE),
    )


def _round_an_ellipse(count: int, rx: float, ry: float) -> list[tuple[float, float]]:
    """Points at equal distances along an ellipse round the origin, clockwise from the bottom (y points down)."""
    turns = [2 * pi * step / STEPS for step in range(STEPS + 1)]
    outline = [(-rx * sin(turn), ry * cos(turn)) for turn in turns]
    lengths = [0.0, *accumulate(hypot(bx - ax, by - ay) for (ax, ay), (bx, by) in pairwise(outline))]
    wanted = [lengths[-1] * number / count for number in range(count)]
    return [outline[min(range(STEPS), key=lambda step: abs(lengths[step] - length))] for length in wanted]
