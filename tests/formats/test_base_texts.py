"""The base texts that come with the program: whole letters to invented people, and rules that hold for all of them."""

import re
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from organizer.domain.letter_faults import MOST_WORDS, check, placeholder_faults
from organizer.domain.letter_words import WORDS
from organizer.domain.letters import (
    BaseText,
    Change,
    Introduced,
    LastTime,
    LetterContext,
    LetterKind,
    Others,
    placeholder_values,
    render,
    write,
)
from organizer.domain.parties import OccasionKind
from organizer.domain.reason_sentences import SENTENCES
from organizer.domain.reasons import Fact, FactKind, for_letter
from organizer.domain.rounds import SpeakerSlot
from organizer.domain.vocabulary import Formality, Language, PersonId
from organizer.formats.base_texts import FOLDER, base_text
from organizer.formats.dates import date_in_words, dates_for_guest, day_in_words, span_in_words
from tests.builders import a_host, a_letter_context, a_party, a_person, a_round, an_occasion
from tests.goldens import golden

DE, EN, NL = Language.DE, Language.EN, Language.NL
VOICES = {
    "de-formal": (DE, Formality.FORMAL),
    "de-informal": (DE, Formality.INFORMAL),
    "nl-formal": (NL, Formality.FORMAL),
    "nl-informal": (NL, Formality.INFORMAL),
    "en": (EN, Formality.FORMAL),
}
CANCELLED = OccasionKind.CONFERENCE_CANCELLED
HOPED = Fact(kind=FactKind.HOPED_TO_MEET)
TALK = Fact(kind=FactKind.TALK, details=("Seven data plans, one year on",))
TOPIC = Fact(kind=FactKind.TOPIC, details=("Privacy", "Open source"))
ROLE = Fact(kind=FactKind.ROLE, details=("Data steward", "Polder Data"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Own:
    """What a host of that language has typed into the forms."""

    role: str
    topic: str
    question: str
    fell_out: str
    office: str
    listed: str
    word: str
    appreciation: str
    offer: str


OWN = {
    DE: Own(
        role="Leiterin Forschungsdaten",
        topic="Offene Forschungsdaten im Alltag",
        question="Was bleibt, wenn die Förderung endet?",
        fell_out="Der Abendempfang",
        office="Zentrale Hamburg",
        listed="Teilnehmerliste des Fachtags, vom Tagungsbüro",
        word="In der Woche tagt bei uns der Senat.",
        appreciation="Wie offen darin von Fehlschlägen die Rede war, hat mir gefallen.",
        offer="Unsere Vorlage für Datenpläne bringe ich gern für Sie mit.",
    ),
    EN: Own(
        role="Head of research data",
        topic="Open research data in daily work",
        question="What remains when the funding ends?",
        fell_out="The evening reception",
        office="Hamburg office",
        listed="participants of the Fachtag, from the conference office",
        word="The senate meets here that week.",
        appreciation="I liked how openly it spoke of what had failed.",
        offer="I will gladly bring you our template for data plans.",
    ),
    NL: Own(
        role="Hoofd onderzoeksdata",
        topic="Open onderzoeksdata in de praktijk",
        question="Wat blijft er over als de financiering stopt?",
        fell_out="De avondborrel",
        office="hoofdkantoor Utrecht",
        listed="deelnemerslijst van de Fachtag, van het congresbureau",
        word="Die week vergadert bij ons de senaat.",
        appreciation="Het beviel mij hoe open daarin over mislukkingen werd gesproken.",
        offer="Ons sjabloon voor dataplannen neem ik graag voor u mee.",
    ),
}


NOBODY = Introduced()


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """One letter to look at; `name` is part of its golden file's."""

    name: str
    kind: LetterKind
    occasion: OccasionKind = CANCELLED
    facts: tuple[Fact, ...] = (HOPED, TALK)
    zone: str = "Europe/Amsterdam"
    with_speaker: bool = False
    changes: tuple[Change, ...] = ()
    last_time: LastTime = LastTime.SILENT
    word: bool = False
    public: bool = False
    lines: bool = False
    introduced: Introduced = NOBODY
    assistant: bool = False
    code: str = ""


NAMED = Introduced(
    lines=("Dr. Edda Lind, Datenhaus Kiel", "Femke Bakker, archivaris, Stadsarchief Delft"),
    unnamed=3,
    reader="Dr. Bob de Wit, Data steward, Polder Data",
)
UNNAMED = Introduced(lines=("Femke Bakker, archivaris, Stadsarchief Delft",), unnamed=1)


INVITATIONS = [
    Case(name="invitation-conference-cancelled", kind=LetterKind.INVITATION),
    Case(
        name="invitation-conference-postponed",
        kind=LetterKind.INVITATION,
        occasion=OccasionKind.CONFERENCE_POSTPONED,
        facts=(TOPIC, ROLE),
        public=True,
    ),
    Case(
        name="invitation-last-edition",
        kind=LetterKind.INVITATION,
        occasion=OccasionKind.LAST_EDITION,
        facts=(HOPED, ROLE),
        zone="Europe/London",
    ),
    Case(
        name="invitation-their-visit", kind=LetterKind.INVITATION, occasion=OccasionKind.THEIR_VISIT, with_speaker=True
    ),
    Case(name="invitation-my-visit", kind=LetterKind.INVITATION, occasion=OccasionKind.MY_VISIT, facts=(TOPIC, ROLE)),
    Case(name="again-came", kind=LetterKind.AGAIN, facts=(TALK,), last_time=LastTime.CAME),
    Case(name="again-said-no", kind=LetterKind.AGAIN, facts=(TALK,), last_time=LastTime.SAID_NO, with_speaker=True),
    Case(name="again-silent", kind=LetterKind.AGAIN, facts=(TOPIC,), occasion=OccasionKind.MY_VISIT),
    Case(name="anew", kind=LetterKind.ANEW, facts=(TALK,), code="K7QF-2MXP"),
    Case(name="invitation-with-lines", kind=LetterKind.INVITATION, facts=(TALK,), lines=True, code="K7QF-2MXP"),
]
OTHER_LETTERS = [
    Case(name="speaker-conference", kind=LetterKind.SPEAKER, facts=(ROLE,), with_speaker=True),
    Case(
        name="speaker-their-visit",
        kind=LetterKind.SPEAKER,
        occasion=OccasionKind.THEIR_VISIT,
        facts=(ROLE,),
        with_speaker=True,
    ),
    Case(
        name="speaker-my-visit",
        kind=LetterKind.SPEAKER,
        occasion=OccasionKind.MY_VISIT,
        facts=(ROLE,),
        with_speaker=True,
    ),
    Case(name="update-date", kind=LetterKind.UPDATE, zone="Europe/London", changes=(Change.DATE,), word=True),
    Case(name="update-link", kind=LetterKind.UPDATE, changes=(Change.LINK,)),
    Case(name="update-all", kind=LetterKind.UPDATE, changes=tuple(Change), public=True),
    Case(name="speaker-update", kind=LetterKind.SPEAKER_UPDATE, with_speaker=True, changes=(Change.DATE,)),
    Case(name="cancellation", kind=LetterKind.CANCELLATION, word=True),
    Case(name="withdrawal", kind=LetterKind.WITHDRAWAL),
    Case(name="expert", kind=LetterKind.EXPERT, facts=(TALK,), with_speaker=True, lines=True),
    Case(name="reminder", kind=LetterKind.REMINDER, zone="Europe/London"),
    Case(name="introduction", kind=LetterKind.INTRODUCTION, introduced=NAMED),
    Case(name="introduction-unnamed", kind=LetterKind.INTRODUCTION, introduced=UNNAMED),
    Case(name="thanks", kind=LetterKind.THANKS, lines=True),
    Case(name="speaker-thanks", kind=LetterKind.SPEAKER_THANKS, with_speaker=True, lines=True),
    Case(name="assistant", kind=LetterKind.ASSISTANT, with_speaker=True, assistant=True),
    Case(name="assistant-update", kind=LetterKind.ASSISTANT, with_speaker=True, assistant=True, changes=(Change.DATE,)),
    Case(name="assistant-cancellation", kind=LetterKind.ASSISTANT_CANCELLATION, with_speaker=True, assistant=True),
    Case(name="list-request", kind=LetterKind.LIST_REQUEST),
    Case(name="list-request-my-visit", kind=LetterKind.LIST_REQUEST, occasion=OccasionKind.MY_VISIT),
]


@pytest.mark.parametrize("voice", VOICES)
@pytest.mark.parametrize("case", [*INVITATIONS, *OTHER_LETTERS], ids=lambda case: case.name)
def test_letter_reads_as_it_should(case: Case, voice: str):
    context = a_case(case, *VOICES[voice])

    letter = write(base_text(case.kind, context.language, context.formality, case.occasion), context)

    written = f"{letter.subject}\n\n{letter.body}".encode()
    assert written == golden(f"letters/{case.name}-{voice}.txt", written)


@pytest.mark.parametrize("voice", VOICES)
@pytest.mark.parametrize("case", [*INVITATIONS, *OTHER_LETTERS], ids=lambda case: case.name)
def test_letter_that_comes_with_the_program_passes_the_check(case: Case, voice: str):
    context = a_case(case, *VOICES[voice])
    text = base_text(case.kind, context.language, context.formality, case.occasion)

    faults = check(context, text, render(text, placeholder_values(context)))

    assert faults == ()


@pytest.mark.parametrize("voice", VOICES)
@pytest.mark.parametrize(
    "case", [*INVITATIONS, *(one for one in OTHER_LETTERS if one.kind.asks_to_come)], ids=lambda case: case.name
)
def test_invitation_has_ninety_to_a_hundred_and_sixty_words(case: Case, voice: str):
    context = a_case(case, *VOICES[voice])

    letter = render(base_text(case.kind, *VOICES[voice], case.occasion), placeholder_values(context))

    assert 90 <= len(letter.body.split()) <= MOST_WORDS


@pytest.mark.parametrize("voice", VOICES)
@pytest.mark.parametrize("kind", LetterKind)
@pytest.mark.parametrize("occasion", OccasionKind)
def test_letter_without_anything_optional_has_no_holes(voice: str, kind: LetterKind, occasion: OccasionKind):
    bare = replace(
        a_letter_context(kind=kind, language=VOICES[voice][0], formality=VOICES[voice][1], reason=""),
        party=a_party(occasion=an_occasion(kind=occasion, place="", fell_out=""), topic="", question=""),
        host=a_host(role="", organisation=""),
        round=a_round(video_link=""),
        date="Thursday" if kind is LetterKind.UPDATE else "",
        slot_time="Thursday" if kind is LetterKind.SPEAKER_UPDATE else "",
        occasion_date="",
        changes=(Change.LINK,) if "update" in kind else (),
        others=Others(),
    )

    letter = render(base_text(kind, *VOICES[voice], occasion), placeholder_values(bare))

    holes = re.findall(r"  |\(\)|\[|\]|\|| [.,;:]|“”|„“|‘’|\n\n\n|^[ .,;]|: *$", letter.body, re.MULTILINE)
    assert holes == []


@pytest.mark.parametrize("voice", VOICES)
@pytest.mark.parametrize("kind", LetterKind)
@pytest.mark.parametrize("occasion", OccasionKind)
def test_base_text_names_known_placeholders_only(voice: str, kind: LetterKind, occasion: OccasionKind):
    text = base_text(kind, *VOICES[voice], occasion)

    assert placeholder_faults(text) == ()
    assert "<<" not in f"{text.subject}{text.body}"


def test_base_texts_of_all_voices_use_the_same_placeholders():
    used: dict[tuple[str, str], dict[str, frozenset[str]]] = {}
    for voice, kind, occasion in ((v, k, o) for v in VOICES for k in LetterKind for o in OccasionKind):
        text = base_text(kind, *VOICES[voice], occasion)
        names = frozenset(re.findall(r"\{\{ (\w+) \}\}", f"{text.subject} {text.body}"))
        used.setdefault((kind, occasion), {})[voice] = names

    assert [key for key, names in used.items() if len(set(names.values())) != 1] == []


def test_texts_have_no_exclamation_marks_dashes_or_straight_quotes():
    texts = [path.read_text(encoding="utf-8") for path in sorted(FOLDER.rglob("*.txt"))]
    texts += [wording for told in SENTENCES.values() for wordings in told.values() for wording in wordings]
    texts += [str(getattr(words, slot)) for words in WORDS.values() for slot in words.__slots__ if slot != "last_time"]

    assert [text for text in texts if re.search(r"[!–—\"']", text)] == []


@pytest.mark.parametrize("voice", ["de-informal", "nl-informal"])
def test_informal_letters_never_slip_into_the_formal(voice: str):
    told = _all_words(voice)

    formal = {"de-informal": r"\b(Sie|Ihnen|Ihr|Ihre|Ihrem|Ihren)\b", "nl-informal": r"\b([Uu]|[Uu]w)\b"}[voice]
    assert re.findall(formal, told) == []


@pytest.mark.parametrize("voice", ["de-formal", "nl-formal"])
def test_formal_letters_never_slip_into_the_informal(voice: str):
    told = _all_words(voice)

    informal = {
        "de-formal": r"\b([Dd]u|[Dd]ich|[Dd]ir|[Dd]ein\w*|[Ee]uch|[Ee]uer)\b",
        "nl-formal": r"\b([Jj]e|[Jj]ij|[Jj]ou|[Jj]ouw|[Jj]ullie)\b",
    }[voice]
    assert re.findall(informal, told) == []


def test_base_text_is_read_once():
    first = base_text(LetterKind.INVITATION, DE, Formality.FORMAL, CANCELLED)

    assert base_text(LetterKind.INVITATION, DE, Formality.FORMAL, CANCELLED) is first
    assert isinstance(first, BaseText)


def a_case(case: Case, language: Language, formality: Formality) -> LetterContext:
    """A letter's context as the program would make it: Alice in Berlin writes to Bob."""
    own, host = OWN[language], a_host(language=language, role=OWN[language].role)
    slot = SpeakerSlot(person_id=PersonId(31)) if case.with_speaker else None
    person, round_ = a_person(time_zone=case.zone), a_round(speaker_slot=slot)
    starts_at = round_.starts_at or datetime.min.replace(tzinfo=UTC)
    dates = dates_for_guest(starts_at, case.zone, host.time_zone, language)
    values: dict[str, Any] = {"slot_time": "", "speaker_name": ""}
    if slot:
        values["slot_time"] = span_in_words(starts_at + timedelta(minutes=20), 20, case.zone, language)
        values["speaker_name"] = "" if case.kind.is_for_speaker and not case.assistant else "Petra Lang"
    if case.lines:
        values |= {"appreciation": own.appreciation, "offer": own.offer}
        if formality is Formality.INFORMAL:
            values["offer"] = own.offer.replace("für Sie", "für dich").replace("voor u", "voor je")
    if case.changes:
        values["old_date"] = _old_date(case, language, starts_at)
    if case.public:
        values |= {"answer_link": "https://runde.example.org/i/k7q2m4x9", "stop_link": "https://runde.example.org/o/b3"}
    return a_letter_context(
        kind=case.kind,
        language=language,
        formality=formality,
        host=host,
        person=person,
        party=_party(case, language),
        round=round_,
        reason=for_letter(case.facts, language, formality, variety=person.id, again=case.kind is LetterKind.AGAIN),
        date=dates.date,
        host_time=dates.host_time,
        clock_note=dates.clock_note,
        occasion_date="" if case.occasion.is_visit else day_in_words(datetime(2026, 10, 14, tzinfo=UTC), language),
        last_time=case.last_time,
        changes=case.changes,
        word=own.word if case.word else "",
        introduced=case.introduced,
        answer_code=case.code,
        source=_source(case, language),
        **values,
    )


def _party(case: Case, language: Language) -> Any:
    own, visit = OWN[language], case.occasion.is_visit
    occasion = an_occasion(
        kind=case.occasion,
        name=own.office if visit else "Fachtag Forschungsdaten",
        place="" if visit else "Göttingen",
        fell_out="" if visit else own.fell_out,
    )
    return a_party(occasion=occasion, topic=own.topic, question=own.question, spoken_language=language)


def _old_date(case: Case, language: Language, starts_at: datetime) -> str:
    before = starts_at - timedelta(minutes=30)
    if case.kind.is_for_speaker:
        return span_in_words(before + timedelta(minutes=20), 20, case.zone, language)
    return date_in_words(before, case.zone, language)


def _source(case: Case, language: Language) -> Any:
    listed = a_letter_context().source
    if case.occasion.is_visit:
        return replace(listed, description="", received_on="")
    return replace(
        listed,
        description=OWN[language].listed,
        received_on=day_in_words(datetime(2026, 10, 30, tzinfo=UTC), language),
    )


def _all_words(voice: str) -> str:
    """Every sentence of a voice: base texts, reasons, what letters are filled with."""
    texts = [path.read_text(encoding="utf-8") for path in FOLDER.rglob("*.txt") if path.parent.name == voice]
    words, told = WORDS[VOICES[voice]], SENTENCES[VOICES[voice]]
    texts += [str(getattr(words, slot)) for slot in words.__slots__]
    texts += [wording for wordings in told.values() for wording in wordings]
    return "\n".join(texts)
