"""Encodings, delimiters, rows."""

import pytest

from organizer.domain.attendee_list import NotAListError, Row
from organizer.formats import text_tables
from organizer.formats.text_tables import (
    BrokenTableError,
    ListTooLargeError,
    TooManyColumnsError,
    decode,
    guess_delimiter,
    read_text_table,
)

TEXT = "Vorname;Nachname;Ort\r\nJürgen;Größmann;Köln\r\nÄnne;Süß;Zürich\r\n"


@pytest.mark.parametrize(
    ("content", "encoding"),
    [
        (TEXT.encode(), "utf-8"),
        (TEXT.encode("utf-8-sig"), "utf-8-sig"),
        (TEXT.encode("utf-16"), "utf-16"),
        (TEXT.encode("utf-16-le"), "utf-16-le"),
        (TEXT.encode("utf-16-be"), "utf-16-be"),
        (TEXT.encode("cp1252"), "cp1252"),
        (TEXT.encode("cp850"), "cp850"),
        (TEXT.encode("mac_roman"), "mac_roman"),
    ],
)
def test_decode_finds_the_encoding(content: bytes, encoding: str):
    assert decode(content) == (TEXT, encoding)


def test_decode_reads_lines_of_two_encodings():
    first, second, third, _ = TEXT.split("\r\n")
    mixed = b"\r\n".join([first.encode(), second.encode("utf-8"), third.encode("cp1252"), b""])

    assert decode(mixed) == (TEXT, "utf-8, cp1252")


def test_decode_drops_nul_characters():
    assert decode(b"Name,Ort\nBob\x00 Kok,Gent\n")[0] == "Name,Ort\nBob Kok,Gent\n"


def test_decode_refuses_what_is_no_text():
    with pytest.raises(NotAListError):
        decode(bytes(range(1, 32)) * 100)


@pytest.mark.parametrize("delimiter", [";", ",", "\t", "|"])
def test_guess_delimiter_counts_header_words_then_steady_rows(delimiter: str):
    lines = [["Name", "E-Mail", "Firma"], ["Bob de Wit", "bob@example.org", "Polder"]]
    table = "\n".join(delimiter.join(line) for line in lines)
    bare = "\n".join(delimiter.join(line) for line in [["1", "2", "3"], ["4", "5", "6"]])

    assert (guess_delimiter(table), guess_delimiter(bare)) == (delimiter, delimiter)


def test_guess_delimiter_is_not_led_astray_by_texts():
    table = "Name;Bio\nBob Kok;likes tea, cake, and, well, more\nEve Lee;sails, swims, rows, runs"

    assert guess_delimiter(table) == ";"


def test_a_declared_delimiter_is_believed_and_no_row():
    table = read_text_table(b"sep=|\nName|Ort\nBob Kok|Gent\n")

    assert (table.delimiter, table.sheet.rows[0]) == ("|", Row(number=2, cells=("Name", "Ort")))


def test_rows_are_numbered_by_the_line_they_begin_on():
    table = read_text_table(b'Name,Bio\r\nBob Kok,"two\nlines"\r\nEve Lee,one\r\n')

    assert [(row.number, row.cells[0]) for row in table.sheet.rows] == [(1, "Name"), (2, "Bob Kok"), (4, "Eve Lee")]


def test_lines_that_end_with_cr_alone_are_lines():
    table = read_text_table(b"Name;Ort\rBob Kok;Gent\rEve Lee;Utrecht\r")

    assert [row.cells for row in table.sheet.rows] == [("Name", "Ort"), ("Bob Kok", "Gent"), ("Eve Lee", "Utrecht")]


def test_lines_quoted_as_a_whole_are_unwrapped():
    table = read_text_table(b'"Name,""E-Mail"",Ort"\r\n"Bob Kok,""bob@example.org"",Gent"\r\n')

    assert [row.cells for row in table.sheet.rows] == [
        ("Name", "E-Mail", "Ort"),
        ("Bob Kok", "bob@example.org", "Gent"),
    ]


def test_a_stray_quotation_mark_swallows_nobody():
    lines = ["Name,E-Mail,Firma", 'Bob Kok,bob@example.org,"Polder']
    lines += [f"Eve Lee{at},eve{at}@example.org,TU" for at in range(5)] + ['Ann Day,ann@example.org,"Quay, Inc."']

    table = read_text_table("\n".join(lines).encode())

    assert [len(row.cells) for row in table.sheet.rows] == [3] * 8
    assert (table.sheet.rows[1].cells[2], table.sheet.rows[7].cells[2]) == ("Polder", "Quay, Inc.")


def test_limits_end_as_sentences():
    with pytest.raises(ListTooLargeError):
        read_text_table(b"Name,Ort\n" * 200_000, most_bytes=2**20)
    with pytest.raises(TooManyColumnsError):
        read_text_table(b"Name,Ort\n" + b"x," * 400 + b"x\n")
    with pytest.raises(BrokenTableError):
        read_text_table(b'Name,Ort\n"' + b"x" * (text_tables.LONGEST_CELL + 1))
