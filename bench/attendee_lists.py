"""Reading attendee lists, and importing a long one, beside what the bare parsers and loaders take."""

import csv
import io
import resource
import secrets
import shutil
import subprocess
import sys
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path
from statistics import median

from bench.crowd import a_list
from bench.pairs import compare, line
from organizer.domain.tokens import Keys
from organizer.formats.attendee_lists import read_attendee_list
from organizer.services import attendee_lists
from organizer.store.engine import migrate, open_engine, transaction

MAKER = Path(__file__).resolve().parents[2] / "shared" / "attendees" / "make_big.py"
ROUNDS = 3


def measure() -> None:
    """Read a CSV of ten thousand people; import a hundred thousand rows into SQLite."""
    listed = a_list(10_000)
    compare(
        "read a CSV of 10,000 people / csv.reader of the same bytes",
        lambda: read_attendee_list(listed),
        lambda: list(csv.reader(io.StringIO(listed.decode()))),
    )
    if not MAKER.exists() or not shutil.which("sqlite3"):
        print("import of 100,000 rows: not measured; it needs the sqlite3 program and ../shared/attendees/make_big.py")
        return
    with tempfile.TemporaryDirectory() as folder:
        _measure_import(Path(folder), 100_000)


def _measure_import(folder: Path, rows: int) -> None:
    """Clean, merge and save the rows of make_big.py, with what a search looks through, beside `.import` of the file."""
    listed = folder / "big.csv"
    subprocess.run([sys.executable, MAKER, str(rows), "-o", listed], check=True)
    spent = [(_import(folder, listed), _bare_import(folder, listed)) for _ in range(ROUNDS)]
    ours, least = (median(one[side] for one in spent) for side in (0, 1))
    line(f"import {rows:,} rows, cleaned, merged, for search / sqlite3 .import", ours, least)
    print(f"{'  memory at its most, MB':76} {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024:9}")


def _import(folder: Path, listed: Path) -> float:
    home = folder / secrets.token_hex(4)
    home.mkdir()
    engine = open_engine(f"sqlite:///{home / 'runde.sqlite'}")
    migrate(engine)
    keys = Keys(invitations=secrets.token_bytes(32), addresses=secrets.token_bytes(32))
    before = time.process_time()
    with transaction(engine) as connection:
        attendee_lists.import_file(connection, listed, "Fachtag", "", keys, datetime.now(UTC))
    spent = time.process_time() - before
    engine.dispose()
    shutil.rmtree(home)
    return spent


def _bare_import(folder: Path, listed: Path) -> float:
    database = folder / "bare.sqlite"
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run(["sqlite3", database, f".import --csv {listed} rows"], check=True, stderr=subprocess.DEVNULL)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    database.unlink()
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
