"""A real mailbox is read: every answer once, nothing in it changed, and what goes wrong is kept in a sentence."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import timedelta

import pytest
import sqlalchemy as sa
from sqlalchemy import Engine
from sqlalchemy.exc import OperationalError

from organizer.domain.outbox import DispatchState
from organizer.mail.imap_accounts import ImapAccount, Security
from organizer.services import incoming, invitations, mailboxes, replies
from organizer.services.incoming_seats import Receipt
from organizer.services.rounds import Evening
from organizer.store import schema
from organizer.store.engine import open_engine, reading, transaction
from tests.builders import NOW
from tests.mail.mailboxes import Server, a_mail_server
from tests.mail.servers import trusting_context
from tests.reply_mails import Said, bounce, exchange, gmail, words
from tests.services.evenings import KEYS, OFFICE, again, invitations_of, lay_evening, mails_of, settle

LATER = NOW + timedelta(hours=2)
BOB = "bob@haus1.example.org"

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def dovecot() -> Iterator[Server]:
    with a_mail_server() as server:
        yield server


@pytest.fixture
def server(dovecot: Server) -> Server:
    dovecot.empty()
    return dovecot


@dataclass(frozen=True, slots=True, kw_only=True)
class House:
    """An instance whose invitations are out."""

    engine: Engine
    planned: Evening

    def look(self, server: Server, **changes) -> int:
        account = replace(ImapAccount.from_url(server.url), **changes)
        return mailboxes.look_in(self.engine, account, KEYS, lambda: LATER, trusting_context())

    def uid(self, number: int = 0) -> str:
        with reading(self.engine) as connection:
            return invitations_of(connection, self.planned)[number].uid

    def stand(self) -> list[str]:
        with reading(self.engine) as connection:
            known = invitations_of(connection, self.planned)
            return [one.status.value for one in replies.standings(connection, known).values()]

    def states(self) -> list[str]:
        with reading(self.engine) as connection:
            return [mail.state.value for mail in mails_of(connection, self.planned)]

    def state(self, server: Server):
        return mailboxes.state_of(self.engine, ImapAccount.from_url(server.url))


@pytest.fixture
def house(tmp_path) -> Iterator[House]:
    engine = open_engine(f"sqlite:///{tmp_path / 'runde.sqlite'}")
    with transaction(engine) as connection:
        schema.metadata.create_all(connection)
        planned = lay_evening(connection)
        invitations.invite(connection, planned, OFFICE, NOW, as_drafts=False)
        settle(connection, planned, DispatchState.SENT)
        planned = again(connection, planned)
    yield House(engine=engine, planned=planned)
    engine.dispose()


@contextmanager
def breaking(engine: Engine, beginning: str) -> Iterator[None]:
    """A database out of reach whenever a statement begins like this."""

    def refuse(_connection, _cursor, statement: str, *_: object) -> None:
        if statement.startswith(beginning):
            raise OperationalError(statement, None, sqlite3.OperationalError("disk I/O error"))

    sa.event.listen(engine, "before_cursor_execute", refuse)
    yield
    sa.event.remove(engine, "before_cursor_execute", refuse)


def an_answer(house: House, number: int = 0, **changes) -> Said:
    address = house.planned.guests[number].email
    said = Said(uid=house.uid(number), attendee=address, sender=address, at=NOW + timedelta(hours=1))
    return replace(said, **changes)


def test_answers_are_noted_once_and_nothing_in_the_mailbox_changes(server: Server, house: House):
    server.put(gmail(an_answer(house)))
    server.put(words("charlie@elsewhere.example.net", "Lunch on Friday?"))
    server.put(exchange(an_answer(house, 1, status="DECLINED")))

    looks = [house.look(server), house.look(server)]

    assert looks == [2, 0]
    assert house.stand() == ["ACCEPTED", "DECLINED", *["NEEDS-ACTION"] * 3]
    assert [flags for flags in server.flags() if "Seen" in flags] == []


def test_mail_that_comes_later_is_noted_by_the_next_look(server: Server, house: House):
    server.put(gmail(an_answer(house)))
    house.look(server)
    server.put(gmail(an_answer(house, status="DECLINED", at=NOW + timedelta(minutes=90))))

    looks = house.look(server)

    assert (looks, house.stand()[0]) == (1, "DECLINED")


def test_answers_are_marked_as_read_only_when_asked_for(server: Server, house: House):
    server.put(gmail(an_answer(house)))
    server.put(words("charlie@elsewhere.example.net", "Lunch on Friday?"))

    house.look(server, marks_seen=True)

    assert ["Seen" in flags for flags in server.flags()] == [True, False]


def test_folder_numbered_anew_is_read_again_and_answers_nothing_twice(server: Server, house: House):
    server.put(gmail(an_answer(house)))
    house.look(server)
    with transaction(house.engine) as connection:
        connection.execute(sa.update(schema.mailboxes).values(uid_validity=1))

    house.look(server)

    with reading(house.engine) as connection:
        assert len(connection.execute(sa.select(schema.replies)).all()) == 1
    assert house.state(server).uid_validity != 1


def test_bounce_in_the_mailbox_settles_the_mail(server: Server, house: House):
    with reading(house.engine) as connection:
        first, *_ = mails_of(connection, house.planned)
    server.put(bounce(BOB, enclosed=f"Message-ID: {first.message_id}\r\n\r\n"))

    house.look(server)

    assert house.states() == ["bounced", *["sent"] * 4]


@pytest.mark.parametrize("folder", ["", "Gesendet", "Nowhere"])
def test_uncertain_mail_that_lies_in_the_sent_folder_has_left(server: Server, house: House, folder: str):
    with transaction(house.engine) as connection:
        connection.execute(sa.update(schema.dispatches).values(state=DispatchState.UNCERTAIN))
        first, *_ = mails_of(connection, house.planned)
    server.put(f"From: alice@office.example.org\r\nMessage-ID: {first.message_id}\r\n\r\nHello".encode(), "Gesendet")

    house.look(server, sent=folder)

    left = "uncertain" if folder == "Nowhere" else "sent"
    assert house.states() == [left, *["uncertain"] * 4]


def test_mail_that_breaks_its_reader_stops_no_other(server: Server, house: House):
    server.put(b"Subject: x\r\nContent-Type: text/calendar\r\n\r\nBEGIN:VCALENDAR\r\n;;;")
    server.put(b"From: a@b.example\r\n\r\n" + b"x" * 2_100_000)
    server.put(gmail(an_answer(house)))

    looks = house.look(server)

    assert (looks, house.stand()[0], house.state(server).failure) == (1, "ACCEPTED", "")


def test_answer_that_the_database_could_not_take_is_read_again(server: Server, house: House):
    server.put(gmail(an_answer(house)))

    with breaking(house.engine, "INSERT INTO replies"), pytest.raises(OperationalError):
        house.look(server)

    assert (house.look(server), house.stand()[0]) == (1, "ACCEPTED")


@pytest.mark.parametrize(
    ("changes", "failure"),
    [
        ({"password": "wrong"}, "The mailbox on 127.0.0.1 refuses the login."),
        ({"port": 1}, "The mailbox on 127.0.0.1 cannot be reached:"),
        ({"folder": "Nowhere"}, "The mailbox on 127.0.0.1 has no folder “Nowhere”."),
        ({"security": Security.STARTTLS}, "The mailbox on 127.0.0.1 cannot be reached: its certificate is not valid"),
    ],
)
def test_what_is_wrong_is_kept_in_a_sentence_and_forgotten_when_it_is_well(server, house, changes, failure):
    account = replace(ImapAccount.from_url(server.url), **changes)

    looks = mailboxes.look_in(house.engine, account, KEYS, lambda: LATER)

    state = mailboxes.state_of(house.engine, account)
    assert looks == 0
    assert state.failure.startswith(failure)
    assert state.failed_at == LATER


@pytest.mark.parametrize(("security", "is_tls"), [(Security.TLS, True), (Security.STARTTLS, False)])
def test_line_is_kept_secret(server: Server, house: House, security: Security, is_tls: bool):
    server.put(gmail(an_answer(house)))
    port = server.tls_port if is_tls else server.port

    assert house.look(server, host="localhost", port=port, security=security) == 1


def test_mailbox_is_left_alone_while_nothing_was_sent(tmp_path):
    engine = open_engine(f"sqlite:///{tmp_path / 'runde.sqlite'}")
    with transaction(engine) as connection:
        schema.metadata.create_all(connection)
    account = ImapAccount.from_url("imap://alice:secret@127.0.0.1:1/INBOX")

    looks = mailboxes.look_in(engine, account, KEYS, lambda: LATER)

    assert (looks, mailboxes.state_of(engine, account).failure) == (0, "")
    engine.dispose()


def test_answer_dropped_on_the_board_and_fetched_later_is_one(server: Server, house: House):
    raw = gmail(an_answer(house))
    with transaction(house.engine) as connection:
        incoming.note_mail(connection, raw, "reply.eml", Receipt(now=LATER))
    server.put(raw)

    house.look(server)

    with reading(house.engine) as connection:
        assert len(connection.execute(sa.select(schema.replies)).all()) == 1


def test_what_is_too_old_goes_also_where_no_mailbox_is_set(house: House):
    with transaction(house.engine) as connection:
        incoming.note_mail(connection, gmail(an_answer(house, comment="With cheese")), "reply.eml", Receipt(now=LATER))

    mailboxes.reader(house.engine, "", KEYS, lambda: NOW + timedelta(days=200))()

    with reading(house.engine) as connection:
        assert connection.execute(sa.select(schema.incoming)).all() == []
