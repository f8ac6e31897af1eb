from dataclasses import replace

import pytest
from sqlalchemy import Connection

from organizer.domain.errors import NotFoundError
from organizer.domain.letter_faults import FaultKind
from organizer.domain.letters import BaseText, LetterKind
from organizer.domain.names import Name
from organizer.domain.vocabulary import Formality, Language, PersonId
from organizer.services import letters, people, rounds, tables
from organizer.services.letters import Desk
from organizer.services.rounds import Evening
from organizer.store.letters import OwnWords
from tests.builders import NOW
from tests.services.evenings import KEYS, again, lay_evening

ENGLISH = (LetterKind.INVITATION, Language.EN, Formality.FORMAL)


@pytest.fixture
def planned(connection: Connection) -> Evening:
    return lay_evening(connection, with_speaker=True)


def desk_of(connection: Connection, planned: Evening) -> Desk:
    return letters.open_desk(connection, again(connection, planned))


def kinds(desk: Desk) -> list[LetterKind]:
    return [letter.kind for letter in letters.first_letters(desk)]


def test_everybody_at_the_table_and_the_speaker_get_a_letter(connection: Connection, planned: Evening):
    desk = desk_of(connection, planned)

    assert kinds(desk) == [*[LetterKind.INVITATION] * 5, LetterKind.SPEAKER]
    assert [letter.faults for letter in letters.first_letters(desk)] == [()] * 6


def test_a_letter_shown_is_word_for_word_the_one_sent(connection: Connection, planned: Evening):
    desk = letters.open_desk(connection, planned, answer_link="https://party.example.org/i/abc")
    shown = letters.first_letters(desk)[0]

    sent = letters.as_sent(desk, shown.person, shown.kind, answer_link="https://party.example.org/i/abc")

    assert sent.subject == shown.rendered.subject
    assert sent.body == f"{shown.rendered.body}\n\n{shown.footer}\n"
    assert "https://party.example.org/i/abc" in shown.rendered.body


def test_somebody_without_a_seat_has_no_letter(connection: Connection, planned: Evening):
    with pytest.raises(NotFoundError):
        letters.first_letter(desk_of(connection, planned), planned.bench[0].id)


def test_three_of_whom_the_same_is_known_get_three_reasons(connection: Connection):
    planned = lay_evening(connection)
    # Three wordings there are; the first and the fourth of the table would get the same one.
    alike = [planned.guests[place] for place in (0, 1, 3)]
    for person in alike:
        letters.write_reason(connection, desk_of(connection, planned), person.id, None)
        same = replace(person, organisation="One House", job_title="Data steward", topics=())
        people.change(connection, planned.host.id, same, KEYS)
    tables.arrange(connection, planned, [one.id for one in alike], [])

    written = letters.first_letters(desk_of(connection, planned))

    assert len({letter.reason for letter in written}) == 3
    assert [letter.faults for letter in written] == [()] * 3


def test_a_reason_of_the_host_stays_until_it_is_taken_back(connection: Connection, planned: Evening):
    bob = planned.guests[0].id
    letters.write_reason(connection, desk_of(connection, planned), bob, "Bob built it.")
    told = letters.first_letter(desk_of(connection, planned), bob)
    letters.write_reason(connection, desk_of(connection, planned), bob, None)
    back = letters.first_letter(desk_of(connection, planned), bob)

    assert told.reason == "Bob built it."
    assert back.reason == back.suggested_reason != "Bob built it."


def test_the_suggested_reason_typed_in_is_not_kept_as_the_host_s(connection: Connection, planned: Evening):
    bob = planned.guests[0].id
    suggested = letters.first_letter(desk_of(connection, planned), bob).suggested_reason
    letters.write_reason(connection, desk_of(connection, planned), bob, suggested)

    desk = desk_of(connection, planned)

    assert letters.own_words(desk, planned.guests[0]).reason is None


def test_the_same_reason_for_two_is_a_fault_of_both(connection: Connection, planned: Evening):
    bob, carla = planned.guests[:2]
    for person in (bob, carla):
        letters.write_reason(connection, desk_of(connection, planned), person.id, "You know this field.")

    written = letters.first_letters(desk_of(connection, planned))[:2]

    assert [[fault.kind for fault in letter.faults] for letter in written] == [[FaultKind.SAME_REASON]] * 2
    assert [letter.faults[0].values for letter in written] == [
        (("other", "Carla Muster"),),
        (("other", "Bob Muster"),),
    ]


def test_words_unchanged_keep_a_letter_read(connection: Connection, planned: Evening):
    bob = planned.guests[0].id
    letters.mark_reviewed(connection, desk_of(connection, planned), bob, NOW)
    reason = letters.first_letter(desk_of(connection, planned), bob).reason

    letters.write_reason(connection, desk_of(connection, planned), bob, reason)
    unchanged = letters.first_letter(desk_of(connection, planned), bob).reviewed_at
    letters.write_reason(connection, desk_of(connection, planned), bob, "Another one.")
    changed = letters.first_letter(desk_of(connection, planned), bob).reviewed_at

    assert (unchanged, changed) == (NOW, None)


def test_another_voice_belongs_to_the_person_and_takes_the_suggestion_along(connection: Connection, planned: Evening):
    bob = planned.guests[0]
    letters.write_reason(connection, desk_of(connection, planned), bob.id, None)
    letters.mark_reviewed(connection, desk_of(connection, planned), bob.id, NOW)

    changed = letters.write_voice(
        connection, desk_of(connection, planned), bob.id, Language.NL, Formality.INFORMAL, KEYS
    )

    letter = letters.first_letter(desk_of(connection, planned), bob.id)
    assert changed
    assert (letter.person.language, letter.person.formality) == (Language.NL, Formality.INFORMAL)
    assert letter.rendered.body.startswith("Beste Bob,")
    assert letter.reviewed_at is None
    assert letter.reason == letter.suggested_reason


def test_the_same_voice_changes_nothing(connection: Connection, planned: Evening):
    bob = planned.guests[0]
    letters.mark_reviewed(connection, desk_of(connection, planned), bob.id, NOW)

    changed = letters.write_voice(connection, desk_of(connection, planned), bob.id, Language.EN, Formality.FORMAL, KEYS)

    letter = letters.first_letter(desk_of(connection, planned), bob.id)
    assert (changed, letter.reviewed_at, letter.person.formality) == (False, NOW, None)


def test_a_letter_written_by_hand_survives_the_base_text(connection: Connection, planned: Evening):
    bob, carla = planned.guests[:2]
    own = BaseText(subject="Bob, a word", body="{{ salutation }},\n\nyou know why. {{ date }}")
    letters.write_text(connection, desk_of(connection, planned), bob.id, own)

    faults = letters.write_base_text(
        connection, desk_of(connection, planned), ENGLISH, BaseText(subject="To all", body="{{ salutation }}, hello.")
    )

    desk = desk_of(connection, planned)
    assert faults == ()
    assert letters.first_letter(desk, bob.id).text == own
    assert letters.first_letter(desk, bob.id).rendered.subject == "Bob, a word"
    assert letters.first_letter(desk, carla.id).rendered.body == "Dear Carla Muster, hello."


def test_a_letter_written_by_hand_before_there_is_a_link_carries_it_later(connection: Connection, planned: Evening):
    bob, link = planned.guests[0], planned.round.video_link
    slot = planned.round.speaker_slot
    rounds.furnish(connection, planned, video_link="", slot=slot)
    before = letters.first_letter(desk_of(connection, planned), bob.id)
    offered = letters.resolved_text(before)
    own = replace(offered, body=f"{offered.body}\n\nA word by hand.")
    letters.write_text(connection, desk_of(connection, planned), bob.id, own)

    rounds.furnish(connection, again(connection, planned), video_link=link, slot=slot)

    after = letters.first_letter(desk_of(connection, planned), bob.id)
    assert "Video: I will send the link in good time." in before.rendered.body.splitlines()
    assert "[Video: {{ video_link }}|Video: I will send the link in good time.]" in offered.body.splitlines()
    assert after.is_own_text
    assert f"Video: {link}" in after.rendered.body.splitlines()
    assert "Video: I will send the link in good time." not in after.rendered.body


def test_letters_that_follow_a_changed_base_text_are_to_be_read_again(connection: Connection, planned: Evening):
    bob, carla = planned.guests[:2]
    own = BaseText(subject="Bob, a word", body="You know why. {{ date }}")
    letters.write_text(connection, desk_of(connection, planned), bob.id, own)
    for person in (bob, carla, planned.speaker):
        letters.mark_reviewed(connection, desk_of(connection, planned), person.id, NOW)

    letters.write_base_text(
        connection, desk_of(connection, planned), ENGLISH, BaseText(subject="To all", body="Hello.")
    )

    desk = desk_of(connection, planned)
    reviewed = [letters.first_letter(desk, one.id).reviewed_at for one in (bob, carla, planned.speaker)]
    assert reviewed == [NOW, None, NOW]


def test_the_base_text_kept_as_it_is_changes_nothing(connection: Connection, planned: Evening):
    carla = planned.guests[1]
    letters.mark_reviewed(connection, desk_of(connection, planned), carla.id, NOW)
    desk = desk_of(connection, planned)

    letters.write_base_text(connection, desk, ENGLISH, letters.shipped_text(desk, ENGLISH))

    after = desk_of(connection, planned)
    assert after.base_texts == {}
    assert letters.first_letter(after, carla.id).reviewed_at == NOW


def test_back_to_the_shipped_base_text(connection: Connection, planned: Evening):
    letters.write_base_text(
        connection, desk_of(connection, planned), ENGLISH, BaseText(subject="To all", body="Hello.")
    )

    letters.write_base_text(connection, desk_of(connection, planned), ENGLISH, None)

    desk = desk_of(connection, planned)
    assert letters.base_text_of(desk, ENGLISH) == letters.shipped_text(desk, ENGLISH)


@pytest.mark.parametrize(
    ("written", "kind", "values"),
    [
        ("{{ 7*7 }}", FaultKind.STRANGE_PLACEHOLDER, None),
        ("{{7*7}}", FaultKind.STRANGE_PLACEHOLDER, None),
        ("{{ fist_name }}", FaultKind.UNKNOWN_PLACEHOLDER, (("name", "fist_name"), ("closest", "first_name"))),
        ("{{ first_name }", FaultKind.BROKEN_PLACEHOLDER, ()),
        ("{{ host.__class__ }}", FaultKind.STRANGE_PLACEHOLDER, None),
    ],
)
def test_a_text_with_faults_is_returned_and_not_kept(
    connection: Connection, planned: Evening, written: str, kind: FaultKind, values: tuple[tuple[str, str], ...] | None
):
    bob, text = planned.guests[0], BaseText(subject="Hello", body=written)

    own = letters.write_text(connection, desk_of(connection, planned), bob.id, text)
    base = letters.write_base_text(connection, desk_of(connection, planned), ENGLISH, text)

    desk = desk_of(connection, planned)
    assert own == base
    assert [fault.kind for fault in own] == [kind]
    assert values is None or own[0].values == values
    assert not letters.first_letter(desk, bob.id).is_own_text
    assert desk.base_texts == {}


def test_the_base_text_typed_in_is_no_text_of_its_own(connection: Connection, planned: Evening):
    bob = planned.guests[0]
    desk = desk_of(connection, planned)

    letters.write_text(connection, desk, bob.id, letters.base_text_of(desk, ENGLISH))

    assert not letters.first_letter(desk_of(connection, planned), bob.id).is_own_text


def test_a_preview_keeps_nothing(connection: Connection, planned: Evening):
    bob = planned.guests[0]
    desk = desk_of(connection, planned)

    tried = letters.with_words(
        desk, bob.id, LetterKind.INVITATION, OwnWords(reason="Tried.", subject="Tried", body="Tried {{ reason }}")
    )
    tried = letters.with_voice(tried, bob.id, Language.DE, Formality.INFORMAL)
    letter = letters.first_letter(tried, bob.id)

    assert (letter.rendered.subject, letter.rendered.body) == ("Tried", "Tried Tried.")
    assert (letter.language, letter.formality) == (Language.DE, Formality.INFORMAL)
    assert desk_of(connection, planned) == desk


def test_hostile_names_and_facts_stay_words(connection: Connection, planned: Evening):
    bob = planned.guests[0]
    hostile = replace(
        bob, name=Name(given="{{ host_name }}", family="<script>alert(1)</script>[x]", original="{{ topic }}")
    )
    people.change(connection, planned.host.id, hostile, KEYS)
    letters.write_reason(
        connection, desk_of(connection, planned), bob.id, "Because {{ signature }}\r\nBcc: all@example.org"
    )

    letter = letters.first_letter(desk_of(connection, planned), bob.id)

    assert letter.rendered.body.startswith("Dear { host_name } <script>alert(1)</script>[x],\n")
    assert "Because { signature } Bcc: all@example.org" in letter.rendered.body


def test_a_guest_who_becomes_the_speaker_starts_with_another_letter(connection: Connection, planned: Evening):
    bob = planned.guests[0]
    own = BaseText(subject="For the guest", body="As a guest. {{ date }}")
    letters.write_text(connection, desk_of(connection, planned), bob.id, own)
    slot = replace(planned.round.speaker_slot, person_id=bob.id)
    rounds.furnish(connection, planned, video_link=planned.round.video_link, slot=slot)

    letter = next(one for one in letters.first_letters(desk_of(connection, planned)) if one.person.id == bob.id)

    assert (letter.kind, letter.is_own_text) == (LetterKind.SPEAKER, False)


def test_unread_letters_come_in_the_order_of_the_table_and_round_again(connection: Connection, planned: Evening):
    everybody = [*planned.guests, planned.speaker]
    for place in (0, 2):
        letters.mark_reviewed(connection, desk_of(connection, planned), everybody[place].id, NOW)
    written = letters.first_letters(desk_of(connection, planned))

    def following(after: PersonId | None, **options: object) -> PersonId | None:
        found = letters.next_unread(written, after, **options)
        return found.person.id if found else None

    assert following(None) == everybody[1].id
    assert following(everybody[1].id) == everybody[3].id
    assert following(everybody[5].id) == everybody[1].id
    assert following(None, but=[everybody[1].id]) == everybody[3].id
    assert following(None, but=[one.id for one in everybody]) is None


def test_who_is_on_no_list_is_told_so_in_the_small_print(connection: Connection, planned: Evening):
    letter = letters.first_letters(desk_of(connection, planned))[0]

    assert letter.footer.startswith("---\nAlice Brandt (alice@office.example.org) is writing to you personally")


def test_letter_to_somebody_of_unknown_language_is_in_the_one_that_will_be_spoken(connection: Connection):
    planned = lay_evening(connection)
    bob = planned.guests[0]
    tables.describe_evening(connection, planned, topic="Daten", question="", spoken_language=Language.DE, guests=5)

    people.change(connection, planned.host.id, replace(bob, language=None), KEYS)

    written = letters.first_letter(letters.open_desk(connection, again(connection, planned)), bob.id)
    assert (planned.host.language, written.language) == (Language.EN, Language.DE)
