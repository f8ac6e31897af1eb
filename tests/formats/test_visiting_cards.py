"""vCards of all three versions, as telephones and address books write them."""

import pytest

from organizer.domain.attendee_list import Attendee, RowVerdict
from organizer.formats import fenced_sheets
from organizer.formats.attendee_lists import read_attendee_list
from organizer.formats.fenced_sheets import FileTooLargeError
from organizer.formats.visiting_cards import cards_in, read_visiting_cards


def a_card(*lines: str, version: str = "3.0") -> str:
    return "\r\n".join(["BEGIN:VCARD", f"VERSION:{version}", *lines, "END:VCARD", ""])


def read(*cards: str) -> list[Attendee]:
    return list(read_attendee_list("".join(cards).encode()).attendees)


def test_a_card_is_read_with_folded_lines_groups_and_escapes():
    card = a_card(
        "N:Kurz;Anna;Maria;Dr.;LL.M.",
        "FN:Dr. Anna Maria Kurz\\, LL.M.",
        "ORG:Weiß\\, Groß & Co.;Abteilung Daten",
        "TITLE:Leiterin",
        "item1.EMAIL;type=INTERNET;type=pref:anna.ku",
        " rz@example.org",
        "EMAIL;TYPE=HOME:anna@example.net",
        "ADR;TYPE=work:;;Weg 1;Freiburg i. Br.;;79098;Deutschland",
        "X-SOCIALPROFILE;type=linkedin:https://www.linkedin.com/in/anna-kurz",
        "CATEGORIES:Daten,myContacts,Open Source",
        "NOTE:Erste Zeile\\nzweite\\; Ende",
    )

    anna = read(card)[0]

    assert (anna.name.given, anna.name.family, anna.name.honorific, anna.name.suffix) == (
        "Anna Maria",
        "Kurz",
        "Dr.",
        "LL.M.",
    )
    assert (anna.organisation, anna.department, anna.job_title) == ("Weiß, Groß & Co.", "Abteilung Daten", "Leiterin")
    assert (anna.email, anna.city, anna.country) == ("anna.kurz@example.org", "Freiburg i. Br.", "DE")
    assert (anna.profile_url, anna.topics) == ("https://www.linkedin.com/in/anna-kurz", ("Daten", "Open Source"))
    assert (anna.bio, anna.row) == ("Erste Zeile\nzweite; Ende", 1)


def test_version_2_1_writes_quoted_printable_with_soft_breaks_and_bare_types():
    card = a_card(
        "N;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:M=C3=BCller;J=C3=\r\n=BCrgen;;;",
        "TITLE;ENCODING=QUOTED-PRINTABLE;CHARSET=ISO-8859-1:Gesch=E4ftsf=FChrer",
        "EMAIL;INTERNET;HOME:juergen@example.net",
        "EMAIL;INTERNET;WORK:mueller@example.org",
        version="2.1",
    )

    juergen = read(card)[0]

    assert (juergen.name.full, juergen.job_title, juergen.email) == (
        "Jürgen Müller",
        "Geschäftsführer",
        "mueller@example.org",
    )


@pytest.mark.parametrize(
    "lines",
    [
        ["FN:Jan van den Berg"],
        ["N:van den Berg;Jan;;;", "FN:Jan van den Berg"],
        ["N:Berg;Jan;van den;;"],
        ["N:Berg;Jan van den;;;", "FN:Jan van den Berg"],
        ["N:Berg;Jan;;;", "FN:Jan van den Berg"],
        ["N:Jan van den Berg;;;;", "FN:Jan van den Berg"],
    ],
)
def test_particles_are_found_wherever_a_card_puts_them(lines: list[str]):
    name = read(a_card(*lines))[0].name

    assert (name.given, name.family) == ("Jan", "van den Berg")


@pytest.mark.parametrize(
    "lines",
    [
        ["N:;;;;", "FN:Tagungsbüro", "ORG:Tagungsbüro;", "EMAIL:buero@example.org"],
        ["FN:Anna Kurz Stiftung", "X-ABShowAs:COMPANY", "ORG:Anna Kurz Stiftung"],
        ["KIND:group", "FN:Freunde der Runde"],
        ["KIND:org", "FN:Nordwind", "EMAIL:anna.kurz@example.org"],
    ],
)
def test_the_card_of_an_organisation_is_nobody(lines: list[str]):
    reading = read_attendee_list((a_card(*lines) + a_card("FN:Bob Lee")).encode())

    assert [one.name.full for one in reading.attendees] == ["Bob Lee"]
    assert [one.row for one in reading.set_aside if one.verdict in (RowVerdict.NON_PERSON, RowVerdict.INVALID)] == [1]


def test_a_card_inside_a_card_and_a_card_without_end_spoil_nothing():
    text = "BEGIN:VCARD\nVERSION:2.1\nFN:Anna Kurz\nBEGIN:VCARD\nFN:Eve\nEND:VCARD\nEND:VCARD\n"
    text += "BEGIN:VCARD\nVERSION:3.0\nFN:Bob Lee\nBEGIN:VCARD\nVERSION:3.0\nFN:Eva Weiß\nEND:VCARD\n"

    assert [one.name.full for one in read(text)] == ["Anna Kurz", "Bob Lee", "Eva Weiß"]


def test_cards_in_utf_16_and_in_cp1252_are_read():
    card = a_card("FN:Anna Weiß")

    assert read_attendee_list(b"\xff\xfe" + card.encode("utf-16-le")).attendees[0].name.full == "Anna Weiß"
    assert read_attendee_list(card.encode("cp1252")).attendees[0].name.full == "Anna Weiß"


def test_too_many_bytes_are_refused_before_anything_is_started():
    with pytest.raises(FileTooLargeError):
        read_visiting_cards(b"BEGIN:VCARD" + bytes(fenced_sheets.MOST_BYTES))


def test_a_blob_in_a_card_is_not_kept():
    photo = "PHOTO;ENCODING=b;TYPE=JPEG:" + "QUJD" * 500_000

    assert [row.cells for row in cards_in(a_card("FN:Bob Lee", photo).encode()).tables[0].rows] == [
        ("Given name", "Family name", "Full name"),
        ("", "", "Bob Lee"),
    ]
