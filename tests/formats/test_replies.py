"""Replies as the usual programs send them (invented people), and what broken or hostile ones become."""

import os
import random
import time
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from organizer.domain.calendar_objects import Method
from organizer.domain.errors import OrganizerError
from organizer.domain.replies import CalendarReply, Proposal
from organizer.domain.vocabulary import ParticipationStatus
from organizer.formats.calendar_objects import write
from organizer.formats.foreign_mails import TooLargeReplyError, UnreadableReplyError
from organizer.formats.incoming import read_incoming
from organizer.formats.mails import compose
from tests.builders import a_calendar_object, a_mail

EXAMPLES = Path(__file__).parent / "replies"
BOBS = CalendarReply(
    uid="k7q2m4x9@runde.example.org",
    attendee="bob@polder.example.org",
    status=ParticipationStatus.ACCEPTED,
    sequence=0,
    starts_at=datetime(2026, 12, 3, 17, 0, tzinfo=UTC),
    dtstamp=datetime(2026, 11, 3, 20, 5, 11, tzinfo=UTC),
    sent_at=datetime(2026, 11, 3, 20, 5, 11, tzinfo=UTC),
    sender="bob@polder.example.org",
    name="Bob de Wit",
)
SORRY = "Helaas, die avond ben ik in Göttingen.\n\nGroet, Bob"
EXPECTED = {
    "gmail.eml": replace(
        BOBS,
        dtstamp=datetime(2026, 11, 3, 8, 15, 30, tzinfo=UTC),
        sent_at=datetime(2026, 11, 3, 8, 15, 30, tzinfo=UTC),
        comment="I'll be there & bring cheese",
    ),
    "outlook.eml": replace(
        BOBS,
        status=ParticipationStatus.DECLINED,
        dtstamp=datetime(2026, 11, 3, 9, 32, 11, tzinfo=UTC),
        sent_at=datetime(2026, 11, 3, 9, 32, 12, tzinfo=UTC),
        comment=SORRY,
    ),
    "outlook-counter.eml": replace(
        BOBS,
        status=None,
        method="COUNTER",
        starts_at=datetime(2026, 12, 4, 17, 0, tzinfo=UTC),
        dtstamp=datetime(2026, 11, 3, 9, 32, 11, tzinfo=UTC),
        sent_at=datetime(2026, 11, 3, 9, 32, 12, tzinfo=UTC),
        comment=SORRY,
        proposal=Proposal(
            starts_at=datetime(2026, 12, 4, 17, 0, tzinfo=UTC), ends_at=datetime(2026, 12, 4, 18, 30, tzinfo=UTC)
        ),
    ),
    "apple.eml": replace(
        BOBS,
        dtstamp=datetime(2026, 11, 3, 18, 1, 43, tzinfo=UTC),
        sent_at=datetime(2026, 11, 3, 18, 1, 44, tzinfo=UTC),
        sender="bob.dewit@privat.example.net",
    ),
    "thunderbird.eml": replace(BOBS, status=ParticipationStatus.TENTATIVE),
    "gateway-without-method.eml": BOBS,
    "bare.ics": replace(BOBS, status=ParticipationStatus.DECLINED, sender=None, sent_at=None),
}


@pytest.mark.parametrize("name", EXPECTED)
def test_reply_of_each_program_is_read(name):
    assert read_replies((EXAMPLES / name).read_bytes()) == (EXPECTED[name],)


@pytest.mark.parametrize("name", ["out-of-office.eml", "bounce.eml"])
def test_mail_without_an_answer_of_its_own_says_nothing(name):
    assert read_replies((EXAMPLES / name).read_bytes()) == ()


def test_our_own_invitation_that_comes_back_is_no_answer():
    invitation = compose(a_mail(calendar=write(a_calendar_object()), method=Method.REQUEST))

    (reply,) = read_replies(invitation)

    assert (reply.method, reply.status) == ("REQUEST", None)


def read_replies(raw: bytes) -> tuple[CalendarReply, ...]:
    """What the calendar objects in a mail or file answer."""
    return read_incoming(raw).replies


def a_reply(*lines: str, attendee: str = "ATTENDEE;PARTSTAT=ACCEPTED:mailto:bob@polder.example.org") -> bytes:
    """The bytes of a bare REPLY with these lines besides UID and ATTENDEE."""
    event = ("BEGIN:VEVENT", "UID:k7q2m4x9@runde.example.org", *lines, attendee, "END:VEVENT")
    return "\r\n".join(("BEGIN:VCALENDAR", "METHOD:REPLY", *event, "END:VCALENDAR", "")).encode()


@pytest.mark.parametrize(
    ("lines", "sequence", "dtstamp"),
    [
        (("SEQUENCE:3", "DTSTAMP:20261103T081530Z"), 3, datetime(2026, 11, 3, 8, 15, 30, tzinfo=UTC)),
        (("DTSTAMP:20261103T081530",), 0, datetime(2026, 11, 3, 8, 15, 30, tzinfo=UTC)),
        (("DTSTAMP;TZID=Europe/Berlin:20261103T081530",), 0, datetime(2026, 11, 3, 8, 15, 30, tzinfo=UTC)),
        (("DTSTAMP;VALUE=DATE:20261103",), 0, datetime(2026, 11, 3, tzinfo=UTC)),
        (("SEQUENCE:x", "DTSTAMP:yesterday"), 2**31 - 1, datetime(1970, 1, 1, tzinfo=UTC)),
        (("SEQUENCE:-4",), 2**31 - 1, datetime(1970, 1, 1, tzinfo=UTC)),
        (("SEQUENCE:99999999999999999999", "DTSTAMP:00010101T000000"), 2**31 - 1, datetime(1, 1, 1, tzinfo=UTC)),
        (("SEQUENCE:1", "SEQUENCE:2"), 2**31 - 1, datetime(1970, 1, 1, tzinfo=UTC)),
    ],
)
def test_order_of_a_reply_is_read_from_sequence_and_dtstamp(lines, sequence, dtstamp):
    (reply,) = read_replies(a_reply(*lines))

    assert (reply.sequence, reply.dtstamp) == (sequence, dtstamp)


@pytest.mark.parametrize(
    ("attendee", "address", "status"),
    [
        ("ATTENDEE;PARTSTAT=accepted:MAILTO:Bob@polder.example.org", "Bob@polder.example.org", "ACCEPTED"),
        ("ATTENDEE;PARTSTAT=DELEGATED:mailto:bob@polder.example.org", "bob@polder.example.org", None),
        ("ATTENDEE:mailto:bob@polder.example.org", "bob@polder.example.org", None),
        ("ATTENDEE;PARTSTAT=NEEDS-ACTION:mailto:bob@polder.example.org", "bob@polder.example.org", "NEEDS-ACTION"),
        ("ATTENDEE;PARTSTAT=ACCEPTED,DECLINED:mailto:bob@polder.example.org", "bob@polder.example.org", None),
        ("ATTENDEE;PARTSTAT=ACCEPTED:urn:uuid:1", "urn:uuid:1", "ACCEPTED"),
        ("COMMENT:nobody", "", None),
        (
            "ATTENDEE;PARTSTAT=ACCEPTED:mailto:bob@polder.example.org\r\n"
            "ATTENDEE;PARTSTAT=DECLINED:mailto:charlie@stranger.example.net",
            "",
            None,
        ),
    ],
)
def test_one_attendee_answers_or_nobody(attendee, address, status):
    (reply,) = read_replies(a_reply(attendee=attendee))

    assert (reply.attendee, reply.status) == (address, status)


@pytest.mark.parametrize(
    ("header", "sender"),
    [
        ("bob@polder.example.org", "bob@polder.example.org"),
        ('"de Wit, Bob" <bob@polder.example.org>', "bob@polder.example.org"),
        ("charlie@stranger.example.net <bob@polder.example.org>", "bob@polder.example.org"),
        ("=?utf-8?q?B=C3=B6b?=\r\n <bob@polder.example.org>", "bob@polder.example.org"),
        ("bob@polder.example.org, charlie@stranger.example.net", ""),
        ("bob@polder.example.org)charlie@stranger.example.net", ""),
        ("<bob@polder.example.org> <charlie@stranger.example.net>", ""),
        ('"<bob@polder.example.org>" <charlie@stranger.example.net>', ""),
        ("bob@polder.example.org\r\nFrom: charlie@stranger.example.net", ""),
        ("undisclosed", ""),
        ("x" * 50_000, ""),
    ],
)
def test_sender_is_known_only_when_it_is_certain(header, sender):
    mail = f"From: {header}\r\nContent-Type: text/calendar\r\n\r\n".encode() + a_reply()

    (reply,) = read_replies(mail)

    assert reply.sender == sender


@pytest.mark.parametrize(
    ("sent", "dtstamp"),
    [
        ("Tue, 3 Nov 2026 21:05:11 +0100", datetime(2026, 11, 3, 20, 5, 11, tzinfo=UTC)),
        ("Mon, 1 Jan 0001 00:00:00 +1400", datetime(2001, 1, 1, tzinfo=UTC) - timedelta(hours=14)),
        ("Fri, 31 Dec 9999 23:00:00 -1400", datetime(1970, 1, 1, tzinfo=UTC)),
        ("yesterday", datetime(1970, 1, 1, tzinfo=UTC)),
    ],
)
def test_reply_without_dtstamp_is_ordered_by_the_mails_date(sent, dtstamp):
    mail = f"From: bob@polder.example.org\r\nDate: {sent}\r\nContent-Type: text/calendar\r\n\r\n".encode()

    (reply,) = read_replies(mail + a_reply())

    assert reply.dtstamp == dtstamp


def test_text_calendar_wins_over_other_copies():
    mail = b"\r\n".join(
        (
            b'From: bob@polder.example.org\r\nContent-Type: multipart/mixed; boundary="b"\r\n',
            b"--b\r\nContent-Type: application/ics\r\n",
            a_reply("SEQUENCE:7"),
            b"--b\r\nContent-Type: text/calendar; method=REQUEST\r\n",
            a_reply("SEQUENCE:8"),
            b"--b--\r\n",
        )
    )

    assert [reply.sequence for reply in read_replies(mail)] == [8]


def test_comment_is_plain_and_short():
    (reply,) = read_replies(a_reply("COMMENT:ja\\ngerne \x1b[31m\u202e" + "x" * 5000))

    assert reply.comment == ("ja\ngerne [31m" + "x" * 5000)[:2000]


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"ja gerne",
        b"%PDF-1.7\n\x00\x01",
        b"PK\x03\x04 workbook",
        b"BEGIN:VCALENDAR\r\nMETHOD:REPLY\r\nBEGIN:VEVENT\r\n",
        b"BEGIN:VCALENDAR\r\n;;;:\r\nEND:VCALENDAR\r\n",
        b"BEGIN:VCALENDAR" + b"\r\nBEGIN:VEVENT" * 20_000,
        b"From: b@x.example\r\n"
        + b"".join(b"Content-Type: multipart/mixed; boundary=%d\r\n\r\n--%d\r\n" % (n, n) for n in range(900)),
    ],
)
def test_broken_reply_gets_a_sentence(raw):
    with pytest.raises(UnreadableReplyError):
        read_replies(raw)


def test_mail_whose_object_is_broken_is_still_a_mail():
    raw = b"From: bob@polder.example.org\r\nContent-Type: text/calendar\r\n\r\nBEGIN:VCALENDAR\r\nMETHOD"

    mail = read_incoming(raw)

    assert (mail.sender, mail.replies, mail.is_broken) == ("bob@polder.example.org", (), True)


def test_reply_past_the_limits_gets_a_sentence():
    for raw in (b"From: b@x.example\r\n\r\n" + b"x" * 10_000_000, a_reply("COMMENT:" + "x" * 500_000)):
        with pytest.raises(TooLargeReplyError):
            read_replies(raw)


@pytest.mark.slow
def test_mutated_replies_are_read_or_refused_with_a_sentence():
    seed, rounds = 20261103, 10_000 if os.environ.get("SOAK") else 1_000
    rng = random.Random(seed)  # noqa: S311 - repeatable, not secret
    originals = [path.read_bytes() for path in sorted(EXAMPLES.iterdir())]
    start = time.process_time()
    for number in range(rounds):
        raw = mutated(rng, rng.choice(originals))
        try:
            replies = read_replies(raw)
        except OrganizerError:
            continue
        assert all(isinstance(reply.dtstamp, datetime) and reply.dtstamp.tzinfo for reply in replies), (seed, number)

    assert time.process_time() - start < rounds * 0.05


def mutated(rng: random.Random, raw: bytes) -> bytes:
    """A few bytes flipped, pieces cut, doubled or swapped."""
    changed = bytearray(raw)
    for _ in range(rng.randint(1, 6)):
        at, length = rng.randrange(len(changed)), rng.randint(1, 60)
        piece = bytes(changed[at : at + length])
        new = rng.choice(
            (b"", piece * 2, piece[::-1], bytes(rng.randrange(256) for _ in range(3)), b"\r\n", b"\x00", b";:=")
        )
        changed[at : at + length] = new
        changed = changed or bytearray(b"x")
    return bytes(changed)
