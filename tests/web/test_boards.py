"""The board where a mail server is set up: mails wait, can be stopped, leave, are refused or get lost."""

from dataclasses import replace
from datetime import timedelta
from io import BytesIO
from pathlib import Path

import pytest
import sqlalchemy as sa

from organizer.domain.outbox import DispatchState
from organizer.domain.rounds import RoundState
from organizer.domain.scheduling import local_time
from organizer.domain.vocabulary import HostId, Language
from organizer.services import invitations, people, tables
from organizer.services.hosts import welcome_host
from organizer.settings import Settings
from organizer.store.engine import reading, transaction
from organizer.store.schema import rounds
from organizer.web.shell import Shell
from tests.builders import NOW
from tests.services.evenings import KEYS, STARTS_AT, again, another_host, invitations_of, lay_evening
from tests.web.boards import answered, board_of, invited, letters_told, mail_id, mails, office, statuses, terms, uids
from tests.web.client import HouseClient, text_of
from tests.web.desks import database_of, now, path

EVERYBODY = ("bob", "carla", "dirk", "edda", "femke")


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(
        home=tmp_path, database_url=f"sqlite:///{tmp_path / 'runde.sqlite'}", smtp_url="smtp://mail.example.org:25"
    )


@pytest.fixture
def host() -> None:
    """Alice comes with her evening."""


def test_board_of_a_round_nobody_is_invited_to_leads_to_the_rehearsal(app: Shell, client: HouseClient):
    with transaction(app.engine) as connection:
        planned = lay_evening(connection)

    page = client.get(board_of(planned))

    assert "5 seats wait for an invitation" in text_of(page.text)
    assert f'href="{path(planned, "rehearsal")}"' in page.text


def test_board_shows_at_once_what_is_about_to_leave_and_stops_it(app: Shell, client: HouseClient):
    planned = invited(app, None)

    page = text_of(client.get(board_of(planned)).text)
    stopped = client.submit(f"{board_of(planned)}/stop")

    assert "5 mails leave at 10:05." in page
    assert "The mails are about to leave" in page
    assert (stopped.status_code, stopped.location) == (303, board_of(planned))
    assert mails(app, planned) == [(one, "invitation", 0, "cancelled") for one in EVERYBODY]
    assert now(app, planned).round.state is RoundState.PLANNING
    assert "Stopped: 5 mails stay here." in text_of(client.get(board_of(planned)).text)


def test_stop_that_comes_too_late_says_so_on_the_board(app: Shell, client: HouseClient):
    planned = invited(app)

    answer = client.submit(f"{board_of(planned)}/stop")

    assert answer.status_code == 422
    assert "Too late to stop" in text_of(answer.text)


def test_held_mails_are_the_next_act_and_leave_by_the_hosts_word(app: Shell, client: HouseClient):
    planned = invited(app, DispatchState.HELD, why="fell due while the program was stopped")

    page = text_of(client.get(board_of(planned)).text)
    client.submit(f"{board_of(planned)}/release")

    assert "5 mails wait for your word" in page
    assert "fell due while the program was stopped" in page
    assert {state for *_, state in mails(app, planned)} == {"queued"}


def test_held_invitations_can_be_taken_back(app: Shell, client: HouseClient):
    planned = invited(app, DispatchState.HELD)

    client.submit(f"{board_of(planned)}/return")

    assert {state for *_, state in mails(app, planned)} == {"cancelled"}
    assert now(app, planned).round.state is RoundState.PLANNING


@pytest.mark.parametrize(("act", "becomes"), [("arrival", "sent"), ("repetition", "queued")])
def test_uncertain_mail_is_for_the_host_to_settle(app: Shell, client: HouseClient, act: str, becomes: str):
    planned = invited(app, DispatchState.UNCERTAIN)
    which = mail_id(app, planned, DispatchState.UNCERTAIN)

    page = text_of(client.get(board_of(planned)).text)
    answers = [client.submit(f"{board_of(planned)}/mails/{which}/{act}").status_code for _ in range(2)]

    assert "Did these 5 mails arrive?" in page
    assert answers == [303, 303]
    assert [state for *_, state in mails(app, planned)].count(becomes) == 1


def test_refused_mail_shows_the_servers_words_and_goes_to_the_mended_address(app: Shell, client: HouseClient):
    planned = invited(app, DispatchState.FAILED, why="550 5.1.1 <bob> no such user")
    which = mail_id(app, planned, DispatchState.FAILED)

    page = text_of(client.get(board_of(planned)).text)
    answer = client.submit(f"{board_of(planned)}/mails/{which}/mending", {"email": "robert@neu.example.org"})

    assert "5 mails were refused" in page
    assert "550 5.1.1 <bob> no such user" in page
    assert answer.status_code == 303
    assert ("robert", "invitation", 0, "queued") in mails(app, planned)
    assert "robert@neu.example.org" in [one.email for one in now(app, planned).people.values()]


def test_refused_mail_to_the_same_address_is_the_same_mail_once_more(app: Shell, client: HouseClient):
    planned = invited(app, DispatchState.FAILED)
    which = mail_id(app, planned, DispatchState.FAILED)
    before = letters_told(app, planned, "invitation")

    client.submit(f"{board_of(planned)}/mails/{which}/mending", {"email": planned.guests[0].email})

    assert mails(app, planned)[0] == ("bob", "invitation", 0, "queued")
    assert letters_told(app, planned, "invitation") == before


def test_bad_address_is_refused_and_stays_in_the_form(app: Shell, client: HouseClient):
    planned = invited(app, DispatchState.FAILED)
    which = mail_id(app, planned, DispatchState.FAILED)

    answer = client.submit(f"{board_of(planned)}/mails/{which}/mending", {"email": "bob@@example"})

    assert answer.status_code == 422
    assert "This is not a mail address we can use" in text_of(answer.text)
    assert 'value="bob@@example"' in answer.text
    assert {state for *_, state in mails(app, planned)} == {"failed"}


def test_answer_told_to_the_host_is_noted_with_their_words_and_once(app: Shell, client: HouseClient):
    planned = invited(app)
    bob = planned.guests[0].id

    for _ in range(2):
        client.submit(f"{board_of(planned)}/people/{bob}/answer", {"status": "ACCEPTED", "comment": "With joy"})

    page = text_of(client.get(board_of(planned)).text)
    assert statuses(app, planned) == ["ACCEPTED", *["NEEDS-ACTION"] * 4]
    assert page.count("said yes, told to you") == 2  # where Bob stands, and in his history
    assert "With joy" in page
    assert "1 yes, 4 no answer" in page


@pytest.mark.parametrize("status", ["", "NEEDS-ACTION", "certainly"])
def test_answer_that_is_none_is_refused_and_the_words_stay(app: Shell, client: HouseClient, status: str):
    planned = invited(app)

    answer = client.submit(
        f"{board_of(planned)}/people/{planned.guests[0].id}/answer", {"status": status, "comment": "With joy"}
    )

    assert answer.status_code == 422
    assert "Choose yes, maybe or no." in text_of(answer.text)
    assert 'value="With joy"' in answer.text
    assert set(statuses(app, planned)) == {"NEEDS-ACTION"}


def test_no_frees_a_seat_for_the_bench_and_the_newcomer_gets_the_only_mail(app: Shell, client: HouseClient):
    planned = invited(app)
    answered(app, planned, "DECLINED")
    gerd = planned.bench[0]

    page = text_of(client.get(board_of(planned)).text)
    answers = [client.submit(f"{board_of(planned)}/seats", {"person": gerd.id}).status_code for _ in range(2)]
    with transaction(app.engine) as connection:
        invitations.invite(connection, now(app, planned), office(app), NOW, as_drafts=False)

    assert "1 seat is free" in page
    assert answers == [303, 303]
    assert [one.id for one in now(app, planned).guests] == [*[one.id for one in planned.guests[1:]], gerd.id]
    assert mails(app, planned)[5:] == [("gerd", "invitation", 0, "queued")]


def test_table_that_is_full_keeps_the_bench_where_it_is(app: Shell, client: HouseClient):
    planned = invited(app)

    answer = client.submit(f"{board_of(planned)}/seats", {"person": planned.bench[0].id})

    assert answer.status_code == 422
    assert "The table is full." in text_of(answer.text)


def test_stranger_cannot_be_brought_in(app: Shell, client: HouseClient):
    planned = invited(app)
    answered(app, planned, "DECLINED")

    assert client.submit(f"{board_of(planned)}/seats", {"person": 999}).status_code == 404


def test_offer_after_a_no_is_a_new_invitation_with_a_new_uid(app: Shell, client: HouseClient):
    planned = invited(app)
    answered(app, planned, "DECLINED")
    bob = planned.guests[0].id

    client.submit(f"{board_of(planned)}/people/{bob}/offer")
    with transaction(app.engine) as connection:
        invitations.invite(connection, now(app, planned), office(app), NOW, as_drafts=False)

    assert mails(app, planned)[5:] == [("bob", "invitation", 0, "queued")]
    assert len({uid for _, uid in uids(app, planned)}) == 6


def test_only_a_no_is_asked_anew(app: Shell, client: HouseClient):
    planned = invited(app)

    answer = client.submit(f"{board_of(planned)}/people/{planned.guests[0].id}/offer")

    assert answer.status_code == 422
    assert "Only somebody who said no can be invited anew." in text_of(answer.text)


def test_change_is_shown_before_it_is_made(app: Shell, client: HouseClient):
    planned = invited(app)
    answered(app, planned, "ACCEPTED", "DECLINED")
    before = database_of(app)

    shown = client.submit(
        f"{board_of(planned)}/change", terms(planned, time="19:00", act="look"), follow_redirects=True
    )

    page = text_of(shown.text)
    assert shown.status_code == 200
    assert "Told, and asked to answer anew Bob Muster, Dirk Muster, Edda Muster and Femke Muster" in page
    assert "Not told Carla Muster" in page
    assert database_of(app) == before


def test_change_made_twice_tells_once_and_asks_anew(app: Shell, client: HouseClient):
    planned = invited(app)
    answered(app, planned, "ACCEPTED", "DECLINED")
    change = terms(planned, time="19:00", word_en="The room was taken.", act="do")

    answers = [client.submit(f"{board_of(planned)}/change", change) for _ in range(2)]

    assert [(answer.status_code, answer.location) for answer in answers] == [(303, board_of(planned))] * 2
    assert mails(app, planned)[5:] == [(one, "update", 1, "queued") for one in ("bob", "dirk", "edda", "femke")]
    assert statuses(app, planned) == ["NEEDS-ACTION", "DECLINED", *["NEEDS-ACTION"] * 3]
    assert all("The room was taken." in letter for letter in letters_told(app, planned, "update"))
    assert "The earlier answer “yes” was to another date." in text_of(client.get(board_of(planned)).text)


def test_new_link_leaves_answers_standing(app: Shell, client: HouseClient):
    planned = invited(app)
    answered(app, planned, "ACCEPTED")

    client.submit(f"{board_of(planned)}/change", terms(planned, video_link="https://meet.example.org/new", act="do"))

    assert statuses(app, planned)[0] == "ACCEPTED"
    assert [kind for _, kind, *_ in mails(app, planned)[5:]] == ["update"] * 5


def test_slot_of_the_speaker_concerns_the_speaker_only(app: Shell, client: HouseClient):
    planned = invited(app, with_speaker=True)
    slot = {"slot_begins": "18:45", "slot_length": "20"}

    client.submit(f"{board_of(planned)}/change", terms(planned, **slot, act="do"))

    assert mails(app, planned)[6:] == [(planned.speaker.name.given.lower(), "update", 1, "queued")]
    assert now(app, planned).round.speaker_slot.offset_minutes == 45


def test_slot_left_as_it_is_moves_with_the_evening(app: Shell, client: HouseClient):
    planned = invited(app, with_speaker=True)
    moved = terms(planned, time="20:00", slot_begins="18:20", slot_length="20")

    shown = client.submit(f"{board_of(planned)}/change", {**moved, "act": "look"}, follow_redirects=True).text
    client.submit(f"{board_of(planned)}/change", {**moved, "slot_begins": "20:20", "act": "do"})

    assert 'name="slot_begins" value="20:20"' in shown
    assert now(app, planned).round.speaker_slot.offset_minutes == 20


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"day": "2026-10-01"}, "That date has passed."),
        ({"day": "2027-03-28", "time": "02:30"}, "The clocks go forward then"),
        ({"video_link": "http://meet.example.org"}, "A video link begins with https://"),
        ({"length": "5"}, "minutes"),
        ({"length": ""}, "minutes"),
        ({"slot_begins": "19:25"}, "The speaker's slot has to lie inside the evening."),
        ({"day": ""}, "Choose the day of the evening."),
    ],
)
def test_bad_terms_are_said_at_their_field_and_nothing_is_lost(
    app: Shell, client: HouseClient, changes: dict[str, str], sentence: str
):
    planned = invited(app, with_speaker=True)
    typed = terms(
        planned, **{"slot_begins": "18:20", "slot_length": "20", "word_en": "Sorry", "act": "look", **changes}
    )
    before = database_of(app)

    answer = client.submit(f"{board_of(planned)}/change", typed)

    assert answer.status_code == 422
    assert sentence in text_of(answer.text).replace("’", "'")
    assert all(f'value="{value}"' in answer.text for name, value in changes.items() if value)
    assert 'value="Sorry"' in answer.text
    assert database_of(app) == before


def test_change_of_nothing_says_so(app: Shell, client: HouseClient):
    planned = invited(app)

    answer = client.submit(f"{board_of(planned)}/change", terms(planned, act="look"))

    assert answer.status_code == 422
    assert "Nothing was changed, so nobody needs to be told." in text_of(answer.text)


def test_link_may_be_changed_while_the_evening_runs(app: Shell, client: HouseClient):
    planned = invited(app)
    app.clock = lambda: STARTS_AT + timedelta(minutes=10)

    answer = client.submit(
        f"{board_of(planned)}/change", terms(planned, video_link="https://meet.example.org/spare", act="do")
    )

    assert answer.status_code == 303
    assert now(app, planned).round.video_link == "https://meet.example.org/spare"


def test_cancellation_shows_who_is_told_and_cancels_once_for_everybody(app: Shell, client: HouseClient):
    planned = invited(app)
    answered(app, planned, "ACCEPTED", "DECLINED")
    address = f"{board_of(planned)}/cancellation"

    page = text_of(client.get(address).text)
    answers = [client.submit(address, {"word_en": "I am ill.", "act": "do"}).status_code for _ in range(2)]

    assert "Told that the evening is off Bob Muster, Carla Muster, Dirk Muster, Edda Muster and Femke Muster" in page
    assert answers == [303, 303]
    assert mails(app, planned)[5:] == [(one, "cancellation", 1, "queued") for one in EVERYBODY]
    assert all("I am ill." in letter for letter in letters_told(app, planned, "cancellation"))
    board = text_of(client.get(board_of(planned)).text)
    assert "This evening is cancelled" in board
    assert "Were invited 5" in board


def test_withdrawing_what_never_left_sends_nothing(app: Shell, client: HouseClient):
    planned = invited(app, None)
    address = f"{board_of(planned)}/people/{planned.guests[0].id}/withdrawal"

    page = text_of(client.get(address).text)
    client.submit(address, {"act": "do"})

    assert "Nobody is told" in page
    assert mails(app, planned) == [
        ("bob", "invitation", 0, "cancelled"),
        *((one, "invitation", 0, "queued") for one in EVERYBODY[1:]),
    ]


def test_withdrawing_tells_the_one_it_concerns_and_frees_the_seat(app: Shell, client: HouseClient):
    planned = invited(app)
    address = f"{board_of(planned)}/people/{planned.guests[0].id}/withdrawal"

    page = text_of(client.get(address).text)
    answers = [client.submit(address, {"word_en": "We are too many.", "act": "do"}).status_code for _ in range(2)]

    assert "Told Bob Muster" in page
    assert answers == [303, 303]
    assert mails(app, planned)[5:] == [("bob", "cancellation", 1, "queued")]
    assert [one.name.given for one in now(app, planned).guests] == ["Carla", "Dirk", "Edda", "Femke"]
    assert "No longer invited" in text_of(client.get(board_of(planned)).text)


def test_withdrawal_of_somebody_never_invited_is_not_found(app: Shell, client: HouseClient):
    planned = invited(app)

    assert client.get(f"{board_of(planned)}/people/{planned.bench[0].id}/withdrawal").status_code == 404
    assert client.submit(f"{board_of(planned)}/people/999/withdrawal", {"act": "do"}).status_code == 404


def a_reply(uid: str, attendee: str, status: str = "ACCEPTED", sequence: int = 0) -> bytes:
    lines = (
        "BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//x//y//EN", "METHOD:REPLY", "BEGIN:VEVENT", f"UID:{uid}",
        f"SEQUENCE:{sequence}", "DTSTAMP:20261103T080000Z", "DTSTART:20261203T170000Z",
        f"ATTENDEE;PARTSTAT={status}:mailto:{attendee}", "END:VEVENT", "END:VCALENDAR", "",
    )  # fmt: skip
    return "\r\n".join(lines).encode()


def test_replies_from_the_mailbox_are_read_and_each_is_answered_in_a_sentence(app: Shell, client: HouseClient):
    planned = invited(app)
    (_, bobs), (_, carlas), *_ = uids(app, planned)
    bob = planned.guests[0]
    files = [
        (BytesIO(a_reply(bobs, bob.email)), "bob.ics"),
        (BytesIO(a_reply(carlas, "charlie@elsewhere.example.org")), "carla.ics"),
        (BytesIO(a_reply("unknown", "charlie@elsewhere.example.org")), "charlie.ics"),
    ]

    answer = client.submit(f"{board_of(planned)}/replies", {"mails": files}, content_type="multipart/form-data")

    page = text_of(client.get(board_of(planned)).text)
    assert answer.status_code == 303
    assert statuses(app, planned)[:2] == ["ACCEPTED", "NEEDS-ACTION"]
    assert "Bob Muster says yes. It is noted." in page
    assert "Somebody else answered the invitation of Carla Muster." in page
    assert "A reply of charlie@elsewhere.example.org belongs to no invitation of yours" in page


def test_pasted_reply_counts_too(app: Shell, client: HouseClient):
    planned = invited(app)
    (_, uid), *_ = uids(app, planned)
    pasted = a_reply(uid, planned.guests[0].email, "DECLINED").decode()

    client.submit(f"{board_of(planned)}/replies", {"pasted": pasted})

    assert statuses(app, planned)[0] == "DECLINED"


@pytest.mark.parametrize(
    ("pasted", "sentence"),
    [
        ("", "Choose the mail as a file, or paste"),
        ("no headers here", "This is no reply that could be read."),
        ("From: charlie@elsewhere.example.org\n\nYes, gladly.", "No answer to an invitation of yours is in there."),
    ],
)
def test_what_holds_no_reply_is_said_in_the_form(app: Shell, client: HouseClient, pasted: str, sentence: str):
    planned = invited(app)

    answer = client.submit(f"{board_of(planned)}/replies", {"pasted": pasted})

    assert answer.status_code == 422
    assert sentence in text_of(answer.text)
    assert pasted in answer.text


def test_who_came_is_noted_after_the_evening_and_then_the_next_round_is_near(app: Shell, client: HouseClient):
    planned = invited(app)
    answered(app, planned, "ACCEPTED", "ACCEPTED", "DECLINED")
    app.clock = lambda: STARTS_AT + timedelta(hours=3)
    bob = planned.guests[0].id

    page = client.get(board_of(planned)).text
    client.submit(f"{board_of(planned)}/attendance", {"came": [bob]})

    assert "Who came?" in text_of(page)
    assert page.count("checked") == 2  # whoever said yes
    with reading(app.engine) as connection:
        assert [one.came for one in invitations_of(connection, planned)] == [True, False, None, False, False]
    assert "Look back and plan the next round" in text_of(client.get(board_of(planned)).text)


def test_nobody_can_have_come_before_the_evening(app: Shell, client: HouseClient):
    planned = invited(app)

    answer = client.submit(f"{board_of(planned)}/attendance", {"came": [planned.guests[0].id]})

    assert answer.status_code == 422
    assert "The evening has not begun." in text_of(answer.text)


@pytest.mark.parametrize("act", ["change", "cancellation"])
def test_evening_that_is_over_cannot_be_changed(app: Shell, client: HouseClient, act: str):
    planned = invited(app)
    app.clock = lambda: STARTS_AT + timedelta(hours=3)
    before = database_of(app)

    answer = client.submit(f"{board_of(planned)}/{act}", terms(planned, day="2027-01-14", act="do"))

    assert answer.status_code == 422
    assert "This evening is over." in text_of(answer.text)
    assert database_of(app) == before


def test_pages_of_the_board_change_nothing_by_being_looked_at(app: Shell, client: HouseClient):
    planned = invited(app, with_speaker=True)
    answered(app, planned, "ACCEPTED", "TENTATIVE", "DECLINED")
    before = database_of(app)

    pages = ["", "/change", "/cancellation", f"/people/{planned.guests[0].id}/withdrawal"]
    for page in [*pages, *pages]:
        assert client.get(board_of(planned) + page).status_code == 200
        assert client.head(board_of(planned) + page).status_code == 200

    assert database_of(app) == before


def test_board_of_another_host_is_not_there(app: Shell, client: HouseClient):
    with transaction(app.engine) as connection:
        welcome_host(connection, name="Alice", email="alice@office.example.org", language=Language.EN, time_zone="UTC")
        charlie = another_host(connection)
    planned = invited(app, host=charlie)
    assert planned.host.id == HostId(2)
    which = mail_id(app, planned, DispatchState.SENT)
    bob = planned.guests[0].id
    before = database_of(app)

    gets = ["", "/change", "/cancellation", f"/people/{bob}/withdrawal"]
    posts = [
        "/stop", "/release", "/return", "/mails/all/sent", f"/mails/{which}/sent", f"/mails/{which}/arrival",
        f"/mails/{which}/repetition", "/seats", "/attendance", f"/people/{bob}/offer", f"/people/{bob}/withdrawal",
        "/change", "/cancellation",
    ]  # fmt: skip
    seen = [client.get(board_of(planned) + one).status_code for one in gets]
    done = [client.submit(board_of(planned) + one, terms(planned, act="do")).status_code for one in posts]

    assert {*seen, *done} == {404}
    assert database_of(app) == before


def test_who_said_stop_is_named_apart_from_who_was_not_reached(app: Shell, client: HouseClient):
    planned = invited(app)
    bob = planned.guests[0].id
    with transaction(app.engine) as connection:
        people.never_again(connection, planned.host.id, bob, KEYS, NOW)

    pages = [
        text_of(client.get(board_of(planned) + page).text) for page in ("/cancellation", f"/people/{bob}/withdrawal")
    ]

    stopped = "They asked for no more mails. Tell them yourself if they need to know."
    assert [(stopped in page, "Nothing has reached" in page) for page in pages] == [(True, False)] * 2


def test_stopped_change_is_said_to_stand_and_can_be_changed_back(app: Shell, client: HouseClient):
    app.settings = replace(app.settings, smtp_url="smtp://mail.example.org")
    planned = invited(app)
    fields = {"day": "2026-12-03", "time": "19:00", "zone": "Europe/Berlin", "length": "60", "video_link": ""}
    client.submit(path(planned, "board", "change"), {**fields, "act": "do"})
    client.submit(path(planned, "board", "stop"))

    board = client.get(path(planned, "board")).text
    back = client.get(path(planned, "board", "change?back=1")).text

    assert "The change itself stands, and these guests do not know of it yet." in text_of(board)
    assert f'href="{path(planned, "board", "change?back=1")}"' in board
    assert 'value="18:00' in back
    assert 'value="https://meet.example.org/runde-1"' in back


@pytest.mark.parametrize(
    ("stored", "offered"),
    [("UTC", "UTC"), ("Etc/UTC", "UTC"), ("Asia/Calcutta", "Asia/Kolkata"), ("Europe/Kiev", "Europe/Kyiv")],
)
def test_zone_stored_under_an_old_name_is_no_change(app: Shell, client: HouseClient, stored: str, offered: str):
    planned = invited(app)
    with transaction(app.engine) as connection:
        connection.execute(sa.update(rounds).values(time_zone=stored))
    local = local_time(STARTS_AT, stored)
    as_it_is = terms(planned, day=f"{local:%Y-%m-%d}", time=f"{local:%H:%M}", zone=offered)
    address = f"{board_of(planned)}/change"

    shown = client.get(address).text
    looked = client.submit(address, {**as_it_is, "act": "look"}, follow_redirects=True)
    client.submit(address, {**as_it_is, "act": "do"})

    assert f'<option selected value="{offered}">' in shown
    assert "Nothing was changed, so nobody needs to be told." in text_of(looked.text)
    assert now(app, planned).round.time_zone == stored
    assert {kind for _, kind, _, _ in mails(app, planned)} == {"invitation"}


def test_change_shows_what_everybodys_clock_will_show(app: Shell, client: HouseClient):
    planned = invited(app)
    fields = {"day": "2026-12-03", "time": "23:00", "zone": "Europe/Berlin", "length": "60", "video_link": ""}

    page = text_of(
        client.submit(path(planned, "board", "change"), {**fields, "act": "look"}, follow_redirects=True).text
    )

    assert "What everybody’s clock will show" in page
    assert "23:00 Thursday Berlin time at night" in page


def test_cancelled_evening_shows_nobody_who_was_never_invited(app: Shell, client: HouseClient):
    planned = invited(app)
    client.submit(f"{board_of(planned)}/people/{planned.guests[0].id}/withdrawal", {"act": "do"})
    with transaction(app.engine) as connection:
        tables.bring_in(connection, again(connection, planned), planned.bench[0].id)
    client.submit(f"{board_of(planned)}/cancellation", {"act": "do"})

    page = text_of(client.get(board_of(planned)).text)

    assert "Not invited yet" not in page
    assert "For your own calendar" not in page
