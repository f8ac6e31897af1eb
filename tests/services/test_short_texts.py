"""Short texts in every voice, whole, and within their limits whatever the names are."""

from collections.abc import Iterator
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import Connection

from organizer.domain.names import Name
from organizer.domain.parties import OccasionKind
from organizer.domain.short_texts import LONG_NOTE_LIMIT, NOTE_LIMIT, length
from organizer.domain.vocabulary import Formality, Language
from organizer.formats.base_texts import message_text
from organizer.services import letters
from organizer.services.letters import Desk
from organizer.services.rounds import Evening
from organizer.services.short_texts import short_texts
from organizer.store.engine import transaction
from tests.goldens import golden
from tests.services.evenings import a_database, lay_evening

VOICES = [
    (Language.EN, Formality.FORMAL),
    *((language, formality) for language in (Language.DE, Language.NL) for formality in Formality),
]
LINK = "https://party.example.org/i/abcdefghijklmnopqrstuvwxyz"


def desk_of(connection: Connection, planned: Evening, kind: OccasionKind, language: Language, formality: Formality):
    occasion = replace(planned.party.occasion, kind=kind)
    party = replace(planned.party, occasion=occasion)
    guest = replace(planned.guests[0], language=language, formality=formality, email="")
    told = replace(planned, party=party, people={**planned.people, guest.id: guest})
    return letters.open_desk(connection, told), guest


@pytest.mark.parametrize(("language", "formality"), VOICES)
def test_short_texts_are_these(connection: Connection, language: Language, formality: Formality):
    planned = lay_evening(connection)
    pieces = []
    for kind in OccasionKind:
        desk, guest = desk_of(connection, planned, kind, language, formality)
        texts = short_texts(desk, guest, LINK if kind is OccasionKind.LAST_EDITION else "")
        pieces.append(f"# {kind}\n\n{texts.note}\n\n{texts.long_note}\n\n{texts.message}\n")

    voice = "en" if language is Language.EN else f"{language}-{formality}"
    whole = "\n".join(pieces).encode()
    assert whole == golden(f"letters/short/{voice}.txt", whole)


@pytest.fixture(scope="module")
def desk() -> Iterator[tuple[Desk, Evening]]:
    with a_database() as engine, transaction(engine) as connection:
        planned = lay_evening(connection)
        yield letters.open_desk(connection, planned), planned


WORDS = st.text(max_size=120)


@settings(max_examples=200, deadline=None)
@given(given_=WORDS, family=WORDS, topic=WORDS, occasion=WORDS, host=WORDS)
def test_notes_fit_whatever_stands_in_them(desk, given_: str, family: str, topic: str, occasion: str, host: str):
    laid, planned = desk
    party = replace(planned.party, topic=topic, occasion=replace(planned.party.occasion, name=occasion))
    guest = replace(planned.guests[0], name=Name(given=given_, family=family, original=f"{given_} {family}"))
    told = replace(
        planned, host=replace(planned.host, name=host), party=party, people={**planned.people, guest.id: guest}
    )

    texts = short_texts(replace(laid, planned=told), guest, "")

    assert length(texts.note) <= NOTE_LIMIT
    assert length(texts.long_note) <= LONG_NOTE_LIMIT
    assert [text for text in (texts.note, texts.long_note, texts.message) if "{{" in text or "\n\n\n" in text] == []
    assert "\n" not in texts.note


@pytest.mark.parametrize(("language", "formality"), VOICES)
def test_message_names_the_source_in_a_paragraph_of_its_own_after_the_signature(
    language: Language, formality: Formality
):
    text = message_text(language, formality, OccasionKind.CONFERENCE_CANCELLED)

    assert text.split("\n\n")[-1] == "{{ origin }}"
