"""A table as its pages show it: drawn, its mix in lines, and what a change did to it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from flask_babel import gettext

from organizer.domain.comparisons import Shift
from organizer.domain.people import Person
from organizer.domain.reasons import FactKind
from organizer.domain.sectors import Sector
from organizer.domain.table_mix import MixWords
from organizer.domain.ties import Tie
from organizer.services.comparisons import Since
from organizer.services.rounds import Evening
from organizer.web.table_picture import (
    PictureSeat,
    SeatKind,
    TablePicture,
    draw_table,
    seat_of_host,
    seat_of_person,
)
from organizer.web.table_words import (
    counts_in_words,
    gained_in_words,
    lost_in_words,
    mix_in_words,
    sectors_in_words,
    some,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeWords:
    """What a change does to a table: who, and what the mix gains, loses and counts anew."""

    who: str
    gained: tuple[str, ...]
    lost: tuple[str, ...]
    counts: tuple[str, ...]

    @property
    def is_even(self) -> bool:
        return not (self.gained or self.lost or self.counts)


def shift_in_words(shift: Shift, who: str = "") -> ChangeWords:
    """What the mix gains, loses and counts anew."""
    return ChangeWords(who=who, gained=gained_in_words(shift), lost=lost_in_words(shift), counts=counts_in_words(shift))


def change_in_words(changed: Since) -> ChangeWords:
    """The last change to a table, told beside the button that takes it back."""
    came, left = (some([one.name.full for one in ones]) for ones in (changed.came, changed.left))
    if came and left:
        who = gettext("New at the table: %(came)s. No longer: %(left)s.", came=came, left=left)
    elif came:
        who = gettext("New at the table: %(came)s.", came=came)
    elif left:
        who = gettext("No longer at the table: %(left)s.", left=left)
    else:
        who = gettext("The same people sit at the table; the bench or the order has changed.")
    return shift_in_words(changed.shift, str(who))


def table_in_words(planned: Evening, mix: MixWords, sectors: Sequence[tuple[Sector, int]] = ()) -> tuple[str, ...]:
    """The mix in a few lines."""
    lines = mix_in_words(mix, is_visit=planned.party.occasion.kind.is_visit)
    return (*lines, sectors_in_words(sectors)) if sectors else lines


def draw_evening(planned: Evening, guests: Sequence[Person], ties: Iterable[Tie] = ()) -> TablePicture:
    """Host, these guests, free seats and the guest speaker, drawn."""
    met = {seat.person_id for seat in planned.seats if any(fact.kind is FactKind.MET_BEFORE for fact in seat.facts)}
    pinned = {seat.person_id for seat in planned.seats if seat.pinned}
    chairs = [seat_of_person(guest, pinned=guest.id in pinned, met_before=guest.id in met) for guest in guests]
    free = [PictureSeat(label=gettext("free"), kind=SeatKind.EMPTY)] * (planned.party.guests_wanted - len(chairs))
    aside = [seat_of_person(planned.speaker, SeatKind.SPEAKER)] if planned.speaker else []
    return draw_table([seat_of_host(planned.host, gettext("You")), *chairs, *free, *aside], ties)
