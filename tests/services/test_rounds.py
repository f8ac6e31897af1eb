"""Date, room and speaker of a round, as services keep them."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import Connection

from organizer.domain.errors import NotFoundError
from organizer.domain.rounds import InsecureLinkError, RoundLengthError, SlotOutsideRoundError, SpeakerSlot
from organizer.domain.scheduling import HourVerdict
from organizer.domain.vocabulary import PersonId
from organizer.services import hours, people, rooms, rounds
from organizer.services.rooms import Room, SpeakerSaid
from organizer.services.rounds import SpeakerLeftOutError
from tests.builders import NOW, a_person
from tests.services.evenings import KEYS, STARTS_AT, again, lay_evening

BERLIN = "Europe/Berlin"


def test_evening_of_no_round_is_nowhere(connection: Connection):
    planned = lay_evening(connection)

    with pytest.raises(NotFoundError):
        rounds.evening(connection, planned.host, planned.party.id, 2)


@pytest.mark.parametrize("minutes", [29, 241])
def test_fix_date_refuses_what_is_no_evening(connection: Connection, minutes: int):
    planned = lay_evening(connection)

    with pytest.raises(RoundLengthError):
        rounds.fix_date(connection, planned, starts_at=STARTS_AT, time_zone=BERLIN, length_minutes=minutes)


def test_fix_date_keeps_the_speaker_s_slot_inside(connection: Connection):
    planned = lay_evening(connection)
    slot = SpeakerSlot(person_id=planned.bench[0].id, offset_minutes=30, length_minutes=20)
    rounds.furnish(connection, planned, video_link="", slot=slot)

    with pytest.raises(SpeakerLeftOutError, match="after 50 minutes"):
        rounds.fix_date(
            connection, again(connection, planned), starts_at=STARTS_AT, time_zone=BERLIN, length_minutes=49
        )
    rounds.fix_date(connection, again(connection, planned), starts_at=STARTS_AT, time_zone=BERLIN, length_minutes=50)

    assert again(connection, planned).round.length_minutes == 50


def test_furnish_refuses_a_link_without_https_and_a_slot_outside(connection: Connection):
    planned = lay_evening(connection)

    with pytest.raises(InsecureLinkError):
        rounds.furnish(connection, planned, video_link="http://meet.example.org", slot=None)
    slot = SpeakerSlot(person_id=planned.bench[0].id, offset_minutes=80, length_minutes=20)
    with pytest.raises(SlotOutsideRoundError):
        rounds.furnish(connection, planned, video_link="", slot=slot)


def test_room_fills_the_gaps_of_a_known_speaker_and_nothing_else(connection: Connection):
    planned = lay_evening(connection)
    bob = a_person(id=PersonId(0), name=a_person().name, email="", organisation="Polder Data", job_title="CEO")
    (bob_id,) = people.add_people(connection, planned.host.id, [bob], KEYS, NOW)
    said = SpeakerSaid(name="Bob de Wit, Polder Data", email="bob@polder.example.org", organisation="polder data")

    rooms.furnish_room(connection, planned, Room(video_link="", speaker=said), KEYS, NOW)

    known = people.person(connection, planned.host.id, bob_id)
    assert (known.email, known.organisation, known.job_title) == ("bob@polder.example.org", "Polder Data", "CEO")
    assert again(connection, planned).speaker == known


@pytest.mark.parametrize("organisation", ["Zeewering", ""])
def test_room_takes_another_address_for_another_person_of_that_name(connection: Connection, organisation: str):
    planned = lay_evening(connection)
    people.add_people(connection, planned.host.id, [a_person()], KEYS, NOW)
    said = SpeakerSaid(name="Bob de Wit", email="bob@zeewering.example.org", organisation=organisation)

    rooms.furnish_room(connection, planned, Room(video_link="", speaker=said), KEYS, NOW)

    assert again(connection, planned).speaker.email == "bob@zeewering.example.org"
    known = people.everybody(connection, planned.host.id)
    assert [one.email for one in known if one.organisation == "Polder Data"] == ["bob@polder.example.org"]


def test_speaker_typed_in_needs_a_name_only(connection: Connection):
    planned = lay_evening(connection)

    rooms.furnish_room(connection, planned, Room(video_link="", speaker=SpeakerSaid(name="Dr. Maren Vogt")), KEYS, NOW)

    speaker = again(connection, planned).speaker
    assert (speaker.name.honorific, speaker.name.full, speaker.email) == ("Dr.", "Maren Vogt", "")


def test_speaker_from_the_bench_leaves_it_without_a_word(connection: Connection):
    planned = lay_evening(connection, bench=2)
    first, second = planned.bench

    left = rooms.furnish_room(
        connection, planned, Room(video_link="", speaker=SpeakerSaid(name=first.name.full)), KEYS, NOW
    )

    assert left is None
    assert again(connection, planned).bench == (second,)


def test_hours_go_from_west_to_east_and_count_the_unknown(connection: Connection):
    planned = lay_evening(connection, seats=3, guests_wanted=5)
    zones = ("Asia/Tokyo", "America/New_York", "")
    for guest, zone in zip(planned.guests, zones, strict=True):
        moved = a_person(id=guest.id, name=guest.name, email=guest.email, time_zone=zone)
        people.change(connection, planned.host.id, moved, KEYS)

    seen = hours.everybodys_hours(again(connection, planned), STARTS_AT, BERLIN)

    assert [(zone.hour.time_zone, zone.hour.verdict, zone.is_hosts, len(zone.people)) for zone in seen.zones] == [
        ("America/New_York", HourVerdict.GOOD, False, 1),
        (BERLIN, HourVerdict.GOOD, True, 0),
        ("Asia/Tokyo", HourVerdict.RED, False, 1),
    ]
    assert [person.id for person in seen.unknown] == [planned.guests[2].id]
    assert [person.id for person in seen.is_hard_on] == [planned.guests[0].id]
    assert (seen.comes_twice, seen.clocks_change_on) == (False, None)


def test_hours_tell_of_changes_of_the_clocks(connection: Connection):
    planned = lay_evening(connection)
    in_march = datetime(2027, 3, 18, 17, 0, tzinfo=UTC)
    twice = datetime(2027, 10, 31, 0, 30, tzinfo=UTC)

    assert hours.everybodys_hours(planned, in_march, BERLIN).clocks_change_on.isoformat() == "2027-03-28"
    assert hours.everybodys_hours(planned, twice, BERLIN).comes_twice
    assert not hours.everybodys_hours(planned, twice + timedelta(hours=3), BERLIN).comes_twice
