"""Where the calendar objects of a mail are: in parts of the right type, in files, in what a gateway packed.

Outlook may pack what it sends into a `winmail.dat`. An answer inside is MAPI properties rather than an object, but it
names our UID, and an object that is attached lies in it unpacked.
"""

import codecs
import re
from collections.abc import Iterator
from dataclasses import dataclass
from email.message import Message

from organizer.formats.borders import clean_line
from organizer.formats.foreign_mails import own_parts

CALENDAR_TYPES = ("text/calendar", "application/ics")
PACKED_TYPES = ("application/ms-tnef", "application/vnd.ms-tnef")
PACKED_MARK = b"\x78\x9f\x3e\x22"
LARGEST_PACKED, MOST_UIDS = 2_000_000, 20

OBJECT = re.compile(rb"BEGIN:VCALENDAR.*END:VCALENDAR|BEGIN:VCALENDAR.*", re.IGNORECASE | re.DOTALL)
LINE_END = re.compile(r"\r*\n|\r")
# A gateway broke a long line without the blank that says so (RFC 5545 3.1): no property begins like that.
BROKEN_LINE = re.compile(r"\r\n(?![ \t]|[A-Za-z][A-Za-z0-9-]*[;:]|\Z)")
# Our UIDs are UUIDs. Exchange keeps the UID of others in its own GlobalObjectId (MS-OXOCAL 2.2.1.27), which some of
# its clients write out in hexadecimal instead; other programs append the time of an occurrence, or their domain.
OUR_UID = re.compile(r"[\s{<]*([0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12})(?![0-9a-f])")
GLOBAL_OBJECT_ID = re.compile(r"040000008200E00074C5B7101A82E008[0-9A-F]*?7643616C2D55696401000000((?:[0-9A-F]{2})*)")
UID_IN_TEXT = re.compile(rb"^UID[^:\r\n]{0,200}:(.{1,255}?)\s*$", re.IGNORECASE | re.MULTILINE)
UID_PACKED = re.compile(rb"vCal-Uid\x01\0\0\0([0-9A-Fa-f-]{36})")


@dataclass(frozen=True, slots=True, kw_only=True)
class CalendarPart:
    """The bytes of a calendar object in a mail, and what the mail says of them: their method, their charset."""

    content: bytes
    method: str = ""
    charset: str = ""


def calendar_parts(message: Message) -> tuple[CalendarPart, ...]:
    """The calendar objects of a mail, text/calendar first: copies of other types may be older or garbled."""
    leaves = list(own_parts(message))
    ranked = [part for kind in CALENDAR_TYPES for part in leaves if part.get_content_type() == kind]
    files = [part for part in leaves if part not in ranked and _file_name(part).endswith(".ics")]
    packed = [part for part in leaves if _is_packed(part)]
    others = [part for part in leaves if part not in (*ranked, *files, *packed) and _begins_an_object(part)]
    found = [_part(part, content) for part in (*ranked, *files, *others) if (content := _content(part)) is not None]
    return (*found, *(_part(part, content) for part in packed for content in _attached(part)))


def object_text(part: CalendarPart) -> str:
    """The text of a calendar object, without what stands around it, in whole lines.

    UTF-8 whatever the label says; else UTF-16 by its marks, the label, or what old programs on Windows write.
    """
    content = part.content
    if content[:2] in (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE):
        content = content.decode("utf-16", "replace").encode()
    elif content[:2] in (b"B\0", b"\0B"):
        content = content.decode("utf-16-le" if content[1] == 0 else "utf-16-be", "replace").encode()
    found = OBJECT.search(content)
    text = _decoded(found[0] if found else content, part.charset)
    return BROKEN_LINE.sub("", LINE_END.sub("\r\n", text))


def our_uid(uid: str) -> str:
    """The UID as we wrote it, where a program changed its spelling or wrapped it; any other as it is."""
    hexadecimal = GLOBAL_OBJECT_ID.fullmatch(uid.strip().upper())
    inner = bytes.fromhex(hexadecimal[1]).decode("ascii", "replace").rstrip("\0") if hexadecimal else uid
    found = OUR_UID.match(inner.lower())
    return found[1] if found else uid


def named_uids(message: Message) -> tuple[str, ...]:
    """The UIDs that calendar parts of a mail name, were they even too broken to be read."""
    texts = (object_text(part).encode() for part in calendar_parts(message))
    found = [uid for text in texts for uid in UID_IN_TEXT.findall(text[:LARGEST_PACKED])]
    packed = (_content(part) or b"" for part in own_parts(message) if _is_packed(part))
    found += [uid for content in packed for uid in UID_PACKED.findall(content)]
    uids = (our_uid(clean_line(uid.decode("utf-8", "replace"))) for uid in found)
    return tuple(dict.fromkeys(uids))[:MOST_UIDS]


def _part(part: Message, content: bytes) -> CalendarPart:
    method = part.get_param("method", "")
    return CalendarPart(
        content=content,
        method=clean_line(method).upper()[:20] if isinstance(method, str) else "",
        charset=clean_line(part.get_content_charset() or "")[:40],
    )


def _content(part: Message) -> bytes | None:
    content = part.get_payload(decode=True)
    return content if isinstance(content, bytes) else None


def _begins_an_object(part: Message) -> bool:
    """A part of a type that says nothing (application/octet-stream, text/plain) may still be an object."""
    return (_content(part) or b"").lstrip()[:15].upper() == b"BEGIN:VCALENDAR"


def _is_packed(part: Message) -> bool:
    is_named_so = part.get_content_type() in PACKED_TYPES or _file_name(part) == "winmail.dat"
    return is_named_so and (_content(part) or b"")[:4] == PACKED_MARK


def _attached(part: Message) -> Iterator[bytes]:
    """An object that lies in a winmail.dat as it was attached."""
    found = OBJECT.search((_content(part) or b"")[:LARGEST_PACKED])
    if found and found[0][-13:].upper() == b"END:VCALENDAR":
        yield found[0]


def _file_name(part: Message) -> str:
    return str(part.get_filename() or "").lower()


def _decoded(content: bytes, charset: str) -> str:
    for one in ("utf-8-sig", charset):
        try:
            return content.decode(one)
        except (LookupError, ValueError):
            continue
    return content.decode("windows-1252", "replace")
