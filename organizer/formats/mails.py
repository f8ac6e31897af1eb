"""Mails: one recipient, plain text, the same as HTML, and the calendar object; frozen as bytes, and read back.

The bytes are put together here rather than by the `email` package: its generator writes header lines that a guest's
name smuggled in (CVE-2024-6923), turns CRLF inside calendar objects into LF, and folds differently from one Python to
the next.
"""

import re
from base64 import encodebytes
from binascii import b2a_qp
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from email import policy
from email.header import Header
from email.message import EmailMessage, Message
from email.parser import BytesParser
from email.utils import format_datetime, getaddresses
from hashlib import sha256
from html import escape
from urllib.parse import quote

from organizer.domain.calendar_objects import CalendarAddress, Method
from organizer.domain.errors import N_, OrganizerError
from organizer.domain.vocabulary import Language
from organizer.formats.borders import ascii_address, clean_header, clean_lines, clean_name

# What the programs of the usual systems still take on their command line.
MAILTO_LIMIT = 1900
LONGEST_LINE = 998  # RFC 5322 2.1.1
USUAL_LINE = 76
LONGEST_PLAIN_WORD = 60

MESSAGE_ID = re.compile(r"<[A-Za-z0-9.+-]{1,120}@[A-Za-z0-9.-]{1,120}>")
BARE_LINE_BREAK = re.compile(rb"\r(?!\n)|(?<!\r)\n")
# A link as typed in a text; what ends a sentence does not belong to it.
LINK = re.compile(r"""(?:https://|mailto:)\w[^\s<>"']{0,2000}""")
AFTER_A_LINK = ".,;:!?)]}"

STYLE = (
    ":root{color-scheme:light dark}"
    "body{font:1rem/1.5 system-ui,sans-serif;max-width:38em;margin:0 auto;padding:1em;overflow-wrap:anywhere}"
    "p{margin:0 0 1em}"
)


class UnsafeMailError(OrganizerError):
    """`why`, among its values, is what the guard found; the sentence is for the host."""

    message = N_("This mail was not made: it would not be what it seems. Check the names, addresses and subject in it.")


class UnreadableMailError(OrganizerError):
    message = N_("This file is no mail that could be read. Save the mail again from your mail program as .eml.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Mail:
    """A mail to one recipient. `body` is plain text; `calendar` the bytes of a calendar object and `method` its METHOD.

    A draft is to be sent from the host's own program, which gives it Message-ID and Date; every other mail needs
    `message_id` ("<...>") and `date`. `reply_to` is written where it differs from the sender.
    """

    sender: CalendarAddress
    recipient: CalendarAddress
    subject: str
    body: str
    language: Language = Language.EN
    reply_to: CalendarAddress | None = None
    calendar: bytes | None = None
    method: Method | None = None
    message_id: str = ""
    date: datetime | None = None
    draft: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenedMail:
    """A mail as its reader sees it: `sender`, `recipient` as "Name <address>", `attachment` the copy of `calendar`."""

    subject: str
    sender: str
    recipient: str
    text: str
    html: str
    calendar: bytes | None
    method: str
    attachment: bytes | None
    headers: tuple[tuple[str, str], ...]

    def header(self, name: str) -> str:
        """The first header of that name, or nothing."""
        return next((value for one, value in self.headers if one.casefold() == name.casefold()), "")


def compose(mail: Mail) -> bytes:
    """The finished mail, the same bytes for the same mail; raises UnsafeMailError or UnusableAddressError.

    multipart/alternative of text, HTML and, last, the calendar part without Content-Disposition, which would cost the
    buttons; around it multipart/mixed with an identical copy for programs that see attachments only.
    """
    boundary = _boundary(mail)
    content = _multipart("alternative", f"=_a{boundary}", _alternatives(mail))
    if mail.calendar is not None:
        content = _multipart("mixed", f"=_m{boundary}", [content, _calendar_file(mail.calendar)])
    raw = b"".join(_header_line(name, value) for name, value in _headers(mail)) + content
    check_frozen(raw, header_names(mail), recipient=mail.recipient.email)
    return raw


def check_frozen(raw: bytes, expected_headers: Sequence[str], *, recipient: str) -> None:
    """The guard on finished bytes: these headers and no others, one recipient, no bare CR or LF; or UnsafeMailError."""
    if BARE_LINE_BREAK.search(raw):
        raise UnsafeMailError(why="it holds a bare line break")
    if not raw.isascii() or max(map(len, raw.split(b"\r\n"))) > LONGEST_LINE:
        raise UnsafeMailError(why="it holds a line that not every server carries")
    message = BytesParser(policy=policy.compat32).parsebytes(raw, headersonly=True)
    if message.keys() != list(expected_headers):
        raise UnsafeMailError(why="its headers are not those that were written")
    if _addresses(message["To"]) != [ascii_address(recipient)]:
        raise UnsafeMailError(why="it does not go to one recipient")


def header_names(mail: Mail) -> tuple[str, ...]:
    """The headers the finished mail has, in their order: what `check_frozen` expects."""
    return (*(name for name, _ in _headers(mail)), "Content-Type")


def html_of(text: str, subject: str, language: Language) -> str:
    """Our own HTML of a plain text: paragraphs, lines, links as typed. Nothing in it is loaded from anywhere."""
    paragraphs = [part.strip("\n") for part in re.split(r"\n[ ]*\n", clean_lines(text)) if part.strip()]
    body = "\n".join(f"<p>{_html_lines(paragraph)}</p>" for paragraph in paragraphs)
    return (
        f'<!DOCTYPE html>\n<html lang="{language.value}">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        '<meta name="color-scheme" content="light dark">\n'
        f"<title>{escape(clean_header(subject))}</title>\n<style>{STYLE}</style>\n</head>\n<body>\n{body}\n</body>\n</html>\n"
    )


def mailto_url(recipient: str, subject: str, body: str, limit: int = MAILTO_LIMIT) -> str:
    """A link that opens the host's mail program (RFC 6068); without the body when it would be longer than `limit`.

    `"&body=" in url` tells whether the body fitted; if not, offer `copy_text` beside it.
    """
    start = f"mailto:{quote(ascii_address(recipient), safe='@')}?subject={quote(clean_header(subject), safe='')}"
    whole = f"{start}&body={quote(clean_lines(body).replace(chr(10), chr(13) + chr(10)), safe='')}"
    return whole if len(whole) <= limit else start


def copy_text(mail: Mail) -> str:
    """Subject and text for pasting into another program."""
    return f"{clean_header(mail.subject)}\n\n{clean_lines(mail.body)}\n"


def open_mail(raw: bytes) -> OpenedMail:
    """Read a mail back as its reader's program would; raises UnreadableMailError."""
    message = BytesParser(policy=policy.default).parsebytes(raw)
    if not isinstance(message, EmailMessage) or not message.keys():
        raise UnreadableMailError
    calendar = _part(message, "text/calendar")
    return OpenedMail(
        subject=str(message["Subject"] or ""),
        sender=str(message["From"] or ""),
        recipient=str(message["To"] or ""),
        text=_content(_part(message, "text/plain")).decode("utf-8", "replace").replace("\r\n", "\n"),
        html=_content(_part(message, "text/html")).decode("utf-8", "replace").replace("\r\n", "\n"),
        calendar=_content(calendar) if calendar else None,
        method=str(calendar.get_param("method") or "") if calendar else "",
        attachment=_content(_part(message, "application/ics")) or None,
        headers=tuple((name, str(value)) for name, value in message.items()),
    )


def _headers(mail: Mail) -> list[tuple[str, str]]:
    headers = [("X-Unsent", "1")] if mail.draft else []
    headers += [("From", _mailbox(mail.sender)), ("To", _mailbox(mail.recipient))]
    if mail.reply_to and mail.reply_to.email.casefold() != mail.sender.email.casefold():
        headers.append(("Reply-To", _mailbox(mail.reply_to)))
    headers.append(("Subject", _unstructured("Subject", clean_header(mail.subject))))
    if not mail.draft:
        headers += _identity(mail)
    return [*headers, ("Content-Language", mail.language.value), ("MIME-Version", "1.0")]


def _identity(mail: Mail) -> list[tuple[str, str]]:
    if mail.date is None or not MESSAGE_ID.fullmatch(mail.message_id):
        raise UnsafeMailError(why="it has no date or no Message-ID of its own")
    return [("Date", format_datetime(mail.date)), ("Message-ID", mail.message_id)]


def _mailbox(address: CalendarAddress) -> str:
    """The name as a quoted string or encoded words, never as bare text; the address in ASCII."""
    name, email = clean_name(address.name), ascii_address(address.email)
    if not name:
        return email
    name = (
        f'"{name}"'
        if name.isascii()
        else Header(name, "utf-8", maxlinelen=USUAL_LINE, header_name="Reply-To").encode(linesep="\r\n")
    )
    separator = " " if len(name) + len(email) < USUAL_LINE - len("Reply-To: ") else "\r\n "
    return f"{name}{separator}<{email}>"


def _unstructured(name: str, value: str) -> str:
    """ASCII as it is; a word longer than a line is encoded, too, because only encoded words can be folded."""
    plain = value.isascii() and all(len(word) < LONGEST_PLAIN_WORD for word in value.split())
    charset = "us-ascii" if plain else "utf-8"
    return Header(value, charset, maxlinelen=USUAL_LINE, header_name=name).encode(linesep="\r\n")


def _header_line(name: str, value: str) -> bytes:
    return f"{name}: {value}\r\n".encode("ascii")


def _boundary(mail: Mail) -> str:
    """Made from the content, so that freezing is repeatable; "=_" never occurs in base64 or quoted-printable."""
    whole = "\0".join([mail.message_id, mail.recipient.email, mail.subject, mail.body])
    return sha256(whole.encode("utf-8", "replace")).hexdigest()[:24]


def _alternatives(mail: Mail) -> list[bytes]:
    text = clean_lines(mail.body) + "\n"
    parts = [_text_part("plain", text), _text_part("html", html_of(text, mail.subject, mail.language))]
    if mail.calendar is not None:
        method = f"method={mail.method.value}; " if mail.method else ""
        parts.append(_packed_part(f"text/calendar; {method}charset=UTF-8", mail.calendar))
    return parts


def _text_part(subtype: str, text: str) -> bytes:
    headers = f"Content-Type: text/{subtype}; charset=utf-8\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n"
    return headers.encode("ascii") + b2a_qp(text.encode(), istext=True).replace(b"\n", b"\r\n")


def _packed_part(content_type: str, content: bytes, disposition: str = "") -> bytes:
    headers = f"Content-Type: {content_type}\r\nContent-Transfer-Encoding: base64\r\n{disposition}\r\n"
    return headers.encode("ascii") + encodebytes(content).replace(b"\n", b"\r\n")


def _calendar_file(calendar: bytes) -> bytes:
    disposition = 'Content-Disposition: attachment; filename="invite.ics"\r\n'
    return _packed_part('application/ics; name="invite.ics"', calendar, disposition)


def _multipart(subtype: str, boundary: str, parts: Sequence[bytes]) -> bytes:
    head = f'Content-Type: multipart/{subtype}; boundary="{boundary}"\r\n\r\n'.encode("ascii")
    delimiter = f"--{boundary}".encode("ascii")
    return head + b"".join(delimiter + b"\r\n" + part + b"\r\n" for part in parts) + delimiter + b"--\r\n"


def _addresses(value: object) -> list[str]:
    return [address for _, address in getaddresses([str(value)])]


def _html_lines(paragraph: str) -> str:
    html, end = [], 0
    for match in LINK.finditer(paragraph):
        link = _without_punctuation(match[0])
        html += [escape(paragraph[end : match.start()]), _anchor(link)]
        end = match.start() + len(link)
    return "".join([*html, escape(paragraph[end:])]).replace("\n", "<br>\n")


def _without_punctuation(link: str) -> str:
    """What ends the sentence does not belong to the link; a bracket does when it was opened inside."""
    while link[-1] in AFTER_A_LINK and not (link[-1] == ")" and link.count("(") >= link.count(")")):
        link = link[:-1]
    return link


def _anchor(link: str) -> str:
    """The link as typed; of a mailto only the address is shown."""
    shown = link.removeprefix("mailto:").partition("?")[0] if link.startswith("mailto:") else link
    return f'<a href="{escape(link)}">{escape(shown)}</a>'


def _part(message: EmailMessage, content_type: str) -> Message | None:
    return next((part for part in message.walk() if part.get_content_type() == content_type), None)


def _content(part: Message | None) -> bytes:
    content = part.get_payload(decode=True) if part else b""
    return content if isinstance(content, bytes) else b""
