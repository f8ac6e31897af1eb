"""The board shows what came back, asks what only the host can say, and changes nothing before."""

import io
import re
import zipfile
from dataclasses import replace
from datetime import timedelta
from io import BytesIO

import pytest

from organizer.formats.incoming import read_incoming
from organizer.services.incoming import note_incoming
from organizer.services.incoming_seats import Receipt
from organizer.services.rounds import Evening
from organizer.settings import Settings
from organizer.store.engine import transaction
from organizer.web.incoming import MOST_FILES
from organizer.web.shell import Shell
from tests.builders import NOW
from tests.reply_mails import Said, apple, bounce, counter, gmail, words
from tests.services.evenings import mails_of
from tests.web.boards import invited, mails, statuses, uids
from tests.web.client import HouseClient, text_of
from tests.web.desks import path

CHARLIE = "charlie@elsewhere.example.net"


@pytest.fixture
def host() -> None:
    """Alice comes with her evening."""


@pytest.fixture
def settings(settings: Settings) -> Settings:
    return replace(settings, smtp_url="smtp://127.0.0.1:1")


def board_of(planned: Evening) -> str:
    return path(planned, "board")


def said(app: Shell, planned: Evening, number: int = 0, **changes) -> Said:
    address = planned.guests[number].email
    told = Said(uid=uids(app, planned)[number][1], attendee=address, sender=address, at=NOW - timedelta(minutes=5))
    return replace(told, **changes)


def came(app: Shell, *mails_: bytes) -> None:
    """These lay in the mailbox that is read."""
    with transaction(app.engine) as connection:
        for raw in mails_:
            note_incoming(connection, read_incoming(raw), Receipt(now=NOW))


def message_id(app: Shell, planned: Evening) -> str:
    with transaction(app.engine) as connection:
        return mails_of(connection, planned)[0].message_id


def question_id(page: str) -> int:
    """The first question on a board."""
    return int(page.partition('id="question-')[2].partition('"')[0])


def dropped(client: HouseClient, planned: Evening, *files: tuple[bytes, str]):
    data = {"mails": [(BytesIO(content), name) for content, name in files]}
    return client.submit(f"{board_of(planned)}/replies", data, content_type="multipart/form-data")


def test_proposed_time_is_shown_on_the_hosts_clock_and_one_click_away(app: Shell, client: HouseClient):
    planned = invited(app)
    came(app, counter(said(app, planned, comment="Friday?"), "20261204T183000", "20261204T200000"))

    page = client.get(board_of(planned)).text
    change = client.get(f"{board_of(planned)}/change?day=2026-12-04&time=18%3A30&length=90").text

    assert "Bob Muster proposes Friday, 4 December 2026, 18:30 (Berlin time)." in text_of(page)
    assert f'href="{board_of(planned)}/change?day=2026-12-04&amp;time=18%3A30&amp;length=90"' in page
    assert 'value="2026-12-04"' in change
    assert 'value="18:30"' in change
    assert statuses(app, planned) == ["NEEDS-ACTION"] * 5


@pytest.mark.parametrize(
    "query", ["?day=x&time=y&length=z", "?day=2026-13-99", "?length=99999999999999999999", "?time="]
)
def test_nonsense_in_the_link_leaves_the_form_as_the_round_is(app: Shell, client: HouseClient, query: str):
    planned = invited(app)

    page = client.get(f"{board_of(planned)}/change{query}")

    assert page.status_code == 200
    assert 'value="2026-12-03"' in page.text


def test_answer_from_another_address_is_noted_at_the_hosts_word(app: Shell, client: HouseClient):
    planned = invited(app)
    came(app, apple(said(app, planned, sender="bob@private.example.net")))
    page = client.get(board_of(planned)).text

    answer = client.submit(f"{board_of(planned)}/incoming/{question_id(page)}/settlement", {"status": "ACCEPTED"})

    assert "1 guest waits for your word" in text_of(page)
    assert "It is Bob Muster: note “yes”" in text_of(page)
    assert "“yes” for Bob Muster came from another address. Is it Bob Muster?" in text_of(page)
    assert answer.status_code == 303
    assert statuses(app, planned)[0] == "ACCEPTED"
    after = text_of(client.get(board_of(planned)).text)
    assert "Noted: Bob Muster says yes." in after
    assert "came from another address (bob@private.example.net), which you know" in after


def test_stranger_is_left_alone_at_the_hosts_word_and_only_once(app: Shell, client: HouseClient):
    planned = invited(app)
    came(app, gmail(said(app, planned, attendee=CHARLIE, sender=CHARLIE)))
    settlement = f"{board_of(planned)}/incoming/{question_id(client.get(board_of(planned)).text)}/settlement"

    answers = [client.submit(settlement, {"status": said_}).status_code for said_ in ("leave", "ACCEPTED")]

    assert answers == [303, 422]
    assert statuses(app, planned) == ["NEEDS-ACTION"] * 5


def test_words_of_a_guest_are_noted_by_one_click(app: Shell, client: HouseClient):
    planned = invited(app)
    came(app, words(planned.guests[0].email, "Leider nein.\n\n> Kommen Sie?", In_Reply_To=message_id(app, planned)))
    page = client.get(board_of(planned)).text
    settlement = f"{board_of(planned)}/incoming/{question_id(page)}/settlement"
    buttons = re.findall('name="status" value="([^"]+)"', page.partition(settlement)[2].partition("</form>")[0])

    client.submit(settlement, {"status": "DECLINED"})

    assert buttons == ["ACCEPTED", "TENTATIVE", "DECLINED", "leave"]
    assert statuses(app, planned)[0] == "DECLINED"
    assert "said no, by mail" in text_of(client.get(board_of(planned)).text)


@pytest.mark.parametrize(("which", "status"), [("999", 404), ("0", 404)])
def test_question_of_nobody_is_not_found(app: Shell, client: HouseClient, which: str, status: int):
    planned = invited(app)

    answer = client.submit(f"{board_of(planned)}/incoming/{which}/settlement", {"status": "ACCEPTED"})

    assert answer.status_code == status


def test_answer_that_is_none_is_refused_in_a_sentence(app: Shell, client: HouseClient):
    planned = invited(app)
    came(app, words(planned.guests[0].email, "Hm.", In_Reply_To=message_id(app, planned)))
    which = question_id(client.get(board_of(planned)).text)

    answer = client.submit(f"{board_of(planned)}/incoming/{which}/settlement", {"status": "PERHAPS"})

    assert answer.status_code == 422
    assert "Choose yes, maybe or no" in text_of(answer.text)


def test_mail_that_came_back_is_mended_and_sent_again(app: Shell, client: HouseClient):
    planned = invited(app)
    came(app, bounce(planned.guests[0].email, enclosed=f"Message-ID: {message_id(app, planned)}\r\n\r\n"))
    page = client.get(board_of(planned)).text
    which = page.partition("/mending")[0].rpartition("/")[2]

    answer = client.submit(f"{board_of(planned)}/mails/{which}/mending", {"email": "bob.muster@haus1.example.org"})

    assert "Invitation: came back" in text_of(page)
    assert "550 5.1.1 unknown user" in text_of(page)
    assert answer.status_code == 303
    assert [one for one in sorted(mails(app, planned)) if one[0].startswith("bob")] == [
        ("bob", "invitation", 0, "bounced"),
        ("bob.muster", "invitation", 1, "queued"),
    ]


def test_out_of_office_note_is_read_and_put_away(app: Shell, client: HouseClient):
    planned = invited(app)
    away = words(
        planned.guests[0].email, "Back on Monday.", Auto_Submitted="auto-replied", References=message_id(app, planned)
    )
    came(app, away)
    page = client.get(board_of(planned)).text

    client.submit(f"{board_of(planned)}/incoming/{question_id(page)}/settlement", {"status": "leave"})

    assert "Bob Muster is away." in text_of(page)
    assert "Back on Monday." in text_of(page)
    assert 'id="question-' not in client.get(board_of(planned)).text
    assert statuses(app, planned)[0] == "NEEDS-ACTION"


def test_more_files_than_are_read_at_once_are_refused_before_any_is_read(app: Shell, client: HouseClient):
    planned = invited(app)
    files = [(b"From: bob@haus1.example.org\r\n\r\nYes", f"{number}.eml") for number in range(MOST_FILES + 1)]

    answer = dropped(client, planned, *files)

    assert answer.status_code == 422
    assert "More than 50 mails at once are not read." in text_of(answer.text)


def test_broken_file_in_a_drop_is_named_and_the_others_are_read(app: Shell, client: HouseClient):
    planned = invited(app)

    answer = dropped(client, planned, (b"\x00", "photo.eml"), (gmail(said(app, planned)), "reply.eml"))

    page = text_of(client.get(board_of(planned)).text)
    assert answer.status_code == 303
    assert "Bob Muster says yes. It is noted." in page
    assert "photo.eml: This is no reply that could be read." in page
    assert statuses(app, planned)[0] == "ACCEPTED"


def test_zip_of_mails_is_read(app: Shell, client: HouseClient):
    planned = invited(app)
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("a.eml", gmail(said(app, planned)))
        archive.writestr("b.eml", gmail(said(app, planned, 1, status="DECLINED")))

    dropped(client, planned, (packed.getvalue(), "answers.zip"))

    assert statuses(app, planned)[:2] == ["ACCEPTED", "DECLINED"]


def test_words_of_a_guest_that_the_host_drops_are_asked_about(app: Shell, client: HouseClient):
    planned = invited(app)

    dropped(client, planned, (words(planned.guests[0].email, "Ja gerne!", subject="Dinner"), "mail.eml"))

    page = text_of(client.get(board_of(planned)).text)
    assert "A word of Bob Muster lies beside the name now." in page
    assert "Ja gerne!" in page


def test_hostile_words_stay_text(app: Shell, client: HouseClient):
    planned = invited(app)
    text = "<script>alert(1)</script> {{ 7*7 }} \u202egnp"

    dropped(client, planned, (words(planned.guests[0].email, text), "mail.eml"))

    page = client.get(board_of(planned)).text
    assert "<script>alert" not in page
    assert "{{ 7*7 }} gnp" in text_of(page)


def test_every_decision_stands_in_the_history_of_the_seat(app: Shell, client: HouseClient):
    planned = invited(app)
    came(
        app,
        gmail(said(app, planned)),
        gmail(said(app, planned, status="DECLINED", at=NOW - timedelta(days=1))),
        gmail(said(app, planned, sequence=7)),
    )

    page = text_of(client.get(board_of(planned)).text)

    assert "said yes, by calendar" in page
    assert "“no”: not noted, a newer answer is known" in page
    assert "“yes”: not noted, it answers something that was never sent" in page


def test_each_of_several_files_is_told_apart(app: Shell, client: HouseClient):
    planned = invited(app)
    other = words("charlie@elsewhere.example.net", "Lunch?", subject="Lunch")

    answer = dropped(
        client, planned, (b"\x00 no mail", "a.eml"), (other, "b.eml"), (gmail(said(app, planned)), "c.eml")
    )

    page = text_of(client.get(board_of(planned)).text)
    assert answer.status_code == 303
    assert "a.eml: This is no reply that could be read." in page
    assert "b.eml: No answer to an invitation of yours is in there." in page
    assert "Bob Muster says yes. It is noted." in page
    assert statuses(app, planned)[0] == "ACCEPTED"


def test_files_without_any_answer_are_each_refused_with_the_reason(app: Shell, client: HouseClient):
    planned = invited(app)
    other = words("charlie@elsewhere.example.net", "Lunch?", subject="Lunch")

    answer = dropped(client, planned, (b"\x00 no mail", "a.eml"), (other, "b.eml"))

    page = text_of(answer.text)
    assert answer.status_code == 422
    assert "a.eml: This is no reply that could be read." in page
    assert "b.eml: No answer to an invitation of yours is in there." in page
