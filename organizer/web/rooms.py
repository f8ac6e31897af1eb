"""The page of the room: its video link, and the guest speaker's part of the evening."""

import re
from collections.abc import Sequence
from datetime import datetime, time, timedelta
from typing import cast

from flask import Blueprint, flash, g, redirect, render_template, request
from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from werkzeug.wrappers import Response
from wtforms import IntegerField, TextAreaField, TimeField
from wtforms.validators import Length, Optional

from organizer.domain.people import Person
from organizer.domain.plain_text import several_lines
from organizer.domain.rounds import (
    LONGEST_LINK,
    BrokenLinkError,
    InsecureLinkError,
    NameInLinkError,
    Round,
    RoundState,
    SlotOutsideRoundError,
    room_host,
)
from organizer.domain.scheduling import local_time, minutes_after
from organizer.domain.vocabulary import PartyId, PersonId
from organizer.services import people, tables
from organizer.services.people import AddressOptedOutError, NamelessPersonError
from organizer.services.rooms import (
    AssistantOptedOutError,
    Room,
    SeveralOfThatNameError,
    SpeakerIsGuestError,
    SpeakerSaid,
    furnish_room,
    proposed_speakers,
    remove_speaker,
    speaker_label,
    speaker_may_change,
)
from organizer.services.rounds import Evening, evening, evening_to_change
from organizer.services.tables import AskedNotToError
from organizer.settings import open_keys
from organizer.web.access import current_host
from organizer.web.asked import LARGEST_NUMBER
from organizer.web.database import reading, writing
from organizer.web.forms import WELL_FORMED, Form, LineField
from organizer.web.kept_forms import kept_form
from organizer.web.languages import sentence
from organizer.web.shell import shell
from organizer.web.steps import Step, step_path
from organizer.web.table_words import reasons_in_words

USUAL_OFFSET, USUAL_SLOT = 20, 20
LONGEST_BRIEF = 300
MOST_SUGGESTED = 3

# A host's name with a dot in it and nothing before it, as a link is copied from a mail: zoom.us/j/123
BARE_LINK = re.compile(r"[a-z0-9-]+(\.[a-z0-9-]+)*\.[a-z]{2,}(:\d+)?([/?#]\S*)?$", re.IGNORECASE)

LINK_ERRORS = (InsecureLinkError, BrokenLinkError, NameInLinkError)
SPEAKER_ERRORS = (
    SeveralOfThatNameError,
    SpeakerIsGuestError,
    AskedNotToError,
    AddressOptedOutError,
    NamelessPersonError,
)

blueprint = Blueprint(
    "rooms",
    __name__,
    url_prefix="/parties/<int:party_id>/rounds/<int:number>/room",
)

Answer = str | Response | tuple[str, int]


class LinkField(LineField):
    """A link, which may be longer than a line elsewhere; one without its beginning, as pasted, gets it."""

    def __init__(self, label: object = None, **options: object) -> None:
        super().__init__(label, **options)  # type: ignore[arg-type]
        self.validators = [Length(max=LONGEST_LINK, message=_l("Please keep this under %(max)d characters."))]
        self.filters = [*self.filters, whole_link]


def whole_link(typed: str) -> str:
    """A link with https:// before it, where only that is missing."""
    return f"https://{typed}" if BARE_LINK.match(typed) else typed


class RoomForm(Form):
    """Link and speaker's slot. Fields about who speaks are there as long as nobody is chosen."""

    video_link = LinkField(
        _l("Video link"), render_kw={"inputmode": "url", "autocomplete": "off", "placeholder": "https://"}
    )
    speaker = LineField(_l("Who speaks?"), render_kw={"list": "people", "autocomplete": "off"})
    speaker_email = LineField(
        _l("Mail address"), (Optional(), WELL_FORMED), render_kw={"type": "email", "autocomplete": "off"}
    )
    speaker_organisation = LineField(_l("Organisation"), render_kw={"autocomplete": "off"})
    begins = TimeField(_l("Begins at"), [Optional()], format=["%H:%M", "%H:%M:%S"])
    offset = IntegerField(_l("Minutes after the start"), [Optional()], render_kw={"min": 0})
    length = IntegerField(_l("Minutes"), [Optional()], render_kw={"min": 5})
    brief = TextAreaField(
        _l("What the speaker should know"),
        [Length(max=LONGEST_BRIEF, message=_l("Please keep this under %(max)d characters."))],
    )
    assistant_email = LineField(
        _l("Address of the assistant"), (Optional(), WELL_FORMED), render_kw={"type": "email", "autocomplete": "off"}
    )


@blueprint.get("")
def room(party_id: int, number: int) -> str:
    """The room as it is furnished."""
    planned = _load(party_id, number)
    return _page(planned, _filled(planned))


@blueprint.post("")
def furnish(party_id: int, number: int) -> Answer:
    """Keep link and slot, then go on to the rehearsal."""
    planned = _load(party_id, number)
    form = _fitting(planned, RoomForm())
    suggested = _suggested(planned) if form.speaker else None
    if suggested:
        form.speaker.data = speaker_label(suggested)
    if not form.validate_on_submit() or not _furnished(planned, form):
        return _page(planned, form), 422
    return redirect(step_path(Step.ROOM if suggested else Step.REHEARSAL, planned.party, planned.round), 303)


@blueprint.post("/speaker/removal")
def dismiss(party_id: int, number: int) -> Answer:
    """Take the guest speaker out of the evening."""
    with writing() as connection:
        planned = evening_to_change(connection, current_host(), PartyId(party_id), number)
        remove_speaker(connection, planned, g.now)
    if planned.speaker:
        flash(gettext("%(name)s is no longer the guest speaker.", name=planned.speaker.name.full))
    return redirect(step_path(Step.ROOM, planned.party, planned.round), 303)


def _suggested(planned: Evening) -> Person | None:
    """Who was proposed as guest speaker and is taken with one click."""
    person_id = request.form.get("suggested", type=int)
    if not person_id:
        return None
    with reading() as connection:
        return people.person(connection, planned.host.id, PersonId(min(abs(person_id), LARGEST_NUMBER)))


def _load(party_id: int, number: int) -> Evening:
    with reading() as connection:
        return evening(connection, current_host(), PartyId(party_id), number)


def _fitting(planned: Evening, form: RoomForm) -> RoomForm:
    """Without what need not be asked: who speaks once that is known, one of the two ways to say when, and the link
    once guests were told of one.
    """
    if planned.round.state is not RoundState.PLANNING:
        del form.video_link
    if planned.speaker:
        del form.speaker, form.speaker_email, form.speaker_organisation
    # They are filled in already; "optional" would only puzzle.
    for field in (form.begins, form.offset, form.length):
        field.flags.required = True
    if planned.round.starts_at:
        del form.offset
    else:
        del form.begins
    return form


def _filled(planned: Evening) -> RoomForm:
    """The form as the room is, with a usual slot to begin from."""
    slot = planned.round.speaker_slot
    offset = slot.offset_minutes if slot else USUAL_OFFSET
    values = {
        "video_link": planned.round.video_link,
        "offset": offset,
        "begins": slot_clock(planned.round, offset),
        "length": slot.length_minutes if slot else USUAL_SLOT,
        "brief": slot.brief if slot else "",
        "assistant_email": slot.assistant_email if slot else "",
    }
    return _fitting(planned, RoomForm(formdata=kept_form(), data=values))


def slot_clock(round_: Round, offset: int) -> time | None:
    """What the host's clock shows some minutes into the evening."""
    if round_.starts_at is None:
        return None
    return local_time(round_.starts_at + timedelta(minutes=offset), round_.time_zone).time()


def _furnished(planned: Evening, form: RoomForm) -> bool:
    """Whether the room could be furnished so; if not, the reasons stand at the fields."""
    if not _is_whole(form):
        return False
    try:
        with writing() as connection:
            current = evening_to_change(connection, current_host(), planned.party.id, planned.round.number)
            moved = furnish_room(connection, current, _room(current, form), open_keys(shell().settings.home), g.now)
    except LINK_ERRORS as error:
        form.video_link.errors = [sentence(error)]
        return False
    except SlotOutsideRoundError as error:
        (form.begins or form.offset).errors = [sentence(error)]
        return False
    except AssistantOptedOutError as error:
        form.assistant_email.errors = [sentence(error)]
        return False
    except SPEAKER_ERRORS as error:
        (form.speaker or form.begins or form.offset).errors = [sentence(error)]
        return False
    if moved:
        flash(gettext("%(name)s is the guest speaker now; the seat at the table is free.", name=moved.name.full))
    return True


def _is_whole(form: RoomForm) -> bool:
    """Whether a slot has a speaker, a start and a length; the sentences stand at the fields."""
    if form.speaker is not None and not form.speaker.data:
        said = (form.speaker_email, form.speaker_organisation, form.brief, form.assistant_email)
        if any((field.data or "").strip() for field in said):
            form.speaker.errors = [gettext("Say who speaks, or empty the other fields about the speaker.")]
        return not form.speaker.errors
    for field in (form.begins or form.offset, form.length):
        if field.data is None:
            field.errors = [gettext("Say when the speaker begins and for how long.")]
    return not form.errors


def _room(planned: Evening, form: RoomForm) -> Room:
    speaks = planned.speaker is not None or bool(form.speaker.data)
    link = form.video_link.data if form.video_link is not None else planned.round.video_link
    if not speaks:
        return Room(video_link=link)
    return Room(
        video_link=link,
        speaker=_said(form) if form.speaker is not None else None,
        offset_minutes=_offset(planned, form),
        length_minutes=cast(int, form.length.data),
        brief=several_lines(form.brief.data or ""),
        assistant_email=form.assistant_email.data,
    )


def _said(form: RoomForm) -> SpeakerSaid:
    return SpeakerSaid(
        name=form.speaker.data, email=form.speaker_email.data, organisation=form.speaker_organisation.data
    )


def _offset(planned: Evening, form: RoomForm) -> int:
    """Minutes from the start of the evening, which may pass midnight, to that of the slot."""
    if planned.round.starts_at is None:
        return cast(int, form.offset.data)
    start = local_time(planned.round.starts_at, planned.round.time_zone)
    return minutes_after(start.time(), cast(time, form.begins.data))


def _page(planned: Evening, form: RoomForm) -> str:
    with reading() as connection:
        known = proposed_speakers(connection, planned)
        may_change = speaker_may_change(connection, planned, g.now)
        is_free = may_change and planned.speaker is None
        suggested = tables.speakers_for(connection, planned)[:MOST_SUGGESTED] if is_free else ()
    round_ = planned.round
    return render_template(
        "rooms/room.html",
        form=form,
        party=planned.party,
        round=round_,
        speaker=planned.speaker,
        slot=round_.speaker_slot,
        slot_ends_at=_slot_end(round_),
        labels=_labels(known),
        suggested=[(one.person, reasons_in_words(one.facts)) for one in suggested],
        link_host=room_host(round_.video_link),
        guests=planned.guests if round_.starts_at else (),
        is_open=may_change,
        is_invited=round_.state is not RoundState.PLANNING,
        is_cancelled=round_.state is RoundState.CANCELLED,
    )


def _slot_end(round_: Round) -> datetime | None:
    begins, slot = round_.slot_starts_at, round_.speaker_slot
    return begins + timedelta(minutes=slot.length_minutes) if begins and slot else None


def _labels(people: Sequence[Person]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(speaker_label(person) for person in people))
