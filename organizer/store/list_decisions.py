"""What hosts decided about lists, as JSON beside the list, and the layouts remembered of it."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection

from organizer.domain.attendee_list import Field
from organizer.domain.list_decisions import Columns, Decisions, Layout
from organizer.domain.vocabulary import HostId
from organizer.store.schema import column_layouts


def packed(decisions: Decisions) -> dict[str, Any]:
    """The decisions as they are stored with their list."""
    columns = {sheet: {str(at): field.value for at, field in said.items()} for sheet, said in decisions.columns.items()}
    return {"encoding": decisions.encoding, "sheet": decisions.sheet, "columns": columns}


def unpacked(stored: Mapping[str, Any] | None) -> Decisions:
    """The opposite of `packed`; nothing stored means nothing decided."""
    stored = stored or {}
    return Decisions(
        encoding=stored.get("encoding", ""),
        sheet=stored.get("sheet", ""),
        columns={sheet: _columns(said) for sheet, said in stored.get("columns", {}).items()},
    )


def layouts_of(connection: Connection, host_id: HostId) -> dict[str, Layout]:
    """Every layout a host's lists left behind, by the fingerprint of the headers."""
    query = sa.select(column_layouts.c.fingerprint, column_layouts.c.fields).where(column_layouts.c.host_id == host_id)
    return {
        fingerprint: {key: Field(field) for key, field in fields.items()}
        for fingerprint, fields in connection.execute(query)
    }


def keep_layout(connection: Connection, host_id: HostId, fingerprint: str, layout: Layout, now: datetime) -> None:
    """Remember a layout in place of the one before."""
    forget_layout(connection, host_id, fingerprint)
    values = {"fields": {key: field.value for key, field in layout.items()}, "kept_at": now}
    connection.execute(sa.insert(column_layouts).values(host_id=host_id, fingerprint=fingerprint, **values))


def forget_layout(connection: Connection, host_id: HostId, fingerprint: str) -> None:
    here = (column_layouts.c.host_id == host_id) & (column_layouts.c.fingerprint == fingerprint)
    connection.execute(sa.delete(column_layouts).where(here))


def _columns(said: Mapping[str, str]) -> Columns:
    return {int(at): Field(field) for at, field in said.items()}
