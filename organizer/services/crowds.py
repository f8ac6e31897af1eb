"""The people a host may choose from, prepared once in this process and asked often.

What is kept is found again only under the stamp it was prepared at, so that an import, an edit or an erasure, in
whatever process, makes it prepared anew. A transaction that has itself changed people keeps nothing.
"""

import logging
from collections import Counter, OrderedDict
from collections.abc import Iterable
from functools import cached_property
from threading import Lock, RLock
from weakref import WeakKeyDictionary

from sqlalchemy import Connection, Engine
from sqlalchemy.exc import SQLAlchemyError

from organizer.domain.comparisons import count_sectors
from organizer.domain.crowds import Crowd, gather
from organizer.domain.directories import Directory, open_directory
from organizer.domain.parties import Party
from organizer.domain.people import Person
from organizer.domain.sectors import Sector
from organizer.domain.vocabulary import HostId, ListId, PersonId
from organizer.services.meanings import encoder
from organizer.store import attendee_lists as list_store
from organizer.store import people as people_store
from organizer.store.engine import reading
from organizer.store.people_stamps import has_changes, people_stamp

log = logging.getLogger(__name__)

# How many crowds a process keeps: those of a few hosts, or of a few occasions of one.
MOST_KEPT = 6

_Key = tuple[HostId, tuple[ListId, ...], frozenset[PersonId]]


class Prepared:
    """A crowd, and on demand its directory, the kinds of houses its people are from, and who is on which list."""

    def __init__(self, crowd: Crowd) -> None:
        self.crowd = crowd
        self._listed: dict[ListId, frozenset[PersonId]] = {}
        self._directory: Directory | None = None

    @property
    def directory(self) -> Directory:
        with _making:
            if self._directory is None:
                self._directory = open_directory(self.crowd)
            return self._directory

    @cached_property
    def sectors(self) -> Counter[Sector]:
        return count_sectors(self.crowd.people)

    def listed(self, connection: Connection, host_id: HostId, list_id: ListId) -> frozenset[PersonId]:
        """Whom a list of this host names."""
        if list_id not in self._listed:
            self._listed[list_id] = list_store.host_people_on(connection, host_id, list_id)
        return self._listed[list_id]


_kept: WeakKeyDictionary[Engine, OrderedDict[_Key, tuple[str, Prepared]]] = WeakKeyDictionary()
_lock = Lock()
# What takes seconds for very many people is made once: whoever asks meanwhile, typing the next letter, waits for it.
_making = RLock()


def everybody(connection: Connection, host_id: HostId) -> Prepared:
    """All people of a host, prepared."""
    return _prepared(connection, (host_id, (), frozenset()))


def prepare_ahead(engine: Engine, host_id: HostId) -> None:
    """Prepare everybody of a host before anybody asks; where that fails, whoever asks first prepares them."""
    try:
        with reading(engine) as connection:
            prepared = everybody(connection, host_id)
    except SQLAlchemyError as error:
        log.info("people were not prepared ahead: %s", type(error).__name__)
    else:
        prepared.directory  # noqa: B018 - what is asked for first is made


def of_party(connection: Connection, party: Party, also: Iterable[PersonId] = ()) -> Prepared:
    """People on the lists of a party's occasion and those named; everybody where it has no list."""
    heads = list_store.lists_of(connection, party.host_id)
    lists = tuple(sorted(head.id for head in heads if head.confirmed_at and head.occasion_id == party.occasion.id))
    if not lists:
        return everybody(connection, party.host_id)
    listed = _prepared(connection, (party.host_id, lists, frozenset()))
    missing = frozenset(one for one in also if one not in listed.crowd.places)
    return _prepared(connection, (party.host_id, lists, missing)) if missing else listed


def _prepared(connection: Connection, key: _Key) -> Prepared:
    # The stamp before the people: what changes in between makes the next look-up prepare anew.
    stamp = people_stamp(connection, key[0])
    if has_changes(connection):
        return _made(connection, key)
    return _found(connection.engine, key, stamp) or _made_once(connection, key, stamp)


def _made_once(connection: Connection, key: _Key, stamp: str) -> Prepared:
    with _making:
        found = _found(connection.engine, key, stamp)
        if found is None:
            found = _made(connection, key)
            _keep(connection.engine, key, stamp, found)
        return found


def _made(connection: Connection, key: _Key) -> Prepared:
    """Prepared anew; where a host's lists hold everybody there is, very many people are not prepared twice."""
    host_id, lists, _ = key
    if lists and people_store.count_people(connection, host_id) == people_store.count_of_lists(
        connection, host_id, lists
    ):
        return everybody(connection, host_id)
    return Prepared(gather(_people(connection, key), encoder()))


def _people(connection: Connection, key: _Key) -> tuple[Person, ...]:
    host_id, lists, also = key
    if not lists:
        return people_store.people_of(connection, host_id)
    listed = people_store.people_of_lists(connection, host_id, lists)
    return (*listed, *people_store.people_of(connection, host_id, also)) if also else listed


def _found(engine: Engine, key: _Key, stamp: str) -> Prepared | None:
    with _lock:
        kept = _kept.get(engine, OrderedDict())
        if key not in kept:
            return None
        kept.move_to_end(key)
        prepared_at, prepared = kept[key]
        return prepared if prepared_at == stamp else None


def _keep(engine: Engine, key: _Key, stamp: str, prepared: Prepared) -> None:
    with _lock:
        kept = _kept.setdefault(engine, OrderedDict())
        kept[key] = (stamp, prepared)
        kept.move_to_end(key)
        while len(kept) > MOST_KEPT:
            kept.popitem(last=False)
