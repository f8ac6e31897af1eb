import pytest

from organizer.domain.plain_text import (
    inside_quotes,
    joined,
    one_line,
    quoted,
    several_lines,
    shortened,
    template_lines,
)
from organizer.domain.vocabulary import Language


def test_one_line_takes_out_what_nobody_sees():
    hostile = "Bob\r\nBcc: eve@example.org\x00\x1b[31m \u202egnp\u2028next\ufeff\u00ad"

    assert one_line(hostile) == "Bob Bcc: eve@example.org[31m gnp next"


def test_one_line_keeps_joiners_of_persian_names():
    assert one_line("علی\u200cرضا") == "علی\u200cرضا"


def test_one_line_can_never_be_read_as_a_placeholder():
    assert one_line("{{ topic }} {{{{7*7}}}}") == "{ topic } {7*7}"


def test_several_lines_keeps_line_breaks_only():
    assert several_lines("\nAlice Brandt  \r\nHead\tof data\u2028Auenland\n") == "Alice Brandt\nHead of data\nAuenland"


def test_shortened_cuts_at_a_word():
    assert shortened("one two three four", 12) == "one two …"
    assert shortened("short", 12) == "short"


@pytest.mark.parametrize(
    ("text", "language", "expected"),
    [
        ("Von Excel zu Datenschutz", Language.DE, "„Von Excel zu Datenschutz“"),
        ('Quay "Digital" Studio', Language.DE, "„Quay ‚Digital‘ Studio“"),
        ("„Offene Daten“", Language.DE, "„Offene Daten“"),
        ("MLOps, one year on.", Language.EN, "“MLOps, one year on”"),
        ("The “open” question", Language.EN, "“The ‘open’ question”"),
        ("Digitaal onderwijs in de praktijk", Language.NL, "‘Digitaal onderwijs in de praktijk’"),
        ('Het "open" vraagstuk', Language.NL, "‘Het “open” vraagstuk’"),
    ],
)
def test_quoted_sets_the_quotes_of_the_language(text: str, language: Language, expected: str):
    assert quoted(text, language) == expected


def test_inside_quotes_leaves_a_question_mark():
    assert inside_quotes("Do we need this?", Language.EN) == "Do we need this?"


def test_joined_says_and_in_the_language():
    assert joined(("A", "B", "C"), Language.DE) == "A, B und C"
    assert joined(("A", "B"), Language.NL) == "A en B"
    assert joined(("A",), Language.EN) == "A"
    assert joined((), Language.EN) == ""


def test_template_lines_keep_placeholders_indents_and_empty_lines():
    assert template_lines("\nDear {{ name }},\r\n\r\n  - a  table\r- a\ttopic\n") == (
        "Dear {{ name }},\n\n  - a  table\n- a\ttopic"
    )


def test_template_lines_take_out_what_nobody_sees():
    assert template_lines("Dear\x00 {{\x07 name }}\x1b[31m,\x1fgood\u202eevening\x0bAlice") == (
        "Dear {{ name }}[31m, goodevening\nAlice"
    )
