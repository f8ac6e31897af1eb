import pytest
import sqlalchemy as sa
from sqlalchemy import Connection

from organizer.domain.errors import NotFoundError
from organizer.domain.invitations import Role
from organizer.domain.names import Name
from organizer.domain.parties import Host, OccasionKind, Party
from organizer.domain.people import Person
from organizer.domain.vocabulary import Consent, Language, ListId, PersonId
from organizer.services import attendee_lists, hosts, parties, people
from organizer.services import same_person as service
from organizer.services.same_person import InvitedTwiceError
from organizer.store import schema
from tests.builders import NOW, a_person
from tests.services.evenings import KEYS, another_host

FIRST = "Vorname;Nachname;Firma;Ort;E-Mail\nEva;Weiß;Haus Elbe;;eva@elbe.example.org\n"
SECOND = "Vorname;Nachname;Firma;Ort;E-Mail;Funktion\nEva;Weiß;Polder Data;;eva@polder.example.org;Archivarin\n"


@pytest.fixture
def host(connection: Connection) -> Host:
    return hosts.welcome_host(
        connection, name="Alice", email="alice@office.example.org", language=Language.EN, time_zone="Europe/Berlin"
    )


@pytest.fixture
def party(connection: Connection, host: Host) -> Party:
    return parties.plan_party(connection, host, kind=OccasionKind.CONFERENCE_CANCELLED, name="Fachtag", now=NOW)


def bring_in(connection: Connection, host: Host, text: str) -> ListId:
    list_id = attendee_lists.upload(connection, host.id, None, text.encode(), "list.csv", NOW)
    attendee_lists.confirm(connection, host.id, list_id, KEYS, NOW)
    return list_id


def everybody(connection: Connection, host: Host) -> tuple[Person, ...]:
    return people.everybody(connection, host.id)


def two(connection: Connection, host: Host) -> tuple[PersonId, PersonId]:
    bring_in(connection, host, FIRST)
    bring_in(connection, host, SECOND)
    one, other = everybody(connection, host)
    return one.id, other.id


def invite(connection: Connection, party: Party, person_id: PersonId, uid: str = "uid") -> None:
    round_id = connection.execute(
        sa.select(schema.rounds.c.id).where(schema.rounds.c.party_id == party.id)
    ).scalar_one()
    values = {"round_id": round_id, "person_id": person_id, "role": Role.GUEST}
    connection.execute(sa.insert(schema.invitations).values(**values, uid=uid, token_hash=uid, created_at=NOW))


def whole(connection: Connection) -> dict[str, list[tuple[object, ...]]]:
    """Everything the database holds, but for what was answered about two people."""
    tables = [table for table in schema.metadata.sorted_tables if table.name not in ("likenesses", "unions")]
    return {
        table.name: sorted(tuple(map(repr, row)) for row in connection.execute(sa.select(table))) for table in tables
    }


def test_questions_ask_about_people_of_two_lists_who_may_be_one(connection: Connection, host: Host):
    both = two(connection, host)

    seen = service.questions(connection, host.id)

    assert (seen.left, seen.put_off) == (1, 0)
    assert seen.first is not None
    assert (seen.first.one.id, seen.first.other.id) == both
    states = {trait.field: (trait.differs, trait.is_alike) for trait in seen.first.traits}
    assert states == {
        "name": (False, True),
        "email": (True, False),
        "organisation": (True, False),
        "job_title": (False, False),
    }


def test_people_told_apart_are_never_asked_about_again(connection: Connection, host: Host):
    both = two(connection, host)

    service.tell_apart(connection, host.id, both, NOW)
    bring_in(connection, host, SECOND)
    bring_in(connection, host, FIRST)

    assert service.count_open(connection, host.id) == 0
    assert [person.id for person in everybody(connection, host)] == [*both]


def test_a_pair_put_off_comes_last(connection: Connection, host: Host):
    both = two(connection, host)
    bring_in(connection, host, FIRST.replace("Eva;Weiß", "Udo;Groß").replace("eva@", "udo@"))
    bring_in(connection, host, SECOND.replace("Eva;Weiß", "Udo;Groß").replace("eva@", "udo@"))

    service.put_off(connection, host.id, both, NOW)
    seen = service.questions(connection, host.id)

    assert seen.first is not None
    assert (seen.first.one.name.given, seen.left, seen.put_off) == ("Udo", 2, 1)


def test_joined_people_are_one_with_the_sources_of_both(connection: Connection, host: Host):
    both = two(connection, host)

    service.join(connection, host.id, both, KEYS, NOW)

    (eva,) = everybody(connection, host)
    assert (eva.id, eva.organisation, eva.job_title) == (both[0], "Haus Elbe", "Archivarin")
    assert len(attendee_lists.origins(connection, host.id, eva.id)) == 2
    assert service.count_open(connection, host.id) == 0


def test_later_imports_find_joined_people_by_either_address(connection: Connection, host: Host):
    service.join(connection, host.id, two(connection, host), KEYS, NOW)

    bring_in(connection, host, FIRST)

    assert len(everybody(connection, host)) == 1


def test_parting_gives_back_everything_as_it_was(connection: Connection, host: Host, party: Party):
    both = two(connection, host)
    invite(connection, party, both[1])
    for person_id in both:
        connection.execute(sa.insert(schema.wishes).values(party_id=party.id, person_id=person_id, wish="hoped"))
    third = people.type_in(connection, host.id, a_person(), KEYS, NOW)
    for person_id in both:
        values = {"party_id": party.id, "one_id": person_id, "other_id": third.id}
        connection.execute(sa.insert(schema.apart).values(**values))
    before = whole(connection)

    union_id = service.join(connection, host.id, both, KEYS, NOW)
    joined = whole(connection)
    parted = service.part(connection, host.id, union_id, KEYS, NOW)

    assert joined != before
    assert set(parted) == set(both)
    assert whole(connection) == before
    assert service.count_open(connection, host.id) == 0


def test_who_is_invited_stays(connection: Connection, host: Host, party: Party):
    both = two(connection, host)
    invite(connection, party, both[1])

    service.join(connection, host.id, both, KEYS, NOW)

    assert [person.id for person in everybody(connection, host)] == [both[1]]


def test_two_who_are_invited_to_one_round_are_not_joined(connection: Connection, host: Host, party: Party):
    both = two(connection, host)
    invite(connection, party, both[0])
    invite(connection, party, both[1], "another")

    with pytest.raises(InvitedTwiceError):
        service.join(connection, host.id, both, KEYS, NOW)

    assert len(everybody(connection, host)) == 2


@pytest.mark.parametrize("refusing", [0, 1])
def test_an_opt_out_of_one_is_one_of_both_until_they_are_parted(connection: Connection, host: Host, refusing: int):
    both = two(connection, host)
    people.never_again(connection, host.id, both[refusing], KEYS, NOW)

    union_id = service.join(connection, host.id, both, KEYS, NOW)
    (eva,) = everybody(connection, host)
    service.part(connection, host.id, union_id, KEYS, NOW)

    assert eva.opted_out
    assert [person.opted_out for person in everybody(connection, host)] == [refusing == 0, refusing == 1]


def test_an_opt_out_said_after_the_joining_outlives_the_parting(connection: Connection, host: Host):
    both = two(connection, host)
    people.never_again(connection, host.id, both[1], KEYS, NOW)
    union_id = service.join(connection, host.id, both, KEYS, NOW)
    people.never_again(connection, host.id, both[0], KEYS, NOW.replace(hour=11))

    service.part(connection, host.id, union_id, KEYS, NOW)

    assert all(person.opted_out for person in everybody(connection, host))


def test_a_no_to_being_listed_counts_whoever_said_it(connection: Connection, host: Host):
    ids = people.add_people(
        connection,
        host.id,
        [a_person(consent=Consent.YES), a_person(consent=Consent.NO, email="b@example.org")],
        KEYS,
        NOW,
    )

    service.join(connection, host.id, (ids[0], ids[1]), KEYS, NOW)

    assert [person.consent for person in everybody(connection, host)] == [Consent.NO]


def test_an_earlier_joining_can_be_parted_with_a_later_one_standing(connection: Connection, host: Host):
    both = two(connection, host)
    (third,) = people.add_people(connection, host.id, [a_person(name=Name(given="Eva", family="Weiß"))], KEYS, NOW)
    first = service.join(connection, host.id, both, KEYS, NOW)
    service.join(connection, host.id, (both[0], third), KEYS, NOW)

    service.part(connection, host.id, first, KEYS, NOW)

    assert [person.id for person in everybody(connection, host)] == [both[0], both[1]]
    assert [union.gone_name for union in service.questions(connection, host.id).joined] == ["Eva Weiß"]


@pytest.mark.parametrize("undone", [0, 1])
def test_withdrawing_a_list_after_a_joining_leaves_whom_the_other_list_named(
    connection: Connection, host: Host, undone: int
):
    lists = bring_in(connection, host, FIRST), bring_in(connection, host, SECOND)
    before = everybody(connection, host)
    service.join(connection, host.id, (before[0].id, before[1].id), KEYS, NOW)

    attendee_lists.withdraw(connection, host.id, lists[undone], KEYS)

    assert everybody(connection, host) == (before[1 - undone],)
    assert service.questions(connection, host.id).joined == ()


def test_withdrawing_both_lists_leaves_nobody(connection: Connection, host: Host):
    lists = bring_in(connection, host, FIRST), bring_in(connection, host, SECOND), bring_in(connection, host, FIRST)
    one, other = everybody(connection, host)
    service.join(connection, host.id, (one.id, other.id), KEYS, NOW)

    for list_id in lists:
        attendee_lists.withdraw(connection, host.id, list_id, KEYS)

    assert everybody(connection, host) == ()


def test_withdrawing_an_unconcerned_list_keeps_the_joining(connection: Connection, host: Host):
    both = two(connection, host)
    named_too = bring_in(connection, host, FIRST)
    service.join(connection, host.id, both, KEYS, NOW)

    attendee_lists.withdraw(connection, host.id, named_too, KEYS)

    assert [person.id for person in everybody(connection, host)] == [both[0]]


def test_a_row_joined_with_a_known_person_can_be_made_a_person_and_stays_one(connection: Connection, host: Host):
    bring_in(connection, host, FIRST.replace("eva@elbe.example.org", ""))
    list_id = bring_in(connection, host, FIRST)
    (row,) = attendee_lists.view(connection, host.id, list_id).rows

    parted = service.part_row(connection, host.id, list_id, row.id, KEYS, NOW)
    bring_in(connection, host, FIRST)

    first, second = everybody(connection, host)
    assert (first.email, second.email, second.id) == ("", "eva@elbe.example.org", parted.id)
    assert service.count_open(connection, host.id) == 0


def test_a_repeated_row_can_be_made_a_person_and_takes_what_it_added(connection: Connection, host: Host):
    text = "Vorname;Nachname;Firma;Funktion;E-Mail\nEva;Weiß;Haus Elbe;;\nEva;Weiß;Haus Elbe;Archivarin;\n"
    list_id = bring_in(connection, host, text)
    (eva,) = everybody(connection, host)
    repeat = attendee_lists.view(connection, host.id, list_id).rows[1]

    service.part_row(connection, host.id, list_id, repeat.id, KEYS, NOW)

    assert eva.job_title == "Archivarin"
    assert [person.job_title for person in everybody(connection, host)] == ["", "Archivarin"]


def test_a_row_that_is_nobody_elses_cannot_be_parted(connection: Connection, host: Host):
    list_id = bring_in(connection, host, FIRST)
    (row,) = attendee_lists.view(connection, host.id, list_id).rows

    with pytest.raises(NotFoundError):
        service.part_row(connection, host.id, list_id, row.id, KEYS, NOW)


def test_people_of_another_host_cannot_be_asked_about(connection: Connection, host: Host):
    both = two(connection, host)
    charlie = another_host(connection)

    for act in (service.tell_apart, service.put_off):
        with pytest.raises(NotFoundError):
            act(connection, charlie.id, both, NOW)
    with pytest.raises(NotFoundError):
        service.join(connection, charlie.id, both, KEYS, NOW)
    assert service.questions(connection, charlie.id).first is None
    union_id = service.join(connection, host.id, both, KEYS, NOW)
    with pytest.raises(NotFoundError):
        service.part(connection, charlie.id, union_id, KEYS, NOW)
