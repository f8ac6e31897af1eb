"""A consistent copy of everything while the program runs, and the way back.

A backup is a zip: what it is (manifest.json), each table as lines of JSON, and the two keys that guests' links and
opt-outs are made with. The keys of cookies and of mailboxes stay out of it. Whoever was erased or opted out after the
backup was made stays so: the database that is replaced says who, and a ledger beside it when there is none left.
"""

import json
import os
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from io import TextIOWrapper
from pathlib import Path
from typing import Any
from zipfile import ZIP_DEFLATED, BadZipFile, ZipFile

from sqlalchemy import Connection, Engine
from sqlalchemy.exc import IntegrityError

from organizer.domain.errors import N_, OrganizerError
from organizer.store import backups as store
from organizer.store import erasures, opt_outs
from organizer.store.engine import is_known_revision, migrate_within, reading, transaction
from organizer.store.ledgers import LEDGER, Forgotten, forgotten_here, read_ledger, write_down

FORMAT = 1
KEYS = ("addresses", "invitations")
RESTORED = N_("comes from a backup; whether it left meanwhile is not known here")
LARGEST_LINE = 64 * 1024 * 1024

# Keeps a key of that name in the instance folder.
KeepKey = Callable[[str, bytes], None]


class NothingToBackUpError(OrganizerError):
    message = N_("There is no database yet, so there is nothing to keep.")


class NoBackupError(OrganizerError):
    message = N_("%(name)s is no backup of this program, or it is damaged. Take another copy.")


class NewerBackupError(OrganizerError):
    message = N_("%(name)s was made by a newer version of this program. Install that one first.")


class InUseError(OrganizerError):
    message = N_("There is data here already. To put the backup in its place, say so: restore --replace FILE.")


class OtherKeysError(OrganizerError):
    message = N_(
        "This backup belongs to another instance: its keys differ from those in %(home)s. Restore it into an empty "
        "ORGANIZER_HOME."
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Restored:
    """What a restore brought back: when the backup was made, rows by table, mails held, people erased once more."""

    made_at: datetime
    rows: Mapping[str, int]
    held: int
    erased: int


def back_up(engine: Engine, home: Path, file: Path, now: datetime) -> dict[str, int]:
    """Write everything into a file that appears whole or not at all; says how many rows each table gave."""
    fresh = file.with_name(f"{file.name}.part")
    with store.consistent_copy(engine) as connection:
        revision = store.revision_of(connection)
        if revision is None:
            raise NothingToBackUpError
        with os.fdopen(os.open(fresh, os.O_RDWR | os.O_CREAT | os.O_TRUNC, 0o600), "w+b") as out:
            with ZipFile(out, "w", ZIP_DEFLATED) as archive:
                counted = {name: _write_table(archive, connection, name) for name in store.tables()}
                about = {
                    "format": FORMAT,
                    "made_at": now.isoformat(),
                    "revision": revision,
                    "rows": counted,
                    "columns": {name: store.columns_of(name) for name in counted},
                    "last_ids": store.last_ids(connection),
                }
                archive.writestr("manifest.json", json.dumps(about, indent=2))
                for name in KEYS:
                    archive.write(home / "keys" / name, f"keys/{name}")
            out.flush()
            os.fsync(out.fileno())
    fresh.replace(file)
    return counted


def restore(
    engine: Engine, home: Path, file: Path, keep_key: KeepKey, now: datetime, *, replaces: bool = False
) -> Restored:
    """Put a backup back, in one transaction: either everything is as it says, or nothing has changed."""
    try:
        with ZipFile(file) as archive:
            about = _manifest(archive, file)
            _require_own_keys(archive, home)
            known = forgotten(engine, home)
            with transaction(engine) as connection:
                if store.is_in_use(connection) and not replaces:
                    raise InUseError
                restored = _restore(connection, archive, about, known, now)
                # Before the commit: a database without its keys would be given new ones, and no link would open.
                for name in KEYS:
                    keep_key(name, archive.read(f"keys/{name}"))
            return restored
    except (BadZipFile, KeyError, ValueError, EOFError, IntegrityError) as error:
        raise NoBackupError(name=file.name) from error


def keep_ledger(engine: Engine, home: Path) -> int:
    """Bring the ledger beside the database up to date; says how many it did not know."""
    with reading(engine) as connection:
        return write_down(connection, home / LEDGER)


def forgotten(engine: Engine, home: Path) -> Forgotten:
    """Who was erased or opted out, as the database here and its ledger know."""
    with reading(engine) as connection:
        here = forgotten_here(connection) if store.remembers(connection) else Forgotten()
    there = read_ledger(home / LEDGER)
    return Forgotten(
        erasures=tuple(dict.fromkeys((*here.erasures, *there.erasures))),
        opt_outs=tuple(dict.fromkeys((*here.opt_outs, *there.opt_outs))),
    )


def _write_table(archive: ZipFile, connection: Connection, name: str) -> int:
    written = 0
    with archive.open(f"tables/{name}.jsonl", "w", force_zip64=True) as raw, TextIOWrapper(raw, "utf-8") as out:
        for row in store.rows_of(connection, name):
            out.write(json.dumps(row, ensure_ascii=False) + "\n")
            written += 1
    return written


def _manifest(archive: ZipFile, file: Path) -> dict[str, Any]:
    about: dict[str, Any] = json.loads(archive.read("manifest.json"))
    if about["format"] > FORMAT or not is_known_revision(about["revision"]):
        raise NewerBackupError(name=file.name)
    return about


def _require_own_keys(archive: ZipFile, home: Path) -> None:
    """Links in mails and opt-outs hold under these keys only: they never change beneath a database."""
    for name in KEYS:
        path = home / "keys" / name
        if path.exists() and path.read_bytes() != archive.read(f"keys/{name}"):
            raise OtherKeysError(home=home)


def _restore(
    connection: Connection, archive: ZipFile, about: Mapping[str, Any], known: Forgotten, now: datetime
) -> Restored:
    store.make_empty(connection, about["revision"])
    rows = {name: store.fill(connection, name, about["columns"][name], _rows(archive, name)) for name in about["rows"]}
    if rows != about["rows"]:
        raise ValueError("rows are missing")
    store.count_on(connection, about["last_ids"])
    migrate_within(connection)
    held = store.hold_restored(connection, RESTORED, now)
    erased = sum(
        erasures.delete_person(connection, one.host_id, one.person_id, one.known_since) for one in known.erasures
    )
    erasures.note_erasures(connection, known.erasures)
    opt_outs.note_all(connection, known.opt_outs)
    return Restored(made_at=datetime.fromisoformat(about["made_at"]), rows=rows, held=held, erased=erased)


def _rows(archive: ZipFile, name: str) -> Iterator[list[Any]]:
    with archive.open(f"tables/{name}.jsonl") as raw:
        while line := raw.readline(LARGEST_LINE):
            yield json.loads(line)
