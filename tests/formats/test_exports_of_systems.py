"""Lists as ticket shops, calls, networks and forms export them, each with the people it names; invented, by format."""

import io
import zipfile

import pytest

from organizer.domain.attendee_list import Attendee, RowVerdict
from organizer.formats.attendee_lists import read_attendee_list

CVENT = """\
Acme Partner Summit 2026
Registrant List Report

"Full Name","First Name","Last Name","Email Address","Company Name","Title","Work City","Invitee Status"
"Okafor, Chidi","Chidi","Okafor","chidi@lagosworks.example","Lagos Works Ltd","VP Engineering","London","Accepted"
"Visser, Marieke","Marieke","Visser","marieke@visser.example","Visser B.V.","Directeur","Utrecht","Cancelled"
"Total Registrants: 2"
"""
TITO = """\
Number,Ticket,Ticket Full Name,Ticket First Name,Ticket Last Name,Ticket Email,Ticket Company Name,Ticket Job Title,\
Order Name,Order Email,Ticket Status,Void Status
1,Conference,Hana Kimura,Hana,Kimura,hana@kimura.example,Kimura KK,Staff Engineer,Bob Boss,boss@example.com,complete,
2,Conference,Olu Ade,Olu,Ade,olu@example.org,Ade & Co,CEO,Bob Boss,boss@example.com,complete,void
"""
SALESFORCE = """\
"Salutation","First Name","Last Name","Title","Company / Account","Email",\
"Mailing City","Mailing Country","Member Status"
"Ms.","Elif","Kaya","Head of People","Bosporus AS","elif@bosporus.example","Istanbul","Turkey","Registered"
"Mr.","Noah","O'Connell","Analyst","O'Connell Ltd","noah@oconnell.example","Cork","Ireland","Responded - Declined"
"""
LUMA = """\
guest_api_id,name,first_name,last_name,email,approval_status,What company do you work for?,What is your job title?
gst-1,Mara Lind,,,mara@lind.example,approved,Lind Labs,Product Lead
gst-3,Otto Berg,,,otto@berg.example,waitlist,Berg,
"""
GOOGLE_FORM = """\
"Zeitstempel","Wie heißt du (Vor- und Nachname)?","Deine E-Mail-Adresse","In welchem Unternehmen arbeitest du?",\
"Was machst du dort?","Kommst du?","Kommst du mit dem Zug?"
"2026/09/01","Nadja Brück","nadja@brueck.example","Brück Medien","Redakteurin","Ja, gerne!","Nein"
"2026/09/01","Sven Petersen","sven@petersen.example","Küstenwind eG","Vorstand","Nein, leider nicht",""
"""
CONFTOOL = """\
"personID";"title";"name";"firstname";"organisation";"city";"country";"email"
"101";"Dr.";"L&ouml;wenthal";"Miriam";"Universit&auml;t Beispiel";"Leipzig";"Germany";"loewenthal@uni.example.edu"
"102";"";"Lee";"Bob";"R&D; Handel &amp; Co";"Ulm";"Germany";"bob@example.org"
"""
TOWN_HALL = """\
Full Name\tUser Action\tTimestamp
Ito, Kenji\tJoined\t9/1/2026, 10:00:00 AM
Ito, Kenji\tLeft\t9/1/2026, 10:30:00 AM
Sofia Lindgren (Guest)\tJoined\t9/1/2026, 10:02:00 AM
"""
WEBEX = """\
Meeting Name\tTeamrunde

Name\tAttendee Email\tJoin Time\tLeave Time\tAttendance Duration\tConnection Type
Petra Schäfer\tpetra@example.org\t2026-09-01 10:00\t2026-09-01 10:30\t30 mins\tDesktop app
Call-in User_3\t\t2026-09-01 10:05\t2026-09-01 10:09\t4 mins\tPhone
Webex Assistant\t\t2026-09-01 10:05\t2026-09-01 11:00\t55 mins\tDesktop app
"""
PARTS_OF_A_PAGE = """\
<html><body><table><tr><th>Name</th><th>Vorname</th><th>Einrichtung</th><th>Kontakt</th></tr>
<tr><td>Grünwald</td><td>Ilse</td><td>Stadtwerke Süd</td><td>ilse@stadtwerke.example</td></tr>
<tr><td colspan=4>Absagen (1)</td></tr>
<tr><td>Fink</td><td>Rolf</td><td>Werk Nord</td><td>rolf@nord.example</td></tr>
</table></body></html>"""
NETWORK_PAGE = """\
<!DOCTYPE html><html><body><h2>Attendees</h2><ul>
<li><div><span>Renate Vogt</span><span>• 2nd</span><div>Leiterin Vertrieb bei Vogt GmbH</div>
<div>München, Bayern, Deutschland</div><button>Connect</button></div></li>
<li><div><span>Ali Can</span><span>• 3rd+</span><div>CEO at CanSoft</div><div>Ankara, Turkey</div>
<button>Message</button></div></li></ul></body></html>"""
LINES = """\
Teilnehmer Arbeitskreis (Stand 12.10.)
1. Dr. med. Ulrike Hahn, Klinikum Beispiel, Ulm
2. Dipl.-Ing. (FH) Ralf Kötter, Kötter Bau GmbH, Soest
3. Frhr. Carl von und zu Weiden, Gut Weiden
entschuldigt: Frau Lang
"""
TO_HEADER = (
    'Aan: "Dr. ir. S. (Sander) Mulder" <s.mulder@tu.example>; Jansen, Piet (Gemeente Ede) <p.jansen@ede.example>\n'
)
TRIAL = (
    "Name,First name,Last name,Email,Headline\nLena Hof,Lena,Hof,lena@example.com,\nTest User,Test,User,t@test.com,\n"
)


def archive(**files: str) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as writer:
        for name, text in files.items():
            writer.writestr(name.replace("__", "."), text)
    return packed.getvalue()


def told(one: Attendee) -> str:
    """One person as a line: name, organisation, job title, city, country, address; what is not known left out."""
    parts = (one.name.display, one.organisation, one.job_title, one.city, one.country, one.email)
    return " | ".join(part for part in parts if part)


@pytest.mark.parametrize(
    ("text", "people"),
    [
        (CVENT, ["Chidi Okafor | Lagos Works Ltd | VP Engineering | London | chidi@lagosworks.example"]),
        (TITO, ["Hana Kimura | Kimura KK | Staff Engineer | hana@kimura.example"]),
        (SALESFORCE, ["Elif Kaya | Bosporus AS | Head of People | Istanbul | TR | elif@bosporus.example"]),
        (LUMA, ["Mara Lind | Lind Labs | Product Lead | mara@lind.example"]),
        (GOOGLE_FORM, ["Nadja Brück | Brück Medien | Redakteurin | nadja@brueck.example"]),
        (
            CONFTOOL,
            [
                "Dr. Miriam Löwenthal | Universität Beispiel | Leipzig | DE | loewenthal@uni.example.edu",
                "Bob Lee | R&D; Handel & Co | Ulm | DE | bob@example.org",
            ],
        ),
        (TOWN_HALL, ["Kenji Ito", "Sofia Lindgren"]),
        (WEBEX, ["Petra Schäfer | petra@example.org"]),
        (PARTS_OF_A_PAGE, ["Ilse Grünwald | Stadtwerke Süd | ilse@stadtwerke.example"]),
        (
            NETWORK_PAGE,
            [
                "Renate Vogt | Vogt GmbH | Leiterin Vertrieb | München | DE",
                "Ali Can | CanSoft | CEO | Ankara | TR",
            ],
        ),
        (
            LINES,
            [
                "Dr. med. Ulrike Hahn | Klinikum Beispiel | Ulm",
                "Dipl.-Ing. Ralf Kötter | Kötter Bau GmbH | Soest",
                "Frhr. Carl von und zu Weiden | Gut Weiden",
            ],
        ),
        (
            TO_HEADER,
            ["Dr. ir. Sander Mulder | s.mulder@tu.example", "Piet Jansen | Gemeente Ede | p.jansen@ede.example"],
        ),
        (TRIAL, ["Lena Hof | lena@example.com"]),
    ],
    ids=lambda value: value.split("\n")[0][:20] if isinstance(value, str) else "",
)
def test_people_of_an_export_are_read(text: str, people: list[str]):
    reading = read_attendee_list(text.encode())

    assert [told(one) for one in reading.attendees] == people


def test_rows_below_the_heading_of_cancellations_do_not_come():
    reading = read_attendee_list(PARTS_OF_A_PAGE.encode())

    assert [(one.text.split(" | ")[0], one.verdict) for one in reading.set_aside] == [
        ("Absagen (1)", RowVerdict.INVALID),
        ("Fink", RowVerdict.NOT_ATTENDING),
    ]


@pytest.mark.parametrize(
    "files",
    [
        {"list__csv": "Name,Email\nBob Lee,bob@example.org\n", "README__txt": "Thank you for exporting"},
        {
            "Connections__csv": "Name,Email\nBob Lee,bob@example.org\n",
            "messages__csv": "FROM,TO,CONTENT\nEve,Alice,Hello\n",
            "Profile__csv": "First Name,Last Name\nAlice,Kurz\n",
        },
    ],
)
def test_the_list_among_the_files_of_an_archive_is_found(files: dict[str, str]):
    reading = read_attendee_list(archive(**files))

    assert [told(one) for one in reading.attendees] == ["Bob Lee | bob@example.org"]


TEAMS = """\
1. Zusammenfassung\t
Besprechungstitel\tWärmenetze
\t
2. Teilnehmer\t
Name\tErster Beitritt\tLetztes Verlassen\tDauer der Besprechung\tE-Mail\tTeilnehmer-ID (UPN)\tRolle
Öztürk, Selin\t05.11.26, 09:58\t05.11.26, 11:02\t1 Std.\tselin@nord.example\tselin@nord.example\tOrganisator
Lena Maria Vogt (Gast)\t05.11.26, 10:02\t05.11.26, 11:00\t58 Min.\t\t\tTeilnehmer
\t
3. Aktivitäten in der Besprechung\t
Name\tBeitrittszeit\tUhrzeit des Verlassens\tDauer\tE-Mail\tRolle
Öztürk, Selin\t05.11.26, 09:58\t05.11.26, 11:02\t1 Std.\tselin@nord.example\tOrganisator
"""
ZOOM_REGISTRATION = """\
Registratierapport
Onderwerp,Webinar-id,Geplande tijd
Warmtenetten,812 3456 7890,06-11-2026 10:00
Details van deelnemers
Voornaam,Achternaam,E-mail,Registratietijd,Goedkeuringsstatus,Organisatie
Joke,van der Velde,joke@velde.example,01-11-2026 10:00,goedgekeurd,Provincie Oost
Sanne,Prins,sanne@prins.example,01-11-2026 10:02,geannuleerd,Prins NV
Ruud,Tol,ruud@tol.example,01-11-2026 10:02,in afwachting,Tol
"""
BOOKED_FOR_OTHERS = """\
Bucher Vorname;Bucher Nachname;Bucher E-Mail;Ticketstatus;Teilnehmer Vorname;Teilnehmer Nachname;Teilnehmer E-Mail;Firma
Olga;Assist;olga@amt.example;Bestätigt;Gerda;Vize;olga@amt.example;Landesamt Süd
Olga;Assist;olga@amt.example;Bestätigt;Rolf;Kanzler;rolf@amt.example;Landesamt Süd
"""
SPANISH = """\
Nombre;Apellidos;Empresa;Cargo;Correo electrónico;Ciudad;País
María José;Fernández de la Torre;Agua SL;Gerente;mj@agua.example;Vigo;España
"""
NOTION = """\
Name,Company,Job,Email
Lisbeth Aas,Aas Fjordvarme (https://www.notion.example/Aas-12ab34cd56ef?pvs=21),CEO,lisbeth@aas.example
"""
MS_FORMS = """\
ID,Startzeit,E-Mail,Name,Wie heißen Sie?,An welche E-Mail-Adresse dürfen wir schreiben?
1,01.09.2026 10:00,anonymous,,Annika Tal,annika@tal.example
"""
MAILMAN = """\
Abonnenten (Regular Members):
  anna.berger@example.org (Anna Berger)
  "Uli Öhm" <uli.oehm@example.org>
"""
EXHIBITORS = """\
Firma;Ansprechpartner;Mail;Stand
Stahl KG;Bodo Stahl;bodo@stahl.example;A1
Holz GmbH;;info@holz.example;A3
"""
NETWORK_EVENT = """\
Attendees (128)

Marlene Voss
• 2nd
Marlene Voss
Leiterin Nachhaltigkeit bei Voss Logistik
Münster, Nordrhein-Westfalen, Deutschland
Connect

Dr. Piet Donker
• 1st
Piet Donker
Head of Research at Donker Instituut
Utrecht, Netherlands
Message
"""
PRINTED_PAGES = """\
Name;Vorname;Firma;E-Mail
Adler;Ute;A AG;ute@a.example
Seite 1 von 2;;;
Name;Vorname;Firma;E-Mail
Bär;Udo;B AG;udo@b.example
Seite 2 von 2;;;
"""


@pytest.mark.parametrize(
    ("text", "people"),
    [
        (TEAMS, ["Selin Öztürk||selin@nord.example", "Lena Maria Vogt||"]),
        (ZOOM_REGISTRATION, ["Joke van der Velde|Provincie Oost|joke@velde.example"]),
        (BOOKED_FOR_OTHERS, ["Gerda Vize|Landesamt Süd|", "Rolf Kanzler|Landesamt Süd|rolf@amt.example"]),
        (SPANISH, ["María José Fernández de la Torre|Agua SL|mj@agua.example"]),
        (NOTION, ["Lisbeth Aas|Aas Fjordvarme|lisbeth@aas.example"]),
        (MS_FORMS, ["Annika Tal||annika@tal.example"]),
        (MAILMAN, ["Anna Berger||anna.berger@example.org", "Uli Öhm||uli.oehm@example.org"]),
        (EXHIBITORS, ["Bodo Stahl|Stahl KG|bodo@stahl.example"]),
        (NETWORK_EVENT, ["Marlene Voss|Voss Logistik|", "Piet Donker|Donker Instituut|"]),
        (PRINTED_PAGES, ["Ute Adler|A AG|ute@a.example", "Udo Bär|B AG|udo@b.example"]),
    ],
)
def test_names_organisations_and_addresses_of_further_systems_are_read(text: str, people: list[str]):
    reading = read_attendee_list(text.encode())

    assert ["|".join((one.name.full, one.organisation, one.email)) for one in reading.attendees] == people


def test_a_report_of_a_call_in_sixteen_bits_is_read_with_and_without_its_mark():
    with_mark, without = (read_attendee_list(TEAMS.encode(encoding)) for encoding in ("utf-16", "utf-16-le"))

    assert [one.name.full for one in with_mark.attendees] == ["Selin Öztürk", "Lena Maria Vogt"]
    assert [one.name.full for one in without.attendees] == ["Selin Öztürk", "Lena Maria Vogt"]
