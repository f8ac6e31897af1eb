"""What was sent to whom, word for word, found again by its words."""

import pytest
import sqlalchemy as sa
from sqlalchemy import Connection

from organizer.domain.errors import NotFoundError
from organizer.formats.mails import open_mail
from organizer.services import erasures, invitations, letter_history, letters, outbox
from organizer.services.rounds import Evening
from organizer.store import schema
from organizer.store.engine import open_engine, transaction
from tests import postgres
from tests.builders import NOW
from tests.services.evenings import (
    OFFICE,
    again,
    another_host,
    lay_evening,
    let_leave,
    mails_of,
)


def sent(connection: Connection, reason: str = "Größe zeigt sich im Gespräch über Forschungsdaten.") -> Evening:
    """Alice's round, its mails out, with a reason for the first guest that tells of size."""
    planned = lay_evening(connection)
    letters.write_reason(connection, letters.open_desk(connection, planned), planned.guests[0].id, reason)
    invitations.invite(connection, planned, OFFICE, NOW, as_drafts=False)
    let_leave(connection, planned)
    return again(connection, planned)


def found_by(connection: Connection, planned: Evening, text: str) -> list[str]:
    """Whose letters hold these words."""
    found = letter_history.search(connection, planned.host.id, text)
    return sorted(one.name.given for one in found.letters)


@pytest.mark.parametrize("typed", ["Größe", "groesse", "GROSSE", "gespräch größe", "zeig gesprach"])
def test_letters_are_found_however_umlauts_are_written(connection: Connection, typed: str):
    planned = sent(connection)

    assert found_by(connection, planned, typed) == ["Bob"]


@pytest.mark.postgres
def test_letters_are_found_on_postgresql_too():
    with postgres.a_database() as url:
        engine = open_engine(url)
        with transaction(engine) as connection:
            schema.metadata.create_all(connection)
            planned = sent(connection)

            found = [found_by(connection, planned, typed) for typed in ("Größe", "groesse", "nowhere")]
        engine.dispose()

    assert found == [["Bob"], ["Bob"], []]


def test_all_words_have_to_be_in_a_letter(connection: Connection):
    planned = sent(connection)

    assert found_by(connection, planned, "Größe nowhere") == []


def test_signs_that_mean_something_to_a_database_are_only_signs(connection: Connection):
    planned = sent(connection, "We met at 100_percent of the sessions.")

    found = [found_by(connection, planned, typed) for typed in ("100_percent", "100xpercent")]

    assert found == [["Bob"], []]


def test_letters_come_newest_first_and_to_one_person_where_asked(connection: Connection):
    planned = sent(connection)

    everything = letter_history.search(connection, planned.host.id)
    to_one = letter_history.search(connection, planned.host.id, person_id=planned.guests[1].id)

    assert [one.dispatch.id for one in everything.letters] == [m.id for m in reversed(mails_of(connection, planned))]
    assert [one.name.given for one in to_one.letters] == ["Carla"]


def test_a_letter_is_read_word_for_word_as_it_left(connection: Connection):
    planned = sent(connection)
    mail = mails_of(connection, planned)[0]

    opened = letter_history.letter(connection, planned.host.id, mail.id)

    found = outbox.mail(connection, planned.host.id, mail.id)
    assert found is not None
    assert opened.mail == open_mail(found[1])
    assert (opened.kept.round_number, opened.kept.topic) == (1, "Open research data")


def test_what_is_kept_beside_the_bytes_is_what_they_say(connection: Connection):
    planned = sent(connection)

    rows = connection.execute(sa.select(schema.dispatches.c.body, schema.dispatches.c.raw)).all()

    assert len(rows) == len(planned.guests)
    assert [row.body.strip() for row in rows] == [open_mail(row.raw).text.strip() for row in rows]


def test_mails_frozen_before_letters_were_kept_are_found_all_the_same(connection: Connection):
    planned = sent(connection)
    connection.execute(sa.update(schema.dispatches).values(body=None, search_text=None))

    found = [found_by(connection, planned, typed) for typed in ("groesse", "nowhere")]

    assert found == [["Bob"], []]


def test_letters_of_another_host_are_neither_found_nor_read(connection: Connection):
    planned = sent(connection)
    charlie = another_host(connection)

    found = letter_history.search(connection, charlie.id, "Größe")

    assert (found.letters, found.total, found.everything) == ((), 0, 0)
    with pytest.raises(NotFoundError):
        letter_history.letter(connection, charlie.id, mails_of(connection, planned)[0].id)


def test_letters_go_with_the_person(connection: Connection):
    planned = sent(connection)

    erasures.erase(connection, planned.host.id, planned.guests[0].id, NOW)

    assert found_by(connection, planned, "groesse") == []
    assert letter_history.search(connection, planned.host.id).everything == len(planned.guests) - 1


def test_a_page_past_the_end_is_the_last_one(connection: Connection):
    planned = sent(connection)

    found = letter_history.search(connection, planned.host.id, page=9)

    assert (found.page, found.pages, len(found.letters)) == (1, 1, len(planned.guests))
