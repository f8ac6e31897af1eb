"""People, as rows. Every question names the host it is asked for; opt-outs are laid over the people they belong to."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection, Row, Select

from organizer.domain.names import Name
from organizer.domain.outbox import TO_ASSISTANT
from organizer.domain.people import Person
from organizer.domain.vocabulary import Consent, Formality, HostId, Language, Level, ListId, PersonId
from organizer.store.bulk import insert_columns, new_ids
from organizer.store.opt_outs import LENGTH_OF_A_HASH
from organizer.store.schema import dispatches, invitations, list_rows, opt_outs, people, unions

_NAME = ("given", "family", "honorific", "suffix")
_PLAIN = tuple(slot for slot in Person.__slots__ if slot not in ("id", "name", "opted_out"))
_NAMED = ("given", "family", "honorific", "suffix", "original_name")
_TOLD = ("id", *_PLAIN, "opted_out")
_GONE_HASH = sa.func.substr(unions.c.record[("person", "address_hash")].as_string(), 1, LENGTH_OF_A_HASH)
_NOTHING = {slot: getattr(Person(id=PersonId(0), name=Name()), slot) for slot in _PLAIN}
_READ: Mapping[str, Callable[[Any], Any]] = {
    "level": Level,
    "language": Language,
    "formality": Formality,
    "consent": Consent,
    "topics": tuple,
    "talks": tuple,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Saved:
    """A person with what else the store keeps: the keyed hash of the address."""

    person: Person
    address_hash: str


def plain(person: Person) -> dict[str, object]:
    """A person as JSON keeps one, without an id; what says nothing is left out."""
    said = {slot: value for slot, nothing in _NOTHING.items() if (value := getattr(person, slot)) != nothing}
    name = {slot: getattr(person.name, slot) for slot in Name.__slots__ if getattr(person.name, slot)}
    return {**said, "name": name}


def from_plain(stored: Mapping[str, Any], person_id: PersonId = PersonId(0)) -> Person:  # noqa: B008 - an int
    """The opposite of `plain`."""
    said = {slot: _READ.get(slot, _as_is)(value) for slot, value in stored.items() if slot in _PLAIN}
    return Person(id=person_id, name=Name(**stored["name"]), **said)


def insert_people(
    connection: Connection, host_id: HostId, newcomers: Sequence[Saved], now: datetime
) -> tuple[PersonId, ...]:
    """Add people: their ids come back in the order given, and none was ever somebody else's."""
    if not newcomers:
        return ()
    rows = [{**_values(saved), "host_id": host_id, "created_at": now} for saved in newcomers]
    given = sa.insert(people).returning(people.c.id, sort_by_parameter_order=True)
    return tuple(map(PersonId, connection.execute(given, rows).scalars()))


def insert_people_columns(
    connection: Connection, host_id: HostId, columns: Mapping[str, Sequence[object]], count: int, now: datetime
) -> Sequence[PersonId]:
    """Add many people given column by column, by the names of the table's columns; their ids in the same order."""
    ids = new_ids(connection, people, count)
    insert_columns(connection, people, {"id": ids, **columns}, count, host_id=host_id, created_at=now)
    return tuple(map(PersonId, ids))


def identities_of(connection: Connection, host_id: HostId) -> tuple[tuple[PersonId, ...], dict[str, list[str]]]:
    """All people of a host by what they are told apart by: their ids, and a column for each trait."""
    names = ("given", "family", "email", "organisation", "city", "profile_url")
    query = sa.select(people.c.id, *(people.c[name] for name in names)).where(people.c.host_id == host_id)
    rows = connection.execute(query.order_by(people.c.id)).all()
    columns = {name: [row[at] for row in rows] for at, name in enumerate(names, start=1)}
    return tuple(row[0] for row in rows), columns


def update_person(connection: Connection, host_id: HostId, saved: Saved) -> None:
    here = (people.c.host_id == host_id) & (people.c.id == saved.person.id)
    connection.execute(sa.update(people).where(here).values(_values(saved)))


def people_of(connection: Connection, host_id: HostId, ids: Iterable[PersonId] | None = None) -> tuple[Person, ...]:
    """All people of a host by id, or those named."""
    query = _people(host_id).order_by(people.c.id)
    if ids is not None:
        query = query.where(people.c.id.in_(tuple(ids)))
    return tuple(_person(row) for row in connection.execute(query))


def people_at(connection: Connection, host_id: HostId, address_hash: str) -> tuple[Person, ...]:
    """Everybody who has or had that address, oldest first: who was written to there before the host corrected it, and
    who was joined with a record that had it. Lists may know one human under two names.
    """
    written_to = (
        sa.select(invitations.c.person_id)
        .join(dispatches, dispatches.c.invitation_id == invitations.c.id)
        .where(dispatches.c.recipient_hash == address_hash, dispatches.c.kind.not_in(tuple(TO_ASSISTANT)))
    )
    joined = sa.select(unions.c.kept_id).where(unions.c.host_id == host_id, _GONE_HASH.in_([address_hash]))
    here = (people.c.address_hash == address_hash) | people.c.id.in_(written_to) | people.c.id.in_(joined)
    return tuple(_person(row) for row in connection.execute(_people(host_id).where(here).order_by(people.c.id)))


def hashes_of(connection: Connection, host_id: HostId, ids: Iterable[PersonId]) -> set[str]:
    """The hashes of the addresses of these people, and of records that were joined with theirs."""
    named = tuple(ids)
    own = sa.select(people.c.address_hash).where(people.c.host_id == host_id, people.c.id.in_(named))
    joined = sa.select(_GONE_HASH).where(unions.c.host_id == host_id, unions.c.kept_id.in_(named))
    return {one for query in (own, joined) for one in connection.execute(query).scalars() if one}


def addresses_with_plus(connection: Connection, host_id: HostId) -> dict[PersonId, tuple[str, str]]:
    """The addresses of a host's people that have a plus, each with its hash, by person."""
    query = sa.select(people.c.id, people.c.email, people.c.address_hash)
    query = query.where(people.c.host_id == host_id, people.c.email.contains("+"))
    return {PersonId(row.id): (row.email, row.address_hash) for row in connection.execute(query)}


def set_hashes(connection: Connection, host_id: HostId, hashes: Mapping[PersonId, str]) -> None:
    """Set the hashes of these people's addresses."""
    for person_id, hashed in hashes.items():
        here = (people.c.host_id == host_id) & (people.c.id == person_id)
        connection.execute(sa.update(people).where(here).values(address_hash=hashed))


def has_opted_out(connection: Connection, host_id: HostId, address_hash: str) -> bool:
    """Whether this address is not to be written to, whoever has it."""
    query = sa.select(opt_outs.c.id).where(opt_outs.c.host_id == host_id, opt_outs.c.address_hash == address_hash)
    return connection.execute(query).first() is not None


def people_of_lists(connection: Connection, host_id: HostId, list_ids: Iterable[ListId]) -> tuple[Person, ...]:
    """People named on any of these lists."""
    named = sa.select(list_rows.c.person_id).where(list_rows.c.list_id.in_(tuple(list_ids)))
    query = _people(host_id).where(people.c.id.in_(named)).order_by(people.c.id)
    return tuple(_person(row) for row in connection.execute(query))


def count_people(connection: Connection, host_id: HostId) -> int:
    """How many people a host knows."""
    query = sa.select(sa.func.count()).select_from(people).where(people.c.host_id == host_id)
    return int(connection.execute(query).scalar_one())


def count_of_lists(connection: Connection, host_id: HostId, list_ids: Iterable[ListId]) -> int:
    """How many people are named on any of these lists."""
    named = sa.select(list_rows.c.person_id).where(list_rows.c.list_id.in_(tuple(list_ids)))
    query = sa.select(sa.func.count()).select_from(people).where(people.c.host_id == host_id, people.c.id.in_(named))
    return int(connection.execute(query).scalar_one())


def note_opt_out(connection: Connection, host_id: HostId, address_hash: str, now: datetime) -> None:
    """Remember for good that this address is not to be written to; noting it twice changes nothing."""
    here = (opt_outs.c.host_id == host_id) & (opt_outs.c.address_hash == address_hash)
    # A later no is a no of its own: it outlives whatever the earlier one hung on.
    if not connection.execute(sa.update(opt_outs).where(here).values(created_at=now)).rowcount:
        values = {"host_id": host_id, "address_hash": address_hash, "created_at": now}
        connection.execute(sa.insert(opt_outs).values(values))


def forget_opt_out(connection: Connection, host_id: HostId, address_hash: str, noted_at: datetime) -> None:
    """Forget an opt-out that an address only shared with another one, unless it was said again since."""
    here = (opt_outs.c.host_id == host_id) & (opt_outs.c.address_hash == address_hash)
    connection.execute(sa.delete(opt_outs).where(here, opt_outs.c.created_at == noted_at))


def delete_person(connection: Connection, host_id: HostId, person_id: PersonId) -> None:
    connection.execute(sa.delete(people).where(people.c.host_id == host_id, people.c.id == person_id))


def _people(host_id: HostId) -> Select[tuple[Any, ...]]:
    opted_out = (
        sa.exists()
        .where(opt_outs.c.host_id == people.c.host_id, opt_outs.c.address_hash == people.c.address_hash)
        .label("opted_out")
    )
    columns = (people.c[name] for name in (*_NAMED, "id", *_PLAIN))
    return sa.select(*columns, opted_out).where(people.c.host_id == host_id)


def _as_is(value: Any) -> Any:  # noqa: ANN401 - as JSON comes
    return value


def _values(saved: Saved) -> Mapping[str, object]:
    person = saved.person
    plain = {slot: getattr(person, slot) for slot in Person.__slots__ if slot not in ("id", "name", "opted_out")}
    name = {part: getattr(person.name, part) for part in _NAME}
    stored = {"original_name": person.name.original, "address_hash": saved.address_hash}
    return {**plain, **name, **stored}


def _person(row: Row[tuple[Any, ...]]) -> Person:
    """By the order of `_people`: of very long lists names of columns would be most of the work."""
    values: tuple[Any, ...] = tuple(row)
    given, family, honorific, suffix, original = values[: len(_NAMED)]
    name = Name(given=given, family=family, honorific=honorific, suffix=suffix, original=original)
    return Person(name=name, **dict(zip(_TOLD, values[len(_NAMED) :], strict=True)))
