"""Lines that old programs show as they are and new ones set anew: text/plain with format=flowed, DelSp=no (RFC 3676).

A line that goes on ends with a blank; a line that ends does not. Words, and so links, are never broken.
"""

import re
from collections.abc import Iterator

# With the blank that ends it. Room for quotation marks up to 78 columns, and for "=20" in quoted-printable (76).
LONGEST_LINE = 72
SIGNATURE = "-- "  # Never flows, although it ends with a blank (4.3).
# Each word with the one blank after it, so that runs of blanks survive.
WORD = re.compile("[^ ]* |[^ ]+")
# What would be read as a quotation, as stuffing, or as the start of the next mail in a mailbox file (4.4).
STUFFED = (" ", ">", "From ")


def wrap(text: str) -> str:
    """A text whose lines end without blanks (`borders.clean_lines`), each line of it in lines of LONGEST_LINE."""
    return "\n".join(_stuffed(part) for line in text.split("\n") for part in _parts(line))


def unwrap(text: str) -> str:
    """The text as it was before `wrap`."""
    lines: list[str] = []
    goes_on = False
    for line in (raw.removeprefix(" ") for raw in text.split("\n")):
        if goes_on and line != SIGNATURE:
            lines[-1] += line
        else:
            lines.append(line)
        goes_on = line.endswith(" ") and line != SIGNATURE
    return "\n".join(lines)


def _parts(line: str) -> Iterator[str]:
    part = ""
    for word in WORD.findall(line):
        if part and part != SIGNATURE and len(_stuffed(part + word)) > LONGEST_LINE:
            yield part
            part = ""
        part += word
    yield part


def _stuffed(part: str) -> str:
    return f" {part}" if part.startswith(STUFFED) else part
