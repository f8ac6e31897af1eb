"""The ledger beside the database: who was erased or opted out, for the day on which an older backup comes back.

It is written before the transaction that erases or notes an opt-out is committed, whoever runs it. One that could not
be committed is in the ledger too, and no harm: somebody asked for it.
"""

import json
import os
import re
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import Connection, Engine, event

from organizer.domain.tokens import HASH_BYTES
from organizer.store.erasures import Erasure, all_erasures
from organizer.store.opt_outs import OptOut, all_opt_outs

LEDGER = "ledger.jsonl"
WATCHED = re.compile(r'\s*(?:insert\s+into|update)\s+"?(?:erasures|opt_outs)"?(?![\w"])', re.I)
FORGOT = "somebody_forgotten"


@dataclass(frozen=True, slots=True, kw_only=True)
class Forgotten:
    """Who must not come back with a backup: the erased, and those who do not wish to be written to."""

    erasures: tuple[Erasure, ...] = ()
    opt_outs: tuple[OptOut, ...] = ()


def keep_beside(engine: Engine, home: Path) -> None:
    """From now on every erasure and opt-out written over this engine is written down in the instance folder, too."""
    engine.update_execution_options(ledger=home / LEDGER)
    event.listen(engine, "before_cursor_execute", _notice)


def begin_to_listen(connection: Connection) -> None:
    """A transaction that has forgotten nobody yet."""
    connection.info.pop(FORGOT, None)


def write_down_news(connection: Connection) -> None:
    """At the end of a transaction: whom it erased or left in peace."""
    if connection.info.pop(FORGOT, False):
        write_down(connection, connection.get_execution_options()["ledger"])


def write_down(connection: Connection, ledger: Path) -> int:
    """Add whom the ledger does not know yet; says how many they were."""
    known, here = read_ledger(ledger), forgotten_here(connection)
    erased, opted_out = set(known.erasures), set(known.opt_outs)
    lines = [
        *(_line("erasure", one) for one in here.erasures if one not in erased),
        *(_line("opt-out", one) for one in here.opt_outs if one not in opted_out),
    ]
    if lines:
        _append(ledger, "".join(lines))
    return len(lines)


def forgotten_here(connection: Connection) -> Forgotten:
    """Who was erased or opted out, as the database knows."""
    return Forgotten(erasures=all_erasures(connection), opt_outs=all_opt_outs(connection))


def read_ledger(path: Path) -> Forgotten:
    """What stands in the ledger; a last line that a crash cut short is left out, and written anew."""
    if not path.exists():
        return Forgotten()
    erased, opted_out = [], []
    for line in path.read_text(encoding="utf-8").splitlines():
        try:
            values = json.loads(line)
        except ValueError:
            continue
        kind = values.pop("what")
        values = {
            name: _instant(value) if name.endswith(("_at", "_since")) else value for name, value in values.items()
        }
        if kind == "erasure":
            erased.append(Erasure(**values))
        else:
            # Lines from before have hashes twice as long.
            values["address_hash"] = values["address_hash"][: 2 * HASH_BYTES]
            opted_out.append(OptOut(**values))
    return Forgotten(erasures=tuple(erased), opt_outs=tuple(opted_out))


def _notice(connection: Connection, _cursor: object, statement: str, *_: object) -> None:
    if WATCHED.match(statement):
        connection.info[FORGOT] = True


def _line(kind: str, one: Erasure | OptOut) -> str:
    values = {name: value.isoformat() if isinstance(value, datetime) else value for name, value in asdict(one).items()}
    return json.dumps({"what": kind, **values}) + "\n"


def _append(path: Path, lines: str) -> None:
    """At the end of the file, on a line of its own also after one that a crash cut short; on the disk afterwards."""
    with path.open("a+b") as file:
        whole = not file.tell() or path.read_bytes().endswith(b"\n")
        file.write(("" if whole else "\n").encode() + lines.encode())
        file.flush()
        os.fsync(file.fileno())


def _instant(text: str) -> datetime:
    return datetime.fromisoformat(text).astimezone(UTC)
