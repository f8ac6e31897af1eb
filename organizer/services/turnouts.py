"""How the invitees of earlier rounds stood: what they answered, and whether they came."""

from collections import Counter, defaultdict
from collections.abc import Collection
from datetime import datetime, timedelta

from sqlalchemy import Connection

from organizer.domain.errors import N_, OrganizerError
from organizer.domain.forecasts import Forecast, forecast, history_of
from organizer.domain.invitations import Invitation, InvitationState
from organizer.domain.letters import LastTime
from organizer.domain.next_round import Turnout, guests_stood, turnout
from organizer.domain.outbox import has_left
from organizer.domain.rounds import Round, RoundState
from organizer.domain.vocabulary import HostId, ParticipationStatus, PersonId
from organizer.services.replies import standings
from organizer.services.rounds import Evening
from organizer.store import invitations as invitation_store
from organizer.store import opt_outs, outbox
from organizer.store import parties as party_store
from organizer.store import rounds as round_store

LATELY = timedelta(days=92)


class NotBegunError(OrganizerError):
    message = N_("The evening has not begun. Note who came once it has.")


_TOLD = {Turnout.CAME: LastTime.CAME, Turnout.SAID_YES: LastTime.CAME, Turnout.SAID_NO: LastTime.SAID_NO}


def turnouts_of(connection: Connection, round_: Round) -> dict[PersonId, Turnout]:
    """How everybody invited to a round stood in the end; a re-invitation counts instead of the first one.

    Whose invitation was stopped or withdrawn before it left was not invited. Where the evening was cancelled, whoever
    had not answered may still have wanted to come.
    """
    invitations = invitation_store.invitations_of(connection, round_.id)
    mails = outbox.dispatches_of(connection, [invitation.id for invitation in invitations])
    turnouts = {
        one.person_id: turnout(one, stood)
        for one, stood in zip(invitations, standings(connection, invitations).values(), strict=True)
        if stood.reply or stood.earlier or has_left(mails.get(one.id, ()))
    }
    if round_.state is RoundState.CANCELLED:
        return {one: Turnout.SAID_MAYBE if how is Turnout.SILENT else how for one, how in turnouts.items()}
    return turnouts


def tally_of(connection: Connection, round_: Round) -> Counter[Turnout]:
    """How many guests of a round stood how, as its board counts them."""
    latest = latest_invitations(invitation_store.invitations_of(connection, round_.id)).values()
    stood, refusing = (
        standings(connection, tuple(latest)),
        opt_outs.noted_at(connection, [one.person_id for one in latest]),
    )
    return guests_stood(
        (one, stood[one.id])
        for one in latest
        if stood[one.id].status is not ParticipationStatus.NEEDS_ACTION or one.person_id not in refusing
    )


def forecast_for(connection: Connection, host_id: HostId, wanted: int, now: datetime) -> Forecast:
    """How many to invite so that about as many come, as far as the host's own rounds tell."""
    over = [
        tally_of(connection, round_)
        for party in party_store.parties_of(connection, host_id)
        for round_ in round_store.rounds_of(connection, party.id)
        if round_.state is RoundState.INVITING and round_.is_over(now)
    ]
    return forecast(history_of(over), wanted=wanted)


def last_times(connection: Connection, planned: Evening) -> dict[PersonId, LastTime]:
    """For everybody invited to an earlier round of the party: what a letter may say of last time."""
    said: dict[PersonId, LastTime] = {}
    for earlier in round_store.rounds_of(connection, planned.party.id):
        if earlier.number < planned.round.number:
            said |= {person_id: _told(earlier, stood) for person_id, stood in turnouts_of(connection, earlier).items()}
    return said


def rounds_attended(connection: Connection, planned: Evening) -> dict[PersonId, tuple[int, ...]]:
    """For everybody who was there in earlier rounds of the party, as far as is known: their numbers.

    Whoever was at one of them together has met.
    """
    attended: defaultdict[PersonId, tuple[int, ...]] = defaultdict(tuple)
    for earlier in round_store.rounds_of(connection, planned.party.id):
        if earlier.number < planned.round.number and earlier.state is not RoundState.CANCELLED:
            for one, how in turnouts_of(connection, earlier).items():
                if how in (Turnout.CAME, Turnout.SAID_YES):
                    attended[one] += (earlier.number,)
    return dict(attended)


def who_rests(connection: Connection, planned: Evening) -> tuple[frozenset[PersonId], frozenset[PersonId]]:
    """Whom the host asked to another party not long ago, and who left their last two invitations unanswered.

    Not long ago is within three months of the last invitation there was.
    """
    asked = invitation_store.asked_elsewhere(connection, planned.host.id, planned.round.id)
    newest = max((one.created_at for one in asked), default=None)
    lately = {
        one.person_id
        for one in asked
        if one.party_id != planned.party.id and newest is not None and newest - one.created_at <= LATELY
    }
    answers: defaultdict[PersonId, list[bool]] = defaultdict(list)
    for one in asked:
        answers[one.person_id].append(one.answered)
    silent = {person_id for person_id, said in answers.items() if len(said) >= 2 and not any(said[:2])}
    return frozenset(lately), frozenset(silent)


def note_attendance(connection: Connection, planned: Evening, came: Collection[PersonId], now: datetime) -> None:
    """Note who came. Of somebody who had said no and stayed away there is nothing to note."""
    if planned.round.starts_at is None or now < planned.round.starts_at:
        raise NotBegunError
    latest = latest_invitations(invitation_store.invitations_of(connection, planned.round.id))
    open_ones = [one for one in latest.values() if one.state is InvitationState.OPEN]
    stood = standings(connection, open_ones)
    for one in open_ones:
        declined = stood[one.id].status is ParticipationStatus.DECLINED
        was_there = one.person_id in came
        values = {"came": None if declined and not was_there else was_there}
        invitation_store.update_invitation(connection, one.id, values)


def latest_invitations(invitations: tuple[Invitation, ...]) -> dict[PersonId, Invitation]:
    """The newest invitation of each person in a round."""
    return {invitation.person_id: invitation for invitation in invitations}


def _told(earlier: Round, stood: Turnout) -> LastTime:
    """Of a cancelled evening nobody can be thanked for coming."""
    if earlier.state is RoundState.CANCELLED and stood is not Turnout.SAID_NO:
        return LastTime.SILENT
    return _TOLD.get(stood, LastTime.SILENT)
