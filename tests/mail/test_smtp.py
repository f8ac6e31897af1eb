"""Delivery by SMTP, against servers that behave and servers that do not; the truth is what they accepted."""

import socket
import time
from dataclasses import replace

import pytest

from organizer.formats.mails import compose
from organizer.mail.smtp import Outcome, OutcomeKind, Patience, SmtpAccount, as_sent, deliver, open_connection
from organizer.mail.smtp_accounts import BadSmtpUrlError, OpenLoginError, Security
from organizer.mail.smtp_line import connect
from tests.builders import a_mail
from tests.mail.servers import Script, a_scripted_server, a_server, trusting_context

pytestmark = pytest.mark.filterwarnings("ignore:Requiring AUTH")  # aiosmtpd is right, but not here

ALICE, BOB = "alice@office.example.org", "bob@polder.example.org"
RAW = compose(a_mail())
HASTE = Patience(command=0.3, after_dot=0.3)


def an_account(port: int, **changes) -> SmtpAccount:
    return SmtpAccount(**{"host": "127.0.0.1", "port": port, "security": Security.OPEN, **changes})


def go_on() -> bool:
    return True


def test_mail_arrives_as_frozen():
    with a_server() as (sink, port):
        outcome = deliver(an_account(port), ALICE, BOB, RAW, go_on)

    assert outcome == Outcome(kind=OutcomeKind.SENT, code=250, text="taken")
    assert [(one.sender, one.recipients, one.content) for one in sink.accepted] == [(ALICE, [BOB], RAW)]


def test_null_return_path_is_possible():
    with a_server() as (sink, port):
        outcome = deliver(an_account(port), "", BOB, RAW, go_on)

    assert (outcome.kind, sink.accepted[0].sender) == (OutcomeKind.SENT, "<>")


@pytest.mark.parametrize(
    "smuggled",
    [
        b"\n.\n",
        b"\r.\r",
        b"\r\n.\r\n",
        b"\n.\r\n",
        b"\r\n.\n",
        b"\r.\r\n",
        b"\r\n.\r",
        b".\r\n",
        b"\r\n..\r\n",
        b"\0\r\n.\r\n",
    ],
)
def test_nothing_in_a_mail_ends_it(smuggled):
    rest = b"MAIL FROM:<e@evil.example>\r\nRCPT TO:<e@evil.example>\r\nDATA\r\nFrom: e@evil.example\r\n\r\nevil\r\n"
    raw = b"Subject: x\r\n\r\nhello" + smuggled + rest

    with a_server() as (sink, port):
        outcome = deliver(an_account(port), ALICE, BOB, raw, go_on)

    assert outcome.kind is OutcomeKind.SENT
    assert [(one.sender, one.recipients) for one in sink.accepted] == [(ALICE, [BOB])]
    assert sink.accepted[0].content.endswith(b"evil\r\n")


def test_line_breaks_are_crlf_and_leading_dots_doubled():
    assert as_sent(b".a\n..b\rc\r\n.\n\nd.") == b"..a\r\n...b\r\nc\r\n..\r\n\r\nd.\r\n"


@pytest.mark.parametrize(
    ("sender", "recipient"),
    [
        (ALICE, "bob@polder.example.org>\r\nRCPT TO:<e@evil.example"),
        (ALICE, "bob@polder.example.org, e@evil.example"),
        (ALICE, ""),
        ("alice@office.example.org> SIZE=1\r\n", BOB),
    ],
)
def test_address_that_is_none_never_reaches_a_server(sender, recipient):
    script = Script()

    with a_scripted_server(script) as port:
        outcome = deliver(an_account(port), sender, recipient, RAW, go_on)

    assert (outcome.kind, script.connections) == (OutcomeKind.FAILED, 0)


def test_caller_who_stops_before_the_dot_has_sent_nothing():
    with a_server() as (sink, port):
        outcome = deliver(an_account(port), ALICE, BOB, RAW, lambda: False)

    assert (outcome, sink.accepted) == (Outcome(kind=OutcomeKind.STOPPED), [])


def test_failing_commit_before_the_dot_sends_nothing_and_is_not_hidden():
    def disk_full() -> bool:
        raise OSError("disk full")

    with a_server() as (sink, port), pytest.raises(OSError, match="disk full"):
        deliver(an_account(port), ALICE, BOB, RAW, disk_full)

    assert sink.accepted == []


def test_caller_is_asked_once_the_whole_body_has_been_sent():
    script = Script()
    heard_before_dot = []

    def before_dot() -> bool:
        time.sleep(0.05)
        heard_before_dot.extend(script.accepted)
        return True

    with a_scripted_server(script) as port:
        outcome = deliver(an_account(port), ALICE, BOB, RAW, before_dot)

    assert (heard_before_dot, script.accepted, outcome.kind) == ([], [RAW], OutcomeKind.SENT)


ODD_SERVERS = {
    "banner only": (Script(pause={"ehlo": 0.6}), OutcomeKind.RETRY, None, 0),
    "banner 421": (Script(banner=b"421 4.3.2 come back"), OutcomeKind.RETRY, 421, 0),
    "banner 554": (Script(banner=b"554 5.7.1 not you"), OutcomeKind.ACCOUNT, 554, 0),
    "no banner": (Script(banner=None), OutcomeKind.RETRY, None, 0),
    "MAIL 553": (Script(mail=b"553 5.1.8 not your address"), OutcomeKind.ACCOUNT, 553, 0),
    "MAIL 530": (Script(mail=b"530 5.7.0 log in first"), OutcomeKind.ACCOUNT, 530, 0),
    "MAIL 451": (Script(mail=b"451 4.3.0 later"), OutcomeKind.RETRY, 451, 0),
    "RCPT 450": (Script(rcpt=b"450 4.2.0 greylisted"), OutcomeKind.RETRY, 450, 0),
    "RCPT 432": (Script(rcpt=b"432 4.3.2 concurrent connections exceeded"), OutcomeKind.RETRY, 432, 0),
    "RCPT 421": (Script(rcpt=b"421 4.7.0 closing"), OutcomeKind.RETRY, 421, 0),
    "RCPT 550": (Script(rcpt=b"550 5.1.1 unknown user"), OutcomeKind.FAILED, 550, 0),
    "RCPT 553": (Script(rcpt=b"553 5.1.3 bad address"), OutcomeKind.FAILED, 553, 0),
    "RCPT 550 policy": (Script(rcpt=b"550 5.7.26 DMARC says no"), OutcomeKind.ACCOUNT, 550, 0),
    "RCPT hangs up": (Script(rcpt=None), OutcomeKind.RETRY, None, 0),
    "DATA 451": (Script(data=b"451 4.3.0 later"), OutcomeKind.RETRY, 451, 0),
    "DATA 554": (Script(data=b"554 no valid recipients"), OutcomeKind.FAILED, 554, 0),
    "DATA hangs up": (Script(data=None), OutcomeKind.RETRY, None, 0),
    "hangs up in the body": (Script(in_body=None), OutcomeKind.RETRY, 421, 0),
    "421 in the body": (Script(in_body=b"421 4.3.2 going down"), OutcomeKind.RETRY, 421, 0),
    "dot 451": (Script(dot=b"451 4.3.0 later"), OutcomeKind.RETRY, 451, 0),
    "dot 421": (Script(dot=b"421 4.3.0 closing"), OutcomeKind.RETRY, 421, 0),
    "dot 550 policy": (Script(dot=b"550 5.7.515 not authenticated"), OutcomeKind.ACCOUNT, 550, 0),
    "dot 554": (Script(dot=b"554 5.6.0 we do not like it"), OutcomeKind.FAILED, 554, 0),
    "hangs up after the dot": (Script(dot=None), OutcomeKind.UNCERTAIN, None, 1),
    "nonsense after the dot": (Script(dot=b"hello"), OutcomeKind.UNCERTAIN, -1, 0),
    "8-bit nonsense": (Script(rcpt=b"\xff\xfe\x00 \x80\x81"), OutcomeKind.RETRY, -1, 0),
    "8-bit nonsense after the dot": (Script(dot=b"\xff\xfe\x00 \x80\x81"), OutcomeKind.UNCERTAIN, -1, 0),
    "8-bit words after the dot": (Script(dot=b"250 angenommen, sch\xf6n"), OutcomeKind.SENT, 250, 1),
    "MAIL 552 too large": (Script(mail=b"552 5.3.4 message too big"), OutcomeKind.FAILED, 552, 0),
    "RCPT 550 needs SMTPUTF8": (Script(rcpt=b"550 5.6.7 SMTPUTF8 required"), OutcomeKind.FAILED, 550, 0),
    "354 after the dot": (Script(dot=b"354 more"), OutcomeKind.UNCERTAIN, 354, 0),
    "silent after the dot": (Script(pause={"dot": 0.6}), OutcomeKind.UNCERTAIN, None, 1),
    "one byte at a time": (Script(drip="rcpt", rcpt=b"250 " + b"x" * 60), OutcomeKind.RETRY, None, 0),
    "one byte at a time after the dot": (Script(drip="dot", dot=b"250 " + b"x" * 60), OutcomeKind.UNCERTAIN, None, 1),
    "endless answer": (Script(ehlo=b"250-x\r\n" * 100_000), OutcomeKind.RETRY, None, 0),
    "line without end": (Script(rcpt=b"2" * 100_000), OutcomeKind.RETRY, None, 0),
}


@pytest.mark.slow
@pytest.mark.parametrize("name", ODD_SERVERS)
def test_odd_server_has_the_true_outcome(name):
    template, kind, code, accepted = ODD_SERVERS[name]
    start = time.monotonic()

    with a_scripted_server(template) as port:
        outcome = deliver(an_account(port), ALICE, BOB, RAW, lambda: time.sleep(0.05) is None, patience=HASTE)
        took = time.monotonic() - start
        time.sleep(0.05)

    assert (outcome.kind, outcome.code, len(template.accepted)) == (kind, code, accepted)
    assert took < 1


@pytest.mark.parametrize("answer", [b"552 5.2.2 mailbox full", b"550 5.4.4 no route", b"552 quota"])
def test_full_mailbox_is_worth_a_few_tries(answer):
    with a_scripted_server(Script(rcpt=answer)) as port:
        outcome = deliver(an_account(port), ALICE, BOB, RAW, go_on)

    assert (outcome.kind, outcome.slowly) == (OutcomeKind.RETRY, True)


LONG_LINE = b"250-" + b"x" * 500 + b"\r\n"


def test_answer_of_ten_megabytes_is_read_to_its_end():
    script = Script(dot=LONG_LINE * 20_000 + b"250 taken")

    with a_scripted_server(script) as port:
        outcome = deliver(an_account(port), ALICE, BOB, RAW, go_on)

    assert (outcome.kind, len(outcome.text)) == (OutcomeKind.SENT, 300)


@pytest.mark.parametrize(("stage", "kind"), [("rcpt", OutcomeKind.RETRY), ("dot", OutcomeKind.UNCERTAIN)])
def test_answer_without_an_end_does_not_fill_the_memory(stage, kind):
    with a_scripted_server(Script(**{stage: LONG_LINE * 40_000})) as port:
        outcome = deliver(an_account(port), ALICE, BOB, RAW, go_on)

    assert (outcome.kind, "has no end" in outcome.text) == (kind, True)


@pytest.mark.parametrize("goodbye", [b"421 4.3.2 one mail a line", None], ids=["says so", "without a word"])
def test_server_that_closes_after_each_mail_gets_every_mail(goodbye):
    script = Script(mail_again=goodbye)

    with a_scripted_server(script) as port, open_connection(an_account(port)) as connection:
        kinds = [connection.deliver(ALICE, BOB, RAW, go_on).kind for _ in range(3)]

    assert kinds == [OutcomeKind.SENT] * 3
    assert (len(script.accepted), script.connections) == (3, 3)


def test_server_on_the_new_internet_is_reached_by_its_number():
    try:
        listener = socket.create_server(("::1", 0), family=socket.AF_INET6)
    except OSError:
        pytest.skip("this machine has no ::1")
    script = Script()

    with a_scripted_server(script, listener) as port:
        account = SmtpAccount.from_url(f"smtp://[::1]:{port}")
        outcome = deliver(account, ALICE, BOB, RAW, go_on)

    assert outcome.kind is OutcomeKind.SENT
    assert script.heard[0] == b"ehlo [IPv6:::1]\r\n"


def test_no_server_is_worth_a_try_later():
    with a_scripted_server(Script()) as port:
        pass

    outcome = deliver(an_account(port), ALICE, BOB, RAW, go_on, patience=HASTE)

    assert (outcome.kind, outcome.code) == (OutcomeKind.RETRY, None)


def test_slow_answer_to_the_dot_is_waited_for():
    with a_scripted_server(Script(pause={"dot": 0.4})) as port:
        outcome = deliver(an_account(port), ALICE, BOB, RAW, go_on, patience=Patience(command=0.2, after_dot=2))

    assert outcome.kind is OutcomeKind.SENT


def test_text_of_a_server_becomes_one_short_line():
    script = Script(rcpt=b"550-5.1.1 unknown\x1b[31m\r\n550 5.1.1 " + b"x" * 400)

    with a_scripted_server(script) as port:
        outcome = deliver(an_account(port), ALICE, BOB, RAW, go_on)

    assert outcome.text == ("5.1.1 unknown[31m 5.1.1 " + "x" * 400)[:300]


def test_one_line_serves_several_mails_and_a_refused_guest_does_not_stop_the_others():
    with a_server() as (sink, port):
        sink.refuse = {"gone@polder.example.org": "550 5.1.1 unknown user"}
        with open_connection(an_account(port)) as connection:
            kinds = [
                connection.deliver(ALICE, to, RAW, go_on).kind.value
                for to in ("a@x.example.org", "b@x.example.org", "gone@polder.example.org", "c@x.example.org")
            ]

    assert kinds == ["sent", "sent", "failed", "sent"]
    assert [one.recipients for one in sink.accepted] == [["a@x.example.org"], ["b@x.example.org"], ["c@x.example.org"]]
    assert sink.connections == 2


def test_kept_line_that_died_is_replaced():
    script = Script()

    with a_scripted_server(script) as port, open_connection(an_account(port)) as connection:
        first = connection.deliver(ALICE, BOB, RAW, go_on)
        script.mail = None
        died = connection.deliver(ALICE, BOB, RAW, go_on)
        script.mail = b"250 ok"
        after = connection.deliver(ALICE, BOB, RAW, go_on)

    assert [one.kind.value for one in (first, died, after)] == ["sent", "retry", "sent"]
    assert (len(script.accepted), script.connections) == (2, 3)


def test_dot_does_not_wait_for_a_late_acknowledgement():
    with a_server() as (_, port):
        line = connect(an_account(port), HASTE)
        at_once = line.sock.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY)
        line.leave()

    assert at_once == 1


def test_goodbye_is_said():
    script = Script()

    with a_scripted_server(script) as port:
        deliver(an_account(port), ALICE, BOB, RAW, go_on)
        time.sleep(0.05)

    assert script.heard[-1] == b"QUIT\r\n"


@pytest.mark.parametrize("password", ["s3cret", "Gemüse/Öl@#%:€"])
@pytest.mark.parametrize("kind", ["starttls", "tls"])
def test_login_goes_over_an_encrypted_line(kind, password):
    security = Security.STARTTLS if kind == "starttls" else Security.TLS

    with a_server(**{kind: True}, login=("alice", password)) as (sink, port):
        account = an_account(port, user="alice", password=password, security=security)
        with open_connection(account, tls=trusting_context()) as connection:
            outcomes = [connection.deliver(ALICE, BOB, RAW, go_on).kind for _ in range(2)]

    assert (outcomes, len(sink.accepted)) == ([OutcomeKind.SENT] * 2, 2)


@pytest.mark.parametrize("security", [Security.STARTTLS, Security.TLS])
def test_certificate_nobody_vouches_for_is_not_trusted(security):
    with a_server(starttls=security is Security.STARTTLS, tls=security is Security.TLS) as (sink, port):
        outcome = deliver(an_account(port, security=security), ALICE, BOB, RAW, go_on)

    assert (outcome.kind, "certificate" in outcome.text.lower(), sink.accepted) == (OutcomeKind.RETRY, True, [])


def test_wrong_password_pauses_the_account_and_is_not_told():
    with a_server(login=("alice", "s3cret")) as (sink, port):
        outcome = deliver(an_account(port, user="alice", password="wr0ng"), ALICE, BOB, RAW, go_on)

    assert (outcome.kind, outcome.code, sink.accepted) == (OutcomeKind.ACCOUNT, 535, [])
    assert "wr0ng" not in repr(outcome)


@pytest.mark.parametrize("security", [Security.STARTTLS, Security.TLS])
def test_line_goes_to_where_the_server_was_found_and_the_certificate_is_for_its_name(security: Security):
    with a_server(starttls=security is Security.STARTTLS, tls=security is Security.TLS) as (sink, port):
        account = SmtpAccount(host="localhost", port=port, security=security, addresses=("127.9.9.9", "127.0.0.1"))
        elsewhere = replace(account, host="mail.example.net")

        outcomes = []
        for one in (account, elsewhere):
            with open_connection(one, tls=trusting_context()) as connection:
                outcomes.append(connection.deliver(ALICE, BOB, RAW, go_on))

    assert [outcome.kind for outcome in outcomes] == [OutcomeKind.SENT, OutcomeKind.RETRY]
    assert "certificate is not valid for 'mail.example.net'" in outcomes[1].text
    assert len(sink.accepted) == 1


def test_server_without_starttls_gets_no_password():
    script = Script()

    with a_scripted_server(script) as port:
        account = an_account(port, user="alice", password="s3cret", security=Security.STARTTLS)
        outcome = deliver(account, ALICE, BOB, RAW, go_on)

    assert outcome.kind is OutcomeKind.ACCOUNT
    assert [line for line in script.heard if line.startswith(b"AUTH")] == []


@pytest.mark.parametrize(
    ("offered", "answers", "kind"),
    [
        (b"250-test\r\n250 AUTH LOGIN", b"334 VXNlcm5hbWU6", OutcomeKind.RETRY),
        (b"250-test\r\n250 AUTH PLAIN", b"334 and once more", OutcomeKind.ACCOUNT),
        (b"250-test\r\n250 AUTH PLAIN", b"454 4.7.0 later", OutcomeKind.RETRY),
        (b"250-test\r\n250 AUTH PLAIN", b"535 5.7.8 no", OutcomeKind.ACCOUNT),
        (b"250-test\r\n250 AUTH XOAUTH2", b"", OutcomeKind.ACCOUNT),
        (b"250 test", b"", OutcomeKind.ACCOUNT),
    ],
)
def test_login_that_fails_is_sorted(offered, answers, kind):
    with a_scripted_server(Script(ehlo=offered, auth=answers)) as port:
        account = an_account(port, user="alice", password="s3cret")
        outcome = deliver(account, ALICE, BOB, RAW, go_on, patience=HASTE)

    assert outcome.kind is kind


@pytest.mark.parametrize(
    ("url", "account"),
    [
        ("smtp://127.0.0.1:2525", {"host": "127.0.0.1", "port": 2525, "security": Security.OPEN}),
        ("smtp://mail.example.org", {"host": "mail.example.org", "port": 25, "security": Security.OPEN}),
        (
            "smtp://alice:s3cret@mail.example.org?starttls=1",
            {
                "host": "mail.example.org",
                "port": 587,
                "user": "alice",
                "password": "s3cret",
                "security": Security.STARTTLS,
            },
        ),
        (
            " smtps://alice%40example.org:%C3%96l%2F%23%3F@mail.example.org:465/ ",
            {
                "host": "mail.example.org",
                "port": 465,
                "user": "alice@example.org",
                "password": "Öl/#?",
                "security": Security.TLS,
            },
        ),
        (
            "smtp://alice:s3cret@localhost:1025",
            {"host": "localhost", "port": 1025, "user": "alice", "password": "s3cret", "security": Security.OPEN},
        ),
        (
            "smtp://alice:s3cret@mailpit:1025?starttls=0",
            {"host": "mailpit", "port": 1025, "user": "alice", "password": "s3cret", "security": Security.OPEN},
        ),
        ("smtp://[::1]:2525", {"host": "::1", "port": 2525, "security": Security.OPEN}),
    ],
)
def test_account_is_read_from_a_url(url, account):
    assert SmtpAccount.from_url(url) == SmtpAccount(**account)


@pytest.mark.parametrize(
    "url",
    [
        "",
        "mail.example.org",
        "https://alice:s3cret@mail.example.org",
        "smtp://",
        "smtp://alice:s3cret@",
        "smtp://alice:s3/cret@mail.example.org",
        "smtp://alice:12#s3cret@mail.example.org",
        "smtp://alice:s3cret@mail.example.org:notaport",
        "smtp://alice:s3cret@mail.example.org:99999",
        "smtp://alice:s3cret@mail.example.org?tls=s3cret",
        "smtps://alice:s3cret@mail.example.org?starttls=0",
        "smtps://alice@mail.example.org",
        "smtps://alice:s3cret%00@mail.example.org",
        "smtps://alice:%ffs3cret@mail.example.org",
        "smtps://alice:s3cret@[mail.example.org",
    ],
)
def test_bad_url_gets_a_sentence_without_the_password(url):
    with pytest.raises(BadSmtpUrlError) as caught:
        SmtpAccount.from_url(url)

    assert "s3cret" not in f"{caught.value} {caught.value.values}"
    assert (caught.value.__cause__, caught.value.__suppress_context__) == (None, True)
    assert "%40 for @" in str(caught.value)


def test_password_over_an_open_line_has_to_be_asked_for():
    with pytest.raises(OpenLoginError):
        SmtpAccount.from_url("smtp://alice:s3cret@mail.example.org:25")


def test_account_does_not_show_its_password():
    assert "s3cret" not in repr(SmtpAccount.from_url("smtps://alice:s3cret@mail.example.org"))
