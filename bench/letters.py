"""Whole invitations (letter, calendar object, MIME), beside a bare render of the same templates; how alike they are."""

from collections.abc import Sequence
from difflib import SequenceMatcher
from itertools import combinations

from bench.pairs import compare
from organizer.domain.invitations import Role
from organizer.domain.letters import render
from organizer.domain.vocabulary import Language, ParticipationStatus
from organizer.formats.entry_texts import entry_text
from organizer.services import letters
from organizer.services.invitations import first_errands
from organizer.services.letters import Letter
from organizer.services.mails import Writer, freeze
from organizer.store.engine import transaction
from tests.builders import NOW
from tests.services.evenings import OFFICE, a_database, lay_evening

TABLES = 10


def measure() -> None:
    """Freeze the invitations of a table of ten, ten times; then compare the letters of that table."""
    with a_database() as engine, transaction(engine) as connection:
        planned = lay_evening(connection, seats=10, bench=0)
        desk = letters.open_desk(connection, planned)
        errands = first_errands(connection, planned, OFFICE)
        writer = Writer(desk=desk, office=OFFICE, now=NOW)
        written = letters.first_letters(desk)
        entry = entry_text(Role.GUEST, Language.EN)
        compare(
            "100 whole invitations / the same templates rendered bare",
            lambda: [
                freeze(writer, errand, status=ParticipationStatus.NEEDS_ACTION)
                for _ in range(TABLES)
                for errand in errands
            ],
            lambda: [
                (render(one.text, one.values), render(entry, one.values)) for _ in range(TABLES) for one in written
            ],
        )
        _print_likeness(written)


def _print_likeness(written: Sequence[Letter]) -> None:
    """How much any two letters of the table share beyond the lines of the base text that all have."""
    lines = [one.rendered.body.splitlines() for one in written]
    shared = set(lines[0]).intersection(*lines[1:])
    own = [" ".join(line for line in body if line not in shared) for body in lines]
    pairs = [SequenceMatcher(None, *pair, autojunk=False).ratio() for pair in combinations(own, 2)]
    alike = sum(one == other for one, other in combinations(own, 2))
    print(f"letters of a table: {len(own)}, alike beyond the base text: {alike}, most alike pair {max(pairs):.2f}")
