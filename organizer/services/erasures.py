"""Deleting a person for good: what hangs on them goes, too, and stays away when an older backup comes back."""

from datetime import datetime

from sqlalchemy import Connection

from organizer.domain.errors import NotFoundError
from organizer.domain.vocabulary import HostId, PersonId
from organizer.store import erasures as store
from organizer.store import kept_forms
from organizer.store.erasures import Erasure


def erase(connection: Connection, host_id: HostId, person_id: PersonId, now: datetime) -> None:
    """Delete a person of this host with seats, letters, invitations, mails and answers; an opt-out stays."""
    since = store.known_since(connection, host_id, person_id)
    if since is None:
        raise NotFoundError
    gone = {person_id: since, **store.joined_with(connection, host_id, person_id)}
    store.delete_person(connection, host_id, person_id, since)
    noted = (Erasure(host_id=host_id, person_id=one, known_since=known, erased_at=now) for one, known in gone.items())
    store.note_erasures(connection, noted)
    # Nobody can tell whose name was typed into them.
    kept_forms.forget_forms(connection, now)
