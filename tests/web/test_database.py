"""A page has one connection at a time."""

import pytest

from organizer.web.database import reading, writing


@pytest.mark.parametrize("first", [reading, writing])
def test_second_connection_of_a_page_is_refused(app, first):
    with (
        app.app_context(),
        first(),
        pytest.raises(RuntimeError, match="hand on the connection"),
        reading(),
    ):
        pass


def test_page_may_connect_anew_after_a_failure(app):
    with app.app_context():
        with pytest.raises(ZeroDivisionError), writing():
            raise ZeroDivisionError

        with reading() as connection:
            found = connection.exec_driver_sql("SELECT 1").scalar_one()

    assert found == 1
