"""The page of a party: occasion, ledger of rounds, last time's people, the next round."""

from datetime import date, timedelta

import pytest

from organizer.domain.rounds import RoundState
from organizer.services import invitations, rounds, turnouts
from organizer.store.engine import reading, transaction
from organizer.web.shell import Shell
from tests.builders import NOW
from tests.services.evenings import STARTS_AT, invitations_of, lay_evening, write_reasons
from tests.web.boards import answered, invited, office, uids
from tests.web.client import HouseClient, text_of
from tests.web.desks import database_of, now, path
from tests.web.parties import as_it_is


@pytest.fixture
def host() -> None:
    """Alice comes with her evening."""


def party_of(planned) -> str:
    return f"/parties/{planned.party.id}"


def test_party_being_planned_leads_to_its_next_step(app: Shell, client: HouseClient):
    with transaction(app.engine) as connection:
        planned = lay_evening(connection)

    page = client.get(party_of(planned))

    assert "Round 1 being planned" in text_of(page.text)
    assert f'href="{path(planned, "letters")}"' in page.text


def test_occasion_can_be_corrected(app: Shell, client: HouseClient):
    with transaction(app.engine) as connection:
        planned = lay_evening(connection)
    said = {"kind": "conference-postponed", "name": "Datentag", "place": "Jena", "planned_on": "2027-05-04"}

    answer = client.submit(f"{party_of(planned)}/occasion", {**said, "fell_out": "the walks"})

    occasion = now(app, planned).party.occasion
    assert (answer.status_code, answer.location) == (303, party_of(planned))
    assert (occasion.kind, occasion.name, occasion.place, occasion.planned_on, occasion.fell_out) == (
        "conference-postponed",
        "Datentag",
        "Jena",
        date(2027, 5, 4),
        "the walks",
    )


def test_occasion_without_a_name_is_refused_and_the_rest_stays(app: Shell, client: HouseClient):
    with transaction(app.engine) as connection:
        planned = lay_evening(connection)
    before = database_of(app)

    answer = client.submit(
        f"{party_of(planned)}/occasion", {"kind": "my-visit", "name": " ", "place": "Jena", "planned_on": "soon"}
    )

    assert answer.status_code == 422
    assert "Name the meeting" in text_of(answer.text)
    assert 'value="Jena"' in answer.text
    assert database_of(app) == before


def test_next_round_begins_with_last_times_people_and_is_planned_once(app: Shell, client: HouseClient):
    planned = invited(app, None)
    client.submit(path(planned, "board", "mails", "all", "sent"))
    answered(app, planned, "ACCEPTED", "ACCEPTED", "TENTATIVE", "DECLINED")
    app.clock = lambda: STARTS_AT + timedelta(hours=3)
    bob, carla, dirk, edda, femke = planned.guests
    with transaction(app.engine) as connection:
        turnouts.note_attendance(connection, now(app, planned), {bob.id}, app.clock())

    page = text_of(client.get(party_of(planned)).text)
    answers = [client.submit(f"{party_of(planned)}/rounds") for _ in range(2)]

    assert "Round 1 over" in page
    assert "1 came, 1 maybe, 1 no answer, 1 no, 1 not there" in page
    assert [(one.status_code, one.location) for one in answers] == [(303, f"{party_of(planned)}/rounds/2/table")] * 2
    second = as_it_is(app, planned.host, planned.party.id, 2)
    assert [one.id for one in second.guests] == [bob.id, dirk.id]
    assert [one.id for one in second.bench][:1] == [edda.id]
    assert [one.id for one in second.bench][-2:] == [femke.id, carla.id]
    assert "Round 2 being planned" in text_of(client.get(party_of(planned)).text)


def test_speaker_and_withdrawn_guests_are_not_counted_among_the_answers(app: Shell, client: HouseClient):
    planned = invited(app, with_speaker=True)
    answered(app, planned, "ACCEPTED", "DECLINED")
    client.submit(path(planned, "board", "people", planned.guests[4].id, "withdrawal"), {"act": "do"})

    pages = [text_of(client.get(page).text) for page in (party_of(planned), path(planned, "board"))]

    assert ["1 yes, 2 no answer, 1 no" in page for page in pages] == [True, True]


def test_second_round_has_uids_of_its_own(app: Shell, client: HouseClient):
    planned = invited(app, None)
    answered(app, planned, *["ACCEPTED"] * 5)
    client.submit(f"{party_of(planned)}/rounds")
    with transaction(app.engine) as connection:
        second = as_it_is_in(connection, planned, 2)
        rounds.fix_date(
            connection, second, starts_at=STARTS_AT + timedelta(days=28), time_zone="Europe/Berlin", length_minutes=90
        )
        write_reasons(connection, as_it_is_in(connection, planned, 2))
        invitations.invite(connection, as_it_is_in(connection, planned, 2), office(app), NOW, as_drafts=True)

    with reading(app.engine) as connection:
        seconds = {one.uid for one in invitations_of(connection, as_it_is_in(connection, planned, 2))}
    assert len(seconds) == 5
    assert seconds & {uid for _, uid in uids(app, planned)} == set()


def as_it_is_in(connection, planned, number):
    return rounds.evening(connection, planned.host, planned.party.id, number)


def test_round_still_being_planned_has_no_next_one(app: Shell, client: HouseClient):
    with transaction(app.engine) as connection:
        planned = lay_evening(connection)

    answer = client.submit(f"{party_of(planned)}/rounds")

    assert answer.status_code == 422
    assert "Nobody was invited to this round yet." in text_of(answer.text)


def test_cancelled_round_says_so_and_a_next_one_can_be_planned(app: Shell, client: HouseClient):
    planned = invited(app, None)
    client.submit(path(planned, "board", "cancellation"), {"act": "do"})

    page = text_of(client.get(party_of(planned)).text)
    client.submit(f"{party_of(planned)}/rounds")

    assert "Round 1 cancelled" in page
    assert now(app, planned).round.state is RoundState.CANCELLED
    assert len(as_it_is(app, planned.host, planned.party.id, 2).guests) == 5


def test_party_page_changes_nothing_by_being_looked_at(app: Shell, client: HouseClient):
    planned = invited(app, None)
    before = database_of(app)

    assert [client.get(party_of(planned)).status_code for _ in range(2)] == [200, 200]
    assert database_of(app) == before


def test_party_of_nobody_is_not_found(app: Shell, client: HouseClient):
    with transaction(app.engine) as connection:
        lay_evening(connection)

    assert client.get("/parties/99").status_code == 404
    assert client.submit("/parties/99/rounds").status_code == 404
    assert client.submit("/parties/99/occasion", {"kind": "my-visit", "name": "x"}).status_code == 404
