"""What is not as wished at a table, each with the act that relaxes it beside it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from flask_babel import gettext
from flask_babel import lazy_gettext as _l

from organizer.domain.unmet import Rule, Unmet
from organizer.services.rounds import Evening
from organizer.web.steps import Step, step_path
from organizer.web.table_words import unmet_sentence

# What relaxes a rule: where on the page of the table, and what the link says.
RELAXED_AT: Mapping[Rule, tuple[tuple[str, object], ...]] = {
    Rule.APART: (("#apart", _l("Look at who never sits together")),),
    Rule.TOGETHER: (("#apart", _l("Look at who never sits together")),),
    Rule.EMPTY_BY_PAIRS: (("#apart", _l("Look at who never sits together")),),
    Rule.EMPTY_BY_SEVERAL: (("#apart", _l("Look at who never sits together")),),
    Rule.CROWDED: (("?starred=yes#people", _l("Look at your stars")),),
    Rule.TOO_MANY_FOR_ANY: (("?starred=yes#people", _l("Look at your stars")),),
    Rule.EMPTY_BY_WISH: (("?left_out=yes#people", _l("Look at whom you left out")),),
    Rule.BEYOND_PLAN: (("#what", _l("Change the number of guests")),),
    Rule.OFF_TOPIC: (("#what", _l("Change the topic")),),
}
MORE_PEOPLE = (Rule.EMPTY, Rule.EMPTY_BY_CAP, Rule.EMPTY_BY_PAIRS, Rule.EMPTY_BY_WISH, Rule.EMPTY_BY_SEVERAL)
# These are only to be known.
NOTHING_TO_RELAX = (Rule.OPTED_OUT, Rule.OPTED_OUT_SEATED, Rule.NAMELESS, Rule.DEPARTMENTS_ONLY, Rule.SITES_ONLY)


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
    return tuple(Mend(sentence=unmet_sentence(one), acts=acts_for(one.rule, planned)) for one in unmet)


def acts_for(rule: Rule, planned: Evening) -> tuple[Act, ...]:
    """What relaxes a rule."""
    here = step_path(Step.TABLE, planned.party, planned.round)
    acts = [Act(words=str(words), path=here + at) for at, words in RELAXED_AT.get(rule, ())]
    if rule in MORE_PEOPLE:
        people = step_path(Step.PEOPLE, planned.party, planned.round)
        acts.append(Act(words=gettext("Bring in more people"), path=people))
    if rule is Rule.EMPTY_BY_CAP:
        acts.append(Act(words=gettext("Allow more of one organisation"), deed="many-of-one"))
    if rule is Rule.TOO_MANY:
        acts.append(Act(words=gettext("Plan for one guest more"), deed="one-more"))
    if rule is Rule.NOT_SEATED:
        acts.append(Act(words=gettext("Suggest anew"), deed="suggest"))
    if rule is Rule.NO_ADDRESS:
        silent = [one for one in planned.guests if not one.email]
        acts += [
            Act(words=gettext("Add an address: %(name)s", name=one.name.full), path=f"/people/{one.id}")
            for one in silent
        ]
    return tuple(acts)
