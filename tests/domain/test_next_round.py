"""Last time's people, sorted for the next round."""

import pytest

from organizer.domain.invitations import Place
from organizer.domain.next_round import Looked, Turnout, places_for, turnout
from organizer.domain.replies import Standing
from organizer.domain.vocabulary import ParticipationStatus, PersonId
from tests.domain.test_outbox import an_invitation


@pytest.mark.parametrize(
    ("came", "status", "expected"),
    [
        (True, "DECLINED", Turnout.CAME),
        (False, "ACCEPTED", Turnout.NO_SHOW),
        (False, "DECLINED", Turnout.SAID_NO),
        (False, "NEEDS-ACTION", Turnout.SILENT),
        (None, "ACCEPTED", Turnout.SAID_YES),
        (None, "TENTATIVE", Turnout.SAID_MAYBE),
        (None, "DECLINED", Turnout.SAID_NO),
        (None, "NEEDS-ACTION", Turnout.SILENT),
    ],
)
def test_turnout_goes_by_attendance_before_the_answer(came: bool | None, status: str, expected: Turnout) -> None:
    standing = Standing(status=ParticipationStatus(status))

    assert turnout(an_invitation(came=came), standing) is expected


def test_places_seat_the_returning_and_rank_the_others() -> None:
    people = [
        Looked(person_id=PersonId(number), turnout=how)
        for number, how in enumerate(
            (Turnout.SILENT, Turnout.BENCH, Turnout.SAID_YES, Turnout.CAME, Turnout.SAID_NO, Turnout.NO_SHOW), 1
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
    people = [Looked(person_id=PersonId(number), turnout=Turnout.CAME) for number in range(1, 9)]

    assert [place for _, place, _ in places_for(people, seats=5)].count(Place.SEAT) == 5
