"""Mails that others wrote, opened without believing them: who sent them, when, and the parts that are their own."""

import re
from collections.abc import Iterator
from datetime import UTC, date, datetime
from email import policy
from email.message import Message
from email.parser import BytesParser
from email.utils import parsedate_to_datetime

from organizer.domain.errors import N_, OrganizerError
from organizer.formats.borders import LONGEST_NAME, clean_header

LONGEST_ADDRESS = 320
# A reply has two or three parts; a mail of many nested ones is only there to keep us busy.
MOST_BOUNDARIES = 50
# One address, bare or in angle brackets, perhaps with a name behind it; whatever is harder to read proves nothing.
ONE_ADDRESS = re.compile(r"(?:[^<>]*<)?([^\s<>()\",;:@]+@[^\s<>()\",;:@]+)>?(?: \([^<>()@]*\))?")


class TooLargeReplyError(OrganizerError):
    message = N_(
        "This file is too large for a reply. Take the mail with the answer, without attachments, or its .ics file."
    )


class TooManyMailsError(OrganizerError):
    message = N_("More than %(most)s mails at once are not read. Bring them in several parts.")


class UnreadableReplyError(OrganizerError):
    message = N_("This is no reply that could be read. Save the mail as .eml, or note the answer on the board by hand.")


def open_mail(raw: bytes) -> Message:
    """A mail, opened; raises UnreadableReplyError for what is none."""
    if raw.count(b"boundary=") + raw.lower().count(b"message/") > MOST_BOUNDARIES:
        raise UnreadableReplyError
    message = BytesParser(policy=policy.compat32).parsebytes(raw)
    if not message.keys():
        raise UnreadableReplyError
    return message


def sender_of(message: Message) -> tuple[str, str]:
    """The address in From, if it is certain which one that is, and the name in front of it."""
    headers = [str(value) for value in message.get_all("From", [])]
    if len(headers) != 1 or len(headers[0]) > 4 * LONGEST_ADDRESS:
        return "", ""
    line = " ".join(headers[0].split())
    found = ONE_ADDRESS.fullmatch(line)
    if not found:
        return "", ""
    return found[1], clean_header(line.partition("<")[0].strip(' "'), LONGEST_NAME) if "<" in line else ""


def sent_at(message: Message) -> datetime | None:
    """When the sender's program says that it was sent."""
    try:
        return in_utc(parsedate_to_datetime(str(message["Date"])))
    except (TypeError, ValueError):
        return None


def in_utc(moment: date) -> datetime | None:
    """A moment in UTC; one without a zone is taken for UTC, a day for its beginning."""
    if not isinstance(moment, datetime):
        moment = datetime(moment.year, moment.month, moment.day, tzinfo=UTC)
    try:
        return moment.astimezone(UTC) if moment.tzinfo else moment.replace(tzinfo=UTC)
    except (OverflowError, ValueError):  # the years 1 and 9999
        return None


def own_parts(message: Message) -> Iterator[Message]:
    """Leaves of this mail, but not those of a mail it encloses: a bounce encloses our own invitation."""
    if message.get_content_maintype() == "message":
        return
    if not message.is_multipart():
        yield message
        return
    for part in message.get_payload():
        if isinstance(part, Message):
            yield from own_parts(part)
