"""Numbers about the outbox; never who is meant by them."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy import Connection

from organizer.domain.outbox import DispatchState
from organizer.store.schema import dispatches


def mails_by_state(connection: Connection) -> dict[DispatchState, int]:
    """How many mails are in each state."""
    query = sa.select(dispatches.c.state, sa.func.count()).group_by(dispatches.c.state)
    counted = dict.fromkeys(DispatchState, 0)
    for state, number in connection.execute(query):
        counted[state] = number
    return counted


def oldest_due(connection: Connection) -> datetime | None:
    """Since when the oldest queued mail is due."""
    query = sa.select(sa.func.min(dispatches.c.due_at)).where(dispatches.c.state == DispatchState.QUEUED)
    return connection.execute(query).scalar()
