"""What a host holds about a reader of their mails: shown, taken along, deleted; and "do not write to me again".

The link carries the host and a hash of the address, with a proof that we made it: nothing has to be looked up, so it
works when the person is erased, after an older backup came back, and when other keys have changed.
"""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection

from organizer.domain.errors import NotFoundError
from organizer.domain.outbox import STOPPABLE, TO_ASSISTANT, DispatchState
from organizer.domain.parties import Host
from organizer.domain.people import Person
from organizer.domain.replies import Reply
from organizer.domain.tokens import Keys, address_hash, read_stop_token
from organizer.domain.vocabulary import HostId, PersonId
from organizer.services import attendee_lists, erasures
from organizer.services.hosts import host as the_host_of
from organizer.services.outbox import OPTED_OUT
from organizer.store import held_data as store
from organizer.store import letter_history, outbox, rounds
from organizer.store import people as people_store
from organizer.store.attendee_lists import ListHead
from organizer.store.held_data import Row
from organizer.store.letter_history import KeptLetter
from organizer.store.replies import replies_of


@dataclass(frozen=True, slots=True, kw_only=True)
class AboutPerson:
    """One record of the reader: lists that name it, letters to it, what the host wrote for it, answers from it."""

    person: Person
    sources: tuple[ListHead, ...]
    letters: tuple[KeptLetter, ...]
    answers: tuple[Reply, ...]
    rows: dict[str, list[Row]]

    @property
    def written(self) -> tuple[str, ...]:
        """What the host noted or wrote about them, for letters that left or not."""
        lines = [str(row.get(name, "")) for row in self.rows.get("letters", ()) for name in ("reason", "appreciation")]
        return tuple(dict.fromkeys(line for line in (self.person.note, *lines) if line))


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """What one host holds about one address, also as that of a guest speaker's assistant.

    `moved` says that somebody was written to here and is known at another address since. What is held about them is not
    shown here: the first address may have been a stranger's.
    """

    host: Host
    records: tuple[AboutPerson, ...]
    moved: bool
    as_assistant: Row
    opted_out: bool

    @property
    def is_assistant(self) -> bool:
        return bool(self.as_assistant)

    @property
    def is_empty(self) -> bool:
        return not self.records and not self.moved and not self.is_assistant


def held(connection: Connection, keys: Keys, token: str) -> Held:
    """What the host of a link holds about its address; raises NotFoundError for a link that we never made."""
    host_id, hashed = _named(keys, token)
    known = people_store.people_at(connection, host_id, hashed)
    theirs = [one for one in known if hashed in people_store.hashes_of(connection, host_id, [one.id])]
    return Held(
        host=the_host_of(connection, host_id),
        records=tuple(_about(connection, host_id, person) for person in theirs),
        moved=len(theirs) < len(known),
        as_assistant=_as_assistant(connection, keys, host_id, hashed),
        opted_out=people_store.has_opted_out(connection, host_id, hashed),
    )


def stop(connection: Connection, keys: Keys, token: str, now: datetime) -> None:
    """Never write to this address again, on whatever list it comes back, nor to those whom it belongs to at another
    one; an assistant is forgotten at once, and what waits for the address stays here.
    """
    host_id, hashed = _named(keys, token)
    the_host_of(connection, host_id)
    known = [one.id for one in people_store.people_at(connection, host_id, hashed)]
    for refused in sorted({hashed, *people_store.hashes_of(connection, host_id, known)}):
        people_store.note_opt_out(connection, host_id, refused, now)
    store.forget_assistants(connection, host_id, _assistants(connection, keys, host_id, hashed))
    waiting = outbox.mails_to(connection, host_id, hashed)
    outbox.change_state(connection, waiting, from_=STOPPABLE, to=DispatchState.CANCELLED, now=now, why=OPTED_OUT)


def delete(connection: Connection, keys: Keys, token: str, now: datetime) -> None:
    """Delete everything about whoever has this address; of the address a hash stays, so that no list brings it back."""
    host_id, hashed = _named(keys, token)
    outbox.delete(connection, outbox.mails_to(connection, host_id, hashed, TO_ASSISTANT))
    stop(connection, keys, token, now)
    for person in people_store.people_at(connection, host_id, hashed):
        rounds.note_deletion(connection, person.id)
        erasures.erase(connection, host_id, person.id, now)


def as_plain(found: Held) -> dict[str, object]:
    """Everything held, as plain data to take along."""
    return {
        "held_by": {"name": found.host.name, "email": found.host.email},
        "opted_out": found.opted_out,
        "as_assistant": found.as_assistant,
        "records": [{"sources": [_source(head) for head in record.sources], **record.rows} for record in found.records],
    }


def _named(keys: Keys, token: str) -> tuple[HostId, str]:
    named = read_stop_token(keys, token)
    if named is None:
        raise NotFoundError
    return named


def _assistants(connection: Connection, keys: Keys, host_id: HostId, hashed: str) -> set[str]:
    known = store.assistants(connection, host_id)
    return {address for address in known if address_hash(keys, address) == hashed}


def _as_assistant(connection: Connection, keys: Keys, host_id: HostId, hashed: str) -> Row:
    addresses = sorted(_assistants(connection, keys, host_id, hashed))
    mails = store.mails_as_rows(connection, outbox.mails_to(connection, host_id, hashed, TO_ASSISTANT))
    return {name: some for name, some in (("addresses", addresses), ("dispatches", mails)) if some}


def _about(connection: Connection, host_id: HostId, person: Person) -> AboutPerson:
    hits = letter_history.find(connection, host_id, (), person.id)
    return AboutPerson(
        person=person,
        sources=attendee_lists.origins(connection, host_id, PersonId(person.id)),
        letters=letter_history.letters_of(connection, host_id, [hit.id for hit in hits]),
        answers=replies_of(connection, person.id),
        rows=store.rows_about(connection, person.id),
    )


def _source(head: ListHead) -> dict[str, object]:
    received = head.received_on or head.uploaded_at.date()
    return {"list": head.source or head.filename, "received_on": received.isoformat(), "basis": head.basis}
