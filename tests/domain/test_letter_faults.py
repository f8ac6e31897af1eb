from dataclasses import replace

import pytest

from organizer.domain.letter_echoes import Told
from organizer.domain.letter_faults import ADVICE, FaultKind, LetterFault, check, placeholder_faults
from organizer.domain.letters import BaseText, LetterContext, LetterKind, placeholder_values, render
from organizer.domain.names import Name
from organizer.domain.vocabulary import DispatchId
from tests.builders import NOW, a_host, a_letter_context, a_party, a_person, a_round, an_occasion

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
    said = "Dear Bob, do come. Thursday, 3 December 2026, 18:00 (Amsterdam time)"
    text = BaseText(subject="Hello", body=f"{said}\n{{{{ video_link }}}}")

    assert kinds_of(a_letter_context(reason=""), text, is_own_text=True) == []


def test_check_finds_a_letter_written_by_hand_that_leaves_out_the_link():
    text = BaseText(subject="Hello", body="Do come. {{ date }}\nVideo: I will send the link in good time.")

    faults = faults_of(a_letter_context(reason=""), text, is_own_text=True)

    expected = LetterFault(kind=FaultKind.LINE_LEFT_OUT, values=(("name", "video_link"),))
    assert faults == (expected,)


@pytest.mark.parametrize("topic", ["XXX", "TBD", "TODO", "[Thema]"])
def test_check_finds_a_topic_that_was_left_as_a_gap(topic: str):
    context = a_letter_context()
    context = replace(context, party=replace(context.party, topic=topic))

    assert FaultKind.LEFTOVER in kinds_of(context)


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


@pytest.mark.parametrize("name", ["", "r.castellani@porto.example.org"])
def test_check_calls_nobody_by_their_address(name: str):
    context = a_letter_context(person=a_person(name=Name(original=name)))

    assert kinds_of(context)[0] is FaultKind.MISSING_NAME


def test_check_asks_speakers_letter_for_the_slot():
    context = a_letter_context(kind=LetterKind.SPEAKER, slot_time="Thursday, 18:20 to 18:40")

    assert kinds_of(context) == [FaultKind.MISSING_DATE]


def test_check_asks_later_letters_for_no_reason():
    context = a_letter_context(kind=LetterKind.CANCELLATION, reason="", date="", person=a_person())

    assert kinds_of(context) == []


@pytest.mark.parametrize("name", ["firstname", "First Name", "frist_name"])
def test_unknown_placeholder_names_the_closest_known_one(name: str):
    (fault,) = placeholder_faults(BaseText(subject="", body=f"a {{{{ {name} }}}} b"))

    assert fault == LetterFault(kind=FaultKind.UNKNOWN_PLACEHOLDER, values=(("name", name), ("closest", "first_name")))


@pytest.mark.parametrize("name", ["7*7", "topic.__class__", "nope", ""])
def test_placeholder_like_no_other_is_refused_without_a_guess(name: str):
    (fault,) = placeholder_faults(BaseText(subject="", body=f"a {{{{ {name} }}}} b"))

    assert fault == LetterFault(kind=FaultKind.STRANGE_PLACEHOLDER, values=(("name", name),))


def test_single_braces_are_no_placeholder():
    assert placeholder_faults(BaseText(subject="{x.__class__}", body="%n ${topic} {topic}")) == ()


def test_every_fault_says_what_to_do():
    assert set(ADVICE) == set(FaultKind)


def test_gaps_stop_a_letter_and_matters_of_taste_do_not():
    assert [kind for kind in FaultKind if not LetterFault(kind=kind).may_wait] == [
        FaultKind.MISSING_REASON,
        FaultKind.SAME_REASON,
        FaultKind.UNKNOWN_PLACEHOLDER,
        FaultKind.STRANGE_PLACEHOLDER,
        FaultKind.BROKEN_PLACEHOLDER,
        FaultKind.MISSING_NAME,
        FaultKind.MISSING_SUBJECT,
        FaultKind.MISSING_TEXT,
        FaultKind.MISSING_DATE,
        FaultKind.MISSING_TOPIC,
        FaultKind.FOREIGN_ADDRESS,
        FaultKind.EMPTY_PLACEHOLDER,
        FaultKind.LEFTOVER,
    ]


@pytest.mark.parametrize(
    ("added", "expected"),
    [
        ("See {first_name}.", FaultKind.LEFTOVER),
        ("Dear <<Vorname>>.", FaultKind.LEFTOVER),
        ("Dear [Name], come.", FaultKind.LEFTOVER),
        ("We meet in XXX.", FaultKind.LEFTOVER),
        ("Dear <Vorname>.", FaultKind.LEFTOVER),
        ("Dear [first name], come.", FaultKind.LEFTOVER),
        ("Dear %s, come.", FaultKind.LEFTOVER),
        ("Dear %(name)s, come.", FaultKind.LEFTOVER),
        ("Dear *|FNAME|*, come.", FaultKind.LEFTOVER),
        ("Dear ${name}, come.", FaultKind.LEFTOVER),
        ("Dear ____, come.", FaultKind.LEFTOVER),
        ("Dear {{ first_name, come.", FaultKind.BROKEN_PLACEHOLDER),
        ("Look at www.a.example.org and https://b.example.org too.", FaultKind.SEVERAL_LINKS),
        ("Roth, Charlie is on the list.", FaultKind.NAME_SHOWN),
        ("Ask Dr. Roth about it.", FaultKind.NAME_SHOWN),
        ("In {{ slot_length }} all is told.", FaultKind.EMPTY_PLACEHOLDER),
        ("Dear Mr de Wit, come.", FaultKind.GUESSED_SALUTATION),
        ("Wir würden uns freuen, wenn das mit der Technik auch klappt.", FaultKind.FOREIGN_SENTENCE),
        ("Look at https://a.example.org and https://b.example.org too.", FaultKind.SEVERAL_LINKS),
        ("Charlie  Roth will be there.", FaultKind.NAME_SHOWN),
        ("Nothing more to say here. " * 40, FaultKind.TOO_LONG),
    ],
)
def test_check_finds_what_a_second_reading_would(added: str, expected: FaultKind):
    text = replace(TEXT, body=f"{TEXT.body}\n\n{added}")

    assert kinds_of(a_letter_context(), text, hidden_names=("Charlie Roth", "Edda")) == [expected]


@pytest.mark.parametrize(
    "added",
    [
        "Charlie will be there, and [some] brackets stay.",
        "She works for the “Institut für die Geschichte der Stadt und des Landes”.",
        "Write to me at https://a.example.org if you like.",
        "Frau Lind spoke to Mr Wolf about it.",
        "The rooth is <3 deep, 20 % saved, a < b and c > d, [see below] and [sic].",
        "The colour red (Roth in old German) stays.",
    ],
)
def test_check_is_silent_where_nothing_is_wrong(added: str):
    text = replace(TEXT, body=f"{TEXT.body}\n\n{added}")

    assert kinds_of(a_letter_context(), text, hidden_names=("Charlie Roth",)) == []


def test_check_finds_lines_that_the_text_leaves_out():
    faults = faults_of(a_letter_context(appreciation="I liked your talk.", offer="You get our data plan."))

    assert [fault.values for fault in faults] == [(("name", "appreciation"),), (("name", "offer"),)]


def test_check_finds_a_reason_nearly_told_twice_and_one_about_the_host_only():
    context = a_letter_context(reason="I want to show you my product and I want my team to grow with my sales.")

    kinds = kinds_of(
        context, other_reasons={"Dora": "I want to show you my product and I want my team to grow with our sales."}
    )

    assert kinds == [FaultKind.SIMILAR_REASON, FaultKind.SELF_SERVING]


def test_advice_can_be_filled_with_its_values():
    fault = LetterFault(kind=FaultKind.UNKNOWN_PLACEHOLDER, values=(("name", "frist_name"), ("closest", "first_name")))

    assert fault.advice % dict(fault.values) == ("There is no placeholder called frist_name. Did you mean first_name?")
    assert "{{ reason }}" in LetterFault(kind=FaultKind.LINE_LEFT_OUT, values=(("name", "reason"),)).advice % {
        "name": "reason"
    }


def test_check_quotes_what_the_guest_has_read_before():
    told = Told(id=DispatchId(7), told_at=NOW, text="Hello Bob, a good day. You carry the third data plan further.")
    context = a_letter_context(
        reason="You carry the third data plan further.", offer="A paper on plans of that kind, fresh from the press."
    )
    text = replace(TEXT, body=TEXT.body.replace("{{ reason }}", "{{ reason }} {{ offer }}"))

    assert faults_of(context, text, told_before=[told]) == (
        LetterFault(
            kind=FaultKind.TOLD_BEFORE,
            values=(
                ("text", "You carry the third data plan further"),
                ("part", "reason"),
                ("letter", "7"),
                ("told_at", "2026-11-02T09:00:00+00:00"),
            ),
        ),
    )


def test_what_was_told_before_may_wait():
    assert LetterFault(kind=FaultKind.TOLD_BEFORE).may_wait


def test_numbers_of_an_occasion_and_letters_of_a_link_are_no_gap():
    party = a_party(topic="Open data", occasion=an_occasion(name="XXX. Fachtag"))
    context = a_letter_context(party=party, round=a_round(video_link="https://meet.example.org/a___b"))
    text = replace(TEXT, body=f"{TEXT.body}\n{{{{ occasion }}}} {{{{ video_link }}}}")

    assert kinds_of(context, text) == []


def test_namesake_of_another_guest_may_be_greeted():
    person = a_person(name=Name(given="Tom", family="Roth", honorific="Dr."))

    assert kinds_of(a_letter_context(person=person), hidden_names=("Charlie Roth",)) == []
