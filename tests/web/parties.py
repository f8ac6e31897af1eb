"""A party behind the pages, as a test wants to find it."""

from collections.abc import Iterable
from typing import Any

from organizer.domain.names import Name
from organizer.domain.parties import Host, OccasionKind
from organizer.domain.people import Person
from organizer.domain.vocabulary import Level, PartyId, PersonId
from organizer.services import parties, people, rounds
from organizer.services.rounds import Evening
from organizer.settings import open_keys
from organizer.store.engine import reading, transaction
from organizer.web.shell import Shell
from tests.builders import NOW, a_person

LEVELS = (Level.TOP, Level.SENIOR, Level.JUNIOR)
COUNTRIES = ("NL", "DE", "AT")


def a_guest(number: int, **changes: Any) -> Person:
    """Somebody by number: name, house, level and country follow from it."""
    told = {
        "id": PersonId(0),
        "name": Name(given=f"Guest{number:02}", family="Example", original=f"Guest{number:02} Example"),
        "email": f"guest{number}@haus{number}.example.org",
        "organisation": f"Haus {number}",
        "level": LEVELS[number % len(LEVELS)],
        "country": COUNTRIES[number % len(COUNTRIES)],
        "topics": ("Open research data",) if number % 2 else ("Gardening",),
    }
    return a_person(**(told | changes))


def know(app: Shell, host: Host, newcomers: Iterable[Person]) -> tuple[PersonId, ...]:
    """Make people known to the host."""
    with transaction(app.engine) as connection:
        return people.add_people(connection, host.id, tuple(newcomers), open_keys(app.settings.home), NOW)


def plan(app: Shell, host: Host, newcomers: Iterable[Person] = ()) -> PartyId:
    """A party that was just begun, with these people known."""
    with transaction(app.engine) as connection:
        party = parties.plan_party(
            connection, host, kind=OccasionKind.CONFERENCE_CANCELLED, name="Fachtag Forschungsdaten", now=NOW
        )
    know(app, host, newcomers)
    return party.id


def as_it_is(app: Shell, host: Host, party_id: PartyId, number: int = 1) -> Evening:
    """The round as it is in the database now."""
    with reading(app.engine) as connection:
        return rounds.evening(connection, host, party_id, number)
