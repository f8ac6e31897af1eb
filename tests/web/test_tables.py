import time
from dataclasses import replace

import pytest
from flask.testing import FlaskClient

from organizer.domain.invitations import Place
from organizer.domain.names import Name
from organizer.domain.parties import Host
from organizer.domain.rounds import RoundState
from organizer.domain.vocabulary import Level, PartyId, PersonId
from organizer.services import invitations, people, rounds, tables
from organizer.settings import open_keys
from organizer.store import parties as party_store
from organizer.store import rounds as round_store
from organizer.store.engine import reading, transaction
from organizer.web.shell import Shell
from tests.builders import NOW
from tests.services.evenings import OFFICE, lay_evening
from tests.web.client import BASE, HouseClient, text_of
from tests.web.conftest import SIGN_IN_TOKEN
from tests.web.parties import a_guest, as_it_is, know, plan

TABLE = "/parties/1/rounds/1/table"
EVENING = {
    "topic": "Open research data in daily work",
    "question": "What would have helped you early on?",
    "spoken_language": "nl",
    "guests": "5",
    "act": "suggest",
}
HOSTILE = '"><script>alert(1)</script>{{ 7*7 }}'


def many(count: int) -> list:
    return [a_guest(number) for number in range(1, count + 1)]


def wishes(app: Shell) -> dict[int, str]:
    with reading(app.engine) as connection:
        return {person_id: wish.value for person_id, wish in party_store.wishes_of(connection, PartyId(1)).items()}


def seated(app: Shell, host: Host) -> list[PersonId]:
    return [person.id for person in as_it_is(app, host, PartyId(1)).guests]


def benched(app: Shell, host: Host) -> list[PersonId]:
    return [person.id for person in as_it_is(app, host, PartyId(1)).bench]


def test_table_asks_for_people_where_there_are_none(app: Shell, client: HouseClient, host: Host):
    plan(app, host)

    page = client.get(TABLE).text

    assert "Nobody on the list yet" in text_of(page)
    assert 'href="/lists/new?occasion=1"' in page
    assert "Suggest a table" not in page


def test_star_works_before_there_is_a_topic_and_can_be_taken_back(app: Shell, client: HouseClient, host: Host):
    plan(app, host, many(8))

    starred = client.submit(f"{TABLE}/wishes", {"person": "3", "wish": "hoped", "back": f"{TABLE}?q=guest#choose-3"})
    shown = client.get(TABLE).text
    after_star = wishes(app)
    client.submit(f"{TABLE}/wishes", {"person": "3", "wish": ""})

    assert (starred.status_code, starred.location) == (303, f"{TABLE}?q=guest#choose-3")
    assert 'id="star-3" name="wish" value="" aria-pressed="true"' in shown
    assert after_star == {3: "hoped"}
    assert wishes(app) == {}


@pytest.mark.parametrize("wish", ["must", "not now"])
def test_wishes_are_kept(app: Shell, client: HouseClient, host: Host, wish: str):
    plan(app, host, many(8))

    client.submit(f"{TABLE}/wishes", {"person": "3", "wish": wish})

    assert wishes(app) == {3: wish}


def test_suggest_completes_the_table_round_the_stars(app: Shell, client: HouseClient, host: Host):
    plan(app, host, many(12))
    client.submit(f"{TABLE}/wishes", {"person": "4", "wish": "hoped"})

    answer = client.submit(TABLE, EVENING)

    planned = as_it_is(app, host, PartyId(1))
    assert (answer.status_code, answer.location) == (303, TABLE)
    assert planned.party.topic == "Open research data in daily work"
    assert planned.party.question == "What would have helped you early on?"
    assert planned.party.spoken_language == "nl"
    assert (len(planned.guests), len(planned.bench)) == (5, 5)
    assert PersonId(4) in seated(app, host)


def test_table_tells_reasons_and_mix_in_words_and_never_a_score(app: Shell, client: HouseClient, host: Host):
    plan(app, host, [*many(5), a_guest(6, email="")])
    client.submit(f"{TABLE}/wishes", {"person": "6", "wish": "must"})
    client.submit(TABLE, EVENING)

    page = text_of(client.get(TABLE).text)

    assert "interested in “Open research data”" in page
    assert "5 organisations " in page
    assert "Austria, Germany and Netherlands" in page
    assert "No e-mail address is known of Guest06 Example." in page
    assert "Everybody is compared with the topic" in page
    assert "5 guests at the table, 1 on the bench" in page
    assert "On to the date" in page
    assert "score" not in page


def test_table_says_what_could_not_hold_as_long_as_it_does_not(app: Shell, client: HouseClient, host: Host):
    plan(app, host, many(4))
    client.submit(TABLE, EVENING)

    before = text_of(client.get(TABLE).text)
    know(app, host, [a_guest(9)])
    after = text_of(client.get(TABLE).text)

    assert "Only 4 people can be chosen: import more people." in before
    assert "Only 4 people" not in after


@pytest.mark.parametrize(
    ("changes", "advice"),
    [
        ({"topic": "  "}, "Say in one sentence what the evening is about"),
        ({"topic": "x" * 201}, "Please keep this under 200 characters."),
        ({"guests": "4"}, "A table has 5 to 10 guests. Choose a number between them."),
        ({"guests": "11"}, "A table has 5 to 10 guests. Choose a number between them."),
        ({"guests": ""}, "A table has 5 to 10 guests. Choose a number between them."),
        ({"guests": "seven"}, "Write a whole number"),
        ({"spoken_language": "tlh"}, "Please choose one of these."),
    ],
)
def test_evening_says_what_to_do_and_keeps_what_was_typed(
    app: Shell, client: HouseClient, host: Host, changes: dict[str, str], advice: str
):
    plan(app, host, many(8))

    answer = client.submit(TABLE, {**EVENING, **changes, "back": f"{TABLE}?q=guest07"})

    assert answer.status_code == 422
    assert advice in text_of(answer.text)
    assert 'value="What would have helped you early on?"' in answer.text
    assert "1 of 8 people" in text_of(answer.text)
    assert as_it_is(app, host, PartyId(1)).party.topic == ""


def test_suggest_anew_keeps_the_pinned_and_looks_for_another_table(app: Shell, client: HouseClient, host: Host):
    plan(app, host, [a_guest(number, topics=("Open research data",), level=Level.SENIOR) for number in range(1, 30)])
    client.submit(TABLE, EVENING)
    first = seated(app, host)
    client.submit(f"{TABLE}/pins", {"person": str(first[0]), "pinned": "yes"})

    client.submit(TABLE, EVENING)

    second = seated(app, host)
    assert first[0] in second
    assert set(first) != set(second)


def test_suggest_anew_says_when_the_same_people_fit_best_again(app: Shell, client: HouseClient, host: Host):
    plan(app, host, many(5))
    client.submit(TABLE, EVENING)

    client.submit(TABLE, EVENING)

    assert "The same people fit best again." in text_of(client.get(TABLE).text)


def test_going_on_keeps_the_evening_and_leads_to_the_date(app: Shell, client: HouseClient, host: Host):
    plan(app, host, many(8))
    client.submit(TABLE, EVENING)
    table = seated(app, host)

    answer = client.submit(TABLE, {**EVENING, "question": "What now?", "act": "go-on"})

    assert (answer.status_code, answer.location) == (303, "/parties/1/rounds/1/date")
    assert as_it_is(app, host, PartyId(1)).party.question == "What now?"
    assert seated(app, host) == table


def test_seat_by_hand_stays_through_the_next_suggestion(app: Shell, client: HouseClient, host: Host):
    plan(app, host, many(12))

    client.submit(f"{TABLE}/seats", {"person": "12"})
    client.submit(TABLE, EVENING)

    assert PersonId(12) in seated(app, host)


def test_seat_at_a_full_table_is_refused_on_the_page(app: Shell, client: HouseClient, host: Host):
    plan(app, host, many(8))
    client.submit(TABLE, EVENING)
    table = seated(app, host)
    other = next(number for number in range(1, 9) if number not in table)

    answer = client.submit(f"{TABLE}/seats", {"person": str(other), "back": f"{TABLE}?level=top"})

    assert answer.status_code == 422
    assert "The table is full. Take somebody off first, or plan for more guests." in text_of(answer.text)
    assert '<option value="top" selected>' in answer.text
    assert seated(app, host) == table


def test_take_off_and_swap_change_who_sits(app: Shell, client: HouseClient, host: Host):
    plan(app, host, many(12))
    client.submit(TABLE, EVENING)
    first, second, third, *_ = seated(app, host)
    chosen = benched(app, host)[2]

    client.submit(f"{TABLE}/swaps", {"person": str(third), "coming": ""})
    client.submit(f"{TABLE}/swaps", {"person": str(second), "coming": str(chosen)})
    client.submit(f"{TABLE}/removals", {"person": str(first)})

    table = seated(app, host)
    assert len(table) == 4
    assert not {first, second, third} & set(table)
    assert table[0] == chosen
    assert benched(app, host)[:2] == [second, third]


def test_never_together_is_kept_shown_and_lifted(app: Shell, client: HouseClient, host: Host):
    plan(app, host, many(8))
    client.submit(TABLE, EVENING)
    one, other = seated(app, host)[:2]

    client.submit(f"{TABLE}/pairs", {"one": str(one), "other": str(other)})
    parted = text_of(client.get(TABLE).text)
    client.submit(TABLE, EVENING)
    apart = seated(app, host)
    client.submit(f"{TABLE}/pairs", {"one": str(one), "other": str(other), "apart": "no"})

    assert "were never to sit together" in parted
    assert not {one, other} <= set(apart)
    assert "Allow again" not in client.get(TABLE).text


def test_never_together_needs_two_people(app: Shell, client: HouseClient, host: Host):
    plan(app, host, many(8))

    answer = client.submit(f"{TABLE}/pairs", {"one": "3", "other": "3"})

    assert answer.status_code == 422
    assert "Choose two different people who shall not sit together." in text_of(answer.text)


def test_never_together_says_that_somebody_is_still_to_be_chosen(app: Shell, client: HouseClient, host: Host):
    plan(app, host, many(8))

    answer = client.submit(f"{TABLE}/pairs", {"one": "3", "other": ""})

    assert answer.status_code == 422
    assert "Choose two different people who shall not sit together." in text_of(answer.text)


def test_people_come_thirty_at_a_time_with_their_number(app: Shell, client: HouseClient, host: Host):
    plan(app, host, many(67))

    first, last = client.get(TABLE).text, client.get(f"{TABLE}?page=99").text

    assert (first.count('class="star"'), last.count('class="star"')) == (30, 7)
    assert "67 people" in text_of(first)
    assert "Page 3 of 3" in text_of(last)


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("q=guest07", "1 of 12 people"),
        ("q=HAUS+open", "6 of 12 people"),
        ("level=top", "4 of 12 people"),
        ("country=NL", "4 of 12 people"),
        ("address=yes", "11 of 12 people"),
        ("starred=yes", "1 of 12 people"),
        ("level=top&country=NL&q=gardening", "2 of 12 people"),
        ("q=nobody", "0 of 12 people"),
        ("level=duke&country=%22%3E&page=-1&order=topic", "12 people"),
        ("page=%C2%B2", "12 people"),
    ],
)
def test_people_are_sought_by_words_level_country_address_and_star(
    app: Shell, client: HouseClient, host: Host, query: str, found: str
):
    plan(app, host, [*many(11), a_guest(12, email="")])
    client.submit(f"{TABLE}/wishes", {"person": "5", "wish": "hoped"})

    assert found in text_of(client.get(f"{TABLE}?{query}").text)


def test_people_closest_to_the_topic_come_first(app: Shell, client: HouseClient, host: Host):
    plan(app, host, [*(a_guest(number, topics=("Gardening",)) for number in range(1, 9)), a_guest(9)])
    client.submit(TABLE, {**EVENING, "act": "keep"})

    page = client.get(f"{TABLE}?order=topic").text

    assert page.index("star-9") < page.index("star-1")


@pytest.mark.parametrize(
    "back", ["https://evil.example.net/", "//evil.example.net", "/settings", "javascript:alert(1)"]
)
def test_acts_lead_back_to_the_table_and_nowhere_else(app: Shell, client: HouseClient, host: Host, back: str):
    plan(app, host, many(8))

    answer = client.submit(f"{TABLE}/wishes", {"person": "3", "wish": "hoped", "back": back})

    assert answer.location == TABLE


def test_hostile_names_are_shown_as_text(app: Shell, client: HouseClient, host: Host):
    hostile = Name(given=HOSTILE, family=HOSTILE, original=HOSTILE)
    nasty = a_guest(1, name=hostile, organisation=HOSTILE, job_title=HOSTILE, topics=(HOSTILE, "Open research data"))
    plan(app, host, [replace(nasty, talks=(HOSTILE,)), *many(6)[1:]])
    client.submit(f"{TABLE}/wishes", {"person": "1", "wish": "must"})

    client.submit(TABLE, {**EVENING, "topic": f"Open research data {HOSTILE}"})
    client.submit(f"{TABLE}/pairs", {"one": "1", "other": "2"})
    page = client.get(f"{TABLE}?q=script").text

    assert PersonId(1) in seated(app, host)
    assert "<script>alert" not in page
    assert "{{ 7*7 }}" in page


@pytest.mark.parametrize("person", ["", "0", "-1", "abc", "999", "99999999999999999999"])
@pytest.mark.parametrize("act", ["wishes", "seats", "swaps"])
def test_unknown_people_are_nowhere(app: Shell, client: HouseClient, host: Host, act: str, person: str):
    plan(app, host, many(8))

    answer = client.submit(f"{TABLE}/{act}", {"person": person, "wish": "hoped"})

    assert answer.status_code == 404
    assert wishes(app) == {}


@pytest.mark.parametrize("path", ["/parties/2/rounds/1/table", "/parties/1/rounds/2/table"])
def test_table_of_no_round_is_nowhere(app: Shell, client: HouseClient, host: Host, path: str):
    plan(app, host)

    assert client.get(path).status_code == 404


def test_whoever_is_invited_keeps_the_seat(app: Shell, newcomer: HouseClient):
    with transaction(app.engine) as connection:
        planned = lay_evening(connection)
        invitations.invite(connection, planned, OFFICE, NOW, as_drafts=False)
    first = planned.guests[0]

    page = newcomer.get(TABLE).text
    answer = newcomer.submit(f"{TABLE}/removals", {"person": str(first.id)})

    assert "Invitations are out." in text_of(page)
    assert "Take off" not in page.partition('id="bench"')[0]
    assert answer.status_code == 422
    assert f"{first.name.full} is invited already." in text_of(answer.text)


def test_whoever_does_not_wish_it_gets_no_seat(app: Shell, client: HouseClient, host: Host):
    plan(app, host, many(8))
    with transaction(app.engine) as connection:
        people.never_again(connection, host.id, PersonId(3), open_keys(app.settings.home), NOW)

    page = client.get(TABLE).text
    answer = client.submit(f"{TABLE}/seats", {"person": "3"})

    assert "does not wish to be written to" in text_of(page)
    assert "star-3" not in page
    assert answer.status_code == 422
    assert "Guest03 Example does not wish to be written to. Choose somebody else." in text_of(answer.text)


def test_cancelled_table_is_only_shown(app: Shell, newcomer: HouseClient):
    with transaction(app.engine) as connection:
        planned = lay_evening(connection)
        round_store.update_round(connection, planned.round.id, {"state": RoundState.CANCELLED})

    page = newcomer.get(TABLE).text
    answers = [
        newcomer.submit(TABLE, EVENING),
        newcomer.submit(f"{TABLE}/seats", {"person": str(planned.bench[0].id)}),
        newcomer.submit(f"{TABLE}/removals", {"person": str(planned.guests[0].id)}),
        newcomer.submit(f"{TABLE}/wishes", {"person": str(planned.guests[0].id), "wish": "hoped"}),
    ]

    assert "This round was cancelled" in text_of(page)
    assert page.count('method="post"') == 1  # the switch of languages
    assert [answer.status_code for answer in answers] == [422] * 4
    with reading(app.engine) as connection:
        after = rounds.evening(connection, planned.host, planned.party.id, 1)
    assert (after.seats, after.party) == (planned.seats, planned.party)


@pytest.mark.parametrize("language", ["en", "de", "nl"])
def test_table_speaks_the_reader_s_language(app: Shell, client: HouseClient, host: Host, language: str):
    plan(app, host, many(8))
    client.submit("/language", {"language": language})
    client.submit(TABLE, EVENING)

    page = client.get(TABLE).text

    role = {"en": "interested in “Open", "de": "Interesse: „Open", "nl": "belangstelling: ‘Open"}[language]
    countries = {"en": "Netherlands", "de": "Niederlande", "nl": "Nederland"}[language]
    assert role in page
    assert countries in page


def test_speaker_is_drawn_aside_and_not_offered_a_seat(app: Shell, newcomer: HouseClient):
    with transaction(app.engine) as connection:
        planned = lay_evening(connection, seats=4, with_speaker=True, guests_wanted=5)

    answer = newcomer.submit(f"{TABLE}/seats", {"person": str(planned.speaker.id)})

    assert 'class="place speaker' in newcomer.get(TABLE).text
    assert answer.status_code == 422
    assert f"{planned.speaker.name.full} is the guest speaker of this evening." in text_of(answer.text)


@pytest.mark.slow
def test_table_of_a_thousand_people_is_quick(app: Shell, client: HouseClient, host: Host):
    plan(app, host, many(1000))
    client.submit(TABLE, {**EVENING, "guests": "10"})
    # The house rules would take longer than the page.
    plain = FlaskClient(app)
    plain.get(f"/sign-in/{SIGN_IN_TOKEN}", base_url=BASE)

    taken = []
    for _ in range(3):
        # Of this process alone: others on the machine do not count.
        begun = time.process_time()
        assert plain.get(f"{TABLE}?q=haus&order=topic", base_url=BASE).status_code == 200
        taken.append(time.process_time() - begun)

    assert min(taken) < 0.3


def test_places_are_told_apart(app: Shell, client: HouseClient, host: Host):
    plan(app, host, many(12))
    client.submit(TABLE, EVENING)

    planned = as_it_is(app, host, PartyId(1))
    page = text_of(client.get(TABLE).text)

    assert page.count("at the table Must") == len([seat for seat in planned.seats if seat.place is Place.SEAT])
    assert page.count("on the bench Must") == len([seat for seat in planned.seats if seat.place is Place.BENCH])
    assert tables.PAGE_SIZE == 30
