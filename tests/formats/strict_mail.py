"""A strict judge of mails that carry a calendar object, written from RFC 2045, 5322 and 6047."""

import re
from collections import Counter
from collections.abc import Iterator
from email import message_from_bytes, policy
from email.message import EmailMessage
from email.utils import getaddresses

from tests.formats import strict_calendar

LONGEST_LINE = 998
ONCE = ("From", "To", "Subject", "MIME-Version", "Content-Type")
OF_WHAT_IS_SENT = ("Date", "Message-ID")


def faults(raw: bytes) -> list[str]:
    """Every rule that this mail or the calendar object in it breaks."""
    if re.search(rb"\r(?!\n)|(?<!\r)\n", raw):
        return ["5322 2.3: a bare CR or LF"]
    mail = message_from_bytes(raw, policy=policy.default)
    assert isinstance(mail, EmailMessage)
    found = [*_faults_of_lines(raw), *_faults_of_headers(mail)]
    parts = calendar_parts(mail)
    if len(parts) != 1:
        return [*found, f"6047 2.4: {len(parts)} calendar parts"]
    calendar = calendar_of(raw)
    return [*found, *_faults_of_structure(mail), *_faults_of_part(mail, parts[0]), *strict_calendar.faults(calendar)]


def calendar_of(raw: bytes) -> bytes:
    """The calendar object in a mail."""
    mail = message_from_bytes(raw, policy=policy.default)
    assert isinstance(mail, EmailMessage)
    (part,) = calendar_parts(mail)
    content = part.get_payload(decode=True)
    assert isinstance(content, bytes)
    return content


def calendar_parts(mail: EmailMessage) -> list[EmailMessage]:
    return [part for part in mail.walk() if part.get_content_type() == "text/calendar"]  # type: ignore[misc]


def _faults_of_lines(raw: bytes) -> Iterator[str]:
    if not raw.isascii():
        yield "5322 2.1: more than ASCII, which not every server carries"
    if max(map(len, raw.split(b"\r\n"))) > LONGEST_LINE:
        yield "5322 2.1.1: a line of more than 998 octets"


def _faults_of_headers(mail: EmailMessage) -> Iterator[str]:
    times = Counter(name.title() for name in mail)
    is_draft = mail["X-Unsent"] == "1"
    for name in ONCE:
        if times[name.title()] != 1:
            yield f"5322 3.6: {times[name.title()]} {name}"
    for name in OF_WHAT_IS_SENT:
        if times[name.title()] != (0 if is_draft else 1):
            yield f"5322 3.6: {times[name.title()]} {name}"
    for name in ("From", "To"):
        if len(_addresses(mail, name)) != 1:
            yield f"house: not one address in {name}"
    if {"Cc", "Bcc"} & set(times):
        yield "house: a second recipient"


def _addresses(mail: EmailMessage, name: str) -> list[str]:
    return [address for _, address in getaddresses([str(value) for value in mail.get_all(name, [])])]


def _faults_of_structure(mail: EmailMessage) -> Iterator[str]:
    """multipart/alternative of text, HTML and, last, the calendar, first within multipart/mixed."""
    whole = [part.get_content_type() for part in mail.walk()]
    inner = ["multipart/alternative", "text/plain", "text/html", "text/calendar"]
    if whole not in (inner, ["multipart/mixed", *inner, "application/ics"]):
        yield f"house: parts {whole}"
        return
    copies = [part for part in mail.walk() if part.get_content_type() == "application/ics"]
    if any(copy.get_payload(decode=True) != calendar_parts(mail)[0].get_payload(decode=True) for copy in copies):
        yield "house: the attached copy is another"


def _faults_of_part(mail: EmailMessage, part: EmailMessage) -> Iterator[str]:
    content = part.get_payload(decode=True)
    assert isinstance(content, bytes)
    text = re.sub("\r\n[ \t]", "", content.decode())
    method = dict(line.split(":", 1) for line in text.splitlines() if ":" in line).get("METHOD")
    if part.get_param("method") != method:
        yield "6047 2.4: method of the part is not METHOD"
    if str(part.get_param("charset")).upper() != "UTF-8":
        yield "6047 2.4: charset is not UTF-8"
    if part["Content-Transfer-Encoding"] != "base64":
        yield "house: not base64, which no server wraps anew"
    if part["Content-Disposition"] is not None:
        yield "house: Content-Disposition, which costs the buttons"
    for header, name in (("From", "ORGANIZER"), ("To", "ATTENDEE")):
        said = re.findall(rf"^{name}[;:].*mailto:([^\s]+)$", text.replace("\r", ""), re.MULTILINE)
        if said and said != _addresses(mail, header):
            yield f"6047 3: {header} is not the {name}"
