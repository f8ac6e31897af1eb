"""Delivery into a folder: each mail a file `NNN-<recipient>.eml`, to be opened, dropped or sent from there."""

import os
import re
import secrets
import unicodedata
from pathlib import Path

from organizer.domain.errors import N_, OrganizerError

LONGEST_SLUG = 60
NUMBERED = re.compile(r"(\d{3,6})-")


class UnwritableFolderError(OrganizerError):
    message = N_("The folder %(folder)s cannot be written to. Choose another one, or make room on the disk.")


def write_mail(folder: Path, recipient: str, raw: bytes, suffix: str = ".eml") -> Path:
    """Write a mail under the next free number, whole or not at all; a mail that is there already is not written again.

    Raises UnwritableFolderError.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        known = _same_file(folder, recipient, raw, suffix)
        return known or _write_new(folder, recipient, raw, suffix)
    except OSError as error:
        raise UnwritableFolderError(folder=folder.name) from error


def file_name(number: int, recipient: str, suffix: str = ".eml") -> str:
    """`007-bob-polder-example-org.eml`: letters and digits whatever the address holds."""
    return f"{number:03}-{slug(recipient)}{suffix}"


def slug(text: str) -> str:
    """A text as part of a file name: ASCII letters and digits with hyphens between."""
    plain = unicodedata.normalize("NFKD", text.replace("ß", "ss")).encode("ascii", "ignore").decode("ascii").lower()
    return "-".join(re.findall(r"[a-z0-9]+", plain))[:LONGEST_SLUG].strip("-") or "mail"


def _same_file(folder: Path, recipient: str, raw: bytes, suffix: str) -> Path | None:
    """The file with these very bytes, when an attempt before this one was not noted."""
    candidates = sorted(folder.glob(f"*-{slug(recipient)}{suffix}"))
    return next((path for path in candidates if path.is_file() and path.read_bytes() == raw), None)


def _write_new(folder: Path, recipient: str, raw: bytes, suffix: str) -> Path:
    draft = folder / f".{secrets.token_hex(8)}.part"
    try:
        _write_through(draft, raw)
        return _give_number(folder, draft, recipient, suffix)
    finally:
        draft.unlink(missing_ok=True)


def _write_through(path: Path, raw: bytes) -> None:
    with path.open("xb") as file:
        file.write(raw)
        file.flush()
        os.fsync(file.fileno())


def _give_number(folder: Path, draft: Path, recipient: str, suffix: str) -> Path:
    """A hard link fails where the name is taken, so that two processes never write over one another."""
    number = _highest_number(folder)
    while True:
        number += 1
        path = folder / file_name(number, recipient, suffix)
        try:
            os.link(draft, path)
        except FileExistsError:
            continue
        _write_down_the_folder(folder)
        return path


def _highest_number(folder: Path) -> int:
    matches = (NUMBERED.match(path.name) for path in folder.iterdir())
    return max((int(match[1]) for match in matches if match), default=0)


def _write_down_the_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
