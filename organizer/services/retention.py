"""How long letters and guests' words are kept: a set time after the last evening of their party, then they go."""

from datetime import date, datetime

from sqlalchemy import Connection

from organizer.domain.incoming import KEPT_FOR
from organizer.domain.vocabulary import HostId, PartyId
from organizer.services.kept_forms import forget_old_forms
from organizer.store import incoming
from organizer.store import retention as store


def forget_old(connection: Connection, now: datetime) -> None:
    """Drop what guests wrote about evenings that are long over, and the letters of parties that are.

    What became of each invitation stays, without a word of it; doing it again changes nothing.
    """
    incoming.forget(connection, now - KEPT_FOR)
    store.forget_letters(connection, now - KEPT_FOR)
    forget_old_forms(connection, now)


def letters_go_on(connection: Connection, host_id: HostId) -> dict[PartyId, date]:
    """The day after which the letters of each party are gone; a further evening puts it off."""
    return {party: (last + KEPT_FOR).date() for party, last in store.last_evenings(connection, host_id).items()}
