"""The question where a list is from and on what basis it is used, as it stands on the rehearsal page."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from flask import g
from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from wtforms import DateField, RadioField, ValidationError
from wtforms.validators import DataRequired, InputRequired, Optional

from organizer.domain.bases import Basis
from organizer.domain.errors import N_
from organizer.domain.vocabulary import ListId
from organizer.services.rounds import Evening
from organizer.services.sources import ListSource
from organizer.store.attendee_lists import ListHead
from organizer.web.access import current_host
from organizer.web.forms import Form, LineField, choices
from organizer.web.kept_forms import kept_form

OTHER = "other"
FUTURE_DAY = N_("That day lies ahead. Choose the day on which you got the list.")
BASES = {
    Basis.AGREED: _l("The participants agreed to be contacted by other participants"),
    Basis.SAME_MEETING: _l("I was to attend the same meeting (legitimate interest)"),
    Basis.ACQUAINTED: _l("We know each other"),
    OTHER: _l("Something else"),
    Basis.REFUSED: _l("No, they may not be contacted"),
}
NOTES = {
    Basis.AGREED: _l("They ticked a box, or the list was shared for this purpose."),
    Basis.SAME_MEETING: _l("A few personal letters in the meeting’s sense, with a way out in each."),
    Basis.ACQUAINTED: _l("You have met or worked together."),
    Basis.REFUSED: _l("Then nothing is sent to them. Ask the organisers for consent, or for forwarding your letter."),
}


class SourceForm(Form):
    """Where a list is from, and why its people may be written to. Values and names carry the list's prefix."""

    source = LineField(
        _l("Where is it from?"),
        (DataRequired(_l("Say where the list is from; the small print of each letter names it.")),),
    )
    received_on = DateField(_l("When did you get it?"), validators=[Optional()])
    basis = RadioField(
        _l("May the people on it be contacted?"),
        choices=choices(BASES),
        validators=[InputRequired(_l("Choose what comes closest. If they may not be contacted, say so."))],
    )
    other = LineField(_l("In your words"))

    def validate_received_on(self, field: DateField) -> None:
        """A list cannot have come tomorrow."""
        if field.data and field.data > _day(g.now):
            raise ValidationError(gettext(FUTURE_DAY))

    def validate_other(self, field: LineField) -> None:
        """Something else has to be said in words."""
        if self.basis.data == OTHER and not field.data:
            raise ValidationError(gettext("Say in a few words why you may write to them."))

    @property
    def said(self) -> ListSource:
        basis = self.other.data if self.basis.data == OTHER else self.basis.data
        return ListSource(source=self.source.data, basis=basis, received_on=self.received_on.data)


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A list of which the host says where it is from."""

    head: ListHead
    form: SourceForm
    is_open: bool


def forms_sent(heads: Iterable[ListHead]) -> dict[ListId, SourceForm]:
    """What was sent for each of these lists."""
    return {head.id: SourceForm(prefix=_prefix(head)) for head in heads}


def answers(heads: Iterable[ListHead], sent: Mapping[ListId, SourceForm], same_as: str) -> dict[ListId, SourceForm]:
    """By list the form that answers for it: its own, or for a list not answered before the one `same_as` names."""
    lead = next((form for list_id, form in sent.items() if str(list_id) == same_as), None)
    return {head.id: sent[head.id] if head.basis or lead is None else lead for head in heads}


def questions(
    planned: Evening, heads: Iterable[ListHead], waiting: Iterable[ListHead], sent: Mapping[ListId, SourceForm]
) -> tuple[Asked, ...]:
    """The question for each list: open while it is not answered, or answered with a no, or came back with errors."""
    unanswered = {head.id for head in waiting}
    return tuple(
        Asked(
            head=head,
            form=(form := sent.get(head.id) or _source_form(planned, head)),
            is_open=head.id in unanswered or head.basis == Basis.REFUSED or bool(form.errors),
        )
        for head in heads
    )


def _source_form(planned: Evening, head: ListHead) -> SourceForm:
    """What was answered; to begin with the meeting's name and the day of the upload."""
    is_own = bool(head.basis) and head.basis not in list(Basis)
    data = {
        # For a visit the occasion is a place, which no list is from.
        "source": head.source or ("" if planned.party.occasion.kind.is_visit else planned.party.occasion.name),
        "received_on": head.received_on or _day(head.uploaded_at),
        "basis": OTHER if is_own else head.basis,
        "other": head.basis if is_own else "",
    }
    return SourceForm(prefix=_prefix(head), data=data, formdata=kept_form())


def _prefix(head: ListHead) -> str:
    return f"list-{head.id}"


def _day(instant: datetime) -> date:
    """The day it is for the host."""
    return instant.astimezone(ZoneInfo(current_host().time_zone)).date()
