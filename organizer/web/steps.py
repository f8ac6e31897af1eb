"""The way of one round, step by step, and where each step has its page."""

from enum import StrEnum

from flask_babel import lazy_gettext as _l

from organizer.domain.parties import Party
from organizer.domain.rounds import Round


class Step(StrEnum):
    PEOPLE = "people"
    TABLE = "table"
    DATE = "date"
    LETTERS = "letters"
    ROOM = "room"
    REHEARSAL = "rehearsal"
    BOARD = "board"


NAMES = {
    Step.PEOPLE: _l("People"),
    Step.TABLE: _l("Table"),
    Step.DATE: _l("Date"),
    Step.LETTERS: _l("Letters"),
    Step.ROOM: _l("Room"),
    Step.REHEARSAL: _l("Rehearsal"),
    Step.BOARD: _l("Board"),
}

# The next best act on the first page.
ACTS = {
    Step.PEOPLE: _l("Bring in the people"),
    Step.TABLE: _l("Lay the table"),
    Step.DATE: _l("Choose the date"),
    Step.LETTERS: _l("Write the letters"),
    Step.ROOM: _l("Set up the room"),
    Step.REHEARSAL: _l("Rehearse and send"),
    Step.BOARD: _l("See who is coming"),
}


def step_path(step: str, party: Party, round: Round) -> str:  # noqa: A002 - the domain's word
    """The page of a step; people come from lists of the party's occasion."""
    if step == Step.PEOPLE:
        return f"/lists/new?occasion={party.occasion.id}"
    return f"/parties/{party.id}/rounds/{round.number}/{Step(step)}"
