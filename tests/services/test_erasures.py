from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import Engine

from organizer.domain.errors import NotFoundError
from organizer.domain.outbox import DispatchState
from organizer.domain.vocabulary import HostId
from organizer.services import attendee_lists, erasures, invitations, kept_forms, people
from organizer.store.engine import open_engine, reading, transaction
from tests.builders import NOW
from tests.databases import prepare
from tests.services.evenings import KEYS, OFFICE, again, another_host, everything, lay_evening, settle

FORM = (("name", "Bob Muster"),)
LIST = b"Name;E-Mail;Firma\nAnna Kurz;anna@kurz.example.org;Kurz und Gut\nBob Lang;bob@lang.example.org;Langhaus\n"


@pytest.fixture
def engine(tmp_path: Path) -> Iterator[Engine]:
    engine = open_engine(f"sqlite:///{tmp_path / 'runde.sqlite'}")
    prepare(engine)
    yield engine
    engine.dispose()


def test_of_the_erased_nothing_is_left_in_the_file(engine: Engine, tmp_path: Path):
    with transaction(engine) as connection:
        planned = lay_evening(connection)
        list_id = attendee_lists.upload(connection, planned.host.id, None, LIST, "guests.csv", NOW)
        attendee_lists.confirm(connection, planned.host.id, list_id, KEYS, NOW)
        invitations.invite(connection, planned, OFFICE, NOW, as_drafts=False)
        settle(connection, again(connection, planned), DispatchState.SENT)
        anna = people.search(connection, planned.host.id, "kurz").people[0]
    guest = planned.guests[0]

    with transaction(engine) as connection:
        for one in (guest, anna):
            erasures.erase(connection, planned.host.id, one.id, NOW)

    content = (tmp_path / "runde.sqlite").read_bytes()
    traces = [
        text
        for text in (guest.email, guest.name.display, "anna@kurz.example.org", "Kurz und Gut", "Anna Kurz")
        if text.encode() in content
    ]
    assert traces == []
    with reading(engine) as connection:
        assert "Langhaus" in repr(everything(connection))


def test_opt_out_outlives_the_erasure(engine: Engine):
    with transaction(engine) as connection:
        planned = lay_evening(connection)
        guest = planned.guests[0]
        people.never_again(connection, planned.host.id, guest.id, KEYS, NOW)

        erasures.erase(connection, planned.host.id, guest.id, NOW)

        list_id = attendee_lists.upload(
            connection, planned.host.id, None, f"Name;E-Mail\nAnna Neu;{guest.email.upper()}\n".encode(), "a.csv", NOW
        )
        attendee_lists.confirm(connection, planned.host.id, list_id, KEYS, NOW)
        again_known = people.search(connection, planned.host.id, "neu").people[0]
    assert again_known.opted_out


def test_nobody_erases_people_of_another_host(engine: Engine):
    with transaction(engine) as connection:
        planned = lay_evening(connection)
        charlie = another_host(connection)
        with pytest.raises(NotFoundError):
            erasures.erase(connection, HostId(charlie.id), planned.guests[0].id, NOW)

        assert people.person(connection, planned.host.id, planned.guests[0].id) == planned.guests[0]


def test_forms_kept_aside_may_name_the_erased_and_go(engine: Engine):
    with transaction(engine) as connection:
        planned = lay_evening(connection)
        token = kept_forms.keep_form(
            connection, "visit", "/people/1", (("name", "Bob Muster"),), NOW - timedelta(hours=1)
        )

        erasures.erase(connection, planned.host.id, planned.guests[0].id, NOW)

        assert kept_forms.kept_form(connection, "visit", "/people/1", token) is None
