import pytest

from organizer.domain.names import Name
from organizer.domain.parties import Host
from organizer.domain.rounds import RoundState, SpeakerSlot
from organizer.domain.vocabulary import Level, PartyId, PersonId
from organizer.services import invitations, next_round, people, rounds, tables
from organizer.settings import open_keys
from organizer.store import rounds as round_store
from organizer.store.engine import reading, transaction
from organizer.web.shell import Shell
from tests.builders import NOW
from tests.services.evenings import OFFICE, lay_evening
from tests.web.client import HouseClient, text_of
from tests.web.parties import a_guest, as_it_is, know, plan

ROOM = "/parties/1/rounds/1/room"
DATE = {"day": "2026-12-03", "time": "18:00", "zone": "Europe/Berlin", "length": "90"}
LINK = {"video_link": "https://meet.example.org/runde-1"}
SPEAKER = {
    **LINK,
    "speaker": "Dr. Maren Vogt",
    "speaker_email": "maren.vogt@nordlicht.example.org",
    "speaker_organisation": "Nordlicht AG",
    "begins": "18:30",
    "length": "20",
    "brief": "Seven people who share data.\r\nTell us what went wrong.",
    "assistant_email": "office@nordlicht.example.org",
}


@pytest.fixture
def dated(app: Shell, client: HouseClient, host: Host) -> HouseClient:
    """Alice's browser; her party has a date and knows eight people."""
    plan(app, host, [a_guest(number) for number in range(1, 9)])
    client.submit("/parties/1/rounds/1/date", DATE)
    return client


def slot(app: Shell, host: Host) -> SpeakerSlot | None:
    return as_it_is(app, host, PartyId(1)).round.speaker_slot


def everybody(app: Shell, host: Host) -> list[str]:
    with reading(app.engine) as connection:
        return [person.name.full for person in people.everybody(connection, host.id)]


def test_room_may_be_decided_later(app: Shell, dated: HouseClient, host: Host):
    answer = dated.submit(ROOM, {"video_link": "", "begins": "18:20", "length": "20"})

    assert (answer.status_code, answer.location) == (303, "/parties/1/rounds/1/rehearsal")
    assert as_it_is(app, host, PartyId(1)).round.video_link == ""
    assert slot(app, host) is None


def test_room_shows_where_its_link_leads(app: Shell, dated: HouseClient, host: Host):
    dated.submit(ROOM, {"video_link": "https://Meet.Example.org/runde?x=@evil.example.net"})

    page = dated.get(ROOM).text

    assert '<strong class="host-name">meet.example.org</strong>' in page
    assert 'value="https://Meet.Example.org/runde?x=@evil.example.net"' in page


def test_room_takes_the_long_links_of_video_services(app: Shell, dated: HouseClient, host: Host):
    link = "https://meet.example.org/l/meetup-join/" + "19%3ameeting" * 40

    answer = dated.submit(ROOM, {"video_link": link})

    assert answer.status_code == 303
    assert as_it_is(app, host, PartyId(1)).round.video_link == link


@pytest.mark.parametrize(
    ("link", "advice"),
    [
        ("http://meet.example.org", "A video link begins with https://."),
        ("ftp://meet.example.org/runde", "A video link begins with https://."),
        ("javascript:alert(1)", "A video link begins with https://."),
        ("https://alice:secret@meet.example.org", "This link holds a name or a password in front of an @."),
        ("https://meet.example.org/a b", "This is not one whole link."),
        ("https://meet.example.org/\r\nBcc: x", "This is not one whole link."),
        ("https://meet.example.org/" + "x" * 2000, "Please keep this under 2000 characters."),
    ],
)
def test_room_refuses_links_that_guests_should_not_open(
    app: Shell, dated: HouseClient, host: Host, link: str, advice: str
):
    answer = dated.submit(ROOM, {**SPEAKER, "video_link": link})

    assert answer.status_code == 422
    assert advice in text_of(answer.text)
    assert 'value="Dr. Maren Vogt"' in answer.text
    assert "Tell us what went wrong." in answer.text
    assert as_it_is(app, host, PartyId(1)).round.video_link == ""
    assert "Maren Vogt" not in everybody(app, host)


def test_link_without_its_beginning_is_completed(app: Shell, dated: HouseClient, host: Host):
    answer = dated.submit(ROOM, {"video_link": " meet.example.org/runde?pwd=1 "})

    assert answer.status_code == 303
    assert as_it_is(app, host, PartyId(1)).round.video_link == "https://meet.example.org/runde?pwd=1"


def test_speaker_is_typed_in_with_slot_brief_and_assistant(app: Shell, dated: HouseClient, host: Host):
    answer = dated.submit(ROOM, SPEAKER)

    planned = as_it_is(app, host, PartyId(1))
    assert answer.status_code == 303
    assert (planned.speaker.name.full, planned.speaker.email) == ("Maren Vogt", "maren.vogt@nordlicht.example.org")
    assert planned.speaker.organisation == "Nordlicht AG"
    assert slot(app, host) == SpeakerSlot(
        person_id=planned.speaker.id,
        offset_minutes=30,
        length_minutes=20,
        brief="Seven people who share data.\nTell us what went wrong.",
        assistant_email="office@nordlicht.example.org",
    )


def test_speaker_s_time_is_shown_and_can_be_changed(app: Shell, dated: HouseClient, host: Host):
    dated.submit(ROOM, SPEAKER)
    page = dated.get(ROOM).text

    dated.submit(ROOM, {**LINK, "begins": "19:00", "length": "30"})

    assert "Dr. Maren Vogt" in text_of(page)
    assert "from 18:30 to 18:50" in text_of(page)
    assert 'name="speaker"' not in page
    changed = slot(app, host)
    assert (changed.offset_minutes, changed.length_minutes, changed.brief) == (60, 30, "")


def test_speaker_is_proposed_from_top_management_first(app: Shell, dated: HouseClient, host: Host):
    know(app, host, [a_guest(9, level=Level.JUNIOR), a_guest(10, level=Level.TOP, organisation="")])

    page = dated.get(ROOM).text

    assert page.index('<option value="Guest10 Example">') < page.index('<option value="Guest09 Example, Haus 9">')


@pytest.mark.parametrize("said", ["Guest03 Example, Haus 3", "guest03 example"])
def test_speaker_is_found_among_known_people(app: Shell, dated: HouseClient, host: Host, said: str):
    dated.submit(ROOM, {**LINK, "speaker": said, "begins": "18:20", "length": "20"})

    assert slot(app, host).person_id == PersonId(3)
    assert len(everybody(app, host)) == 8


def test_speaker_of_a_common_name_has_to_be_told_from_the_others(app: Shell, dated: HouseClient, host: Host):
    know(app, host, [a_guest(3, organisation="Elsewhere", email="other@example.org")])

    answer = dated.submit(ROOM, {**LINK, "speaker": "Guest03 Example", "begins": "18:20", "length": "20"})
    dated.submit(ROOM, {**LINK, "speaker": "Guest03 Example, Elsewhere", "begins": "18:20", "length": "20"})

    assert answer.status_code == 422
    assert "Several people are called Guest03 Example." in text_of(answer.text)
    assert slot(app, host).person_id == PersonId(9)


def test_speaker_at_the_table_leaves_the_seat(app: Shell, dated: HouseClient, host: Host):
    with transaction(app.engine) as connection:
        planned = rounds.evening(connection, host, PartyId(1), 1)
        tables.arrange(connection, planned, [PersonId(3), PersonId(4)], [])

    dated.submit(ROOM, {**LINK, "speaker": "Guest03 Example", "begins": "18:20", "length": "20"})

    planned = as_it_is(app, host, PartyId(1))
    assert planned.speaker.id == PersonId(3)
    assert [guest.id for guest in planned.guests] == [PersonId(4)]
    assert "Guest03 Example is the guest speaker now; the seat at the table is free." in text_of(dated.get(ROOM).text)


def test_speaker_can_be_removed(app: Shell, dated: HouseClient, host: Host):
    dated.submit(ROOM, SPEAKER)

    answer = dated.submit(f"{ROOM}/speaker/removal")

    assert (answer.status_code, answer.location) == (303, ROOM)
    assert slot(app, host) is None
    assert as_it_is(app, host, PartyId(1)).round.video_link == LINK["video_link"]
    assert "Maren Vogt is no longer the guest speaker." in text_of(dated.get(ROOM).text)


@pytest.mark.parametrize(
    ("changes", "advice"),
    [
        ({"begins": "19:20"}, "The speaker's slot has to lie inside the evening."),
        ({"begins": "17:59"}, "The speaker's slot has to lie inside the evening."),
        ({"length": "71"}, "The speaker's slot has to lie inside the evening."),
        ({"length": "4"}, "The speaker's slot has to lie inside the evening."),
        ({"length": "-20"}, "The speaker's slot has to lie inside the evening."),
        ({"begins": ""}, "Say when the speaker begins and for how long."),
        ({"length": ""}, "Say when the speaker begins and for how long."),
        ({"begins": "late"}, "Write the time like 18:00."),
        ({"length": "short"}, "Write a whole number"),
        ({"speaker": " "}, "Say who speaks, or empty the other fields about the speaker."),
        ({"speaker_email": "maren@example.org\r\nBcc: x@example.org"}, "This is not a mail address we can use."),
        ({"assistant_email": "office@example.org\nBcc: x@example.org"}, "This is not a mail address we can use."),
        ({"assistant_email": "office"}, "This is not a mail address we can use."),
        ({"brief": "x" * 301}, "Please keep this under 300 characters."),
        ({"speaker": "x" * 201}, "Please keep this under 200 characters."),
    ],
)
def test_speaker_says_what_to_do_and_keeps_what_was_typed(
    app: Shell, dated: HouseClient, host: Host, changes: dict[str, str], advice: str
):
    answer = dated.submit(ROOM, {**SPEAKER, **changes})

    assert answer.status_code == 422
    assert advice in text_of(answer.text)
    assert 'value="https://meet.example.org/runde-1"' in answer.text
    assert 'value="Nordlicht AG"' in answer.text
    assert slot(app, host) is None
    assert len(everybody(app, host)) == 8


def test_speaker_who_does_not_wish_it_is_not_asked(app: Shell, dated: HouseClient, host: Host):
    with transaction(app.engine) as connection:
        people.never_again(connection, host.id, PersonId(3), open_keys(app.settings.home), NOW)

    page = dated.get(ROOM).text
    answer = dated.submit(ROOM, {**LINK, "speaker": "Guest03 Example", "begins": "18:20", "length": "20"})

    assert "Guest03" not in page
    assert answer.status_code == 422
    assert "Guest03 Example does not wish to be written to." in text_of(answer.text)


def test_speaker_begins_some_minutes_in_while_there_is_no_date(app: Shell, client: HouseClient, host: Host):
    plan(app, host)

    client.submit(ROOM, {**SPEAKER, "begins": "", "offset": "45"})
    page = text_of(client.get(ROOM).text)

    assert slot(app, host).offset_minutes == 45
    assert "20 minutes, 45 minutes after the start" in page


def test_speaker_may_begin_after_midnight(app: Shell, client: HouseClient, host: Host):
    plan(app, host)
    client.submit("/parties/1/rounds/1/date", {**DATE, "time": "23:30"})

    client.submit(ROOM, {**SPEAKER, "begins": "00:10"})

    assert slot(app, host).offset_minutes == 40
    assert "from 00:10 to 00:30" in text_of(client.get(ROOM).text)


def test_hostile_words_are_shown_as_text(app: Shell, dated: HouseClient, host: Host):
    hostile = '"><script>alert(1)</script>'
    know(app, host, [a_guest(9, name=Name(given=hostile, family="", original=hostile), organisation=hostile)])

    refused = dated.submit(
        ROOM, {**SPEAKER, "speaker": hostile, "brief": "</textarea>" + hostile, "video_link": hostile}
    )
    dated.submit(ROOM, {**SPEAKER, "speaker": f"Maren {hostile}", "brief": "</textarea>" + hostile})
    page = dated.get(ROOM).text

    assert "<script>alert" not in refused.text
    assert "<script>alert" not in page
    assert slot(app, host).brief == "</textarea>" + hostile


def test_room_of_invited_guests_is_changed_on_the_board(app: Shell, newcomer: HouseClient):
    with transaction(app.engine) as connection:
        planned = lay_evening(connection, with_speaker=True)
        invitations.invite(connection, planned, OFFICE, NOW, as_drafts=False)

    page = newcomer.get(ROOM).text
    answers = [newcomer.submit(ROOM, {"video_link": ""}), newcomer.submit(f"{ROOM}/speaker/removal")]

    assert "Change the room on the board" in text_of(page)
    assert "meet.example.org" in text_of(page)
    assert planned.speaker.name.full in text_of(page)
    assert "from 18:20 to 18:40" in text_of(page)
    assert 'name="video_link"' not in page
    assert [answer.status_code for answer in answers] == [422, 422]
    assert as_it_is(app, planned.host, PartyId(1)).round.video_link == planned.round.video_link


def test_room_of_a_cancelled_round_stays(app: Shell, newcomer: HouseClient):
    with transaction(app.engine) as connection:
        planned = lay_evening(connection)
        round_store.update_round(connection, planned.round.id, {"state": RoundState.CANCELLED})

    page = newcomer.get(ROOM).text

    assert "This round was cancelled" in text_of(page)
    assert newcomer.submit(ROOM, LINK).status_code == 422


def test_the_way_from_the_table_over_the_date_to_the_room(app: Shell, client: HouseClient, host: Host):
    plan(app, host, [a_guest(number) for number in range(1, 13)])
    table = "/parties/1/rounds/1/table"

    client.get(table)
    client.submit(f"{table}/wishes", {"person": "2", "wish": "hoped"})
    suggested = client.submit(table, {"topic": "Open data", "spoken_language": "en", "guests": "7", "act": "suggest"})
    client.get(suggested.location)
    onward = client.submit(table, {"topic": "Open data", "spoken_language": "en", "guests": "7", "act": "go-on"})
    client.get(onward.location)
    fixed = client.submit(onward.location, {**DATE, "act": "go-on"})
    client.get(ROOM)
    furnished = client.submit(ROOM, SPEAKER)

    planned = as_it_is(app, host, PartyId(1))
    assert [suggested.location, onward.location, fixed.location, furnished.location] == [
        table,
        "/parties/1/rounds/1/date",
        "/parties/1/rounds/1/letters",
        "/parties/1/rounds/1/rehearsal",
    ]
    assert len(planned.guests) == 7
    assert PersonId(2) in {guest.id for guest in planned.guests}
    assert (planned.round.length_minutes, planned.round.video_link) == (90, LINK["video_link"])
    assert planned.round.speaker_slot.offset_minutes == 30


@pytest.fixture
def second_round(app: Shell, dated: HouseClient, host: Host) -> str:
    """The path of the second round's room, the first one having been cancelled."""
    with transaction(app.engine) as connection:
        planned = as_it_is(app, host, PartyId(1))
        tables.describe_evening(
            connection, planned, topic="Open research data", question="", spoken_language=host.language, guests=5
        )
        round_store.update_round(connection, planned.round.id, {"state": RoundState.CANCELLED})
        next_round.open_next_round(connection, host, PartyId(1))
    return "/parties/1/rounds/2/room"


def test_speaker_is_suggested_from_the_second_round_on(app: Shell, dated: HouseClient, second_round: str):
    first, second = text_of(dated.get(ROOM).text), text_of(dated.get(second_round).text)

    assert "Take as speaker" not in first
    assert "Take as speaker: Guest03 Example" in second
    assert "level: top management" in second


def test_suggested_speaker_is_taken_with_one_click_and_nothing_typed_is_lost(
    app: Shell, dated: HouseClient, host: Host, second_round: str
):
    form = {**LINK, "offset": "20", "length": "20", "brief": "Tell us what went wrong.", "suggested": "3"}

    refused = dated.submit(second_round, {**form, "video_link": "http://meet.example.org"})
    taken = dated.submit(second_round, form)

    assert refused.status_code == 422
    assert 'value="Guest03 Example, Haus 3"' in refused.text
    assert (taken.status_code, taken.location) == (303, second_round)
    planned = as_it_is(app, host, PartyId(1), 2)
    assert planned.round.video_link == LINK["video_link"]
    assert planned.round.speaker_slot is not None
    assert (planned.round.speaker_slot.person_id, planned.round.speaker_slot.brief) == (3, "Tell us what went wrong.")


@pytest.mark.parametrize("person", ["999", "99999999999999999999"])
def test_suggested_speaker_nobody_knows_is_nowhere(dated: HouseClient, second_round: str, person: str):
    assert dated.submit(second_round, {"offset": "20", "length": "20", "suggested": person}).status_code == 404
