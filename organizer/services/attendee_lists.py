"""Attendee lists: uploaded, looked at, corrected, confirmed; undone when it was the wrong one."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import pairwise
from pathlib import Path

from sqlalchemy import Connection

from organizer.domain.attendee_list import Attendee, ListGoneError, Reading, RowVerdict, SetAside
from organizer.domain.errors import N_, OrganizerError
from organizer.domain.exported_people import HEADER
from organizer.domain.identity import group, names_agree
from organizer.domain.import_runs import Stage
from organizer.domain.names import tidy
from organizer.domain.parties import OccasionKind
from organizer.domain.people import Person
from organizer.domain.same_person import most_alike
from organizer.domain.tokens import Keys
from organizer.domain.told_rows import added_by, told_by
from organizer.domain.vocabulary import HostId, ListId, OccasionId, PersonId
from organizer.formats.attendee_lists import read_attendee_list
from organizer.formats.long_tables import long_table
from organizer.services import hosts, list_decisions, list_imports, parties, people, same_person
from organizer.services.list_decisions import WaitingList
from organizer.services.list_imports import Imported, LongList, Tell, long_file, save_long, to_nobody
from organizer.store import attendee_lists as store
from organizer.store import hosts as host_store
from organizer.store import people as people_store
from organizer.store import same_person as union_store
from organizer.store.attendee_lists import KeptRow, ListHead, Tally

SAMPLE = Path(__file__).resolve().parents[1] / "samples" / "fachtag-forschungsdaten.csv"
TYPED_IN = ""
ROWS_ON_PAGE = 100


class NobodyInListError(OrganizerError):
    message = N_("No person was found in this list. Choose which column holds the names, or take another file.")


class PeopleInUseError(OrganizerError):
    message = N_("People from this list are invited already, so the import cannot be undone any more.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Fate:
    """What importing would do with one attendee: become a new person, or add to one who is known."""

    attendee: Attendee
    known: Person | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Preview:
    """A list before it is imported. `doubtful` are pairs of places in those known, followed by those of the list."""

    waiting: WaitingList
    reading: Reading
    fates: tuple[Fate, ...]
    known: tuple[Person, ...]
    doubtful: tuple[tuple[int, int], ...]
    unasked: int = 0  # pairs of namesakes beyond these
    rows: int = 0  # about how many rows a long list has, of which only the first were read and nobody was looked up

    @property
    def head(self) -> ListHead:
        return self.waiting.head

    @property
    def mark(self) -> str:
        """By what it was read; goes along with the host's word to import it."""
        return list_decisions.mark_of(self.waiting.decisions, self.reading)

    @property
    def newcomers(self) -> int:
        return sum(fate.known is None for fate in self.fates)


@dataclass(frozen=True, slots=True, kw_only=True)
class Ahead:
    """A list that waits, read before the transaction in which it is imported; `shown` is what its preview shows."""

    waiting: WaitingList
    shown: Reading
    read: LongList | Reading


@dataclass(frozen=True, slots=True, kw_only=True)
class ListView:
    """A confirmed list: one page of its rows with what became of them, and the people they gave or repeat."""

    head: ListHead
    tally: Tally
    rows: tuple[KeptRow, ...]
    people: Mapping[PersonId, Person]
    page: int
    pages: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ListLine:
    """One list among all lists."""

    head: ListHead
    tally: Tally


@dataclass(frozen=True, slots=True, kw_only=True)
class AtHand:
    """Who is known for an occasion so far, and the lists that wait to be looked at."""

    people: int
    waiting: tuple[ListHead, ...]


def upload(
    connection: Connection,
    host_id: HostId,
    occasion_id: OccasionId | None,
    content: bytes,
    filename: str,
    now: datetime,
) -> ListId:
    """Keep a list for looking at; what cannot be read at all is refused with a sentence."""
    require_readable(content, filename)
    return keep_upload(connection, host_id, occasion_id, content, filename, now)


def require_readable(content: bytes, filename: str) -> None:
    """Refuse with a sentence what cannot be read at all; of a long table its beginning tells."""
    if long_table(content) is None:
        read_attendee_list(content, filename=filename)


def keep_upload(
    connection: Connection,
    host_id: HostId,
    occasion_id: OccasionId | None,
    content: bytes,
    filename: str,
    now: datetime,
) -> ListId:
    """Keep a list that can be read, for looking at."""
    values = {"occasion_id": occasion_id, "filename": filename, "content": content, "uploaded_at": now}
    return store.insert_list(connection, host_id, values)


def upload_sample(connection: Connection, host_id: HostId, occasion_id: OccasionId | None, now: datetime) -> ListId:
    """The sample list that comes with the program, to try it out."""
    return upload(connection, host_id, occasion_id, SAMPLE.read_bytes(), SAMPLE.name, now)


def import_file(connection: Connection, file: Path, occasion: str, source: str, keys: Keys, now: datetime) -> Imported:
    """Import a list at once, for the occasion of that name; what a command does. A long one is never held in memory."""
    host = hosts.nameless_host(connection)
    host_store.lock_host(connection, host.id)
    named = (seen.party for seen in parties.parties(connection, host.id) if seen.party.occasion.name == occasion)
    party = next(named, None) or parties.plan_party(
        connection, host, kind=OccasionKind.CONFERENCE_CANCELLED, name=occasion, now=now
    )
    long = long_file(file)
    if long is None:
        list_id = upload(connection, host.id, party.occasion.id, file.read_bytes(), file.name, now)
        store.update_list(connection, host.id, list_id, {"source": source})
        return confirm(connection, host.id, list_id, keys, now)
    values = {"filename": file.name, "uploaded_at": now, "confirmed_at": now, "source": source}
    list_id = store.insert_list(connection, host.id, {"occasion_id": party.occasion.id, **values})
    return _save_long(connection, host.id, list_id, long, keys, now)


def preview(connection: Connection, host_id: HostId, list_id: ListId) -> Preview:
    """How a list reads now, with the host's decisions; a long one by its beginning."""
    waiting = list_decisions.waiting(connection, host_id, list_id)
    glance = list_decisions.glance(waiting)
    if not glance.rows:
        return _seen(connection, host_id, waiting, glance.reading)
    fates = tuple(Fate(attendee=attendee, known=None) for attendee in glance.reading.attendees)
    return Preview(waiting=waiting, reading=glance.reading, fates=fates, known=(), doubtful=(), rows=glance.rows)


def read_ahead(waiting: WaitingList, tell: Tell = to_nobody) -> Ahead:
    """Read a list from end to end before others have to wait for a transaction; raises what reading raises."""
    glance = list_decisions.glance(waiting)
    if not glance.rows:
        return Ahead(waiting=waiting, shown=glance.reading, read=glance.reading)
    whole = list_imports.read_ahead(waiting, tell) or list_decisions.read_as_shown(waiting, glance.reading)
    return Ahead(waiting=waiting, shown=glance.reading, read=whole)


def confirm(
    connection: Connection,
    host_id: HostId,
    list_id: ListId,
    keys: Keys,
    now: datetime,
    ahead: Ahead | None = None,
    shown: str = "",
    tell: Tell = to_nobody,
) -> Imported:
    """Import the people of a list; its bytes are let go, its rows are kept with what became of them.

    `ahead` is the list where it was read before the transaction began; if the host decided otherwise since, it is read
    again. `shown` is the mark of the preview the host looked at, and PreviewChangedError is raised when the preview is
    another one by now. Two lists of one host are imported one after the other, or neither knew whom the other names.
    """
    host_store.lock_host(connection, host_id)
    waiting = list_decisions.waiting(connection, host_id, list_id)
    if ahead is None or ahead.waiting != waiting:
        ahead = read_ahead(waiting, tell)
    list_decisions.require_unchanged(waiting, ahead.shown, shown)
    if isinstance(ahead.read, Reading):
        tell(Stage.COMPARING, 0)
        seen = _seen(connection, host_id, waiting, ahead.read)
        tell(Stage.SAVING, 0)
        return _confirm_short(connection, host_id, list_id, keys, now, seen)
    imported = _save_long(connection, host_id, list_id, ahead.read, keys, now, tell)
    _let_go(connection, host_id, waiting, ahead.read.as_shown, now)
    return imported


def type_in(
    connection: Connection, host_id: HostId, occasion_id: OccasionId | None, newcomer: Person, keys: Keys, now: datetime
) -> Person:
    """Add one person by hand to those of the occasion; somebody known gets what is typed.

    Nobody gets an address beside their own: that makes another person, and the host is asked whether it is one.
    """
    host_store.lock_host(connection, host_id)
    known = people.same_as(connection, host_id, newcomer)
    if known:
        person = people.retyped(known, newcomer)
        people.correct(connection, host_id, person, keys)
    else:
        everybody = people.everybody(connection, host_id)
        person = people.type_in(connection, host_id, newcomer, keys, now)
        same_person.ask_about(connection, host_id, person, everybody)
    list_id = _list_of_typed(connection, host_id, occasion_id, now)
    number = len(store.rows_of(connection, list_id)) + 1
    row = KeptRow(
        number=number, verdict=RowVerdict.PERSON, text=person.name.full, person_id=person.id, was_new=known is None
    )
    store.insert_rows(connection, list_id, [row])
    return person


def withdraw(connection: Connection, host_id: HostId, list_id: ListId, keys: Keys) -> int:
    """Undo an import, or throw an upload away: people only this list knew go, gaps it filled are empty again.

    Says how many people went.
    """
    host_store.lock_host(connection, host_id)
    find(connection, host_id, list_id)
    # People joined by hand are two again while it is told whom this list made known.
    joined = same_person.unions_about(connection, host_id, store.people_on(connection, list_id))
    unions = same_person.undo(connection, host_id, joined, keys)
    if store.any_brought_invited(connection, list_id):
        raise PeopleInUseError
    shared = store.brought_and_shared(connection, list_id)
    _empty_gaps(connection, host_id, list_id, keys)
    gone = store.delete_brought(connection, list_id)
    store.delete_list(connection, host_id, list_id)
    store.hand_on(connection, shared)
    same_person.redo(connection, host_id, unions, keys)
    return gone


def find(connection: Connection, host_id: HostId, list_id: ListId) -> ListHead:
    """The list of this host by its id."""
    found = store.find_list(connection, host_id, list_id)
    if found is None:
        raise ListGoneError
    return found


def view(
    connection: Connection, host_id: HostId, list_id: ListId, verdicts: Sequence[RowVerdict] = (), page: int = 1
) -> ListView:
    """A confirmed list, row by row, all or those of some verdicts, sorted by these."""
    head = find(connection, host_id, list_id)
    tally = store.tallies(connection, host_id).get(list_id, Tally())
    count = sum(count for verdict, count in tally.rows.items() if not verdicts or verdict in verdicts)
    pages = max(1, -(-count // ROWS_ON_PAGE))
    page = min(max(page, 1), pages)
    rows = store.rows_of(connection, list_id, verdicts, limit=ROWS_ON_PAGE, offset=(page - 1) * ROWS_ON_PAGE)
    ids = {row.person_id for row in rows if row.person_id is not None}
    named = {one.id: one for one in people_store.people_of(connection, host_id, ids)}
    return ListView(head=head, tally=tally, rows=rows, people=named, page=page, pages=pages)


def lists(connection: Connection, host_id: HostId) -> tuple[ListLine, ...]:
    """All lists, newest first; without the one that holds people typed in."""
    counted = store.tallies(connection, host_id)
    return tuple(
        ListLine(head=head, tally=counted.get(head.id, Tally()))
        for head in store.lists_of(connection, host_id)
        if head.filename != TYPED_IN
    )


def at_hand(connection: Connection, host_id: HostId, occasion_id: OccasionId) -> AtHand:
    """Whom the lists of an occasion have made known, those typed in for it included."""
    heads = [head for head in store.lists_of(connection, host_id) if head.occasion_id == occasion_id]
    known = people_store.count_of_lists(connection, host_id, [head.id for head in heads])
    return AtHand(people=known, waiting=tuple(head for head in heads if head.confirmed_at is None))


def origins(connection: Connection, host_id: HostId, person_id: PersonId) -> tuple[ListHead, ...]:
    """The lists that name a person, oldest first; one without a file name means: typed in."""
    naming = store.lists_naming(connection, [person_id]).get(person_id, ())
    return tuple(head for head in reversed(store.lists_of(connection, host_id)) if head.id in naming)


def _seen(connection: Connection, host_id: HostId, waiting: WaitingList, reading: Reading) -> Preview:
    known = people_store.people_of(connection, host_id)
    fates, doubtful, unasked = _fates(reading, known)
    return Preview(waiting=waiting, reading=reading, fates=fates, known=known, doubtful=doubtful, unasked=unasked)


def _confirm_short(
    connection: Connection, host_id: HostId, list_id: ListId, keys: Keys, now: datetime, seen: Preview
) -> Imported:
    if not seen.fates:
        raise NobodyInListError
    fresh = [fate for fate in seen.fates if fate.known is None]
    newcomers = [people.as_person(fate.attendee) for fate in fresh]
    ids = iter(people.add_people(connection, host_id, newcomers, keys, now))
    filled = _fill_gaps(connection, host_id, seen.fates, keys)
    became = [filled[at] if fate.known else (next(ids), ()) for at, fate in enumerate(seen.fates)]
    told = told_by(seen.reading, _rows_to_tell(seen))
    repeats = _repeats(seen.reading)
    rows = [row for at, fate in enumerate(seen.fates) for row in _rows_of(fate, became[at], repeats.get(at, ()), told)]
    rows += [_row_aside(one, told) for one in _other_rows(seen.reading)]
    _ask(connection, host_id, seen, [*(one.id for one in seen.known), *(person for person, _ in became)])
    store.insert_rows(connection, list_id, rows)
    _let_go(connection, host_id, seen.waiting, seen.reading, now)
    attention = len({(problem.person, problem.row) for problem in seen.reading.problems if problem.row})
    return Imported(
        read=len(seen.fates),
        new=len(fresh),
        merged=len(seen.fates) - len(fresh),
        attention=attention,
        unasked=seen.unasked,
    )


def _save_long(
    connection: Connection,
    host_id: HostId,
    list_id: ListId,
    one: LongList,
    keys: Keys,
    now: datetime,
    tell: Tell = to_nobody,
) -> Imported:
    if not len(one.roll):
        raise NobodyInListError
    return save_long(connection, host_id, list_id, one, keys, now, tell)


def _let_go(connection: Connection, host_id: HostId, waiting: WaitingList, seen: Reading, now: datetime) -> None:
    """Remember how the columns were read, and keep the bytes no longer."""
    list_decisions.remember(connection, host_id, waiting, seen, now)
    values = {"content": None, "decisions": None, "confirmed_at": now}
    store.update_list(connection, host_id, waiting.head.id, values)


def _fates(reading: Reading, known: Sequence[Person]) -> tuple[tuple[Fate, ...], tuple[tuple[int, int], ...], int]:
    """What becomes of each attendee, pairs of records that may be of one person, and how many more there are."""
    attendees = reading.attendees
    grouping = group([*known, *attendees])
    unchanged = _unchanged(attendees, known) if reading.table.header == HEADER else {}
    same: dict[int, list[int]] = {}
    for at, leader in enumerate(grouping.groups[: len(known)]):
        same.setdefault(leader, []).append(at)
    fates = tuple(
        Fate(
            attendee=attendee,
            known=most_alike(attendee, [known[at] for at in same[leader]]) if leader in same else unchanged.get(at),
        )
        for at, (attendee, leader) in enumerate(zip(attendees, grouping.groups[len(known) :], strict=True))
    )
    # Those known already are never joined unasked, however alike they have become.
    alike = [both for places in same.values() for both in pairwise(places)]
    return fates, (*grouping.doubtful, *alike), grouping.unasked


def _unchanged(attendees: Sequence[Attendee], known: Sequence[Person]) -> dict[int, Person]:
    """Attendees of whom an export says to the letter what is known of one person; by their place."""
    records: dict[Person, list[Person]] = {}
    for one in reversed(known):
        records.setdefault(replace(one, id=PersonId(0), opted_out=False), []).append(one)
    told = (
        (at, records.get(people.as_person(attendee))) for at, attendee in enumerate(attendees) if attendee.name.full
    )
    return {at: same.pop() for at, same in told if same}


def _ask(connection: Connection, host_id: HostId, seen: Preview, ids: Sequence[PersonId]) -> None:
    """Note whom to ask about; `ids` are of those known, followed by those the list's people became."""
    pairs = ((ids[one], ids[other]) for one, other in seen.doubtful)
    union_store.ask(connection, host_id, (both for both in pairs if both[0] != both[1]))


def _fill_gaps(
    connection: Connection, host_id: HostId, fates: Sequence[Fate], keys: Keys
) -> dict[int, tuple[PersonId, tuple[str, ...]]]:
    """Fill what was not known of those who are known; by place in `fates` the person and the fields filled."""
    latest: dict[PersonId, Person] = {}  # two rows may fill gaps of the same person
    filled: dict[int, tuple[PersonId, tuple[str, ...]]] = {}
    for at, fate in enumerate(fates):
        if fate.known is None:
            continue
        fuller, gaps = people.merged(latest.get(fate.known.id, fate.known), people.as_person(fate.attendee))
        if gaps:
            people.change(connection, host_id, fuller, keys)
        latest[fuller.id] = fuller
        filled[at] = fuller.id, gaps
    return filled


def _rows_to_tell(seen: Preview) -> set[int]:
    """Numbers of the main table's rows whose own words are kept: those not simply the person they made known."""
    repeated = {one.person for one in seen.reading.set_aside}
    firsts = (fate.attendee for at, fate in enumerate(seen.fates) if fate.known or at in repeated)
    told = {attendee.row for attendee in firsts if not attendee.sheet}
    return told | {one.row for one in seen.reading.set_aside if not one.sheet}


def _repeats(reading: Reading) -> dict[int, list[SetAside]]:
    """The rows that repeat somebody, by the place of whom they speak of."""
    repeats: dict[int, list[SetAside]] = {}
    for one in reading.set_aside:
        if one.person is not None:
            repeats.setdefault(one.person, []).append(one)
    return repeats


def _rows_of(
    fate: Fate, person: tuple[PersonId, tuple[str, ...]], repeats: Sequence[SetAside], told: Mapping[int, Attendee]
) -> list[KeptRow]:
    """The row that gave the person, and those that repeat them."""
    person_id, gaps = person
    attendee = fate.attendee
    text = _placed(
        " | ".join(part for part in (attendee.name.original or attendee.name.full, attendee.email) if part),
        attendee.sheet,
    )
    first = KeptRow(
        number=attendee.row,
        verdict=RowVerdict.PERSON,
        text=text,
        person_id=person_id,
        was_new=fate.known is None,
        filled=gaps,
        says=people_store.plain(people.as_person(attendee)) if fate.known else None,
    )
    return [first, *(_repeat(one, attendee, first, told) for one in repeats)]


def _repeat(one: SetAside, attendee: Attendee, first: KeptRow, told: Mapping[int, Attendee]) -> KeptRow:
    """A row that repeats somebody, with what it adds to the row that named them first; another sheet's adds nothing."""
    said = told.get(one.row) if not one.sheet else None
    before = told.get(first.number) if not attendee.sheet else None
    said = said if said and names_agree(said.name, attendee.name) else None
    return KeptRow(
        number=one.row,
        verdict=RowVerdict.REPEAT,
        text=_placed(tidy(one.text), one.sheet) if one.sheet else first.text,
        person_id=first.person_id,
        filled=added_by(said, before) if said and before else (),
        says=_said(said),
    )


def _row_aside(one: SetAside, told: Mapping[int, Attendee]) -> KeptRow:
    says = _said(told.get(one.row)) if not one.sheet else None
    return KeptRow(number=one.row, verdict=one.verdict, text=_placed(tidy(one.text), one.sheet), says=says)


def _said(told: Attendee | None) -> Mapping[str, object] | None:
    return people_store.plain(people.as_person(told)) if told and told.name.full else None


def _other_rows(reading: Reading) -> Iterable[SetAside]:
    return [one for one in reading.set_aside if one.verdict is not RowVerdict.REPEAT]


def _placed(text: str, sheet: str) -> str:
    """The words of a row, with its sheet where that is not the main one."""
    return f"{sheet}: {text}" if sheet else text


def _list_of_typed(connection: Connection, host_id: HostId, occasion_id: OccasionId | None, now: datetime) -> ListId:
    """The list without a name that holds those typed in for an occasion."""
    typed = (head for head in store.lists_of(connection, host_id) if head.filename == TYPED_IN)
    found = next((head.id for head in typed if head.occasion_id == occasion_id), None)
    values = {"occasion_id": occasion_id, "filename": TYPED_IN, "uploaded_at": now, "confirmed_at": now}
    return found or store.insert_list(connection, host_id, values)


def _empty_gaps(connection: Connection, host_id: HostId, list_id: ListId, keys: Keys) -> None:
    filled = store.filled_by(connection, list_id)
    for person in people_store.people_of_lists(connection, host_id, [list_id]) if filled else ():
        # An address that said no stays known, so that the no stays in sight.
        fields = [field for field in filled.get(person.id, ()) if field != "email" or not person.opted_out]
        if fields:
            people.change(connection, host_id, people.emptied(person, fields), keys)
