"""A board behind the pages: a round whose invitations are out."""

from organizer.domain.outbox import DispatchState
from organizer.domain.parties import Host
from organizer.domain.tokens import guest_token
from organizer.domain.vocabulary import InvitationId, ParticipationStatus
from organizer.formats.mails import open_mail
from organizer.services import invitations, outbox, replies
from organizer.services.post_office import PostOffice
from organizer.services.rounds import Evening
from organizer.settings import open_keys
from organizer.store.engine import reading, transaction
from organizer.web.shell import Shell
from tests.builders import NOW
from tests.services.evenings import again, invitations_of, lay_evening, mails_of, settle, told
from tests.web.desks import now, path


def office(app: Shell) -> PostOffice:
    return PostOffice(keys=open_keys(app.settings.home), sends=bool(app.settings.smtp_url))


def invited(
    app: Shell,
    state: DispatchState | None = DispatchState.SENT,
    *,
    with_speaker: bool = False,
    why: str = "",
    host: Host | None = None,
) -> Evening:
    """A round, Alice's unless said otherwise, with everybody invited; None leaves their mails waiting."""
    with transaction(app.engine) as connection:
        planned = lay_evening(connection, with_speaker=with_speaker, host=host)
        invitations.invite(connection, planned, office(app), NOW, as_drafts=not app.settings.smtp_url)
        if state is not None:
            settle(connection, again(connection, planned), state, why)
    return now(app, planned)


def board_of(planned: Evening) -> str:
    return path(planned, "board")


def terms(planned: Evening, **changes: str) -> dict[str, str]:
    """The form of a change, as it stands, with something changed."""
    values = {"day": "2026-12-03", "time": "18:00", "zone": "Europe/Berlin", "length": "90"}
    return {**values, "video_link": planned.round.video_link, "word_en": "", **changes}


def answered(app: Shell, planned: Evening, *statuses: str) -> None:
    """The guests, in the order of the table, have said so."""
    with transaction(app.engine) as connection:
        for guest, status in zip(planned.guests, statuses, strict=False):
            invitation = invitations.open_invitation(connection, planned, guest.id)
            replies.record(connection, invitation, ParticipationStatus(status), "", NOW)


def mails(app: Shell, planned: Evening) -> list[tuple[str, str, int, str]]:
    """All mails of the round as (whose, kind, SEQUENCE, state)."""
    with reading(app.engine) as connection:
        return told(connection, planned)


def mail_id(app: Shell, planned: Evening, state: DispatchState) -> int:
    """One mail that is in this state."""
    with reading(app.engine) as connection:
        return next(mail.id for mail in mails_of(connection, planned) if mail.state is state)


def letters_told(app: Shell, planned: Evening, kind: str) -> list[str]:
    """The texts of all mails of one kind, as their readers see them."""
    with reading(app.engine) as connection:
        found = [outbox.mail(connection, planned.host.id, mail.id) for mail in mails_of(connection, planned)]
    return [open_mail(one[1]).text for one in found if one and one[0].kind == kind]


def statuses(app: Shell, planned: Evening) -> list[str]:
    """Where each invitation of the round stands, oldest first."""
    with reading(app.engine) as connection:
        stood = replies.standings(connection, invitations_of(connection, planned))
    return [stood[one].status.value for one in sorted(stood)]


def tokens(app: Shell, planned: Evening) -> list[str]:
    """The guests' secret links, in the order they were invited."""
    with reading(app.engine) as connection:
        return [guest_token(office(app).keys, one.uid) for one in invitations_of(connection, planned)]


def uids(app: Shell, planned: Evening) -> list[tuple[InvitationId, str]]:
    with reading(app.engine) as connection:
        return [(one.id, one.uid) for one in invitations_of(connection, planned)]
