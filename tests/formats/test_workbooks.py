"""Workbooks, and what hostile ones end as: a sentence, within seconds, with the parent alive."""

import time
from datetime import date, datetime
from pathlib import Path

import pytest

from organizer.domain.attendee_list import EmptyListError, NotAListError, Row
from organizer.domain.errors import OrganizerError
from organizer.formats import workbooks
from organizer.formats.attendee_lists import read_attendee_list
from organizer.formats.fenced import FenceError
from organizer.formats.workbooks import (
    BrokenWorkbookError,
    WorkbookTooLargeError,
    as_text,
    check_size,
    read_workbook,
)
from tests.formats.workbook_files import a_workbook, an_ods, with_lying_size

ROWS = [["Name", "E-Mail", "Firma"], ["Bob de Wit", "bob@polder.example.org", "Polder"]]
MANY = 130 * 2**20


def test_read_workbook_gives_sheets_with_the_row_numbers_of_the_file():
    workbook = a_workbook({"Anmeldungen": [["Liste"], [], *ROWS], "Alt": [["x"]]}, hidden=["Alt"])

    sheets = read_workbook(workbook)

    assert [(sheet.name, sheet.is_hidden) for sheet in sheets] == [("Anmeldungen", False), ("Alt", True)]
    assert sheets[0].rows == (
        Row(number=1, cells=("Liste", "", "")),
        Row(number=3, cells=("Name", "E-Mail", "Firma")),
        Row(number=4, cells=("Bob de Wit", "bob@polder.example.org", "Polder")),
    )


def test_cells_merged_downwards_stand_in_every_row():
    workbook = a_workbook({"A": [*ROWS, ["Eve Kok", "eve@polder.example.org", ""]]}, merged="C2:C3")

    assert [row.cells[2] for row in read_workbook(workbook)[0].rows] == ["Firma", "Polder", "Polder"]


def test_a_list_in_a_workbook_is_read():
    reading = read_attendee_list(a_workbook({"Anmeldungen": ROWS}))

    assert [(one.name.full, one.email, one.row) for one in reading.attendees] == [
        ("Bob de Wit", "bob@polder.example.org", 2)
    ]


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (12.0, "12"),
        (1.5, "1.5"),
        (True, "yes"),
        (date(2026, 2, 18), "2026-02-18"),
        (datetime(2026, 2, 18, 14, 5), "2026-02-18 14:05"),  # noqa: DTZ001 - workbooks know no zones
        ("=1+1", "=1+1"),
    ],
)
def test_as_text_writes_what_a_person_would_type(value: object, text: str):
    assert as_text(value) == text


@pytest.mark.parametrize(
    ("workbook", "error"),
    [
        (
            a_workbook({"A": ROWS}, rows='<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'),
            FenceError,
        ),
        (a_workbook({"A": ROWS}, rows='<row r="9"><c r="XFD9"><v>1</v></c></row>'), WorkbookTooLargeError),
        (a_workbook({"A": ROWS}, rows='<row r="200000"><c r="A200000"><v>1</v></c></row>'), WorkbookTooLargeError),
        (a_workbook({"A": ROWS}, extra={"xl/media/zeros.bin": bytes(MANY)}), WorkbookTooLargeError),
        (
            with_lying_size(a_workbook({"A": ROWS}, extra={"xl/media/zeros.bin": bytes(MANY)}), MANY),
            BrokenWorkbookError,
        ),
        (a_workbook({"A": ROWS})[:900], BrokenWorkbookError),
        (
            a_workbook(
                {"A": [["&lol9;"]]},
                prologue='<!DOCTYPE lolz [<!ENTITY lol0 "lol">'
                + "".join(f'<!ENTITY lol{at} "{f"&lol{at - 1};" * 10}">' for at in range(1, 10))
                + "]>",
            ),
            BrokenWorkbookError,
        ),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(2000), BrokenWorkbookError),
        (a_workbook({"A": ROWS}).replace(b"xl/", b"no/"), NotAListError),
        (a_workbook({"A": []}), EmptyListError),
    ],
    ids=["far cell", "wide", "long", "zip bomb", "lying size", "truncated", "entities", "OLE", "other zip", "empty"],
)
def test_a_hostile_workbook_ends_as_a_sentence(workbook: bytes, error: type[OrganizerError]):
    started = time.monotonic()

    with pytest.raises(error) as raised:
        read_attendee_list(workbook)

    assert str(raised.value).endswith(".")
    assert time.monotonic() - started < 10


def test_too_many_bytes_are_refused_before_anything_is_started():
    with pytest.raises(WorkbookTooLargeError):
        read_workbook(b"PK\x03\x04" + bytes(workbooks.MOST_BYTES))


def test_check_size_refuses_what_declares_too_much_without_unpacking_it():
    boasting = with_lying_size(a_workbook({"A": ROWS}, extra={"xl/media/zeros.bin": bytes(4321)}), 4321, MANY)

    with pytest.raises(WorkbookTooLargeError):
        check_size(boasting)


def test_check_size_believes_no_declaration():
    lying = with_lying_size(a_workbook({"A": ROWS}, extra={"xl/media/zeros.bin": bytes(MANY)}), MANY)

    with pytest.raises(BrokenWorkbookError):
        check_size(lying)


def test_an_opendocument_workbook_is_read():
    reading = read_attendee_list(an_ods(ROWS))

    assert [(one.name.full, one.organisation, one.row) for one in reading.attendees] == [("Bob de Wit", "Polder", 2)]


@pytest.mark.parametrize(
    ("workbook", "error"),
    [
        (an_ods(ROWS, attributes='table:number-rows-repeated="1048576"'), WorkbookTooLargeError),
        (an_ods(ROWS, mimetype="text"), NotAListError),
        (an_ods([]), EmptyListError),
    ],
    ids=["repeated rows", "a text document", "empty"],
)
def test_an_opendocument_file_that_is_no_list_ends_as_a_sentence(workbook: bytes, error: type[OrganizerError]):
    with pytest.raises(error):
        read_attendee_list(workbook)


def test_a_workbook_of_old_excel_is_read():
    workbook = Path(__file__).parent / "lists" / "five-rows.xls"

    reading = read_attendee_list(workbook.read_bytes())

    assert [(one.name.full, one.email, one.organisation, one.row) for one in reading.attendees] == [
        ("Anna Kurz", "anna@example.org", "Weiß & Söhne", 4),
        ("Bob de Wit", "bob@example.org", "Polder", 5),
    ]


def test_a_name_merged_downwards_goes_on_with_the_row_above():
    rows = [
        ["Name", "Dienststelle / Funktion", "E-Mail"],
        ["Abdi, Hodan", "Wohnbau AG, Leiterin", "hodan@wohnbau.example.org"],
        ["", "(auch Aufsichtsrat)", ""],
    ]

    reading = read_attendee_list(a_workbook({"Liste": rows}, merged="A2:A3"))

    assert [(one.name.full, one.job_title, one.rows) for one in reading.attendees] == [
        ("Hodan Abdi", "Leiterin", (2, 3))
    ]
    assert reading.problems == ()


def test_cells_with_the_separators_of_the_hand_over_stay_cells():
    rows = [["Name", "Firma"], ["Anna_x001F_Kurz", "Acme_x001E_AG"], ["Bob Lee", "Nordwind"]]

    sheet = read_workbook(a_workbook({"A": rows}))[0]

    assert [len(row.cells) for row in sheet.rows] == [2, 2, 2]
    assert as_text("Anna\x1fKurz\x1e") == "Anna Kurz "
