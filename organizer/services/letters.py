"""Letters of a round: written from base text and facts, changed by the host, checked before they leave."""

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from hashlib import sha256

from sqlalchemy import Connection

from organizer.domain.bases import basis_in_words
from organizer.domain.errors import NotFoundError
from organizer.domain.identity_keys import organisation_key
from organizer.domain.invitations import Invitation, InvitationState, Role
from organizer.domain.letter_echoes import Told, echo_of_line
from organizer.domain.letter_faults import LetterFault, check, placeholder_faults
from organizer.domain.letter_tone import is_nearly_the_same
from organizer.domain.letters import (
    ASKING,
    OPTIONAL_PIECE,
    PLACEHOLDER,
    BaseText,
    Change,
    Introduced,
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
from organizer.domain.replies import Standing
from organizer.domain.rounds import Round
from organizer.domain.salutations import titled_name
from organizer.domain.tokens import Keys
from organizer.domain.vocabulary import (
    Consent,
    Formality,
    InvitationId,
    Language,
    Level,
    ParticipationStatus,
    PersonId,
)
from organizer.formats.base_texts import base_text
from organizer.formats.dates import DatesInWords, dates_for_guest, day_in_words, span_in_words
from organizer.services import people
from organizer.services.letter_history import told_before
from organizer.services.replies import standings
from organizer.services.rounds import Evening
from organizer.services.sources import lists_behind
from organizer.services.turnouts import last_times
from organizer.store import letters as store
from organizer.store.attendee_lists import ListHead
from organizer.store.invitations import invitations_of
from organizer.store.letters import BaseKey, OwnWords

# What stays a placeholder in a letter written for one person, because it may still change.
LIVE = frozenset(
    {"date", "host_time", "clock_note", "video_link", "slot_time", "answer_how", "answer_link", "guests", "named_as"}
)
# A guest speaker on one of these levels is asked for what they know; any other one as guest of honour.
KNOWING = frozenset({Level.SENIOR, Level.JUNIOR, Level.INDEPENDENT})


@dataclass(frozen=True, slots=True, kw_only=True)
class Desk:
    """What all letters of a round are written from, loaded once.

    `coming` are the guests who said yes, `asked_anew` those who said no to a first invitation of this round;
    `earlier_words` what the host wrote for somebody in an earlier one, `told_before` the letters that somebody may have
    from before this round, of any party of this host. `answer_link`, `answer_code` and `stop_link` stand in
    the letters shown here for those that each invitation and each guest has of their own.
    """

    planned: Evening
    base_texts: Mapping[BaseKey, BaseText]
    own_words: Mapping[tuple[PersonId, LetterKind], OwnWords]
    lists: Mapping[PersonId, ListHead]
    last_times: Mapping[PersonId, LastTime]
    coming: frozenset[PersonId] = frozenset()
    asked_anew: frozenset[PersonId] = frozenset()
    earlier_words: Mapping[PersonId, OwnWords] = field(default_factory=dict)
    told_before: Mapping[PersonId, tuple[Told, ...]] = field(default_factory=dict)
    answer_link: str = ""
    answer_code: str = ""
    stop_link: str = ""
    # Thought of once for all letters; a desk with other words has other suggestions, and `replace` empties this.
    suggested: dict[PersonId, str] = field(default_factory=dict, init=False, compare=False, repr=False)

    @property
    def invitees(self) -> tuple[Person, ...]:
        """The guests in the order of the table, then the guest speaker."""
        planned = self.planned
        return (*planned.guests, *((planned.speaker,) if planned.speaker else ()))


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """A first letter as the host sees it: what it is made from, what it becomes, and what is still missing.

    `is_own_text` says that the host wrote this letter for this person; `reason` is the host's or the suggested one,
    `earlier_reason` what the host wrote last time; `rendered` is without the footer; `values` stand in it for the
    placeholders. A letter that `has_changed` since it was found good is to be read again: `reviewed_at` is None.
    """

    person: Person
    kind: LetterKind
    language: Language
    formality: Formality
    reason: str
    appreciation: str
    offer: str
    suggested_reason: str
    earlier_reason: str
    text: BaseText
    is_own_text: bool
    rendered: Rendered
    footer: str
    values: Mapping[str, str]
    faults: tuple[LetterFault, ...]
    fingerprint: str
    reviewed_at: datetime | None
    has_changed: bool

    @property
    def is_ready(self) -> bool:
        return all(fault.may_wait for fault in self.faults)

    @property
    def base_key(self) -> BaseKey:
        return self.kind, self.language, self.formality


@dataclass(frozen=True, slots=True, kw_only=True)
class News:
    """What a later letter has to tell: what changed, the date before, the host's own word in each language."""

    changes: tuple[Change, ...] = ()
    old: Evening | None = None
    words: Mapping[Language, str] = field(default_factory=dict)


def open_desk(
    connection: Connection, planned: Evening, *, answer_link: str = "", answer_code: str = "", stop_link: str = ""
) -> Desk:
    """Load what the letters of a round are written from."""
    invited = invitations_of(connection, planned.round.id)
    stood = standings(connection, invited)
    return Desk(
        planned=planned,
        base_texts=store.base_texts_of(connection, planned.round.id),
        own_words=store.own_words_of(connection, planned.round.id),
        lists=lists_behind(connection, planned),
        last_times=last_times(connection, planned),
        coming=_who_said(ParticipationStatus.ACCEPTED, InvitationState.OPEN, invited, stood),
        asked_anew=_who_said(ParticipationStatus.DECLINED, InvitationState.CLOSED, invited, stood),
        earlier_words=store.earlier_words_of(connection, planned.round.id, planned.people),
        told_before=told_before(connection, planned.host.id, planned.people, _standing(invited)),
        answer_link=answer_link,
        answer_code=answer_code,
        stop_link=stop_link,
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
            letter_kind(desk, person),
            suggested[person.id],
            {names[other]: reason for other, reason in reasons.items() if other != person.id},
        )
        for person in desk.invitees
    )


def letter_of(desk: Desk, person_id: PersonId, kind: LetterKind) -> Letter:
    """A letter of that kind to somebody of this round: their first one, or one that is prepared later."""
    if kind.asks_to_come:
        return first_letter(desk, person_id)
    person = desk.planned.people.get(person_id)
    if person is None or not kind.is_prepared:
        raise NotFoundError
    return _letter(desk, person, kind, "", {})


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


def with_words(desk: Desk, person_id: PersonId, kind: LetterKind, words: OwnWords) -> Desk:
    """The same desk with other words for one person: a preview, not kept."""
    return replace(desk, own_words={**desk.own_words, (person_id, kind): words})


def _prepared(desk: Desk, kind: LetterKind) -> tuple[Letter, ...]:
    """A letter of a later kind to everybody it could go to."""
    to_speaker = kind is LetterKind.SPEAKER_THANKS
    people = (person for person in desk.invitees if _is_speaker(desk, person) is to_speaker)
    return tuple(letter_of(desk, person.id, kind) for person in people)


def with_voice(desk: Desk, person_id: PersonId, language: Language, formality: Formality) -> Desk:
    """The same desk with another language and form of address for one person: a preview, not kept."""
    person = replace(_invitee(desk, person_id), language=language, formality=formality)
    return replace(desk, planned=replace(desk.planned, people={**desk.planned.people, person_id: person}))


def with_base_text(desk: Desk, key: BaseKey, text: BaseText) -> Desk:
    """The same desk with another base text: a preview, not kept."""
    return replace(desk, base_texts={**desk.base_texts, key: text})


def own_words(desk: Desk, person: Person, kind: LetterKind | None = None) -> OwnWords:
    """What the host wrote for this person's first letter, or for one of that kind, as far as they did."""
    return desk.own_words.get((person.id, kind or letter_kind(desk, person)), OwnWords())


def write_reason(connection: Connection, desk: Desk, person_id: PersonId, reason: str | None) -> None:
    """Keep the host's reason for this person; None, or the suggested one, goes back to the suggestion."""
    letter = first_letter(desk, person_id)
    if reason != letter.reason:
        own = None if reason == letter.suggested_reason else reason
        _keep(connection, desk, person_id, {"reason": own, "reviewed_at": None})


def names_somebody(desk: Desk, person: Person) -> bool:
    """Whether an introduction to this person would name anybody."""
    return bool(_introduced(desk, person, language_of(desk.planned, person)).lines)


def write_lines(
    connection: Connection, desk: Desk, person_id: PersonId, kind: LetterKind, appreciation: str, offer: str
) -> None:
    """Keep what the host liked about this person and could bring them; empty is nothing."""
    letter = letter_of(desk, person_id, kind)
    if (appreciation, offer) != (letter.appreciation, letter.offer):
        changes = {"appreciation": appreciation, "offer": offer, "reviewed_at": None}
        store.set_own_words(connection, desk.planned.round.id, person_id, letter.kind, changes)


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
    connection: Connection,
    desk: Desk,
    person_id: PersonId,
    text: BaseText | None,
    kind: LetterKind = LetterKind.INVITATION,
) -> tuple[LetterFault, ...]:
    """Keep a text of its own for this person unless it has faults, which are returned.

    None, or the base text unchanged, goes back to the base text. Any kind that asks to come means the first letter.
    """
    faults = placeholder_faults(text) if text else ()
    if not faults:
        letter = letter_of(desk, person_id, kind)
        untouched = (base_text_of(desk, letter.base_key), *(() if letter.is_own_text else (resolved_text(letter),)))
        own = text if text not in untouched else None
        values = {"subject": own.subject if own else None, "body": own.body if own else None, "reviewed_at": None}
        store.set_own_words(connection, desk.planned.round.id, person_id, letter.kind, values)
    return faults


def resolved_text(letter: Letter) -> BaseText:
    """The letter in its own words, to be edited for this person; what date, link and answer say still follows them."""
    live = {name: f"{{{{ {name} }}}}" for name in LIVE if letter.values[name]}
    kept: dict[str, str] = {}
    body = OPTIONAL_PIECE.sub(lambda piece: _kept_whole(piece, kept), letter.text.body)
    resolved = render(replace(letter.text, body=body), {**letter.values, **live, **kept})
    return BaseText(subject=resolved.subject, body=resolved.body)


def _kept_whole(piece: re.Match[str], kept: dict[str, str]) -> str:
    """A stand-in for a piece that still follows what is settled later, noted in `kept`; any other piece as it is."""
    named = {name.strip() for name in PLACEHOLDER.findall(piece[1])}
    if not named or not named <= LIVE:
        return piece[0]
    stand_in = f"kept {len(kept)}"
    kept[stand_in] = piece[0]
    return f"{{{{ {stand_in} }}}}"


def mark_reviewed(connection: Connection, desk: Desk, person_id: PersonId, now: datetime) -> None:
    """Note that the host has read this letter, as it is now, and finds it good."""
    letter = first_letter(desk, person_id)
    _keep(connection, desk, person_id, {"reviewed_at": now, "reviewed_as": letter.fingerprint})


def base_text_of(desk: Desk, key: BaseKey) -> BaseText:
    """The base text as it stands for this round: the host's, or the one that comes with the program."""
    return desk.base_texts.get(key) or shipped_text(desk, key)


def shipped_text(desk: Desk, key: BaseKey) -> BaseText:
    """The base text that comes with the program."""
    return base_text(*key, desk.planned.party.occasion.kind)


def written_from(desk: Desk, key: BaseKey) -> tuple[Letter, ...]:
    """The letters of that kind and voice, those with a text of their own among them."""
    kind = key[0]
    written = first_letters(desk) if kind.asks_to_come else _prepared(desk, kind)
    return tuple(letter for letter in written if letter.base_key == key)


def write_base_text(connection: Connection, desk: Desk, key: BaseKey, text: BaseText | None) -> tuple[LetterFault, ...]:
    """Keep the host's base text unless it has faults, which are returned; None goes back to the one shipped.

    Letters written by hand stay as they are; the others have changed since they were found good.
    """
    faults = placeholder_faults(text) if text else ()
    wanted = text or shipped_text(desk, key)
    if not faults and wanted != base_text_of(desk, key):
        own = wanted if wanted != shipped_text(desk, key) else None
        store.set_base_text(connection, desk.planned.round.id, key, own)
    return faults


def as_sent(
    desk: Desk,
    person: Person,
    kind: LetterKind,
    *,
    answer_link: str,
    answer_code: str = "",
    stop_link: str = "",
    news: News | None = None,
) -> Rendered:
    """A letter with its footer, word for word as it leaves the house."""
    told = news or News()
    context = _context(desk, person, kind)
    context = replace(
        context,
        reason=_reason(desk, person, suggested_reasons(desk)) if kind.asks_to_come else "",
        answer_link=answer_link,
        answer_code=answer_code,
        stop_link=stop_link,
        changes=told.changes,
        word=told.words.get(context.language, ""),
    )
    if not kind.is_for_speaker and context.slot_time and _is_speaker(desk, person):
        # Of a cancelled slot the speaker knows its own time, whatever the kind of letter.
        context = replace(context, date=context.slot_time)
    if told.old:
        when, slot_time = _dates(told.old, person, context.language)
        context = replace(context, old_date=slot_time if kind.is_for_speaker else when.date)
    return write(_text(desk, person, context), context)


def context_of(desk: Desk, person: Person) -> LetterContext:
    """Everything that a first word to a person is written from."""
    kind = letter_kind(desk, person)
    return replace(_context(desk, person, kind), reason=_reason(desk, person, suggested_reasons(desk)))


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
        return LetterKind.EXPERT if person.level in KNOWING else LetterKind.SPEAKER
    if person.id in desk.asked_anew:
        return LetterKind.ANEW
    return LetterKind.AGAIN if person.id in desk.last_times else LetterKind.INVITATION


def _is_speaker(desk: Desk, person: Person) -> bool:
    return desk.planned.speaker is not None and desk.planned.speaker.id == person.id


def language_of(planned: Evening, person: Person) -> Language:
    """Theirs where it is known, else the one that will be spoken; a new party speaks its host's."""
    return person.language or planned.party.spoken_language


def suggested_reasons(desk: Desk) -> dict[PersonId, str]:
    """One or two true sentences for each invitee, made from the facts of the seat; no two alike if it can be helped."""
    if desk.suggested:
        return desk.suggested
    written = {person.id: own.reason for person in desk.invitees if (own := own_words(desk, person)).reason}
    suggested: dict[PersonId, str] = {}
    for person in desk.invitees:
        others = {one: reason for one, reason in (suggested | written).items() if one != person.id}
        suggested[person.id] = _suggested_reason(desk, person, tuple(others.values()))
    desk.suggested.update(suggested)
    return desk.suggested


def _suggested_reason(desk: Desk, person: Person, taken: Collection[str]) -> str:
    language, formality = _voice(desk.planned, person)
    told = desk.told_before.get(person.id, ())

    def sounds_known(wording: str) -> bool:
        return any(is_nearly_the_same(wording, one) for one in taken) or echo_of_line(wording, told) is not None

    return for_letter(
        _facts(desk, person),
        language,
        formality,
        variety=int(person.id),
        taken=taken,
        sounds_known=sounds_known,
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


def _who_said(
    status: ParticipationStatus,
    state: InvitationState,
    invited: Sequence[Invitation],
    stood: Mapping[InvitationId, Standing],
) -> frozenset[PersonId]:
    """The guests with an invitation in that state whose last word was this."""
    return frozenset(
        one.person_id
        for one in invited
        if one.role is Role.GUEST and one.state is state and stood[one.id].status is status
    )


def _letter(desk: Desk, person: Person, kind: LetterKind, suggested: str, other_reasons: Mapping[str, str]) -> Letter:
    own = own_words(desk, person, kind)
    context = replace(_context(desk, person, kind), reason=suggested if own.reason is None else own.reason)
    text = _text(desk, person, context)
    values = placeholder_values(context)
    rendered = render(text, values)
    is_own_text = own.body is not None
    fingerprint = _fingerprint(render(text, {**values, "answer_how": "", "answer_link": ""}))
    is_as_read = own.reviewed_at is not None and own.reviewed_as == fingerprint
    return Letter(
        person=person,
        kind=kind,
        language=context.language,
        formality=context.formality,
        reason=context.reason,
        appreciation=own.appreciation,
        offer=own.offer,
        suggested_reason=suggested,
        earlier_reason=_earlier_reason(desk, person, kind) if kind.asks_to_come else "",
        text=text,
        is_own_text=is_own_text,
        rendered=rendered,
        footer=footer(context),
        values=values,
        faults=check(
            context,
            text,
            rendered,
            other_reasons=other_reasons,
            is_own_text=is_own_text,
            hidden_names=_hidden_names(desk, person),
            told_before=desk.told_before.get(person.id, ()),
            shared_texts=_shared_texts(desk, person, context, values) if is_own_text else (),
        ),
        fingerprint=fingerprint,
        reviewed_at=own.reviewed_at if is_as_read else None,
        has_changed=own.reviewed_at is not None and not is_as_read,
    )


def _shared_texts(desk: Desk, person: Person, context: LetterContext, values: Mapping[str, str]) -> tuple[str, ...]:
    """What base texts of this voice say to this person, without the lines that are for them only."""
    if person.id not in desk.told_before:
        return ()
    kinds = ASKING if context.kind.asks_to_come else {context.kind}
    keys = [(kind, context.language, context.formality) for kind in kinds]
    blank = {**values, **dict.fromkeys(("reason", "appreciation", "offer"), "")}
    return tuple(
        render(text, blank).body for key in keys for text in {base_text_of(desk, key), shipped_text(desk, key)}
    )


def _standing(invited: Sequence[Invitation]) -> frozenset[InvitationId]:
    return frozenset(one.id for one in invited if one.state is InvitationState.OPEN)


def _hidden_names(desk: Desk, person: Person) -> tuple[str, ...]:
    """Guests who are not to be named in a letter to this person."""
    others = (guest for guest in desk.planned.guests if guest.id != person.id and guest.consent is not Consent.YES)
    return tuple(guest.name.full for guest in others)


def _fingerprint(letter: Rendered) -> str:
    """Tells whether a letter still says what it said when it was found good, how to answer left aside."""
    return sha256(f"{letter.subject}\0{letter.body}".encode()).hexdigest()


def _earlier_reason(desk: Desk, person: Person, kind: LetterKind) -> str:
    """What the host wrote for this person last: for the same evening before a no, or in an earlier round."""
    here = [desk.own_words.get((person.id, earlier)) for earlier in (LetterKind.AGAIN, LetterKind.INVITATION)]
    written = [*(here if kind is LetterKind.ANEW else ()), desk.earlier_words.get(person.id)]
    return next((words.reason for words in written if words and words.reason), "")


def _text(desk: Desk, person: Person, context: LetterContext) -> BaseText:
    """What this letter is made from: the text of its own that the host wrote, else the base text."""
    own = own_words(desk, person, context.kind)
    if context.kind.may_be_rewritten and own.body is not None:
        return BaseText(subject=own.subject or "", body=own.body)
    return base_text_of(desk, (context.kind, context.language, context.formality))


def _context(desk: Desk, person: Person, kind: LetterKind) -> LetterContext:
    planned = desk.planned
    language, formality = _voice(planned, person)
    when, slot_time = _dates(planned, person, language)
    own = own_words(desk, person, kind)
    # Of the assistant the host knows nothing but the address, which came from the speaker.
    head = None if kind.is_for_assistant else desk.lists.get(person.id)
    return LetterContext(
        kind=kind,
        language=language,
        formality=Formality.FORMAL if kind.is_always_formal else formality,
        appreciation=own.appreciation,
        offer=own.offer,
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
        introduced=_introduced(desk, person, language),
        last_time=desk.last_times.get(person.id, LastTime.SILENT),
        answer_link=desk.answer_link,
        answer_code=desk.answer_code,
        stop_link=desk.stop_link,
        source=_source(planned, head, language),
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


def _introduced(desk: Desk, person: Person, language: Language) -> Introduced:
    """Who comes besides the reader: by name only those who agreed to be shown to participants."""
    coming = [guest for guest in desk.planned.people.values() if guest.id in desk.coming]
    named = [guest for guest in coming if guest.consent is Consent.YES]
    return Introduced(
        lines=tuple(_introduction(guest, language) for guest in named if guest.id != person.id),
        unnamed=sum(guest.id != person.id and guest.consent is not Consent.YES for guest in coming),
        reader=_introduction(person, language) if person.consent is Consent.YES else "",
    )


def _introduction(person: Person, language: Language) -> str:
    """Name, work and organisation in a line."""
    parts = (titled_name(person.name, language), person.job_title, person.organisation)
    return ", ".join(part for part in parts if part)


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
