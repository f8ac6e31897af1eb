"""Who of a list is a person who comes: words of status columns, names that are none, sum rows."""

import re
from collections.abc import Sequence
from functools import lru_cache

from organizer.domain.headers import read_yes_no
from organizer.domain.names import LONGEST_NAME, fold, tidy

REFUSED = re.compile(
    r"cancel|stornier|\babgesagt|\babsage|absagt|\bannul|geannul|declin|reject|withdr|\brefused|not attending|"
    r"not going|not coming|\bdenied\b|deleted|transferred|refunded|erstattet|\bexpired|abgelaufen|verlopen|"
    r"wait[- _]?list|warteliste|\bvoid(?:ed)?\b|"
    r"wachtlijst|pending[ _]approval|abgelehnt|zurückgezogen|ingetrokken|afgewezen|afgemeld|abgemeldet|"
    r"nimmt nicht teil|nicht dabei|kommt nicht|komt niet|gelöscht|verwijderd|\bregrets?\b|"
    r"\bsagte? (?:leider )?ab\b|zegt (?:helaas )?af\b|verhindert|entschuldigt|"
    r"afgezegd|unregistered|no longer|nicht teilnehm",
    re.IGNORECASE,
)
TAKEN_BACK = re.compile(
    r"keine absage|absage zurück|doch dabei|uncancel|not cancel|nicht storniert|niet geannuleerd", re.IGNORECASE
)
APPROVAL = re.compile(r"approval|freigabe|genehmigung|goedkeuring", re.IGNORECASE)
AWAITED = frozenset({"pending", "ausstehend", "in afwachting"})
ONLY_INVITED = frozenset({"invited", "eingeladen", "uitgenodigd", "nichtbestaetigt", "unconfirmed"})
ASKS_FOR_REFUSAL = re.compile(r"storniert|abgesagt|absage$|geannuleerd|cancell?ed|cancellation", re.IGNORECASE)

NOBODY = re.compile(
    r"n\.? ?n\.?|n\.? ?n\.? .*|tb[acd]\.?|info requested|info ange(?:fragt|fordert)|info (?:aan)?gevraagd|"
    r"to be (?:announced|named|confirmed)|"
    r"noch offen|"
    r"(?:name )?folgt|unknown|unbekannt|onbekend|k\.? ?a\.?|n/?a|-+|–+|\?+|platzhalter|placeholder|nader te bepalen|"
    r"begleit(?:person|ung).*|plus one|\+ ?1|(?:guest of|gast von|gast van) .*|"
    r"wird (?:noch )?(?:nachgereicht|benannt)|linkedin[- ](?:member|mitglied|lid)|"
    r"(?:anonym|anonymous)(?: user)?|keine angabe|leer|reserviert|reserved|gereserveerd|vacant",
    re.IGNORECASE,
)
NO_HUMAN = re.compile(
    r"(?:.*'s )?(?:iphone|ipad|galaxy|android|samsung|pixel|huawei|macbook|laptop|desktop|windows-pc)\b.*|"
    r"(?:.*\b)?(?:zoom|meeting|konferenz|besprechungs?|sitzungs|seminar|vergader)[- ]?"
    r"(?:room|raum|zimmer|saal|ruimte|zaal)\b.*|"
    r"(?:room|raum|saal|hörsaal|zaal|lokaal|zimmer) .*|"
    r".*(?:(?:webex|zoom|teams|google|meeting|ai) (?:ai )?(?:assistant|companion|copilot)|"
    r"(?:read|sembly|jamie|tactiq|krisp|avoma|leexi|noota) ai\b|note ?taker|otter\.ai|fireflies|"
    r"read\.ai|meeting notes|fathom|tl;dv).*|(?:.* )?bot|"
    r"\+?[\d*()x/ .-]{5,}|(?:dial|call)[- ]?in.*|"
    r"(?:phone|telefon|guest|gast|user|teilnehmer|participant|call-in)[ _-]?(?:user)? ?\d*|"
    r"(?:tagungs|kongress|projekt|presse)?(?:büro|sekretariat)(?: .*)?|empfang|reception|info|office|zentrale|webinar|"
    r"poststelle|pressestelle|vorzimmer|geschäftsstelle|registratur|kundenservice|helpdesk|servicedesk|secretariaat|"
    r"(?:mess(?:e|e-)?stand|stand|booth|kiosk) ?[a-z]?\d+.*|https?://.*|www\..*|"
    r"recording|aufzeichnung|"
    # who runs a call without a name: "Host: Organisatie (host)"
    r"(?:(?:co-?)?(?:host|gastgeber|gastheer)\s*:\s*)?(?:organi[sz]ati(?:on|e)|orga|veranstalter|technik|techniek|regie|"
    r"(?:co-?)?host)(?: ?\((?:co-?)?(?:host|gastgeber|gastheer)\))?|"
    # mailing lists: "VL-Tagung-Alle", "Verteiler Projekt X", "Orga-Team"
    r"(?:vl|dl|ml|mlist|verteiler|mailingliste?|mailing list|undisclosed|alle|all|team)[-_ ].*|verteiler|mailingliste?|"
    r"[^\s,]+[-_](?:alle|all|liste?|verteiler|everyone|group|gruppe|groep)|"
    r"(?:.+[-_ ])?(?:team|verteiler|mailingliste?)",
    re.IGNORECASE,
)
# Names in two cells that NOBODY or NO_HUMAN match have one of these in them: a quick look, at small letters, before the
# thorough one.
TELLING = re.compile(
    r"\b(?:summe|gesamt|insgesamt|total|totaal|aantal|anzahl|n+|x+|k|to|noch|name|nader|plus|wird|keine|info|guest|gast|anonym\w*|begleit\w*|dial\w*|call\w*|phone|telefon|"
    r"host|organi[sz]ati(?:on|e)|orga|veranstalter|technik|techniek|regie|user|teilnehmer|participant|room|raum|(?:hör)?saal|zaal|lokaal|zimmer|\w*bot|vl|dl|ml|mlist|alle|all|team|"
    r"mailing\w*|undisclosed)\b|iphone|ipad|galaxy|android|samsung|pixel|huawei|macbook|laptop|desktop|windows|zoom|"
    r"meeting|konferenz|besprechung|sitzung|seminar|vergader|taker|fireflies|fathom|assistant|companion|copilot|\bai\b|büro|sekretariat|verteiler",
)
ORDINARY = re.compile(r"(?:'[^\W\d_] |[^\W\d_]')?[^\W\d_]{2,40}(?:(?: |'| '|-)[^\W\d_]{1,40}){0,4}")
WORDS = re.compile(r"[^\W\d_]+")
INITIAL = re.compile(r"[^\W\d_]\.")
SUMS = re.compile(
    r"(?:zwischen)?(?:summe|gesamt|gesamtzahl|total|insgesamt|anzahl|totaal|aantal|sum|subtotal)\b.*", re.IGNORECASE
)
# Of what a row that counts consists, whatever cells it stands in: "Summe", "9 Personen"; "Totaal aantal deelnemers: 9".
COUNTED = re.compile(
    r"(?P<sum>(?:zwischen|end|gesamt)?summe|gesamt(?:e|er|es|an?zahl|zahl)?|insgesamt|(?:teilnehmer|gäste)?(?:an)?zahl|"
    r"sub-?totaa?l|(?:grand )?totaa?l|(?:eind)?totaal|aantal|sum|count|number|tezamen|zusammen)|"
    r"(?P<people>person(?:en|s)?|people|personen|teilnehme(?:r|rn|rinnen|nde|nden)|teilnehmer[:*]innen|menschen|"
    r"köpfe|gäste[n]?|gasten|deelnemers?|participants?|attendees?|guests?|anmeldung(?:en)?|registrations?|"
    r"aanmelding(?:en)?|inschrijving(?:en)?|einträge|entries|plätze|pax)|"
    r"(?P<figure>\d[\d.,/]*)|und|and|en|of|der|die|van|von|an|the|alle[r]?|all",
    re.IGNORECASE,
)
WORD = re.compile(r"[^\s:=()|–—]+")
# What printing adds between the rows: page numbers, the day of printing.
FURNITURE = re.compile(
    r"(?:seite|page|pagina|blatt|sheet)\s*:?\s*\d+(?:\s*(?:von|of|van|/)\s*\d+)?|(?:fortsetzung|continued|vervolg)\b.*|"
    r"(?:stand|druckdatum|gedruckt|erstellt|printed|generated|afgedrukt|as of|per)\b[^\d@]{0,20}\d[\d./: -]*(?:uhr)?",
    re.IGNORECASE,
)
# Beside one of these a word such as "user" is no name either.
TRIAL_COMPANIONS = frozenset({"user", "account", "person", "name", "teilnehmer", "attendee", "nutzer", "entry"})
TRIALS = frozenset({"test", "tester", "testperson", "testuser", "asdf", "dummy", "probe", "xxx", "demo", "testtest"})
CANCELLED_PART = re.compile(
    r"(?:(?:liste der |lijst van )?(?:absagen|abgesagt|abmeldungen|abgemeldet|storniert|stornierungen|verhindert|"
    r"entschuldigt|cancell?ations|cancell?ed|declined|regrets|not attending|apologies|"
    r"afmeldingen|afgemeld|geannuleerd|afzeggingen|"
    r"afgezegd)|warteliste|wait(?:ing)? ?list|wachtlijst)(?: ?\(?\d+\)?)? ?:?",
    re.IGNORECASE,
)
STRUCK_OUT = re.compile(r"~~.+~~")
LONGEST_STATUS = 200
NOTE_START = 40  # characters of a remark that tell; "Absage 18.2.", not the end of a long story
CANCELLED_SHEET = re.compile(
    r"absage|abgesagt|storn|cancel|afmeld|geannul|declin|abgemeldet|warteliste|wait ?list|wachtlijst|nicht dabei",
    re.IGNORECASE,
)


def is_off(status: str, header: str) -> bool:
    """Whether a status says that somebody does not come; a plain "no" counts, and "yes" under "Storniert"."""
    text = status.strip()[:LONGEST_STATUS]
    if not text:
        return False
    answer = read_yes_no(text)
    if ASKS_FOR_REFUSAL.search(header) and answer is not None:
        return answer
    if TAKEN_BACK.search(text):
        return False
    if APPROVAL.search(header) and text.casefold() in AWAITED:
        return True
    return answer is False or fold(text) in ONLY_INVITED or bool(REFUSED.search(text))


def presence_says_off(presence: str) -> bool:
    """Whether a column of who came says that somebody had cancelled; that somebody stayed away does not."""
    return bool(REFUSED.search(presence[:LONGEST_STATUS])) and not TAKEN_BACK.search(presence)


def note_says_off(note: str) -> bool:
    """Whether a remark begins by saying that somebody cancelled: "Absage 18.2."."""
    return bool(REFUSED.search(note[:NOTE_START])) and not TAKEN_BACK.search(note)


def is_nobody(name: str) -> bool:
    """Whether a name is a placeholder: N.N., TBA, Info Requested."""
    return bool(NOBODY.fullmatch(tidy(name[:LONGEST_NAME])))


def is_no_human(name: str) -> bool:
    """Whether a name is that of a room, a telephone, an office or a note-taking program."""
    return bool(NO_HUMAN.fullmatch(tidy(name[:LONGEST_NAME])))


def is_ordinary(part: str) -> bool:
    """Whether a given or a family name is all letters and nothing in it hints at a placeholder, a room or a trial.

    Two such names make the name of a human, whatever else stands in the row.
    """
    return (
        bool(ORDINARY.fullmatch(part)) and not any(map(_is_telling, WORDS.findall(part))) and fold(part) not in TRIALS
    )


@lru_cache(maxsize=2**15)
def _is_telling(word: str) -> bool:
    """Whether a word hints at something else than a human; long lists have fewer words than names."""
    return bool(TELLING.search(word.lower()))


def is_initial(part: str) -> bool:
    """Whether a given name is a single letter with its dot."""
    return bool(INITIAL.fullmatch(part))


def is_sum(cells: Sequence[str]) -> bool:
    """Whether a row adds up the others: "Summe:", then only figures, or nothing but a number of people."""
    filled = [cell.strip() for cell in cells if cell.strip()]
    if not filled:
        return False
    is_plain = bool(SUMS.fullmatch(filled[0])) and not any(map(str.isalpha, "".join(filled[1:])))
    return is_plain or _counts_people(" ".join(filled))


def _counts_people(text: str) -> bool:
    """Whether words say how many people there are and nothing else: a figure, and of what or that it is a sum."""
    if len(text) > LONGEST_STATUS or not any(map(str.isdigit, text)):
        return False
    found = [COUNTED.fullmatch(word) for word in WORD.findall(text)]
    kinds = {match.lastgroup for match in found if match}
    return all(found) and "figure" in kinds and bool(kinds & {"sum", "people"})


def is_formula(name: str) -> bool:
    """Whether a cell that should hold a name holds a formula."""
    return name.startswith(("=", "@"))


def is_furniture(cells: Sequence[str]) -> bool:
    """Whether a row holds nothing but what printing adds: "Seite 2 von 2"."""
    filled = [cell for cell in cells if cell.strip()]
    return len(filled) == 1 and bool(FURNITURE.fullmatch(tidy(filled[0][:LONGEST_STATUS])))


def is_struck_out(name: str) -> bool:
    """Whether a name is crossed out as Markdown does it."""
    return bool(STRUCK_OUT.fullmatch(name))


def is_trial(given: str, family: str) -> bool:
    """Whether somebody tried the form out: "Test Test"."""
    parts = [fold(part) for part in (given, family) if part]
    return any(part in TRIALS for part in parts) and all(part in TRIALS | TRIAL_COMPANIONS for part in parts)


def is_sheet_of_cancellations(name: str) -> bool:
    """Whether a sheet collects those who do not come, by its name."""
    return bool(CANCELLED_SHEET.search(name))


def heads_cancellations(cells: Sequence[str]) -> bool:
    """Whether a row says nothing but that those below it do not come: "Absagen (3)"."""
    filled = [cell for cell in cells if cell.strip()]
    return len(filled) == 1 and bool(CANCELLED_PART.fullmatch(tidy(filled[0][:LONGEST_STATUS])))
