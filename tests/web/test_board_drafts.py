"""The board without a mail server: everything becomes a draft that the host sends."""

import pytest

from organizer.domain.outbox import DispatchState
from organizer.domain.rounds import RoundState
from organizer.web.shell import Shell
from tests.web.boards import answered, invited, mail_id, mails
from tests.web.client import HouseClient, text_of
from tests.web.desks import now, path


@pytest.fixture
def host() -> None:
    """Alice comes with her evening."""


def board_of(planned) -> str:
    return path(planned, "board")


def test_drafts_are_the_next_act_each_to_open_to_copy_and_to_note(app: Shell, client: HouseClient):
    planned = invited(app, None)
    which = mail_id(app, planned, DispatchState.HANDED)

    page = client.get(board_of(planned)).text

    assert "5 drafts to send from your mailbox" in text_of(page)
    assert f'href="{path(planned, "mails", which)}.eml"' in page
    assert f'href="{path(planned, "drafts.zip")}"' in page
    assert page.count('href="mailto:') == 5
    assert page.count("readonly") == 5
    assert client.get(f"{path(planned, 'mails', which)}.eml").status_code == 200
    assert client.get(path(planned, "calendar", f"{planned.guests[0].id}.ics")).status_code == 200


def test_draft_noted_as_sent_leaves_the_list_and_noting_twice_changes_nothing(app: Shell, client: HouseClient):
    planned = invited(app, None)
    which = mail_id(app, planned, DispatchState.HANDED)

    answers = [client.submit(f"{board_of(planned)}/mails/{which}/sent").status_code for _ in range(2)]

    assert answers == [303, 303]
    assert [state for *_, state in mails(app, planned)] == ["sent", *["handed"] * 4]


def test_all_drafts_noted_at_once_leave_the_host_to_wait(app: Shell, client: HouseClient):
    planned = invited(app, None)

    client.submit(f"{board_of(planned)}/mails/all/sent")

    assert {state for *_, state in mails(app, planned)} == {"sent"}
    assert "5 answers are still open" in text_of(client.get(board_of(planned)).text)


def test_drafts_can_be_taken_back_as_long_as_none_was_sent(app: Shell, client: HouseClient):
    planned = invited(app, None)
    which = mail_id(app, planned, DispatchState.HANDED)
    client.submit(f"{board_of(planned)}/mails/{which}/sent")

    client.submit(f"{board_of(planned)}/return")

    assert [state for *_, state in mails(app, planned)] == ["sent", *["cancelled"] * 4]
    assert now(app, planned).round.state is RoundState.INVITING
    assert "4 seats wait for an invitation" in text_of(client.get(board_of(planned)).text)


def test_change_and_cancellation_become_drafts_in_order(app: Shell, client: HouseClient):
    planned = invited(app, None)
    client.submit(f"{board_of(planned)}/mails/all/sent")
    answered(app, planned, "ACCEPTED", "DECLINED")
    link = "https://meet.example.org/new"
    terms = {"day": "2026-12-03", "time": "18:00", "zone": "Europe/Berlin", "length": "90", "video_link": link}

    client.submit(f"{board_of(planned)}/change", {**terms, "act": "do"})
    client.submit(f"{board_of(planned)}/cancellation")

    everybody = ("bob", "carla", "dirk", "edda", "femke")
    assert sorted(mails(app, planned)) == sorted(
        [
            *((one, "invitation", 0, "sent") for one in everybody),
            *((one, "update", 1, "handed") for one in everybody if one != "carla"),
            *((one, "cancellation", 1 if one == "carla" else 2, "handed") for one in everybody),
        ]
    )


def test_page_of_a_change_says_that_drafts_are_made(app: Shell, client: HouseClient):
    planned = invited(app, None)

    page = text_of(client.get(f"{board_of(planned)}/cancellation").text)

    assert "The mails become drafts for your own mailbox; you send them." in page
