"""Letters that were kept long enough, as rows: their words go, what became of them stays."""

from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy import Connection

from organizer.domain.outbox import STOPPABLE, DispatchState
from organizer.domain.vocabulary import HostId, PartyId
from organizer.store.schema import dispatches, invitations, letters, parties, rounds

# No evening is longer; rounds know their beginning only.
LONGEST_EVENING = timedelta(days=1)
IN_HAND = frozenset({DispatchState.CLAIMED, DispatchState.DOT_PENDING})
# A mail of which nothing is left but what became of it. None that is sent goes without a subject.
BLANK = {"recipient": "", "subject": "", "raw": b"", "body": "", "search_text": "", "last_text": ""}


def last_evenings(connection: Connection, host_id: HostId) -> dict[PartyId, datetime]:
    """When the last evening of each party was over, or will be; those without a date are left out."""
    query = (
        sa.select(rounds.c.party_id, sa.func.max(rounds.c.starts_at))
        .join(parties, parties.c.id == rounds.c.party_id)
        .where(parties.c.host_id == host_id, rounds.c.starts_at.is_not(None))
        .group_by(rounds.c.party_id)
    )
    return {PartyId(party): last + LONGEST_EVENING for party, last in connection.execute(query)}


def forget_letters(connection: Connection, kept_since: datetime) -> None:
    """Take the words out of mails and letters of parties whose last evening was over by then."""
    last = sa.func.max(rounds.c.starts_at) < kept_since - LONGEST_EVENING
    over = sa.select(rounds.c.party_id).group_by(rounds.c.party_id).having(last)
    old_rounds = sa.select(rounds.c.id).where(rounds.c.party_id.in_(over))
    theirs = dispatches.c.invitation_id.in_(sa.select(invitations.c.id).where(invitations.c.round_id.in_(old_rounds)))
    worded = theirs & (dispatches.c.subject != "") & dispatches.c.state.not_in(tuple(IN_HAND))
    # An empty mail must never leave.
    waiting = worded & dispatches.c.state.in_(tuple(STOPPABLE))
    connection.execute(sa.update(dispatches).where(waiting).values(state=DispatchState.CANCELLED))
    connection.execute(sa.update(dispatches).where(worded).values(BLANK))
    connection.execute(sa.delete(letters).where(letters.c.round_id.in_(old_rounds)))
