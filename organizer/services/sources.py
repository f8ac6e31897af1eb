"""Where each guest's address is from, and on what basis it is used: asked once, before the first sending."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection

from organizer.domain.bases import Basis
from organizer.domain.errors import N_, OrganizerError
from organizer.domain.vocabulary import HostId, ListId, PersonId
from organizer.services.rounds import Evening
from organizer.store import attendee_lists as store
from organizer.store.attendee_lists import ListHead


class SourceUnknownError(OrganizerError):
    message = N_("Say first where the list “%(filename)s” is from and why you may use it. Your guests are told.")


class MayNotBeContactedError(OrganizerError):
    message = N_(
        "You said that the people on “%(filename)s” may not be contacted. Take them off the table, or ask whoever gave "
        "you the list and change your answer."
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class ListSource:
    """What the host says of a list. `basis` is a `Basis` or the host's own words."""

    source: str
    basis: str
    received_on: date | None


def lists_behind(connection: Connection, planned: Evening) -> dict[PersonId, ListHead]:
    """For each person of a round the list of its occasion that names them, else the one they were first found on.

    People typed in one by one have none.
    """
    occasion_id = planned.party.occasion.id
    heads = {head.id: head for head in store.lists_of(connection, planned.host.id)}
    naming = store.lists_naming(connection, tuple(planned.people))
    return {
        person_id: heads[min(imported, key=lambda one: heads[one].occasion_id != occasion_id)]
        for person_id, lists in naming.items()
        if (imported := [list_id for list_id in lists if heads[list_id].filename])
    }


def behind_invitees(connection: Connection, planned: Evening) -> tuple[ListHead, ...]:
    """The lists that the guests and the speaker are from, each once."""
    invitees = {person.id for person in (*planned.guests, planned.speaker) if person}
    behind = lists_behind(connection, planned)
    heads = {head.id: head for person_id, head in behind.items() if person_id in invitees}
    return tuple(heads.values())


def unexplained(connection: Connection, planned: Evening) -> tuple[ListHead, ...]:
    """Lists behind the guests of whom the host has not yet said where they are from."""
    heads = behind_invitees(connection, planned)
    return tuple(head for head in heads if not (head.source and head.basis))


def refused(connection: Connection, planned: Evening) -> tuple[ListHead, ...]:
    """Lists behind the guests whose people may not be contacted, as the host said."""
    return tuple(head for head in behind_invitees(connection, planned) if head.basis == Basis.REFUSED)


def require_explained(connection: Connection, planned: Evening) -> None:
    """Refuse to write to anybody before every list is explained, and to those on a list that may not be used."""
    for head in unexplained(connection, planned):
        raise SourceUnknownError(filename=head.filename)
    for head in refused(connection, planned):
        raise MayNotBeContactedError(filename=head.filename)


def explain(connection: Connection, host_id: HostId, list_ids: Sequence[ListId], said: ListSource) -> None:
    """Note where these lists are from and on what basis they are used."""
    values = {"source": said.source, "basis": said.basis, "received_on": said.received_on}
    for list_id in list_ids:
        store.update_list(connection, host_id, list_id, values)
