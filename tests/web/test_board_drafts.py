"""The board without a mail server: everything becomes a draft that the host sends."""

import re
from dataclasses import replace

import pytest

from organizer.domain.outbox import DispatchState
from organizer.domain.people import Person
from organizer.domain.rounds import RoundState
from organizer.services import invitations, people
from organizer.services.rounds import Evening
from organizer.settings import open_keys
from organizer.store.engine import transaction
from organizer.web.shell import Shell
from tests.builders import NOW
from tests.services.evenings import again, lay_evening
from tests.web.boards import answered, board_of, invited, mail_id, mails, office
from tests.web.client import HouseClient, text_of
from tests.web.desks import lay, now, path

LINK = "https://meet.example.org/runde-1"


@pytest.fixture
def host() -> None:
    """Alice comes with her evening."""


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


def test_letter_too_long_for_a_link_is_said_to_begin_empty(app: Shell, client: HouseClient):
    with transaction(app.engine) as connection:
        planned = lay_evening(connection)
        wordy = replace(planned, host=replace(planned.host, company_details="Haus eins GmbH, Beispielstadt. " * 60))
        invitations.invite(connection, wordy, office(app), NOW, as_drafts=True)

    page = client.get(board_of(planned)).text

    assert page.count("Begin a mail, then paste the text into it") == 5
    assert "Write in my mail program" not in page
    assert re.findall(r'href="mailto:[^"]*body=', page) == []


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
    client.submit(f"{board_of(planned)}/cancellation", {"act": "do"})

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


def test_change_and_cancellation_say_that_drafts_are_written_rather_than_that_people_are_told(
    app: Shell, client: HouseClient
):
    planned = invited(app, None)
    client.submit(f"{board_of(planned)}/mails/all/sent")
    terms = {"day": "2026-12-03", "time": "19:00", "zone": "Europe/Berlin", "length": "90", "video_link": LINK}

    form = text_of(client.get(f"{board_of(planned)}/change").text)
    look = text_of(client.submit(f"{board_of(planned)}/change", {**terms, "act": "look"}, follow_redirects=True).text)
    client.submit(f"{board_of(planned)}/change", {**terms, "act": "do"})
    changed = text_of(client.get(board_of(planned)).text)
    cancellation = text_of(client.get(f"{board_of(planned)}/cancellation").text)
    client.submit(f"{board_of(planned)}/cancellation", {"act": "do"})
    cancelled = text_of(client.get(board_of(planned)).text)

    assert "See who gets a draft" in form
    assert "Who gets a draft" in look
    assert "A draft each, which asks for a new answer Bob Muster" in look
    assert "The round is changed. 5 drafts are written; send them, so that everybody knows." in changed
    assert "A draft each, which says that the evening is off Bob Muster" in cancellation
    assert "The evening is cancelled. 5 drafts are written; send them, so that everybody knows." in cancelled


def test_withdrawal_says_that_a_draft_is_written(app: Shell, client: HouseClient):
    planned = invited(app, None)
    client.submit(f"{board_of(planned)}/mails/all/sent")
    address = f"{board_of(planned)}/people/{planned.guests[0].id}/withdrawal"

    asked = text_of(client.get(address).text)
    client.submit(address, {"act": "do"})
    done = text_of(client.get(board_of(planned)).text)

    assert "A draft is written to Bob Muster" in asked
    assert "Goes into the letters of that language only." in asked
    assert "The invitation of Bob Muster is withdrawn. 1 draft is written; send it, so that they know." in done


def test_bench_names_who_has_no_address_and_offers_the_others_first(app: Shell, client: HouseClient):
    planned = invited(app, None)
    client.submit(f"{board_of(planned)}/mails/all/sent")
    answered(app, planned, "DECLINED")
    first, second = planned.bench
    lose_address(app, planned, first)

    page = text_of(client.get(board_of(planned)).text)

    assert f"First on the bench for the seat of {planned.guests[0].name.full} is {second.name.full}." in page
    assert page.count("no address") == 1
    assert page.rindex(second.name.full) < page.rindex(first.name.full)


def test_bench_that_nobody_can_be_brought_in_from_asks_for_an_address(app: Shell, client: HouseClient):
    planned = invited(app, None)
    client.submit(f"{board_of(planned)}/mails/all/sent")
    answered(app, planned, "DECLINED")
    for person in planned.bench:
        lose_address(app, planned, person)

    page = client.get(board_of(planned)).text

    assert f'<a role="button" href="/people/{planned.bench[0].id}">Add an address</a>' in page
    assert f"Bring in {planned.bench[0].name.full}" not in text_of(page)


def test_all_drafts_noted_as_sent_leave_the_text_to_be_passed_on(app: Shell, client: HouseClient):
    planned = lay(app)
    lose_address(app, planned, planned.guests[0])
    with transaction(app.engine) as connection:
        invitations.invite(connection, again(connection, planned), office(app), NOW, as_drafts=True)

    before = text_of(client.get(board_of(planned)).text)
    client.submit(f"{board_of(planned)}/mails/all/sent")
    after = text_of(client.get(board_of(planned)).text)

    assert "4 drafts to send from your mailbox" in before
    assert "1 text to pass on." in before
    assert "Noted as sent: 4 mails." in after
    assert "1 text to pass on No mail address is known here." in after
    assert sorted(state for *_, state in mails(app, planned)) == ["handed", "sent", "sent", "sent", "sent"]


def lose_address(app: Shell, planned: Evening, person: Person) -> None:
    with transaction(app.engine) as connection:
        people.change(connection, planned.host.id, replace(person, email=""), open_keys(app.settings.home))
