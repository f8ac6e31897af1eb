from datetime import timedelta

import pytest
from sqlalchemy import Connection

from organizer.domain.sign_ins import (
    MOST_CODES,
    MOST_FOR_ONE_ADDRESS,
    MOST_FROM_ONE_PLACE,
    VISIT,
    OtherBrowserError,
    SignInOverError,
    TooManySignInsError,
)
from organizer.domain.tokens import place_hash
from organizer.domain.vocabulary import Language
from organizer.formats.mails import open_mail
from organizer.services import hosts, sign_ins
from tests.builders import NOW
from tests.services.evenings import KEYS

EVERYBODY = ("*",)
QUARTER = timedelta(minutes=15)


def ask(
    connection: Connection, email="alice@example.org", *, browser="alices", place="", organizers=EVERYBODY, now=NOW
):
    hashed = place_hash(KEYS, place)
    return sign_ins.ask(connection, email=email, browser=browser, place_hash=hashed, organizers=organizers, now=now)


def test_link_signs_in_and_works_again_for_whoever_comes_after_a_scanner(connection: Connection):
    key = ask(connection, "Alice@Example.org")

    first = sign_ins.check_link(connection, key.token, "alices", NOW)
    again = sign_ins.check_link(connection, key.token, "alices", NOW + QUARTER - timedelta(seconds=1))

    assert (first, again) == ("alice@example.org", "alice@example.org")


def test_link_is_good_for_a_quarter_of_an_hour(connection: Connection):
    key = ask(connection)

    with pytest.raises(SignInOverError):
        sign_ins.check_link(connection, key.token, "alices", NOW + QUARTER)


def test_link_opens_nothing_in_another_browser(connection: Connection):
    key = ask(connection)

    with pytest.raises(OtherBrowserError):
        sign_ins.check_link(connection, key.token, "charlies", NOW)


def test_code_signs_in_the_browser_that_asked_and_no_other(connection: Connection):
    key = ask(connection)

    assert sign_ins.enter_by_code(connection, f" {key.code[:4]} {key.code[4:]}", "alices", NOW) == "alice@example.org"
    with pytest.raises(SignInOverError):
        sign_ins.enter_by_code(connection, key.code, "charlies", NOW)


def test_codes_can_be_tried_a_few_times_only(connection: Connection):
    key = ask(connection)
    wrong = f"{(int(key.code) + 1) % 10**8:08}"

    tried = [sign_ins.enter_by_code(connection, wrong, "alices", NOW) for _ in range(MOST_CODES)]

    assert tried == [None] * MOST_CODES
    with pytest.raises(SignInOverError):
        sign_ins.enter_by_code(connection, key.code, "alices", NOW)


def test_one_address_can_be_asked_for_a_few_times_in_a_quarter_of_an_hour(connection: Connection):
    for number in range(MOST_FOR_ONE_ADDRESS):
        ask(connection, browser=f"browser {number}")

    with pytest.raises(TooManySignInsError):
        ask(connection, "ALICE@example.org")
    assert ask(connection, now=NOW + QUARTER) is not None


def test_one_place_can_ask_a_number_of_times_in_a_quarter_of_an_hour(connection: Connection):
    for number in range(MOST_FROM_ONE_PLACE):
        ask(connection, f"person{number}@example.org", place="192.0.2.1")

    with pytest.raises(TooManySignInsError):
        ask(connection, place="192.0.2.1")
    assert ask(connection, place="192.0.2.2") is not None


def test_who_may_not_host_gets_no_mail_and_counts_all_the_same(connection: Connection):
    for _ in range(MOST_FOR_ONE_ADDRESS):
        assert ask(connection, "charlie@example.net", organizers=("alice@example.org",)) is None

    with pytest.raises(TooManySignInsError):
        ask(connection, "charlie@example.net", organizers=("alice@example.org",))


def test_host_of_local_mode_keeps_everything_when_it_becomes_public(connection: Connection):
    alice = hosts.welcome_host(
        connection, name="Alice", email="Alice@example.org", language=Language.EN, time_zone="Europe/Berlin"
    )

    key = ask(connection, organizers=())
    visit = sign_ins.begin_visit(connection, key.email, Language.EN, NOW)

    assert sign_ins.visitor(connection, visit, NOW).host == alice


def test_newcomers_become_hosts_of_their_own_and_stay_the_same_at_the_next_visit(connection: Connection):
    visits = [
        sign_ins.begin_visit(connection, email, Language.NL, NOW)
        for email in ("bob@example.org", "charlie@example.net", "bob@example.org")
    ]

    found = [sign_ins.visitor(connection, visit, NOW).host.id for visit in visits]
    assert found[0] == found[2] != found[1]


def test_visit_ends_by_signing_out_and_by_time(connection: Connection):
    left, lasting = (sign_ins.begin_visit(connection, "bob@example.org", Language.EN, NOW) for _ in range(2))

    sign_ins.end_visit(connection, left)

    assert sign_ins.visitor(connection, left, NOW) is None
    assert sign_ins.visitor(connection, lasting, NOW + VISIT - timedelta(seconds=1)) is not None
    assert sign_ins.visitor(connection, lasting, NOW + VISIT) is None


@pytest.mark.parametrize("language", list(Language))
def test_mail_holds_link_and_code_and_is_marked_as_automatic(connection: Connection, language: Language):
    key = ask(connection)

    raw = sign_ins.write_mail(
        key, sender="service@example.org", address="https://party.example.org", language=language, now=NOW
    )

    mail = open_mail(raw)
    lines = mail.text.splitlines()
    assert f"https://party.example.org/sign-in/{key.token}" in lines
    assert [line for line in lines if line.endswith(f" {key.code[:4]} {key.code[4:]}")] != []
    assert (mail.header("Auto-Submitted"), mail.recipient) == ("auto-generated", "alice@example.org")
    assert "{{" not in mail.subject + mail.text
