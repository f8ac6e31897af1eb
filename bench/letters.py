"""Whole invitations (letter, calendar object, MIME), beside a bare render of the same templates; how alike they are."""

import json
from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path
from tempfile import TemporaryDirectory

from bench.pairs import compare
from organizer.domain.invitations import Role
from organizer.domain.letter_measures import measure as measure_letters
from organizer.domain.letters import render
from organizer.domain.vocabulary import Language, ParticipationStatus
from organizer.formats.entry_texts import entry_text
from organizer.services import letters
from organizer.services.attendee_lists import SAMPLE
from organizer.services.invitations import first_errands
from organizer.services.mails import Writer, freeze
from organizer.store.engine import transaction
from tests.builders import NOW
from tests.services.evenings import OFFICE, a_database, lay_evening
from tests.services.test_demo import play

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
        _print(
            "letters of a table",
            asdict(measure_letters([one.rendered.body for one in written], [one.reason for one in written])),
        )
    for language in Language:
        with TemporaryDirectory() as folder:
            played = play(Path(folder), SAMPLE.read_bytes(), SAMPLE.name, language)
            summary = json.loads((played / "summary.json").read_text(encoding="utf-8"))
            for step, measured in summary["letters"].items():
                _print(f"demo letters {language}, {step}", measured)


def _print(what: str, measured: Mapping[str, float]) -> None:
    """How long letters are, and how many of their words the reasons of the two most alike share."""
    words = f"{measured['fewest_words']} to {measured['most_words']} words"
    print(f"{what}: {words}, most alike reasons {measured['likeness']:.2f}")
