import ast
from pathlib import Path

import pytest

from organizer.domain import shortlist
from organizer.domain.parties import Host
from organizer.domain.vocabulary import PartyId
from organizer.web.shell import Shell
from organizer.web.table_mends import NOTHING_TO_RELAX, acts_for
from tests.web.client import HouseClient, text_of
from tests.web.parties import a_guest, as_it_is, plan

TABLE = "/parties/1/rounds/1/table"
EVENING = {"topic": "Open research data", "spoken_language": "nl", "guests": "5", "act": "suggest"}


def sentences() -> list[str]:
    """Everything the choice of a table can say that is not as wished."""
    calls = [one for one in ast.walk(ast.parse(Path(shortlist.__file__).read_text())) if isinstance(one, ast.Call)]
    messages = [word.value for one in calls if getattr(one.func, "id", "") == "Unmet" for word in one.keywords]
    return [one.args[0].value for one in messages if isinstance(one, ast.Call) and getattr(one.func, "id", "") == "N_"]


@pytest.mark.parametrize("sentence", sentences())
def test_each_rule_that_could_not_hold_has_an_act_beside_it(app: Shell, host: Host, sentence: str):
    plan(app, host, [a_guest(1, email="")])
    with app.test_request_context():
        acts = acts_for(sentence, as_it_is(app, host, PartyId(1)))

    is_only_to_be_known = any(said in sentence for said in NOTHING_TO_RELAX)
    needs_guests = "e-mail address" in sentence
    assert bool(acts) is not (is_only_to_be_known or needs_guests)


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
