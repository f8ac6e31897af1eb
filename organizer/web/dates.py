"""The page on which the date of a round is chosen, with everybody's local hour."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import cast
from urllib.parse import urlencode

from flask import Blueprint, g, redirect, render_template, request
from flask_babel import gettext, ngettext
from flask_babel import lazy_gettext as _l
from werkzeug.wrappers import Response
from wtforms import DateField, IntegerField, TimeField
from wtforms.validators import InputRequired

from organizer.domain.holidays import holidays_on
from organizer.domain.people import Person
from organizer.domain.places import country_of
from organizer.domain.rounds import (
    LONGEST_MINUTES,
    SHORTEST_MINUTES,
    RoundLengthError,
    RoundState,
    StayOutsideRoundError,
)
from organizer.domain.scheduling import (
    EASY_FROM,
    FarDateError,
    HourVerdict,
    LocalTimeGapError,
    PastDateError,
    coming_instant,
    local_time,
    propose_start,
)
from organizer.domain.vocabulary import PartyId
from organizer.services.host_calendars import BusyTimes, busy_times, clashes
from organizer.services.hours import Hours, ZoneHours, everybodys_hours
from organizer.services.rounds import Evening, SpeakerLeftOutError, evening, evening_to_change, fix_date
from organizer.web.access import current_host
from organizer.web.database import reading, writing
from organizer.web.forms import Form, TimeZoneField
from organizer.web.kept_forms import kept_form
from organizer.web.languages import clock_time, day, moment, sentence, zone_name
from organizer.web.steps import Step, step_path
from organizer.web.table_words import country_name, enumerated
from organizer.web.words import HOLIDAYS

SHOW = "show"
TONES = {HourVerdict.GOOD: "ok", HourVerdict.EDGE: "warn", HourVerdict.RED: "bad"}
MOST_NAMES = 10
MOST_CLASHES = 3
MINUTES_OF_DAY = 24 * 60

blueprint = Blueprint(
    "dates",
    __name__,
    url_prefix="/parties/<int:party_id>/rounds/<int:number>/date",
)

Answer = str | Response | tuple[str, int]


class DateForm(Form):
    """When the evening begins, by the host's clock, and how long it takes."""

    day = DateField(_l("Day"), [InputRequired(_l("Choose the day of the evening."))])
    time = TimeField(_l("Begins at"), [InputRequired(_l("Choose when it begins."))], format=["%H:%M", "%H:%M:%S"])
    zone = TimeZoneField(_l("Time zone"))
    length = IntegerField(
        _l("Minutes"),
        [InputRequired(_l(RoundLengthError.message, shortest=SHORTEST_MINUTES, longest=LONGEST_MINUTES))],
        render_kw={"min": SHORTEST_MINUTES, "max": LONGEST_MINUTES, "step": 15},
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One zone of the strip: what its clock shows, who lives by it, how that hour suits, and where it lies in the day.

    `parts` are start and length of the evening in minutes of the local day; two of them when it passes midnight.
    """

    zone: str
    zone_name: str
    names: str
    is_hosts: bool
    tone: str
    verdict: str
    parts: tuple[tuple[int, int], ...]


@blueprint.get("")
def choose(party_id: int, number: int) -> Answer:
    """The date fixed, the one asked for in the address, or a good proposal."""
    planned = _load(party_id, number)
    if not request.args.get("day") or planned.round.state is not RoundState.PLANNING:
        return _page(planned, _standing(planned))
    form = DateForm(formdata=request.args, meta={"csrf": False})
    is_fine = form.validate() and start_asked_for(form) is not None
    return _page(planned, form) if is_fine else (_page(planned, form), 422)


@blueprint.post("")
def fix(party_id: int, number: int) -> Answer:
    """Fix the date and go on to the letters, or only show everybody's hours."""
    planned, form = _load(party_id, number), DateForm()
    starts_at = start_asked_for(form) if form.validate_on_submit() else None
    if starts_at is None:
        return _page(planned, form), 422
    if request.form.get("act") == SHOW:
        return redirect(f"{step_path(Step.DATE, planned.party, planned.round)}?{_query(form)}#hours", 303)
    if not _fixed(planned, form, starts_at):
        return _page(planned, form), 422
    return redirect(step_path(Step.LETTERS, planned.party, planned.round), 303)


def _load(party_id: int, number: int) -> Evening:
    with reading() as connection:
        return evening(connection, current_host(), PartyId(party_id), number)


def _standing(planned: Evening) -> DateForm:
    """The form filled with the date as it is, or as it is proposed."""
    zone = planned.round.time_zone
    starts_at = planned.round.starts_at
    local = local_time(starts_at, zone) if starts_at else propose_start(g.now, zone)
    values = {"day": local.date(), "time": local.time(), "zone": zone, "length": planned.round.length_minutes}
    return DateForm(formdata=kept_form(), data=values)


def start_asked_for(form: DateForm) -> datetime | None:
    """The instant asked for; None when there is none, with the reason at its field."""
    try:
        return coming_instant(wall_clock(form), form.zone.data, g.now)
    except LocalTimeGapError as error:
        form.time.errors = [sentence(error)]
    except (PastDateError, FarDateError) as error:
        form.day.errors = [sentence(error)]
    return None


def rows_of(hours: Hours, minutes: int) -> tuple[Row, ...]:
    """The strip of everybody's hours for an evening of that length."""
    return tuple(_row(zone, minutes) for zone in hours.zones)


def notes_on(busy: BusyTimes | None, hours: Hours, minutes: int, zone: str) -> tuple[str, ...]:
    """What the host should know about a date: what they have already, who sleeps, what the clocks do."""
    return (*_clashes(busy, hours, minutes, zone), *_days_off(hours, zone), *_notes(hours, zone))


def wall_clock(form: DateForm) -> datetime:
    return datetime.combine(cast(date, form.day.data), cast(time, form.time.data))


def _fixed(planned: Evening, form: DateForm, starts_at: datetime) -> bool:
    """Whether the date could be fixed; if not, the reason stands at the field of the length."""
    try:
        with writing() as connection:
            current = evening_to_change(connection, current_host(), planned.party.id, planned.round.number)
            fix_date(
                connection,
                current,
                starts_at=starts_at,
                time_zone=form.zone.data,
                length_minutes=cast(int, form.length.data),
            )
    except (RoundLengthError, SpeakerLeftOutError, StayOutsideRoundError) as error:
        form.length.errors = [sentence(error)]
        return False
    return True


def _query(form: DateForm) -> str:
    return urlencode(
        {
            "day": f"{wall_clock(form):%Y-%m-%d}",
            "time": f"{wall_clock(form):%H:%M}",
            "zone": form.zone.data,
            "length": form.length.data,
        }
    )


def _page(planned: Evening, form: DateForm) -> str:
    hours = _hours(planned, form)
    with reading() as connection:
        busy = busy_times(connection, planned.host, g.now)
    return render_template(
        "dates/date.html",
        form=form,
        party=planned.party,
        round=planned.round,
        hours=hours,
        rows=rows_of(hours, form.length.data or 0) if hours else (),
        notes=notes_on(busy, hours, form.length.data or 0, form.zone.data) if hours else (),
        knows_busy_times=busy is not None,
        is_open=planned.round.state is RoundState.PLANNING,
        is_cancelled=planned.round.state is RoundState.CANCELLED,
        is_proposed=planned.round.starts_at is None and request.method == "GET" and not request.args,
        has_guests=bool(planned.guests),
    )


def _hours(planned: Evening, form: DateForm) -> Hours | None:
    """Everybody's hours at the instant in the form, if there is one."""
    if form.day.errors or form.time.errors or form.zone.errors or not (form.day.data and form.time.data):
        return None
    if planned.round.state is not RoundState.PLANNING:
        starts_at = planned.round.starts_at
        return everybodys_hours(planned, starts_at, planned.round.time_zone) if starts_at else None
    starts_at = start_asked_for(form)
    return everybodys_hours(planned, starts_at, form.zone.data) if starts_at else None


def _row(zone: ZoneHours, minutes: int) -> Row:
    return Row(
        zone=zone.hour.time_zone,
        zone_name=zone_name(zone.hour.time_zone),
        names=_names(zone),
        is_hosts=zone.is_hosts,
        tone=TONES[zone.hour.verdict],
        verdict=_verdict(zone),
        parts=_parts(zone.hour.local.hour * 60 + zone.hour.local.minute, minutes),
    )


def _names(zone: ZoneHours) -> str:
    """Who lives by this clock; of many only the first few by name."""
    names = [gettext("you")] if zone.is_hosts else []
    names += [person.name.full for person in zone.people]
    rest = len(names) - MOST_NAMES
    if rest > 1:
        names = [*names[:MOST_NAMES], ngettext("%(num)d more", "%(num)d more", rest)]
    return enumerated(names)


def _verdict(zone: ZoneHours) -> str:
    if zone.hour.verdict is HourVerdict.GOOD:
        return str(gettext("a good hour"))
    if zone.hour.verdict is HourVerdict.RED:
        return str(gettext("at night"))
    return str(gettext("early") if zone.hour.local.time() < EASY_FROM else gettext("late"))


def _parts(begins: int, length: int) -> tuple[tuple[int, int], ...]:
    today = min(length, MINUTES_OF_DAY - begins)
    return ((begins, today), (0, length - today)) if length > today else ((begins, today),)


def _clashes(busy: BusyTimes | None, hours: Hours, minutes: int, zone: str) -> Iterator[str]:
    """What the host has already at that time, by their own calendar."""
    for first, last in clashes(busy, hours.starts_at, minutes)[:MOST_CLASHES]:
        yield gettext(
            "You have something else then: %(begins)s to %(ends)s.",
            begins=moment(first, zone),
            ends=clock_time(last, zone) if last - first < timedelta(days=1) else moment(last, zone),
        )


def _days_off(hours: Hours, zone: str) -> Iterator[str]:
    """What holiday that day is, for the host and for guests whose country is known."""
    local = local_time(hours.starts_at, zone).date()
    guests = (person.country or country_of(one.hour.time_zone) for one in hours.zones for person in one.people)
    unknown = (person.country for person in hours.unknown)
    for holiday, countries in holidays_on(local, (country_of(zone), *guests, *unknown)).items():
        values = {"day": day(local), "holiday": HOLIDAYS[holiday]}
        if countries:
            where = enumerated(country_name(country) for country in countries)
            yield gettext("%(day)s is %(holiday)s: a public holiday in %(countries)s.", countries=where, **values)
        else:
            yield gettext("%(day)s is %(holiday)s. Many will want to be with their own people that evening.", **values)


def _notes(hours: Hours, zone: str) -> Iterator[str]:
    """What the clocks of that night and of these weeks do to this date."""
    if hours.is_hard_on:
        yield gettext("It would be night for %(names)s.", names=_named(hours.is_hard_on))
    if hours.comes_twice:
        time = clock_time(hours.starts_at, zone)
        yield gettext(
            "The clocks go back in that night, and %(time)s comes twice. The first one is meant; guests are told the "
            "exact moment.",
            time=time,
        )
    if hours.clocks_change_on:
        yield gettext(
            "The clocks change on %(day)s (%(zone)s). The hours shown here are right for the evening itself.",
            day=day(hours.clocks_change_on),
            zone=zone_name(zone),
        )
    shifting = [zone_name(one.hour.time_zone) for one in hours.zones if one.shifts]
    if shifting:
        yield gettext(
            "In these weeks the difference to %(zones)s is not always the same, since the clocks change on other days.",
            zones=enumerated(shifting),
        )


def _named(people: tuple[Person, ...]) -> str:
    return enumerated([person.name.full for person in people])
