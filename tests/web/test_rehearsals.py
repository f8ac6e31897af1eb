from dataclasses import replace
from datetime import date, timedelta

import pytest
from sqlalchemy import Connection

from organizer.domain.bases import Basis
from organizer.domain.outbox import DispatchState
from organizer.domain.rounds import RoundState
from organizer.formats.calendar_objects import open_entry
from organizer.formats.mails import open_mail
from organizer.services import attendee_lists, invitations, letters, people, sources, tables
from organizer.services.rounds import Evening
from organizer.services.sources import ListSource
from organizer.settings import open_keys
from organizer.store import departures, outbox
from organizer.store import rounds as round_store
from organizer.store.engine import reading, transaction
from organizer.web.shell import Shell
from organizer.web.words import PASTED
from tests.builders import NOW
from tests.mail.servers import a_server
from tests.services.evenings import KEYS, again, lay_evening, mails_of
from tests.web.client import HouseClient, text_of
from tests.web.desks import database_of, lay, now, path


@pytest.fixture
def planned(app: Shell) -> Evening:
    return lay(app, with_speaker=True)


@pytest.fixture
def client(newcomer: HouseClient, planned: Evening) -> HouseClient:
    return newcomer


@pytest.fixture
def listed(app: Shell, newcomer: HouseClient) -> Evening:
    """A round with a guest from a list that nobody has explained yet."""
    return lay(app, with_list=True)


def with_smtp(app: Shell, url: str = "smtp://mail.example.org:25") -> None:
    app.settings = replace(app.settings, smtp_url=url)


def rehearsal_of(planned: Evening, *parts: object) -> str:
    return path(planned, "rehearsal", *parts)


def answer_for(app: Shell, planned: Evening, **changes: str) -> dict[str, str]:
    with reading(app.engine) as connection:
        (head,) = sources.behind_invitees(connection, planned)
    said = {"source": "Fachtag, list of participants", "received_on": "2026-10-30", "basis": Basis.AGREED, "other": ""}
    return {f"list-{head.id}-{name}": value for name, value in (said | changes).items()}


def list_of(app: Shell, planned: Evening) -> ListSource:
    with reading(app.engine) as connection:
        (head,) = sources.behind_invitees(connection, planned)
    return ListSource(source=head.source, basis=head.basis, received_on=head.received_on)


def outgoing(app: Shell, planned: Evening) -> list[bytes]:
    with reading(app.engine) as connection:
        found = [outbox.find_dispatch(connection, planned.host.id, one.id) for one in mails_of(connection, planned)]
    return [one[1] for one in found if one]


def test_looking_changes_nothing(app: Shell, client: HouseClient, planned: Evening):
    before = database_of(app)

    statuses = [
        client.get(rehearsal_of(planned) + query).status_code for query in ("", "?mail=2", "?mail=99", "?mail=x")
    ]

    assert statuses == [200] * 4
    assert database_of(app) == before


def test_the_sum_of_a_sending_stands_on_top(client: HouseClient, planned: Evening):
    page = text_of(client.get(rehearsal_of(planned)).text)

    assert "6 people 6 mails 6 calendar entries 1 language 0 doubles guest speaker 18:20–18:40" in page


def test_what_is_shown_is_what_is_sent(app: Shell, client: HouseClient, planned: Evening):
    pages = [client.get(f"{rehearsal_of(planned)}?mail={number}").text for number in range(1, 7)]
    client.submit(rehearsal_of(planned, "drafts"))

    for page, raw in zip(pages, outgoing(app, planned), strict=True):
        mail = open_mail(raw)
        entry = open_entry(mail.calendar or b"")
        said = text_of(page)
        assert f'<dd title="{entry.uid}">{entry.uid[:8]}…</dd>' in page
        for words in (mail.subject, mail.recipient, mail.sender, entry.summary, entry.location, entry.attendee):
            assert words in said
        assert " ".join(mail.text.split()) in said
        assert "METHODREQUEST SEQUENCE0" in said


def test_the_speaker_s_entry_covers_the_slot(client: HouseClient, planned: Evening):
    page = text_of(client.get(f"{rehearsal_of(planned)}?mail=6").text)

    assert "Thursday, 3 December 2026, 18:20–18:40 (Amsterdam time)" in page


def test_an_hour_in_the_night_is_named(app: Shell, client: HouseClient, planned: Evening):
    with transaction(app.engine) as connection:
        far = replace(planned.guests[0], time_zone="Asia/Tokyo")
        people.change(connection, planned.host.id, far, open_keys(app.settings.home))

    tokyo = client.get(rehearsal_of(planned)).text
    amsterdam = client.get(f"{rehearsal_of(planned)}?mail=2").text

    assert '<p class="when bad-hour">Friday, 4 December 2026, 02:00–03:30 (Tokyo time)</p>' in tokyo
    assert "That is before 7 or after 22 on this guest’s clock." in text_of(tokyo)
    assert '<p class="when">Thursday, 3 December 2026, 18:00–19:30 (Amsterdam time)</p>' in amsterdam


def test_two_mails_to_one_address_are_a_double(app: Shell, client: HouseClient, planned: Evening):
    with transaction(app.engine) as connection:
        twin = replace(planned.guests[1], email=planned.guests[0].email.upper())
        people.change(connection, planned.host.id, twin, open_keys(app.settings.home))

    page = text_of(client.get(rehearsal_of(planned)).text)

    assert "1 double " in page
    assert "More than one mail goes to bob@haus1.example.org." in page


def test_hindrances_lead_to_their_places(app: Shell, client: HouseClient, planned: Evening):
    bob, carla, *_ = planned.guests
    with transaction(app.engine) as connection:
        people.never_again(connection, planned.host.id, bob.id, KEYS, NOW)
        letters.write_reason(connection, letters.open_desk(connection, planned), carla.id, "")

    page = client.get(rehearsal_of(planned))

    assert "2 things to mend first" in text_of(page.text)
    assert f'<a href="{path(planned, "table")}">Go to the table</a>' in page.text
    assert f'<a href="{path(planned, "letters", carla.id)}">Open the letter</a>' in page.text
    assert "Take the drafts" not in page.text


@pytest.mark.parametrize(
    ("values", "where"),
    [
        ({"starts_at": None}, "date"),
        ({"starts_at": NOW - timedelta(days=1)}, "date"),
        ({"state": RoundState.CANCELLED}, "board"),
    ],
)
def test_a_round_that_cannot_be_invited_to_says_why(
    app: Shell, client: HouseClient, planned: Evening, values: dict[str, object], where: str
):
    with transaction(app.engine) as connection:
        round_store.update_round(connection, planned.round.id, values)

    page = client.get(rehearsal_of(planned))
    refused = client.submit(rehearsal_of(planned, "drafts"))

    assert "One thing to mend first" in text_of(page.text)
    assert f'<a href="{path(planned, where)}">' in page.text
    assert refused.status_code == 422
    assert outgoing(app, planned) == []


def test_without_a_mail_server_drafts_are_the_way(client: HouseClient, planned: Evening):
    page = client.get(rehearsal_of(planned))

    assert "The program sends nothing: no mail server is set up." in text_of(page.text)
    assert "Send now" not in page.text
    assert f'href="{rehearsal_of(planned, "test.eml")}"' in page.text


def test_sending_without_a_mail_server_is_refused(app: Shell, client: HouseClient, planned: Evening):
    answer = client.submit(rehearsal_of(planned, "sending"))

    assert answer.status_code == 422
    assert "No mail server is set up, so nothing can be sent from here." in text_of(answer.text)
    assert outgoing(app, planned) == []


def test_with_a_mail_server_mails_are_held_and_the_board_follows(app: Shell, client: HouseClient, planned: Evening):
    with_smtp(app)
    page = text_of(client.get(rehearsal_of(planned)).text)

    answer = client.submit(rehearsal_of(planned, "sending"))

    with reading(app.engine) as connection:
        mails = mails_of(connection, planned)
    assert "Held for 5 minutes, in which you can stop everything on the board." in page
    assert (answer.status_code, answer.location) == (303, path(planned, "board"))
    assert {mail.state for mail in mails} == {DispatchState.QUEUED}
    assert {mail.due_at for mail in mails} == {NOW + timedelta(minutes=5)}


def test_drafts_are_handed_over_and_the_board_follows(app: Shell, client: HouseClient, planned: Evening):
    answer = client.submit(rehearsal_of(planned, "drafts"))

    with reading(app.engine) as connection:
        mails = mails_of(connection, planned)
    assert (answer.status_code, answer.location) == (303, path(planned, "board"))
    assert [mail.state for mail in mails] == [DispatchState.HANDED] * 6


@pytest.mark.parametrize("ways", [("sending", "sending"), ("sending", "drafts"), ("drafts", "sending")])
def test_pressing_twice_sends_once(app: Shell, client: HouseClient, planned: Evening, ways: tuple[str, str]):
    with_smtp(app)
    first = client.submit(rehearsal_of(planned, ways[0]))
    once = database_of(app)

    second = client.submit(rehearsal_of(planned, ways[1]))

    assert (second.status_code, second.location) == (first.status_code, first.location) == (303, path(planned, "board"))
    assert database_of(app) == once


@pytest.mark.parametrize(
    ("way", "said"),
    [
        ("sending", "These letters were on their way already, since Monday, 2 November 2026, 10:00 (Berlin time)."),
        ("drafts", "These letters lie here as drafts since Monday, 2 November 2026, 10:00 (Berlin time)."),
    ],
)
def test_second_tab_is_told_that_nothing_was_sent_again(
    app: Shell, client: HouseClient, planned: Evening, way: str, said: str
):
    with_smtp(app)
    client.submit(rehearsal_of(planned, way))
    client.get(path(planned, "board"))

    client.submit(rehearsal_of(planned, "sending"))

    assert said in text_of(client.get(path(planned, "board")).text)


def test_nobody_is_said_to_be_invited_while_the_drafts_lie_unsent(client: HouseClient, planned: Evening):
    client.submit(rehearsal_of(planned, "drafts"))

    page = client.get(rehearsal_of(planned))

    assert "6 drafts wait for you to send them" in text_of(page.text)
    assert "Everybody is invited" not in page.text


@pytest.mark.parametrize(
    ("minutes", "said"), [(0, "6 mails leave now."), (5, "6 mails leave at 10:05. Until then you can stop them here.")]
)
def test_host_hears_when_mails_leave(app: Shell, client: HouseClient, planned: Evening, minutes, said):
    with_smtp(app)
    app.settings = replace(app.settings, hold_minutes=minutes)

    client.submit(rehearsal_of(planned, "sending"))

    assert said in text_of(client.get(path(planned, "board")).text)


def test_once_everybody_is_invited_the_board_is_next(client: HouseClient, planned: Evening):
    client.submit(rehearsal_of(planned, "drafts"))
    client.submit(f"{path(planned, 'board')}/mails/all/sent")

    page = client.get(rehearsal_of(planned))

    assert "Everybody is invited" in text_of(page.text)
    assert f'href="{path(planned, "board")}">Go to the board</a>' in page.text


def test_what_was_stopped_can_be_sent_again(app: Shell, client: HouseClient, planned: Evening):
    with_smtp(app)
    client.submit(rehearsal_of(planned, "sending"))
    with transaction(app.engine) as connection:
        invitations.stop(connection, now(app, planned), NOW)

    page = text_of(client.get(rehearsal_of(planned)).text)
    client.submit(rehearsal_of(planned, "sending"))

    assert "6 mails" in page
    assert len(outgoing(app, planned)) == 6


def test_a_list_is_asked_about_before_anything_is_sent(app: Shell, newcomer: HouseClient, listed: Evening):
    page = newcomer.get(rehearsal_of(listed))
    refused = newcomer.submit(rehearsal_of(listed, "drafts"))

    assert "Where is “guests.csv” from?" in text_of(page.text)
    assert '<details class="card source" open>' in page.text
    assert "Keep the answer and go on" in page.text
    assert 'value="Fachtag Forschungsdaten"' in page.text
    assert 'value="2026-11-02"' in page.text
    assert refused.status_code == 422
    assert "Say first where the list “guests.csv” is from" in text_of(refused.text)
    assert outgoing(app, listed) == []


def test_an_answer_is_kept_and_stands_in_the_letters(app: Shell, newcomer: HouseClient, listed: Evening):
    answer = newcomer.submit(rehearsal_of(listed, "sources"), answer_for(app, listed))

    page = newcomer.get(f"{rehearsal_of(listed)}?mail=6")
    assert (answer.status_code, answer.location) == (303, rehearsal_of(listed))
    assert list_of(app, listed) == ListSource(
        source="Fachtag, list of participants", basis=Basis.AGREED, received_on=date(2026, 10, 30)
    )
    assert "Basis: the participants agreed to be contacted by one another." in text_of(page.text)
    assert '<details class="card source">' in page.text
    assert newcomer.submit(rehearsal_of(listed, "drafts")).status_code == 303


def test_one_answer_holds_for_all_lists_where_the_host_says_so(app: Shell, newcomer: HouseClient, listed: Evening):
    first = answer_for(app, listed)
    with transaction(app.engine) as connection:
        bring_another_list(app, connection, listed)
        heads = sources.behind_invitees(connection, again(connection, listed))
    asked = newcomer.get(rehearsal_of(listed)).text
    others = {f"list-{head.id}-source": "" for head in heads if f"list-{head.id}-source" not in first}

    alone = newcomer.submit(rehearsal_of(listed, "sources"), first | others)
    same = newcomer.submit(rehearsal_of(listed, "sources"), first | others | {"same_as": leader_of(first)})

    with reading(app.engine) as connection:
        told = {(head.source, head.basis) for head in sources.behind_invitees(connection, again(connection, listed))}
    assert (len(heads), alone.status_code, same.status_code) == (2, 422, 303)
    assert told == {("Fachtag, list of participants", Basis.AGREED)}
    assert asked.count('name="same_as"') == 1
    assert "Where is the pasted text from?" in text_of(asked)


def bring_another_list(app: Shell, connection: Connection, planned: Evening) -> None:
    """A guest more, whom only a pasted list names."""
    host_id, party, text = planned.host.id, planned.party, "Name;E-Mail\nBea Lang;bea@lang.example.org\n"
    list_id = attendee_lists.upload(connection, host_id, party.occasion.id, text.encode(), PASTED, NOW)
    attendee_lists.confirm(connection, host_id, list_id, open_keys(app.settings.home), NOW)
    bea = people.search(connection, host_id, "lang").people[0]
    tables.arrange(connection, planned, [*(one.id for one in planned.guests[1:]), bea.id], [])


def leader_of(answer: dict[str, str]) -> str:
    return next(iter(answer)).split("-")[1]


def test_a_basis_in_own_words(app: Shell, newcomer: HouseClient, listed: Evening):
    newcomer.submit(rehearsal_of(listed, "sources"), answer_for(app, listed, basis="other", other="their card"))

    page = newcomer.get(rehearsal_of(listed)).text

    assert list_of(app, listed).basis == "their card"
    assert 'value="their card"' in page


def test_a_no_is_kept_and_nothing_leaves(app: Shell, newcomer: HouseClient, listed: Evening):
    newcomer.submit(rehearsal_of(listed, "sources"), answer_for(app, listed, basis=Basis.REFUSED))

    page = newcomer.get(rehearsal_of(listed))
    refused = newcomer.submit(rehearsal_of(listed, "drafts"))

    assert "You said that the people on “guests.csv” may not be contacted." in text_of(page.text)
    assert '<details class="card source" open>' in page.text
    assert refused.status_code == 422
    assert outgoing(app, listed) == []


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"source": " "}, "Say where the list is from"),
        ({"basis": ""}, "Choose what comes closest."),
        ({"basis": "because"}, "Please choose one of these."),
        ({"basis": "other", "other": ""}, "Say in a few words why you may write to them."),
        ({"received_on": "2026-11-03"}, "That day lies ahead."),
        ({"received_on": "yesterday"}, "Write the date like 2026-12-03."),
    ],
)
def test_an_answer_with_a_gap_comes_back(
    app: Shell, newcomer: HouseClient, listed: Evening, changes: dict[str, str], said: str
):
    before = database_of(app)

    answer = newcomer.submit(
        rehearsal_of(listed, "sources"), answer_for(app, listed, **({"source": "My words"} | changes))
    )

    assert answer.status_code == 422
    assert said in text_of(answer.text)
    assert "source" in changes or 'value="My words"' in answer.text
    assert database_of(app) == before


def test_a_test_goes_to_the_host_only(app: Shell, client: HouseClient, planned: Evening):
    before = database_of(app)

    with a_server() as (sink, port):
        with_smtp(app, f"smtp://127.0.0.1:{port}")
        answer = client.submit(rehearsal_of(planned, "test"))

    (taken,) = sink.accepted
    assert (answer.status_code, answer.location) == (303, rehearsal_of(planned))
    assert taken.recipients == ["alice@office.example.org"]
    assert open_mail(taken.content).subject.startswith("[Test] ")
    assert database_of(app) | {"departures": []} == before


def test_a_test_counts_against_the_quota_of_the_mailbox(app: Shell, client: HouseClient, planned: Evening):
    with a_server() as (_, port):
        with_smtp(app, f"smtp://127.0.0.1:{port}")
        client.submit(rehearsal_of(planned, "test"))

    with transaction(app.engine) as connection:
        assert len(departures.since(connection, "alice@office.example.org", NOW - timedelta(days=1))) == 1


def test_a_test_that_is_refused_says_why(app: Shell, client: HouseClient, planned: Evening):
    with a_server() as (sink, port):
        sink.refuse["alice@office.example.org"] = "550 5.1.1 no such user"
        with_smtp(app, f"smtp://127.0.0.1:{port}")
        answer = client.submit(rehearsal_of(planned, "test"))

    assert answer.status_code == 422
    assert "the mail server refuses your own address: 5.1.1 no such user" in text_of(answer.text)


def test_a_mail_server_that_is_not_there_is_a_sentence(app: Shell, client: HouseClient, planned: Evening):
    with_smtp(app, "smtp://127.0.0.1:1")

    answer = client.submit(rehearsal_of(planned, "test"))

    assert answer.status_code == 422
    assert "The test was not sent; the mail server did not take it" in text_of(answer.text)


def test_hostile_words_stay_words(app: Shell, client: HouseClient, planned: Evening):
    evil = "<script>alert(1)</script>"
    with transaction(app.engine) as connection:
        letters.write_reason(connection, letters.open_desk(connection, planned), planned.guests[0].id, evil)

    page = client.get(rehearsal_of(planned))

    assert evil not in page.text
    assert evil in text_of(page.text)


def test_a_rehearsal_of_others_is_not_found(client: HouseClient, planned: Evening):
    elsewhere = f"/parties/{planned.party.id}/rounds/9/rehearsal"

    answers = [client.get(elsewhere), *(client.submit(f"{elsewhere}/{act}") for act in ("sources", "drafts"))]

    assert [answer.status_code for answer in answers] == [404] * 3


def test_rehearsal_says_when_fewer_than_five_sit_at_the_table(app: Shell, newcomer: HouseClient):
    with transaction(app.engine) as connection:
        lay_evening(connection, seats=4, guests_wanted=5)

    page = newcomer.get("/parties/1/rounds/1/rehearsal").text

    assert "Only 4 guests sit at this table. It takes five to ten" in text_of(page)
    assert '<a href="/parties/1/rounds/1/table">Seat more guests</a>' in page


def test_how_many_to_expect_stands_at_the_table_and_not_once_more_at_the_rehearsal(app: Shell, newcomer: HouseClient):
    with transaction(app.engine) as connection:
        lay_evening(connection)

    table, rehearsal = (text_of(newcomer.get(f"/parties/1/rounds/1/{step}").text) for step in ("table", "rehearsal"))

    assert "About 85 of 100 who say yes come. Leave people on the bench" in table
    assert "of 100 who say yes" not in rehearsal
    assert "sit at this table. It takes" not in rehearsal
