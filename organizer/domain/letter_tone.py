"""How a letter sounds: whom it speaks of, whether it keeps to one form of address and to one language.

Word lists, not models: they are to find what a host would find on a second reading, and to be silent otherwise.
"""

import re
from collections.abc import Collection, Iterator, Mapping
from difflib import SequenceMatcher

from organizer.domain.vocabulary import Formality, Language

WORD = re.compile(r"[^\W\d_]+(?:[’'][^\W\d_]+)?")
LINK = re.compile(r"(?:https?://|mailto:)\S+")
# What is quoted or stands in brackets is a title or a name, and may be in any language.
QUOTED = re.compile(r"[„“\"][^„“”\"]{1,300}[“”\"]|‘[^‘’]{1,300}’|\([^()]{1,300}\)")
SENTENCE_END = re.compile(r"(?<=[.?!:;])\s+|\n+")

ABOUT_THE_HOST = {
    Language.DE: frozenset(["ich", "mich", "mir", "mein", "meine", "meinen", "meinem", "meiner", "meines"]),
    Language.EN: frozenset(
        ["i", "me", "my", "mine", "myself", "i'm", "i’m", "i'd", "i’d", "i've", "i’ve", "i'll", "i’ll"]
    ),
    Language.NL: frozenset(["ik", "mij", "me", "mijn", "mijzelf", "mezelf"]),
}
ABOUT_THE_GUEST = {
    Language.DE: frozenset(
        [
            "sie",
            "ihnen",
            "ihr",
            "ihre",
            "ihren",
            "ihrem",
            "ihrer",
            "ihres",
            "du",
            "dich",
            "dir",
            "dein",
            "deine",
            "deinen",
            "deinem",
            "deiner",
            "euch",
            "euer",
        ]
    ),
    Language.EN: frozenset(
        ["you", "your", "yours", "yourself", "you're", "you’re", "you've", "you’ve", "you'd", "you’d"]
    ),
    Language.NL: frozenset(["u", "uw", "uzelf", "je", "jij", "jou", "jouw", "jullie"]),
}
# Both of them, beyond doubt; a "we" may as well be the host's own house.
ABOUT_BOTH = {
    Language.DE: frozenset(["beide", "beiden", "einander", "voneinander", "miteinander", "gemeinsam", "gemeinsames"]),
    Language.EN: frozenset(["both", "each", "common", "together"]),
    Language.NL: frozenset(["elkaar", "allebei", "beiden", "gemeen", "gezamenlijk", "samen"]),
}
ABOUT_US = {
    Language.DE: frozenset(["wir", "uns", "unser", "unsere", "unseren", "unserem", "unserer", "unseres"]),
    Language.EN: frozenset(["we", "us", "our", "ours"]),
    Language.NL: frozenset(["we", "wij", "ons", "onze"]),
}
# Small words that the other two languages do not have, or hardly.
OWN_SMALL_WORDS = {
    Language.DE: frozenset(
        [
            "und",
            "der",
            "das",
            "ist",
            "nicht",
            "mit",
            "für",
            "ein",
            "eine",
            "einen",
            "ich",
            "wir",
            "zu",
            "auf",
            "dass",
            "von",
            "bei",
            "auch",
            "dem",
            "den",
            "sind",
            "wird",
            "über",
        ]
    ),
    Language.EN: frozenset(
        [
            "the",
            "and",
            "to",
            "you",
            "your",
            "with",
            "for",
            "that",
            "this",
            "would",
            "are",
            "it",
            "have",
            "about",
            "from",
            "but",
            "not",
            "they",
        ]
    ),
    Language.NL: frozenset(
        [
            "het",
            "een",
            "en",
            "van",
            "niet",
            "ik",
            "met",
            "voor",
            "dat",
            "zijn",
            "naar",
            "ook",
            "wij",
            "bij",
            "aan",
            "uw",
            "deze",
            "maar",
            "wordt",
        ]
    ),
}
FEWEST_WORDS, FEWEST_FOREIGN = 5, 3

WRONG_FORM = {
    (Language.DE, Formality.FORMAL): re.compile(
        r"\b(?:[Dd]u|[Dd]ich|[Dd]ir|[Dd]ein(?:e[mnrs]?)?|[Ee]uch|[Ee]uer|[Ee]ure[mnrs]?"
        r"|[Ii]hr (?:habt|seid|könnt|wollt|möchtet)|(?:[Hh]abt|[Ss]eid|[Kk]önnt|[Ww]ollt|[Mm]öchtet) ihr)\b"
    ),
    # At the beginning of a sentence Sie may as well be she or they.
    (Language.DE, Formality.INFORMAL): re.compile(r"(?<=[a-zäöüß,] )(?:Sie|Ihnen|Ihr(?:e[mnrs]?)?)\b"),
    (Language.NL, Formality.FORMAL): re.compile(r"\b(?:[Jj]e|[Jj]ij|[Jj]ou|[Jj]ouw|[Jj]ullie)\b"),
    (Language.NL, Formality.INFORMAL): re.compile(r"(?<![\w.-])[Uu]w?\b(?![.&/-])"),
}
# "Sehr geehrter Kim Berg" says of Kim what no list says.
SALUTED = re.compile(
    r"\b(?:[Gg]eehrter?(?! Herr| Frau)|Herrn?|Frau|Mr|Mrs|Ms|[Mm]eneer|[Mm]evrouw|[Dd]e heer|[Dd]hr|[Mm]evr)\b\.?"
    r"((?:\s+[^\W\d_][\w.’'-]*){1,5})"
)
NEARLY_THE_SAME = 0.85
FEWEST_ALIKE = 6


def is_self_serving(reason: str, language: Language) -> bool:
    """Whether a reason speaks of the host only, or far more than of the guest; what is said of both is fine."""
    words = [word.casefold() for word in WORD.findall(reason)]
    of_host, of_guest, of_both, of_us = (
        sum(word in about[language] for word in words)
        for about in (ABOUT_THE_HOST, ABOUT_THE_GUEST, ABOUT_BOTH, ABOUT_US)
    )
    if of_both or (of_us and of_guest):
        return False
    return of_host > 2 * of_guest or of_us > 1


def is_nearly_the_same(reason: str, other: str) -> bool:
    """Whether two reasons differ in a word or two only; short ones are compared as a whole elsewhere."""
    ours, theirs = ([word.casefold() for word in WORD.findall(one)] for one in (reason, other))
    if min(len(ours), len(theirs)) < FEWEST_ALIKE:
        return False
    matcher = SequenceMatcher(None, ours, theirs, autojunk=False)
    # The quick measures are never below the real one, and settle most pairs.
    measures = (matcher.real_quick_ratio, matcher.quick_ratio, matcher.ratio)
    return all(measure() >= NEARLY_THE_SAME for measure in measures)


def wrong_form_of_address(text: str, language: Language, formality: Formality, names: Collection[str] = ()) -> str:
    """The first word that addresses the reader in the other form: du in a Sie letter; empty where there is none.

    `names` are taken out before: people are called Du and U, too.
    """
    form = WRONG_FORM.get((language, formality))
    found = form.search(_own_words(text, names)) if form else None
    return found[0] if found else ""


def foreign_sentence(text: str, language: Language, names: Collection[str] = ()) -> tuple[Language, str] | None:
    """The first sentence in another of the three languages, with that language; None where there is none."""
    for sentence in sentences(_own_words(text, names)):
        words = [word.casefold() for word in WORD.findall(sentence)]
        counts: Mapping[Language, int] = {
            one: sum(word in small for word in words) for one, small in OWN_SMALL_WORDS.items()
        }
        strongest = max(counts, key=lambda one: counts[one])
        is_foreign = strongest is not language and counts[strongest] > 2 * counts[language]
        if is_foreign and len(words) >= FEWEST_WORDS and counts[strongest] >= FEWEST_FOREIGN:
            return strongest, sentence.strip()
    return None


def guessed_salutation(text: str, family: str, honorific: str) -> str:
    """Herr, Frau, Mr, mevrouw and the like before this person's name, where no list says so; empty otherwise."""
    for found in SALUTED.finditer(text):
        word = found[0].split()[0].rstrip(".").casefold()
        is_theirs = family and family.split()[-1].casefold() in found[1].casefold().split()
        if is_theirs and word not in honorific.casefold():
            return found[0].strip()
    return ""


def sentences(text: str) -> Iterator[str]:
    """A text in its sentences, lines and parts between colons and semicolons."""
    return (sentence for sentence in SENTENCE_END.split(text) if sentence)


def _own_words(text: str, names: Collection[str]) -> str:
    """The text without quotations, brackets, links and names."""
    text = QUOTED.sub(" ", LINK.sub(" ", text))
    for name in sorted(names, key=len, reverse=True):
        if name:
            text = text.replace(name, " ")
    return text
