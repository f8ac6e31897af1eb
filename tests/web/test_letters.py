import re
from dataclasses import replace
from html import escape

import pytest

from organizer.domain.names import Name
from organizer.domain.rounds import RoundState
from organizer.domain.vocabulary import Formality, Language
from organizer.services import invitations, letters, people, rounds, tables
from organizer.services.rounds import Evening
from organizer.settings import open_keys
from organizer.store import rounds as round_store
from organizer.store.engine import reading, transaction
from organizer.web.office import post_office
from organizer.web.shell import Shell
from tests.builders import NOW
from tests.services.evenings import OFFICE, lay_evening
from tests.web.client import HouseClient, text_of
from tests.web.desks import database_of, lay, letter_path, now, path

WORDS = {"reason": "Bob built it.", "language": "en", "formality": "formal"}
OWN = {"subject": "Bob, a word", "body": "{{ salutation }},\r\n\r\nyou know why. {{ date }}"}


@pytest.fixture
def planned(app: Shell) -> Evening:
    return lay(app)


@pytest.fixture
def client(newcomer: HouseClient, planned: Evening) -> HouseClient:
    return newcomer


def letter_of(app: Shell, planned: Evening, place: int = 0) -> letters.Letter:
    with reading(app.engine) as connection:
        desk = letters.open_desk(connection, now(app, planned))
    return letters.first_letters(desk)[place]


def change(app: Shell, planned: Evening, place: int, **changes: object) -> None:
    with transaction(app.engine) as connection:
        changed = replace(planned.guests[place], **changes)
        people.change(connection, planned.host.id, changed, open_keys(app.settings.home))


def base_path(planned: Evening, *parts: str) -> str:
    return path(planned, "letters", "base", *(parts or ("invitation", "en", "formal")))


def test_letters_open_with_the_first_unread_one(app: Shell, client: HouseClient, planned: Evening):
    first = client.get(path(planned, "letters"))
    client.submit(letter_path(planned), {**WORDS, "go": "good"})
    second = client.get(path(planned, "letters"))

    assert (first.status_code, first.location) == (303, letter_path(planned, 0))
    assert second.location == letter_path(planned, 1)


def test_the_first_letter_can_be_found_good_at_once(client: HouseClient, planned: Evening):
    page = client.get(path(planned, "letters"), follow_redirects=True)

    assert '<button form="words" name="go" value="good">This letter is good</button>' in page.text
    assert "Dear Bob Muster" in text_of(page.text)
    assert "0 of 5 letters are good." in text_of(page.text)


def test_without_guests_letters_lead_to_the_table(app: Shell, newcomer: HouseClient):
    with transaction(app.engine) as connection:
        empty = lay_evening(connection, seats=0)

    page = newcomer.get(path(empty, "letters"))

    assert f'href="{path(empty, "table")}"' in page.text
    assert "Nobody sits at the table yet" in text_of(page.text)


@pytest.mark.parametrize(
    "page",
    [
        "letters",
        "letters/{bob}",
        "letters/{bob}/text",
        "letters/base/invitation/en/formal",
        "letters/base/again/de/informal",
        "letters/base/speaker/nl/formal",
        "letters/base/invitation/en/formal?person={bob}",
    ],
)
def test_looking_changes_nothing(app: Shell, client: HouseClient, planned: Evening, page: str):
    before = database_of(app)

    answer = client.get(path(planned, page.format(bob=planned.guests[0].id)), follow_redirects=True)

    assert answer.status_code == 200
    assert database_of(app) == before


def test_one_act_for_each_further_letter_and_then_the_rehearsal(client: HouseClient, planned: Evening):
    ways = []
    at = letter_path(planned)
    while at.startswith(path(planned, "letters")):
        page = client.get(at)
        reason = page.text.partition("</textarea>")[0].rpartition(">")[2].strip()
        at = client.submit(at, {**WORDS, "reason": reason.replace("&#39;", "'"), "go": "good"}).location
        ways.append(at)

    assert ways == [*(letter_path(planned, place) for place in (1, 2, 3, 4)), path(planned, "rehearsal")]


def test_after_the_last_letter_the_room_when_there_is_no_link(app: Shell, client: HouseClient, planned: Evening):
    with transaction(app.engine) as connection:
        rounds.furnish(connection, planned, video_link="", slot=None)

    for place in range(5):
        answer = client.submit(letter_path(planned, place), {**WORDS, "reason": f"Reason {place}.", "go": "good"})

    assert answer.location == path(planned, "room")


def test_a_reason_typed_in_is_kept_with_the_letter_found_good(app: Shell, client: HouseClient, planned: Evening):
    client.submit(letter_path(planned), {**WORDS, "go": "good"})

    letter = letter_of(app, planned)

    assert (letter.reason, letter.reviewed_at) == ("Bob built it.", NOW)


def test_a_letter_without_a_reason_is_not_good_and_says_so_at_the_field(
    app: Shell, client: HouseClient, planned: Evening
):
    words = {**WORDS, "reason": "", "offer": "The minutes."}

    answer = client.submit(letter_path(planned, 1), {**words, "go": "good"})

    page = text_of(answer.text)
    missing = "Say in a sentence why you invite this guest, and leave that sentence in the letter."
    assert answer.status_code == 422
    assert f'<small class="error" id="reason-error">{missing}</small>' in answer.text
    assert "The minutes." in answer.text
    assert "{{" not in page
    assert letter_of(app, planned, 1).reviewed_at is None


def test_words_are_kept_and_the_letter_shown_again(app: Shell, client: HouseClient, planned: Evening):
    answer = client.submit(letter_path(planned), WORDS)

    page = client.get(answer.location)
    assert (answer.status_code, answer.location) == (303, letter_path(planned))
    assert "Bob built it." in text_of(page.text)
    assert "Back to the suggestion" in text_of(page.text)
    assert letter_of(app, planned).reviewed_at is None


def test_back_to_the_suggested_reason(app: Shell, client: HouseClient, planned: Evening):
    client.submit(letter_path(planned), WORDS)

    answer = client.submit(f"{letter_path(planned)}/suggestion")

    letter = letter_of(app, planned)
    assert answer.location == letter_path(planned)
    assert letter.reason == letter.suggested_reason


def test_another_language_is_read_once_more_before_it_is_good(app: Shell, client: HouseClient, planned: Evening):
    answer = client.submit(letter_path(planned), {**WORDS, "language": "nl", "formality": "informal", "go": "good"})

    page = text_of(client.get(answer.location).text)
    letter = letter_of(app, planned)
    assert answer.location == letter_path(planned)
    assert "The letter speaks differently now. Read it once more." in page
    assert "Beste Bob," in page
    assert (letter.person.language, letter.person.formality) == (Language.NL, Formality.INFORMAL)
    assert letter.reviewed_at is None


def test_too_long_a_reason_comes_back_whole(client: HouseClient, planned: Evening):
    long = "why " * 300

    answer = client.submit(letter_path(planned), {**WORDS, "reason": long})

    assert answer.status_code == 422
    assert "Please keep this under 1000 characters." in text_of(answer.text)
    assert long.strip() in answer.text


def test_a_language_that_does_not_exist_is_refused(client: HouseClient, planned: Evening):
    assert client.submit(letter_path(planned), {**WORDS, "language": "tlh"}).status_code == 422


def test_a_preview_shows_the_words_and_keeps_none(app: Shell, client: HouseClient, planned: Evening):
    before = database_of(app)

    answer = client.submit(f"{letter_path(planned)}/preview", {**WORDS, "language": "de"})

    assert answer.status_code == 200
    assert "Guten Tag Bob Muster" in text_of(answer.text)
    assert ">Bob built it.</textarea>" in answer.text.replace("\r", "").replace(">\n", ">")
    assert database_of(app) == before


def test_the_script_gets_paper_and_faults(app: Shell, client: HouseClient, planned: Evening):
    before = database_of(app)

    answer = client.submit(
        f"{letter_path(planned)}/preview", {**WORDS, "reason": ""}, headers={"Accept": "application/json"}
    )

    assert "Dear Bob Muster" in answer.json["paper"]
    assert "Say in a sentence why you invite this guest" in answer.json["mends"]
    assert f'href="{letter_path(planned)}#reason"' in answer.json["mends"]
    assert database_of(app) == before


def test_a_preview_without_token_is_refused(client: HouseClient, planned: Evening):
    assert client.post(f"{letter_path(planned)}/preview", data=WORDS).status_code == 400


def test_a_letter_of_its_own_is_kept_and_let_go(app: Shell, client: HouseClient, planned: Evening):
    kept = client.submit(f"{letter_path(planned)}/text", OWN)
    own = letter_of(app, planned)
    client.submit(f"{letter_path(planned)}/base-text")

    assert kept.location == letter_path(planned)
    assert own.is_own_text
    assert own.text.body == "{{ salutation }},\n\nyou know why. {{ date }}"
    assert not letter_of(app, planned).is_own_text


def test_texts_lose_what_nobody_sees_and_keep_their_placeholders(app: Shell, client: HouseClient, planned: Evening):
    hostile = {"subject": "A\x00 word", "body": "{{ salutation }},\x00\r\n\r\n  you\x1b know why."}
    client.submit(f"{letter_path(planned)}/text", hostile)
    client.submit(base_path(planned), hostile)

    texts = [letter_of(app, planned, place).text for place in (0, 1)]

    assert [text.body for text in texts] == ["{{ salutation }},\n\n  you know why."] * 2
    assert [text.subject for text in texts] == ["A word"] * 2


def test_a_text_of_its_own_survives_a_new_base_text(app: Shell, client: HouseClient, planned: Evening):
    client.submit(f"{letter_path(planned)}/text", OWN)

    client.submit(base_path(planned), {"subject": "To all", "body": "{{ salutation }}, hello."})

    assert letter_of(app, planned, 0).rendered.subject == "Bob, a word"
    assert letter_of(app, planned, 1).rendered.subject == "To all"


def test_the_base_text_says_how_many_letters_follow_it(app: Shell, client: HouseClient, planned: Evening):
    client.submit(f"{letter_path(planned)}/text", OWN)

    page = text_of(client.get(base_path(planned)).text)

    assert "4 letters follow this text. 1 has a text of its own and stays as it is: Bob Muster." in page


def test_letters_found_good_are_to_be_read_again_after_a_new_base_text(client: HouseClient, planned: Evening):
    client.submit(letter_path(planned), {**WORDS, "go": "good"})

    answer = client.submit(base_path(planned), {"subject": "To all", "body": "Hello."})

    page = text_of(client.get(answer.location).text)
    assert "The base text is kept. 5 letters follow it." in page
    assert "1 letter that you had found good has changed. Read it once more." in page
    assert "0 of 5 letters are good." in page


def test_a_base_text_nobody_uses_can_still_be_changed(client: HouseClient, planned: Evening):
    page = client.get(base_path(planned, "invitation", "de", "informal"))
    answer = client.submit(base_path(planned, "invitation", "de", "informal"), {"subject": "Hallo", "body": "Hallo."})

    assert "No letter follows this text now" in text_of(page.text)
    assert answer.status_code == 303


def test_back_to_the_text_that_comes_with_the_program(app: Shell, client: HouseClient, planned: Evening):
    shipped = letter_of(app, planned, 1).text
    client.submit(base_path(planned), {"subject": "To all", "body": "Hello."})
    changed = client.get(base_path(planned))
    client.submit(f"{base_path(planned)}/shipped")

    assert "Back to the text that comes with the program" in text_of(changed.text)
    assert letter_of(app, planned, 1).text == shipped


def test_the_example_is_the_letter_asked_for(client: HouseClient, planned: Evening):
    carla = planned.guests[1]

    page = client.get(f"{base_path(planned)}?person={carla.id}")
    tried = client.submit(
        f"{base_path(planned)}/preview",
        {"subject": "To {{ first_name }}", "body": "Hello.", "person": carla.id},
        headers={"Accept": "application/json"},
    )

    assert "Dear Carla Muster" in text_of(page.text)
    assert "To Carla" in tried.json["paper"]


@pytest.mark.parametrize("where", ["{bob}/text", "base/invitation/en/formal"])
@pytest.mark.parametrize(
    ("body", "said"),
    [
        ("{{7*7}}", "There is no placeholder called 7*7."),
        ("{{ fist_name }}", "There is no placeholder called fist_name. Did you mean first_name?"),
        ("{{ config.items() }}", "There is no placeholder called config.items()."),
        ("{{ first_name }", "A placeholder needs two braces on both sides, like {{ first_name }}."),
        ("", "The letter is empty. Write a text, or go back to the base text."),
    ],
)
def test_a_text_with_a_fault_comes_back_with_its_sentence(
    app: Shell, client: HouseClient, planned: Evening, where: str, body: str, said: str
):
    at = path(planned, "letters", where.format(bob=planned.guests[0].id))
    before = database_of(app)

    answers = [client.submit(place, {"subject": "My subject", "body": body}) for place in (at, f"{at}/preview")]

    for answer in answers:
        assert answer.status_code == 422
        assert said in text_of(answer.text)
        assert 'value="My subject"' in answer.text
        assert escape(body) in answer.text
    assert database_of(app) == before


@pytest.mark.parametrize(
    "key", ["postcard/en/formal", "invitation/tlh/formal", "invitation/en/rude", "update/en/formal"]
)
def test_texts_that_do_not_exist_are_not_found(client: HouseClient, planned: Evening, key: str):
    assert client.get(path(planned, "letters/base", key)).status_code == 404
    assert client.submit(path(planned, "letters/base", key), OWN).status_code == 404


def test_hostile_names_and_texts_stay_words(app: Shell, client: HouseClient, planned: Evening):
    evil = "<script>alert(1)</script>"
    change(app, planned, 0, name=Name(given=evil, family="{{7*7}}", original=evil), job_title=evil, organisation=evil)
    client.submit(f"{letter_path(planned)}/text", {"subject": evil, "body": f"{evil} {{{{ date }}}} [x] {{% x %}}"})

    page = client.get(letter_path(planned))

    assert page.status_code == 200
    assert evil not in page.text
    assert f"{evil} Thursday, 3 December 2026" in text_of(page.text)
    assert "[x] {% x %}" in text_of(page.text)


def test_somebody_without_an_address_is_named_with_ways_out(app: Shell, client: HouseClient, planned: Evening):
    change(app, planned, 0, email="")

    page = client.get(letter_path(planned))

    said = text_of(page.text)
    assert (
        "Bob Muster has no mail address: you pass the invitation on yourself, for example by LinkedIn or XING." in said
    )
    assert "Bob Muster needs something" not in said
    assert f'href="/people/{planned.guests[0].id}"' in page.text
    assert f'href="{letter_path(planned)}/short"' in page.text


@pytest.mark.parametrize(
    ("values", "where", "act"),
    [
        ({"starts_at": None}, "date", "Choose a date"),
        ({"video_link": ""}, "room", "Go to the room"),
    ],
)
def test_what_is_missing_leads_to_its_place(
    app: Shell, client: HouseClient, planned: Evening, values: dict[str, object], where: str, act: str
):
    with transaction(app.engine) as connection:
        round_store.update_round(connection, planned.round.id, values)

    page = client.get(letter_path(planned))

    assert f'<a href="{path(planned, where)}">{act}</a>' in page.text


def test_a_fault_of_the_base_text_leads_to_it(client: HouseClient, planned: Evening):
    client.submit(base_path(planned), {"subject": "To all", "body": "Hello. {{ reason }} {{ topic }}"})

    page = client.get(letter_path(planned))

    assert f'<a href="{base_path(planned)}?person={planned.guests[0].id}#body">Open the base text</a>' in page.text


def test_a_letter_that_is_out_says_so(app: Shell, client: HouseClient, planned: Evening):
    with transaction(app.engine) as connection:
        invitations.invite(connection, planned, OFFICE, NOW, as_drafts=True)

    page = client.get(path(planned, "letters"), follow_redirects=True)

    assert "This invitation is out already." in text_of(page.text)
    assert "This letter is good" not in page.text
    assert now(app, planned).round.state is RoundState.INVITING


def test_a_letter_that_is_out_is_shown_as_it_went_out(app: Shell, client: HouseClient, planned: Evening):
    with transaction(app.engine) as connection:
        invitations.invite(connection, planned, OFFICE, NOW, as_drafts=True)
        tables.describe_evening(
            connection, planned, topic="Another topic", question="", spoken_language=Language.EN, guests=5
        )

    page = client.get(letter_path(planned)).text

    told = re.findall(r'<div class="letter-text">(.*?)</div>', page, re.DOTALL)
    assert ["Open research data" in text for text in told] == [True, False]
    assert ["Another topic" in text for text in told] == [False, True]


def test_letters_show_where_guests_answer_when_they_can_reach_the_program(
    app: Shell, client: HouseClient, planned: Evening
):
    app.settings = replace(app.settings, public_base_url="https://party.example.org")
    with app.test_request_context():
        assert post_office().public_base_url == "https://party.example.org"

    page = client.get(letter_path(planned))

    assert "here: https://party.example.org/i/…" in text_of(page.text)


def test_letters_of_others_are_not_found(app: Shell, client: HouseClient, planned: Evening):
    stranger = planned.bench[0]

    answers = [
        client.get(path(planned, "letters", stranger.id)),
        client.get(path(planned, "letters", stranger.id, "text")),
        client.submit(path(planned, "letters", stranger.id), WORDS),
        client.submit(path(planned, "letters", stranger.id, "suggestion")),
        client.submit(path(planned, "letters", stranger.id, "text"), OWN),
        client.get(f"/parties/{planned.party.id}/rounds/9/letters"),
        client.get("/parties/999/rounds/1/letters"),
    ]

    assert [answer.status_code for answer in answers] == [404] * 7


def test_letter_found_good_with_a_gap_is_said_to_have_one(client: HouseClient, planned: Evening):
    client.submit(f"{letter_path(planned)}/text", {**OWN, "body": f"{OWN['body']} I bring [Name]."})

    answer = client.submit(letter_path(planned), {**WORDS, "go": "good"})
    page = text_of(client.get(answer.location).text)

    assert "Bob Muster: “[Name]” looks like a gap that was to be filled. Write what belongs there." in page


@pytest.mark.parametrize("where", ["{bob}/text", "base/invitation/en/formal"])
def test_text_changed_in_another_window_is_not_written_over_unseen(client: HouseClient, planned: Evening, where: str):
    address = path(planned, "letters", where.format(bob=planned.guests[0].id))
    seen = marked(client.get(address).text)
    client.submit(address, {"subject": "First", "body": "From the first window.", "seen": seen})

    mine = {"subject": "Second", "body": "From the second window."}
    refused = client.submit(address, {**mine, "seen": seen})
    untouched = client.get(address).text
    meant = client.submit(address, {**mine, "seen": marked(refused.text)})

    assert refused.status_code == 422
    assert "This text was changed meanwhile" in text_of(refused.text)
    assert all(words in refused.text for words in ("From the first window.", "From the second window."))
    assert "From the first window.</textarea>" in untouched
    assert meant.status_code == 303
    assert "From the second window.</textarea>" in client.get(address).text


def marked(page: str) -> str:
    """The mark of the text that a form was opened with."""
    return page.partition('name="seen" type="hidden" value="')[2].partition('"')[0]
