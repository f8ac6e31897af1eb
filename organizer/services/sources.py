"""Where each guest's address is from, and on what basis it is used: asked once, before the first sending."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection

from organizer.domain.errors import N_, OrganizerError
from organizer.domain.vocabulary import HostId, ListId, PersonId
from organizer.services.rounds import Evening
from organizer.store import attendee_lists as store
from organizer.store.attendee_lists import ListHead


class SourceUnknownError(OrganizerError):
    message = N_("Say first where the list “%(filename)s” is from and why you may use it. Your guests are told.")


@dataclass(frozen=True, slots=True, kw_only=True)
class ListSource:
    """What the host says of a list."""

    source: str
    basis: str
    received_on: date | None


def lists_behind(connection: Connection, planned: Evening) -> dict[PersonId, ListHead]:
    """For each person of a round the list they were first found on; people typed in one by one have none."""
    heads = {head.id: head for head in store.lists_of(connection, planned.host.id)}
    naming = store.lists_naming(connection, tuple(planned.people))
    return {
        person_id: heads[imported[0]]
        for person_id, lists in naming.items()
        if (imported := [list_id for list_id in lists if heads[list_id].filename])
    }


def unexplained(connection: Connection, planned: Evening) -> tuple[ListHead, ...]:
    """Lists behind the guests of whom the host has not yet said where they are from."""
    invitees = {person.id for person in (*planned.guests, planned.speaker) if person}
    behind = lists_behind(connection, planned)
    heads = {head.id: head for person_id, head in behind.items() if person_id in invitees}
    return tuple(head for head in heads.values() if not (head.source and head.basis))


def require_explained(connection: Connection, planned: Evening) -> None:
    for head in unexplained(connection, planned):
        raise SourceUnknownError(filename=head.filename)


def explain(connection: Connection, host_id: HostId, list_ids: Sequence[ListId], said: ListSource) -> None:
    """Note where these lists are from and on what basis they are used."""
    values = {"source": said.source, "basis": said.basis, "received_on": said.received_on}
    for list_id in list_ids:
        store.update_list(connection, host_id, list_id, values)
