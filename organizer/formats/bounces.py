"""Reports of failed delivery: RFC 3464, and by Mailman's detectors (flufl.bounce) the forms that are older."""

import logging
import re
from collections.abc import Iterator
from email.message import Message

from flufl.bounce import all_failures

from organizer.domain.incoming import Bounce
from organizer.formats.borders import clean_line
from organizer.formats.calendar_parts import CALENDAR_TYPES
from organizer.formats.foreign_mails import own_parts, sender_of

# What a bounce is asked for by detectors that read all of it; longer ones are none.
LARGEST_BOUNCE = 400_000
LONGEST_REASON, MOST_RECIPIENTS = 300, 20
SENT_BY_A_SERVER = re.compile(r"(?:mailer-daemon|postmaster|mail-daemon|mdaemon|bounces?)(?:[+-].*)?@.*", re.IGNORECASE)
MESSAGE_ID = re.compile(r"^Message-ID:\s*(<[^<>\s]{3,250}>)", re.IGNORECASE | re.MULTILINE)
ARRIVED = frozenset({"delivered", "relayed", "expanded"})
UID = re.compile(rb"^UID:([0-9a-f-]{36})\s*$", re.MULTILINE)
STATUS = re.compile(r"\b([245])\.\d{1,3}\.\d{1,3}\b")

# Its detectors tell what they do; a mail's content does not belong into a log.
logging.getLogger("flufl.bounce").setLevel(logging.CRITICAL)


def find_bounce(message: Message) -> Bounce | None:
    """What a mail reports of another that could not be delivered; None when it is no such report."""
    report = _delivery_status(message)
    if report:
        return _by_the_rules(message, report)
    return _by_detectors(message) if _looks_like_a_bounce(message) else None


def is_receipt(message: Message) -> bool:
    """Whether a program reports that a mail arrived or was opened: nobody has to know or do anything."""
    if any(part.get_content_type() == "message/disposition-notification" for part in _all_parts(message)):
        return True
    report = _delivery_status(message)
    return bool(report) and all(_action(group) in ARRIVED for group in report)


def _delivery_status(message: Message) -> list[Message]:
    """The groups of fields of a delivery status, one for each recipient."""
    parts = (part for part in _all_parts(message) if part.get_content_type() == "message/delivery-status")
    groups = [group for part in parts for group in _groups(part)]
    return [group for group in groups if group.get("Action") or group.get("Final-Recipient")][:MOST_RECIPIENTS]


def _groups(part: Message) -> list[Message]:
    return [one for one in part.get_payload() if isinstance(one, Message)] if part.is_multipart() else []


def _by_the_rules(message: Message, report: list[Message]) -> Bounce | None:
    failed = [group for group in report if _action(group) == "failed"]
    late = [group for group in report if _action(group) == "delayed"]
    told = failed or late
    if not told:
        return None
    recipients = [address for group in told for address in _recipients(group)]
    return Bounce(
        is_final=bool(failed) and not all(_is_temporary(group) for group in failed),
        recipients=tuple(dict.fromkeys(recipients)),
        message_ids=_message_ids(message),
        uids=_uids(message),
        text=_reason(told[0]),
    )


def _action(group: Message) -> str:
    return str(group.get("Action", "failed")).strip().lower().split(" ")[0]


def _is_temporary(group: Message) -> bool:
    found = STATUS.search(str(group.get("Status", "")))
    return found is not None and found[1] == "4"


def _recipients(group: Message) -> list[str]:
    """The addresses a group is about: as we wrote it, and as the last server knew it."""
    fields = (str(group.get(name, "")) for name in ("Original-Recipient", "Final-Recipient"))
    return [clean_line(field.partition(";")[2] or field).strip("<>")[:320] for field in fields if "@" in field]


def _reason(group: Message) -> str:
    """What the server said, or the bare code."""
    said = str(group.get("Diagnostic-Code", ""))
    text = said.partition(";")[2] or said or str(group.get("Status", ""))
    return clean_line(text)[:LONGEST_REASON]


def _looks_like_a_bounce(message: Message) -> bool:
    """Sent by a server, to nobody's name: the detectors would find addresses in ordinary mails, too."""
    sender, _ = sender_of(message)
    is_empty_path = str(message.get("Return-Path", "")).strip() == "<>"
    is_report = message.get_content_type() == "multipart/report"
    return bool(SENT_BY_A_SERVER.fullmatch(sender)) or is_empty_path or is_report or "X-Failed-Recipients" in message


def _by_detectors(message: Message) -> Bounce | None:
    contents = (part.get_payload(decode=True) for part in _all_parts(message) if not part.is_multipart())
    if sum(len(content) for content in contents if isinstance(content, bytes)) > LARGEST_BOUNCE:
        return None
    try:
        temporary, permanent = all_failures(message)
    except Exception:  # whatever a hostile mail does to a detector, it is then no bounce
        return None
    found = sorted(address.decode("ascii", "replace").lower() for address in permanent or temporary)
    if not found:
        return None
    return Bounce(
        is_final=bool(permanent),
        recipients=tuple(found[:MOST_RECIPIENTS]),
        message_ids=_message_ids(message),
        uids=_uids(message),
        text=_sentence_about(message, found[0]),
    )


def _sentence_about(message: Message, address: str) -> str:
    """The line of the report that names a code, else one that names the address."""
    lines = [clean_line(line) for part in own_parts(message) for line in _text_of(part).splitlines()[:200]]
    coded = (line for line in lines if re.search(r"\b[45]\d\d\b", line))
    return (next(coded, "") or next((line for line in lines if address in line.lower()), ""))[:LONGEST_REASON]


def _message_ids(message: Message) -> tuple[str, ...]:
    """The Message-IDs of enclosed mails, or of heads quoted in the text; never the report's own."""
    enclosed = [part for part in _all_parts(message) if part is not message]
    found = [str(part["Message-ID"]).strip() for part in enclosed if part["Message-ID"]]
    found += [one for part in enclosed or [message] for one in MESSAGE_ID.findall(_text_of(part))]
    found += MESSAGE_ID.findall(_text_of(message))
    found += re.findall(r"<[^<>\s]{3,250}>", f"{message.get('In-Reply-To', '')} {message.get('References', '')}"[:5000])
    return tuple(dict.fromkeys(found))[:MOST_RECIPIENTS]


def _uids(message: Message) -> tuple[str, ...]:
    """The UIDs of our calendar objects in the enclosed mail."""
    calendars = (part for part in _all_parts(message) if part.get_content_type() in CALENDAR_TYPES)
    contents = (part.get_payload(decode=True) for part in calendars)
    found = [uid.decode("ascii") for one in contents if isinstance(one, bytes) for uid in UID.findall(one)]
    return tuple(dict.fromkeys(found))[:MOST_RECIPIENTS]


def _all_parts(message: Message) -> Iterator[Message]:
    yield message
    # A text is not asked for: Python decodes it by a charset that may be nonsense.
    for part in message.get_payload() if message.is_multipart() else []:
        if isinstance(part, Message):
            yield from _all_parts(part)


def _text_of(part: Message) -> str:
    if part.is_multipart() or part.get_content_maintype() != "text":
        return ""
    content = part.get_payload(decode=True)
    return content[:LARGEST_BOUNCE].decode("utf-8", "replace") if isinstance(content, bytes) else ""
