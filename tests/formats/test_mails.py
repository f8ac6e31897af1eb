"""Mails as frozen bytes: their shape, what they never contain, and the guard on the finished bytes."""

import os
import random
import re
from dataclasses import replace
from email import message_from_bytes, policy
from email.header import decode_header, make_header
from types import SimpleNamespace
from urllib.parse import parse_qs, unquote, urlsplit

import html5lib
import pytest

from organizer.domain.calendar_objects import CalendarAddress, Method
from organizer.domain.vocabulary import Language
from organizer.formats.borders import UnusableAddressError
from organizer.formats.calendar_objects import write
from organizer.formats.mails import (
    MAILTO_LIMIT,
    UnreadableMailError,
    UnsafeMailError,
    check_frozen,
    compose,
    copy_text,
    header_names,
    html_of,
    mailto_url,
    open_mail,
)
from tests.builders import a_calendar_object, a_mail
from tests.goldens import golden

INVITATION = a_mail(calendar=write(a_calendar_object()), method=Method.REQUEST)
CANCELLATION = a_mail(
    subject="Abgesagt: Runde über Forschungsdaten",
    body="Guten Tag Dr. Ößler,\n\nleider fällt die Runde aus.\n\nViele Grüße\nAlice Brandt",
    language=Language.DE,
    recipient=CalendarAddress(name="Prof. Dr. Zoë Ößler, Präsidentin", email="zoe@bücher.example.org"),
    sender=CalendarAddress(name="Alice Brandt über Runde", email="runde@runde.example.org"),
    reply_to=CalendarAddress(name="Alice Brandt", email="alice@office.example.org"),
    calendar=write(a_calendar_object(method=Method.CANCEL, sequence=1)),
    method=Method.CANCEL,
)
LONGEST_ENCODED_WORD = 75  # RFC 2047 2
COLUMNS = 78  # RFC 3676 4.2
MAILS = {
    "invitation": INVITATION,
    "cancellation": CANCELLATION,
    "draft": replace(INVITATION, draft=True, message_id="", date=None),
    "plain": a_mail(),
    "paragraphs": a_mail(
        subject="Einladung: Archive, denen man vertraut",
        body=(
            "Guten Tag Dr. Ößler,\n\nnach der Absage der Fachtage sind für mich einige Gespräche offengeblieben. "
            "Sie haben zwei Jahre an dem gearbeitet, was ein gemeinsames Archiv braucht, und sonst niemand.\n\n"
            "Zusage: mailto:alice@office.example.org?subject=Zusage%20Runde%20Archive%20K7QF-2MXP&body=Ich%20komme\n"
            "Absage: mailto:alice@office.example.org?subject=Absage%20K7QF-2MXP\n\nViele Grüße\nAlice Brandt\n\n---\n"
            "Ihre Adresse stammt aus der Liste der Teilnehmenden, die ich am 2. November 2026 erhalten habe."
        ),
        language=Language.DE,
    ),
}


@pytest.mark.parametrize("name", MAILS)
def test_mail_is_composed_in_the_agreed_shape(name):
    raw = compose(MAILS[name])

    assert raw == golden(f"{name}.eml", raw)


def test_invitation_has_text_html_and_calendar_last_and_an_identical_copy():
    message = message_from_bytes(compose(INVITATION), policy=policy.default)

    assert [part.get_content_type() for part in message.walk()] == [
        "multipart/mixed",
        "multipart/alternative",
        "text/plain",
        "text/html",
        "text/calendar",
        "application/ics",
    ]
    calendar, copy = list(message.walk())[-2:]
    assert dict(calendar["Content-Type"].params) == {"method": "REQUEST", "charset": "UTF-8"}
    assert (calendar["Content-Disposition"], copy.get_filename()) == (None, "invite.ics")
    assert calendar.get_payload(decode=True) == copy.get_payload(decode=True) == INVITATION.calendar


@pytest.mark.parametrize(
    ("name", "names"),
    [
        ("invitation", "From To Subject Date Message-ID Content-Language MIME-Version Content-Type"),
        ("cancellation", "From To Reply-To Subject Date Message-ID Content-Language MIME-Version Content-Type"),
        ("draft", "X-Unsent From To Subject Content-Language MIME-Version Content-Type"),
        ("plain", "From To Subject Date Message-ID Content-Language MIME-Version Content-Type"),
    ],
)
def test_headers_are_these_and_no_others(name, names):
    message = message_from_bytes(compose(MAILS[name]))

    assert " ".join(message.keys()) == names == " ".join(header_names(MAILS[name]))


def test_mail_reads_back_as_it_was_meant():
    opened = open_mail(compose(CANCELLATION))

    assert opened.subject == CANCELLATION.subject
    assert opened.sender == "Alice Brandt über Runde <runde@runde.example.org>"
    assert opened.recipient == '"Prof. Dr. Zoë Ößler, Präsidentin" <zoe@xn--bcher-kva.example.org>'
    assert opened.header("reply-to") == "Alice Brandt <alice@office.example.org>"
    assert opened.text == CANCELLATION.body + "\n"
    assert (opened.calendar, opened.attachment, opened.method) == (
        CANCELLATION.calendar,
        CANCELLATION.calendar,
        "CANCEL",
    )


def test_paragraph_travels_in_lines_that_old_programs_show_and_new_ones_set_anew():
    link = f"mailto:alice@office.example.org?subject={'Ja%20' * 30}A1"
    body = f"{'Über Archive, denen man vertraut, '.strip() * 9}\n\n> Zusage: {link}\n\nAlice"
    raw = compose(replace(CANCELLATION, body=body))

    part = next(one for one in message_from_bytes(raw).walk() if one.get_content_type() == "text/plain")
    content = part.get_payload(decode=True)
    assert part.get_param("format") == "flowed"
    assert isinstance(content, bytes)
    assert [line for line in content.decode().split("\r\n") if len(line) > COLUMNS and line != link] == []
    assert link in content.decode().split("\r\n")
    assert open_mail(raw).text == body + "\n"


LONG = (
    "Prof. Dr. Jürgen Müller-Lüdenscheidt, Präsident (Universität Göttingen) und José de la Cruz Ößler",
    "Ößler, van Müller-Lüdenscheidt Ößler, José Göttingen Anna und die Fachtage für Forschungsdaten in Łódź",
    "Kurz Universität Łukasz den Ößler, Universität",
    "日本語の長い名前" * 9,
    "é" * 110 + "😀",
    "a" * 100 + " ü",
    "x" * 110,
)


@pytest.mark.parametrize("text", LONG)
def test_long_name_and_subject_come_back_whole_for_every_reader(text):
    bob = CalendarAddress(name=text, email="bob@polder.example.org")
    raw = compose(a_mail(recipient=bob, subject=text))

    opened, headers = open_mail(raw), message_from_bytes(raw)
    name, _, email = opened.recipient.rpartition(" ")
    words = str(make_header(decode_header(headers["To"].replace("\r\n", ""))))
    assert (opened.subject, name.strip('"'), email) == (text, text, "<bob@polder.example.org>")
    assert (str(make_header(decode_header(headers["Subject"]))), words) == (text, f"{text} <bob@polder.example.org>")
    assert max(map(len, re.findall(rb"=\?utf-8\?[^ \r\n]+", raw)), default=0) <= LONGEST_ENCODED_WORD


def test_message_id_stays_on_its_line_however_long():
    message_id = f"<{'a' * 36}@{'b' * 60}.example.org>"

    raw = compose(a_mail(message_id=message_id))

    assert message_from_bytes(raw)["Message-ID"] == message_id


def test_reply_to_is_left_out_when_it_is_the_sender():
    mail = a_mail(reply_to=CalendarAddress(name="A. B.", email="Alice@office.example.org"))

    assert "Reply-To" not in header_names(mail)


def test_same_mail_is_frozen_to_the_same_bytes():
    assert compose(INVITATION) == compose(INVITATION)


def test_every_line_ends_with_crlf_and_fits():
    raw = compose(replace(INVITATION, body="x" * 5000 + "\r\n.\r\n" + "ä" * 5000, subject="ü" * 300))

    lines = raw.split(b"\r\n")
    assert (lines[-1], max(map(len, lines)) <= 78) == (b"", True)
    assert [line for line in lines if b"\r" in line or b"\n" in line] == []
    assert raw.isascii()


def test_mail_that_is_no_draft_needs_date_and_message_id():
    for changes in ({"date": None}, {"message_id": ""}, {"message_id": "<a@b>\r\nBcc: e@evil.example"}):
        with pytest.raises(UnsafeMailError):
            compose(a_mail(**changes))


@pytest.mark.parametrize("who", ["sender", "recipient", "reply_to"])
def test_address_with_a_line_break_makes_no_mail(who):
    hostile = CalendarAddress(name="Bob", email="bob@polder.example.org\r\nBcc: e@evil.example")

    with pytest.raises(UnusableAddressError):
        compose(a_mail(**{who: hostile}))


PIECES = (
    *(
        "\r\n",
        "\n",
        "\r",
        "\0",
        "\x85",
        "\u2028",
        "\ud800",
        "\u202e",
        " ",
        "\t",
        "<",
        ">",
        ",",
        ";",
        ":",
        '"',
        "\\",
        "(",
        ")",
    ),
    *("=?", "?=", "utf-8", "?q?", "=0A", "=0D=0A", "=?UTF-8?Q?Bob=0ABcc:_e@evil.example?=", " =?utf-8?b?Cg==?= "),
    *("Bcc: e@evil.example", "evil@evil.example", "@", "group:x;", "[", "]", ".", "^n"),
    *("ü", "日本", "😀", "a" * 90, "é" * 60, "--=_a", "Content-Type: text/html"),
)


@pytest.mark.slow
def test_no_name_adds_a_header_or_a_recipient():
    seed, rounds = 20261102, 10_000 if os.environ.get("SOAK") else 2_000
    rng = random.Random(seed)  # noqa: S311 - repeatable, not secret
    for number in range(rounds):
        name = "".join(rng.choice(PIECES) for _ in range(rng.randint(1, 9)))
        bob = CalendarAddress(name=name, email="bob@polder.example.org")
        alice = CalendarAddress(name=name, email="alice@office.example.org")

        raw = compose(a_mail(recipient=bob, sender=alice, subject=name, body=name))

        message = message_from_bytes(raw, policy=policy.default)
        assert message.keys() == list(header_names(a_mail())), (seed, number, name)
        assert [one.addr_spec for one in message["To"].addresses] == ["bob@polder.example.org"], (seed, number, name)
        assert raw.replace(b"\r\n", b"").translate(None, b"\r\n") == raw.replace(b"\r\n", b""), (seed, number, name)


def test_known_name_that_pythons_own_generator_turns_into_a_bcc_header():
    bob = CalendarAddress(name="=?UTF-8?Q?Bob=0ABcc:_e@evil.example?=", email="bob@polder.example.org")

    opened = open_mail(compose(a_mail(recipient=bob)))

    assert opened.recipient == '"Bob Bcc: e@evil.example" <bob@polder.example.org>'
    assert opened.header("Bcc") == ""


@pytest.mark.parametrize(
    "slipped",
    ["nl\r\nBcc: e@evil.example", "nl\nBcc: e@evil.example", "nl\r\n\r\nforged", "nl\r\nforged", "nl\r\n \r\n\r\nx"],
)
def test_header_that_slips_past_all_cleaning_is_caught_by_the_library_or_on_the_finished_bytes(slipped):
    with pytest.raises(UnsafeMailError):
        compose(a_mail(language=SimpleNamespace(value=slipped)))


GOOD = compose(a_mail())
TAMPERED = {
    "added header": GOOD.replace(b"Subject:", b"Bcc: e@evil.example\r\nSubject:", 1),
    "missing header": GOOD.replace(b"Date: Mon, 02 Nov 2026 09:00:00 +0000\r\n", b"", 1),
    "header twice": GOOD.replace(b"Subject:", b"To: bob@polder.example.org\r\nSubject:", 1),
    "early end of headers": GOOD.replace(b"Subject:", b"\r\nSubject:", 1),
    "header that is none": GOOD.replace(b"Subject:", b"no header\r\nSubject:", 1),
    "bare LF": GOOD.replace(b"\r\nSubject:", b"\nSubject:", 1),
    "bare CR": GOOD.replace(b"Geachte", b"Geachte\r.\r", 1),
    "bare LF in the body": GOOD.replace(b"Geachte", b"Geachte\n.\n", 1),
    "line too long": GOOD.replace(b"Geachte", b"x" * 1200, 1),
    "not ASCII": GOOD.replace(b"Geachte", "Geächte".encode(), 1),
    "two recipients": GOOD.replace(b"<bob@", b"<e@evil.example>, <bob@", 1),
    "another recipient": GOOD.replace(b"<bob@", b"<e@", 1),
    "no recipient": GOOD.replace(b"To: Bob de Wit <bob@polder.example.org>", b"To:", 1),
}


@pytest.mark.parametrize("how", TAMPERED)
def test_guard_refuses_bytes_that_are_not_what_was_written(how):
    assert TAMPERED[how] != GOOD

    with pytest.raises(UnsafeMailError):
        check_frozen(TAMPERED[how], header_names(a_mail()), recipient="bob@polder.example.org")


def test_guard_passes_what_was_written():
    check_frozen(GOOD, header_names(a_mail()), recipient="bob@polder.example.org")


def test_html_is_the_text_in_paragraphs_with_its_links():
    text = (
        'Guten Tag,\r\n\r\n\r\n1 < 2 & "3".\nRaum (https://meet.example.org/a_(b)?x=1&y=2).\n\n'
        "Ja: mailto:alice@office.example.org?subject=Ja%20A1, https://\nNein: javascript:alert(1) http://x.example.org\n"
    )

    html = html_of(text, "Titel </title><script>", Language.DE)

    assert html.partition("<body>\n")[2] == (
        "<p>Guten Tag,</p>\n"
        "<p>1 &lt; 2 &amp; &quot;3&quot;.<br>\n"
        'Raum (<a href="https://meet.example.org/a_(b)?x=1&amp;y=2">https://meet.example.org/a_(b)?x=1&amp;y=2</a>).</p>\n'
        '<p>Ja: <a href="mailto:alice@office.example.org?subject=Ja%20A1">alice@office.example.org</a>, https://<br>\n'
        "Nein: javascript:alert(1) http://x.example.org</p>\n"
        "</body>\n</html>\n"
    )
    assert "<title>Titel &lt;/title&gt;&lt;script&gt;</title>" in html


PAYLOADS = (
    "<script>alert(1)</script>",
    "<img src=https://evil.example/x.png onerror=alert(1)>",
    '"><form action=https://evil.example><input>',
    'https://x.example.org/"onmouseover="alert(1)',
    "https://x.example.org/<script>alert(1)</script>",
    "mailto:x'onclick='alert(1)",
    "javascript:alert(1) data:text/html,x",
    "<style>@import 'https://evil.example'</style></body></html><link rel=stylesheet href=//evil.example>",
    "\0<\0script>alert(1)</script>",
    "<!-- --><svg onload=alert(1)>",
    "&lt;script&gt;",
    "]]><a href='javascript:alert(1)'>x</a>",
)


@pytest.mark.parametrize("payload", PAYLOADS)
def test_html_holds_no_element_but_ours(payload):
    html = html_of(f"Hallo {payload}\n\n{payload}", payload, Language.DE)

    document = html5lib.HTMLParser(strict=True).parse(html)
    elements = {element.tag.rpartition("}")[2] for element in document.iter()}
    attributes = {name for element in document.iter() for name in element.attrib}
    links = [element.attrib["href"] for element in document.iter() if "href" in element.attrib]
    assert elements <= {"html", "head", "meta", "title", "style", "body", "p", "br", "a"}
    assert attributes <= {"lang", "charset", "name", "content", "href"}
    assert [link for link in links if not link.startswith(("https://", "mailto:"))] == []


def test_mailto_link_opens_the_whole_letter():
    url = mailto_url("bob@polder.example.org", "Ja & nein?", "Zeile 1\nZeile ü + 100 %")

    parts = urlsplit(url)
    assert (parts.scheme, parts.path) == ("mailto", "bob@polder.example.org")
    assert parse_qs(parts.query) == {"subject": ["Ja & nein?"], "body": ["Zeile 1\r\nZeile ü + 100 %"]}
    assert "+" not in url


def test_mailto_link_leaves_a_long_letter_out_rather_than_cutting_it():
    fits, too_long = (mailto_url("bob@polder.example.org", "Hallo", "x" * size) for size in (1800, 2000))

    assert len(fits) <= MAILTO_LIMIT
    assert too_long == "mailto:bob@polder.example.org?subject=Hallo"


def test_mailto_link_takes_no_further_recipient_or_header():
    url = mailto_url("bob@polder.example.org", "x&bcc=e@evil.example", "y&cc=e@evil.example#z")

    assert set(parse_qs(urlsplit(url).query)) == {"subject", "body"}
    assert unquote(url).count("bob@polder.example.org") == 1
    with pytest.raises(UnusableAddressError):
        mailto_url("bob@polder.example.org?bcc=e@evil.example,x@y.example", "", "")


def test_copy_text_is_subject_and_letter():
    assert copy_text(a_mail(subject="Hallo", body="Zeile 1\r\n\r\nZeile 2\n")) == "Hallo\n\nZeile 1\n\nZeile 2\n"


@pytest.mark.parametrize("raw", [b"", b"\r\n\r\nhello", b"\xff\xfe\x00"])
def test_file_that_is_no_mail_is_said_to_be_none(raw):
    with pytest.raises(UnreadableMailError):
        open_mail(raw)
