"""Whose mailbox letters leave from, and whose address may stand in From."""

from collections.abc import Iterator
from dataclasses import replace

import pytest
from sqlalchemy import Engine

from organizer.domain.outbox import DispatchState
from organizer.mail.sealing import BrokenSealError
from organizer.mail.smtp_accounts import Security, SmtpAccount
from organizer.services import invitations, senders
from organizer.services.outbox import Worker
from organizer.services.post_office import PostOffice
from organizer.services.senders import InnerServerError, NoSenderError, SenderRefusedError, SenderUnreachableError
from organizer.store.engine import reading, transaction
from organizer.work import over_smtp, work_once
from tests.builders import NOW, a_host
from tests.mail.servers import a_server
from tests.services.evenings import KEYS, OFFICE, a_database, again, another_host, lay_evening, mails_of, settle

KEY = bytes(range(32))
USUAL = SmtpAccount(host="smtp.example.org", port=465)
OWN = SmtpAccount(host="mail.example.net", port=587, user="alice", password="s3cret", security=Security.STARTTLS)


@pytest.fixture
def engine() -> Iterator[Engine]:
    with a_database() as engine:
        yield engine


@pytest.mark.parametrize(
    ("own_mailbox", "mail_from", "expected"),
    [
        (False, "", ("Alice Adler", "alice@example.org")),
        (False, "Alice@example.org", ("Alice Adler", "alice@example.org")),
        (False, "service@example.net", ("Alice Adler (via Runde)", "service@example.net")),
        (True, "service@example.net", ("Alice Adler", "alice@example.org")),
        (True, "", ("Alice Adler", "alice@example.org")),
    ],
)
def test_from_names_the_host_only_where_their_own_mailbox_sends(own_mailbox, mail_from, expected):
    office = PostOffice(keys=KEYS, mail_from=mail_from, own_mailbox=own_mailbox, sends=True)
    alice = replace(a_host(), name="Alice Adler", email="alice@example.org")

    sender = office.sender(alice)

    assert (sender.name, sender.email) == expected


@pytest.mark.parametrize("own", [True, False], ids=["own mailbox", "the service's"])
def test_a_guests_page_names_the_organiser_of_the_mails(engine: Engine, own: bool):
    asked_by_nobody = PostOffice(keys=KEYS, mail_from="runde@example.org")
    with transaction(engine) as connection:
        planned = lay_evening(connection)
        if own:
            senders.keep_sender(connection, planned.host.id, OWN, KEY, NOW)

        office = senders.office_for(connection, asked_by_nobody, planned.host.id)

    assert (office.sender(planned.host).email == planned.host.email) is own
    assert office.sends is own


def test_mails_of_a_host_leave_over_their_own_server_and_others_over_the_usual_one(engine: Engine):
    with transaction(engine) as connection:
        planned = lay_evening(connection)
        senders.keep_sender(connection, planned.host.id, OWN, KEY, NOW)
        another_host(connection)

    account_of = senders.account_book(engine, KEY, USUAL)

    assert account_of(planned.host.email.upper()) == OWN
    assert account_of("charlie@example.net") == USUAL
    with pytest.raises(NoSenderError):
        senders.account_book(engine, KEY, None)("charlie@example.net")


def test_forgotten_mailbox_sends_no_more(engine: Engine):
    with transaction(engine) as connection:
        planned = lay_evening(connection)
        senders.keep_sender(connection, planned.host.id, OWN, KEY, NOW)
        senders.forget_sender(connection, planned.host.id)

        assert not senders.has_sender(connection, planned.host.id)


def test_mail_of_a_mailbox_whose_password_is_lost_waits_with_a_sentence(engine: Engine):
    with transaction(engine) as connection:
        planned = lay_evening(connection)
        senders.keep_sender(connection, planned.host.id, OWN, KEY, NOW)
        invitations.invite(connection, planned, OFFICE, NOW, as_drafts=False)
        settle(connection, again(connection, planned), DispatchState.QUEUED)
    worker = Worker(engine=engine, owner="worker", clock=lambda: NOW.replace(hour=NOW.hour + 1))

    tried = work_once(worker, over_smtp(senders.account_book(engine, bytes(32), None))).tried

    with reading(engine) as connection:
        mails = mails_of(connection, again(connection, planned))
    assert tried == 0
    assert {(mail.state, mail.last_text) for mail in mails} == {(DispatchState.HELD, BrokenSealError.message)}


def test_mailbox_that_lets_us_in_passes_the_test_and_nothing_is_sent():
    with a_server() as (sink, port):
        senders.try_sender(SmtpAccount(host="127.0.0.1", port=port, security=Security.OPEN))

        assert sink.accepted == []


def test_mailbox_is_refused_with_the_words_of_its_server():
    with a_server(login=("alice", "right")) as (_, port):
        wrong = SmtpAccount(host="127.0.0.1", port=port, user="alice", password="wrong", security=Security.OPEN)

        with pytest.raises(SenderRefusedError) as refused:
            senders.try_sender(wrong)

    assert "wrong" not in str(refused.value)


def test_server_that_does_not_answer_is_said():
    with pytest.raises(SenderUnreachableError):
        senders.try_sender(SmtpAccount(host="127.0.0.1", port=1, security=Security.OPEN))


def test_shared_service_calls_where_it_looked_and_nowhere_a_second_answer_of_the_dns_points_to():
    answers = iter([["9.9.9.9", "2620:fe::fe"], ["127.0.0.1"]])

    def look_up(host: str, port: int, **_: object) -> list[tuple[object, ...]]:
        return [(2, 1, 6, "", (address, port)) for address in next(answers)]

    found = senders.found_in_public(OWN, look_up)

    assert found == replace(OWN, addresses=("9.9.9.9", "2620:fe::fe"))
    with pytest.raises(InnerServerError):
        senders.found_in_public(OWN, look_up)


@pytest.mark.parametrize(
    ("host", "port"), [("127.0.0.1", 25), ("::1", 587), ("10.1.2.3", 465), ("169.254.169.254", 25), ("192.0.2.1", 8080)]
)
def test_shared_service_looks_at_no_server_inside_its_own_network(host: str, port: int):
    with pytest.raises(InnerServerError):
        senders.try_sender(SmtpAccount(host=host, port=port), only_public=True)
