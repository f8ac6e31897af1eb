"""Who the host is."""

from dataclasses import replace

from sqlalchemy import Connection

from organizer.domain.errors import NotFoundError
from organizer.domain.parties import Host
from organizer.domain.vocabulary import HostId, Language, Level
from organizer.store import hosts as store


def the_host(connection: Connection) -> Host | None:
    """The only host of local mode, once they have said who they are."""
    found = store.find_host(connection)
    return found if found and found.name else None


def some_host(connection: Connection) -> Host | None:
    """The only host of local mode, known by name or not yet: what commands work for."""
    return store.find_host(connection)


def nameless_host(connection: Connection) -> Host:
    """The host for whom a command imports before anybody has said who they are."""
    return store.find_host(connection) or host(connection, make_nameless(connection, "", Language.EN))


def make_nameless(connection: Connection, email: str, language: Language) -> HostId:
    """A new host of whom at most the address is known."""
    values: dict[str, object] = {
        "name": "",
        "email": email,
        "language": language,
        "time_zone": "Europe/Berlin",
        "level": Level.UNKNOWN,
    }
    return store.insert_host(connection, values)


def host(connection: Connection, host_id: HostId) -> Host:
    found = store.find_host(connection, host_id)
    if found is None:
        raise NotFoundError
    return found


def welcome_host(
    connection: Connection,
    *,
    name: str,
    email: str,
    language: Language,
    time_zone: str,
    host_id: HostId | None = None,
) -> Host:
    """Make the host known by the two things the first page asks, and what the browser tells.

    Without `host_id` it is the only one of local mode. A host who is known stays as they are: of two first pages filled
    in at once the earlier one counts.
    """
    nameless = host(connection, host_id) if host_id is not None else nameless_host(connection)
    if nameless.name:
        return nameless
    known = replace(nameless, name=name, email=email, language=language, time_zone=time_zone, signature=name)
    store.update_host(connection, known)
    return known


def change_host(connection: Connection, changed: Host) -> None:
    store.update_host(connection, changed)
