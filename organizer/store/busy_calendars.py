"""When hosts are busy, as rows: one for each host, replaced whole."""

from collections.abc import Sequence
from datetime import UTC, datetime

import sqlalchemy as sa
from sqlalchemy import Connection

from organizer.domain.vocabulary import HostId
from organizer.store.schema import busy_calendars

Span = tuple[datetime, datetime]


def set_busy_calendar(
    connection: Connection, host_id: HostId, spans: Sequence[Span], *, read_at: datetime, until: datetime
) -> None:
    forget_busy_calendar(connection, host_id)
    seconds = [[int(first.timestamp()), int(last.timestamp())] for first, last in spans]
    values = {"host_id": host_id, "read_at": read_at, "until": until, "spans": seconds}
    connection.execute(sa.insert(busy_calendars).values(values))


def forget_busy_calendar(connection: Connection, host_id: HostId) -> None:
    connection.execute(sa.delete(busy_calendars).where(busy_calendars.c.host_id == host_id))


def busy_calendar_of(connection: Connection, host_id: HostId) -> tuple[datetime, datetime, tuple[Span, ...]] | None:
    """When it was read, until when it speaks, and the spans."""
    query = sa.select(busy_calendars).where(busy_calendars.c.host_id == host_id)
    row = connection.execute(query).first()
    if row is None:
        return None
    spans = ((datetime.fromtimestamp(first, UTC), datetime.fromtimestamp(last, UTC)) for first, last in row.spans)
    return row.read_at, row.until, tuple(spans)
