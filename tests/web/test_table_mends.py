import pytest

from organizer.domain.parties import Host
from organizer.domain.unmet import Rule
from organizer.domain.vocabulary import PartyId
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
