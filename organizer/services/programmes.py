"""The programme of a conference, kept for looking at like any list."""

from datetime import datetime

from sqlalchemy import Connection

from organizer.domain.attendee_list import ListKind
from organizer.domain.vocabulary import HostId, ListId, OccasionId
from organizer.formats.programmes import read_programme_page
from organizer.store import attendee_lists as store


def upload_programme(
    connection: Connection,
    host_id: HostId,
    occasion_id: OccasionId | None,
    content: bytes,
    filename: str,
    now: datetime,
) -> ListId:
    """Keep a programme for looking at; one that names no speakers is refused with a sentence."""
    read_programme_page(content)
    values = {"occasion_id": occasion_id, "filename": filename, "content": content, "uploaded_at": now}
    return store.insert_list(connection, host_id, {**values, "kind": ListKind.PROGRAMME})
