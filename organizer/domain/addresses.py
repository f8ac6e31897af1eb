"""The e-mail address in a cell: one that can be written to, or what is wrong with it."""

import re
from dataclasses import dataclass
from enum import StrEnum

from organizer.domain.names import Name, fold, words

LONGEST_ADDRESS = 254  # RFC 5321 4.5.3.1.3, without the angle brackets

LONGEST_CELL = 2000

ATOM = r"[a-z0-9!#$%&'*+/=?^_`{|}~\u00a1-\uffff-]+"
LABEL = r"[a-z0-9\u00a1-\uffff](?:[a-z0-9\u00a1-\uffff-]{0,61}[a-z0-9\u00a1-\uffff])?"
ADDRESS = re.compile(rf"{ATOM}(?:\.{ATOM})*@{LABEL}(?:\.{LABEL})+", re.IGNORECASE)
# "anna [at] example.org", "anna (at) example (dot) org", as people hide addresses from robots
HIDDEN_AT = re.compile(r"\s*[\[({<]\s*(?:at|ät|@)\s*[\])}>]\s*", re.IGNORECASE)
HIDDEN_DOT = re.compile(r"\s*[\[({<]\s*(?:dot|punkt|punt)\s*[\])}>]\s*", re.IGNORECASE)
SEVERAL = re.compile(r"\s*(?::::|[;,|]|\s)\s*")
# What may stand behind a whole address, apart by a blank alone.
WHICH_ADDRESS = words(
    "privat private privé prive persönlich dienstlich geschäftlich beruflich zakelijk werk work office business home "
    "neu new nieuw alt old oud"
)
LINE_BREAK = re.compile(r"[\r\n\v\f\x85\u2028\u2029]|%0[ad]", re.IGNORECASE)

# Organisers' tools invent addresses for people who gave none; nobody reads these mailboxes.
INVENTED_DOMAINS = words("sched.org sched.com sched.co noemail.com no-email.com none.com invalid localhost")
INVENTED_LOCALS = words(
    "noreply no-reply donotreply do-not-reply unknown noemail no-email none keine kein na n/a test example"
)


class AddressFault(StrEnum):
    """What is wrong with an address cell."""

    LINE_BREAK = "line break"
    SEVERAL = "several addresses"
    UNREADABLE = "unreadable"
    INVENTED = "invented"


@dataclass(frozen=True, slots=True, kw_only=True)
class AddressCell:
    """The address to write to, if there is one, and what is wrong with the cell, if anything is."""

    email: str = ""
    fault: AddressFault | None = None


def read_address(cell: str) -> AddressCell:
    """Read an address cell. Several addresses give the first, with a fault unless a tool joined them by " ::: ".

    An address with a blank in it gives none: what stands before the blank may be somebody else's.
    """
    text = cell.strip()
    if not text or text in ("-", "--", "–"):
        return AddressCell()
    if LINE_BREAK.search(text):
        return AddressCell(fault=AddressFault.LINE_BREAK)
    if len(text) > LONGEST_CELL:
        return AddressCell(fault=AddressFault.UNREADABLE)
    plain = _address(text)
    if plain and not _is_invented(plain):
        return AddressCell(email=plain)
    text = HIDDEN_DOT.sub(".", HIDDEN_AT.sub("@", " ".join(text.split()))).removeprefix("mailto:")
    found = [match for match in map(_address, SEVERAL.split(text)) if match]
    if not found or _is_torn(text):
        return AddressCell(fault=AddressFault.UNREADABLE)
    if _is_invented(found[0]):
        return AddressCell(fault=AddressFault.INVENTED)
    is_doubtful = len({address.casefold() for address in found}) > 1 and ":::" not in text
    return AddressCell(email=found[0], fault=AddressFault.SEVERAL if is_doubtful else None)


def says_address(text: str) -> bool:
    """Whether a cell that should hold a name holds an address instead."""
    return "@" in text and bool(ADDRESS.fullmatch(text.strip()[: LONGEST_ADDRESS + 1]))


def holds_address(text: str) -> bool:
    """Whether there is an address somewhere in the beginning of a cell."""
    return "@" in text and bool(ADDRESS.search(text[:LONGEST_ADDRESS]))


def fits_name(email: str, name: Name) -> bool:
    """Whether the part before the @ is made of this person's name and nothing else: "anna.kurz", "akurz", "anna77"."""
    local = re.sub(r"\d", "", fold(email.partition("@")[0]))
    given, family = fold(name.given), fold(name.family)
    first = fold(re.split(r"[\s-]", name.given)[0])
    if not first or not family:
        return False
    spellings = {given, first, given[:1]}
    whole = {one for spelling in spellings for one in (spelling + family, family + spelling, spelling + family[:1])}
    return local in whole or (len(first) > 2 and local in (first, given))


def _address(text: str) -> str:
    """One address out of what stands between separators; empty when it is none."""
    text = text.strip("<>()[]'\"“”„,;").removeprefix("mailto:").rstrip(".")
    if len(text) > LONGEST_ADDRESS or not ADDRESS.fullmatch(text):
        return ""
    local, _, domain = text.rpartition("@")
    return text.lower() if local.isupper() else f"{local}@{domain.lower()}"


def _is_torn(text: str) -> bool:
    """Whether a blank slipped into an address: "bob@example.exampl e" is one when closed up, and names nobody else."""
    pieces = text.casefold().split()
    whole = [piece for piece in pieces if piece not in WHICH_ADDRESS]
    named = [piece for piece in text.split() if piece.istitle() and len(piece) > 1 and "@" not in piece]
    return len(whole) > 1 and not named and text.count("@") == 1 and bool(_address("".join(whole)))


def _is_invented(address: str) -> bool:
    local, _, domain = address.casefold().rpartition("@")
    return domain in INVENTED_DOMAINS or domain.endswith(".invalid") or local in INVENTED_LOCALS
