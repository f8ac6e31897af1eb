"""Answers that keep to the RFCs less, or otherwise: each ends in the right state, or as a question with its reason."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import Connection

from organizer.domain.replies import QUESTIONS, Verdict
from organizer.domain.vocabulary import ParticipationStatus
from organizer.formats.incoming import read_incoming
from organizer.services.incoming import note_incoming
from organizer.services.rounds import Evening
from organizer.store.engine import transaction
from tests.builders import NOW
from tests.odd_reply_mails import ODD, ics, mail, part
from tests.reply_mails import Said
from tests.services.evenings import a_database
from tests.services.what_came_back import (
    OPEN,
    RECEIPT,
    YES,
    an_invited_table,
    log,
    move,
    note,
    said,
    stand,
    verdicts,
)

NOT_LOGGED = (Verdict.NO_ANSWER, Verdict.UNKNOWN_INVITATION)


@pytest.fixture(scope="module")
def evening() -> Iterator[tuple[Connection, Evening]]:
    """One table for all; each test takes back what it did."""
    with a_database() as engine, transaction(engine) as connection:
        yield connection, an_invited_table(connection)


@pytest.fixture
def connection(evening: tuple[Connection, Evening]) -> Iterator[Connection]:
    with evening[0].begin_nested() as savepoint:
        yield evening[0]
        savepoint.rollback()


@pytest.fixture
def planned(evening: tuple[Connection, Evening]) -> Evening:
    return evening[1]


@pytest.mark.parametrize("name", ODD)
def test_odd_answer_ends_in_the_right_state_or_as_a_question(connection: Connection, planned: Evening, name: str):
    expected = ODD[name]

    noted = note_incoming(connection, read_incoming(expected.write(said(connection, planned))), RECEIPT)

    bob = ParticipationStatus(expected.status) if expected.status else OPEN
    assert (verdicts(noted), stand(connection, planned)) == ([expected.verdict], [bob, *[OPEN] * 4])
    asked = [one.is_question for one in log(connection, planned)]
    assert asked == ([expected.verdict in QUESTIONS] if expected.verdict not in NOT_LOGGED else [])


def test_program_that_copies_the_stamp_of_the_invitation_may_change_its_mind(connection: Connection, planned: Evening):
    told = [
        part(ics(replace(said(connection, planned), at=NOW, status=status)))
        for status in ("ACCEPTED", "DECLINED", "ACCEPTED")
    ]
    hours = [NOW + timedelta(minutes=number) for number in (10, 20, 30)]

    mails = [mail(said(connection, planned, at=at), one) for at, one in zip(hours, told, strict=True)]
    noted = [note(connection, raw) for raw in mails]

    assert [one for answers in noted for one in verdicts(answers)] == [Verdict.TAKEN] * 3
    assert stand(connection, planned)[0] is YES


def test_answer_without_a_number_to_the_present_time_counts_and_one_to_another_time_does_not(
    connection: Connection, planned: Evening
):
    move(connection, planned)
    told = said(connection, planned)
    present, earlier = ("DTSTART:20261203T180000Z",), ("DTSTART:20261203T170000Z",)

    noted = [note(connection, mail(told, part(ics(told, sequence="", times=times)))) for times in (earlier, present)]

    assert [one for answers in noted for one in verdicts(answers)] == [Verdict.STALE, Verdict.TAKEN]


def test_zone_of_one_answer_means_nothing_to_the_next(connection: Connection, planned: Evening):
    """Outlook calls every zone that is not Windows' own "Customized Time Zone"."""
    told = said(connection, planned)

    for offset, instant in (("+0900", 9), ("+0100", 17)):
        raw = mail(told, part(in_a_zone(told, offset), "text/calendar; method=COUNTER"))
        (counter,) = read_incoming(raw).replies
        assert counter.proposal
        assert counter.proposal.starts_at == datetime(2026, 12, 4, instant, tzinfo=UTC)


def in_a_zone(told: Said, offset: str) -> bytes:
    """A proposal of six o'clock in a zone that the object describes itself."""
    zone = "BEGIN:VTIMEZONE\r\nTZID:Customized Time Zone\r\nBEGIN:STANDARD\r\nDTSTART:16010101T000000\r\n"
    zone += f"TZOFFSETFROM:{offset}\r\nTZOFFSETTO:{offset}\r\nEND:STANDARD\r\nEND:VTIMEZONE\r\n"
    times = ("DTSTART;TZID=Customized Time Zone:20261204T180000",)
    object_ = ics(told, method="METHOD:COUNTER", times=times)
    return object_.replace(b"BEGIN:VEVENT", zone.encode() + b"BEGIN:VEVENT")
