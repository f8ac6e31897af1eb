"""Mails that come in, opened: words, senders, automatic ones; archives; hostile ones."""

import io
import time
import zipfile
from contextlib import suppress

import pytest

from organizer.domain.errors import OrganizerError
from organizer.formats.foreign_mails import TooLargeReplyError, TooManyMailsError, UnreadableReplyError
from organizer.formats.incoming import MOST_IN_AN_ARCHIVE, read_incoming, unpack
from tests.reply_mails import SAID, bounce, words

BOB = "bob@haus1.example.org"


def test_mail_is_opened():
    raw = words(
        BOB, "Ja gerne", subject="=?utf-8?q?Re=3A_K=C3=A4se?=", Message_ID="<b@x.example>", In_Reply_To="<a@x.example>"
    )

    mail = read_incoming(raw)

    opened = (mail.sender, mail.name, mail.subject, mail.words, mail.message_id, mail.references, mail.sent_at)
    assert opened == (BOB, "Bob Muster", "Re: Käse", "Ja gerne", "<b@x.example>", ("<a@x.example>",), SAID)
    assert (mail.is_automatic, mail.is_bulk, mail.bounce, mail.replies) == (False, False, None, ())


@pytest.mark.parametrize("kind", ["zip", "mbox"])
def test_archive_of_more_mails_than_are_read_is_refused_whole(kind):
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for number in range(MOST_IN_AN_ARCHIVE + 1):
            archive.writestr(f"{number}.eml", b"one")
    mbox = b"From a@b Sat Nov 21 10:00:00 2026\nSubject: x\n\none\n\n" * (MOST_IN_AN_ARCHIVE + 1)

    with pytest.raises(TooManyMailsError):
        unpack("x", packed.getvalue() if kind == "zip" else mbox)


FORGED = (
    (b'spf=pass smtp.mailfrom="x; dmarc=pass"@evil.example; dmarc=fail', False),
    (b'spf=pass smtp.mailfrom="x\\"; dmarc=pass;"@evil.example; dmarc=fail', False),
    (b"spf=pass (sender said; dmarc=pass (so; dmarc=pass)) smtp.mailfrom=evil.example; dmarc=fail", False),
    (b"spf=pass smtp.mailfrom=evil.example; dmarc=pass; dmarc=fail", False),
    (b"spf=pass smtp.helo=dmarc=pass", None),
    (b"spf=pass; dmarc=pass (p=NONE sp=NONE) header.from=haus.example.org", True),
    (b"dmarc=pass header.from=haus.example.org", True),
    (b"(" * 50_000 + b"; dmarc=pass", None),
)


@pytest.mark.parametrize(("results", "expected"), FORGED)
def test_words_of_the_sender_are_no_verdict_of_the_trusted_server(results, expected):
    raw = b"Authentication-Results: mx.example.org; " + results + b"\r\nFrom: bob@haus.example.org\r\n\r\nYes\r\n"

    assert read_incoming(raw, trusted="mx.example.org").aligned is expected


RECEIPTS = {
    "delivered": b"Content-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; mx.example.org\r\n\r\n"
    b"Final-Recipient: rfc822; bob@haus.example.org\r\nAction: delivered\r\nStatus: 2.0.0\r\n",
    "opened": b"Content-Type: message/disposition-notification\r\n\r\nFinal-Recipient: rfc822; bob@haus.example.org\r\n"
    b"Disposition: manual-action/MDN-sent-manually; displayed\r\n",
}


@pytest.mark.parametrize("report", RECEIPTS)
def test_receipt_is_neither_a_bounce_nor_words_to_read(report):
    raw = (
        b"From: bob@haus.example.org\r\nSubject: Read: Your place\r\nContent-Type: multipart/report; boundary=x\r\n\r\n"
        b"--x\r\nContent-Type: text/plain\r\n\r\nIt was opened.\r\n--x\r\n" + RECEIPTS[report] + b"\r\n--x--\r\n"
    )

    found = read_incoming(raw)

    assert (found.bounce, found.is_bulk) == (None, True)


@pytest.mark.parametrize(
    ("kind", "content"),
    [
        ("text/plain; charset=iso-8859-15", "Schöne Grüße".encode("iso-8859-15")),
        ("text/plain; charset=x-unknown", "Schöne Grüße".encode()),
        ("text/plain", "Schöne Grüße".encode("windows-1252")),
        ('text/plain; charset="utf-8\\0"', "Schöne Grüße".encode()),
        (
            "text/html; charset=utf-8",
            "<html><head><style>p{}</style></head><p>Schöne&nbsp;Grüße</p><blockquote>alt</blockquote>".encode(),
        ),
    ],
)
def test_words_are_read_in_any_charset_and_from_html(kind: str, content: bytes):
    raw = f"From: {BOB}\r\nContent-Type: {kind}\r\nContent-Transfer-Encoding: 8bit\r\n\r\n".encode() + content

    assert read_incoming(raw).words == "Schöne Grüße"


@pytest.mark.parametrize(
    ("headers", "is_automatic"),
    [
        ({"Auto_Submitted": "no"}, False),
        ({"Auto_Submitted": "auto-replied; owner-email=x"}, True),
        ({"Auto_Submitted": "auto-generated"}, True),
        ({"X_Autoreply": "yes"}, True),
        ({"Precedence": "bulk"}, True),
        ({"subject": "Automatische Antwort: Runder Tisch"}, True),
        ({"subject": "Out of Office: A table"}, True),
        ({"subject": "Re: Abwesend"}, False),
        ({}, False),
    ],
)
def test_mails_of_programs_are_known(headers: dict[str, str], is_automatic: bool):
    assert read_incoming(words(BOB, "x", **headers)).is_automatic is is_automatic


@pytest.mark.parametrize(
    ("action", "status", "is_final"),
    [("failed", "5.1.1", True), ("failed", "4.4.1", False), ("delayed", "4.4.1", False)],
)
def test_report_of_failed_delivery_is_read(action: str, status: str, is_final: bool):
    found = read_incoming(
        bounce(BOB, enclosed="Message-ID: <a@x.example>\r\n\r\n", action=action, status=status)
    ).bounce

    assert found is not None
    assert (found.is_final, found.recipients, found.message_ids) == (is_final, (BOB,), ("<a@x.example>",))


@pytest.mark.parametrize("action", ["delivered", "relayed", "expanded"])
def test_report_of_good_delivery_is_no_bounce(action: str):
    assert read_incoming(bounce(BOB, action=action, status="2.0.0")).bounce is None


def test_ordinary_mail_that_speaks_of_an_undelivered_one_is_no_bounce():
    text = f"Hi, the mail was returned:\n<{BOB}>: 550 5.1.1 unknown user\n"

    assert read_incoming(words("charlie@elsewhere.example.net", text)).bounce is None


def test_zip_and_mbox_are_unpacked_and_anything_else_is_itself():
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("in/a.eml", b"one")
        archive.writestr("b.ics", b"two")

    assert unpack("x.zip", packed.getvalue()) == (("a.eml", b"one"), ("b.ics", b"two"))
    mbox = b"From a@b Sat Nov 21 10:00:00 2026\nSubject: x\n\none\n\nFrom a@b Sat Nov 21 10:00:01 2026\n\ntwo\n"
    assert [content.splitlines()[-1] for _, content in unpack("x.mbox", mbox)] == [b"one", b"two"]
    assert unpack("x.eml", b"From: a@b\r\n\r\n") == (("x.eml", b"From: a@b\r\n\r\n"),)


def test_archive_that_is_broken_or_too_large_gets_a_sentence():
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for number in range(8):
            archive.writestr(f"{number}.eml", b"x" * 9_000_000)

    with pytest.raises(UnreadableReplyError):
        unpack("x.zip", b"PK\x03\x04 broken")
    with pytest.raises(TooLargeReplyError):
        unpack("x.zip", packed.getvalue())


@pytest.mark.parametrize(
    "raw",
    [
        b"Content-Type: message/rfc822\r\n\r\n" * 3000,
        b"From: a@b.example\r\nContent-Type: text/html\r\n\r\n" + b"<div>" * 100_000,
        b"From: a@b.example\r\nContent-Type: text/html\r\n\r\n" + b"<" * 200_000,
        b"From: a@b.example\r\nSubject: " + b"=?utf-8?q?" * 20_000 + b"\r\n\r\nx",
        b"From: a@b.example\r\nReferences: " + b"<" * 300_000 + b"\r\n\r\nx",
        b"From: mailer-daemon@b.example\r\n\r\n" + b"550 <a@b.example> " * 20_000,
        b"From: mailer-daemon@b.example\r\n\r\n" + b"a@" * 150_000,
        b'From: mailer-daemon@b.example\r\nContent-Type: text/plain; charset="u\x00"\r\n\r\n\xc3\xa4',
    ],
)
def test_hostile_mail_costs_little(raw: bytes):
    start = time.process_time()

    with suppress(OrganizerError):
        read_incoming(raw)

    assert time.process_time() - start < 2
