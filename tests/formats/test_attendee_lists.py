"""The entry: decides by content, reads real files, refuses with a sentence."""

import json
import time
from pathlib import Path

import pytest

from organizer.domain.attendee_list import EmptyListError, Field, NotAListError, RowVerdict
from organizer.formats.attendee_lists import read_attendee_list

TEXTS = ("csv", "xls")


def test_the_extension_proves_nothing():
    reading = read_attendee_list(b"Name\tE-Mail\nBob Kok\tbob@example.org\n", filename="list.xls")

    assert ([one.name.full for one in reading.attendees], reading.delimiter) == (["Bob Kok"], "\t")


@pytest.mark.parametrize("content", [b"", b"\n \r\n", b"\xef\xbb\xbf", b"\xff\xfe\x00\x00", b";;;\n;;\n"])
def test_an_empty_file_is_said_to_be_empty(content: bytes):
    with pytest.raises(EmptyListError):
        read_attendee_list(content)


@pytest.mark.parametrize(
    "content",
    [
        b"\x89PNG\r\n\x1a\n" + bytes(99),
        b"PK\x03\x04word/document.xml",
        b"BEGIN:VCALENDAR\r\nVERSION:2.0",
        b"BEGIN:VCARD",
        b"<!DOCTYPE html><table>",
        bytes(range(256)) * 40,
    ],
)
def test_what_is_no_list_is_refused_with_the_formats_that_can_be_read(content: bytes):
    with pytest.raises(NotAListError, match=r"CSV, TSV.*XLSX, XLS, ODS.*vCards, web pages, PDFs"):
        read_attendee_list(content)


def test_a_table_without_names_can_still_be_mapped():
    content = b"Foo;Bar\nbob kok;gent\neve lee;utrecht\n"

    guessed = read_attendee_list(content)
    mapped = read_attendee_list(content, columns={0: Field.FULL_NAME, 1: Field.CITY})

    assert (guessed.attendees, guessed.table.header) == ((), ("Foo", "Bar"))
    assert [(one.name.full, one.city) for one in mapped.attendees] == [("Bob Kok", "Gent"), ("Eve Lee", "Utrecht")]


def test_formulas_stay_text():
    reading = read_attendee_list(b"Name,Email,Company\nBob Kok,bob@example.org,\"=cmd|' /C calc'!A0\"\n")

    assert reading.attendees[0].organisation == "=cmd|' /C calc'!A0"


def test_the_quote_exporters_put_before_signs_is_taken_off():
    reading = read_attendee_list(b"Name,Email,Company\nBob Kok,bob@example.org,'@home Ltd\n")

    assert reading.attendees[0].organisation == "@home Ltd"


def people(truth: dict, name: str) -> list[tuple[int, ...]]:
    return sorted(tuple(person["rows"]) for person in truth["files"][name]["persons"])


@pytest.mark.parametrize(
    "name",
    [
        "Connections.csv",
        "Digital-Meetup_Rhein_attendees.xls",
        "Teilnehmerliste_Fachtag.xlsx",
        "eventbrite_attendees.csv",
        "google_contacts.csv",
        "indico_registrations.csv",
        "luma_guests.csv",
        "outlook_kontakte_de.csv",
        "pretix_bestellzeilen.csv",
        "pretix_orders_en.xlsx",
        "sessionize_flattened.xlsx",
        "zoom_webinar_attendee_report.csv",
        "an_verteiler.txt",
        "eingefuegte_liste.txt",
        "tagung_teilnehmende.html",
        "teilnehmerverzeichnis.pdf",
        "visitenkarten.vcf",
    ],
)
def test_real_lists_give_their_people_and_set_the_others_aside(attendees: Path, name: str):
    truth = json.loads((attendees / "truth.json").read_text(encoding="utf-8"))

    reading = read_attendee_list((attendees / name).read_bytes(), filename=name)

    assert sorted(attendee.rows for attendee in reading.attendees) == people(truth, name)
    aside = {
        f"{one.sheet}!{one.row}" if one.sheet else str(one.row)
        for one in reading.set_aside
        if one.verdict is not RowVerdict.REPEAT
    }
    assert {str(one["row"]) for one in truth["files"][name]["reject"]} - aside == set()


@pytest.mark.slow
def test_many_rows_are_read_in_seconds():
    lines = ["first_name;last_name;email;company"]
    lines += [f"Bob{at:x};Kok{at % 977};bob{at}@example.org;Polder {at % 91}" for at in range(20_000)]
    before = time.process_time()

    reading = read_attendee_list("\n".join(lines).encode())

    assert len(reading.attendees) == 20_000
    assert time.process_time() - before < 10
