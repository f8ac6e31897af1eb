from organizer.domain.comparisons import (
    Addition,
    Aspect,
    Count,
    Counted,
    Shift,
    Trait,
    additions,
    count_sectors,
    sectors_at,
    sectors_missed,
    shift,
)
from organizer.domain.people import Person
from organizer.domain.sectors import Sector
from organizer.domain.table_requests import Grouping, HostSide, Request, Wish
from organizer.domain.vocabulary import Level, PersonId
from tests.builders import a_person

BOB, CARLA, DIRK = PersonId(1), PersonId(2), PersonId(3)


def a_guest(person_id: PersonId, **changes: object) -> Person:
    told = {"id": person_id, "organisation": f"Haus {person_id}", "country": "NL", "topics": (), "level": Level.SENIOR}
    return a_person(**(told | changes))


def trait(aspect: Aspect, value: str) -> Trait:
    return Trait(aspect=aspect, value=value)


def test_shift_between_equals_is_even():
    assert shift([a_guest(BOB)], [a_guest(CARLA)], Request()).is_even


def test_shift_tells_what_comes_and_what_goes():
    before = [a_guest(BOB, level=Level.TOP, country="AT", organisation="TU Wien"), a_guest(CARLA)]
    after = [a_guest(DIRK, level=Level.JUNIOR, organisation="Polder GmbH"), a_guest(CARLA)]

    assert shift(before, after, Request()) == Shift(
        gained=(trait(Aspect.LEVEL, "junior"), trait(Aspect.SECTOR, "business")),
        lost=(trait(Aspect.LEVEL, "top"), trait(Aspect.SECTOR, "research"), trait(Aspect.COUNTRY, "AT")),
        counts=(),
    )


def test_shift_counts_houses_topics_acquaintances_and_missing_addresses():
    before = [a_guest(BOB, topics=("Open data",)), a_guest(CARLA)]
    after = [a_guest(DIRK, organisation="Haus 2", email=""), a_guest(CARLA)]

    found = shift(before, after, Request(topic="Open data", met_before={DIRK: 1}))

    assert found.counts == (
        Count(what=Counted.ORGANISATIONS, before=2, after=1),
        Count(what=Counted.ON_TOPIC, before=1, after=0),
        Count(what=Counted.MET_BEFORE, before=0, after=1),
        Count(what=Counted.WITHOUT_ADDRESS, before=0, after=1),
    )


def test_shift_of_a_visit_tells_sites_and_departments_and_no_houses():
    before = [a_guest(BOB, city="Porto", department="Legal", organisation="Nordlicht GmbH")]
    after = [a_guest(CARLA, city="Gent", department="legal", organisation="Polder e.V.")]

    found = shift(before, after, Request(grouping=Grouping.BOTH))

    assert found == Shift(gained=(trait(Aspect.SITE, "Gent"),), lost=(trait(Aspect.SITE, "Porto"),), counts=())


def test_additions_begin_with_those_the_host_asked_for():
    guests = [a_guest(BOB, country="AT"), a_guest(CARLA, country="BE", level=Level.TOP)]

    added = additions(guests, Request(wishes={CARLA: Wish.HOPED}, host=HostSide(level=Level.SENIOR)))

    assert added == {
        CARLA: (Addition(trait=trait(Aspect.LEVEL, "top"), place=2),),
        BOB: (Addition(trait=trait(Aspect.COUNTRY, "AT"), place=2),),
    }


def test_additions_leave_out_what_the_host_brings():
    (only,) = additions([a_guest(BOB)], Request(host=HostSide(level=Level.SENIOR, country="NL"))).values()

    assert only == ()


def test_sectors_are_counted_at_the_table_and_missed_when_the_list_has_them():
    table = [a_guest(BOB, organisation="TU Wien"), a_guest(CARLA, organisation="HS Gent"), a_guest(DIRK)]
    people = [
        *table,
        *[a_guest(PersonId(9), organisation="Stadt Gent")] * 3,
        *[a_guest(PersonId(9), organisation="KLM NV")] * 2,
    ]

    assert sectors_at(table) == ((Sector.RESEARCH, 2),)
    assert sectors_missed(table, count_sectors(people), HostSide()) == (Sector.PUBLIC,)
    assert sectors_missed(table, count_sectors(people), HostSide(organisation="Stadt Gent")) == ()
