"""Who is the same human: asked, answered, joined, and parted again; what is told apart stays apart."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection

from organizer.domain.attendee_list import RowVerdict
from organizer.domain.errors import N_, NotFoundError, OrganizerError
from organizer.domain.identity import Likeness as Sureness
from organizer.domain.identity import compare
from organizer.domain.people import Person
from organizer.domain.same_person import Answer, Trait, joined, pair, parted, traits
from organizer.domain.tokens import Keys, address_hash
from organizer.domain.vocabulary import HostId, ListId, PersonId
from organizer.services import people
from organizer.store import attendee_lists as list_store
from organizer.store import people as people_store
from organizer.store import same_person as store
from organizer.store.attendee_lists import KeptRow, ListHead
from organizer.store.same_person import Likeness, Union

LAST_ANSWERS = 20

Both = tuple[PersonId, PersonId]


class InvitedTwiceError(OrganizerError):
    message = N_(
        "%(one)s and %(other)s are both invited to the same round. Withdraw one of the two invitations first, then "
        "say that they are the same person."
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """Two people side by side, with what each list says of them."""

    one: Person
    other: Person
    traits: tuple[Trait, ...]
    lists: tuple[tuple[ListHead, ...], tuple[ListHead, ...]]
    is_put_off: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Joined:
    """Two who were joined to one: who stayed, and the name of who went."""

    id: int
    kept: Person
    gone_name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Questions:
    """What there is to ask, and what was answered lately."""

    first: Question | None
    left: int
    put_off: int
    apart: tuple[tuple[Person, Person], ...]
    joined: tuple[Joined, ...]


def ask_about(connection: Connection, host_id: HostId, newcomer: Person, known: Sequence[Person]) -> int:
    """Note who among those known may be the same human as somebody added by hand; how many pairs are to be asked."""
    alike = (one for one in known if compare(one, newcomer) is not Sureness.DIFFERENT)
    return store.ask(connection, host_id, ((one.id, newcomer.id) for one in alike))


def questions(connection: Connection, host_id: HostId) -> Questions:
    """The pair to look at first, how many wait, and the last answers."""
    pairs = store.likenesses_of(connection, host_id)
    waiting = [one for one in pairs if one.answer is not Answer.DIFFERENT]
    apart = [one for one in pairs if one.answer is Answer.DIFFERENT][:LAST_ANSWERS]
    unions = store.unions_of(connection, host_id)[:LAST_ANSWERS]
    ids = {person for one in (*waiting[:1], *apart) for person in (one.one_id, one.other_id)}
    known = _by_id(connection, host_id, ids | {union.kept_id for union in unions})
    return Questions(
        first=_question(connection, host_id, waiting[0], known) if waiting else None,
        left=len(waiting),
        put_off=sum(one.answer is Answer.LATER for one in waiting),
        apart=tuple((known[one.one_id], known[one.other_id]) for one in apart),
        joined=tuple(_joined(union, known[union.kept_id]) for union in unions),
    )


def count_open(connection: Connection, host_id: HostId) -> int:
    """How many pairs wait for an answer."""
    return sum(one.answer is not Answer.DIFFERENT for one in store.likenesses_of(connection, host_id))


def apart(connection: Connection, host_id: HostId) -> frozenset[Both]:
    """Pairs of people who are kept apart for ever after."""
    pairs = store.likenesses_of(connection, host_id)
    return frozenset((one.one_id, one.other_id) for one in pairs if one.answer is Answer.DIFFERENT)


def tell_apart(connection: Connection, host_id: HostId, both: Both, now: datetime) -> None:
    """Note that two people are two; they are never asked about again."""
    _require_known(connection, host_id, both)
    store.note_answer(connection, host_id, both, Answer.DIFFERENT, now)


def put_off(connection: Connection, host_id: HostId, both: Both, now: datetime) -> None:
    """Ask about two people again when all others are answered."""
    _require_known(connection, host_id, both)
    store.note_answer(connection, host_id, both, Answer.LATER, now)


def ask_again(connection: Connection, host_id: HostId, both: Both) -> None:
    """Take the answer about two people back."""
    _require_known(connection, host_id, both)
    store.note_answer(connection, host_id, both, Answer.OPEN, None)


def join(connection: Connection, host_id: HostId, both: Both, keys: Keys, now: datetime) -> int:
    """Make two people one; gives the id under which they can be parted again.

    Sources, letters, seats and invitations of both are kept, an opt-out of one is one of both. Whoever is invited
    stays, else who was known first; what only the other one tells is added.
    """
    kept, gone = _require_known(connection, host_id, both)
    if store.is_invited(connection, gone.id) and not store.is_invited(connection, kept.id):
        kept, gone = gone, kept
    return _join(connection, host_id, kept, gone, keys, now)


def part(connection: Connection, host_id: HostId, union_id: int, keys: Keys, now: datetime) -> Both:
    """Make two of one again, and keep them apart for ever after; gives both."""
    unions = [one for one in store.unions_of(connection, host_id) if one.id >= union_id]
    union = next((one for one in unions if one.id == union_id), None)
    if union is None:
        raise NotFoundError
    later = [one for one in unions if one.kept_id == union.kept_id and one is not union]
    undone = undo(connection, host_id, [*later, union], keys)
    both = undone[-1].kept_id, undone[-1].gone_id
    tell_apart(connection, host_id, both, now)
    redo(connection, host_id, undone[:-1], keys)
    return both


def part_row(
    connection: Connection, host_id: HostId, list_id: ListId, row_id: int, keys: Keys, now: datetime
) -> Person:
    """Make a person of their own of a row that was joined with somebody, and keep both apart for ever after."""
    row = list_store.row_of(connection, list_id, row_id) if list_store.find_list(connection, host_id, list_id) else None
    if row is None or row.person_id is None or row.says is None or row.was_new:
        raise NotFoundError
    joined_with = people.person(connection, host_id, row.person_id)
    told = people_store.from_plain(row.says)
    (person_id,) = people.add_people(connection, host_id, [told], keys, now)
    people.change(connection, host_id, parted(joined_with, told, row.filled), keys)
    values = {"person_id": person_id, "was_new": True, "filled": (), "verdict": RowVerdict.PERSON}
    list_store.update_row(connection, row_id, values)
    store.note_answer(connection, host_id, (joined_with.id, person_id), Answer.DIFFERENT, now)
    return people.person(connection, host_id, person_id)


def unions_about(connection: Connection, host_id: HostId, person_ids: Iterable[PersonId]) -> tuple[Union, ...]:
    """Everybody who was joined with one of these people, the latest first."""
    wanted = set(person_ids)
    return tuple(union for union in store.unions_of(connection, host_id) if union.kept_id in wanted)


def undo(connection: Connection, host_id: HostId, unions: Sequence[Union], keys: Keys) -> tuple[Union, ...]:
    """Part people in this order, the latest union first; gives the unions with those who are parted now."""
    undone = []
    for one in unions:
        # Parting a later one may have given an earlier one back whom it was made with.
        union = next(now for now in store.unions_of(connection, host_id) if now.id == one.id)
        _undo(connection, host_id, union, keys)
        undone.append(union)
    return tuple(undone)


def redo(connection: Connection, host_id: HostId, undone: Sequence[Union], keys: Keys) -> None:
    """Join again those who were parted by `undo`, where both are still known."""
    for union in reversed(undone):
        known = _by_id(connection, host_id, (union.kept_id, union.gone_id))
        if len(known) == 2:
            _join(connection, host_id, known[union.kept_id], known[union.gone_id], keys, union.made_at)


def rows_joined(rows: Iterable[KeptRow]) -> frozenset[int]:
    """Ids of the rows that were joined with somebody and can be made a person of their own."""
    return frozenset(row.id for row in rows if row.person_id and row.says and not row.was_new)


def _join(connection: Connection, host_id: HostId, kept: Person, gone: Person, keys: Keys, now: datetime) -> int:
    if store.rounds_shared(connection, kept.id, gone.id):
        raise InvitedTwiceError(one=kept.name.display, other=gone.name.display)
    fuller, filled = joined(kept, gone)
    row, moved = store.take_out(connection, gone.id, kept.id)
    people.change(connection, host_id, fuller, keys)
    refused = _share_opt_out(connection, host_id, fuller, gone, keys, now)
    union = Union(
        kept_id=kept.id, gone_id=gone.id, person=row, filled=filled, moved=moved, opted_out=refused, made_at=now
    )
    return store.insert_union(connection, host_id, union)


def _share_opt_out(
    connection: Connection, host_id: HostId, kept: Person, gone: Person, keys: Keys, now: datetime
) -> str:
    """Where one of two does not wish to be written to, the other's address is not written to either; its hash."""
    if kept.opted_out == gone.opted_out:
        return ""
    refused = address_hash(keys, kept.email if gone.opted_out else gone.email)
    if refused and address_hash(keys, kept.email) != address_hash(keys, gone.email):
        people_store.note_opt_out(connection, host_id, refused, now)
        return refused
    return ""


def _undo(connection: Connection, host_id: HostId, union: Union, keys: Keys) -> None:
    store.bring_back(connection, union.person, union.moved)
    store.delete_union(connection, host_id, union.id)
    known = _by_id(connection, host_id, (union.kept_id, union.gone_id))
    people.change(connection, host_id, parted(known[union.kept_id], known[union.gone_id], union.filled), keys)
    if union.opted_out:
        people_store.forget_opt_out(connection, host_id, union.opted_out, union.made_at)


def _require_known(connection: Connection, host_id: HostId, both: Both) -> tuple[Person, Person]:
    known = _by_id(connection, host_id, both)
    if len(known) != 2:
        raise NotFoundError
    one, other = pair(*both)
    return known[one], known[other]


def _by_id(connection: Connection, host_id: HostId, ids: Iterable[PersonId]) -> dict[PersonId, Person]:
    return {one.id: one for one in people_store.people_of(connection, host_id, tuple(ids))}


def _question(connection: Connection, host_id: HostId, likeness: Likeness, known: dict[PersonId, Person]) -> Question:
    one, other = known[likeness.one_id], known[likeness.other_id]
    naming = list_store.lists_naming(connection, [one.id, other.id])
    heads = {head.id: head for head in list_store.lists_of(connection, host_id)}
    sides = [tuple(heads[at] for at in naming.get(person.id, ())) for person in (one, other)]
    return Question(
        one=one,
        other=other,
        traits=traits(one, other),
        lists=(sides[0], sides[1]),
        is_put_off=likeness.answer is Answer.LATER,
    )


def _joined(union: Union, kept: Person) -> Joined:
    person = union.person
    named = " ".join(part for part in (person["honorific"], person["given"], person["family"]) if part)
    return Joined(id=union.id, kept=kept, gone_name=named or person["original_name"])
