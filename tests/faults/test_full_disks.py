"""H6: the disk is full, or somebody else holds the database. Nothing is sent that cannot be noted; then it goes on."""

from pathlib import Path

import pytest

from tests.builders import NOW
from tests.faults.floors import ENDS_WITHIN, LATER, Floor, a_floor
from tests.faults.outboxes import judge
from tests.faults.workers import Fate, Point, start

pytestmark = pytest.mark.slow


def fill_the_disk(floor: Floor, point: Point) -> None:
    """Let one worker find the disk full from this point of its first mail on; it ends with an error."""
    worker = start(floor.job(fall_at=point, fate=Fate.DISK_FULL))
    worker.join(ENDS_WITHIN)
    assert worker.exitcode == 1


@pytest.mark.parametrize("point", [Point.CLAIM_UNWRITTEN, Point.CLAIMED, Point.BODY_SENT, Point.DOT_UNRECORDED])
def test_no_dot_is_sent_that_the_full_disk_cannot_note_and_all_goes_on_with_room(folder: Path, point: Point):
    with a_floor("sqlite", folder, [NOW] * 3) as floor:
        fill_the_disk(floor, point)
        accepted_meanwhile = floor.sink.accepted()
        floor.wait(LATER)
        floor.run(floor.job())
        tally = judge(floor.engine, floor.sink, uncertain=0)

    assert accepted_meanwhile == {}
    assert (tally.accepted, tally.violations) == (3, [])


def test_mail_whose_answer_the_full_disk_cannot_note_is_uncertain_and_not_repeated(folder: Path):
    with a_floor("sqlite", folder, [NOW] * 3) as floor:
        fill_the_disk(floor, Point.DOT_ANSWERED)
        floor.wait(LATER)
        floor.run(floor.job())
        tally = judge(floor.engine, floor.sink, uncertain=1)

    assert (tally.accepted, tally.violations) == (3, [])
