import re
from math import hypot
from pathlib import Path

import pytest
from jinja2 import Environment, FileSystemLoader

from organizer.domain.vocabulary import Level
from organizer.web.table_picture import PictureSeat, SeatKind, SeatStatus, draw_table, shorten
from tests.goldens import golden
from tests.web.client import house_rules_broken_by

TEMPLATES = Path(__file__).resolve().parents[2] / "templates"
LEVEL_NAMES = {Level.TOP: "top management", Level.SENIOR: "leads others", Level.UNKNOWN: "not said"}
ALICE = PictureSeat(label="Alice", initials="AB", organisation="Auenland", level=Level.SENIOR, kind=SeatKind.HOST)
SPEAKER = PictureSeat(label="Dora", initials="DK", level=Level.TOP, kind=SeatKind.SPEAKER)
EMPTY = PictureSeat(label="free", kind=SeatKind.EMPTY)


def a_seat(**changes):
    return PictureSeat(**{"label": "Bob", "initials": "BW", "organisation": "Polder Data"} | changes)


def drawn(picture, **values):
    environment = Environment(loader=FileSystemLoader(TEMPLATES), autoescape=True)
    environment.globals["_"] = lambda sentence: sentence
    macro = environment.get_template("components/round_table.html").module.round_table
    return str(macro(picture, "Your table", "The same as the list.", LEVEL_NAMES, **values))


def test_draw_table_sets_the_host_at_the_bottom_and_others_clockwise():
    picture = draw_table([a_seat(label="left"), ALICE, a_seat(label="top"), a_seat(label="right")])

    bottom, left, top, right = picture.seats
    assert [placed.name for placed in picture.seats] == ["Alice", "left", "top", "right"]
    assert bottom.y > left.y > top.y
    assert left.x < bottom.x == top.x < right.x


@pytest.mark.parametrize("guests", range(1, 11))
def test_draw_table_leaves_room_between_chairs_and_within_the_drawing(guests):
    picture = draw_table(
        [ALICE, *[a_seat(label="Bartholomäus", organisation="Wissenschaftszentrum")] * guests, SPEAKER]
    )

    chairs = [*picture.seats, picture.speaker]
    gaps = [hypot(a.x - b.x, a.y - b.y) for a in chairs for b in chairs if a is not b]
    assert len(picture.seats) == guests + 1
    assert min(gaps) > 62
    assert all(30 <= chair.x <= picture.width - 30 and 30 <= chair.y <= picture.height - 62 for chair in chairs)


def test_draw_table_grows_longer_but_never_wider():
    five, ten = (draw_table([ALICE, *[a_seat()] * guests]) for guests in (5, 10))

    assert (five.rx, five.ry) == (ten.rx, five.rx)
    assert ten.ry > ten.rx
    assert five.width == ten.width


def test_draw_table_of_nobody_is_a_bare_table():
    assert draw_table([]).seats == ()


def test_draw_table_names_the_levels_that_occur_highest_first():
    picture = draw_table([a_seat(level=Level.JUNIOR), ALICE, a_seat(level=Level.TOP), EMPTY])

    assert picture.levels == (Level.TOP, Level.SENIOR, Level.JUNIOR)


@pytest.mark.parametrize(
    ("text", "room", "short"),
    [
        ("Bob", 60, "Bob"),
        ("", 60, ""),
        ("Jan-Philipp", 60, "Jan-P…"),
        ("Smith, Jones & Co.", 90, "Smith, Jon…"),
        ("Smith, Jones & Co.", 74, "Smith, J…"),
        ("田中太郎田中太郎", 70, "田中太…"),
        ("Bob", 0, "…"),
    ],
)
def test_shorten_keeps_what_fits(text, room, short):
    assert shorten(text, room, 15) == short


def test_round_table_is_drawn_as_agreed():
    picture = draw_table(
        [
            ALICE,
            a_seat(level=Level.TOP, pinned=True, met_before=True),
            a_seat(label="Charlie", initials="C", organisation="", status=SeatStatus.MAYBE, level=Level.INDEPENDENT),
            EMPTY,
            SPEAKER,
        ]
    )

    svg = drawn(picture).encode()

    assert svg == golden("round_table.svg.html", svg)


def test_round_table_says_every_seat_in_words():
    seat = a_seat(level=Level.TOP, pinned=True, met_before=True, status=SeatStatus.YES)

    titles = re.findall("<title>(.*)</title>", drawn(draw_table([seat, EMPTY])))

    assert titles == ["Bob, Polder Data, top management, keeps this seat, met before, said yes", "free"]


def test_round_table_is_no_way_in_for_names():
    charlie = a_seat(label="</title><script>alert(1)</script>", initials='"<', organisation="<b>&")

    svg = drawn(draw_table([charlie]))

    assert "<script" not in svg
    assert "<b>" not in svg


def test_round_table_keeps_the_house_rules():
    statuses = [a_seat(status=status) for status in SeatStatus]
    figure = drawn(draw_table([ALICE, *statuses, EMPTY, SPEAKER]))
    page = (
        '<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">'
        f"<title>Table</title></head><body><main><h1>Table</h1>{figure}</main></body></html>"
    )

    assert [broken for broken in house_rules_broken_by(page) if "stylesheet" not in broken] == []
    assert "style=" not in figure
