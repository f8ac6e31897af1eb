"""Addresses of mailboxes: read, or refused without a word of the password."""

import pytest

from organizer.mail.imap_accounts import BadImapUrlError, ImapAccount, OpenImapLoginError
from organizer.mail.smtp_accounts import Security


@pytest.mark.parametrize(
    ("url", "account"),
    [
        (
            "imaps://alice%40example.org:p%40ss@imap.example.org",
            ImapAccount(host="imap.example.org", port=993, user="alice@example.org", password="p@ss"),
        ),
        (
            "imaps://alice:pw@imap.example.org:1993/Runde/Antworten?sent=Gesendete%20Elemente&seen=1&trusted=mx.example.org",
            ImapAccount(
                host="imap.example.org",
                port=1993,
                user="alice",
                password="pw",
                folder="Runde/Antworten",
                sent="Gesendete Elemente",
                marks_seen=True,
                trusted="mx.example.org",
            ),
        ),
        (
            "imap://alice:pw@imap.example.org?starttls=1",
            ImapAccount(host="imap.example.org", port=143, user="alice", password="pw", security=Security.STARTTLS),
        ),
        (
            "imap://alice:pw@127.0.0.1:1143",
            ImapAccount(host="127.0.0.1", port=1143, user="alice", password="pw", security=Security.OPEN),
        ),
    ],
)
def test_mailbox_is_read_from_its_address(url: str, account: ImapAccount):
    assert ImapAccount.from_url(url) == account


@pytest.mark.parametrize(
    "url",
    [
        "smtp://alice:pw@imap.example.org",
        "imaps://imap.example.org",
        "imaps://alice@imap.example.org",
        "imaps://alice:pw@",
        "imaps://alice:pw@imap.example.org?folder=INBOX",
        "imaps://alice:pw@imap.example.org?starttls=maybe",
        "imaps://alice:p%0Aw@imap.example.org",
        "imaps://alice:pw@imap.example.org:port",
    ],
)
def test_address_that_cannot_be_read_is_refused_without_the_password(url: str):
    with pytest.raises(BadImapUrlError) as caught:
        ImapAccount.from_url(url)

    assert "pw" not in str(caught.value)


def test_password_over_an_open_line_has_to_be_asked_for():
    with pytest.raises(OpenImapLoginError):
        ImapAccount.from_url("imap://alice:pw@imap.example.org")

    assert ImapAccount.from_url("imap://alice:pw@imap.example.org?starttls=0").security is Security.OPEN
