"""How the invitees of earlier rounds stood: what they answered, and whether they came."""

from sqlalchemy import Connection

from organizer.domain.invitations import Invitation
from organizer.domain.letters import LastTime
from organizer.domain.next_round import Turnout, turnout
from organizer.domain.rounds import Round, RoundState
from organizer.domain.vocabulary import PersonId
from organizer.services.replies import standings
from organizer.services.rounds import Evening
from organizer.store import invitations as invitation_store
from organizer.store import rounds as round_store

_TOLD = {Turnout.CAME: LastTime.CAME, Turnout.SAID_YES: LastTime.CAME, Turnout.SAID_NO: LastTime.SAID_NO}


def turnouts_of(connection: Connection, round_: Round) -> dict[PersonId, Turnout]:
    """How everybody invited to a round stood in the end; a re-invitation counts instead of the first one."""
    invitations = invitation_store.invitations_of(connection, round_.id)
    stood = standings(connection, invitations)
    return {invitation.person_id: turnout(invitation, stood[invitation.id]) for invitation in invitations}


def last_times(connection: Connection, planned: Evening) -> dict[PersonId, LastTime]:
    """For everybody invited to an earlier round of the party: what a letter may say of last time."""
    said: dict[PersonId, LastTime] = {}
    for earlier in round_store.rounds_of(connection, planned.party.id):
        if earlier.number < planned.round.number:
            said |= {person_id: _told(earlier, stood) for person_id, stood in turnouts_of(connection, earlier).items()}
    return said


def latest_invitations(invitations: tuple[Invitation, ...]) -> dict[PersonId, Invitation]:
    """The newest invitation of each person in a round."""
    return {invitation.person_id: invitation for invitation in invitations}


def _told(earlier: Round, stood: Turnout) -> LastTime:
    """Of a cancelled evening nobody can be thanked for coming."""
    if earlier.state is RoundState.CANCELLED and stood is not Turnout.SAID_NO:
        return LastTime.SILENT
    return _TOLD.get(stood, LastTime.SILENT)
