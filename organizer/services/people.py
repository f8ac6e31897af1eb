"""People the host knows: found, typed in, changed, and never written to again when they say so."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from sqlalchemy import Connection

from organizer.domain.attendee_list import Attendee
from organizer.domain.directories import Filters
from organizer.domain.errors import N_, NotFoundError, OrganizerError
from organizer.domain.identity import joins_without_loss
from organizer.domain.name_readings import other_readings
from organizer.domain.names import Name
from organizer.domain.people import Person
from organizer.domain.same_person import joined
from organizer.domain.tokens import Keys, address_hash
from organizer.domain.told_rows import FILLABLE
from organizer.domain.vocabulary import HostId, Language, Level, ListId, PersonId
from organizer.services import crowds, hosts, opt_outs, unpicked
from organizer.services.crowds import Prepared
from organizer.store import attendee_lists as list_store
from organizer.store import invitations as invitation_store
from organizer.store import people as store
from organizer.store.attendee_lists import ListHead
from organizer.store.people import Saved

PAGE_SIZE = 50
# What an attendee and a person have in common, but for being a speaker, which a list may leave open.
_SHARED = tuple(name for name in Attendee.__slots__ if name in Person.__slots__ and name != "is_speaker")


class NamelessPersonError(OrganizerError):
    message = N_("A person needs a name: type at least a given or a family name.")


class NoAddressToRememberError(OrganizerError):
    message = N_(
        "The wish not to be written to is remembered by the mail address. Add the address of this person first."
    )


class AddressOptedOutError(OrganizerError):
    message = N_("%(name)s does not wish to be written to, so the mail address stays as it is.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """One page of a search, and how many people fit in all."""

    people: tuple[Person, ...]
    total: int
    page: int

    @property
    def pages(self) -> int:
        return max(1, -(-self.total // PAGE_SIZE))


@dataclass(frozen=True, slots=True, kw_only=True)
class Range:
    """How many people there are to look among, and by what they can be told apart: values that somebody has."""

    everybody: int
    lists: tuple[ListHead, ...]
    levels: tuple[Level, ...]
    countries: tuple[str, ...]
    languages: tuple[Language, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Among:
    """Among whom to look: what they have, one of the lists, those the host has met at a round, those who at that time
    are going to be deleted.
    """

    filters: Filters = field(default_factory=Filters)
    list_id: ListId | None = None
    met: bool = False
    leaving_at: datetime | None = None


def search(connection: Connection, host_id: HostId, text: str = "", page: int = 1, among: Among | None = None) -> Found:
    """People who fit the words as they are typed, misspelt or within compounds, the best first, then by name."""
    prepared = crowds.everybody(connection, host_id)
    directory, filters = prepared.directory, _filters(connection, host_id, prepared, among or Among())
    page = max(1, page)
    hits = directory.find(text, filters, limit=PAGE_SIZE, offset=PAGE_SIZE * (page - 1))
    last = max(1, -(-hits.total // PAGE_SIZE))
    if page > last:
        return search(connection, host_id, text, last, among)
    return Found(people=in_order(connection, host_id, hits.ids), total=hits.total, page=page)


def range_of(connection: Connection, host_id: HostId) -> Range:
    """Everybody a host knows, and what may be asked of them."""
    crowd = crowds.everybody(connection, host_id).crowd
    return Range(
        everybody=len(crowd.people),
        lists=tuple(head for head in list_store.lists_of(connection, host_id) if head.confirmed_at),
        levels=tuple(level for level in Level if level in crowd.levels.numbers),
        countries=tuple(sorted(map(str, crowd.countries.numbers))),
        languages=tuple(language for language in Language if language in crowd.languages.numbers),
    )


def in_order(connection: Connection, host_id: HostId, ids: Sequence[PersonId]) -> tuple[Person, ...]:
    """These people as they are now, in this order; whoever is gone is left out."""
    found = {one.id: one for one in store.people_of(connection, host_id, ids)}
    return tuple(found[one] for one in ids if one in found)


def everybody(connection: Connection, host_id: HostId) -> tuple[Person, ...]:
    return store.people_of(connection, host_id)


def person(connection: Connection, host_id: HostId, person_id: PersonId) -> Person:
    found = store.people_of(connection, host_id, [person_id])
    if not found:
        raise NotFoundError
    return found[0]


def listing(connection: Connection) -> list[dict[str, object]]:
    """Everybody of the local host as plain data: what the command `people` answers."""
    host = hosts.some_host(connection)
    return [_listed(one) for one in everybody(connection, host.id)] if host else []


def add_people(
    connection: Connection, host_id: HostId, newcomers: Iterable[Person], keys: Keys, now: datetime
) -> tuple[PersonId, ...]:
    """Make people known; the ids come back in the same order."""
    some = [saved(one, keys) for one in newcomers]
    opt_outs.take_over(connection, host_id, (one.person.email for one in some), keys)
    return store.insert_people(connection, host_id, some, now)


def type_in(connection: Connection, host_id: HostId, newcomer: Person, keys: Keys, now: datetime) -> Person:
    """Add one person by hand."""
    _require_name(newcomer)
    (person_id,) = add_people(connection, host_id, [newcomer], keys, now)
    return person(connection, host_id, person_id)


def same_as(connection: Connection, host_id: HostId, newcomer: Person) -> Person | None:
    """Who among those known is certainly the same human, and has no other address."""
    known = store.people_of(connection, host_id)
    return next((one for one in known if joins_without_loss(one, newcomer)), None)


def correct(connection: Connection, host_id: HostId, corrected: Person, keys: Keys) -> None:
    """Change a person by hand: what is typed no longer stems from a list, and an address that said no stays."""
    known = person(connection, host_id, corrected.id)
    if known.opted_out and known.email != corrected.email:
        raise AddressOptedOutError(name=known.name.display)
    typed = [field for field in FILLABLE if getattr(known, field) != getattr(corrected, field)]
    list_store.forget_filled(connection, known.id, typed)
    change(connection, host_id, corrected, keys)


def read_name_anew(connection: Connection, host_id: HostId, person_id: PersonId, name: Name, keys: Keys) -> Person:
    """Let the same words be parted into given and family name in another way; the original string stays."""
    known = person(connection, host_id, person_id)
    if name not in other_readings(known.name):
        raise NotFoundError
    changed = replace(known, name=name)
    change(connection, host_id, changed, keys)
    return changed


def change(connection: Connection, host_id: HostId, changed: Person, keys: Keys) -> None:
    """Keep a person as they are now."""
    _require_name(changed)
    opt_outs.take_over(connection, host_id, [changed.email], keys)
    store.update_person(connection, host_id, saved(changed, keys))


def never_again(connection: Connection, host_id: HostId, person_id: PersonId, keys: Keys, now: datetime) -> None:
    """Note that this person does not wish to be written to; holds for the address, whatever list it comes back on."""
    refusing = person(connection, host_id, person_id)
    # The hash of no address is shared by everybody without one.
    if not refusing.email:
        raise NoAddressToRememberError
    store.note_opt_out(connection, host_id, address_hash(keys, refusing.email), now)


def saved(one: Person, keys: Keys) -> Saved:
    """The person with what the store keeps beside them."""
    return Saved(person=one, address_hash=address_hash(keys, one.email))


def merged(known: Person, fresh: Person) -> tuple[Person, tuple[str, ...]]:
    """The known person with gaps filled from a later list, and the names of the fields that changed."""
    return joined(known, fresh)


def retyped(known: Person, typed: Person) -> Person:
    """The known person with everything that was typed anew; name and address stay where they were known."""
    blank = Person(id=known.id, name=known.name)
    kept = {"id", "name", "opted_out"} | ({"email"} if known.email else set())
    fields = [name for name in Person.__slots__ if name not in kept]
    said = {name: getattr(typed, name) for name in fields if getattr(typed, name) != getattr(blank, name)}
    return replace(known, **said)


def emptied(known: Person, fields: Sequence[str]) -> Person:
    """The person without what a list had filled in; the opposite of `merged`."""
    blank = Person(id=known.id, name=known.name)
    return replace(known, **{name: getattr(blank, name) for name in fields})


def _filters(connection: Connection, host_id: HostId, prepared: Prepared, among: Among) -> Filters:
    only = [*among.filters.only]
    if among.list_id is not None:
        only.append(prepared.listed(connection, host_id, among.list_id))
    if among.met:
        only.append(invitation_store.people_met(connection, host_id))
    if among.leaving_at is not None:
        only.append(unpicked.people_leaving(connection, host_id, among.leaving_at))
    return replace(among.filters, only=tuple(only))


def _listed(one: Person) -> dict[str, object]:
    return {
        "id": one.id,
        "name": one.name.full,
        "given": one.name.given,
        "family": one.name.family,
        "honorific": one.name.honorific,
        "suffix": one.name.suffix,
        "organisation": one.organisation,
        "title": one.job_title,
        "level": one.level.value,
        "country": one.country,
        "email": one.email,
    }


def as_person(attendee: Attendee) -> Person:
    """The attendee as somebody the host knows from now on; the store gives the id."""
    values = {name: getattr(attendee, name) for name in _SHARED}
    return Person(id=PersonId(0), is_speaker=bool(attendee.is_speaker), **values)


def _require_name(one: Person) -> None:
    if not one.name.full.strip():
        raise NamelessPersonError
