"""From rows of cells to people: verdicts, fields, repeats, problems."""

import pytest

from organizer.domain.attendee_list import Field, Reading, Row, RowVerdict, SetAside
from organizer.domain.errors import Problem
from organizer.domain.reading import (
    ADDRESS_FAULTS,
    ALSO_CANCELLED,
    DOUBLE,
    NO_ADDRESS,
    NO_ADDRESSES,
    NO_NAMES,
    ONE_NAME,
    SHEET_LEFT_OUT,
    TWO_PEOPLE,
    AddressFault,
    read_sheets,
)
from organizer.domain.tables import Sheet
from organizer.domain.vocabulary import Consent, Language, Level


def a_sheet(text: str, name: str = "", *, is_hidden: bool = False) -> Sheet:
    """Lines with cells between bars."""
    lines = (line.strip() for line in text.strip().splitlines())
    rows = (tuple(cell.strip() for cell in line.split("|")) for line in lines)
    return Sheet(
        rows=tuple(Row(number=number, cells=cells) for number, cells in enumerate(rows, start=1)),
        name=name,
        is_hidden=is_hidden,
    )


def read(text: str) -> Reading:
    return read_sheets([a_sheet(text)])


def verdicts(reading: Reading) -> list[tuple[int, RowVerdict]]:
    return [(one.row, one.verdict) for one in reading.set_aside]


def names(reading: Reading) -> list[str]:
    return [attendee.name.full for attendee in reading.attendees]


def test_reading_takes_every_field():
    reading = read(
        """Titel|Vorname|Nachname|E-Mail|Firma|Abteilung|Funktion|Ort|Land|Themen|Sprache|LinkedIn|Vortragstitel
        Dr.|Bob|de Wit|bob@polder.example.org|Polder BV|Lab|Teamleider|3511 Utrecht|Nederland|AI; Privacy|nl|
        linkedin.com/in/bob|Data and coffee""".replace("|\n        linkedin", "|linkedin")
    )

    bob = reading.attendees[0]
    assert (bob.name.display, bob.email, bob.organisation, bob.department, bob.job_title) == (
        "Dr. Bob de Wit",
        "bob@polder.example.org",
        "Polder BV",
        "Lab",
        "Teamleider",
    )
    assert (bob.city, bob.country, bob.time_zone, bob.language, bob.level) == (
        "Utrecht",
        "NL",
        "Europe/Amsterdam",
        Language.NL,
        Level.SENIOR,
    )
    assert (bob.topics, bob.talks, bob.is_speaker, bob.profile_url) == (
        ("AI", "Privacy"),
        ("Data and coffee",),
        True,
        "https://linkedin.com/in/bob",
    )
    assert (reading.problems, reading.set_aside) == ((), ())


def test_language_guessed_from_the_country_is_marked():
    reading = read("Name|Land|Sprache\nBob de Wit|NL|\nAlice Brandt|DE|English")

    assert [(one.language, one.language_is_guessed) for one in reading.attendees] == [
        (Language.NL, True),
        (Language.EN, False),
    ]


@pytest.mark.parametrize(
    ("header", "status"),
    [
        ("Status", "storniert"),
        ("Attendee Status", "Not Attending"),
        ("approval_status", "waitlist"),
        ("approval_status", "pending_approval"),
        ("approval_status", "invited"),
        ("RSVP", "No"),
        ("Zusage", "nein"),
        ("Registration state", "Withdrawn"),
        ("Storniert", "ja"),
        ("Geannuleerd", "x"),
        ("Bemerkung", "Absage 18.2."),
        ("Opmerkingen", "afgemeld"),
    ],
)
def test_people_who_do_not_come_are_set_aside(header: str, status: str):
    reading = read(f"Name|E-Mail|{header}\nBob de Wit|bob@example.org|{status}\nAlice Brandt|alice@example.org|")

    assert (names(reading), verdicts(reading)) == (["Alice Brandt"], [(2, RowVerdict.NOT_ATTENDING)])


@pytest.mark.parametrize(
    ("header", "status"),
    [
        ("Status", "ausstehend"),
        ("Status", "paid"),
        ("Attended", "No"),
        ("Checked in", "No"),
        ("Storniert", "nein"),
        ("Bemerkung", "keine Absage"),
        ("Bemerkung", "vegetarisch"),
    ],
)
def test_people_who_come_are_kept(header: str, status: str):
    reading = read(f"Name|E-Mail|{header}\nBob de Wit|bob@example.org|{status}")

    assert (names(reading), verdicts(reading)) == (["Bob de Wit"], [])


@pytest.mark.parametrize(
    ("row", "verdict"),
    [
        ("N.N.||TU", RowVerdict.NO_PERSON),
        ("Info Requested|Info Requested|Info Requested", RowVerdict.NO_PERSON),
        ("Gast von Alice Brandt||TU", RowVerdict.NO_PERSON),
        ("iPhone (2)||", RowVerdict.NON_PERSON),
        ("+49******23||", RowVerdict.NON_PERSON),
        ("Otter.ai Notetaker||", RowVerdict.NON_PERSON),
        ("Seminarraum 3||TU", RowVerdict.NON_PERSON),
        ("Tagungsbüro||TU", RowVerdict.NON_PERSON),
        ("|order@catering.example.org|Catering Löffel", RowVerdict.NON_PERSON),
        ("Test Test|test@example.org|Test", RowVerdict.INVALID),
        ("Summe:|38|", RowVerdict.INVALID),
        ("|Summe|9 Personen", RowVerdict.INVALID),
        ("Summe|9 Personen|", RowVerdict.INVALID),
        ("Insgesamt 14 Teilnehmende||", RowVerdict.INVALID),
        ("Gesamt: 12 Teilnehmer:innen||", RowVerdict.INVALID),
        ("||Total|", RowVerdict.INVALID),
        ("Total number of attendees|21|", RowVerdict.INVALID),
        ("9 Personen||", RowVerdict.INVALID),
        ("Totaal aantal deelnemers|11|", RowVerdict.INVALID),
        ("Aantal|11 deelnemers|", RowVerdict.INVALID),
        ("|x = agreed|", RowVerdict.INVALID),
        ('=HYPERLINK("http://example.org")|a@example.org|', RowVerdict.INVALID),
    ],
)
def test_rows_that_are_no_people(row: str, verdict: RowVerdict):
    reading = read(f"Name|E-Mail|Firma\nAlice Brandt|alice@example.org|TU\n{row}")

    assert (names(reading), verdicts(reading)) == (["Alice Brandt"], [(3, verdict)])


@pytest.mark.parametrize(
    "row", ["Total Ernst|ernst@example.org|TU", "Anna Sum|sum@example.org|9", "Hans Gast|gast@example.org|Haus 9"]
)
def test_names_that_hold_a_word_of_sums_are_people(row: str):
    reading = read(f"Name|E-Mail|Firma\nAlice Brandt|alice@example.org|TU\n{row}")

    assert (names(reading), verdicts(reading)) == (["Alice Brandt", row.partition("|")[0]], [])


def test_an_address_without_a_name_is_a_person_to_name():
    reading = read("Vorname|Nachname|E-Mail\n||bob.dewit@polder.example.org")

    assert (names(reading), reading.attendees[0].email) == (
        ["bob.dewit@polder.example.org"],
        "bob.dewit@polder.example.org",
    )


def test_repeats_are_joined_and_set_aside():
    reading = read(
        """Name|E-Mail|Firma|Ticket type
        Bob de Wit|bob@example.org|Polder|Standard
        Alice Brandt|alice@example.org|TU|Standard
        Bob de Wit|bob@example.org||Speaker"""
    )

    bob = reading.attendees[0]
    assert (names(reading), bob.rows, bob.organisation, bob.is_speaker) == (
        ["Bob de Wit", "Alice Brandt"],
        (2, 4),
        "Polder",
        True,
    )
    assert verdicts(reading) == [(4, RowVerdict.REPEAT)]


def test_a_doubtful_double_is_kept_and_named():
    reading = read("Name|E-Mail|Firma\nBob de Wit|bob@polder.example.org|Polder\nBob de Wit|bob@tu.example.org|TU")

    assert names(reading) == ["Bob de Wit", "Bob de Wit"]
    assert reading.problems == (Problem(row=3, person=1, advice=DOUBLE, values=(("other", "2"),)),)


def test_add_ons_belong_to_the_person_of_the_booking():
    reading = read(
        """Order code|Attendee name|Attendee email|Product|Add-on to position ID
        A1|Bob de Wit|bob@example.org|Ticket|
        A1|Alice Brandt|alice@example.org|Ticket|
        A1|||Dinner|2
        B2|||Dinner|1"""
    )

    assert [attendee.rows for attendee in reading.attendees] == [(2,), (3, 4)]
    assert verdicts(reading) == [(4, RowVerdict.REPEAT), (5, RowVerdict.NO_PERSON)]


def test_the_buyers_address_is_taken_only_for_the_buyer():
    reading = read(
        """Order code|Email|Attendee name|Attendee email|Invoice address: Name
        A1|bob.dewit@example.org|Bob de Wit||Bob de Wit
        A1|bob.dewit@example.org|Charlie de Wit||Bob de Wit"""
    )

    assert [attendee.email for attendee in reading.attendees] == ["bob.dewit@example.org", ""]


def test_joins_of_a_call_are_one_person():
    reading = read(
        """Name (Original Name)|User Email|Join Time|Leave Time
        Bob (Bob de Wit)||14:00|14:10
        Bob (Bob de Wit)||14:12|15:00
        Alice Brandt|alice@example.org|14:00|15:00"""
    )

    assert [(one.name.full, one.rows) for one in reading.attendees] == [("Bob de Wit", (2, 3)), ("Alice Brandt", (4,))]


def test_several_tables_below_each_other_are_read_together():
    reading = read(
        """Attendee Report
        Panelist Details
        User Name|Email|Join Time
        Alice Brandt|alice@example.org|14:00
        Attendee Details
        Attended|User Name|First Name|Last Name|Email|Join Time
        Yes|Bob|Bob|de Wit|bob@example.org|14:00
        No|Eve|Eve|Kok|eve@example.org|--
        Other Attended
        User Name|Join Time
        +49******23|14:03"""
    )

    assert [(one.name.full, one.is_speaker) for one in reading.attendees] == [
        ("Alice Brandt", True),
        ("Bob de Wit", None),
        ("Eve Kok", None),
    ]
    assert verdicts(reading) == [(1, RowVerdict.INVALID), (2, RowVerdict.INVALID), (11, RowVerdict.NON_PERSON)]
    assert reading.table.header_number == 6


def test_title_rows_and_group_headers_stand_above_the_header():
    reading = read(
        """Teilnehmerliste Fachtag
        Stand: 20.02.2026

        Person||Kontakt|
        Vorname|Nachname|E-Mail|Telefon
        Bob|de Wit|bob@example.org|"""
    )

    assert (names(reading), reading.table.header_number) == (["Bob de Wit"], 5)
    assert reading.set_aside[0] == SetAside(row=1, verdict=RowVerdict.INVALID, text="Teilnehmerliste Fachtag")


def test_the_sheet_of_attendees_is_chosen_and_the_others_told():
    orders = a_sheet("Order code|Email|Name\nA1|alice@example.org|Alice Brandt\nA2|x@example.org|X Y", "Orders")
    positions = a_sheet("Order code|Attendee name|Attendee email\nA1|Bob de Wit|bob@example.org", "Positions")

    reading = read_sheets([orders, positions])

    assert names(reading) == ["Bob de Wit"]
    assert reading.problems == (Problem(advice=SHEET_LEFT_OUT, values=(("sheet", "Orders"), ("chosen", "Positions"))),)


def test_sheets_with_the_same_header_are_read_together():
    first = a_sheet("Name|E-Mail\nBob de Wit|bob@example.org\nEve Kok|eve@example.org", "Monday")
    second = a_sheet("Name|E-Mail\nAlice Brandt|alice@example.org", "Tuesday")

    reading = read_sheets([first, second])

    assert [(one.name.full, one.row, one.sheet) for one in reading.attendees] == [
        ("Bob de Wit", 2, ""),
        ("Eve Kok", 3, ""),
        ("Alice Brandt", 2, "Tuesday"),
    ]


def test_a_sheet_of_cancellations_is_set_aside_and_compared():
    coming = a_sheet("Name|E-Mail\nBob de Wit|bob@example.org\nEve Kok|eve@example.org", "Anmeldungen")
    gone = a_sheet("Name|Vorname|Grund\nKok|Eve|krank", "Absagen")

    reading = read_sheets([coming, gone])

    assert names(reading) == ["Bob de Wit", "Eve Kok"]
    assert reading.set_aside == (
        SetAside(row=2, verdict=RowVerdict.NOT_ATTENDING, text="Kok | Eve | krank", sheet="Absagen"),
    )
    assert reading.problems == (Problem(row=3, person=1, advice=ALSO_CANCELLED, values=(("sheet", "Absagen"),)),)


def test_hidden_sheets_are_not_read():
    shown = a_sheet("Name|E-Mail\nBob de Wit|bob@example.org", "List")
    hidden = a_sheet("Name|E-Mail\nEve Kok|eve@example.org\nX Y|x@example.org", "Old", is_hidden=True)

    assert names(read_sheets([shown, hidden])) == ["Bob de Wit"]


def test_consent_has_three_states():
    reading = read(
        """Name|Teilnehmerliste ok?
        Alice Brandt|x
        Bob de Wit|nein
        Eve Kok|"""
    )

    assert [one.consent for one in reading.attendees] == [Consent.YES, Consent.NO, Consent.NOT_ASKED]


def test_topics_of_a_column_are_parted_by_its_own_mark():
    semicolons = read(
        "Name|Themen\nAlice Brandt|Cloud, Container; AI\nBob de Wit|Privacy; AI\nEve Kok|Cloud, Container"
    )
    options = read("Name|Interessen – AI|Interessen – Privacy\nAlice Brandt|Ja|Nein\nBob de Wit|Ja|Ja")

    assert [one.topics for one in semicolons.attendees] == [
        ("Cloud, Container", "AI"),
        ("Privacy", "AI"),
        ("Cloud, Container",),
    ]
    assert [one.topics for one in options.attendees] == [("AI",), ("AI", "Privacy")]


def test_a_tagline_is_parted_into_job_and_organisation():
    reading = read(
        """FirstName|LastName|TagLine
        Alice|Brandt|Team Lead, Platform at Auenland University
        Bob|de Wit|Docent @ Polder
        Eve|Kok|Dean, Polder
        Ann|Lee|Writer, thinker, swimmer"""
    )

    assert [(one.job_title, one.organisation) for one in reading.attendees] == [
        ("Team Lead, Platform", "Auenland University"),
        ("Docent", "Polder"),
        ("Dean", "Polder"),
        ("Writer, thinker, swimmer", ""),
    ]


def test_problems_say_what_to_do():
    reading = read(
        """Name|E-Mail
        Alice Brandt|alice@example.org; a@example.net
        Bob|bob@example.org
        Eve Kok|
        Ann Lee|ann.lee@sched.org"""
    )

    assert reading.problems == (
        Problem(row=2, person=0, column="E-Mail", advice=ADDRESS_FAULTS[AddressFault.SEVERAL]),
        Problem(row=3, person=1, column="Name", advice=ONE_NAME),
        Problem(row=4, person=2, column="E-Mail", advice=NO_ADDRESS),
        Problem(row=5, person=3, column="E-Mail", advice=ADDRESS_FAULTS[AddressFault.INVENTED]),
    )


def test_the_hosts_correction_overrides_the_guess():
    text = "Foo|Bar\nbob de wit|polder\neve kok|tu"

    guessed = read(text)
    corrected = read_sheets([a_sheet(text)], columns={0: Field.FULL_NAME, 1: Field.ORGANISATION})

    assert (guessed.attendees, [problem.advice for problem in guessed.problems]) == ((), [NO_NAMES, NO_ADDRESSES])
    assert [(one.name.original, one.organisation) for one in corrected.attendees] == [
        ("bob de wit", "polder"),
        ("eve kok", "tu"),
    ]
    assert corrected.columns == (Field.FULL_NAME, Field.ORGANISATION)


def test_a_column_corrected_to_the_address_is_the_only_one():
    text = "Name|E-Mail|Private\nBob de Wit|office@polder.example.org|bob@example.org"

    corrected = read_sheets([a_sheet(text)], columns={2: Field.EMAIL})

    assert (corrected.columns[1], corrected.attendees[0].email) == (Field.IGNORED, "bob@example.org")


def test_rows_are_all_accounted_for():
    reading = read(
        """List of people

        Name|E-Mail|Status
        Bob de Wit|bob@example.org|paid
        Bob de Wit|bob@example.org|paid
        N.N.||paid
        Eve Kok|eve@example.org|cancelled
        Total|3|"""
    )

    accounted = {one.row for one in reading.set_aside} | {row for one in reading.attendees for row in one.rows}
    assert accounted | {reading.table.header_number} == {1, 3, 4, 5, 6, 7, 8}


def test_a_header_of_words_nobody_knows_is_none_of_the_people():
    reading = read_sheets([a_sheet("E-Mail|Was|Wo|Wer\neva@elbe.example.org|Archivarin|HE|Eva Weiß")])

    assert [one.name.full for one in reading.attendees] == ["Eva Weiß"]


@pytest.mark.parametrize(
    ("rows", "names"),
    [
        ("Anna|Kurz|anna@example.org|TU Bergstadt", ["Anna Kurz"]),
        ("Kurz|Anna|anna.kurz@example.org|Acme GmbH\nLee|Bob|bob.lee@example.org|Acme GmbH", ["Anna Kurz", "Bob Lee"]),
        ("TU Bergstadt|Anna Kurz|a.kurz@example.org\nAcme GmbH|Bob Lee|bob@example.org", ["Anna Kurz", "Bob Lee"]),
    ],
)
def test_a_table_without_header_is_read_by_what_its_addresses_say(rows: str, names: list[str]):
    reading = read_sheets([a_sheet(rows)])

    assert [one.name.full for one in reading.attendees] == names
    assert {one.organisation for one in reading.attendees} <= {"TU Bergstadt", "Acme GmbH", ""}


def test_an_organisation_beside_the_name_is_read_where_there_is_no_column_for_it():
    reading = read_sheets([a_sheet("Name\nAnna Kurz (TU Bergstadt)\nBob Lee – Acme GmbH\nEve Kok (she/her)")])

    assert [(one.name.full, one.organisation) for one in reading.attendees] == [
        ("Anna Kurz", "TU Bergstadt"),
        ("Bob Lee", "Acme GmbH"),
        ("Eve Kok", ""),
    ]


def test_who_was_denied_or_cancelled_does_not_come_whatever_the_column_is_called():
    header = "Name|Approval Status|Aanwezig"
    rows = f"{header}\nAnna Kurz|approved|nee\nBob Lee|pending|\nEve Kok|denied|\nJo Bos|approved|afgemeld"

    assert [one.name.full for one in read_sheets([a_sheet(rows)]).attendees] == ["Anna Kurz"]


def test_initials_stand_for_a_given_name_that_is_not_there():
    rows = "Voorletters|Tussenvoegsel|Achternaam\nJ.P.|van den|Berg"

    assert [one.name.full for one in read_sheets([a_sheet(rows)]).attendees] == ["J.P. van den Berg"]


@pytest.mark.parametrize(
    ("rows", "languages"),
    [
        ("Berg|Jan|Utrecht\nLinden|Saskia|Arnhem\nBos|Eva|", [Language.NL, Language.NL, Language.NL]),
        ("Berg|Jan|London\nLinden|Saskia|Leeds\nBos|Eva|", [None, None, None]),
        ("Berg|Jan|\nLinden|Saskia|\nBos|Eva|", [None, None, None]),
    ],
)
def test_headers_and_towns_together_tell_the_language_of_a_list(rows: str, languages: list[Language | None]):
    reading = read(f"Achternaam|Voornaam|Plaats\n{rows}")

    told = [(one.language, one.language_is_guessed) for one in reading.attendees]
    assert told == [(language, language is not None) for language in languages]


def test_a_short_organisation_behind_a_bar_is_taken_and_a_degree_is_not():
    reading = read_sheets(
        [
            Sheet(
                rows=tuple(
                    Row(number=number, cells=(name, "x@example.org" if number > 1 else "E-Mail"))
                    for number, name in enumerate(("Name", "Dr. Elke Sanders | TNX", "Bob Lee | PHD"), start=1)
                )
            )
        ]
    )

    assert [one.organisation for one in reading.attendees] == ["TNX", ""]


def test_answers_are_known_by_their_words_whatever_stands_above_them():
    reading = read("Name|Firma|Anm.-Stand\nBob Kok|Polder|zugesagt\nEve Lee|Polder|abgesagt\nAnn Wit|Polder|offen")

    assert ([one.name.full for one in reading.attendees], [one.verdict for one in reading.set_aside]) == (
        ["Bob Kok", "Ann Wit"],
        [RowVerdict.NOT_ATTENDING],
    )


def test_an_unused_column_that_may_tell_of_work_is_named():
    reading = read("Name|E-Mail|Kürzel\nBob Kok|bob@a.example|Stadt Auental\nEve Lee|eve@a.example|Nordhafen GmbH")

    assert [(one.row, one.values) for one in reading.problems] == [(None, (("column", "Kürzel"),))]


def test_no_column_is_named_where_none_holds_words():
    reading = read("Name|E-Mail|Halle\nBob Kok|bob@a.example|12\nEve Lee|eve@a.example|x")

    assert reading.problems == ()


def test_what_stands_behind_a_name_is_the_organisation_when_words_or_the_address_say_so():
    lines = """Naam~E-mailadres~Tijd verlaten
        Bram | Houtbouw Collectief~bram@houtbouw.example~14:00
        Pieter Ooms / Materialenbank~pb@materialenbank.example~14:00
        Ann Lee - Woningstichting Delta~ann@delta.example~14:00
        Eve Kok | Referent~eve@polder.example~14:00
        Bob Wit / Online~bob@polder.example~14:00
        Host: Organisatie (host)~info@polder.example~14:00
        Gijs & Anneke (Bouw BV)~gijs@bouw.example~14:00""".splitlines()
    rows = (tuple(cell.strip() for cell in line.split("~")) for line in lines)

    reading = read_sheets([Sheet(rows=tuple(Row(number=at, cells=row) for at, row in enumerate(rows, start=1)))])

    assert [(one.name.full, one.organisation) for one in reading.attendees] == [
        ("Bram", "Houtbouw Collectief"),
        ("Pieter Ooms", "Materialenbank"),
        ("Ann Lee", "Woningstichting Delta"),
        ("Eve Kok", ""),
        ("Bob Wit", ""),
        ("Gijs & Anneke", "Bouw BV"),
    ]
    assert [one.row for one in reading.problems if one.advice == TWO_PEOPLE] == [8]


@pytest.mark.parametrize(
    "name",
    [
        "Anna & Bernd Kurz",
        "Jutta Kern / Ralf Kern",
        "Familie Sommer",
        "Eheleute Dr. Max und Eva Roth",
        "Echtpaar De Wit",
    ],
)
def test_a_row_of_two_people_is_told(name: str):
    reading = read(f"Name|E-Mail|Firma\n{name}|both@example.org|Acme")

    assert [problem.advice for problem in reading.problems] == [TWO_PEOPLE]


@pytest.mark.parametrize("name", ["Pieter-Bas Ooms / Materialenbank", "Anna Kurz / Stadt Aue", "Jan van der Berg"])
def test_one_person_and_a_house_are_no_two_people(name: str):
    reading = read(f"Name|E-Mail|Firma\n{name}|one@example.org|Acme")

    assert reading.problems == ()


def test_a_sheet_that_tells_the_same_in_other_words_goes_on_with_the_list():
    guests = a_sheet("Name|Firma|Mail\nXenia Gold|Gold AG|xenia@example.org\nAda Lux|Lux|ada@example.org", "VIP")
    booths = a_sheet("Firma|Ansprechpartner|Mail|Stand\nStahl KG|Bodo Stahl|bodo@example.org|A1", "Aussteller")

    reading = read_sheets([guests, booths])

    assert sorted(names(reading)) == ["Ada Lux", "Bodo Stahl", "Xenia Gold"]
