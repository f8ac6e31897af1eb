"""Who the host is."""

from sqlalchemy import Connection

from organizer.domain.errors import NotFoundError
from organizer.domain.parties import Host
from organizer.domain.vocabulary import HostId, Language, Level
from organizer.store import hosts as store


def the_host(connection: Connection) -> Host | None:
    """The only host of local mode, once they have said who they are."""
    return store.find_host(connection)


def host(connection: Connection, host_id: HostId) -> Host:
    found = store.find_host(connection, host_id)
    if found is None:
        raise NotFoundError
    return found


def welcome_host(connection: Connection, *, name: str, email: str, language: Language, time_zone: str) -> Host:
    """Make the host known by the two things the first page asks, and what the browser tells."""
    values = {"name": name, "email": email, "language": language, "time_zone": time_zone, "level": Level.UNKNOWN}
    return host(connection, store.insert_host(connection, {**values, "signature": name}))


def change_host(connection: Connection, changed: Host) -> None:
    store.update_host(connection, changed)
