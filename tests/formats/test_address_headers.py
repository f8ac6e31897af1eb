"""Recipients copied out of a mail."""

import time

import pytest

from organizer.domain.attendee_list import RowVerdict
from organizer.formats.address_headers import is_address_header, read_address_headers, recipients
from organizer.formats.attendee_lists import read_attendee_list


def read(text: str) -> list[tuple[int, str, str, str]]:
    attendees = read_attendee_list(text.encode()).attendees
    return [(one.row, one.name.given, one.name.family, one.email) for one in attendees]


def test_outlook_parts_by_semicolons_and_writes_the_family_name_first():
    text = (
        "An: Kurz, Anna <anna@example.org>; 'Bob Lee' <bob@example.org>; van der Berg, Eva (extern) <eva@example.org>\n"
    )

    assert read(text) == [
        (1, "Anna", "Kurz", "anna@example.org"),
        (1, "Bob", "Lee", "bob@example.org"),
        (1, "Eva", "van der Berg", "eva@example.org"),
    ]


def test_other_programs_part_by_commas_fold_lines_and_encode_words():
    text = (
        'Betreff: Treffen\nAan: "Kurz, Anna" <anna@example.org>,\n =?utf-8?q?Bob_L=C3=A9e?= <bob@example.org>,\n'
        " Weiß, Eva <eva@example.org>, charlie@example.org\nCC: Tim Groß <tim@example.org>\n"
    )

    assert read(text) == [
        (2, "Anna", "Kurz", "anna@example.org"),
        (2, "Bob", "Lée", "bob@example.org"),
        (2, "Eva", "Weiß", "eva@example.org"),
        (2, "", "", "charlie@example.org"),
        (5, "Tim", "Groß", "tim@example.org"),
    ]


def test_addresses_side_by_side_need_no_header():
    assert read("anna@example.org, Bob Lee <bob@example.org>") == [
        (1, "", "", "anna@example.org"),
        (1, "Bob", "Lee", "bob@example.org"),
    ]


def test_mailing_lists_repeats_and_other_headers_are_set_aside():
    text = (
        "Von: Petra Alt <petra@example.org>\nAn: Anna Kurz <anna@example.org>; VL-Tagung-Alle <vl@example.org>;\n"
        "Team Digital <digital@example.org>; info@example.org; Anna Kurz <anna@example.org>\n"
        "Betreff: Treffen\n\nHallo\n"
    )

    reading = read_attendee_list(text.encode())

    assert [one.name.full for one in reading.attendees] == ["Anna Kurz"]
    assert [(one.row, one.verdict) for one in reading.set_aside] == [
        (1, RowVerdict.INVALID),
        (2, RowVerdict.REPEAT),
        (2, RowVerdict.NON_PERSON),
        (2, RowVerdict.NON_PERSON),
        (2, RowVerdict.NON_PERSON),
        (4, RowVerdict.INVALID),
        (6, RowVerdict.INVALID),
    ]


def test_a_list_in_the_body_of_a_mail_counts_more_than_the_one_it_went_to():
    text = "An: Alice Alt <alice@example.org>\nBetreff: Zusagen\n\n- Anna Kurz, Acme\n- Bob Lee, Nordwind\n"

    assert [name for _, name, _, _ in read(text)] == ["Anna", "Bob"]


def test_a_table_with_two_addresses_a_row_is_a_table():
    text = "Name,E-Mail,Booked by\nAnna Kurz,anna@example.org,office@example.org\n"

    assert not is_address_header(text.splitlines()[1])
    assert [name for _, name, _, _ in read(text)] == ["Anna"]


@pytest.mark.parametrize(
    ("value", "names"),
    [
        ('"Lee; Bob" <b@example.org>, Anna <a@example.org>', ["Lee; Bob", "Anna"]),
        ("=?bogus?q?x?= <b@example.org>", ["=?bogus?q?x?="]),
        ("=?utf-8?b?!!!?= <b@example.org>", [""]),
        ("Freunde: Anna <a@example.org>, Bob <b@example.org>;", ["Anna", "Bob"]),
    ],
)
def test_recipients_reads_what_programs_write(value: str, names: list[str]):
    assert [one.name for one in recipients(value)] == names


@pytest.mark.parametrize("text", ["To: " + "a@b.c," * 30_000, "To: a@b.c\n" + " x\n" * 60_000, 'To: "' + "<(" * 60_000])
def test_hostile_headers_take_no_time(text: str):
    started = time.process_time()

    read_address_headers(text)

    assert time.process_time() - started < 3
