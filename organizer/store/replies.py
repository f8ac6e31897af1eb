"""Replies, as rows: a history, never overwritten."""

from collections.abc import Iterable

import sqlalchemy as sa
from sqlalchemy import Connection

from organizer.domain.replies import Reply
from organizer.domain.vocabulary import InvitationId, PersonId
from organizer.store.schema import invitations, replies

_COLUMNS = tuple(replies.c[name] for name in Reply.__slots__)


def insert_reply(connection: Connection, reply: Reply) -> None:
    connection.execute(sa.insert(replies).values({slot: getattr(reply, slot) for slot in Reply.__slots__}))


def replies_of(connection: Connection, person_id: PersonId) -> tuple[Reply, ...]:
    """Every answer of one person, to whatever invitation, in the order they were received."""
    query = sa.select(*_COLUMNS).join(invitations, invitations.c.id == replies.c.invitation_id)
    query = query.where(invitations.c.person_id == person_id).order_by(replies.c.id)
    return tuple(Reply(**row._mapping) for row in connection.execute(query))


def replies_to(connection: Connection, ids: Iterable[InvitationId]) -> dict[InvitationId, tuple[Reply, ...]]:
    """All replies to these invitations in the order they were received."""
    query = sa.select(*_COLUMNS).where(replies.c.invitation_id.in_(tuple(ids))).order_by(replies.c.id)
    found: dict[InvitationId, tuple[Reply, ...]] = {}
    for row in connection.execute(query):
        reply = Reply(**row._mapping)
        found[reply.invitation_id] = (*found.get(reply.invitation_id, ()), reply)
    return found
