"""Next time's letter warns when it says again what the guest has read from this host before."""

from datetime import timedelta

import pytest
import sqlalchemy as sa
from sqlalchemy import Connection

from organizer.domain.letter_faults import FaultKind
from organizer.domain.letters import BaseText
from organizer.domain.parties import OccasionKind
from organizer.domain.vocabulary import Language, ParticipationStatus
from organizer.services import invitations, letters, parties, replies, rounds, tables
from organizer.services.next_round import plan_next_round
from organizer.services.rounds import Evening
from organizer.store import schema
from organizer.store.engine import open_engine, transaction
from tests import postgres
from tests.builders import NOW
from tests.services.evenings import OFFICE, STARTS_AT, again, another_host, lay_evening, let_leave

REASON = "Nobody tells Bob’s story better"
LATER = NOW + timedelta(days=60)


@pytest.fixture
def planned(connection: Connection) -> Evening:
    return sent(connection, lay_evening(connection))


def sent(connection: Connection, laid: Evening) -> Evening:
    invitations.invite(connection, laid, OFFICE, NOW, as_drafts=False)
    let_leave(connection, laid)
    return again(connection, laid)


def echoes(connection: Connection, planned: Evening, place: int = 0) -> list[dict[str, str]]:
    """What the letter to the guest at that place says again."""
    desk = letters.open_desk(connection, again(connection, planned))
    faults = letters.first_letters(desk)[place].faults
    return [dict(fault.values) for fault in faults if fault.kind is FaultKind.TOLD_BEFORE]


def said_again(connection: Connection, planned: Evening, reason: str) -> list[str]:
    """What the letter to Bob is found to repeat with this reason."""
    bob = next(one for one in planned.people.values() if one.name.given == "Bob")
    place = [one.id for one in planned.guests].index(bob.id)
    letters.write_reason(connection, letters.open_desk(connection, planned), bob.id, reason)
    return [one["text"] for one in echoes(connection, planned, place)]


def next_round(connection: Connection, planned: Evening) -> Evening:
    """The next round, with the same guests at the table."""
    following = plan_next_round(connection, planned)
    tables.arrange(connection, following, [one.id for one in planned.guests], [])
    return again(connection, following)


def another_party(connection: Connection, planned: Evening) -> Evening:
    """Alice's second party, with Bob at its table."""
    party = parties.plan_party(connection, planned.host, kind=OccasionKind.THEIR_VISIT, name="Rotterdam", now=LATER)
    other = rounds.evening(connection, planned.host, party.id, 1)
    tables.describe_evening(
        connection, other, topic="Ports", question="What moves?", spoken_language=Language.EN, guests=5
    )
    tables.arrange(connection, other, [one.id for one in planned.guests], [])
    rounds.fix_date(
        connection, other, starts_at=STARTS_AT + timedelta(days=90), time_zone="Europe/Berlin", length_minutes=90
    )
    return again(connection, other)


def test_the_same_reason_in_the_next_round_is_quoted(connection: Connection, planned: Evening):
    following = next_round(connection, planned)

    assert said_again(connection, following, REASON) == [REASON]
    assert said_again(connection, following, "Since last time I have had a question for you.") == []


def test_the_same_reason_in_another_party_is_quoted(connection: Connection, planned: Evening):
    other = another_party(connection, planned)

    assert said_again(connection, other, REASON) == [REASON]


def test_mails_frozen_before_letters_were_kept_count_too(connection: Connection, planned: Evening):
    connection.execute(sa.update(schema.dispatches).values(body=None, search_text=None))

    assert said_again(connection, next_round(connection, planned), REASON) == [REASON]


@pytest.mark.postgres
def test_the_same_reason_is_quoted_on_postgresql_too():
    with postgres.a_database() as url:
        engine = open_engine(url)
        with transaction(engine) as connection:
            schema.metadata.create_all(connection)
            following = next_round(connection, sent(connection, lay_evening(connection)))

            found = said_again(connection, following, REASON)
        engine.dispose()

    assert found == [REASON]


def test_a_letter_is_not_told_that_it_repeats_itself(connection: Connection, planned: Evening):
    other = another_party(connection, planned)
    said_again(connection, other, REASON)
    sent(connection, again(connection, other))

    assert [echoes(connection, planned, place) for place in range(len(planned.guests))] == [[]] * 5


def test_whoever_is_asked_anew_after_a_no_reads_something_new(connection: Connection, planned: Evening):
    bob = planned.guests[0]
    invitation = invitations.open_invitation(connection, planned, bob.id)
    replies.record(connection, invitation, ParticipationStatus.DECLINED, "", NOW)
    invitations.withdraw(connection, planned, bob.id, OFFICE, NOW, as_drafts=False)
    tables.arrange(connection, again(connection, planned), [one.id for one in planned.guests], [])

    assert said_again(connection, again(connection, planned), REASON) == [REASON]


def test_what_another_host_wrote_is_nobody_else_s(connection: Connection, planned: Evening):
    charlie = another_host(connection)
    other = lay_evening(connection, host=charlie)

    assert said_again(connection, other, REASON) == []


def test_a_letter_by_hand_counts_but_for_what_base_texts_say(connection: Connection):
    laid = lay_evening(connection)
    story = "Nobody I have ever met tells the story of this archive better"
    letters.write_reason(connection, letters.open_desk(connection, laid), laid.guests[0].id, story)
    following = next_round(connection, sent(connection, laid))
    letters.write_reason(connection, letters.open_desk(connection, following), laid.guests[0].id, "Quite new words.")
    desk = letters.open_desk(connection, following)
    shown = letters.first_letter(desk, laid.guests[0].id)
    own = letters.resolved_text(shown).body

    found = []
    for more in ("A line of mine, and of today only.", story.replace("ever ", "")):
        text = BaseText(subject="Once more", body=f"{own}\n{more}")
        letters.write_text(connection, desk, shown.person.id, text)
        found.append([one["text"] for one in echoes(connection, following)])

    assert found == [[], [story]]
