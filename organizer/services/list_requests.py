"""The letter for whoever has no list: it asks those who organised the meeting."""

from dataclasses import replace

from organizer.domain.letters import LetterContext, LetterKind, Rendered, write
from organizer.domain.names import Name
from organizer.domain.parties import Host, Occasion, OccasionKind, Party
from organizer.domain.people import Person
from organizer.domain.rounds import Round
from organizer.domain.vocabulary import Formality, Language, OccasionId, PartyId, PersonId, RoundId
from organizer.formats.base_texts import base_text
from organizer.formats.dates import day_in_words


def write_list_request(host: Host, party: Party | None, language: Language) -> Rendered:
    """The letter in that language, for a party or, before there is one, for any conference."""
    party = party or _any_party(host)
    occasion, nobody = party.occasion, Person(id=PersonId(0), name=Name())
    context = LetterContext(
        kind=LetterKind.LIST_REQUEST,
        language=language,
        formality=Formality.FORMAL,
        host=host,
        person=nobody,
        party=party,
        round=Round(id=RoundId(0), party_id=party.id, number=1),
        occasion_date=day_in_words(occasion.planned_on, language) if occasion.planned_on else "",
    )
    written = write(base_text(context.kind, language, context.formality, occasion.kind), context)
    return replace(written, body=written.body.strip())


def _any_party(host: Host) -> Party:
    occasion = Occasion(id=OccasionId(0), host_id=host.id, kind=OccasionKind.CONFERENCE_CANCELLED, name="")
    return Party(id=PartyId(0), host_id=host.id, occasion=occasion)
