"""How a letter addresses somebody: never a guessed Herr or Frau, meneer or mevrouw, Mr or Ms."""

import re

from organizer.domain.names import Name
from organizer.domain.plain_text import one_line
from organizer.domain.vocabulary import Formality, Language

LONGEST_NAME = 80

# Titles one is addressed with, in the order they are written; what else stands in a list is left out of an address.
TITLES = {
    Language.DE: {"prof": "Prof.", "dr": "Dr."},
    Language.EN: {"prof": "Professor", "dr": "Dr"},
    Language.NL: {"prof": "prof.", "dr": "dr.", "ir": "ir.", "drs": "drs.", "ing": "ing."},
}
SPELLINGS = {"professor": "prof", "professorin": "prof", "doktor": "dr", "doctor": "dr"}

INITIALS_ONLY = re.compile(r"\w\.?([ -]?\w\.)*")

GREETINGS = {
    (Language.DE, Formality.FORMAL): "Guten Tag",
    (Language.DE, Formality.INFORMAL): "Hallo",
    (Language.EN, Formality.FORMAL): "Dear",
    (Language.EN, Formality.INFORMAL): "Dear",
    (Language.NL, Formality.FORMAL): "Geachte",
    (Language.NL, Formality.INFORMAL): "Beste",
}
# For somebody of whom nothing but a family name is known.
FAMILY_NAME_ONLY = {
    (Language.DE, Formality.FORMAL): "Guten Tag",
    (Language.DE, Formality.INFORMAL): "Hallo",
    (Language.EN, Formality.FORMAL): "Hello",
    (Language.EN, Formality.INFORMAL): "Hello",
    (Language.NL, Formality.FORMAL): "Geachte heer of mevrouw {family}",
    (Language.NL, Formality.INFORMAL): "Hallo",
}


def salutation(name: Name, language: Language, formality: Formality) -> str:
    """The salutation without its comma: "Guten Tag Dr. Anna Kurz", "Geachte dr. Jan van den Berg", "Dear Anna"."""
    voice = (language, formality)
    if _is_family_name_only(name, language):
        return FAMILY_NAME_ONLY[voice].replace("{family}", _with_capital(_line(name.family)))
    addressed = first_name(name) if formality is Formality.INFORMAL else titled_name(name, language)
    return f"{GREETINGS[voice]} {addressed}".rstrip()


def titled_name(name: Name, language: Language) -> str:
    """The whole name with the titles one is addressed with in that language."""
    family = _line(name.full)
    if not name.given and name.family and language is Language.NL:
        family = _with_capital(family)
    return " ".join(part for part in (title(name.honorific, language), family) if part)


def first_name(name: Name) -> str:
    """What friends would say; the whole name where only initials, or no given name, are known."""
    return _line(name.given) if _is_given_name_known(name) else _line(name.full)


def title(honorific: str, language: Language) -> str:
    """The academic titles of an address, spelt as the language spells them; none for Mr, Frau, Dipl.-Ing. or MBA."""
    words = re.split(r"[.,/\s]+", one_line(honorific, LONGEST_NAME).casefold())
    known = {SPELLINGS.get(word, word) for word in words}
    titles = [spelt for key, spelt in TITLES[language].items() if key in known]
    return titles[0] if language is Language.EN and titles else " ".join(titles)


def _is_given_name_known(name: Name) -> bool:
    given = _line(name.given)
    return bool(given) and INITIALS_ONLY.fullmatch(given) is None


def _is_family_name_only(name: Name, language: Language) -> bool:
    return bool(_line(name.family)) and not _line(name.given) and not title(name.honorific, language)


def _with_capital(family: str) -> str:
    """Dutch particles have a capital where no given name stands before them."""
    return family[:1].upper() + family[1:]


def _line(part: str) -> str:
    return one_line(part, LONGEST_NAME)
