"""What the columns of a table hold, by the words of their headers, their neighbours and their values."""

# ruff: noqa: E501 - the word lists read best unbroken

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from organizer.domain.addresses import fits_name, holds_address
from organizer.domain.attendee_list import Field, Row
from organizer.domain.names import Name, fold, is_honorific, is_particle, tidy, words

SAMPLE_ROWS = 200
LONGEST_HEADER, LONGEST_VALUE = 400, 300

# Header words in German, Dutch, English, of the neighbours and as machines write them, folded as `fold_header` does.
WORDS = {
    Field.GIVEN: "vorname|vornamen|rufname|voornaam|voornamen|roepnaam|first name|firstname|given name|givenname|given|"
    "first|forename|fname|prenom|prénom|given names|first names|vname|nombre|nombres|imię|jméno|keresztnév|fornavn|"
    "förnamn|primeiro nome",
    Field.FAMILY: "nachname|nachnamen|familienname|zuname|achternaam|familienaam|last name|lastname|surname|family name|"
    "familyname|family|last|lname|nom|nname|last names|naam achternaam|apellidos|apellido|cognome|sobrenome|apelido|"
    "nazwisko|příjmení|vezetéknév|efternavn|etternavn|efternamn",
    Field.MIDDLE: "middle name|middlename|weitere vornamen|zweiter vorname|middelste naam|additional name|second name|"
    "middle|tweede voornaam",
    Field.PARTICLE: "tussenvoegsel|tussenvoegsels|voorvoegsel|voorvoegsels|namenszusatz|vorsatzwort|namensvorsatz|"
    "name infix|infix|adelsprädikat|tussenv",
    Field.FULL_NAME: "name|naam|full name|fullname|volledige naam|vollständiger name|vor und nachname|vor und zuname|"
    "name vorname|nachname vorname|vorname nachname|vorname name|voor en achternaam|naam voornaam|first and last name|"
    "last name first name|first name last name|name first last|what is your name|complete name|names|namen|"
    "achternaam voornaam|family name given name|name und vorname|teilnehmername|naam en voornaam|display name|anzeigename|"
    "last first|name surname|surname name|name and surname|nom complet|nom et prenom|nom et prénom|nombre completo|"
    "nombre y apellidos|nombre y apellido|nome|nome completo|nome e cognome|cognome e nome|imię i nazwisko|navn|namn|név",
    Field.HONORIFIC: "akad grad|akad titel|akademischer titel|akademischer grad|titulatuur|academic title|honorific|"
    "honorific prefix|anrede|salutation|aanhef|titel vorangestellt|dr titel|anrede titel|titel anrede|akadgrad|"
    "academische titel|degree title|courtesy title",
    Field.SUFFIX: "suffix|name suffix|achtervoegsel|titel nachgestellt|post nominals|postnominals|nachgestellter titel|"
    "honorific suffix|degrees|nach dem namen",
    Field.EMAIL: "email|emails|mail|emailadresse|emailadressen|email adresse|email address|emailaddress|mailadresse|"
    "mail adresse|emailadres|email adres|email value|mailadres|epost|email kontakt|email id|electronic mail|e adresse|"
    "courriel|adresse email|adresse mail|email login|contact email|kontakt email|correo electrónico|correo|correo electronico|"
    "e post|epostadresse|epostadress|adres email|posta elettronica|dirección de correo electrónico|email cím",
    Field.ORGANISATION: "firma|firmenname|organisation|organization|institution|einrichtung|unternehmen|arbeitgeber|"
    "zugehörigkeit|affiliation|company|company name|employer|organization name|organisation name|bedrijf|bedrijfsnaam|"
    "organisatie|instelling|werkgever|institute|institut|universität|university|hochschule|behörde|organisationsname|"
    "organisatienaam|account name|verein|dienststelle|company affiliation|affiliations|institutions|organisationen|"
    "entreprise|société|name der organisation|name der firma|verband|körperschaft|organisation company|name of organisation|"
    "universiteit|which organisation are you from|where do you work|wo arbeiten sie|primary affiliation|org|empresa|"
    "organización|institución|azienda|ente|organizzazione|organizacja|instytucja|organizace|virksomhed|företag|organisasjon",
    Field.DEPARTMENT: "abteilung|department|afdeling|organization department|dept|bereich|fachbereich|fakultät|faculty|"
    "standort|site|referat|business unit|unit|vestiging|lehrstuhl|office location|team|faculteit|location office|dienst",
    Field.JOB_TITLE: "funktion|tätigkeit|beruf|berufsbezeichnung|job title|jobtitle|job|functie|functietitel|beroep|"
    "organization title|stelle|stellenbezeichnung|dienststellung|occupation|role title|funktionsbezeichnung|"
    "jobbezeichnung|funktion im unternehmen|job function|jobtitel|function|job role|professional title|dienstbezeichnung|"
    "fonction|poste|what do you do|was machen sie beruflich|werkfunctie|profession|designation|cargo|puesto|ruolo|função|"
    "stanowisko|pozice|stilling|befattning|beosztás",
    Field.TAGLINE: "tagline|tag line|headline|role and organisation|funktion und organisation|slogan",
    Field.CITY: "ort|stadt|wohnort|city|town|plaats|woonplaats|stad|address city|location|locatie|city town|dienstort|"
    "plz ort|ort plz|mailing city|werkadres plaats|plaatsnaam|place|ville|arbeitsort|ciudad|vestigingsplaats|postcode plaats|city state|"
    "città|cidade|localidad|miasto|město|város",
    Field.COUNTRY: "land|country|land region|country region|country region name|land regio|cc|country code|address country|"
    "staat|pays|país|paese|kraj|země|ország|mailing country|ländercode|landcode|herkunftsland|country of residence|nation|country name|werkadres land|iso country",
    Field.TALKS: "vortragstitel|talk title|session title|titel des vortrags|title of talk|presentation title|beitragstitel|"
    "paper title|proposal titles|proposal title|abstract title|vortragsthema|lezing titel|titel lezing|talk titles|"
    "beitrag|title of presentation|submission title|titel des beitrags|sessiontitel|session titles|talks|vorträge",
    Field.BIO: "bio|biography|biographie|biografie|kurzbiografie|kurzbiographie|about|about me|über mich|vita|kurzvita|"
    "over mij|short bio|biographical note|kurzprofil|biografische angaben|profile text|curriculum vitae",
    Field.PROFILE_URL: "profile url|profile link|url|url of member profile|profil|profil url|profiel|profile|website value|"
    "public profile url|link zum profil|social profile|website|webseite|homepage|personal website|web page",
    Field.LANGUAGE: "sprache|language|bestellsprache|order locale|locale|taal|lang|preferred language|korrespondenzsprache|"
    "voorkeurstaal|kommunikationssprache|correspondence language|spreektaal|muttersprache|langue",
    Field.STATUS: "status|attendee status|anmeldestatus|approval status|registration state|registration status|rsvp|"
    "teilnehmerstatus|teilnahmestatus|buchungsstatus|order status|zusage|teilnahme|aanmeldstatus|deelname|deelnamestatus|"
    "response|antwort|rückmeldung|participation status|booking status|invite status|storniert|abgesagt|geannuleerd|"
    "cancelled|canceled|cancellation|invitee status|member status|void status|guest status|participant status|response status|einladungsstatus|inschrijfstatus|zu absage|zusage absage|reactie|ticket status|ticketstatus|status der anmeldung|"
    "goedkeuringsstatus|genehmigungsstatus|bestellstatus|invitation status|nimmt teil|kommt|coming|aanmelding|registratiestatus|event status|going",
    Field.SPEAKER: "is speaker|ticket type|ticketart|tickettyp|product|produkt|ticket|ticket name|ticket class|ticketklasse|"
    "audience type|attendee type|teilnehmertyp|participant type|registration type|participation|kategorie|kategorien|"
    "category|categories|tags|teilnahmeart|art der teilnahme|speaker type|tickettype|ticketkategorie|teilnehmerkategorie|"
    "vortragende|type deelnemer|soort deelnemer|anmeldeart|ticketbezeichnung|artikel|registration category|"
    "teilnehmergruppe|type of participation|participant category|delegate type|pass type|ticket category|typ|type",
    Field.NOTE: "bemerkung|bemerkungen|anmerkung|anmerkungen|notiz|notizen|note|notes|kommentar|kommentare|comment|"
    "comments|opmerking|opmerkingen|hinweis|hinweise|remark|remarks|notities|order comment|bestellkommentar|sonstiges|"
    "interne bemerkung|internal note|internal notes|notitie",
    Field.ORDER: "order code|bestellnummer|bestellnr|order|order id|order number|bestelcode|buchungsnummer|booking id|"
    "bestelnummer|bestellcode|booking number|order no|buchungsnr|booking reference|order reference|buchungscode",
    Field.ADD_ON: "zusatzprodukt zu position|add on to position id|add on to position|add on to|zusatzprodukt zu|"
    "aanvullend product bij positie|add on zu position",
    Field.IGNORED: "nr|no|id|lfd nr|lfdnr|phone|telefon|tel|mobile|straße|street|plz|zip|zip code|postleitzahl|postcode|other lines|timestamp|zeitstempel|tijdstempel|user action|benutzeraktion|gebruikersactie",
}
MEANINGS = {word: field for field, text in WORDS.items() for word in text.split("|")}

# Words that mean different things in different lists; their values and neighbours decide.
PEOPLE = words(
    "teilnehmer teilnehmende teilnehmerin participant participants attendee attendees deelnemer deelnemers gast gäste gasten "
    "guest guests person personen registrant registrants delegate delegates"
)
AMBIGUOUS = (
    PEOPLE
    | words(
        "title titel titels position positie role rolle rol prefix speaker referent referentin spreker vortrag talk"
    )
    | frozenset(["name prefix", "lezing", "presentation"])
)
# Fields of which a row has one; a second column under the very same header belongs to somebody else, as invoices do.
SINGLE = frozenset(
    {
        Field.ORGANISATION,
        Field.CITY,
        Field.COUNTRY,
        Field.JOB_TITLE,
        Field.FULL_NAME,
        Field.GIVEN,
        Field.FAMILY,
        Field.EMAIL,
    }
)
IDENTITY = frozenset({Field.FULL_NAME, Field.GIVEN, Field.FAMILY, Field.EMAIL})
WORK = frozenset({Field.JOB_TITLE, Field.ORGANISATION})
ENUMERATED = re.compile(
    r"\s*(?:[/|,;&+\n–—]|\s-\s|\b(?:oder|or|of|und|and|en|bzw)\b\.?|\bin einem\b|\bin one\b)\s*", re.IGNORECASE
)
INITIALS = words("voorletters voorletter initialen initials initialien")
NAMES = frozenset({Field.FULL_NAME, Field.GIVEN, Field.FAMILY})

CAMEL = re.compile(r"(?<=[a-zäöü])(?=[A-ZÄÖÜ])")
GENDER = re.compile(
    r"(?:[*:_/|]-?|\()in(?:nen)?\b\)?|(?<=de)/-?r\b|(?<=de)\(r\)|(?<=er)\(in\)|[*:_/]r\b", re.IGNORECASE
)
NOT_WORD = re.compile(r"[^\w#]+|_")
# Whom a header speaks of, taken off before it is looked up: "Attendee email", "E-Mail Teilnehmer*in", "What's your company?"
QUALIFIER = re.compile(
    r"\b(?:attendees?|teilnehmers?|teilnehmenden?|teilnehmende|teilnehmer|teilnehmerin|deelnemers?|participants?|guests?|"
    r"gast|registrants?|speakers?|delegates?|members?|mitglieder|mitglied|contact|kontakt|person|user|your|ihre?r?|"
    r"deine?r?|uw|je|what s|what is|wat is|was ist|wie ist|wie lautet|home|work|business|geschäftlich|dienstlich|zakelijk|"
    r"beruflich|werk|primary|main|privat|private|van|der|des|de|the|von|address(?= city| country)|author|autor|original|"
    r"preferred|please enter|bitte|enter|invitee|"
    r"ticket(?= (?:full|first|last|family|given|name|email|company|job|organi[sz]ation|affiliation)\b)|\d)\b"
)
CONTACT = re.compile(r"ansprechpartner|kontaktperson|contact ?persoo?n")
ATTENDEE = re.compile(r"\b(?:attendee|teilnehmer\w*|teilnehmende\w*|deelnemer\w*|participant|guest|gast)\b")
SOMEBODY_ELSE = re.compile(
    r"\b(?:buyer|besteller\w*|käufer\w*|koper|purchaser|booked by|bookedby|owner|submitter|created by|invited by|emergency|"
    r"notfall\w*|assisten\w*|assistant|referrer|sekretariat|guardian|parent|manager|vorgesetzte\w*|rechnung\w*|invoice|"
    r"billing|factuur\w*|facturatie\w*|payer|zahler|spouse|begleit\w*|companion|booker|bucher\w*|event host|contact owner|"
    r"ansprechpartner\w*|kontaktperson|contact ?persoo?n|recruiter|supervisor|betreuer\w*|"
    r"order(?:ed by)?(?= (?:name|email|first|last|company)\b))\b"
)
NAMES_OF_SOMEBODY_ELSE = {"full name", "adresse name", "address name", "first name", "last name"} | words(
    "name naam vorname nachname voornaam achternaam"
)
CONSENT = re.compile(
    r"teilnehmer\w*liste|teilnehmenden?liste|teilnahmeliste|participants? list|attendees? list|guest list|delegate list|"
    r"deelnemerslijst|deelnemer\w*lijst|\bconsent\b|einwilligung|einverstanden|einverständnis|zustimmung|toestemming|"
    r"list consent|\bgdpr\b|\bdsgvo\b|\bavg\b|appear in|name (?:be |is )?(?:shown|listed|published)|show me on|"
    r"share (?:my|your) (?:contact|details|data|name|email)|kontaktdaten (?:weiter|teilen)|datenweitergabe|opt in|networking (?:ok|erlaubt)"
)
NOT_THIS_CONSENT = re.compile(
    r"newsletter|photo|foto|film|video|recording|aufzeichnung|opname|mailing|marketing|werbung"
)
TOPIC = re.compile(
    r"\binteress\w*|\binterests?\b|\bthemen?\b|\bthema\b|\bthemen\w+|\btopics?\b|schwerpunkt\w*|\bonderwerp\w*|\btracks?\b|"
    r"\bkeywords?\b|\bexpertise\b|fachgebiet\w*|arbeitsgebiet\w*|vakgebied\w*|talk about|\bdiscuss\b|reden über|"
    r"austauschen|worüber|waarover|would you like to talk|\bpraten over|forschungsgebiet\w*|research areas?|fields? of (?:work|research|interest)"
)
NOT_TOPIC = re.compile(r"rating|bewertung|level|session|vortrag|count|newsletter|datum|date")
GIVES_TALK = re.compile(
    r"give a (?:talk|presentation|paper)|giving a|vortrag halten|halten sie einen|hältst du|geeft u een|geef je een|"
    r"\bist? referent|are you (?:a )?(?:speaker|speaking|presenting)|lezing geven|presenting|speaking"
)
# Organisers ask in whole sentences, "In welchem Unternehmen arbeitest du?"; what is asked for decides.
QUESTIONS = {
    Field.FULL_NAME: re.compile(
        r"wie (?:heisst du|heissen sie)\b.*|hoe heet (?:je|jij|u)\b.*|(?:what is|what s|wie lautet|wie ist|wat is) "
        r"(?:your|dein|ihr|je|jouw|uw) (?:full |vollständiger |volledige )?(?:name|naam)"
    ),
    Field.ORGANISATION: re.compile(
        r"(?:which|what|in welche[rm]|bei welche[rm]|für welche[ns]?|welche[rs]?|bij welke?|voor welke?|welke?|name)\b.*"
        r"\b(?:company|organi[sz]ation|organisatie|unternehmen|firma|institution|instelling|bedrijf|arbeitgeber|werkgever|"
        r"employer|einrichtung|university|universität|universiteit|hochschule)\b(?: .*\b(?:work|study|represent|from|"
        r"arbeitest|arbeiten|bist|sind|kommst|kommen|werk je|werkt u|werk jij)\b.*)?|"
        r"(?:where do you work|wo arbeitest du|wo arbeiten sie|waar werk je|waar werkt u|für wen arbeitest du|"
        r"für wen arbeiten sie|voor wie werk je|who do you work for)(?: .*)?"
    ),
    Field.JOB_TITLE: re.compile(
        r"(?:was machst du|was machen sie|wat doe je|wat doet u|what do you do)"
        r"(?: (?:dort|da|beruflich|there|for work|for a living|daar|voor werk))?|"
        r"(?:what is|what s|wat is|was ist) (?:your|deine|ihre|je|uw) (?:current )?(?:role|position|job|job title|functie|rol|rolle|funktion|position|beruf)"
        r"(?: .*)?|(?:in )?welche[r]? (?:rolle|funktion|position)\b.*|welke functie\b.*"
    ),
    Field.CITY: re.compile(
        r"where (?:are you (?:based|located|joining from)|do you live)\b.*|wo (?:wohnst du|wohnen sie|lebst du|leben sie)|"
        r"waar woon(?: je|t u)|(?:in )?(?:welche[rm]? (?:stadt|ort)|welke (?:stad|plaats)|(?:what|which) city)\b.*"
    ),
    Field.COUNTRY: re.compile(r"(?:in |aus )?(?:welche[mns]? land|welk land|(?:what|which) country)\b.*"),
    Field.EMAIL: re.compile(
        r"(?:an |unter |at |to |op |naar )?(?:welche[rmn]?|which|what|welke?)\b.*\bemail(?: ?adress?e?|adresse?|adres| address)?\b.*|"
        r"(?:what is|what s|wie lautet|wie ist|wat is|was ist) (?:your|deine|ihre|je|uw) email(?: ?address?e?| ?adres)?"
    ),
    # Whether somebody comes at all; to come to the dinner is another question.
    Field.STATUS: re.compile(
        r"(?:kommst du|kommen sie|bist du dabei|sind sie dabei|nimmst du teil|nehmen sie teil|(?:wirst du|werden sie) "
        r"(?:\w+ ){0,4}(?:teilnehmen|dabei sein|kommen)|(?:will|can) you (?:attend|join|join us|come|make it|be there)|"
        r"are you (?:coming|attending|joining|joining us)|do you plan to (?:attend|come)|kom je|komt u|ben je erbij|"
        r"bent u erbij|doe je mee|doet u mee|neem je deel|neemt u deel)"
        r"(?: (?:auch|zur|zum|to|the|our|this|an|der|am|bij|naar|het|de|event|veranstaltung|treffen|meetup|meeting|"
        r"conference|konferenz|tagung|evenement|bijeenkomst|conferentie|congres|in|person|vor|ort))*"
    ),
}
NOT_ASKED_FOR = re.compile(
    r"\bsize\b|grösse|grootte|industry|branche|sector|website|\burl\b|(?<!email )(?:address|adresse)|employees|mitarbeiter|"
    r"\bhow many\b|wie viele|hoeveel"
)
NETWORK = re.compile(r"\blinked ?in\b|\bxing\b")
PRESENCE = re.compile(r"\battended\b|\bchecked in\b|check in|anwesend|\battendance\b|teilgenommen|aanwezig|eingecheckt")
JOIN_LOG = re.compile(
    r"\bjoin\b|user action|benutzeraktion|gebruikersactie|join time|leave time|beitritt|verlassen|verlaten|tijd deelgenomen|\bleave\b|deelname ?tijd"
)
SESSIONS = re.compile(
    r"\bsession id\b|\babstract\b|\bdescription\b|\bproposal\b|\bsubmission\b|speaker id|scheduled at"
)
PERMISSIONS = re.compile(
    r"(?:co ?)?(?:organi[sz]er|host)|presenter|referent|attendee|teilnehmer\w*|member|assistant organi[sz]er|organisator|"
    r"deelnemer|presentator|event organi[sz]er|participant|guest|gast|vortragende\w*|panelist|moderator|mitglied",
    re.IGNORECASE,
)
ORGANISATION_WORDS = re.compile(
    r"\b(?:TU|FH|HS|HAW|ETH|RWTH|[Uu]ni(?:versit\w*)?|\w*[Hh]ochschule\w*|Inst\w+|g?GmbH|mbH|AG|KG|SE|OHG|e\. ?V|B\.? ?V|N\.? ?V|"
    r"Ltd|LLP|Inc|LLC|Stadt\w*|Gemeinde\w*|Gemeente\w*|Stiftung|Stichting|Minister\w+|Verein|Verband|\w*[Bb]ibliothe\w+|"
    r"\w*[Aa]rchi[ve]\w*|Museum|Verlag|Bank|Akademie|College|School|University|Foundation|Council|Bundes\w+|Landes\w+|"
    r"\w*[Zz]entrum|Centre|Center|Klinik\w*|Hospital|Company|Group|Gruppe|Werke?|Haus)\b"
)
SPEAKER_WORDS = re.compile(
    r"\bspeakers?\b|keynote|referent|vortragende|vortrag\b|\bspreker|panel(?:ist|lid)|\bpresenter|podium|moderator|"
    r"sprecher\b|sprecherin|\bpresenting author|\bvorträge|inleider",
    re.IGNORECASE,
)
YES = words("ja j yes y true wahr x 1 ✓ ✔ ☑ ok oui si waar einverstanden zugestimmt agree agreed akkoord")
NO = words("nein n no false falsch 0 nee niet onwaar non - ☐ abgelehnt disagree")


# What an answer to an invitation is called, whatever stands above it.
ANSWERS = words(
    "zugesagt abgesagt angemeldet abgemeldet storniert bestätigt unbestätigt warteliste zusage absage vielleicht "
    "toegezegd afgezegd aangemeld afgemeld bevestigd geannuleerd wachtlijst misschien "
    "accepted declined confirmed unconfirmed registered cancelled canceled attending tentative waitlist waitlisted maybe"
)
OPEN_ANSWERS = words("offen open pending ausstehend unklar ? - eingeladen invited uitgenodigd")


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """One column as its header and its values show it."""

    header: str
    words: str
    cells: tuple[str, ...]

    @property
    def values(self) -> tuple[str, ...]:
        """The cells that say anything."""
        return tuple(cell for cell in self.cells if cell)


def fold_header(text: str) -> str:
    """The words of a header in small letters: "E-Mail Teilnehmer*in:" is "email teilnehmer"."""
    text = CAMEL.sub(" ", GENDER.sub("", tidy(text[:LONGEST_HEADER])))
    text = re.sub(r"\([^)]*\)", " ", text) or text
    text = NOT_WORD.sub(" ", text.casefold()).strip()
    return re.sub(r"\be mail", "email", text)


@lru_cache(maxsize=8192)
def meaning(header: str) -> Field | None:
    """What a header says on its own; None for words not known. Ambiguous words count as their most frequent meaning."""
    folded = fold_header(header)
    if not folded or len(header) > LONGEST_HEADER:
        return None
    for look in (_exact, _of_somebody_else, _by_pattern, _by_last_part, _by_core):
        field = look(folded, header)
        if field is not None:
            return field
    return None


def header_strength(cells: Sequence[str], *, needs_identity: bool = True) -> int:
    """How many cells of a row are known header words, 0 when the row cannot be a header.

    A header speaks of names or addresses; without `needs_identity` it is enough that half of its words are known.
    """
    filled = [cell for cell in cells if cell.strip()]
    if not filled or any(map(holds_address, filled)):
        return 0
    found = [field for field in map(meaning, filled) if field is not None]
    is_told = any(field in IDENTITY for field in found) or (not needs_identity and 2 * len(found) >= len(filled))
    if not is_told or 4 * len(found) < len(filled):
        return 0
    return len(found) if len(found) > 1 or len(filled) == 1 else 0


def guess_columns(header: Sequence[str], rows: Sequence[Row]) -> tuple[Field, ...]:
    """What each column holds. Header words first, then neighbours and values for words that mean several things."""
    columns = [_column(index, text, rows) for index, text in enumerate(header)]
    everything = " | ".join(column.words for column in columns)
    fields = [_guess(column, everything) for column in columns]
    fields = _initials_for_given(fields, columns)
    fields = _surname_beside_given(fields, columns)
    fields = _only_the_attendee(fields, columns)
    fields = _topic_options(fields, columns)
    fields = _first_of_a_kind(fields, columns)
    fields = _contact_for_name(fields, columns)
    return tuple(_from_values(fields, columns))


def is_join_log(header: Sequence[str]) -> bool:
    """Whether a table has one row per joining of a call rather than per person."""
    return any(JOIN_LOG.search(fold_header(text)) for text in header)


def is_presence(header: str) -> bool:
    """Whether a column says who came, which is not who had registered."""
    return bool(PRESENCE.search(fold_header(header)))


def says_speaker(text: str) -> bool:
    """Whether a ticket, a category or a title of a table means somebody who speaks."""
    return bool(SPEAKER_WORDS.search(text))


def says_organisation(text: str) -> bool:
    """Whether a text says of itself that it is an organisation: a legal form, a kind of institution."""
    return bool(ORGANISATION_WORDS.search(text))


@lru_cache(maxsize=2**13)
def read_yes_no(text: str) -> bool | None:
    """Ja, yes, x, nein ... in German, Dutch and English; None for anything else."""
    word = text.strip().strip(".!").casefold()
    first = word.split(",")[0].split()[:1]
    if word in YES or (first and first[0] in YES and len(first[0]) > 1):
        return True
    if word in NO or (first and first[0] in NO and len(first[0]) > 1):
        return False
    return None


def option_of(header: str) -> str:
    """The topic of a column such as "Interessen – Datenschutz" or "Topics [Privacy]"; empty when it names none."""
    found = re.match(r"(.+?)(?:\s+[–—-]\s+|:\s+|\s*\[)(.+?)\]?\s*$", header)
    return found[2].strip() if found and TOPIC.search(fold_header(found[1])) else ""


@lru_cache(maxsize=2**11)
def enumerated_work(header: str) -> tuple[Field, ...]:
    """Job and organisation in the order in which a header names the two: "Dienststelle / Funktion"; otherwise nothing."""
    words_of = (" ".join(QUALIFIER.sub(" ", fold_header(piece)).split()) for piece in ENUMERATED.split(header))
    named = [_usual(word) if word in AMBIGUOUS else MEANINGS.get(word) for word in words_of if word]
    return tuple(field for field in named if field) if set(named) == WORK and len(named) == len(WORK) else ()


def _exact(folded: str, header: str) -> Field | None:
    if folded in AMBIGUOUS:
        return _usual(folded)
    return MEANINGS.get(folded)


def _usual(word: str) -> Field:
    if word in ("title", "titel", "titels", "name prefix", "prefix"):
        return Field.HONORIFIC
    if word in ("position", "positie", "role", "rolle", "rol"):
        return Field.JOB_TITLE
    if word in ("vortrag", "talk", "lezing", "presentation"):
        return Field.TALKS
    return Field.SPEAKER if word in ("speaker", "referent", "referentin", "spreker") else Field.FULL_NAME


def _of_somebody_else(folded: str, header: str) -> Field | None:
    if not SOMEBODY_ELSE.search(folded):
        return None
    rest = QUALIFIER.sub(" ", SOMEBODY_ELSE.sub(" ", folded)).split()
    if (rest and rest[-1].startswith("email")) or "email" in rest:
        return Field.BUYER_EMAIL
    is_name = not rest or " ".join(rest) in NAMES_OF_SOMEBODY_ELSE
    return Field.BUYER_NAME if is_name and "event host" not in folded else Field.IGNORED


def _by_pattern(folded: str, header: str) -> Field | None:
    if CONSENT.search(folded):
        return Field.IGNORED if NOT_THIS_CONSENT.search(folded) else Field.CONSENT
    if GIVES_TALK.search(folded):
        return Field.SPEAKER
    if NETWORK.search(folded):
        return Field.PROFILE_URL
    if PRESENCE.search(folded):
        return Field.STATUS
    if JOIN_LOG.search(folded) or NOT_THIS_CONSENT.search(folded):
        return Field.IGNORED
    asked = next((field for field, question in QUESTIONS.items() if question.fullmatch(folded)), None)
    if asked and not NOT_ASKED_FOR.search(folded) and (asked is Field.EMAIL or "email" not in folded):
        return asked
    if option_of(header):
        return Field.TOPIC_OPTION
    if TOPIC.search(folded) and not NOT_TOPIC.search(folded):
        return Field.TOPICS
    return None


def _by_last_part(folded: str, header: str) -> Field | None:
    """ "Attendee name: Given name" is what stands behind the colon; "E-Mail 2: Adresse" is still an address."""
    head, colon, tail = header.rpartition(":")
    if not colon or not tail.strip():
        return None
    if fold_header(head).startswith("email"):
        return Field.EMAIL if fold_header(tail) in ("adresse", "address", "adres") else Field.IGNORED
    word = fold_header(tail)
    return _usual(word) if word in AMBIGUOUS else MEANINGS.get(word)


def _by_core(folded: str, header: str) -> Field | None:
    """The header without the words that say whose it is: "home city", "Ort geschäftlich", "Institution / Firma"."""
    core = " ".join(QUALIFIER.sub(" ", folded).split())
    if core in AMBIGUOUS:
        return _usual(core)
    if core in MEANINGS:
        return MEANINGS[core]
    pieces = {MEANINGS.get(fold_header(piece)) for piece in re.split(r"[/|,&]| oder | or | of | und | and ", header)}
    pieces.discard(None)
    if pieces == {Field.GIVEN, Field.FAMILY} or pieces == {Field.GIVEN, Field.FULL_NAME}:
        return Field.FULL_NAME
    if enumerated_work(header):
        return Field.TAGLINE
    known = [piece for piece in pieces if piece is not Field.IGNORED]
    return known[0] if len(known) == 1 and len(core.split()) < 5 else None


def _column(index: int, header: str, rows: Sequence[Row]) -> Column:
    texts = (row.cells[index] if index < len(row.cells) else "" for row in rows[:SAMPLE_ROWS])
    return Column(header=header, words=fold_header(header), cells=tuple(text.strip()[:LONGEST_VALUE] for text in texts))


def _guess(column: Column, everything: str) -> Field:
    core = " ".join(QUALIFIER.sub(" ", column.words).split()) or column.words
    word = column.words if column.words in AMBIGUOUS else fold_header(column.header.rpartition(":")[2])
    word = word if word in AMBIGUOUS else core
    decide = DECISIONS.get(word)
    if decide and not SOMEBODY_ELSE.search(column.words):
        return decide(column, everything)
    field = meaning(column.header) or Field.IGNORED
    if SESSIONS.search(everything) and column.words in ("level", "track", "session format", "room", "tags"):
        return Field.IGNORED
    if field is Field.JOB_TITLE and _mostly(column, str.isdecimal):
        return Field.IGNORED
    return field


def _decide_title(column: Column, everything: str) -> Field:
    """Academic title, job title, title of a talk or role in a group: the values tell, then the neighbours."""
    is_academic = _mostly(column, is_honorific, share=0.5)
    if SESSIONS.search(everything) and not is_academic:
        return Field.TALKS
    if is_academic:
        return Field.HONORIFIC
    if _mostly(column, PERMISSIONS.fullmatch):
        return Field.IGNORED
    if column.values:
        return Field.JOB_TITLE
    return Field.IGNORED


def _decide_position(column: Column, everything: str) -> Field:
    return Field.IGNORED if _mostly(column, lambda value: value.rstrip(".").isdecimal()) else Field.JOB_TITLE


def _decide_role(column: Column, everything: str) -> Field:
    """A permission in a call, a part in the programme, or a job."""
    if _mostly(column, PERMISSIONS.fullmatch):
        return Field.IGNORED if JOIN_LOG.search(everything) else Field.SPEAKER
    return Field.SPEAKER if _mostly(column, SPEAKER_WORDS.search) else Field.JOB_TITLE


def _decide_prefix(column: Column, everything: str) -> Field:
    return Field.PARTICLE if _mostly(column, is_particle) else Field.HONORIFIC


def _decide_talk(column: Column, everything: str) -> Field:
    return Field.SPEAKER if _mostly(column, lambda value: read_yes_no(value) is not None) else Field.TALKS


def _decide_speaker(column: Column, everything: str) -> Field:
    """Yes or no, a kind of ticket, or names of speakers."""
    is_said = _mostly(column, lambda value: read_yes_no(value) is not None or says_speaker(value))
    has_name = re.search(r"\b(?:name|naam|vorname|nachname|first ?name|last ?name|voornaam)\b", everything)
    return Field.SPEAKER if is_said or has_name or not column.values else Field.FULL_NAME


def _decide_person(column: Column, everything: str) -> Field:
    """ "Teilnehmer" above names, or above yes and no."""
    has_name = re.search(r"\b(?:name|naam|vorname|nachname|first ?name|last ?name|voornaam)\b", everything)
    is_said = _mostly(column, lambda value: read_yes_no(value) is not None or value.isdecimal())
    return Field.IGNORED if has_name or is_said else Field.FULL_NAME


DECISIONS: Mapping[str, Callable[[Column, str], Field]] = {
    **dict.fromkeys(("title", "titel", "titels"), _decide_title),
    **dict.fromkeys(("position", "positie"), _decide_position),
    **dict.fromkeys(("role", "rolle", "rol"), _decide_role),
    **dict.fromkeys(("name prefix", "prefix"), _decide_prefix),
    **dict.fromkeys(("vortrag", "talk", "lezing", "presentation"), _decide_talk),
    **dict.fromkeys(("speaker", "referent", "referentin", "spreker"), _decide_speaker),
    **dict.fromkeys(sorted(PEOPLE), _decide_person),
}


def _mostly(column: Column, test: Callable[[str], object], share: float = 0.75) -> bool:
    """Whether most values of a column pass a test."""
    return bool(column.values) and sum(bool(test(value)) for value in column.values) >= share * len(column.values)


def _initials_for_given(fields: Sequence[Field], columns: Sequence[Column]) -> list[Field]:
    """Initials stand for the given name where there is no column for that."""
    if Field.GIVEN in fields:
        return list(fields)
    return [Field.GIVEN if column.words in INITIALS else field for field, column in zip(fields, columns, strict=True)]


def _surname_beside_given(fields: Sequence[Field], columns: Sequence[Column]) -> list[Field]:
    """ "Name" beside "Vorname" is the family name, unless there is a column for that, too."""
    if Field.GIVEN not in fields or Field.FAMILY in fields:
        return list(fields)
    plain = [
        at for at, field in enumerate(fields) if field is Field.FULL_NAME and columns[at].words in ("name", "naam")
    ]
    return [Field.FAMILY if at in plain[:1] else field for at, field in enumerate(fields)]


def _only_the_attendee(fields: Sequence[Field], columns: Sequence[Column]) -> list[Field]:
    """Where some columns say that they are the attendee's, the plain ones are those of whoever booked."""
    decided = list(fields)
    for kind, of_buyer in ((Field.EMAIL, Field.BUYER_EMAIL), (Field.FULL_NAME, Field.BUYER_NAME)):
        mine = [at for at, field in enumerate(fields) if field is kind]
        qualified = [at for at in mine if ATTENDEE.search(columns[at].words) and columns[at].words not in AMBIGUOUS]
        for at in mine:
            if qualified and at not in qualified and " " not in columns[at].words:
                decided[at] = of_buyer
    return decided


def _topic_options(fields: Sequence[Field], columns: Sequence[Column]) -> list[Field]:
    """A column per topic holds yes or no; anything else under such a header is a topic in words."""
    return [
        Field.TOPICS
        if field is Field.TOPIC_OPTION
        and column.values
        and not _mostly(column, lambda value: read_yes_no(value) is not None)
        else field
        for field, column in zip(fields, columns, strict=True)
    ]


def _first_of_a_kind(fields: Sequence[Field], columns: Sequence[Column]) -> list[Field]:
    seen: set[tuple[Field, str]] = set()
    decided = []
    for field, column in zip(fields, columns, strict=True):
        is_second = field in SINGLE and (field, column.words) in seen
        decided.append(Field.IGNORED if is_second else field)
        seen.add((field, column.words))
    return decided


def _contact_for_name(fields: Sequence[Field], columns: Sequence[Column]) -> list[Field]:
    """Where a list names organisations alone, whom to talk to there is the person: "Aussteller, Ansprechpartner"."""
    if NAMES & set(fields):
        return list(fields)
    named = [at for at, field in enumerate(fields) if field is Field.BUYER_NAME and CONTACT.search(columns[at].words)]
    found = dict.fromkeys(named[:1], Field.FULL_NAME)
    if found and Field.EMAIL not in fields:
        found |= {at: Field.EMAIL for at, field in enumerate(fields) if field is Field.BUYER_EMAIL}
    return [found.get(at, field) for at, field in enumerate(fields)]


def _from_values(fields: Sequence[Field], columns: Sequence[Column]) -> list[Field]:
    """Find addresses and names by their looks where no header word told."""
    decided = list(fields)
    unknown = [at for at, field in enumerate(fields) if field is Field.IGNORED and meaning(columns[at].header) is None]
    if Field.EMAIL not in fields:
        for at in unknown:
            if _mostly(columns[at], holds_address):
                decided[at] = Field.EMAIL
                break
    if Field.STATUS not in fields:
        for at in [at for at in unknown if decided[at] is Field.IGNORED and _holds_answers(columns[at])][:1]:
            decided[at] = Field.STATUS
    if not NAMES & set(fields):
        _find_names(decided, columns, [at for at in unknown if decided[at] is Field.IGNORED])
    if not any(column.words for column in columns):
        left = [at for at in unknown if decided[at] is Field.IGNORED]
        for at in [at for at in left if _mostly(columns[at], says_organisation, share=0.3)][:1]:
            decided[at] = Field.ORGANISATION
    return decided


def _holds_answers(column: Column) -> bool:
    """Whether the values are answers to an invitation: "zugesagt", "abgesagt", "offen"."""
    said = [value.casefold() for value in column.values]
    return any(one in ANSWERS for one in said) and all(one in ANSWERS | OPEN_ANSWERS for one in said)


def _find_names(decided: list[Field], columns: Sequence[Column], unknown: Sequence[int]) -> None:
    """Given and family name side by side as the addresses tell, otherwise both in one column."""
    emails = next((columns[at].cells for at, field in enumerate(decided) if field is Field.EMAIL), ())
    for one, other in ((at, at + 1) for at in unknown if at + 1 in unknown):
        orders = {(one, other): 0.0, (other, one): 0.0}
        for given, family in orders:
            orders[given, family] = _fit(emails, columns[given].cells, columns[family].cells)
        given, family = max(orders, key=orders.__getitem__)
        if 2 * orders[given, family] > sum(map(bool, emails)):
            decided[given], decided[family] = Field.GIVEN, Field.FAMILY
            return
    for at in unknown:
        if _mostly(columns[at], looks_like_name, share=0.5) and not _mostly(columns[at], says_organisation, share=0.3):
            decided[at] = Field.FULL_NAME
            return


def _fit(emails: Sequence[str], given: Sequence[str], family: Sequence[str]) -> float:
    """How many addresses are made of the names in two columns; one that begins with the given name counts more."""
    score = 0.0
    for email, first, last in zip(emails, given, family, strict=False):
        if last and first.split() == [first] and fits_name(email, Name(given=first, family=last)):
            score += 1 if fold(email).startswith(fold(first)[:1]) and not fold(email).startswith(fold(last)) else 0.9
    return score


NAME_SHAPE = re.compile(r"(?:[^\W\d_][\w.'’-]*,?\s+){1,4}[^\W\d_][\w.'’-]*")


def looks_like_name(text: str) -> bool:
    """Two to five words that could be a person: letters only, beginning with a capital."""
    found = NAME_SHAPE.fullmatch(text.strip())
    return bool(found) and text.strip()[:1].isupper()
