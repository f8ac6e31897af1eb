"""Every answer of every program, from whomever, to whichever SEQUENCE; and a thousand that were garbled."""

import os
import random
from dataclasses import dataclass
from itertools import product

import pytest
from sqlalchemy import Connection

from organizer.domain.errors import OrganizerError
from organizer.domain.replies import Verdict
from organizer.domain.vocabulary import ParticipationStatus
from organizer.services.rounds import Evening
from tests.formats.test_replies import mutated
from tests.reply_mails import PROGRAMS, Said, bare_file, bounce, counter, delegation, words
from tests.services.evenings import (
    mails_of,
)
from tests.services.what_came_back import (
    BOB,
    CHARLIE,
    OPEN,
    SAID_AT,
    YES,
    an_invited_table,
    bobs,
    move,
    note,
    said,
    stand,
    states,
)


@pytest.fixture
def planned(connection: Connection) -> Evening:
    return an_invited_table(connection)


# Who answers: (ATTENDEE, From), and what a current reply with the right UID becomes.
WHO = {
    "the invitee": (BOB, BOB, Verdict.TAKEN),
    "the invitee from another address": (BOB, "bob@private.example.net", Verdict.UNPROVEN),
    "a stranger in the invitee's name": (BOB, CHARLIE, Verdict.UNPROVEN),
    "a stranger": (CHARLIE, CHARLIE, Verdict.WRONG_ATTENDEE),
    "the invitee for somebody else": (CHARLIE, BOB, Verdict.WRONG_ATTENDEE),
    "nobody": (BOB, "", Verdict.UNPROVEN),
}
# SEQUENCE of the reply where 1 is the current one, which asked anew.
SEQUENCES = {0: Verdict.STALE, 1: Verdict.TAKEN, 2: Verdict.FROM_THE_FUTURE}


@dataclass(frozen=True, slots=True)
class Cell:
    program: str
    status: str
    who: str
    sequence: int
    is_right_uid: bool

    @property
    def specified(self) -> Verdict:
        """A wrong UID is about nothing; then it has to be the invitee; then the answer has to be current."""
        if not self.is_right_uid:
            return Verdict.UNKNOWN_INVITATION
        verdict = WHO[self.who][2]
        return SEQUENCES[self.sequence] if verdict is Verdict.TAKEN else verdict


CELLS = [
    Cell(*cell) for cell in product(PROGRAMS, ("ACCEPTED", "TENTATIVE", "DECLINED"), WHO, SEQUENCES, (True, False))
]


@pytest.mark.slow
def test_every_cell_of_the_matrix_is_as_specified_and_no_other_seat_moves(connection: Connection, planned: Evening):
    move(connection, planned)
    uid, wrong = bobs(connection, planned).uid, []

    for cell in CELLS:
        attendee, sender, _ = WHO[cell.who]
        asked = Said(
            uid=uid if cell.is_right_uid else uid[::-1],
            attendee=attendee,
            sender=sender,
            status=cell.status,
            sequence=cell.sequence,
            at=SAID_AT,
        )
        with connection.begin_nested() as savepoint:
            (noted,) = note(connection, PROGRAMS[cell.program](asked))
            bob = ParticipationStatus(cell.status) if cell.specified is Verdict.TAKEN else OPEN
            if noted.verdict is not cell.specified or stand(connection, planned) != [bob, *[OPEN] * 4]:
                wrong.append((cell, noted.verdict))
            savepoint.rollback()

    assert wrong == []
    assert len(CELLS) == 972


@pytest.mark.slow
def test_mutated_mails_change_no_seat_that_they_should_not(connection: Connection, planned: Evening):
    seed, rounds = 20261122, 10_000 if os.environ.get("SOAK") else 1_000
    rng = random.Random(seed)  # noqa: S311 - repeatable, not secret
    told = said(connection, planned)
    message_id = mails_of(connection, planned)[0].message_id
    originals = [program(told) for program in PROGRAMS.values()]
    originals += [bare_file(told), counter(told, "20261204T180000", "20261204T193000"), delegation(told, CHARLIE)]
    originals += [
        words(BOB, "ja gerne", In_Reply_To=message_id),
        bounce(BOB, enclosed=f"Message-ID: {message_id}\r\n\r\n"),
    ]
    wrong = []

    for number in range(rounds):
        raw = mutated(rng, rng.choice(originals))
        with connection.begin_nested() as savepoint:
            try:
                note(connection, raw)
            except OrganizerError:
                savepoint.rollback()
                continue
            bob, *others = stand(connection, planned)
            mails = states(connection, planned)
            if bob not in (OPEN, YES) or others != [OPEN] * 4 or mails[1:] != ["sent"] * 4:
                wrong.append((seed, number, bob, others, mails))
            savepoint.rollback()

    assert wrong == []
