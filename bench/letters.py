"""Whole invitations (letter, calendar object, MIME), beside a bare render of the same templates; how alike they are."""

from collections.abc import Sequence
from difflib import SequenceMatcher
from itertools import combinations
from pathlib import Path
from tempfile import TemporaryDirectory

from bench.pairs import compare
from organizer.domain.invitations import Role
from organizer.domain.letters import render
from organizer.domain.vocabulary import Language, ParticipationStatus
from organizer.formats.entry_texts import entry_text
from organizer.formats.mails import open_mail
from organizer.services import letters
from organizer.services.attendee_lists import SAMPLE
from organizer.services.invitations import first_errands
from organizer.services.mails import Writer, freeze
from organizer.store.engine import transaction
from tests.builders import NOW
from tests.services.evenings import OFFICE, a_database, lay_evening
from tests.services.test_demo import own_words, play

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
        _print_likeness("letters of a table", [one.rendered.body for one in written])
    for language in Language:
        with TemporaryDirectory() as folder:
            played = play(Path(folder), SAMPLE.read_bytes(), SAMPLE.name, language)
            mails = sorted((played / "1-invitation").glob("*.eml"))
            _print_likeness(f"demo letters {language}", [open_mail(mail.read_bytes()).text for mail in mails])


def _print_likeness(what: str, bodies: Sequence[str]) -> None:
    """How much any two letters share beyond the lines of the base text that all have, greeting and codes aside."""
    own = own_words(bodies)
    pairs = [SequenceMatcher(None, *pair, autojunk=False).ratio() for pair in combinations(own, 2)]
    alike = sum(one == other for one, other in combinations(own, 2))
    words = [len(body.partition("\n---\n")[0].split()) for body in bodies]
    print(f"{what}: {len(own)}, alike beyond the base text: {alike}, most alike pair {max(pairs):.2f}", end="; ")
    print(f"{min(words)} to {max(words)} words")
