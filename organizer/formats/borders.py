"""The border that texts and addresses cross on their way into mails and calendar objects: everything is hostile."""

import re
from binascii import a2b_base64, a2b_qp
from functools import lru_cache

from email_validator import EmailNotValidError, validate_email

from organizer.domain.errors import N_, OrganizerError

LONGEST_NAME, LONGEST_SUBJECT = 120, 300

# What readers of calendar objects and mails take for a line break, whatever the RFCs say.
LINE_BREAKS = re.compile("\r\n|[\r\n\v\f\x1c-\x1e\x85\u2028\u2029]")
# C0 and C1 controls but line feed, DEL, byte order mark, surrogates, and marks that turn the direction of what follows.
INVISIBLE = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\ufeff\ufffe\uffff\ud800-\udfff\u202a-\u202e\u2066-\u2069]")

# Encoded words (RFC 2047) that mail programs and exports leave in cells of a list.
ENCODED_WORD = re.compile(r"=\?([A-Za-z0-9-]{1,20})\?([bBqQ])\?([^?\s]{0,400})\?=")
BETWEEN_ENCODED_WORDS = re.compile(r"\?= =\?")
CHARSETS_IN_LISTS = frozenset({"utf-8", "us-ascii", "iso-8859-1", "iso-8859-15", "windows-1252"})


class UnusableAddressError(OrganizerError):
    message = N_(
        "The address %(address)s cannot be written to. Check it for typing errors; it may hold plain letters only."
    )


def clean_lines(text: str) -> str:
    """A text of several lines: every line break is a line feed; no control characters, no blanks that end a line."""
    text = LINE_BREAKS.sub("\n", text).replace("\t", " ")
    return "\n".join(line.rstrip() for line in INVISIBLE.sub("", text).split("\n")).strip("\n")


def clean_line(text: str) -> str:
    """A text of one line: line breaks and runs of blanks become one blank."""
    return " ".join(clean_lines(text).split())


def clean_header(text: str, longest: int = LONGEST_SUBJECT) -> str:
    """A name or subject that can stand in a header: one line, never read as an encoded word.

    A guest named `=?UTF-8?Q?Bob=0ABcc:_e@evil.example?=` would otherwise become a line break and a second header.
    """
    return _broken_apart(_read_encoded_words(text, longest))[:longest].strip()


def clean_name(name: str) -> str:
    """A name that can stand as CN and in front of an address: no quotes, no carets (readers show RFC 6868's raw)."""
    name = _read_encoded_words(name, LONGEST_NAME).replace('"', "'").replace("^", "").replace("\\", "")
    return _broken_apart(clean_line(name))[:LONGEST_NAME].strip()


@lru_cache(maxsize=512)
def ascii_address(address: str) -> str:
    """One mail address as it travels, its domain in ASCII; raises UnusableAddressError."""
    try:
        checked = validate_email(address, check_deliverability=False, globally_deliverable=False, test_environment=True)
    except EmailNotValidError as error:
        raise UnusableAddressError(address=clean_line(address)[:LONGEST_NAME]) from error
    if checked.ascii_email is None:
        raise UnusableAddressError(address=clean_line(address)[:LONGEST_NAME])
    return checked.ascii_email


def _read_encoded_words(text: str, longest: int) -> str:
    text = BETWEEN_ENCODED_WORDS.sub("?==?", clean_line(text[: 4 * longest]))
    return clean_line(ENCODED_WORD.sub(_read_encoded_word, text))


def _read_encoded_word(word: re.Match[str]) -> str:
    charset, encoding, content = word.groups()
    if charset.lower() not in CHARSETS_IN_LISTS:
        return word[0]
    try:
        packed = content.encode("ascii")
        raw = a2b_base64(packed) if encoding in "bB" else a2b_qp(packed, header=True)
    except ValueError:
        return word[0]
    return raw.decode(charset, "replace")


def _broken_apart(text: str) -> str:
    """Last of all steps: taking characters out may join what looks like an encoded word."""
    return text.replace("=?", "= ?")
