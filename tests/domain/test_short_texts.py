import pytest

from organizer.domain.short_texts import LONG_NOTE_LIMIT, NOTE_LIMIT, fitting


@pytest.mark.parametrize(
    ("limit", "taken"), [(300, "a long note " * 15), (200, "a long note " * 15), (100, "a short note"), (5, "a …")]
)
def test_note_is_the_longest_that_fits(limit: int, taken: str):
    notes = ["a very long note " * 30, "a long note " * 15, "a short note"]

    assert fitting(notes, limit) == taken
    assert len(fitting(notes, limit)) <= limit


def test_notes_have_room_for_what_the_networks_give():
    assert (NOTE_LIMIT, LONG_NOTE_LIMIT) == (200, 300)
