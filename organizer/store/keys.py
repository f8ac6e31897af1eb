"""The keys of an instance: made at first start, readable by their owner only, never in a backup of the database."""

import os
import secrets
from pathlib import Path

from organizer.domain.tokens import Keys


def open_keys(home: Path) -> Keys:
    """The keys kept in `<home>/keys`; missing ones are made."""
    return Keys(invitations=_key(home, "invitations"), addresses=_key(home, "addresses"))


def _key(home: Path, name: str) -> bytes:
    path = home / "keys" / name
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return path.read_bytes()
    with os.fdopen(descriptor, "wb") as file:
        file.write(secrets.token_bytes(32))
    return path.read_bytes()
