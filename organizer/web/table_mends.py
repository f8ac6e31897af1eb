"""What is not as wished at a table, each with the act that relaxes it beside it."""

from collections.abc import Iterable
from dataclasses import dataclass

from flask_babel import gettext
from flask_babel import lazy_gettext as _l

from organizer.domain.parties import MOST_GUESTS
from organizer.domain.shortlist import Unmet
from organizer.services.rounds import Evening
from organizer.web.steps import Step, step_path
from organizer.web.table_words import unmet_sentence

# By the words of the sentence that tell what to relax: where on the page of the table, and what the link says.
RELAXED_AT = {
    "never to sit": ("#apart", _l("Look at who never sits together")),
    "let some of them sit together": ("#apart", _l("Look at who never sits together")),
    "Unstar one": ("?starred=yes#people", _l("Look at your stars")),
    "Try other words for the topic": ("#what", _l("Change the topic")),
    "at a table for": ("#what", _l("Change the number of guests")),
}
MORE_PEOPLE, MORE_GUESTS, SUGGESTED_ANEW, NO_ADDRESS = (
    "import more people",
    "Take more guests",
    "Suggest anew",
    "e-mail",
)
# What these say is only to be known.
NOTHING_TO_RELAX = ("asked not to be invited again", "too few sites", "too few departments")


@dataclass(frozen=True, slots=True, kw_only=True)
class Act:
    """A link, or with `deed` a button of the form about the evening."""

    words: str
    path: str = ""
    deed: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Mend:
    """One thing that is not as wished, and what can be done about it."""

    sentence: str
    acts: tuple[Act, ...]


def mends_of(unmet: Iterable[Unmet], planned: Evening) -> tuple[Mend, ...]:
    """Everything that could not hold, in order, each with its acts."""
    return tuple(Mend(sentence=unmet_sentence(one), acts=acts_for(one.message, planned)) for one in unmet)


def acts_for(message: str, planned: Evening) -> tuple[Act, ...]:
    """What relaxes the rule that a sentence tells of."""
    here = step_path(Step.TABLE, planned.party, planned.round)
    acts = [Act(words=str(words), path=here + at) for said, (at, words) in RELAXED_AT.items() if said in message]
    if MORE_PEOPLE in message:
        people = step_path(Step.PEOPLE, planned.party, planned.round)
        acts.append(Act(words=gettext("Bring in more people"), path=people))
    if MORE_GUESTS in message and planned.party.guests_wanted < MOST_GUESTS:
        acts.append(Act(words=gettext("Plan for one guest more"), deed="one-more"))
    if SUGGESTED_ANEW in message:
        acts.append(Act(words=gettext("Suggest anew"), deed="suggest"))
    if NO_ADDRESS in message:
        silent = [one for one in planned.guests if not one.email]
        acts += [
            Act(words=gettext("Add an address: %(name)s", name=one.name.full), path=f"/people/{one.id}")
            for one in silent
        ]
    return tuple(acts)
