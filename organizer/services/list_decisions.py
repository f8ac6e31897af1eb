"""A list that waits: read as the host wants it, its columns, encoding and sheet decided, decisions remembered."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from hashlib import sha256

from sqlalchemy import Connection

from organizer.domain.attendee_list import Field, ListGoneError, ListKind, Reading, Table
from organizer.domain.errors import N_, OrganizerError
from organizer.domain.list_decisions import ENCODINGS, Decisions, Layout, corrected, fingerprint, layout_of, said_of
from organizer.domain.vocabulary import HostId, ListId
from organizer.formats.attendee_lists import read_attendee_list
from organizer.formats.long_tables import HEAD_ROWS, beginning_of, long_table, rows_about
from organizer.formats.programmes import read_programme_page
from organizer.store import attendee_lists as list_store
from organizer.store import list_decisions as store
from organizer.store.attendee_lists import ListHead


class AlreadyConfirmedError(OrganizerError):
    message = N_("This list was imported already. Undo the import first if it is to be read differently.")


class PreviewChangedError(OrganizerError):
    message = N_("The preview has changed since you looked at it, so nobody was imported. Look at it once more.")


class UnreadableSoError(OrganizerError):
    """The list cannot be read with this encoding or sheet; `reason` says why."""

    def __init__(self, reason: OrganizerError) -> None:
        super().__init__()
        self.reason = reason


@dataclass(frozen=True, slots=True, kw_only=True)
class WaitingList:
    """A list that is not imported yet: its bytes, what was decided about it, what is remembered of others."""

    head: ListHead
    content: bytes
    decisions: Decisions
    layouts: Mapping[str, Layout]

    @property
    def is_as_guessed(self) -> bool:
        """Whether the host left its encoding and its sheet as they are."""
        return self.decisions.encoding in ("", "utf-8") and not self.decisions.sheet

    def is_recalled(self, table: Table) -> bool:
        """Whether the columns are as they were chosen for an earlier list with the same headers."""
        return table.sheet not in self.decisions.columns and fingerprint(table.header) in self.layouts


@dataclass(frozen=True, slots=True, kw_only=True)
class Glance:
    """How a list reads: from end to end, or its beginning with about how many rows it has in all."""

    reading: Reading
    rows: int = 0  # none where all of it was read


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """What the form of the columns says; `encoding` and `sheet` are empty where the guess is to count."""

    columns: Mapping[int, Field]
    encoding: str = ""
    sheet: str = ""


def waiting(connection: Connection, host_id: HostId, list_id: ListId) -> WaitingList:
    """A list that waits, with everything needed to read it."""
    head = list_store.find_list(connection, host_id, list_id)
    if head is None:
        raise ListGoneError
    uploaded = list_store.upload_of(connection, host_id, list_id)
    if uploaded is None:
        raise AlreadyConfirmedError
    return WaitingList(
        head=head,
        content=uploaded.content,
        decisions=uploaded.decisions,
        layouts=store.layouts_of(connection, host_id),
    )


def read(one: WaitingList) -> Reading:
    """Read a list as it was decided; touches no database. Raises what `read_attendee_list` raises."""
    columns = partial(said_of, decisions=one.decisions, layouts=one.layouts)
    if one.head.kind is ListKind.PROGRAMME:
        return read_programme_page(one.content, columns=columns, encoding=one.decisions.encoding)
    return read_attendee_list(
        one.content,
        filename=one.head.filename,
        columns=columns,
        encoding=one.decisions.encoding,
        sheet=one.decisions.sheet,
    )


def glance(one: WaitingList) -> Glance:
    """Read as much of a list as is needed to show it and to choose its columns; touches no database."""
    table = long_table(one.content) if one.head.kind is ListKind.LIST and one.is_as_guessed else None
    if table is None:
        return Glance(reading=read(one))
    beginning = replace(one, content=beginning_of(table, HEAD_ROWS))
    return Glance(reading=read(beginning), rows=rows_about(one.content) - table.layout.table.header_number)


def read_as_shown(one: WaitingList, shown: Reading) -> Reading:
    """Read a list from end to end by the columns its beginning was shown with."""
    columns = {**one.decisions.columns, shown.table.sheet: dict(enumerate(shown.columns))}
    return read(replace(one, decisions=replace(one.decisions, columns=columns)))


def decide(connection: Connection, host_id: HostId, list_id: ListId, said: Said) -> None:
    """Note what the host says, where it differs from how the list is read now.

    Columns are those of the sheet shown. Raises UnreadableSoError for an encoding or a sheet under which nothing can
    be read; nothing is changed then.
    """
    one = waiting(connection, host_id, list_id)
    shown = glance(one).reading
    changed = {
        at: field for at, field in said.columns.items() if at < len(shown.columns) and shown.columns[at] is not field
    }
    table = shown.table
    decisions = one.decisions
    if changed:
        decisions = corrected(decisions, table.sheet, said_of(table, decisions, one.layouts), changed)
    switched = replace(
        decisions,
        encoding=said.encoding if said.encoding in ENCODINGS else "",
        sheet=said.sheet if said.sheet in shown.sheets else "",
    )
    if (switched.encoding, switched.sheet) != (decisions.encoding, decisions.sheet):
        _require_readable(replace(one, decisions=switched))
    _keep(connection, one, switched)


def guess_anew(connection: Connection, host_id: HostId, list_id: ListId) -> None:
    """Forget what was remembered of these headers, and read the columns as they are guessed."""
    one = waiting(connection, host_id, list_id)
    table = glance(one).reading.table
    store.forget_layout(connection, host_id, fingerprint(table.header))
    columns = {**one.decisions.columns, table.sheet: {}}
    _keep(connection, one, replace(one.decisions, columns=columns))


def remember(connection: Connection, host_id: HostId, one: WaitingList, seen: Reading, now: datetime) -> None:
    """Keep how the columns were read for the next list with the same headers, where the host had a say in it."""
    table = seen.table
    if said_of(table, one.decisions, one.layouts) and fingerprint(table.header):
        layout = layout_of(table, dict(enumerate(seen.columns)))
        store.keep_layout(connection, host_id, fingerprint(table.header), layout, now)


def mark_of(decisions: Decisions, seen: Reading) -> str:
    """What a preview was read by, as one word: two that differ are of two ways to read the list."""
    told = (decisions.encoding, decisions.sheet, seen.table.sheet, [field.value for field in seen.columns])
    return sha256(repr(told).encode()).hexdigest()[:16]


def require_unchanged(one: WaitingList, seen: Reading, shown: str) -> None:
    """Raise PreviewChangedError where the host looked at another way to read the list; no mark tells nothing."""
    if shown and shown != mark_of(one.decisions, seen):
        raise PreviewChangedError


def _require_readable(one: WaitingList) -> None:
    try:
        glance(one)
    except OrganizerError as error:
        raise UnreadableSoError(error) from error


def _keep(connection: Connection, one: WaitingList, decisions: Decisions) -> None:
    list_store.decide(connection, one.head.id, decisions)
