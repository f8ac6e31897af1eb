"""A disk that forgets: what was written but not synced may be lost, half there or garbage once the power is cut."""

import random
from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from typing import Any

import apsw

SECTOR = 512
KEPT, LOST = 0.45, 0.95  # of unsynced sectors 45 % are there after the cut, 50 % are not, 5 % are garbage
_names = count()


class PowerCutError(Exception):
    """The power is gone; nothing reaches the disk any more."""


@dataclass(slots=True)
class File:
    """What programs see, and what is safe."""

    current: bytearray = field(default_factory=bytearray)
    durable: bytearray = field(default_factory=bytearray)


def safe(content: bytes) -> File:
    """A file that was synced long ago."""
    return File(bytearray(content), bytearray(content))


class Disk:
    """Files in memory. The power goes at the `cut_at`-th write, truncation or sync; so many `steps` are behind it."""

    def __init__(self, files: dict[str, File], cut_at: int | None = None, steps: int = 0) -> None:
        self.files = files
        self.cut_at = cut_at
        self.steps = steps
        self.survivors: dict[str, bytes] | None = None
        self.dice = random.Random(cut_at)

    def step(self) -> None:
        """One operation that changes the disk; the one at which the power goes does not happen."""
        self.steps += 1
        if self.survivors is None and self.steps == self.cut_at:
            self.survivors = {name: self._after_the_cut(file) for name, file in self.files.items()}
        if self.survivors is not None:
            raise PowerCutError

    def _after_the_cut(self, file: File) -> bytes:
        size = len(self.dice.choice([file.current, file.durable]))
        found = bytearray(size)
        for start in range(0, size, SECTOR):
            old, new = (bytes(side[start : start + SECTOR]) for side in (file.durable, file.current))
            # A truncation has happened or has not, as with SQLite's own simulated disks: nobody writes zeros there.
            new += old[len(new) :]
            old, new = old.ljust(SECTOR, b"\0"), new.ljust(SECTOR, b"\0")
            found[start : start + SECTOR] = old if old == new else self._sector(old, new)
        return bytes(found[:size])

    def _sector(self, old: bytes, new: bytes) -> bytes:
        face = self.dice.random()
        return new if face < KEPT else old if face < LOST else self.dice.randbytes(SECTOR)


class PowerVFS(apsw.VFS):
    """SQLite's way to a disk."""

    def __init__(self, disk: Disk) -> None:
        self.disk = disk
        self.name = f"power-{next(_names)}"
        super().__init__(self.name, base="")

    def xOpen(self, name: Any, flags: list[int]) -> "OpenFile":  # noqa: N802 - SQLite's names
        flags[1] = flags[0]
        path = name.filename() if isinstance(name, apsw.URIFilename) else name or f"temporary-{next(_names)}"
        return OpenFile(self.disk, self.disk.files.setdefault(Path(path).name, File()))

    def xFullPathname(self, name: str) -> str:  # noqa: N802
        return name

    def xAccess(self, path: str, flags: int) -> bool:  # noqa: N802
        return Path(path).name in self.disk.files

    def xDelete(self, path: str, sync: bool) -> None:  # noqa: N802
        self.disk.step()
        self.disk.files.pop(Path(path).name, None)


class OpenFile:
    """An open file of the disk. Nobody else is there, so every lock is given."""

    def __init__(self, disk: Disk, file: File) -> None:
        self.disk = disk
        self.file = file

    def xRead(self, amount: int, offset: int) -> bytes:  # noqa: N802
        return bytes(self.file.current[offset : offset + amount])

    def xWrite(self, data: bytes, offset: int) -> None:  # noqa: N802
        self.disk.step()
        missing = offset - len(self.file.current)
        self.file.current.extend(bytes(max(0, missing)))
        self.file.current[offset : offset + len(data)] = data

    def xTruncate(self, size: int) -> None:  # noqa: N802
        self.disk.step()
        del self.file.current[size:]

    def xSync(self, flags: int) -> None:  # noqa: N802
        self.disk.step()
        self.file.durable[:] = self.file.current

    def xFileSize(self) -> int:  # noqa: N802
        return len(self.file.current)

    def xLock(self, level: int) -> None:  # noqa: N802
        """Given."""

    def xUnlock(self, level: int) -> None:  # noqa: N802
        """Given back."""

    def xCheckReservedLock(self) -> bool:  # noqa: N802
        return False

    def xFileControl(self, op: int, pointer: int) -> bool:  # noqa: N802
        return False

    def xSectorSize(self) -> int:  # noqa: N802
        return SECTOR

    def xDeviceCharacteristics(self) -> int:  # noqa: N802
        return 0

    def xClose(self) -> None:  # noqa: N802
        """Nothing to close."""


class Connection:
    """A connection of apsw with as much of the standard library's interface as SQLAlchemy uses."""

    def __init__(self, vfs: PowerVFS, name: str, *, synchronous: str = "") -> None:
        self.inner = apsw.Connection(name, vfs=vfs.name)
        self.isolation_level = None
        self.synchronous = synchronous

    def cursor(self) -> "Cursor":
        return Cursor(self)

    def commit(self) -> None:
        if self.inner.in_transaction:
            self.inner.execute("COMMIT")

    def rollback(self) -> None:
        if self.inner.in_transaction:
            self.inner.execute("ROLLBACK")

    def close(self) -> None:
        self.inner.close(force=True)

    def create_function(self, name: str, arguments: int, function: Any, **_: Any) -> None:
        self.inner.create_scalar_function(name, function, arguments)


class Cursor:
    """A cursor that reads all rows at once. `synchronous` of its connection overrules what the program sets."""

    def __init__(self, connection: Connection) -> None:
        self.connection = connection
        self.description: Any = None
        self.rowcount = -1
        self.lastrowid: int | None = None
        self.rows: list[Any] = []

    def execute(self, statement: str, parameters: Iterable[Any] = ()) -> "Cursor":
        if self.connection.synchronous and statement.startswith("PRAGMA synchronous"):
            statement = f"PRAGMA synchronous={self.connection.synchronous}"
        inner = self.connection.inner.cursor()
        inner.exec_trace = self._describe
        before = self.connection.inner.total_changes()
        self.rows = list(inner.execute(statement, tuple(parameters)))
        self.rowcount = self.connection.inner.total_changes() - before
        self.lastrowid = self.connection.inner.last_insert_rowid()
        return self

    def executemany(self, statement: str, many: Iterable[Iterable[Any]]) -> "Cursor":
        for parameters in many:
            self.execute(statement, parameters)
        return self

    def fetchone(self) -> Any:
        return self.rows.pop(0) if self.rows else None

    def fetchall(self) -> list[Any]:
        rows, self.rows = self.rows, []
        return rows

    def fetchmany(self, size: int = 1) -> list[Any]:
        rows, self.rows = self.rows[:size], self.rows[size:]
        return rows

    def close(self) -> None:
        self.rows = []

    def _describe(self, cursor: Any, _statement: str, _bindings: Any) -> bool:
        columns = cursor.get_description()
        self.description = [(column[0], *[None] * 6) for column in columns] or None
        return True
