import pytest

from organizer.domain.short_texts import LONG_NOTE_LIMIT, NOTE_LIMIT, fitting, length


@pytest.mark.parametrize(
    ("limit", "taken"), [(300, "a long note " * 15), (200, "a long note " * 15), (100, "a short note"), (5, "a …")]
)
def test_note_is_the_longest_that_fits(limit: int, taken: str):
    notes = ["a very long note " * 30, "a long note " * 15, "a short note"]

    assert fitting(notes, limit) == taken
    assert len(fitting(notes, limit)) <= limit


def test_notes_have_room_for_what_the_networks_give():
    assert (NOTE_LIMIT, LONG_NOTE_LIMIT) == (200, 300)


def test_length_counts_an_emoji_as_the_field_of_a_page_does():
    assert length("Zoë 🥂") == 6


def test_note_with_emoji_is_cut_to_what_the_field_takes():
    cut = fitting(["🥂 glass " * 40], NOTE_LIMIT)

    assert (length(cut) <= NOTE_LIMIT, cut[-2:]) == (True, " …")
