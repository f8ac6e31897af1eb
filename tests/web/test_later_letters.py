"""The pages on which later letters are prepared and sent."""

import pytest

from organizer.domain.outbox import DispatchState
from organizer.web.shell import Shell
from tests.web.boards import answered, invited, letters_told, mails
from tests.web.client import HouseClient, text_of
from tests.web.desks import database_of, path


def test_looking_at_the_letters_sends_nothing(app: Shell, client: HouseClient):
    planned = invited(app)
    before = database_of(app)

    for kind in ("reminder", "introduction", "thanks"):
        assert client.get(path(planned, "board", "letters", kind)).status_code == 200

    assert database_of(app) == before


def test_reminders_are_read_edited_and_sent_to_those_ticked(app: Shell, client: HouseClient):
    planned = invited(app)
    answered(app, planned, "ACCEPTED")
    here, (_, carla, dirk, *_) = path(planned, "board", "letters", "reminder"), planned.guests
    shown = text_of(client.get(here).text)
    edit = f"{path(planned, 'letters', carla.id)}/text?kind=reminder"
    editor = text_of(client.get(edit).text)
    client.submit(edit, {"subject": "A word", "body": "Dear Carla, is {{ date }} possible?"})

    client.submit(here, {"person": [carla.id, dirk.id]})

    assert "Bob Muster: has answered" in shown
    assert "A little while ago I invited you" in editor
    sent = [(whose, state) for whose, kind, _, state in mails(app, planned) if kind == "reminder"]
    assert sent == [("carla", "handed"), ("dirk", "handed")]
    assert letters_told(app, planned, "reminder")[0].startswith(
        "Dear Carla, is Thursday, 3 December 2026, 18:00 (Amsterdam time) possible?"
    )


def test_pressing_twice_sends_once(app: Shell, client: HouseClient):
    planned = invited(app)
    here = path(planned, "board", "letters", "reminder")
    everybody = {"person": [guest.id for guest in planned.guests]}

    answers = [client.submit(here, everybody).status_code for _ in range(2)]

    assert answers == [303, 303]
    assert sum(kind == "reminder" for _, kind, _, _ in mails(app, planned)) == 5


def test_a_base_text_of_reminders_is_changed_for_all(app: Shell, client: HouseClient):
    planned = invited(app)
    base = path(planned, "letters", "base", "reminder", "en", "formal")
    client.submit(base, {"subject": "Dear all", "body": "{{ salutation }}, {{ date }}?"})

    page = text_of(client.get(path(planned, "board", "letters", "reminder")).text)

    assert page.count("Dear all") == 10


def test_who_agreed_is_named_to_the_others(app: Shell, client: HouseClient):
    planned = invited(app)
    answered(app, planned, "ACCEPTED", "ACCEPTED")
    here = path(planned, "board", "letters", "introduction")
    client.submit(f"{here}/people/{planned.guests[1].id}/naming", {"agreed": "yes"})

    page = text_of(client.get(here).text)

    assert "Carla Muster, Data steward, Haus 2" in page


@pytest.mark.parametrize("kind", ["invitation", "update", "nonsense"])
def test_other_kinds_are_not_prepared_here(app: Shell, client: HouseClient, kind: str):
    planned = invited(app, DispatchState.SENT)

    assert client.get(path(planned, "board", "letters", kind)).status_code == 404


def test_thanks_before_the_end_say_so(app: Shell, client: HouseClient):
    planned = invited(app)

    answer = client.submit(path(planned, "board", "letters", "thanks"), {"person": planned.guests[0].id})

    assert answer.status_code == 422
    assert "The evening is not over yet." in text_of(answer.text)
