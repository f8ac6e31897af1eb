"""Reading attendee lists, and importing a long one, beside what the bare parsers and loaders take."""

import csv
import io
import os
import pickle
import resource
import secrets
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from statistics import median

import xlsxwriter

from bench.crowd import a_list
from bench.pairs import compare, line
from organizer.domain.tokens import Keys
from organizer.formats.attendee_lists import read_attendee_list
from organizer.formats.workbooks import read_workbook
from organizer.services import attendee_lists
from organizer.store.engine import migrate, open_engine, transaction

MAKER = Path(__file__).resolve().parents[2] / "shared" / "attendees" / "make_big.py"
ROUNDS = 3
WORKBOOK_ROWS = 100_000
# The fastest reader there is for Python, without any check, in a process that hands its rows over; it must not stay in
# ours: a far cell aborts it.
BARE_READER = (
    "import sys, io, pickle, python_calamine as reader;"
    "book = reader.load_workbook(io.BytesIO(sys.stdin.buffer.read()));"
    "rows = book.get_sheet_by_index(0).to_python(skip_empty_area=False);"
)
HANDED, KEPT = "pickle.dump(rows, sys.stdout.buffer)", "del rows"


def measure() -> None:
    """Read a CSV of ten thousand people; import a hundred thousand rows into SQLite."""
    listed = a_list(10_000)
    compare(
        "read a CSV of 10,000 people / csv.reader of the same bytes",
        lambda: read_attendee_list(listed),
        lambda: list(csv.reader(io.StringIO(listed.decode()))),
    )
    _measure_workbook(WORKBOOK_ROWS)
    if not MAKER.exists() or not shutil.which("sqlite3"):
        print("import of 100,000 rows: not measured; it needs the sqlite3 program and ../shared/attendees/make_big.py")
        return
    with tempfile.TemporaryDirectory() as folder:
        _measure_import(Path(folder), 100_000)


def _measure_workbook(rows: int) -> None:
    """Check, read in the fenced child and hand over a workbook, beside python-calamine alone in a process, which hands
    its rows over or throws them away."""
    packed = io.BytesIO()
    with xlsxwriter.Workbook(packed, {"constant_memory": True}) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, ["Name", "E-Mail", "Firma", "Funktion", "Ort", "Land"])
        for at in range(1, rows):
            told = [f"Anna Kurz{at}", f"a{at}@example.org", f"Haus {at % 999}", "Referentin", "Ulm", "DE"]
            sheet.write_row(at, 0, told)
    content = packed.getvalue()
    readers = (partial(read_workbook, content), partial(_bare, content, HANDED), partial(_bare, content, KEPT))
    spent = [[_with_children(reader) for reader in readers] for _ in range(ROUNDS)]
    ours, handed, kept = (median(one[side] for one in spent) for side in range(len(readers)))
    line(f"read an XLSX of {rows:,} rows, checked, in a fenced child / python-calamine in a child", ours, handed)
    line("  the same / python-calamine in a child that throws its rows away", ours, kept)


def _bare(content: bytes, ending: str) -> None:
    reader = BARE_READER + ending
    child = subprocess.run([sys.executable, "-c", reader], input=content, check=True, stdout=subprocess.PIPE)
    if child.stdout:
        pickle.loads(child.stdout)  # noqa: S301 - of our own child


def _with_children(work: Callable[[], object]) -> float:
    """CPU seconds of this process and those it starts."""
    before = os.times()
    work()
    after = os.times()
    return sum(after[:4]) - sum(before[:4])


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
