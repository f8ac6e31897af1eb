from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from organizer.domain.forecasts import History, forecast, history_of
from organizer.domain.next_round import Turnout


def test_forecast_without_history_says_only_how_many_yeses_it_takes():
    told = forecast(History(), wanted=7)

    assert (told.acceptances, told.invite, told.fewest, told.most, told.chance) == (9, 0, 0, 0, 0.0)


def test_history_adds_rounds_up_and_leaves_out_those_without_guests():
    told = history_of(
        [
            Counter({Turnout.CAME: 5, Turnout.NO_SHOW: 1, Turnout.SAID_NO: 2}),
            Counter(),
            Counter({Turnout.SAID_YES: 3, Turnout.SILENT: 4, Turnout.SAID_MAYBE: 1}),
        ]
    )

    assert told == History(rounds=2, invited=16, accepted=9, came=5, missed=1)


def test_forecast_invites_more_where_fewer_said_yes():
    eager = forecast(History(rounds=2, invited=16, accepted=14, came=13, missed=1), wanted=7)
    busy = forecast(History(rounds=2, invited=16, accepted=7, came=6, missed=1), wanted=7)

    assert eager.invite < busy.invite


def test_forecast_is_less_sure_after_one_round_than_after_ten():
    once = forecast(History(rounds=1, invited=8, accepted=5, came=5), wanted=7)
    often = forecast(History(rounds=10, invited=80, accepted=50, came=50), wanted=7)

    assert once.most - once.fewest > often.most - often.fewest
    assert once.chance < often.chance


@given(st.integers(5, 10), st.integers(1, 60), st.data())
def test_forecast_is_always_a_number_of_people_and_a_chance(wanted, invited, data):
    accepted = data.draw(st.integers(0, invited))
    came = data.draw(st.integers(0, accepted))

    told = forecast(History(invited=invited, accepted=accepted, came=came), wanted=wanted)

    assert 5 <= told.invite <= 30
    assert 0 <= told.fewest <= told.most <= told.invite
    assert 0 <= told.chance <= 1


def test_forecast_of_a_well_known_circle_is_the_share_that_comes():
    told = forecast(History(rounds=50, invited=1000, accepted=1000, came=700, missed=300), wanted=7)

    assert told.invite == 10
    assert told.chance == pytest.approx(0.95, abs=0.02)
