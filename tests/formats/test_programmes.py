"""Ten invented programmes, as conferences put them on the web or into a mail."""

import pytest

from organizer.domain.attendee_list import EmptyListError, NotAListError
from organizer.formats.attendee_lists import read_attendee_list
from organizer.formats.programmes import NoSpeakersError, read_programme_page

TITLE_ABOVE = """Programm

09:00 Ankunft und Kaffee

09:30 – 10:00
Forschungsdaten in kleinen Archiven dauerhaft bewahren
Dr. Anna Kurz, TU Bergstadt

10:00 – 10:30
Warum niemand Datenmanagementpläne liest
Bob de Wit (Polder Data)

10:30 Kaffeepause

11:00 – 12:00
Offene Daten in der Verwaltung: ein Werkstattbericht
Käthe Müller, Archivarin, Haus Elbe

12:00 Mittagessen im Foyer
"""
TITLE_BELOW = """Speakers

Dr. Anna Kurz
TU Bergstadt
Keeping research data alive in small archives

Bob de Wit
Data steward, Polder Data
Why nobody reads data management plans

Eva Weiß
Haus Elbe
Open data in public administration: lessons learned
"""
LABELLED = """Session 1: Archives
Room 3

Keeping research data alive in small archives
Speaker: Anna Kurz, TU Bergstadt

Why nobody reads data management plans
Speaker: Bob de Wit, Polder Data

Coffee break

What we lose when we migrate
Chair: Eva Weiß (Haus Elbe)
Panel: Carla Winter (Haus Elbe), Dirk Klein (Stadt Köln) and Fatima Demir (Nordwind GmbH)
"""
ONE_LINE = """Programma 12 november

09:30 Inloop met koffie
10:00-10:30 Duurzaam bewaren van onderzoeksdata - Jan van den Berg (Universiteit Polderstad)
10:30-11:00 Waarom niemand datamanagementplannen leest - Sanne Bakker-de Wit (Polder Data)
11:00-11:15 Pauze
11:15-12:00 Open data bij de gemeente | Pieter de Vries, Gemeente Dijkstad
12:00 Lunch
13:00-13:30 Afsluiting
"""
MODERATED = """14:00 Uhr
Podiumsdiskussion: Wem gehören die Daten der Forschung?
Moderation: Eva Weiß, Haus Elbe
Podium: Anna Kurz (TU Bergstadt); Bob de Wit (Polder Data); Dirk Klein (Stadt Köln)

16:00 Uhr Empfang
"""
NAME_FIRST = """Anna Kurz (TU Bergstadt): Forschungsdaten in kleinen Archiven bewahren
Bob de Wit (Polder Data): Warum niemand Datenmanagementpläne liest
Käthe Müller (Haus Elbe): Offene Daten in der Verwaltung
"""
TWICE = """10:00 Keeping research data alive
Anna Kurz, TU Bergstadt

11:00 Why nobody reads data management plans
Bob de Wit (Polder Data) and Anna Kurz (TU Bergstadt)
"""
AGENDA_TABLE = """<html><body><h1>Agenda</h1><table>
<tr><th>Time</th><th>Talk</th><th>Speaker</th></tr>
<tr><td>09:30</td><td>Keeping research data alive in small archives</td><td>Anna Kurz, TU Bergstadt</td></tr>
<tr><td>10:00</td><td colspan="2">Coffee break</td></tr>
<tr><td>10:30</td><td>Why nobody reads data management plans</td><td>Bob de Wit (Polder Data)</td></tr>
</table></body></html>"""
CARDS = """<!doctype html><html><body><nav><a href="/">Home</a></nav><section class="speakers">
<article><h3>Dr. Anna Kurz</h3><p class="role">Head of research data, TU Bergstadt</p>
<h4>Keeping research data alive in small archives</h4>
<p>Anna Kurz has looked after the data of three universities. She writes about what is lost when nobody looks, and
what a small archive can do with little money and good neighbours.</p></article>
<article><h3>Bob de Wit</h3><p class="role">Data steward, Polder Data</p>
<h4>Why nobody reads data management plans</h4>
<p>Bob de Wit has read four hundred of them. Before that he built dikes, which taught him patience and the use of a good
plan that somebody does read in the end.</p></article>
</section></body></html>"""
LATIN_PAGE = """<html><head><meta charset="iso-8859-1"></head><body>
<div><b>10:00</b><p>Wärme und Daten im Süden bewahren</p><p>Jörg Groß, Universität Süd</p></div>
<div><b>11:00</b><p>Kaffeepause</p></div></body></html>""".encode("iso-8859-1")

KEEPING, PLANS = "Keeping research data alive in small archives", "Why nobody reads data management plans"
BEWAHREN, LESEN = "Forschungsdaten in kleinen Archiven dauerhaft bewahren", "Warum niemand Datenmanagementpläne liest"
PROGRAMMES = {
    "title above": (
        TITLE_ABOVE,
        [
            ("Anna Kurz", "TU Bergstadt", (BEWAHREN,)),
            ("Bob de Wit", "Polder Data", (LESEN,)),
            ("Käthe Müller", "Haus Elbe", ("Offene Daten in der Verwaltung: ein Werkstattbericht",)),
        ],
    ),
    "title below": (
        TITLE_BELOW,
        [
            ("Anna Kurz", "TU Bergstadt", (KEEPING,)),
            ("Bob de Wit", "Polder Data", (PLANS,)),
            ("Eva Weiß", "Haus Elbe", ("Open data in public administration: lessons learned",)),
        ],
    ),
    "labelled, with a panel": (
        LABELLED,
        [
            ("Anna Kurz", "TU Bergstadt", (KEEPING,)),
            ("Bob de Wit", "Polder Data", (PLANS,)),
            ("Eva Weiß", "Haus Elbe", ()),
            ("Carla Winter", "Haus Elbe", ("What we lose when we migrate",)),
            ("Dirk Klein", "Stadt Köln", ("What we lose when we migrate",)),
            ("Fatima Demir", "Nordwind GmbH", ("What we lose when we migrate",)),
        ],
    ),
    "one line each, Dutch": (
        ONE_LINE,
        [
            ("Jan van den Berg", "Universiteit Polderstad", ("Duurzaam bewaren van onderzoeksdata",)),
            ("Sanne Bakker-de Wit", "Polder Data", ("Waarom niemand datamanagementplannen leest",)),
            ("Pieter de Vries", "Gemeente Dijkstad", ("Open data bij de gemeente",)),
        ],
    ),
    "moderated": (
        MODERATED,
        [
            ("Eva Weiß", "Haus Elbe", ()),
            ("Anna Kurz", "TU Bergstadt", ("Wem gehören die Daten der Forschung?",)),
            ("Bob de Wit", "Polder Data", ("Wem gehören die Daten der Forschung?",)),
            ("Dirk Klein", "Stadt Köln", ("Wem gehören die Daten der Forschung?",)),
        ],
    ),
    "name first": (
        NAME_FIRST,
        [
            ("Anna Kurz", "TU Bergstadt", ("Forschungsdaten in kleinen Archiven bewahren",)),
            ("Bob de Wit", "Polder Data", (LESEN,)),
            ("Käthe Müller", "Haus Elbe", ("Offene Daten in der Verwaltung",)),
        ],
    ),
    "one speaker twice": (
        TWICE,
        [
            ("Anna Kurz", "TU Bergstadt", ("Keeping research data alive", PLANS)),
            ("Bob de Wit", "Polder Data", (PLANS,)),
        ],
    ),
    "agenda table": (
        AGENDA_TABLE,
        [("Anna Kurz", "TU Bergstadt", (KEEPING,)), ("Bob de Wit", "Polder Data", (PLANS,))],
    ),
    "speaker cards": (CARDS, [("Anna Kurz", "TU Bergstadt", (KEEPING,)), ("Bob de Wit", "Polder Data", (PLANS,))]),
    "page in Latin-1": (LATIN_PAGE, [("Jörg Groß", "Universität Süd", ("Wärme und Daten im Süden bewahren",))]),
}


@pytest.mark.parametrize(("content", "expected"), PROGRAMMES.values(), ids=PROGRAMMES)
def test_a_programme_gives_its_speakers_with_their_talks(
    content: str | bytes, expected: list[tuple[str, str, tuple[str, ...]]]
):
    reading = read_programme_page(content if isinstance(content, bytes) else content.encode())

    assert [(one.name.full, one.organisation, one.talks) for one in reading.attendees] == expected
    assert all(one.is_speaker for one in reading.attendees)


def test_cards_tell_what_somebody_does_and_who_they_are():
    reading = read_programme_page(CARDS.encode())

    assert [one.job_title for one in reading.attendees] == ["Head of research data", "Data steward"]
    assert [one.bio[:13] for one in reading.attendees] == ["Anna Kurz has", "Bob de Wit ha"]


def test_every_line_that_is_nobody_is_kept():
    reading = read_programme_page(TITLE_ABOVE.encode())

    assert [one.text for one in reading.set_aside] == [
        "Programm",
        "Ankunft und Kaffee",
        "Kaffeepause",
        "Mittagessen im Foyer",
    ]


@pytest.mark.parametrize(
    ("content", "error"),
    [
        (b" \n", EmptyListError),
        (b"PK\x03\x04", NotAListError),
        (b"10:00 Kaffeepause\n11:00 Mittagessen\n", NoSpeakersError),
        (b"<html><body></body></html>", NoSpeakersError),
    ],
)
def test_what_names_no_speakers_is_refused_with_a_sentence(content: bytes, error: type[Exception]):
    with pytest.raises(error):
        read_programme_page(content)


KINDS = """Programm Donnerstag, 12. November 2026
08:30 Registrierung und Kaffee
09:20 – 10:00 Keynote: Wärme ohne Gas – wer zahlt?
Prof. Dr. Kai Lindholm, Universität Nordstadt
10:00 – 10:30 Kaffeepause
10:30 Podium: Bürgerenergie
mit Rolf Timm (Genossenschaft Deich), Inga Sund (Havn ApS)
Moderation: Dagmar Pohl
11:15 Keynote: Anna Kurz (TU Bergstadt)
11:45 Keynote: Stromnetze Morgen
Referentin: Eva Weiß (Haus Elbe)
12:00 Mittagessen
"""


def test_the_kind_of_a_talk_before_its_title_is_no_name_and_the_title_is_kept():
    reading = read_programme_page(KINDS.encode())

    assert [(one.name.family, one.talks) for one in reading.attendees] == [
        ("Lindholm", ("Wärme ohne Gas – wer zahlt?",)),
        ("Timm", ("Bürgerenergie",)),
        ("Sund", ("Bürgerenergie",)),
        ("Pohl", ()),
        ("Kurz", ()),
        ("Weiß", ("Stromnetze Morgen",)),
    ]


WITH_OFFICES = """Programm – 12. November 2026

09:30 Begrüßung
Dr. Helga Brandt, Vorständin, Netz AG

10:00 Wärme aus Flüssen
Prof. Dr. Nils Strom, TU Aue

10:45 Kaffeepause

11:00 Podium: Wer zahlt die Netze?
Moderation: Katja Reif, Tagesblatt
Mit: Bürgermeister Jo Kamp (Stadt Aue), Dr. Ina Hell (Bank Nord)
"""


def test_a_programme_with_offices_is_read_the_same_when_it_is_brought_as_a_list():
    as_programme, as_list = read_programme_page(WITH_OFFICES.encode()), read_attendee_list(WITH_OFFICES.encode())

    assert [(one.name.full, one.organisation, one.talks) for one in as_programme.attendees] == [
        ("Helga Brandt", "Netz AG", ()),
        ("Nils Strom", "TU Aue", ("Wärme aus Flüssen",)),
        ("Katja Reif", "Tagesblatt", ()),
        ("Jo Kamp", "Stadt Aue", ("Wer zahlt die Netze?",)),
        ("Ina Hell", "Bank Nord", ("Wer zahlt die Netze?",)),
    ]
    assert as_list.attendees == as_programme.attendees
