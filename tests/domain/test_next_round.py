"""Last time's people, sorted for the next round."""

import pytest

from organizer.domain.invitations import Place
from organizer.domain.next_round import LastTime, Looked, last_time, places_for
from organizer.domain.replies import Standing
from organizer.domain.vocabulary import ParticipationStatus, PersonId
from tests.domain.test_outbox import an_invitation


@pytest.mark.parametrize(
    ("came", "status", "expected"),
    [
        (True, "DECLINED", LastTime.CAME),
        (False, "ACCEPTED", LastTime.NO_SHOW),
        (None, "ACCEPTED", LastTime.SAID_YES),
        (None, "TENTATIVE", LastTime.SAID_MAYBE),
        (None, "DECLINED", LastTime.SAID_NO),
        (None, "NEEDS-ACTION", LastTime.SILENT),
    ],
)
def test_last_time_goes_by_attendance_before_the_answer(came: bool | None, status: str, expected: LastTime) -> None:  # noqa: FBT001
    standing = Standing(status=ParticipationStatus(status))

    assert last_time(an_invitation(came=came), standing) is expected


def test_last_time_of_the_uninvited_is_the_bench() -> None:
    assert last_time(None, Standing(status=ParticipationStatus.NEEDS_ACTION)) is LastTime.BENCH


def test_places_seat_the_returning_and_rank_the_others() -> None:
    people = [
        Looked(person_id=PersonId(number), last_time=how)
        for number, how in enumerate(
            (LastTime.SILENT, LastTime.BENCH, LastTime.SAID_YES, LastTime.CAME, LastTime.SAID_NO, LastTime.NO_SHOW), 1
        )
    ]

    assert places_for(people, seats=7) == (
        (4, Place.SEAT, 1),
        (3, Place.SEAT, 2),
        (5, Place.BENCH, 1),
        (2, Place.BENCH, 2),
        (1, Place.BENCH, 3),
        (6, Place.BENCH, 4),
    )


def test_places_never_exceed_the_table() -> None:
    people = [Looked(person_id=PersonId(number), last_time=LastTime.CAME) for number in range(1, 9)]

    assert [place for _, place, _ in places_for(people, seats=5)].count(Place.SEAT) == 5
