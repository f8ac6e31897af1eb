"""Mails: one recipient, plain text, the same as HTML, and the calendar object; frozen as bytes, and read back.

Python's `email.mime` and `email.header` build them. Not `EmailMessage`: that of Python 3.11 loses blanks in long
names and subjects, and quotes (docs/adr/0006-mail-bytes.md). What a guest's name smuggles past border and library
(CVE-2024-6923), the guard on the finished bytes refuses.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from email import policy
from email.charset import QP, Charset
from email.encoders import encode_base64
from email.errors import MessageError
from email.header import Header
from email.headerregistry import Address
from email.message import EmailMessage, Message
from email.mime.application import MIMEApplication
from email.mime.multipart import MIMEMultipart
from email.mime.nonmultipart import MIMENonMultipart
from email.parser import BytesParser
from email.utils import format_datetime, formataddr, getaddresses, parseaddr
from functools import lru_cache
from hashlib import sha256
from html import escape
from urllib.parse import quote

from organizer.domain.calendar_objects import CalendarAddress, Method
from organizer.domain.errors import N_, OrganizerError
from organizer.domain.vocabulary import Language
from organizer.formats.borders import ascii_address, clean_header, clean_line, clean_lines, clean_name
from organizer.formats.flowed_text import unwrap, wrap

# What the programs of the usual systems still take on their command line.
MAILTO_LIMIT = 1900
LONGEST_LINE = 998  # RFC 5322 2.1.1
USUAL_LINE = 76
LONGEST_PLAIN_WORD = 60

# CRLF as on the wire. Lines are folded where names and subjects are encoded, and nowhere else: "Message-ID:" with its
# value on the next line is legal, but not every program reads it.
AS_SENT = policy.compat32.clone(linesep="\r\n", max_line_length=None)
# Readable in the raw mail, and no line is longer than every server carries.
READABLE = Charset("utf-8")
READABLE.body_encoding = QP

ONE_CLICK = "List-Unsubscribe=One-Click"  # RFC 8058 3.1
MESSAGE_ID = re.compile(r"<[A-Za-z0-9.+-]{1,120}@[A-Za-z0-9.-]{1,120}>")
BARE_LINE_BREAK = re.compile(rb"\r(?!\n)|(?<!\r)\n")
# A link as typed in a text; what ends a sentence does not belong to it.
LINK = re.compile(r"""(?:https://|mailto:)\w[^\s<>"']{0,2000}""")
ANSWER_BY_MAIL = re.compile(r"""([^:<>]{1,40}): (mailto:[^\s<>"']{1,2000})""")
RULE = "---"
AFTER_A_LINK = ".,;:!?)]}"

STYLE = (
    ":root{color-scheme:light dark}"
    "body{font:1rem/1.5 system-ui,sans-serif;max-width:38em;margin:0 auto;padding:1em;overflow-wrap:anywhere}"
    "p{margin:0 0 1em}hr{margin:1.5em 0 1em;border:0;border-top:1px solid;opacity:.3}small{font-size:.875em}"
)

# A short word alone is hard to hit with a thumb. Beside the link, as programs that drop STYLE keep it there.
BUTTON = "display:inline-block;padding:.4em 1.4em;margin:.3em 0;border:1px solid;border-radius:.4em"


class UnsafeMailError(OrganizerError):
    """`why`, among its values, is what the guard found; the sentence is for the host."""

    message = N_("This mail was not made: it would not be what it seems. Check the names, addresses and subject in it.")


class UnreadableMailError(OrganizerError):
    message = N_("This file is no mail that could be read. Save the mail again from your mail program as .eml.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Mail:
    """A mail to one recipient. `body` is plain text; `calendar` the bytes of a calendar object and `method` its METHOD.

    A draft is to be sent from the host's own program, which gives it Message-ID and Date, or passed on by hand, then
    without an address of the recipient; every other mail needs
    `message_id` ("<...>") and `date`. `reply_to` is written where it differs from the sender. `auto_submitted` marks
    what no person wrote (RFC 3834), so that no machine answers it. A POST to `stop_link` ends all further mail.
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
    auto_submitted: bool = False
    stop_link: str = ""


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

    multipart/alternative of text (format=flowed), HTML and, last, the calendar part without Content-Disposition,
    which would cost the buttons; around it multipart/mixed with an identical copy for programs that see attachments
    only.
    """
    letter, headers = _letter(mail), _headers(mail)
    message = Message()
    # Those of MIME last: whatever ends the headers early leaves them out, and the guard sees it.
    for name, value in (*headers, *reversed(letter.items())):
        message[name] = value
    message.set_payload(letter.get_payload())
    try:
        raw = message.as_bytes(policy=AS_SENT)
    except MessageError as error:
        raise UnsafeMailError(why="one of its headers holds another") from error
    check_frozen(raw, _names(headers), recipient=mail.recipient.email)
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
    to = _addresses(message["To"]) if "To" in message else []
    if to != ([ascii_address(recipient)] if recipient else []):
        raise UnsafeMailError(why="it does not go to one recipient")


def header_names(mail: Mail) -> tuple[str, ...]:
    """The headers the finished mail has, in their order: what `check_frozen` expects."""
    return _names(_headers(mail))


def html_of(text: str, subject: str, language: Language) -> str:
    """Our own HTML of a plain text: paragraphs, lines, links as typed, small print below a rule.

    Nothing in it is loaded from anywhere.
    """
    paragraphs = [part.strip("\n") for part in re.split(r"\n[ ]*\n", clean_lines(text)) if part.strip()]
    body = "\n".join(_html_paragraph(paragraph) for paragraph in paragraphs)
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
        sender=_shown(message, "From"),
        recipient=_shown(message, "To"),
        text=_plain_text(_part(message, "text/plain")),
        html=_content(_part(message, "text/html")).decode("utf-8", "replace").replace("\r\n", "\n"),
        calendar=_content(calendar) if calendar else None,
        method=str(calendar.get_param("method") or "") if calendar else "",
        attachment=_content(_part(message, "application/ics")) or None,
        headers=tuple((name, str(value)) for name, value in message.items()),
    )


def _names(headers: Sequence[tuple[str, str]]) -> tuple[str, ...]:
    return (*(name for name, _ in headers), "MIME-Version", "Content-Type")


def _letter(mail: Mail) -> MIMEMultipart:
    boundary, text = _boundary(mail), clean_lines(mail.body) + "\n"
    texts = [_flowed_part(text), _text_part("html", html_of(text, mail.subject, mail.language))]
    letter = MIMEMultipart("alternative", f"=_a{boundary}", texts)
    if mail.calendar is None:
        return letter
    letter.attach(_calendar_part(mail.calendar, mail.method))
    copy = MIMEApplication(mail.calendar, "ics", name="invite.ics")
    copy.add_header("Content-Disposition", "attachment", filename="invite.ics")
    return MIMEMultipart("mixed", f"=_m{boundary}", [letter, copy])


def _boundary(mail: Mail) -> str:
    """Made from the content, so that freezing is repeatable; "=_" never occurs in base64 or quoted-printable."""
    whole = "\0".join([mail.message_id, mail.recipient.email, mail.subject, mail.body])
    return sha256(whole.encode("utf-8", "replace")).hexdigest()[:24]


def _flowed_part(text: str) -> MIMENonMultipart:
    part = _text_part("plain", wrap(text))
    part.set_param("format", "flowed", replace=True)
    return part


def _text_part(subtype: str, text: str) -> MIMENonMultipart:
    part = MIMENonMultipart("text", subtype)
    part.set_payload(text, READABLE)
    return part


def _calendar_part(calendar: bytes, method: Method | None) -> MIMENonMultipart:
    """Handed over as bytes, so that the CRLF inside stay as they are."""
    part = MIMENonMultipart("text", "calendar", charset="UTF-8")
    if method is not None:
        part.set_param("method", method.value)
    part.set_payload(calendar)
    encode_base64(part)
    return part


def _headers(mail: Mail) -> list[tuple[str, str]]:
    headers = [("X-Unsent", "1")] if mail.draft else []
    headers.append(("From", _mailbox(mail.sender)))
    if mail.recipient.email or not mail.draft:
        headers.append(("To", _mailbox(mail.recipient)))
    if mail.reply_to and mail.reply_to.email.casefold() != mail.sender.email.casefold():
        headers.append(("Reply-To", _mailbox(mail.reply_to)))
    headers.append(("Subject", _subject(clean_header(mail.subject))))
    if not mail.draft:
        headers += _identity(mail)
    if mail.auto_submitted:
        headers.append(("Auto-Submitted", "auto-generated"))
    if mail.stop_link:
        headers += [("List-Unsubscribe", f"<{mail.stop_link}>"), ("List-Unsubscribe-Post", ONE_CLICK)]
    return [*headers, ("Content-Language", mail.language.value)]


@lru_cache(maxsize=512)
def _mailbox(address: CalendarAddress) -> str:
    name, email = clean_name(address.name), ascii_address(address.email)
    if name.isascii():
        return formataddr((name, email))
    words = Header(name, "utf-8", maxlinelen=USUAL_LINE, header_name="Reply-To")
    words.append(f"<{email}>", "us-ascii")
    return words.encode(linesep="\r\n")


@lru_cache(maxsize=512)
def _subject(text: str) -> str:
    """ASCII as it is; a word longer than a line is encoded, too, because only encoded words can be folded."""
    plain = text.isascii() and all(len(word) < LONGEST_PLAIN_WORD for word in text.split())
    charset = "us-ascii" if plain else "utf-8"
    return Header(text, charset, maxlinelen=USUAL_LINE, header_name="Subject").encode(linesep="\r\n")


def _identity(mail: Mail) -> list[tuple[str, str]]:
    if mail.date is None or not MESSAGE_ID.fullmatch(mail.message_id):
        raise UnsafeMailError(why="it has no date or no Message-ID of its own")
    return [("Date", format_datetime(mail.date)), ("Message-ID", mail.message_id)]


def _addresses(value: object) -> list[str]:
    return [address for _, address in getaddresses([str(value)])]


def _html_paragraph(paragraph: str) -> str:
    rule, _, rest = paragraph.partition("\n")
    if rule == RULE and rest:
        return f"<hr>\n<p><small>{_html_lines(rest)}</small></p>"
    return f"<p>{_html_lines(paragraph)}</p>"


def _html_lines(paragraph: str) -> str:
    return "<br>\n".join(_html_line(line) for line in paragraph.split("\n"))


def _html_line(line: str) -> str:
    """A line with its links; one that says what a mail to somebody means is that link itself."""
    answer = ANSWER_BY_MAIL.fullmatch(line)
    if answer:
        return f'<a href="{escape(answer[2])}" style="{BUTTON}">{escape(answer[1])}</a>'
    html, end = [], 0
    for match in LINK.finditer(line):
        link = _without_punctuation(match[0])
        html += [escape(line[end : match.start()]), _anchor(link)]
        end = match.start() + len(link)
    return "".join([*html, escape(line[end:])])


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


def _plain_text(part: Message | None) -> str:
    """Paragraphs as they were written, whatever lines they travel in."""
    text = _content(part).decode("utf-8", "replace").replace("\r\n", "\n")
    return unwrap(text) if part and part.get_param("format") == "flowed" else text


def _shown(message: EmailMessage, header: str) -> str:
    """Name and address. Python's own reading of mailboxes puts a blank between the encoded words of a long name."""
    raw = next((str(value) for name, value in message.raw_items() if name.casefold() == header.casefold()), "")
    words, email = parseaddr(raw)
    name = clean_line(str(policy.default.header_factory("Subject", words)))
    return str(Address(name, *email.rpartition("@")[::2])) if email else ""
