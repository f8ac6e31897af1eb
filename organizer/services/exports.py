"""Everybody as a file, for the host's own use or for another instance."""

from collections.abc import Callable, Iterable

from sqlalchemy import Connection

from organizer.domain.people import Person
from organizer.domain.vocabulary import HostId
from organizer.formats.people_files import write_csv, write_xlsx
from organizer.services import people

Writer = Callable[[Iterable[Person]], bytes]

WRITERS: dict[str, tuple[Writer, str]] = {
    "csv": (write_csv, "text/csv; charset=utf-8"),
    "xlsx": (write_xlsx, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
}


def export(connection: Connection, host_id: HostId, kind: str) -> tuple[bytes, str]:
    """Everybody but those who do not wish to be written to: elsewhere nobody would know of that. Bytes and type."""
    write, mimetype = WRITERS[kind]
    return write(one for one in people.everybody(connection, host_id) if not one.opted_out), mimetype
