"""Replies, as rows: a history, never overwritten."""

from collections.abc import Iterable

import sqlalchemy as sa
from sqlalchemy import Connection

from organizer.domain.replies import Reply
from organizer.domain.vocabulary import InvitationId
from organizer.store.schema import replies

_COLUMNS = tuple(replies.c[name] for name in Reply.__slots__)


def insert_reply(connection: Connection, reply: Reply) -> None:
    connection.execute(sa.insert(replies).values({slot: getattr(reply, slot) for slot in Reply.__slots__}))


def replies_to(connection: Connection, ids: Iterable[InvitationId]) -> dict[InvitationId, tuple[Reply, ...]]:
    """All replies to these invitations in the order they were received."""
    query = sa.select(*_COLUMNS).where(replies.c.invitation_id.in_(tuple(ids))).order_by(replies.c.id)
    found: dict[InvitationId, tuple[Reply, ...]] = {}
    for row in connection.execute(query):
        reply = Reply(**row._mapping)
        found[reply.invitation_id] = (*found.get(reply.invitation_id, ()), reply)
    return found
