"""Mails that came back: reports of failed delivery settle the mails they are about, or ask the host."""

from collections.abc import Sequence

from sqlalchemy import Connection

from organizer.domain.incoming import BOUNCES_COUNT_FOR, Bounce, IncomingMail, weigh_bounce
from organizer.domain.outbox import Dispatch, DispatchState
from organizer.domain.replies import Verdict, is_one_of
from organizer.services.incoming_seats import (
    NOT_KNOWN_TO_BE_THERE,
    Noted,
    Receipt,
    log,
    mark,
    seat_of,
    values_of_mail,
)
from organizer.store import incoming as store
from organizer.store import invitations as invitation_store
from organizer.store import outbox

MAY_COME_BACK = (DispatchState.DOT_PENDING, DispatchState.SENT, *NOT_KNOWN_TO_BE_THERE)


def note_bounce(connection: Connection, mail: IncomingMail, bounce: Bounce, receipt: Receipt) -> tuple[Noted, ...]:
    """Settle the mails that a report of failed delivery is about."""
    proven = list(store.dispatches_by_message_id(connection, bounce.message_ids))
    proven += _mails_with_uids(connection, bounce.uids)
    if proven:
        return tuple(
            noted
            for dispatch in dict.fromkeys(proven)
            if (noted := _note_returned(connection, dispatch, mail, bounce, receipt, is_proven=True))
        )
    since = receipt.now - BOUNCES_COUNT_FOR
    to_them = [store.dispatches_to(connection, address, since, receipt.only_of) for address in bounce.recipients]
    latest = [mails[0] for mails in to_them if mails]
    found = (_note_returned(connection, one, mail, bounce, receipt, is_proven=False) for one in latest)
    return tuple(one for one in found if one)


def _mails_with_uids(connection: Connection, uids: Sequence[str]) -> list[Dispatch]:
    """The last mail of each of these invitations; drafts have no Message-ID of ours, but our UID inside."""
    invitations = [one for uid in uids if (one := invitation_store.invitation_by_uid(connection, uid))]
    mails = outbox.dispatches_of(connection, [one.id for one in invitations])
    return [found[-1] for found in mails.values()]


def _note_returned(
    connection: Connection, dispatch: Dispatch, mail: IncomingMail, bounce: Bounce, receipt: Receipt, *, is_proven: bool
) -> Noted | None:
    seat = seat_of(connection, store.invitation_by_id(connection, dispatch.invitation_id), receipt)
    if seat is None or (bounce.recipients and not is_one_of(dispatch.recipient, bounce.recipients) and not is_proven):
        return None
    sent_at = dispatch.settled_at or dispatch.created_at
    verdict = weigh_bounce(bounce, is_proven=is_proven, sent_at=sent_at, now=receipt.now)
    values = values_of_mail(mail, receipt) | {"text": bounce.text, "status": None}
    values["fingerprint"] = mark("bounce", dispatch.message_id, dispatch.id, verdict)
    is_news = log(connection, seat.invitation, verdict, values, receipt)
    if is_news and verdict is Verdict.RETURNED:
        why = bounce.text or ", ".join(bounce.recipients)
        outbox.change_state(
            connection, [dispatch.id], from_=MAY_COME_BACK, to=DispatchState.BOUNCED, now=receipt.now, why=why
        )
    elif verdict is Verdict.DELAYED and is_proven:
        outbox.change_state(
            connection, [dispatch.id], from_=NOT_KNOWN_TO_BE_THERE, to=DispatchState.SENT, now=receipt.now
        )
    return Noted(verdict=verdict, attendee=dispatch.recipient, person=seat.invitee.name.full)
