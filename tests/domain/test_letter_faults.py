from dataclasses import replace

import pytest

from organizer.domain.letter_faults import ADVICE, FaultKind, LetterFault, check, placeholder_faults
from organizer.domain.letters import BaseText, LetterContext, LetterKind, placeholder_values, render
from tests.builders import a_host, a_letter_context, a_party, a_person, a_round

TEXT = BaseText(
    subject="Invitation from {{ host_name }}",
    body="{{ salutation }},\n\n{{ reason }} We talk about “{{ topic }}” on {{ date }}.\n\n{{ signature }}",
)


def faults_of(context: LetterContext, text: BaseText = TEXT, **more) -> tuple[LetterFault, ...]:
    return check(context, text, render(text, placeholder_values(context)), **more)


def kinds_of(context: LetterContext, text: BaseText = TEXT, **more) -> list[FaultKind]:
    return [fault.kind for fault in faults_of(context, text, **more)]


def test_check_finds_nothing_in_a_whole_letter():
    assert faults_of(a_letter_context(), other_reasons={"Charlie": "Another reason."}) == ()


@pytest.mark.parametrize(
    ("context", "expected"),
    [
        (a_letter_context(reason=""), FaultKind.MISSING_REASON),
        (a_letter_context(date=""), FaultKind.MISSING_DATE),
        (a_letter_context(party=a_party(topic="")), FaultKind.MISSING_TOPIC),
        (a_letter_context(round=a_round(video_link="")), FaultKind.MISSING_LINK),
    ],
)
def test_check_names_what_is_missing(context: LetterContext, expected: FaultKind):
    assert kinds_of(context) == [expected]


@pytest.mark.parametrize(
    ("placeholder", "expected"),
    [
        ("{{ reason }}", FaultKind.MISSING_REASON),
        ("{{ date }}", FaultKind.MISSING_DATE),
        ("{{ topic }}", FaultKind.MISSING_TOPIC),
    ],
)
def test_check_names_what_a_base_text_leaves_out(placeholder: str, expected: FaultKind):
    text = replace(TEXT, body=TEXT.body.replace(placeholder, ""))

    assert kinds_of(a_letter_context(), text) == [expected]


def test_check_trusts_the_words_of_a_letter_written_by_hand():
    text = BaseText(subject="Hello", body="Dear Bob, do come. Thursday, 3 December 2026, 18:00 (Amsterdam time)")

    assert kinds_of(a_letter_context(reason=""), text, is_own_text=True) == []


def test_check_finds_a_reason_told_twice_whatever_the_spelling():
    context = a_letter_context(reason="You know  privacy.")

    faults = faults_of(context, other_reasons={"Charlie Roth": "you know privacy", "Dora": "Something else."})

    assert faults == (LetterFault(kind=FaultKind.SAME_REASON, values=(("other", "Charlie Roth"),)),)


def test_check_finds_the_address_of_somebody_else():
    context = a_letter_context(
        host=a_host(signature="Alice Brandt, ALICE@office.example.org"),
        reason="You and charlie@else.example.net. Or bob@polder.example.org",
    )

    assert faults_of(context) == (
        LetterFault(kind=FaultKind.FOREIGN_ADDRESS, values=(("address", "charlie@else.example.net"),)),
    )


def test_check_takes_no_link_for_an_address():
    link = "https://meet.example.org/@alice-room"
    text = replace(TEXT, body=TEXT.body + "\n{{ video_link }}")

    assert kinds_of(a_letter_context(round=a_round(video_link=link)), text) == []


def test_check_of_an_empty_letter():
    text = BaseText(subject=" ", body="\n")

    assert kinds_of(a_letter_context(kind=LetterKind.WITHDRAWAL), text) == [
        FaultKind.MISSING_SUBJECT,
        FaultKind.MISSING_TEXT,
    ]


def test_check_asks_speakers_letter_for_the_slot():
    context = a_letter_context(kind=LetterKind.SPEAKER, slot_time="Thursday, 18:20 to 18:40")

    assert kinds_of(context) == [FaultKind.MISSING_DATE]


def test_check_asks_later_letters_for_no_reason():
    context = a_letter_context(kind=LetterKind.CANCELLATION, reason="", date="", person=a_person())

    assert kinds_of(context) == []


@pytest.mark.parametrize(
    ("written", "name", "closest"),
    [
        ("{{ firstname }}", "firstname", "first_name"),
        ("{{ First Name }}", "First Name", "first_name"),
        ("{{7*7}}", "7*7", None),
        ("{{ topic.__class__ }}", "topic.__class__", "topic"),
        ("{{ }}", "", None),
    ],
)
def test_unknown_placeholder_names_the_closest_known_one(written: str, name: str, closest: str | None):
    (fault,) = placeholder_faults(BaseText(subject="", body=f"a {written} b"))

    assert fault.kind is FaultKind.UNKNOWN_PLACEHOLDER
    assert dict(fault.values)["name"] == name
    assert closest in (None, dict(fault.values)["closest"])


@pytest.mark.parametrize("written", ["{{ topic }", "{{ topic", "topic }}", "{{ a\nb }}"])
def test_broken_placeholder_is_named(written: str):
    kinds = [fault.kind for fault in placeholder_faults(BaseText(subject=written, body=""))]

    assert kinds == [FaultKind.BROKEN_PLACEHOLDER]


def test_single_braces_are_no_placeholder():
    assert placeholder_faults(BaseText(subject="{x.__class__}", body="%n ${topic} {topic}")) == ()


def test_every_fault_says_what_to_do_and_only_a_link_may_wait():
    assert set(ADVICE) == set(FaultKind)
    assert [kind for kind in FaultKind if LetterFault(kind=kind).may_wait] == [FaultKind.MISSING_LINK]


def test_advice_can_be_filled_with_its_values():
    fault = LetterFault(kind=FaultKind.UNKNOWN_PLACEHOLDER, values=(("name", "frist_name"), ("closest", "first_name")))

    assert fault.advice % dict(fault.values) == ("There is no placeholder called frist_name. Did you mean first_name?")
    assert "{{ reason }}" in LetterFault(kind=FaultKind.MISSING_REASON).advice % {}
