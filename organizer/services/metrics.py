"""How the outbox is doing, in numbers without personal data."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection

from organizer.domain.outbox import DispatchState
from organizer.store import metrics as store


@dataclass(frozen=True, slots=True, kw_only=True)
class OutboxFigures:
    """Mails by state; for how many seconds the oldest one has been due without leaving."""

    mails: dict[DispatchState, int]
    overdue_seconds: float


def outbox_figures(connection: Connection, now: datetime) -> OutboxFigures:
    since = store.oldest_due(connection)
    overdue = max((now - since).total_seconds(), 0.0) if since else 0.0
    return OutboxFigures(mails=store.mails_by_state(connection), overdue_seconds=overdue)
