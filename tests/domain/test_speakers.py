from organizer.domain.names import Name
from organizer.domain.reasons import Fact, FactKind
from organizer.domain.speakers import suggest_speakers
from organizer.domain.table_requests import Request, Wish
from organizer.domain.vocabulary import Level, PersonId
from tests.builders import a_person

PRIVACY = Request(topic="Privacy")


def somebody(number, **changes):
    plain = {"id": PersonId(number), "name": Name(given=f"Guest{number}", family="Example"), "topics": ("Privacy",)}
    return a_person(**(plain | {"job_title": "", "level": Level.UNKNOWN} | changes))


def speakers(people, seated=(), request=PRIVACY):
    return [pick.person_id for pick in suggest_speakers(people, seated, request)]


def test_speakers_are_at_the_top_or_experts_from_another_field():
    boss = somebody(1, level=Level.TOP)
    expert = somebody(2, level=Level.SENIOR, topics=("Privacy", "Beekeeping"))
    colleague = somebody(3, level=Level.SENIOR)
    anybody = somebody(4, topics=("Privacy", "Beekeeping"))

    assert speakers([anybody, colleague, expert, boss]) == [1, 2]


def test_speakers_are_close_to_the_topic():
    assert speakers([somebody(1, level=Level.TOP, topics=("Beekeeping",)), somebody(2)]) == []


def test_speakers_are_nobody_at_the_table_nobody_left_out_and_nobody_who_said_no():
    seated = somebody(1, level=Level.TOP)
    left_out = somebody(2, level=Level.TOP)
    gone = somebody(3, level=Level.TOP, opted_out=True)
    asked = somebody(4, level=Level.TOP)
    request = Request(topic="Privacy", wishes={PersonId(2): Wish.NOT_NOW})

    assert speakers([seated, left_out, gone, asked], [seated], request) == [4]


def test_speaker_is_told_with_level_and_field_from_the_data():
    boss = somebody(1, level=Level.TOP, topics=("Privacy", "Beekeeping"), organisation="")
    guests = [somebody(7, country="DE"), somebody(8, country="NL")]

    (pick,) = suggest_speakers([boss], guests, PRIVACY)

    assert pick.facts == (
        Fact(kind=FactKind.LEVEL, details=("top",)),
        Fact(kind=FactKind.TOPIC, details=("Privacy",)),
        Fact(kind=FactKind.OTHER_FIELD, details=("Beekeeping",)),
    )


def test_speaker_from_the_table_s_own_field_brings_no_other():
    expert = somebody(1, level=Level.SENIOR, topics=("Privacy", "Beekeeping"))
    beekeeper = somebody(2, topics=("beekeeping",))

    assert speakers([expert], [beekeeper]) == []
