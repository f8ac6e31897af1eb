from dataclasses import replace

import pytest

from organizer.domain.letters import (
    PLACEHOLDERS,
    BaseText,
    Change,
    LastTime,
    LetterKind,
    Others,
    Rendered,
    Source,
    footer,
    others_in_words,
    placeholder_values,
    render,
    write,
)
from organizer.domain.parties import OccasionKind
from organizer.domain.rounds import SpeakerSlot
from organizer.domain.vocabulary import Formality, Language, PersonId
from tests.builders import a_host, a_letter_context, a_party, a_round, an_occasion

VISIT = a_party(occasion=an_occasion(kind=OccasionKind.THEIR_VISIT, name="Hamburg office"))


def body(text: str, **values: str) -> str:
    return render(BaseText(subject="s", body=text), values).body


def test_render_puts_values_in_place_of_placeholders():
    text = BaseText(subject="{{topic}} with {{ host_name }}", body="{{ salutation }},\n\n{{ topic }}")

    letter = render(text, {"topic": "open data", "host_name": "Alice", "salutation": "Dear Bob"})

    assert letter == Rendered(subject="Open data with Alice", body="Dear Bob,\n\nopen data")


@pytest.mark.parametrize(
    "hostile", ["{{7*7}}", "{x.__class__}", "${topic}", "%n %(topic)s", "{% raw %}", "{{ topic.__class__ }}", "{{ }}"]
)
def test_render_never_runs_what_a_host_writes(hostile: str):
    assert body(f"a {hostile} b", topic="secret") == f"a {hostile} b"


def test_render_never_looks_through_values_for_placeholders():
    assert body("{{ first_name }}", first_name="[{ topic }|x] {topic}", topic="secret") == "[{ topic }|x] {topic}"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("We meet[ in {{ occasion_place }}].", "We meet."),
        ("We meet[ about {{ topic }}].", "We meet about data."),
        ("We meet [in {{ occasion_place }}|by video].", "We meet by video."),
        ("We meet [about {{ topic }}|by video].", "We meet about data."),
        ("[{{ topic }} in {{ occasion_place }}] and more", "and more"),
        ("[sic] stays, and [{{ unknown }}] too", "[sic] stays, and {{ unknown }} too"),
    ],
)
def test_optional_piece_disappears_when_its_placeholder_is_empty(text: str, expected: str):
    assert body(text, topic="data", occasion_place="") == expected


def test_lines_and_paragraphs_left_empty_leave_no_holes():
    text = "Hello,\n\n{{ reason }} Please come.\n[Video: {{ video_link }}]\n{{ clock_note }}\n\n{{ word }}\n\nAlice"

    assert body(text, reason="", video_link="", clock_note="", word="") == "Hello,\n\nPlease come.\n\nAlice"


def test_a_line_left_empty_between_others_is_taken_out():
    assert body("When: today\n[Video: {{ video_link }}]\nAlice", video_link="") == "When: today\nAlice"


def test_render_takes_out_of_a_hosts_text_what_nobody_sees():
    assert body("a\x00\x1b\u202e b\x85c\r\n\td\x7f\x9b") == "a b\nc\nd"


def test_subject_is_one_line():
    letter = render(BaseText(subject="a {{ topic }}\r\nBcc: eve@example.org", body=""), {"topic": "b\nc"})

    assert letter.subject == "A b c Bcc: eve@example.org"


def test_every_placeholder_has_a_value():
    for kind in LetterKind:
        assert set(placeholder_values(a_letter_context(kind=kind))) == set(PLACEHOLDERS)


def test_placeholder_values_of_a_first_letter():
    values = placeholder_values(a_letter_context())

    known = {name: value for name, value in values.items() if value}
    assert known == {
        "salutation": "Dear Dr Bob de Wit",
        "first_name": "Bob",
        "family_name": "de Wit",
        "full_name": "Dr Bob de Wit",
        "occasion": "Fachtag Forschungsdaten",
        "occasion_place": "Göttingen",
        "occasion_date": "14 October 2026",
        "occasion_details": "Göttingen, 14 October 2026",
        "fell_out": "the evening reception",
        "topic": "Open research data in daily work",
        "reason": "Your talk “Seven data plans” is the reason I am writing to you.",
        "date": "Thursday, 3 December 2026, 18:00 (Amsterdam time)",
        "length": "90 minutes",
        "spoken_language": "English",
        "others": "six other guests from five organisations",
        "video_link": "https://meet.example.org/runde-1",
        "host_name": "Alice Brandt",
        "host_role": "Head of research data, Auenland University",
        "signature": "Alice Brandt\nHead of research data, Auenland University",
        "answer_how": "Please answer in the calendar entry or by mail.",
        "last_time": "Last time we did not manage to meet.",
    }


def test_fell_out_stays_in_the_language_it_was_typed_in():
    values = placeholder_values(a_letter_context(language=Language.DE))

    assert values["fell_out"] == ""


def test_fell_out_fits_into_a_sentence():
    party = a_party(occasion=an_occasion(fell_out="The evening reception."))

    assert placeholder_values(a_letter_context(party=party))["fell_out"] == "the evening reception"


def test_topic_and_question_fit_into_their_sentences():
    party = a_party(topic="“How open is open?”", question='What is "open"')

    values = placeholder_values(a_letter_context(party=party))

    assert (values["topic"], values["question"]) == ("How open is open?", 'What is "open"?')


def test_host_without_role_signs_by_name():
    values = placeholder_values(a_letter_context(host=a_host(role="", organisation="", signature="Alice Brandt")))

    assert values["signature"] == "Alice Brandt"


def test_host_signs_as_they_chose_under_their_name():
    values = placeholder_values(a_letter_context(host=a_host(signature="Research data\nTel. 123")))

    assert values["signature"] == "Alice Brandt\nResearch data\nTel. 123"


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"language": Language.DE}, "sechs weitere Gäste aus fünf Organisationen"),
        ({"language": Language.NL}, "zes andere gasten uit vijf organisaties"),
        ({"language": Language.DE, "party": VISIT}, "sechs weitere Kolleginnen und Kollegen"),
        ({"kind": LetterKind.SPEAKER}, "six guests from five organisations"),
        ({"others": Others(count=12, organisations=1)}, "12 other guests"),
        ({"others": Others(count=1)}, "one other guest"),
        ({"others": Others()}, ""),
        (
            {"others": Others(count=5, organisations=2, names=("Ana", "Kim", "Ole", "Zoe"))},
            "five other guests (Ana and Kim among them)",
        ),
        ({"others": Others(count=2, names=("Ana", "Kim"))}, "two other guests (Ana and Kim)"),
    ],
)
def test_others_in_words(changes: dict, expected: str):
    assert others_in_words(a_letter_context(**changes)) == expected


def test_speakers_letter_knows_the_slot():
    context = a_letter_context(
        kind=LetterKind.SPEAKER,
        round=a_round(speaker_slot=SpeakerSlot(person_id=PersonId(31), length_minutes=25, brief="Two lines\nfor you")),
        slot_time="Thursday, 18:20 to 18:45",
    )

    values = placeholder_values(context)

    assert (values["slot_time"], values["slot_length"]) == ("Thursday, 18:20 to 18:45", "25 minutes")
    assert values["slot_brief"] == "Two lines\nfor you"


@pytest.mark.parametrize(
    ("changes", "answer_link", "expected"),
    [
        ((), "", "Please answer in the calendar entry or by mail."),
        ((), "https://r.example.org/i/a", "Please answer in the calendar entry or here: https://r.example.org/i/a"),
        ((Change.LINK,), "https://r.example.org/i/a", "If you have answered already, your answer stands."),
        (
            (Change.LENGTH,),
            "",
            "As the time has changed, I would ask you for a yes or no once more, in the calendar entry or by mail.",
        ),
    ],
)
def test_answer_how_fits_what_happened(changes: tuple[Change, ...], answer_link: str, expected: str):
    context = a_letter_context(kind=LetterKind.UPDATE, changes=changes, answer_link=answer_link)

    assert placeholder_values(context)["answer_how"] == expected


def test_update_says_old_and_new_date_only_when_the_date_changed():
    moved = a_letter_context(kind=LetterKind.UPDATE, changes=(Change.LINK, Change.DATE), old_date="Wednesday")
    relinked = replace(moved, changes=(Change.LINK,))

    values, kept = placeholder_values(moved), placeholder_values(relinked)

    assert (values["change"], values["changed"]) == ("new time and new video link", "a new time and a new video link")
    assert (values["old_date"], values["new_date"]) == ("Wednesday", moved.date)
    assert (kept["old_date"], kept["new_date"]) == ("", "")


def test_update_for_the_speaker_says_the_slot():
    context = a_letter_context(
        kind=LetterKind.SPEAKER_UPDATE, changes=(Change.DATE,), slot_time="18:20 to 18:40", old_date="17:50 to 18:10"
    )

    assert placeholder_values(context)["new_date"] == "18:20 to 18:40"


@pytest.mark.parametrize("last_time", LastTime)
def test_last_time_has_a_sentence_for_each(last_time: LastTime):
    told = {
        LastTime.CAME: "Fijn dat je er de vorige keer bij was.",
        LastTime.SAID_NO: "De vorige keer kwam het je niet uit; dank dat je het me liet weten.",
        LastTime.SILENT: "De vorige keer is het er niet van gekomen.",
    }
    context = a_letter_context(language=Language.NL, formality=Formality.INFORMAL, last_time=last_time)

    assert placeholder_values(context)["last_time"] == told[last_time]


def test_footer_names_list_day_basis_and_the_way_out():
    listed = "Fachtag, list of participants"
    source = Source(description=listed, received_on="30 October 2026", basis="agreed on the form")

    assert footer(a_letter_context(source=source)) == (
        "---\n"
        "Alice Brandt (alice@office.example.org) is writing to you because you are on this list: Fachtag, list of "
        "participants, received on 30 October 2026. Basis: agreed on the form.\n"
        "Your name, your mail address and what is known of your work are kept and used for these rounds only; letters "
        "are deleted 90 days after the last of them. If you would like no further mail, reply with STOP. A "
        "reply is also enough to see or delete your data."
    )


def test_footer_for_an_acquaintance_in_public_mode():
    context = a_letter_context(language=Language.DE, source=Source(), stop_link="https://runde.example.org/o/b3")

    assert footer(context) == (
        "---\n"
        "Alice Brandt (alice@office.example.org) schreibt Ihnen persönlich; Ihre Adresse stammt aus keiner Liste.\n"
        "Gespeichert sind Ihr Name, Ihre Mailadresse und die Angaben zu Ihrer Arbeit; verwendet werden sie nur für "
        "diese Runden, und die Briefe werden 90 Tage nach der letzten gelöscht. Hier können Sie alles ansehen, löschen "
        "lassen oder sagen, dass Sie keine weitere Mail wünschen: "
        "https://runde.example.org/o/b3"
    )


def test_footer_goes_under_every_letter_whatever_the_host_writes():
    for text in ("", "{{ footer }}", "[{{ nothing }}]", "bye\n\n---\nno footer please"):
        context = a_letter_context()

        letter = write(BaseText(subject="s", body=text), context)

        assert letter.body.endswith(f"{footer(context)}\n")


def test_footer_does_not_look_through_names_for_its_own_places():
    assert "{list}" in footer(a_letter_context(host=a_host(name="{list}")))
