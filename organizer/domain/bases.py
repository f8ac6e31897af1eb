"""On what basis people on a list are written to (GDPR, Art. 6), as the host says it and as the letters repeat it."""

from collections.abc import Mapping
from enum import StrEnum

from organizer.domain.vocabulary import Language


class Basis(StrEnum):
    """What is kept of the host's answer; any other text is a basis in words of the host's own.

    REFUSED means that the people on the list may not be contacted, which is an honest answer, too.
    """

    AGREED = "agreed"
    SAME_MEETING = "same meeting"
    ACQUAINTED = "acquainted"
    REFUSED = "refused"


# As a letter's footer repeats it after "Basis:", without a full stop. Nobody is written to on REFUSED.
IN_LETTERS: Mapping[Language, Mapping[str, str]] = {
    Language.DE: {
        Basis.AGREED: "Die Teilnehmenden haben zugestimmt, voneinander angeschrieben zu werden",
        Basis.SAME_MEETING: "berechtigtes Interesse, denn wir alle wollten an demselben Treffen teilnehmen",
        Basis.ACQUAINTED: "persönliche Bekanntschaft",
    },
    Language.EN: {
        Basis.AGREED: "the participants agreed to be contacted by one another",
        Basis.SAME_MEETING: "legitimate interest, as all of us were to attend the same meeting",
        Basis.ACQUAINTED: "personal acquaintance",
    },
    Language.NL: {
        Basis.AGREED: "de deelnemers stemden ermee in door elkaar te worden benaderd",
        Basis.SAME_MEETING: "gerechtvaardigd belang, want wij wilden allen dezelfde bijeenkomst bijwonen",
        Basis.ACQUAINTED: "persoonlijke bekendheid met elkaar",
    },
}


def basis_in_words(basis: str, language: Language) -> str:
    """What a letter says of the basis: in its own language, or the host's own words as they are."""
    return IN_LETTERS[language].get(basis, basis)
