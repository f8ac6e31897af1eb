"""Attendee lists: uploaded, looked at, corrected, confirmed; undone when it was the wrong one."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sqlalchemy import Connection

from organizer.domain.attendee_list import Attendee, Field, Reading, RowVerdict, SetAside
from organizer.domain.errors import N_, NotFoundError, OrganizerError
from organizer.domain.identity import group
from organizer.domain.people import Person
from organizer.domain.tokens import Keys
from organizer.domain.vocabulary import HostId, ListId, OccasionId, PersonId
from organizer.formats.attendee_lists import read_attendee_list
from organizer.services import people
from organizer.store import attendee_lists as store
from organizer.store import people as people_store
from organizer.store.attendee_lists import KeptRow, ListHead

SAMPLE = Path(__file__).resolve().parents[1] / "samples" / "fachtag-forschungsdaten.csv"
TYPED_IN = ""


class NobodyInListError(OrganizerError):
    message = N_("No person was found in this list. Choose which column holds the names, or take another file.")


class AlreadyConfirmedError(OrganizerError):
    message = N_("This list was imported already. Undo the import first if it is to be read differently.")


class PeopleInUseError(OrganizerError):
    message = N_("People from this list are invited already, so the import cannot be undone any more.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Fate:
    """What importing would do with one attendee: become a new person, or add to one who is known."""

    attendee: Attendee
    known: Person | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Preview:
    """A list before it is imported."""

    head: ListHead
    reading: Reading
    fates: tuple[Fate, ...]

    @property
    def newcomers(self) -> int:
        return sum(fate.known is None for fate in self.fates)


@dataclass(frozen=True, slots=True, kw_only=True)
class Imported:
    """What an import did: people read, new ones, those who were known, rows that need attention."""

    read: int
    new: int
    merged: int
    attention: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ListView:
    """A confirmed list with every row and what became of it."""

    head: ListHead
    rows: tuple[KeptRow, ...]
    people: Mapping[PersonId, Person]

    def set_aside(self) -> tuple[KeptRow, ...]:
        return tuple(row for row in self.rows if row.person_id is None)


def upload(
    connection: Connection,
    host_id: HostId,
    occasion_id: OccasionId | None,
    content: bytes,
    filename: str,
    now: datetime,
) -> ListId:
    """Keep a list for looking at; what cannot be read at all is refused with a sentence."""
    read_attendee_list(content, filename=filename)
    values = {"occasion_id": occasion_id, "filename": filename, "content": content, "uploaded_at": now}
    return store.insert_list(connection, host_id, values)


def upload_sample(connection: Connection, host_id: HostId, occasion_id: OccasionId | None, now: datetime) -> ListId:
    """The sample list that comes with the program, to try it out."""
    return upload(connection, host_id, occasion_id, SAMPLE.read_bytes(), SAMPLE.name, now)


def preview(connection: Connection, host_id: HostId, list_id: ListId) -> Preview:
    """How a list reads now, with the host's corrections of its columns."""
    head = find(connection, host_id, list_id)
    uploaded = store.upload_of(connection, host_id, list_id)
    if uploaded is None:
        raise AlreadyConfirmedError
    reading = read_attendee_list(uploaded.content, filename=head.filename, columns=uploaded.columns)
    known = people_store.people_of(connection, host_id)
    return Preview(head=head, reading=reading, fates=_fates(reading.attendees, known))


def correct_columns(connection: Connection, host_id: HostId, list_id: ListId, columns: Mapping[int, Field]) -> None:
    """Note what the host says the columns hold; None of the list is lost by that."""
    values = {"columns": {str(at): field.value for at, field in columns.items()}}
    store.update_list(connection, host_id, list_id, values)


def confirm(connection: Connection, host_id: HostId, list_id: ListId, keys: Keys, now: datetime) -> Imported:
    """Import the people of a list; its bytes are let go, its rows are kept with what became of them."""
    seen = preview(connection, host_id, list_id)
    if not seen.fates:
        raise NobodyInListError
    fresh = [fate for fate in seen.fates if fate.known is None]
    newcomers = [as_person(fate.attendee) for fate in fresh]
    ids = iter(people.add_people(connection, host_id, newcomers, keys, now))
    rows = [
        row
        for fate in seen.fates
        for row in _rows_of(fate, _fill_gaps(connection, host_id, fate, keys) if fate.known else (next(ids), ()))
    ]
    rows += [KeptRow(number=one.row, verdict=one.verdict, text=one.text) for one in _other_rows(seen.reading)]
    store.insert_rows(connection, list_id, rows)
    store.update_list(connection, host_id, list_id, {"content": None, "columns": None, "confirmed_at": now})
    attention = len({problem.row for problem in seen.reading.problems if problem.row})
    return Imported(read=len(seen.fates), new=len(fresh), merged=len(seen.fates) - len(fresh), attention=attention)


def type_in(
    connection: Connection, host_id: HostId, occasion_id: OccasionId | None, newcomer: Person, keys: Keys, now: datetime
) -> Person:
    """Add one person by hand; they belong to the occasion like those of its lists."""
    person = people.type_in(connection, host_id, newcomer, keys, now)
    typed = (head for head in store.lists_of(connection, host_id) if head.filename == TYPED_IN)
    found = next((head.id for head in typed if head.occasion_id == occasion_id), None)
    values = {"occasion_id": occasion_id, "filename": TYPED_IN, "uploaded_at": now, "confirmed_at": now}
    list_id = found or store.insert_list(connection, host_id, values)
    number = len(store.rows_of(connection, list_id)) + 1
    row = KeptRow(number=number, verdict=RowVerdict.PERSON, text=person.name.full, person_id=person.id, was_new=True)
    store.insert_rows(connection, list_id, [row])
    return person


def withdraw(connection: Connection, host_id: HostId, list_id: ListId, keys: Keys) -> int:
    """Undo an import, or throw an upload away: people only this list knew go, gaps it filled are empty again."""
    find(connection, host_id, list_id)
    rows = store.rows_of(connection, list_id)
    newcomers = {row.person_id for row in rows if row.was_new and row.person_id is not None}
    if store.any_invited(connection, newcomers):
        raise PeopleInUseError
    elsewhere = {
        person_id
        for person_id, lists in store.lists_naming(connection, tuple(newcomers)).items()
        if any(other != list_id for other in lists)
    }
    _empty_gaps(connection, host_id, rows, keys)
    people_store.delete_people(connection, host_id, newcomers - elsewhere)
    store.delete_list(connection, host_id, list_id)
    return len(newcomers - elsewhere)


def find(connection: Connection, host_id: HostId, list_id: ListId) -> ListHead:
    found = store.find_list(connection, host_id, list_id)
    if found is None:
        raise NotFoundError
    return found


def view(connection: Connection, host_id: HostId, list_id: ListId) -> ListView:
    """A confirmed list, row by row."""
    rows = store.rows_of(connection, list_id)
    ids = {row.person_id for row in rows if row.person_id is not None}
    named = {one.id: one for one in people_store.people_of_lists(connection, host_id, [list_id])} if ids else {}
    return ListView(head=find(connection, host_id, list_id), rows=rows, people=named)


def lists(connection: Connection, host_id: HostId) -> tuple[ListHead, ...]:
    """All lists, newest first; without the one that holds people typed in."""
    return tuple(head for head in store.lists_of(connection, host_id) if head.filename != TYPED_IN)


def as_person(attendee: Attendee) -> Person:
    """The attendee as somebody the host knows from now on; the store gives the id."""
    shared = (name for name in Attendee.__slots__ if name in Person.__slots__ and name != "is_speaker")
    values = {name: getattr(attendee, name) for name in shared}
    return Person(id=PersonId(0), is_speaker=bool(attendee.is_speaker), **values)


def _fates(attendees: Sequence[Attendee], known: Sequence[Person]) -> tuple[Fate, ...]:
    groups = group([*known, *attendees]).groups
    leaders = groups[len(known) :]
    return tuple(
        Fate(attendee=attendee, known=known[leader] if leader < len(known) else None)
        for attendee, leader in zip(attendees, leaders, strict=True)
    )


def _fill_gaps(connection: Connection, host_id: HostId, fate: Fate, keys: Keys) -> tuple[PersonId, tuple[str, ...]]:
    if fate.known is None:
        raise NotFoundError
    fuller, gaps = people.merged(fate.known, as_person(fate.attendee))
    if gaps:
        people.change(connection, host_id, fuller, keys)
    return fuller.id, gaps


def _rows_of(fate: Fate, person: tuple[PersonId, tuple[str, ...]]) -> list[KeptRow]:
    """The row that gave the person, and those that repeat them."""
    person_id, gaps = person
    attendee = fate.attendee
    text = " | ".join(part for part in (attendee.name.original or attendee.name.full, attendee.email) if part)
    first = KeptRow(
        number=attendee.row,
        verdict=RowVerdict.PERSON,
        text=text,
        person_id=person_id,
        was_new=fate.known is None,
        filled=gaps,
    )
    repeats = (number for number in attendee.rows if number != attendee.row)
    return [
        first,
        *(KeptRow(number=at, verdict=RowVerdict.REPEAT, text=text, person_id=person_id) for at in repeats),
    ]


def _other_rows(reading: Reading) -> Iterable[SetAside]:
    return [one for one in reading.set_aside if one.verdict is not RowVerdict.REPEAT]


def _empty_gaps(connection: Connection, host_id: HostId, rows: Sequence[KeptRow], keys: Keys) -> None:
    filled = {row.person_id: row.filled for row in rows if row.filled and row.person_id is not None}
    for person in people_store.people_of(connection, host_id, filled):
        people.change(connection, host_id, people.emptied(person, filled[person.id]), keys)
