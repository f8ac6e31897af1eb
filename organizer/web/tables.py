"""The page on which the table of a round is laid: the evening in words, people to choose from, seats and bench."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import cast
from urllib.parse import parse_qsl, urlencode, urlsplit

from flask import Blueprint, flash, g, redirect, render_template, request
from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from sqlalchemy import Connection
from werkzeug.wrappers import Response
from wtforms import IntegerField, SelectField
from wtforms.validators import DataRequired, InputRequired, NumberRange

from organizer.domain.errors import NotFoundError, OrganizerError
from organizer.domain.invitations import Place, Seat
from organizer.domain.parties import FEWEST_GUESTS, MOST_GUESTS
from organizer.domain.people import Person
from organizer.domain.reasons import FactKind
from organizer.domain.rounds import RoundState
from organizer.domain.table_requests import TableSizeError, Wish
from organizer.domain.vocabulary import Language, Level, PartyId, PersonId
from organizer.services import tables
from organizer.services.comparisons import since
from organizer.services.rounds import Evening, evening, evening_to_change
from organizer.services.tables import (
    NoTopicError,
    SamePersonError,
    Sought,
    StandIn,
    TableView,
    remember_taste,
    taste_of,
)
from organizer.services.turnouts import forecast_for
from organizer.web.access import current_host
from organizer.web.asked import LARGEST_NUMBER
from organizer.web.database import reading, writing
from organizer.web.forms import LONGEST_LINE, Form, LineField, choices, one_line
from organizer.web.kept_forms import kept_form
from organizer.web.languages import sentence
from organizer.web.security import same_origin_path
from organizer.web.steps import Step, step_path
from organizer.web.table_mends import mends_of
from organizer.web.table_undo import note_change, table_before
from organizer.web.table_view import change_in_words, draw_evening, table_in_words
from organizer.web.table_words import (
    additions_in_words,
    cautions_in_words,
    country_name,
    for_any_seat,
    forecast_in_words,
    missed_in_words,
    missing_in_words,
    personal_reasons_in_words,
    reasons_in_words,
    stand_ins_in_words,
    ties_in_words,
)
from organizer.web.tastes import LEANS, asked_taste
from organizer.web.words import LANGUAGES, LEVELS

# What the acts of the form about the evening are called.
KEEP, SUGGEST, GO_ON, ONE_MORE, MANY_OF_ONE = "keep", "suggest", "go-on", "one-more", "many-of-one"

blueprint = Blueprint(
    "tables",
    __name__,
    url_prefix="/parties/<int:party_id>/rounds/<int:number>/table",
)

Answer = str | Response | tuple[str, int]
Deed = Callable[[Connection, Evening], None]


class EveningForm(Form):
    """What the evening is about, and for how many."""

    topic = LineField(
        _l("What is the evening about?"),
        (DataRequired(_l(NoTopicError.message)),),
        render_kw={"autocomplete": "off"},
    )
    question = LineField(_l("The question of the evening"), render_kw={"autocomplete": "off"})
    spoken_language = SelectField(_l("Spoken at the table"), choices=choices(LANGUAGES))
    guests = IntegerField(
        _l("Guests"),
        [
            InputRequired(_l(TableSizeError.message, fewest=FEWEST_GUESTS, most=MOST_GUESTS)),
            NumberRange(FEWEST_GUESTS, MOST_GUESTS, _l(TableSizeError.message, fewest=FEWEST_GUESTS, most=MOST_GUESTS)),
        ],
        render_kw={"min": FEWEST_GUESTS, "max": MOST_GUESTS},
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Placed:
    """One person at the table or on the bench, with the reasons, what they add, whom they are tied to, and what to know
    before asking them, in words."""

    person: Person
    reasons: tuple[str, ...]
    adds: str
    ties: tuple[str, ...]
    cautions: tuple[str, ...]
    wish: Wish | None
    is_pinned: bool
    is_invited: bool


@blueprint.get("")
def table(party_id: int, number: int) -> str:
    """The table as it stands."""
    return _page(party_id, number)


@blueprint.post("")
def describe(party_id: int, number: int) -> Answer:
    """Keep what the evening is about; then suggest a table, or go on to the date."""
    form = EveningForm()
    if not form.validate_on_submit():
        return _page(party_id, number, form=form), 422
    act = request.form.get("act")

    def deed(connection: Connection, planned: Evening) -> None:
        _describe(connection, planned, form)
        taste = asked_taste(request.form, planned.party)
        remember_taste(connection, planned, replace(taste, many_of_one=True) if act == MANY_OF_ONE else taste)
        if act in (SUGGEST, MANY_OF_ONE):
            _suggest(connection, evening(connection, planned.host, planned.party.id, number))

    return change_table(party_id, number, deed, form=form, onward=Step.DATE if act == GO_ON else Step.TABLE)


@blueprint.post("/wishes")
def wish(party_id: int, number: int) -> Answer:
    """Star a person, insist on them, leave them out; an empty wish takes it back."""
    person_id, wished = _person("person"), request.form.get("wish", "")

    def deed(connection: Connection, planned: Evening) -> None:
        tables.wish(connection, planned, person_id, Wish(wished) if wished in list(Wish) else None)

    return change_table(party_id, number, deed)


@blueprint.post("/seats")
def seat(party_id: int, number: int) -> Answer:
    """Give somebody a free seat."""
    person_id = _person("person")
    return change_table(party_id, number, lambda connection, planned: tables.seat(connection, planned, person_id))


@blueprint.post("/removals")
def take_off(party_id: int, number: int) -> Answer:
    """Free somebody's place."""
    person_id = _person("person")
    return change_table(party_id, number, lambda connection, planned: tables.take_off(connection, planned, person_id))


@blueprint.post("/pins")
def pin(party_id: int, number: int) -> Answer:
    """Keep somebody in their seat whatever is suggested next, or no longer."""
    person_id, pinned = _person("person"), request.form.get("pinned") == "yes"
    return change_table(
        party_id, number, lambda connection, planned: tables.pin(connection, planned, person_id, pinned=pinned)
    )


@blueprint.post("/swaps")
def swap(party_id: int, number: int) -> Answer:
    """Give somebody's seat to another: the one named, or whoever fits best."""
    leaving = _person("person")
    coming = _person("coming") if request.form.get("coming") else None
    return change_table(party_id, number, lambda connection, planned: tables.swap(connection, planned, leaving, coming))


@blueprint.post("/pairs")
def keep_apart(party_id: int, number: int) -> Answer:
    """Never seat these two together, or allow it again."""
    apart = request.form.get("apart") != "no"
    one, other = (_person(name) if request.form.get(name) else PersonId(0) for name in ("one", "other"))

    def deed(connection: Connection, planned: Evening) -> None:
        if not (one and other):
            raise SamePersonError
        tables.keep_apart(connection, planned, one, other, apart=apart)

    return change_table(party_id, number, deed)


def change_table(
    party_id: int, number: int, deed: Deed, *, form: EveningForm | None = None, onward: Step = Step.TABLE
) -> Answer:
    """Do it and show the page again where it was left; what is refused is said on the same page."""
    try:
        with writing() as connection:
            planned = evening_to_change(connection, current_host(), PartyId(party_id), number)
            deed(connection, planned)
            note_change(planned, evening(connection, planned.host, planned.party.id, number))
    except NotFoundError:
        raise
    except OrganizerError as error:
        return _page(party_id, number, form=form, refused=sentence(error)), 422
    here = step_path(Step.TABLE, planned.party, planned.round)
    there = _back(here) if onward is Step.TABLE else step_path(onward, planned.party, planned.round)
    return redirect(there, 303)


def _back(here: str) -> str:
    """Where on this page the browser was, as its form tells."""
    back = same_origin_path(request.form.get("back"), here)
    return back if urlsplit(back).path == here else here


def _describe(connection: Connection, planned: Evening, form: EveningForm) -> None:
    tables.describe_evening(
        connection,
        planned,
        topic=form.topic.data,
        question=form.question.data,
        spoken_language=Language(form.spoken_language.data),
        guests=cast(int, form.guests.data) + (request.form.get("act") == ONE_MORE),
    )


def _suggest(connection: Connection, planned: Evening) -> None:
    if not planned.guests:
        tables.suggest_table(connection, planned)
    elif not tables.suggest_another(connection, planned):
        flash(gettext("The same people fit best again. Star, pin or take off somebody, and suggest anew."))


def _person(name: str) -> PersonId:
    """The id a form names."""
    person_id = request.form.get(name, 0, type=int)
    if not 0 < person_id <= LARGEST_NUMBER:
        raise NotFoundError
    return PersonId(person_id)


def _page(party_id: int, number: int, *, form: EveningForm | None = None, refused: str = "") -> str:
    asked = request.args if request.method == "GET" else dict(parse_qsl(urlsplit(request.form.get("back", "")).query))
    with reading() as connection:
        planned = evening(connection, current_host(), PartyId(party_id), number)
        view = tables.look_at(connection, planned, _sought(asked))
        before = table_before(planned)
        changed = since(connection, planned, before.seated) if before else None
        expected = forecast_for(connection, planned.host.id, planned.party.guests_wanted, g.now)
        stand_ins = tables.stand_ins_of(connection, planned) if _is_open(planned) else {}
    form = form or EveningForm(formdata=kept_form(), obj=planned.party, guests=planned.party.guests_wanted)
    return render_template(
        "tables/table.html",
        form=form,
        refused=refused,
        view=view,
        party=planned.party,
        round=planned.round,
        seats=_placed(view, Place.SEAT),
        bench=_placed(view, Place.BENCH),
        picture=draw_evening(planned, planned.guests, view.ties),
        mix=table_in_words(planned, view.mix, view.sectors),
        lacks=(*missing_in_words(view.mix, planned.party.spoken_language), *missed_in_words(view.missed))
        if planned.guests
        else (),
        taste=taste_of(planned.party),
        leans=LEANS,
        **_stepping_in(stand_ins),
        expected=forecast_in_words(expected, planned.party.guests_wanted),
        change=change_in_words(changed) if changed else None,
        unmet=mends_of(view.unmet, planned),
        method=gettext(view.method),
        sought=_sought(asked),
        level_choices=choices(LEVELS),
        country_name=country_name,
        page_path=lambda page: _page_path(planned, asked, page),
        back=_page_path(planned, asked, view.page),
        is_open=_is_open(planned),
        is_inviting=planned.round.state is RoundState.INVITING,
    )


def _stepping_in(stand_ins: Mapping[PersonId, Sequence[StandIn]]) -> dict[str, object]:
    """Who would take a seat: said once where it is the same people for any, else at each."""
    named = stand_ins_in_words(stand_ins)
    for_any = for_any_seat(named)
    return {"stand_ins": {} if for_any else named, "for_any": for_any}


def _is_open(planned: Evening) -> bool:
    return planned.round.state is not RoundState.CANCELLED


def _sought(asked: Mapping[str, str]) -> Sought:
    """What the address asks to be shown; anything else than what the page offers is left out."""
    level, page, country = asked.get("level", ""), asked.get("page", ""), asked.get("country", "")
    return Sought(
        text=one_line(asked.get("q"))[:LONGEST_LINE],
        level=Level(level) if level in list(Level) else None,
        country=country if len(country) == 2 and country.isalpha() else "",
        with_address=asked.get("address") == "yes",
        starred=asked.get("starred") == "yes",
        left_out=asked.get("left_out") == "yes",
        by_topic=asked.get("order") == "topic",
        page=int(page) if page.isascii() and page.isdigit() and len(page) < 7 else 1,
    )


def _page_path(planned: Evening, asked: Mapping[str, str], page: int) -> str:
    """The address of this page with the same search, at some page of the people found."""
    sought = _sought(asked)
    told = {
        "q": sought.text,
        "level": sought.level or "",
        "country": sought.country,
        "address": "yes" if sought.with_address else "",
        "starred": "yes" if sought.starred else "",
        "left_out": "yes" if sought.left_out else "",
        "order": "topic" if sought.by_topic else "",
        "page": str(page) if page > 1 else "",
    }
    query = urlencode({name: value for name, value in told.items() if value})
    path = step_path(Step.TABLE, planned.party, planned.round)
    return f"{path}?{query}" if query else path


def _placed(view: TableView, place: Place) -> tuple[Placed, ...]:
    return tuple(_place(view, seat) for seat in view.planned.seats if seat.place is place)


def _place(view: TableView, seat: Seat) -> Placed:
    wished = view.wishes.get(seat.person_id)
    # A star stands beside the name already.
    facts = (fact for fact in seat.facts if not (wished and fact.kind is FactKind.HOPED_TO_MEET))
    return Placed(
        person=view.planned.people[seat.person_id],
        reasons=personal_reasons_in_words(facts) if seat.place is Place.SEAT else reasons_in_words(facts),
        adds=additions_in_words(view.additions.get(seat.person_id, ())),
        ties=ties_in_words(seat.person_id, view.ties, view.planned.people),
        cautions=cautions_in_words(view.cautions.get(seat.person_id, ())),
        wish=wished,
        is_pinned=seat.pinned,
        is_invited=seat.person_id in view.invited,
    )
