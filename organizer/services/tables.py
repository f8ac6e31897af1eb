"""Who sits at the table of a round: suggested, starred, pinned, swapped, kept apart."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from itertools import combinations

from sqlalchemy import Connection

from organizer.domain.comparisons import Addition, additions, sectors_at, sectors_missed
from organizer.domain.directories import Filters, Hits
from organizer.domain.errors import N_, NotFoundError, OrganizerError
from organizer.domain.invitations import InvitationState, Place, Seat
from organizer.domain.parties import FEWEST_GUESTS, MOST_GUESTS, Party
from organizer.domain.people import Person
from organizer.domain.reasons import Fact
from organizer.domain.replies import gives_seat_back
from organizer.domain.sectors import Sector
from organizer.domain.shortlist import Suggestion, cautions_of, method_of, replacement, stand_ins, suggest, unmet_at
from organizer.domain.speakers import suggest_speakers
from organizer.domain.table_facts import facts_for
from organizer.domain.table_mix import MixWords, mix_in_words
from organizer.domain.table_requests import Grouping, HostSide, Request, TableSizeError, Taste, Wish, grouping_for
from organizer.domain.ties import Tie, ties_among
from organizer.domain.unmet import Unmet
from organizer.domain.vocabulary import Language, Level, PersonId
from organizer.services import crowds
from organizer.services.crowds import Prepared
from organizer.services.people import in_order, person
from organizer.services.replies import standings
from organizer.services.rounds import Evening, require_standing
from organizer.services.turnouts import rounds_attended, who_rests
from organizer.store import invitations as invitation_store
from organizer.store import parties as party_store
from organizer.store import people as people_store
from organizer.store import seats as store

PAGE_SIZE = 30
# How often another table is looked for among near equals.
TRIES = 6
FIRST_ROUND_WITH_SPEAKER = 2


class NoTopicError(OrganizerError):
    message = N_("Say in one sentence what the evening is about: people are chosen by it, and the letters name it.")


class TableFullError(OrganizerError):
    message = N_("The table is full. Take somebody off first, or plan for more guests.")


class StillInvitedError(OrganizerError):
    message = N_("%(name)s is invited already. Withdraw the invitation on the board first.")


class NobodyToSwapError(OrganizerError):
    message = N_("Nobody is left who could take this seat. Import more people, or relax a rule.")


class AskedNotToError(OrganizerError):
    message = N_("%(name)s does not wish to be written to. Choose somebody else.")


class SpeaksAlreadyError(OrganizerError):
    message = N_("%(name)s is the guest speaker of this evening. Remove the speaker's slot first to offer a seat.")


class InvitedLeftOutError(OrganizerError):
    message = N_("%(name)s is invited already and keeps the seat. Look at the table as it is now, and choose again.")


class SamePersonError(OrganizerError):
    message = N_("Choose two different people who shall not sit together.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Sought:
    """Which people the host wants to look through: words, level, ISO country, only some of them; from which page."""

    text: str = ""
    level: Level | None = None
    country: str = ""
    with_address: bool = False
    starred: bool = False
    left_out: bool = False
    by_topic: bool = False
    page: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """One person on the page where the table is chosen."""

    person: Person
    wish: Wish | None
    place: Place | None


@dataclass(frozen=True, slots=True, kw_only=True)
class StandIn:
    """Somebody who might come to this table, for one seat or as its speaker, and what speaks for it."""

    person: Person
    facts: tuple[Fact, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class TableView:
    """Everything the page of the table shows. `found` of the people there are in all fit the search; `choices` are the
    page of them asked for."""

    planned: Evening
    choices: tuple[Choice, ...]
    found: int
    everybody: int
    page: int
    countries: tuple[str, ...]
    wishes: Mapping[PersonId, Wish]
    apart: tuple[tuple[Person, Person], ...]
    invited: frozenset[PersonId]
    mix: MixWords
    sectors: tuple[tuple[Sector, int], ...]
    missed: tuple[Sector, ...]
    additions: Mapping[PersonId, tuple[Addition, ...]]
    ties: tuple[Tie, ...]
    unmet: tuple[Unmet, ...]
    cautions: Mapping[PersonId, tuple[Fact, ...]]
    method: str

    @property
    def pages(self) -> int:
        return max(1, -(-self.found // PAGE_SIZE))


def look_at(connection: Connection, planned: Evening, sought: Sought) -> TableView:
    """The table as it stands, what is not as wished, and the people to choose from."""
    prepared = prepared_for(connection, planned)
    people = prepared.crowd.people
    request = request_for(connection, planned)
    hits, page = _hits(connection, planned, sought, request)
    shown = in_order(connection, planned.host.id, hits.ids)
    seated, _ = _ids(planned)
    is_of_many_houses = request.grouping is Grouping.ORGANISATION
    return TableView(
        planned=planned,
        choices=choices(connection, planned, shown),
        found=hits.total,
        everybody=len(people),
        page=page,
        countries=tuple(sorted({person.country for person in people} - {""})),
        wishes=request.wishes,
        apart=_pairs(connection, planned, request),
        invited=frozenset(_invited(connection, planned)),
        mix=mix_of(planned),
        sectors=sectors_at(planned.guests) if is_of_many_houses else (),
        missed=sectors_missed(planned.guests, prepared.sectors, request.host) if seated and is_of_many_houses else (),
        additions=additions(planned.guests, request),
        ties=ties_of(connection, planned, planned.guests),
        unmet=unmet_at(people, seated, request, crowd=prepared.crowd) if seated else (),
        cautions=cautions_of((*planned.guests, *planned.bench), request, prepared.crowd),
        method=method_of(prepared.crowd),
    )


def describe_evening(
    connection: Connection, planned: Evening, *, topic: str, question: str, spoken_language: Language, guests: int
) -> None:
    """Note what the evening is about and for how many."""
    require_standing(planned.round)
    if not topic.strip():
        raise NoTopicError
    if not FEWEST_GUESTS <= guests <= MOST_GUESTS:
        raise TableSizeError(fewest=FEWEST_GUESTS, most=MOST_GUESTS)
    values = {"topic": topic, "question": question, "spoken_language": spoken_language, "guests_wanted": guests}
    party_store.update_party(connection, planned.party, values)


def taste_of(party: Party) -> Taste:
    """What tables the host likes at this party."""
    return Taste(
        lean=party.lean,
        more_senior=party.more_senior,
        more_new_faces=party.more_new_faces,
        many_of_one=party.many_of_one,
    )


def remember_taste(connection: Connection, planned: Evening, taste: Taste) -> None:
    """Make a taste the party's own; the next suggestion follows it."""
    require_standing(planned.round)
    party_store.update_party(connection, planned.party, asdict(taste))


def stand_ins_of(connection: Connection, planned: Evening) -> dict[PersonId, tuple[StandIn, ...]]:
    """For each guest at the table who would keep the mix if this one declines, best first; nothing is changed."""
    seated, _ = _ids(planned)
    crowd = prepared_for(connection, planned).crowd
    found = stand_ins(crowd.people, seated, request_for(connection, planned), crowd=crowd)
    return {
        leaving: tuple(StandIn(person=crowd.person(pick.person_id), facts=pick.facts) for pick in picks)
        for leaving, picks in found.items()
    }


def bench_for(connection: Connection, planned: Evening, leaving: PersonId) -> tuple[Person, ...]:
    """The bench as it would step in for one guest: who keeps the mix of the table first, then everybody else on it."""
    seated, waiting = _ids(planned)
    ranked = stand_ins(
        (*planned.guests, *planned.bench), seated, request_for(connection, planned), most=max(1, len(waiting))
    )
    order = [pick.person_id for pick in ranked.get(leaving, ())]
    return tuple(planned.people[one] for one in dict.fromkeys([*order, *waiting]))


def speakers_for(connection: Connection, planned: Evening) -> tuple[StandIn, ...]:
    """Who might be the guest speaker, best first, each with the facts that speak for it; from the second round on."""
    if planned.round.number < FIRST_ROUND_WITH_SPEAKER:
        return ()
    crowd = prepared_for(connection, planned).crowd
    found = suggest_speakers(crowd.people, planned.guests, request_for(connection, planned), crowd=crowd)
    return tuple(StandIn(person=crowd.person(pick.person_id), facts=pick.facts) for pick in found)


def prepared_for(connection: Connection, planned: Evening) -> Prepared:
    """Whom the host may choose from, prepared: people on the lists of this occasion, or everybody where it has none;
    and whoever sits at the table already."""
    return crowds.of_party(connection, planned.party, [one.id for one in planned.guests])


def choices(connection: Connection, planned: Evening, people: Sequence[Person]) -> tuple[Choice, ...]:
    """These people with what the host wishes of them and where they sit."""
    wishes = party_store.wishes_of(connection, planned.party.id)
    places = {seat.person_id: seat.place for seat in planned.seats}
    return tuple(Choice(person=person, wish=wishes.get(person.id), place=places.get(person.id)) for person in people)


def request_for(connection: Connection, planned: Evening, seed: int = 0) -> Request:
    """What a suggestion has to respect: topic, wishes, pairs kept apart, pinned and invited people."""
    fixed = {seat.person_id for seat in planned.seats if seat.place is Place.SEAT and seat.pinned}
    attended = rounds_attended(connection, planned)
    lately, silent = who_rests(connection, planned)
    return Request(
        topic=planned.party.topic,
        guests=planned.party.guests_wanted,
        wishes=party_store.wishes_of(connection, planned.party.id),
        apart=party_store.apart_in(connection, planned.party.id),
        pinned=frozenset(fixed | _invited(connection, planned)),
        grouping=grouping_for(planned.party.occasion.kind),
        host=host_side(planned),
        met_before={one: max(numbers) for one, numbers in attended.items()},
        ties=_met_pairs(attended),
        invited_lately=lately,
        twice_silent=silent,
        spoken_language=planned.party.spoken_language,
        starts_at=planned.round.starts_at,
        speaker_id=planned.round.speaker_slot.person_id if planned.round.speaker_slot else None,
        seed=seed,
        lean=planned.party.lean,
        more_senior=planned.party.more_senior,
        more_new_faces=planned.party.more_new_faces,
        most_of_one=taste_of(planned.party).most_of_one,
    )


def suggest_table(connection: Connection, planned: Evening, seed: int = 0) -> Suggestion:
    """Complete table and bench round those who are set, and keep them as the table of the round."""
    require_standing(planned.round)
    if not planned.party.topic.strip():
        raise NoTopicError
    crowd = prepared_for(connection, planned).crowd
    suggestion = suggest(crowd.people, request_for(connection, planned, seed), crowd=crowd)
    _take(connection, planned, suggestion)
    return suggestion


def suggest_another(connection: Connection, planned: Evening) -> bool:
    """Look among near equals for another table than the present one, and take it; False when the same comes out."""
    require_standing(planned.round)
    if not planned.party.topic.strip():
        raise NoTopicError
    crowd = prepared_for(connection, planned).crowd
    request = request_for(connection, planned)
    seated = {one.id for one in planned.guests}
    for seed in range(sum(seated), sum(seated) + TRIES):
        suggestion = suggest(crowd.people, replace(request, seed=seed), crowd=crowd)
        if {pick.person_id for pick in suggestion.seats} != seated:
            break
    _take(connection, planned, suggestion)
    return {pick.person_id for pick in suggestion.seats} != seated


def wish(connection: Connection, planned: Evening, person_id: PersonId, wished: Wish | None) -> None:
    """Star a person, insist on them, or leave them out this time; None takes it back."""
    require_standing(planned.round)
    _known(connection, planned, person_id)
    if wished is Wish.NOT_NOW and planned.seat_of(person_id):
        take_off(connection, planned, person_id)
    party_store.set_wish(connection, planned.party.id, person_id, wished)


def keep_apart(connection: Connection, planned: Evening, one: PersonId, other: PersonId, *, apart: bool) -> None:
    """Never seat these two together, or allow it again."""
    require_standing(planned.round)
    if one == other:
        raise SamePersonError
    for person_id in (one, other):
        _known(connection, planned, person_id)
    party_store.set_apart(connection, planned.party.id, frozenset((one, other)), apart_now=apart)


def pin(connection: Connection, planned: Evening, person_id: PersonId, *, pinned: bool) -> None:
    """Keep a guest in their seat whatever is suggested next."""
    require_standing(planned.round)
    seats = [replace(seat, pinned=pinned) if seat.person_id == person_id else seat for seat in planned.seats]
    store.replace_seats(connection, planned.round.id, seats)


def seat(connection: Connection, planned: Evening, person_id: PersonId) -> None:
    """Give a person from the bench or the lists the next free seat; whom the host seats by hand stays seated."""
    _require_seatable(connection, planned, person_id)
    seated, bench = _ids(planned)
    if person_id in seated:
        return
    if len(seated) >= planned.party.guests_wanted:
        raise TableFullError
    _welcome_back(connection, planned, person_id)
    arrange(connection, planned, [*seated, person_id], _others(bench, person_id), _pinned(planned) | {person_id})


def take_off(connection: Connection, planned: Evening, person_id: PersonId) -> None:
    """Free a seat or a place on the bench."""
    _require_uninvited(connection, planned, person_id)
    seated, bench = _ids(planned)
    arrange(connection, planned, _others(seated, person_id), _others(bench, person_id))


def swap(connection: Connection, planned: Evening, leaving: PersonId, coming: PersonId | None = None) -> None:
    """Give a seat to somebody else: to `coming`, or to whoever keeps the table best; who leaves goes to the bench."""
    seated, bench = _ids(planned)
    if leaving not in seated:
        raise NotFoundError
    _require_uninvited(connection, planned, leaving)
    successor = _best_successor(connection, planned, seated, leaving) if coming is None else coming
    if successor in seated:
        return
    _require_seatable(connection, planned, successor)
    chosen = {coming} if coming is not None else set()
    seats = [successor if one == leaving else one for one in seated]
    arrange(connection, planned, seats, [leaving, *_others(bench, successor)], _pinned(planned) | chosen)


def lay(
    connection: Connection,
    planned: Evening,
    *,
    seated: Sequence[PersonId],
    bench: Sequence[PersonId],
    pinned: Collection[PersonId],
) -> None:
    """Take a whole table as it was once, or as it was shown beside the present one.

    Whoever may not be asked any more stands in the way with their name; whoever is invited keeps the seat.
    """
    require_standing(planned.round)
    chosen = tuple(dict.fromkeys(seated))
    if len(chosen) > MOST_GUESTS:
        raise TableFullError
    for left_out in ({one.id for one in planned.guests} & _invited(connection, planned)) - {*chosen}:
        raise InvitedLeftOutError(name=planned.people[left_out].name.full)
    for person_id in chosen:
        _require_seatable(connection, planned, person_id)
        _welcome_back(connection, planned, person_id)
    waiting = [one for one in dict.fromkeys(bench) if one not in chosen and not _is_speaker(planned, one)]
    known = people_store.people_of(connection, planned.host.id, waiting)
    may_wait = {one.id for one in known if not one.opted_out}
    arrange(connection, planned, chosen, [one for one in waiting if one in may_wait], set(pinned))


def arrange(
    connection: Connection,
    planned: Evening,
    seated: Sequence[PersonId],
    bench: Sequence[PersonId],
    pinned: set[PersonId] | None = None,
) -> None:
    """Write table and bench in this order, with the facts that speak for each at this very table."""
    kept = _pinned(planned) if pinned is None else pinned
    people = {one.id: one for one in people_store.people_of(connection, planned.host.id, [*seated, *bench])}
    table = [people[person_id] for person_id in seated]
    request = request_for(connection, planned)
    seats = [
        Seat(
            round_id=planned.round.id,
            person_id=person_id,
            place=place,
            rank=rank,
            pinned=place is Place.SEAT and person_id in kept,
            facts=facts_for(people[person_id], table, request),
        )
        for place, ids in ((Place.SEAT, seated), (Place.BENCH, bench))
        for rank, person_id in enumerate(ids, 1)
    ]
    store.replace_seats(connection, planned.round.id, seats)


def mix_of(planned: Evening) -> MixWords:
    """The mix of the table, as data for a sentence."""
    return mix_in_words(planned.guests, host_side(planned), planned.party.spoken_language)


def ties_of(connection: Connection, planned: Evening, guests: Sequence[Person]) -> tuple[Tie, ...]:
    """What ties these guests to one another."""
    attended = rounds_attended(connection, planned)
    is_visit = planned.party.occasion.kind.is_visit
    return ties_among(guests, attended, topic=planned.party.topic, is_visit=is_visit)


def host_side(planned: Evening) -> HostSide:
    """What the host brings to the table."""
    host = planned.host
    return HostSide(level=host.level, topics=host.topics, organisation=host.organisation)


def _hits(connection: Connection, planned: Evening, sought: Sought, request: Request) -> tuple[Hits, int]:
    """Those who fit the search on the page asked for, or on the last one, and which page that is."""
    directory = prepared_for(connection, planned).directory
    starred = frozenset(one for one, wished in request.wishes.items() if wished in (Wish.HOPED, Wish.MUST))
    left_out = frozenset(one for one, wished in request.wishes.items() if wished is Wish.NOT_NOW)
    filters = Filters(
        level=sought.level,
        country=sought.country,
        has_address=sought.with_address or None,
        only=(*((starred,) if sought.starred else ()), *((left_out,) if sought.left_out else ())),
    )
    near = request.topic if sought.by_topic else ""
    page = max(1, sought.page)
    hits = directory.find(sought.text, filters, near=near, limit=PAGE_SIZE, offset=PAGE_SIZE * (page - 1))
    last = max(1, -(-hits.total // PAGE_SIZE))
    return (hits, page) if page <= last else _hits(connection, planned, replace(sought, page=last), request)


def _pairs(connection: Connection, planned: Evening, request: Request) -> tuple[tuple[Person, Person], ...]:
    """The pairs never to sit together, as people, by name."""
    ids = {person_id for pair in request.apart for person_id in pair}
    people = {one.id: one for one in people_store.people_of(connection, planned.host.id, ids)} if ids else {}
    pairs = [sorted((people[one] for one in pair), key=lambda one: one.name.full) for pair in request.apart]
    return tuple(sorted(((one, other) for one, other in pairs), key=lambda pair: (pair[0].name.full, pair[0].id)))


def _met_pairs(attended: Mapping[PersonId, Sequence[int]]) -> frozenset[frozenset[PersonId]]:
    """Those who sat together at an earlier round."""
    return frozenset(
        frozenset((one, other)) for one, other in combinations(attended, 2) if set(attended[one]) & set(attended[other])
    )


def _take(connection: Connection, planned: Evening, suggestion: Suggestion) -> None:
    """Keep a suggestion as the table of the round."""
    seated = [pick.person_id for pick in suggestion.seats]
    arrange(connection, planned, seated, [pick.person_id for pick in suggestion.bench])


def _pinned(planned: Evening) -> set[PersonId]:
    return {seat.person_id for seat in planned.seats if seat.pinned}


def _known(connection: Connection, planned: Evening, person_id: PersonId) -> Person:
    """A person of this host, else NotFoundError."""
    return person(connection, planned.host.id, person_id)


def _require_seatable(connection: Connection, planned: Evening, person_id: PersonId) -> None:
    """Refuse a seat in a cancelled round, to the speaker, and to whoever does not wish to be written to."""
    require_standing(planned.round)
    known = _known(connection, planned, person_id)
    if known.opted_out:
        raise AskedNotToError(name=known.name.full)
    if _is_speaker(planned, person_id):
        raise SpeaksAlreadyError(name=known.name.full)


def _welcome_back(connection: Connection, planned: Evening, person_id: PersonId) -> None:
    """Whoever is given a seat by hand is not left out any more."""
    if party_store.wishes_of(connection, planned.party.id).get(person_id) is Wish.NOT_NOW:
        party_store.set_wish(connection, planned.party.id, person_id, None)


def _best_successor(
    connection: Connection, planned: Evening, seated: Sequence[PersonId], leaving: PersonId
) -> PersonId:
    crowd = prepared_for(connection, planned).crowd
    pick = replacement(crowd.people, seated, leaving, request_for(connection, planned), crowd=crowd)
    if pick is None:
        raise NobodyToSwapError
    return pick.person_id


def _ids(planned: Evening) -> tuple[list[PersonId], list[PersonId]]:
    return [one.id for one in planned.guests], [one.id for one in planned.bench]


def _others(ids: Sequence[PersonId], person_id: PersonId) -> list[PersonId]:
    return [one for one in ids if one != person_id]


def _invited(connection: Connection, planned: Evening) -> set[PersonId]:
    invitations = invitation_store.invitations_of(connection, planned.round.id)
    return {invitation.person_id for invitation in invitations if invitation.state is InvitationState.OPEN}


def _leaving(connection: Connection, planned: Evening) -> set[PersonId]:
    """Guests whose last word on an open invitation is no, or who want no more mail."""
    invitations = invitation_store.invitations_of(connection, planned.round.id)
    stood = standings(connection, invitations)
    return {
        invitation.person_id
        for invitation in invitations
        if invitation.state is InvitationState.OPEN
        and gives_seat_back(stood[invitation.id], opted_out=planned.people[invitation.person_id].opted_out)
    }


def _is_speaker(planned: Evening, person_id: PersonId) -> bool:
    return planned.round.speaker_slot is not None and planned.round.speaker_slot.person_id == person_id


def _require_uninvited(connection: Connection, planned: Evening, person_id: PersonId) -> None:
    require_standing(planned.round)
    if person_id in _invited(connection, planned):
        raise StillInvitedError(name=planned.people[person_id].name.full)


def bring_in(connection: Connection, planned: Evening, person_id: PersonId) -> None:
    """Give somebody of the bench the next seat; where none is free, the seat of somebody who gives it back."""
    _require_seatable(connection, planned, person_id)
    seated, bench = _ids(planned)
    if person_id in seated:
        return
    if person_id not in bench:
        raise NotFoundError
    arrange(connection, planned, [*_with_room(connection, planned), person_id], _others(bench, person_id))


def seat_again(connection: Connection, planned: Evening, person_id: PersonId) -> None:
    """Keep the seat of somebody who had said no and is asked anew; one who lost it gets the next free one."""
    seated, bench = _ids(planned)
    if person_id in seated:
        return
    arrange(connection, planned, [*_with_room(connection, planned), person_id], _others(bench, person_id))


def free_seat(connection: Connection, planned: Evening, person_id: PersonId) -> None:
    """Take a person off table and bench after their invitation was withdrawn."""
    seated, bench = _ids(planned)
    arrange(connection, planned, _others(seated, person_id), _others(bench, person_id))


def _with_room(connection: Connection, planned: Evening) -> list[PersonId]:
    """Who keeps a seat when one more comes; where all are given, the first who gives one back leaves theirs."""
    seated, _ = _ids(planned)
    leaving = _leaving(connection, planned)
    if len([one for one in seated if one not in leaving]) >= planned.party.guests_wanted:
        raise TableFullError
    if len(seated) < planned.party.guests_wanted:
        return seated
    return _others(seated, next(one for one in seated if one in leaving))
