from datetime import timedelta

import pytest

from organizer.domain.sign_ins import LIFETIME, MOST_CODES, SignIn, is_invited, may_ask
from tests.builders import NOW


def a_sign_in(*, wrong_codes: int = 0) -> SignIn:
    return SignIn(
        id=1,
        email="alice@example.org",
        token_hash="t",
        code_hash="c",
        browser_hash="b",
        asked_at=NOW,
        wrong_codes=wrong_codes,
    )


def test_sign_in_is_over_after_a_quarter_of_an_hour():
    one = a_sign_in()

    assert not one.is_over(NOW + LIFETIME - timedelta(seconds=1))
    assert one.is_over(NOW + LIFETIME)


def test_sign_in_is_over_after_too_many_codes():
    assert not a_sign_in(wrong_codes=MOST_CODES - 1).is_over(NOW)
    assert a_sign_in(wrong_codes=MOST_CODES).is_over(NOW)


@pytest.mark.parametrize(("for_address", "from_place", "may"), [(4, 19, True), (5, 0, False), (0, 20, False)])
def test_asking_too_often_is_refused_for_an_address_and_for_a_place(for_address: int, from_place: int, may: bool):
    assert may_ask(for_address, from_place) is may


@pytest.mark.parametrize(
    ("email", "organizers", "invited"),
    [
        ("alice@example.org", ("alice@example.org",), True),
        (" Alice@Example.org ", ("alice@example.org",), True),
        ("bob@example.org", ("@example.org",), True),
        ("bob@mail.example.org", ("@example.org",), False),
        ("bob@example.net", ("*",), True),
        ("charlie@example.net", ("alice@example.org", "@example.org"), False),
        ("alice@example.org", (), False),
    ],
)
def test_who_may_host(email: str, organizers: tuple[str, ...], invited: bool):
    assert is_invited(email, organizers) is invited
