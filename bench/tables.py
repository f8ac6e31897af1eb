"""Tables to judge: for lists of real formats, three topics each, who would sit there and why.

python -m bench.tables LIST... > tables.md
"""

import sys
from dataclasses import replace
from pathlib import Path

from organizer.domain.crowds import gather
from organizer.domain.people import Person
from organizer.domain.reasons import for_page
from organizer.domain.shortlist import Suggestion, suggest
from organizer.domain.table_requests import Request
from organizer.domain.vocabulary import Language
from organizer.formats.attendee_lists import read_attendee_list
from organizer.services.people import as_person

TOPICS = ("Künstliche Intelligenz im Arbeitsalltag", "Open research data", "Toegankelijkheid en begrijpelijke taal")
MOST_REASONS = 3


def main() -> None:
    """Print the tables of the lists named on the command line."""
    for name in sys.argv[1:]:
        path = Path(name)
        people = people_of(path)
        crowd = gather(people)
        print(f"\n### {path.name}, {len(people)} people\n")
        for topic in TOPICS:
            print(f"**{topic}**\n")
            _print(suggest(people, Request(topic=topic), crowd=crowd), {one.id: one for one in people})


def people_of(path: Path) -> list[Person]:
    """The people of a list, numbered as they come."""
    attendees = read_attendee_list(path.read_bytes(), filename=path.name).attendees
    return [_numbered(as_person(attendee), number) for number, attendee in enumerate(attendees, 1)]


def _numbered(person: Person, number: int) -> Person:
    return replace(person, id=type(person.id)(number))


def _print(suggestion: Suggestion, people: dict[int, Person]) -> None:
    for pick in suggestion.seats:
        person = people[pick.person_id]
        told = [for_page(fact, Language.EN) for fact in pick.facts]
        before = [for_page(fact, Language.EN) for fact in pick.cautions]
        where = ", ".join(filter(None, (person.organisation, person.country)))
        print(
            f"- {person.name.display} ({where}): {'; '.join([*(one for one in told if one)][:MOST_REASONS] + before)}"
        )
    for unmet in suggestion.unmet:
        print(f"- *{unmet.text}*")
    print()


if __name__ == "__main__":
    main()
