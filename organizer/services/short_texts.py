"""What the host passes on by hand to somebody without a mail address, or wherever a short word is better."""

from dataclasses import replace

from organizer.domain.people import Person
from organizer.domain.short_texts import ShortTexts, write_short_texts
from organizer.formats.base_texts import message_text, note_texts
from organizer.services.letters import Desk, context_of


def short_texts(desk: Desk, person: Person, answer_link: str) -> ShortTexts:
    """The texts for one invitee, in their language; `answer_link` is empty where guests cannot reach this program."""
    context = replace(context_of(desk, person), answer_link=answer_link)
    kind = desk.planned.party.occasion.kind
    variants = note_texts(context.language, context.formality, kind)
    return write_short_texts(variants, message_text(context.language, context.formality, kind), context)
