import time
from email.utils import parseaddr

import pytest
import sqlalchemy as sa
from sqlalchemy import Connection

from organizer.domain.attendee_list import EmptyListError, Field, NotAListError, RowVerdict
from organizer.domain.errors import NotFoundError
from organizer.domain.invitations import Role
from organizer.domain.names import Name
from organizer.domain.parties import Host, OccasionKind, Party
from organizer.domain.people import Person
from organizer.domain.vocabulary import Language, ListId, PersonId
from organizer.services import attendee_lists as service
from organizer.services import hosts, list_decisions, parties, people, same_person
from organizer.services.attendee_lists import (
    NobodyInListError,
    PeopleInUseError,
)
from organizer.services.list_decisions import AlreadyConfirmedError, Said
from organizer.services.list_imports import Imported
from organizer.store import schema
from tests.builders import NOW, a_person
from tests.formats.workbook_files import a_workbook
from tests.services.evenings import KEYS, another_host

LIST = """Vorname;Nachname;Firma;Funktion;E-Mail
Bob;de Wit;Polder Data;Data steward;bob@polder.example.org
Carla;Winter;Haus Elbe;Archivarin;carla@elbe.example.org
Dirk;Klein;Haus Elbe;;
"""


@pytest.fixture
def host(connection: Connection) -> Host:
    return hosts.welcome_host(
        connection, name="Alice", email="alice@office.example.org", language=Language.EN, time_zone="Europe/Berlin"
    )


@pytest.fixture
def party(connection: Connection, host: Host) -> Party:
    return parties.plan_party(connection, host, kind=OccasionKind.CONFERENCE_CANCELLED, name="Fachtag", now=NOW)


def bring(connection: Connection, party: Party, text: str = LIST, name: str = "list.csv") -> ListId:
    return service.upload(connection, party.host_id, party.occasion.id, text.encode(), name, NOW)


def bring_in(connection: Connection, party: Party, text: str = LIST, name: str = "list.csv") -> ListId:
    list_id = bring(connection, party, text, name)
    service.confirm(connection, party.host_id, list_id, KEYS, NOW)
    return list_id


def known(connection: Connection, host: Host) -> dict[str, Person]:
    return {person.name.given: person for person in people.everybody(connection, host.id)}


def invite(connection: Connection, party: Party, person: Person) -> None:
    round_id = connection.execute(
        sa.select(schema.rounds.c.id).where(schema.rounds.c.party_id == party.id)
    ).scalar_one()
    values = {"round_id": round_id, "person_id": person.id, "role": Role.GUEST}
    connection.execute(sa.insert(schema.invitations).values(**values, uid="uid", token_hash="hash", created_at=NOW))


def test_sample_list_shows_what_lists_are_like(connection: Connection, party: Party):
    list_id = service.upload_sample(connection, party.host_id, party.occasion.id, NOW)

    reading = service.preview(connection, party.host_id, list_id).reading

    attendees = reading.attendees
    assert len(attendees) == 56
    assert [one.verdict.value for one in reading.set_aside] == ["invalid", "not_attending", "repeat", "not_attending"]
    assert sum(not one.email for one in attendees) == 3
    assert {one.country for one in attendees} == {"DE", "AT", "CH", "NL", "BE", "GB", "IE", "FI", "HU", "US", "IN"}
    assert {one.language for one in attendees} == set(Language)
    assert all(one.time_zone and one.topics for one in attendees)
    domains = {parseaddr(one.email)[1].rpartition("@")[2].split(".", 1)[-1] for one in attendees if one.email}
    assert domains == {"example.org", "example.com", "example.net"}


def test_upload_refuses_what_is_no_list_and_keeps_nothing(connection: Connection, party: Party):
    with pytest.raises(NotAListError):
        service.upload(connection, party.host_id, None, b"\x89PNG\r\n\x1a\n...", "list.csv", NOW)
    with pytest.raises(EmptyListError):
        service.upload(connection, party.host_id, None, b"\xef\xbb\xbf \r\n", "list.csv", NOW)

    assert service.lists(connection, party.host_id) == ()


def test_preview_knows_who_is_known(connection: Connection, host: Host, party: Party):
    (bob_id,) = people.add_people(connection, host.id, [a_person()], KEYS, NOW)

    seen = service.preview(connection, host.id, bring(connection, party))

    assert [(fate.attendee.name.given, fate.known and fate.known.id) for fate in seen.fates] == [
        ("Bob", bob_id),
        ("Carla", None),
        ("Dirk", None),
    ]
    assert seen.newcomers == 2


def test_confirm_imports_people_and_keeps_every_row(connection: Connection, host: Host, party: Party):
    text = LIST + "Carla;Winter;Haus Elbe;;CARLA@elbe.example.org\nSumme;;;;\n"
    list_id = bring(connection, party, text)

    imported = service.confirm(connection, host.id, list_id, KEYS, NOW)

    assert imported == Imported(read=3, new=3, merged=0, attention=1)
    seen = service.view(connection, host.id, list_id)
    given = {person.id: person.name.given for person in seen.people.values()}
    assert [(row.number, row.verdict.value, given.get(row.person_id), row.was_new) for row in seen.rows] == [
        (2, "person", "Bob", True),
        (3, "person", "Carla", True),
        (4, "person", "Dirk", True),
        (5, "repeat", "Carla", False),
        (6, "invalid", None, False),
    ]
    assert (seen.tally.people, seen.tally.new, seen.tally.repeats, seen.tally.set_aside) == (3, 3, 1, 1)


def test_confirm_lets_go_of_the_bytes(connection: Connection, host: Host, party: Party):
    list_id = bring_in(connection, party)

    assert connection.execute(sa.select(schema.attendee_lists.c.content)).scalar_one() is None
    with pytest.raises(AlreadyConfirmedError):
        service.confirm(connection, host.id, list_id, KEYS, NOW)
    with pytest.raises(AlreadyConfirmedError):
        list_decisions.decide(connection, host.id, list_id, Said(columns={0: Field.FAMILY}))


def test_confirm_refuses_a_list_of_nobody(connection: Connection, host: Host, party: Party):
    list_id = bring(connection, party, "Farbe;Zahl\nrot;1\ngelb;2\n")

    with pytest.raises(NobodyInListError):
        service.confirm(connection, host.id, list_id, KEYS, NOW)


def test_confirm_fills_gaps_of_those_known_and_overwrites_nothing(connection: Connection, host: Host, party: Party):
    sparse = a_person(job_title="", organisation="Polder Data", topics=())
    people.add_people(connection, host.id, [sparse], KEYS, NOW)
    text = LIST.replace("Polder Data", "Polder Data B.V.")

    imported = service.confirm(connection, host.id, bring(connection, party, text), KEYS, NOW)

    bob = known(connection, host)["Bob"]
    assert (imported.new, imported.merged) == (2, 1)
    assert (bob.job_title, bob.organisation) == ("Data steward", "Polder Data")


def test_confirm_keeps_what_two_rows_add_to_one_person(connection: Connection, host: Host, party: Party):
    profile = "https://www.linkedin.com/in/bob-0001"
    bob = a_person(job_title="", city="", email="bob@polder.example.org", profile_url=profile)
    people.add_people(connection, host.id, [bob], KEYS, NOW)
    text = (
        "Name;Organisation;Job title;City;E-Mail;LinkedIn\n"
        f"Bob de Wit;;;Utrecht;;{profile}\n"
        "Bob de Wit;Polder Data;Data steward;;bob@polder.example.org;\n"
    )

    service.confirm(connection, host.id, bring(connection, party, text), KEYS, NOW)

    seen = known(connection, host)["Bob"]
    assert (seen.city, seen.job_title) == ("Utrecht", "Data steward")


def test_withdraw_throws_an_upload_away(connection: Connection, host: Host, party: Party):
    list_id = bring(connection, party)

    gone = service.withdraw(connection, host.id, list_id, KEYS)

    assert (gone, service.lists(connection, host.id)) == (0, ())


def test_withdraw_forgets_people_only_this_list_knew(connection: Connection, host: Host, party: Party):
    first = bring_in(connection, party)
    bring_in(connection, party, "Name;E-Mail\nCarla Winter;carla@elbe.example.org\n", "second.csv")

    gone = service.withdraw(connection, host.id, first, KEYS)

    assert gone == 2
    assert set(known(connection, host)) == {"Carla"}
    assert [line.head.filename for line in service.lists(connection, host.id)] == ["second.csv"]


def test_withdraw_empties_the_gaps_the_list_filled(connection: Connection, host: Host, party: Party):
    sparse = a_person(job_title="", topics=())
    people.add_people(connection, host.id, [sparse], KEYS, NOW)
    list_id = bring_in(connection, party)

    service.withdraw(connection, host.id, list_id, KEYS)

    bob = known(connection, host)["Bob"]
    assert bob == a_person(id=bob.id, job_title="", topics=())


def test_withdraw_keeps_what_the_host_has_typed_since(connection: Connection, host: Host, party: Party):
    people.add_people(connection, host.id, [a_person(job_title="", topics=())], KEYS, NOW)
    list_id = bring_in(connection, party)
    bob = known(connection, host)["Bob"]
    people.correct(connection, host.id, a_person(id=bob.id, job_title="Chief data steward", topics=()), KEYS)

    service.withdraw(connection, host.id, list_id, KEYS)

    assert known(connection, host)["Bob"].job_title == "Chief data steward"


def test_withdraw_keeps_the_address_of_one_who_said_no(connection: Connection, host: Host, party: Party):
    people.add_people(connection, host.id, [a_person(email="")], KEYS, NOW)
    list_id = bring_in(connection, party)
    bob = known(connection, host)["Bob"]
    people.never_again(connection, host.id, bob.id, KEYS, NOW)

    service.withdraw(connection, host.id, list_id, KEYS)

    kept = known(connection, host)["Bob"]
    assert (kept.email, kept.opted_out) == ("bob@polder.example.org", True)


def test_withdraw_is_refused_once_somebody_is_invited(connection: Connection, host: Host, party: Party):
    list_id = bring_in(connection, party)
    invite(connection, party, known(connection, host)["Carla"])

    with pytest.raises(PeopleInUseError):
        service.withdraw(connection, host.id, list_id, KEYS)

    assert set(known(connection, host)) == {"Bob", "Carla", "Dirk"}


def test_withdraw_leaves_the_invited_who_stand_on_another_list(connection: Connection, host: Host, party: Party):
    first = bring_in(connection, party)
    bring_in(connection, party, "Name;E-Mail\nCarla Winter;carla@elbe.example.org\n", "second.csv")
    invite(connection, party, known(connection, host)["Carla"])

    service.withdraw(connection, host.id, first, KEYS)

    assert set(known(connection, host)) == {"Carla"}


def test_columns_are_read_as_the_host_says(connection: Connection, host: Host, party: Party):
    list_id = bring(connection, party, "Name;E-Mail;Wo\nBob de Wit;;Polder Data\nCarla Winter;;Haus Elbe\n")

    list_decisions.decide(connection, host.id, list_id, Said(columns={2: Field.ORGANISATION}))

    organisations = [fate.attendee.organisation for fate in service.preview(connection, host.id, list_id).fates]
    assert organisations == ["Polder Data", "Haus Elbe"]


def test_a_single_thing_said_of_another_column_moves_there(connection: Connection, host: Host, party: Party):
    text = "Name;Wer;Firma\nX1;Bob de Wit;Polder Data\nX2;Carla Winter;Haus Elbe\n"
    list_id = bring(connection, party, text)
    shown = {0: Field.FULL_NAME, 1: Field.IGNORED, 2: Field.ORGANISATION}

    list_decisions.decide(connection, host.id, list_id, Said(columns=shown | {1: Field.FULL_NAME, 2: Field.IGNORED}))

    reading = service.preview(connection, host.id, list_id).reading
    assert reading.columns == (Field.IGNORED, Field.FULL_NAME, Field.IGNORED)
    assert [one.name.full for one in reading.attendees] == ["Bob de Wit", "Carla Winter"]


def test_columns_corrected_twice_keep_the_first_correction(connection: Connection, host: Host, party: Party):
    list_id = bring(connection, party)
    list_decisions.decide(connection, host.id, list_id, Said(columns={2: Field.IGNORED}))
    shown = service.preview(connection, host.id, list_id).reading.columns

    list_decisions.decide(connection, host.id, list_id, Said(columns=dict(enumerate(shown)) | {3: Field.ORGANISATION}))

    assert service.preview(connection, host.id, list_id).reading.columns == (
        Field.GIVEN,
        Field.FAMILY,
        Field.IGNORED,
        Field.ORGANISATION,
        Field.EMAIL,
    )


def test_a_single_thing_moves_away_from_where_the_host_said_it_before(connection: Connection, host: Host, party: Party):
    list_id = bring(connection, party, "Name;E-Mail;Eins;Zwei\nBob de Wit;;Polder Data;Haus Elbe\n")
    list_decisions.decide(connection, host.id, list_id, Said(columns={2: Field.ORGANISATION}))

    list_decisions.decide(connection, host.id, list_id, Said(columns={2: Field.ORGANISATION, 3: Field.ORGANISATION}))

    reading = service.preview(connection, host.id, list_id).reading
    assert reading.columns[2:] == (Field.IGNORED, Field.ORGANISATION)
    assert reading.attendees[0].organisation == "Haus Elbe"


def test_columns_beyond_the_table_are_left_alone(connection: Connection, host: Host, party: Party):
    list_id = bring(connection, party)

    list_decisions.decide(connection, host.id, list_id, Said(columns={77: Field.EMAIL}))

    assert len(service.preview(connection, host.id, list_id).fates) == 3


def test_view_gives_one_page_of_one_verdict(connection: Connection, host: Host, party: Party):
    rows = "".join(f"Gast{number:03};Muster;;;\n" for number in range(103)) + "Summe;;;;\n"
    list_id = bring_in(connection, party, LIST.splitlines()[0] + "\n" + rows)

    everything = service.view(connection, host.id, list_id, page=99)
    aside = service.view(connection, host.id, list_id, (RowVerdict.INVALID,))

    assert (everything.page, everything.pages, len(everything.rows)) == (2, 2, 4)
    assert [row.text for row in aside.rows] == ["Summe"]


def test_type_in_adds_to_the_occasion(connection: Connection, host: Host, party: Party):
    typed = a_person(id=PersonId(0))

    bob = service.type_in(connection, host.id, party.occasion.id, typed, KEYS, NOW)

    assert bob == a_person(id=bob.id)
    assert service.at_hand(connection, host.id, party.occasion.id).people == 1
    assert [head.filename for head in service.origins(connection, host.id, bob.id)] == [""]
    assert service.lists(connection, host.id) == ()


def test_type_in_adds_to_one_who_is_known(connection: Connection, host: Host, party: Party):
    bring_in(connection, party)
    typed = Person(
        id=PersonId(0), name=Name(given="Bob", family="de Wit"), email="BOB@polder.example.org", note="Sails"
    )

    bob = service.type_in(connection, host.id, party.occasion.id, typed, KEYS, NOW)

    assert known(connection, host)["Bob"] == bob
    assert (bob.note, bob.job_title, bob.email) == ("Sails", "Data steward", "bob@polder.example.org")
    assert len(known(connection, host)) == 3


def test_type_in_keeps_another_address_as_another_person_and_asks(connection: Connection, host: Host, party: Party):
    bring_in(connection, party)
    bob = known(connection, host)["Bob"]
    typed = Person(id=PersonId(0), name=bob.name, organisation=bob.organisation, email="bob.new@example.net")

    other = service.type_in(connection, host.id, party.occasion.id, typed, KEYS, NOW)

    assert (other.id != bob.id, other.email) == (True, "bob.new@example.net")
    assert same_person.count_open(connection, host.id) == 1


def test_withdraw_keeps_people_typed_in_since(connection: Connection, host: Host, party: Party):
    list_id = bring_in(connection, party)
    service.type_in(connection, host.id, party.occasion.id, a_person(id=PersonId(0)), KEYS, NOW)

    service.withdraw(connection, host.id, list_id, KEYS)

    assert set(known(connection, host)) == {"Bob"}


def test_at_hand_names_lists_that_wait(connection: Connection, host: Host, party: Party):
    bring_in(connection, party)
    bring(connection, party, name="waiting.csv")

    at_hand = service.at_hand(connection, host.id, party.occasion.id)

    assert (at_hand.people, [head.filename for head in at_hand.waiting]) == (3, ["waiting.csv"])


def test_lists_belong_to_their_host(connection: Connection, host: Host, party: Party):
    charlie = another_host(connection)
    list_id = bring(connection, party)
    imported = bring_in(connection, party)

    assert service.lists(connection, charlie.id) == ()
    for trespass in (
        lambda: service.preview(connection, charlie.id, list_id),
        lambda: service.confirm(connection, charlie.id, list_id, KEYS, NOW),
        lambda: list_decisions.decide(connection, charlie.id, list_id, Said(columns={0: Field.IGNORED})),
        lambda: service.view(connection, charlie.id, imported),
        lambda: service.withdraw(connection, charlie.id, imported, KEYS),
    ):
        with pytest.raises(NotFoundError):
            trespass()
    assert len(known(connection, host)) == 3


def test_ten_times_the_people_take_about_ten_times_the_work(connection: Connection):
    """Quadratic work would take a hundred times as much."""
    spent = []
    for number in (200, 2_000):
        rows = (f"Anna{number}x{row} Kurz{row};a{number}x{row}@example.org\n" for row in range(number))
        content = "Name;E-Mail\n" + "".join(rows)
        host_id = another_host(connection).id
        list_id = service.upload(connection, host_id, None, content.encode(), "guests.csv", NOW)
        before = time.process_time()
        service.confirm(connection, host_id, list_id, KEYS, NOW)
        spent.append(time.process_time() - before)

    assert spent[1] < 40 * spent[0]


def test_rows_of_several_sheets_are_kept_each_with_its_sheet(connection: Connection, party: Party):
    header = ["Name", "Vorname", "Firma", "E-Mail"]
    days = {
        "Montag": [header, ["Aal", "Rita", "Fisch", "rita@example.org"], ["Barsch", "Otto", "Fisch", "o@example.org"]],
        "Dienstag": [header, ["Aal", "Rita", "Fisch", "rita@example.org"], ["Zander", "Lea", "See", "l@example.org"]],
    }
    list_id = service.upload(connection, party.host_id, party.occasion.id, a_workbook(days), "days.xlsx", NOW)
    service.confirm(connection, party.host_id, list_id, KEYS, NOW)

    rows = service.view(connection, party.host_id, list_id, (), 1).rows

    assert sorted((row.number, row.verdict.value, row.text) for row in rows) == [
        (2, "person", "Rita Aal | rita@example.org"),
        (2, "repeat", "Dienstag: Aal | Rita | Fisch | rita@example.org"),
        (3, "person", "Dienstag: Lea Zander | l@example.org"),
        (3, "person", "Otto Barsch | o@example.org"),
    ]
