"""The demonstration, played on real lists: every mail and calendar file as others would read them."""

import json
import os
import re
from collections import defaultdict
from datetime import UTC, datetime
from email import policy
from email.message import EmailMessage
from email.parser import BytesParser
from pathlib import Path
from typing import Any

import icalendar
import ics
import pytest

from organizer.domain.letter_faults import MOST_WORDS
from organizer.domain.letter_tone import NEARLY_THE_SAME
from organizer.domain.tokens import Keys
from organizer.domain.vocabulary import Language, PartyId
from organizer.services import demo, hosts, letters, rounds
from organizer.services.attendee_lists import SAMPLE
from organizer.services.post_office import PostOffice
from organizer.store.engine import open_engine, reading
from tests.formats import strict_calendar, strict_mail

FEWEST_WORDS = 90
NOW = datetime(2026, 9, 1, 7, 0, tzinfo=UTC)
KEYS = Keys(invitations=b"i" * 32, addresses=b"a" * 32)


FEW = [
    ("eventbrite_attendees.csv", Language.EN),
    ("pretix_bestellzeilen.csv", Language.DE),
    ("Teilnehmerliste_Fachtag.xlsx", Language.NL),
    ("indico_registrations.csv", Language.DE),
    ("an_verteiler.txt", Language.EN),
]
# Those with at least five people who can be reached by mail.
ALL = [
    (name, language)
    for name in (
        "Connections.csv",
        "Teilnehmerliste_Fachtag.xlsx",
        "an_verteiler.txt",
        "eventbrite_attendees.csv",
        "google_contacts.csv",
        "indico_registrations.csv",
        "luma_guests.csv",
        "outlook_kontakte_de.csv",
        "pretix_bestellzeilen.csv",
        "pretix_orders_en.xlsx",
        "sessionize_flattened.xlsx",
        "tagung_teilnehmende.html",
        "visitenkarten.vcf",
        "zoom_webinar_attendee_report.csv",
    )
    for language in Language
]


@pytest.fixture(
    scope="module",
    params=ALL if os.environ.get("SOAK") else FEW,
    ids=lambda played: f"{played[0]}-{played[1]}",
)
def played(request: pytest.FixtureRequest, attendees: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a demonstration; the tests only read it."""
    filename, language = request.param
    return play(tmp_path_factory.mktemp("demo"), (attendees / filename).read_bytes(), filename, language)


def play(folder: Path, content: bytes, filename: str, language: Language) -> Path:
    engine = open_engine(f"sqlite:///{folder / 'runde.sqlite'}")
    demo.play(engine, PostOffice(keys=KEYS), folder, content, filename, language, NOW)
    engine.dispose()
    return folder


def summary(folder: Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((folder / "summary.json").read_text(encoding="utf-8"))
    return found


def mails(folder: Path, step: str) -> list[EmailMessage]:
    parser = BytesParser(policy=policy.default)
    return [parser.parsebytes(path.read_bytes()) for path in sorted((folder / step).glob("*.eml"))]  # type: ignore[misc]


def calendar_part(mail: EmailMessage) -> bytes:
    (part,) = [part for part in mail.walk() if part.get_content_type() == "text/calendar"]
    content: bytes = part.get_payload(decode=True)  # type: ignore[assignment]
    return content


def event_of(content: bytes) -> icalendar.Event:
    (event,) = icalendar.Calendar.from_ical(content).walk("VEVENT")
    return event  # type: ignore[return-value]


def witnessed(content: bytes) -> tuple[str, datetime, datetime, str]:
    """The event as the library `ics` reads it; it knows no zones, so the instants are compared in wall time."""
    (event,) = ics.Calendar(content.decode()).events
    return (
        event.name,
        event.begin.datetime.replace(tzinfo=None),
        event.end.datetime.replace(tzinfo=None),
        event.location,
    )


def test_demo_writes_one_mail_and_one_calendar_file_for_each_recipient(played: Path) -> None:
    for step, told in summary(played)["folders"].items():
        assert sorted(mail["To"].addresses[0].addr_spec for mail in mails(played, step)) == sorted(
            one["recipient"] for one in told
        )
        assert sorted(path.name for path in (played / step).glob("*.ics")) == sorted(one["ics"] for one in told)


def test_demo_invites_a_table_and_a_speaker(played: Path) -> None:
    roles = [one["role"] for one in summary(played)["folders"]["1-invitation"]]

    assert (roles.count("guest"), roles.count("speaker")) == (7, 1)


def test_demo_calendar_parts_read_the_same_by_two_libraries(played: Path) -> None:
    for path in played.glob("*/*.ics"):
        assert_read_alike(path.read_bytes())
    for step in demo.FOLDERS:
        for mail in mails(played, step):
            assert_read_alike(calendar_part(mail))


def assert_read_alike(content: bytes) -> None:
    event = event_of(content)

    seen = (
        str(event["SUMMARY"]),
        event.start.replace(tzinfo=None),
        event.end.replace(tzinfo=None),
        str(event["LOCATION"]),
    )

    assert witnessed(content) == seen


def test_demo_summary_tells_what_the_calendar_parts_say(played: Path) -> None:
    for step, told in summary(played)["folders"].items():
        said = {one["recipient"]: one for one in told}
        for mail in mails(played, step):
            calendar = icalendar.Calendar.from_ical(calendar_part(mail))
            event = event_of(calendar_part(mail))
            one = said[mail["To"].addresses[0].addr_spec]
            assert (str(calendar["METHOD"]), str(event["UID"]), int(event["SEQUENCE"])) == (
                one["method"],
                one["uid"],
                one["sequence"],
            )
            assert (event.start.isoformat(), event.end.isoformat()) == (one["starts_at"], one["ends_at"])


def test_demo_passes_the_strict_judge(played: Path) -> None:
    faults = {path.name: strict_mail.faults(path.read_bytes()) for path in played.glob("*/*.eml")}
    faults |= {path.name: strict_calendar.faults(path.read_bytes()) for path in played.glob("*/*.ics")}

    assert {name: found for name, found in faults.items() if found} == {}


def test_demo_tells_each_calendar_a_story_that_holds_together(played: Path) -> None:
    told: defaultdict[str, list[bytes]] = defaultdict(list)
    for mail in sorted(played.glob("*/*.eml"), key=lambda path: path.parent.name):
        calendar = strict_mail.calendar_of(mail.read_bytes())
        told[strict_calendar.read(calendar).named("VEVENT")[0].one("UID")].append(calendar)

    assert [strict_calendar.faults_of_conversation(one) for one in told.values()] == [[]] * len(told)


def test_demo_update_keeps_each_uid_and_raises_its_sequence(played: Path) -> None:
    folders = summary(played)["folders"]
    first = {one["uid"]: one["sequence"] for one in folders["1-invitation"]}
    update = {one["uid"]: one["sequence"] for one in folders["2-update"]}

    assert update == {uid: sequence + 1 for uid, sequence in first.items()}


def test_demo_update_moves_every_entry_by_half_an_hour(played: Path) -> None:
    folders = summary(played)["folders"]
    before = {one["uid"]: datetime.fromisoformat(one["starts_at"]) for one in folders["1-invitation"]}

    moved = {(datetime.fromisoformat(one["starts_at"]) - before[one["uid"]]).seconds for one in folders["2-update"]}

    assert moved == {30 * 60}


def test_demo_cancels_every_invitation_once(played: Path) -> None:
    folders = summary(played)["folders"]

    cancelled = sorted((one["uid"], one["method"], one["sequence"]) for one in folders["3-cancel"])

    assert cancelled == sorted((one["uid"], "CANCEL", 2) for one in folders["1-invitation"])


def test_demo_second_round_has_new_uids(played: Path) -> None:
    folders = summary(played)["folders"]
    known = {one["uid"] for step in demo.FOLDERS[:3] for one in folders[step]}

    fresh = [(one["uid"] in known, one["method"], one["sequence"]) for one in folders["4-next-round"]]

    assert fresh == [(False, "REQUEST", 0)] * 7


def test_demo_letters_are_in_one_language_without_placeholders_and_never_alike(played: Path) -> None:
    language = summary(played)["language"]
    footer = {"de": ") schreibt Ihnen", "en": ") is writing to you", "nl": ") schrijft u"}[language]
    for step in demo.FOLDERS:
        texts = [mail.get_body(("plain",)).get_content() for mail in mails(played, step)]  # type: ignore[union-attr]
        assert [text.count(footer) for text in texts] == [1] * len(texts)
        assert [re.findall(r"\{\{|\}\}|\[|\]", text) for text in texts] == [[]] * len(texts)
        assert len(set(texts)) == len(texts)


def test_demo_of_a_list_without_addresses_says_so(attendees: Path, tmp_path: Path) -> None:
    content = (attendees / "Digital-Meetup_Rhein_attendees.xls").read_bytes()

    with pytest.raises(demo.TooFewReachableError):
        play(tmp_path, content, "meetup.xls", Language.DE)


@pytest.mark.parametrize("language", Language)
def test_demo_plays_the_sample_list(tmp_path: Path, language: Language) -> None:
    play(tmp_path, SAMPLE.read_bytes(), SAMPLE.name, language)

    assert [len(told) for told in summary(tmp_path)["folders"].values()] == [8, 8, 8, 7]
    measured = summary(tmp_path)["letters"].values()
    assert [one for one in measured if one["fewest_words"] < FEWEST_WORDS or one["most_words"] > MOST_WORDS] == []


def test_demo_tells_the_speaker_the_time_of_the_cancelled_slot(played: Path) -> None:
    (speaker,) = [mail for mail in mails(played, "3-cancel") if mail["To"].addresses[0].addr_spec == demo.SPEAKER_EMAIL]

    text = speaker.get_body(("plain",)).get_content()  # type: ignore[union-attr]
    assert [hour.replace(".", ":") for hour in re.findall(r"18[:.][35]0", text)] == ["18:50"]


def test_every_invitation_has_ninety_to_a_hundred_and_sixty_words(played: Path):
    measured = summary(played)["letters"]

    words = [length for one in measured.values() for length in (one["fewest_words"], one["most_words"])]
    assert [length for length in words if not FEWEST_WORDS <= length <= MOST_WORDS] == []


def test_no_two_letters_of_a_table_are_alike_beyond_the_base_text(played: Path):
    measured = summary(played)["letters"]

    assert [one["likeness"] for one in measured.values() if one["likeness"] >= NEARLY_THE_SAME] == []


def test_check_finds_nothing_in_suggested_letters_of_a_next_round(played: Path):
    engine = open_engine(f"sqlite:///{played / 'runde.sqlite'}")
    with reading(engine) as connection:
        host = hosts.some_host(connection)
        assert host is not None
        planned = rounds.evening(connection, host, PartyId(1), 2)

        written = letters.first_letters(letters.open_desk(connection, planned))

    engine.dispose()
    assert [(one.person.name.full, fault.kind) for one in written for fault in one.faults] == []
