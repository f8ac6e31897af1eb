"""Tables of notes and wikis."""

import pytest

from organizer.domain.attendee_list import RowVerdict
from organizer.formats.attendee_lists import read_attendee_list

NOTES = """\
# Workshop

| Name | Organisation | Rolle | E-Mail |
|:-----|:------------:|-------|--------|
| **Jette Claasen** | Hafen_Nord | [Leiterin](https://wiki.example.org/x) | [Mail](mailto:jette@hafen.example.org) |
| Omar Aziz | Aziz & Co | Gründer<br>Vorstand | omar_aziz@example.org |
| ~~Udo Weg~~ | Weg AG | CEO | udo@weg.example.org |
"""
WIKI = "||Name||Firma||E-Mail||\n|Jette Claasen|Hafen Nord|jette@hafen.example.org|\n"


def test_a_table_of_notes_is_read_as_it_is_shown():
    reading = read_attendee_list(NOTES.encode())

    assert [(one.row, one.name.full, one.organisation, one.job_title, one.email) for one in reading.attendees] == [
        (5, "Jette Claasen", "Hafen_Nord", "Leiterin", "jette@hafen.example.org"),
        (6, "Omar Aziz", "Aziz & Co", "Gründer Vorstand", "omar_aziz@example.org"),
    ]


def test_who_is_crossed_out_does_not_come():
    reading = read_attendee_list(NOTES.encode())

    assert [(one.row, one.verdict) for one in reading.set_aside] == [
        (1, RowVerdict.INVALID),
        (7, RowVerdict.NOT_ATTENDING),
    ]


def test_the_doubled_bars_of_a_wiki_head_columns():
    reading = read_attendee_list(WIKI.encode())

    assert [(one.name.full, one.organisation) for one in reading.attendees] == [("Jette Claasen", "Hafen Nord")]


@pytest.mark.parametrize("cell", ["[" * 20_000, "*a" * 10_000, "[a](" * 5_000])
def test_marks_without_an_end_cost_no_time(cell: str):
    text = f"| Name | Firma |\n|---|---|\n| Anna Kurz | {cell} |\n"

    assert [one.name.full for one in read_attendee_list(text.encode()).attendees] == ["Anna Kurz"]
