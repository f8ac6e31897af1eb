"""The guest's own page: whoever has the link may answer, and looking changes nothing."""

import re
from dataclasses import replace
from datetime import timedelta

import pytest
import sqlalchemy as sa

from organizer.domain.outbox import DispatchState
from organizer.domain.vocabulary import Formality, Language, ParticipationStatus
from organizer.mail.smtp import SmtpAccount
from organizer.services import people, senders
from organizer.services.replies import guest_page
from organizer.services.round_changes import NewTerms, change_round
from organizer.settings import open_keys
from organizer.store.engine import reading, transaction
from organizer.store.schema import dispatches
from organizer.web.shell import Shell
from organizer.web.wrong_guesses import MOST_GUESSES, WrongGuesses
from tests.builders import NOW
from tests.services.evenings import OFFICE, STARTS_AT, again
from tests.web.boards import invited, statuses, tokens, uids
from tests.web.client import HouseClient, text_of
from tests.web.desks import database_of, now, path

UNKNOWN = "a" * 26
OWN_MAILBOX = SmtpAccount(host="mail.example.net", port=587, user="alice", password="s3cret")


@pytest.fixture
def host() -> None:
    """Alice comes with her evening."""


@pytest.fixture
def guest(app: Shell) -> HouseClient:
    """A browser that knows nothing but its link."""
    return app.test_client()


def say(guest: HouseClient, token: str, answer: str, word: str = ""):
    """Press a button of the page as it is open."""
    csrf = guest.get(f"/i/{token}").text.partition('name="csrf_token" value="')[2].partition('"')[0]
    return guest.post(f"/i/{token}", data={"csrf_token": csrf, "answer": answer, "word": word})


def written_to(app: Shell, planned, **changes) -> None:
    """Change something about the first guest."""
    with transaction(app.engine) as connection:
        bob = replace(planned.guests[0], **changes)
        people.change(connection, planned.host.id, bob, open_keys(app.settings.home))


def test_guest_page_says_who_invites_to_what_and_when(app: Shell, guest: HouseClient):
    planned = invited(app, None)
    written_to(app, planned, time_zone="Europe/London")

    page = text_of(guest.get(f"/i/{tokens(app, planned)[0]}").text)

    assert "Alice Brandt invites you to a small table" in page
    assert "Open research data" in page
    assert "What would have helped you early on?" in page
    assert "Thursday, 3 December 2026 17:00–18:30 (London time)" in page
    assert "18:00 (Berlin time) where Alice Brandt is" in page
    assert "Alice Brandt and 4 other guests" in page
    assert "Language spoken: English" in page
    assert "Nobody tells Bob’s story better." in page
    assert "This link is for Bob Muster. Not you? Write to Alice Brandt" in page
    assert "meet.example.org" not in page


@pytest.mark.parametrize(
    ("language", "formality", "is_shown"),
    [
        (Language.DE, Formality.FORMAL, True),
        (Language.DE, Formality.INFORMAL, False),
        (Language.NL, Formality.FORMAL, True),
        (Language.NL, Formality.INFORMAL, False),
        (Language.EN, Formality.INFORMAL, True),
    ],
)
def test_guest_page_keeps_to_itself_a_reason_that_says_du_or_je(
    app: Shell, guest: HouseClient, language: Language, formality: Formality, is_shown: bool
):
    planned = invited(app, None)
    written_to(app, planned, language=language, formality=formality)

    page = guest.get(f"/i/{tokens(app, planned)[0]}").text

    assert ('class="why"' in page) is is_shown


def test_guest_page_speaks_the_guests_language_until_another_is_chosen(app: Shell, guest: HouseClient):
    planned = invited(app, None)
    written_to(app, planned, language=Language.DE)
    address = f"/i/{tokens(app, planned)[0]}"

    first = guest.get(address, headers={"Accept-Language": "nl", "Host": "127.0.0.1:5000"}).text
    csrf = first.partition('name="csrf_token" value="')[2].partition('"')[0]
    back = guest.post("/language", data={"csrf_token": csrf, "language": "nl", "next": address})

    assert '<html lang="de">' in first
    assert back.location == address
    assert '<html lang="nl">' in guest.get(address).text


def test_guest_page_counts_who_may_still_come_and_who_said_yes(app: Shell, guest: HouseClient):
    planned = invited(app)
    first, second, third, *_ = tokens(app, planned)
    say(guest, second, "no")
    say(guest, third, "yes")

    page = text_of(guest.get(f"/i/{first}").text)

    assert "Alice Brandt and 3 other guests; one has said yes" in page


def test_looking_changes_nothing(app: Shell, guest: HouseClient):
    planned = invited(app, None)
    before = database_of(app)

    for method in ("GET", "HEAD", "GET", "HEAD"):
        assert guest.open(f"/i/{tokens(app, planned)[0]}", method=method).status_code == 200

    assert database_of(app) == before


def test_guest_page_is_nobody_elses_business(app: Shell, guest: HouseClient):
    planned = invited(app, None)

    headers = guest.get(f"/i/{tokens(app, planned)[0]}").headers

    assert headers["X-Robots-Tag"] == "noindex, nofollow"
    assert headers["Cache-Control"] == "no-store"
    assert headers["Referrer-Policy"] == "same-origin"


@pytest.mark.parametrize(("pressed", "status"), [("yes", "ACCEPTED"), ("maybe", "TENTATIVE"), ("no", "DECLINED")])
def test_answer_is_kept_with_its_word(app: Shell, guest: HouseClient, pressed: str, status: str):
    planned = invited(app, None)
    token = tokens(app, planned)[0]

    answer = say(guest, token, pressed, "With\r\njoy")

    with reading(app.engine) as connection:
        reply = guest_page(connection, token).standing.reply
    assert (answer.status_code, answer.location) == (303, f"/i/{token}")
    assert reply is not None
    assert (reply.status, reply.comment, reply.channel) == (status, "With\njoy", "page")
    assert f"Your answer: {pressed}." in text_of(guest.get(f"/i/{token}").text)


def test_page_opened_before_the_date_moved_answers_nothing(app: Shell, guest: HouseClient):
    planned = invited(app, None)
    token = tokens(app, planned)[0]
    page = guest.get(f"/i/{token}").text
    hidden = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', page))
    terms = NewTerms(
        starts_at=STARTS_AT + timedelta(days=1), time_zone="Europe/Berlin", length_minutes=90, video_link=""
    )
    with transaction(app.engine) as connection:
        connection.execute(sa.update(dispatches).values(state=DispatchState.SENT))
        change_round(connection, again(connection, planned), terms, OFFICE, NOW, as_drafts=False)

    answer = guest.post(f"/i/{token}", data={**hidden, "answer": "yes", "word": "With joy"})

    with reading(app.engine) as connection:
        assert guest_page(connection, token).standing.status is ParticipationStatus.NEEDS_ACTION
    assert answer.status_code == 422
    assert "The evening was moved meanwhile." in text_of(answer.text)
    assert ">With joy</textarea>" in answer.text


def test_yes_shows_the_link_and_a_change_of_mind_hides_it(app: Shell, guest: HouseClient):
    planned = invited(app, None)
    token = tokens(app, planned)[0]

    say(guest, token, "yes")
    with_link = guest.get(f"/i/{token}").text
    say(guest, token, "no")

    assert 'href="https://meet.example.org/runde-1"' in with_link
    assert "meet.example.org" not in guest.get(f"/i/{token}").text
    assert statuses(app, planned) == ["DECLINED", *["NEEDS-ACTION"] * 4]


def test_entry_can_be_kept_under_the_uid_of_the_mail(app: Shell, guest: HouseClient):
    planned = invited(app, None)
    token = tokens(app, planned)[0]
    (_, uid), *_ = uids(app, planned)

    say(guest, token, "maybe")
    before = database_of(app)
    entry = guest.get(f"/i/{token}/entry.ics")

    assert f'href="/i/{token}/entry.ics"' in guest.get(f"/i/{token}").text
    assert entry.headers["Content-Disposition"] == 'attachment; filename="invite.ics"'
    assert f"UID:{uid}" in entry.text.replace("\r\n ", "")
    assert "METHOD:PUBLISH" in entry.text
    assert database_of(app) == before


def test_entry_names_the_mailbox_that_the_mail_came_from(app: Shell, guest: HouseClient):
    planned = invited(app, None)
    app.settings = replace(app.settings, mail_from="runde@example.net")
    token = tokens(app, planned)[0]
    with transaction(app.engine) as connection:
        senders.keep_sender(connection, planned.host.id, OWN_MAILBOX, bytes(32), NOW)

    entry = guest.get(f"/i/{token}/entry.ics").text.replace("\r\n ", "")

    assert f"mailto:{planned.host.email}" in entry
    assert "runde@example.net" not in entry


def test_entry_of_nothing_is_not_found(app: Shell, client: HouseClient, guest: HouseClient):
    planned = invited(app, None)
    client.submit(path(planned, "board", "cancellation"), {"act": "do"})

    assert guest.get(f"/i/{tokens(app, planned)[0]}/entry.ics").status_code == 404
    assert guest.get(f"/i/{UNKNOWN}/entry.ics").status_code == 404


def test_pressed_twice_is_said_once(app: Shell, guest: HouseClient):
    planned = invited(app, None)
    token = tokens(app, planned)[0]

    say(guest, token, "yes")
    before = database_of(app)
    say(guest, token, "yes")

    assert database_of(app) == before


@pytest.mark.parametrize(
    ("answer", "word", "sentence"),
    [("", "", "Choose yes, maybe or no."), ("yes", "x" * 2001, "Please keep your word under 2000 characters.")],
)
def test_what_is_no_answer_is_refused_and_the_word_stays(
    app: Shell, guest: HouseClient, answer: str, word: str, sentence: str
):
    planned = invited(app, None)

    page = say(guest, tokens(app, planned)[0], answer, word or "Gladly")

    assert page.status_code == 422
    assert sentence in text_of(page.text)
    assert f">{word or 'Gladly'}</textarea>" in page.text
    assert set(statuses(app, planned)) == {"NEEDS-ACTION"}


def test_answer_needs_the_token_of_the_form(app: Shell, guest: HouseClient):
    planned = invited(app, None)

    answer = guest.post(f"/i/{tokens(app, planned)[0]}", data={"answer": "yes"})

    assert answer.status_code == 400
    assert set(statuses(app, planned)) == {"NEEDS-ACTION"}


def test_word_of_a_guest_is_text_and_nothing_else(app: Shell, client: HouseClient, guest: HouseClient):
    planned = invited(app, None)

    say(guest, tokens(app, planned)[0], "no", "<script>alert(1)</script> {{ topic }}")

    page = client.get(path(planned, "board")).text
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page
    assert "<script>alert" not in page


def test_after_the_start_an_answer_comes_too_late(app: Shell, guest: HouseClient):
    planned = invited(app, None)
    token = tokens(app, planned)[0]
    say(guest, token, "yes")
    csrf = guest.get(f"/i/{token}").text.partition('name="csrf_token" value="')[2].partition('"')[0]
    app.clock = lambda: STARTS_AT + timedelta(minutes=1)

    answer = guest.post(f"/i/{token}", data={"csrf_token": csrf, "answer": "no"})

    page = guest.get(f"/i/{token}")
    assert answer.status_code == 422
    assert "The evening has begun." in text_of(page.text)
    assert 'href="https://meet.example.org/runde-1"' in page.text
    assert statuses(app, planned)[0] == "ACCEPTED"


def test_evening_that_is_over_says_so(app: Shell, guest: HouseClient):
    planned = invited(app, None)
    app.clock = lambda: STARTS_AT + timedelta(hours=3)

    page = text_of(guest.get(f"/i/{tokens(app, planned)[0]}").text)

    assert "This evening is over." in page
    assert "Yes, I come" not in page


def test_withdrawn_and_cancelled_are_told_kindly(app: Shell, client: HouseClient, guest: HouseClient):
    planned = invited(app, None)
    bobs, carlas, *_ = tokens(app, planned)

    client.submit(path(planned, "board", "people", planned.guests[0].id, "withdrawal"), {"act": "do"})
    withdrawn = text_of(guest.get(f"/i/{bobs}").text)
    client.submit(path(planned, "board", "cancellation"), {"act": "do"})
    cancelled = text_of(guest.get(f"/i/{carlas}").text)

    assert "This invitation does not stand any more." in withdrawn
    assert "This evening was called off." in cancelled


def test_link_that_leads_nowhere_is_a_friendly_page(app: Shell, guest: HouseClient):
    invited(app, None)

    for token in (UNKNOWN, "ä", "x" * 500):
        answer = guest.get(f"/i/{token}")
        assert answer.status_code == 404
        assert "This link leads to no invitation." in text_of(answer.text)


def test_whoever_tries_many_links_has_to_wait_and_guests_do_not(app: Shell, guest: HouseClient):
    planned = invited(app, None)
    token = tokens(app, planned)[0]

    codes = [guest.get(f"/i/{UNKNOWN}").status_code for _ in range(MOST_GUESSES + 1)]
    right = guest.get(f"/i/{token}").status_code
    app.clock = lambda: NOW + timedelta(minutes=2)

    assert codes == [*[404] * MOST_GUESSES, 429]
    assert right == 200
    assert guest.get(f"/i/{UNKNOWN}").status_code == 404


def test_wrong_guesses_count_each_address_for_itself():
    guesses = WrongGuesses()

    first = [guesses.note("192.0.2.1", NOW) for _ in range(MOST_GUESSES + 1)]

    assert first == [*[True] * MOST_GUESSES, False]
    assert guesses.note("192.0.2.2", NOW)
    assert guesses.note("192.0.2.1", NOW + timedelta(seconds=61))


def test_speaker_is_asked_for_the_slot_only(app: Shell, guest: HouseClient):
    planned = invited(app, None, with_speaker=True)

    page = text_of(guest.get(f"/i/{tokens(app, planned)[-1]}").text)

    assert "Alice Brandt would like you to join a small table as a guest speaker" in page
    assert "18:20–18:40 (Amsterdam time)" in page


def test_answer_on_the_page_and_by_calendar_is_one_truth(app: Shell, guest: HouseClient):
    planned = invited(app, DispatchState.HANDED)
    token = tokens(app, planned)[0]

    say(guest, token, "yes")
    with transaction(app.engine) as connection:
        page = guest_page(connection, token)

    assert page.standing.status is ParticipationStatus.ACCEPTED
    assert now(app, planned).round.state == "inviting"
