"""A change to the table seen before it is made: who could take a seat, another table beside this one; and undone."""

from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import urlencode

from flask import Blueprint, render_template, request
from sqlalchemy import Connection

from organizer.domain.errors import N_, OrganizerError
from organizer.domain.people import Person
from organizer.domain.table_requests import Taste
from organizer.domain.vocabulary import PartyId, PersonId
from organizer.services import comparisons, tables
from organizer.services.comparisons import Comparison, Laid, Successor
from organizer.services.rounds import Evening, evening, require_standing
from organizer.web.access import current_host
from organizer.web.asked import LARGEST_NUMBER
from organizer.web.database import reading
from organizer.web.forms import LONGEST_LINE, one_line
from organizer.web.steps import Step, step_path
from organizer.web.table_picture import TablePicture
from organizer.web.table_undo import table_before
from organizer.web.table_view import ChangeWords, change_in_words, draw_evening, shift_in_words, table_in_words
from organizer.web.table_words import (
    additions_in_words,
    cautions_in_words,
    missing_in_words,
    personal_reasons_in_words,
    unmet_in_words,
)
from organizer.web.tables import Answer, change_table
from organizer.web.tastes import LEANS, asked_taste

MOST_SEATED = 40

blueprint = Blueprint("comparisons", __name__, url_prefix="/parties/<int:party_id>/rounds/<int:number>/table")


class NothingToUndoError(OrganizerError):
    message = N_("The table has changed since. Look at it as it is now.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Offered:
    """Somebody who could take a seat, in words."""

    person: Person
    reasons: tuple[str, ...]
    cautions: tuple[str, ...]
    change: ChangeWords
    waits: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Beside:
    """One guest of a table beside another one; `is_common` if at both."""

    person: Person
    reasons: tuple[str, ...]
    cautions: tuple[str, ...]
    adds: str
    is_common: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Side:
    """One of two tables."""

    guests: tuple[Beside, ...]
    bench: tuple[PersonId, ...]
    mix: tuple[str, ...]
    lacks: tuple[str, ...]
    picture: TablePicture


@blueprint.get("/seats/<int:person_id>")
def look_at_seat(party_id: int, number: int, person_id: int) -> str:
    """Who could take this seat, and what the table would gain and lose."""
    words = one_line(request.args.get("q"))[:LONGEST_LINE]
    with reading() as connection:
        planned = _standing(connection, party_id, number)
        seat = comparisons.look_at_seat(connection, planned, PersonId(min(person_id, LARGEST_NUMBER)), words)
    return render_template(
        "tables/seat.html",
        party=planned.party,
        round=planned.round,
        here=step_path(Step.TABLE, planned.party, planned.round),
        leaving=seat.leaving,
        best=_offered(seat.best),
        waiting=_offered(seat.waiting),
        found=_offered(seat.found),
        words=words,
    )


@blueprint.get("/comparison")
def compare(party_id: int, number: int) -> str:
    """The table beside another one."""
    seed = request.args.get("seed", type=int)
    with reading() as connection:
        planned = _standing(connection, party_id, number)
        taste = asked_taste(request.args, planned.party)
        wanted = None if seed is None else abs(seed) % LARGEST_NUMBER
        compared = comparisons.compare(connection, planned, taste, seed=wanted)
    return render_template(
        "tables/comparison.html",
        party=planned.party,
        round=planned.round,
        here=step_path(Step.TABLE, planned.party, planned.round),
        present=_side(planned, compared, compared.present),
        other=_side(planned, compared, compared.other),
        common=len(compared.common),
        change=change_in_words(compared.since),
        unmet=unmet_in_words(compared.unmet),
        taste=taste,
        leans=LEANS,
        another=_another(compared.seed + 1),
    )


@blueprint.post("/arrangement")
def lay(party_id: int, number: int) -> Answer:
    """Take the table that was shown beside the present one, and remember the taste that led to it."""
    seated, bench = (
        [PersonId(one) for one in request.form.getlist(name, type=int)[:MOST_SEATED] if 0 < one <= LARGEST_NUMBER]
        for name in ("seat", "bench")
    )

    def deed(connection: Connection, planned: Evening) -> None:
        pinned = {seat.person_id for seat in planned.seats if seat.pinned}
        tables.lay(connection, planned, seated=seated, bench=bench, pinned=pinned)
        tables.remember_taste(connection, planned, asked_taste(request.form, planned.party))

    return change_table(party_id, number, deed)


@blueprint.post("/undo")
def undo(party_id: int, number: int) -> Answer:
    """Take the last change to the table back; done twice, it is there again."""

    def deed(connection: Connection, planned: Evening) -> None:
        before = table_before(planned)
        if before is None:
            raise NothingToUndoError
        tables.lay(connection, planned, seated=before.seated, bench=before.bench, pinned=before.pinned)

    return change_table(party_id, number, deed)


def _standing(connection: Connection, party_id: int, number: int) -> Evening:
    """A round whose table may still change."""
    planned = evening(connection, current_host(), PartyId(party_id), number)
    require_standing(planned.round)
    return planned


def _another(seed: int) -> str:
    """The query of this page with one more table to the same taste."""
    taste = Taste.__slots__
    asked = {name: value for name, value in request.args.items() if name in taste}
    return urlencode({**asked, "seed": seed})


def _offered(successors: Iterable[Successor]) -> tuple[Offered, ...]:
    return tuple(
        Offered(
            person=one.person,
            reasons=personal_reasons_in_words(one.facts),
            cautions=cautions_in_words(one.cautions),
            change=shift_in_words(one.shift),
            waits=one.waits,
        )
        for one in successors
    )


def _side(planned: Evening, compared: Comparison, laid: Laid) -> Side:
    guests = (
        Beside(
            person=one,
            reasons=personal_reasons_in_words(laid.facts.get(one.id, ())),
            cautions=cautions_in_words(laid.cautions.get(one.id, ())),
            adds=additions_in_words(laid.additions[one.id]),
            is_common=one.id in compared.common,
        )
        for one in laid.guests
    )
    return Side(
        guests=tuple(sorted(guests, key=lambda one: one.is_common)),
        bench=laid.bench,
        mix=table_in_words(planned, laid.mix, laid.sectors),
        lacks=missing_in_words(laid.mix, planned.party.spoken_language),
        picture=draw_evening(planned, laid.guests, laid.ties),
    )
