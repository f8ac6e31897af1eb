"""The desk on which the letters of a round lie: the list of all, what each is missing and where that is mended."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from hashlib import sha256
from typing import Self

from flask import Response, jsonify, render_template, request
from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from sqlalchemy import Connection
from wtforms import HiddenField, TextAreaField
from wtforms.validators import DataRequired, Length

from organizer.domain.errors import N_
from organizer.domain.letter_faults import ADVICE, FaultKind, LetterFault, placeholder_faults
from organizer.domain.letters import PLACEHOLDERS, BaseText, LetterKind
from organizer.domain.people import Person
from organizer.domain.plain_text import template_lines
from organizer.domain.vocabulary import PartyId, PersonId
from organizer.services import letters as service
from organizer.services.invitations import OptedOutError, already_invited
from organizer.services.letters import Desk, Letter
from organizer.services.rounds import Evening, evening, evening_to_change
from organizer.store.letters import BaseKey
from organizer.web.access import current_host
from organizer.web.forms import LONGEST_TEXT, Form, LineField
from organizer.web.languages import day, sentence
from organizer.web.office import post_office
from organizer.web.steps import Step, step_path

NO_ADDRESS = N_("%(name)s has no mail address: you pass the invitation on yourself, for example by LinkedIn or XING.")
CHANGED_MEANWHILE = N_(
    "This text was changed meanwhile, perhaps in another window. Yours stands here unkept, the other one beneath it: "
    "take over what you want from there, then keep yours."
)
SHORT_ENOUGH = _l("Please keep this under %(max)d characters.")
# Stands where each mail has the code of its own guest.
STAND_IN_CODE = "ABCD-2345"
IN_REASON = frozenset({FaultKind.SAME_REASON, FaultKind.SIMILAR_REASON, FaultKind.SELF_SERVING})
SETTLED_ELSEWHERE = frozenset({FaultKind.MISSING_DATE, FaultKind.MISSING_TOPIC})
OF_LATER_LETTERS = frozenset({"change", "changed", "old_date", "new_date", "word"})
OF_SPEAKERS = frozenset({"slot_time", "slot_brief"})


class TextForm(Form):
    """Subject and text of a letter, with placeholders; `seen` marks the text it was opened with."""

    seen = HiddenField()
    subject = LineField(_l("Subject"), (DataRequired(_l(ADVICE[FaultKind.MISSING_SUBJECT])),))
    body = TextAreaField(
        _l("Text"),
        filters=[lambda text: template_lines(text or "")],
        validators=[
            DataRequired(_l(ADVICE[FaultKind.MISSING_TEXT])),
            Length(max=LONGEST_TEXT, message=SHORT_ENOUGH),
        ],
    )

    @property
    def text(self) -> BaseText:
        return BaseText(subject=self.subject.data or "", body=self.body.data or "")

    meanwhile: BaseText | None = None

    @classmethod
    def opened_with(cls, text: BaseText) -> Self:
        return cls(data={"subject": text.subject, "body": text.body, "seen": _mark(text)})

    def overlooks(self, kept: BaseText) -> bool:
        """Whether another text was kept since this form was opened; it is shown then, and sending again means it."""
        if self.seen.data in ("", None, _mark(kept)) or self.text == kept:
            return False
        self.seen.data, self.meanwhile = _mark(kept), kept
        self.body.errors = [*self.body.errors, gettext(CHANGED_MEANWHILE)]
        return True


class EnvelopeState(StrEnum):
    """How far a letter is: out, to be mended, found good, or still to be read."""

    SENT = "sent"
    NEEDS = "needs"
    READ = "read"
    UNREAD = "unread"
    CHANGED = "changed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Mend:
    """What is missing, and where it is mended: path and what the link says. `may_wait` keeps nobody from sending."""

    sentence: str
    places: tuple[tuple[str, str], ...]
    may_wait: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Envelope:
    """One letter in the list of all."""

    person: Person
    path: str
    state: EnvelopeState
    is_own_text: bool
    is_speaker: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Blank:
    """A placeholder: what it stands for, and what will stand there in the letter shown."""

    name: str
    meaning: str
    value: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DeskView:
    """The desk with all its letters, laid out."""

    desk: Desk
    written: tuple[Letter, ...]
    sent: frozenset[PersonId]

    @property
    def planned(self) -> Evening:
        return self.desk.planned

    @property
    def read(self) -> int:
        """How many need not be read any more."""
        return sum(one.reviewed_at is not None or one.person.id in self.sent for one in self.written)


def lay_out(connection: Connection, party_id: int, number: int) -> DeskView:
    """All letters of a round, for the host who asks."""
    desk = open_desk(connection, party_id, number)
    return DeskView(desk=desk, written=service.first_letters(desk), sent=already_invited(connection, desk.planned))


def open_desk(connection: Connection, party_id: int, number: int, *, to_change: bool = False) -> Desk:
    """What they are written from; where guests can reach this program, with a stand-in for their links."""
    load = evening_to_change if to_change else evening
    planned = load(connection, current_host(), PartyId(party_id), number)
    base_url = post_office().public_base_url
    if not base_url:
        return service.open_desk(connection, planned, answer_code=STAND_IN_CODE)
    return service.open_desk(connection, planned, answer_link=f"{base_url}/i/…", stop_link=f"{base_url}/o/…")


def letter_path(planned: Evening, person_id: PersonId | None = None) -> str:
    """The page of one letter, or of the first one that was not read."""
    desk = step_path(Step.LETTERS, planned.party, planned.round)
    return desk if person_id is None else f"{desk}/{person_id}"


def base_path(planned: Evening, key: BaseKey) -> str:
    """The page of a shared text."""
    return f"{letter_path(planned)}/base/{'/'.join(key)}"


def way_back(planned: Evening, letter: Letter) -> str:
    """From an editor to where its letter is read: its own page, or that of the later letters of its kind."""
    if letter.kind.asks_to_come:
        return letter_path(planned, letter.person.id)
    return later_path(planned, letter.kind)


def later_path(planned: Evening, kind: LetterKind) -> str:
    """Where later letters of a kind are prepared; thanks to guests and speaker are on one page."""
    kind = LetterKind.THANKS if kind is LetterKind.SPEAKER_THANKS else kind
    return f"{step_path(Step.BOARD, planned.party, planned.round)}/letters/{kind}"


def mends(planned: Evening, letter: Letter) -> tuple[Mend, ...]:
    """What is missing in one letter."""
    return (*_mends_of_person(planned, letter.person), *(mend_of(planned, letter, fault) for fault in letter.faults))


def mend_of(planned: Evening, letter: Letter, fault: LetterFault) -> Mend:
    """One fault as a sentence, and the place where it is mended."""
    advice = gettext(fault.advice) % dict(fault.values)
    places = (_place(planned, letter, fault), *_earlier_letter(planned, fault))
    return Mend(sentence=advice, places=places, may_wait=fault.may_wait)


def envelopes(view: DeskView) -> tuple[Envelope, ...]:
    """The list of all letters."""
    return tuple(
        Envelope(
            person=one.person,
            path=letter_path(view.planned, one.person.id),
            state=_state(view, one),
            is_own_text=one.is_own_text,
            is_speaker=one.kind.is_for_speaker,
        )
        for one in view.written
    )


def blanks(kind: LetterKind, shown: Letter | None) -> tuple[Blank, ...]:
    """The placeholders that can stand in this kind of letter."""
    hidden = OF_LATER_LETTERS | (frozenset() if kind.is_for_speaker else OF_SPEAKERS)
    if kind is not LetterKind.AGAIN:
        hidden |= {"last_time"}
    if kind is not LetterKind.INTRODUCTION:
        hidden |= {"guests", "named_as"}
    if kind.is_prepared:
        hidden |= {"reason"}
    values = shown.values if shown else {}
    return tuple(
        Blank(name=name, meaning=gettext(meaning), value=values.get(name, ""))
        for name, meaning in PLACEHOLDERS.items()
        if name not in hidden
    )


def missing_in_reason(letter: Letter) -> list[str]:
    """What has to be mended in the reason before the letter can be good, a sentence each."""
    return [
        gettext(fault.advice) % dict(fault.values)
        for fault in letter.faults
        if not fault.may_wait and _is_of_reason(letter, fault)
    ]


def still_missing(letter: Letter) -> list[str]:
    """What keeps a letter found good from leaving, a sentence each; not what is settled on other pages."""
    return [
        gettext(fault.advice) % dict(fault.values)
        for fault in letter.faults
        if not fault.may_wait and fault.kind not in SETTLED_ELSEWHERE
    ]


def _mark(text: BaseText) -> str:
    return sha256(f"{text.subject}\n{text.body}".encode()).hexdigest()[:16]


def is_sound(form: TextForm) -> bool:
    """Whether the text can be kept; unknown placeholders are said at the field they stand in."""
    is_valid = bool(form.validate_on_submit())
    for field, written in (
        (form.subject, BaseText(subject=form.text.subject, body="")),
        (form.body, BaseText(subject="", body=form.text.body)),
    ):
        said = [gettext(fault.advice) % dict(fault.values) for fault in placeholder_faults(written)]
        field.errors = [*field.errors, *said]
    return is_valid and not form.errors


def wants_json() -> bool:
    """Whether the script asks, for parts of a page."""
    return request.accept_mimetypes.best == "application/json"


def fragment(view: DeskView, tried: Letter) -> Response:
    """What the script puts into the page in place of paper and faults."""
    paper = render_template("desk/paper.html", letter=tried, sender=post_office().sender(current_host()))
    missing = render_template("desk/mends.html", mends=mends(view.planned, tried))
    return jsonify(paper=paper, mends=missing)


def _state(view: DeskView, letter: Letter) -> EnvelopeState:
    if letter.person.id in view.sent:
        return EnvelopeState.SENT
    if any(not mend.may_wait for mend in mends(view.planned, letter)):
        return EnvelopeState.NEEDS
    if letter.has_changed:
        return EnvelopeState.CHANGED
    return EnvelopeState.READ if letter.reviewed_at else EnvelopeState.UNREAD


def _mends_of_person(planned: Evening, person: Person) -> tuple[Mend, ...]:
    """What keeps any letter from this person, whatever it says."""
    card = (f"/people/{person.id}", gettext("Add an address"))
    seats = (step_path(Step.TABLE, planned.party, planned.round), gettext("Go to the table"))
    found = []
    if not person.email:
        short = (f"{letter_path(planned, person.id)}/short", gettext("Look at the short texts"))
        said = gettext(NO_ADDRESS, name=person.name.display)
        found.append(Mend(sentence=said, places=(short, card), may_wait=True))
    if person.opted_out:
        found.append(Mend(sentence=sentence(OptedOutError(name=person.name.full)), places=(seats,)))
    return tuple(found)


def _field(letter: Letter, part: str) -> str:
    """Where on its page a line for one person is written."""
    return part if letter.kind.asks_to_come else f"{part}-{letter.person.id}"


def _earlier_letter(planned: Evening, fault: LetterFault) -> Iterator[tuple[str, str]]:
    """Where the earlier letter is read that said the same."""
    if fault.kind is FaultKind.TOLD_BEFORE:
        values = dict(fault.values)
        told_on = day(datetime.fromisoformat(values["told_at"]), planned.host.time_zone)
        yield f"/letters/{values['letter']}", gettext("Read the letter of %(day)s", day=told_on)


def _is_of_reason(letter: Letter, fault: LetterFault) -> bool:
    """Whether a fault is mended in the field of the reason."""
    in_reason = fault.kind in IN_REASON or (fault.kind is FaultKind.MISSING_REASON and not letter.reason)
    return in_reason and letter.kind.asks_to_come and not letter.is_own_text


def _place(planned: Evening, letter: Letter, fault: LetterFault) -> tuple[str, str]:
    """Where a fault is mended: in the reason, on another step's page, or in the text the letter is made from."""
    here, kind = letter_path(planned, letter.person.id), fault.kind
    part = dict(fault.values).get("part", "body")
    if kind is FaultKind.TOLD_BEFORE and part != "body":
        return f"{way_back(planned, letter)}#{_field(letter, part)}", gettext("Write something else")
    if kind is FaultKind.MISSING_NAME:
        return f"/people/{letter.person.id}#given", gettext("Write the name")
    if _is_of_reason(letter, fault):
        return f"{here}#reason", gettext("Write a reason")
    steps = {
        FaultKind.MISSING_LINK: (Step.ROOM, gettext("Go to the room")),
        FaultKind.MISSING_DATE: None if planned.round.starts_at else (Step.DATE, gettext("Choose a date")),
        FaultKind.MISSING_TOPIC: None if planned.party.topic else (Step.TABLE, gettext("Write the topic")),
    }
    if elsewhere := steps.get(kind):
        return step_path(elsewhere[0], planned.party, planned.round), elsewhere[1]
    if letter.is_own_text:
        kind_asked = "" if letter.kind.asks_to_come else f"?kind={letter.kind}"
        return f"{here}/text{kind_asked}#body", gettext("Open the text")
    return f"{base_path(planned, letter.base_key)}?person={letter.person.id}#body", gettext("Open the base text")
