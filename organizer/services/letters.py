"""Letters of a round: written from base text and facts, changed by the host, checked before they leave."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import Connection

from organizer.domain.bases import basis_in_words
from organizer.domain.errors import NotFoundError
from organizer.domain.identity_keys import organisation_key
from organizer.domain.letter_faults import LetterFault, check, placeholder_faults
from organizer.domain.letters import (
    BaseText,
    Change,
    LastTime,
    LetterContext,
    LetterKind,
    Others,
    Rendered,
    Source,
    footer,
    placeholder_values,
    render,
    write,
)
from organizer.domain.people import Person
from organizer.domain.reasons import Fact, FactKind, for_letter
from organizer.domain.rounds import Round
from organizer.domain.salutations import titled_name
from organizer.domain.tokens import Keys
from organizer.domain.vocabulary import Consent, Formality, Language, PersonId
from organizer.formats.base_texts import base_text
from organizer.formats.dates import DatesInWords, dates_for_guest, day_in_words, span_in_words
from organizer.services import people
from organizer.services.rounds import Evening
from organizer.services.sources import lists_behind
from organizer.services.turnouts import last_times
from organizer.store import letters as store
from organizer.store.attendee_lists import ListHead
from organizer.store.letters import BaseKey, OwnWords


@dataclass(frozen=True, slots=True, kw_only=True)
class Desk:
    """What all letters of a round are written from, loaded once.

    `answer_link` stands in the letters shown here for the one that each invitation has of its own.
    """

    planned: Evening
    base_texts: Mapping[BaseKey, BaseText]
    own_words: Mapping[tuple[PersonId, LetterKind], OwnWords]
    lists: Mapping[PersonId, ListHead]
    last_times: Mapping[PersonId, LastTime]
    answer_link: str = ""

    @property
    def invitees(self) -> tuple[Person, ...]:
        """The guests in the order of the table, then the guest speaker."""
        planned = self.planned
        return (*planned.guests, *((planned.speaker,) if planned.speaker else ()))


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """A first letter as the host sees it: what it is made from, what it becomes, and what is still missing.

    `is_own_text` says that the host wrote this letter for this person; `reason` is the host's or the suggested one;
    `rendered` is without the footer; `values` stand in it for the placeholders.
    """

    person: Person
    kind: LetterKind
    language: Language
    formality: Formality
    reason: str
    suggested_reason: str
    text: BaseText
    is_own_text: bool
    rendered: Rendered
    footer: str
    values: Mapping[str, str]
    faults: tuple[LetterFault, ...]
    reviewed_at: datetime | None

    @property
    def is_ready(self) -> bool:
        return all(fault.may_wait for fault in self.faults)

    @property
    def base_key(self) -> BaseKey:
        return self.kind, self.language, self.formality


@dataclass(frozen=True, slots=True, kw_only=True)
class News:
    """What a later letter has to tell: what changed, the date before, the host's own word."""

    changes: tuple[Change, ...] = ()
    old: Evening | None = None
    word: str = ""


def open_desk(connection: Connection, planned: Evening, *, answer_link: str = "") -> Desk:
    """Load what the letters of a round are written from."""
    return Desk(
        planned=planned,
        base_texts=store.base_texts_of(connection, planned.round.id),
        own_words=store.own_words_of(connection, planned.round.id),
        lists=lists_behind(connection, planned),
        last_times=last_times(connection, planned),
        answer_link=answer_link,
    )


def first_letters(desk: Desk) -> tuple[Letter, ...]:
    """The first letter to each invitee, checked."""
    suggested = suggested_reasons(desk)
    reasons = {person.id: _reason(desk, person, suggested) for person in desk.invitees}
    names = {person.id: person.name.full for person in desk.invitees}
    return tuple(
        _letter(
            desk,
            person,
            suggested[person.id],
            {names[other]: reason for other, reason in reasons.items() if other != person.id},
        )
        for person in desk.invitees
    )


def first_letter(desk: Desk, person_id: PersonId) -> Letter:
    """The first letter to one invitee; raises NotFoundError for everybody else."""
    found = next((letter for letter in first_letters(desk) if letter.person.id == person_id), None)
    if found is None:
        raise NotFoundError
    return found


def next_unread(
    written: Sequence[Letter], after: PersonId | None = None, *, but: Collection[PersonId] = ()
) -> Letter | None:
    """The next letter the host has not found good yet, in the order of the table and round to its beginning."""
    here = next((at for at, letter in enumerate(written, 1) if letter.person.id == after), 0)
    waiting = (one for one in (*written[here:], *written[:here]) if one.person.id not in but)
    return next((one for one in waiting if one.reviewed_at is None and one.person.id != after), None)


def with_words(desk: Desk, person_id: PersonId, words: OwnWords) -> Desk:
    """The same desk with other words for one person: a preview, not kept."""
    person = _invitee(desk, person_id)
    return replace(desk, own_words={**desk.own_words, (person_id, letter_kind(desk, person)): words})


def with_voice(desk: Desk, person_id: PersonId, language: Language, formality: Formality) -> Desk:
    """The same desk with another language and form of address for one person: a preview, not kept."""
    person = replace(_invitee(desk, person_id), language=language, formality=formality)
    return replace(desk, planned=replace(desk.planned, people={**desk.planned.people, person_id: person}))


def with_base_text(desk: Desk, key: BaseKey, text: BaseText) -> Desk:
    """The same desk with another base text: a preview, not kept."""
    return replace(desk, base_texts={**desk.base_texts, key: text})


def own_words(desk: Desk, person: Person) -> OwnWords:
    """What the host wrote for this person's first letter, as far as they did."""
    return desk.own_words.get((person.id, letter_kind(desk, person)), OwnWords())


def write_reason(connection: Connection, desk: Desk, person_id: PersonId, reason: str | None) -> None:
    """Keep the host's reason for this person; None, or the suggested one, goes back to the suggestion."""
    letter = first_letter(desk, person_id)
    if reason != letter.reason:
        own = None if reason == letter.suggested_reason else reason
        _keep(connection, desk, person_id, {"reason": own, "reviewed_at": None})


def write_voice(
    connection: Connection, desk: Desk, person_id: PersonId, language: Language, formality: Formality, keys: Keys
) -> bool:
    """Note language and form of address of this person, for every letter from now on; False when nothing changes."""
    letter = first_letter(desk, person_id)
    if (language, formality) == (letter.language, letter.formality):
        return False
    changed = replace(letter.person, language=language, formality=formality)
    people.change(connection, desk.planned.host.id, changed, keys)
    _keep(connection, desk, person_id, {"reviewed_at": None})
    return True


def write_text(
    connection: Connection, desk: Desk, person_id: PersonId, text: BaseText | None
) -> tuple[LetterFault, ...]:
    """Keep a text of its own for this person unless it has faults, which are returned.

    None, or the base text unchanged, goes back to the base text.
    """
    faults = placeholder_faults(text) if text else ()
    if not faults:
        letter = first_letter(desk, person_id)
        own = text if text != base_text_of(desk, letter.base_key) else None
        values = {"subject": own.subject if own else None, "body": own.body if own else None, "reviewed_at": None}
        _keep(connection, desk, person_id, values)
    return faults


def mark_reviewed(connection: Connection, desk: Desk, person_id: PersonId, now: datetime) -> None:
    """Note that the host has read this letter and finds it good."""
    _keep(connection, desk, person_id, {"reviewed_at": now})


def base_text_of(desk: Desk, key: BaseKey) -> BaseText:
    """The base text as it stands for this round: the host's, or the one that comes with the program."""
    return desk.base_texts.get(key) or shipped_text(desk, key)


def shipped_text(desk: Desk, key: BaseKey) -> BaseText:
    """The base text that comes with the program."""
    return base_text(*key, desk.planned.party.occasion.kind)


def written_from(desk: Desk, key: BaseKey) -> tuple[Letter, ...]:
    """The first letters of that kind and voice, those with a text of their own among them."""
    return tuple(letter for letter in first_letters(desk) if letter.base_key == key)


def write_base_text(connection: Connection, desk: Desk, key: BaseKey, text: BaseText | None) -> tuple[LetterFault, ...]:
    """Keep the host's base text unless it has faults, which are returned; None goes back to the one shipped.

    Letters written by hand stay as they are; the others have changed, so that they are to be read again.
    """
    faults = placeholder_faults(text) if text else ()
    wanted = text or shipped_text(desk, key)
    if not faults and wanted != base_text_of(desk, key):
        own = wanted if wanted != shipped_text(desk, key) else None
        store.set_base_text(connection, desk.planned.round.id, key, own)
        for letter in written_from(desk, key):
            if letter.reviewed_at and not letter.is_own_text:
                _keep(connection, desk, letter.person.id, {"reviewed_at": None})
    return faults


def as_sent(desk: Desk, person: Person, kind: LetterKind, *, answer_link: str, news: News | None = None) -> Rendered:
    """A letter with its footer, word for word as it leaves the house."""
    told = news or News()
    context = replace(
        _context(desk, person, kind),
        reason=_reason(desk, person, suggested_reasons(desk)),
        answer_link=answer_link,
        changes=told.changes,
        word=told.word,
    )
    if not kind.is_for_speaker and context.slot_time and _is_speaker(desk, person):
        # Of a cancelled slot the speaker knows its own time, whatever the kind of letter.
        context = replace(context, date=context.slot_time)
    if told.old:
        when, slot_time = _dates(told.old, person, context.language)
        context = replace(context, old_date=slot_time if kind.is_for_speaker else when.date)
    return write(_text(desk, person, context), context)


def entry_values(desk: Desk, person: Person, answer_link: str) -> dict[str, str]:
    """The placeholder values that the texts of a calendar entry are filled with."""
    context = _context(desk, person, letter_kind(desk, person))
    values = placeholder_values(replace(context, answer_link=answer_link))
    return {**values, "whole_evening": _whole_evening(desk.planned, person, context.language)}


def _whole_evening(planned: Evening, person: Person, language: Language) -> str:
    """When the others are there, for a guest who stays for a part of it; empty for everybody else."""
    round_ = planned.round
    if round_.starts_at is None or _asked_of(planned, person) == round_:
        return ""
    return span_in_words(round_.starts_at, round_.length_minutes, person.time_zone or round_.time_zone, language)


def letter_kind(desk: Desk, person: Person) -> LetterKind:
    """Which first letter a person gets: as speaker, as somebody asked before, or as a new face."""
    if _is_speaker(desk, person):
        return LetterKind.SPEAKER
    return LetterKind.AGAIN if person.id in desk.last_times else LetterKind.INVITATION


def _is_speaker(desk: Desk, person: Person) -> bool:
    return desk.planned.speaker is not None and desk.planned.speaker.id == person.id


def language_of(planned: Evening, person: Person) -> Language:
    return person.language or planned.host.language


def suggested_reasons(desk: Desk) -> dict[PersonId, str]:
    """One or two true sentences for each invitee, made from the facts of the seat; no two alike if it can be helped."""
    written = {person.id: own.reason for person in desk.invitees if (own := own_words(desk, person)).reason}
    suggested: dict[PersonId, str] = {}
    for person in desk.invitees:
        others = {one: reason for one, reason in (suggested | written).items() if one != person.id}
        suggested[person.id] = _suggested_reason(desk, person, tuple(others.values()))
    return suggested


def _suggested_reason(desk: Desk, person: Person, taken: Collection[str]) -> str:
    language, formality = _voice(desk.planned, person)
    return for_letter(
        _facts(desk, person),
        language,
        formality,
        variety=int(person.id),
        taken=taken,
        again=letter_kind(desk, person) is LetterKind.AGAIN,
    )


def _facts(desk: Desk, person: Person) -> tuple[Fact, ...]:
    """What speaks for a person: the facts of the seat, or of a guest speaker what they do."""
    seat = desk.planned.seat_of(person.id)
    if seat:
        return seat.facts
    return (Fact(kind=FactKind.ROLE, details=(person.job_title, person.organisation)),) if person.job_title else ()


def _reason(desk: Desk, person: Person, suggested: Mapping[PersonId, str]) -> str:
    """The host's own reason for this person, or the one the facts suggest."""
    own = own_words(desk, person).reason
    return own if own is not None else suggested.get(person.id, "")


def _invitee(desk: Desk, person_id: PersonId) -> Person:
    found = next((person for person in desk.invitees if person.id == person_id), None)
    if found is None:
        raise NotFoundError
    return found


def _letter(desk: Desk, person: Person, suggested: str, other_reasons: Mapping[str, str]) -> Letter:
    kind = letter_kind(desk, person)
    own = own_words(desk, person)
    context = replace(_context(desk, person, kind), reason=suggested if own.reason is None else own.reason)
    text = _text(desk, person, context)
    values = placeholder_values(context)
    rendered = render(text, values)
    is_own_text = own.body is not None
    return Letter(
        person=person,
        kind=kind,
        language=context.language,
        formality=context.formality,
        reason=context.reason,
        suggested_reason=suggested,
        text=text,
        is_own_text=is_own_text,
        rendered=rendered,
        footer=footer(context),
        values=values,
        faults=check(context, text, rendered, other_reasons=other_reasons, is_own_text=is_own_text),
        reviewed_at=own.reviewed_at,
    )


def _text(desk: Desk, person: Person, context: LetterContext) -> BaseText:
    """What this letter is made from: the person's own text for a first letter, else the base text."""
    own = own_words(desk, person)
    if context.kind.asks_to_come and own.body is not None:
        return BaseText(subject=own.subject or "", body=own.body)
    return base_text_of(desk, (context.kind, context.language, context.formality))


def _context(desk: Desk, person: Person, kind: LetterKind) -> LetterContext:
    planned = desk.planned
    language, formality = _voice(planned, person)
    when, slot_time = _dates(planned, person, language)
    return LetterContext(
        kind=kind,
        language=language,
        formality=formality,
        host=planned.host,
        person=person,
        party=planned.party,
        round=_asked_of(planned, person),
        date=when.date,
        host_time=when.host_time,
        clock_note=when.clock_note,
        slot_time=slot_time,
        speaker_name=titled_name(planned.speaker.name, language) if planned.speaker else "",
        occasion_date=_occasion_date(planned, language),
        others=_others(planned, person),
        last_time=desk.last_times.get(person.id, LastTime.SILENT),
        answer_link=desk.answer_link,
        source=_source(planned, desk.lists.get(person.id), language),
    )


def _voice(planned: Evening, person: Person) -> tuple[Language, Formality]:
    return language_of(planned, person), person.formality or planned.party.formality


def _dates(planned: Evening, person: Person, language: Language) -> tuple[DatesInWords, str]:
    """The start and, where there is one, the speaker's slot, on the reader's clock."""
    round_ = planned.round
    starts_at = _asked_of(planned, person).starts_at
    if starts_at is None:
        return DatesInWords(date=""), ""
    when = dates_for_guest(starts_at, person.time_zone, round_.time_zone, language)
    if round_.slot_starts_at is None or round_.speaker_slot is None:
        return when, ""
    zone = person.time_zone or round_.time_zone
    return when, span_in_words(round_.slot_starts_at, round_.speaker_slot.length_minutes, zone, language)


def _asked_of(planned: Evening, person: Person) -> Round:
    """The round as a guest is told of it; a guest speaker is told of the whole, and of the slot besides."""
    slot = planned.round.speaker_slot
    return planned.round if slot and slot.person_id == person.id else planned.round.as_asked_of(person.id)


def _occasion_date(planned: Evening, language: Language) -> str:
    planned_on = planned.party.occasion.planned_on
    return day_in_words(planned_on, language) if planned_on else ""


def _others(planned: Evening, person: Person) -> Others:
    """The other guests; by name only those who agreed to be shown to participants."""
    others = [guest for guest in planned.guests if guest.id != person.id]
    return Others(
        count=len(others),
        organisations=len({organisation_key(other.organisation) for other in others} - {""}),
        names=tuple(other.name.full for other in others if other.consent is Consent.YES),
    )


def _source(planned: Evening, head: ListHead | None, language: Language) -> Source:
    if head is None:
        return Source()
    received = head.received_on or head.uploaded_at.date()
    description = head.source or planned.party.occasion.name
    return Source(
        description=description,
        received_on=day_in_words(received, language),
        basis=basis_in_words(head.basis, language),
    )


def _keep(connection: Connection, desk: Desk, person_id: PersonId, changes: Mapping[str, object]) -> None:
    letter = first_letter(desk, person_id)
    store.set_own_words(connection, desk.planned.round.id, person_id, letter.kind, changes)
