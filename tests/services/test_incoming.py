"""What is kept of what came back, and for how long; one broken file among others."""

from datetime import timedelta

import pytest
import sqlalchemy as sa
from sqlalchemy import Connection

from organizer.services import retention
from organizer.services.incoming import note_mail
from organizer.services.rounds import Evening
from organizer.store import replies as reply_store
from organizer.store import schema
from tests.reply_mails import PROGRAMS, words
from tests.services.evenings import (
    STARTS_AT,
)
from tests.services.what_came_back import BOB, BY_HAND, RECEIPT, YES, an_invited_table, bobs, log, note, said, stand


@pytest.fixture
def planned(connection: Connection) -> Evening:
    return an_invited_table(connection)


def test_words_go_with_the_person(connection: Connection, planned: Evening):
    note(connection, words(BOB, "ja gerne"), BY_HAND)

    connection.execute(sa.delete(schema.people).where(schema.people.c.email == BOB))

    assert connection.execute(sa.select(schema.incoming)).all() == []


@pytest.mark.parametrize(("days", "kept"), [(89, 1), (92, 0)])
def test_words_go_some_time_after_the_evening(connection: Connection, planned: Evening, days: int, kept: int):
    note(connection, PROGRAMS["gmail"](said(connection, planned, comment="With cheese")))

    retention.forget_old(connection, STARTS_AT + timedelta(days=days))

    (reply,) = reply_store.replies_to(connection, [bobs(connection, planned).id])[bobs(connection, planned).id]
    assert (len(log(connection, planned)), reply.comment) == (kept, "With cheese" if kept else "")
    assert stand(connection, planned)[0] is YES


def test_one_broken_file_in_an_archive_does_not_keep_the_others_out(connection: Connection, planned: Evening):
    mbox = b"From bob@x Sat Nov 21 10:00:00 2026\n" + PROGRAMS["gmail"](said(connection, planned)).replace(
        b"\r\n", b"\n"
    )
    mbox += b"\n\nFrom charlie@x Sat Nov 21 10:00:00 2026\nno mail at all\n"

    told = note_mail(connection, mbox, "inbox.mbox", RECEIPT)

    assert [(one["file"], one["change"]) for one in told] == [("inbox.mbox (1)", "ACCEPTED"), ("inbox.mbox (2)", None)]
