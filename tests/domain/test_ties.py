from organizer.domain.people import Person
from organizer.domain.ties import Tie, TieKind, ties_among
from organizer.domain.vocabulary import PersonId
from tests.builders import a_person

BOB, CARLA, DIRK = PersonId(1), PersonId(2), PersonId(3)


def a_guest(person_id: PersonId, **changes: object) -> Person:
    told = {"id": person_id, "organisation": f"Haus {person_id}", "email": "", "topics": ()}
    return a_person(**(told | changes))


def ties(*guests: Person, met: dict[PersonId, tuple[int, ...]] | None = None, topic: str = "", is_visit: bool = False):
    return ties_among(guests, met or {}, topic=topic, is_visit=is_visit)


def test_strangers_are_not_tied():
    assert ties(a_guest(BOB), a_guest(CARLA)) == ()


def test_who_was_at_the_same_round_has_met_there_last():
    found = ties(a_guest(BOB), a_guest(CARLA), a_guest(DIRK), met={BOB: (1, 2, 3), CARLA: (1, 2), DIRK: (4,)})

    assert found == (Tie(one=BOB, other=CARLA, kind=TieKind.MET, detail="2"),)


def test_colleagues_are_from_one_house_however_it_is_written():
    found = ties(a_guest(BOB, organisation="TU Wien"), a_guest(CARLA, organisation="Technische Universität Wien"))

    assert found == (Tie(one=BOB, other=CARLA, kind=TieKind.COLLEAGUES, detail="TU Wien"),)


def test_freelancers_are_nobody_s_colleagues():
    assert ties(a_guest(BOB, organisation="freelance"), a_guest(CARLA, organisation="Freelance")) == ()


def test_colleagues_of_a_visit_share_site_and_department():
    bob, carla = (a_guest(one, organisation="Nordlicht", city="Porto", department="Legal") for one in (BOB, CARLA))
    dirk = a_guest(DIRK, organisation="Nordlicht", city="Porto", department="Sales")

    found = ties(bob, carla, dirk, is_visit=True)

    assert found == (Tie(one=BOB, other=CARLA, kind=TieKind.COLLEAGUES, detail="Nordlicht"),)


def test_shared_topics_tie_but_not_the_evening_s_own():
    bob = a_guest(BOB, topics=("Open research data", "Privacy"))
    carla = a_guest(CARLA, topics=("privacy", "Open research data"))
    dirk = a_guest(DIRK, topics=("Open research data",))

    found = ties(bob, carla, dirk, topic="Open research data in daily work")

    assert found == (Tie(one=BOB, other=CARLA, kind=TieKind.TOPIC, detail="Privacy"),)


def test_the_closest_tie_counts():
    bob, carla = (a_guest(one, organisation="TU Wien", topics=("Privacy",)) for one in (BOB, CARLA))

    assert [tie.kind for tie in ties(bob, carla, met={BOB: (1,), CARLA: (1,)})] == [TieKind.MET]
    assert [tie.kind for tie in ties(bob, carla)] == [TieKind.COLLEAGUES]
