"""What somebody wrote, without what they quote and without their program's signature."""

import time

import pytest

from organizer.domain.quoted_text import own_words


@pytest.mark.parametrize(
    "quoted",
    [
        "Am 21.11.2026 um 09:00 schrieb Alice Brandt:\n> Guten Tag\n> kommen Sie?",
        "On Sat, 21 Nov 2026 at 09:00, Alice Brandt <alice@office.example.org>\nwrote:\n\n> Hello",
        "Op za 21 nov 2026 om 09:00 schreef Alice Brandt <alice@office.example.org>:\n> Beste Bob",
        "Alice Brandt <alice@office.example.org> schrieb am Sa., 21. Nov. 2026, 09:00:\n\n> Guten Tag",
        "-----Ursprüngliche Nachricht-----\nVon: Alice\nGesendet: heute\n\nGuten Tag",
        "________________________________\nVon: Alice Brandt\nGesendet: Samstag\nAn: Bob\nBetreff: Tisch\n\nGuten Tag",
        "Van: Alice Brandt\nVerzonden: zaterdag\nAan: Bob\nOnderwerp: Borrel\n\nBeste Bob",
        "From: Alice Brandt\nSent: Saturday\nTo: Bob\nSubject: A table\n\nDear Bob",
        "-- \nBob Muster\nHaus 1",
        "Von meinem iPhone gesendet",
        "Sent from my Galaxy",
        "Verstuurd vanaf mijn iPhone",
        "Begin forwarded message:\n\nFrom: Alice",
        "> nur zitiert",
    ],
)
def test_quotation_and_signature_are_cut_off(quoted: str):
    assert own_words(f"Ja, gerne!\n\nBob\n\n{quoted}\n") == "Ja, gerne!\n\nBob"


def test_words_below_a_marked_quotation_count():
    assert own_words("Am 21.11. schrieb Alice:\n> Kommen Sie?\n\nLeider nein.") == "Leider nein."


@pytest.mark.parametrize(
    "text",
    [
        "Ja.",
        "Am Donnerstag passt es mir gut.",
        "Von mir aus gerne: ich bringe Käse mit.",
        "I wrote: yes.\nTo be clear: I come.",
        "Op donderdag kan ik niet.",
    ],
)
def test_plain_sentences_stay_whole(text: str):
    assert own_words(text) == text


def test_long_and_hostile_texts_cost_little():
    texts = ("Am " + "x" * 400 + "\n") * 500, "on " * 20_000, "> " * 30_000, "a" * 60_000, "From: x\n" * 8000
    start = time.process_time()

    lengths = [len(own_words(text)) for text in texts]

    assert max(lengths) <= 2000
    assert time.process_time() - start < 1
