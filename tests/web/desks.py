"""A round behind the pages of letters and rehearsal, as a test wants to find it."""

from sqlalchemy import Connection

from organizer.domain.vocabulary import PersonId
from organizer.services import attendee_lists, people, tables
from organizer.services.rounds import Evening, evening
from organizer.settings import open_keys
from organizer.store.engine import reading, transaction
from organizer.web.shell import Shell
from tests.builders import NOW
from tests.services.evenings import again, everything, lay_evening, write_reasons

LIST = "Name;E-Mail\nAnna Kurz;anna@kurz.example.org\n"


def lay(app: Shell, *, with_list: bool = False, with_speaker: bool = False) -> Evening:
    """Alice's round with five guests that could be sent to at once; with a list behind a sixth one where asked."""
    with transaction(app.engine) as connection:
        planned = lay_evening(connection, with_speaker=with_speaker, guests_wanted=6)
        return _with_list(app, connection, planned) if with_list else planned


def now(app: Shell, planned: Evening) -> Evening:
    """The round as it is in the database."""
    with reading(app.engine) as connection:
        return again(connection, planned)


def database_of(app: Shell) -> dict[str, list[tuple[object, ...]]]:
    """Everything there is, to see that nothing changed."""
    with reading(app.engine) as connection:
        return everything(connection)


def path(planned: Evening, *parts: object) -> str:
    """An address of the round."""
    return "/".join([f"/parties/{planned.party.id}/rounds/{planned.round.number}", *map(str, parts)])


def letter_path(planned: Evening, place: int = 0) -> str:
    """The page of the letter to the guest at that place."""
    return path(planned, "letters", planned.guests[place].id)


def _with_list(app: Shell, connection: Connection, planned: Evening) -> Evening:
    keys, host_id = open_keys(app.settings.home), planned.host.id
    list_id = attendee_lists.upload(connection, host_id, planned.party.occasion.id, LIST.encode(), "guests.csv", NOW)
    attendee_lists.confirm(connection, host_id, list_id, keys, NOW)
    anna = people.search(connection, host_id, "kurz").people[0]
    tables.arrange(connection, planned, [*(PersonId(one.id) for one in planned.guests), anna.id], [])
    planned = evening(connection, planned.host, planned.party.id, 1)
    write_reasons(connection, planned)
    return planned
