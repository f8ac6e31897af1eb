import pytest

from organizer.domain.name_readings import is_ambiguous, other_readings
from organizer.domain.names import Name, join_name, read_name


@pytest.mark.parametrize("text", ["Dominic Lloyd Parry", "Dr. María García López", "Anna Maria Kurz"])
def test_three_words_leave_open_where_the_family_name_begins(text: str):
    assert is_ambiguous(read_name(text))


@pytest.mark.parametrize("text", ["Anna Kurz", "Jan van den Berg", "Lloyd Parry, Dominic", "Kurz", "James T. Kirk"])
def test_other_names_leave_nothing_open(text: str):
    assert not is_ambiguous(read_name(text))


def test_a_name_of_two_cells_leaves_nothing_open():
    assert not is_ambiguous(join_name(given="Anna", family="Kurz"))


def test_other_readings_keep_the_words_and_the_original():
    name = read_name("Dominic Lloyd Parry")

    readings = [(one.given, one.family) for one in other_readings(name)]

    assert readings == [("Dominic", "Lloyd Parry"), ("Parry", "Dominic Lloyd")]
    assert {one.original for one in other_readings(name)} == {"Dominic Lloyd Parry"}


def test_two_words_can_only_be_swapped():
    assert [(one.given, one.family) for one in other_readings(Name(given="Chen", family="Wei"))] == [("Wei", "Chen")]
