import pytest

from organizer.domain.parties import Host
from organizer.domain.unmet import Rule
from organizer.domain.vocabulary import Language, PartyId
from organizer.web.shell import Shell
from organizer.web.table_mends import NOTHING_TO_RELAX, acts_for
from tests.web.client import HouseClient, text_of
from tests.web.parties import a_guest, as_it_is, plan

TABLE = "/parties/1/rounds/1/table"
EVENING = {"topic": "Open research data", "spoken_language": "nl", "guests": "5", "act": "suggest"}


@pytest.mark.parametrize("rule", Rule)
def test_each_rule_that_could_not_hold_has_an_act_beside_it(app: Shell, host: Host, rule: Rule):
    plan(app, host, [a_guest(1, email="")])
    with app.test_request_context():
        acts = acts_for(rule, as_it_is(app, host, PartyId(1)))

    needs_guests = rule is Rule.NO_ADDRESS
    assert bool(acts) is not (rule in NOTHING_TO_RELAX or needs_guests)


def test_more_wanted_than_seats_are_given_one_more_by_one_act(app: Shell, client: HouseClient, host: Host):
    plan(app, host, [a_guest(number) for number in range(1, 7)])
    for number in range(1, 7):
        client.submit(f"{TABLE}/wishes", {"person": str(number), "wish": "must"})
    client.submit(TABLE, EVENING)
    before = text_of(client.get(TABLE).text)

    client.submit(TABLE, {**EVENING, "act": "one-more"})

    assert "Plan for one guest more" in before
    assert as_it_is(app, host, PartyId(1)).party.guests_wanted == 6
    assert "Plan for one guest more" not in text_of(client.get(TABLE).text)


def test_missing_address_leads_to_the_person(app: Shell, client: HouseClient, host: Host):
    plan(app, host, [*(a_guest(number) for number in range(1, 5)), a_guest(5, email="")])
    client.submit(TABLE, EVENING)

    assert 'href="/people/5">Add an address: Guest05 Example</a>' in client.get(TABLE).text


def test_those_never_together_are_a_link_away(app: Shell, client: HouseClient, host: Host):
    plan(app, host, [a_guest(number) for number in range(1, 6)])
    client.submit(TABLE, EVENING)
    client.submit(f"{TABLE}/pairs", {"one": "1", "other": "2"})

    assert f'href="{TABLE}#apart">Look at who never sits together</a>' in client.get(TABLE).text


def test_more_of_one_organisation_is_one_act_away(app: Shell, client: HouseClient, host: Host):
    plan(app, host, [a_guest(number, organisation="Polder Data") for number in range(1, 7)])
    client.submit(TABLE, EVENING)
    before = as_it_is(app, host, PartyId(1))
    offered = "Allow more of one organisation" in client.get(TABLE).text

    client.submit(TABLE, {**EVENING, "act": "many-of-one"})
    after = as_it_is(app, host, PartyId(1))

    assert (len(before.guests), offered, len(after.guests), after.party.many_of_one) == (2, True, 5, True)


def test_those_left_out_are_a_link_away(app: Shell, client: HouseClient, host: Host):
    plan(app, host, [a_guest(number) for number in range(1, 6)])
    client.submit(f"{TABLE}/wishes", {"person": "1", "wish": "not now"})
    client.submit(TABLE, EVENING)

    page = client.get(TABLE).text
    shown = text_of(client.get(f"{TABLE}?left_out=yes").text)

    assert f'href="{TABLE}?left_out=yes#people">Look at whom you left out</a>' in page
    assert "1 of 5 people" in shown


def test_what_to_know_before_asking_stands_beside_a_seat(app: Shell, client: HouseClient, host: Host):
    tongues = [Language.NL, Language.DE, *[Language.NL] * 3]
    plan(app, host, [a_guest(at, language=tongue, job_title="Florist") for at, tongue in enumerate(tongues, 1)])
    client.submit(TABLE, EVENING)

    page = text_of(client.get(TABLE).text)

    assert "letters in German; may not speak Dutch" in page
    assert "ask whether they speak Dutch: Guest02 Example." in page
    assert "for the mix: no word in common with the topic" in page
