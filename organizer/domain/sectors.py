"""From what kind of house somebody comes, as far as its name says so."""

import re
from enum import StrEnum
from functools import lru_cache

from organizer.domain.relevance import fold_loosely


class Sector(StrEnum):
    """Kinds of houses."""

    RESEARCH = "research"
    PUBLIC = "public"
    CULTURE = "culture"
    HEALTH = "health"
    ASSOCIATION = "association"
    BUSINESS = "business"


# How words of a house's name begin; shorter ones are whole words: "uni" is one, "union" is none.
SHORTEST_BEGINNING = 6
CULTURE = """
biblioth landesbiblioth universitatsbiblioth hochschulbiblioth stadtbiblioth staatsbiblioth library libraries museum
archiv stadsarchief stadtarchiv landesarchiv theater kunsthal
"""
HEALTH = "klinik universitatsklinik krankenhaus hospital ziekenhuis umc charite gesundheits ggd gezondheids"
RESEARCH = """
universi uni univ tu th fh hs rwth eth epfl hochschul fachhochschul hogeschool kunsthochschul musikhochschul
berufsakademie college institut instituu fraunhofer helmholtz leibniz forschungs onderzoeks lehrstuhl academy akademi
faculty tno cern
"""
PUBLIC = """
stadt gemeinde gemeente landkreis kreis bezirk ministeri bundesministeri bundesamt bundesanstalt bundesagentur
bundesinstitut landesamt landesanstalt landesbetrieb landesregierung senat regierungsprasidi behorde provincie rijks
waterschap municipality city council ministry commission government authority kommune magistrat parlament finanzamt
"""
ASSOCIATION = """
verein verband bundesverband fachverband landesverband stiftung stichting vereniging foundation association netzwerk
netwerk gesellschaft genossenschaft kammer handelskammer gewerkschaft vakbond ngo initiative zentralrat
society federation ev
"""
BUSINESS = """
gmbh ag kg kgaa ug gbr ohg mbh mbb bv nv vof ltd limited llc llp inc corp corporation plc sa sarl sas se oy srl spa
"""
# Written apart or with stops: e. V., B.V., S.p.A.
APART = re.compile(r"\b(\w)[.\s]+(?=\w\b)")


@lru_cache(maxsize=2**16)
def sector_of(organisation: str) -> Sector | None:
    """The kind of house a name tells of; None where it tells nothing. "Institut für Hydrologie GmbH" is research."""
    words = fold_loosely(APART.sub(r"\1", organisation)).split()
    return next((sector for sector, said in _SAID.items() if any(_is_said(word, said) for word in words)), None)


def _is_said(word: str, said: tuple[str, ...]) -> bool:
    return any(word == one or (len(one) >= SHORTEST_BEGINNING and word.startswith(one)) for one in said)


# In this order: a research institute stays one as a company, a city's company is a company.
_SAID = {
    Sector.CULTURE: tuple(fold_loosely(CULTURE).split()),
    Sector.HEALTH: tuple(fold_loosely(HEALTH).split()),
    Sector.RESEARCH: tuple(fold_loosely(RESEARCH).split()),
    Sector.BUSINESS: tuple(fold_loosely(BUSINESS).split()),
    Sector.PUBLIC: tuple(fold_loosely(PUBLIC).split()),
    Sector.ASSOCIATION: tuple(fold_loosely(ASSOCIATION).split()),
}
