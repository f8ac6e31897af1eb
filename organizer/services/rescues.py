"""Rows that gave no person, taken in by hand, and put back."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import Connection

from organizer.domain.attendee_list import RowVerdict
from organizer.domain.errors import N_, NotFoundError, OrganizerError
from organizer.domain.identity import joins_without_loss
from organizer.domain.names import Name
from organizer.domain.people import Person
from organizer.domain.same_person import contradicted, most_alike
from organizer.domain.tokens import Keys
from organizer.domain.told_rows import told_by_text
from organizer.domain.vocabulary import HostId, ListId, PersonId
from organizer.services import people, same_person
from organizer.store import attendee_lists as store
from organizer.store import people as people_store
from organizer.store import same_person as union_store
from organizer.store.attendee_lists import KeptRow, ListHead

OF_PEOPLE = (RowVerdict.PERSON, RowVerdict.REPEAT)


class TakenInAlreadyError(OrganizerError):
    message = N_("This row was taken in already. Put it back first if it is to become somebody else.")


class RescuedInUseError(OrganizerError):
    message = N_("%(name)s is invited already, so the row cannot be put back any more.")


@dataclass(frozen=True, slots=True, kw_only=True)
class RowAside:
    """A row that gave no person, with whom it would speak of all the same."""

    head: ListHead
    row: KeptRow
    told: Person


@dataclass(frozen=True, slots=True, kw_only=True)
class TakenIn:
    """Who became of a row, and what was done about those known who may be the same human.

    `filled` are the fields of somebody known that were empty before, `left` those that keep what was known though the
    host typed something else; `asked` says how many pairs the host is asked about.
    """

    person: Person
    was_known: bool = False
    filled: tuple[str, ...] = ()
    left: tuple[str, ...] = ()
    asked: int = 0


def row_aside(connection: Connection, host_id: HostId, list_id: ListId, row_id: int) -> RowAside:
    """A row that was set aside and is not taken in."""
    head, row = _row(connection, host_id, list_id, row_id)
    if row.person_id is not None:
        raise TakenInAlreadyError
    return RowAside(head=head, row=row, told=_told(row))


def take_in(
    connection: Connection, host_id: HostId, list_id: ListId, row_id: int, newcomer: Person, keys: Keys, now: datetime
) -> TakenIn:
    """Make a person of a row that was set aside, as the host typed it; the list is the source.

    Somebody who is certainly known already is not made twice: the row names them from now on, and fills gaps. Nobody
    is joined whose mail address differs from the one typed: that is a person of their own, and the host is asked.
    """
    aside = row_aside(connection, host_id, list_id, row_id)
    told = replace(aside.told, name=newcomer.name)
    everybody = people.everybody(connection, host_id)
    same = [one for one in everybody if joins_without_loss(one, newcomer)]
    if same:
        taken = _join(connection, host_id, most_alike(newcomer, same), newcomer, keys)
    else:
        taken = _add(connection, host_id, newcomer, everybody, keys, now)
    values = {"person_id": taken.person.id, "was_new": not taken.was_known, "filled": taken.filled}
    store.update_row(connection, row_id, {**values, "says": people_store.plain(told)})
    return taken


def put_back(connection: Connection, host_id: HostId, list_id: ListId, row_id: int, keys: Keys) -> str:
    """Set a row aside again that was taken in by hand; whom only this row made known goes. Gives the name."""
    _, row = _row(connection, host_id, list_id, row_id)
    if row.person_id is None:
        raise NotFoundError
    person = people.person(connection, host_id, row.person_id)
    is_elsewhere = store.is_named_elsewhere(connection, row.person_id, row_id)
    if not row.was_new or is_elsewhere:
        people.change(connection, host_id, people.emptied(person, _still(person, row.filled)), keys)
    elif union_store.is_invited(connection, row.person_id):
        raise RescuedInUseError(name=person.name.display)
    store.update_row(connection, row_id, {"person_id": None, "was_new": False, "filled": ()})
    if row.was_new and is_elsewhere:
        store.hand_on(connection, [PersonId(row.person_id)])
    elif row.was_new:
        people_store.delete_person(connection, host_id, row.person_id)
    return person.name.display


def _join(connection: Connection, host_id: HostId, known: Person, newcomer: Person, keys: Keys) -> TakenIn:
    person, filled = people.merged(known, newcomer)
    people.change(connection, host_id, person, keys)
    return TakenIn(person=person, was_known=True, filled=filled, left=contradicted(person, newcomer))


def _add(
    connection: Connection, host_id: HostId, newcomer: Person, known: Sequence[Person], keys: Keys, now: datetime
) -> TakenIn:
    person = people.type_in(connection, host_id, newcomer, keys, now)
    return TakenIn(person=person, asked=same_person.ask_about(connection, host_id, person, known))


def _row(connection: Connection, host_id: HostId, list_id: ListId, row_id: int) -> tuple[ListHead, KeptRow]:
    head = store.find_list(connection, host_id, list_id)
    row = store.row_of(connection, list_id, row_id) if head else None
    if head is None or row is None or row.verdict in OF_PEOPLE:
        raise NotFoundError
    return head, row


def _told(row: KeptRow) -> Person:
    """Whom a row speaks of; where no cells tell, what is found in its words; otherwise these stand in for the name."""
    if row.says:
        return people_store.from_plain(row.says)
    found = told_by_text(row.text)
    return people.as_person(found) if found else Person(id=PersonId(0), name=Name(original=row.text))


def _still(person: Person, fields: tuple[str, ...]) -> tuple[str, ...]:
    """An address that said no stays known, so that the no stays in sight."""
    return tuple(field for field in fields if field != "email" or not person.opted_out)
